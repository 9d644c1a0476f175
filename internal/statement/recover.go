package statement

import (
	"context"
	"errors"
	"os"

	"github.com/countersign-dev/countersign/internal/store"
)

// maxResumed bounds how often a statement is taken up again: one that brings
// the server down each time must not do so for ever.
const maxResumed = 3

// errResumedTooOften ends such a statement.
var errResumedTooOften = errors.New("ERROR: the server stopped too often before the statement had ended; it did not take effect")

// resumable tells why a statement that did not take effect is not to be run again.
func (s *Statement) resumable() error {
	switch {
	case s.Resumed > 0 && s.SessionID != "":
		return errSessionLost
	case s.Resumed > maxResumed:
		return errResumedTooOften
	}
	return nil
}

// takeUp notes that a statement is taken up again. How far it had come nobody knows, so
// it is told as STARTED: a status never goes back.
func (s *Statement) takeUp() {
	s.Resumed++
	s.Status = Started
	for i := range s.Parts {
		if p := &s.Parts[i]; !p.Status.Ended() {
			p.Status = Started
		}
	}
}

// resume takes up the statements that were open when the last server stopped.
func (q *Queue) resume(ctx context.Context) error {
	open, err := q.load(ctx, "SELECT body FROM statements WHERE status NOT IN ('FINISHED', 'FAILED', 'ABORTED') ORDER BY created_us")
	if err != nil {
		return err
	}
	for i := range open {
		st := &open[i]
		st.takeUp()
		if err := q.update(ctx, st); err != nil {
			return err
		}
		a := newActive(*st)
		q.mu.Lock()
		q.open[st.ID] = a
		q.mu.Unlock()
		q.work.Go(func() { q.run(a) })
	}
	return nil
}

// purgeLoop purges once in a while until the queue closes.
func (q *Queue) purgeLoop() {
	for {
		select {
		case <-q.Clock.After(purgeEvery):
			if err := q.purge(q.ctx); err != nil {
				q.Log.Error("purge statements", "error", err)
			}
		case <-q.ctx.Done():
			return
		}
	}
}

// purgeSize bounds what one write removes: others wait for it.
const purgeSize = 1000

// purge removes statements whose day is over, the oldest first, stops those that still
// run, and removes result files that belong to no statement.
func (q *Queue) purge(ctx context.Context) error {
	before := q.Clock.Now().Add(-Retention).UnixMicro()
	for removed := int64(purgeSize); removed == purgeSize; {
		err := q.Store.Write(ctx, func(tx *store.Tx) error {
			result, err := tx.Exec(ctx, `DELETE FROM statements WHERE created_us < $1
				AND rowid IN (SELECT rowid FROM statements ORDER BY rowid LIMIT $2)`, before, purgeSize)
			if err != nil {
				return err
			}
			removed, err = result.RowsAffected()
			return err
		})
		if err != nil {
			return err
		}
	}
	q.stopExpired(ctx)
	return errors.Join(q.purgeSessions(ctx), q.removeOrphans(ctx))
}

// stopExpired stops the statements and ends the sessions that are open after a day.
func (q *Queue) stopExpired(ctx context.Context) {
	now := q.Clock.Now()
	var late []string
	q.mu.Lock()
	for id, a := range q.open {
		if a.statement.expired(now) {
			late = append(late, id)
		}
	}
	for _, l := range q.sessions.open {
		if l.session.Status == Busy && now.Sub(l.session.Created) > sessionLife {
			late = append(late, l.session.Current)
		}
	}
	q.mu.Unlock()
	for _, id := range late {
		q.Cancel(ctx, id)
	}
}

// removeOrphans removes the result files of statements that are no more.
func (q *Queue) removeOrphans(ctx context.Context) error {
	files, err := os.ReadDir(q.Dir)
	if err != nil {
		return err
	}
	var failed []error
	for _, file := range files {
		id, _, _ := splitID(file.Name())
		if _, err := q.find(ctx, id); errors.Is(err, ErrNotFound) {
			failed = append(failed, q.removeResult(file.Name()))
		}
	}
	return errors.Join(failed...)
}
