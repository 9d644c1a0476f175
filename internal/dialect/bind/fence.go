package bind

import (
	"math"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// The engine hands a filter that a join finds while it runs to the tables of its other side, through
// ORDER BY with LIMIT, too (DuckDB 1.5.5): then the rows that are first are not those that the query
// means. It does not where the number of LIMIT is a query, which it cannot know beforehand.

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

// allOf is SELECT * from a query.
func allOf(at syntax.Pos, q *syntax.Query) *syntax.Select {
	return &syntax.Select{Pos: at, Items: []*syntax.SelectItem{{X: &syntax.Star{Pos: at}}}, From: []syntax.TableRef{&syntax.Derived{Pos: at, Query: q}}}
}

// fenced binds a query that others read.
func (b *binder) fenced(outer *scope, q *syntax.Query) *result {
	before := b.outermost
	b.outermost = math.MaxInt
	r := b.query(outer, q)
	// The engine takes no such number in a query that depends on the rows of another.
	depends := outer != nil && b.outermost <= outer.depth()
	if !depends && r.query.Limit != nil && len(r.query.OrderBy) > 0 {
		if r.isUnion { // which takes none either
			r.query.Body = allOf(q.Pos, &syntax.Query{Pos: q.Pos, Body: r.query.Body})
		}
		r.query.Limit = syntax.Bracket("(SELECT ", r.query.Limit, ")")
	}
	b.outermost = min(before, b.outermost)
	return r
}
