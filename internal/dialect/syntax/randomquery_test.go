package syntax_test

import "github.com/countersign-dev/countersign/internal/dialect/syntax"

func (g *grower) stmt() syntax.Stmt {
	switch g.n(9) {
	case 0:
		return &syntax.Update{Table: g.name(), Alias: maybe(g, g.ident), Set: some(g, 1, g.assignment), From: maybe(g, g.from), Where: maybe(g, g.expr)}
	case 1:
		return &syntax.Delete{Table: g.name(), Alias: maybe(g, g.ident), Using: maybe(g, g.from), Where: maybe(g, g.expr)}
	case 2:
		return &syntax.Insert{Table: g.name(), Columns: maybe(g, g.idents), Rows: some(g, 1, g.row)}
	case 3:
		return g.createTable()
	case 4:
		return &syntax.CreateView{OrReplace: g.bool(), Name: g.name(), Columns: maybe(g, g.idents), Query: g.query(), NoSchemaBinding: g.bool()}
	case 5:
		return &syntax.CreateTableAs{Temp: g.bool(), Name: g.name(), Columns: maybe(g, g.idents), Attributes: g.attributes(), Query: g.query()}
	}
	return g.query()
}

func (g *grower) idents() []syntax.Ident { return some(g, 1, g.ident) }

func (g *grower) row() *syntax.Row { return &syntax.Row{Fields: some(g, 1, g.value)} }

func (g *grower) value() syntax.Expr {
	if g.n(5) == 0 {
		return &syntax.Default{}
	}
	return g.expr()
}

func (g *grower) assignment() *syntax.Assignment {
	return &syntax.Assignment{Column: g.name(), Value: g.value()}
}

func (g *grower) attributes() syntax.TableAttributes {
	a := syntax.TableAttributes{Backup: pick(g, "", "YES", "NO"), DistStyle: pick(g, "", "ALL", "KEY"), DistKey: maybe(g, g.ident), EncodeAuto: g.bool()}
	switch g.n(2) {
	case 0:
		a.SortKey = &syntax.SortKey{Kind: "AUTO"}
	case 1:
		a.SortKey = &syntax.SortKey{Kind: pick(g, "", "COMPOUND", "INTERLEAVED"), Columns: g.idents()}
	}
	return a
}

func (g *grower) createTable() syntax.Stmt {
	n := &syntax.CreateTable{Temp: g.bool(), IfNotExists: g.bool(), Name: g.name(), Attributes: g.attributes()}
	n.Elements = some(g, 1, func() syntax.TableElement {
		c := &syntax.ColumnDef{Name: g.ident(), Type: g.typeName(), Default: maybe(g, g.expr), Encode: pick(g, "", "LZO", "AZ64"),
			DistKey: g.bool(), SortKey: g.bool(), NotNull: g.bool(), PrimaryKey: g.bool()}
		if g.n(3) == 0 {
			c.Identity = &syntax.Identity{ByDefault: g.bool(), Seed: int64(g.n(9)) - 4, Step: 1}
		}
		if g.n(3) == 0 {
			c.References = &syntax.Reference{Table: g.name(), Columns: maybe(g, g.idents)}
		}
		return c
	})
	return n
}

// query grows a query that is not one in parentheses and nothing else.
func (g *grower) query() *syntax.Query {
	g.budget--
	q := &syntax.Query{Body: g.body(), OrderBy: maybe(g, g.order), Limit: maybe(g, g.expr), Offset: maybe(g, g.expr)}
	q.With = maybe(g, func() *syntax.With {
		return &syntax.With{Recursive: g.bool(), Tables: some(g, 1, func() *syntax.CommonTable {
			return &syntax.CommonTable{Name: g.ident(), Columns: maybe(g, g.idents), Query: g.query()}
		})}
	})
	return q
}

func (g *grower) body() syntax.Body {
	if g.budget <= 0 {
		return g.selectOne()
	}
	switch g.n(6) {
	case 0:
		return &syntax.SetOperation{Op: pick(g, "UNION", "EXCEPT", "INTERSECT"), All: g.bool(), Left: g.side(), Right: g.side()}
	case 1:
		return &syntax.Values{Rows: some(g, 1, g.row)}
	}
	return g.selectOne()
}

