package activity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/activity"
)

func TestMask(t *testing.T) {
	for text, want := range map[string]string{
		"create user u password 'Secret1'":                                               "create user u password '***'",
		"ALTER USER u WITH PASSWORD 'it''s'":                                             "ALTER USER u WITH PASSWORD '***'",
		"create user u password disable":                                                 "create user u password disable",
		"copy t from 's3://b' access_key_id 'A' secret_access_key 'B' csv":               "copy t from 's3://b' access_key_id '***' secret_access_key '***' csv",
		"copy t from 's3://b' credentials 'aws_access_key_id=A;aws_secret_access_key=B'": "copy t from 's3://b' credentials '***'",
		"unload ('select 1') to 's3://b' credentials as 'aws_iam_role=x'":                "unload ('select 1') to 's3://b' credentials as '***'",
		"copy t from 's3://b' session_token 'T'":                                         "copy t from 's3://b' session_token '***'",
		"select 'aws_secret_access_key=B;x'":                                             "select 'aws_secret_access_key=***;x'",
		"select 1":                                                                       "select 1",
	} {
		if got := activity.Mask(text); got != want {
			t.Errorf("%s\n%s\nwant\n%s", text, got, want)
		}
	}
}

func TestLogForgets(t *testing.T) {
	var l activity.Log
	for range 12000 {
		s := l.Begin(activity.Statement{Text: "select 1"})
		l.Revise(s, func(s *activity.Statement) { s.Rows = 1 })
		l.Ended(activity.Transaction{})
	}
	list := l.Statements()
	if len(list) != 10000 || list[0].ID != 2001 || list[9999].ID != 12000 || list[0].Rows != 1 {
		t.Errorf("%d statements from %d", len(list), list[0].ID)
	}
	if n := len(l.Transactions()); n != 10000 {
		t.Errorf("%d transactions", n)
	}
	for range 300 {
		l.Begin(activity.Statement{Text: strings.Repeat("x", 1<<20)})
	}
	total := 0
	for _, s := range l.Statements() {
		total += len(s.Text)
	}
	if total > 16<<20 {
		t.Errorf("%d bytes are kept", total)
	}
}

func TestSessions(t *testing.T) {
	var l activity.Log
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	l.Join(activity.Session{PID: 2, User: "b", Started: start}, start)
	l.Join(activity.Session{PID: 1, User: "a", Started: start}, start)
	l.Opened(activity.Transaction{XID: 7, PID: 1})
	if list := l.Sessions(); len(list) != 2 || list[0].PID != 1 {
		t.Errorf("sessions %+v", list)
	}
	if open := l.OpenTransactions(); len(open) != 1 || open[0].XID != 7 {
		t.Errorf("transactions %+v", open)
	}
	l.Leave(1, start.Add(time.Minute))
	if len(l.Sessions()) != 1 || len(l.OpenTransactions()) != 0 {
		t.Error("the session has left")
	}
	events := l.Events()
	if last := events[len(events)-1]; last.What != activity.Disconnecting || last.Lasted != time.Minute || last.Session.User != "a" {
		t.Errorf("%+v", last)
	}
}

// A statement's note costs little.
func BenchmarkStatement(b *testing.B) {
	var l activity.Log
	for b.Loop() {
		s := l.Begin(activity.Statement{Text: "select 1"})
		l.Revise(s, func(s *activity.Statement) { s.Rows = 1 })
	}
}
