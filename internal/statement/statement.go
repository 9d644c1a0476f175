// Package statement is the life of the Data API's statements: submitted, run as
// a client of the SQL wire, kept with their results for a day.
//
// A statement is written to disk when it is accepted and when it has ended; a batch
// also before it commits, or after each part that does. The states between are in memory. It takes effect exactly once all the
// same: a statement that writes commits a marker along with its own changes, in
// the same database, and whoever does not know how it ended (after a crash of
// the server or of an engine) asks the database for the marker. See settle.go.
package statement

import (
	"encoding/json"
	"time"
)

// A Status is a statement's status as the Data API spells it.
type Status string

// The statuses, in the order in which a statement goes through them.
const (
	Submitted Status = "SUBMITTED"
	Picked    Status = "PICKED"
	Started   Status = "STARTED"
	Finished  Status = "FINISHED"
	Failed    Status = "FAILED"
	Aborted   Status = "ABORTED"
)

// Ended reports whether nothing more will happen to a statement.
func (s Status) Ended() bool { return s == Finished || s == Failed || s == Aborted }

// Retention is how long a statement and its result are kept.
const Retention = 24 * time.Hour

// TokenRetention is how long a client token names the statement it submitted.
const TokenRetention = 8 * time.Hour

// recordVersion is the version of Statement's form on disk.
const recordVersion = 1

// A Parameter is a named parameter and its value.
type Parameter struct{ Name, Value string }

// A Submission is what a caller wants to run, and where.
type Submission struct {
	Account, Region string
	Owner           string // ARN of the caller, or of his role: nobody else sees the statement
	Principal       string // ARN of the caller, with the name of his session of a role
	Warehouse       string // id of the cluster's database server
	Cluster         string // the cluster's identifier, as the caller gave it; empty for a workgroup's
	Workgroup       string // the workgroup's name, in place of a cluster's identifier
	Database        string
	DbUser          string
	Secret          string   // the secret that DbUser's password came from, as the caller gave it
	Refused         string   // why the database does not let DbUser in, where it does not: the statement fails with it
	SQL             string   // as the caller gave it; empty for a batch
	SQLs            []string // of a batch
	AutoCommit      bool     // each statement of a batch commits by itself
	Event           bool     // an event tells of its end
	CSV             bool     // the format that the result was asked for in
	Parameters      []Parameter
	Name            string
	ClientToken     string
	SessionID       string         // the session to run in; empty for none, or for a new one
	KeepAlive       *time.Duration // how long to keep the session afterwards; nil for no session
}

// A Statement is a submission and what became of it.
type Statement struct {
	Submission
	ID      string
	Status  Status
	Created time.Time
	Updated time.Time

	Resumed   int           // times that it was taken up again after a start
	Duration  time.Duration // time in the database
	PID       int64         // the session's process id
	QueryID   int64
	Error     string // in Redshift's form, where the statement failed
	HasResult bool
	Rows      int64 // of the result, or rows changed; -1 without either
	Size      int64 // bytes of the result's values; -1 without a result
	Result    Result
	Parts     []Part // of a batch
}

// expired tells whether a statement's day is over.
func (s *Statement) expired(now time.Time) bool { return now.Sub(s.Created) > Retention }

func (s *Statement) marshal() (string, error) {
	data, err := json.Marshal(s)
	return string(data), err
}
