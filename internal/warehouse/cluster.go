package warehouse

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
)

// A cluster is one cluster's listener, sessions and engine.
type cluster struct {
	w    *Warehouse
	spec Spec
	wire *pgwire.Server

	mu       sync.Mutex
	listener net.Listener
	serving  sync.WaitGroup
	engine   engine.Cluster // nil while closed
	sessions int
	idle     clock.Timer // due when the engine has been idle long enough
	closed   bool
}

func newCluster(w *Warehouse, spec Spec) (*cluster, error) {
	c := &cluster{w: w, spec: spec}
	var err error
	c.wire, err = pgwire.NewServer(pgwire.Config{
		Users: c.user, Open: c.open, Auth: w.Auth, Clock: w.Clock, Log: w.Log.With("cluster", spec.ID),
	})
	return c, err
}

// start makes the database of a new cluster and begins to listen.
func (c *cluster) start(ctx context.Context) (int, error) {
	if err := c.create(ctx); err != nil {
		return 0, err
	}
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
		c.listener = listener
		c.serving.Go(func() {
			if err := c.wire.Serve(listener); !errors.Is(err, pgwire.ErrServerClosed) {
				c.w.Log.Error("SQL port", "cluster", c.spec.ID, "error", err)
			}
		})
	}
	return c.listener.Addr().(*net.TCPAddr).Port, nil
}

// create makes the database of a cluster that has none. An existing one is not
// touched until somebody connects.
func (c *cluster) create(ctx context.Context) error {
	if _, err := os.Stat(c.file()); err == nil {
		return nil
	}
	if err := os.MkdirAll(c.w.folder(c.spec.ID), 0o700); err != nil {
		return fmt.Errorf("cluster %s: %w", c.spec.ID, err)
	}
	conn, err := c.open(ctx, c.spec.Database, c.spec.MasterUser)
	if err != nil {
		return fmt.Errorf("cluster %s: %w", c.spec.ID, err)
	}
	return conn.Close()
}

// file is the database's file. Its name is that of the database, which never
// changes; the folder is named by the cluster's immutable id.
func (c *cluster) file() string {
	return filepath.Join(c.w.folder(c.spec.ID), c.spec.Database+".duckdb")
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

// user looks a database user up for the wire.
func (c *cluster) user(_ context.Context, name string) (pgwire.PasswordVerifier, bool, error) {
	return c.spec.Master, name == c.spec.MasterUser, nil
}

// open connects a session to the engine, starting it if it is closed.
func (c *cluster) open(ctx context.Context, database, user string) (engine.Conn, error) {
	running, err := c.acquire(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := running.Connect(ctx, engine.Session{Database: database, User: user})
	if err != nil {
		c.release()
		return nil, err
	}
	return &session{Conn: conn, release: sync.OnceFunc(c.release)}, nil
}

// A session gives its share of the engine back when it is closed.
type session struct {
	engine.Conn
	release func()
}

// Close closes the session. A second call does nothing.
func (s *session) Close() error {
	err := s.Conn.Close()
	s.release()
	return err
}

// acquire counts a session in and makes sure that the engine runs.
func (c *cluster) acquire(ctx context.Context) (engine.Cluster, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, errNoCluster
	}
	if c.engine == nil {
		running, err := c.w.Open(ctx, c.w.folder(c.spec.ID))
		if err != nil {
			return nil, fmt.Errorf("start engine: %w", err)
		}
		if err := running.Attach(ctx, c.spec.Database, c.file()); err != nil {
			return nil, errors.Join(err, running.Close())
		}
		c.engine = running
	}
	if c.idle != nil {
		c.idle.Stop()
		c.idle = nil
	}
	c.sessions++
	return c.engine, nil
}

// release counts a session out; the last one sets the engine's idle time running.
func (c *cluster) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions--
	if c.sessions == 0 && !c.closed {
		c.idle = c.w.Clock.AfterFunc(c.w.IdleAfter, c.rest)
	}
}

// rest closes an engine that is still idle.
func (c *cluster) rest() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sessions > 0 || c.engine == nil || c.idle == nil {
		return
	}
	if err := c.engine.Close(); err != nil {
		c.w.Log.Error("close engine", "cluster", c.spec.ID, "error", err)
	}
	c.engine, c.idle = nil, nil
}

// close ends the sessions, then closes the engine.
func (c *cluster) close(ctx context.Context) error {
	c.mu.Lock()
	c.closed = true
	listener := c.listener
	if c.idle != nil {
		c.idle.Stop()
	}
	c.mu.Unlock()
	err := c.wire.Shutdown(ctx)
	if listener != nil {
		_ = listener.Close() // closed by Shutdown, unless Serve never began
	}
	c.serving.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.engine != nil {
		err = errors.Join(err, c.engine.Close())
		c.engine = nil
	}
	return err
}
