package syntax_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// Random trees, printed and parsed again, are the same trees: parentheses stand
// where they are needed, and names and strings are quoted as they must be.
func TestRandomTrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := grower{t: t, budget: 60}
		tree := g.stmt()
		printed := syntax.Print(tree)
		statements, err := syntax.Parse(printed)
		if err != nil || len(statements) != 1 {
			t.Fatalf("%s\n\tdoes not parse: %v", printed, err)
		}
		if again := syntax.Print(statements[0].Stmt); again != printed {
			t.Fatalf("%s\n\tis printed again as %s", printed, again)
		}
		if !syntax.Equal(tree, statements[0].Stmt) {
			t.Fatalf("%s\n\tis another tree", printed)
		}
	})
}

// A grower grows a tree until its budget of nodes is spent; then only leaves.
type grower struct {
	t      *rapid.T
	budget int
}

func (g *grower) n(most int) int { return rapid.IntRange(0, most).Draw(g.t, "n") }
func (g *grower) bool() bool     { return rapid.Bool().Draw(g.t, "b") }

func pick[T any](g *grower, from ...T) T { return from[g.n(len(from)-1)] }

func some[T any](g *grower, least int, make func() T) []T {
	items := []T{}
	for range least + g.n(2) {
		items = append(items, make())
	}
	return items
}

func maybe[T any](g *grower, make func() T) (none T) {
	if g.budget > 0 && g.n(3) == 0 {
		return make()
	}
	return none
}

func (g *grower) ident() syntax.Ident {
	quoted := pick(g, "Mixed", "select", "a b", `qu"ote`, "date", "ß€", "case", "all", "1a", "with", "percent", "$x")
	if g.n(4) == 0 {
		return syntax.Ident{Name: quoted, Quoted: quoted != "ß€"}
	}
	return syntax.Ident{Name: pick(g, "a", "b", "t1", "_x", "année", "date", "name", "x$y", "value", "key", "level", "#tmp", "type")}
}

func (g *grower) name() syntax.Name { return some(g, 1, g.ident) }

func (g *grower) exprs(least int) []syntax.Expr { return some(g, least, g.expr) }

func (g *grower) expr() syntax.Expr {
	g.budget--
	if g.budget <= 0 {
		return g.leaf()
	}
	switch g.n(9) {
	case 0, 1:
		return g.leaf()
	case 2, 3, 4:
		return g.binary()
	case 5:
		return g.predicate()
	case 6:
		return g.call()
	case 7:
		return g.construct()
	case 8:
		return g.path()
	}
	return &syntax.Cast{Form: pick(g, syntax.CastOperator, syntax.CastFunction, syntax.CastTry, syntax.CastConvert), X: g.expr(), Type: g.typeName()}
}

func (g *grower) leaf() syntax.Expr {
	switch g.n(8) {
	case 0:
		return &syntax.Null{}
	case 1:
		return &syntax.Bool{Value: g.bool()}
	case 2, 3:
		return &syntax.Number{Text: pick(g, "0", "1", ".5", "1.", "1e-3", "12345678901234567890")}
	case 4:
		return &syntax.String{Value: rapid.StringMatching(`[a'"\\$ \nä;-]{0,6}`).Draw(g.t, "s")}
	case 5:
		return pick[syntax.Expr](g, &syntax.Param{Number: 3}, &syntax.Param{Name: "p1"})
	case 6:
		return pick[syntax.Expr](g, &syntax.Keyword{Name: "sysdate", Precision: -1}, &syntax.Keyword{Name: "current_timestamp", Precision: 3},
			&syntax.Typed{Type: &syntax.Type{Name: syntax.Name{{Name: "date"}}}, Value: "2024-01-31"},
			&syntax.Typed{Type: &syntax.Type{Name: syntax.Name{{Name: "interval"}}, Range: "DAY TO SECOND", Mods: []int{3}}, Value: "1"})
	}
	return &syntax.Column{Name: g.name()}
}

func (g *grower) binary() syntax.Expr {
	switch g.n(4) {
	case 0:
		return &syntax.Logical{Op: pick(g, "AND", "OR"), Args: g.exprs(2)}
	case 1:
		return &syntax.Unary{Op: pick(g, "-", "+", "~", "@", "|/", "||/"), X: g.expr()}
	case 2:
		return &syntax.Not{X: g.expr()}
	}
	op := pick(g, "=", "<", ">", "<=", ">=", "<>", "+", "-", "*", "/", "%", "^", "||", "|", "&", "#", "<<", "~", "!~*", "AT TIME ZONE", "OVERLAPS")
	return &syntax.Binary{Op: op, X: g.expr(), Y: g.expr()}
}

