package pgwire_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
)

// mustExec runs scripts and wants none to fail.
func mustExec(t *testing.T, c *pgx.Conn, scripts ...string) {
	t.Helper()
	for _, sql := range scripts {
		if _, err := c.PgConn().Exec(t.Context(), sql).ReadAll(); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

// rows runs a script and returns the rows of its last statement as text.
func rows(t *testing.T, c *pgx.Conn, sql string) [][]string {
	t.Helper()
	results, err := c.PgConn().Exec(t.Context(), sql).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	var out [][]string
	for _, row := range results[len(results)-1].Rows {
		var values []string
		for _, v := range row {
			if v == nil {
				values = append(values, "NULL")
			} else {
				values = append(values, string(v))
			}
		}
		out = append(out, values)
	}
	return out
}

func TestAuthentication(t *testing.T) {
	for name, method := range map[string]pgwire.AuthMethod{"scram": pgwire.AuthSCRAM, "md5": pgwire.AuthMD5} {
		t.Run(name, func(t *testing.T) {
			f := start(t, func(c *pgwire.Config) { c.Auth = method })
			f.connect(t, "sslmode=disable")
			for _, test := range []struct{ user, password, database, state, message string }{
				{user, "wrong", database, "28P01", `password authentication failed for user "admin"`},
				{"nobody", "wrong", database, "28P01", `password authentication failed for user "nobody"`},
				{user, password, "nope", "3D000", `database "nope" does not exist`},
			} {
				cfg, err := pgconn.ParseConfig(f.dsn("sslmode=disable"))
				if err != nil {
					t.Fatal(err)
				}
				cfg.User, cfg.Password, cfg.Database = test.user, test.password, test.database
				_, err = pgconn.ConnectConfig(t.Context(), cfg)
				var e *pgconn.PgError
				if !errors.As(err, &e) || e.Code != test.state || e.Message != test.message || e.Severity != "FATAL" {
					t.Errorf("%+v: %v", test, err)
				}
			}
		})
	}
}

func TestVerifierKeepsNoPassword(t *testing.T) {
	v, err := pgwire.NewPasswordVerifier(user, password)
	if err != nil {
		t.Fatal(err)
	}
	if s := fmt.Sprintf("%v %+v %s", v, v, v); strings.Contains(s, v.MD5) {
		t.Errorf("printed: %s", s)
	}
	again, err := pgwire.NewPasswordVerifier(user, password)
	if err != nil || reflect.DeepEqual(v, again) {
		t.Error("two verifiers of one password must have different salts")
	}
}

func TestParameterStatus(t *testing.T) {
	c := start(t, nil).connect(t, "application_name=test&timezone=Europe/Berlin&extra_float_digits=2")
	for name, want := range map[string]string{
		"server_version": "8.0.2", "server_encoding": "UTF8", "client_encoding": "UTF8", "DateStyle": "ISO, MDY",
		"TimeZone": "Europe/Berlin", "integer_datetimes": "on", "standard_conforming_strings": "off",
		"session_authorization": user, "application_name": "test", "is_superuser": "on",
	} {
		if got := c.PgConn().ParameterStatus(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestTransactions(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	mustExec(t, c, "create table t (a int)")
	status := func(want byte) {
		t.Helper()
		if got := c.PgConn().TxStatus(); got != want {
			t.Errorf("status %c, want %c", got, want)
		}
	}
	fails := func(sql, want string) {
		t.Helper()
		if _, err := c.PgConn().Exec(t.Context(), sql).ReadAll(); state(err) != want {
			t.Errorf("%s: %v, want %s", sql, err, want)
		}
	}
	tag := func(sql, want string) {
		t.Helper()
		r, err := c.PgConn().Exec(t.Context(), sql).ReadAll()
		if err != nil || r[len(r)-1].CommandTag.String() != want {
			t.Errorf("%s: %v, %v", sql, r, err)
		}
	}
	count := func(want string) {
		t.Helper()
		if got := rows(t, c, "select count(*) from t")[0][0]; got != want {
			t.Errorf("%s rows, want %s", got, want)
		}
	}
	// A script is all or nothing.
	fails("insert into t values (1); insert into t values ('x')", "22P02")
	count("0")
	status('I')
	// An error by the catalogue aborts as much as one at run time.
	tag("begin", "BEGIN")
	tag("insert into t values (1)", "INSERT 0 1")
	status('T')
	fails("select * from nope", "42P01")
	status('E')
	fails("select 1", "25P02")
	fails("selec", "42601")
	tag("commit", "ROLLBACK")
	status('I')
	count("0")
	// A script's own BEGIN stays open.
	tag("insert into t values (1); begin; insert into t values (2)", "INSERT 0 1")
	status('T')
	tag("rollback", "ROLLBACK")
	count("0")
	tag("begin; insert into t values (1); commit; insert into t values (2)", "INSERT 0 1")
	count("2")
	tag("begin isolation level serializable", "BEGIN")
	tag("end", "COMMIT")
	tag("commit", "COMMIT")
	fails("rollback to x", "0A000")
	// Settings roll back too.
	mustExec(t, c, "set query_group to a", "begin", "set query_group to b", "set timezone to 'Asia/Tokyo'", "rollback")
	if got := rows(t, c, "show query_group")[0][0]; got != "a" {
		t.Errorf("query_group %q", got)
	}
	if got := rows(t, c, "select '2026-01-01 00:00:00+00'::timestamptz::timestamp")[0][0]; got != "2026-01-01 00:00:00" {
		t.Errorf("time zone is still changed: %s", got)
	}
}

// A pipeline of the extended protocol commits at Sync, whole or not at all.
func TestPipeline(t *testing.T) {
	c := start(t, nil).connect(t, "")
	mustExec(t, c, "create table t (a int)")
	batch := &pgconn.Batch{}
	batch.ExecParams("insert into t values (1)", nil, nil, nil, nil)
	batch.ExecParams("insert into t values ($1)", [][]byte{[]byte("x")}, nil, nil, nil)
	batch.ExecParams("insert into t values (3)", nil, nil, nil, nil)
	if _, err := c.PgConn().ExecBatch(t.Context(), batch).ReadAll(); state(err) != "22P02" {
		t.Errorf("batch: %v", err)
	}
	if got := rows(t, c, "select count(*) from t")[0][0]; got != "0" {
		t.Errorf("%s rows were kept", got)
	}
}

func TestCommandTags(t *testing.T) {
	c := start(t, nil).connect(t, "")
	for _, test := range [][2]string{
		{"create schema s", "CREATE SCHEMA"}, {"create table s.t (a int)", "CREATE TABLE"},
		{"insert into s.t values (1),(2)", "INSERT 0 2"}, {"update s.t set a = 3", "UPDATE 2"},
		{"create table u as select * from s.t", "SELECT 2"}, {"create view v as select 1 as x", "CREATE VIEW"},
		{"delete from u", "DELETE 2"}, {"truncate s.t", "TRUNCATE TABLE"}, {"alter table u add column b int", "ALTER TABLE"},
		{"drop view v", "DROP VIEW"}, {"analyze u", "ANALYZE"}, {"vacuum u", "VACUUM"}, {"set query_group to x", "SET"},
		{"reset query_group", "RESET"}, {"show query_group", "SHOW"}, {"select 1 where false", "SELECT 0"},
	} {
		r, err := c.PgConn().Exec(t.Context(), test[0]).ReadAll()
		if err != nil || r[0].CommandTag.String() != test[1] {
			t.Errorf("%s: %v, %v", test[0], r, err)
		}
	}
}

func TestSettings(t *testing.T) {
	c := start(t, nil).connect(t, "")
	for sql, want := range map[string]string{
		"set nope to 1": "42704", "show nope": "42704", "reset nope": "42704", "set client_encoding to latin1": "22023",
		"set datestyle to 'Swatch'": "22023", "set timezone to 'Nowhere/X'": "22023", "set statement_timeout to 'x'": "22023",
		"set server_version to 9": "55P02", "copy t from 's3://b'": "0A000",
		"set memory_limit to '9GB'": "42704", "deallocate nope": "26000", "discard all": "0A000",
	} {
		if _, err := c.PgConn().Exec(t.Context(), sql).ReadAll(); state(err) != want {
			t.Errorf("%s: %v, want %s", sql, err, want)
		}
	}
	mustExec(t, c, "create schema s", "create table s.only_there (a int)", "set search_path to nope, s, public", "insert into only_there values (1)")
	if got := rows(t, c, "show search_path")[0][0]; got != "nope, s, public" {
		t.Error(got)
	}
	mustExec(t, c, "reset all", "create table public_one (a int)")
	if got := rows(t, c, "show search_path")[0][0]; got != "$user, public" {
		t.Error(got)
	}
	mustExec(t, c, "set timezone to 'America/New_York'")
	if got := c.PgConn().ParameterStatus("TimeZone"); got != "America/New_York" {
		t.Error(got)
	}
}

const endless = "select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1"

func TestCancel(t *testing.T) {
	c := start(t, nil).connect(t, "")
	done := make(chan error, 1)
	go func() {
		_, err := c.PgConn().Exec(context.Background(), endless).ReadAll()
		done <- err
	}()
	for {
		if err := c.PgConn().CancelRequest(t.Context()); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-done:
			if state(err) != "57014" {
				t.Errorf("cancelled: %v", err)
			}
			if got := rows(t, c, "select 1")[0][0]; got != "1" {
				t.Error("the session must go on")
			}
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func TestStatementTimeout(t *testing.T) {
	manual := clock.NewManual(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	c := start(t, func(cfg *pgwire.Config) { cfg.Clock = manual }).connect(t, "")
	mustExec(t, c, "set statement_timeout to 1000")
	done := make(chan error, 1)
	go func() {
		_, err := c.PgConn().Exec(context.Background(), endless).ReadAll()
		done <- err
	}()
	// Whenever the statement begins, a second later it is too late.
	for {
		select {
		case err := <-done:
			if state(err) != "57014" || !strings.Contains(err.Error(), "timeout") {
				t.Errorf("late statement: %v", err)
			}
			return
		case <-time.After(5 * time.Millisecond):
			manual.Advance(time.Second)
		}
	}
}

func TestTooManyConnections(t *testing.T) {
	f := start(t, func(c *pgwire.Config) { c.MaxConnections = 1 })
	f.connect(t, "")
	if _, err := pgx.Connect(t.Context(), f.dsn("")); state(err) != "53300" {
		t.Errorf("second connection: %v", err)
	}
}

func TestClusterNotAvailable(t *testing.T) {
	f := start(t, func(c *pgwire.Config) {
		c.Open = func(context.Context, string, string) (engine.Conn, error) {
			return nil, &engine.Error{State: engine.CannotConnectNow, Message: "the cluster is paused"}
		}
	})
	if _, err := pgx.Connect(t.Context(), f.dsn("")); state(err) != "57P03" {
		t.Errorf("paused: %v", err)
	}
}

// trusted connects through a pipe; ended tells what ServeConn returned.
func (f *fixture) trusted(t *testing.T, as pgwire.Trusted) (c *pgx.Conn, ended chan error) {
	t.Helper()
	cfg, err := pgx.ParseConfig("host=local user=ignored database=dev sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	ended = make(chan error, 1)
	cfg.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		f.notices = append(f.notices, "notice "+n.Severity+" "+n.Message)
	}
	cfg.LookupFunc = func(context.Context, string) ([]string, error) { return []string{"local"}, nil }
	cfg.DialFunc = func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() { ended <- f.server.ServeConn(context.Background(), server, as) }()
		return client, nil
	}
	if c, err = pgx.ConnectConfig(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c, ended
}

// The Data API's way in: no network, no password, the user given.
func TestTrustedPipe(t *testing.T) {
	c, ended := start(t, nil).trusted(t, pgwire.Trusted{User: "IAM:root"})
	var who string
	var n int
	if err := c.QueryRow(t.Context(), "select current_user, $1::int", 5).Scan(&who, &n); err != nil || who != "IAM:root" || n != 5 {
		t.Errorf("%q, %d, %v", who, n, err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestShutdownEndsSessions(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("server", func(t *testing.T) {
		f := start(t, nil)
		idle, busy := f.connect(t, ""), f.connect(t, "")
		done := make(chan error, 1)
		go func() {
			_, err := busy.PgConn().Exec(context.Background(), endless).ReadAll()
			done <- err
		}()
		if err := f.server.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err == nil {
			t.Error("a statement survived")
		}
		if _, err := idle.Exec(context.Background(), "select 1"); err == nil {
			t.Error("a session survived")
		}
		if _, err := pgx.Connect(t.Context(), f.dsn("connect_timeout=1")); err == nil {
			t.Error("connected to a server that is shut down")
		}
	})
	for i := 0; runtime.NumGoroutine() > before+2; i++ {
		if i == 1000 {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
		runtime.Gosched()
		<-time.After(time.Millisecond)
	}
}
