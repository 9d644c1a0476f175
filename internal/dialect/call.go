package dialect

import (
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// CALL of a procedure. Its translation is a query of the arguments; the session runs the procedure.

// call finds the procedure that is meant, and binds its arguments.
func (t *translator) call(st *syntax.Call) (*Translation, error) {
	st = t.without(st)
	given := make([]bool, len(st.Args)) // with a type of their own
	for i, x := range st.Args {
		switch x := x.(type) {
		case *syntax.String, *syntax.Null:
		case *syntax.Param:
			given[i] = x.Number > 0 && x.Number <= len(t.session.Params) && t.session.Params[x.Number-1].ID != types.Unknown
		default:
			given[i] = true
		}
	}
	b, err := bind.Statement(t.options(), argumentsOf(st))
	if err != nil {
		return nil, err
	}
	r, err := t.called(st, b.Columns, given)
	if err != nil {
		return nil, err
	}
	options := t.options()
	options.Results = argumentTypes(r)
	if b, err = bind.Statement(options, argumentsOf(t.without(t.statement.parsed.Again().(*syntax.Call)))); err != nil {
		return nil, err
	}
	execute := bind.Access{Schema: r.Schema, Routine: r.Key, Privilege: "EXECUTE", Pos: st.Pos}
	out := &Translation{Columns: b.Columns, Params: b.Params, Routine: r, Accesses: append(b.Accesses, execute)}
	out.Text, out.marks = syntax.PrintEngine(b.Stmt)
	return out, nil
}

// without is a call without the parameters that stand for what comes out.
func (t *translator) without(st *syntax.Call) *syntax.Call {
	st.Args = slices.DeleteFunc(st.Args, func(x syntax.Expr) bool {
		p, ok := x.(*syntax.Param)
		return ok && p.Number > 0 && p.Number <= len(t.session.Outs) && t.session.Outs[p.Number-1]
	})
	return st
}

// argumentsOf is a query of the arguments of a call, which has one column without any.
func argumentsOf(st *syntax.Call) *syntax.Query {
	body := &syntax.Select{Pos: st.Pos}
	for _, x := range st.Args {
		body.Items = append(body.Items, &syntax.SelectItem{Pos: syntax.Pos(x.Byte()), X: x})
	}
	if body.Items == nil {
		body.Items = []*syntax.SelectItem{{Pos: st.Pos, X: &syntax.Null{Pos: st.Pos}}}
	}
	return &syntax.Query{Pos: st.Pos, Body: body}
}

// argumentTypes are those of what goes into a routine.
func argumentTypes(r *relation.Routine) []types.Type {
	var list []types.Type
	for _, name := range r.In() {
		t, ok := types.Parse(name)
		if !ok { // a cursor's name
			t = types.TextType
		}
		list = append(list, t)
	}
	return list
}

// called chooses the procedure whose arguments fit best.
func (t *translator) called(st *syntax.Call, args []bind.Column, given []bool) (*relation.Routine, error) {
	if len(st.Args) == 0 {
		args = nil
	}
	name := make([]string, len(st.Name))
	for i, part := range st.Name {
		name[i] = t.ident(part)
	}
	var best *relation.Routine
	most, several := -1, false
	for _, r := range t.session.Catalog.Routines(name, t.session.SearchPath) {
		switch n := fits(r, args, given); {
		case !r.Procedure || n < 0:
		case n > most:
			best, most, several = r, n, false
		case n == most:
			several = true
		}
	}
	shown := make([]string, len(args))
	for i, c := range args {
		if shown[i] = c.Type.Base(); !given[i] {
			shown[i] = "\"unknown\""
		}
	}
	called := strings.Join(name, ".") + "(" + strings.Join(shown, ", ") + ")"
	switch {
	case best == nil:
		return nil, t.refuse(st.Name, engine.UndefinedFunction, "procedure %s does not exist", called)
	case several:
		return nil, t.refuse(st.Name, engine.AmbiguousFunction, "procedure %s is not unique", called)
	}
	return best, nil
}

// fits counts the arguments that have a routine's types; -1 where they are none for it.
func fits(r *relation.Routine, args []bind.Column, given []bool) (same int) {
	in := argumentTypes(r)
	if len(in) != len(args) {
		return -1
	}
	for i, t := range in {
		switch from := args[i].Type; {
		case !given[i]:
		case from.ID == t.ID:
			same++
		case !types.CanCast(from, t, types.Implicit):
			return -1
		}
	}
	return same
}
