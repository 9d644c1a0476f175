package bind

import (
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/function"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Users' functions in SQL. A call becomes the function's expression, with the arguments in the places of $1, $2 …: one that is
// not simple, and is named more than once, is worked out once and gets a name.
// Source: docs.aws.amazon.com/redshift/latest/dg/udf-creating-a-scalar-sql-udf.html.

// Signature is a routine's name with the types of what goes in: f(integer, character varying).
func Signature(name string, params []*syntax.RoutineParam) string {
	var list []string
	for _, p := range params {
		if p.Mode == "OUT" {
			continue
		}
		shown, _, _ := strings.Cut(strings.ToLower(syntax.Print(p.Type)), "(")
		if t, err := Type(p.Type); err == nil {
			shown = t.Base()
		}
		list = append(list, strings.TrimSpace(shown))
	}
	return name + "(" + strings.Join(list, ", ") + ")"
}

// RoutineType is the type that a routine's declaration names: without a length a text has any.
func RoutineType(t *syntax.Type) (types.Type, *engine.Error) {
	out, err := Type(t)
	if (out.ID == types.Varchar || out.ID == types.Varbyte) && len(t.Mods) == 0 && !t.Max {
		out.Length = 0
	}
	return out, err
}

// maxInlined is how deep functions may call functions.
const maxInlined = 32

// routines are the users' functions that a call may mean. A name without a schema means a built-in function first, unless the search
// path has pg_catalog behind other schemas.
// Source: docs.aws.amazon.com/redshift/latest/dg/udf-naming-udfs.html.
func (b *binder) routines(f *syntax.Func) []*relation.Routine {
	if b.Catalog == nil || len(f.Name) > 3 {
		return nil
	}
	name := b.parts(f.Name)
	path := b.SearchPath
	if len(name) == 1 && function.Known(name[0]) {
		path = path[:max(slices.Index(path, "pg_catalog"), 0)]
	}
	return b.Catalog.Routines(name, path)
}

// routineCall binds a call of a user's function.
func (b *binder) routineCall(s *scope, f *syntax.Func, list []*relation.Routine) typed {
	name := lower(f.Name.Last().Name)
	b.checkRoutineCall(f, name)
	args := make([]typed, len(f.Args))
	for i, x := range f.Args {
		args[i] = b.expr(s, x)
	}
	signatures := make([]*signature, len(list))
	for i, r := range list {
		signatures[i] = ofRoutine(r)
	}
	chosen := b.resolve(signatures, args, typed{}, false, f, name)
	for i := range list {
		if signatures[i] == chosen {
			return b.inline(f, list[i], chosen, args)
		}
	}
	return typed{}
}

func (b *binder) checkRoutineCall(f *syntax.Func, name string) {
	switch {
	case f.Star:
		b.fail(f, engine.UndefinedFunction, "function %s() does not exist", name)
	case f.Distinct:
		b.fail(f, engine.WrongObjectType, "DISTINCT specified, but %s is not an aggregate function", name)
	case f.Over != nil:
		b.fail(f, engine.WrongObjectType, "OVER specified, but %s is not a window function nor an aggregate function", name)
	case len(f.Within) > 0:
		b.fail(f, engine.WrongObjectType, "WITHIN GROUP specified, but %s is not an ordered-set aggregate function", name)
	case b.inlined >= maxInlined:
		b.fail(f, engine.StatementTooComplex, "functions call each other too deep, or in a circle")
	}
}

// ofRoutine is a routine as a line of the catalogue would have it.
func ofRoutine(r *relation.Routine) *signature {
	s := &signature{Function: &function.Function{Name: r.Name}}
	for _, a := range r.Args {
		t, _ := types.Parse(a.Type)
		s.params = append(s.params, param{typ: t})
	}
	return s
}

// inline writes a function's expression in the place of its call.
func (b *binder) inline(f *syntax.Func, r *relation.Routine, sig *signature, args []typed) typed {
	b.accesses = append(b.accesses, Access{Schema: r.Schema, Routine: r.Key, Privilege: "EXECUTE", Pos: f.Pos})
	body, err := RoutineBody(r.Body)
	if err != nil {
		b.fail(f, err.State, "%s", err.Message)
	}
	uses := timesUsed(body)
	out := &syntax.Native{Pos: f.Pos}
	ends := 0
	for i := range args {
		t := sig.params[i].typ
		args[i] = typed{x: b.coerce(args[i], t, types.Implicit), t: t}
		if uses[i+1] > 1 && !mayRepeat(args[i].x) {
			name := "countersign_" + itoa(b.inlined+1) + "_" + itoa(i+1)
			between := "list_transform(["
			if ends > 0 {
				between = out.Texts[len(out.Texts)-1] + between
				out.Texts = out.Texts[:len(out.Texts)-1]
			}
			out.Texts = append(out.Texts, between, "], lambda "+name+": ")
			out.Args = append(out.Args, args[i].x)
			args[i].x = syntax.Verbatim(f.Pos, name)
			ends++
		}
	}
	e := b.routineResult(f, r, body, args)
	if ends == 0 {
		return e
	}
	out.Texts, out.Args = append(out.Texts, strings.Repeat(")[1]", ends)), append(out.Args, e.x)
	return typed{x: out, t: e.t}
}

// routineResult binds a function's expression with its arguments, as a value of the type that it returns.
func (b *binder) routineResult(at syntax.Node, r *relation.Routine, body syntax.Expr, args []typed) typed {
	text, given := b.Text, b.given
	defer func() { b.Text, b.given, b.inlined = text, given, b.inlined-1 }()
	b.Text, b.given = "", args
	b.inlined++
	e := b.settled(b.expr(&scope{}, body))
	t, _ := types.Parse(r.Returns)
	if !types.CanCast(e.t, t, types.Assign) {
		b.fail(at, engine.InvalidFunction, "return type mismatch in function declared to return %s", t.Base())
	}
	out := typed{x: b.coerce(e, t, types.Assign), t: t}
	if t.IsText() && t.Length == 0 {
		out.t.Length = types.MaxVarchar
	}
	return out
}

// RoutineBody is the expression that a function's body selects. There is nothing else in it.
func RoutineBody(text string) (syntax.Expr, *engine.Error) {
	no := func(said string) (syntax.Expr, *engine.Error) {
		return nil, &engine.Error{State: engine.InvalidFunction, Message: said}
	}
	list, err := syntax.Parse(text)
	if err != nil {
		if e, ok := err.(*engine.Error); ok { //nolint:errorlint // of Parse, which does not wrap
			return nil, &engine.Error{State: e.State, Message: e.Message}
		}
		return no(err.Error())
	}
	if len(list) != 1 {
		return no("a SQL function must be one SELECT")
	}
	query, ok := list[0].Stmt.(*syntax.Query)
	if !ok {
		return no("a SQL function must be one SELECT")
	}
	body, ok := query.Body.(*syntax.Select)
	if !ok || query.With != nil || query.OrderBy != nil || query.Limit != nil || query.Offset != nil || !isBare(body) {
		return no("the SELECT of a SQL function can have one expression, and no FROM, INTO, WHERE, GROUP BY, ORDER BY or LIMIT")
	}
	inside := false
	syntax.Rewrite(body.Items[0].X, func(n syntax.Node) syntax.Node {
		switch n.(type) {
		case *syntax.Subquery, *syntax.Exists, *syntax.Star:
			inside = true
		}
		return n
	})
	if inside {
		return no("a SQL function cannot have a subquery")
	}
	return body.Items[0].X, nil
}

func isBare(s *syntax.Select) bool {
	return len(s.Items) == 1 && len(s.From) == 0 && s.Into == nil && s.Where == nil && s.GroupBy == nil && !s.GroupAll && s.Having == nil && s.Qualify == nil &&
		s.ConnectBy == nil && s.Top == nil && !s.Distinct
}

// timesUsed is how often each parameter is named.
func timesUsed(x syntax.Expr) map[int]int {
	times := map[int]int{}
	syntax.Rewrite(x, func(n syntax.Node) syntax.Node {
		if p, ok := n.(*syntax.Param); ok {
			times[p.Number]++
		}
		return n
	})
	return times
}

// Routine checks a function that is to be made: its expression must be one of its arguments, and fit what it returns.
func Routine(o Options, at syntax.Node, r *relation.Routine) (err error) {
	b := newBinder(o)
	defer b.recover(&err)
	body, bad := RoutineBody(r.Body)
	if bad != nil {
		b.fail(at, bad.State, "%s", bad.Message)
	}
	args := make([]typed, len(r.Args))
	for i, a := range r.Args {
		t, _ := types.Parse(a.Type)
		args[i] = typed{x: syntax.Verbatim(syntax.Pos(at.Byte()), "CAST(NULL AS "+t.Engine()+")"), t: t}
	}
	b.routineResult(at, r, body, args)
	b.checkFolded()
	if b.aggregates+b.windows > 0 {
		b.fail(at, engine.InvalidFunction, "a SQL function cannot have aggregate or window functions")
	}
	return nil
}
