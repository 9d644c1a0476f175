package pgwire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Cursors: DECLARE, FETCH and CLOSE. A session has one, within a transaction, and it only
// goes forward. With its first FETCH all of its result is stored in a temporary table of the
// engine, as Redshift does, which goes to disk where it is large; other statements may run
// meanwhile. Source: docs.aws.amazon.com/redshift/latest/dg/declare.html.

// cursorTable is where the result is. SQL of users cannot name it.
const cursorTable = `temp.main.` + engine.InternalSchema

// A cursor is the session's.
type cursor struct {
	name    string
	query   *prepared
	args    []engine.Value
	columns []engine.Column
	stands  []engine.Column // the columns as the engine has told them

	stored bool
	at     int64            // how many rows were fetched
	reader engine.Statement // over the rows that are left
	rows   engine.Rows      // of reader
	chunk  engine.Chunk
	next   int // the next row of chunk
}

// errCursors is what Redshift answers to a second cursor (observed).
func errCursors() error {
	return &engine.Error{State: engine.InvalidCursorState, Message: "opening multiple cursors from within the same client connection is not allowed."}
}

func errNoCursor(name string) error {
	return &engine.Error{State: engine.InvalidCursorName, Message: fmt.Sprintf("cursor \"%s\" does not exist", name)}
}

// prepareCursor checks a statement about a cursor.
func (p *prepared) prepareCursor(ctx context.Context, ss *session, declared []uint32) error {
	c, err := p.statement.Cursor()
	if err != nil {
		return err
	}
	if p.statement.Kind == dialect.Fetch {
		if ss.cursor == nil || ss.cursor.name != c.Name {
			return errNoCursor(c.Name)
		}
		p.columns = ss.cursor.columns
		return nil
	}
	if p.statement.Kind == dialect.CloseCursor {
		return nil
	}
	query, err := ss.prepare(ctx, c.Query, declared)
	if err != nil {
		return err
	}
	// Bind reads the arguments of DECLARE as those of its query.
	p.engine, p.oids = query.engine, query.oids
	return nil
}

// declare opens a cursor. Its query is prepared for itself: the statement may be executed again.
func (p *portal) declare(ctx context.Context) error {
	ss := p.session
	c, err := p.prepared.statement.Cursor()
	switch {
	case err != nil:
		return err
	case !ss.transaction.open || ss.transaction.implicit:
		return &engine.Error{State: engine.NoActiveTransaction, Message: "DECLARE CURSOR may only be used in transaction blocks"}
	case ss.cursor != nil && ss.cursor.name == c.Name, ss.portals[c.Name] != nil && c.Name != "":
		return &engine.Error{State: engine.DuplicateCursor, Message: fmt.Sprintf("cursor \"%s\" already exists", c.Name)}
	case ss.cursor != nil:
		return errCursors()
	}
	query, err := ss.prepare(ctx, c.Query, p.prepared.oids)
	if err != nil {
		return err
	}
	if query.columns == nil {
		query.close()
		return &engine.Error{State: engine.IndeterminateDatatype, Message: "could not determine the types of the cursor's columns"}
	}
	ss.cursor = &cursor{name: c.Name, query: query, args: p.args, columns: query.columns, stands: query.engine.Columns()}
	return nil
}

// fetch begins to send the next rows of the cursor.
func (p *portal) fetch(limit int64) error {
	ss := p.session
	c, err := p.prepared.statement.Cursor()
	if err != nil {
		return err
	}
	if ss.cursor == nil || ss.cursor.name != c.Name {
		return errNoCursor(c.Name)
	}
	if !slices.Equal(p.prepared.columns, ss.cursor.columns) {
		return &engine.Error{State: engine.FeatureNotSupported, Message: "cached plan must not change result type"}
	}
	p.ctx, p.stop = ss.begin()
	if err := ss.cursor.store(p.ctx, ss); err != nil {
		return p.stop.explain(ss.cursor.query.text.Locate(err))
	}
	p.rows = &fetched{session: ss, cursor: ss.cursor, left: c.Count}
	p.encoder = newEncoder(p.prepared.columns, p.formats, ss.style())
	if p.describe {
		ss.send(rowDescription(p.prepared.columns, p.formats))
	}
	return p.execute(limit)
}

// store runs the query, once.
func (c *cursor) store(ctx context.Context, ss *session) error {
	if c.stored {
		return nil
	}
	if err := c.query.refresh(ctx, ss); err != nil {
		return err
	}
	if !slices.Equal(c.query.engine.Columns(), c.stands) {
		return &engine.Error{State: engine.FeatureNotSupported, Message: "cached plan must not change result type"}
	}
	const create = "CREATE TEMP TABLE " + cursorTable + " AS "
	st, err := ss.engine.Prepare(ctx, create+c.query.text.Text)
	if err != nil {
		return before(err, create)
	}
	defer st.Close()
	rows, err := st.Execute(ctx, c.args)
	if err != nil {
		return before(err, create)
	}
	c.stored = true
	return rows.Close()
}

