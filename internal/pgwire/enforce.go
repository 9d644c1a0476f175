package pgwire

import (
	"context"
	"slices"
	"strings"

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
	who       users.Identity
	directory *users.Directory
	catalog   *relation.Catalog
	held      *accessList
	list      []privilege.Access // of the user
	seen      map[*relation.Relation]bool
}

// holdings is what the database keeps of grants, as of a state of the catalogue.
type holdings struct {
	version int64
	list    *accessList
}

// held reads it, once for each state.
func (ss *session) held(ctx context.Context) (*accessList, error) {
	now := ss.server.catalog.Load()
	if ss.holdings.list == nil || ss.holdings.version != now {
		list, err := ss.accessList(ctx)
		if err != nil {
			return nil, err
		}
		ss.holdings = holdings{now, list}
	}
	return ss.holdings.list, nil
}

// enforcement begins a check for a user.
func (ss *session) enforcement(ctx context.Context, who users.Identity, catalog *relation.Catalog) (*enforcement, error) {
	held, err := ss.held(ctx)
	return &enforcement{who: who, directory: ss.directory(), catalog: catalog, held: held, seen: map[*relation.Relation]bool{}}, err
}

// allow checks what a statement needs.
func (ss *session) allow(ctx context.Context, catalog *relation.Catalog, needs []bind.Access) error {
	who := ss.whoami()
	if who.Super && !slices.ContainsFunc(needs, concernsOwners) {
		return nil
	}
	e, err := ss.enforcement(ctx, who, catalog)
	if err != nil {
		return err
	}
	for _, need := range needs {
		if err := e.need(need); err != nil {
			return err
		}
	}
	return who.Check(e.list...)
}

// concernsOwners tells whether a need is checked for the owner of a view, too.
func concernsOwners(need bind.Access) bool {
	return need.As != 0 || need.Relation != nil && need.Relation.Kind == relation.View
}

func (e *enforcement) need(need bind.Access) error {
	rel := need.Relation
	switch {
	case need.Language != "":
		e.list = append(e.list, needing(e.held.access(privilege.Language, languageNote, need.Language, need.Language), need.Privilege))
		return nil
	case need.Routine != "":
		schema, routine := needing(e.held.Schema(need.Schema), "USAGE"), needing(e.held.Routine(need.Schema, strings.TrimPrefix(need.Routine, need.Schema+"."), routineName(need)), need.Privilege)
		if need.As != 0 {
			return e.directory.Who(need.As).Check(schema, routine)
		}
		e.list = append(e.list, schema, routine)
		return nil
	case rel == nil && need.Schema != "":
		e.list = append(e.list, needing(e.held.Schema(need.Schema), need.Privilege))
		return nil
	case rel == nil:
		e.list = append(e.list, needing(e.held.Database(), need.Privilege))
		return nil
	case rel.Kind == relation.System:
		reader := e.who.Who
		if need.As != 0 {
			reader = e.directory.Who(need.As)
		}
		return ofSystem(reader, rel)
	case rel.Temp:
		return nil
	}
	e.list = append(e.list, needing(e.held.Schema(rel.Schema), "USAGE"))
	access := e.relation(rel, need.Privilege, need.Columns)
	if need.As == 0 {
		e.list = append(e.list, access)
	} else if err := e.directory.Who(need.As).Check(access); err != nil {
		return err
	}
	if need.Privilege != "SELECT" { // a view can be dropped whatever it reads
		return nil
	}
	return e.within(rel)
}

// routineName is a routine's name without its schema and its arguments.
func routineName(need bind.Access) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(need.Routine, need.Schema+"."), "(")
	return name
}

func needing(a privilege.Access, name string) privilege.Access {
	switch {
	case name == "OWN":
		a.Own = true
	case name == "DROP" && a.Kind == privilege.Function:
		a.Own, a.System = true, "DROP FUNCTION"
	case name == "REPLACE":
		a.Own, a.System = true, "CREATE OR REPLACE FUNCTION"
	default:
		a.Need, _ = privilege.Named(name)
	}
	if a.Kind == privilege.Database && name == "CREATE" { // asked for by CREATE SCHEMA alone
		a.System = "CREATE SCHEMA"
	}
	return a
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
		if inner == nil {
			continue
		}
		reader, id := owner, view.Note.Owner
		if d.As != 0 {
			reader, id = e.directory.Who(d.As), d.As
		}
		if inner.Kind == relation.System {
			if err := ofSystem(reader, inner); err != nil && id != 0 {
				return err
			}
			continue
		}
		if err := reader.Check(e.relation(inner, "SELECT", d.Columns)); err != nil && id != 0 {
			return err
		}
		if err := e.within(inner); err != nil {
			return err
		}
	}
	return nil
}

// ofSystem is nil if a user may read a relation of the system.
func ofSystem(who privilege.Who, rel *relation.Relation) error {
	if rel.Supers && !who.Super {
		return privilege.Denied(privilege.Relation, rel.Name)
	}
	return nil
}

// relation is a need of a table or a view.
func (e *enforcement) relation(rel *relation.Relation, name string, columns []string) privilege.Access {
	access := privilege.Access{Kind: privilege.Relation, Name: rel.Name, Owner: rel.Note.Owner, ACL: rel.Note.ACL, Scoped: e.held.Scoped(rel.Schema, "TABLES")}
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
