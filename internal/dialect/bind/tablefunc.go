package bind

import (
	"github.com/countersign-dev/countersign/internal/dialect/function"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// tableFunc binds a function in FROM: one that gives rows, or a value of one row.
func (b *binder) tableFunc(s *scope, t *syntax.TableFunc) (syntax.TableRef, []*column) {
	name := b.functionName(t.Call)
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
