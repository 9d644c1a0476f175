package bind

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// binary binds an operator between two.
func (b *binder) binary(s *scope, x *syntax.Binary) typed {
	if row, ok := x.X.(*syntax.Row); ok && len(row.Fields) > 1 {
		return b.rowComparison(s, x, row)
	}
	l, r := b.expr(s, x.X), b.expr(s, x.Y)
	switch x.Op {
	case "=", "<>", "<", ">", "<=", ">=":
		return b.compare(x, l, r)
	case "+", "-", "*", "/", "%":
		return b.arithmetic(x, l, r)
	case "||":
		return b.concatenate(x, l, r)
	case "~", "~*", "!~", "!~*":
		return b.posix(x, l, r)
	case "~~", "!~~", "~~*", "!~~*":
		op := "LIKE"
		if strings.HasSuffix(x.Op, "*") {
			op = "ILIKE"
		}
		return b.like(s, &syntax.Like{Pos: x.Pos, Op: op, X: x.X, Y: x.Y, Not: x.Op[0] == '!'})
	case "AT TIME ZONE":
		return b.zone(x, l, r)
	case "^":
		t := types.Type{ID: types.Float8}
		return typed{x: syntax.Invoke(x.Pos, "pow", b.operand(x, l, t), b.operand(x, r, t)), t: t}
	case "&", "|", "#", "<<", ">>":
		return b.bits(x, l, r)
	case "OVERLAPS":
		b.unsupported(x, "OVERLAPS")
	}
	b.noOperator(x, l, r)
	return typed{}
}

func (b *binder) noOperator(x *syntax.Binary, l, r typed) {
	b.fail(x, engine.UndefinedFunction, "operator does not exist: %s %s %s", l.t.Base(), x.Op, r.t.Base())
}

// operand brings an operand to a type, or says that there is no such operator.
func (b *binder) operand(x *syntax.Binary, e typed, t types.Type) syntax.Expr {
	if !types.CanCast(e.t, t, types.Implicit) {
		b.noOperator(x, e, typed{t: t})
	}
	return b.coerce(e, t, types.Implicit)
}

// compare binds = and its kin.
func (b *binder) compare(x *syntax.Binary, l, r typed) typed {
	t, ok := comparisonType(l.t, r.t)
	if !ok {
		b.noOperator(x, l, r)
	}
	if t.ID == types.Super {
		return typed{x: compareSuper(x, b.coerce(l, t, types.Implicit), b.coerce(r, t, types.Implicit)), t: types.BoolType}
	}
	if t.IsText() {
		b.sameCase(&l, &r)
		return typed{x: compareTexts(x, b.coerce(l, bare(t), types.Implicit), b.coerce(r, bare(t), types.Implicit), isTrimmed(l), isTrimmed(r)), t: types.BoolType}
	}
	out := &syntax.Binary{Pos: x.Pos, Op: x.Op, X: b.compared(l, t), Y: b.compared(r, t)}
	return typed{x: out, t: types.BoolType}
}

// compareSuper compares values of any kind.
func compareSuper(x *syntax.Binary, l, r syntax.Expr) syntax.Expr {
	switch x.Op {
	case "=":
		return syntax.Invoke(x.Pos, "countersign_super_equal", l, r)
	case "<>":
		return &syntax.Not{Pos: x.Pos, X: syntax.Invoke(x.Pos, "countersign_super_equal", l, r)}
	case "<":
		return syntax.Invoke(x.Pos, "countersign_super_less", l, r)
	case ">":
		return syntax.Invoke(x.Pos, "countersign_super_less", r, l)
	case "<=":
		return &syntax.Not{Pos: x.Pos, X: syntax.Invoke(x.Pos, "countersign_super_less", r, l)}
	}
	return &syntax.Not{Pos: x.Pos, X: syntax.Invoke(x.Pos, "countersign_super_less", l, r)}
}

