package bind

import (
	"errors"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Default binds a column's default as a value of the column's type.
func Default(o Options, x syntax.Expr, column string, t types.Type) (out syntax.Expr, err error) {
	b := newBinder(o)
	defer b.recover(&err)
	syntax.Rewrite(x, func(n syntax.Node) syntax.Node {
		switch n.(type) {
		case *syntax.Subquery, *syntax.Exists:
			b.fail(x, engine.FeatureNotSupported, "cannot use subquery in default expression")
		}
		return n
	})
	e := b.constant(x)
	b.checkFolded()
	if len(b.accesses) > 0 {
		b.unsupported(x, "a user's function in a default")
	}
	if !types.CanCast(e.t, t, types.Assign) {
		b.fail(x, engine.DatatypeMismatch, "column \"%s\" is of type %s but default expression is of type %s", column, t.Base(), e.t.Base())
	}
	return b.coerce(e, t, types.Assign), nil
}

// constant binds an expression in which no column may be named.
func (b *binder) constant(x syntax.Expr) typed {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case bailout:
			var e *engine.Error
			if errors.As(r.err, &e) && (e.State == engine.UndefinedColumn || e.State == engine.UndefinedTable) {
				b.fail(x, engine.InvalidColumnReference, "cannot use column references in default expression")
			}
			panic(r)
		default:
			panic(r)
		}
	}()
	return b.expr(&scope{clause: "DEFAULT"}, x)
}
