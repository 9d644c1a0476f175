package pgwire

import (
	"context"
	"errors"
	"fmt"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/plpgsql"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Statements of SQL in procedures, and what they do to transactions.
// Source: docs.aws.amazon.com/redshift/latest/dg/stored-procedure-transaction-management.html.

// mayContain refuses what cannot be in a procedure.
// Source: docs.aws.amazon.com/redshift/latest/dg/stored-procedure-constraints.html.
func (f *frame) mayContain(st *dialect.Statement) error {
	switch st.Kind {
	case dialect.Prepare, dialect.Execute, dialect.Deallocate, dialect.Databases, dialect.Vacuum, dialect.Begin, dialect.Commit, dialect.Rollback,
		dialect.Declare, dialect.Fetch, dialect.CloseCursor, dialect.Show:
		return &engine.Error{State: engine.FeatureNotSupported, Message: st.Tag + " is not supported in a stored procedure"}
	case dialect.Set:
		if set, err := st.Setting(); err == nil && set.Local {
			return &engine.Error{State: engine.FeatureNotSupported, Message: "SET LOCAL is not supported in a stored procedure"}
		}
	case dialect.Truncate:
		return f.mayEnd("TRUNCATE")
	}
	return nil
}

// mayEnd refuses to end a transaction that is not the procedure's own.
func (f *frame) mayEnd(what string) error {
	if !f.explicit {
		return nil
	}
	return &engine.Error{
		State: "2D000", Message: what + " cannot be invoked from a procedure that is executing in an atomic context.",
		Hint: "Try calling the procedure as a top-level call i.e. not from within an explicit transaction block. " +
			"Or, if this procedure (or one of its ancestors in the call chain) was created with SET config options, recreate the procedure without them.",
	}
}

// control is COMMIT, ROLLBACK and START TRANSACTION.
func (f *frame) control(ctx context.Context, n *plpgsql.Control) error {
	ss := f.ss
	if n.Kind == "START TRANSACTION" {
		if !f.nonAtomic {
			return &engine.Error{State: engine.FeatureNotSupported, Message: "START TRANSACTION is for NONATOMIC procedures only"}
		}
		f.inBlock = true
		return ss.beginImplicit(ctx)
	}
	if err := f.mayEnd(n.Kind); err != nil {
		return err
	}
	f.inBlock = false
	var err error
	if n.Kind == "COMMIT" {
		err = f.commit()
	} else {
		ss.rollback()
	}
	if err != nil || f.nonAtomic {
		return err
	}
	return ss.beginImplicit(ctx)
}

// commit ends the transaction, if there is one.
func (f *frame) commit() error {
	if !f.ss.transaction.open {
		return nil
	}
	return f.ss.commit()
}

// before opens the transaction of a statement, and after commits it where each has its own.
func (f *frame) before(ctx context.Context) error { return f.ss.beginImplicit(ctx) }

func (f *frame) after() error {
	if f.nonAtomic && !f.explicit && !f.inBlock {
		return f.commit()
	}
	return nil
}

// handle runs a handler. The transaction that failed is rolled back, and the handler has its own; without NONATOMIC
// the error goes on when that has been committed.
// Source: docs.aws.amazon.com/redshift/latest/dg/stored-procedure-trapping-errors.html.
func (f *frame) handle(ctx context.Context, h *plpgsql.Handler, failed error) (flow, error) {
	var e *engine.Error
	if !errors.As(failed, &e) || e.State == engine.QueryCanceled || e.State[:3] == "57P" {
		return flow{}, failed
	}
	ss := f.ss
	ss.rollback()
	f.inBlock = false
	if !f.nonAtomic {
		if err := ss.beginImplicit(ctx); err != nil {
			return flow{}, err
		}
	}
	before := f.caught
	f.caught = e
	f.enter("", &variable{name: "sqlerrm", typ: types.TextType, value: []byte(e.Message)}, &variable{name: "sqlstate", typ: types.TextType, value: []byte(e.State)})
	how, err := f.inside(ctx, h.Body)
	f.leave()
	f.caught = before
	if err != nil || f.nonAtomic {
		return how, err
	}
	if err := f.commit(); err != nil {
		return flow{}, err
	}
	if f.explicit {
		ss.transaction = transaction{aborted: true}
	}
	return flow{}, failed
}

// sql runs a statement of SQL.
func (f *frame) sql(ctx context.Context, n *plpgsql.SQL) error {
	targets, wanted, err := f.targets(n.Into)
	if err != nil {
		return err
	}
	if err := f.before(ctx); err != nil {
		return err
	}
	p, err := f.plan(ctx, &n.Statement, wanted)
	if err != nil {
		return f.of(n.Statement, err)
	}
	if err := f.run(ctx, p, targets, n.Perform); err != nil {
		return f.of(n.Statement, err)
	}
	return f.after()
}

// of notes which statement failed.
func (f *frame) of(st syntax.Statement, err error) error {
	var e *engine.Error
	if !errors.As(err, &e) || e.Context != "" {
		return err
	}
	noted := *e
	noted.Context = "SQL statement \"" + f.routine.Body[st.Start:st.End] + "\""
	return &noted
}

// run runs a statement that is prepared.
func (f *frame) run(ctx context.Context, p *plan, targets []*variable, perform bool) error {
	args, err := f.values(p)
	if err != nil {
		return err
	}
	return f.runWith(ctx, p, args, targets, perform)
}

// runWith runs it with values for its parameters; the log has it as one of the CALL's.
func (f *frame) runWith(ctx context.Context, p *plan, args []engine.Value, targets []*variable, perform bool) error {
	noted := &portal{session: f.ss, prepared: p.prepared, done: true}
	noted.began()
	if p.prepared.statement.Kind == dialect.Call {
		defer f.ss.calling(noted)()
	}
	err := f.runNoted(ctx, p, args, targets, perform)
	if p.prepared.statement.Kind != dialect.Call {
		noted.sent = f.affected
	}
	noted.ended(err)
	return err
}

func (f *frame) runNoted(ctx context.Context, p *plan, args []engine.Value, targets []*variable, perform bool) error {
	switch kind := p.prepared.statement.Kind; {
	case kind == dialect.Call:
		return f.nested(ctx, p, args)
	case kind.Session():
		return f.ofSession(ctx, p)
	case kind == dialect.Select && targets == nil && !perform:
		return &engine.Error{State: engine.SyntaxError, Message: "SELECT query has no destination for result data", Hint: "If you want to discard the results, use PERFORM instead."}
	case kind == dialect.Select:
		r, err := f.query(ctx, p, args, 1)
		if err != nil {
			return err
		}
		f.found.value, f.affected = truth(len(r.rows) > 0), int64(len(r.rows))
		if targets == nil {
			return nil
		}
		return f.assign(targets, r)
	}
	return f.change(ctx, p, args)
}

// change runs what is no query, by a portal that nobody sees.
func (f *frame) change(ctx context.Context, p *plan, args []engine.Value) error {
	ss, kind := f.ss, p.prepared.statement.Kind
	run := &portal{session: ss, prepared: p.prepared, args: args, ctx: ctx, stop: f.stop, describe: true}
	if err := run.start(); err != nil {
		return unplaced(err)
	}
	if kind == dialect.Explain {
		run.rows.Close()
		return &engine.Error{State: engine.SyntaxError, Message: "query has no destination for result data"}
	}
	f.affected = run.rows.RowsAffected()
	run.rows.Close()
	switch kind {
	case dialect.Insert, dialect.Update, dialect.Delete, dialect.Merge:
		f.found.value = truth(f.affected > 0)
	}
	ss.marker.ran(dialect.Call, noCount)
	if kind != dialect.Truncate {
		return nil
	}
	if err := f.commit(); err != nil {
		return err
	}
	return ss.beginImplicit(ctx)
}

// ofSession runs a statement that the session executes itself.
func (f *frame) ofSession(ctx context.Context, p *plan) error {
	ss, st := f.ss, p.prepared.statement
	run := &portal{session: ss, prepared: p.prepared, ctx: ctx, stop: f.stop, describe: true}
	switch st.Kind {
	case dialect.Set, dialect.Reset:
		return run.change(ctx, st)
	case dialect.Users, dialect.Grant:
		return ss.executeAccess(ctx, st)
	}
	return &engine.Error{State: engine.FeatureNotSupported, Message: st.Tag + " is not supported in a stored procedure"}
}

// execute is EXECUTE of a string.
func (f *frame) execute(ctx context.Context, n *plpgsql.Execute) error {
	targets, wanted, err := f.targets(n.Into)
	if err != nil {
		return err
	}
	list, using, err := f.dynamic(ctx, &n.Dynamic)
	if err != nil {
		return err
	}
	for i := range list {
		if err := f.before(ctx); err != nil {
			return err
		}
		if err := f.runDynamic(ctx, &list[i], using, targets, wanted); err != nil {
			var e *engine.Error
			if errors.As(err, &e) && e.Context == "" {
				noted := *e
				noted.Context = "SQL statement \"" + list[i].Text + "\""
				err = &noted
			}
			return err
		}
		if err := f.after(); err != nil {
			return err
		}
	}
	return nil
}

// dynamic works out the string of EXECUTE, and the values of its parameters.
func (f *frame) dynamic(ctx context.Context, d *plpgsql.Dynamic) (list []dialect.Statement, using []*variable, err error) {
	text, _, err := f.value(ctx, &d.Command, types.TextType)
	if err != nil {
		return nil, nil, err
	}
	if text == nil {
		return nil, nil, &engine.Error{State: "22004", Message: "cannot EXECUTE a null querystring"}
	}
	for i := range d.Using {
		value, typ, err := f.value(ctx, &d.Using[i], types.Type{})
		if err != nil {
			return nil, nil, err
		}
		using = append(using, &variable{name: fmt.Sprintf("$%d", i+1), typ: typ, value: value})
	}
	list, err = f.ss.split(string(text))
	for i := range list {
		if k := list[i].Kind; k == dialect.Commit || k == dialect.Rollback {
			return nil, nil, &engine.Error{State: engine.FeatureNotSupported, Message: list[i].Tag + " cannot be used in dynamic SQL"}
		}
	}
	return list, using, err
}

// usingNames are the values of USING, as a string's $1, $2 … name them.
func usingNames(using []*variable) func([]string) (int, types.Type, bool) {
	return func(name []string) (int, types.Type, bool) {
		for i, v := range using {
			if len(name) == 1 && name[0] == v.name {
				return i + 1, v.typ, true
			}
		}
		return 0, types.Type{}, false
	}
}

// runDynamic runs a statement of a string, in which names are none of variables.
func (f *frame) runDynamic(ctx context.Context, st *dialect.Statement, using []*variable, targets []*variable, wanted []types.Type) error {
	p, err := f.prepare(ctx, st, wanted, usingNames(using))
	if err != nil {
		return err
	}
	defer p.prepared.close()
	args, err := usingValues(p.prepared, using)
	if err != nil {
		return err
	}
	return f.runWith(ctx, p, args, targets, true)
}

func usingValues(p *prepared, using []*variable) ([]engine.Value, error) {
	args := make([]engine.Value, len(p.oids))
	for i := range args {
		if i >= len(using) {
			return nil, &engine.Error{State: engine.UndefinedParameter, Message: fmt.Sprintf("there is no parameter $%d", i+1)}
		}
		var err error
		if args[i], err = p.decodeOne(i, using[i].value, textFormat); err != nil {
			return nil, err
		}
	}
	return args, nil
}
