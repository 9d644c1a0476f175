package duckdb

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A conn is one session.
//
// DuckDB clears its interrupt flag when a statement starts, so an interrupt
// that arrives a moment too early would be lost: cancelled and closing remember
// it, and execution looks at them once DuckDB can no longer forget.
type conn struct {
	cluster  *Cluster
	database string
	id       uint64 // the engine's
	system   atomic.Pointer[engine.System]

	run   sync.Mutex // held while a statement is prepared, run or fetched from
	open  *rows      // the one result that is open, guarded by run
	reads []string   // relations of the system that are bound, guarded by run

	life      sync.RWMutex // held for writing while the handle goes away
	handle    bindings.Connection
	closed    bool
	cancelled atomic.Bool
	closing   atomic.Bool
}

var errConnClosed = errors.New("duckdb: connection is closed")

// setUp gives a new connection what is per connection in DuckDB.
func (c *conn) setUp(ctx context.Context) error {
	if err := c.exec(ctx, "SET integer_division=true"); err != nil {
		return err
	}
	if err := c.SetTimeZone(ctx, "UTC"); err != nil {
		return err
	}
	return c.SetSearchPath(ctx, []string{"public"})
}

// SetTimeZone changes how timestamps with time zone are read and cast.
func (c *conn) SetTimeZone(ctx context.Context, zone string) error {
	return c.exec(ctx, "SET TimeZone="+quoteText(zone))
}

// SetSearchPath changes where names without a schema are looked for. A schema
// that does not exist is passed over, as PostgreSQL does; DuckDB would refuse.
func (c *conn) SetSearchPath(ctx context.Context, schemas []string) error {
	path := make([]string, 0, len(schemas)+1)
	for _, s := range schemas {
		if isInternal(s) {
			continue
		}
		name := quoteName(c.database) + "." + quoteName(s)
		switch err := c.setPath(ctx, name); {
		case err == nil:
			path = append(path, name)
		case !isMissing(err):
			return err
		}
	}
	return c.setPath(ctx, append(path, boundsCatalog+".main")...)
}

func (c *conn) setPath(ctx context.Context, path ...string) error {
	return c.exec(ctx, "SET search_path="+quoteText(strings.Join(path, ",")))
}

// SetVariables sets variables of the connection.
func (c *conn) SetVariables(ctx context.Context, values map[string]string) error {
	for name, value := range values {
		if err := c.exec(ctx, "SET VARIABLE "+name+" = "+quoteText(value)); err != nil {
			return err
		}
	}
	return nil
}

// isMissing reports whether an error is the catalogue's, about something that
// is not there.
func isMissing(err error) bool {
	var e *engine.Error
	return errors.As(err, &e) && (e.State == engine.UndefinedObject || e.State == engine.InvalidSchemaName)
}

// Begin starts a transaction.
func (c *conn) Begin(ctx context.Context) error { return c.exec(ctx, "BEGIN TRANSACTION") }

// Commit ends the transaction; a conflict with another session is a
// serialization failure.
func (c *conn) Commit(ctx context.Context) error { return c.exec(ctx, "COMMIT") }

// Rollback ends the transaction, if there is one. It is not cut short by ctx: a
// session that cannot roll back is of no use.
func (c *conn) Rollback(context.Context) error {
	err := c.exec(context.Background(), "ROLLBACK")
	var e *engine.Error
	if errors.As(err, &e) && e.State == engine.NoActiveTransaction {
		return nil
	}
	return err
}

// exec runs a statement of ours that has no result.
func (c *conn) exec(ctx context.Context, sql string) error {
	st, err := c.Prepare(ctx, sql)
	if err != nil {
		return err
	}
	defer st.Close()
	r, err := st.Execute(ctx, nil)
	if err != nil {
		return err
	}
	return r.Close()
}

// Prepare parses and binds sql.
func (c *conn) Prepare(ctx context.Context, sql string) (engine.Statement, error) {
	c.run.Lock()
	defer c.run.Unlock()
	if err := c.start(ctx); err != nil {
		return nil, err
	}
	st := &statement{conn: c, sql: sql}
	c.reads = nil
	if bindings.Prepare(c.handle, sql, &st.handle) != bindings.StateSuccess {
		err := parseError(bindings.PrepareError(st.handle), sql)
		bindings.DestroyPrepare(&st.handle)
		return nil, err
	}
	st.reads = c.reads
	st.describe()
	return st, nil
}

// start closes the open result and forgets old interrupts. The caller holds run.
func (c *conn) start(ctx context.Context) error {
	if c.closing.Load() || c.closed {
		return errConnClosed
	}
	if ctx.Err() != nil {
		return errCancelled()
	}
	c.cancelled.Store(false)
	if c.open != nil {
		c.open.stale = true
		c.open.free()
	}
	return nil
}

// Interrupt ends the running statement.
func (c *conn) Interrupt() {
	c.cancelled.Store(true)
	c.life.RLock()
	defer c.life.RUnlock()
	if !c.closed {
		bindings.Interrupt(c.handle)
	}
}

// watch interrupts the connection when ctx ends, until it is told to stop: then no interrupt is
// on its way any more that could meet the next statement.
func (c *conn) watch(ctx context.Context) (stop func()) {
	done := make(chan struct{})
	cease := context.AfterFunc(ctx, func() {
		defer close(done)
		c.Interrupt()
	})
	return func() {
		if !cease() {
			<-done
		}
	}
}

// interrupted reports whether a statement that has started must end.
func (c *conn) interrupted(ctx context.Context) bool {
	return c.cancelled.Load() || c.closing.Load() || ctx.Err() != nil
}

// Close interrupts what runs, waits for it, and disconnects. DuckDB rolls back
// an open transaction.
func (c *conn) Close() error {
	c.closing.Store(true)
	c.Interrupt()
	c.disconnect()
	c.cluster.forget(c)
	return nil
}

func (c *conn) disconnect() {
	c.run.Lock()
	defer c.run.Unlock()
	if c.open != nil {
		c.open.free()
	}
	c.life.Lock()
	defer c.life.Unlock()
	if !c.closed {
		c.closed = true
		c.cluster.byID.Delete(c.id)
		bindings.Disconnect(&c.handle)
	}
}
