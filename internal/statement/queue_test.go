package statement_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/statement"
	"github.com/countersign-dev/countersign/internal/store"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// A world is a queue on real parts with one cluster, c1.
type world struct {
	*statement.Queue
	t     *testing.T
	db    *store.DB
	clock *clock.Manual
	close func()
}

func open(t *testing.T, dir string) *world {
	t.Helper()
	manual := clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	w := openAt(t, dir, manual)
	w.clock = manual
	return w
}

func openAt(t *testing.T, dir string, now clock.Clock) *world {
	t.Helper()
	w := &world{t: t}
	log := slog.New(slog.DiscardHandler)
	db, err := store.Open(t.Context(), filepath.Join(dir, "state.db"))
	check(t, err)
	w.db = db
	house, err := warehouse.New(warehouse.Config{
		Dir: dir, Listen: "127.0.0.1:0", Clock: now, Log: log,
		Open: func(ctx context.Context, folder string) (engine.Cluster, error) {
			return duckdb.Open(ctx, duckdb.Options{Folder: folder})
		},
	})
	check(t, err)
	master, err := pgwire.NewPasswordVerifier("admin", "Secret99")
	check(t, err)
	_, err = house.Add(t.Context(), warehouse.Spec{ID: "c1", Database: "dev", MasterUser: "admin", Master: master})
	check(t, err)
	results := filepath.Join(dir, "results")
	check(t, os.MkdirAll(results, 0o700))
	w.Queue, err = statement.New(t.Context(), statement.Config{
		Store: db, Dir: results, MasterKey: make([]byte, 32), Connect: house.Connect, Clock: now, Log: log,
	})
	check(t, err)
	closed := false
	w.close = func() {
		if !closed {
			closed = true
			w.Close()
			check(t, house.Close(context.Background()))
			check(t, db.Close())
		}
	}
	t.Cleanup(w.close)
	return w
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func submission(sql string, parameters ...statement.Parameter) statement.Submission {
	return statement.Submission{
		Account: "1", Region: "us-east-1", Owner: "me", Principal: "me", Warehouse: "c1", Cluster: "c", Database: "dev", DbUser: "admin",
		SQL: sql, Parameters: parameters,
	}
}

// run submits a statement and waits for its end.
func (w *world) run(sql string, parameters ...statement.Parameter) statement.Statement {
	w.t.Helper()
	st, err := w.Submit(w.t.Context(), submission(sql, parameters...))
	check(w.t, err)
	if st.Status != statement.Submitted {
		w.t.Errorf("accepted as %s", st.Status)
	}
	return w.ended(st.ID)
}

// cancel cancels a statement, and moves a clock that stands still: a cancel that comes
// between two messages is repeated.
func (w *world) cancel(id string) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.Cancel(w.t.Context(), id)
	}()
	for {
		select {
		case <-done:
			return
		case <-time.After(20 * time.Millisecond):
			w.clock.Advance(20 * time.Millisecond)
		}
	}
}

func (w *world) ended(id string) statement.Statement {
	w.t.Helper()
	_, err := w.Wait(w.t.Context(), statement.Statement{ID: id}, time.Hour)
	check(w.t, err)
	st, err := w.Get(w.t.Context(), "1", "us-east-1", "me", id)
	check(w.t, err)
	if !st.Status.Ended() {
		w.t.Fatalf("%s after the wait", st.Status)
	}
	return st
}

