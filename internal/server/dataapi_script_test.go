package server_test

import (
	"bytes"
	"database/sql"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts in testdata/dataapi tell what the Data API does. Each has a whole server to
// itself, with one cluster, "first", one workgroup, "group", and a clock that stands still
// at 2026-03-01 12:00 UTC (1772366400) until the script moves it. $DATA is the server's
// folder, $SLOW a statement that runs until it is stopped. Beside testscript's own commands
// they have:
//
//	call OPERATION [MEMBER=VALUE …]  call an operation of the Data API, or of Secrets Manager
//	                                 with "secretsmanager." before its name; stdout is the
//	                                 answer. "! call" where a fault must come
//	run USER SQL                     run a statement as a user of the cluster's database, and
//	                                 take its description as the last answer; it finishes.
//	                                 "! run USER SQL ERROR" where it must fail so
//	manage ACTION [NAME=VALUE …]     call the management API
//	until PATH VALUE OPERATION …     call until the answer has that value
//	begin N OPERATION …              call N times at once, in the background
//	answer [N]                       take N answers of begun calls; "! answer" takes faults
//	answer after D                   take one that must not come before the clock has moved by D
//	event N                          wait for the N-th event, and take it as an answer
//	is PATH VALUE                    the last answer has this value; "! is PATH": it has none
//	let NAME PATH                    set $NAME to a value of the last answer
//	says TEXT                        the last answer is this fault: status, code, message,
//	                                 further members. Only then does it count as shown
//	as root|user/NAME|role/NAME/SESSION  who calls from now on; made where it does not exist
//	advance D                        move the clock
//	restart                          stop the server and start it again
//	wire SQL                         run SQL as a driver does, as the cluster's master user
//	spoil SQL                        run SQL on the server's own records, behind its back
//	text NAME N                      set $NAME to a text of N bytes
//
// A member's text stands as it is, every other value as JSON. @first stands for the cluster
// and its database, @group for the workgroup and its.

func TestDataAPIScripts(t *testing.T) {
	dir := filepath.Join("testdata", "dataapi")
	seen := newCoverage()
	t.Run("script", func(t *testing.T) {
		testscript.Run(t, testscript.Params{
			Dir: dir, RequireUniqueNames: true,
			Setup: func(env *testscript.Env) error {
				s := &stage{t: t, data: filepath.Join(env.WorkDir, "data"), seen: seen, now: noon(), users: map[string]key{}, caller: rootKey()}
				env.Setenv("DATA", s.data)
				env.Setenv("SLOW", "select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1")
				env.Defer(s.leave)
				env.Values[stageKey{}] = s
				return s.open()
			},
			Cmds: commands(),
		})
	})
	scripts, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	if seen.scripts() == len(scripts) && !t.Failed() { // all were asked for
		seen.check(t)
	}
}

type stageKey struct{}

// commands are the scripts' own commands.
func commands() map[string]func(*testscript.TestScript, bool, []string) {
	list := map[string]func(s *stage, ts *testscript.TestScript, neg bool, args []string){
		"call": func(s *stage, ts *testscript.TestScript, neg bool, args []string) {
			s.take(ts, s.finish(s.request(ts, args)), neg)
		},
		"run":    scriptRun,
		"manage": scriptManage,
		"until":  scriptUntil,
		"begin":  scriptBegin,
		"answer": scriptAnswer,
		"is":     scriptIs,
		"let": func(s *stage, ts *testscript.TestScript, _ bool, args []string) {
			value, found := s.last.value(args[1])
			if !found {
				ts.Fatalf("the answer has no %s:\n%s", args[1], s.last.text())
			}
			ts.Setenv(args[0], value)
		},
		"says": func(s *stage, ts *testscript.TestScript, _ bool, args []string) {
			if got := s.last.text(); got != args[0] {
				ts.Fatalf("it says\n%s\nwant\n%s", got, args[0])
			}
			s.seen.said(s.last)
		},
		"as": func(s *stage, ts *testscript.TestScript, _ bool, args []string) { ts.Check(s.become(args[0])) },
		"advance": func(s *stage, ts *testscript.TestScript, _ bool, args []string) {
			s.now.Advance(duration(ts, args[0]))
		},
		"restart": func(s *stage, ts *testscript.TestScript, _ bool, _ []string) {
			ts.Check(s.close())
			ts.Check(s.open())
		},
		"event": scriptEvent,
		"wire":  scriptWire,
		"spoil": scriptSpoil,
		"text": func(_ *stage, ts *testscript.TestScript, _ bool, args []string) {
			ts.Setenv(args[0], strings.Repeat("x", number(ts, args[1])))
		},
	}
	needs := map[string]int{
		"call": 1, "run": 2, "manage": 1, "until": 3, "begin": 2, "is": 1, "let": 2, "says": 1, "as": 1, "advance": 1, "event": 1, "wire": 1, "spoil": 1, "text": 2,
	}
	bound := make(map[string]func(*testscript.TestScript, bool, []string), len(list))
	for name, run := range list {
		bound[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			if len(args) < needs[name] {
				ts.Fatalf("usage: see %s in dataapi_script_test.go", name)
			}
			run(ts.Value(stageKey{}).(*stage), ts, neg, args)
		}
	}
	return bound
}

// patience is how long anything may take, on a busy machine.
const patience = time.Minute

// tick is how often the harness looks again.
const tick = 10 * time.Millisecond

// take makes an answer the last one.
func (s *stage) take(ts *testscript.TestScript, a answer, neg bool) {
	ts.Check(a.err)
	s.last = a
	if _, err := ts.Stdout().Write([]byte(a.text() + "\n")); err != nil {
		ts.Fatalf("%v", err)
	}
	if a.refused() != neg {
		ts.Fatalf("%s: unexpected answer:\n%s", a.operation, a.text())
	}
}

func scriptRun(s *stage, ts *testscript.TestScript, neg bool, args []string) {
	s.take(ts, s.finish(s.request(ts, []string{"ExecuteStatement", "@first", "DbUser=" + args[0], "Sql=" + args[1], "WaitTimeSeconds=30"})), false)
	id, _ := s.last.value("Id")
	for status := ""; status != "FINISHED" && status != "FAILED"; status, _ = s.last.value("Status") {
		s.take(ts, s.finish(s.request(ts, []string{"DescribeStatement", "Id=" + id, "WaitTimeSeconds=30"})), false)
	}
	said, failed := s.last.value("Error")
	switch {
	case failed != neg:
		ts.Fatalf("as %s, %s: %s", args[0], args[1], s.last.text())
	case failed && (len(args) < 3 || said != args[2]):
		ts.Fatalf("as %s, %s: it says\n%s\nwant\n%s", args[0], args[1], said, args[2:])
	}
}

func scriptManage(s *stage, ts *testscript.TestScript, neg bool, args []string) {
	a := s.query("redshift", args...)
	ts.Check(a.err)
	if a.refused() != neg {
		ts.Fatalf("%s: unexpected answer:\n%s", args[0], a.body)
	}
}

func scriptUntil(s *stage, ts *testscript.TestScript, _ bool, args []string) {
	for end := time.Now().Add(patience); ; time.Sleep(tick) {
		s.take(ts, s.finish(s.request(ts, args[2:])), false)
		value, _ := s.last.value(args[0])
		if value == args[1] {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s stays %q", args[0], value)
		}
	}
}

func scriptBegin(s *stage, ts *testscript.TestScript, _ bool, args []string) {
	r := s.request(ts, args[1:])
	s.begun, s.pending = s.now.Now(), make(chan answer, number(ts, args[0]))
	for range cap(s.pending) {
		s.calls.Go(func() { s.pending <- r.send() })
	}
}

func scriptAnswer(s *stage, ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 2 && args[0] == "after" {
		answer := s.ticking(s.pending, time.Second)
		if moved := s.now.Now().Sub(s.begun); moved < duration(ts, args[1]) {
			ts.Fatalf("the answer came after %s", moved)
		}
		s.take(ts, answer, neg)
		return
	}
	n := 1
	if len(args) > 0 {
		n = number(ts, args[0])
	}
	for range n {
		s.take(ts, s.ticking(s.pending, 0), neg)
	}
}

func scriptIs(s *stage, ts *testscript.TestScript, neg bool, args []string) {
	value, found := s.last.value(args[0])
	switch {
	case neg && found:
		ts.Fatalf("%s is %q", args[0], value)
	case !neg && (!found || len(args) < 2 || value != args[1]):
		ts.Fatalf("%s is %q, want %q, in\n%s", args[0], value, args[1:], s.last.text())
	}
}

func scriptEvent(s *stage, ts *testscript.TestScript, _ bool, args []string) {
	n := number(ts, args[0])
	for end := time.Now().Add(patience); ; time.Sleep(tick) {
		text, err := os.ReadFile(filepath.Join(s.data, "events.jsonl"))
		if lines := bytes.Split(text, []byte("\n")); err == nil && len(lines) > n { // after the last is nothing
			s.take(ts, answer{operation: "event", status: http.StatusOK, body: lines[n-1]}, false)
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("there is no event %d: %v", n, err)
		}
	}
}

func scriptWire(s *stage, ts *testscript.TestScript, neg bool, args []string) {
	ctx := s.t.Context()
	conn, err := pgx.Connect(ctx, s.dsn)
	ts.Check(err)
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, args[0]); (err != nil) != neg {
		ts.Fatalf("%v", err)
	}
}

func scriptSpoil(s *stage, ts *testscript.TestScript, _ bool, args []string) {
	path := filepath.Join(s.data, "state.db")
	if _, err := os.Stat(path); err != nil {
		ts.Fatalf("%v", err)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(60000)")
	ts.Check(err)
	defer db.Close()
	_, err = db.ExecContext(s.t.Context(), args[0])
	ts.Check(err)
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

func duration(ts *testscript.TestScript, text string) time.Duration {
	d, err := time.ParseDuration(text)
	ts.Check(err)
	return d
}
