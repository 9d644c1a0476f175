package refusal_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/refusal"
	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

const (
	keyID  = "AKIAZ3MGNLQ7RT2WKX4B"
	secret = "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"
	body   = "Action=CreateCluster&MasterUserPassword=Hunter2-hunter2&Version=2012-12-01"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newExplainer(journal *refusal.Journal, c clock.Clock) *refusal.Explainer {
	return refusal.New(refusal.Config{
		Secret:  func(id, _ string) (string, bool) { return secret, id == keyID },
		Journal: journal, Clock: c,
	})
}

func openJournal(t *testing.T, name string) *refusal.Journal {
	t.Helper()
	journal, err := refusal.OpenJournal(name, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = journal.Close() })
	return journal
}

// refused is a request signed with some secret, at some time, and its refusal.
func refused(t *testing.T, secretUsed string, at time.Time) refusal.Request {
	t.Helper()
	r := &sigv4.Request{Method: "POST", Target: "/?ignored=topsecret", Host: "redshift.us-east-1.amazonaws.com", Service: "redshift",
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: []byte(body)}
	signer := &sigv4.Signer{Credentials: sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: secretUsed}, Region: "us-east-1", Service: "redshift",
		Now: func() time.Time { return at }}
	signed, err := signer.Sign(r)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range signed.Header {
		r.Header[name] = values
	}
	return refusal.Request{ID: "id", Signed: r, Body: []byte(body), BodyRead: true, Size: int64(len(body)), Operation: "CreateCluster",
		Refusal: &sigv4.Error{Kind: sigv4.SignatureDoesNotMatch, Reason: sigv4.ReasonSignature}, KeyID: keyID}
}

func TestCauseIsFoundAndKept(t *testing.T) {
	journal := openJournal(t, filepath.Join(t.TempDir(), "refusals.jsonl"))
	e := newExplainer(journal, clock.NewManual(now))
	r := refused(t, secret+"\n", now)
	for range 2 { // the second time from memory
		told := e.Refused(r)
		if told.Header != "secret-trailing-newline; proven" || told.Cause != "secret-trailing-newline" || told.Fix == "" {
			t.Errorf("told %+v", told)
		}
	}
	records, _, _ := journal.Since(0)
	if len(records) != 2 || records[0].Tries == 0 || records[1].Tries != records[0].Tries || records[0].Verdict != string(explain.Refused) || records[1].Verdict != records[0].Verdict {
		t.Fatalf("records %+v", records)
	}
	for _, record := range records {
		if !record.Causes[0].Proven || record.Causes[0].ID != "secret-trailing-newline" || record.BodySize != int64(len(body)) || record.BodyHash != sigv4.HashPayload([]byte(body)) {
			t.Errorf("record %+v", record)
		}
	}
	if told := e.Refused(refused(t, "another secret altogether, of nobody here", now)); strings.Contains(told.Header, "proven") {
		t.Errorf("an unrelated secret: told %+v", told)
	}
}

// A signature may come with several changes to the request: each is told its own cause.
func TestChangesUnderOneSignature(t *testing.T) {
	e := newExplainer(nil, clock.NewManual(now))
	for _, c := range []struct {
		want   string
		change func(*refusal.Request)
	}{
		{"method-changed", func(r *refusal.Request) { r.Signed.Method = "PUT" }},
		{"query-parameter-added", func(r *refusal.Request) { r.Signed.Target += "&utm_source=mail" }},
		{"content-type-changed", func(r *refusal.Request) { r.Signed.Header.Set("Content-Type", "text/plain") }},
		{"payload-line-end", func(r *refusal.Request) { r.Body = []byte(body + "\n") }},
	} {
		r := refused(t, secret, now)
		c.change(&r)
		if told := e.Refused(r); told.Cause != c.want {
			t.Errorf("told %+v, want %s", told, c.want)
		}
	}
}

// A search that would have to end before it has tried what is plain is none.
func TestLittleTimeIsNoSearch(t *testing.T) {
	c := clock.NewManual(now)
	e := refusal.New(refusal.Config{Clock: c, Secret: func(string, string) (string, bool) {
		c.Advance(60 * time.Millisecond) // of the 125 that one key has
		return secret, true
	}})
	for i, want := range []string{"secret-trailing-newline; proven", "secret-trailing-blank; proven", refusal.NotSearched} {
		told := e.Refused(refused(t, secret+[]string{"\n", " ", "\t"}[i], now))
		if told.Header != want {
			t.Errorf("request %d: told %+v, want %s", i, told, want)
		}
	}
}

// A body that was not read is no reason to say that the secret is another one.
func TestBodyThatWasNotRead(t *testing.T) {
	r := refused(t, secret, now.Add(-time.Hour))
	r.Body, r.BodyRead, r.Size = nil, false, 1<<20
	r.Refusal = &sigv4.Error{Kind: sigv4.SignatureDoesNotMatch, Reason: sigv4.ReasonExpired}
	told := newExplainer(nil, clock.NewManual(now)).Refused(r)
	if told.Cause != "clock-skew-whole-hours" || strings.Contains(fmt.Sprintf("%+v", told), "wrong-secret") {
		t.Errorf("told %+v", told)
	}
}