// compared is one side of a comparison.
func (b *binder) compared(e typed, t types.Type) syntax.Expr {
	if t.IsText() {
		return trimmed(b.coerce(e, bare(t), types.Implicit), isTrimmed(e))
	}
	if t.ID == types.Numeric && e.t.IsNumber() {
		return e.x // the engine compares numbers of all kinds exactly
	}
	if t.ID == types.Numeric && e.t.IsText() {
		return b.coerce(e, t, types.Explicit)
	}
	return b.coerce(e, t, types.Implicit)
}

// comparisonType is the type as which two are compared.
func comparisonType(l, r types.Type) (types.Type, bool) {
	switch {
	case l.ID == types.Unknown && r.ID == types.Unknown:
		return types.TextType, true
	case l.ID == types.Unknown:
		return unlimited(r), true
	case r.ID == types.Unknown:
		return unlimited(l), true
	case l.ID == types.Char && r.IsText(), r.ID == types.Char && l.IsText():
		return types.Type{ID: types.Char}, true
	case l.ID == types.Numeric && r.IsText(), r.ID == types.Numeric && l.IsText():
		return types.Type{ID: types.Numeric, Precision: types.MaxPrecision, Scale: 10}, true
	case l.IsNumber() && r.IsText(), r.IsNumber() && l.IsText():
		return types.Type{ID: types.Char}, true
	case l.ID == types.Super && r.ID == types.Super:
		return l, true
	case l.IsInterval() && r.IsInterval():
		return l, l.ID == r.ID
	case l.ID == types.Bool && r.IsInteger(), r.ID == types.Bool && l.IsInteger():
		return types.Int8Type, false
	}
	t, _, ok := types.Common([]types.Type{l, r})
	if t.ID == types.HLLSketch || t.ID == types.Geometry || t.ID == types.Geography {
		return t, false
	}
	return bare(t), ok
}

// unlimited is the type of a literal that is compared with a value of type t: it is not cut.
func unlimited(t types.Type) types.Type {
	if t.ID == types.Numeric {
		return types.Type{ID: types.Numeric}
	}
	return bare(t)
}

// bare is a type of text without a length.
func bare(t types.Type) types.Type {
	if t.ID == types.Varchar || t.ID == types.Char || t.ID == types.Varbyte {
		t.Length = 0
	}
	return t
}

// rowComparison binds (a, b) = (c, d), and <> as well.
func (b *binder) rowComparison(s *scope, x *syntax.Binary, row *syntax.Row) typed {
	other, ok := x.Y.(*syntax.Row)
	if !ok || len(other.Fields) != len(row.Fields) {
		b.fail(x, engine.SyntaxError, "unequal number of entries in row expressions")
	}
	if x.Op != "=" && x.Op != "<>" {
		b.unsupported(x, "this comparison of rows")
	}
	var parts []syntax.Expr
	for i := range row.Fields {
		equal := &syntax.Binary{Pos: x.Pos, Op: "="}
		parts = append(parts, b.compare(equal, b.expr(s, row.Fields[i]), b.expr(s, other.Fields[i])).x)
	}
	out := conjunction(parts)
	if x.Op == "<>" {
		out = &syntax.Not{Pos: x.Pos, X: out}
	}
	return typed{x: out, t: types.BoolType}
}

func conjunction(conditions []syntax.Expr) syntax.Expr {
	switch len(conditions) {
	case 0:
		return nil
	case 1:
		return conditions[0]
	}
	return &syntax.Logical{Pos: at(conditions[0]), Op: "AND", Args: conditions}
}

