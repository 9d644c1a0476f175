package duckdb_test

import (
	"errors"
	"io"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
)

// A told system has the rows and answers that a test gives it.
type told struct {
	rows   map[string]engine.SystemRows
	answer func(question string, args []*string) (*string, error)
}

func (s told) Relation(name string) engine.SystemRows { return s.rows[name] }
func (s told) Answer(question string, args []*string) (*string, error) {
	return s.answer(question, args)
}

// listed are rows with the same values in each column.
type listed struct {
	values []any
}

func (r listed) Len() int { return len(r.values) }
func (r listed) Column(int) func(row int) any {
	return func(row int) any { return r.values[row] }
}

// The engine asks the session's system for rows, and for answers.
func TestSystem(t *testing.T) {
	folder := t.TempDir()
	cluster, err := duckdb.Open(t.Context(), duckdb.Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	if err := cluster.Attach(t.Context(), "dev", filepath.Join(folder, "dev.db")); err != nil {
		t.Fatal(err)
	}
	connect := func() engine.Conn {
		c, err := cluster.Connect(t.Context(), engine.Session{Database: "dev", User: "admin"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	c, other := connect(), connect()
	long := "a text that is longer than twelve bytes"
	many := make([]any, 5000)
	for i := range many {
		many[i] = i
	}
	c.Inform(told{
		rows: map[string]engine.SystemRows{
			"pg_catalog.pg_views":         listed{[]any{"short", long, nil}},
			"pg_catalog.pg_depend":        listed{many},
			"pg_catalog.stv_sessions":     listed{[]any{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}},
			"pg_catalog.pg_stat_database": listed{[]any{true, int64(7)}},
		},
		answer: func(question string, args []*string) (*string, error) {
			switch {
			case question == "break":
				panic("broken")
			case question == "refuse":
				return nil, &engine.Error{State: "42P01", Message: "relation \"x: y\" does not exist"}
			case len(args) == 1 && args[0] == nil:
				return nil, nil
			}
			text := question + ":" + *args[0]
			return &text, nil
		},
	})
	other.Inform(told{answer: func(string, []*string) (*string, error) { text := "of the other"; return &text, nil }})
	for sql, want := range map[string][]string{
		"SELECT viewname FROM countersign_system('pg_catalog.pg_views')":                                            {"short", long, ""},
		"SELECT CAST(count(*) AS VARCHAR) FROM countersign_system('pg_catalog.pg_depend')":                          {"5000"},
		"SELECT CAST(sum(objid) AS VARCHAR) FROM countersign_system('pg_catalog.pg_depend') WHERE refobjsubid > 10": {"12497445"},
		"SELECT CAST(starttime AS VARCHAR) FROM countersign_system('pg_catalog.stv_sessions')":                      {"2026-01-02 03:04:05"},
		"SELECT CAST(numbackends AS VARCHAR) FROM countersign_system('pg_catalog.pg_stat_database')":                {"1", "7"},
		"SELECT countersign_ask('q', 'a')":                                              {"q:a"},
		"SELECT countersign_ask('q', NULL)":                                             {""},
		"SELECT countersign_act('q', CAST(i AS VARCHAR)) FROM range(3) r(i) ORDER BY 1": {"q:0", "q:1", "q:2"},
		"SELECT countersign_ask('q', v) FROM (SELECT CASE WHEN i > 0 THEN CAST(i AS VARCHAR) END AS v FROM range(2) r(i)) ORDER BY 1 NULLS FIRST": {"", "q:1"},
	} {
		got, err := column(t, c, sql)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q", sql, got, err, want)
		}
	}
	if got, err := column(t, other, "SELECT countersign_ask('q', 'a')"); err != nil || got[0] != "of the other" {
		t.Errorf("another session: %q, %v", got, err)
	}
	var refused *engine.Error
	if _, err := column(t, c, "SELECT countersign_ask('refuse', 'a')"); !errors.As(err, &refused) || refused.State != "42P01" || refused.Message != `relation "x: y" does not exist` {
		t.Errorf("refused: %v", err)
	}
	if _, err := column(t, c, "SELECT countersign_act('break', 'a')"); !errors.As(err, &refused) || refused.State != engine.InternalError {
		t.Errorf("broken: %v", err)
	}
	if _, err := column(t, c, "SELECT * FROM countersign_system('pg_catalog.nope')"); err == nil {
		t.Error("there is no such relation")
	}
	st, err := c.Prepare(t.Context(), "SELECT a.viewname FROM countersign_system('pg_catalog.pg_views') a, countersign_system('pg_catalog.pg_depend') b")
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	reads := st.Reads()
	slices.Sort(reads)
	if !slices.Equal(reads, []string{"pg_catalog.pg_depend", "pg_catalog.pg_views"}) {
		t.Errorf("it reads %q", reads)
	}
}

// column is the first column of a result, NULL as an empty text.
func column(t *testing.T, c engine.Conn, sql string) (list []string, err error) {
	t.Helper()
	st, err := c.Prepare(t.Context(), sql)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	rows, err := st.Execute(t.Context(), nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for {
		chunk, err := rows.Next(t.Context())
		if err != nil {
			if errors.Is(err, io.EOF) {
				return list, nil
			}
			return nil, err
		}
		for i := range chunk.Len() {
			if v := chunk.Vector(0); v.Null(i) {
				list = append(list, "")
			} else {
				list = append(list, string(v.Bytes(i)))
			}
		}
	}
}
