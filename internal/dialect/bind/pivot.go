package bind

import (
	"slices"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// pivot binds PIVOT as what it means: a group for each row of the columns that it does not
// name, and a conditional aggregate for each value.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_FROM_clause-pivot-unpivot-examples.html.
func (b *binder) pivot(s *scope, n *syntax.Pivot) (syntax.TableRef, []*column) {
	columns := b.sourceColumns(s, n.Source)
	used := []string{b.ident(n.Column)}
	if !slices.ContainsFunc(columns, func(name string) bool { return b.same(name, used[0]) }) {
		b.fail(n.Column, engine.UndefinedColumn, "column \"%s\" does not exist", used[0])
	}
	for _, a := range n.Aggregates {
		used = append(used, b.columnsIn(a.X)...)
	}
	out := &syntax.Select{Pos: n.Pos, From: []syntax.TableRef{n.Source}}
	for _, name := range columns {
		if slices.ContainsFunc(used, func(u string) bool { return b.same(u, name) }) {
			continue
		}
		x := columnNamed(n.Pos, name)
		out.Items = append(out.Items, &syntax.SelectItem{Pos: n.Pos, X: x})
		out.GroupBy = append(out.GroupBy, columnNamed(n.Pos, name))
	}
	for _, value := range n.Values {
		for _, a := range n.Aggregates {
			out.Items = append(out.Items, b.pivoted(n, value, a))
		}
	}
	return b.table(s, &syntax.Derived{Pos: n.Pos, Query: &syntax.Query{Pos: n.Pos, Body: out}, Alias: n.Alias})
}

// pivoted is the aggregate for one value.
func (b *binder) pivoted(n *syntax.Pivot, value, a *syntax.SelectItem) *syntax.SelectItem {
	f, ok := a.X.(*syntax.Func)
	if !ok || kindOf(lower(f.Name.Last().Name)) != 1 || len(f.Args) > 1 || f.Over != nil {
		b.fail(a.X, engine.SyntaxError, "PIVOT takes aggregate functions of one value")
	}
	call := *f
	argument := syntax.Expr(&syntax.Number{Pos: f.Pos, Text: "1"})
	if !f.Star && len(f.Args) == 1 {
		argument = f.Args[0]
	}
	column := columnNamed(n.Column.Pos, n.Column.Name)
	is := syntax.Expr(&syntax.Binary{Pos: value.Pos, Op: "=", X: column, Y: value.X})
	if isNull(value.X) {
		is = &syntax.Is{Pos: value.Pos, X: column, What: "NULL"}
	}
	call.Star = false
	call.Args = []syntax.Expr{&syntax.Case{Pos: f.Pos, Whens: []*syntax.When{{Pos: f.Pos, Condition: is, Result: argument}}}}
	name := value.Alias
	if name.IsZero() {
		name = syntax.Ident{Pos: value.Pos, Name: valueName(value.X), Quoted: true}
	}
	if !a.Alias.IsZero() {
		name.Name += "_" + a.Alias.Name
	}
	return &syntax.SelectItem{Pos: value.Pos, X: &call, Alias: name}
}

// valueName is the name of a column for a value.
func valueName(x syntax.Expr) string {
	switch x := x.(type) {
	case *syntax.String:
		return x.Value
	case *syntax.Number:
		return x.Text
	}
	return lower(syntax.Print(x))
}

func columnNamed(at syntax.Pos, name string) *syntax.Column {
	return &syntax.Column{Pos: at, Name: syntax.Name{{Pos: at, Name: name, Quoted: true}}}
}

// sourceColumns are the names of what a table shows; its binding is thrown away.
func (b *binder) sourceColumns(s *scope, t syntax.TableRef) []string {
	trial := &scope{outer: s.outer, tables: s.tables, sources: slices.Clone(s.sources)}
	_, visible := b.table(trial, t)
	names := make([]string, len(visible))
	for i, c := range visible {
		names[i] = c.name
	}
	return names
}

// columnsIn are the names of the columns in an expression.
func (b *binder) columnsIn(x syntax.Expr) (names []string) {
	syntax.Rewrite(x, func(n syntax.Node) syntax.Node {
		if c, ok := n.(*syntax.Column); ok {
			names = append(names, b.ident(c.Name.Last()))
		}
		return n
	})
	return names
}

// unpivot binds UNPIVOT: a row for each of the columns that it names.
func (b *binder) unpivot(s *scope, n *syntax.Unpivot) (syntax.TableRef, []*column) {
	columns := b.sourceColumns(s, n.Source)
	var kept []string
	for _, name := range columns {
		if !slices.ContainsFunc(n.Columns, func(c *syntax.SelectItem) bool {
			return slices.ContainsFunc(b.columnsIn(c.X), func(u string) bool { return b.same(u, name) })
		}) {
			kept = append(kept, name)
		}
	}
	var body syntax.Body
	for _, c := range n.Columns {
		part := &syntax.Select{Pos: n.Pos, From: []syntax.TableRef{n.Source}}
		for _, name := range kept {
			part.Items = append(part.Items, &syntax.SelectItem{Pos: n.Pos, X: columnNamed(n.Pos, name)})
		}
		name := c.Alias.Name
		if c.Alias.IsZero() {
			name = b.columnsIn(c.X)[0]
		}
		part.Items = append(part.Items,
			&syntax.SelectItem{Pos: n.Pos, X: &syntax.String{Pos: c.Pos, Value: name}, Alias: n.Column},
			&syntax.SelectItem{Pos: n.Pos, X: c.X, Alias: n.Value})
		if !n.IncludeNulls {
			part.Where = &syntax.Is{Pos: n.Pos, X: c.X, What: "NULL", Not: true}
		}
		if body == nil {
			body = part
		} else {
			body = &syntax.SetOperation{Pos: n.Pos, Op: "UNION", All: true, Left: body, Right: part}
		}
	}
	return b.table(s, &syntax.Derived{Pos: n.Pos, Query: &syntax.Query{Pos: n.Pos, Body: body}, Alias: n.Alias})
}
