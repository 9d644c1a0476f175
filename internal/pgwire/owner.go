package pgwire

import (
	"context"
	"fmt"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/users"
)

// Owners: who makes an object owns it, until ALTER … OWNER TO.

// A making is what a statement is about to make: nil is nothing that has an owner.
type making struct {
	of      string // TABLES, SCHEMAS, FUNCTIONS or PROCEDURES, as default privileges call it
	name    syntax.Name
	owner   int
	kept    *holding // of a view that is replaced
	routine string   // its signature
	drop    []string // schemas that go
	gone    []string // routines that go, as they are noted
}

// making looks at a statement before it is run.
func (ss *session) making(ctx context.Context, st *dialect.Statement) (*making, error) {
	if !st.Makes() {
		return nil, nil
	}
	m := &making{owner: ss.current}
	var replace, unless bool
	switch tree := st.Tree().(type) {
	case *syntax.CreateTable:
		m.of, m.name, unless = "TABLES", tree.Name, tree.IfNotExists
	case *syntax.CreateTableAs:
		m.of, m.name, unless = "TABLES", tree.Name, tree.IfNotExists
	case *syntax.Query:
		m.of, m.name = "TABLES", tree.First().Into.Name // else it makes nothing
	case *syntax.CreateView:
		m.of, m.name, replace = "TABLES", tree.Name, tree.OrReplace
	case *syntax.CreateMaterializedView:
		m.of, m.name = "TABLES", tree.Name
	case *syntax.CreateSchema:
		return ss.makingSchema(ctx, m, tree)
	case *syntax.CreateRoutine:
		m.of, m.name, m.routine = "FUNCTIONS", tree.Name, signature(tree.Name.Last().Name, tree.Params)
		if tree.Procedure {
			m.of = "PROCEDURES"
		}
		return ss.replacing(ctx, m, tree)
	case *syntax.Drop:
		return ss.dropping(ctx, m, tree)
	}
	if m.name == nil {
		return nil, nil
	}
	if !unless && !replace {
		return m, nil
	}
	old, err := ss.relation(ctx, m.name)
	switch {
	case isMissing(err):
		return m, nil
	case err != nil:
		return nil, err
	case unless:
		return nil, nil // it is there already
	}
	m.kept = &holding{Owner: old.Owner, ACL: old.ACL}
	return m, nil
}

// replacing keeps the owner and the grants of a routine that is replaced.
func (ss *session) replacing(ctx context.Context, m *making, st *syntax.CreateRoutine) (*making, error) {
	if !st.OrReplace {
		return m, nil
	}
	old, _, err := ss.made(ctx, m)
	if err == nil && old != nil && old.note != "" {
		m.kept = &holding{Owner: old.Owner, ACL: old.ACL}
	}
	return m, err
}

func isMissing(err error) bool {
	e, ok := err.(*engine.Error) //nolint:errorlint // of relation and schema, which do not wrap
	return ok && (e.State == engine.UndefinedTable || e.State == engine.InvalidSchemaName || e.State == engine.FeatureNotSupported)
}

func (ss *session) makingSchema(ctx context.Context, m *making, st *syntax.CreateSchema) (*making, error) {
	m.of, m.name = "SCHEMAS", st.Name
	list, err := ss.accessList(ctx)
	if err != nil {
		return nil, err
	}
	base := list.Database()
	base.Need, base.System = privilege.Create, "CREATE SCHEMA"
	if err := ss.check(base); err != nil {
		return nil, err
	}
	if name := st.Authorization; !name.IsZero() {
		u := ss.directory().User(name.Name)
		if u == nil {
			return nil, noUser(name.Name)
		}
		if m.owner = u.ID; len(m.name) == 0 {
			m.name = syntax.Name{name}
		}
	}
	if _, err := ss.schema(ctx, m.name.Last().Name); st.IfNotExists && err == nil {
		return nil, nil
	} else if err != nil && !isMissing(err) {
		return nil, err
	}
	return m, nil
}

// dropping notes what takes notes along that are not in its own comment.
func (ss *session) dropping(ctx context.Context, m *making, st *syntax.Drop) (*making, error) {
	if st.Kind == "SCHEMA" {
		for _, name := range st.Names {
			m.drop = append(m.drop, name.Last().Name)
		}
		return m, nil
	}
	for _, r := range st.Routines {
		o, err := ss.routine(ctx, st.Kind, r)
		if err != nil {
			continue // the statement itself says what is wrong with it
		}
		m.gone = append(m.gone, o.key)
	}
	if m.gone == nil {
		return nil, nil
	}
	return m, nil
}

