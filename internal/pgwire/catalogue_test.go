package pgwire_test

import (
	"context"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/countersign-dev/countersign/internal/databases"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
	"github.com/countersign-dev/countersign/internal/pgwire"
)

// A session sees what its transaction has defined, and others do not until it commits.
func TestCatalogueInTransactions(t *testing.T) {
	f := start(t, nil)
	c, other := f.connect(t, ""), f.connect(t, "")
	const count = "select count(*) from pg_class where relname = 't'"
	want := func(who *pgx.Conn, n string) {
		t.Helper()
		if got := list(t, who, count); got != n {
			t.Errorf("%s tables, want %s", got, n)
		}
	}
	mustExec(t, c, "begin", "create table t (a int)", "create user ann password disable")
	want(c, "1")
	want(other, "0")
	if got := list(t, c, "select usename from pg_user where usename = 'ann'"); got != "ann" {
		t.Errorf("who makes a user sees him at once: %q", got)
	}
	if got := list(t, other, "select count(*) from pg_user where usename = 'ann'"); got != "0" {
		t.Errorf("others do not: %q", got)
	}
	mustExec(t, c, "rollback")
	want(c, "0")
	mustExec(t, c, "begin", "create table t (a int)", "commit")
	want(other, "1")
	mustExec(t, c, "create temp table t (b int)")
	want(c, "2")
	want(other, "1")
	if got := list(t, c, "select attname from pg_attribute where attrelid = 't'::regclass"); got != "b" {
		t.Errorf("the temporary table comes first: %s", got)
	}
}

// A statement that is prepared sees the catalogue as it is when it runs.
func TestPreparedCatalogue(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	if _, err := c.Prepare(t.Context(), "names", "select count(*) from pg_tables where schemaname = $1"); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		var n int
		if err := c.QueryRow(t.Context(), "names", "public").Scan(&n); err != nil || n != i {
			t.Errorf("%d tables, want %d: %v", n, i, err)
		}
		mustExec(t, c, "create table t"+string(rune('a'+i))+" (a int)")
	}
}

// Numbers of objects are the wire's, and outlive the engine.
func TestNumbersLast(t *testing.T) {
	folder := t.TempDir()
	numbers := func(first bool) string {
		cluster, err := duckdb.Open(t.Context(), duckdb.Options{Folder: folder})
		if err != nil {
			t.Fatal(err)
		}
		defer cluster.Close()
		keeper, err := databases.Open(t.Context(), cluster, folder, database, filepath.Join(folder, "1.db"))
		if err != nil {
			t.Fatal(err)
		}
		f := start(t, func(c *pgwire.Config) {
			c.Databases = keeper
			c.Open = func(ctx context.Context, db, name string) (engine.Conn, error) {
				return cluster.Connect(ctx, engine.Session{Database: db, User: name})
			}
		})
		c := f.connect(t, "")
		if first {
			mustExec(t, c, "create schema s", "create table s.t (a int primary key, b varchar(3))", "create view s.v as select a from s.t")
		}
		defer c.Close(t.Context())
		rows, err := c.Query(t.Context(), "select a, b from s.t")
		if err != nil {
			t.Fatal(err)
		}
		a, b := rows.FieldDescriptions()[0], rows.FieldDescriptions()[1]
		rows.Close()
		if got := list(t, c, "select 's.t'::regclass::oid"); got != strconv.Itoa(int(a.TableOID)) || b.TableAttributeNumber != 2 {
			t.Errorf("regclass says %s, the wire %d", got, a.TableOID)
		}
		return list(t, c, "select oid from pg_class where relnamespace = (select oid from pg_namespace where nspname = 's') union all select oid from pg_constraint union all select oid from pg_namespace order by 1")
	}
	if before, after := numbers(true), numbers(false); before != after {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
}
