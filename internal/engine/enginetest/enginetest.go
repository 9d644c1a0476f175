// Package enginetest is the contract of an engine.Cluster, as a test that
// every engine runs against itself.
package enginetest

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Run checks an engine. open starts a cluster whose files lie in folder.
func Run(t *testing.T, open func(t *testing.T, folder string) engine.Cluster) {
	for name, check := range map[string]func(*testing.T, *fixture){
		"Databases":    testDatabases,
		"Values":       testValues,
		"Parameters":   testParameters,
		"Errors":       testErrors,
		"Transactions": testTransactions,
		"Conflict":     testConflict,
		"Streaming":    testStreaming,
		"OneResult":    testOneResult,
		"Interrupt":    testInterrupt,
		"Context":      testContext,
		"Close":        testClose,
		"Settings":     testSettings,
		"Reopen":       testReopen,
		"Markers":      testMarkers,
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			f := &fixture{folder: folder, open: open, cluster: open(t, folder)}
			t.Cleanup(func() { f.cluster.Close() })
			if err := f.cluster.Attach(t.Context(), "dev", filepath.Join(folder, "1.db")); err != nil {
				t.Fatal(err)
			}
			check(t, f)
		})
	}
}

type fixture struct {
	folder  string
	open    func(*testing.T, string) engine.Cluster
	cluster engine.Cluster
}

func (f *fixture) connect(t *testing.T) engine.Conn {
	t.Helper()
	c, err := f.cluster.Connect(t.Context(), engine.Session{Database: "dev", User: "u"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// query runs sql to its end and shows every value as text or a number.
func query(ctx context.Context, c engine.Conn, sql string, args ...engine.Value) ([][]any, engine.Rows, error) {
	st, err := c.Prepare(ctx, sql)
	if err != nil {
		return nil, nil, err
	}
	defer st.Close()
	rows, err := st.Execute(ctx, args)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var out [][]any
	for {
		chunk, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return out, rows, nil
		}
		if err != nil {
			return out, rows, err
		}
		for row := range chunk.Len() {
			out = append(out, show(rows.Columns(), chunk, row))
		}
	}
}

// zoned is the value of a time with its zone.
type zoned struct {
	micros int64
	zone   int
}

func show(columns []engine.Column, chunk engine.Chunk, row int) []any {
	values := make([]any, len(columns))
	for i, c := range columns {
		v := chunk.Vector(i)
		switch {
		case v.Null(row):
		case c.Type.Kind == engine.Float4 || c.Type.Kind == engine.Float8:
			values[i] = v.Float(row)
		case c.Type.Kind == engine.Numeric:
			values[i] = string(v.Decimal(row).Append(nil, c.Type.Scale))
		case c.Type.Kind == engine.Text || c.Type.Kind == engine.Char || c.Type.Kind == engine.Bytes:
			values[i] = string(v.Bytes(row))
		case c.Type.Kind == engine.Interval:
			values[i] = v.Interval(row)
		case c.Type.Kind == engine.TimeTZ:
			values[i] = zoned{v.Int(row), v.Zone(row)}
		default:
			values[i] = v.Int(row)
		}
	}
	return values
}

func must(t *testing.T, c engine.Conn, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		if _, _, err := query(t.Context(), c, sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

func one(t *testing.T, c engine.Conn, sql string) any {
	t.Helper()
	rows, _, err := query(t.Context(), c, sql)
	if err != nil || len(rows) != 1 || len(rows[0]) != 1 {
		t.Fatalf("%s: %v, %v", sql, rows, err)
	}
	return rows[0][0]
}

// closeTwice closes each twice: the second time must do nothing.
func closeTwice(list ...io.Closer) error {
	var failed []error
	for _, c := range list {
		failed = append(failed, c.Close(), c.Close())
	}
	return errors.Join(failed...)
}

// State is the SQLSTATE of an engine's error.
func State(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.State
	}
	return ""
}

func testStreaming(t *testing.T, f *fixture) {
	c := f.connect(t)
	rows, _, err := query(t.Context(), c, "select count(*) from (select i.* from generate_series(1, 300000) i)")
	if err != nil || rows[0][0] != int64(300000) {
		t.Fatalf("%v, %v", rows, err)
	}
	st, err := c.Prepare(t.Context(), "select i.* from generate_series(1, 300000) i")
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	r, err := st.Execute(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for {
		chunk, err := r.Next(t.Context())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || chunk.Len() == 0 {
			t.Fatalf("chunk of %v: %v", chunk, err)
		}
		total += chunk.Len()
	}
	if total != 300000 {
		t.Errorf("%d rows", total)
	}
	if _, err := r.Next(t.Context()); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %v", err)
	}
}

func testOneResult(t *testing.T, f *fixture) {
	c := f.connect(t)
	st, err := c.Prepare(t.Context(), "select i.* from generate_series(1, 100000) i")
	if err != nil {
		t.Fatal(err)
	}
	r, err := st.Execute(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := one(t, c, "select 7"); got != int64(7) {
		t.Errorf("second result: %v", got)
	}
	if _, err := r.Next(t.Context()); State(err) != engine.InvalidCursorName {
		t.Errorf("first result after the second: %v", err)
	}
	if err := closeTwice(r, st); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

// endless runs until it is stopped.
const endless = "select count(*) from generate_series(1, 100000000) a, generate_series(1, 100000) b where a.generate_series + b.generate_series = -1"

func testInterrupt(t *testing.T, f *fixture) {
	c := f.connect(t)
	c.Interrupt() // nothing runs: nothing happens
	if got := one(t, c, "select 1"); got != int64(1) {
		t.Fatal(got)
	}
	done := make(chan error, 1)
	go func() {
		_, _, err := query(context.Background(), c, endless)
		done <- err
	}()
	// An interrupt ends what runs; until it runs there is nothing to end.
	for {
		c.Interrupt()
		select {
		case err := <-done:
			if State(err) != engine.QueryCanceled {
				t.Errorf("interrupted: %v", err)
			}
			if got := one(t, c, "select 2"); got != int64(2) {
				t.Error("the session must go on")
			}
			return
		case <-clock.System{}.After(5 * time.Millisecond):
		}
	}
}

func testContext(t *testing.T, f *fixture) {
	c := f.connect(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	system := clock.System{}
	began := system.Now()
	if _, _, err := query(ctx, c, endless); State(err) != engine.QueryCanceled {
		t.Errorf("ended context: %v", err)
	}
	if took := system.Now().Sub(began); took > 3*time.Second {
		t.Errorf("took %v to notice", took)
	}
}

func testClose(t *testing.T, f *fixture) {
	c := f.connect(t)
	done := make(chan error, 1)
	go func() {
		_, _, err := query(context.Background(), c, endless)
		done <- err
	}()
	if err := closeTwice(f.cluster); err != nil {
		t.Errorf("closing a cluster twice: %v", err)
	}
	if err := <-done; err == nil {
		t.Error("a statement survived its cluster")
	}
	if _, err := c.Prepare(t.Context(), "select 1"); err == nil {
		t.Error("a session survived its cluster")
	}
	if _, err := f.cluster.Connect(t.Context(), engine.Session{Database: "dev"}); State(err) != engine.AdminShutdown {
		t.Errorf("connect to a closed cluster: %v", err)
	}
	if err := closeTwice(c); err != nil {
		t.Errorf("closing a session of a closed cluster: %v", err)
	}
}
