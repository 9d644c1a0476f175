package bind

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// START WITH … CONNECT BY. The rows of FROM become a recursive query with their level, in which
// PRIOR is the row before; everything else of the SELECT is about its rows:
//
//	SELECT … FROM (WITH RECURSIVE h (level, c1, …) AS (
//		SELECT 1, … FROM … WHERE start UNION ALL SELECT h.level + 1, … FROM …, h WHERE condition
//	) SELECT * FROM h) AS h WHERE …

// connectBy binds a SELECT with CONNECT BY.
func (b *binder) connectBy(outer *scope, tables *commonTables, n *syntax.Select) *result {
	s := &scope{outer: outer, tables: tables}
	from := b.from(s, n.From)
	h := &hierarchy{binder: b, at: n.Pos, name: engineIdent(b.unique()), index: map[*column]int{}}
	after := h.rows(s)
	first, next := h.part(from, syntax.Verbatim(n.Pos, "CAST(1 AS INTEGER)")), h.part(from, h.level(1))
	next.From = append(next.From[:len(next.From):len(next.From)], h.table())
	s.pseudo = []*column{h.levelColumn(func(at syntax.Pos) syntax.Expr { return syntax.Verbatim(at, "CAST(1 AS INTEGER)") })}
	if n.StartWith != nil {
		first.Where = b.condition(s, n.StartWith, "START WITH")
	}
	s.prior = after
	s.pseudo = []*column{h.levelColumn(func(syntax.Pos) syntax.Expr { return h.level(1) })}
	next.Where = b.condition(s, n.ConnectBy, "CONNECT BY")
	plain := *n
	plain.StartWith, plain.ConnectBy = nil, nil
	return b.selected(after, &plain, []syntax.TableRef{h.derived(first, next)})
}

// priorOf binds PRIOR: its operand is about the row before.
func (b *binder) priorOf(s *scope, x *syntax.Unary) typed {
	for ; s != nil; s = s.outer {
		if s.prior != nil {
			return b.expr(s.prior, x.X)
		}
	}
	b.fail(x, engine.SyntaxError, "PRIOR can only be used in CONNECT BY")
	return typed{}
}

// A hierarchy is the recursive query.
type hierarchy struct {
	*binder
	at      syntax.Pos
	name    syntax.Ident
	columns []*column
	index   map[*column]int
}

// rows is the scope of its rows: the sources are those of FROM, with its columns.
func (h *hierarchy) rows(s *scope) *scope {
	after := &scope{outer: s.outer, tables: s.tables, pseudo: []*column{h.levelColumn(func(syntax.Pos) syntax.Expr { return h.level(0) })}}
	for _, src := range s.sources {
		moved := *src
		moved.columns = h.moved(src.columns)
		after.sources = append(after.sources, &moved)
	}
	after.visible = h.moved(s.visible)
	return after
}

func (h *hierarchy) moved(columns []*column) []*column {
	out := make([]*column, len(columns))
	for i, c := range columns {
		if _, there := h.index[c]; !there {
			h.columns = append(h.columns, c)
			h.index[c] = len(h.columns)
		}
		name := engineIdent("c" + itoa(h.index[c]))
		moved := *c
		moved.merged = func(at syntax.Pos) syntax.Expr {
			return &syntax.Column{Pos: at, Name: syntax.Name{h.name, name}}
		}
		out[i] = &moved
	}
	return out
}

// level is the level of the row before, and more.
func (h *hierarchy) level(more int) syntax.Expr {
	var x syntax.Expr = &syntax.Column{Pos: h.at, Name: syntax.Name{h.name, engineIdent("level")}}
	if more > 0 {
		x = &syntax.Binary{Pos: h.at, Op: "+", X: x, Y: number(more)}
	}
	return x
}

func (h *hierarchy) levelColumn(x func(at syntax.Pos) syntax.Expr) *column {
	return &column{name: "level", typ: types.Int4Type, merged: x}
}

// part is one of the two queries, without its condition.
func (h *hierarchy) part(from []syntax.TableRef, level syntax.Expr) *syntax.Select {
	out := &syntax.Select{Pos: h.at, From: from, Items: []*syntax.SelectItem{{Pos: h.at, X: level, Alias: engineIdent("level")}}}
	for i, c := range h.columns {
		out.Items = append(out.Items, &syntax.SelectItem{Pos: h.at, X: c.x(h.at), Alias: engineIdent("c" + itoa(i+1))})
	}
	return out
}

func (h *hierarchy) table() syntax.TableRef {
	return &syntax.Table{Pos: h.at, Name: syntax.Name{h.name}, Alias: &syntax.Alias{Pos: h.at, Name: h.name}}
}

// derived is the whole as something in FROM.
func (h *hierarchy) derived(first, next *syntax.Select) syntax.TableRef {
	union := &syntax.SetOperation{Pos: h.at, Op: "UNION", All: true, Left: first, Right: next}
	common := &syntax.CommonTable{Pos: h.at, Name: h.name, Query: &syntax.Query{Pos: h.at, Body: union}}
	common.Columns = append(common.Columns, engineIdent("level"))
	for i := range h.columns {
		common.Columns = append(common.Columns, engineIdent("c"+itoa(i+1)))
	}
	query := &syntax.Query{
		Pos: h.at, With: &syntax.With{Pos: h.at, Recursive: true, Tables: []*syntax.CommonTable{common}},
		Body: &syntax.Select{Pos: h.at, Items: []*syntax.SelectItem{{Pos: h.at, X: &syntax.Star{Pos: h.at}}}, From: []syntax.TableRef{h.table()}},
	}
	return &syntax.Derived{Pos: h.at, Query: query, Alias: &syntax.Alias{Pos: h.at, Name: h.name}}
}
