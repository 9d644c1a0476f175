package bind

import (
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// What only the catalogue has: relations whose rows an engine.System makes, arrays, and types whose values are the
// numbers of objects.

// systemTable is a relation of the system in the engine's words.
func (b *binder) systemTable(src *source, at syntax.Pos) syntax.TableRef {
	name := src.relation.Schema + "." + src.relation.Name
	return &syntax.NativeTable{Pos: at, Query: syntax.Verbatim(at, engine.SystemTable+"('"+name+"')"), Call: true, Alias: b.engineAlias(src, at)}
}

// decimal is a column of the system that the engine has as a floating-point number.
func (c *column) decimal(at syntax.Pos) syntax.Expr {
	plain := *c
	plain.merged = nil
	return castTo(plain.x(at), c.typ)
}

// ask is a question to the engine.System, of texts.
func ask(at syntax.Pos, question string, args ...syntax.Expr) *syntax.Native {
	n := &syntax.Native{Pos: at, Texts: []string{engine.SystemAsk + "('" + question + "'"}}
	for _, x := range args {
		n.Texts[len(n.Texts)-1] += ", CAST("
		n.Args, n.Texts = append(n.Args, x), append(n.Texts, " AS VARCHAR)")
	}
	n.Texts[len(n.Texts)-1] += ")"
	return n
}

// registryType is the name of a type whose values are objects of the catalogue.
func registryType(t *syntax.Type) (string, bool) {
	if len(t.Name) > 2 || len(t.Name) == 2 && t.Name[0].Name != "pg_catalog" || t.Array {
		return "", false
	}
	name := lower(t.Name.Last().Name)
	switch name {
	case "regclass", "regtype", "regproc", "regprocedure", "regoper", "regoperator":
		return name, true
	}
	return "", false
}

// registry binds a cast to regclass and its kin.
func (b *binder) registry(x *syntax.Cast, e typed, name string) typed {
	switch name {
	case "regclass", "regtype":
		t := types.Type{ID: types.RegClass}
		if name == "regtype" {
			t.ID = types.RegType
		}
		if text, ok := e.x.(*syntax.String); ok && e.t.ID == types.Unknown {
			return typed{x: b.writtenRegistry(text, t), t: t}
		}
		e = b.settled(e)
		if e.t.IsText() {
			return typed{x: syntax.Bracket("CAST(", ask(x.Pos, name+"_number", e.x), " AS BIGINT)"), t: t}
		}
		return typed{x: b.coerce(e, t, types.Explicit), t: t}
	case "regproc":
		t := types.Type{ID: types.RegProc}
		if e.t.IsText() || e.t.ID == types.Unknown {
			return typed{x: b.coerce(e, types.TextType, types.Explicit), t: t}
		}
		return typed{x: ask(x.Pos, "regproc_name", e.x), t: t}
	}
	b.unsupported(x, "a cast to "+name)
	return typed{}
}

// writtenRegistry is the number of an object whose name, or number, is written down.
func (b *binder) writtenRegistry(text *syntax.String, t types.Type) syntax.Expr {
	if n, err := strconv.ParseUint(strings.TrimSpace(text.Value), 10, 32); err == nil {
		return syntax.Verbatim(text.Pos, "CAST("+strconv.FormatUint(n, 10)+" AS BIGINT)")
	}
	if t.ID == types.RegType || b.Stored {
		return syntax.Bracket("CAST(", ask(text.Pos, t.Short()+"_number", text), " AS BIGINT)")
	}
	rel := b.registered(text)
	return syntax.Verbatim(text.Pos, "CAST("+strconv.FormatUint(uint64(rel.OID), 10)+" AS BIGINT)")
}

// registered is the relation that a text names.
func (b *binder) registered(text *syntax.String) *relation.Relation {
	var name syntax.Name
	for _, part := range syntax.NameParts(text.Value) {
		name = append(name, syntax.Ident{Pos: text.Pos, Name: part})
	}
	return b.relation(name, text)
}

// registryName is the name that a number is shown as.
func registryName(e typed) syntax.Expr { return ask(at(e.x), e.t.Short()+"_name", e.x) }

// shown is a query for who asks: numbers of objects are shown as names.
func (b *binder) shown(r *result, st *syntax.Query) syntax.Stmt {
	for _, o := range r.columns {
		if o.typ.ID == types.RegClass || o.typ.ID == types.RegType {
			return b.around(r, st.Pos, func(_ int, e typed) syntax.Expr {
				if e.t.ID == types.RegClass || e.t.ID == types.RegType {
					return registryName(e)
				}
				return e.x
			})
		}
	}
	return r.query
}

// currentSchemas is CURRENT_SCHEMAS(implicit): the schemas of the search path that there are.
func (b *binder) currentSchemas(s *scope, f *syntax.Func) typed {
	if len(f.Args) != 1 {
		b.noFunction(f, "current_schemas", nil)
	}
	implicit, ok := b.expr(s, f.Args[0]).x.(*syntax.Bool)
	if !ok {
		b.unsupported(f, "CURRENT_SCHEMAS of what is no literal")
	}
	var list []string
	if implicit.Value {
		list = append(list, "pg_catalog")
	}
	for _, schema := range b.SearchPath {
		if b.Catalog != nil && b.Catalog.HasSchema("", schema) && (schema != "pg_catalog" || !implicit.Value) {
			list = append(list, schema)
		}
	}
	return typed{x: &syntax.String{Pos: f.Pos, Value: "{" + strings.Join(list, ",") + "}"}, t: types.Type{ID: types.NameArray}}
}

// arrayElement is an element of an array: those of vectors are counted from 0, others from 1.
func (b *binder) arrayElement(e, index typed, x *syntax.Index) typed {
	i := b.coerce(index, types.Int4Type, types.Implicit)
	if e.t.IsVector() {
		i = syntax.Bracket("(", i, " + 1)")
	}
	t := e.t.Element()
	return typed{x: castTo(ask(x.Pos, "array_element", e.x, i), t), t: t}
}

// ofCatalogArray binds = ANY and <> ALL of an array of the catalogue.
func (b *binder) ofCatalogArray(x *syntax.Quantified, e, array typed) typed {
	if x.Op != "=" && x.Op != "<>" || x.All != (x.Op == "<>") {
		b.unsupported(x, x.Op+" ANY and ALL of an array")
	}
	t := array.t.Element()
	if _, ok := comparisonType(e.t, t); !ok {
		b.noOperator(&syntax.Binary{Pos: x.Pos, Op: x.Op}, e, typed{t: t})
	}
	if e.t.ID == types.Unknown {
		e = typed{x: b.coerce(e, bare(t), types.Implicit), t: t}
	}
	if e.t.ID == types.RegClass || e.t.ID == types.RegType {
		e.t.ID = types.OID
	}
	has := castTo(ask(x.Pos, "array_contains", array.x, e.x), types.BoolType)
	return typed{x: negated(x.All, has), t: types.BoolType}
}

// arrayOfQuery is ARRAY(SELECT …): an array of texts, as the catalogue has them.
func (b *binder) arrayOfQuery(s *scope, x *syntax.Array) typed {
	r := b.query(s, x.Query)
	b.settle(r)
	if len(r.columns) != 1 {
		b.fail(x, engine.SyntaxError, "subquery must return only one column")
	}
	if t := r.columns[0].typ; !t.IsText() && !t.IsInteger() && t.ID != types.OID {
		b.unsupported(x, "ARRAY of a query of type "+t.Base())
	}
	texts := []string{"(SELECT countersign_array_text(list(CAST(countersign_row.c0 AS VARCHAR))) FROM (", ") AS countersign_row(c0))"}
	return typed{x: &syntax.Native{Pos: x.Pos, Texts: texts, Args: []syntax.Node{r.query}}, t: types.Type{ID: types.TextArray}}
}

// isConstructed tells whether an expression is ARRAY[…], which is an array of PostgreSQL's where one is asked for.
func isConstructed(x syntax.Expr) bool {
	_, ok := x.(*syntax.Array)
	return ok
}
