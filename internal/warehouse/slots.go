package warehouse

import (
	"context"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
)

// slots bound how many clusters have a runner at a time.
type slots struct {
	free  chan struct{} // has an element for each slot that is free
	idle  chan struct{} // a cluster has become idle since somebody looked
	clock clock.Clock
	evict func() bool // closes the idle runner that was used longest ago
}

// slotPatience is how long a session waits for a slot: longer than the Data API keeps
// a session that nobody uses.
const slotPatience = 20 * time.Second

func newSlots(n int, clk clock.Clock, evict func() bool) *slots {
	s := &slots{free: make(chan struct{}, n), idle: make(chan struct{}, 1), clock: clk, evict: evict}
	for range n {
		s.free <- struct{}{}
	}
	return s
}

// take waits for a slot, for a bounded time.
func (s *slots) take(ctx context.Context) error {
	select {
	case <-s.free:
		return nil
	default:
	}
	late := s.clock.After(slotPatience)
	for {
		if s.evict() {
			s.wake() // there may be more, and others who wait
		}
		select {
		case <-s.free:
			return nil
		case <-s.idle:
		case <-late:
			return &engine.Error{State: engine.TooManyConnections, Message: "too many clusters are in use: try again when one is idle"}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *slots) give() { s.free <- struct{}{} }

// wake says that a cluster has become idle.
func (s *slots) wake() {
	select {
	case s.idle <- struct{}{}:
	default:
	}
}

// evict closes the runner that has been idle longest, if one is idle.
func (w *Warehouse) evict() bool {
	w.mu.Lock()
	all := make([]*cluster, 0, len(w.clusters))
	for _, c := range w.clusters {
		all = append(all, c)
	}
	w.mu.Unlock()
	var oldest *cluster
	var which *active
	var used time.Time
	for _, c := range all {
		c.mu.Lock()
		if a := c.active; a != nil && a.sessions == 0 && (which == nil || a.used.Before(used)) {
			oldest, which, used = c, a, a.used
		}
		c.mu.Unlock()
	}
	if oldest == nil {
		return false
	}
	select {
	case oldest.turn <- struct{}{}:
		defer oldest.give()
		return oldest.rest(which)
	default:
		return false // somebody is starting or ending it just now
	}
}
