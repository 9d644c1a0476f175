package pgwire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// What sessions did is there to be asked for: by everybody for himself, by superusers for all.
func TestWhatSessionsDid(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "application_name=test")
	mustExec(t, c, "create user ann password disable", "create user bob password disable syslog access unrestricted", "create table t (a int)", "insert into t values (1), (2)",
		"set query_group to 'nightly'", "select count(*) from t", "reset query_group", "create user carl password 'Secret123'")
	if _, err := c.Exec(t.Context(), "select 1/a from (select 0 as a)"); state(err) != "22012" {
		t.Fatal(err)
	}
	for sql, want := range map[string]string{
		"select trim(querytxt), trim(label), trim(database), aborted, userid from stl_query where querytxt like 'select count%from t' order by query": "select count(*) from t | nightly | dev | 0 | 100",
		"select aborted, trim(querytxt) from stl_query where querytxt like 'select 1/a%'":                                                             "1 | select 1/a from (select 0 as a)",
		"select trim(text) from stl_ddltext where text like 'create table%'":                                                                          "create table t (a int)",
		"select trim(text) from stl_utilitytext where text like '%carl%'":                                                                             "create user carl password '***'",
		"select type, trim(text) from svl_statementtext where text like 'insert%'":                                                                    "QUERY | insert into t values (1), (2)",
		"select trim(query_type), trim(status), returned_rows, trim(query_text) from sys_query_history where query_text like 'insert%'":               "INSERT | success | 0 | insert into t values (1), (2)",
		"select trim(status), trim(error_message) from sys_query_history where query_text like 'select 1/a%'":                                         "failed | division by zero",
		"select trim(substring), elapsed >= 0, source_query from svl_qlog where substring like 'insert%'":                                             "insert into t values (1), (2) | t | NULL",
		"select i.rows, i.tbl = 't'::regclass from stl_insert i":                                                                                      "2 | t",
		"select trim(s.perm_table_name) from stl_scan s join stl_query q on q.query = s.query where q.querytxt like 'select count%from t'":            "t",
		"select trim(error) from stl_error where error like 'division%'":                                                                              "division by zero",
		"select trim(event), trim(username), trim(application_name) from stl_connection_log where pid = pg_backend_pid() order by recordtime, event":  "authenticated | admin | test\ninitiating session | admin | test",
		"select trim(text) from stv_inflight where pid = pg_backend_pid()":                                                                            "select trim(text) from stv_inflight where pid = pg_backend_pid()",
		"select trim(user_name), trim(db_name) from stv_sessions where process = pg_backend_pid()":                                                    "admin | dev",
		"select trim(action), trim(username) from stl_userlog where username = 'carl'":                                                                "create | carl",
		"select trim(status) from sys_session_history where session_id = pg_backend_pid()":                                                            "active",
		"select trim(status) from sys_transaction_history where transaction_id = (select max(xid) from stl_query where querytxt like 'insert%')":      "committed",
		"select count(*) from stl_load_errors":                                                                                                        "0",
	} {
		if got := list(t, c, sql); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", sql, got, want)
		}
	}
	id := list(t, c, "select max(query) from stl_query")
	if got := list(t, c, "select pg_last_query_id()"); got <= id && len(got) == len(id) {
		t.Errorf("pg_last_query_id is %s after %s", got, id)
	}
	ann, _ := f.trusted(t, pgwire.Trusted{User: "ann"})
	mustExec(t, ann, "select 'of ann'")
	for sql, want := range map[string]string{
		"select count(*) from stl_query where userid <> 101":                      "0",
		"select count(*) from stv_sessions where user_name <> 'ann'":              "0",
		"select trim(querytxt) from stl_query where querytxt like 'select ''of%'": "select 'of ann'",
		"select count(*) from svl_user_info":                                      "1",
	} {
		if got := list(t, ann, sql); got != want {
			t.Errorf("ann: %s: %s, want %s", sql, got, want)
		}
	}
	bob, _ := f.trusted(t, pgwire.Trusted{User: "bob"})
	if got := list(t, bob, "select count(distinct userid) > 1 from stl_query"); got != "t" {
		t.Errorf("who has SYSLOG ACCESS UNRESTRICTED sees what others do: %s", got)
	}
}

