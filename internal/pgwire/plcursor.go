package pgwire

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/plpgsql"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Cursors of procedures, those of FOR included. A session has one at a time, which is the one that DECLARE
// opens, too: so a procedure can hand the name of a cursor to who called it.

// unnamed is the name of a cursor that nobody has named.
const unnamed = "<unnamed portal 1>"

// openCursor opens the session's cursor over a query.
func (f *frame) openCursor(ctx context.Context, name string, p *prepared, args []engine.Value) error {
	ss := f.ss
	switch {
	case ss.cursor != nil && ss.cursor.name == name && name != unnamed:
		return &engine.Error{State: engine.DuplicateCursor, Message: fmt.Sprintf("cursor \"%s\" already in use", name)}
	case ss.cursor != nil:
		return errCursors()
	case p.statement.Kind != dialect.Select:
		return &engine.Error{State: invalidCursor, Message: "cannot open " + p.statement.Tag + " query as cursor"}
	}
	if err := f.before(ctx); err != nil {
		return err
	}
	ss.cursor = &cursor{name: name, query: p, args: args, columns: p.columns, stands: p.engine.Columns()}
	noted := &portal{session: ss, prepared: p, done: true} // the log has it when it is opened
	noted.began()
	noted.ended(nil)
	return nil
}

// invalidCursor is the SQLSTATE of a cursor for what cannot have one.
const invalidCursor = "42P11"

// overRows runs FOR over the rows of a query.
func (f *frame) overRows(ctx context.Context, n *plpgsql.Rows) (flow, error) {
	targets, wanted, err := f.targets(n.Targets)
	if err != nil {
		return flow{}, f.in(n, err)
	}
	if err := f.openRows(ctx, n, wanted); err != nil {
		return flow{}, f.in(n, err)
	}
	ran := false
	for {
		r, err := f.next(ctx, unnamed)
		if err != nil {
			return flow{}, f.in(n, err)
		}
		if len(r.rows) == 0 {
			break
		}
		ran = true
		if err := f.assign(targets, r); err != nil {
			return flow{}, f.in(n, err)
		}
		how, err := f.inside(ctx, n.Body)
		if err != nil {
			return how, err
		}
		if how, ends := after(how, n.Label); ends {
			f.found.value = truth(ran)
			return how, f.in(n, f.closeNamed(ctx, unnamed))
		}
	}
	f.found.value = truth(ran)
	return flow{}, f.in(n, f.closeNamed(ctx, unnamed))
}

func (f *frame) openRows(ctx context.Context, n *plpgsql.Rows, wanted []types.Type) error {
	if n.Query != nil {
		return f.openStatement(ctx, unnamed, n.Query, wanted)
	}
	return f.openDynamic(ctx, unnamed, n.Dynamic, wanted)
}

// openStatement opens a cursor over a query of the body. It is prepared for itself: the cursor closes it.
func (f *frame) openStatement(ctx context.Context, name string, query *syntax.Statement, wanted []types.Type) error {
	st, err := dialect.Part(f.routine.Body, *query)
	if err != nil {
		return unplaced(err)
	}
	p, err := f.prepare(ctx, st, wanted, nil)
	if err != nil {
		return f.of(*query, err)
	}
	args, err := f.values(p)
	if err == nil {
		err = f.openCursor(ctx, name, p.prepared, args)
	}
	if err != nil {
		p.prepared.close()
	}
	return err
}

// openDynamic opens a cursor over the query of a string.
func (f *frame) openDynamic(ctx context.Context, name string, d *plpgsql.Dynamic, wanted []types.Type) error {
	list, using, err := f.dynamic(ctx, d)
	if err != nil {
		return err
	}
	if len(list) != 1 {
		return &engine.Error{State: invalidCursor, Message: "cannot open multi-query plan as cursor"}
	}
	p, err := f.prepare(ctx, &list[0], wanted, usingNames(using))
	if err != nil {
		return err
	}
	args, err := usingValues(p.prepared, using)
	if err == nil {
		err = f.openCursor(ctx, name, p.prepared, args)
	}
	if err != nil {
		p.prepared.close()
	}
	return err
}

// next reads the next row of a cursor; no row is the end.
func (f *frame) next(ctx context.Context, name string) (*result, error) {
	ss := f.ss
	c := ss.cursor
	if c == nil || c.name != name {
		return nil, errNoCursor(name)
	}
	if err := c.store(ctx, ss); err != nil {
		return nil, unplaced(err)
	}
	r := &result{columns: c.columns, types: c.query.resultTypes()}
	chunk, err := c.read(ctx, ss, 1)
	if errors.Is(err, io.EOF) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	if chunk.Len() > 0 {
		r.rows = append(r.rows, newEncoder(c.columns, nil, ss.plain()).texts(chunk, 0))
	}
	return r, nil
}

