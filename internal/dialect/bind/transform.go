package bind

import (
	"encoding/json"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// objectTransform binds OBJECT_TRANSFORM(input KEEP path, … SET path, value, …). Paths are written down; an input that is no
// object stays as it is.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_object_transform_function.html.
func (b *binder) objectTransform(s *scope, x *syntax.ObjectTransform) typed {
	super := types.Type{ID: types.Super}
	keep, set := "null", [][]string{}
	if x.Keep != nil {
		kept := [][]string{}
		for _, path := range x.Keep {
			kept = append(kept, b.objectPath(path))
		}
		keep = asJSON(kept)
	}
	out := &syntax.Native{Pos: x.Pos, Texts: []string{"CAST(countersign_object_transform("}, Args: []syntax.Node{b.coerce(b.settled(b.expr(s, x.X)), super, types.Explicit)}}
	values := []syntax.Node{}
	for i := 0; i+1 < len(x.Set); i += 2 {
		set = append(set, b.objectPath(x.Set[i]))
		values = append(values, b.coerce(b.settled(b.expr(s, x.Set[i+1])), super, types.Explicit))
	}
	text := ", " + quoteText(keep) + ", " + quoteText(asJSON(set)) + ", CAST(json_array("
	for _, value := range values {
		out.Texts, out.Args = append(out.Texts, text), append(out.Args, value)
		text = ", "
	}
	if len(values) > 0 {
		text = ""
	}
	out.Texts = append(out.Texts, text+") AS VARCHAR)) AS JSON)")
	return typed{x: out, t: super}
}

// objectPath reads a path: names in double quotes with points between them.
func (b *binder) objectPath(x syntax.Expr) []string {
	text, ok := x.(*syntax.String)
	if !ok {
		b.fail(x, engine.InvalidParameterValue, "a path of OBJECT_TRANSFORM must be a string literal")
	}
	var path []string
	rest := text.Value
	for {
		name, after, closed := "", "", false
		if inner, ok := strings.CutPrefix(rest, `"`); ok {
			name, after, closed = strings.Cut(inner, `"`)
		}
		next, more := strings.CutPrefix(after, ".")
		if !closed || after != "" && !more {
			b.fail(x, engine.InvalidParameterValue, "invalid path of OBJECT_TRANSFORM: %s", text.Value)
		}
		path = append(path, name)
		if !more {
			return path
		}
		rest = next
	}
}

func asJSON(v any) string {
	text, _ := json.Marshal(v) // of strings: does not fail
	return string(text)
}

func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
