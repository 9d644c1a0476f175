package bind

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// COLLATE: the function, and the attribute of a column. That a text is compared without regard to case is honoured in comparisons, IN of a
// list, BETWEEN, LIKE, ORDER BY and PARTITION BY; where it would be grouped so it is refused, for the engine would do it by case. The
// function is for comparisons and sorting alone: its value is not shown.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_COLLATE.html.

// foldedColumn stands for a COLLATE that is a column's attribute.
var foldedColumn = &syntax.Func{}

func isFolded(collation string) bool { return collation == "CASE_INSENSITIVE" || collation == "CI" }

// folds tells whether a column of a result is one that is compared without regard to case.
func (o *output) folds() bool { return o.column != nil && o.column.folds }

func (b *binder) refuseFold(x syntax.Node, where string) {
	b.unsupported(x, where+" with a column that is compared without regard to case")
}

// foldKey groups by a text without regard to case: of those that are equal the select list shows the first.
func (r *result) foldKey(x syntax.Expr) syntax.Expr {
	for _, o := range r.columns {
		switch {
		case o.item == nil || !o.folds() || !syntax.Equal(o.item.X, x):
		case o.grouped != nil: // in another set of groups
			x = o.grouped
		default:
			o.grouped, o.item.X = x, syntax.Invoke(at(x), "min", x)
		}
	}
	return syntax.Invoke(at(x), "lower", x)
}

// refuseFolded refuses to find equal rows of a result.
func (b *binder) refuseFolded(r *result, x syntax.Node, where string) {
	for _, o := range r.columns {
		if o.folds() {
			b.refuseFold(x, where)
		}
	}
}

func (b *binder) collate(s *scope, f *syntax.Func) typed {
	if len(f.Args) != 2 {
		b.noFunction(f, "collate", nil)
	}
	e := b.settled(b.expr(s, f.Args[0]))
	name, ok := f.Args[1].(*syntax.String)
	if !ok {
		b.unsupported(f, "COLLATE with a collation that is no literal")
	}
	if !e.t.IsText() {
		b.fail(f, engine.DatatypeMismatch, "collations are not supported by type %s", e.t.Base())
	}
	e.column = nil // which may be of another collation
	switch lower(name.Value) {
	case "case_sensitive", "cs":
		b.unfold(e)
		e.folds = nil
	case "case_insensitive", "ci":
		if b.folded == nil {
			b.folded = map[*syntax.Func]bool{}
		}
		b.folded[f], e.folds = true, f
	default:
		b.fail(name, engine.UndefinedObject, "collation \"%s\" does not exist", name.Value)
	}
	return e
}

// unfold notes that what COLLATE asks has been done.
func (b *binder) unfold(e typed) { delete(b.folded, e.folds) }

// sameCase brings texts to one case where one of them is compared without regard to it.
func (b *binder) sameCase(list ...*typed) {
	folds := false
	for _, e := range list {
		folds = folds || e.folds != nil
		b.unfold(*e)
	}
	for _, e := range list {
		if folds {
			x := b.coerce(*e, types.TextType, types.Implicit)
			e.x, e.t.ID, e.folds, e.column = syntax.Invoke(at(x), "lower", x), types.Varchar, nil, nil
		}
	}
}

// checkFolded refuses what has not been done.
func (b *binder) checkFolded() {
	for f := range b.folded {
		b.unsupported(f, "COLLATE without regard to case outside of a comparison")
	}
}
