package statement_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/statement"
	"github.com/countersign-dev/countersign/internal/store"
)

// A queue that stops with statements under way leaves them to the next one, and
// each takes effect exactly once.
func TestStatementsOutliveAStopInTheMiddle(t *testing.T) {
	dir := t.TempDir()
	w := openAt(t, dir, clock.System{})
	w.run("create table t (a integer)")
	const long = "insert into t select 1000 + count(*) from generate_series(1, 3000) a(i), generate_series(1, 3000) b(j) where a.i + b.j = -1"
	ids := make([]string, 0, 21)
	for i := range 20 {
		st, err := w.Submit(t.Context(), submission(fmt.Sprintf("insert into t values (%d)", i)))
		check(t, err)
		ids = append(ids, st.ID)
	}
	st, err := w.Submit(t.Context(), submission(long))
	check(t, err)
	ids = append(ids, st.ID)
	w.close()
	w = openAt(t, dir, clock.System{})
	for _, id := range ids {
		if st := w.ended(id); st.Status != statement.Finished || st.Rows != 1 {
			t.Errorf("%s: %s, %d rows, %q", st.SQL, st.Status, st.Rows, st.Error)
		}
	}
	st = w.run("select count(*), count(distinct a) from t")
	rows, _, err := w.Page(&st, "")
	if err != nil || text(rows) != "21 21" {
		t.Errorf("got %s, %v", text(rows), err)
	}
}

// A statement that was committed, and whose end did not reach the disk, is not run again.
func TestCommittedStatementIsNotRunAgain(t *testing.T) {
	dir := t.TempDir()
	w := openAt(t, dir, clock.System{})
	w.run("create table t (a integer)")
	st := w.run("insert into t values (1), (2)")
	w.forgetEnd(st.ID)
	w.close()
	w = openAt(t, dir, clock.System{})
	if st := w.ended(st.ID); st.Status != statement.Finished || st.Rows != 2 || st.Resumed != 1 {
		t.Errorf("%s, %d rows, resumed %d times, %q", st.Status, st.Rows, st.Resumed, st.Error)
	}
	st = w.run("select count(*) from t")
	if rows, _, err := w.Page(&st, ""); err != nil || text(rows) != "2" {
		t.Errorf("got %s rows, %v", text(rows), err)
	}
}

// A statement that has been taken up too often is given up.
func TestStatementIsNotTakenUpForEver(t *testing.T) {
	dir := t.TempDir()
	w := openAt(t, dir, clock.System{})
	st, err := w.Submit(t.Context(), submission("select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1"))
	check(t, err)
	for range 4 {
		w.close()
		w = openAt(t, dir, clock.System{})
	}
	if st := w.ended(st.ID); st.Status != statement.Failed || st.Resumed != 4 {
		t.Errorf("%s, resumed %d times", st.Status, st.Resumed)
	}
}

// forgetEnd puts a statement back to what it was on disk before it ended.
func (w *world) forgetEnd(id string) {
	w.t.Helper()
	ctx := context.Background()
	check(w.t, w.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE statements SET status = 'SUBMITTED', body = json_set(body, '$.Status', 'SUBMITTED', '$.Rows', -1) WHERE id = $1", id)
		return err
	}))
}
