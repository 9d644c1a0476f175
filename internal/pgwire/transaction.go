package pgwire

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A transaction is the session's, as PostgreSQL sees it: an engine may let a
// transaction go on after an error, a session may not.
type transaction struct {
	open     bool // the engine has one
	implicit bool // nobody said BEGIN: it ends with the script or at Sync
	aborted  bool // failed; the engine's is rolled back already
	defined  bool // tables or views were changed in it
	changed  bool // rows were updated or deleted in it
	readOnly bool
	asked    bool               // a statement has run in it: its modes stand
	settings map[string]string  // before it, for a rollback
	local    map[string]*string // what SET LOCAL has changed, as it was; nil for what was not set
	xid      int64              // its number; 0 without one
	started  time.Time
	ran      int         // how many statements have begun in it
	users    userChanges // that it commits
}

// status is ReadyForQuery's letter.
func (t *transaction) status() byte {
	switch {
	case t.aborted:
		return 'E'
	case t.open && !t.implicit:
		return 'T'
	}
	return 'I'
}

func errAborted() error {
	return &engine.Error{State: engine.InFailedTransaction, Message: "current transaction is aborted, commands ignored until end of transaction block"}
}

// beginImplicit opens a transaction around what would otherwise be committed
// statement by statement.
func (ss *session) beginImplicit(ctx context.Context) error {
	if ss.transaction.open {
		return nil
	}
	if err := ss.engine.Begin(ctx); err != nil {
		return err
	}
	ss.transaction = transaction{open: true, implicit: true, readOnly: ss.setting(defaultReadOnly) == "on", settings: maps.Clone(ss.settings)}
	ss.opened()
	return nil
}

// endImplicit commits what beginImplicit opened.
func (ss *session) endImplicit() error {
	if !ss.transaction.open || !ss.transaction.implicit {
		return nil
	}
	return ss.commit()
}

// fail notes that a statement failed: an explicit transaction waits for its
// ROLLBACK, an implicit one is over.
func (ss *session) fail() {
	t := ss.transaction
	if !t.open {
		return
	}
	ss.rollback()
	if !t.implicit {
		ss.transaction = transaction{aborted: true, settings: ss.transaction.settings}
	}
}

func (ss *session) commit() error {
	ss.closePortals()
	err := ss.closeCursor(ss.ctx)
	if err == nil {
		err = ss.mark()
	}
	if err == nil {
		err = ss.commitUsers()
	}
	if err == nil {
		err = ss.engine.Commit(ss.ctx)
	}
	if err != nil {
		ss.closed(false, isConflict(err))
		ss.rollback()
		return err
	}
	if ss.transaction.defined {
		ss.server.catalog.Add(1) // others see it from now on
	}
	ss.restoreLocal()
	ss.closed(true, false)
	ss.transaction = transaction{}
	ss.marker.due = false
	return nil
}

// isConflict tells whether a transaction could not be one after another.
func isConflict(err error) bool {
	var e *engine.Error
	return errors.As(err, &e) && e.State == engine.SerializationFailure
}

// redefined notes that what names mean has changed: what is prepared is prepared again.
func (ss *session) redefined() {
	ss.transaction.defined = ss.transaction.open
	ss.server.catalog.Add(1)
}

// rollback undoes data and settings. An engine that cannot roll back leaves
// nothing to go on with.
func (ss *session) rollback() {
	ss.closePortals()
	ss.forgetCursor()
	if ss.transaction.open {
		if err := ss.engine.Rollback(ss.ctx); err != nil {
			ss.failed = err
		}
	}
	if ss.transaction.settings != nil {
		ss.restoreSettings(ss.transaction.settings)
	}
	ss.closed(false, false)
	ss.transaction = transaction{}
	ss.marker.wrote = false
}

// control runs BEGIN, COMMIT and ROLLBACK and sends their tags.
func (ss *session) control(ctx context.Context, st *dialect.Statement) error {
	modes, err := st.Modes()
	if err != nil {
		return err
	}
	tag := st.Tag
	switch {
	case st.Kind == dialect.Begin:
		err = ss.beginExplicit(ctx, modes)
	case st.Kind == dialect.Commit && ss.transaction.aborted:
		ss.rollback()
		tag = "ROLLBACK"
	case !ss.transaction.open && !ss.transaction.aborted:
		ss.notice(engine.NoActiveTransaction, "there is no transaction in progress")
	case st.Kind == dialect.Commit:
		err = ss.commit()
	default:
		ss.rollback()
	}
	if err != nil {
		return err
	}
	ss.send(&pgproto3.CommandComplete{CommandTag: []byte(tag)})
	return nil
}

func (ss *session) beginExplicit(ctx context.Context, modes dialect.Modes) error {
	if ss.transaction.open && !ss.transaction.implicit {
		ss.notice(engine.ActiveTransaction, "there is already a transaction in progress")
		return nil
	}
	if err := ss.beginImplicit(ctx); err != nil {
		return err
	}
	ss.transaction.implicit = false
	if modes.Access != "" {
		ss.transaction.readOnly = modes.Access == readOnly
	}
	return nil
}

// mayRunAlone refuses what cannot be part of a transaction; words are what it is called, empty for
// what can.
func (ss *session) mayRunAlone(words string) error {
	switch {
	case words == "":
		return nil
	case ss.transaction.open && !ss.transaction.implicit:
		return &engine.Error{State: engine.ActiveTransaction, Message: words + " cannot run inside a transaction block"}
	case ss.several:
		return &engine.Error{State: engine.ActiveTransaction, Message: words + " cannot run inside a multiple commands statement"}
	}
	return nil
}
