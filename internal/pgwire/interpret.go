package pgwire

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/plpgsql"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// The statements of PL/pgSQL. A procedure runs in the session that calls it, on the session's own
// goroutine.

// A flow is how a statement ends: by going on, unless it says otherwise.
type flow struct {
	kind  flowKind
	label string // of EXIT and CONTINUE
}

type flowKind uint8

const (
	goOn flowKind = iota
	exits
	continues
	returns
)

// block runs a block.
func (f *frame) block(ctx context.Context, n *plpgsql.Block) (flow, error) {
	scope := f.enter(n.Label)
	defer f.leave()
	for _, d := range n.Declared {
		if err := f.declare(ctx, scope, d); err != nil {
			return flow{}, f.in(&plpgsql.Block{Line: d.Line}, err)
		}
	}
	for i := 0; ; i++ {
		how, failed, err := f.body(ctx, n.Body[min(i, len(n.Body)):])
		i += failed
		if err != nil && n.Handler != nil {
			how, err = f.handle(ctx, n.Handler, err)
			if err == nil && how.kind == goOn && n.Handler.Continue && f.nonAtomic {
				continue // behind the statement that failed
			}
		}
		if how.kind == exits && how.label != "" && how.label == n.Label {
			how = flow{}
		}
		return how, err
	}
}

// body runs statements one after the other, and tells at which of them it ended.
func (f *frame) body(ctx context.Context, list []plpgsql.Statement) (how flow, at int, err error) {
	for at, n := range list {
		if ctx.Err() != nil {
			return flow{}, at, errCanceled()
		}
		how, err := f.one(ctx, n)
		if err != nil || how.kind != goOn {
			return how, at, err
		}
	}
	return flow{}, len(list), nil
}

// inside runs the statements of a branch or a loop.
func (f *frame) inside(ctx context.Context, list []plpgsql.Statement) (flow, error) {
	how, _, err := f.body(ctx, list)
	return how, err
}

// one runs a statement.
func (f *frame) one(ctx context.Context, n plpgsql.Statement) (flow, error) {
	switch n := n.(type) {
	case *plpgsql.Block:
		return f.block(ctx, n)
	case *plpgsql.If:
		return f.conditional(ctx, n)
	case *plpgsql.Case:
		return f.choice(ctx, n)
	case *plpgsql.Loop:
		return f.loop(ctx, n)
	case *plpgsql.Range:
		return f.numbers(ctx, n)
	case *plpgsql.Rows:
		return f.overRows(ctx, n)
	case *plpgsql.Exit:
		return f.exit(ctx, n)
	case *plpgsql.Return:
		return flow{kind: returns}, nil
	}
	return flow{}, f.in(n, f.simple(ctx, n))
}

// simple runs a statement behind which the next one always follows.
func (f *frame) simple(ctx context.Context, n plpgsql.Statement) error {
	switch n := n.(type) {
	case *plpgsql.Nothing:
		return nil
	case *plpgsql.Assign:
		return f.assignment(ctx, n)
	case *plpgsql.Raise:
		return f.raise(ctx, n)
	case *plpgsql.SQL:
		return f.sql(ctx, n)
	case *plpgsql.Execute:
		return f.execute(ctx, n)
	case *plpgsql.Open:
		return f.open(ctx, n)
	case *plpgsql.Fetch:
		return f.fetch(ctx, n)
	case *plpgsql.Close:
		return f.close(ctx, n)
	case *plpgsql.Diagnostics:
		return f.diagnostics(n)
	case *plpgsql.Control:
		return f.control(ctx, n)
	}
	return &engine.Error{State: engine.FeatureNotSupported, Message: n.What() + " is not supported"}
}

// in notes where an error came from, in the innermost procedure first.
func (f *frame) in(n plpgsql.Statement, err error) error {
	var e *engine.Error
	if !errors.As(err, &e) {
		return err
	}
	noted := *e
	if noted.Context != "" {
		noted.Context += "\n"
	}
	noted.Context += plpgsql.Context(f.routine.Name, n)
	return &noted
}

// declare makes a variable of a block.
func (f *frame) declare(ctx context.Context, scope *plScope, d *plpgsql.Variable) error {
	if scope.variable(d.Name) != nil {
		return &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf("variable \"%s\" is declared twice", d.Name)}
	}
	if d.Alias != "" {
		v := f.find([]string{"$" + d.Alias})
		if v == nil {
			return &engine.Error{State: engine.SyntaxError, Message: "there is no argument $" + d.Alias}
		}
		if scope.aliases == nil {
			scope.aliases = map[string]*variable{}
		}
		scope.aliases[d.Name] = v
		return nil
	}
	v, err := f.declared(ctx, d)
	if err == nil {
		scope.variables = append(scope.variables, v)
	}
	return err
}

