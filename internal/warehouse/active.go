package warehouse

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/users"
)

// An active is a cluster's runner, and who uses it. The cluster's mu guards it.
type active struct {
	runner
	sessions int
	used     time.Time   // when the last session ended
	idle     clock.Timer // due when nobody has asked for long enough; nil while somebody uses it
}

// A lease is a session's connection; closing it gives the session's share of the
// runner back.
type lease struct {
	*pgwire.LastWord
	release func()
}

// Close closes the connection. A second call does nothing.
func (l *lease) Close() error {
	err := l.LastWord.Close()
	l.release()
	return err
}

// errCrashed is what a session is told whose process has died under it.
func errCrashed() *engine.Error {
	return &engine.Error{State: engine.CrashShutdown, Message: "terminating connection because the cluster's engine has ended unexpectedly"}
}

// joinTries is how many runners a session tries that end under it.
const joinTries = 3

// join connects a session, and starts the runner if there is none.
func (c *cluster) join(ctx context.Context, as pgwire.Trusted) (net.Conn, error) {
	out, err := c.roster.admit(as.User)
	if err != nil {
		return nil, err
	}
	conn, err := c.joinRunner(ctx, as, out)
	if err != nil {
		out()
	}
	return conn, err
}

// joinRunner is join for a session that was counted in; out is called when it ends.
func (c *cluster) joinRunner(ctx context.Context, as pgwire.Trusted, out func()) (net.Conn, error) {
	for range joinTries {
		a, err := c.acquire(ctx)
		if err != nil {
			return nil, err
		}
		conn, err := a.connect(ctx, as)
		if err == nil {
			return &lease{LastWord: &pgwire.LastWord{UnixConn: conn, Why: errCrashed()}, release: sync.OnceFunc(func() { c.release(a); out() })}, nil
		}
		c.release(a)
		if !errors.Is(err, errGone) {
			return nil, fmt.Errorf("connect session: %w", err)
		}
		select {
		case <-a.ended():
			c.lose(a)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return nil, errCrashed()
}

// cancel passes a cancel request on, and waits until it has been dealt with. No
// runner is started for it.
func (c *cluster) cancel(ctx context.Context, request []byte) {
	c.mu.Lock()
	a := c.active
	c.mu.Unlock()
	if a == nil {
		return
	}
	conn, err := a.connect(ctx, pgwire.Trusted{User: c.spec.MasterUser})
	if err != nil {
		return // its process has ended, and so has the session
	}
	defer conn.Close()
	if _, err := conn.Write(request); err == nil {
		_, _ = conn.Read(make([]byte, 1)) // its end is the answer
	}
}

// take holds the cluster's turn: who has it may start and end runners.
func (c *cluster) take(ctx context.Context) error {
	select {
	case c.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-c.closing:
		return errNoCluster
	}
}

func (c *cluster) give() { <-c.turn }

// acquire counts a session in and makes sure that a runner runs.
func (c *cluster) acquire(ctx context.Context) (*active, error) {
	if err := c.take(ctx); err != nil {
		return nil, err
	}
	defer c.give()
	if a, err := c.enter(); a != nil || err != nil {
		return a, err
	}
	if err := c.w.slots.take(ctx); err != nil {
		return nil, err
	}
	running, err := c.w.run(ctx, c.engineSpec(), c.roster)
	if err != nil {
		c.w.slots.give()
		return nil, c.notStarted(ctx, err)
	}
	a := &active{runner: running, sessions: 1}
	c.mu.Lock()
	c.active = a
	c.watching.Go(func() { c.watch(a) })
	c.mu.Unlock()
	a.tell(c.roster.Users()) // they may have changed while it started
	return a, nil
}

// tell tells the runner, if there is one, who the users are now.
func (c *cluster) tell(d *users.Directory) {
	c.mu.Lock()
	a := c.active
	c.mu.Unlock()
	if a != nil {
		a.tell(d)
	}
}

// notStarted is what a session is told when the runner does not start. The reason is
// for the log: it has names of files.
func (c *cluster) notStarted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	c.noteCrash()
	c.w.Log.Error("start engine", "cluster", c.spec.ID, "error", err)
	return &engine.Error{State: engine.CannotConnectNow, Message: "the cluster's database cannot be opened"}
}

// enter counts a session into the runner that there is, if there is one.
func (c *cluster) enter() (*active, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.active
	switch {
	case c.closed, c.paused:
		return nil, errNoCluster
	case a == nil && c.crashesOften():
		return nil, &engine.Error{State: engine.CannotConnectNow, Message: "the cluster's engine has ended unexpectedly several times: try again in a moment"}
	case a == nil:
		return nil, nil
	}
	a.sessions++
	if a.idle != nil {
		a.idle.Stop()
		a.idle = nil
	}
	return a, nil
}

// release counts a session out; the last one sets the idle time running.
func (c *cluster) release(a *active) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a.sessions--
	if a.sessions > 0 || c.active != a || c.closed {
		return
	}
	a.used = c.w.Clock.Now()
	wait := c.w.IdleAfter
	if a.swollen() {
		wait = 0
	}
	a.idle = c.w.Clock.AfterFunc(wait, func() {
		if c.take(context.Background()) == nil {
			defer c.give()
			c.rest(a)
		}
	})
	c.w.slots.wake()
}