// side is a side of a set operation: a body, or a query with clauses of its own.
func (g *grower) side() syntax.Body {
	if q := g.query(); q.With != nil || q.OrderBy != nil || q.Limit != nil || q.Offset != nil {
		return q
	}
	return g.body()
}

func (g *grower) selectOne() *syntax.Select {
	n := &syntax.Select{Distinct: g.bool(), Items: some(g, 1, g.item), Where: maybe(g, g.expr), Having: maybe(g, g.expr), Qualify: maybe(g, g.expr)}
	n.Top = maybe(g, g.expr)
	n.From = maybe(g, g.from)
	n.Exclude = maybe(g, g.idents)
	if n.GroupAll = g.n(9) == 0; !n.GroupAll {
		n.GroupBy = maybe(g, func() []syntax.Expr { return some(g, 1, g.grouping) })
	}
	n.ConnectBy = maybe(g, func() syntax.Expr {
		return &syntax.Binary{Op: "=", X: &syntax.Unary{Op: "PRIOR", X: g.expr()}, Y: g.expr()}
	})
	return n
}

func (g *grower) item() *syntax.SelectItem {
	if g.n(9) == 0 {
		return &syntax.SelectItem{X: &syntax.Star{Table: maybe(g, g.name)}}
	}
	return &syntax.SelectItem{X: g.expr(), Alias: maybe(g, g.ident)}
}

func (g *grower) grouping() syntax.Expr {
	switch {
	case g.budget > 0 && g.n(3) == 0:
		g.budget--
		return &syntax.GroupingSet{Kind: pick(g, "ROLLUP", "CUBE", "GROUPING SETS"), Sets: some(g, 1, g.grouping)}
	case g.n(5) == 0:
		return &syntax.Row{}
	}
	return g.expr()
}

func (g *grower) from() []syntax.TableRef { return some(g, 1, g.table) }

func (g *grower) alias() *syntax.Alias {
	return &syntax.Alias{Name: g.ident(), Columns: maybe(g, g.idents)}
}

func (g *grower) table() syntax.TableRef {
	g.budget--
	if g.budget <= 0 {
		return &syntax.Table{Name: g.name()}
	}
	switch g.n(9) {
	case 0:
		return &syntax.Derived{Query: g.query(), Alias: maybe(g, g.alias)}
	case 1:
		return &syntax.TableFunc{Call: &syntax.Func{Name: g.name(), Args: g.optionalExprs()}, Alias: maybe(g, g.alias)}
	case 2:
		x := &syntax.Index{X: &syntax.Column{Name: g.name()}, I: g.expr()}
		return &syntax.Unnest{X: x, Alias: g.alias(), At: maybe(g, g.ident)}
	case 3:
		return &syntax.ObjectUnpivot{X: g.expr(), Alias: g.alias(), At: maybe(g, g.ident)}
	case 4:
		return &syntax.Pivot{Source: g.table(), Aggregates: some(g, 1, g.named), Column: g.ident(), Values: some(g, 1, g.named), Alias: maybe(g, g.alias)}
	case 5:
		return &syntax.Unpivot{Source: g.table(), IncludeNulls: g.bool(), Value: g.ident(), Column: g.ident(), Columns: some(g, 1, g.named), Alias: maybe(g, g.alias)}
	case 6, 7:
		return g.join()
	}
	return &syntax.Table{Name: g.name(), Alias: maybe(g, g.alias)}
}

func (g *grower) named() *syntax.SelectItem {
	return &syntax.SelectItem{X: g.expr(), Alias: maybe(g, g.ident)}
}

func (g *grower) join() syntax.TableRef {
	n := &syntax.Join{Kind: pick(g, "INNER", "LEFT", "RIGHT", "FULL", "CROSS"), Left: g.table(), Right: g.table(), Alias: maybe(g, g.alias)}
	switch {
	case n.Kind == "CROSS":
	case g.n(3) == 0:
		n.Natural = true
	case g.bool():
		n.Using = g.idents()
	default:
		n.On = g.expr()
	}
	return n
}
