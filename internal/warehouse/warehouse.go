// Package warehouse keeps the clusters' running databases: where each listens,
// who its users are, and the engine, which is opened when it is first asked and
// closed when nobody has asked for a while.
//
// Everybody reaches a database in one way, through a session on the PostgreSQL
// wire: drivers over TCP, the Data API over a socket pair inside the process.
package warehouse

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
)

// Config is what a Warehouse is made of. All fields but IdleAfter are required.
type Config struct {
	Dir    string // absolute; holds one folder for each cluster
	Listen string // address whose host clusters listen on and from whose port they count up
	Auth   pgwire.AuthMethod
	// Open starts an engine without databases; folder, an absolute path, is the cluster's.
	Open  func(ctx context.Context, folder string) (engine.Cluster, error)
	Clock clock.Clock
	Log   *slog.Logger
	// IdleAfter is how long an engine without sessions stays open; 0 means DefaultIdle.
	IdleAfter time.Duration
}

// DefaultIdle is how long an engine without sessions stays open.
const DefaultIdle = 5 * time.Minute

// A Spec is what a warehouse must know of a cluster.
type Spec struct {
	ID         string // immutable, names the cluster's folder
	Database   string
	Port       int // wanted
	MasterUser string
	Master     pgwire.PasswordVerifier
}

// A Warehouse keeps the databases of all clusters of a server. It is safe for
// concurrent use.
type Warehouse struct {
	Config
	host string
	port int

	mu       sync.Mutex
	closed   bool
	clusters map[string]*cluster
}

// New returns a warehouse without clusters.
func New(config Config) (*Warehouse, error) {
	addr, err := net.ResolveTCPAddr("tcp", config.Listen)
	if err != nil {
		return nil, fmt.Errorf("SQL address %q: %w", config.Listen, err)
	}
	if config.IdleAfter == 0 {
		config.IdleAfter = DefaultIdle
	}
	host, _, err := net.SplitHostPort(config.Listen)
	return &Warehouse{Config: config, host: host, port: addr.Port, clusters: map[string]*cluster{}}, err
}

// Host is the host that clusters listen on.
func (w *Warehouse) Host() string { return w.host }

// Add makes a cluster's database if it does not exist, and listens for it. It
// returns the port: the wanted one if it is free, else the next free one. A
// cluster that is there already keeps its port.
func (w *Warehouse) Add(ctx context.Context, spec Spec) (port int, err error) {
	w.mu.Lock()
	c, known := w.clusters[spec.ID]
	if w.closed {
		w.mu.Unlock()
		return 0, errClosed
	}
	if !known {
		if c, err = newCluster(w, spec); err == nil {
			w.clusters[spec.ID] = c
		}
	}
	w.mu.Unlock()
	if err != nil {
		return 0, err
	}
	return c.start(ctx)
}

// Remove closes a cluster's sessions and removes its folder. A cluster that is
// gone already is no error.
func (w *Warehouse) Remove(ctx context.Context, id string) error {
	w.mu.Lock()
	c := w.clusters[id]
	delete(w.clusters, id)
	w.mu.Unlock()
	if c != nil {
		if err := c.close(ctx); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(w.folder(id)); err != nil {
		return fmt.Errorf("remove cluster %s: %w", id, err)
	}
	return nil
}

// HasUser tells whether a cluster has a database user of that name.
func (w *Warehouse) HasUser(id, user string) bool {
	c, err := w.cluster(id)
	return err == nil && c.spec.MasterUser == user
}

// Close closes all clusters. ctx bounds how long sessions are given to end.
func (w *Warehouse) Close(ctx context.Context) error {
	w.mu.Lock()
	w.closed = true
	clusters := w.clusters
	w.clusters = map[string]*cluster{}
	w.mu.Unlock()
	var failed []error
	for _, c := range clusters {
		failed = append(failed, c.close(ctx))
	}
	return errors.Join(failed...)
}

var (
	errClosed    = errors.New("warehouse is closed")
	errNoCluster = &engine.Error{State: engine.CannotConnectNow, Message: "the cluster is not available"}
)

func (w *Warehouse) cluster(id string) (*cluster, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, known := w.clusters[id]
	if !known {
		return nil, errNoCluster
	}
	return c, nil
}

func (w *Warehouse) folder(id string) string { return filepath.Join(w.Dir, id) }
