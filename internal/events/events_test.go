package events_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/events"
	"github.com/countersign-dev/countersign/internal/store"
	"github.com/countersign-dev/countersign/sigv4"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func event(id string) *events.Event {
	return &events.Event{
		Version: events.Version, ID: id, DetailType: "Redshift Data Statement Status Change", Source: "aws.redshift-data", Account: "123456789012",
		Time: now, Region: "eu-west-1", Resources: []string{"arn:aws:redshift:eu-west-1:123456789012:cluster:c"}, Detail: json.RawMessage(`{"state":"FINISHED"}`),
	}
}

// A sink takes notes, and fails as it is told to.
type sink struct {
	mu    sync.Mutex
	fail  error
	tries []string
	tried chan struct{}
}

func newSink() *sink { return &sink{tried: make(chan struct{}, 100)} }

func (s *sink) Deliver(_ context.Context, e *events.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries = append(s.tries, e.ID)
	s.tried <- struct{}{}
	return s.fail
}

func (s *sink) failWith(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

// after waits for n more deliveries, and returns all that there were.
func (s *sink) after(t *testing.T, n int) []string {
	t.Helper()
	for range n {
		select {
		case <-s.tried:
		case <-time.After(10 * time.Second):
			t.Fatalf("too few deliveries: %v", s.tries)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.tries)
}

// An outbox on a state file that outlives it.
type outbox struct {
	*events.Outbox
	db    *store.DB
	clock *clock.Manual
}

func open(t *testing.T, path string, to events.Sink) *outbox {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	check(t, err)
	o := &outbox{db: db, clock: clock.NewManual(now)}
	o.Outbox = events.New(events.Config{Store: db, Sink: to, Clock: o.clock, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(o.close)
	return o
}

func (o *outbox) close() {
	o.Close()
	_ = o.db.Close()
}

func (o *outbox) add(t *testing.T, list ...*events.Event) {
	t.Helper()
	for _, e := range list {
		check(t, o.db.Write(t.Context(), func(tx *store.Tx) error { return o.Add(t.Context(), tx, e) }))
	}
	o.Wake()
}

// kept is how many events are on disk, once the outbox has come to rest.
func (o *outbox) kept(t *testing.T, want int) {
	t.Helper()
	n := -1
	for deadline := time.Now().Add(10 * time.Second); n != want && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		rows, err := o.db.Query(t.Context(), "SELECT count(*) FROM events")
		check(t, err)
		for rows.Next() {
			check(t, rows.Scan(&n))
		}
		check(t, errors.Join(rows.Err(), rows.Close()))
	}
	if n != want {
		t.Errorf("%d events are kept, want %d", n, want)
	}
}

func TestEventsComeInOrderAndOnce(t *testing.T) {
	s := newSink()
	o := open(t, filepath.Join(t.TempDir(), "state.db"), s)
	var want []string
	for i := range 250 { // more than are taken at once
		want = append(want, fmt.Sprint(i))
	}
	for batch := range slices.Chunk(want, 50) {
		for _, id := range batch {
			o.add(t, event(id))
		}
		s.after(t, len(batch))
	}
	o.kept(t, 0)
	if got := s.after(t, 0); !slices.Equal(got, want) {
		t.Errorf("delivered %v", got)
	}
}

func TestSinkThatFailsIsTriedAgain(t *testing.T) {
	s := newSink()
	s.failWith(errors.New("down"))
	o := open(t, filepath.Join(t.TempDir(), "state.db"), s)
	o.add(t, event("a"), event("b"))
	s.after(t, 1)
	for _, pause := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
		check(t, o.clock.WaitForTimers(t.Context(), 1))
		o.clock.Advance(pause - time.Millisecond)
		o.clock.Advance(time.Millisecond)
		s.after(t, 1)
	}
	check(t, o.clock.WaitForTimers(t.Context(), 1))
	s.failWith(nil)
	o.clock.Advance(8 * time.Second)
	if got := s.after(t, 2); !slices.Equal(got, []string{"a", "a", "a", "a", "a", "b"}) {
		t.Errorf("tried %v", got)
	}
	o.kept(t, 0)
}

func TestRejectedEventIsDropped(t *testing.T) {
	s := newSink()
	s.failWith(fmt.Errorf("%w: no", events.ErrRejected))
	o := open(t, filepath.Join(t.TempDir(), "state.db"), s)
	o.add(t, event("a"), event("b"))
	if got := s.after(t, 2); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("tried %v", got)
	}
	o.kept(t, 0)
}

func TestOldEventIsDropped(t *testing.T) {
	s := newSink()
	o := open(t, filepath.Join(t.TempDir(), "state.db"), s)
	old := event("old")
	old.Time = now.Add(-events.MaxAge - time.Second)
	o.add(t, old, event("new"))
	if got := s.after(t, 1); !slices.Equal(got, []string{"new"}) {
		t.Errorf("tried %v", got)
	}
	o.kept(t, 0)
}

// What the last server left is delivered by the next.
func TestEventsOutliveTheServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	s := newSink()
	s.failWith(errors.New("down"))
	o := open(t, path, s)
	o.add(t, event("a"))
	s.after(t, 1)
	o.close()
	s.failWith(nil)
	o = open(t, path, s)
	if got := s.after(t, 1); !slices.Equal(got, []string{"a", "a"}) {
		t.Errorf("tried %v", got)
	}
	o.kept(t, 0)
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.jsonl")
	to, err := events.Open("file:"+path, nil)
	check(t, err)
	for _, id := range []string{"a", "b"} {
		check(t, to.Deliver(t.Context(), event(id)))
	}
	text, err := os.ReadFile(path) //nolint:gosec // the test's own file
	check(t, err)
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	const want = `{"version":"0","id":"b","detail-type":"Redshift Data Statement Status Change","source":"aws.redshift-data","account":"123456789012",` +
		`"time":"2026-03-01T12:00:00Z","region":"eu-west-1","resources":["arn:aws:redshift:eu-west-1:123456789012:cluster:c"],"detail":{"state":"FINISHED"}}`
	if len(lines) != 2 || lines[1] != want {
		t.Errorf("%s", text)
	}
	check(t, os.Truncate(path, 16<<20))
	check(t, to.Deliver(t.Context(), event("c")))
	if text, _ = os.ReadFile(path); strings.Count(string(text), "\n") != 1 { //nolint:gosec // the test's own file
		t.Errorf("a full file was not put aside: %d bytes", len(text))
	}
	if info, err := os.Stat(path + ".1"); err != nil || info.Size() != 16<<20 {
		t.Errorf("%v, %v", info, err)
	}
	if events.File(filepath.Join(path, "x")).Deliver(t.Context(), event("d")) == nil {
		t.Error("a file below a file was written")
	}
}

