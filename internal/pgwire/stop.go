package pgwire

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A stopper is how a statement is ended from outside: by a cancel request, by
// its timeout, by shutdown.
type stopper struct {
	session *session
	cancel  context.CancelFunc
	timer   clock.Timer // nil without a timeout
	late    atomic.Bool
}

// resume makes cancel requests find the statement; pause hides it again while
// the client thinks about what it has got.
func (s *stopper) resume() { s.set(s.cancel) }
func (s *stopper) pause()  { s.set(nil) }

func (s *stopper) set(f context.CancelFunc) {
	s.session.mu.Lock()
	defer s.session.mu.Unlock()
	s.session.running = f
	if f != nil && s.session.terminated {
		f()
	}
}

// end releases the timer and the context.
func (s *stopper) end() {
	s.pause()
	if s.timer != nil {
		s.timer.Stop()
	}
	s.cancel()
}

// explain gives a cancelled statement its reason.
func (s *stopper) explain(err error) error {
	var e *engine.Error
	if errors.As(err, &e) && e.State == engine.QueryCanceled && s.late.Load() {
		return &engine.Error{State: engine.QueryCanceled, Message: "canceling statement due to statement timeout"}
	}
	return err
}
