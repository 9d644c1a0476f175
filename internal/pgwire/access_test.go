package pgwire_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
)

// as opens a session of a user, whom nobody asks for a password.
func (f *fixture) as(t *testing.T, name string, groups ...string) *pgx.Conn {
	t.Helper()
	c, _ := f.trusted(t, pgwire.Trusted{User: name, Groups: groups})
	return c
}

// outcome is a script's error as SQLSTATE and message, or its last tag.
func outcome(t *testing.T, c *pgx.Conn, sql string) string {
	t.Helper()
	results, err := c.PgConn().Exec(t.Context(), sql).ReadAll()
	if err != nil {
		return state(err) + " " + said(err)
	}
	return results[len(results)-1].CommandTag.String()
}

// wantAll runs statements and compares their outcomes.
func wantAll(t *testing.T, c *pgx.Conn, steps [][2]string) {
	t.Helper()
	for _, step := range steps {
		if got := outcome(t, c, step[0]); got != step[1] {
			t.Errorf("%s: %s, want %s", step[0], got, step[1])
		}
	}
}

func list(t *testing.T, c *pgx.Conn, sql string) string {
	t.Helper()
	var lines []string
	for _, row := range rows(t, c, sql) {
		lines = append(lines, strings.Join(row, " | "))
	}
	return strings.Join(lines, "\n")
}

func TestUsersBySQL(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	wantAll(t, c, [][2]string{
		{"create group staff", "CREATE GROUP"},
		{"create user ann password 'Secret99' in group staff", "CREATE USER"},
		{"create user ann password 'Secret99'", `42710 user "ann" already exists`},
		{"alter user ann createdb", "ALTER USER"},
		{"create role dev", "CREATE ROLE"},
		{"grant role dev to ann", "GRANT"},
		{"revoke role dev from ann", "REVOKE"},
		{"alter group staff drop user ann", "ALTER GROUP"},
		{"drop role dev", "DROP ROLE"},
		{"drop group staff", "DROP GROUP"},
		{"drop user ann", "DROP USER"},
		{"drop user ann", `42704 user "ann" does not exist`},
		{"drop user if exists ann", "DROP USER"},
		{"alter user admin set nope to 1", `42704 unrecognized configuration parameter "nope"`},
		{"alter user admin set extra_float_digits to 9", `22023 9 is outside the valid range for parameter "extra_float_digits" (-15 .. 2)`},
		{"alter user admin set server_version to 9", `55P02 parameter "server_version" cannot be changed`},
		{"create user ann password 'Secret99' gremlin", `42601 syntax error at or near "gremlin"`},
		{"grant assumerole on default to admin for copy", "0A000 ASSUMEROLE is not supported"},
	})
}

// What a transaction changes of users is its own until it commits.
func TestUsersInTransactions(t *testing.T) {
	f := start(t, nil)
	c, other := f.connect(t, ""), f.as(t, user)
	wantAll(t, c, [][2]string{
		{"begin", "BEGIN"},
		{"create user ann password disable", "CREATE USER"},
		{"create table t (a int)", "CREATE TABLE"},
		{"grant select on t to ann", "GRANT"},
		{"create user ann password disable", `42710 user "ann" already exists`},
		{"rollback", "ROLLBACK"},
		{"grant usage on schema public to ann", `42704 user "ann" does not exist`},
		{"begin; create user ann password disable; create table t (a int); grant select on t to ann", "GRANT"},
	})
	if got := outcome(t, other, "alter user ann createdb"); got != `42704 user "ann" does not exist` {
		t.Errorf("another session: %s", got)
	}
	wantAll(t, c, [][2]string{{"commit", "COMMIT"}})
	if got := outcome(t, other, "alter user ann createdb"); got != "ALTER USER" {
		t.Errorf("another session: %s", got)
	}
	// A script is all or nothing.
	if got := outcome(t, c, "create user bob password disable; select 1/0"); got != "22012 division by zero" {
		t.Error(got)
	}
	wantAll(t, c, [][2]string{{"drop user bob", `42704 user "bob" does not exist`}})
	// Two transactions that make one user: the second fails when it ends.
	wantAll(t, c, [][2]string{{"begin", "BEGIN"}, {"create user bob password disable", "CREATE USER"}})
	wantAll(t, other, [][2]string{{"create user bob password disable", "CREATE USER"}})
	wantAll(t, c, [][2]string{{"commit", `42710 user "bob" already exists`}, {"drop user bob", "DROP USER"}})
}

