package pgwire

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/plpgsql"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// CALL of a stored procedure. The arguments are a query of the engine's; the procedure is run here
// (interpret.go), in a frame of its own.
// Source: docs.aws.amazon.com/redshift/latest/dg/stored-procedure-overview.html.

// maxCalls is how deep procedures may call procedures.
const maxCalls = 16

// A call is what a CALL of a client does, with all that the procedure calls.
type call struct {
	ss        *session
	stop      *stopper
	explicit  bool          // in a transaction that is the client's own
	nonAtomic bool          // each statement commits by itself
	inBlock   bool          // START TRANSACTION has begun one that does not
	caught    *engine.Error // that is handled
	affected  int64         // rows, by the last statement
}

// prepareCall finds the procedure, and gives the engine the query of the arguments.
func (p *prepared) prepareCall(ctx context.Context, ss *session, declared []uint32) error {
	ss.marker.used = true
	for _, oid := range declared {
		p.params, p.outs = append(p.params, typeOf(oid)), append(p.outs, oid == oidVoid)
	}
	if err := p.translateCall(ctx, ss); err != nil {
		return err
	}
	for len(p.params) < len(declared) {
		p.params = append(p.params, types.TextType)
	}
	p.describeParameters(declared)
	return nil
}

// oidVoid is the type by which the JDBC driver declares a parameter that a procedure gives a value to.
const oidVoid = 2278

func (p *prepared) translateCall(ctx context.Context, ss *session) error {
	if err := p.translate(ctx, ss); err != nil {
		return err
	}
	out := p.text.Routine.Out()
	if p.columns = nil; len(out) == 0 {
		return nil
	}
	columns := make([]bind.Column, len(out))
	for i, a := range out {
		v, err := argument(a)
		if err != nil {
			return err
		}
		columns[i] = bind.Column{Name: a.Name, Type: v.typ}
		if a.Name == "" {
			columns[i].Name = fmt.Sprintf("column%d", i+1)
		}
	}
	p.columns = resultColumns(columns)
	return nil
}

// executeCall runs CALL for a client.
func (p *portal) executeCall() error {
	ss := p.session
	ctx, stop := ss.begin()
	defer stop.end()
	if p.prepared.catalog != ss.meant() {
		before := p.prepared.columns
		if err := p.prepared.translateCall(ctx, ss); err != nil {
			return stop.explain(err)
		}
		if p.prepared.catalog = ss.meant(); !sameColumns(before, p.prepared.columns) {
			return errPlanChanged()
		}
	}
	r := p.prepared.text.Routine
	c := &call{ss: ss, stop: stop, nonAtomic: r.NonAtomic, explicit: ss.transaction.open && !ss.transaction.implicit || ss.several}
	if !c.nonAtomic {
		if err := ss.beginImplicit(ctx); err != nil {
			return err
		}
	}
	defer ss.calling(p)()
	out, err := c.run(ctx, p.prepared, p.args, 1)
	if err != nil {
		return stop.explain(err)
	}
	ss.marker.ran(dialect.Call, noCount)
	if err := p.sendOut(ctx, out); err != nil {
		return err
	}
	p.done = true
	ss.send(&pgproto3.CommandComplete{CommandTag: []byte(p.prepared.statement.Tag)})
	return nil
}

// sendOut sends what comes out of a procedure as a row, which the engine makes of it.
func (p *portal) sendOut(ctx context.Context, f *frame) error {
	ss := p.session
	if p.prepared.columns == nil {
		return nil
	}
	if p.describe {
		ss.send(ss.rowDescription(p.prepared.columns, p.formats))
	}
	q := &syntax.Select{}
	var args []*variable
	var kinds []types.Type
	for i, v := range f.outs {
		q.Items = append(q.Items, &syntax.SelectItem{X: &syntax.Param{Number: i + 1}})
		args = append(args, &variable{name: fmt.Sprintf("$%d", i+1), typ: v.typ, value: v.value})
		kinds = append(kinds, v.typ)
	}
	list, err := dialect.Split(syntax.Print(&syntax.Query{Body: q}))
	if err != nil {
		return err
	}
	row, err := f.prepare(ctx, &list[0], kinds, usingNames(args))
	if err != nil {
		return err
	}
	defer row.prepared.close()
	values, err := usingValues(row.prepared, args)
	if err != nil {
		return err
	}
	rows, err := row.prepared.engine.Execute(ctx, values)
	if err != nil {
		return err
	}
	defer rows.Close()
	chunk, err := rows.Next(ctx)
	if err != nil {
		return err
	}
	e := newEncoder(p.prepared.columns, p.formats, ss.style())
	e.load(chunk)
	ss.out = e.appendRow(ss.out, 0)
	p.sent = 1
	return nil
}

