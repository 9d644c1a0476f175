package dialect

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Lowering: what Redshift's SQL has and the engine's has not, or answers differently, is
// put in the engine's words, in the tree. What depends on the types of columns is not
// known here.

// A lowering is one statement on its way.
type lowering struct {
	statement *Statement
	stored    bool  // it is kept with a table: see lowerDefault
	err       error // the first
}

// lower rewrites a tree, in place where that can be, and returns it.
func (s *Statement) lower(n syntax.Node) (syntax.Node, error) {
	l := &lowering{statement: s}
	return l.tree(n)
}

// lowerDefault rewrites a column's default. The engine reads it when it opens the database,
// before it has the macros of ours.
func (s *Statement) lowerDefault(n syntax.Node) (syntax.Node, error) {
	l := &lowering{statement: s, stored: true}
	return l.tree(n)
}

func (l *lowering) tree(n syntax.Node) (syntax.Node, error) {
	n = syntax.Rewrite(n, l.named)
	n = syntax.Rewrite(n, l.outerJoins)
	n = syntax.Rewrite(n, l.node)
	return n, l.err
}

// named gives the columns of a SELECT the names that Redshift gives them.
func (l *lowering) named(n syntax.Node) syntax.Node {
	if s, ok := n.(*syntax.Select); ok {
		for _, item := range s.Items {
			if name := columnName(item.X); name != "" && item.Alias.IsZero() {
				item.Alias = syntax.Ident{Name: name}
			}
		}
	}
	return n
}

// node rewrites one node whose children have been.
func (l *lowering) node(n syntax.Node) syntax.Node {
	switch n := n.(type) {
	case *syntax.Select:
		return l.selection(n)
	case *syntax.Binary:
		switch n.Op {
		case "/", "%":
			if !l.stored {
				n.Y = divisor(n.Y)
			}
		case "~", "~*", "!~", "!~*":
			return posix(n)
		}
	case *syntax.Like:
		if n.Op == "SIMILAR TO" {
			return l.similar(n)
		}
		if text, ok := n.Y.(*syntax.String); ok && n.Escape == nil && strings.Contains(text.Value, `\`) {
			n.Escape = &syntax.String{Pos: text.Pos, Value: `\`}
		}
	case *syntax.Extract:
		n.X = moment(n.X)
	case *syntax.Func:
		return l.call(n)
	case *syntax.Cast:
		return l.cast(n)
	case *syntax.Outer:
		l.refuse(n, "(+) outside of WHERE")
	}
	return n
}

func (l *lowering) refuse(n syntax.Node, what string) {
	if l.err == nil {
		l.err = l.statement.refuse(n, engine.FeatureNotSupported, "%s is not supported", what)
	}
}

// selection rewrites what a SELECT has beyond the engine's.
func (l *lowering) selection(s *syntax.Select) syntax.Node {
	switch {
	case len(s.Exclude) > 0 && !isStar(s.Items):
		l.refuse(s.Exclude[0], "EXCLUDE without a star before it")
	case s.ConnectBy != nil:
		l.refuse(s.ConnectBy, "CONNECT BY")
	case s.Top != nil:
		q := &syntax.Query{Pos: s.Pos, Body: s, Limit: s.Top}
		s.Top = nil
		return q
	}
	return s
}

// isStar tells whether a select list is a star and nothing else.
func isStar(items []*syntax.SelectItem) bool {
	star, ok := items[0].X.(*syntax.Star)
	return ok && len(items) == 1 && len(star.Table) == 0
}

// divisor makes a division by zero an error, as on Redshift: see the engine's macros.
func divisor(x syntax.Expr) syntax.Expr {
	if n, ok := x.(*syntax.Number); ok && strings.Trim(n.Text, "0.") != "" {
		return x
	}
	return function("countersign_divisor", syntax.Pos(x.Byte()), x)
}

// function is a call of a function of the engine's.
func function(name string, at syntax.Pos, args ...syntax.Expr) *syntax.Func {
	return &syntax.Func{Pos: at, Name: syntax.Name{{Pos: at, Name: name}}, Args: args}
}

// cast writes a cast in the engine's types. One to a type with a length cuts what is longer.
func (l *lowering) cast(x *syntax.Cast) syntax.Node {
	if x.Form == syntax.CastConvert {
		x.Form = syntax.CastFunction
	}
	name := x.Type.Name.Last().Name
	kind, known := columnTypes[name]
	if !known || len(x.Type.Name) > 1 || x.Type.Array {
		return x // regclass and its kin, which the engine knows or not
	}
	_, note, err := l.statement.columnType(x.Type)
	if err != nil {
		if l.err == nil {
			l.err = err
		}
		return x
	}
	limited := len(x.Type.Mods) > 0
	if name != "decimal" {
		x.Type.Mods, x.Type.Max = nil, false
	} else if !limited {
		x.Type.Mods = []int{18, 0}
	}
	if kind.engine == "VARCHAR" || kind.engine == "BLOB" {
		x.Type.Name = syntax.Name{{Pos: x.Type.Pos, Name: strings.ToLower(kind.engine)}}
	}
	if kind.engine == "VARCHAR" && (limited || name == "char" || name == "bpchar") {
		if l.stored {
			l.refuse(x, "a cast to "+note.Type+" in a default")
		}
		return function("countersign_cut", x.Pos, x, literal(note.Length))
	}
	return x
}
