package bind

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// COLLATE(text, collation). A text that is compared without regard to case is honoured in comparisons, IN, BETWEEN and LIKE; one
// that would be sorted, grouped or shown so is refused, for the engine would do it by case.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_COLLATE.html.

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
	e.column = nil
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
