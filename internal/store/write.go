package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// maxGroup bounds the writes that share one commit.
const maxGroup = 128

// errClosed refuses a write to a closed store.
var errClosed = errors.New("store is closed")

// A Tx is what a write may do.
type Tx struct {
	db *DB
	tx *sql.Tx
}

// Exec runs a statement, even if ctx has ended: SQLite undoes the whole group's
// transaction when one of its statements is interrupted. Statements stay
// prepared, so query must be one of few texts.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx = context.WithoutCancel(ctx)
	prepared, known := t.db.prepared[query]
	if !known {
		var err error
		if prepared, err = t.db.sql.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		t.db.prepared[query] = prepared
	}
	return t.tx.StmtContext(ctx, prepared).ExecContext(ctx, args...)
}

// write is one caller's work and where its outcome goes.
type write struct {
	work func(*Tx) error
	done chan error
}

// Write runs work in a transaction and returns once it is on disk, or with the
// error that undid it. work may run next to other writes' work in the same
// transaction, so it must look at nothing but its own rows, and it may be run again
// where that transaction failed.
//
// A write whose caller gives up is still carried out; the context bounds only
// how long the caller waits for its turn.
func (db *DB) Write(ctx context.Context, work func(*Tx) error) error {
	w := &write{work: work, done: make(chan error, 1)}
	select {
	case db.writes <- w:
		return <-w.done
	case <-db.closed:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// commitGroups commits what is waiting, group by group, until the store closes.
func (db *DB) commitGroups() {
	for {
		select {
		case <-db.closed:
			return
		case first := <-db.writes:
			db.commit(db.gather(first))
		}
	}
}

// gather takes the writes that are waiting now, without waiting for more.
func (db *DB) gather(first *write) []*write {
	group := []*write{first}
	for len(group) < maxGroup {
		select {
		case w := <-db.writes:
			group = append(group, w)
		default:
			return group
		}
	}
	return group
}

// commit runs a group in one transaction, or, where one of its writes fails, each in a
// transaction of its own, and tells each its outcome.
func (db *DB) commit(group []*write) {
	err := db.together(group)
	for _, w := range group {
		if err != nil && len(group) > 1 {
			w.done <- db.together([]*write{w})
		} else {
			w.done <- err
		}
	}
}

// together runs writes in one transaction, all of them or none.
func (db *DB) together(group []*write) error {
	// A write that has been taken is finished, whoever is still waiting for it.
	tx, err := db.sql.BeginTx(context.Background(), nil)
	if err != nil {
		return fmt.Errorf("begin: %w", classify(err))
	}
	for _, w := range group {
		if err := w.work(&Tx{db, tx}); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", classify(err))
	}
	return nil
}
