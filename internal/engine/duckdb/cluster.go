// Package duckdb runs a cluster's SQL on an embedded DuckDB.
//
// A cluster is one in-memory DuckDB instance with the cluster's databases
// attached from files. It is locked down before the first session: no file
// outside the cluster's folder, no network, no extension, no setting. That is
// the second line; the first is package dialect, which lets no dangerous
// statement through.
//
// Results stream: the low-level bindings fetch chunk by chunk, so memory does not
// grow with a result. What DuckDB's memory_limit does not hold (some functions
// that build one huge value) is bounded by macros, see macros.go.
package duckdb

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Options are what an instance may use.
type Options struct {
	// Folder is an absolute path. Database files lie in it, and what does not
	// fit into memory is written below it.
	Folder string

	MemoryLimit int64 // bytes; 0 is 512 MiB
	Threads     int   // 0 is 2
}

// A Cluster is an engine.Cluster on DuckDB.
type Cluster struct {
	folder string
	db     bindings.Database
	byID   sync.Map // of connections, by the engine's number

	mu        sync.Mutex
	admin     *conn // attaches and detaches
	conns     map[*conn]struct{}
	databases map[string]int // sessions of each attached database
	closed    bool
}

var _ engine.Cluster = (*Cluster)(nil)

// Open starts an instance and locks it down. No database is attached yet.
func Open(ctx context.Context, o Options) (*Cluster, error) {
	if !filepath.IsAbs(o.Folder) {
		return nil, fmt.Errorf("duckdb: folder %q: not an absolute path", o.Folder)
	}
	c := &Cluster{folder: filepath.Clean(o.Folder), conns: map[*conn]struct{}{}, databases: map[string]int{}}
	if err := c.open(o); err != nil {
		return nil, err
	}
	admin, err := c.connect()
	if err == nil {
		c.admin = admin
		err = c.lockDown(ctx)
	}
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("duckdb: open: %w", err)
	}
	return c, nil
}

func (c *Cluster) open(o Options) error {
	var cfg bindings.Config
	bindings.CreateConfig(&cfg)
	defer bindings.DestroyConfig(&cfg)
	for _, s := range startSettings(o) {
		if bindings.SetConfig(cfg, s.name, s.value) != bindings.StateSuccess {
			return fmt.Errorf("duckdb: setting %s", s.name)
		}
	}
	var message string
	if bindings.OpenExt(":memory:", &c.db, cfg, &message) != bindings.StateSuccess {
		return errors.New("duckdb: open: " + message)
	}
	return nil
}

// Attach opens the database file at path, which must be in the cluster's
// folder, as name.
func (c *Cluster) Attach(ctx context.Context, name, path string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return errClosed()
	}
	name = strings.ToLower(name)
	if _, ok := c.databases[name]; ok || isOwnCatalog(name) {
		return &engine.Error{State: engine.DuplicateDatabase, Message: fmt.Sprintf("database %q already exists", name)}
	}
	if filepath.Dir(filepath.Clean(path)) != c.folder {
		return fmt.Errorf("duckdb: attach %s: not in %s", path, c.folder)
	}
	if err := c.admin.exec(ctx, "ATTACH "+quoteText(path)+" AS "+quoteName(name)); err != nil {
		return fmt.Errorf("duckdb: attach %s: %w", name, err)
	}
	if err := c.admin.exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+quoteName(name)+".public"); err != nil {
		return fmt.Errorf("duckdb: attach %s: schema public: %w", name, err)
	}
	if err := c.keepMarkers(ctx, name); err != nil {
		return fmt.Errorf("duckdb: attach %s: %w", name, err)
	}
	c.databases[name] = 0
	return nil
}

// Detach closes a database's file.
func (c *Cluster) Detach(ctx context.Context, name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	name = strings.ToLower(name)
	sessions, ok := c.databases[name]
	switch {
	case c.closed:
		return errClosed()
	case !ok:
		return errNoDatabase(name)
	case sessions > 0:
		return &engine.Error{State: engine.ObjectInUse, Message: fmt.Sprintf("database %q is being accessed by other users", name)}
	}
	if err := c.admin.exec(ctx, "DETACH "+quoteName(name)); err != nil {
		return fmt.Errorf("duckdb: detach %s: %w", name, err)
	}
	delete(c.databases, name)
	return nil
}

// Connect opens a session whose search path is schema public of the database.
func (c *Cluster) Connect(ctx context.Context, s engine.Session) (engine.Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, errClosed()
	}
	name := strings.ToLower(s.Database)
	if _, ok := c.databases[name]; !ok {
		return nil, errNoDatabase(s.Database)
	}
	cn, err := c.connect()
	if err != nil {
		return nil, err
	}
	cn.database = name
	if err := cn.setUp(ctx); err != nil {
		cn.disconnect()
		return nil, fmt.Errorf("duckdb: connect: %w", err)
	}
	c.conns[cn] = struct{}{}
	c.databases[name]++
	return cn, nil
}

func (c *Cluster) connect() (*conn, error) {
	cn := &conn{cluster: c}
	if bindings.Connect(c.db, &cn.handle) != bindings.StateSuccess {
		return nil, errors.New("duckdb: connect")
	}
	cn.register()
	return cn, nil
}

// forget is called by a session that has closed.
func (c *Cluster) forget(cn *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.conns[cn]; ok {
		delete(c.conns, cn)
		c.databases[cn.database]--
	}
}

// Close ends all sessions and closes the files. A connection that outlived the
// instance would keep it alive, and a later Open of the same file would wait for
// it for ever: so every connection is closed first, and waited for.
func (c *Cluster) Close() error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return nil
	}
	c.closed = true
	conns := make([]*conn, 0, len(c.conns))
	for cn := range c.conns {
		conns = append(conns, cn)
	}
	c.mu.Unlock()
	for _, cn := range conns {
		cn.Interrupt()
	}
	for _, cn := range conns {
		cn.Close()
	}
	if c.admin != nil {
		c.admin.disconnect()
	}
	bindings.Close(&c.db)
	return nil
}

func errClosed() error {
	return &engine.Error{State: engine.AdminShutdown, Message: "the cluster is shutting down"}
}

func errNoDatabase(name string) error {
	return &engine.Error{State: engine.InvalidCatalogName, Message: fmt.Sprintf("database %q does not exist", name)}
}

func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