// A transaction that is open holds locks on what it has read and changed.
func TestOpenTransactions(t *testing.T) {
	f := start(t, nil)
	c, other := f.connect(t, ""), f.connect(t, "")
	mustExec(t, c, "create table t (a int)", "begin", "insert into t values (1)")
	for sql, want := range map[string]string{
		"select txn_owner, txn_db, lock_mode, lockable_object_type, granted from svv_transactions where relation = 't'::regclass": "admin | dev | ShareRowExclusiveLock | relation | t",
		"select lockable_object_type, lock_mode from svv_transactions where pid <> pg_backend_pid() and relation is null":         "transactionid | ExclusiveLock",
		"select trim(lock_status) from stv_locks where table_id = 't'::regclass":                                                  "Holding write lock",
		"select mode, granted from pg_locks where relation = 't'::regclass":                                                       "ShareRowExclusiveLock | t",
	} {
		if got := list(t, other, sql); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", sql, got, want)
		}
	}
	mustExec(t, c, "rollback")
	if got := list(t, other, "select count(*) from svv_transactions where pid <> pg_backend_pid()"); got != "0" {
		t.Errorf("%s locks are left", got)
	}
	if got := list(t, other, "select count(*) > 0 from stl_undone"); got != "t" {
		t.Error("what was rolled back is in STL_UNDONE")
	}
}

// PG_TERMINATE_BACKEND ends a session, of one's own unless one is a superuser.
func TestTerminateBackend(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	mustExec(t, c, "create user ann password disable", "create user bob password disable")
	ann, _ := f.trusted(t, pgwire.Trusted{User: "ann"})
	bob, _ := f.trusted(t, pgwire.Trusted{User: "bob"})
	pid := list(t, ann, "select pg_backend_pid()")
	if _, err := bob.PgConn().Exec(t.Context(), "select pg_terminate_backend("+pid+")").ReadAll(); state(err) != "42501" {
		t.Errorf("bob ends ann's session: %v", err)
	}
	if got := list(t, c, "select pg_terminate_backend(process) from stv_sessions where user_name = 'ann'"); got != "1" {
		t.Errorf("pg_terminate_backend: %s", got)
	}
	if _, err := ann.PgConn().Exec(t.Context(), "select 1").ReadAll(); err == nil {
		t.Error("ann's session goes on")
	}
	if got := list(t, c, "select trim(type) from svl_terminate where pid = "+pid); got != "TERMINATE" {
		t.Errorf("svl_terminate: %s", got)
	}
	done := make(chan error, 1)
	victim := list(t, bob, "select pg_backend_pid()")
	go func() {
		_, err := bob.PgConn().Exec(t.Context(), "select count(*) from pg_attribute a, pg_attribute b, pg_attribute c where a.attname || b.attname < c.attname").ReadAll()
		done <- err
	}()
	for list(t, c, "select count(*) from stv_inflight where pid = "+victim) == "0" {
		t.Log("not yet")
	}
	if got := list(t, c, "select pg_cancel_backend("+victim+")"); got != "1" {
		t.Errorf("pg_cancel_backend: %s", got)
	}
	if err := <-done; state(err) != "57014" {
		t.Errorf("cancelled: %v", err)
	}
	go func() {
		_, err := bob.PgConn().Exec(t.Context(), "select count(*) from pg_attribute a, pg_attribute b, pg_attribute c where a.attname || b.attname < c.attname").ReadAll()
		done <- err
	}()
	for list(t, c, "select count(*) from stv_inflight where pid = "+victim) == "0" {
		t.Log("not yet")
	}
	mustExec(t, c, "cancel "+victim+" 'takes too long'", "cancel 1234567")
	if err := <-done; state(err) != "57014" {
		t.Errorf("cancelled: %v", err)
	}
}