func TestStatementsRun(t *testing.T) {
	w := open(t, t.TempDir())
	p := func(name, value string) statement.Parameter { return statement.Parameter{Name: name, Value: value} }
	tests := []struct {
		sql        string
		parameters []statement.Parameter
		status     statement.Status
		rows       int64
		values     string // of the rows, as text
		says       string // the error
	}{
		{sql: "create table t (a integer, b varchar(20))", status: statement.Finished, rows: -1},
		{sql: "insert into t values (1, 'x'), (2, null)", status: statement.Finished, rows: 2},
		{sql: "select a, b from t order by a", status: statement.Finished, rows: 2, values: "1 x;2 <nil>"},
		{sql: "select a from t where a > :low and b is null", parameters: []statement.Parameter{p("low", "1")}, status: statement.Finished, rows: 1, values: "2"},
		{sql: "insert into t values (:a, :b)", parameters: []statement.Parameter{p("a", "3"), p("b", "'); drop table t; --")}, status: statement.Finished, rows: 1},
		{sql: "select b from t where a = :a -- :no", parameters: []statement.Parameter{p("a", "3")}, status: statement.Finished, rows: 1, values: "'); drop table t; --"},
		{sql: "select :a || ':b'", parameters: []statement.Parameter{p("a", "x")}, status: statement.Finished, rows: 1, values: "x:b"},
		{sql: "select a from t where false", status: statement.Finished, rows: 0},
		{sql: "update t set b = 'y'", status: statement.Finished, rows: 3},
		{sql: "delete from t where a = 3", status: statement.Finished, rows: 1},
		{sql: "select a from t where a = :a", parameters: []statement.Parameter{p("a", "many")}, status: statement.Failed, rows: -1, says: "invalid input syntax"},
		{sql: "select :a + :b", parameters: []statement.Parameter{p("a", "1")}, status: statement.Failed, rows: -1, says: "No value specified for parameter 2."},
		{sql: "select * from absent", status: statement.Failed, rows: -1, says: `ERROR: relation "absent" does not exist`},
		{sql: "selec 1", status: statement.Failed, rows: -1, says: `ERROR: syntax error at or near "selec"`},
		{sql: "select 1; select 2", status: statement.Failed, rows: -1, says: "cannot insert multiple commands into a prepared statement"},
		{sql: "copy t from '/etc/passwd'", status: statement.Failed, rows: -1, says: "ERROR"},
	}
	for _, test := range tests {
		t.Run(test.sql, func(t *testing.T) {
			st := w.run(test.sql, test.parameters...)
			if st.Status != test.status || st.Rows != test.rows || !strings.Contains(st.Error, test.says) {
				t.Errorf("got %s, %d rows, error %q", st.Status, st.Rows, st.Error)
			}
			if test.values == "" {
				return
			}
			rows, next, err := w.Page(&st, "")
			check(t, err)
			if got := text(rows); got != test.values || next != "" {
				t.Errorf("got %q, next page %q", got, next)
			}
		})
	}
}

// text is a page of records in short: fields apart by blanks, rows by semicolons.
func text(page []byte) string {
	var lines []string
	for _, record := range records(page) {
		lines = append(lines, strings.Join(record, " "))
	}
	return strings.Join(lines, ";")
}

// records are the rows of a page, each value as text.
func records(page []byte) [][]string {
	var rows [][]map[string]any
	decoder := json.NewDecoder(bytes.NewReader(page))
	decoder.UseNumber()
	if err := decoder.Decode(&rows); err != nil {
		return [][]string{{err.Error()}}
	}
	all := make([][]string, len(rows))
	for i, row := range rows {
		for _, field := range row {
			for kind, value := range field {
				if kind == "isNull" {
					value = "<nil>"
				}
				all[i] = append(all[i], fmt.Sprint(value))
			}
		}
	}
	return all
}

func TestResultPages(t *testing.T) {
	w := open(t, t.TempDir())
	st := w.run("select i, repeat('x', 1000) from generate_series(0, 2999) r(i)")
	var rows, size int64
	token := ""
	for pages := 1; ; pages++ {
		page, next, err := w.Page(&st, token)
		check(t, err)
		if len(page) > 1<<20+1 {
			t.Errorf("a page of %d bytes", len(page))
		}
		size += int64(len(page))
		for _, row := range records(page) {
			if row[0] != fmt.Sprint(rows) {
				t.Fatalf("row %d is %s", rows, row[0])
			}
			rows++
		}
		if token = next; token == "" {
			break
		}
	}
	if rows != 3000 || st.Rows != 3000 || st.Size != size {
		t.Errorf("%d rows; statement says %d rows of %d bytes", rows, st.Rows, st.Size)
	}
}

