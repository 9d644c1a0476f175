package pgwire_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

const readOnlyError = "25006 transaction is read-only"

func TestTransactionModes(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	mustExec(t, c, "create table t (a int)", "prepare ins as insert into t values (1)")
	many(t, c,
		"begin work isolation level read uncommitted read only", "BEGIN",
		"show transaction_read_only", "SHOW: on",
		"show transaction isolation level", "SHOW: serializable",
		"select count(*) from t", "SELECT 1: 0",
		"insert into t values (1)", readOnlyError,
		"rollback work", "ROLLBACK",
		"show transaction_read_only", "SHOW: off",
	)
	for _, sql := range []string{"update t set a = 1", "delete from t", "truncate t", "create table u (a int)", "create table u as select 1", "drop table t",
		"alter table t add column b int", "create view v as select 1", "create schema s", "execute ins"} {
		many(t, c, "start transaction read only", "START TRANSACTION", sql, readOnlyError, "abort", "ROLLBACK")
	}
	if err := extended(t, c, "insert into t values (1)"); err != nil {
		t.Error(err)
	}
	many(t, c,
		"start transaction isolation level serializable, read write", "START TRANSACTION",
		"insert into t values (2)", "INSERT 0 1",
		"set transaction read only", "SET",
		"insert into t values (3)", readOnlyError,
		"end transaction", "ROLLBACK",
		"begin transaction read only", "BEGIN",
		"set transaction read write", "SET", // nothing has run yet
		"insert into t values (4)", "INSERT 0 1",
		"commit work", "COMMIT",
		"begin read only", "BEGIN",
		"select 1", "SELECT 1: 1",
		"set transaction_read_only to off", "25001 transaction read-write mode must be set before any query",
		"end", "ROLLBACK",
		// For all that follow, also without BEGIN.
		"set session characteristics as transaction isolation level repeatable read read only", "SET",
		"show default_transaction_read_only", "SHOW: on",
		"insert into t values (5)", readOnlyError,
		"insert into t values (5); select 1", readOnlyError,
		"begin; insert into t values (5)", readOnlyError,
		"rollback", "ROLLBACK",
		"begin read write; insert into t values (6); commit", "COMMIT",
		"set readonly to 0", "SET", // as Redshift's drivers write it
		"show default_transaction_read_only", "SHOW: off",
		"insert into t values (7)", "INSERT 0 1",
		"set transaction read only; insert into t values (8)", "INSERT 0 1", // there was no transaction
		"select count(*) from t", "SELECT 1: 5",
		"begin isolation level nosuch", `42601 syntax error at or near "nosuch"`,
		"begin read", "42601 syntax error at end of input",
		"set transaction", "42601 syntax error at end of input",
		"commit and chain", `42601 syntax error at or near "and"`,
		"rollback to savepoint s", "0A000 ROLLBACK TO SAVEPOINT is not supported",
		"set default_transaction_isolation to 'read committed'", "SET",
		"show transaction_isolation", "SHOW: serializable",
		"set default_transaction_isolation to 'none'", `22023 invalid value for parameter "default_transaction_isolation": "none"`,
	)
}

