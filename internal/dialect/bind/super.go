package bind

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// SUPER: paths into values, and arrays in FROM. What a path does not find is NULL.
// Source: docs.aws.amazon.com/redshift/latest/dg/query-super.html.

var superType = types.Type{ID: types.Super}

// navigate goes on from a column by the rest of a name.
func (b *binder) navigate(e typed, x syntax.Node, path []syntax.Ident) typed {
	for _, part := range path {
		e = b.field(e, x, part)
	}
	return e
}

// field is e.name.
func (b *binder) field(e typed, x syntax.Node, name syntax.Ident) typed {
	if e.t.ID != types.Super {
		b.fail(x, engine.WrongObjectType, "column notation .%s applied to type %s, which is not a SUPER type", b.ident(name), e.t.Base())
	}
	key := b.ident(name)
	if b.Setting == nil || !isOn(b.Setting("enable_case_sensitive_super_attribute")) && b.fold {
		key = lower(key)
	}
	return typed{x: superPath(at(x), e.x, &syntax.String{Pos: name.Pos, Value: pathKey(key)}), t: superType}
}

// superPath is what lies at a path in JSON; its null is SQL's.
func superPath(at syntax.Pos, x syntax.Expr, path syntax.Expr) syntax.Expr {
	return &syntax.Native{Pos: at, Texts: []string{"json_extract(", ", ", ")"}, Args: []syntax.Node{x, path}}
}

// pathKey is the path of the engine to a key.
func pathKey(key string) string {
	return `$."` + strings.ReplaceAll(strings.ReplaceAll(key, `\`, `\\`), `"`, `\"`) + `"`
}

// index is x[i]: an element of an array, or a member of an object.
func (b *binder) index(s *scope, x *syntax.Index) typed {
	e := b.expr(s, x.X)
	if e.t.IsArray() {
		return b.arrayElement(e, b.expr(s, x.I), x)
	}
	if e.t.ID != types.Super {
		if e.t.ID == types.Other { // an array of the engine's, in the catalogue
			i := b.coerce(b.expr(s, x.I), types.Int8Type, types.Implicit)
			return typed{x: &syntax.Native{Pos: x.Pos, Texts: []string{"", "[", "]"}, Args: []syntax.Node{e.x, i}}, t: types.Type{ID: types.Other}}
		}
		b.fail(x, engine.DatatypeMismatch, "cannot subscript type %s because it is not an array", e.t.Base())
	}
	i := b.expr(s, x.I)
	if text, ok := i.x.(*syntax.String); ok {
		return typed{x: superPath(x.Pos, e.x, &syntax.String{Pos: text.Pos, Value: pathKey(text.Value)}), t: superType}
	}
	if n, ok := i.x.(*syntax.Number); ok {
		return typed{x: superPath(x.Pos, e.x, &syntax.String{Pos: n.Pos, Value: "$[" + n.Text + "]"}), t: superType}
	}
	n := b.coerce(i, types.Int8Type, types.Implicit)
	return typed{x: superPath(x.Pos, e.x, syntax.Bracket("('$[' || CAST(", n, " AS VARCHAR) || ']')")), t: superType}
}

// array is ARRAY(…) or ARRAY[…]: a SUPER.
func (b *binder) array(s *scope, x *syntax.Array) typed {
	if x.Query != nil {
		return b.arrayOfQuery(s, x)
	}
	args := make([]syntax.Expr, len(x.Elements))
	for i, element := range x.Elements {
		args[i] = b.coerce(b.settled(b.expr(s, element)), superType, types.Explicit)
	}
	return typed{x: syntax.Invoke(x.Pos, "json_array", args...), t: superType}
}

// unnest binds an array in FROM: its elements, and their places from 0. What is no array is
// taken for an array of itself; NULL has no elements.
func (b *binder) unnest(s *scope, x syntax.Expr, alias *syntax.Alias, index syntax.Ident, pos syntax.Pos) (syntax.TableRef, []*column) {
	e := b.expr(s, x)
	if e.t.ID != types.Super {
		b.fail(x, engine.WrongObjectType, "cannot unnest type %s, which is not a SUPER type", e.t.Base())
	}
	element, place := "element", "index"
	texts := []string{"SELECT unnest(countersign_elements(", ")) AS \"element\", unnest(range(len(countersign_elements(", ")))) AS \"index\""}
	return b.lateralSource(s, &syntax.Native{Pos: pos, Texts: texts, Args: []syntax.Node{e.x, e.x}}, alias, index, pos, []lateralColumn{{element, superType}, {place, types.Int8Type}})
}

// objectUnpivot binds UNPIVOT x AS value AT key.
func (b *binder) objectUnpivot(s *scope, n *syntax.ObjectUnpivot) (syntax.TableRef, []*column) {
	e := b.expr(s, n.X)
	if e.t.ID != types.Super {
		b.fail(n.X, engine.WrongObjectType, "cannot unpivot type %s, which is not a SUPER type", e.t.Base())
	}
	texts := []string{"SELECT json_extract(", ", '$.\"' || \"key\" || '\"') AS \"element\", \"key\" AS \"index\" FROM (SELECT unnest(json_keys(", ")) AS \"key\")"}
	return b.lateralSource(s, &syntax.Native{Pos: n.Pos, Texts: texts, Args: []syntax.Node{e.x, e.x}}, n.Alias, n.At, n.Pos, []lateralColumn{{"element", superType}, {"index", types.TextType}})
}

type lateralColumn struct {
	engine string
	typ    types.Type
}

// lateralSource makes a source of a query that sees the tables before it. Its first column is called
// by the alias itself; the second by AT.
func (b *binder) lateralSource(s *scope, query *syntax.Native, alias *syntax.Alias, index syntax.Ident, pos syntax.Pos, columns []lateralColumn) (syntax.TableRef, []*column) {
	src := &source{ref: b.unique()}
	name := ""
	if alias != nil {
		name = b.ident(alias.Name)
	}
	for i, c := range columns {
		shown := name
		if i == 1 {
			shown = b.ident(index)
		}
		if shown != "" {
			src.columns = append(src.columns, src.columnOf(shown, c.engine, c.typ))
		}
	}
	s.sources = append(s.sources, src)
	return &syntax.NativeTable{Pos: pos, Query: query, Alias: &syntax.Alias{Pos: pos, Name: engineIdent(src.ref)}}, src.columns
}
