package bind

import (
	"slices"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// from binds FROM into a scope; the tables come out in the engine's words.
func (b *binder) from(s *scope, list []syntax.TableRef) []syntax.TableRef {
	out := make([]syntax.TableRef, 0, len(list))
	for _, t := range list {
		bound, visible := b.table(s, t)
		out = append(out, bound)
		s.visible = append(s.visible, visible...)
	}
	return out
}

// table binds one thing in FROM. Its sources are added to the scope; what it shows to names
// without a table is returned.
func (b *binder) table(s *scope, t syntax.TableRef) (syntax.TableRef, []*column) {
	switch t := t.(type) {
	case *syntax.Table:
		return b.named(s, t)
	case *syntax.Derived:
		r := b.fenced(s.lateralOuter(), t.Query)
		b.settle(r)
		return b.derived(s, r, t.Alias, t.Pos)
	case *syntax.Join:
		return b.join(s, t)
	case *syntax.TableFunc:
		return b.tableFunc(s, t)
	case *syntax.Unnest:
		return b.unnest(s, t.X, t.Alias, t.At, t.Pos)
	case *syntax.ObjectUnpivot:
		return b.objectUnpivot(s, t)
	case *syntax.Pivot:
		return b.pivot(s, t)
	case *syntax.Unpivot:
		return b.unpivot(s, t)
	}
	b.unsupported(t, "this in FROM")
	return nil, nil
}

// lateralOuter is the scope that a query in FROM sees outside of itself: not its neighbours.
func (s *scope) lateralOuter() *scope {
	return &scope{outer: s.outer, tables: s.tables, hidden: append(s.hidden[:len(s.hidden):len(s.hidden)], s.sources...)}
}

// named binds a name in FROM: a common table expression, a relation, or an array of a
// table before it.
func (b *binder) named(s *scope, t *syntax.Table) (syntax.TableRef, []*column) {
	name := b.parts(t.Name)
	if len(name) == 1 {
		if c := s.tables.find(b, name[0]); c != nil {
			return b.common(s, c, t)
		}
	}
	if len(name) > 1 && b.isSource(s, name[0]) {
		alias := t.Alias
		if alias == nil {
			alias = &syntax.Alias{Pos: t.Pos, Name: t.Name.Last()}
		}
		return b.unnest(s, &syntax.Column{Pos: t.Pos, Name: t.Name}, alias, syntax.Ident{}, t.Pos)
	}
	if c := b.find(s.visible, name[0], t); len(name) == 1 && c != nil && c.typ.ID == types.Super && c.relation == nil {
		return b.unnest(s, &syntax.Column{Pos: t.Pos, Name: t.Name}, t.Alias, syntax.Ident{}, t.Pos)
	}
	rel := b.relation(t.Name, t)
	if rel.Note.Late {
		return b.lateView(s, rel, t)
	}
	src := b.relationSource(rel, t.Alias)
	b.read(rel, -1, t.Pos)
	b.addSource(s, src)
	if rel.Kind == relation.System {
		return b.systemTable(src, t.Pos), src.columns
	}
	return &syntax.Table{Pos: t.Pos, Name: EngineName(t.Pos, rel.Path()), Alias: b.engineAlias(src, t.Pos)}, src.columns
}

func (b *binder) isSource(s *scope, name string) bool {
	for at := s; at != nil; at = at.outer {
		for _, src := range at.sources {
			if b.same(src.name, name) {
				return true
			}
		}
	}
	return false
}

// relation finds a relation, or fails as Redshift does.
func (b *binder) relation(name syntax.Name, node syntax.Node) *relation.Relation {
	parts := b.parts(name)
	if b.Catalog != nil && len(parts) <= 3 {
		if rel := b.Catalog.Find(parts, b.SearchPath); rel != nil {
			return rel
		}
		if len(parts) > 1 {
			database := ""
			if len(parts) == 3 {
				database = parts[0]
			}
			if schema := parts[len(parts)-2]; schema == engine.InternalSchema {
				b.fail(node, engine.InsufficientPrivilege, "permission denied for schema %s", schema)
			} else if !b.Catalog.HasSchema(database, schema) {
				b.fail(node, engine.InvalidSchemaName, "schema \"%s\" does not exist", schema)
			}
		}
	}
	b.fail(node, engine.UndefinedTable, "relation \"%s\" does not exist", syntax.Clip(joined(parts)))
	return nil
}

func joined(parts []string) string {
	out := ""
	for i, part := range parts {
		if i > 0 {
			out += "."
		}
		out += part
	}
	return out
}

// relationSource is a relation as a source.
func (b *binder) relationSource(rel *relation.Relation, alias *syntax.Alias) *source {
	src := &source{name: lower(rel.Name), schema: lower(rel.Schema), ref: rel.Name, relation: rel}
	if alias != nil && !alias.Name.IsZero() {
		src.name, src.schema = b.ident(alias.Name), ""
		src.ref = alias.Name.Name
	}
	src.columns = make([]*column, len(rel.Columns))
	all := make([]column, len(rel.Columns))
	for i := range rel.Columns {
		c := &rel.Columns[i]
		all[i] = column{name: c.Name, typ: c.Type, source: src, engine: c.Name, relation: rel, attribute: i + 1, hidden: c.Hidden, folds: isFolded(c.Note.Collate)}
		src.columns[i] = &all[i]
		if rel.Kind == relation.System && c.Type.ID == types.Numeric {
			all[i].merged = all[i].decimal
		}
	}
	b.rename(src, alias)
	return src
}

// rename gives a source's columns the names of an alias.
func (b *binder) rename(src *source, alias *syntax.Alias) {
	if alias == nil {
		return
	}
	if len(alias.Columns) > len(src.columns) {
		b.fail(alias, engine.InvalidColumnReference, "table \"%s\" has %d columns available but %d columns specified", src.name, len(src.columns), len(alias.Columns))
	}
	for i, name := range alias.Columns {
		c := *src.columns[i]
		c.name = b.ident(name)
		src.columns[i] = &c
	}
}

// addSource puts a source into the scope. Where its name is there already the engine gets
// another.
func (b *binder) addSource(s *scope, src *source) {
	if src.name == "" {
		src.ref = b.unique()
	}
	for _, other := range s.sources {
		if src.name != "" && b.same(other.name, src.name) {
			if other.schema == src.schema || other.schema == "" || src.schema == "" {
				b.fail(nowhere, engine.DuplicateAlias, "table name \"%s\" specified more than once", src.name)
			}
			src.ref = b.unique()
		}
	}
	s.sources = append(s.sources, src)
}

func (b *binder) engineAlias(src *source, at syntax.Pos) *syntax.Alias {
	return &syntax.Alias{Pos: at, Name: engineIdent(src.ref)}
}

// derived makes a source of a bound query.
func (b *binder) derived(s *scope, r *result, alias *syntax.Alias, at syntax.Pos) (syntax.TableRef, []*column) {
	src := &source{}
	if alias != nil {
		src.name = b.ident(alias.Name)
		src.ref = alias.Name.Name
	}
	names := r.engineNames()
	for i, o := range r.columns {
		c := src.columnOf(o.name, names[i], o.typ)
		c.folds = o.folds()
		src.columns = append(src.columns, c)
	}
	b.rename(src, alias)
	b.addSource(s, src)
	out := b.engineAlias(src, at)
	for _, name := range names {
		out.Columns = append(out.Columns, engineIdent(name))
	}
	return &syntax.Derived{Pos: at, Query: r.query, Alias: out}, src.columns
}

// join binds a join. USING and NATURAL become conditions, and the columns that they merge
// come first.
func (b *binder) join(s *scope, j *syntax.Join) (syntax.TableRef, []*column) {
	if j.Alias != nil {
		plain := *j
		plain.Alias = nil
		all := &syntax.Select{Pos: j.Pos, Items: []*syntax.SelectItem{{Pos: j.Pos, X: &syntax.Star{Pos: j.Pos}}}, From: []syntax.TableRef{&plain}}
		return b.table(s, &syntax.Derived{Pos: j.Pos, Query: &syntax.Query{Pos: j.Pos, Body: all}, Alias: j.Alias})
	}
	first := len(s.sources)
	left, leftColumns := b.table(s, j.Left)
	// What stands on the right sees the left, where it unnests.
	s.visible = append(s.visible, leftColumns...)
	right, rightColumns := b.table(s, j.Right)
	s.visible = s.visible[:len(s.visible)-len(leftColumns)]
	out := &syntax.Join{Pos: j.Pos, Kind: j.Kind, Left: left, Right: right}
	using := b.usingColumns(j, leftColumns, rightColumns)
	visible := slices.Concat(leftColumns, rightColumns)
	switch {
	case len(using) > 0:
		out.On, visible = b.merged(j, using, leftColumns, rightColumns)
	case j.On != nil:
		inner := &scope{outer: s.outer, sources: s.sources[first:], hidden: s.sources[:first], visible: visible, tables: s.tables, clause: "JOIN/ON"}
		out.On = b.condition(inner, j.On, "JOIN/ON")
	case j.Natural && j.Kind == "INNER", j.Kind == "CROSS":
		out.Kind = "CROSS"
	default:
		out.On = &syntax.Bool{Value: true}
	}
	return out, visible
}

// usingColumns are the names that a join merges.
func (b *binder) usingColumns(j *syntax.Join, left, right []*column) []syntax.Ident {
	if !j.Natural {
		return j.Using
	}
	var names []syntax.Ident
	for _, l := range left {
		for _, r := range right {
			if b.same(l.name, r.name) && !l.hidden && !r.hidden {
				names = append(names, syntax.Ident{Pos: j.Pos, Name: l.name})
			}
		}
	}
	return names
}

// merged is the condition of USING, and the columns that it leaves.
func (b *binder) merged(j *syntax.Join, using []syntax.Ident, left, right []*column) (on syntax.Expr, visible []*column) {
	var conditions []syntax.Expr
	shared := map[*column]bool{}
	for _, name := range using {
		l, r := b.find(left, b.ident(name), name), b.find(right, b.ident(name), name)
		if l == nil || r == nil {
			b.fail(name, engine.UndefinedColumn, "column \"%s\" specified in USING clause does not exist in %s table", b.ident(name), map[bool]string{true: "left", false: "right"}[l == nil])
		}
		shared[l], shared[r] = true, true
		conditions = append(conditions, b.compare(&syntax.Binary{Pos: name.Pos, Op: "="}, b.use(l, name), b.use(r, name)).x)
		visible = append(visible, b.mergedColumn(j, l, r, name))
	}
	for _, c := range slices.Concat(left, right) {
		if !shared[c] {
			visible = append(visible, c)
		}
	}
	return conjunction(conditions), visible
}

// mergedColumn is what a name of USING means: the side that has it.
func (b *binder) mergedColumn(j *syntax.Join, l, r *column, name syntax.Ident) *column {
	c := *l
	switch j.Kind {
	case "RIGHT":
		c = *r
		c.name = l.name
	case "FULL":
		t, _, ok := types.Common([]types.Type{l.typ, r.typ})
		if !ok {
			b.fail(name, engine.DatatypeMismatch, "JOIN/USING types %s and %s cannot be matched", l.typ.Base(), r.typ.Base())
		}
		c = column{name: l.name, typ: t, merged: func(at syntax.Pos) syntax.Expr {
			return syntax.Invoke(at, "coalesce", b.coerce(typed{x: l.x(at), t: l.typ}, t, types.Implicit), b.coerce(typed{x: r.x(at), t: r.typ}, t, types.Implicit))
		}}
	}
	return &c
}

// lateView binds a view WITH NO SCHEMA BINDING: its query is read now.
func (b *binder) lateView(s *scope, rel *relation.Relation, t *syntax.Table) (syntax.TableRef, []*column) {
	if b.depth++; b.depth > maxViews {
		b.fail(t, engine.InvalidObjectDefinition, "infinite recursion detected in view \"%s\"", rel.Name)
	}
	list, err := syntax.Parse(rel.Note.Query)
	if err != nil || len(list) != 1 {
		b.fail(t, engine.InternalError, "view \"%s\" cannot be read", rel.Name)
	}
	query, ok := list[0].Stmt.(*syntax.Query)
	if !ok {
		b.fail(t, engine.InternalError, "view \"%s\" cannot be read", rel.Name)
	}
	inside := *b
	inside.Text, inside.accesses, inside.reads = "", nil, nil
	inside.SearchPath = rel.Note.SearchPath
	r := inside.fenced(nil, query)
	inside.settle(r)
	b.names = inside.names
	b.depth--
	b.read(rel, -1, t.Pos)
	b.viewed(rel, inside.accesses)
	for i, name := range rel.Note.Names {
		if i < len(r.columns) && name != "" {
			r.columns[i].name = name
		}
	}
	alias := t.Alias
	if alias == nil {
		alias = &syntax.Alias{Pos: t.Pos, Name: syntax.Ident{Pos: t.Pos, Name: lower(rel.Name)}}
	}
	return b.derived(s, r, alias, t.Pos)
}

// maxViews is how deep late-binding views may lie in each other.
const maxViews = 100

// viewed notes what a late-binding view reads, with the rights of its owner.
func (b *binder) viewed(rel *relation.Relation, inner []Access) {
	for _, a := range inner {
		a.Pos = 0
		if a.As == 0 {
			a.As = rel.Note.Owner
		}
		b.accesses = append(b.accesses, a)
	}
}