func noUser(name string) error {
	return &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("user \"%s\" does not exist", name)}
}

// own notes, when the statement has run, whose the new object is.
func (ss *session) own(ctx context.Context, m *making) error {
	switch {
	case m == nil:
		return nil
	case m.drop != nil:
		return ss.forgetSchemas(ctx, m.drop)
	case m.gone != nil:
		for _, key := range m.gone {
			if err := ss.keepNote(ctx, functionNote, key, ""); err != nil {
				return err
			}
		}
		return nil
	}
	o, schema, err := ss.made(ctx, m)
	if err != nil || o == nil {
		return err
	}
	if m.kept != nil {
		o.Owner, o.ACL = m.kept.Owner, m.kept.ACL
		return o.save(ctx)
	}
	o.Owner = m.owner
	if o.ACL, err = ss.defaultList(ctx, m.owner, schema, m.of); err != nil {
		return err
	}
	return o.save(ctx)
}

// made finds what was made, and its schema. A temporary table has no owner but its
// session.
func (ss *session) made(ctx context.Context, m *making) (*object, string, error) {
	switch {
	case m.of == "SCHEMAS":
		o, err := ss.schema(ctx, m.name.Last().Name)
		return o, "", err
	case m.routine != "":
		schemas, err := ss.schemasOf(ctx, m.name)
		if err != nil || len(schemas) == 0 {
			return nil, "", err
		}
		o, err := ss.other(ctx, privilege.Function, functionNote, schemas[0]+"."+m.routine, m.name.Last().Name)
		return o, schemas[0], err
	}
	o, err := ss.relation(ctx, m.name)
	if err != nil || o.path[0] == "temp" {
		return nil, "", err
	}
	return o, o.path[1], nil
}

// forgetSchemas forgets what was kept of schemas that are gone, and of what was in them.
func (ss *session) forgetSchemas(ctx context.Context, names []string) error {
	for _, name := range names {
		if _, err := ss.schema(ctx, name); !isMissing(err) {
			return err
		}
		in := "lower(" + literal(name)
		err := ss.command(ctx, "DELETE FROM "+ss.notesTable()+" WHERE kind = "+literal(schemaNote)+" AND lower(name) = "+in+")"+
			" OR kind = "+literal(functionNote)+" AND starts_with(lower(name), "+in+") || '.')"+
			" OR kind = "+literal(scopeNote)+" AND starts_with(lower(name), "+in+") || '/')"+
			" OR kind = "+literal(defaultNote)+" AND contains(lower(name), '/' || "+in+") || '/')")
		if err != nil {
			return err
		}
	}
	return nil
}

// giveAway runs ALTER … OWNER TO.
func (ss *session) giveAway(ctx context.Context, tree syntax.Stmt) error {
	var o *object
	var to syntax.Ident
	var err error
	switch st := tree.(type) {
	case *syntax.AlterTable:
		if to, err = newOwner(st.Actions); err == nil {
			o, err = ss.relation(ctx, st.Name)
		}
	case *syntax.AlterMaterializedView:
		if to, err = newOwner(st.Actions); err == nil {
			o, err = ss.relation(ctx, st.Name)
		}
	case *syntax.AlterSchema:
		to = st.Owner
		o, err = ss.schema(ctx, st.Name.Last().Name)
	case *syntax.AlterDatabase:
		to = st.Owner
		o, err = ss.databaseNamed(ctx, strings.ToLower(st.Name.Name))
	case *syntax.AlterObject:
		to = st.Owner
		if st.Routine != nil {
			o, err = ss.routine(ctx, st.Kind, st.Routine)
		}
	}
	if err != nil {
		return err
	}
	if o == nil || to.IsZero() {
		return unsupported("this form of ALTER")
	}
	return ss.giveTo(ctx, ss.directory(), o, to.Name)
}

func (ss *session) giveTo(ctx context.Context, d *users.Directory, o *object, to string) error {
	if !ss.whoami().Owns(o.Owner) {
		return privilege.NotOwner(o.Kind, o.Name)
	}
	u := d.User(to)
	if u == nil {
		return noUser(to)
	}
	o.ACL = o.ACL.Own(o.Owner, u.ID)
	o.Owner = u.ID
	return o.save(ctx)
}

func newOwner(actions []syntax.AlterAction) (syntax.Ident, error) {
	to, ok := actions[0].(*syntax.OwnerTo)
	if !ok || len(actions) > 1 {
		return syntax.Ident{}, unsupported("ALTER with several actions")
	}
	return to.Name, nil
}