// A request that would have been right some time ago is told so, and told apart from
// one that was accepted then.
func TestReplay(t *testing.T) {
	e := newExplainer(nil, clock.NewManual(now))
	old := now.Add(-time.Hour)
	r := refused(t, secret, old)
	r.Refusal = &sigv4.Error{Kind: sigv4.SignatureDoesNotMatch, Reason: sigv4.ReasonExpired}
	fresh := e.Refused(r).Header
	e = newExplainer(nil, clock.NewManual(now))
	e.Accepted(r.Signed, keyID)
	replayed := e.Refused(r).Header
	if !strings.Contains(replayed, "request-replayed") || strings.Contains(fresh, "request-replayed") {
		t.Errorf("fresh: %q, accepted before: %q", fresh, replayed)
	}
}

// Nothing that is kept or told holds a secret, a token, a password or the signature
// that was expected.
func TestNothingSecretIsKept(t *testing.T) {
	name := filepath.Join(t.TempDir(), "refusals.jsonl")
	journal := openJournal(t, name)
	e := newExplainer(journal, clock.NewManual(now))
	var told []refusal.Told
	right := refused(t, secret, now)
	expected := right.Signed.Header.Get("Authorization")[strings.Index(right.Signed.Header.Get("Authorization"), "Signature=")+10:]
	for _, used := range []string{secret + "\n", secret[:39], keyID, "wrong"} {
		told = append(told, e.Refused(refused(t, used, now)))
	}
	swapped := refused(t, keyID, now)
	swapped.KeyID = secret
	swapped.Signed.Header.Set("Authorization", strings.Replace(swapped.Signed.Header.Get("Authorization"), keyID, secret, 1))
	swapped.Signed.Header.Set("X-Amz-Security-Token", "the/session+token")
	swapped.Token, swapped.Refusal = "the/session+token", &sigv4.Error{Kind: sigv4.IncompleteSignature, Reason: sigv4.ReasonCredential,
		QueryMessage: "Credential must have exactly 5 elements, got '" + secret + "'"}
	told = append(told, e.Refused(swapped))
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(file), "\n"); lines != len(told) {
		t.Errorf("%d records in the file, want %d", lines, len(told))
	}
	everything := string(file) + fmt.Sprintf("%+v", told)
	for _, hidden := range []string{secret, secret[4:30], "Hunter2", "topsecret", "the/session", expected} {
		if strings.Contains(everything, hidden) {
			t.Errorf("%q is told: %s", hidden, everything)
		}
	}
	if told[len(told)-1].Cause != "id-and-secret-swapped" {
		t.Errorf("swapped: told %+v", told[len(told)-1])
	}
}

// A journal goes on where it stopped, drops torn lines, keeps the newest, and wakes
// those who follow.
func TestJournal(t *testing.T) {
	name := filepath.Join(t.TempDir(), "refusals.jsonl")
	journal := openJournal(t, name)
	_, more, open := journal.Since(0)
	if !open {
		t.Fatal("closed")
	}
	const added = 2*refusal.Kept + 300
	for i := range added {
		journal.Add(refusal.Record{Version: refusal.Version, Method: fmt.Sprint(i)})
		if i%50 == 0 {
			time.Sleep(time.Millisecond) // the disk keeps up: this is no flood
		}
	}
	<-more
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, open := journal.Since(0); open {
		t.Error("open after Close")
	}
	text, err := os.ReadFile(name)
	if err != nil || strings.Count(string(text), "\n") > 2*refusal.Kept+1 {
		t.Fatalf("%d lines, %v", strings.Count(string(text), "\n"), err)
	}
	if err := os.WriteFile(name, append(text, `{"version":1,"numb`...), 0o600); err != nil {
		t.Fatal(err)
	}
	again := openJournal(t, name)
	records, _, _ := again.Since(0)
	if len(records) == 0 || len(records) > refusal.Kept || records[len(records)-1].Number != added || records[len(records)-1].Method != fmt.Sprint(added-1) {
		t.Fatalf("%d records read back, the last %+v", len(records), records[len(records)-1])
	}
	again.Add(refusal.Record{Version: refusal.Version})
	if newer, _, _ := again.Since(added); len(newer) != 1 || newer[0].Number != added+1 {
		t.Errorf("after the restart: %+v", newer)
	}
	if _, err := refusal.OpenJournal(t.TempDir(), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a folder was opened as a journal")
	}
}

// A flood of different bad signatures is not searched beyond the budget, whatever the
// number of keys and callers; what is left is told as not searched.
func TestFlood(t *testing.T) {
	e := newExplainer(nil, clock.System{})
	var mu sync.Mutex
	var callers sync.WaitGroup
	told := map[string]int{}
	start := time.Now()
	for caller := range 8 {
		callers.Go(func() {
			for i := range 60 {
				r := refused(t, fmt.Sprintf("wrong %d %d", caller, i), time.Now())
				r.KeyID = fmt.Sprintf("AKIA%016d", caller*4+i%4)
				header := e.Refused(r).Header
				mu.Lock()
				told[header]++
				mu.Unlock()
			}
		})
	}
	callers.Wait()
	if told[refusal.NotSearched] == 0 {
		t.Errorf("all of a flood was searched, in %v: %v", time.Since(start), told)
	}
	text, _ := json.Marshal(told)
	t.Logf("%v: %s", time.Since(start), text)
}
