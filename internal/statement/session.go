package statement

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/store"
)

// Sessions: temporary tables, settings and an open transaction live on from one
// statement to the next.
//
// A session is a connection that is kept after its statement, for as long as the
// statement asked. It runs one statement at a time. Its record is on disk when it is
// made and when it is closed; the connection ends with the server, so a server that
// starts finds its sessions closed.

// A SessionStatus is a session's status as the Data API spells it.
type SessionStatus string

// The statuses of sessions.
const (
	Available SessionStatus = "AVAILABLE"
	Busy      SessionStatus = "BUSY"
	Closed    SessionStatus = "CLOSED"
)

// Bounds of sessions.
const (
	MaxSessions = 500            // open ones of one cluster
	sessionLife = 24 * time.Hour // then a session is closed, and is forgotten a day after
)

const sessionVersion = 1

// What a session can answer to a statement.
var (
	ErrSessionUnknown     = errors.New("session is not known")
	ErrSessionUnavailable = errors.New("session is closed, or runs a statement")
	ErrTooManySessions    = errors.New("too many sessions")
)

// errSessionLost ends a statement whose session ended with the server.
var errSessionLost = errors.New("ERROR: the session ended with the server; the statement did not take effect")

// A Session is the record of a session.
type Session struct {
	ID              string
	Account, Region string
	Owner           string
	Principal       string
	Warehouse       string
	Cluster         string // empty for a workgroup's
	Workgroup       string
	Database        string
	DbUser          string
	Secret          string // as the caller gave it
	KeepAlive       time.Duration
	Created         time.Time
	Updated         time.Time
	Expires         time.Time // when it is closed if nothing runs in it
	Status          SessionStatus
	Current         string // id of the statement that runs in it
}

func (s *Session) key() store.Key { return store.Key{Account: s.Account, Region: s.Region, Name: s.ID} }

// live is a session that is open. The queue's mutex guards it.
type live struct {
	session Session
	conn    *link // nil before its first statement runs
	lost    bool  // it could not be connected
	timer   clock.Timer
}

// sessions are all that a queue knows.
type sessions struct {
	open map[string]*live
	kept *store.Table[Session] // of open and closed ones
}

