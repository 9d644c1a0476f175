package bind

import (
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/function"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// call binds a call of a function.
func (b *binder) call(s *scope, f *syntax.Func) typed {
	if list := b.routines(f); len(list) > 0 {
		return b.routineCall(s, f, list)
	}
	name := b.functionName(f)
	if e, ok := b.wordCall(s, f, name); ok {
		return e
	}
	kind := kindOf(name)
	inner := s
	if f.Over != nil {
		b.windows++
	}
	if kind == function.Aggregate && f.Over == nil {
		b.checkAggregate(s, f)
		b.aggregates++
		below := *s
		below.inside = true
		inner = &below
	}
	var args []typed
	for i, x := range f.Args {
		if i == 0 && isPart(name, f) {
			args = append(args, b.partArgument(inner, x))
			continue
		}
		args = append(args, b.expr(inner, x))
	}
	if f.Star {
		if name != "count" {
			b.fail(f, engine.UndefinedFunction, "function %s() does not exist", name)
		}
		args = []typed{{x: &syntax.Star{Pos: f.Pos}, t: types.Int4Type}}
	}
	if f.Approximate && name != "percentile_disc" && (name != "count" || !f.Distinct) {
		b.fail(f, engine.SyntaxError, "APPROXIMATE is for COUNT(DISTINCT …) and PERCENTILE_DISC alone")
	}
	if name == "count" && len(args) > 1 {
		b.unsupported(f, "COUNT of several values")
	}
	return b.function(inner, f, name, f, args)
}

// functionName is the name that is called; one of pg_catalog may say so.
func (b *binder) functionName(f *syntax.Func) string {
	name := lower(f.Name.Last().Name)
	if len(f.Name) > 2 || len(f.Name) == 2 && b.ident(f.Name[0]) != "pg_catalog" && b.ident(f.Name[0]) != "information_schema" {
		if b.ident(f.Name[0]) == engine.InternalSchema {
			b.fail(f, engine.InsufficientPrivilege, "permission denied for schema %s", engine.InternalSchema)
		}
		b.fail(f, engine.UndefinedFunction, "function %s does not exist", strings.Join(b.parts(f.Name), "."))
	}
	return name
}

func kindOf(name string) function.Kind {
	if list := signaturesOf(name); len(list) > 0 {
		return list[0].Kind
	}
	return function.Scalar
}

// checkAggregate refuses aggregates where they cannot be.
func (b *binder) checkAggregate(s *scope, f *syntax.Func) {
	switch {
	case s.inside:
		b.fail(f, engine.GroupingError, "aggregate function calls may not have nested aggregate or window function")
	case s.clause == "UPDATE":
		b.fail(f, engine.GroupingError, "cannot use aggregate function in UPDATE")
	case s.clause == "JOIN/ON":
		b.fail(f, engine.GroupingError, "aggregates not allowed in JOIN conditions")
	case s.clause != "":
		b.fail(f, engine.GroupingError, "aggregates not allowed in %s clause", s.clause)
	}
}

// isPart tells whether the first argument may be a date part.
func isPart(name string, f *syntax.Func) bool {
	for _, sig := range signaturesOf(name) {
		if len(sig.params) > 0 && sig.params[0].kind == ofPart && sig.takes(len(f.Args)) {
			return true
		}
	}
	return false
}

// partArgument is a date part, as a name or a string.
func (b *binder) partArgument(s *scope, x syntax.Expr) typed {
	switch x := x.(type) {
	case *syntax.Column:
		if len(x.Name) == 1 {
			return b.textLiteral(x.Pos, x.Name[0].Name)
		}
	case *syntax.String:
		return b.textLiteral(x.Pos, x.Value)
	case *syntax.Keyword:
		return b.textLiteral(x.Pos, x.Name)
	}
	return b.expr(s, x)
}

// function binds a call by its name and its bound arguments. f has DISTINCT, OVER and their
// kin; it is nil for a function that an expression of another form means.
func (b *binder) function(s *scope, node syntax.Node, name string, f *syntax.Func, args []typed) typed {
	list := signaturesOf(name)
	if len(list) == 0 {
		b.noFunction(node, name, args)
	}
	within := b.within(s, f)
	sig := b.resolve(list, args, within, f != nil && f.Over != nil, node, name)
	if sig.Refused != "" {
		b.fail(node, engine.FeatureNotSupported, "%s", sig.Refused)
	}
	if f != nil {
		b.checkCall(sig, f)
	}
	for i := range args {
		if f != nil && f.Distinct && args[i].folds == foldedColumn {
			b.refuseFold(node, "DISTINCT")
		}
	}
	same := b.arguments(sig, node, name, args)
	if sig.within != nil && sig.within.kind == ofType {
		within = b.argument(within, sig.within.typ)
	}
	t := sig.resultType(args, same, within)
	out := &writing{b: b, sig: sig, args: args, within: within, result: t, native: &syntax.Native{Pos: at(node)}}
	if f != nil {
		out.window(s, f)
		out.distinct = f.Distinct
		for _, item := range f.Within {
			out.order = append(out.order, b.sortItem(s, item))
		}
		out.nulls = f.Nulls
	}
	out.write()
	return typed{x: out.native, t: t}
}

// checkCall refuses words around a call that its kind does not take.
func (b *binder) checkCall(sig *signature, f *syntax.Func) {
	name := sig.Name
	switch {
	case sig.Kind == function.Window && f.Over == nil:
		b.fail(f, engine.WindowingError, "window function %s requires an OVER clause", name)
	case sig.Kind == function.Table:
		b.unsupported(f, name+" outside of FROM")
	case sig.Kind == function.Scalar && f.Over != nil:
		b.fail(f, engine.WrongObjectType, "OVER specified, but %s is not a window function nor an aggregate function", name)
	case sig.Kind != function.Aggregate && f.Distinct:
		b.fail(f, engine.WrongObjectType, "DISTINCT specified, but %s is not an aggregate function", name)
	case sig.Kind == function.Aggregate && f.Distinct && f.Over != nil:
		b.unsupported(f, "DISTINCT in a window function")
	case len(f.Within) > 0 && sig.within == nil && !strings.Contains(sig.Engine, "{order}"):
		b.fail(f, engine.WrongObjectType, "WITHIN GROUP specified, but %s is not an ordered-set aggregate function", name)
	case f.Nulls != "" && !strings.Contains(sig.Engine, "{nulls}") && f.Nulls != "RESPECT":
		b.fail(f, engine.SyntaxError, "%s NULLS is not allowed for %s", f.Nulls, name)
	}
}

func (b *binder) noFunction(node syntax.Node, name string, args []typed) {
	shown := make([]string, len(args))
	for i, a := range args {
		shown[i] = a.t.Base()
	}
	b.fail(node, engine.UndefinedFunction, "function %s(%s) does not exist", name, strings.Join(shown, ", "))
}

// within binds the expression of WITHIN GROUP.
func (b *binder) within(s *scope, f *syntax.Func) typed {
	if f == nil || len(f.Within) == 0 {
		return typed{}
	}
	return b.settled(b.expr(s, f.Within[0].X))
}

// resolve chooses a signature by PostgreSQL's rules: the most exact matches, then the nearest
// types; strings without a type fit anywhere, and of what is left open the first is meant.
// A line for windows goes before others where there is OVER, and is none without.
func (b *binder) resolve(list []*signature, args []typed, within typed, over bool, node syntax.Node, name string) *signature {
	var best *signature
	bestScore := -1
	for _, sig := range list {
		if !sig.takes(len(args)) || sig.within != nil && within.x == nil {
			continue
		}
		score := sig.score(args, within)
		if score < 0 || sig.Kind == function.Window && !over && list[0].Kind == function.Aggregate {
			continue
		}
		if over && sig.Kind == function.Window {
			score += 10
		}
		if score > bestScore {
			best, bestScore = sig, score
		}
	}
	if best == nil {
		b.noFunction(node, name, args)
	}
	return best
}

// score is how well a signature fits; negative where it does not.
func (s *signature) score(args []typed, within typed) int {
	total := 0
	for i, a := range args {
		p := s.param(i)
		n := p.score(a)
		if n < 0 {
			return -1
		}
		total += n
	}
	if s.within != nil {
		n := s.within.score(within)
		if n < 0 {
			return -1
		}
		total += n
	}
	return total
}

// score is how well an argument fits.
func (p param) score(a typed) int {
	switch p.kind {
	case ofAny, ofSame:
		return 2
	case ofText:
		if _, ok := a.x.(*syntax.String); !ok {
			return -1
		}
		return 100
	case ofPart:
		text, ok := a.x.(*syntax.String)
		if !ok || p.part != "" && function.Parts[lower(text.Value)] != p.part {
			return -1
		}
		return 100 + len(p.part)
	}
	switch {
	case a.t.ID == p.typ.ID, a.t.IsInterval() && p.typ.IsInterval():
		return 100
	case a.t.ID == types.Unknown:
		return 1
	case !types.CanCast(a.t, p.typ, types.Implicit):
		return -1
	case sameCategory(a.t, p.typ):
		return 40 - distance(a.t, p.typ)
	case p.typ.Preferred():
		return 4
	}
	return 2
}

func sameCategory(a, b types.Type) bool {
	return a.Category() == b.Category() && a.Category() != types.OtherCategory
}

// distance is how far one type is from another of its category: a wider one is nearer than a
// narrower.
func distance(from, to types.Type) int {
	d := int(to.ID) - int(from.ID)
	if d < 0 {
		return 20 - d
	}
	return d
}

// arguments brings the arguments to their types, in place.
func (b *binder) arguments(sig *signature, node syntax.Node, name string, args []typed) (same types.Type) {
	var together []int
	for i := range args {
		p := sig.param(i)
		switch p.kind {
		case ofAny:
			args[i] = b.settled(args[i])
		case ofSame:
			together = append(together, i)
		case ofPart:
			args[i] = b.part(args[i], node)
		case ofText:
			args[i].t = types.TextType
		default:
			args[i] = b.argument(args[i], p.typ)
		}
	}
	if len(together) == 0 {
		return same
	}
	list, nodes := make([]typed, len(together)), make([]syntax.Expr, len(together))
	for k, i := range together {
		list[k], nodes[k] = args[i], args[i].x
	}
	same = b.unify(strings.ToUpper(name), list, nodes)
	if same.ID == types.Unknown {
		same = types.TextType
		for k := range list {
			list[k] = b.settled(list[k])
		}
	}
	for k, i := range together {
		args[i] = list[k]
	}
	return same
}

// argument brings one to a parameter's type, and keeps its length and digits.
func (b *binder) argument(e typed, t types.Type) typed {
	before := e.t
	out := typed{x: b.coerce(e, t, types.Implicit), t: t}
	switch {
	case t.ID == types.Numeric && before.ID != types.Unknown:
		out.t = before.Decimal()
		out.t.ID = types.Numeric
		if out.t.Precision == 0 || before.ID >= types.Float4 {
			out.t.Precision, out.t.Scale = types.MaxPrecision, 10
		}
	case t.ID == types.Numeric:
		out.t = b.literalType(e, t)
		if out.t.Precision == 0 {
			out.t.Precision, out.t.Scale = types.MaxPrecision, 10
		}
	case t.IsText():
		out.t.Length = lengthAsText(before)
	case before.IsInterval() && t.IsInterval():
		out.t = before
	case t.ID == before.ID:
		out.t = before
	}
	return out
}

func (b *binder) part(e typed, node syntax.Node) typed {
	text := e.x.(*syntax.String)
	part, ok := function.Parts[lower(strings.TrimSpace(text.Value))]
	if !ok {
		b.fail(node, engine.InvalidParameterValue, "timestamp units \"%s\" not recognized", lower(text.Value))
	}
	return typed{x: &syntax.String{Pos: text.Pos, Value: part}, t: types.TextType}
}

// A writing puts a call into the engine's words.
type writing struct {
	b        *binder
	sig      *signature
	args     []typed
	within   typed
	result   types.Type
	native   *syntax.Native
	distinct bool
	over     *syntax.Window
	order    []*syntax.SortItem
	nulls    string
	text     strings.Builder // before the next node
}

func (w *writing) node(n syntax.Node) {
	w.native.Texts = append(w.native.Texts, w.text.String())
	w.native.Args = append(w.native.Args, n)
	w.text.Reset()
}

func (w *writing) write() {
	for _, p := range w.sig.pieces {
		w.text.WriteString(p.text)
		w.piece(p)
	}
	w.native.Texts = append(w.native.Texts, w.text.String())
}

func (w *writing) piece(p piece) {
	switch p.what {
	case "":
	case "arg":
		if p.arg < len(w.args) {
			w.node(w.args[p.arg].x)
		}
	case "from":
		w.list(p.arg)
	case "*":
		w.list(0)
	case "d":
		if w.distinct {
			w.text.WriteString("DISTINCT")
		}
	case "o":
		if w.over != nil {
			w.text.WriteString(" OVER ")
			w.node(w.over)
		}
	case "order":
		w.sorted()
	case "nulls":
		if w.nulls != "" {
			w.text.WriteString(" " + w.nulls + " NULLS")
		}
	case "w":
		if w.within.x != nil {
			w.node(w.within.x)
		}
	case "minus":
		if len(w.order) > 0 && w.order[0].Desc {
			w.text.WriteString("-")
		}
	case "now":
		w.text.WriteString("now()")
	case "p", "s", "n":
		w.text.WriteString(strconv.Itoa(map[string]int{"p": w.result.Precision, "s": w.result.Scale, "n": w.result.Length}[p.what]))
	case "type":
		w.text.WriteString(w.result.Engine())
	default:
		r := reckoning{args: w.args, within: w.within}
		w.text.WriteString(strconv.Itoa(r.sum(p.what)))
	}
}

// list writes the arguments from one on.
func (w *writing) list(from int) {
	for i := from; i < len(w.args); i++ {
		if i > from {
			w.text.WriteString(", ")
		}
		w.node(w.args[i].x)
	}
}

func (w *writing) sorted() {
	for i, item := range w.order {
		if i == 0 {
			w.text.WriteString("ORDER BY ")
		} else {
			w.text.WriteString(", ")
		}
		w.node(item)
	}
}

// window binds OVER.
func (w *writing) window(s *scope, f *syntax.Func) {
	if f.Over == nil {
		return
	}
	b, over := w.b, f.Over
	if w.sig.Kind == function.Aggregate && len(over.OrderBy) > 0 && over.Frame == nil {
		b.fail(nowhere, engine.SyntaxError, "Aggregate window functions with an ORDER BY clause require a frame clause")
	}
	if s.clause != "" {
		b.fail(f, engine.WindowingError, "window functions not allowed in %s clause", s.clause)
	}
	out := &syntax.Window{Pos: over.Pos, Frame: over.Frame}
	for _, x := range over.Partition {
		e := b.settled(b.expr(s, x))
		if e.folds != nil {
			e.x = b.sortKey(e)
		}
		out.Partition = append(out.Partition, e.x)
	}
	for _, item := range over.OrderBy {
		out.OrderBy = append(out.OrderBy, b.sortItem(s, item))
	}
	if over.Frame != nil {
		out.Frame = &syntax.Frame{Pos: over.Frame.Pos, Unit: over.Frame.Unit, Start: b.bound(s, over.Frame.Start), End: b.bound(s, over.Frame.End)}
	}
	w.over = out
}

func (b *binder) bound(s *scope, n *syntax.Bound) *syntax.Bound {
	if n == nil {
		return nil
	}
	out := &syntax.Bound{Pos: n.Pos, Kind: n.Kind}
	if n.Offset != nil {
		out.Offset = b.coerce(b.expr(s, n.Offset), types.Int8Type, types.Implicit)
	}
	return out
}

func (b *binder) sortItem(s *scope, item *syntax.SortItem) *syntax.SortItem {
	return &syntax.SortItem{Pos: item.Pos, X: b.sortKey(b.settled(b.expr(s, item.X))), Desc: item.Desc, Nulls: item.Nulls}
}

// sortKey is what a value is sorted by: SUPER values by their kinds first, texts without regard to case in small letters.
func (b *binder) sortKey(e typed) syntax.Expr {
	switch {
	case e.t.ID == types.Super:
		return superKey(e.x)
	case e.folds != nil:
		b.unfold(e)
		return syntax.Invoke(at(e.x), "lower", e.x)
	}
	return e.x
}

func superKey(x syntax.Expr) syntax.Expr { return syntax.Invoke(at(x), "countersign_super_key", x) }
