package bind

import (
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// selection binds one SELECT.
func (b *binder) selection(outer *scope, tables *commonTables, n *syntax.Select) *result {
	if n.ConnectBy != nil {
		return b.connectBy(outer, tables, n)
	}
	if len(n.DistinctOn) > 0 {
		b.unsupported(n.DistinctOn[0], "SELECT DISTINCT ON")
	}
	if n.Where != nil && strings.Contains(b.Text, "(+)") && hasOuter(n.Where) {
		n = b.outerJoins(n)
	}
	s := &scope{outer: outer, tables: tables}
	return b.selected(s, n, b.from(s, n.From))
}

// selected binds what stands around FROM.
func (b *binder) selected(s *scope, n *syntax.Select, from []syntax.TableRef) *result {
	out := &syntax.Select{Pos: n.Pos, Distinct: n.Distinct, From: from}
	if n.Where != nil {
		s.listed = n.Items
		out.Where = b.condition(s, n.Where, "WHERE")
		s.listed = nil
	}
	r := &result{body: out, scope: s}
	b.items(s, r, n)
	for _, o := range r.columns {
		out.Items = append(out.Items, o.item)
	}
	if n.Distinct {
		b.refuseFolded(r, n, "DISTINCT")
	}
	if len(out.Items) == 0 {
		b.fail(n, engine.SyntaxError, "SELECT * with no tables specified is not valid")
	}
	out.GroupBy = b.groups(s, r, n)
	out.GroupAll = n.GroupAll
	if n.Having != nil {
		out.Having = b.condition(s, n.Having, "")
	}
	if n.Qualify != nil {
		s.aliases = r.columns
		out.Qualify = b.condition(s, n.Qualify, "")
	}
	s.aliases = nil
	b.nameItems(r)
	return r
}

// items binds the select list.
func (b *binder) items(s *scope, r *result, n *syntax.Select) {
	for _, item := range n.Items {
		if star, ok := item.X.(*syntax.Star); ok {
			r.columns = append(r.columns, b.star(s, star)...)
			continue
		}
		s.aliases = r.columns
		before, text := b.aggregates, ""
		if n.GroupBy != nil && !item.Alias.IsZero() {
			text = syntax.Print(item.X)
		}
		e := b.expr(s, item.X)
		name, _ := figureName(item.X)
		o := &output{name: name, typ: e.t, column: e.column, item: &syntax.SelectItem{Pos: at(item.X), X: e.x}, aggregate: b.aggregates > before}
		if b.fold {
			o.name = lower(o.name)
		}
		if !item.Alias.IsZero() {
			o.name, o.alias = b.ident(item.Alias), true
		}
		o.item.Alias = engineIdent(o.name)
		o.inline = isSimple(e.x)
		if !o.aggregate {
			o.text = text // the engine groups by no expression that has an alias in it
		}
		r.columns = append(r.columns, o)
	}
	if len(n.Exclude) > 0 {
		b.exclude(r, n.Exclude)
	}
}

// isSimple tells whether an expression may be written twice.
func isSimple(x syntax.Expr) bool {
	switch x.(type) {
	case *syntax.Column, *syntax.Number, *syntax.String, *syntax.Null, *syntax.Bool, *syntax.Param:
		return true
	}
	return false
}

// star is the columns that a star means.
func (b *binder) star(s *scope, star *syntax.Star) (list []*output) {
	columns := s.visible
	if len(star.Table) > 0 {
		columns = b.tableColumns(s, star)
	}
	for _, c := range columns {
		if c.hidden {
			continue
		}
		e := b.use(c, star)
		list = append(list, &output{name: lower(c.name), typ: c.typ, column: c, item: &syntax.SelectItem{Pos: star.Pos, X: e.x, Alias: engineIdent(c.name)}})
	}
	return list
}

func (b *binder) tableColumns(s *scope, star *syntax.Star) []*column {
	name := b.parts(star.Table)
	for at := s; at != nil; at = at.outer {
		for _, src := range at.sources {
			if b.qualifies(src, append(name[:len(name):len(name)], "*")) == len(name) {
				return src.columns
			}
		}
	}
	b.noSource(s, star, name[len(name)-1])
	return nil
}

// exclude drops columns from the select list.
func (b *binder) exclude(r *result, names []syntax.Ident) {
	for _, name := range names {
		at := slices.IndexFunc(r.columns, func(o *output) bool { return b.same(o.name, b.ident(name)) })
		if at < 0 {
			b.fail(name, engine.UndefinedColumn, "column \"%s\" does not exist", b.ident(name))
		}
		r.columns = slices.DeleteFunc(r.columns, func(o *output) bool { return b.same(o.name, b.ident(name)) })
	}
}

// nameItems leaves a name off an item that has it by itself: shorter, and the engine's own.
func (b *binder) nameItems(r *result) {
	seen := map[string]bool{}
	for _, o := range r.columns {
		c, ok := o.item.X.(*syntax.Column)
		if ok && c.Name.Last().Name == o.item.Alias.Name {
			o.item.Alias = syntax.Ident{}
		}
		if seen[o.name] && !o.used && !o.item.Alias.IsZero() {
			o.item.Alias = engineIdent(b.unique())
		}
		seen[o.name] = true
	}
}

// groups binds GROUP BY: numbers and aliases mean items of the select list, but a column of
// FROM goes before an alias.
func (b *binder) groups(s *scope, r *result, n *syntax.Select) []syntax.Expr {
	s.aliases = nil
	var out []syntax.Expr
	for _, x := range n.GroupBy {
		out = append(out, b.group(s, r, x))
	}
	return out
}

func (b *binder) group(s *scope, r *result, x syntax.Expr) syntax.Expr {
	switch x := x.(type) {
	case *syntax.Number:
		o := b.ordinal(r, x, "GROUP BY")
		if o.aggregate {
			b.fail(o.item.Pos, engine.GroupingError, "aggregates not allowed in GROUP BY clause")
		}
		return r.key(o)
	case *syntax.GroupingSet:
		out := &syntax.GroupingSet{Pos: x.Pos, Kind: x.Kind}
		for _, set := range x.Sets {
			out.Sets = append(out.Sets, b.group(s, r, set))
		}
		if slices.ContainsFunc(r.columns, func(o *output) bool { return o.grouped != nil }) { // what is not grouped by is NULL
			b.refuseFold(x, x.Kind)
		}
		return out
	case *syntax.Row:
		out := &syntax.Row{Pos: x.Pos}
		for _, field := range x.Fields {
			out.Fields = append(out.Fields, b.group(s, r, field))
		}
		return out
	case *syntax.Column:
		if len(x.Name) == 1 && b.find(s.visible, b.ident(x.Name[0]), x) == nil {
			if o := b.aliased(r, x); o != nil {
				return r.key(o)
			}
		}
	}
	e := b.settled(b.exprIn(s, x, "GROUP BY"))
	if e.folds == foldedColumn {
		return r.foldKey(e.x)
	}
	return e.x
}

// key is an item of the select list in GROUP BY.
func (r *result) key(o *output) syntax.Expr {
	if o.folds() {
		return r.foldKey(o.item.X)
	}
	if c, ok := o.item.X.(*syntax.Column); ok {
		return c
	}
	return number(slices.Index(r.columns, o) + 1)
}

// settled makes text of a string without a type.
func (b *binder) settled(e typed) typed {
	if e.t.ID == types.Unknown {
		t := types.TextType
		if _, ok := e.x.(*syntax.Param); !ok {
			t.Length = e.t.Length
		}
		return typed{x: b.coerce(e, t, types.Implicit), t: t}
	}
	return e
}

// aliased is the item that a bare name means; several of the name must be the same.
func (b *binder) aliased(r *result, x *syntax.Column) (found *output) {
	for _, o := range r.columns {
		if !b.same(o.name, b.ident(x.Name[0])) {
			continue
		}
		if found != nil && (found.item == nil || o.item == nil || !syntax.Equal(found.item.X, o.item.X)) {
			b.fail(x, engine.AmbiguousColumn, "column reference \"%s\" is ambiguous", b.ident(x.Name[0]))
		}
		found = o
	}
	return found
}

// ordinal is the item that a number means.
func (b *binder) ordinal(r *result, n *syntax.Number, clause string) *output {
	i := 0
	for _, c := range n.Text {
		if c < '0' || c > '9' || i > len(r.columns) {
			i = 0
			break
		}
		i = i*10 + int(c-'0')
	}
	if i < 1 || i > len(r.columns) {
		b.fail(n, engine.InvalidColumnReference, "%s position %s is not in select list", clause, n.Text)
	}
	return r.columns[i-1]
}

// order binds ORDER BY: an alias goes before a column of FROM.
func (b *binder) order(r *result, q *syntax.Query) {
	for _, item := range q.OrderBy {
		out := &syntax.SortItem{Pos: item.Pos, Desc: item.Desc, Nulls: item.Nulls}
		out.X = b.orderKey(r, item.X)
		r.query.OrderBy = append(r.query.OrderBy, out)
	}
	if q.OrderBy == nil && r.isUnion && b.sortsUnion(q) {
		for i := range r.columns {
			r.query.OrderBy = append(r.query.OrderBy, &syntax.SortItem{X: number(i + 1)})
		}
	}
}

// sortsUnion reports whether a query is a UNION of rows without a table. On Redshift its
// leader node answers that, and is taken to sort for duplicates, as the PostgreSQL it
// comes from does; a driver's tests count on that order.
func (b *binder) sortsUnion(q *syntax.Query) bool {
	if q.Limit != nil || q.Offset != nil || q.With != nil {
		return false
	}
	var plain func(body syntax.Body) bool
	plain = func(body syntax.Body) bool {
		switch body := body.(type) {
		case *syntax.SetOperation:
			return body.Op == "UNION" && !body.All && plain(body.Left) && plain(body.Right)
		case *syntax.Select:
			return len(body.From) == 0
		}
		return false
	}
	return plain(q.Body)
}

func (b *binder) orderKey(r *result, x syntax.Expr) syntax.Expr {
	switch x := x.(type) {
	case *syntax.Number:
		return r.sortBy(b.ordinal(r, x, "ORDER BY"))
	case *syntax.Column:
		if len(x.Name) == 1 {
			if o := b.aliased(r, x); o != nil {
				return r.sortBy(o)
			}
		}
	}
	if r.scope == nil {
		if c, ok := x.(*syntax.Column); ok {
			b.fail(x, engine.UndefinedColumn, "column \"%s\" does not exist", b.ident(c.Name.Last()))
		}
		b.fail(x, engine.FeatureNotSupported, "ORDER BY on a UNION/INTERSECT/EXCEPT result must be on one of the result columns")
	}
	e := b.settled(b.expr(r.scope, x))
	for i, o := range r.columns {
		if o.item != nil && e.t.ID != types.Super && e.folds == nil && syntax.Equal(o.item.X, e.x) {
			return number(i + 1)
		}
	}
	if sel, ok := r.body.(*syntax.Select); ok && sel.Distinct {
		b.fail(x, engine.InvalidColumnReference, "for SELECT DISTINCT, ORDER BY expressions must appear in select list")
	}
	return b.sortKey(e)
}

// sortBy is the key of a column of the result.
func (r *result) sortBy(o *output) syntax.Expr {
	switch {
	case o.typ.ID == types.Super && o.item != nil:
		return superKey(o.item.X)
	case o.folds() && o.item != nil:
		return syntax.Invoke(at(o.item.X), "lower", o.item.X)
	}
	return number(slices.Index(r.columns, o) + 1)
}

// condition binds an expression that must be true or false.
func (b *binder) condition(s *scope, x syntax.Expr, clause string) syntax.Expr {
	b.mark(x)
	e := b.exprIn(s, x, clause)
	if e.t.ID != types.Bool && e.t.ID != types.Unknown && e.t.ID != types.Super && !e.t.IsInteger() {
		b.fail(x, engine.DatatypeMismatch, "argument of %s must be type boolean, not type %s", clauseOr(clause, "HAVING"), e.t.Base())
	}
	return b.coerce(e, types.BoolType, types.Explicit)
}

// mark notes each IN of a row below AND and OR alone: it may be false where it is NULL.
func (b *binder) mark(x syntax.Expr) {
	switch x := x.(type) {
	case *syntax.Logical:
		for _, arg := range x.Args {
			b.mark(arg)
		}
	case *syntax.In:
		if _, row := x.X.(*syntax.Row); row && !x.Not {
			if b.conjuncts == nil {
				b.conjuncts = map[*syntax.In]bool{}
			}
			b.conjuncts[x] = true
		}
	}
}

func clauseOr(clause, other string) string {
	if clause == "" {
		return other
	}
	return clause
}

// exprIn binds an expression in a clause where aggregates may not stand.
func (b *binder) exprIn(s *scope, x syntax.Expr, clause string) typed {
	before := s.clause
	s.clause = clause
	e := b.expr(s, x)
	s.clause = before
	return e
}

func number(n int) *syntax.Number { return &syntax.Number{Text: itoa(n)} }