// rest closes a runner that is still idle; it reports whether it did. The caller
// has the cluster's turn.
func (c *cluster) rest(a *active) bool {
	c.mu.Lock()
	if c.active != a || a.sessions > 0 || c.closed {
		c.mu.Unlock()
		return false
	}
	c.active = nil
	if a.idle != nil {
		a.idle.Stop()
	}
	c.mu.Unlock()
	c.endSoon(a)
	return true
}

// endLimit is how long a runner without sessions is given to close its database.
const endLimit = 30 * time.Second

func (c *cluster) endSoon(a *active) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	late := c.w.Clock.AfterFunc(endLimit, cancel)
	defer late.Stop()
	c.end(ctx, a)
}

// end closes a runner that is nobody's any more.
func (c *cluster) end(ctx context.Context, a *active) {
	if err := a.close(ctx); err != nil {
		c.w.Log.Error("close engine", "cluster", c.spec.ID, "error", err)
	}
	c.w.slots.give()
}

// watch notices when a runner ends by itself.
func (c *cluster) watch(a *active) {
	select {
	case <-a.ended():
		c.lose(a)
	case <-c.closing:
	}
}

// lose forgets a runner that has ended, unless it was asked to.
func (c *cluster) lose(a *active) {
	c.mu.Lock()
	mine := c.active == a
	if mine {
		c.active = nil
	}
	c.mu.Unlock()
	if !mine {
		return
	}
	c.noteCrash()
	c.w.Log.Error("engine ended unexpectedly", "cluster", c.spec.ID)
	c.endSoon(a)
}

// The bound on how often a runner is started that ends by itself.
const (
	maxCrashes  = 5
	crashWindow = 10 * time.Second
)

func (c *cluster) noteCrash() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.crashes = append(c.crashes, c.w.Clock.Now())
	if len(c.crashes) > maxCrashes {
		c.crashes = c.crashes[1:]
	}
}

// crashesOften reports whether the cluster must be left alone for a moment. The
// caller holds mu.
func (c *cluster) crashesOften() bool {
	return len(c.crashes) == maxCrashes && c.w.Clock.Now().Sub(c.crashes[0]) < crashWindow
}

// run starts a runner, in a child where the configuration has a command for one.
func (w *Warehouse) run(ctx context.Context, spec EngineSpec, keeper users.Keeper) (runner, error) {
	log := w.Log.With("cluster", spec.ID)
	if w.Command != nil {
		c, err := startChild(ctx, spec, keeper, w.Command, w.Clock, log)
		if err != nil {
			return nil, err // not a nil *child in an interface
		}
		return c, nil
	}
	r, err := openInline(ctx, spec, inlineConfig{
		open:  func(ctx context.Context) (engine.Cluster, error) { return w.Open(ctx, spec.Folder) },
		clock: w.Clock, wire: pgwire.Config{Clock: w.Clock, Log: log, Keeper: keeper}, patient: lockPatience,
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}
