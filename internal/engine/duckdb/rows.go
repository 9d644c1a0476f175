package duckdb

import (
	"context"
	"io"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Rows stream one result. The engine works while chunks are fetched, no
// further than it must to fill the next.
type rows struct {
	conn    *conn
	sql     string
	result  bindings.Result
	columns []engine.Column
	changed int64
	done    bool // exhausted or failed
	freed   bool
	stale   bool // closed because the session ran something else
	chunk   chunk
}

func (r *rows) describe() {
	switch bindings.ResultReturnType(r.result) {
	case bindings.ResultTypeChangedRows:
		r.changed = int64(bindings.RowsChanged(&r.result))
		r.done = true
	case bindings.ResultTypeQueryResult:
		for i := range bindings.ColumnCount(&r.result) {
			lt := bindings.ColumnLogicalType(&r.result, i)
			r.columns = append(r.columns, engine.Column{Name: bindings.ColumnName(&r.result, i), Type: columnType(lt)})
			r.chunk.vectors = append(r.chunk.vectors, newVector(lt))
			bindings.DestroyLogicalType(&lt)
		}
	default:
		r.done = true
		r.changed = r.created()
	}
}

// created is how many rows CREATE TABLE AS made: DuckDB tells it as a row.
func (r *rows) created() int64 {
	if bindings.ColumnName(&r.result, 0) != "Count" {
		return 0
	}
	data := bindings.FetchChunk(r.result)
	defer bindings.DestroyDataChunk(&data)
	if data.Ptr == nil || bindings.DataChunkGetSize(data) == 0 {
		return 0
	}
	return at[int64](bindings.VectorGetData(bindings.DataChunkGetVector(data, 0)), 0)
}

// Columns tells the result's columns.
func (r *rows) Columns() []engine.Column { return r.columns }

// Open reports whether the result can be read on.
func (r *rows) Open() bool {
	r.conn.run.Lock()
	defer r.conn.run.Unlock()
	return !r.freed
}

// RowsAffected tells how many rows were changed.
func (r *rows) RowsAffected() int64 { return r.changed }

// Next fetches a chunk.
func (r *rows) Next(ctx context.Context) (engine.Chunk, error) {
	c := r.conn
	c.run.Lock()
	defer c.run.Unlock()
	if r.stale {
		return nil, engine.ErrInterrupted()
	}
	r.chunk.free()
	if r.done || r.freed {
		return nil, io.EOF
	}
	stop := c.watch(ctx)
	defer stop()
	if c.interrupted(ctx) {
		r.done = true
		return nil, errCancelled()
	}
	return r.fetch()
}

func (r *rows) fetch() (engine.Chunk, error) {
	data := bindings.FetchChunk(r.result)
	if data.Ptr == nil {
		r.done = true
		if bindings.ResultError(&r.result) != "" {
			return nil, resultError(&r.result, r.sql)
		}
		return nil, io.EOF
	}
	if bindings.DataChunkGetSize(data) == 0 {
		r.done = true
		bindings.DestroyDataChunk(&data)
		return nil, io.EOF
	}
	r.chunk.load(data)
	return &r.chunk, nil
}

// Close ends the result.
func (r *rows) Close() error {
	r.conn.run.Lock()
	defer r.conn.run.Unlock()
	r.free()
	return nil
}

// free gives the result's memory back. The caller holds conn.run.
func (r *rows) free() {
	if r.freed {
		return
	}
	r.freed = true
	r.chunk.free()
	for _, v := range r.chunk.vectors {
		v.close()
	}
	bindings.DestroyResult(&r.result)
	if r.conn.open == r {
		r.conn.open = nil
	}
}

// A chunk is a DuckDB data chunk with a vector for each column, kept over
// fetches.
type chunk struct {
	data    bindings.DataChunk
	rows    int
	vectors []*vector
}

func (c *chunk) load(data bindings.DataChunk) {
	c.data, c.rows = data, int(bindings.DataChunkGetSize(data))
	for i, v := range c.vectors {
		v.load(bindings.DataChunkGetVector(data, bindings.IdxT(i)), c.rows)
	}
}

func (c *chunk) free() { bindings.DestroyDataChunk(&c.data) }

// Len is how many rows the chunk has.
func (c *chunk) Len() int { return c.rows }

// Vector is one column.
func (c *chunk) Vector(column int) engine.Vector { return c.vectors[column] }
