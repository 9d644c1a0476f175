package bind

import (
	"math"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// The engine hands a filter that a join finds while it runs to the tables of its other side, through
// ORDER BY with LIMIT, too (DuckDB 1.5.5), if the one is found before the other is read: then the rows
// that are first are not those that the query means. It hands none to a common table that is materialized.

// depth is how many scopes are around a scope.
func (s *scope) depth() (n int) {
	for s = s.outer; s != nil; s = s.outer {
		n++
	}
	return n
}

// reached notes that a name of s was found in another scope, around it.
func (b *binder) reached(s, found *scope) {
	if found != s {
		b.outermost = min(b.outermost, found.depth())
	}
}

// allOf is SELECT * of a table.
func allOf(t syntax.TableRef) *syntax.Select {
	return &syntax.Select{Items: []*syntax.SelectItem{{X: &syntax.Star{}}}, From: []syntax.TableRef{t}}
}

// fenced binds a query that others read.
func (b *binder) fenced(outer *scope, q *syntax.Query) *result {
	before := b.outermost
	b.outermost = math.MaxInt
	r := b.query(outer, q)
	// One that depends on the rows of another is computed for all of them at once, without a LIMIT.
	depends := outer != nil && b.outermost <= outer.depth()
	if !depends && r.query.Limit != nil && len(r.query.OrderBy) > 0 {
		first := syntax.Ident{Pos: q.Pos, Name: "countersign_first"}
		with := &syntax.With{Pos: q.Pos, Tables: []*syntax.CommonTable{{Pos: q.Pos, Name: first, Query: r.query, Materialized: true}}}
		r.query = &syntax.Query{Pos: q.Pos, With: with, Body: allOf(&syntax.Table{Pos: q.Pos, Name: syntax.Name{first}})}
	}
	b.outermost = min(before, b.outermost)
	return r
}
