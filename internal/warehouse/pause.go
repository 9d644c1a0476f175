package warehouse

import (
	"context"
	"errors"
	"net"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// Pause ends a cluster's sessions and closes its database. From then on sessions
// are refused (57P03), until Resume. The port stays. ctx bounds how long sessions
// are given to end.
func (w *Warehouse) Pause(ctx context.Context, id string) error {
	c, err := w.cluster(id)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.paused = true
	c.mu.Unlock()
	if err := c.take(ctx); err != nil {
		return err
	}
	defer c.give()
	c.mu.Lock()
	a := c.active
	c.active = nil
	if a != nil && a.idle != nil {
		a.idle.Stop()
	}
	c.mu.Unlock()
	if a != nil {
		c.end(ctx, a)
	}
	return nil
}

// Resume lets sessions in again after Pause.
func (w *Warehouse) Resume(id string) error {
	c, err := w.cluster(id)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused = false
	return nil
}

// Move has a cluster listen on another port, as Add chooses it. Sessions go on.
func (w *Warehouse) Move(id string, wanted int) (port int, err error) {
	c, err := w.cluster(id)
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.listener == nil {
		return 0, errNoCluster
	}
	old := c.listener
	if old.Addr().(*net.TCPAddr).Port == wanted {
		return wanted, nil
	}
	listener, err := w.listen(wanted)
	if err != nil {
		return 0, err
	}
	c.serveOn(listener)
	_ = old.Close() // its Serve returns
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// serveOn makes a listener the cluster's. The caller holds mu.
func (c *cluster) serveOn(listener net.Listener) {
	c.listener = listener
	c.serving.Go(func() {
		err := c.front.Serve(listener)
		c.mu.Lock()
		moved := c.listener != listener
		c.mu.Unlock()
		if !moved && !errors.Is(err, pgwire.ErrServerClosed) {
			c.w.Log.Error("SQL port", "cluster", c.spec.ID, "error", err)
		}
	})
}