// The log is bounded, whatever runs.
func TestLogIsBounded(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	batch := &pgconn.Batch{}
	for i := range 300 {
		batch.ExecParams(fmt.Sprintf("select %d, '%s'", i, strings.Repeat("x", 100<<10)), nil, nil, nil, nil)
	}
	if err := c.PgConn().ExecBatch(t.Context(), batch).Close(); err != nil {
		t.Fatal(err)
	}
	if got := list(t, c, "select count(*) < 260 and count(*) > 200, max(len(querytxt)) <= 4000 from stl_query"); got != "t | t" {
		t.Errorf("of 300 statements of 100 KiB: %s", got)
	}
}

// Arrays of the catalogue are sent in binary, too, to clients that ask for it.
func TestArraysInBinary(t *testing.T) {
	c := start(t, nil).connect(t, "")
	mustExec(t, c, "create table t (a int, b int, primary key (a, b))", "grant select on t to public")
	var (
		key     []int16
		schemas []string
		name    string
		number  uint32
	)
	if err := c.QueryRow(t.Context(), "select conkey, current_schemas(true), relname, conrelid from pg_constraint join pg_class c on c.oid = conrelid").Scan(&key, &schemas, &name, &number); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprintln(key, schemas, name) != "[1 2] [pg_catalog public] t\n" || number < 100000 {
		t.Error(key, schemas, name, number)
	}
	var members []int32
	mustExec(t, c, "create user ann password disable", "create group staff with user ann")
	if err := c.QueryRow(t.Context(), "select grolist from pg_group").Scan(&members); err != nil || fmt.Sprint(members) != "[101]" {
		t.Error(members, err)
	}
}

// What procedures run is in the log, with the CALL that it belongs to.
func TestWhatProceduresDid(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	mustExec(t, c, "create table t (a int)",
		"create procedure inner_one(n int) as $$ begin\ninsert into t values (n), (n + 1);\nraise notice 'took %', n;\nraise debug 'untold'; end $$ language plpgsql",
		"create procedure outer_one() as $$ declare r record; begin call inner_one(1); for r in select a from t loop execute 'delete from t where a = ' || r.a; end loop; insert into t values (9); update t set a = 1 / (a - 9); end $$ language plpgsql",
		"insert into t values (5)")
	if _, err := c.Exec(t.Context(), "call outer_one()"); state(err) != "22012" {
		t.Fatal(err)
	}
	mustExec(t, c, "call inner_one(7)")
	for sql, want := range map[string]string{
		"select trim(querytxt), aborted, from_sp_call is not null from svl_stored_proc_call order by query":                                                                                           "call outer_one() | 1 | f\ncall inner_one(1) | 0 | t\ncall inner_one(7) | 0 | f",
		"select trim(query_text), trim(status), caller_procedure_query_id is not null from sys_procedure_call order by query_id":                                                                      "call outer_one() | failed | f\ncall inner_one(1) | success | t\ncall inner_one(7) | success | f",
		"select count(*) from svl_stored_proc_call i join svl_stored_proc_call o on i.from_sp_call = o.query and i.xid = o.xid":                                                                       "1",
		"select trim(querytxt), aborted from stl_query where querytxt like 'delete from t%' or querytxt like 'update t%' order by query":                                                              "delete from t where a = 5 | 0\ndelete from t where a = 1 | 0\ndelete from t where a = 2 | 0\nupdate t set a = 1 / (a - 9) | 1",
		"select loglevel, trim(loglevel_text), trim(message), linenum, trim(querytext), aborted, query in (select query from svl_stored_proc_call) from svl_stored_proc_messages order by recordtime": "40 | NOTICE | took 1 | 3 | call inner_one(1) | 0 | t\n40 | NOTICE | took 7 | 3 | call inner_one(7) | 0 | t",
		"select trim(log_level), trim(message), line_number from sys_procedure_messages where statement = 'call inner_one(7)'":                                                                        "NOTICE | took 7 | 3",
		"select count(*) from stl_query where querytxt like 'select a from t%'":                                                                                                                       "1",
		"select count(*), count(distinct transaction_id) from sys_transaction_history where transaction_id in (select xid from svl_stored_proc_call)":                                                 "2 | 2",
		"select count(*) from svl_statementtext where text like '%inner_one(1)%' and type = 'UTILITY' and xid = (select max(xid) from stl_query where querytxt like 'update t%')":                     "1",
	} {
		if got := list(t, c, sql); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", sql, got, want)
		}
	}
}