// declared is a new variable with its first value.
func (f *frame) declared(ctx context.Context, d *plpgsql.Variable) (*variable, error) {
	v := &variable{name: d.Name}
	switch {
	case d.Cursor != nil:
		v.reference, v.bound, v.typ = true, d.Cursor, types.TextType
		v.value = []byte(d.Name)
		return v, nil
	case d.Record:
		v.record = true
		return v, nil
	case d.Type != nil && d.Type.Is(relation.Cursor):
		v.reference, v.typ = true, types.TextType
	default:
		if err := f.typeOf(ctx, v, d); err != nil {
			return nil, err
		}
	}
	if d.Default != nil {
		var err error
		if v.value, _, err = f.value(ctx, d.Default, v.typ); err != nil {
			return nil, err
		}
	}
	v.notNull = d.NotNull
	if err := v.set(v.value); err != nil {
		return nil, err
	}
	v.constant = d.Constant
	return v, nil
}

// typeOf gives a variable its type, which may be that of something else.
func (f *frame) typeOf(ctx context.Context, v *variable, d *plpgsql.Variable) (err error) {
	switch {
	case d.Like != nil:
		v.typ, err = f.copiedType(ctx, d.Like)
	case d.RowOf != nil:
		var rel *relation.Relation
		if rel, err = f.relationNamed(ctx, d.RowOf); err != nil {
			return err
		}
		v.record = true
		for _, c := range rel.Columns {
			v.fields = append(v.fields, &variable{name: c.Name, typ: c.Type})
		}
	default:
		v.typ, err = declaredType(d.Type)
	}
	return err
}

// copiedType is the type of a variable, or of a column.
func (f *frame) copiedType(ctx context.Context, name syntax.Name) (types.Type, error) {
	parts := make([]string, len(name))
	for i, part := range name {
		parts[i] = part.Name
	}
	if v := f.find(parts); v != nil && !v.record {
		return v.typ, nil
	}
	if len(name) > 1 {
		rel, err := f.relationNamed(ctx, name[:len(name)-1])
		if err != nil {
			return types.Type{}, err
		}
		if i := rel.Column(parts[len(parts)-1]); i >= 0 {
			return rel.Columns[i].Type, nil
		}
	}
	return types.Type{}, &engine.Error{State: engine.UndefinedColumn, Message: fmt.Sprintf("there is nothing called %s whose type could be copied", strings.Join(parts, "."))}
}

func (f *frame) relationNamed(ctx context.Context, name syntax.Name) (*relation.Relation, error) {
	facts, err := f.ss.facts(ctx)
	if err != nil {
		return nil, err
	}
	parts := make([]string, len(name))
	for i, part := range name {
		parts[i] = part.Name
	}
	if len(parts) <= 3 {
		if rel := facts.Catalog.Find(parts, facts.SearchPath); rel != nil {
			return rel, nil
		}
	}
	return nil, &engine.Error{State: engine.UndefinedTable, Message: fmt.Sprintf("relation \"%s\" does not exist", strings.Join(parts, "."))}
}

func (f *frame) conditional(ctx context.Context, n *plpgsql.If) (flow, error) {
	for i := range n.Branches {
		b := &n.Branches[i]
		is, err := f.isTrue(ctx, &b.Conditions[0])
		if err != nil {
			return flow{}, f.in(n, err)
		}
		if is {
			return f.inside(ctx, b.Body)
		}
	}
	return f.inside(ctx, n.Else)
}

func (f *frame) choice(ctx context.Context, n *plpgsql.Case) (flow, error) {
	if n.Value != nil {
		value, typ, err := f.value(ctx, n.Value, types.Type{})
		if err != nil {
			return flow{}, f.in(n, err)
		}
		f.enter("", &variable{name: plpgsql.Operand, typ: typ, value: value})
		defer f.leave()
	}
	for i := range n.Branches {
		b := &n.Branches[i]
		for j := range b.Conditions {
			is, err := f.isTrue(ctx, &b.Conditions[j])
			if err != nil {
				return flow{}, f.in(n, err)
			}
			if is {
				return f.inside(ctx, b.Body)
			}
		}
	}
	if !n.HasElse {
		return flow{}, f.in(n, &engine.Error{State: "20000", Message: "case not found", Detail: "CASE statement is missing ELSE part."})
	}
	return f.inside(ctx, n.Else)
}

// after tells whether a loop ends with the statements it has just run, and how it does.
func after(how flow, label string) (how2 flow, ends bool) {
	mine := how.label == "" || how.label == label
	switch {
	case how.kind == exits && mine:
		return flow{}, true
	case how.kind == continues && mine, how.kind == goOn:
		return flow{}, false
	}
	return how, true
}

func (f *frame) loop(ctx context.Context, n *plpgsql.Loop) (flow, error) {
	for ctx.Err() == nil {
		if n.While != nil {
			is, err := f.isTrue(ctx, n.While)
			if err != nil || !is {
				return flow{}, f.in(n, err)
			}
		}
		how, err := f.inside(ctx, n.Body)
		if err != nil {
			return how, err
		}
		if how, ends := after(how, n.Label); ends {
			return how, nil
		}
	}
	return flow{}, errCanceled()
}

