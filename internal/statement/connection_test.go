package statement_test

import (
	"fmt"
	"testing"

	"github.com/countersign-dev/countersign/internal/statement"
)

// A statement that is run again sees what has changed meanwhile: rows, columns, tables.
func TestSameTextAgain(t *testing.T) {
	w := open(t, t.TempDir())
	again := func(want string) {
		t.Helper()
		st := w.run("select * from t")
		if st.Status == statement.Failed {
			if st.Error != want {
				t.Errorf("got %q, want %q", st.Error, want)
			}
			return
		}
		if page, _, err := w.Page(&st, ""); err != nil || text(page) != want {
			t.Errorf("got %s, %v, want %s", text(page), err, want)
		}
	}
	for _, step := range []struct{ sql, want string }{
		{"create table t (a integer)", ""},
		{"insert into t values (1)", "1"},
		{"alter table t add column b integer", "1 <nil>"},
		{"drop table t", "ERROR: relation \"t\" does not exist\n  Position: 15"},
		{"create table t (x varchar)", ""},
		{"insert into t values ('y')", "y"},
		{"insert into t values ('y')", "y;y"},
		{"drop table t", "ERROR: relation \"t\" does not exist\n  Position: 15"},
		{"create view t as select 7 as seven", "7"},
	} {
		if st := w.run(step.sql); st.Status != statement.Finished {
			t.Fatalf("%s: %s", step.sql, st.Error)
		}
		again(step.want)
		again(step.want)
	}
}

// More texts than a connection keeps prepared, in turn, with parameters and without.
func TestManyTexts(t *testing.T) {
	w := open(t, t.TempDir())
	for round := range 2 {
		for i := range 80 {
			st := w.run(fmt.Sprintf("select %d + :n as sum", i), statement.Parameter{Name: "n", Value: fmt.Sprint(round)})
			if page, _, err := w.Page(&st, ""); err != nil || text(page) != fmt.Sprint(i+round) {
				t.Fatalf("%d: %s %s, %v", i, st.Status, st.Error, err)
			}
		}
	}
}
