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
	"syscall"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/databases"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/users"
)

// A runner runs one cluster's sessions: inline, in this process, or a child.
type runner interface {
	// connect opens a session that is trusted, and returns the client's end; errGone
	// if the runner has ended or is about to.
	connect(ctx context.Context, as pgwire.Trusted) (*net.UnixConn, error)
	// ended is closed when the runner can run no more sessions.
	ended() <-chan struct{}
	// swollen reports whether the runner holds so much memory that it had better
	// be closed when nobody uses it.
	swollen() bool
	// tell tells the runner who the cluster's users are now.
	tell(d *users.Directory)
	// close ends the sessions and releases the database; ctx bounds how long
	// sessions are given.
	close(ctx context.Context) error
}

// errGone is the error of connecting to a runner that is no more.
var errGone = errors.New("the engine has ended")

// An EngineSpec is what a runner must know of its cluster.
type EngineSpec struct {
	ID       string `json:"id"`
	Folder   string `json:"folder"` // absolute; the database's file lies in it
	Database string `json:"database"`
	Account  string `json:"account,omitempty"` // of whom the cluster is
	// Memory bounds the process that runs the engine, in bytes; 0 is no bound.
	Memory int64 `json:"memory"`
}

// file is the database's file. Its name is that of the database, which never
// changes; the folder is named by the cluster's immutable id.
func (s EngineSpec) file() string { return filepath.Join(s.Folder, s.Database+".duckdb") }

// inline is a runner in this process.
type inline struct {
	engine  engine.Cluster
	wire    *pgwire.Server
	lock    *os.File
	serving sync.WaitGroup
	never   chan struct{}
	log     *slog.Logger
}

// inlineConfig is what an inline runner is made of.
type inlineConfig struct {
	open    func(ctx context.Context) (engine.Cluster, error)
	clock   clock.Clock
	wire    pgwire.Config // with the keeper of the users; Open is set here
	patient time.Duration // how long another process is given to release the database
}

func openInline(ctx context.Context, spec EngineSpec, c inlineConfig) (*inline, error) {
	if err := os.MkdirAll(spec.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("cluster %s: %w", spec.ID, err)
	}
	lock, err := lockFolder(ctx, spec.Folder, c)
	if err != nil {
		return nil, fmt.Errorf("cluster %s: %w", spec.ID, err)
	}
	r := &inline{lock: lock, never: make(chan struct{}), log: c.wire.Log}
	if err := r.open(ctx, spec, c); err != nil {
		return nil, errors.Join(fmt.Errorf("cluster %s: %w", spec.ID, err), r.release())
	}
	return r, nil
}

func (r *inline) open(ctx context.Context, spec EngineSpec, c inlineConfig) error {
	running, err := c.open(ctx)
	if err != nil {
		return fmt.Errorf("start engine: %w", err)
	}
	r.engine = running
	if c.wire.Databases, err = databases.Open(ctx, running, spec.Folder, spec.Database, spec.file()); err != nil {
		return err
	}
	c.wire.Open = func(ctx context.Context, database, user string) (engine.Conn, error) {
		return running.Connect(ctx, engine.Session{Database: database, User: user})
	}
	c.wire.Facts = map[string]string{"current_namespace": spec.ID}
	if spec.Account != "" {
		c.wire.Facts["current_aws_account"] = spec.Account
	}
	r.wire, err = pgwire.NewServer(c.wire)
	return err
}

// tell has nothing to do: sessions in this process ask the keeper.
func (r *inline) tell(*users.Directory) {}

// lockRetry is how long to wait before a lock is tried again.
const lockRetry = 10 * time.Millisecond

// lockFolder makes sure that one process at a time opens a cluster's files. A
// process that was killed holds its lock until it is gone altogether, which may
// take a moment.
func lockFolder(ctx context.Context, folder string, c inlineConfig) (*os.File, error) {
	lock, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	late := c.clock.After(c.patient)
	for {
		err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return lock, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(err, lock.Close())
		}
		select {
		case <-c.clock.After(lockRetry):
		case <-late:
			return nil, errors.Join(errors.New("another process uses the database"), lock.Close())
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), lock.Close())
		}
	}
}

// serve serves a session on conn until it ends.
func (r *inline) serve(conn net.Conn, as pgwire.Trusted) {
	_ = r.wire.ServeConn(context.Background(), conn, as) // ends with the session, or with close
}

func (r *inline) connect(_ context.Context, as pgwire.Trusted) (*net.UnixConn, error) {
	near, far, err := socketPair()
	if err != nil {
		return nil, err
	}
	r.serving.Go(func() { r.serve(far, as) })
	return near, nil
}

func (r *inline) ended() <-chan struct{} { return r.never }

func (r *inline) swollen() bool { return false }

func (r *inline) close(ctx context.Context) error {
	err := r.wire.Shutdown(ctx)
	r.serving.Wait()
	return errors.Join(err, r.release())
}

// release closes the engine and gives up the lock.
func (r *inline) release() error {
	var err error
	if r.engine != nil {
		err = r.engine.Close()
	}
	return errors.Join(err, r.lock.Close())
}
