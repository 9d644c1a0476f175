//go:build clients

package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/refusal"
	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// The load of the flood, in requests a second, and how long it lasts.
const (
	validRate = 200
	badRate   = 500
	alone     = 2 * time.Second
	spending  = time.Second // of what an idle server has saved up for searches
	flooded   = 5 * time.Second
)

// TestClientsCauseFlood sends bad signatures at a fixed rate beside valid requests at a
// fixed rate. All valid ones are answered, and what the budget of searches does not
// cover is told as not searched. Shares of processor time are printed, not judged.
func TestClientsCauseFlood(t *testing.T) {
	srv := startCausesServer(t)
	before := srv.load(t, validRate, alone, causesSecret, false)
	srv.load(t, badRate, spending, "nobody's", true)
	start := srv.processorTime()
	var valid, bad *loadResult
	var both sync.WaitGroup
	both.Go(func() { valid = srv.load(t, validRate, flooded, causesSecret, false) })
	both.Go(func() { bad = srv.load(t, badRate, flooded, "unrelated", true) })
	both.Wait()
	used := srv.processorTime() - start
	for name, r := range map[string]*loadResult{"alone": before, "beside the flood": valid} {
		if r.answered.Load() != r.sent {
			t.Errorf("valid requests %s: %d of %d answered 200", name, r.answered.Load(), r.sent)
		}
	}
	if bad.answered.Load() != 0 || bad.refused.Load() != bad.sent {
		t.Errorf("bad signatures: %d of %d refused, %d let in", bad.refused.Load(), bad.sent, bad.answered.Load())
	}
	searched, notSearched := bad.refused.Load()-bad.notSearched.Load(), bad.notSearched.Load()
	if searched == 0 || notSearched == 0 {
		t.Errorf("%d searched, %d not", searched, notSearched)
	}
	one := costOfSearch(t)
	t.Logf("valid requests: %.0f a second alone, %.0f beside the flood", before.perSecond(), valid.perSecond())
	t.Logf("bad signatures: %d refused in %v, %d of them searched", bad.refused.Load(), bad.took.Round(time.Millisecond), searched)
	t.Logf("a search takes %v at most: searches used %.1f %% of a core; the server used %.0f %% for everything", one.Round(time.Millisecond),
		100*float64(searched)*one.Seconds()/bad.took.Seconds(), 100*used.Seconds()/bad.took.Seconds())
}

// A loadResult counts the answers to requests sent at a fixed rate.
type loadResult struct {
	sent                           int64
	took                           time.Duration
	answered, refused, notSearched atomic.Int64
}

func (r *loadResult) perSecond() float64 { return float64(r.answered.Load()) / r.took.Seconds() }

// load sends requests at a rate, whether or not those before are answered. With
// different every request has a secret, and so a signature, of its own.
func (s *causesServer) load(t *testing.T, rate int, lasts time.Duration, secret string, different bool) *loadResult {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	r := &loadResult{sent: int64(float64(rate) * lasts.Seconds())}
	var requests sync.WaitGroup
	start := time.Now()
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for i := range r.sent {
		<-tick.C
		with := secret
		if different {
			with += strconv.FormatInt(i, 10)
		}
		requests.Go(func() {
			if err := s.identity(t.Context(), client, with, r); err != nil {
				t.Errorf("request %d: %v", i, err)
			}
		})
	}
	requests.Wait()
	r.took = time.Since(start)
	return r
}

const identityForm = "Action=GetCallerIdentity&Version=2011-06-15"

// identity asks who the root key is, signed with a secret that may be another one.
func (s *causesServer) identity(ctx context.Context, client *http.Client, secret string, r *loadResult) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.endpoint, strings.NewReader(identityForm))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if err := identitySigner(secret).SignHTTP(req, sigv4.HashPayload([]byte(identityForm))); err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	switch resp.StatusCode {
	case http.StatusOK:
		r.answered.Add(1)
	case http.StatusForbidden:
		r.refused.Add(1)
		if resp.Header.Get("X-Countersign-Cause") == refusal.NotSearched {
			r.notSearched.Add(1)
		}
	default:
		return fmt.Errorf("answered %s", resp.Status)
	}
	return nil
}

func identitySigner(secret string) *sigv4.Signer {
	return &sigv4.Signer{Credentials: sigv4.Credentials{AccessKeyID: causesKey, SecretAccessKey: secret}, Region: "us-east-1", Service: "sts"}
}

// costOfSearch is the time of a search as the server makes it for such a request, on an
// idle machine.
func costOfSearch(t *testing.T) time.Duration {
	t.Helper()
	r := &sigv4.Request{Method: http.MethodPost, Target: "/", Host: "127.0.0.1:5438", Service: "sts", Body: []byte(identityForm),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
	signed, err := identitySigner("unrelated").Sign(r)
	must(t, err)
	for name, values := range signed.Header {
		r.Header[name] = values
	}
	start := time.Now()
	e := explain.Explain(explain.Input{Request: r, Body: r.Body, Secret: causesSecret, Now: start, Budget: explain.Budget{Tries: 60_000}})
	if e.Tries < 2 {
		t.Errorf("%d tries", e.Tries)
	}
	return time.Since(start)
}

// processorTime is what the server has used so far; zero where the system does not tell.
func (s *causesServer) processorTime() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11]) // in hundredths of a second, as Linux counts for programs
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}