func TestStatementsBelongToTheirOwner(t *testing.T) {
	w := open(t, t.TempDir())
	st := w.run("select 1")
	for _, who := range [][3]string{{"2", "us-east-1", "me"}, {"1", "eu-west-1", "me"}, {"1", "us-east-1", "you"}} {
		if _, err := w.Get(t.Context(), who[0], who[1], who[2], st.ID); !errors.Is(err, statement.ErrNotFound) {
			t.Errorf("%v: got %v", who, err)
		}
	}
}

func TestClientToken(t *testing.T) {
	w := open(t, t.TempDir())
	in := submission("select 1")
	in.ClientToken = "once"
	first, err := w.Submit(t.Context(), in)
	check(t, err)
	w.ended(first.ID)
	again, err := w.Submit(t.Context(), in)
	if err != nil || again.ID != first.ID {
		t.Errorf("the same again: %v, %v", again.ID, err)
	}
	in.SQL = "select 2"
	if _, err := w.Submit(t.Context(), in); !errors.Is(err, statement.ErrTokenMismatch) {
		t.Errorf("another text: got %v", err)
	}
}

func TestStatementsOutliveTheServerForADay(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	st := w.run("select 42")
	w.close()
	w = open(t, dir)
	st, err := w.Get(t.Context(), "1", "us-east-1", "me", st.ID)
	check(t, err)
	if rows, _, err := w.Page(&st, ""); err != nil || text(rows) != "42" {
		t.Errorf("got %v, %v", text(rows), err)
	}
	w.clock.Advance(statement.Retention + time.Second)
	if _, err := w.Get(t.Context(), "1", "us-east-1", "me", st.ID); !errors.Is(err, statement.ErrNotFound) {
		t.Errorf("after a day: got %v", err)
	}
}

func TestCancel(t *testing.T) {
	w := openAt(t, t.TempDir(), clock.System{})
	const long = "select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1"
	st, err := w.Submit(t.Context(), submission(long))
	check(t, err)
	for st.Status != statement.Started {
		st, err = w.Get(t.Context(), "1", "us-east-1", "me", st.ID)
		check(t, err)
	}
	w.Cancel(t.Context(), st.ID)
	if st = w.ended(st.ID); st.Status != statement.Aborted || st.Error != "" {
		t.Errorf("a running one: %s, %q", st.Status, st.Error)
	}
	// Many at once: whatever their status is when the cancel comes, they end.
	for range 40 {
		st, err := w.Submit(t.Context(), submission(long))
		check(t, err)
		w.Cancel(t.Context(), st.ID)
		if st = w.ended(st.ID); st.Status != statement.Aborted {
			t.Errorf("%s, %q", st.Status, st.Error)
		}
	}
	if st := w.run("select 1"); st.Status != statement.Finished {
		t.Errorf("afterwards: %s, %q", st.Status, st.Error)
	}
}

