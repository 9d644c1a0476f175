package statement_test

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/statement"
)

// Whatever is submitted, cancelled and restarted, in any order: a status never goes
// back, no acknowledged statement is lost, none takes effect twice or by half, and
// tokens page through exactly the rows and exactly the list.
func TestSequences(t *testing.T) {
	if checks := flag.Lookup("rapid.checks").Value; checks.String() == "100" {
		check(t, checks.Set("15")) // each starts servers, and takes as long as a hundred of other tests
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := &sequence{t: t, dir: t.TempDir(), all: map[string]*told{}}
		s.start()
		defer func() { s.w.close() }()
		if st := s.w.run("create table effects (k varchar)"); st.Status != statement.Finished {
			rt.Fatal(st.Error)
		}
		rt.Repeat(map[string]func(*rapid.T){
			"write":   func(rt *rapid.T) { s.submit(rt, s.insert(), rapid.Bool().Draw(rt, "with a token")) },
			"read":    func(rt *rapid.T) { s.read(rt, rapid.SampledFrom([]int{0, 1, 3000}).Draw(rt, "rows")) },
			"batch":   s.batch,
			"session": s.session,
			"long":    s.long,
			"cancel":  s.cancel,
			"again":   s.again,
			"restart": func(rt *rapid.T) { s.w.close(); s.start(); s.observeAll(rt) },
			"":        func(rt *rapid.T) { s.observeAll(rt) },
		})
		s.settle(rt)
	})
}

// A sequence is a queue and what it has told so far.
type sequence struct {
	t        *testing.T
	dir      string
	w        *world
	keys     int
	order    []string // of ids
	all      map[string]*told
	sessions []string
}

// told is a submission that was acknowledged, and what was seen of it last.
type told struct {
	in   statement.Submission
	keys []string // what each part inserts into effects; empty for nothing
	rows int      // what it selects, from 0 on; -1 for nothing
	long bool     // it never ends by itself
	last statement.Statement
}

func (s *sequence) start() { s.w = openAt(s.t, s.dir, clock.System{}) }

// insert returns a statement with an effect of its own.
func (s *sequence) insert() *told {
	key := s.key()
	return &told{in: submission("insert into effects values ('" + key + "')"), keys: []string{key}, rows: -1}
}

func (s *sequence) key() string {
	s.keys++
	return fmt.Sprintf("k%d", s.keys)
}

func (s *sequence) submit(rt *rapid.T, one *told, withToken bool) {
	if withToken {
		one.in.ClientToken = s.key()
	}
	st, err := s.w.Submit(s.t.Context(), one.in)
	if one.in.SessionID != "" && errors.Is(err, statement.ErrSessionUnavailable) {
		return // it runs a statement, or ended with a server
	}
	if err != nil {
		rt.Fatalf("%q: %v", one.in.SQL, err)
	}
	if s.all[st.ID] != nil {
		rt.Fatalf("id %s was given twice", st.ID)
	}
	if one.in.KeepAlive != nil && one.in.SessionID == "" {
		s.sessions = append(s.sessions, st.SessionID)
	}
	one.last = st
	s.order = append(s.order, st.ID)
	s.all[st.ID] = one
}

func (s *sequence) read(rt *rapid.T, rows int) {
	sql := fmt.Sprintf("select i, repeat('x', 500) as x from generate_series(0, %d) r(i) order by i", rows-1)
	s.submit(rt, &told{in: submission(sql), rows: rows}, false)
}

// batch submits statements of which some may fail.
func (s *sequence) batch(rt *rapid.T) {
	one := &told{in: submission(""), rows: -1}
	one.in.AutoCommit = rapid.Bool().Draw(rt, "each by itself")
	for _, fails := range rapid.SliceOfN(rapid.Bool(), 1, 4).Draw(rt, "fails") {
		key := s.key()
		sql := "insert into effects values ('" + key + "')"
		if fails && len(one.in.SQLs) > 0 {
			sql = "insert into effects select '" + key + "' from absent"
		}
		one.in.SQLs, one.keys = append(one.in.SQLs, sql), append(one.keys, key)
	}
	s.submit(rt, one, rapid.Bool().Draw(rt, "with a token"))
}

// session runs a statement in a session, a new one or one that there was.
func (s *sequence) session(rt *rapid.T) {
	one := s.insert()
	one.in.KeepAlive = new(time.Hour)
	if len(s.sessions) > 0 && rapid.Bool().Draw(rt, "the same") {
		one.in.SessionID = rapid.SampledFrom(s.sessions).Draw(rt, "session")
	}
	s.submit(rt, one, false)
}

// long submits a statement that does not end by itself; few at a time, for others need
// to run, too.
func (s *sequence) long(rt *rapid.T) {
	running := 0
	for _, one := range s.all {
		if one.long && !one.last.Status.Ended() {
			running++
		}
	}
	if running >= 3 {
		rt.Skip("enough are running")
	}
	one := s.insert()
	one.long = true
	one.in.SQL = strings.Replace(one.in.SQL, "values (", "select (", 1) +
		" from (select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1) x"
	s.submit(rt, one, false)
}

