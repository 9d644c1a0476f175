// Package warehouse keeps the clusters' running databases: where each listens,
// who its users are, and the engine, which is opened when it is first asked and
// closed when nobody has asked for a while.
//
// Everybody reaches a database in one way, through a session on the PostgreSQL
// wire: drivers over TCP, the Data API over a socket pair. The server's side of it
// (cluster.go) listens and authenticates; a runner (runner.go) runs the sessions,
// either inline or in a child process (child.go), whose own side is host.go.
package warehouse

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
)

// Config is what a Warehouse is made of. Either Open or Command is required; where
// zero has a meaning it is said.
type Config struct {
	Account string // of whom the clusters are
	Dir     string // absolute; holds one folder for each cluster
	Listen  string // address whose host clusters listen on and from whose port they count up
	Auth    pgwire.AuthMethod
	TLS     *tls.Config // for clients that ask for it; nil declines
	// Open starts an engine inside this process, without databases; folder, an
	// absolute path, is the cluster's.
	Open func(ctx context.Context, folder string) (engine.Cluster, error)
	// Command, in place of Open, is the command line of a child process that calls
	// RunEngine. Its output goes to Log.
	Command func(spec EngineSpec) *exec.Cmd
	// Memory bounds a child, in bytes; 0 is no bound.
	Memory int64
	// MaxActive is how many clusters can be in use at a time; 0 means DefaultActive.
	MaxActive int
	Clock     clock.Clock
	Log       *slog.Logger
	// IdleAfter is how long an engine without sessions stays open; 0 means DefaultIdle.
	IdleAfter time.Duration
}

// DefaultActive is how many clusters can be in use at a time.
const DefaultActive = 16

// DefaultIdle is how long an engine without sessions stays open.
const DefaultIdle = 5 * time.Minute

// A Spec is what a warehouse must know of a cluster.
type Spec struct {
	ID         string // immutable, names the cluster's folder
	Database   string
	Port       int // wanted
	MasterUser string
	Master     pgwire.PasswordVerifier
	Users      []string // further database users, without passwords
	Paused     bool     // whether sessions are refused until Resume
}

// A Warehouse keeps the databases of all clusters of a server. It is safe for
// concurrent use.
type Warehouse struct {
	Config
	host  string
	port  int
	slots *slots

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
	if config.MaxActive == 0 {
		config.MaxActive = DefaultActive
	}
	if (config.Open == nil) == (config.Command == nil) {
		return nil, errors.New("warehouse: Config needs either Open or Command")
	}
	host, _, err := net.SplitHostPort(config.Listen)
	w := &Warehouse{Config: config, host: host, port: addr.Port, clusters: map[string]*cluster{}}
	w.slots = newSlots(config.MaxActive, config.Clock, w.evict)
	return w, err
}

// Host is the host that clusters listen on.
func (w *Warehouse) Host() string { return w.host }

// Add listens for a cluster, whose database is opened, or made, when somebody first
// connects. It returns the port: the wanted one if it is free, else the next free
// one. A cluster that is there already keeps its port.
func (w *Warehouse) Add(_ context.Context, spec Spec) (port int, err error) {
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
	return c.start()
}

// Remove closes a cluster's sessions and removes its folder and its users. A cluster that is
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
	for _, path := range []string{w.folder(id), w.folder(id) + rosterSuffix, w.folder(id) + rosterSuffix + nextSuffix} {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("remove cluster %s: %w", id, err)
		}
	}
	return nil
}

// Close closes all clusters. ctx bounds how long sessions are given to end.
func (w *Warehouse) Close(ctx context.Context) error {
	w.mu.Lock()
	w.closed = true
	clusters := w.clusters
	w.clusters = map[string]*cluster{}
	w.mu.Unlock()
	failed := make(chan error, len(clusters))
	for _, c := range clusters {
		go func() { failed <- c.close(ctx) }()
	}
	var all error
	for range clusters {
		all = errors.Join(all, <-failed)
	}
	return all
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