func TestGrants(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	mustExec(t, c, "create user ann password disable", "create user bob password disable", "create group staff", "create role dev", "create table t (a int, b int)",
		"create view v as select a from t", "create schema s", "create table s.u (a int)", "create table mine as select 1 a", "select 1 as a into other")
	ann := f.as(t, "ann")
	for _, step := range [][3]string{
		{"admin", "grant select on t to ann", "GRANT"},
		{"admin", "grant all on table t to group staff", "GRANT"},
		{"admin", "grant select (a, b), update (b) on t to bob", "GRANT"},
		{"admin", "grant select, insert on v to ann with grant option", "GRANT"},
		{"admin", "grant select on all tables in schema s to role dev", "GRANT"},
		{"admin", "grant usage, create on schema s to public", "GRANT"},
		{"admin", "grant create, temp on database dev to ann", "GRANT"},
		{"admin", "grant usage on language plpgsql to ann", "GRANT"},
		{"admin", "grant select on nope to ann", `42P01 relation "nope" does not exist`},
		{"admin", "grant select on nope.t to ann", `42P01 relation "nope.t" does not exist`},
		{"admin", "grant usage on schema nope to ann", `3F000 schema "nope" does not exist`},
		{"admin", "grant create on database nope to ann", `3D000 database "nope" does not exist`},
		{"admin", "grant usage on language nope to ann", `42704 language "nope" does not exist`},
		{"admin", "grant select on t to nope", `42704 user "nope" does not exist`},
		{"admin", "grant select on t to group nope", `42704 group "nope" does not exist`},
		{"admin", "grant select on t to role nope", `42704 role "nope" does not exist`},
		{"admin", "grant usage on t to ann", "0LP01 invalid privilege type USAGE for table"},
		{"admin", "grant select on schema s to ann", "0LP01 invalid privilege type SELECT for schema"},
		{"admin", "grant insert (a) on t to ann", "0LP01 invalid privilege type INSERT for column"},
		{"admin", "grant select (z) on t to ann", `42703 column "z" of relation "t" does not exist`},
		{"admin", "grant select on t to group staff with grant option", "0LP01 grant options can only be granted to individual users"},
		{"admin", "grant execute on function f(int) to ann", "42883 function f(integer) does not exist"},
		{"admin", "grant select on countersign_internal.objects to ann", "42501 permission denied for schema countersign_internal"},
		{"ann", "grant select on v to bob", "GRANT"},
		{"ann", "grant select on s.u to bob", "42501 permission denied for relation u"},
		{"ann", "grant select on t to bob", "GRANT"}, // with a warning: nothing was granted
		{"ann", "alter table t owner to ann", "42501 must be owner of relation t"},
		{"ann", "alter default privileges for user bob grant select on tables to ann", "42501 must be superuser to alter default privileges of other users"},
		{"admin", "revoke select on v from ann", "2BP01 dependent privileges exist"},
	} {
		on := c
		if step[0] == "ann" {
			on = ann
		}
		if got := outcome(t, on, step[1]); got != step[2] {
			t.Errorf("%s: %s: %s, want %s", step[0], step[1], got, step[2])
		}
	}
	kept := func(want string) {
		t.Helper()
		if got := notes(t, f); got != want {
			t.Errorf("kept:\n%s\nwant:\n%s", got, want)
		}
	}
	kept(`column t.a ["u102=r/100"]
column t.b ["u102=rw/100"]
database  ["=T/1","u1=UCTA/1","u101=CT/1"]
language plpgsql ["=U/1","u1=U/1","u101=U/1"]
mine 100 null
other 100 null
schema s 100 ["u100=UCDA/100","=UC/100"]
t 100 ["u100=arwdRxtDPA/100","u101=r/100","g103=arwdRxtDPA/100"]
u 100 ["u100=arwdRxtDPA/100","r104=r/100"]
v 100 ["u100=arwdRxtDPA/100","u101=a*r*/100","u102=r/101"]`)
	wantAll(t, c, [][2]string{
		{"revoke select on v from ann cascade", "REVOKE"},
		{"revoke all on t from group staff", "REVOKE"},
		{"revoke select on t from bob", "REVOKE"},
		{"drop user bob", `55006 user "bob" cannot be dropped because the user has a privilege on some object`},
		{"revoke update (b) on t from bob", "REVOKE"},
		{"drop user bob", "DROP USER"},
		{"drop group staff", "DROP GROUP"},
		{"alter table t owner to ann", "ALTER TABLE"},
		{"alter schema s owner to ann", "ALTER SCHEMA"},
		{"alter table v owner to ann", "ALTER TABLE"},
		{"drop user ann", `55006 user "ann" cannot be dropped because the user owns some object`},
		{"alter database dev owner to ann", "ALTER DATABASE"},
	})
	wantAll(t, ann, [][2]string{{"grant select on t to public", "GRANT"}, {"alter table t owner to admin", "ALTER TABLE"}})
	// Notes follow their object, and a view's stay when it is replaced.
	mustExec(t, c, "grant select on v to public", "create or replace view v as select b as a from t", "alter table t rename to t2", "drop table s.u", "drop table mine", "drop table other", "drop schema s",
		"create table if not exists t2 (a int)", "grant select on t2 to admin")
	kept(`column t2.a []
column t2.b []
database  101 ["=T/101","u101=UCTA/101"]
language plpgsql ["=U/1","u1=U/1","u101=U/1"]
t2 100 ["u100=arwdRxtDPA/100","=r/100"]
v 101 ["u101=a*rwdRxtDPA/101","=r/101"]`)
}