func (s *sequence) cancel(rt *rapid.T) {
	if len(s.order) == 0 {
		rt.Skip("nothing to cancel")
	}
	id := rapid.SampledFrom(s.order).Draw(rt, "id")
	s.w.Cancel(s.t.Context(), id)
	if st := s.observe(rt, id); !st.Status.Ended() {
		rt.Fatalf("%s after a cancel", st.Status)
	}
}

// again submits what was submitted with a client token.
func (s *sequence) again(rt *rapid.T) {
	for id, one := range s.all {
		if one.in.ClientToken == "" {
			continue
		}
		st, err := s.w.Submit(s.t.Context(), one.in)
		if err != nil || st.ID != id {
			rt.Fatalf("the same again is %s, %v", st.ID, err)
		}
		return
	}
	rt.Skip("nothing was submitted with a token")
}

var ranks = map[statement.Status]int{
	statement.Submitted: 0, statement.Picked: 1, statement.Started: 2,
	statement.Finished: 3, statement.Failed: 3, statement.Aborted: 3,
}

// forward tells whether a status may follow another.
func forward(before, after statement.Status) bool {
	return before == after || !before.Ended() && ranks[before] < ranks[after]
}

func (s *sequence) observeAll(rt *rapid.T) {
	for _, id := range s.order {
		s.observe(rt, id)
	}
}

// observe looks at a statement and holds it to what was seen before.
func (s *sequence) observe(rt *rapid.T, id string) statement.Statement {
	st, err := s.w.Get(s.t.Context(), "1", "us-east-1", "me", id)
	if err != nil {
		rt.Fatalf("acknowledged, and lost: %v", err)
	}
	one := s.all[id]
	if !forward(one.last.Status, st.Status) {
		rt.Fatalf("%s became %s", one.last.Status, st.Status)
	}
	for n := range one.last.Parts {
		before, _ := one.last.Part(n + 1)
		after, _ := st.Part(n + 1)
		if !forward(before.Status, after.Status) {
			rt.Fatalf("part %d of %d: %s became %s; batch %s became %s", n+1, len(st.Parts), before.Status, after.Status, one.last.Status, st.Status)
		}
	}
	if st.Status == statement.Failed && st.Error == "" {
		rt.Fatal("a statement failed without a reason")
	}
	one.last = st
	return st
}

// settle waits until all has ended, and compares what was told with what is there.
func (s *sequence) settle(rt *rapid.T) {
	want := map[string]int{}
	for _, id := range s.order {
		one := s.all[id]
		if one.long {
			s.w.Cancel(s.t.Context(), id)
		}
		if _, err := s.w.Wait(s.t.Context(), one.last, time.Minute); err != nil {
			rt.Fatal(err)
		}
		st := s.observe(rt, id)
		if !st.Status.Ended() {
			rt.Fatalf("%q has not ended: %s", st.SQL, st.Status)
		}
		for n, key := range one.keys {
			if part, ok := st.Part(n + 1); st.Status == statement.Finished || ok && st.AutoCommit && part.Status == statement.Finished {
				want[key] = 1
			}
		}
		if st.Status == statement.Finished && one.rows >= 0 {
			s.page(rt, &st, one.rows)
		}
	}
	s.effects(rt, want)
	s.list(rt)
}

// effects compares what the database holds.
func (s *sequence) effects(rt *rapid.T, want map[string]int) {
	st := s.w.run("select k, count(*) from effects group by k")
	page, _, err := s.w.Page(&st, "")
	if err != nil {
		rt.Fatal(err)
	}
	got := map[string]int{}
	for _, row := range records(page) {
		if row[1] != "1" {
			rt.Fatalf("%s took effect %s times", row[0], row[1])
		}
		got[row[0]] = 1
	}
	for _, one := range s.all {
		for n, key := range one.keys {
			if got[key] != want[key] {
				part, _ := one.last.Part(n + 1)
				rt.Errorf("%s took effect %d times; told %s %q, part %s %q, taken up %d times", key, got[key],
					one.last.Status, one.last.Error, part.Status, part.Error, one.last.Resumed)
			}
		}
	}
	s.order = append(s.order, st.ID)
}

// page follows a result's tokens.
func (s *sequence) page(rt *rapid.T, st *statement.Statement, want int) {
	rows, token := 0, ""
	for {
		page, next, err := s.w.Page(st, token)
		if err != nil {
			rt.Fatal(err)
		}
		for _, row := range records(page) {
			if row[0] != fmt.Sprint(rows) {
				rt.Fatalf("row %d is %s", rows, row[0])
			}
			rows++
		}
		if token = next; token == "" {
			break
		}
	}
	if rows != want || int64(want) != st.Rows {
		rt.Fatalf("%d rows, told %d, want %d", rows, st.Rows, want)
	}
}

// list follows the tokens of the list of statements.
func (s *sequence) list(rt *rapid.T) {
	var got []string
	for token := ""; ; {
		list, next, err := s.w.List(s.t.Context(), statement.Filter{Account: "1", Region: "us-east-1", Owner: "me"}, token, 7)
		if err != nil {
			rt.Fatal(err)
		}
		for _, st := range list {
			got = append(got, st.ID)
		}
		if token = next; token == "" {
			break
		}
	}
	got = got[:len(got)-1] // the first was the table
	slices.Sort(got)
	want := slices.Sorted(slices.Values(s.order))
	if !slices.Equal(got, want) {
		rt.Fatalf("listed %v, acknowledged %v", got, want)
	}
}
