package bind

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// like binds LIKE, ILIKE and SIMILAR TO. A backslash escapes, unless ESCAPE says otherwise.
func (b *binder) like(s *scope, x *syntax.Like) typed {
	l, r := b.expr(s, x.X), b.expr(s, x.Y)
	op := &syntax.Binary{Pos: x.Pos, Op: map[string]string{"LIKE": "~~", "ILIKE": "~~*", "SIMILAR TO": "~"}[x.Op]}
	b.sameCase(&l, &r)
	text, pattern := b.operand(op, l, types.TextType), b.operand(op, r, types.TextType)
	escape := syntax.Expr(&syntax.String{Pos: x.Pos, Value: `\`})
	if x.Escape != nil {
		escape = b.coerce(b.expr(s, x.Escape), types.TextType, types.Implicit)
	}
	if given, ok := escape.(*syntax.String); ok && len([]rune(given.Value)) > 1 {
		b.fail(x.Escape, engine.InvalidEscape, "invalid escape string")
	}
	if x.Op == "SIMILAR TO" {
		return b.similar(x, text, pattern, escape)
	}
	out := &syntax.Like{Pos: x.Pos, Op: x.Op, X: text, Y: pattern, Not: x.Not}
	written, literal := pattern.(*syntax.String)
	if !literal || strings.Contains(written.Value, `\`) || x.Escape != nil {
		out.Escape = escape
	}
	return typed{x: out, t: types.BoolType}
}

// similar binds SIMILAR TO: the pattern becomes a regular expression, now where it is written
// down, and else when the query runs.
func (b *binder) similar(x *syntax.Like, text, pattern, escape syntax.Expr) typed {
	written, ok := pattern.(*syntax.String)
	by, literal := escape.(*syntax.String)
	expression := syntax.Expr(syntax.Invoke(x.Pos, "countersign_similar", pattern))
	switch {
	case ok && literal:
		expression = &syntax.String{Pos: written.Pos, Value: similarPattern(written.Value, by.Value)}
	case !literal || by.Value != `\`:
		b.unsupported(x, "SIMILAR TO with an escape and a pattern that is not written down")
	}
	return typed{x: negated(x.Not, syntax.Invoke(x.Pos, "regexp_matches", text, expression, &syntax.String{Pos: x.Pos, Value: "s"})), t: types.BoolType}
}

// similarPattern is a pattern of SIMILAR TO as a regular expression for the whole text.
func similarPattern(pattern, escape string) string {
	var out strings.Builder
	out.WriteString("^(?:")
	quoted := false
	for _, r := range pattern {
		switch {
		case quoted:
			quoted = false
			out.WriteString(literalOf(r))
		case string(r) == escape:
			quoted = true
		case r == '%':
			out.WriteString(".*")
		case r == '_':
			out.WriteString(".")
		case strings.ContainsRune("|*+?{}()[]-", r), r == '^' && strings.HasSuffix(out.String(), "["):
			out.WriteRune(r)
		default:
			out.WriteString(literalOf(r))
		}
	}
	out.WriteString(")$")
	return out.String()
}

// literalOf writes a character that means itself.
func literalOf(r rune) string {
	if strings.ContainsRune(`\.^$|*+?{}()[]`, r) {
		return `\` + string(r)
	}
	return string(r)
}
