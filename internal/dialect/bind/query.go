package bind

import (
	"fmt"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A result is a bound query and its columns.
type result struct {
	query   *syntax.Query
	body    syntax.Body
	columns []*output
	sides   []*result // of a set operation; or the query in the parentheses
	rows    []*syntax.Row
	scope   *scope // of a SELECT, for ORDER BY
	isUnion bool
}

// An output is one column of a result.
type output struct {
	name   string
	typ    types.Type
	item   *syntax.SelectItem // of a SELECT
	column *column            // where it comes from as it is
	alias  bool               // was named, and not by what it is
	inline bool               // may be written again where its alias is named
	text   string             // what is bound again where its alias is named; empty for most
	used   bool               // its alias is named by others

	aggregate bool        // calls an aggregate function
	grouped   syntax.Expr // what it is, where it is grouped by without regard to case
}

// query binds a query. Types of strings without a type are still open: see settle.
func (b *binder) query(outer *scope, q *syntax.Query) *result {
	tables := (*commonTables)(nil)
	if outer != nil {
		tables = outer.tables
	}
	out := &syntax.Query{Pos: q.Pos}
	if q.With != nil {
		out.With, tables = b.with(outer, tables, q.With)
	}
	r := b.body(outer, tables, q.Body)
	out.Body, r.query = r.body, out
	b.order(r, q)
	if sel, ok := q.Body.(*syntax.Select); ok && sel.Top != nil && q.Limit == nil {
		out.Limit = b.count(sel.Top, "TOP")
	}
	if q.Limit != nil {
		out.Limit = b.count(q.Limit, "LIMIT")
	}
	if q.Offset != nil {
		out.Offset = b.count(q.Offset, "OFFSET")
	}
	return r
}

// count binds the number of LIMIT and its kin.
func (b *binder) count(x syntax.Expr, clause string) syntax.Expr {
	e := b.expr(&scope{clause: clause}, x)
	if n, ok := x.(*syntax.Unary); ok && n.Op == "-" {
		b.fail(x, engine.InvalidParameterValue, "%s must not be negative", clause)
	}
	return b.coerce(e, types.Int8Type, types.Assign)
}

func (b *binder) body(outer *scope, tables *commonTables, body syntax.Body) *result {
	switch body := body.(type) {
	case *syntax.Select:
		return b.selection(outer, tables, body)
	case *syntax.Values:
		return b.values(outer, tables, body)
	case *syntax.SetOperation:
		return b.setOperation(outer, tables, body)
	case *syntax.Query:
		inner := b.fenced(&scope{outer: outer, tables: tables}, body)
		return &result{body: inner.query, columns: inner.columns, sides: []*result{inner}}
	}
	b.unsupported(body, "this query")
	return nil
}

// values binds VALUES: its columns are of the common types of the rows.
func (b *binder) values(outer *scope, tables *commonTables, v *syntax.Values) *result {
	out := &syntax.Values{Pos: v.Pos}
	r := &result{body: out}
	s := &scope{outer: outer, tables: tables, clause: "VALUES"}
	bound := make([][]typed, len(v.Rows))
	for i, row := range v.Rows {
		if len(row.Fields) != len(v.Rows[0].Fields) {
			b.fail(row, engine.SyntaxError, "VALUES lists must all be the same length")
		}
		for _, field := range row.Fields {
			bound[i] = append(bound[i], b.expr(s, field))
		}
	}
	for _, row := range v.Rows {
		out.Rows = append(out.Rows, &syntax.Row{Pos: row.Pos, Fields: make([]syntax.Expr, len(row.Fields))})
	}
	for c := range v.Rows[0].Fields {
		list := make([]types.Type, len(bound))
		for i := range bound {
			list[i] = bound[i][c].t
		}
		t, bad, ok := types.Common(list)
		if !ok {
			b.fail(v.Rows[bad].Fields[c], engine.DatatypeMismatch, "VALUES types %s and %s cannot be matched", t.Base(), list[bad].Base())
		}
		for i := range bound {
			out.Rows[i].Fields[c] = bound[i][c].x
			if t.ID != types.Unknown {
				out.Rows[i].Fields[c] = b.coerce(bound[i][c], t, types.Implicit)
			}
		}
		r.columns = append(r.columns, &output{name: fmt.Sprintf("column%d", c+1), typ: t})
	}
	r.rows = out.Rows
	return r
}

// setOperation binds UNION and its kin: each pair of columns is brought to a common type.
func (b *binder) setOperation(outer *scope, tables *commonTables, body *syntax.SetOperation) *result {
	left, right := b.body(outer, tables, body.Left), b.body(outer, tables, body.Right)
	out := &syntax.SetOperation{Pos: body.Pos, Op: body.Op, All: body.All, Left: left.body, Right: right.body}
	if len(left.columns) != len(right.columns) {
		b.fail(right.place(0, body), engine.SyntaxError, "each %s query must have the same number of columns", body.Op)
	}
	if !body.All {
		b.refuseFolded(left, body, body.Op)
		b.refuseFolded(right, body, body.Op)
	}
	r := &result{body: out, sides: []*result{left, right}, isUnion: true}
	for i, l := range left.columns {
		c := right.columns[i]
		t, _, ok := types.Common([]types.Type{l.typ, c.typ})
		if !ok {
			b.fail(right.place(i, body), engine.DatatypeMismatch, "%s types %s and %s cannot be matched", body.Op, l.typ.Base(), c.typ.Base())
		}
		if t.ID != types.Unknown {
			b.retype(left, i, t)
			b.retype(right, i, t)
		}
		r.columns = append(r.columns, &output{name: l.name, typ: t})
	}
	return r
}

// place is where a column stands.
func (r *result) place(i int, other syntax.Node) place {
	switch {
	case i < len(r.columns) && r.columns[i].item != nil:
		return r.columns[i].item.Pos
	case len(r.sides) > 0:
		return r.sides[0].place(i, other)
	case len(r.rows) > 0 && i < len(r.rows[0].Fields):
		return r.rows[0].Fields[i]
	}
	return other
}

// retype casts a column of a result.
func (b *binder) retype(r *result, i int, t types.Type) {
	o := r.columns[i]
	switch {
	case sameEngine(o.typ, t):
	case len(r.sides) > 0:
		for _, side := range r.sides {
			b.retype(side, i, t)
		}
	case o.item != nil:
		o.item.X = b.coerce(typed{x: o.item.X, t: o.typ}, t, types.Assign)
	case r.rows != nil:
		for _, row := range r.rows {
			row.Fields[i] = b.coerce(typed{x: row.Fields[i], t: o.typ}, t, types.Assign)
		}
	}
	o.typ = t
}

// settle makes text of the strings whose type no place has told.
func (b *binder) settle(r *result) {
	for i, o := range r.columns {
		if o.typ.ID == types.Unknown {
			t := types.TextType
			t.Length = o.typ.Length
			b.retype(r, i, t)
		}
	}
}

// result tells the columns to the client.
func (r *result) result() []Column {
	out := make([]Column, len(r.columns))
	for i, o := range r.columns {
		out[i] = Column{Name: o.name, Type: o.typ, Folds: o.folds()}
		if o.column != nil {
			out[i].Relation, out[i].Attribute = o.column.relation, o.column.attribute
		}
	}
	return out
}

// engineNames are names for the engine, of which it has no two of one name.
func (r *result) engineNames() []string {
	names := make([]string, len(r.columns))
	seen := make(map[string]bool, len(names))
	for i, o := range r.columns {
		name := o.name
		for n := 1; seen[lower(name)]; n++ {
			name = fmt.Sprintf("%s:%d", o.name, n)
		}
		seen[lower(name)] = true
		names[i] = name
	}
	return names
}

// commonTables are the names of WITH that a query sees.
type commonTables struct {
	outer *commonTables
	name  string
	r     *result // nil while a recursive one is bound
	ref   string  // the engine's name
	types []*output
	named bool // a recursive one names itself
}

func (c *commonTables) find(b *binder, name string) *commonTables {
	for ; c != nil; c = c.outer {
		if b.same(c.name, name) {
			return c
		}
	}
	return nil
}

// with binds common table expressions.
func (b *binder) with(outer *scope, tables *commonTables, w *syntax.With) (*syntax.With, *commonTables) {
	out := &syntax.With{Pos: w.Pos, Recursive: w.Recursive}
	for i, t := range w.Tables {
		c := &commonTables{outer: tables, name: b.ident(t.Name), ref: t.Name.Name}
		for _, other := range w.Tables[:i] {
			if b.same(b.ident(other.Name), c.name) {
				b.fail(t.Name, engine.DuplicateAlias, "WITH query name \"%s\" specified more than once", c.name)
			}
		}
		inner := &scope{outer: outer, tables: tables}
		if w.Recursive {
			b.recursive(inner, c, t)
		} else {
			c.r = b.fenced(inner, t.Query)
		}
		b.settle(c.r)
		b.nameColumns(c.r, t)
		c.types = c.r.columns
		columns := make([]syntax.Ident, len(c.r.columns))
		for i, name := range c.r.engineNames() {
			columns[i] = engineIdent(name)
		}
		out.Tables = append(out.Tables, &syntax.CommonTable{Pos: t.Pos, Name: engineIdent(c.ref), Columns: columns, Query: c.r.query})
		tables = c
	}
	return out, tables
}

func (b *binder) nameColumns(r *result, t *syntax.CommonTable) {
	if len(t.Columns) > len(r.columns) {
		b.fail(t, engine.InvalidColumnReference, "WITH query \"%s\" has %d columns available but %d columns specified", b.ident(t.Name), len(r.columns), len(t.Columns))
	}
	for i, name := range t.Columns {
		r.columns[i].name = b.ident(name)
	}
}

// recursive binds a common table expression that may name itself: its columns are those of the
// first part of its UNION ALL.
func (b *binder) recursive(inner *scope, c *commonTables, t *syntax.CommonTable) {
	union, ok := t.Query.Body.(*syntax.SetOperation)
	if ok && union.Op == "UNION" {
		first := b.body(inner, inner.tables, union.Left)
		b.settle(first)
		b.nameColumns(first, t)
		c.types = first.columns
	}
	inner.tables = &commonTables{outer: inner.tables, name: c.name, ref: c.ref, types: c.types}
	if c.types == nil {
		inner.tables = inner.tables.outer
	}
	itself := inner.tables
	c.r = b.fenced(inner, t.Query)
	if c.types == nil {
		return
	}
	if itself.named {
		for i, o := range c.types {
			b.retype(c.r, i, o.typ)
		}
	} else { // the engine takes each UNION for a recursion
		b.settle(c.r)
		c.r.query = &syntax.Query{Pos: t.Pos, Body: allOf(&syntax.Derived{Pos: t.Pos, Query: c.r.query})}
	}
}

// common makes a source of a common table expression.
func (b *binder) common(s *scope, c *commonTables, t *syntax.Table) (syntax.TableRef, []*column) {
	c.named = true
	src := &source{name: c.name, ref: c.ref}
	if t.Alias != nil && !t.Alias.Name.IsZero() {
		src.name, src.ref = b.ident(t.Alias.Name), t.Alias.Name.Name
	}
	names := (&result{columns: c.types}).engineNames()
	for i, o := range c.types {
		column := src.columnOf(o.name, names[i], o.typ)
		column.folds = o.folds()
		src.columns = append(src.columns, column)
	}
	b.rename(src, t.Alias)
	b.addSource(s, src)
	return &syntax.Table{Pos: t.Pos, Name: syntax.Name{engineIdent(c.ref)}, Alias: b.engineAlias(src, t.Pos)}, src.columns
}
