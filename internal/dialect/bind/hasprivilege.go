package bind

import (
	"slices"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// hasPrivilege is HAS_TABLE_PRIVILEGE([user,] table, privilege) and its kin. User and privilege are written down. What is asked about
// may be any value: then it is looked for among all on which the user has the privilege, and one that there is not is none of them.
func (b *binder) hasPrivilege(s *scope, f *syntax.Func, name string) typed {
	kind := strings.ToUpper(strings.TrimSuffix(strings.TrimPrefix(name, "has_"), "_privilege"))
	if len(f.Args) < 2 || len(f.Args) > 3 || b.HasPrivilege == nil {
		b.noFunction(f, name, nil)
	}
	user, on := b.User, f.Args[len(f.Args)-2]
	if len(f.Args) == 3 {
		user = b.writtenTexts(&syntax.Func{Pos: f.Pos, Args: f.Args[:1]})[0]
	}
	wanted := b.writtenTexts(&syntax.Func{Pos: f.Pos, Args: f.Args[len(f.Args)-1:]})[0]
	if text, ok := on.(*syntax.String); ok {
		return typed{x: &syntax.Bool{Pos: f.Pos, Value: b.has(kind, user, text.Value, wanted)}, t: types.BoolType}
	}
	e := b.settled(b.expr(s, on))
	numbers := e.t.ID == types.OID || e.t.IsInteger()
	if kind == "ASSUMEROLE" || numbers && kind != "TABLE" || !numbers && !e.t.IsText() {
		b.unsupported(f, "this function of what is no literal")
	}
	return typed{x: b.among(e, b.privileged(kind, user, wanted, numbers)), t: types.BoolType}
}

func (b *binder) has(kind, user, name, wanted string) bool {
	has, err := b.HasPrivilege(kind, user, name, wanted)
	if err != nil {
		panic(bailout{err})
	}
	return has
}

// privileged are the names, or the numbers, of all on which a user has a privilege.
func (b *binder) privileged(kind, user, wanted string, numbers bool) (list []string) {
	add := func(name string, as ...string) {
		if b.has(kind, user, name, wanted) {
			list = append(list, as...)
		}
	}
	switch {
	case kind == "DATABASE":
		add(b.Database, b.Database)
	case b.Catalog == nil:
	case kind == "SCHEMA":
		for _, schema := range append(b.Catalog.Schemas(b.Database), "pg_catalog", "information_schema") {
			add(schema, schema)
		}
	default:
		for _, rel := range b.Catalog.All() {
			if rel.Kind != relation.System && rel.Database != b.Database && !rel.Temp {
				continue
			}
			name := lower(rel.Schema + "." + rel.Name)
			switch found := b.Catalog.Find([]string{rel.Name}, b.SearchPath); {
			case numbers:
				add(name, strconv.FormatUint(uint64(rel.OID), 10))
			case found == rel:
				add(name, name, lower(rel.Name))
			default:
				add(name, name)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// among tells whether a value is one of a list of texts or of numbers.
func (b *binder) among(e typed, list []string) syntax.Expr {
	out := &syntax.In{Pos: at(e.x), X: e.x}
	for _, one := range list {
		if e.t.IsText() {
			out.List = append(out.List, &syntax.String{Pos: at(e.x), Value: one})
		} else {
			out.List = append(out.List, &syntax.Number{Pos: at(e.x), Text: one})
		}
	}
	if list == nil {
		none := syntax.Verbatim(at(e.x), "false")
		return &syntax.Case{Pos: at(e.x), Whens: []*syntax.When{{Pos: at(e.x), Condition: &syntax.Is{Pos: at(e.x), X: e.x, Not: true, What: "NULL"}, Result: none}}}
	}
	return out
}
