package lifecycle_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/lifecycle"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func newScheduler() (*lifecycle.Scheduler, *clock.Manual, *lockedBuffer) {
	manual, log := clock.NewManual(noon), new(lockedBuffer)
	return lifecycle.NewScheduler(manual, slog.New(slog.NewTextHandler(log, nil))), manual, log
}

// asleep waits until n pieces of work wait for the clock.
func asleep(t *testing.T, c *clock.Manual, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := c.WaitForTimers(ctx, n); err != nil {
		t.Fatal(err)
	}
}

// receive takes what must come.
func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came")
	}
	panic("unreachable")
}

func TestDue(t *testing.T) {
	s, c, _ := newScheduler()
	defer s.Close()
	ran := make(chan time.Time, 2)
	work := func(context.Context) error { ran <- c.Now(); return nil }
	s.After(0, "at once", work)
	if at := receive(t, ran); !at.Equal(noon) {
		t.Errorf("work without delay ran at %v", at)
	}
	s.After(time.Minute, "later", work)
	asleep(t, c, 1)
	c.Advance(time.Minute - time.Nanosecond)
	select {
	case at := <-ran:
		t.Errorf("ran early, at %v", at)
	default:
	}
	c.Advance(time.Nanosecond)
	if at := receive(t, ran); !at.Equal(noon.Add(time.Minute)) {
		t.Errorf("ran at %v", at)
	}
}

// Work that fails is tried again after 1, 2, 4, … seconds, a minute at most.
func TestRetries(t *testing.T) {
	s, c, log := newScheduler()
	defer s.Close()
	tried := make(chan time.Time)
	tries := 0
	s.After(time.Second, "delete cluster x", func(context.Context) error {
		tried <- c.Now()
		if tries++; tries < 10 {
			return errors.New("disk full")
		}
		return nil
	})
	last := noon
	for i, want := range []time.Duration{1, 1, 2, 4, 8, 16, 32, 60, 60, 60} {
		asleep(t, c, 1)
		c.Advance(want*time.Second - time.Nanosecond)
		select {
		case at := <-tried:
			t.Fatalf("try %d is early: %v", i, at)
		default:
		}
		c.Advance(time.Nanosecond)
		if at := receive(t, tried); at.Sub(last) != want*time.Second {
			t.Errorf("try %d came after %v, want %vs", i, at.Sub(last), int(want))
		}
		last = c.Now()
	}
	s.Close()
	if n := strings.Count(log.String(), `what="delete cluster x" error="disk full"`); n != 9 {
		t.Errorf("%d failures in the log:\n%s", n, log)
	}
}

// Close stops what waits, ends the context of what runs, and waits for that.
func TestClose(t *testing.T) {
	before := runtime.NumGoroutine()
	s, c, _ := newScheduler()
	s.After(time.Hour, "waiting", func(context.Context) error { t.Error("waiting work ran"); return nil })
	asleep(t, c, 1)
	begun, ended := make(chan struct{}), false
	s.After(0, "running", func(ctx context.Context) error {
		close(begun)
		<-ctx.Done()
		ended = true
		return ctx.Err()
	})
	receive(t, begun)
	s.Close()
	if !ended {
		t.Error("Close did not wait for running work")
	}
	s.After(0, "too late", func(context.Context) error { t.Error("work ran after Close"); return nil })
	s.After(time.Second, "too late", func(context.Context) error { t.Error("work ran after Close"); return nil })
	s.Close()
	c.Advance(2 * time.Hour)
	for range 1_000_000 { // goroutines that have been waited for may still be on their last instruction
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}
