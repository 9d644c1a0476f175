package pgwire

import (
	"context"
	"io"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

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
