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
		{"drop view t", "ERROR: relation \"t\" does not exist\n  Position: 15"},
		{"create view t as select 8 as seven", "8"},
		{"create or replace view t as select 9 as seven", "9"},
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

// In a batch a text means what the statements before it make of it.
func TestBatchKeepsNoPlans(t *testing.T) {
	w := open(t, t.TempDir())
	for _, sql := range []string{"create schema a", "create schema b", "create table a.u (i integer)", "create table b.u (i integer)",
		"insert into a.u values (1)", "insert into b.u values (2)", "create table t (a integer)", "insert into t values (5)"} {
		if st := w.run(sql); st.Status != statement.Finished {
			t.Fatal(st.Error)
		}
	}
	for range 2 {
		st := w.batch(false, "set search_path to a", "select * from u", "set search_path to b", "select * from u", "set search_path to public",
			"select * from t", "alter table t add column b integer", "select * from t", "alter table t drop column b")
		if st.Status != statement.Finished {
			t.Fatal(st.Error)
		}
		for n, want := range map[int]string{2: "1", 4: "2", 6: "5", 8: "5 <nil>"} {
			part, _ := st.Part(n)
			if page, _, err := w.Page(&part, ""); err != nil || text(page) != want {
				t.Errorf("part %d: %s, %v, want %s", n, text(page), err, want)
			}
		}
	}
}
