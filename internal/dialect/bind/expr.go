package bind

import (
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// expr binds an expression.
func (b *binder) expr(s *scope, x syntax.Expr) typed {
	switch x := x.(type) {
	case *syntax.Column:
		if v, ok := b.variable(x.Pos, b.parts(x.Name)); ok {
			return v
		}
		return b.column(s, x)
	case *syntax.Number:
		return b.number(x)
	case *syntax.String:
		return typed{x: x, t: types.Type{Length: len(x.Value)}}
	case *syntax.Null:
		return typed{x: x}
	case *syntax.Bool:
		return typed{x: x, t: types.BoolType}
	case *syntax.Param:
		return b.param(x)
	case *syntax.Typed:
		return b.typedLiteral(x)
	case *syntax.Binary:
		return b.binary(s, x)
	case *syntax.Unary:
		return b.unary(s, x)
	case *syntax.Logical:
		return b.logical(s, x)
	case *syntax.Not:
		return typed{x: &syntax.Not{Pos: x.Pos, X: b.truth(s, x.X, "NOT")}, t: types.BoolType}
	case *syntax.Is:
		return b.is(s, x)
	case *syntax.Distinct:
		return b.distinct(s, x)
	case *syntax.In:
		return b.in(s, x)
	case *syntax.Between:
		return b.between(s, x)
	case *syntax.Like:
		return b.like(s, x)
	case *syntax.Quantified:
		return b.quantified(s, x)
	case *syntax.Cast:
		return b.cast(s, x)
	case *syntax.Func:
		return b.call(s, x)
	case *syntax.Case:
		return b.caseOf(s, x)
	}
	return b.special(s, x)
}

// special binds the rarer expressions.
func (b *binder) special(s *scope, x syntax.Expr) typed {
	switch x := x.(type) {
	case *syntax.Extract:
		return b.function(s, x, "extract", nil, []typed{b.textLiteral(x.Pos, x.Field), b.expr(s, x.X)})
	case *syntax.Trim:
		return b.trim(s, x)
	case *syntax.Position:
		return b.function(s, x, "position", nil, []typed{b.expr(s, x.X), b.expr(s, x.Y)})
	case *syntax.Overlay:
		args := []typed{b.expr(s, x.X), b.expr(s, x.With), b.expr(s, x.Start)}
		if x.Length != nil {
			args = append(args, b.expr(s, x.Length))
		}
		return b.function(s, x, "overlay", nil, args)
	case *syntax.Subquery:
		return b.subquery(s, x)
	case *syntax.Exists:
		r := b.query(s, x.Query)
		b.settle(r)
		return typed{x: &syntax.Exists{Pos: x.Pos, Query: r.query}, t: types.BoolType}
	case *syntax.Keyword:
		return b.keyword(x)
	case *syntax.Index:
		return b.index(s, x)
	case *syntax.Field:
		return b.field(b.expr(s, x.X), x, x.Name)
	case *syntax.Array:
		return b.array(s, x)
	case *syntax.Row:
		if len(x.Fields) == 1 {
			return b.expr(s, x.Fields[0])
		}
		b.unsupported(x, "a row as a value")
	case *syntax.Default:
		b.fail(x, engine.SyntaxError, "DEFAULT is not allowed in this context")
	case *syntax.Star:
		b.fail(x, engine.SyntaxError, "\"*\" is not allowed in this context")
	case *syntax.Outer:
		b.fail(x, engine.SyntaxError, "(+) is only allowed in WHERE, between columns of two tables")
	case *syntax.GroupingSet:
		b.fail(x, engine.SyntaxError, "%s is only allowed in GROUP BY", x.Kind)
	case *syntax.ObjectTransform:
		return b.objectTransform(s, x)
	}
	b.unsupported(x, "this expression")
	return typed{}
}

// subquery binds a query whose one value is meant.
func (b *binder) subquery(s *scope, x *syntax.Subquery) typed {
	r := b.query(s, x.Query)
	b.settle(r)
	if len(r.columns) != 1 {
		b.fail(x, engine.SyntaxError, "subquery must return only one column")
	}
	return typed{x: &syntax.Subquery{Pos: x.Pos, Query: r.query}, t: r.columns[0].typ}
}

// number binds a number: the narrowest of INTEGER, BIGINT and NUMERIC that holds it.
func (b *binder) number(x *syntax.Number) typed {
	if n, err := strconv.ParseInt(x.Text, 10, 64); err == nil {
		if n <= 1<<31-1 {
			return typed{x: x, t: types.Int4Type}
		}
		return typed{x: x, t: types.Int8Type}
	}
	if whole, fraction, _ := strings.Cut(x.Text, "."); len(x.Text) <= smallDigits && isDigits(whole) && isDigits(fraction) && (whole == "0" || whole[0] != '0') {
		return typed{x: x, t: types.Type{ID: types.Numeric, Precision: len(strings.TrimLeft(whole, "0")) + len(fraction), Scale: len(fraction)}}
	}
	n, scale, err := engine.ParseNumeric(x.Text)
	if err != nil {
		if f, err := strconv.ParseFloat(x.Text, 64); err == nil {
			return typed{x: syntax.Bracket("CAST(", &syntax.String{Pos: x.Pos, Value: strconv.FormatFloat(f, 'g', -1, 64)}, " AS DOUBLE)"), t: types.Type{ID: types.Float8}}
		}
		b.fail(x, engine.NumericOutOfRange, "value out of range: overflow")
	}
	text := string(n.Append(nil, scale))
	whole, _, _ := strings.Cut(text, ".")
	digits := len(strings.TrimLeft(whole, "0"))
	t := types.Type{ID: types.Numeric, Precision: max(digits+scale, 1), Scale: scale}
	if scale == 0 { // of 20 digits and more, or with an exponent
		return typed{x: syntax.Verbatim(x.Pos, "CAST('"+text+"' AS "+t.Engine()+")"), t: t}
	}
	return typed{x: &syntax.Number{Pos: x.Pos, Text: text}, t: t}
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// param binds a parameter: its type is the client's, or that of the place where it first
// stands.
func (b *binder) param(x *syntax.Param) typed {
	if v, ok := b.variable(x.Pos, []string{"$" + itoa(x.Number)}); ok {
		return v
	}
	if x.Name != "" || x.Number < 1 {
		b.fail(x, engine.UndefinedParameter, "there is no parameter :%s", x.Name)
	}
	if b.inlined > 0 {
		if x.Number > len(b.given) {
			b.fail(x, engine.UndefinedParameter, "there is no parameter $%d", x.Number)
		}
		return b.given[x.Number-1]
	}
	if x.Number > maxParams {
		b.fail(x, engine.UndefinedParameter, "there is no parameter $%d", x.Number)
	}
	for len(b.params) < x.Number {
		b.params = append(b.params, types.Type{})
	}
	t := b.params[x.Number-1]
	if t.ID == types.Unknown {
		return typed{x: x, t: types.Type{Length: types.MaxVarchar}} // it may be as long as a text can be
	}
	return typed{x: paramAs(x, t), t: t}
}

// maxParams is how many parameters a statement can have.
const maxParams = 32767

func paramAs(x *syntax.Param, t types.Type) syntax.Expr {
	if t.ID == types.Numeric && t.Precision == 0 {
		t.Precision, t.Scale = types.MaxPrecision, 10
	}
	return syntax.Bracket("CAST(", x, " AS "+t.Engine()+")")
}

func (b *binder) textLiteral(at syntax.Pos, s string) typed {
	return typed{x: &syntax.String{Pos: at, Value: s}, t: types.Type{Length: len(s)}}
}

// typedLiteral binds DATE '…' and its kin.
func (b *binder) typedLiteral(x *syntax.Typed) typed {
	if x.Type.Is("interval") {
		return b.interval(x)
	}
	t := b.typeOf(x.Type)
	return b.convert(b.textLiteral(x.Pos, x.Value), t, x)
}

// typeOf is the type that is written, with its modifiers checked.
func (b *binder) typeOf(t *syntax.Type) types.Type {
	out, err := Type(t)
	if err != nil {
		b.fail(t, err.State, "%s", err.Message)
	}
	return out
}

// logical binds AND and OR.
func (b *binder) logical(s *scope, x *syntax.Logical) typed {
	out := &syntax.Logical{Pos: x.Pos, Op: x.Op, Args: make([]syntax.Expr, len(x.Args))}
	for i, arg := range x.Args {
		out.Args[i] = b.truth(s, arg, x.Op)
	}
	return typed{x: out, t: types.BoolType}
}

// truth binds an operand of AND, OR and NOT.
func (b *binder) truth(s *scope, x syntax.Expr, op string) syntax.Expr {
	e := b.expr(s, x)
	switch {
	case e.t.ID == types.Bool:
		return e.x
	case e.t.ID == types.Unknown, e.t.ID == types.Super, e.t.IsInteger():
		return b.coerce(e, types.BoolType, types.Explicit)
	}
	b.fail(x, engine.DatatypeMismatch, "argument of %s must be type boolean, not type %s", op, e.t.Base())
	return nil
}

func (b *binder) is(s *scope, x *syntax.Is) typed {
	e := b.settled(b.expr(s, x.X))
	if x.What != "NULL" && e.t.ID != types.Bool {
		if e.t.ID != types.Super && !e.t.IsInteger() {
			b.fail(x, engine.DatatypeMismatch, "argument of IS %s must be type boolean, not type %s", x.What, e.t.Base())
		}
		e.x = b.coerce(e, types.BoolType, types.Explicit)
	}
	if e.t.ID == types.Super && x.What == "NULL" {
		return typed{x: &syntax.Is{Pos: x.Pos, X: syntax.Bracket("nullif(CAST(", e.x, " AS VARCHAR), 'null')"), Not: x.Not, What: x.What}, t: types.BoolType}
	}
	return typed{x: &syntax.Is{Pos: x.Pos, X: e.x, Not: x.Not, What: x.What}, t: types.BoolType}
}

// caseOf binds CASE: its results are of their common type.
func (b *binder) caseOf(s *scope, x *syntax.Case) typed {
	out := &syntax.Case{Pos: x.Pos}
	var operand typed
	if x.Operand != nil {
		operand = b.settled(b.expr(s, x.Operand))
	}
	results := make([]typed, 0, len(x.Whens)+1)
	nodes := make([]syntax.Expr, 0, len(x.Whens)+1)
	for _, when := range x.Whens {
		w := &syntax.When{Pos: when.Pos}
		if x.Operand != nil {
			w.Condition = b.compare(&syntax.Binary{Pos: when.Pos, Op: "="}, operand, b.expr(s, when.Condition)).x
		} else {
			w.Condition = b.truth(s, when.Condition, "CASE/WHEN")
		}
		out.Whens = append(out.Whens, w)
		results, nodes = append(results, b.expr(s, when.Result)), append(nodes, when.Result)
	}
	if x.Else != nil {
		results, nodes = append(results, b.expr(s, x.Else)), append(nodes, x.Else)
	}
	if x.Else != nil { // errors name its type first
		last := len(results) - 1
		b.unify("CASE", append([]typed{results[last]}, results[:last]...), append([]syntax.Expr{nodes[last]}, nodes[:last]...))
	}
	t := b.unify("CASE", results, nodes)
	for i := range out.Whens {
		out.Whens[i].Result = results[i].x
	}
	if x.Else != nil {
		out.Else = results[len(results)-1].x
	}
	return typed{x: out, t: t}
}

// unify brings expressions to their common type, in place.
func (b *binder) unify(what string, list []typed, nodes []syntax.Expr) types.Type {
	all := make([]types.Type, len(list))
	for i := range list {
		all[i] = list[i].t
	}
	t, bad, ok := types.Common(all)
	if !ok {
		b.fail(nodes[bad], engine.DatatypeMismatch, "%s types %s and %s cannot be matched", what, t.Base(), all[bad].Base())
	}
	if t.ID == types.Unknown {
		return t
	}
	for i := range list {
		list[i] = typed{x: b.coerce(list[i], t, types.Implicit), t: t}
	}
	return t
}

// trim binds TRIM.
func (b *binder) trim(s *scope, x *syntax.Trim) typed {
	args := []typed{b.expr(s, x.X)}
	if x.Chars != nil {
		args = append(args, b.expr(s, x.Chars))
	}
	return b.function(s, x, trimNames[x.Side], nil, args)
}

// keyword binds a word that is a value.
func (b *binder) keyword(x *syntax.Keyword) typed {
	if e, ok := b.sessionWord(x, x.Name); ok {
		return e
	}
	b.unsupported(x, strings.ToUpper(x.Name))
	return typed{}
}

func itoa(n int) string { return strconv.Itoa(n) }