// What answers decide about an event; no error tells the URL's secrets.
func TestWebhook(t *testing.T) {
	status := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var e events.Event
		if err := json.NewDecoder(r.Body).Decode(&e); err != nil || e.ID != "a" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%+v, %v", e, err)
		}
		if status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	secret := strings.Replace(server.URL, "http://", "http://user:hunter2@", 1) + "/hook?key=hunter2"
	to, err := events.Open("webhook:"+secret, nil)
	check(t, err)
	for _, c := range []struct {
		status          int
		taken, rejected bool
	}{{200, true, false}, {204, true, false}, {302, false, false}, {400, false, true}, {403, false, false}, {413, false, true}, {429, false, false}, {500, false, false}} {
		status = c.status
		err := to.Deliver(t.Context(), event("a"))
		if (err == nil) != c.taken || errors.Is(err, events.ErrRejected) != c.rejected || strings.Contains(fmt.Sprint(err), "hunter2") {
			t.Errorf("%d: %v", c.status, err)
		}
	}
	server.Close()
	if err := to.Deliver(t.Context(), event("a")); err == nil || errors.Is(err, events.ErrRejected) || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a server that is down: %v", err)
	}
}

// PutEvents as EventBridge wants it, with a signature that a verifier accepts.
func TestEventBridge(t *testing.T) {
	key := sigv4.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", SessionToken: "token"}
	verifier := &sigv4.Verifier{
		Service: "events", ValidRegion: func(region string) bool { return region == "eu-west-1" },
		Lookup: func(_ context.Context, id, token string) (sigv4.Holder, error) {
			if id != key.AccessKeyID || token != key.SessionToken {
				return sigv4.Holder{}, sigv4.ErrUnknownKey
			}
			return sigv4.Holder{SecretAccessKey: key.SecretAccessKey}, nil
		},
	}
	answer := `{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}`
	var got map[string]any
	server := httptest.NewServer(sigv4.Middleware(verifier)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Amz-Target") != "AWSEvents.PutEvents" || r.Header.Get("X-Amz-Security-Token") != "token" {
			t.Errorf("%v", r.Header)
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, answer)
	})))
	defer server.Close()
	to, err := events.Open("eventbridge:"+server.URL+"?bus=mine", func() (sigv4.Credentials, error) { return key, nil })
	check(t, err)
	check(t, to.Deliver(t.Context(), event("a")))
	want := map[string]any{"Entries": []any{map[string]any{
		"Time": float64(now.Unix()), "Source": "aws.redshift-data", "Resources": []any{"arn:aws:redshift:eu-west-1:123456789012:cluster:c"},
		"DetailType": "Redshift Data Statement Status Change", "Detail": `{"state":"FINISHED"}`, "EventBusName": "mine",
	}}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("sent %v", got)
	}
	for text, rejected := range map[string]bool{
		`{"FailedEntryCount":1,"Entries":[{"ErrorCode":"NotAuthorizedForSourceException","ErrorMessage":"no"}]}`: true,
		`{"FailedEntryCount":1,"Entries":[{"ErrorCode":"ThrottlingException","ErrorMessage":"slow"}]}`:           false,
		`<html>`: false,
	} {
		answer = text
		if err := to.Deliver(t.Context(), event("a")); err == nil || errors.Is(err, events.ErrRejected) != rejected {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	none := errors.New("no credentials")
	for _, text := range []string{"", "file", "file:", "webhook:", "webhook:example.com", "webhook:ftp://example.com", "webhook:http://%zz:hunter2@x", "eventbridge:https://", "sqs:x"} {
		to, err := events.Open(text, func() (sigv4.Credentials, error) { return sigv4.Credentials{}, nil })
		if err == nil || to != nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v, %v", text, to, err)
		}
	}
	if _, err := events.Open("eventbridge:https://example.com", func() (sigv4.Credentials, error) { return sigv4.Credentials{}, none }); !errors.Is(err, none) {
		t.Errorf("without credentials: %v", err)
	}
}
