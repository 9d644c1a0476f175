package bind

import (
	"errors"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/format"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// formatted binds TO_CHAR, TO_DATE, TO_TIMESTAMP and TO_NUMBER. What a format means that is written down
// is found out now, and the engine has only that to do.
func (b *binder) formatted(s *scope, f *syntax.Func, name string) typed {
	args := make([]typed, len(f.Args))
	for i, x := range f.Args {
		args[i] = b.expr(s, x)
	}
	if len(args) < 2 {
		b.noFunction(f, name, args)
	}
	sig := b.resolve(signaturesOf(name), args, typed{}, false, f, name)
	b.checkCall(sig, f)
	model, ok := args[1].x.(*syntax.String)
	if !ok && name == "to_number" {
		b.unsupported(f, "TO_NUMBER with a format that is not written down")
	}
	if !ok && (name != "to_char" || !sig.params[0].typ.IsMoment()) || len(args) == 3 && !isWritten(args[2]) {
		return b.function(s, f, name, f, args)
	}
	same := b.arguments(sig, f, name, args)
	t := sig.resultType(args, same, typed{})
	if !ok {
		steps := format.AnyMoment(sig.params[0].typ.ID == types.TimestampTZ)
		return typed{x: withModel(inPlaces(f.Pos, steps[0], args[0].x), args[1].x), t: t}
	}
	steps, err := formatSteps(name, sig.params[0].typ.ID, args, model.Value)
	var refused *engine.Error
	if errors.As(err, &refused) {
		b.fail(model, refused.State, "%s", refused.Message)
	}
	x := args[0].x
	for _, step := range steps {
		x = inPlaces(f.Pos, step, x)
	}
	if t.ID == types.TimestampTZ {
		x = castTo(x, t)
	}
	return typed{x: x, t: t}
}

// isWritten tells whether a truth is written down.
func isWritten(e typed) bool {
	_, ok := e.x.(*syntax.Bool)
	return ok
}

// withModel writes a model into an expression's place for it, which is the only one.
func withModel(n *syntax.Native, model syntax.Expr) *syntax.Native {
	for i, text := range n.Texts {
		if before, after, ok := strings.Cut(text, format.Model); ok {
			n.Texts = slices.Replace(n.Texts, i, i+1, before, after)
			n.Args = slices.Insert(n.Args, i, syntax.Node(model))
			return n
		}
	}
	return n
}

// formatSteps are what a call does with its first argument.
func formatSteps(name string, of types.ID, args []typed, model string) (format.Expression, error) {
	if name == "to_char" {
		switch of {
		case types.Date, types.Timestamp:
			return format.Moment(model, false)
		case types.TimestampTZ:
			return format.Moment(model, true)
		}
		return format.NumberText(model, of == types.Float8)
	}
	if name == "to_number" {
		return format.ReadNumber(model)
	}
	strict := len(args) == 3 && args[2].x.(*syntax.Bool).Value
	if name == "to_date" {
		return format.Date(model, strict)
	}
	return format.Timestamp(model, strict)
}

// inPlaces writes x into an expression's places for the value. It is worked out once: what is
// not simple, and stands in several places, gets a name.
func inPlaces(at syntax.Pos, expression string, x syntax.Expr) *syntax.Native {
	texts := strings.Split(expression, format.Value)
	if len(texts) > 2 && !mayRepeat(x) {
		body := strings.ReplaceAll(expression, format.Value, "countersign_value")
		return &syntax.Native{Pos: at, Texts: []string{"list_transform([", "], lambda countersign_value: " + body + ")[1]"}, Args: []syntax.Node{x}}
	}
	out := &syntax.Native{Pos: at, Texts: texts}
	for range len(texts) - 1 {
		out.Args = append(out.Args, x)
	}
	return out
}

// mayRepeat tells whether an expression may well be written several times: a name, something that is
// written down, or a cast of one.
func mayRepeat(x syntax.Node) bool {
	switch x := x.(type) {
	case *syntax.Column, *syntax.Number, *syntax.String, *syntax.Bool, *syntax.Param:
		return true
	case *syntax.Native:
		return len(x.Args) == 0 && !strings.Contains(x.Texts[0], "random(") || len(x.Args) == 1 && strings.HasPrefix(x.Texts[0], "CAST(") && mayRepeat(x.Args[0])
	}
	return false
}
