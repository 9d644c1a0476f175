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
	stuck   clock.Timer // due when the engine does not listen; guarded by the session's mu
}

// interrupt tells the statement to stop. The caller does not hold the session's mu.
func (s *stopper) interrupt() {
	s.session.mu.Lock()
	defer s.session.mu.Unlock()
	s.stop()
}

// stop is interrupt for who holds the session's mu.
func (s *stopper) stop() {
	s.cancel()
	cfg := s.session.server.cfg
	if s.session.running == s && s.stuck == nil && cfg.Stuck != nil {
		s.stuck = cfg.Clock.AfterFunc(StuckAfter, func() {
			if !s.session.writing.Load() { // else it is the client who does not listen
				cfg.Stuck()
			}
		})
	}
}

// resume makes cancel requests find the statement; pause hides it again while
// the client thinks about what it has got.
func (s *stopper) resume() {
	s.session.mu.Lock()
	defer s.session.mu.Unlock()
	s.session.running = s
	if s.session.terminated {
		s.stop()
	}
}

func (s *stopper) pause() {
	s.session.mu.Lock()
	defer s.session.mu.Unlock()
	s.session.running = nil
	if s.stuck != nil {
		s.stuck.Stop()
		s.stuck = nil
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

// errCanceled is the error of a statement that a cancel request has ended.
func errCanceled() error {
	return &engine.Error{State: engine.QueryCanceled, Message: "canceling statement due to user request"}
}
