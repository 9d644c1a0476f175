package statement

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/countersign-dev/countersign/internal/store"
)

// maxResumed bounds how often a statement is taken up again: one that brings
// the server down each time must not do so for ever.
const maxResumed = 3

// errResumedTooOften ends such a statement.
var errResumedTooOften = errors.New("ERROR: the server stopped each time it ran the statement; it did not take effect")

// resume takes up the statements that were open when the last server stopped.
func (q *Queue) resume(ctx context.Context) error {
	open, err := q.load(ctx, "SELECT body FROM statements WHERE status NOT IN ('FINISHED', 'FAILED', 'ABORTED') ORDER BY created_us")
	if err != nil {
		return err
	}
	for i := range open {
		st := &open[i]
		st.Resumed++
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

// countQueries takes up the numbering of queries.
func (q *Queue) countQueries(ctx context.Context) error {
	rows, err := q.Store.Query(ctx, "SELECT COALESCE(MAX(rowid), 0) FROM statements")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var given int64
		if err := rows.Scan(&given); err != nil {
			return err
		}
		q.queryID.Store(given)
	}
	return rows.Err()
}

// loadTokens takes up the client tokens that still name a statement.
func (q *Queue) loadTokens(ctx context.Context) error {
	since := q.Clock.Now().Add(-TokenRetention).UnixMicro()
	recent, err := q.load(ctx, "SELECT body FROM statements WHERE created_us > $1", since)
	if err != nil {
		return err
	}
	for i := range recent {
		if st := &recent[i]; st.ClientToken != "" {
			q.tokens[tokenKey{st.Account, st.Region, st.Owner, st.ClientToken}] = st.ID
		}
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

// purge removes statements whose day is over, tokens whose hours are, and
// result files that belong to no statement.
func (q *Queue) purge(ctx context.Context) error {
	now := q.Clock.Now()
	err := q.Store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM statements WHERE created_us < $1", now.Add(-Retention).UnixMicro())
		return err
	})
	return errors.Join(err, q.dropTokens(ctx, now), q.removeOrphans(ctx))
}

func (q *Queue) dropTokens(ctx context.Context, now time.Time) error {
	q.mu.Lock()
	tokens := make(map[tokenKey]string, len(q.tokens))
	for key, id := range q.tokens {
		tokens[key] = id
	}
	q.mu.Unlock()
	for key, id := range tokens {
		st, err := q.find(ctx, id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err != nil || now.Sub(st.Created) > TokenRetention {
			q.mu.Lock()
			delete(q.tokens, key)
			q.mu.Unlock()
		}
	}
	return nil
}

// removeOrphans removes the result files of statements that are no more.
func (q *Queue) removeOrphans(ctx context.Context) error {
	files, err := os.ReadDir(q.Dir)
	if err != nil {
		return err
	}
	var failed []error
	for _, file := range files {
		if _, err := q.find(ctx, file.Name()); errors.Is(err, ErrNotFound) {
			failed = append(failed, q.removeResult(file.Name()))
		}
	}
	return errors.Join(failed...)
}
