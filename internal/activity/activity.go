// Package activity remembers what the sessions of a cluster did: connections, statements, transactions. It is what
// stands behind STL_, SVL_ and SYS_ relations.
//
// It is kept in memory and bounded: what is oldest is forgotten, as Redshift keeps some days. No secret gets into it:
// see Mask.
package activity

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// A Session is one client's.
type Session struct {
	PID      int
	UserID   int
	User     string
	Database string
	Started  time.Time
	Timeout  int // seconds of idleness; 0 is the cluster's

	Host, Port                          string // of the client
	Application, Driver, System, Plugin string
	Protocol                            int
	Auth                                string // how it proved who it is
	TLS, Cipher                         string // empty without
}

// A Kind is what a statement is to the system's relations.
type Kind string

// The kinds, as SVL_STATEMENTTEXT tells them, but for those of queries.
const (
	Query   Kind = "QUERY"
	DDL     Kind = "DDL"
	Utility Kind = "UTILITY"
)

// A Statement is one that runs or has run.
type Statement struct {
	ID      int64
	XID     int64
	Session Session
	UserID  int // the current user, who may be another one than the session's
	Kind    Kind
	Type    string // as SYS_QUERY_HISTORY tells it: SELECT, INSERT, DDL …
	Label   string
	Call    bool   // of a stored procedure
	Caller  int64  // the CALL within which it ran; 0 without one
	Text    string // masked, and cut
	Start   time.Time
	End     time.Time // zero while it runs
	Rows    int64
	Bytes   int64
	State   string // SQLSTATE of its error; empty without one
	Error   string
	Changes []uint32 // the numbers of the relations whose rows it changed
	Fills   []uint32 // and of those that it filled anew, of materialized views
	Reads   []uint32 // and of those that it read
}

// Failed tells whether it ended with an error.
func (s *Statement) Failed() bool { return s.State != "" }

// Duration is how long it has run, in microseconds.
func (s *Statement) Duration(now time.Time) int64 {
	if s.End.IsZero() {
		return now.Sub(s.Start).Microseconds()
	}
	return s.End.Sub(s.Start).Microseconds()
}

// An Event is one of a connection.
type Event struct {
	What    string // as STL_CONNECTION_LOG tells it
	At      time.Time
	Session Session
	Lasted  time.Duration // of the end of a session
}

// A Transaction has ended.
type Transaction struct {
	XID        int64
	UserID     int
	PID        int
	Start, End time.Time
	Committed  bool
	Conflict   bool // it could not be one after the other
}

// A UserChange is a user who was made, changed or dropped.
type UserChange struct {
	At              time.Time
	UserID          int // who was changed
	Name, Before    string
	Action          string // create, drop, alter or rename
	CreateDB, Super bool
	ValidUntil      *time.Time
	PID             int
	XID             int64
}

// A Stop is a session that was told to end, or its statement to stop.
type Stop struct {
	PID    int
	At     time.Time
	UserID int
	End    bool
}

// A Refresh is one of a materialized view.
type Refresh struct {
	Database, Schema, Name string
	UserID                 int
	XID                    int64
	Start, End             time.Time
}

// A Message is one that a stored procedure has raised.
type Message struct {
	CallID, XID int64
	Session     Session
	UserID      int
	Label       string
	Call        string // the text of the CALL, cut
	At          time.Time
	Level       string // LOG, INFO, NOTICE, WARNING or EXCEPTION
	Text        string // cut
	Line        int
}

// Cut is the beginning of a text, in whole characters.
func Cut(text string, bytes int) string {
	if len(text) <= bytes {
		return text
	}
	for bytes > 0 && !utf8.RuneStart(text[bytes]) {
		bytes--
	}
	return strings.Clone(text[:bytes])
}

// Bounds of what is kept.
const (
	keptStatements = 10000
	keptBytes      = 16 << 20 // of their texts
	keptEvents     = 10000
	maxText        = 64 << 10 // of one
	maxMessage     = 1024
)

// A Log is what a cluster remembers. The zero value is empty and ready; it may be used by several goroutines.
type Log struct {
	mu           sync.Mutex
	lastID       int64
	lastXID      int64
	statements   ring[*Statement]
	bytes        int
	events       ring[Event]
	transactions ring[Transaction]
	changes      ring[UserChange]
	stops        ring[Stop]
	refreshes    ring[Refresh]
	messages     ring[Message]
	sessions     map[int]Session     // that are open, by process
	open         map[int]Transaction // of theirs
}

// A ring keeps the newest.
type ring[T any] struct {
	list  []T
	first int
}

