package bind

import (
	"github.com/countersign-dev/countersign/internal/dialect/function"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// tableFunc binds a function in FROM: one that gives rows, or a value of one row.
func (b *binder) tableFunc(s *scope, t *syntax.TableFunc) (syntax.TableRef, []*column) {
	name := b.functionName(t.Call)
	if b.Catalog != nil {
		if rel := b.Catalog.Function(name); rel != nil {
			return b.systemFunc(s, t, rel)
		}
	}
	src := &source{name: name, ref: b.unique()}
	if t.Alias != nil && !t.Alias.Name.IsZero() {
		src.name = b.ident(t.Alias.Name)
	}
	if t.Alias != nil && len(t.Alias.Types) > 0 {
		b.unsupported(t.Alias, "a column definition list")
	}
	var e typed
	if kindOf(name) == function.Table {
		args := make([]typed, len(t.Call.Args))
		for i, x := range t.Call.Args {
			args[i] = b.expr(s, x)
		}
		sig := b.resolve(signaturesOf(name), args, typed{}, false, t.Call, name)
		same := b.arguments(sig, t.Call, name, args)
		w := &writing{b: b, sig: sig, args: args, result: sig.resultType(args, same, typed{}), native: &syntax.Native{Pos: t.Pos}}
		w.write()
		e = typed{x: w.native, t: w.result}
	} else {
		e = b.settled(b.expr(s, t.Call))
	}
	shown := name
	if t.Alias != nil && !t.Alias.Name.IsZero() {
		shown = b.ident(t.Alias.Name)
	}
	src.columns = []*column{src.columnOf(shown, "value", e.t)}
	b.rename(src, t.Alias)
	b.addSource(s, src)
	query := &syntax.Native{Pos: t.Pos, Texts: []string{"SELECT ", " AS \"value\""}, Args: []syntax.Node{e.x}}
	return &syntax.NativeTable{Pos: t.Pos, Query: query, Alias: &syntax.Alias{Pos: t.Pos, Name: engineIdent(src.ref)}}, src.columns
}

// systemFunc binds a function in FROM whose rows the system makes. Those that give records are told by their call what
// columns they have.
func (b *binder) systemFunc(s *scope, t *syntax.TableFunc, rel *relation.Relation) (syntax.TableRef, []*column) {
	wanted := 0
	if rel.Columns[0].Hidden { // the relation that is asked about
		wanted = 1
	}
	if len(t.Call.Args) != wanted {
		b.noFunction(t, rel.Name, nil)
	}
	if wanted == 1 || rel.Columns[0].Name == "view_schema" {
		if t.Alias == nil || len(t.Alias.Types) == 0 {
			b.fail(t, engine.SyntaxError, "a column definition list is required for functions returning \"record\"")
		}
	}
	src := &source{name: rel.Name, ref: b.unique()}
	if t.Alias != nil && !t.Alias.Name.IsZero() {
		src.name = b.ident(t.Alias.Name)
	}
	for i := range rel.Columns[wanted:] {
		from := &rel.Columns[wanted+i]
		c := src.columnOf(from.Name, from.Name, from.Type)
		if t.Alias != nil && i < len(t.Alias.Types) {
			b.define(c, t.Alias.Types[i])
		}
		src.columns = append(src.columns, c)
	}
	b.rename(src, t.Alias)
	b.addSource(s, src)
	alias := &syntax.Alias{Pos: t.Pos, Name: engineIdent(src.ref)}
	call := engine.SystemTable + "('" + rel.Schema + "." + rel.Name + "')"
	if wanted == 0 {
		return &syntax.NativeTable{Pos: t.Pos, Query: syntax.Verbatim(t.Pos, call), Call: true, Alias: alias}, src.columns
	}
	about := b.coerce(b.settled(b.expr(s.lateralOuter(), t.Call.Args[0])), types.TextType, types.Explicit)
	query := &syntax.Native{Pos: t.Pos, Texts: []string{"SELECT * FROM " + call + " WHERE \"relation\" = CAST(", " AS BIGINT)"}, Args: []syntax.Node{ask(t.Pos, "regclass_number", about)}}
	return &syntax.NativeTable{Pos: t.Pos, Query: query, Alias: alias}, src.columns
}

// define gives a column the type of a column definition list.
func (b *binder) define(c *column, t *syntax.Type) {
	plain := *c
	c.typ = b.typeOf(t)
	c.merged = func(at syntax.Pos) syntax.Expr {
		plain.source = c.source
		return b.coerce(typed{x: plain.x(at), t: plain.typ}, c.typ, types.Explicit)
	}
}
