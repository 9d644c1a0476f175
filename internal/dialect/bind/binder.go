// Package bind gives the names and expressions of a statement a meaning: which column of
// which relation, of which of Redshift's types; and writes the statement anew so that an engine
// answers as Redshift does.
//
// # One query on its way
//
// SELECT price / 3 total FROM sales, where price is NUMERIC(8,2), is bound from the inside
// out. FROM finds sales in the catalogue and puts its columns into a scope. The name price
// finds one there and becomes "sales"."price" with its type; 3 is an INTEGER. Division of the
// two is by Redshift's rules NUMERIC(20,13): the operator becomes a function of ours that
// divides exactly and refuses to divide by zero. The item is called total, and its type goes to the
// client in the description of the rows. What comes out is a tree of package syntax in which
// nothing is left to the engine's own rules of names and types:
//
//	SELECT countersign_divide("sales"."price", …) AS "total" FROM "dev"."public"."sales" AS "sales"
//
// A tree is bound once: parts of it are parts of what comes out.
package bind

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A Session is what binding asks of whoever runs the statement.
type Session struct {
	Catalog    *relation.Catalog
	SearchPath []string // schemas, with $user in its place

	User        string // who is asked for privileges
	SessionUser string // who logged in
	UserID      int
	Database    string
	ProcessID   uint32
	Version     string // what version() says

	Setting func(name string) string // a parameter's value; empty for one that is not there

	// Variable finds a variable of the procedure that the statement is in: the parameter that has
	// its value, and its type. It is nil outside of procedures.
	Variable func(name []string) (parameter int, t types.Type, ok bool)

	Facts map[string]string // what functions of the cluster answer, by their names

	// IsMember tells whether a "user" or a "role" has a role, through others too; empty is the current user.
	IsMember func(of, member, role string) (bool, error)

	// Prioritize changes the priority of a "user" or of a "session", and says so.
	Prioritize func(of, which, priority string) (string, error)
}

// Options are what is bound and how.
type Options struct {
	Session
	Text   string       // the statement, for positions
	Params []types.Type // of $1, $2 …, as the client declared them; Unknown where it did not

	// Results are the types that the columns of a query are assigned to. Beyond them, and where one
	// is Unknown, columns stay as they are.
	Results []types.Type

	// Wide has decimals computed with all their digits from the beginning. Without it results of
	// more than 18 digits are an error of the engine's, which is much faster: whoever hears that
	// asks again.
	Wide bool

	// Stored says that the statement is kept: functions of the session are called when it is
	// used, and not now.
	Stored bool
}

// A Column is a column of a result.
type Column struct {
	Name      string
	Type      types.Type
	Relation  *relation.Relation // where it comes from as it is; nil for an expression
	Attribute int                // its place there, from 1
	Folds     bool               // is compared without regard to case
}

// An Access is a privilege that a statement needs.
type Access struct {
	Relation  *relation.Relation // nil for a schema or the database
	Schema    string             // empty for the database
	Routine   string             // the key of a function in that schema
	Language  string             // that a function is in
	Privilege string             // as GRANT calls it; OWN and DROP are for the owner
	Columns   []string           // of SELECT and UPDATE
	As        int                // whose rights count: a view's owner's; 0 for the user's
	Pos       syntax.Pos
}

// An Assignment is a parameter that SET_CONFIG sets.
type Assignment struct {
	Name, Value string
	Local       bool
}

// A Binding is a bound statement.
type Binding struct {
	Stmt     syntax.Stmt   // in the engine's words
	First    []syntax.Stmt // to be run before it, in the same transaction
	Columns  []Column      // of its result; nil without one
	Params   []types.Type
	Accesses []Access
	Sets     []Assignment // to be made before it runs
}

// A place is where an error is: a node, or a position.
type place interface{ Byte() int }

type binder struct {
	Options
	params     []types.Type
	accesses   []Access
	first      []syntax.Stmt
	sets       []Assignment
	reads      map[*relation.Relation]int // index into accesses
	aggregates int                        // how many calls of them were bound
	windows    int                        // the same of window functions
	outermost  int                        // depth of the scope farthest out in which a name was found
	conjuncts  map[*syntax.In]bool        // IN of rows where NULL is as good as false
	names      int                        // of what was named for the engine alone
	depth      int                        // of views within views
	fold       bool                       // quoted names are in lower case too
	folded     map[*syntax.Func]bool      // calls of COLLATE that no comparison has taken notice of
	given      []typed                    // of the function whose body is bound
	inlined    int                        // how many functions are around it
}

// bailout carries an error up to Bind.
type bailout struct{ err error }

// Statement binds a query, or a statement that changes rows.
//
// Errors are *engine.Error, with positions in Text.
func Statement(o Options, st syntax.Stmt) (out *Binding, err error) {
	b := newBinder(o)
	defer b.recover(&err)
	out = &Binding{}
	out.Stmt, out.Columns = b.statement(st)
	b.checkFolded()
	out.First, out.Params, out.Accesses, out.Sets = b.first, b.finalParams(), b.accesses, b.sets
	return out, nil
}

func newBinder(o Options) *binder {
	b := &binder{Options: o, params: append([]types.Type(nil), o.Params...), fold: true}
	if o.Setting != nil && isOn(o.Setting("enable_case_sensitive_identifier")) {
		b.fold = false
	}
	return b
}

func isOn(value string) bool { return value == "on" || value == "true" }

func (b *binder) recover(err *error) {
	switch r := recover().(type) {
	case nil:
	case bailout:
		*err = r.err
	default:
		panic(r)
	}
}