// concatenate binds ||.
func (b *binder) concatenate(x *syntax.Binary, l, r typed) typed {
	switch {
	case l.t.ID == types.Varbyte && (r.t.ID == types.Varbyte || r.t.ID == types.Unknown), r.t.ID == types.Varbyte && l.t.ID == types.Unknown:
		t := types.Type{ID: types.Varbyte}
		return typed{x: &syntax.Binary{Pos: x.Pos, Op: "||", X: b.coerce(l, t, types.Implicit), Y: b.coerce(r, t, types.Implicit)}, t: t}
	case l.t.IsArray() && l.t.ID == r.t.ID:
		return typed{x: ask(x.Pos, "array_cat", l.x, r.x), t: l.t}
	case l.t.ID == types.Super && r.t.ID == types.Super:
		return b.function(nil, x, "array_concat", nil, []typed{l, r})
	case !l.t.IsText() && l.t.ID != types.Unknown && !r.t.IsText() && r.t.ID != types.Unknown:
		b.noOperator(x, l, r)
	case l.t.ID == types.Bool || r.t.ID == types.Bool:
		b.noOperator(x, l, r)
	}
	t := types.TextType
	if a, c := textLength(l.t), textLength(r.t); a > 0 && c > 0 {
		t.Length = min(a+c, types.MaxVarchar)
	}
	return typed{x: &syntax.Binary{Pos: x.Pos, Op: "||", X: b.operand(x, l, types.TextType), Y: b.operand(x, r, types.TextType)}, t: t}
}

// textLength is the most bytes of a type as text; 0 where that is not known.
func textLength(t types.Type) int {
	switch t.ID {
	case types.Unknown, types.Varchar, types.Char:
		return t.Length
	}
	return 0
}

// posix binds x ~ pattern and its kin, which find a pattern anywhere.
func (b *binder) posix(x *syntax.Binary, l, r typed) typed {
	args := []syntax.Expr{b.operand(x, l, types.TextType), b.operand(x, r, types.TextType)}
	if strings.HasSuffix(x.Op, "*") {
		args = append(args, &syntax.String{Pos: x.Pos, Value: "i"})
	}
	return typed{x: negated(x.Op[0] == '!', syntax.Invoke(x.Pos, "regexp_matches", args...)), t: types.BoolType}
}

func negated(not bool, x syntax.Expr) syntax.Expr {
	if not {
		return &syntax.Not{Pos: at(x), X: x}
	}
	return x
}

// bits binds the operators of bits.
func (b *binder) bits(x *syntax.Binary, l, r typed) typed {
	if l.t.ID == types.Varbyte && r.t.ID == types.Varbyte && x.Op != "<<" && x.Op != ">>" {
		texts := []string{"CAST(CAST(", " AS BIT) " + x.Op + " CAST(", " AS BIT) AS BLOB)"}
		if x.Op == "#" {
			texts = []string{"CAST(xor(CAST(", " AS BIT), CAST(", " AS BIT)) AS BLOB)"}
		}
		return typed{x: &syntax.Native{Pos: x.Pos, Texts: texts, Args: []syntax.Node{l.x, r.x}}, t: l.t}
	}
	if l.t.ID == types.Unknown {
		l = typed{x: b.coerce(l, types.Int4Type, types.Implicit), t: types.Int4Type}
	}
	if r.t.ID == types.Unknown {
		r = typed{x: b.coerce(r, types.Int4Type, types.Implicit), t: types.Int4Type}
	}
	if !l.t.IsInteger() || !r.t.IsInteger() {
		b.noOperator(x, l, r)
	}
	t := l.t
	if x.Op != "<<" && x.Op != ">>" {
		t = types.Arithmetic("+", l.t, r.t)
	}
	left, right := b.coerce(l, t, types.Implicit), b.coerce(r, t, types.Implicit)
	if x.Op == "#" {
		return typed{x: syntax.Invoke(x.Pos, "xor", left, right), t: t}
	}
	if x.Op == "<<" { // the engine refuses bits that are shifted out
		return typed{x: &syntax.Native{Pos: x.Pos, Texts: []string{"countersign_shift(", ", ", ", " + itoa(bitsOf(t)) + ")::" + t.Engine()}, Args: []syntax.Node{left, right}}, t: t}
	}
	return typed{x: &syntax.Binary{Pos: x.Pos, Op: x.Op, X: left, Y: right}, t: t}
}

func bitsOf(t types.Type) int {
	return map[types.ID]int{types.Int2: 16, types.Int4: 32, types.Int8: 64}[t.ID]
}