// notes are what the database keeps of owners and lists.
func notes(t *testing.T, f *fixture) string {
	t.Helper()
	const relation = "SELECT %s AS n, (comment->>'owner') AS o, (comment->'acl') AS a FROM system.main.duckdb_%s() WHERE NOT internal AND database_name = 'dev' AND schema_name <> 'countersign_internal'"
	sql := "SELECT n || coalesce(' ' || o, '') || ' ' || coalesce(a::VARCHAR, 'null') FROM (" + fmt.Sprintf(relation, "table_name", "tables") + " UNION ALL " + fmt.Sprintf(relation, "view_name", "views") +
		" UNION ALL SELECT 'column ' || table_name || '.' || column_name, NULL, (comment->'acl') FROM system.main.duckdb_columns() WHERE (comment->'acl') IS NOT NULL" +
		" UNION ALL SELECT kind || ' ' || name, (note->>'owner'), (note->'acl') FROM dev.countersign_internal.objects) ORDER BY 1"
	return strings.Join(askEngine(t, f, sql), "\n")
}

func TestDefaultPrivileges(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	mustExec(t, c, "create user ann password disable", "create user bob password disable", "create schema s",
		"alter default privileges grant select on tables to ann", "alter default privileges in schema s grant insert on tables to bob with grant option",
		"alter default privileges for user ann grant all on tables to public", "create table t (a int)", "create view s.v as select 1 a", "create temp table x (a int)")
	bob := f.as(t, "bob")
	mustExec(t, bob, "create table b (a int)")
	if got, want := notes(t, f), `b 102 null
default 100//TABLES ["u100=arwdRxtDPA/100","u101=r/100"]
default 100/s/TABLES ["u102=a*/100"]
default 101//TABLES ["u101=arwdRxtDPA/101","=arwdRxtDPA/101"]
schema s 100 null
t 100 ["u100=arwdRxtDPA/100","u101=r/100"]
v 100 ["u100=arwdRxtDPA/100","u101=r/100","u102=a*/100"]`; got != want {
		t.Errorf("kept:\n%s\nwant:\n%s", got, want)
	}
	mustExec(t, c, "alter default privileges revoke select on tables from ann", "alter default privileges for user ann revoke all on tables from public",
		"grant select for tables in schema s to ann", "grant select, drop for tables in database dev to bob", "revoke drop for tables in database dev from bob")
	wantAll(t, c, [][2]string{
		{"grant select for tables in schema s to public", "0LP01 scoped permissions can only be granted to users and roles"},
		{"grant select for tables in schema nope to ann", `3F000 schema "nope" does not exist`},
		{"alter default privileges in schema s grant usage on schemas to ann", "0LP01 cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS"},
	})
	if got, want := notes(t, f), `b 102 null
default 100/s/TABLES ["u102=a*/100"]
schema s 100 null
scope /TABLES ["u102=r/1"]
scope s/TABLES ["u101=r/1"]
t 100 ["u100=arwdRxtDPA/100","u101=r/100"]
v 100 ["u100=arwdRxtDPA/100","u101=r/100","u102=a*/100"]`; got != want {
		t.Errorf("kept:\n%s\nwant:\n%s", got, want)
	}
	if got := outcome(t, bob, "grant select for tables in schema s to ann"); got != "42501 permission denied for schema s" {
		t.Error(got)
	}
}