// finalParams are the parameters' types: text for those that no place told.
func (b *binder) finalParams() []types.Type {
	for i := range b.params {
		if b.params[i].ID == types.Unknown {
			b.params[i] = types.TextType
		}
	}
	return b.params
}

// statement binds one that has a result or changes rows.
func (b *binder) statement(st syntax.Stmt) (syntax.Stmt, []Column) {
	switch st := st.(type) {
	case *syntax.Query:
		r := b.query(nil, st)
		st = b.assignedTo(r, st).(*syntax.Query)
		return b.shown(r, st), r.result()
	case *syntax.Insert:
		return b.insert(st), nil
	case *syntax.Update:
		return b.update(st), nil
	case *syntax.Delete:
		return b.delete(st), nil
	case *syntax.Merge:
		return b.merge(st), nil
	}
	b.fail(st, engine.FeatureNotSupported, "this statement is not supported")
	return nil, nil
}

// nowhere is the place of an error that no place is told of.
const nowhere = syntax.Pos(-1)

// fail ends binding with an error at a node.
func (b *binder) fail(at place, state, format string, args ...any) {
	position := 0
	if n := at.Byte(); n >= 0 && n <= len(b.Text) && b.Text != "" {
		position = utf8.RuneCountInString(b.Text[:n]) + 1
	}
	panic(bailout{&engine.Error{State: state, Message: fmt.Sprintf(format, args...), Position: position}})
}

func (b *binder) unsupported(at syntax.Node, what string) {
	b.fail(at, engine.FeatureNotSupported, "%s is not supported", what)
}

// attempt runs f, and goes on where it fails.
func (b *binder) attempt(f func()) {
	defer func() {
		switch r := recover().(type) {
		case nil, bailout:
		default:
			panic(r)
		}
	}()
	f()
}

// ident is a name as the session means it.
func (b *binder) ident(i syntax.Ident) string {
	if b.fold && i.Quoted {
		return lower(i.Name)
	}
	return i.Name
}

// parts are the names of a path as the session means them.
func (b *binder) parts(name syntax.Name) []string {
	out := make([]string, len(name))
	for i := range name {
		out[i] = b.ident(name[i])
	}
	return out
}

// unique is a name for the engine alone.
func (b *binder) unique() string {
	b.names++
	return fmt.Sprintf("countersign_%d", b.names)
}

func lower(s string) string { return strings.ToLower(s) }

// engineIdent is a name as the engine reads it, whatever it would mean unquoted.
func engineIdent(name string) syntax.Ident { return syntax.Ident{Name: name, Quoted: true} }

// EngineName is a path of names as the engine reads it.
func EngineName(at syntax.Pos, path []string) syntax.Name {
	out := make(syntax.Name, len(path))
	for i, part := range path {
		out[i] = syntax.Ident{Pos: at, Name: part, Quoted: true}
	}
	return out
}

// read notes that a column of a relation is read, and with a negative index that rows are.
func (b *binder) read(rel *relation.Relation, column int, at syntax.Pos) {
	if rel == nil || rel.Kind == relation.System && !rel.Supers {
		return
	}
	i, ok := b.reads[rel]
	if !ok {
		if b.reads == nil {
			b.reads = map[*relation.Relation]int{}
		}
		i = len(b.accesses)
		b.reads[rel] = i
		b.accesses = append(b.accesses, Access{Relation: rel, Privilege: "SELECT", Pos: at})
	}
	if column < 0 {
		return
	}
	name, a := rel.Columns[column].Name, &b.accesses[i]
	for _, have := range a.Columns {
		if have == name {
			return
		}
	}
	a.Columns = append(a.Columns, name)
}

// Table binds a query whose rows make a table or a view, of the columns' names or its own: its
// columns have the types that are told, exactly. tooMany is what is said where there are more names
// than columns.
func Table(o Options, q *syntax.Query, names []syntax.Ident, tooMany string) (out *Binding, err error) {
	b := newBinder(o)
	defer b.recover(&err)
	r := b.fenced(nil, q)
	b.settle(r)
	b.checkFolded()
	if len(names) > len(r.columns) {
		b.fail(names[len(r.columns)], engine.SyntaxError, "%s", tooMany)
	}
	plain := true
	for i, o := range r.columns {
		if i < len(names) {
			o.name, plain = b.ident(names[i]), false
		}
		o.typ = kept(o.typ)
		plain = plain && o.column != nil
	}
	out = &Binding{Stmt: r.query, Columns: r.result()}
	if !plain {
		out.Stmt = b.around(r, q.Pos, func(i int, e typed) syntax.Expr {
			if r.columns[i].column != nil {
				return e.x
			}
			x := castTo(e.x, e.t)
			if e.t.IsText() && !isWithin(e.t, e.t) { // nothing is known of its length
				x = b.limit(x, types.TextType, e.t, types.Assign)
			}
			return x
		})
	}
	out.Params, out.Accesses = b.finalParams(), b.accesses
	return out, nil
}

// kept is the type of a column that is made of an expression: a text of any length may be as
// long as texts can be.
func kept(t types.Type) types.Type {
	switch {
	case t.ID == types.Varchar && t.Length == 0:
		t.Length = types.MaxVarchar
	case t.ID == types.Char && t.Length == 0:
		t.Length = 1
	case t.ID == types.Numeric:
		t = t.Decimal()
	case t.ID == types.Name:
		t = types.Type{ID: types.Varchar, Length: 128}
	case t.ID == types.LongText:
		t = types.Type{ID: types.Varchar, Length: types.MaxVarchar}
	}
	return t
}
