package pgwire

import (
	"context"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/users"
)

// Enforcement: what a statement touches, as the binder tells it, is checked when it is prepared,
// and again when names or grants have changed. A view is checked for whoever reads it, and what
// is in it for its owner.

// An enforcement is one check of a statement.
type enforcement struct {
	*session
	ctx       context.Context
	directory *users.Directory
	catalog   *relation.Catalog
	list      []privilege.Access // of the user
	seen      map[*relation.Relation]bool
}

// allow checks what a statement needs.
func (ss *session) allow(ctx context.Context, catalog *relation.Catalog, needs []bind.Access) error {
	who := ss.whoami()
	e := &enforcement{session: ss, ctx: ctx, directory: ss.directory(), catalog: catalog, seen: map[*relation.Relation]bool{}}
	for _, need := range needs {
		if who.Super && need.As == 0 && (need.Relation == nil || need.Relation.Kind != relation.View) {
			continue
		}
		if err := e.need(need); err != nil {
			return err
		}
	}
	return who.Check(e.list...)
}

func (e *enforcement) need(need bind.Access) error {
	rel := need.Relation
	switch {
	case rel == nil && need.Schema != "":
		return e.object(need.Privilege, func() (*object, error) { return e.schema(e.ctx, need.Schema) })
	case rel == nil:
		return e.object(need.Privilege, func() (*object, error) { return e.base(e.ctx) })
	case rel.Temp || rel.Kind == relation.System:
		return nil
	}
	if err := e.object("USAGE", func() (*object, error) { return e.schema(e.ctx, rel.Schema) }); err != nil {
		return err
	}
	access := relationAccess(rel, need.Privilege, need.Columns)
	if need.As != 0 {
		return e.directory.Who(need.As).Check(access)
	}
	e.list = append(e.list, access)
	return e.within(rel)
}

// object adds a need of a schema or of the database to the list.
func (e *enforcement) object(name string, find func() (*object, error)) error {
	if e.whoami().Super {
		return nil
	}
	o, err := find()
	if err != nil {
		return err
	}
	access := o.Access
	if name == "OWN" {
		access.Own = true
	} else {
		access.Need, _ = privilege.Named(name)
	}
	if o.Kind == privilege.Database && name == "CREATE" { // asked for by CREATE SCHEMA alone
		access.System = "CREATE SCHEMA"
	}
	e.list = append(e.list, access)
	return nil
}

// within checks what a view reads, with the rights of its owner.
func (e *enforcement) within(view *relation.Relation) error {
	if view.Kind != relation.View || e.seen[view] {
		return nil
	}
	e.seen[view] = true
	owner := e.directory.Who(view.Note.Owner)
	for _, d := range view.Note.Depends {
		inner := e.catalog.Find([]string{view.Database, d.Schema, d.Name}, nil)
		if inner == nil || inner.Kind == relation.System {
			continue
		}
		if err := owner.Check(relationAccess(inner, "SELECT", nil)); err != nil && view.Note.Owner != 0 {
			return err
		}
		if err := e.within(inner); err != nil {
			return err
		}
	}
	return nil
}

// relationAccess is a need of a table or a view.
func relationAccess(rel *relation.Relation, name string, columns []string) privilege.Access {
	access := privilege.Access{Kind: privilege.Relation, Name: rel.Name, Owner: rel.Note.Owner, ACL: rel.Note.ACL}
	switch name {
	case "OWN":
		access.Own, access.Or = true, privilege.Alter
	case "DROP":
		access.Own, access.Or, access.System = true, privilege.Drop, "DROP TABLE"
	default:
		access.Need, _ = privilege.Named(name)
	}
	for _, name := range columns {
		column := privilege.Column{Name: name}
		if i := rel.Column(name); i >= 0 {
			column.ACL = rel.Columns[i].Note.ACL
		}
		access.Columns = append(access.Columns, column)
	}
	return access
}
