package lifecycle

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
)

// Waits between tries of work that failed.
const (
	firstRetry = time.Second
	lastRetry  = time.Minute
)

// A Scheduler carries out work when it is due. What is to be done is known from
// the records, so nothing of the scheduler is stored: whoever owns the records
// hands the work in again after a restart.
type Scheduler struct {
	clock clock.Clock
	log   *slog.Logger
	ctx   context.Context
	stop  context.CancelFunc
	work  sync.WaitGroup
}

// NewScheduler returns a scheduler. Close it to stop its work.
func NewScheduler(c clock.Clock, log *slog.Logger) *Scheduler {
	ctx, stop := context.WithCancel(context.Background())
	return &Scheduler{clock: c, log: log, ctx: ctx, stop: stop}
}

// After runs work once the delay has passed, and again with growing pauses
// until it succeeds. Its context ends when the scheduler closes. what names the
// work in the log.
func (s *Scheduler) After(delay time.Duration, what string, work func(context.Context) error) {
	due := s.timer(delay) // before the goroutine begins, so that the delay counts from now
	s.work.Go(func() {
		for pause := firstRetry; s.wait(due); pause = min(2*pause, lastRetry) {
			err := work(s.ctx)
			if err == nil {
				return
			}
			s.log.Error("work", "what", what, "error", err, "again_in", pause)
			due = s.timer(pause)
		}
	})
}

// timer is due when the delay has passed; nil is due at once.
func (s *Scheduler) timer(delay time.Duration) <-chan time.Time {
	if delay <= 0 {
		return nil
	}
	return s.clock.After(delay)
}

// wait returns false if the scheduler closed meanwhile.
func (s *Scheduler) wait(due <-chan time.Time) bool {
	if due == nil {
		return s.ctx.Err() == nil
	}
	select {
	case <-due:
		return true
	case <-s.ctx.Done():
		return false
	}
}

// Close stops waiting work and waits for work under way.
func (s *Scheduler) Close() {
	s.stop()
	s.work.Wait()
}