func TestList(t *testing.T) {
	w := open(t, t.TempDir())
	var ids []string
	for i := range 7 {
		in := submission("select 1")
		in.Name = fmt.Sprintf("n%d", i%2)
		if i == 3 {
			in.SQL = "select nothing"
		}
		st, err := w.Submit(t.Context(), in)
		check(t, err)
		w.ended(st.ID)
		ids = append([]string{st.ID}, ids...)
		w.clock.Advance(time.Second)
	}
	list := func(f statement.Filter, limit int) (got []string) {
		f.Account, f.Region, f.Owner = "1", "us-east-1", "me"
		for token := ""; ; {
			page, next, err := w.List(t.Context(), f, token, limit)
			check(t, err)
			for _, st := range page {
				got = append(got, st.ID)
			}
			if token = next; token == "" {
				return got
			}
		}
	}
	for limit := 1; limit < 9; limit++ {
		if got := list(statement.Filter{}, limit); !slices.Equal(got, ids) {
			t.Errorf("%d at a time: got %v, want %v", limit, got, ids)
		}
	}
	if got := list(statement.Filter{Status: statement.Failed}, 10); !slices.Equal(got, ids[3:4]) {
		t.Errorf("failed: %v", got)
	}
	if got := list(statement.Filter{Name: "n1"}, 2); !slices.Equal(got, []string{ids[1], ids[3], ids[5]}) {
		t.Errorf("named n1: %v", got)
	}
	if got := list(statement.Filter{Cluster: "other"}, 2); got != nil {
		t.Errorf("of another cluster: %v", got)
	}
	if _, _, err := w.List(t.Context(), statement.Filter{Owner: "me"}, "nonsense", 1); !errors.Is(err, statement.ErrToken) {
		t.Errorf("token of nobody: %v", err)
	}
}

// A token names its statement for eight hours, over a restart too, and then may
// be used again.
func TestClientTokenHasItsHours(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	in := submission("select 1")
	in.ClientToken = "again"
	first, err := w.Submit(t.Context(), in)
	check(t, err)
	w.ended(first.ID)
	w.close()
	w = open(t, dir)
	w.clock.Advance(statement.TokenRetention)
	if st, err := w.Submit(t.Context(), in); err != nil || st.ID != first.ID {
		t.Errorf("within eight hours: %v, %v", st.ID, err)
	}
	w.clock.Advance(time.Second)
	second, err := w.Submit(t.Context(), in)
	if err != nil || second.ID == first.ID {
		t.Errorf("after eight hours: %v, %v", second.ID, err)
	}
	w.ended(second.ID)
	if st, err := w.Submit(t.Context(), in); err != nil || st.ID != second.ID {
		t.Errorf("once more: %v, %v", st.ID, err)
	}
}

// The same token from many callers at once is one statement.
func TestClientTokenAtOnce(t *testing.T) {
	w := openAt(t, t.TempDir(), clock.System{})
	w.run("create table t (a integer)")
	in := submission("insert into t values (1)")
	in.ClientToken = "one"
	ids := make(chan string, 20)
	for range cap(ids) {
		go func() {
			st, err := w.Submit(t.Context(), in)
			if err != nil {
				t.Error(err)
			}
			ids <- st.ID
		}()
	}
	id := <-ids
	for range cap(ids) - 1 {
		if other := <-ids; other != id {
			t.Errorf("%s and %s", id, other)
		}
	}
	w.ended(id)
	st := w.run("select count(*) from t")
	if rows, _, err := w.Page(&st, ""); err != nil || text(rows) != "1" {
		t.Errorf("%s rows, %v", text(rows), err)
	}
}

// Many wait for one statement at no cost, up to a limit, and all hear of its end.
func TestManyWait(t *testing.T) {
	w := openAt(t, t.TempDir(), clock.System{})
	st, err := w.Submit(t.Context(), submission("select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1"))
	check(t, err)
	heard := make(chan error, statement.MaxWaiting+1)
	for range statement.MaxWaiting + 1 {
		go func() {
			ended, err := w.Wait(t.Context(), st, time.Hour)
			if err == nil && !ended.Status.Ended() {
				err = fmt.Errorf("woken while it is %s", ended.Status)
			}
			heard <- err
		}()
	}
	if err := <-heard; !errors.Is(err, statement.ErrTooManyWait) { // the one who did not fit
		t.Fatal(err)
	}
	w.Cancel(t.Context(), st.ID)
	for range statement.MaxWaiting {
		if err := <-heard; err != nil {
			t.Error(err)
		}
	}
}