func (q *Queue) openSessions(ctx context.Context) error {
	q.sessions.open = make(map[string]*live)
	var err error
	if q.sessions.kept, err = store.OpenTable[Session](ctx, q.Store, "session", sessionVersion); err != nil {
		return err
	}
	var left []Session
	q.sessions.kept.All(func(_ store.Key, s Session) { left = append(left, s) })
	for _, s := range left {
		if s.Status == Closed {
			continue
		}
		if err := q.recordClosed(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// occupy gives a statement its session: the one that it names, or a new one. The
// statement's submission names it from then on.
func (q *Queue) occupy(ctx context.Context, st *Statement) error {
	switch {
	case st.SessionID != "":
		return q.reenter(st)
	case st.KeepAlive == nil:
		return nil
	}
	now := q.Clock.Now().UTC()
	s := Session{
		ID: uuid.NewString(), Account: st.Account, Region: st.Region, Owner: st.Owner, Principal: st.Principal, Warehouse: st.Warehouse, Cluster: st.Cluster,
		Workgroup: st.Workgroup, Database: st.Database, DbUser: st.DbUser, Secret: st.Secret, KeepAlive: *st.KeepAlive, Created: now, Updated: now, Expires: now.Add(*st.KeepAlive),
		Status: Busy, Current: st.ID,
	}
	q.mu.Lock()
	n := 0
	for _, other := range q.sessions.open {
		if other.session.Warehouse == s.Warehouse {
			n++
		}
	}
	if n >= MaxSessions {
		q.mu.Unlock()
		return ErrTooManySessions
	}
	q.sessions.open[s.ID] = &live{session: s}
	q.mu.Unlock()
	st.SessionID = s.ID
	if err := q.sessions.kept.Insert(ctx, s.key(), s); err != nil {
		q.mu.Lock()
		delete(q.sessions.open, s.ID)
		q.mu.Unlock()
		return err
	}
	return nil
}

// reenter takes the session that a statement names. The rest of the statement's place
// is the session's.
func (q *Queue) reenter(st *Statement) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	l, open := q.sessions.open[st.SessionID]
	if !open || !l.session.belongs(st.Account, st.Region, st.Owner) {
		known, ok := q.sessions.kept.Get(store.Key{Account: st.Account, Region: st.Region, Name: st.SessionID})
		if ok && known.belongs(st.Account, st.Region, st.Owner) {
			return ErrSessionUnavailable
		}
		return ErrSessionUnknown
	}
	if l.session.Status != Available {
		return ErrSessionUnavailable
	}
	if l.timer != nil {
		l.timer.Stop()
	}
	s := &l.session
	if st.KeepAlive != nil {
		s.KeepAlive = *st.KeepAlive
	}
	s.Status, s.Current, s.Updated = Busy, st.ID, q.Clock.Now().UTC()
	st.Warehouse, st.Cluster, st.Workgroup = s.Warehouse, s.Cluster, s.Workgroup
	st.Database, st.DbUser, st.Secret = s.Database, s.DbUser, s.Secret
	return nil
}

// closed is the record of a session that is not open, whatever was written of it last.
func (s *Session) closed() Session {
	c := *s
	c.Status, c.Current = Closed, ""
	return c
}

func (s *Session) belongs(account, region, owner string) bool {
	return s.Account == account && s.Region == region && s.Owner == owner
}

// FindSession returns a session of that owner, open or closed.
func (q *Queue) FindSession(account, region, owner, id string) (Session, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if l, open := q.sessions.open[id]; open && l.session.belongs(account, region, owner) {
		return l.session, nil
	}
	if s, ok := q.sessions.kept.Get(store.Key{Account: account, Region: region, Name: id}); ok && s.belongs(account, region, owner) {
		return s.closed(), nil
	}
	return Session{}, ErrSessionUnknown
}

// vacate gives a session up after its statement: it waits for the next, or is closed,
// where it has lost its connection or its user may not connect. One whose first
// statement ended before it needed a connection waits too.
func (q *Queue) vacate(st *Statement) {
	if st.SessionID == "" {
		return
	}
	q.mu.Lock()
	l, open := q.sessions.open[st.SessionID]
	if !open {
		q.mu.Unlock()
		return
	}
	s := &l.session
	now := q.Clock.Now().UTC()
	s.Status, s.Current, s.Updated = Available, "", now
	if s.Expires = now.Add(s.KeepAlive); s.Expires.After(s.Created.Add(sessionLife)) {
		s.Expires = s.Created.Add(sessionLife)
	}
	left := s.Expires.Sub(now)
	if l.lost || st.Refused != "" || l.conn != nil && l.conn.IsClosed() || left <= 0 {
		delete(q.sessions.open, st.SessionID)
		q.mu.Unlock()
		q.shutSession(l)
		return
	}
	id := st.SessionID
	l.timer = q.Clock.AfterFunc(left, func() { q.expireSession(id) })
	q.mu.Unlock()
}

// expireSession closes a session that nothing runs in and whose time is over.
func (q *Queue) expireSession(id string) {
	q.dropSession(id, func(s *Session) bool { return s.Status == Available && !q.Clock.Now().Before(s.Expires) })
}

// closeSession ends a session and records that it has ended.
func (q *Queue) closeSession(id string) {
	q.dropSession(id, func(*Session) bool { return true })
}

// dropSession closes a session of which a condition holds; nothing can enter it meanwhile.
func (q *Queue) dropSession(id string, condition func(*Session) bool) {
	q.mu.Lock()
	l, open := q.sessions.open[id]
	if open = open && condition(&l.session); open {
		delete(q.sessions.open, id)
	}
	q.mu.Unlock()
	if open {
		q.shutSession(l)
	}
}

// shutSession ends a session that is no longer among the open ones.
func (q *Queue) shutSession(l *live) {
	if l.timer != nil {
		l.timer.Stop()
	}
	if l.conn != nil {
		shut(l.conn.PgConn)
	}
	if err := q.recordClosed(context.WithoutCancel(q.ctx), l.session); err != nil {
		q.Log.Error("record closed session", "id", l.session.ID, "error", err)
	}
}

func (q *Queue) recordClosed(ctx context.Context, s Session) error {
	_, err := q.sessions.kept.Update(ctx, s.key(), func(Session) (Session, error) {
		s.Status, s.Current, s.Updated = Closed, "", q.Clock.Now().UTC()
		return s, nil
	})
	return err
}

// closeSessions ends all sessions when the queue closes. The next start records it.
func (q *Queue) closeSessions() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, l := range q.sessions.open {
		if l.timer != nil {
			l.timer.Stop()
		}
		if l.conn != nil {
			shut(l.conn.PgConn)
		}
	}
	clear(q.sessions.open)
}

func (q *Queue) isOpen(session string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, open := q.sessions.open[session]
	return open
}

// purgeSessions forgets sessions that were closed a day ago.
func (q *Queue) purgeSessions(ctx context.Context) error {
	var old []store.Key
	before := q.Clock.Now().Add(-sessionLife)
	q.sessions.kept.All(func(key store.Key, s Session) {
		if s.Updated.Before(before) && !q.isOpen(s.ID) {
			old = append(old, key)
		}
	})
	for _, key := range old {
		if err := q.sessions.kept.Delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}
