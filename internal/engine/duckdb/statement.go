package duckdb

import (
	"context"
	"strconv"
	"strings"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A statement is a prepared statement of one conn.
type statement struct {
	conn       *conn
	sql        string
	handle     bindings.PreparedStatement
	parameters []engine.Type
	places     []bindings.IdxT // of the parameters to DuckDB; 0 for one that the text does not have
	columns    []engine.Column
	reads      []string // relations of the system
	freed      bool
}

// maxParameters is how many a client can bind.
const maxParameters = 1<<16 - 1

// describe reads what DuckDB knows before execution. The caller holds conn.run.
func (s *statement) describe() {
	for i := bindings.IdxT(1); i <= bindings.NParams(s.handle); i++ {
		number, err := strconv.Atoi(strings.TrimPrefix(bindings.ParameterName(s.handle, i), "p"))
		if err != nil || number < 1 || number > maxParameters {
			continue // its value is missing when it is executed
		}
		for len(s.parameters) < number {
			s.parameters, s.places = append(s.parameters, engine.Type{}), append(s.places, 0)
		}
		lt := bindings.ParamLogicalType(s.handle, i)
		s.parameters[number-1], s.places[number-1] = parameterType(lt), i
		bindings.DestroyLogicalType(&lt)
	}
	switch bindings.PreparedStatementType(s.handle) {
	case bindings.StatementTypeSelect, bindings.StatementTypeExplain:
	default:
		return // DuckDB shows a column "Count" or "Success", which is no result
	}
	columns := make([]engine.Column, 0, 8)
	for i := range bindings.PreparedStatementColumnCount(s.handle) {
		lt := bindings.PreparedStatementColumnLogicalType(s.handle, i)
		id := bindings.GetTypeId(lt)
		columns = append(columns, engine.Column{Name: bindings.PreparedStatementColumnName(s.handle, i), Type: columnType(lt)})
		bindings.DestroyLogicalType(&lt)
		if id == bindings.TypeInvalid || id == bindings.TypeAny {
			return // one column's type depends on a parameter: not known yet
		}
	}
	s.columns = columns
}

// Parameters tells the types of $1, $2 …
func (s *statement) Parameters() []engine.Type { return s.parameters }

// Columns tells the result's columns where they are known.
func (s *statement) Columns() []engine.Column { return s.columns }

// Reads tells the relations of the system.
func (s *statement) Reads() []string { return s.reads }

// Execute starts the statement and returns when the first rows are ready.
func (s *statement) Execute(ctx context.Context, args []engine.Value) (engine.Rows, error) {
	c := s.conn
	c.run.Lock()
	defer c.run.Unlock()
	if err := c.start(ctx); err != nil {
		return nil, err
	}
	if s.freed {
		return nil, errConnClosed
	}
	if err := s.bind(args); err != nil {
		return nil, err
	}
	stop := c.watch(ctx)
	defer stop()
	r := &rows{conn: c}
	if err := s.execute(ctx, r); err != nil {
		r.free()
		return nil, err
	}
	r.describe()
	c.open = r
	return r, nil
}

func (s *statement) execute(ctx context.Context, r *rows) error {
	var pending bindings.PendingResult
	defer bindings.DestroyPending(&pending)
	if bindings.PendingPreparedStreaming(s.handle, &pending) != bindings.StateSuccess {
		return parseError(bindings.PendingError(pending), s.sql)
	}
	// From here on DuckDB keeps an interrupt; one that came before is ours to
	// notice.
	if s.conn.interrupted(ctx) {
		return errCancelled()
	}
	if bindings.ExecutePending(pending, &r.result) != bindings.StateSuccess {
		return resultError(&r.result, s.sql)
	}
	r.sql = s.sql
	return nil
}

// Close frees the statement.
func (s *statement) Close() error {
	c := s.conn
	c.run.Lock()
	defer c.run.Unlock()
	if !s.freed {
		s.freed = true
		bindings.DestroyPrepare(&s.handle)
	}
	return nil
}