func (f *frame) closeNamed(ctx context.Context, name string) error {
	if c := f.ss.cursor; c == nil || c.name != name {
		return errNoCursor(name)
	}
	return f.ss.closeCursor(ctx)
}

// cursorVariable finds a variable of type refcursor.
func (f *frame) cursorVariable(name syntax.Name) (*variable, error) {
	v, err := f.target(name)
	if err == nil && !v.reference {
		err = &engine.Error{State: engine.DatatypeMismatch, Message: fmt.Sprintf("variable \"%s\" must be of type cursor or refcursor", v.name)}
	}
	return v, err
}

// open is OPEN. A cursor has the name that its variable has as a value.
func (f *frame) open(ctx context.Context, n *plpgsql.Open) error {
	v, err := f.cursorVariable(n.Cursor)
	if err != nil {
		return err
	}
	bound := n.Query == nil && n.Dynamic == nil
	switch {
	case bound && v.bound == nil:
		return &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf("cursor \"%s\" has no query: OPEN … FOR is needed", v.name)}
	case !bound && v.bound != nil:
		return &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf("cursor \"%s\" has a query already", v.name)}
	case bound && len(n.Args) != len(v.bound.Args):
		return &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf("cursor \"%s\" has %d arguments, and not %d", v.name, len(v.bound.Args), len(n.Args))}
	}
	if v.value == nil {
		v.value = []byte(unnamed)
	}
	switch name := string(v.value); {
	case n.Query != nil:
		return f.openStatement(ctx, name, n.Query, nil)
	case n.Dynamic != nil:
		return f.openDynamic(ctx, name, n.Dynamic, nil)
	default:
		return f.openBound(ctx, name, v, n)
	}
}

// openBound opens a cursor over its own query, with its arguments.
func (f *frame) openBound(ctx context.Context, name string, v *variable, n *plpgsql.Open) error {
	scope := &plScope{}
	for i, a := range v.bound.Args {
		typ, err := declaredType(a.Type)
		if err != nil {
			return err
		}
		value, _, err := f.value(ctx, &n.Args[i], typ)
		if err != nil {
			return err
		}
		scope.variables = append(scope.variables, &variable{name: a.Name, typ: typ, value: value})
	}
	f.scopes = append(f.scopes, scope)
	defer f.leave()
	return f.openStatement(ctx, name, &v.bound.Query, nil)
}

// fetch is FETCH … INTO.
func (f *frame) fetch(ctx context.Context, n *plpgsql.Fetch) error {
	v, err := f.cursorVariable(n.Cursor)
	if err != nil {
		return err
	}
	targets, _, err := f.targets(n.Into)
	if err != nil {
		return err
	}
	r, err := f.next(ctx, string(v.value))
	if err != nil {
		return err
	}
	f.found.value, f.affected = truth(len(r.rows) > 0), int64(len(r.rows))
	if len(targets) == 1 && targets[0].record {
		return f.assign(targets, r)
	}
	if err := f.retyped(ctx, targets, r); err != nil {
		return err
	}
	return f.assign(targets, r)
}

// retyped brings the values of a row to the types of what they are assigned to.
func (f *frame) retyped(ctx context.Context, targets []*variable, r *result) error {
	if len(r.rows) == 0 || len(targets) != len(r.columns) {
		return nil
	}
	for i, v := range targets {
		if r.types[i] == v.typ {
			continue
		}
		value, err := f.converted(ctx, r.rows[0][i], r.types[i], v.typ)
		if err != nil {
			return err
		}
		r.rows[0][i] = value
	}
	return nil
}

// converted is a value of one type as one of another, as an assignment makes it.
func (f *frame) converted(ctx context.Context, value []byte, from, to types.Type) ([]byte, error) {
	const name = "value"
	list, err := syntax.Parse("SELECT " + name)
	if err != nil {
		return nil, err
	}
	f.enter("", &variable{name: name, typ: from, value: value})
	defer f.leave()
	out, _, err := f.value(ctx, &list[0], to)
	if p := f.plans[&list[0]]; p != nil {
		p.prepared.close()
		delete(f.plans, &list[0])
	}
	return out, err
}

// close is CLOSE.
func (f *frame) close(ctx context.Context, n *plpgsql.Close) error {
	v, err := f.cursorVariable(n.Cursor)
	if err != nil {
		return err
	}
	return f.closeNamed(ctx, string(v.value))
}
