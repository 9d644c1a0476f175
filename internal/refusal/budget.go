package refusal

import (
	"sync"
	"time"
)

// The budget of searches: a share of one core in the long run, some of it at once, and
// no key more than its part of that.
const (
	share       = 0.04
	reserve     = 500 * time.Millisecond // that an idle server has saved up
	atMost      = 80 * time.Millisecond  // for one search
	atLeast     = 20 * time.Millisecond  // less, and a search ends before it has tried what is plain
	keyShare    = 4                      // one key has a quarter of the reserve
	keysTraced  = 1024
	mostWaiting = 4
)

// A budget hands out processor time, one search at a time, so that searches never use
// more than one core. The zero value with now is full.
type budget struct {
	now func() time.Time

	busy    sync.Mutex // held by the search that is under way
	mu      sync.Mutex
	waiting int // for busy
	last    time.Time
	spent   time.Duration // of the reserve
	keys    map[string]time.Duration
}

// A spending is the part of the budget that one search may use.
type spending struct {
	budget *budget
	key    string
	start  time.Time
	limit  time.Duration
}

// begin reserves time for a search, unless there is none. It waits for the search that
// is under way, if few others do. The caller ends what it began.
func (b *budget) begin(key string) (*spending, bool) {
	if !b.queue(key) {
		return nil, false
	}
	b.busy.Lock()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting--
	limit := b.left(key)
	if limit < atLeast {
		b.busy.Unlock()
		return nil, false
	}
	return &spending{budget: b, key: key, start: b.now(), limit: limit}, true
}

// queue tells whether it is worth waiting.
func (b *budget) queue(key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting >= mostWaiting || b.left(key) < atLeast {
		return false
	}
	b.waiting++
	return true
}

// left is what a search for this key may spend now.
func (b *budget) left(key string) time.Duration {
	b.refill(b.now())
	return min(reserve-b.spent, reserve/keyShare-b.keys[key], atMost)
}

// refill gives back what time has earned.
func (b *budget) refill(now time.Time) {
	earned := time.Duration(float64(now.Sub(b.last)) * share)
	b.last = now
	if earned <= 0 {
		return
	}
	b.spent = max(b.spent-earned, 0)
	for key, spent := range b.keys {
		if spent -= earned; spent > 0 {
			b.keys[key] = spent
		} else {
			delete(b.keys, key)
		}
	}
}

// spent tells that a search should stop.
func (s *spending) spent() bool { return s.budget.now().Sub(s.start) > s.limit }

func (s *spending) end() {
	b := s.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	took := b.now().Sub(s.start)
	b.spent += took
	if b.keys == nil || len(b.keys) >= keysTraced {
		b.keys = make(map[string]time.Duration)
	}
	b.keys[s.key] += took
	b.busy.Unlock()
}
