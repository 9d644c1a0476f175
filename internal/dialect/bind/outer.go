package bind

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// outerJoins writes the join operator (+) as joins: of a table that is marked with it in
// WHERE, the conditions that mark it are those of a LEFT JOIN, and the others stay.
func (b *binder) outerJoins(n *syntax.Select) *syntax.Select {
	copied := *n
	s := &copied
	on, rest := b.marked(s.Where)
	b.spellStars(s)
	joined, left := b.firstTables(s, on)
	if left == nil {
		b.unsupported(s, "(+) on all tables of a query")
	}
	for len(joined) > 0 {
		i := nextOuter(joined, on)
		if i < 0 {
			b.unsupported(joined[0], "a circle of tables marked with (+)")
		}
		name := tableName(joined[i])
		left = &syntax.Join{Pos: syntax.Pos(joined[i].Byte()), Kind: "LEFT", Left: left, Right: joined[i], On: conjunction(on[name])}
		joined = append(joined[:i:i], joined[i+1:]...)
		delete(on, name)
	}
	for _, conditions := range on {
		b.unsupported(conditions[0], "(+) behind a column of no table in FROM")
	}
	s.From, s.Where = []syntax.TableRef{left}, conjunction(rest)
	return s
}

// hasOuter tells whether a condition has the operator.
func hasOuter(where syntax.Expr) bool {
	found := false
	syntax.Rewrite(where, func(n syntax.Node) syntax.Node {
		_, mark := n.(*syntax.Outer)
		found = found || mark
		return n
	})
	return found
}

// spellStars writes a star as the stars of the tables, in their order in FROM: joins change
// the order.
func (b *binder) spellStars(s *syntax.Select) {
	var items []*syntax.SelectItem
	for _, item := range s.Items {
		star, ok := item.X.(*syntax.Star)
		if !ok || len(star.Table) > 0 {
			items = append(items, item)
			continue
		}
		for _, table := range s.From {
			name := tableName(table)
			if name == "" {
				b.unsupported(star, "a star over tables without names, beside (+),")
			}
			items = append(items, &syntax.SelectItem{Pos: item.Pos, X: &syntax.Star{Pos: star.Pos, Table: syntax.Name{syntax.NewIdent(name)}}})
		}
	}
	s.Items = items
}

// marked parts the conditions of a WHERE: those that mark a table, by its name and without
// their marks, and the rest.
func (b *binder) marked(where syntax.Expr) (on map[string][]syntax.Expr, rest []syntax.Expr) {
	on = map[string][]syntax.Expr{}
	for _, condition := range conjuncts(where) {
		name := ""
		stripped := syntax.Rewrite(condition, func(n syntax.Node) syntax.Node {
			mark, ok := n.(*syntax.Outer)
			if !ok {
				return n
			}
			table := qualifier(mark.X)
			switch {
			case table == "":
				b.unsupported(mark, "(+) behind a column without its table")
			case name != "" && name != table:
				b.unsupported(mark, "(+) on two tables in one condition")
			}
			name = table
			return mark.X
		})
		if name == "" {
			rest = append(rest, condition)
		} else {
			on[name] = append(on[name], stripped.(syntax.Expr))
		}
	}
	return on, rest
}

// firstTables joins what is not marked, if there is any, and returns what is.
func (b *binder) firstTables(s *syntax.Select, on map[string][]syntax.Expr) (marked []syntax.TableRef, left syntax.TableRef) {
	for _, table := range s.From {
		switch {
		case len(on[tableName(table)]) > 0:
			marked = append(marked, table)
		case left == nil:
			left = table
		default:
			left = &syntax.Join{Pos: syntax.Pos(table.Byte()), Kind: "CROSS", Left: left, Right: table}
		}
	}
	return marked, left
}

// nextOuter is a table whose conditions name no other that is still to be joined; -1 where
// there is none.
func nextOuter(tables []syntax.TableRef, on map[string][]syntax.Expr) int {
	for i, table := range tables {
		name, waits := tableName(table), false
		for _, condition := range on[name] {
			syntax.Rewrite(condition, func(n syntax.Node) syntax.Node {
				if x, ok := n.(*syntax.Column); ok {
					other := qualifier(x)
					waits = waits || other != name && len(on[other]) > 0
				}
				return n
			})
		}
		if !waits {
			return i
		}
	}
	return -1
}

// qualifier is the table that a column is named with; empty without.
func qualifier(x syntax.Expr) string {
	if column, ok := x.(*syntax.Column); ok && len(column.Name) > 1 {
		return column.Name[len(column.Name)-2].Name
	}
	return ""
}

// tableName is the name by which a query knows a table; empty where it has several.
func tableName(t syntax.TableRef) string {
	var alias *syntax.Alias
	name := ""
	switch t := t.(type) {
	case *syntax.Table:
		alias, name = t.Alias, t.Name.Last().Name
	case *syntax.Derived:
		alias = t.Alias
	case *syntax.TableFunc:
		alias = t.Alias
	}
	if alias != nil {
		return alias.Name.Name
	}
	return name
}

func conjuncts(x syntax.Expr) []syntax.Expr {
	and, ok := x.(*syntax.Logical)
	if !ok || and.Op != "AND" {
		return []syntax.Expr{x}
	}
	var all []syntax.Expr
	for _, arg := range and.Args {
		all = append(all, conjuncts(arg)...)
	}
	return all
}
