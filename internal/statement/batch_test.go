package statement_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/statement"
)

// batch submits a batch and waits for its end.
func (w *world) batch(autoCommit bool, sqls ...string) statement.Statement {
	w.t.Helper()
	in := submission("")
	in.SQLs, in.AutoCommit = sqls, autoCommit
	st, err := w.Submit(w.t.Context(), in)
	check(w.t, err)
	return w.ended(st.ID)
}

// statuses of a batch's parts, and their rows.
func statuses(st *statement.Statement) string {
	var all []string
	for _, p := range st.Parts {
		all = append(all, fmt.Sprintf("%s %d", p.Status, p.Rows))
	}
	return strings.Join(all, ", ")
}

// value is the only value of a query's result.
func (w *world) value(sql string) string {
	w.t.Helper()
	st := w.run(sql)
	rows, _, err := w.Page(&st, "")
	check(w.t, err)
	return text(rows)
}

func TestBatch(t *testing.T) {
	w := open(t, t.TempDir())
	w.run("create table t (a integer)")
	for _, c := range []struct {
		name       string
		autoCommit bool
		sqls       []string
		status     statement.Status
		parts      string
		says       string
		left       string // rows of t afterwards
	}{
		{name: "transaction", sqls: []string{"insert into t values (1), (2)", "select a from t order by a", "insert into t values (3)"},
			status: statement.Finished, parts: "FINISHED 2, FINISHED 2, FINISHED 1", left: "3"},
		{name: "transaction that fails", sqls: []string{"delete from t", "select nothing from t", "insert into t values (4)"},
			status: statement.Failed, parts: "FINISHED 3, FAILED -1, ABORTED -1", says: "Query #2 failed with ERROR: ", left: "3"},
		{name: "each by itself", autoCommit: true, sqls: []string{"insert into t values (5)", "select nothing from t", "insert into t values (6)"},
			status: statement.Failed, parts: "FINISHED 1, FAILED -1, FINISHED 1", says: "Query #2 failed with ERROR: ", left: "5"},
		{name: "each by itself, all well", autoCommit: true, sqls: []string{"select 1", "delete from t"},
			status: statement.Finished, parts: "FINISHED 1, FINISHED 5", left: "0"},
		{name: "fails to commit nothing", sqls: []string{"select 1/0 as x from nowhere"},
			status: statement.Failed, parts: "FAILED -1", says: "Query #1 failed with ERROR: ", left: "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := w.batch(c.autoCommit, c.sqls...)
			if st.Status != c.status || statuses(&st) != c.parts || !strings.HasPrefix(st.Error, c.says) || (c.says == "") != (st.Error == "") {
				t.Errorf("%s: %s, %q", st.Status, statuses(&st), st.Error)
			}
			if left := w.value("select count(*) from t"); left != c.left {
				t.Errorf("%s rows are left, want %s", left, c.left)
			}
		})
	}
}

// Parts have ids, results and owners of their own.
func TestParts(t *testing.T) {
	w := open(t, t.TempDir())
	in := submission("")
	in.SQLs = []string{"select 1 as a", "select :x as b union all select 'second'", "select repeat('x', 1000) from generate_series(0, 2999) r(i)"}
	in.Parameters = []statement.Parameter{{Name: "x", Value: "first"}}
	st, err := w.Submit(t.Context(), in)
	check(t, err)
	if st = w.ended(st.ID); st.Status != statement.Finished || !st.HasResult {
		t.Fatalf("%s %s", st.Status, st.Error)
	}
	for n, want := range []string{"1", "first;second", strings.Repeat("x", 1000)} {
		part, err := w.Get(t.Context(), "1", "us-east-1", "me", fmt.Sprintf("%s:%d", st.ID, n+1))
		check(t, err)
		rows, next, err := w.Page(&part, "")
		check(t, err)
		if large := n == 2; large != (next != "") {
			t.Errorf("part %d: next page %q", n+1, next)
		}
		if got := text(rows); part.SQL != in.SQLs[n] || got != want && !strings.HasPrefix(got, want+";"+want) || !part.HasResult {
			t.Errorf("part %d: %q: %.100s", n+1, part.SQL, got)
		}
	}
	for _, id := range []string{st.ID + ":0", st.ID + ":4", st.ID + ":x", st.ID + ":1:1", st.ID + ":"} {
		if _, err := w.Get(t.Context(), "1", "us-east-1", "me", id); err == nil {
			t.Errorf("%s was found", id)
		}
	}
	if _, err := w.Get(t.Context(), "1", "us-east-1", "you", st.ID+":1"); err == nil {
		t.Error("another owner sees a part")
	}
}

// A cancel stops the part that runs, undoes the transaction, and leaves what has
// committed by itself.
func TestCancelBatch(t *testing.T) {
	for _, autoCommit := range []bool{false, true} {
		w := openAt(t, t.TempDir(), clock.System{})
		w.run("create table t (a integer)")
		in := submission("")
		in.AutoCommit = autoCommit
		in.SQLs = []string{"insert into t values (1)", "select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1", "insert into t values (2)"}
		st, err := w.Submit(t.Context(), in)
		check(t, err)
		for running := false; !running; {
			now, err := w.Get(t.Context(), "1", "us-east-1", "me", st.ID)
			check(t, err)
			running = now.Parts[1].Status == statement.Started
			time.Sleep(time.Millisecond)
		}
		w.Cancel(t.Context(), st.ID)
		st = w.ended(st.ID)
		left := w.value("select count(*) from t")
		if st.Status != statement.Aborted || statuses(&st) != "FINISHED 1, ABORTED -1, ABORTED -1" || (left == "1") != autoCommit {
			t.Errorf("auto commit %v: %s: %s; %s rows are left", autoCommit, st.Status, statuses(&st), left)
		}
	}
}

// A batch that committed, and whose end did not reach the disk, is not run again; one
// that was cut short is, from where it may.
func TestBatchOutlivesTheServer(t *testing.T) {
	for _, autoCommit := range []bool{false, true} {
		dir := t.TempDir()
		w := openAt(t, dir, clock.System{})
		w.run("create table t (a integer)")
		done := w.batch(autoCommit, "insert into t values (1)", "select count(*) from t", "insert into t values (2)")
		w.forgetEnd(done.ID)
		in := submission("")
		in.AutoCommit = autoCommit
		in.SQLs = []string{"insert into t values (3)", "insert into t select 1000 + count(*) from generate_series(1, 3000) a(i), generate_series(1, 3000) b(j) where a.i + b.j = -1", "insert into t values (4)"}
		cut, err := w.Submit(t.Context(), in)
		check(t, err)
		w.close()
		w = openAt(t, dir, clock.System{})
		for _, id := range []string{done.ID, cut.ID} {
			if st := w.ended(id); st.Status != statement.Finished || !strings.HasPrefix(statuses(&st), "FINISHED 1, FINISHED 1, FINISHED 1") {
				t.Errorf("auto commit %v: %s: %s %q", autoCommit, st.Status, statuses(&st), st.Error)
			}
		}
		if left := w.value("select count(*), count(distinct a) from t"); left != "5 5" {
			t.Errorf("auto commit %v: %s", autoCommit, left)
		}
	}
}