// TRUNCATE commits what was done before it, and ends the transaction; VACUUM has none.
func TestTruncateCommits(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	mustExec(t, c, "create table t (a int)", "create table kept (a int)", "insert into t values (1)")
	many(t, c, "begin", "BEGIN", "insert into kept values (1)", "INSERT 0 1", "truncate t", "TRUNCATE TABLE", "rollback", "ROLLBACK",
		"select (select count(*) from t) as a, (select count(*) from kept) as b", "SELECT 1: 0 1",
		"insert into kept values (2); truncate table t; select 1/0", "22012 division by zero", "select count(*) from kept", "SELECT 1: 2",
		"begin", "BEGIN", "vacuum t", "25001 VACUUM cannot run inside a transaction block", "rollback", "ROLLBACK", "vacuum t", "VACUUM")
	if got := c.PgConn().TxStatus(); got != 'I' {
		t.Errorf("status %c", got)
	}
	for _, sql := range []string{"begin", "insert into kept values (3)", "truncate t", "rollback"} {
		if err := extended(t, c, sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
	many(t, c, "select count(*) from kept", "SELECT 1: 3")
}

// Whatever fails inside a transaction, nothing more is done in it.
func TestFailedTransaction(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	mustExec(t, c, "create table t (a int)")
	const aborted = "25P02 current transaction is aborted, commands ignored until end of transaction block"
	for _, failing := range []string{"selec 1", "select nope", "select 1/0", "select * from nope", "set nope to 1", "show nope", "execute nope", "fetch nope", "select 'open",
		"alter table nope add column a int", "set timezone to 'Nowhere/X'"} {
		mustExec(t, c, "begin", "insert into t values (1)")
		if _, err := c.PgConn().Exec(t.Context(), failing).ReadAll(); err == nil {
			t.Errorf("%s passed", failing)
		}
		if got := c.PgConn().TxStatus(); got != 'E' {
			t.Errorf("%s: status %c", failing, got)
		}
		many(t, c, "select 1", aborted, "set query_group to x", aborted, "begin", aborted, "show query_group", aborted, "end", "ROLLBACK", "select count(*) from t", "SELECT 1: 0")
	}
	// By the extended protocol, too.
	mustExec(t, c, "begin")
	for _, sql := range []string{"select nope", "select 1"} {
		if err := extended(t, c, sql); err == nil || c.PgConn().TxStatus() != 'E' {
			t.Errorf("%s: %v, status %c", sql, err, c.PgConn().TxStatus())
		}
	}
	many(t, c, "rollback", "ROLLBACK")
}

func TestSetLocal(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	many(t, c,
		"set query_group to a", "SET",
		"begin; set local query_group to b; set local timezone to 'Asia/Tokyo'", "SET",
		"show query_group", "SHOW: b",
		"select '2024-01-01 00:00:00+00'::timestamptz", "SELECT 1: 2024-01-01 09:00:00+09",
		"commit", "COMMIT",
		"show query_group", "SHOW: a",
		"select '2024-01-01 00:00:00+00'::timestamptz", "SELECT 1: 2024-01-01 00:00:00+00",
		"begin; set local query_group to b; set local query_group to c; rollback; show query_group", "SHOW: a",
		"begin; set local query_group to default; show query_group", "SHOW: unset",
		"end; show query_group", "SHOW: a",
		"begin; set local query_group to b; set query_group to kept; commit; show query_group", "SHOW: kept",
		"begin; set query_group to x; set local query_group to y; commit; show query_group", "SHOW: x",
		"begin; set local app.user to me; show app.user", "SHOW: me",
		"commit", "COMMIT",
		"show app.user", `42704 unrecognized configuration parameter "app.user"`,
		"set local query_group to z", "SET", // there is no transaction
		"show query_group", "SHOW: x",
		"set local query_group to z; show query_group", "SHOW: z", // there is one around the two
		"show query_group", "SHOW: x",
		"begin; set local statement_timeout to x", `22023 parameter "statement_timeout" requires an integer value`,
		"rollback", "ROLLBACK",
	)
}

// A conflict of two transactions is told in Redshift's way.
func TestSerializationFailure(t *testing.T) {
	f := start(t, nil)
	a, b := f.connect(t, "sslmode=disable"), f.connect(t, "sslmode=disable")
	mustExec(t, a, "create table k (n int)", "insert into k values (1)", "begin", "select * from k")
	mustExec(t, b, "begin", "select * from k")
	mustExec(t, a, "update k set n = 2")
	_, err := b.PgConn().Exec(t.Context(), "update k set n = 3").ReadAll()
	var e *pgconn.PgError
	if !errors.As(err, &e) || e.Code != "XX000" || e.Message != "1023" || !strings.HasPrefix(e.Detail, "Serializable isolation violation on table - ") {
		t.Errorf("%+v", e)
	}
	many(t, b, "select 1", "25P02 current transaction is aborted, commands ignored until end of transaction block", "rollback", "ROLLBACK")
	many(t, a, "commit", "COMMIT", "select n from k", "SELECT 1: 2")
}