// run works the arguments out and runs the procedure. What is prepared is CALL.
func (c *call) run(ctx context.Context, p *prepared, args []engine.Value, level int) (*frame, error) {
	r := p.text.Routine
	if level > maxCalls {
		return nil, &engine.Error{State: engine.LimitExceeded, Message: fmt.Sprintf("stored procedures can be nested %d levels deep", maxCalls)}
	}
	if level > 1 && r.NonAtomic != c.nonAtomic {
		return nil, &engine.Error{State: engine.FeatureNotSupported, Message: "atomic and NONATOMIC procedures cannot call each other"}
	}
	f, err := newFrame(c, r, level)
	if err != nil {
		return nil, err
	}
	defer f.forget()
	given, err := f.query(ctx, &plan{prepared: p}, args, 1)
	if err != nil {
		return nil, err
	}
	for i, v := range f.args {
		v.value = given.rows[0][i]
	}
	body, err := plpgsql.Parse(r.Body)
	if err != nil {
		return nil, unplaced(err)
	}
	restore, err := f.assume(ctx)
	if err != nil {
		return nil, err
	}
	how, err := f.block(ctx, body)
	if back := restore(); err == nil {
		err = back
	}
	if err == nil && (how.kind == exits || how.kind == continues) {
		err = &engine.Error{State: engine.SyntaxError, Message: "EXIT and CONTINUE cannot be used outside a loop"}
	}
	return f, err
}

// forget gives up what was prepared for the frame.
func (f *frame) forget() {
	for _, p := range f.plans {
		p.prepared.close()
	}
	f.plans = map[*syntax.Statement]*plan{}
}

// assume gives the session the rights of the procedure's owner, and the settings that the procedure has. What
// is returned takes them back.
func (f *frame) assume(ctx context.Context) (restore func() error, err error) {
	ss, r := f.ss, f.routine
	user, current := ss.user, ss.current
	settings := ss.settings
	explicit := f.explicit
	if len(r.Set) > 0 {
		f.explicit = true
		settings = cloned(ss.settings)
	}
	restore = func() error {
		ss.user, ss.current, f.explicit = user, current, explicit
		if len(r.Set) == 0 {
			return nil
		}
		return ss.restoreRoutine(r.Set, settings)
	}
	if r.Definer {
		if u := ss.directory().UserByID(r.Owner); u != nil {
			ss.user, ss.current = u.Name, u.ID
		}
	}
	for _, set := range r.Set {
		if err := ss.assign(ctx, set.Name, set.Values); err != nil {
			_ = restore() // what went wrong before is what matters
			return nil, err
		}
	}
	return restore, nil
}

func cloned(settings map[string]string) map[string]string {
	out := make(map[string]string, len(settings))
	for name, value := range settings {
		out[name] = value
	}
	return out
}

// restoreRoutine takes back what a procedure has set.
func (ss *session) restoreRoutine(set []relation.RoutineSetting, before map[string]string) error {
	for _, s := range set {
		value, was := before[s.Name]
		var err error
		if was {
			err = ss.assign(ss.ctx, s.Name, listOf(s.Name, value))
		} else {
			err = ss.forget(s.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// nested runs CALL in a procedure; what comes out goes into the variables that were given for it.
func (f *frame) nested(ctx context.Context, p *plan, args []engine.Value) error {
	inner, err := f.call.run(ctx, p.prepared, args, f.level+1)
	if err != nil {
		return err
	}
	call, ok := p.prepared.statement.Tree().(*syntax.Call)
	if !ok {
		return nil
	}
	for i, v := range inner.args {
		if !slices.Contains(inner.outs, v) {
			continue
		}
		column, ok := call.Args[i].(*syntax.Column)
		if !ok {
			return &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf("argument %d of procedure \"%s\" comes out: a variable is needed for it", i+1, inner.routine.Name)}
		}
		target, err := f.target(column.Name)
		if err != nil {
			return err
		}
		value := v.value
		if v.typ != target.typ {
			if value, err = f.converted(ctx, value, v.typ, target.typ); err != nil {
				return err
			}
		}
		if err := target.set(value); err != nil {
			return err
		}
	}
	return nil
}

// declaredType is the type that a variable is declared with.
func declaredType(t *syntax.Type) (types.Type, error) {
	out, err := bind.RoutineType(t)
	if err != nil {
		return out, &engine.Error{State: err.State, Message: err.Message}
	}
	return out, nil
}