// before moves the position of an error in a statement that begins with words of ours.
func before(err error, ours string) error {
	var e *engine.Error
	if !errors.As(err, &e) || e.Position == 0 {
		return err
	}
	moved := *e
	moved.Position = max(0, e.Position-utf8.RuneCountInString(ours))
	return &moved
}

// read returns up to limit rows that were not fetched yet, any number where it is AllRows.
func (c *cursor) read(ctx context.Context, ss *session, limit int64) (engine.Chunk, error) {
	if err := c.open(ctx, ss); err != nil {
		return nil, err
	}
	if c.chunk == nil || c.next == c.chunk.Len() {
		chunk, err := c.rows.Next(ctx)
		if c.chunk, c.next = chunk, 0; err != nil {
			c.chunk = nil
			return nil, err
		}
	}
	n := c.chunk.Len() - c.next
	if limit != dialect.AllRows {
		n = int(min(int64(n), limit))
	}
	w := window{c.chunk, c.next, n}
	c.next += n
	c.at += int64(n)
	return w, nil
}

// open begins to read the rows that are left, unless that is under way still.
func (c *cursor) open(ctx context.Context, ss *session) error {
	if c.rows != nil && c.rows.Open() {
		return nil
	}
	c.stopReading()
	var err error
	if c.reader, err = ss.engine.Prepare(ctx, "SELECT * FROM "+cursorTable+" OFFSET "+strconv.FormatInt(c.at, 10)); err != nil {
		return err
	}
	c.rows, err = c.reader.Execute(ctx, nil)
	return err
}

func (c *cursor) stopReading() {
	if c.rows != nil {
		c.rows.Close()
	}
	if c.reader != nil {
		c.reader.Close()
	}
	c.rows, c.reader, c.chunk = nil, nil, nil
}

// endCursor is CLOSE.
func (ss *session) endCursor(ctx context.Context, st *dialect.Statement) error {
	c, err := st.Cursor()
	if err != nil {
		return err
	}
	if ss.cursor == nil || ss.cursor.name != c.Name {
		return errNoCursor(c.Name)
	}
	return ss.closeCursor(ctx)
}

// closeCursor ends the cursor, if there is one, and drops what was stored for it.
func (ss *session) closeCursor(ctx context.Context) error {
	c := ss.cursor
	ss.forgetCursor()
	if c == nil || !c.stored {
		return nil
	}
	return ss.ask(ctx, "DROP TABLE "+cursorTable, func(engine.Chunk) {})
}

// forgetCursor ends the cursor without a word to the engine: its table goes with the
// transaction.
func (ss *session) forgetCursor() {
	if ss.cursor == nil {
		return
	}
	ss.cursor.stopReading()
	ss.cursor.query.close()
	ss.cursor = nil
}

// A fetched result is the rows of one FETCH.
type fetched struct {
	session *session
	cursor  *cursor
	left    int64 // AllRows for all
}

// Columns tells the cursor's columns.
func (f *fetched) Columns() []engine.Column { return f.cursor.columns }

// Next reads on in the cursor.
func (f *fetched) Next(ctx context.Context) (engine.Chunk, error) {
	switch {
	case f.left == 0:
		return nil, io.EOF
	case f.session.cursor != f.cursor:
		return nil, errNoCursor(f.cursor.name)
	}
	chunk, err := f.cursor.read(ctx, f.session, f.left)
	if err == nil && f.left != dialect.AllRows {
		f.left -= int64(chunk.Len())
	}
	return chunk, err
}

// Open reports whether the chunk that was read last is there still.
func (f *fetched) Open() bool { return f.cursor.rows != nil && f.cursor.rows.Open() }

// RowsAffected is no number of a query.
func (f *fetched) RowsAffected() int64 { return 0 }

// Close leaves the cursor open.
func (f *fetched) Close() error { return nil }

// A window is some rows of a chunk.
type window struct {
	engine.Chunk
	first, rows int
}

// Len is how many rows the window has.
func (w window) Len() int { return w.rows }

// Vector is one column of them.
func (w window) Vector(column int) engine.Vector {
	if w.first == 0 {
		return w.Chunk.Vector(column)
	}
	return shifted{w.Chunk.Vector(column), w.first}
}

// A shifted vector counts its rows from a later one.
type shifted struct {
	engine.Vector
	first int
}

func (v shifted) Null(row int) bool             { return v.Vector.Null(v.first + row) }
func (v shifted) Int(row int) int64             { return v.Vector.Int(v.first + row) }
func (v shifted) Zone(row int) int              { return v.Vector.Zone(v.first + row) }
func (v shifted) Interval(row int) engine.Span  { return v.Vector.Interval(v.first + row) }
func (v shifted) Float(row int) float64         { return v.Vector.Float(v.first + row) }
func (v shifted) Decimal(row int) engine.Int128 { return v.Vector.Decimal(v.first + row) }
func (v shifted) Bytes(row int) []byte          { return v.Vector.Bytes(v.first + row) }