func TestSessionAuthorization(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	mustExec(t, c, "create user ann password disable")
	who := func(c *pgx.Conn, want string) {
		t.Helper()
		if got := list(t, c, "select current_user"); got != want {
			t.Errorf("current_user is %s, want %s", got, want)
		}
	}
	mustExec(t, c, "set session authorization ann")
	who(c, "ann")
	if got := c.PgConn().ParameterStatus("is_superuser") + c.PgConn().ParameterStatus("session_authorization"); got != "offann" {
		t.Error(got)
	}
	wantAll(t, c, [][2]string{
		{"create user bob password disable", "42501 must be superuser to create users"},
		{"set session authorization nope", `42704 user "nope" does not exist`},
		{"set session authorization admin", "SET"},
		{"set session authorization 'ann'", "SET"},
		{"set session authorization default", "SET"},
	})
	who(c, "admin")
	wantAll(t, c, [][2]string{{"begin", "BEGIN"}, {"set session authorization ann", "SET"}, {"rollback", "ROLLBACK"}})
	who(c, "admin")
	wantAll(t, c, [][2]string{{"set session authorization ann", "SET"}, {"drop user ann", "42501 must be superuser to drop users"}, {"reset session authorization", "RESET"}, {"drop user admin", "55006 current user cannot be dropped"}})
	who(c, "admin")
	if got := c.PgConn().ParameterStatus("is_superuser"); got != "on" {
		t.Error(got)
	}
	ann := f.as(t, "ann")
	wantAll(t, ann, [][2]string{{"set session authorization admin", "42501 permission denied to set session authorization"}, {"set session authorization ann", "SET"}})
}

func TestParametersOfUsers(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	mustExec(t, c, "create user ann password disable", "create schema s", "create table s.t as select 1 a", "grant usage on schema s to ann", "grant select on s.t to ann", "alter user ann set search_path to s, public", "alter user ann set query_group to 'mine'")
	ann := f.as(t, "ann")
	if got := list(t, ann, "select a from t"); got != "1" {
		t.Error(got)
	}
	mustExec(t, ann, "set query_group to x", "reset query_group")
	if got := list(t, ann, "show query_group"); got != "mine" {
		t.Error(got)
	}
	mustExec(t, c, "alter user ann reset query_group")
	if got := list(t, f.as(t, "ann"), "show query_group"); got != "unset" {
		t.Error(got)
	}
}

