package warehouse

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// A cluster is one cluster's listener and, while it is used, its runner.
type cluster struct {
	w     *Warehouse
	spec  Spec
	front *pgwire.Server // start-up and authentication; sessions are joined to the runner

	turn     chan struct{} // held while a runner is started or ended
	closing  chan struct{} // closed by close
	serving  sync.WaitGroup
	watching sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener
	active   *active // nil while nobody uses the cluster
	crashes  []time.Time
	paused   bool // by Pause
	closed   bool

	roster *roster
}

func newCluster(w *Warehouse, spec Spec) (*cluster, error) {
	c := &cluster{w: w, spec: spec, turn: make(chan struct{}, 1), closing: make(chan struct{})}
	c.paused = spec.Paused
	var err error
	if c.roster, err = openRoster(spec, w.folder(spec.ID), c.tell); err != nil {
		return nil, err
	}
	c.front, err = pgwire.NewServer(pgwire.Config{
		Users: c.user, Join: c.joinProven, Cancel: c.cancel, Auth: w.Auth, TLS: w.TLS, Clock: w.Clock, Log: w.Log.With("cluster", spec.ID),
	})
	return c, err
}

// start begins to listen. The database is made when somebody first connects.
func (c *cluster) start() (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return 0, errClosed
	}
	if c.listener == nil {
		listener, err := c.w.listen(c.spec.Port)
		if err != nil {
			return 0, err
		}
		c.serveOn(listener)
	}
	return c.listener.Addr().(*net.TCPAddr).Port, nil
}

func (c *cluster) engineSpec() EngineSpec {
	return EngineSpec{ID: c.spec.ID, Folder: c.w.folder(c.spec.ID), Database: c.spec.Database, Account: c.w.Account, Memory: c.w.Memory}
}

// maxPort is the last port.
const maxPort = 65535

// listen takes the wanted port if it is free, else the next free one from the
// warehouse's own up, or any free one if the warehouse's own is 0.
func (w *Warehouse) listen(wanted int) (net.Listener, error) {
	on := func(port int) (net.Listener, error) {
		return net.Listen("tcp", net.JoinHostPort(w.host, strconv.Itoa(port)))
	}
	listener, err := on(wanted)
	if err != nil && w.port == 0 {
		listener, err = on(0)
	}
	for port := w.port; err != nil && port != 0 && port <= maxPort; port++ {
		listener, err = on(port)
	}
	if err != nil {
		return nil, fmt.Errorf("SQL port: %w", err)
	}
	return listener, nil
}

// close ends the sessions and the runner. ctx bounds how long sessions are given.
func (c *cluster) close(ctx context.Context) error {
	c.mu.Lock()
	again := c.closed
	c.closed = true
	listener, a := c.listener, c.active
	if a != nil && a.idle != nil {
		a.idle.Stop()
	}
	c.mu.Unlock()
	if again {
		return nil
	}
	// Sessions end where they run; the front waits until they have.
	front := make(chan error, 1)
	go func() { front <- c.front.Shutdown(ctx) }()
	c.turn <- struct{}{} // never given: nothing starts any more
	c.mu.Lock()
	a, c.active = c.active, nil
	c.mu.Unlock()
	close(c.closing)
	if a != nil {
		c.end(ctx, a)
	}
	err := <-front
	if listener != nil {
		_ = listener.Close() // closed by Shutdown, unless Serve never began
	}
	c.serving.Wait()
	c.watching.Wait()
	return err
}
