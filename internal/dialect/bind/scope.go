package bind

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A scope is what names mean at a place of a query.
type scope struct {
	outer   *scope
	sources []*source // the tables of FROM
	hidden  []*source // those that are there and cannot be seen
	visible []*column // what a name without a table, and a star, mean
	pseudo  []*column // what a name without a table may mean, and a star does not
	prior   *scope    // of CONNECT BY: the row before
	tables  *commonTables

	aliases []*output            // of the select list so far; nil where they mean nothing
	listed  []*syntax.SelectItem // the select list, while WHERE is bound
	clause  string               // where aggregates may not stand: its name
	inside  bool                 // an aggregate's argument
}

// A source is one thing in FROM.
type source struct {
	name    string // what qualifies its columns; empty where nothing does
	schema  string // of a relation without an alias
	ref     string // the engine's name for it
	columns []*column

	relation *relation.Relation // nil for what is none
}

// A column is what a name finds.
type column struct {
	name      string
	typ       types.Type
	source    *source
	engine    string                          // the engine's name of it in the source
	merged    func(at syntax.Pos) syntax.Expr // what it is instead of that; nil for most
	relation  *relation.Relation
	attribute int
	hidden    bool // a star does not mean it
	folds     bool // is of a column that is compared without regard to case
}

// x is the column for the engine.
func (c *column) x(at syntax.Pos) syntax.Expr {
	if c.merged != nil {
		return c.merged(at)
	}
	return &syntax.Column{Pos: at, Name: syntax.Name{{Pos: at, Name: c.source.ref, Quoted: true}, {Pos: at, Name: c.engine, Quoted: true}}}
}

// A typed is a bound expression.
type typed struct {
	x syntax.Expr
	t types.Type

	column *column      // which it is, where it is one
	folds  *syntax.Func // the COLLATE that has it compared without regard to case
}

func at(n syntax.Node) syntax.Pos { return syntax.Pos(n.Byte()) }

// columnOf makes the column of a source.
func (src *source) columnOf(name, engineName string, t types.Type) *column {
	return &column{name: name, typ: t, source: src, engine: engineName}
}

// find finds a column among several; two of the name are ambiguous.
func (b *binder) find(columns []*column, name string, at syntax.Node) *column {
	var found *column
	for _, c := range columns {
		if !b.same(c.name, name) {
			continue
		}
		if found != nil {
			b.fail(at, engine.AmbiguousColumn, "column reference \"%s\" is ambiguous", name)
		}
		found = c
	}
	return found
}

// same compares names as the session does.
func (b *binder) same(a, name string) bool {
	return a == name || b.fold && len(a) == len(name) && strings.EqualFold(a, name)
}

// column binds a name that stands for a value.
func (b *binder) column(s *scope, x *syntax.Column) typed {
	name := b.parts(x.Name)
	if len(name) == 1 {
		if e, ok := b.bare(s, x, name[0]); ok {
			return e
		}
		if e, ok := b.sessionWord(x, name[0]); ok {
			return e
		}
		b.fail(x, engine.UndefinedColumn, "column \"%s\" does not exist%s", name[0], within(s))
	}
	for at := s; at != nil; at = at.outer {
		for _, src := range at.sources {
			used := b.qualifies(src, name)
			if used == 0 {
				continue
			}
			c := b.find(src.columns, name[used], x)
			if c == nil {
				b.fail(x, engine.UndefinedColumn, "column %s does not exist", strings.Join(name[used-1:used+1], "."))
			}
			b.reached(s, at)
			return b.navigate(b.use(c, x), x, x.Name[used+1:])
		}
		if c := b.find(at.visible, name[0], x); c != nil && c.typ.ID == types.Super {
			b.reached(s, at)
			return b.navigate(b.use(c, x), x, x.Name[1:])
		}
	}
	b.noSource(s, x, name[len(name)-2])
	return typed{}
}

// noSource says that no table of FROM is called so; that one is, but cannot be seen from here.
func (b *binder) noSource(s *scope, x syntax.Node, name string) {
	for at := s; at != nil; at = at.outer {
		for _, src := range append(at.sources[:len(at.sources):len(at.sources)], at.hidden...) {
			if b.same(src.name, name) || src.relation != nil && b.same(src.relation.Name, name) {
				b.fail(x, engine.UndefinedTable, "invalid reference to FROM-clause entry for table \"%s\"", name)
			}
		}
	}
	b.fail(x, engine.UndefinedTable, "missing FROM-clause entry for table \"%s\"", name)
}

// within says of which tables a column is not: those of FROM.
func within(s *scope) string {
	var names []string
	for _, src := range s.sources {
		if src.name != "" {
			names = append(names, src.name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " in " + strings.Join(names, ", ")
}

// bare binds a name without a table.
func (b *binder) bare(s *scope, x *syntax.Column, name string) (typed, bool) {
	for at := s; at != nil; at = at.outer {
		if c := b.find(at.visible, name, x); c != nil {
			b.reached(s, at)
			return b.use(c, x), true
		}
		if c := b.find(at.pseudo, name, x); c != nil {
			b.reached(s, at)
			return b.use(c, x), true
		}
		if e, ok := b.lateral(at, x, name); ok {
			b.reached(s, at)
			return e, true
		}
	}
	return typed{}, false
}

// lateral finds an alias of the select list before the name. In WHERE it stands for its expression.
func (b *binder) lateral(s *scope, x *syntax.Column, name string) (typed, bool) {
	for _, item := range s.listed {
		if !item.Alias.IsZero() && b.same(b.ident(item.Alias), name) {
			again, err := syntax.ParseExpr(syntax.Print(item.X)) // the item itself is bound later
			if err != nil {
				return typed{}, false
			}
			listed, text := s.listed, b.Text
			s.listed, b.Text = nil, "" // it has no places
			defer func() { s.listed, b.Text = listed, text }()
			return b.expr(s, again), true
		}
	}
	for _, o := range s.aliases {
		if !o.alias || !b.same(o.name, name) {
			continue
		}
		if o.inline {
			return typed{x: o.item.X, t: o.typ}, true
		}
		if again, err := syntax.ParseExpr(o.text); o.text != "" && err == nil {
			text := b.Text
			b.Text = ""
			defer func() { b.Text = text }()
			return b.expr(s, again), true
		}
		o.used = true
		return typed{x: &syntax.Column{Pos: x.Pos, Name: syntax.Name{{Pos: x.Pos, Name: o.item.Alias.Name, Quoted: true}}}, t: o.typ}, true
	}
	return typed{}, false
}

// qualifies tells how many parts of a name are the source's; 0 if they are another's.
func (b *binder) qualifies(src *source, name []string) int {
	switch {
	case src.name == "":
		return 0
	case b.same(src.name, name[0]):
		return 1
	case len(name) > 2 && src.schema != "" && b.same(src.schema, name[0]) && b.same(src.name, name[1]):
		return 2
	case len(name) > 3 && src.schema != "" && b.same(src.schema, name[1]) && b.same(src.name, name[2]):
		return 3
	}
	return 0
}

// use is a column as an expression.
func (b *binder) use(c *column, x syntax.Node) typed {
	if c.relation != nil {
		b.read(c.relation, c.attribute-1, at(x))
	}
	e := typed{x: c.x(at(x)), t: c.typ, column: c}
	if c.folds {
		e.folds = foldedColumn
	}
	return e
}
