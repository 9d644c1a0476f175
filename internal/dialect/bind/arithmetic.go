package bind

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// arithmetic binds + - * / and %.
func (b *binder) arithmetic(x *syntax.Binary, l, r typed) typed {
	l, r = b.operands(x, l, r)
	switch {
	case l.t.IsText() && r.t.IsText() && x.Op == "+", l.t.ID == types.Varbyte && r.t.ID == types.Varbyte && x.Op == "+":
		return b.concatenate(x, l, r)
	case l.t.IsNumber() && r.t.IsNumber():
		return b.numbers(x, l, r)
	case l.t.ID == types.Super || r.t.ID == types.Super:
		return b.superArithmetic(x, l, r)
	}
	if e, ok := b.moments(x, l, r); ok {
		return e
	}
	b.noOperator(x, l, r)
	return typed{}
}

// operands gives strings without a type that of the other side.
func (b *binder) operands(x *syntax.Binary, l, r typed) (typed, typed) {
	switch {
	case l.t.ID == types.Unknown && r.t.ID == types.Unknown:
		if isNull(l.x) || isNull(r.x) || isParam(l.x) || isParam(r.x) {
			l, r = b.as(l, types.Type{ID: types.Float8}), b.as(r, types.Type{ID: types.Float8})
			break
		}
		b.fail(x, engine.AmbiguousFunction, "operator is not unique: \"unknown\" %s \"unknown\"", x.Op)
	case l.t.ID == types.Unknown:
		l = b.as(l, partner(x.Op, r.t))
	case r.t.ID == types.Unknown:
		r = b.as(r, partner(x.Op, l.t))
	}
	if l.t.ID == types.OID {
		l.t = types.Int8Type
	}
	if r.t.ID == types.OID {
		r.t = types.Int8Type
	}
	return l, r
}

func isNull(x syntax.Expr) bool  { _, ok := x.(*syntax.Null); return ok }
func isParam(x syntax.Expr) bool { _, ok := x.(*syntax.Param); return ok }

// as brings a string without a type to one.
func (b *binder) as(e typed, t types.Type) typed {
	x := b.coerce(e, t, types.Implicit)
	return typed{x: x, t: b.literalType(e, t)}
}

// literalType is t with the modifiers that a literal has by itself.
func (b *binder) literalType(e typed, t types.Type) types.Type {
	if text, ok := e.x.(*syntax.String); ok && t.ID == types.Numeric && t.Precision == 0 {
		if _, scale, err := engine.ParseNumeric(strings.TrimSpace(text.Value)); err == nil {
			t.Precision, t.Scale = types.MaxPrecision, scale
		}
	}
	return t
}

// partner is the type of a string without one beside an operand.
func partner(op string, other types.Type) types.Type {
	switch {
	case other.ID == types.Numeric:
		return types.Type{ID: types.Numeric}
	case other.IsMoment() && op == "+", other.IsInterval() && (op == "+" || op == "-"):
		return types.Type{ID: types.IntervalDS}
	case other.IsInterval():
		return types.Type{ID: types.Float8}
	}
	return bare(other)
}

// numbers binds an operator between numbers.
func (b *binder) numbers(x *syntax.Binary, l, r typed) typed {
	t := types.Arithmetic(x.Op, l.t, r.t)
	out := &syntax.Binary{Pos: x.Pos, Op: x.Op}
	switch {
	case t.ID != types.Numeric:
		if x.Op == "%" && t.ID >= types.Float4 {
			b.noOperator(x, l, r)
		}
		out.X, out.Y = b.coerce(l, t, types.Implicit), b.coerce(r, t, types.Implicit)
		if x.Op == "/" || x.Op == "%" {
			out.Y = divisor(out.Y)
		}
		return typed{x: out, t: t}
	case x.Op == "/":
		return typed{x: divide(x.Pos, l, r, t), t: t}
	case x.Op == "%":
		out.X, out.Y = l.x, divisor(r.x)
		return typed{x: syntax.Bracket("CAST(", out, " AS "+t.Engine()+")"), t: t}
	}
	out.X, out.Y = l.x, r.x
	if b.Wide || b.Stored {
		out.X, out.Y = widen(l, r, t)
	}
	return typed{x: out, t: t}
}

// smallDigits is how many digits the engine computes with fast, and up to which it refuses a
// larger result.
const smallDigits = 18

// widen casts an operand where the engine would refuse a result that is too large for a small
// number.
func widen(l, r typed, t types.Type) (syntax.Expr, syntax.Expr) {
	a, c := l.t.Decimal(), r.t.Decimal()
	wide := a.Precision > smallDigits || c.Precision > smallDigits
	if t.Precision <= smallDigits || wide {
		return l.x, r.x
	}
	a.Precision = smallDigits + 1
	if l.t.ID != types.Numeric {
		c.Precision = smallDigits + 1
		return l.x, syntax.Bracket("CAST(", r.x, " AS "+c.Engine()+")")
	}
	return syntax.Bracket("CAST(", l.x, " AS "+a.Engine()+")"), r.x
}

