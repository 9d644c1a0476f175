package pgwire_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// extended runs one statement as the Data API does.
func extended(t *testing.T, c *pgx.Conn, sql string) error {
	t.Helper()
	_, err := c.PgConn().ExecParams(t.Context(), sql, nil, nil, nil, nil).Close()
	return err
}

func TestMarker(t *testing.T) {
	f := start(t, nil)
	c, _ := f.trusted(t, pgwire.Trusted{User: user, Marks: true})
	name := func(id string) { mustExec(t, c, "SET countersign.statement TO '"+id+"'") }
	committed := func(id string) string {
		t.Helper()
		name(id)
		return rows(t, c, "SHOW countersign.committed")[0][0]
	}
	mustExec(t, c, "create table m (a int primary key)", "create table other (a int)")
	simple := func(sql string) error {
		_, err := c.PgConn().Exec(t.Context(), sql).ReadAll()
		return err
	}
	wire := func(sql string) error { return extended(t, c, sql) }
	for _, test := range []struct {
		id, sql string
		run     func(string) error
		fails   bool
		want    string
	}{
		{"insert", "insert into m select a.i from generate_series(0, 2) a(i)", wire, false, "3"},
		{"update", "update m set a = a + 10", simple, false, "3"},
		{"nothing", "delete from m where a = 999", wire, false, "0"},
		{"ddl", "create table m2 (a int)", simple, false, "-1"},
		{"ctas", "create table m3 as select * from m", wire, false, "3"},
		{"script", "begin; insert into m values (50); commit", simple, false, "1"},
		{"undone", "begin; insert into m values (51); rollback; select 1", simple, false, ""},
		{"null", "insert into m values (null)", wire, true, ""},
		{"syntax", "insert into", wire, true, ""},
		{"select", "select 1", wire, false, ""},
		{"explain", "explain insert into m values (52)", simple, false, ""},
		{"show", "show timezone", wire, false, ""},
	} {
		name(test.id)
		if err := test.run(test.sql); (err != nil) != test.fails {
			t.Errorf("%s: %v", test.id, err)
		}
		// A name is good for one transaction.
		if test.id != "show" {
			mustExec(t, c, "insert into other values (1)")
		}
		if got := committed(test.id); got != test.want {
			t.Errorf("%s: committed %q, want %q", test.id, got, test.want)
		}
	}
}

func TestMarkerIsNobodyElses(t *testing.T) {
	f := start(t, nil)
	marks, _ := f.trusted(t, pgwire.Trusted{User: user, Marks: true})
	plain, _ := f.trusted(t, pgwire.Trusted{User: user})
	want := func(err error, state, what string) {
		t.Helper()
		var e *pgconn.PgError
		if !errors.As(err, &e) || e.Code != state {
			t.Errorf("%s: %v, want %s", what, err, state)
		}
	}
	for _, sql := range []string{"set countersign.statement to 'x'", "show countersign.statement", "show countersign.committed", "reset countersign.statement"} {
		want(extended(t, plain, sql), "42704", sql)
		_, err := plain.PgConn().Exec(t.Context(), sql).ReadAll()
		want(err, "42704", sql)
	}
	want(extended(t, marks, "set countersign.statement to 'x'"), "42704", "set in somebody's SQL")
	mustExec(t, marks, "create table seen (a int)")
	for _, sql := range []string{
		"select * from countersign_internal.committed", `select * from "Countersign_Internal".committed`,
		"insert into countersign_internal.committed values ('x', 1, now())", "drop schema countersign_internal cascade",
		"create table countersign_internal.t (a int)", "alter table countersign_internal.committed rename to c",
	} {
		want(extended(t, plain, sql), "42501", sql)
	}
	mustExec(t, plain, "set search_path to countersign_internal, public")
	want(extended(t, plain, "select * from committed"), "42P01", "by search path")
	for _, sql := range []string{
		"select count(*) from information_schema.tables where table_name = 'committed' or table_catalog = 'countersign'",
		"select count(*) from dev.information_schema.tables where tables.table_name = 'committed'",
		`select count(*) from "INFORMATION_SCHEMA"."Tables" where table_name = 'committed'`,
		"select count(*) from information_schema.columns where table_name = 'committed'",
		"select count(*) from information_schema.schemata where schema_name like 'countersign%'",
		"select count(*) from pg_tables where tablename = 'committed'",
		"select count(*) from pg_catalog.pg_tables where tablename = 'committed'",
		"select count(*) from pg_class where relname = 'committed'",
		"select count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = 'countersign_internal'",
		"select count(*) from pg_namespace where nspname = 'countersign_internal'",
		"select count(*) from pg_catalog.pg_attribute where attname in ('affected', 'marked')",
	} {
		if got := rows(t, plain, sql)[0][0]; got != "0" {
			t.Errorf("%s: %s rows", sql, got)
		}
	}
	for _, sql := range []string{
		"select count(*) from information_schema.tables where table_name = 'seen'", "select count(*) from pg_catalog.pg_tables where tablename = 'seen'",
		"select count(*) from pg_class where relname = 'seen'", "select count(*) from information_schema.schemata where schema_name = 'public' and catalog_name = 'dev'",
	} {
		if got := rows(t, plain, sql)[0][0]; got != "1" {
			t.Errorf("%s: %s rows", sql, got)
		}
	}
}