// A statement about users or privileges that is named can be asked about, as any other.
func TestMarkedAccess(t *testing.T) {
	f := start(t, nil)
	c, _ := f.trusted(t, pgwire.Trusted{User: user, Marks: true})
	mustExec(t, c, "create table t (a int)")
	for i, sql := range []string{"create user ann password disable", "grant select on t to ann", "alter table t owner to ann"} {
		mustExec(t, c, fmt.Sprintf("set countersign.statement to 'n%d'", i), sql)
		if got := list(t, c, "show countersign.committed"); got != "-1" {
			t.Errorf("%s: committed is %q", sql, got)
		}
	}
	mustExec(t, c, "set countersign.statement to 'failed'")
	if got := outcome(t, c, "create user ann password disable"); got != `42710 user "ann" already exists` {
		t.Error(got)
	}
	if got := list(t, c, "show countersign.committed"); got != "" {
		t.Errorf("what failed is committed as %q", got)
	}
}

// Who may make a schema.
func TestCreateSchemaAsks(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	mustExec(t, c, "create user ann password disable", "create role maker", "create group staff")
	ann := f.as(t, "ann")
	wantAll(t, ann, [][2]string{{"create schema s", "42501 permission denied for database dev"}})
	mustExec(t, c, "grant create on database dev to group staff", "alter group staff add user ann")
	wantAll(t, ann, [][2]string{{"create schema s", "CREATE SCHEMA"}, {"grant usage on schema s to public", "GRANT"}, {"alter schema s owner to admin", "ALTER SCHEMA"}, {"alter schema s owner to ann", "42501 must be owner of schema s"}})
	mustExec(t, c, "alter group staff drop user ann", "grant create schema to role maker", "grant role maker to ann")
	wantAll(t, ann, [][2]string{{"create schema s2", "CREATE SCHEMA"}})
	mustExec(t, c, "revoke role maker from ann")
	wantAll(t, ann, [][2]string{{"create schema s3", "42501 permission denied for database dev"}})
}

// A session of a group joins it for as long as it is there.
func TestJoinedGroups(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	mustExec(t, c, "create user ann password disable", "create group staff", "create table t (a int)", "grant select on t to group staff")
	wantAll(t, f.as(t, "ann"), [][2]string{{"grant select on t to public", "42501 permission denied for relation t"}})
	wantAll(t, f.as(t, "ann", "staff"), [][2]string{{"grant select on t to public", "GRANT"}}) // with a warning: nothing was granted
}

func TestIdleSession(t *testing.T) {
	clk := clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	f := start(t, func(c *pgwire.Config) { c.Clock, c.WriteTimeout = clk, 1e6*time.Hour })
	c := f.connect(t, "")
	mustExec(t, c, "create user ann password disable session timeout 60")
	ann := f.as(t, "ann")
	mustExec(t, ann, "select 1")
	told := make(chan error, 1)
	go func() {
		_, err := ann.WaitForNotification(context.Background())
		told <- err
	}()
	for ended := false; !ended; runtime.Gosched() { // the session may not be waiting yet
		clk.Advance(time.Minute)
		select {
		case err := <-told:
			ended = true
			if state(err) != "57P05" {
				t.Errorf("%v", err)
			}
		default:
		}
	}
	mustExec(t, c, "select 1")
}

// askEngine runs a query of ours and returns its one column.
func askEngine(t *testing.T, f *fixture, sql string) (column []string) {
	t.Helper()
	c, err := f.cluster.Connect(t.Context(), engine.Session{Database: database, User: user})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	st, err := c.Prepare(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	rows, err := st.Execute(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for {
		chunk, err := rows.Next(t.Context())
		if errors.Is(err, io.EOF) {
			return column
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range chunk.Len() {
			column = append(column, string(chunk.Vector(0).Bytes(i)))
		}
	}
}
