package bind

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// Variables of procedures: a name that is a variable's is that, whatever else it could mean, and
// the engine is given a parameter for it.

// variable binds a name, if it is a variable's.
func (b *binder) variable(at syntax.Pos, name []string) (typed, bool) {
	if b.Variable == nil {
		return typed{}, false
	}
	n, t, ok := b.Variable(name)
	if !ok {
		return typed{}, false
	}
	for len(b.params) < n {
		b.params = append(b.params, types.Type{})
	}
	b.params[n-1] = t
	return typed{x: paramAs(&syntax.Param{Pos: at, Number: n}, t), t: t}, true
}

// assignedTo is a query whose columns have the types that they are assigned to.
func (b *binder) assignedTo(r *result, q *syntax.Query) syntax.Stmt {
	wanted := b.Results
	if len(wanted) > len(r.columns) {
		wanted = wanted[:len(r.columns)]
	}
	same := true
	for i, t := range wanted {
		switch o := r.columns[i]; {
		case t.ID == types.Unknown:
		case o.typ.ID == types.Unknown: // a string is read as the type at once
			b.retype(r, i, t)
			fallthrough
		default:
			same = same && sameEngine(o.typ, t) && o.typ.ID == t.ID && (t.Length == 0 || isWithin(o.typ, t))
		}
	}
	b.settle(r)
	if same {
		return r.query
	}
	out := b.around(r, q.Pos, func(i int, e typed) syntax.Expr {
		if i >= len(wanted) || wanted[i].ID == types.Unknown {
			return e.x
		}
		return b.coerce(e, wanted[i], types.Assign)
	})
	for i, t := range wanted {
		if t.ID != types.Unknown {
			r.columns[i].typ = t
		}
	}
	return out
}