// distinct binds IS [NOT] DISTINCT FROM.
func (b *binder) distinct(s *scope, x *syntax.Distinct) typed {
	l, r := b.expr(s, x.X), b.expr(s, x.Y)
	t, ok := comparisonType(l.t, r.t)
	if !ok {
		b.noOperator(&syntax.Binary{Pos: x.Pos, Op: "="}, l, r)
	}
	if t.IsText() {
		b.sameCase(&l, &r)
	}
	return typed{x: &syntax.Distinct{Pos: x.Pos, X: b.compared(l, t), Y: b.compared(r, t), Not: x.Not}, t: types.BoolType}
}

// in binds IN with a list or a query.
func (b *binder) in(s *scope, x *syntax.In) typed {
	if row, ok := x.X.(*syntax.Row); ok && len(row.Fields) > 1 {
		return b.rowIn(s, x, row)
	}
	e := b.expr(s, x.X)
	if x.Query != nil {
		return b.inQuery(s, x, []typed{e}, false)
	}
	list := []typed{e}
	for _, item := range x.List {
		list = append(list, b.expr(s, item))
	}
	all := make([]types.Type, len(list))
	for i := range list {
		all[i] = list[i].t
	}
	t, bad, ok := types.Common(all)
	if !ok || all[0].ID == types.Bool && t.ID != types.Bool {
		b.noOperator(&syntax.Binary{Pos: at(x), Op: "="}, e, list[bad])
	}
	if t.ID == types.Unknown {
		t = types.TextType
	}
	if t.IsText() {
		all := make([]*typed, len(list))
		for i := range list {
			all[i] = &list[i]
		}
		b.sameCase(all...)
	}
	out := &syntax.In{Pos: x.Pos, Not: x.Not}
	for i := range list {
		c := b.compared(list[i], bare(t))
		if i == 0 {
			out.X = c
			continue
		}
		out.List = append(out.List, c)
	}
	return typed{x: out, t: types.BoolType}
}

// inQuery binds IN with a query of as many columns as there are values.
//
// aggregated tells whether there are aggregates or window functions among the values.
func (b *binder) inQuery(s *scope, x *syntax.In, list []typed, aggregated bool) typed {
	r := b.query(s, x.Query)
	if len(r.columns) != len(list) {
		b.fail(x, engine.SyntaxError, "subquery has too %s columns", map[bool]string{true: "many", false: "few"}[len(r.columns) > len(list)])
	}
	out := &syntax.In{Pos: x.Pos, Not: x.Not, Query: r.query}
	fields := make([]syntax.Expr, len(list))
	for i, e := range list {
		if e.folds == foldedColumn || r.columns[i].folds() {
			b.refuseFold(x, "IN of a query")
		}
		t, ok := comparisonType(e.t, r.columns[i].typ)
		if !ok {
			b.noOperator(&syntax.Binary{Pos: at(x), Op: "="}, e, typed{t: r.columns[i].typ})
		}
		b.retyped(r, i, t)
		fields[i] = b.compared(e, t)
	}
	if len(fields) == 1 {
		out.X = fields[0]
		return typed{x: out, t: types.BoolType}
	}
	if !b.conjuncts[x] && !aggregated {
		return typed{x: negated(x.Not, rowAmong(x.Pos, fields, r.query)), t: types.BoolType}
	}
	out.X = &syntax.Row{Pos: x.Pos, Fields: fields}
	return typed{x: out, t: types.BoolType}
}

// rowAmong is IN of a row and a query with SQL's three values. The engine's own one takes
// NULL for a value, which is good enough where what is not true does not count.
func rowAmong(at syntax.Pos, fields []syntax.Expr, query *syntax.Query) syntax.Expr {
	out := &syntax.Native{Pos: at, Texts: []string{"(SELECT CASE WHEN bool_or(m) THEN true WHEN count(*) > count(m) THEN NULL ELSE false END FROM (SELECT "}}
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = "c" + itoa(i)
		next := " = countersign_row." + names[i] + " AND "
		if i == len(fields)-1 {
			next = " = countersign_row." + names[i] + " AS m FROM ("
		}
		out.Args, out.Texts = append(out.Args, field), append(out.Texts, next)
	}
	out.Args, out.Texts = append(out.Args, query), append(out.Texts, ") AS countersign_row("+strings.Join(names, ", ")+")))")
	return out
}