// Query ids grow, over restarts too, and a batch's parts have their own.
func TestQueryIDsAreGivenOnce(t *testing.T) {
	dir := t.TempDir()
	last := int64(0)
	for range 2 {
		w := open(t, dir)
		ids := []int64{w.run("select 1").QueryID}
		batch := w.batch(false, "select 1", "select 2")
		ids = append(ids, batch.QueryID)
		for _, part := range batch.Parts {
			ids = append(ids, part.QueryID)
		}
		for _, id := range append(ids, w.run("select 1").QueryID) {
			if id <= last {
				t.Errorf("%d after %d", id, last)
			}
			last = id
		}
		w.close()
	}
}

// A statement whose end cannot be written has not ended for anybody, until it can be: what
// was told is there after a restart.
func TestEndThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	change := func(sql string) {
		t.Helper()
		check(t, w.db.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(t.Context(), sql); return err }))
	}
	change("CREATE TRIGGER full BEFORE UPDATE ON statements BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
	st, err := w.Submit(t.Context(), submission("select 42"))
	check(t, err)
	for st.Status != statement.Started {
		st, err = w.Get(t.Context(), "1", "us-east-1", "me", st.ID)
		check(t, err)
	}
	for range 5 {
		time.Sleep(10 * time.Millisecond) // it ends meanwhile, or not yet: it is told the same
		w.clock.Advance(time.Second)
		now, err := w.Get(t.Context(), "1", "us-east-1", "me", st.ID)
		check(t, err)
		if now.Status != statement.Started || w.Open() != 1 {
			t.Fatalf("told as %s, %d open", now.Status, w.Open())
		}
	}
	change("DROP TRIGGER full")
	ended := make(chan statement.Statement, 1)
	go func() { ended <- w.ended(st.ID) }()
	for deadline := time.Now().Add(time.Minute); ; w.clock.Advance(time.Second) {
		select {
		case st = <-ended:
		case <-time.After(10 * time.Millisecond):
			if time.Now().After(deadline) {
				t.Fatal("it is not written, though it could be")
			}
			continue
		}
		break
	}
	if st.Status != statement.Finished || w.Open() != 0 {
		t.Errorf("%s %s; %d open", st.Status, st.Error, w.Open())
	}
	w.close()
	w = open(t, dir)
	if again, err := w.Get(t.Context(), "1", "us-east-1", "me", st.ID); err != nil || again.Status != statement.Finished {
		t.Errorf("after a restart: %s, %v", again.Status, err)
	}
}

// Who comes with a client token while another does gets the whole of the same statement.
func TestClientTokenWithASession(t *testing.T) {
	w := open(t, t.TempDir())
	for round := range 10 {
		in := submission("select 1")
		in.ClientToken, in.KeepAlive = fmt.Sprint("token ", round), new(time.Hour)
		told := make(chan statement.Statement, 4)
		for range cap(told) {
			go func() {
				st, err := w.Submit(t.Context(), in)
				if err != nil {
					t.Error(err)
				}
				told <- st
			}()
		}
		first := <-told
		for range cap(told) - 1 {
			if st := <-told; st.ID != first.ID || st.SessionID == "" || st.SessionID != first.SessionID {
				t.Errorf("%s in %q, and %s in %q", first.ID, first.SessionID, st.ID, st.SessionID)
			}
		}
		w.ended(first.ID)
	}
}

// A queue that is about to close tells who waits how things stand.
func TestRelease(t *testing.T) {
	w := openAt(t, t.TempDir(), clock.System{})
	st, err := w.Submit(t.Context(), submission("select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1"))
	check(t, err)
	told := make(chan statement.Statement)
	for range 2 { // one that waits already, or is about to
		go func() {
			st, err := w.Wait(t.Context(), st, time.Hour)
			if err != nil {
				t.Error(err)
			}
			told <- st
		}()
	}
	w.Release()
	w.Release() // again is nothing
	for range 2 {
		if st := <-told; st.Status.Ended() {
			t.Errorf("%s %s", st.Status, st.Error)
		}
	}
	w.Cancel(t.Context(), st.ID)
	if st := w.ended(st.ID); st.Status != statement.Aborted {
		t.Errorf("%s after a cancel", st.Status)
	}
}
