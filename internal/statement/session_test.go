package statement_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/statement"
)

// in runs a statement in a session: the one of that id, or a new one.
func (w *world) in(session string, keep time.Duration, sql string) statement.Statement {
	w.t.Helper()
	in := submission(sql)
	in.SessionID, in.KeepAlive = session, &keep
	st, err := w.Submit(w.t.Context(), in)
	check(w.t, err)
	return w.ended(st.ID)
}

func (w *world) session(id string) statement.Session {
	w.t.Helper()
	s, err := w.FindSession("1", "us-east-1", "me", id)
	check(w.t, err)
	return s
}

// Temporary tables, settings and transactions live on in a session, and nowhere else.
func TestSession(t *testing.T) {
	w := open(t, t.TempDir())
	w.run("create table t (a integer)")
	first := w.in("", time.Hour, "create temp table mine (a integer)")
	id := first.SessionID
	if id == "" || first.Status != statement.Finished {
		t.Fatalf("session %q, %s %s", id, first.Status, first.Error)
	}
	if s := w.session(id); s.Status != statement.Available || s.Current != "" || s.Cluster != "c" || !s.Expires.Equal(w.clock.Now().Add(time.Hour)) {
		t.Errorf("%+v", s)
	}
	w.in(id, time.Hour, "insert into mine values (7)")
	st := w.in(id, time.Hour, "select a from mine")
	if rows, _, err := w.Page(&st, ""); err != nil || text(rows) != "7" || st.PID != first.PID {
		t.Errorf("%s %s, %v; process %d, then %d", st.Status, st.Error, err, first.PID, st.PID)
	}
	if st := w.run("select a from mine"); st.Status != statement.Failed {
		t.Error("a temporary table is seen outside of its session")
	}
	// A transaction stays open from one statement to the next.
	w.in(id, time.Hour, "begin")
	w.in(id, time.Hour, "insert into t values (1)")
	if n := w.value("select count(*) from t"); n != "0" {
		t.Errorf("%s rows before the commit", n)
	}
	w.in(id, time.Hour, "commit")
	if n := w.value("select count(*) from t"); n != "1" {
		t.Errorf("%s rows after the commit", n)
	}
	// A statement that fails does not end the session.
	if st := w.in(id, time.Hour, "select nothing"); st.Status != statement.Failed || w.session(id).Status != statement.Available {
		t.Errorf("%s; session %s", st.Status, w.session(id).Status)
	}
	// A batch runs in it too.
	in := submission("")
	in.SQLs, in.SessionID = []string{"insert into mine values (8)", "select count(*) from mine"}, id
	batch, err := w.Submit(t.Context(), in)
	check(t, err)
	if batch = w.ended(batch.ID); batch.Status != statement.Finished {
		t.Errorf("%s %s", batch.Status, batch.Error)
	}
}

// A session ends when its time is over, at once where it is not to be kept, and with
// the server; it is told from one that never was.
func TestSessionsEnd(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	gone := func(id string, want error) {
		t.Helper()
		in := submission("select 1")
		in.SessionID = id
		if _, err := w.Submit(t.Context(), in); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", id, err, want)
		}
	}
	short := w.in("", 0, "select 1").SessionID
	gone(short, statement.ErrSessionUnavailable)
	kept := w.in("", time.Minute, "select 1").SessionID
	w.clock.Advance(59 * time.Second)
	w.in(kept, 2*time.Minute, "select 1") // and now two
	w.clock.Advance(119 * time.Second)
	if s := w.session(kept); s.Status != statement.Available {
		t.Errorf("after 119 of 120 seconds it is %s", s.Status)
	}
	w.clock.Advance(2 * time.Second)
	gone(kept, statement.ErrSessionUnavailable)
	if s := w.session(kept); s.Status != statement.Closed {
		t.Errorf("%+v", s)
	}
	gone("8c9f1c52-0000-4000-8000-000000000000", statement.ErrSessionUnknown)
	open := w.in("", time.Hour, "select 1").SessionID
	w.close()
	manual := w.clock
	w = openAt(t, dir, manual)
	gone(open, statement.ErrSessionUnavailable)
	manual.Advance(25 * time.Hour)
	w.close()
	w = openAt(t, dir, manual)
	gone(open, statement.ErrSessionUnknown)
}

// A session runs one statement at a time, and belongs to who made it.
func TestSessionIsBusy(t *testing.T) {
	w := openAt(t, t.TempDir(), clock.System{})
	in := submission("select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1")
	in.KeepAlive = new(time.Hour)
	st, err := w.Submit(t.Context(), in)
	check(t, err)
	if s := w.session(st.SessionID); s.Status != statement.Busy || s.Current != st.ID {
		t.Errorf("%+v", s)
	}
	second := submission("select 1")
	second.SessionID = st.SessionID
	if _, err := w.Submit(t.Context(), second); !errors.Is(err, statement.ErrSessionUnavailable) {
		t.Errorf("a second statement: %v", err)
	}
	w.Cancel(t.Context(), st.ID)
	if st = w.ended(st.ID); st.Status != statement.Aborted {
		t.Error(st.Status)
	}
	if again := w.in(st.SessionID, time.Hour, "select 1"); again.Status != statement.Finished {
		t.Errorf("after a cancel: %s %s", again.Status, again.Error)
	}
	second.Owner = "you"
	if _, err := w.Submit(t.Context(), second); !errors.Is(err, statement.ErrSessionUnknown) {
		t.Errorf("another owner: %v", err)
	}
}