func (b *binder) rowIn(s *scope, x *syntax.In, row *syntax.Row) typed {
	if x.Query != nil {
		list, before := make([]typed, len(row.Fields)), b.aggregates+b.windows
		for i, field := range row.Fields {
			list[i] = b.expr(s, field)
		}
		return b.inQuery(s, x, list, b.aggregates+b.windows > before)
	}
	var alternatives []syntax.Expr
	for _, item := range x.List {
		alternatives = append(alternatives, b.rowComparison(s, &syntax.Binary{Pos: x.Pos, Op: "=", Y: item}, row).x)
	}
	out := alternatives[0]
	if len(alternatives) > 1 {
		out = &syntax.Logical{Pos: x.Pos, Op: "OR", Args: alternatives}
	}
	return typed{x: negated(x.Not, out), t: types.BoolType}
}

// between binds BETWEEN.
func (b *binder) between(s *scope, x *syntax.Between) typed {
	e, low, high := b.expr(s, x.X), b.expr(s, x.Low), b.expr(s, x.High)
	if x.Symmetric {
		b.unsupported(x, "BETWEEN SYMMETRIC")
	}
	lower, upper := b.compare(&syntax.Binary{Pos: x.Pos, Op: ">="}, e, low).x, b.compare(&syntax.Binary{Pos: x.Pos, Op: "<="}, e, high).x
	from, simple := lower.(*syntax.Binary)
	to, simple2 := upper.(*syntax.Binary)
	if simple && simple2 && syntax.Equal(from.X, to.X) {
		return typed{x: &syntax.Between{Pos: x.Pos, X: from.X, Low: from.Y, High: to.Y, Not: x.Not}, t: types.BoolType}
	}
	return typed{x: negated(x.Not, conjunction([]syntax.Expr{lower, upper})), t: types.BoolType}
}

// quantified binds ANY and ALL.
func (b *binder) quantified(s *scope, x *syntax.Quantified) typed {
	if x.Query == nil {
		return b.ofArray(s, x)
	}
	e := b.expr(s, x.X)
	r := b.query(s, x.Query)
	if len(r.columns) != 1 {
		b.fail(x, engine.SyntaxError, "subquery must return only one column")
	}
	if e.folds == foldedColumn || r.columns[0].folds() {
		b.refuseFold(x, "ANY and ALL of a query")
	}
	t, ok := comparisonType(e.t, r.columns[0].typ)
	if !ok {
		b.noOperator(&syntax.Binary{Pos: x.Pos, Op: x.Op}, e, typed{t: r.columns[0].typ})
	}
	b.retyped(r, 0, t)
	return typed{x: &syntax.Quantified{Pos: x.Pos, X: b.compared(e, t), Op: x.Op, All: x.All, Query: r.query}, t: types.BoolType}
}

// ofArray binds = ANY and <> ALL of an array, which only the catalogue has: grolist of pg_group.
func (b *binder) ofArray(s *scope, x *syntax.Quantified) typed {
	e, array := b.expr(s, x.X), b.expr(s, x.Array)
	if array.t.ID == types.Super && isConstructed(x.Array) {
		text := types.Type{ID: types.TextArray}
		array = typed{x: b.coerce(array, text, types.Implicit), t: text}
	}
	if array.t.IsArray() {
		return b.ofCatalogArray(x, e, array)
	}
	if array.t.ID != types.Other || x.Op != "=" && x.Op != "<>" || x.All != (x.Op == "<>") {
		b.unsupported(x, "ANY and ALL of an array")
	}
	has := &syntax.Native{Pos: x.Pos, Texts: []string{"list_contains(", ", ", ")"}, Args: []syntax.Node{array.x, e.x}}
	return typed{x: negated(x.All, has), t: types.BoolType}
}
