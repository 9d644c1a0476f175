//go:build clients

package main

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

// combinationsSeed fixes the random combinations of mistakes.
const combinationsSeed = 20260301

// A combination is a request with several mistakes.
type combination struct {
	Want    []string
	Service string
	Request *sentRequest
}

// TestClientsCausePairs and TestClientsCauseTriples have botocore make several mistakes
// of different dimensions in one request, and want all of them named.
func TestClientsCausePairs(t *testing.T) { combinations(t, 2, 200, 0.95, 400_000) }

func TestClientsCauseTriples(t *testing.T) { combinations(t, 3, 50, 0.85, 3_000_000) }

func combinations(t *testing.T, size, count int, share float64, tries int) {
	cmd := exec.Command("python3", "../../clients/python/combine.py", strconv.Itoa(size), strconv.Itoa(count), strconv.Itoa(combinationsSeed))
	cmd.Env, cmd.Stderr = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1"), os.Stderr
	out, err := cmd.Output()
	must(t, err)
	requests := decodeLines[combination](t, out)
	var mu sync.Mutex
	var proofs []proofCase
	named, tried, start := 0, 0, time.Now()
	judge := func(c combination) {
		in := c.Request.input(c.Service)
		in.Budget.Tries = tries
		e := explain.Explain(in)
		mu.Lock()
		defer mu.Unlock()
		tried += e.Tries
		if proof, ok := proofOf(c.Want[0], &in, e); ok {
			proofs = append(proofs, proof)
		}
		if complete(e, c.Want) {
			named++
			return
		}
		t.Logf("made %v, named %v after %d tries", c.Want, causeIDs(e), e.Tries)
	}
	var judges sync.WaitGroup
	next := make(chan combination)
	for range runtime.GOMAXPROCS(0) {
		judges.Go(func() {
			for c := range next {
				judge(c)
			}
		})
	}
	for _, c := range requests {
		next <- c
	}
	close(next)
	judges.Wait()
	t.Logf("%d of %d named completely in %v, %d tries on average", named, count, time.Since(start).Round(time.Millisecond), tried/count)
	if len(requests) != count || float64(named) < share*float64(count) {
		t.Errorf("%d of %d named completely, want %.0f %%", named, len(requests), 100*share)
	}
	replayed(t, proofs, named)
}

// complete tells whether just the mistakes that were made are named.
func complete(e *explain.Explanation, want []string) bool {
	got := causeIDs(e)
	slices.Sort(got)
	return slices.Equal(got, slices.Sorted(slices.Values(want)))
}

func causeIDs(e *explain.Explanation) []string {
	var ids []string
	for _, f := range e.Causes {
		ids = append(ids, f.Cause.ID)
	}
	return ids
}
