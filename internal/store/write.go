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
// transaction, so it must look at nothing but its own rows.
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

// commit runs a group in one transaction and tells each its outcome.
func (db *DB) commit(group []*write) {
	// A write that has been taken is finished, whoever is still waiting for it.
	ctx := context.Background()
	tx, err := db.sql.BeginTx(ctx, nil)
	outcomes := make([]error, len(group))
	switch {
	case err != nil:
	case len(group) == 1:
		if outcomes[0] = group[0].work(&Tx{db, tx}); outcomes[0] != nil {
			err = tx.Rollback()
		} else {
			err = tx.Commit()
		}
	default:
		for i, w := range group {
			outcomes[i] = db.savepoint(ctx, tx, w)
		}
		err = tx.Commit()
	}
	for i, w := range group {
		if err != nil {
			outcomes[i] = fmt.Errorf("commit: %w", classify(err))
		}
		w.done <- outcomes[i]
	}
}

// savepoint runs one write so that its failure undoes only itself.
func (db *DB) savepoint(ctx context.Context, tx *sql.Tx, w *write) error {
	if _, err := tx.ExecContext(ctx, "SAVEPOINT w"); err != nil {
		return err
	}
	err := w.work(&Tx{db, tx})
	if err != nil {
		if _, undo := tx.ExecContext(ctx, "ROLLBACK TO w"); undo != nil {
			return errors.Join(err, undo)
		}
	}
	_, release := tx.ExecContext(ctx, "RELEASE w")
	return errors.Join(err, release)
}