// numbers runs FOR i IN a..b.
func (f *frame) numbers(ctx context.Context, n *plpgsql.Range) (flow, error) {
	from, err := f.integer(ctx, &n.From, "lower bound")
	if err != nil {
		return flow{}, f.in(n, err)
	}
	to, err := f.integer(ctx, &n.To, "upper bound")
	if err != nil {
		return flow{}, f.in(n, err)
	}
	step := int64(1)
	if n.By != nil {
		if step, err = f.integer(ctx, n.By, "BY value"); err == nil && step < 1 {
			err = &engine.Error{State: engine.InvalidParameterValue, Message: "BY value of FOR loop must be greater than zero"}
		}
		if err != nil {
			return flow{}, f.in(n, err)
		}
	}
	i := &variable{name: n.Variable, typ: types.Int4Type}
	f.enter(n.Label, i)
	defer f.leave()
	ran := false
	for at := from; n.Reverse && at >= to || !n.Reverse && at <= to; {
		ran = true
		i.value = fmt.Appendf(nil, "%d", at)
		how, err := f.inside(ctx, n.Body)
		if err != nil {
			return how, err
		}
		if how, ends := after(how, n.Label); ends {
			f.found.value = truth(ran)
			return how, nil
		}
		if n.Reverse {
			at -= step
		} else {
			at += step
		}
	}
	f.found.value = truth(ran)
	return flow{}, nil
}

func (f *frame) exit(ctx context.Context, n *plpgsql.Exit) (flow, error) {
	if n.When != nil {
		is, err := f.isTrue(ctx, n.When)
		if err != nil || !is {
			return flow{}, f.in(n, err)
		}
	}
	if n.Continue {
		return flow{continues, n.Label}, nil
	}
	return flow{exits, n.Label}, nil
}

func (f *frame) assignment(ctx context.Context, n *plpgsql.Assign) error {
	v, err := f.target(n.Target)
	if err != nil {
		return err
	}
	if v.record {
		return f.copyRecord(ctx, v, n)
	}
	value, _, err := f.value(ctx, &n.Value, v.typ)
	if err != nil {
		return err
	}
	return v.set(value)
}

// copyRecord assigns one record to another; there is no other value of a record.
func (f *frame) copyRecord(_ context.Context, v *variable, n *plpgsql.Assign) error {
	from := f.recordNamed(&n.Value)
	if from == nil {
		return &engine.Error{State: engine.DatatypeMismatch, Message: "cannot assign a value that is no row to a row variable"}
	}
	fields := make([]*variable, len(from.fields))
	for i, field := range from.fields {
		c := *field
		fields[i] = &c
	}
	v.fields = fields
	return nil
}

// recordNamed is the record that is all of an expression, or nil.
func (f *frame) recordNamed(x *syntax.Statement) *variable {
	q, ok := x.Stmt.(*syntax.Query)
	if !ok || q.First() == nil || len(q.First().Items) != 1 {
		return nil
	}
	column, ok := q.First().Items[0].X.(*syntax.Column)
	if !ok {
		return nil
	}
	parts := make([]string, len(column.Name))
	for i, part := range column.Name {
		parts[i] = part.Name
	}
	if v := f.find(parts); v != nil && v.record {
		return v
	}
	return nil
}

// raise reports a message, or raises an error.
func (f *frame) raise(ctx context.Context, n *plpgsql.Raise) error {
	if n.Level == "" {
		if f.caught == nil {
			return &engine.Error{State: "0Z002", Message: "RAISE without parameters cannot be used outside an exception handler"}
		}
		return f.caught
	}
	args := make([]string, len(n.Args))
	for i := range n.Args {
		if v := f.recordNamed(&n.Args[i]); v != nil {
			args[i] = v.shown()
			continue
		}
		value, _, err := f.value(ctx, &n.Args[i], types.Type{})
		if err != nil {
			return err
		}
		args[i] = (&variable{value: value}).shown()
	}
	message := n.Message(args)
	if n.Level != "DEBUG" {
		f.ss.raised(n.Level, message, int(n.Line))
	}
	switch n.Level {
	case "EXCEPTION":
		return &engine.Error{State: stateRaised, Message: message}
	case "LOG", "DEBUG": // for the server's log
		return nil
	}
	state := "00000"
	if n.Level == "WARNING" {
		state = "01000"
	}
	f.ss.tell(n.Level, state, message)
	return nil
}

// stateRaised is the SQLSTATE of RAISE EXCEPTION.
const stateRaised = "P0001"

func (f *frame) diagnostics(n *plpgsql.Diagnostics) error {
	v, err := f.target(n.Target)
	if err != nil {
		return err
	}
	if n.Item == "RESULT_OID" {
		return v.set([]byte("0")) // tables have no oids
	}
	return v.set(fmt.Appendf(nil, "%d", f.affected))
}
