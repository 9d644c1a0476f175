package dialect

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// Patterns. The engine's own operators for them match the whole of a text, and know
// nothing of SQL's percent sign.

// posix is x ~ pattern and its kin: it finds the pattern anywhere.
func posix(x *syntax.Binary) syntax.Expr {
	args := []syntax.Expr{x.X, x.Y}
	if strings.HasSuffix(x.Op, "*") {
		args = append(args, &syntax.String{Pos: x.Pos, Value: "i"})
	}
	return negated(strings.HasPrefix(x.Op, "!"), function("regexp_matches", x.Pos, args...))
}

// similar is x SIMILAR TO pattern, for a pattern that is written down.
func (l *lowering) similar(x *syntax.Like) syntax.Expr {
	pattern, ok := x.Y.(*syntax.String)
	escape := &syntax.String{Value: `\`}
	if x.Escape != nil {
		var literal bool
		if escape, literal = x.Escape.(*syntax.String); !literal || len(escape.Value) > 1 {
			ok = false
		}
	}
	if !ok {
		l.refuse(x, "SIMILAR TO with a pattern that is no literal")
		return x
	}
	text := &syntax.String{Pos: pattern.Pos, Value: similarPattern(pattern.Value, escape.Value)}
	return negated(x.Not, function("regexp_matches", x.Pos, x.X, text, &syntax.String{Pos: x.Pos, Value: "s"}))
}

func negated(not bool, x syntax.Expr) syntax.Expr {
	if not {
		return &syntax.Not{Pos: syntax.Pos(x.Byte()), X: x}
	}
	return x
}

// similarPattern is a pattern of SIMILAR TO as a regular expression for the whole text.
func similarPattern(pattern, escape string) string {
	var b strings.Builder
	b.WriteString("^(?:")
	quoted := false
	for _, r := range pattern {
		switch {
		case quoted:
			quoted = false
			b.WriteString(literalOf(r))
		case string(r) == escape:
			quoted = true
		case r == '%':
			b.WriteString(".*")
		case r == '_':
			b.WriteString(".")
		case strings.ContainsRune("|*+?{}()[]-", r), r == '^' && strings.HasSuffix(b.String(), "["):
			b.WriteRune(r)
		default:
			b.WriteString(literalOf(r))
		}
	}
	b.WriteString(")$")
	return b.String()
}

// literalOf writes a character that means itself.
func literalOf(r rune) string {
	if strings.ContainsRune(`\.^$|*+?{}()[]`, r) {
		return `\` + string(r)
	}
	return string(r)
}
