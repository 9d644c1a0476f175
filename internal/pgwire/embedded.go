package pgwire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// The SQL of procedures: a statement is prepared when it is first reached, and stays so until the
// procedure returns. The names of variables in it are parameters of the engine's.

// A plan is a statement of a procedure that is prepared.
type plan struct {
	prepared *prepared
	names    [][]string   // the variables that are its parameters
	types    []types.Type // as they were when it was prepared
}

// variables is how a statement's names are looked up, while it is translated.
func (p *plan) variables(f *frame) func([]string) (int, types.Type, bool) {
	p.names, p.types = nil, nil
	return func(name []string) (int, types.Type, bool) {
		v := f.find(name)
		if v == nil || v.record {
			return 0, types.Type{}, false
		}
		for i, known := range p.names {
			if slices.Equal(known, name) {
				return i + 1, v.typ, true
			}
		}
		p.names, p.types = append(p.names, slices.Clone(name)), append(p.types, v.typ)
		return len(p.names), v.typ, true
	}
}

// stale reports whether a plan must be made anew: names mean something else, or a record has other fields.
func (p *plan) stale(f *frame) bool {
	if p.prepared.catalog != f.ss.meant() {
		return true
	}
	for i, name := range p.names {
		if v := f.find(name); v == nil || v.typ != p.types[i] {
			return true
		}
	}
	return false
}

// plan prepares a statement of the body. results are the types that a query's columns are assigned to.
func (f *frame) plan(ctx context.Context, st *syntax.Statement, results []types.Type) (*plan, error) {
	if p := f.plans[st]; p != nil {
		if !p.stale(f) {
			return p, nil
		}
		p.prepared.close()
		delete(f.plans, st)
	}
	statement, err := dialect.Part(f.routine.Body, *st)
	if err != nil {
		return nil, unplaced(err)
	}
	p, err := f.prepare(ctx, statement, results, nil)
	if err == nil {
		f.plans[st] = p
	}
	return p, err
}

// prepare prepares a statement; with outside the names are none of variables.
func (f *frame) prepare(ctx context.Context, st *dialect.Statement, results []types.Type, outside func([]string) (int, types.Type, bool)) (*plan, error) {
	if err := f.mayContain(st); err != nil {
		return nil, err
	}
	p := &plan{}
	p.prepared = &prepared{statement: st, catalog: f.ss.meant(), wide: true, results: results, variables: outside}
	if outside == nil {
		p.prepared.variables = p.variables(f)
	}
	if st.Kind.Session() && st.Kind != dialect.Call {
		return p, unplaced(p.prepared.prepareSession(ctx, f.ss, nil))
	}
	if err := p.prepared.translate(ctx, f.ss); err != nil {
		return nil, unplaced(err)
	}
	p.prepared.describeParameters(nil)
	return p, nil
}

// unplaced is an error without its place: that would be one in the body.
func unplaced(err error) error {
	var e *engine.Error
	if !errors.As(err, &e) || e.Position == 0 {
		return err
	}
	moved := *e
	moved.Position = 0
	return &moved
}

// values are those of a plan's parameters now.
func (f *frame) values(p *plan) ([]engine.Value, error) {
	args := make([]engine.Value, len(p.prepared.oids))
	for i := range args {
		var value []byte
		if i < len(p.names) {
			value = f.find(p.names[i]).value
		}
		var err error
		if args[i], err = p.prepared.decodeOne(i, value, textFormat); err != nil {
			return nil, err
		}
	}
	return args, nil
}

// A result is rows of a query, as text.
type result struct {
	columns []engine.Column
	types   []types.Type
	rows    [][][]byte
}

// query runs a query and reads up to limit rows.
func (f *frame) query(ctx context.Context, p *plan, args []engine.Value, limit int) (*result, error) {
	rows, err := p.prepared.engine.Execute(ctx, args)
	if err != nil {
		return nil, unplaced(p.prepared.text.Locate(err))
	}
	defer rows.Close()
	out := &result{columns: resultColumns(p.prepared.text.Columns), types: p.prepared.resultTypes()}
	e := newEncoder(out.columns, nil, f.ss.plain())
	for len(out.rows) < limit {
		chunk, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unplaced(p.prepared.text.Locate(err))
		}
		for i := 0; i < chunk.Len() && len(out.rows) < limit; i++ {
			out.rows = append(out.rows, e.texts(chunk, i))
		}
	}
	return out, nil
}

// plain is how values are written that the session reads again itself.
func (ss *session) plain() style { return style{floatDigits: 1, zone: ss.zone} }

// texts are the values of a row as text; nil for NULL.
func (e *encoder) texts(chunk engine.Chunk, row int) [][]byte {
	out := make([][]byte, len(e.columns))
	for i := range e.columns {
		if v := chunk.Vector(i); !v.Null(row) {
			out[i] = e.columns[i].appendText([]byte{}, v, row)
		}
	}
	return out
}

// value works an expression out. Unknown is whatever type it has.
func (f *frame) value(ctx context.Context, x *syntax.Statement, as types.Type) ([]byte, types.Type, error) {
	p, err := f.plan(ctx, x, []types.Type{as})
	if err != nil {
		return nil, as, err
	}
	args, err := f.values(p)
	if err != nil {
		return nil, as, err
	}
	r, err := f.query(ctx, p, args, 2)
	switch {
	case err != nil:
		return nil, as, err
	case len(r.columns) != 1:
		return nil, as, &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf("query returned %d columns", len(r.columns))}
	case len(r.rows) > 1:
		return nil, as, &engine.Error{State: engine.CardinalityViolation, Message: "query returned more than one row"}
	case len(r.rows) == 0:
		return nil, r.types[0], nil
	}
	return r.rows[0][0], r.types[0], nil
}

// isTrue works a condition out; NULL is not true.
func (f *frame) isTrue(ctx context.Context, x *syntax.Statement) (bool, error) {
	value, _, err := f.value(ctx, x, types.BoolType)
	return string(value) == "t", err
}

// integer works a bound of a loop out.
func (f *frame) integer(ctx context.Context, x *syntax.Statement, what string) (int64, error) {
	value, _, err := f.value(ctx, x, types.Int8Type)
	if err != nil {
		return 0, err
	}
	if value == nil {
		return 0, &engine.Error{State: "22004", Message: what + " of FOR loop cannot be NULL"}
	}
	v, err := decodeText(engine.Int8, string(value))
	return v.Int, err
}

// assign gives targets the first row of a query, or NULL without one.
func (f *frame) assign(targets []*variable, r *result) error {
	var row [][]byte
	if len(r.rows) > 0 {
		row = r.rows[0]
	}
	if len(targets) == 1 && targets[0].record {
		targets[0].row(r.columns, r.types, row)
		return nil
	}
	if len(targets) != len(r.columns) {
		return &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf("the query returns %d columns for %d variables", len(r.columns), len(targets))}
	}
	for i, v := range targets {
		var value []byte
		if row != nil {
			value = row[i]
		}
		if err := v.set(value); err != nil {
			return err
		}
	}
	return nil
}

// targets finds what is assigned to, and the types of that.
func (f *frame) targets(names []syntax.Name) (list []*variable, wanted []types.Type, err error) {
	for _, name := range names {
		v, err := f.target(name)
		if err != nil {
			return nil, nil, err
		}
		if v.record {
			if len(names) > 1 {
				return nil, nil, &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf("record \"%s\" cannot be part of multiple-item INTO list", v.name)}
			}
			return []*variable{v}, nil, nil
		}
		list, wanted = append(list, v), append(wanted, v.typ)
	}
	return list, wanted, nil
}
