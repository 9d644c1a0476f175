package bind

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// Blanks at the end of a text do not count where texts are compared, of whichever type they are.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html, significance of
// trailing blanks.

// isTrimmed tells whether values of an expression have no blanks at their end: CHAR is kept
// without them.
func isTrimmed(e typed) bool {
	return e.t.ID == types.Char || e.t.IsNumber() || e.t.IsMoment() || e.t.ID == types.Name
}

// trimmed is a text without blanks at its end.
func trimmed(x syntax.Expr, already bool) syntax.Expr {
	switch x := x.(type) {
	case *syntax.String:
		return &syntax.String{Pos: x.Pos, Value: strings.TrimRight(x.Value, " ")}
	case *syntax.Null:
		return x
	}
	if already {
		return x
	}
	return syntax.Invoke(at(x), "countersign_trimmed", x)
}

// compareTexts compares two texts. Of a column and a string that is written down the engine is
// given a range to look in first.
func compareTexts(x *syntax.Binary, l, r syntax.Expr, leftTrimmed, rightTrimmed bool) syntax.Expr {
	plain := &syntax.Binary{Pos: x.Pos, Op: x.Op, X: trimmed(l, leftTrimmed), Y: trimmed(r, rightTrimmed)}
	column, isColumn := l.(*syntax.Column)
	text, isText := plain.Y.(*syntax.String)
	if !isColumn || !isText || leftTrimmed || text.Value == "" {
		return plain
	}
	switch x.Op {
	case "<", ">=": // what is beyond the text with blanks is beyond it without them
		if strings.IndexFunc(text.Value, func(r rune) bool { return r < ' ' }) < 0 {
			plain.X = column
		}
	case "=":
		beyond := &syntax.String{Pos: text.Pos, Value: text.Value + "!"} // the character after the blank
		return conjunction([]syntax.Expr{
			&syntax.Binary{Pos: x.Pos, Op: ">=", X: column, Y: text},
			&syntax.Binary{Pos: x.Pos, Op: "<", X: column, Y: beyond},
			plain,
		})
	}
	return plain
}

// retyped casts a column of a result to what it is compared as.
func (b *binder) retyped(r *result, i int, t types.Type) {
	o := r.columns[i]
	if !t.IsText() || isTrimmed(typed{t: o.typ}) {
		b.retype(r, i, t)
		return
	}
	b.retype(r, i, types.TextType)
	if o.item != nil {
		o.item.X = trimmed(o.item.X, false)
	}
}