// divide divides decimals exactly: as whole numbers, of which the result is cut to its scale.
func divide(at syntax.Pos, l, r typed, t types.Type) syntax.Expr {
	a, c := l.t.Decimal(), r.t.Decimal()
	left, right := castTo(l.x, a), castTo(r.x, c)
	if power := t.Scale + c.Scale - a.Scale; a.Precision+t.Scale+c.Scale > types.MaxPrecision || c.Precision+c.Scale > types.MaxPrecision {
		return &syntax.Native{
			Pos:   at,
			Texts: []string{"CAST(countersign_quotient_wide(", ", ", ", 1" + strings.Repeat("0", max(power, 0)) + ") * " + fraction(t.Scale) + " AS " + t.Engine() + ")"},
			Args:  []syntax.Node{left, right},
		}
	}
	return &syntax.Native{
		Pos:   at,
		Texts: []string{"CAST(countersign_quotient(", ", ", ", " + power(t.Scale+c.Scale) + ", " + power(c.Scale) + ") * " + fraction(t.Scale) + " AS " + t.Engine() + ")"},
		Args:  []syntax.Node{castTo(l.x, types.Type{ID: types.Numeric, Precision: types.MaxPrecision, Scale: a.Scale}), castTo(r.x, types.Type{ID: types.Numeric, Precision: types.MaxPrecision, Scale: c.Scale})},
	}
}

func castTo(x syntax.Expr, t types.Type) syntax.Expr {
	return syntax.Bracket("CAST(", x, " AS "+t.Engine()+")")
}

// power is ten to the power of n, as the engine reads a decimal without a point.
func power(n int) string { return "CAST('1" + strings.Repeat("0", n) + "' AS DECIMAL(38,0))" }

// fraction is ten to the power of -n.
func fraction(n int) string {
	if n == 0 {
		return "1"
	}
	return "0." + strings.Repeat("0", n-1) + "1"
}

// divisor makes a division by zero an error, as on Redshift: see the engine's macros.
func divisor(x syntax.Expr) syntax.Expr {
	if n, ok := x.(*syntax.Number); ok && strings.Trim(n.Text, "0.") != "" {
		return x
	}
	return syntax.Invoke(at(x), "countersign_divisor", x)
}

// superArithmetic computes with numbers in SUPER values; what is no number gives NULL.
func (b *binder) superArithmetic(x *syntax.Binary, l, r typed) typed {
	t := types.Type{ID: types.Float8}
	if l.t.ID != types.Super && !l.t.IsNumber() || r.t.ID != types.Super && !r.t.IsNumber() {
		b.noOperator(x, l, r)
	}
	out := &syntax.Binary{Pos: x.Pos, Op: x.Op, X: b.coerce(l, t, types.Implicit), Y: b.coerce(r, t, types.Implicit)}
	if x.Op == "/" || x.Op == "%" {
		out.Y = divisor(out.Y)
	}
	return typed{x: syntax.Invoke(x.Pos, "countersign_super_number", out), t: types.Type{ID: types.Super}}
}

// A momentRule is an operator on dates, times and intervals.
type momentRule struct {
	op          string
	left, right types.ID
	result      types.ID
	engine      string // with {l} and {r}
}

// momentRules are those that PostgreSQL 8.0 has, but for those that commute.
var momentRules = []momentRule{
	{"+", types.Date, types.Int4, types.Date, "({l} + {r})"},
	{"-", types.Date, types.Int4, types.Date, "({l} - {r})"},
	{"-", types.Date, types.Date, types.Int4, "CAST({l} - {r} AS INTEGER)"},
	{"+", types.Date, types.Time, types.Timestamp, "({l} + {r})"},
	{"+", types.Date, types.TimeTZ, types.TimestampTZ, "({l} + {r})"},
	{"-", types.Timestamp, types.Timestamp, types.IntervalDS, "({l} - {r})"},
	{"-", types.TimestampTZ, types.TimestampTZ, types.IntervalDS, "({l} - {r})"},
	{"-", types.Time, types.Time, types.IntervalDS, "(CAST(DATE '2000-01-01' + {l} AS TIMESTAMP) - CAST(DATE '2000-01-01' + {r} AS TIMESTAMP))"},
}

// moments binds an operator on dates, times and intervals.
func (b *binder) moments(x *syntax.Binary, l, r typed) (typed, bool) {
	if l.t.IsInterval() || r.t.IsInterval() {
		return b.intervals(x, l, r)
	}
	for _, swap := range []bool{false, x.Op == "+"} {
		a, c := l, r
		if swap {
			a, c = r, l
		}
		for _, rule := range momentRules {
			if rule.op == x.Op && fits(a.t, rule.left) && fits(c.t, rule.right) {
				return typed{x: rule.write(x.Pos, b.coerce(a, types.Type{ID: rule.left}, types.Implicit), b.coerce(c, types.Type{ID: rule.right}, types.Implicit)), t: types.Type{ID: rule.result}}, true
			}
		}
	}
	if x.Op == "-" && l.t.IsMoment() && r.t.IsMoment() {
		t := types.Type{ID: max(l.t.ID, r.t.ID)}
		return b.moments(x, typed{x: b.coerce(l, t, types.Implicit), t: t}, typed{x: b.coerce(r, t, types.Implicit), t: t})
	}
	return typed{}, false
}

