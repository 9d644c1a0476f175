// Package refusal explains the requests that a server refuses: it searches for the
// cause within a budget of processor time, and keeps what it found in a bounded
// journal that outlives the server.
//
// What it keeps and tells never holds a secret, a session token, the signature that
// was expected, a body, or the values of a query.
package refusal

import (
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// Version is the form of a Record on disk.
const Version = 1

// NotSearched is the cause of a refusal that the budget was spent for.
const NotSearched = "not-searched"

// Unknown is the cause of a refusal that a search found nothing for.
const Unknown = "unknown"

// A Request is one that was refused, as the front door has it.
type Request struct {
	ID        string // request id
	Signed    *sigv4.Request
	Body      []byte // nil where it was not read
	BodyRead  bool
	Size      int64 // of the body, as announced; -1 if unknown
	Remote    string
	Operation string
	Refusal   *sigv4.Error
	Family    sigv4.Family // of the protocol that was answered in
	// KeyID and Token are what the request claims, unverified.
	KeyID, Token string
}

// A Record is what is kept of a refusal.
type Record struct {
	Version     int       `json:"version"`
	Number      uint64    `json:"number"` // counts up from 1 and does not start again with the server
	Time        time.Time `json:"time"`
	RequestID   string    `json:"request_id"`
	Remote      string    `json:"remote,omitempty"`
	Service     string    `json:"service"`
	Operation   string    `json:"operation,omitempty"`
	Method      string    `json:"method"`
	Path        string    `json:"path"`
	Host        string    `json:"host"`
	Headers     []string  `json:"headers,omitempty"` // names
	BodySize    int64     `json:"body_size"`
	BodyHash    string    `json:"body_hash,omitempty"`
	AccessKeyID string    `json:"access_key_id,omitempty"`
	Code        string    `json:"code"`
	Status      int       `json:"status"`
	Reason      string    `json:"reason"`
	Verdict     string    `json:"verdict,omitempty"`
	Causes      []Cause   `json:"causes"`
	Tries       int       `json:"tries"` // signatures computed in the search, which a request that comes again shares with the first
}

// A Cause is one finding of an explanation.
type Cause struct {
	ID      string `json:"id"`
	Title   string `json:"title,omitempty"`
	Proven  bool   `json:"proven"`
	Summary string `json:"summary,omitempty"`
	Fix     string `json:"fix,omitempty"`
}

// A Told is what the front door may say of a refusal.
type Told struct {
	Header string // for x-countersign-cause: ids and whether they are proven
	Cause  string // for the log: the first id
	Fix    string

	// For the record.
	causes  []Cause
	verdict string
	tries   int
}