// A session outlives its first statement's cancel, however early that comes.
func TestSessionOutlivesCancel(t *testing.T) {
	w := openAt(t, t.TempDir(), clock.System{})
	for i := range 20 {
		in := submission("select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1")
		in.KeepAlive = new(time.Hour)
		st, err := w.Submit(t.Context(), in)
		check(t, err)
		time.Sleep(time.Duration(i) * 200 * time.Microsecond) // before, while and after it connects
		w.Cancel(t.Context(), st.ID)
		if st = w.ended(st.ID); st.Status != statement.Aborted {
			t.Error(st.Status)
		}
		if again := w.in(st.SessionID, time.Hour, "select 1"); again.Status != statement.Finished {
			t.Errorf("after a cancel: %s %s", again.Status, again.Error)
		}
	}
}

// A statement in a session that was cut short by the end of the server is not run in
// another session.
func TestSessionIsLost(t *testing.T) {
	dir := t.TempDir()
	w := openAt(t, dir, clock.System{})
	in := submission("select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1")
	in.KeepAlive = new(time.Hour)
	st, err := w.Submit(t.Context(), in)
	check(t, err)
	w.close()
	w = openAt(t, dir, clock.System{})
	if st = w.ended(st.ID); st.Status != statement.Failed || st.Error == "" {
		t.Errorf("%s %q", st.Status, st.Error)
	}
}

func TestListSessions(t *testing.T) {
	w := open(t, t.TempDir())
	var ids []string
	for i := range 5 {
		keep := time.Hour
		if i == 2 {
			keep = 0
		}
		ids = append(ids, w.in("", keep, "select 1").SessionID)
		w.clock.Advance(time.Second)
	}
	filter := statement.SessionFilter{Account: "1", Region: "us-east-1", Owner: "me"}
	var seen []string
	for token := ""; ; {
		list, next, err := w.ListSessions(filter, token, 2)
		check(t, err)
		for _, s := range list {
			seen = append(seen, s.ID)
		}
		if token = next; next == "" {
			break
		}
	}
	if want := []string{ids[4], ids[3], ids[1], ids[0]}; fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", seen, want)
	}
	for want, change := range map[int]func(*statement.SessionFilter){
		1: func(f *statement.SessionFilter) { f.Statuses = []statement.SessionStatus{statement.Closed} },
		0: func(f *statement.SessionFilter) { f.Owner = "you" },
		4: func(f *statement.SessionFilter) { f.Cluster, f.Database = "c", "dev" },
	} {
		f := filter
		change(&f)
		if list, _, err := w.ListSessions(f, "", 10); err != nil || len(list) != want {
			t.Errorf("%d listed, want %d, %v", len(list), want, err)
		}
	}
	if _, _, err := w.ListSessions(filter, "xyz", 10); !errors.Is(err, statement.ErrToken) {
		t.Errorf("a token of nobody: %v", err)
	}
}

// A session outlives a first statement that failed before it needed a connection, but
// not one whose user may not connect.
func TestSessionOfAStatementThatWasNotSent(t *testing.T) {
	w := open(t, t.TempDir())
	in := submission("select :a, :b", statement.Parameter{Name: "a", Value: "1"})
	in.KeepAlive = new(time.Hour)
	st, err := w.Submit(t.Context(), in)
	check(t, err)
	if st = w.ended(st.ID); st.Status != statement.Failed || st.Error != "No value specified for parameter 2." {
		t.Errorf("%s %s", st.Status, st.Error)
	}
	if again := w.in(st.SessionID, time.Hour, "select 1"); again.Status != statement.Finished {
		t.Errorf("%s %s", again.Status, again.Error)
	}
	in.Refused = `FATAL: password authentication failed for user "admin"`
	st, err = w.Submit(t.Context(), in)
	check(t, err)
	if st = w.ended(st.ID); st.Status != statement.Failed || w.session(st.SessionID).Status != statement.Closed {
		t.Errorf("%s; session %s", st.Status, w.session(st.SessionID).Status)
	}
	lost := submission("select 1")
	lost.Database, lost.KeepAlive = "absent", new(time.Hour)
	st, err = w.Submit(t.Context(), lost)
	check(t, err)
	if st = w.ended(st.ID); st.Status != statement.Failed || w.session(st.SessionID).Status != statement.Closed {
		t.Errorf("%s; session %s", st.Status, w.session(st.SessionID).Status)
	}
}

// After a day what still runs is stopped, and its session ends.
func TestNothingRunsForMoreThanADay(t *testing.T) {
	w := open(t, t.TempDir())
	in := submission("select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1")
	alone, err := w.Submit(t.Context(), in)
	check(t, err)
	in.KeepAlive = new(24 * time.Hour)
	inSession, err := w.Submit(t.Context(), in)
	check(t, err)
	w.clock.Advance(23 * time.Hour)
	if w.Open() != 2 {
		t.Errorf("%d run after 23 hours", w.Open())
	}
	w.clock.Advance(2*time.Hour + time.Minute)
	for deadline := time.Now().Add(time.Minute); w.Open() > 0 || w.session(inSession.SessionID).Status != statement.Closed; w.clock.Advance(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d run, and the session is %s", w.Open(), w.session(inSession.SessionID).Status)
		}
	}
	if _, err := w.Get(t.Context(), "1", "us-east-1", "me", alone.ID); !errors.Is(err, statement.ErrNotFound) {
		t.Errorf("after its day: %v", err)
	}
}
