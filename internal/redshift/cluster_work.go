package redshift

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/countersign-dev/countersign/internal/lifecycle"
	"github.com/countersign-dev/countersign/internal/store"
)

// How a change of a cluster becomes true. Every step may be run again: a server
// that stops in the middle of one begins it anew at its next start. The event that
// a step ends with is recorded before the status, so that who sees the status finds
// the event; a step that is run again records it again.

// sessionsEnd is how long sessions are given to end, when their cluster stops.
const sessionsEnd = 10 * time.Second

// work carries out what a cluster's status says is under way, when it is due.
func (s *Service) work(key store.Key, c cluster) {
	change, underway := clusterLifecycle.Underway(c.Status)
	if !underway {
		return
	}
	steps := map[lifecycle.Event]func(context.Context, store.Key, cluster) error{
		eventCreate: s.finishCreate,
		eventModify: s.finishModify,
		eventRename: s.finishModify,
		eventResize: s.finishModify,
		eventReboot: s.finishReboot,
		eventPause:  s.finishPause,
		eventResume: s.finishResume,
		eventDelete: s.finishDelete,
	}
	what := "cluster " + c.Identifier + " " + string(c.Status)
	wait := c.Due.Sub(s.Clock.Now())
	still := func(step func(context.Context, store.Key, cluster) error) func(context.Context) error {
		return func(ctx context.Context) error {
			now, found := s.clusters.Get(key)
			if !found || now.ID != c.ID || now.Status != c.Status {
				return nil
			}
			return step(ctx, key, now)
		}
	}
	if wait > 0 && c.silent() {
		s.Scheduler.After(0, what, still(s.silence))
	}
	s.Scheduler.After(wait, what, still(steps[change.Event]))
}

// resumeClusters brings the clusters back after a start of the server: first
// those that have a port, so that they keep it, then what was under way.
func (s *Service) resumeClusters(ctx context.Context) error {
	var failed []error
	s.clusters.All(func(key store.Key, c cluster) {
		if c.Status != clusterCreating {
			failed = append(failed, s.resumeCluster(ctx, key, c))
		}
		if c.Pending != nil && c.Pending.Identifier != "" {
			s.reserved[renamed(key, c.Pending.Identifier)] = true
		}
	})
	s.clusters.All(s.work)
	return errors.Join(failed...)
}

func (s *Service) resumeCluster(ctx context.Context, key store.Key, c cluster) error {
	port, err := s.Warehouse.Add(ctx, c.spec())
	if err == nil && int32(port) != c.ListensOn {
		_, err = s.clusters.Update(ctx, key, func(c cluster) (cluster, error) {
			c.ListensOn = int32(port)
			return c, nil
		})
	}
	if err != nil {
		return fmt.Errorf("cluster %s: %w", c.Identifier, err)
	}
	return nil
}

// settle brings a cluster into the state after the change that it is going
// through.
func (s *Service) settle(ctx context.Context, key store.Key, c cluster, also func(*cluster)) error {
	_, err := s.clusters.Update(ctx, key, func(now cluster) (cluster, error) {
		if now.ID == c.ID && now.Status == c.Status {
			settled(&now)
			also(&now)
		}
		return now, nil
	})
	return err
}

// settled is what every change ends with.
func settled(c *cluster) {
	if change, underway := clusterLifecycle.Underway(c.Status); underway {
		c.Status, c.Due = change.To, time.Time{}
	}
}

func nothing(*cluster) {}

// finishCreate opens the port.
func (s *Service) finishCreate(ctx context.Context, key store.Key, c cluster) error {
	port, err := s.Warehouse.Add(ctx, c.spec())
	if err != nil {
		return err
	}
	s.note(ctx, key, clusterCreated(c.Identifier))
	return s.settle(ctx, key, c, func(c *cluster) { c.ListensOn = int32(port) })
}

// finishDelete removes the database, then the record.
func (s *Service) finishDelete(ctx context.Context, key store.Key, c cluster) error {
	if err := s.Warehouse.Remove(ctx, c.ID); err != nil {
		return err
	}
	s.note(ctx, key, clusterDeleted(c.Identifier))
	return s.clusters.Delete(ctx, key)
}

// finishReboot ends the sessions, closes the database, and lets sessions in again.
func (s *Service) finishReboot(ctx context.Context, key store.Key, c cluster) error {
	if err := s.silence(ctx, key, c); err != nil {
		return err
	}
	if err := s.Warehouse.Resume(c.ID); err != nil {
		return err
	}
	s.note(ctx, key, clusterRebooted(c.Identifier))
	return s.settle(ctx, key, c, nothing)
}

// finishPause ends the sessions and closes the database, which stays so.
func (s *Service) finishPause(ctx context.Context, key store.Key, c cluster) error {
	if err := s.silence(ctx, key, c); err != nil {
		return err
	}
	s.note(ctx, key, clusterPauseDone(c.Identifier))
	return s.settle(ctx, key, c, nothing)
}

// finishResume lets sessions in again.
func (s *Service) finishResume(ctx context.Context, key store.Key, c cluster) error {
	if err := s.Warehouse.Resume(c.ID); err != nil {
		return err
	}
	s.note(ctx, key, clusterResumed(c.Identifier))
	return s.settle(ctx, key, c, nothing)
}

// silence ends a cluster's sessions and has new ones refused.
func (s *Service) silence(ctx context.Context, _ store.Key, c cluster) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	late := s.Clock.AfterFunc(sessionsEnd, cancel)
	defer late.Stop()
	return s.Warehouse.Pause(ctx, c.ID)
}