func (r *ring[T]) add(x T) {
	r.list = append(r.list, x)
	if len(r.list)-r.first > keptEvents {
		r.drop()
	}
}

// drop forgets the oldest.
func (r *ring[T]) drop() (x T) {
	x = r.list[r.first]
	var zero T
	r.list[r.first] = zero
	if r.first++; r.first > len(r.list)/2 && r.first > 1000 {
		r.list = append([]T(nil), r.list[r.first:]...)
		r.first = 0
	}
	return x
}

func (r *ring[T]) all() []T { return append([]T(nil), r.list[r.first:]...) }

// Begin notes that a statement has begun, and gives it its number.
func (l *Log) Begin(s Statement) *Statement {
	s.Text = Cut(s.Text, maxText)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lastID++
	s.ID = l.lastID
	l.bytes += len(s.Text)
	kept := &s
	l.statements.list = append(l.statements.list, kept)
	for n := len(l.statements.list) - l.statements.first; n > keptStatements || n > 1 && l.bytes > keptBytes; n-- {
		l.bytes -= len(l.statements.drop().Text)
	}
	return kept
}

// Revise changes what is kept of a statement, as when it has ended.
func (l *Log) Revise(s *Statement, change func(*Statement)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(s)
}

// NextXID gives a transaction its number.
func (l *Log) NextXID() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lastXID++
	return l.lastXID
}

// Statements are those that run and have run, the oldest first.
func (l *Log) Statements() []Statement {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := l.statements.list[l.statements.first:]
	list := make([]Statement, len(kept))
	for i, s := range kept {
		list[i] = *s
	}
	return list
}

// Join notes that a session has begun, and Leave that it has ended.
func (l *Log) Join(s Session, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sessions == nil {
		l.sessions, l.open = map[int]Session{}, map[int]Transaction{}
	}
	l.sessions[s.PID] = s
	l.events.add(Event{What: Initiating, At: at, Session: s})
	l.events.add(Event{What: Authenticated, At: at, Session: s})
}

// Leave notes that a session has ended.
func (l *Log) Leave(pid int, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s, ok := l.sessions[pid]; ok {
		delete(l.sessions, pid)
		delete(l.open, pid)
		l.events.add(Event{What: Disconnecting, At: at, Session: s, Lasted: at.Sub(s.Started)})
	}
}

// What happens to connections.
const (
	Initiating    = "initiating session"
	Authenticated = "authenticated"
	Disconnecting = "disconnecting session"
)

// Opened notes that a transaction has begun.
func (l *Log) Opened(t Transaction) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sessions != nil {
		l.open[t.PID] = t
	}
}

// Ended notes that one has ended.
func (l *Log) Ended(t Transaction) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, t.PID)
	l.transactions.add(t)
}

// Sessions are those that are open, in the order of their processes.
func (l *Log) Sessions() []Session {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := slices.Collect(maps.Values(l.sessions))
	slices.SortFunc(list, func(a, b Session) int { return a.PID - b.PID })
	return list
}

// OpenTransactions are those that have not ended, in the order of their numbers.
func (l *Log) OpenTransactions() []Transaction {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := slices.Collect(maps.Values(l.open))
	slices.SortFunc(list, func(a, b Transaction) int { return int(a.XID - b.XID) })
	return list
}

// Changed, Stopped, Refreshed and Raised note what they say.
func (l *Log) Changed(c UserChange) { l.mu.Lock(); l.changes.add(c); l.mu.Unlock() }
func (l *Log) Stopped(s Stop)       { l.mu.Lock(); l.stops.add(s); l.mu.Unlock() }
func (l *Log) Refreshed(r Refresh)  { l.mu.Lock(); l.refreshes.add(r); l.mu.Unlock() }
func (l *Log) Raised(m Message) {
	m.Call, m.Text = Cut(m.Call, maxMessage), Cut(m.Text, maxMessage)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.messages.add(m)
}

// Events, Transactions, UserChanges, Stops, Refreshes and Messages are what was noted, the oldest first.
func (l *Log) Events() []Event { l.mu.Lock(); defer l.mu.Unlock(); return l.events.all() }
func (l *Log) Transactions() []Transaction {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.transactions.all()
}
func (l *Log) UserChanges() []UserChange { l.mu.Lock(); defer l.mu.Unlock(); return l.changes.all() }
func (l *Log) Stops() []Stop             { l.mu.Lock(); defer l.mu.Unlock(); return l.stops.all() }
func (l *Log) Refreshes() []Refresh      { l.mu.Lock(); defer l.mu.Unlock(); return l.refreshes.all() }
func (l *Log) Messages() []Message       { l.mu.Lock(); defer l.mu.Unlock(); return l.messages.all() }