func (g *grower) predicate() syntax.Expr {
	switch g.n(7) {
	case 0:
		return &syntax.Is{X: g.expr(), Not: g.bool(), What: pick(g, "NULL", "TRUE", "FALSE", "UNKNOWN")}
	case 1:
		return &syntax.Distinct{X: g.expr(), Y: g.expr(), Not: g.bool()}
	case 2:
		return &syntax.In{X: g.expr(), Not: g.bool(), List: g.inList()}
	case 3:
		return &syntax.In{X: g.expr(), Not: g.bool(), Query: g.query()}
	case 4:
		return &syntax.Between{X: g.expr(), Low: g.expr(), High: g.expr(), Not: g.bool(), Symmetric: g.bool()}
	case 5:
		return &syntax.Like{Op: pick(g, "LIKE", "ILIKE", "SIMILAR TO"), X: g.expr(), Y: g.expr(), Not: g.bool(), Escape: maybe(g, g.expr)}
	case 6:
		return &syntax.Quantified{X: g.expr(), Op: pick(g, "=", "<", "||", "+"), All: g.bool(), Query: g.query()}
	}
	return &syntax.Quantified{X: g.expr(), Op: "<>", All: g.bool(), Array: g.noSubquery()}
}

// inList is a list that is not one subquery: that would be IN (query).
func (g *grower) inList() []syntax.Expr {
	return append([]syntax.Expr{g.noSubquery()}, g.exprs(0)...)
}

func (g *grower) noSubquery() syntax.Expr {
	x := g.expr()
	if _, ok := x.(*syntax.Subquery); ok {
		return g.leaf()
	}
	return x
}

func (g *grower) call() syntax.Expr {
	f := &syntax.Func{Name: g.name(), Within: maybe(g, g.order)}
	if f.Star = g.n(9) == 0; !f.Star {
		if f.Distinct = g.n(3) == 0; f.Distinct {
			f.Args = g.exprs(1)
		} else {
			f.Args = g.optionalExprs()
		}
	}
	if f.Over = maybe(g, g.window); f.Over != nil {
		f.Nulls = pick(g, "", "IGNORE", "RESPECT")
	}
	return f
}

func (g *grower) optionalExprs() []syntax.Expr {
	if args := g.exprs(0); len(args) > 0 {
		return args
	}
	return nil
}

func (g *grower) order() []*syntax.SortItem {
	return some(g, 1, func() *syntax.SortItem {
		return &syntax.SortItem{X: g.expr(), Desc: g.bool(), Nulls: pick(g, "", "FIRST", "LAST")}
	})
}

func (g *grower) window() *syntax.Window {
	w := &syntax.Window{OrderBy: maybe(g, g.order)}
	w.Partition = maybe(g, func() []syntax.Expr { return g.exprs(1) })
	if g.n(3) == 0 {
		w.Frame = &syntax.Frame{Unit: pick(g, "ROWS", "RANGE"), Start: g.bound(), End: maybe(g, g.bound)}
	}
	return w
}

func (g *grower) bound() *syntax.Bound {
	if g.bool() {
		return &syntax.Bound{Kind: pick(g, "PRECEDING", "FOLLOWING"), Offset: g.expr()}
	}
	return &syntax.Bound{Kind: pick(g, "CURRENT ROW", "UNBOUNDED PRECEDING", "UNBOUNDED FOLLOWING")}
}

func (g *grower) construct() syntax.Expr {
	switch g.n(9) {
	case 0:
		return &syntax.Subquery{Query: g.query()}
	case 1:
		return &syntax.Exists{Query: g.query()}
	case 2:
		return &syntax.Row{Fields: g.exprs(1)}
	case 3:
		return &syntax.Array{Elements: g.optionalExprs()}
	case 4:
		return &syntax.Case{Operand: maybe(g, g.expr), Else: maybe(g, g.expr), Whens: some(g, 1, func() *syntax.When {
			return &syntax.When{Condition: g.expr(), Result: g.expr()}
		})}
	case 5:
		return &syntax.Extract{Field: pick(g, "year", "epoch", "a b", "timezone", "select", ""), X: g.expr()}
	case 6:
		return &syntax.Trim{Side: pick(g, "BOTH", "LEADING"), Chars: maybe(g, g.expr), X: g.expr()}
	case 7:
		return &syntax.Position{X: g.expr(), Y: g.expr()}
	case 8:
		return &syntax.Overlay{X: g.expr(), With: g.expr(), Start: g.expr(), Length: maybe(g, g.expr)}
	}
	return &syntax.Array{Query: g.query()}
}

func (g *grower) path() syntax.Expr {
	switch g.n(3) {
	case 0:
		return &syntax.Field{X: g.expr(), Name: g.ident()}
	case 1:
		return &syntax.Outer{X: g.expr()}
	}
	return &syntax.Index{X: g.expr(), I: g.expr()}
}

func (g *grower) typeName() *syntax.Type {
	name := pick(g, "integer", "varchar", "decimal", "double precision", "timestamptz", "super", "regclass", "interval", "char", "My Type")
	t := &syntax.Type{Name: syntax.Name{{Name: name, Quoted: name == "My Type"}}, Array: g.n(9) == 0}
	switch name {
	case "decimal":
		t.Mods = pick(g, nil, []int{5}, []int{38, 10})
	case "varchar":
		t.Max = g.bool()
	case "interval":
		t.Range = pick(g, "", "YEAR TO MONTH", "DAY")
	}
	return t
}