func fits(t types.Type, id types.ID) bool {
	return t.ID == id || id == types.Int4 && t.IsInteger()
}

func (rule *momentRule) write(at syntax.Pos, l, r syntax.Expr) syntax.Expr {
	before, rest, _ := strings.Cut(rule.engine, "{l}")
	between, after, _ := strings.Cut(rest, "{r}")
	return &syntax.Native{Pos: at, Texts: []string{before, between, after}, Args: []syntax.Node{l, r}}
}

// intervals binds an operator with an interval.
func (b *binder) intervals(x *syntax.Binary, l, r typed) (typed, bool) {
	plain := func(t types.Type) (typed, bool) {
		return typed{x: &syntax.Binary{Pos: x.Pos, Op: x.Op, X: l.x, Y: r.x}, t: t}, true
	}
	switch {
	case l.t.IsInterval() && r.t.IsInterval() && (x.Op == "+" || x.Op == "-"):
		if l.t.ID != r.t.ID {
			return plain(types.Type{ID: types.IntervalDS})
		}
		return plain(l.t)
	case r.t.IsInterval() && (l.t.IsMoment() || l.t.ID == types.Time || l.t.ID == types.TimeTZ) && (x.Op == "+" || x.Op == "-"):
		t := l.t
		if t.ID == types.Date {
			t.ID = types.Timestamp
			l.x = b.coerce(l, t, types.Implicit)
		}
		return plain(t)
	case l.t.IsInterval() && x.Op == "+" && (r.t.IsMoment() || r.t.ID == types.Time || r.t.ID == types.TimeTZ):
		return b.intervals(x, r, l)
	case l.t.IsInterval() && r.t.IsNumber() && (x.Op == "*" || x.Op == "/"):
		y := b.coerce(r, types.Type{ID: types.Float8}, types.Implicit)
		if x.Op == "/" {
			y = divisor(y)
		}
		if x.Op == "/" {
			y = &syntax.Binary{Pos: x.Pos, Op: "/", X: &syntax.Number{Text: "1e0"}, Y: y}
		}
		return typed{x: syntax.Invoke(x.Pos, "countersign_times_"+l.t.Short(), l.x, y), t: l.t}, true
	case r.t.IsInterval() && l.t.IsNumber() && x.Op == "*":
		return b.intervals(x, r, l)
	}
	return typed{}, false
}

// zone binds AT TIME ZONE.
func (b *binder) zone(x *syntax.Binary, l, r typed) typed {
	l = b.settled(l)
	zone := typed{x: b.operand(x, r, types.TextType), t: types.TextType}
	switch l.t.ID {
	case types.TimestampTZ, types.Timestamp:
	case types.Date:
		l = typed{x: b.coerce(l, types.Type{ID: types.Timestamp}, types.Implicit), t: types.Type{ID: types.Timestamp}}
	case types.Varchar:
		l = typed{x: b.coerce(l, types.Type{ID: types.TimestampTZ}, types.Explicit), t: types.Type{ID: types.TimestampTZ}}
	default:
		b.noOperator(x, l, r)
	}
	return b.function(nil, x, "timezone", nil, []typed{zone, l})
}

// unary binds an operator before its operand.
func (b *binder) unary(s *scope, x *syntax.Unary) typed {
	if x.Op == "PRIOR" {
		return b.priorOf(s, x)
	}
	e := b.expr(s, x.X)
	if e.t.ID == types.Unknown {
		e = b.as(e, types.Type{ID: types.Float8})
	}
	number := types.Type{ID: types.Float8}
	switch x.Op {
	case "-", "+":
		if e.t.ID == types.Super {
			return b.superArithmetic(&syntax.Binary{Pos: x.Pos, Op: x.Op}, typed{x: &syntax.Number{Pos: x.Pos, Text: "0"}, t: types.Int4Type}, e)
		}
		if !e.t.IsNumber() && (!e.t.IsInterval() || x.Op == "+") {
			break
		}
		if x.Op == "+" {
			return e
		}
		return typed{x: &syntax.Unary{Pos: x.Pos, Op: "-", X: e.x}, t: e.t}
	case "@":
		return b.function(s, x, "abs", nil, []typed{e})
	case "|/":
		return typed{x: syntax.Invoke(x.Pos, "sqrt", b.coerce(e, number, types.Implicit)), t: number}
	case "||/":
		return typed{x: syntax.Invoke(x.Pos, "cbrt", b.coerce(e, number, types.Implicit)), t: number}
	case "~":
		switch {
		case e.t.IsInteger():
			return typed{x: &syntax.Unary{Pos: x.Pos, Op: "~", X: e.x}, t: e.t}
		case e.t.ID == types.Varbyte:
			return typed{x: syntax.Bracket("CAST(~CAST(", e.x, " AS BIT) AS BLOB)"), t: e.t}
		}
	}
	b.fail(x, engine.UndefinedFunction, "operator does not exist: %s %s", x.Op, e.t.Base())
	return typed{}
}
