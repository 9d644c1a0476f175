package pgwire

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Prepared statements of SQL: PREPARE, EXECUTE and DEALLOCATE. They are the ones of the
// extended protocol, by the same names, and outlive transactions.

// typeOIDs are the types that PREPARE may give parameters, as package syntax names them.
var typeOIDs = map[string]uint32{
	"boolean": oidBool, "smallint": oidInt2, "integer": oidInt4, "bigint": oidInt8, "decimal": oidNumeric, "real": oidFloat4,
	"double precision": oidFloat8, "char": oidBPChar, "bpchar": oidBPChar, "varchar": oidVarchar, "text": oidText, "date": oidDate,
	"time": oidTime, "timetz": oidTimeTZ, "timestamp": oidTimestamp, "timestamptz": oidTimestampTZ, "interval": oidInterval,
	"varbyte": oidVarbyte, "super": oidSuper, "oid": oidOID, "name": oidName, "unknown": oidUnknown,
}

// preparePlan checks a statement about a prepared one.
func (p *prepared) preparePlan(ss *session) error {
	plan, err := p.statement.Plan()
	if err != nil || p.statement.Kind != dialect.Execute {
		return err
	}
	named := ss.statements[plan.Name]
	if named == nil {
		return errNoStatement(plan.Name)
	}
	p.columns = named.columns
	return nil
}

// definePlan is PREPARE.
func (p *portal) definePlan(ctx context.Context) error {
	ss := p.session
	plan, err := p.prepared.statement.Plan()
	if err != nil {
		return err
	}
	if err := ss.mayPrepare(plan.Name); err != nil {
		return err
	}
	declared := make([]uint32, len(plan.Types))
	for i, name := range plan.Types {
		oid, known := typeOIDs[name]
		if !known {
			return &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("type \"%s\" does not exist", name)}
		}
		declared[i] = oid
	}
	named, err := ss.prepare(ctx, plan.Statement, declared)
	if err != nil {
		return err
	}
	ss.statements[plan.Name] = named
	return nil
}

// mayPrepare reports whether there is room for a prepared statement, and its name is free.
func (ss *session) mayPrepare(name string) error {
	if ss.statements[name] != nil {
		return &engine.Error{State: engine.DuplicateStatement, Message: fmt.Sprintf("prepared statement %q already exists", name)}
	}
	if len(ss.statements) >= maxPrepared {
		return &engine.Error{State: engine.OutOfMemory, Message: "too many prepared statements"}
	}
	return nil
}

// executePlan is EXECUTE. What it executes has a portal of its own.
func (p *portal) executePlan(limit int64) error {
	if p.inner == nil {
		if err := p.startPlan(); err != nil {
			return err
		}
	}
	return p.inner.execute(limit)
}

func (p *portal) startPlan() error {
	ss := p.session
	plan, err := p.prepared.statement.Plan()
	if err != nil {
		return err
	}
	named := ss.statements[plan.Name]
	switch {
	case named == nil:
		return errNoStatement(plan.Name)
	case named.statement == nil: // an empty one of the protocol
		return &engine.Error{State: engine.InvalidStatementName, Message: fmt.Sprintf("prepared statement %q is empty", plan.Name)}
	case named.statement.Kind == dialect.Execute:
		return &engine.Error{State: engine.FeatureNotSupported, Message: "EXECUTE of an EXECUTE is not supported"}
	case !slices.Equal(named.columns, p.prepared.columns):
		return &engine.Error{State: engine.FeatureNotSupported, Message: "cached plan must not change result type"}
	case len(plan.Arguments) != len(named.oids):
		return &engine.Error{
			State: engine.SyntaxError, Message: fmt.Sprintf("wrong number of parameters for prepared statement \"%s\"", plan.Name),
			Detail: fmt.Sprintf("Expected %d parameters but got %d.", len(named.oids), len(plan.Arguments)),
		}
	}
	ctx, stop := ss.begin()
	defer stop.end()
	args := make([]engine.Value, len(plan.Arguments))
	for i, a := range plan.Arguments {
		if args[i], err = ss.argument(ctx, named, i, a); err != nil {
			return stop.explain(err)
		}
	}
	p.inner = &portal{session: ss, prepared: named, args: args, formats: p.formats, describe: p.describe}
	return nil
}

// argument gives the argument of EXECUTE the type of the parameter.
func (ss *session) argument(ctx context.Context, named *prepared, i int, a dialect.Argument) (engine.Value, error) {
	text, number := []byte(a.Text), a.Number
	if a.Query != nil {
		var err error
		if text, number, err = ss.evaluate(ctx, a.Query); err != nil {
			return engine.Value{}, a.Locate(err)
		}
	}
	if k := kindOf(named.oids[i]); number && (k == engine.Int2 || k == engine.Int4 || k == engine.Int8) {
		text = rounded(text)
	}
	return named.decodeOne(i, text, textFormat)
}

// rounded is a number with a fraction as a whole one.
func rounded(text []byte) []byte {
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !bytes.ContainsAny(text, ".eE") || math.Abs(f) > 1<<53 {
		return text
	}
	return strconv.AppendFloat(nil, math.Round(f), 'f', -1, 64)
}

// evaluate runs the query of an argument. The text is nil for NULL; number tells whether it is
// a number that may have a fraction.
func (ss *session) evaluate(ctx context.Context, query *dialect.Statement) (text []byte, number bool, err error) {
	p, err := ss.prepare(ctx, query, nil)
	if err != nil {
		return nil, false, err
	}
	defer p.close()
	rows, err := p.engine.Execute(ctx, nil)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	chunk, err := rows.Next(ctx)
	if err != nil || chunk.Vector(0).Null(0) {
		return nil, false, err
	}
	every := ss.style()
	every.floatDigits = 1 // as many as it takes
	e := newEncoder(p.columns[:1], nil, every)
	switch p.columns[0].Type.Kind {
	case engine.Numeric, engine.Float4, engine.Float8:
		number = true
	}
	return e.columns[0].appendText([]byte{}, chunk.Vector(0), 0), number, nil
}

// deallocate is DEALLOCATE.
func (ss *session) deallocate(st *dialect.Statement) error {
	plan, err := st.Plan()
	if err != nil {
		return err
	}
	if plan.Name == "" {
		for name := range ss.statements {
			ss.closeStatement(name)
		}
		return nil
	}
	if ss.statements[plan.Name] == nil {
		return errNoStatement(plan.Name)
	}
	ss.closeStatement(plan.Name)
	return nil
}
