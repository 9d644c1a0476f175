package clock

import (
	"context"
	"sync"
	"time"
)

// Manual is a Clock that stands still until it is told to move.
//
// Timers run inside Advance, in the goroutine that called it and in the order
// in which they are due, each at its own time. When Advance returns, everything
// that was due has run.
type Manual struct {
	mu      sync.Mutex
	now     time.Time
	seq     int
	timers  map[*manualTimer]struct{}
	changed chan struct{} // closed and replaced whenever a timer is added
}

type manualTimer struct {
	clock *Manual
	due   time.Time
	seq   int
	f     func(time.Time)
}

// NewManual returns a clock that stands at now.
func NewManual(now time.Time) *Manual {
	return &Manual{now: now.UTC(), timers: map[*manualTimer]struct{}{}, changed: make(chan struct{})}
}

// Now is the time the clock stands at.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// After delivers the time when Advance has moved the clock by d.
func (m *Manual) After(d time.Duration) <-chan time.Time {
	c := make(chan time.Time, 1)
	if d <= 0 {
		c <- m.Now()
		return c
	}
	m.add(d, func(at time.Time) { c <- at })
	return c
}

// AfterFunc calls f from Advance when the clock has moved by d. A d that is
// not positive is due at the next Advance, even of zero.
func (m *Manual) AfterFunc(d time.Duration, f func()) Timer {
	return m.add(d, func(time.Time) { f() })
}

func (m *Manual) add(d time.Duration, f func(time.Time)) *manualTimer {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.seq++
	t := &manualTimer{clock: m, due: m.now.Add(d), seq: m.seq, f: f}
	m.timers[t] = struct{}{}
	close(m.changed)
	m.changed = make(chan struct{})
	return t
}

// Stop takes the timer out, unless it has run.
func (t *manualTimer) Stop() bool {
	t.clock.mu.Lock()
	defer t.clock.mu.Unlock()
	_, waiting := t.clock.timers[t]
	delete(t.clock.timers, t)
	return waiting
}

// Advance moves the clock forward by d and runs what is due on the way,
// including timers that those set.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	end := m.now.Add(d)
	m.mu.Unlock()
	for {
		t := m.next(end)
		if t == nil {
			return
		}
		t.f(t.due)
	}
}

// next takes out the earliest timer that is due by end and moves the clock to
// it; with none left it moves the clock to end.
func (m *Manual) next(end time.Time) *manualTimer {
	m.mu.Lock()
	defer m.mu.Unlock()
	var first *manualTimer
	for t := range m.timers {
		if first == nil || t.due.Before(first.due) || t.due.Equal(first.due) && t.seq < first.seq {
			first = t
		}
	}
	if first == nil || first.due.After(end) {
		m.now = later(m.now, end)
		return nil
	}
	m.now = later(m.now, first.due)
	delete(m.timers, first)
	return first
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// WaitForTimers returns when at least n timers are waiting, so that a test may
// advance the clock knowing that the code it tests has gone to sleep. It
// returns ctx's error if that ends first.
func (m *Manual) WaitForTimers(ctx context.Context, n int) error {
	for {
		m.mu.Lock()
		waiting, changed := len(m.timers), m.changed
		m.mu.Unlock()
		if waiting >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
