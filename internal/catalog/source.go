package catalog

import (
	"strings"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/activity"
	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/users"
)

// A Source is what one session's statement sees of the system. It is an engine.System.
type Source struct {
	Objects   *Objects
	Directory *users.Directory
	Viewer    users.Identity
	Syslog    bool // sees what others did: SYSLOG ACCESS UNRESTRICTED

	Path      []string // the search path
	LastQuery int64    // the number of the session's query before this statement; -1 for none
	Activity  *activity.Log
	Settings  []Setting
	Now       time.Time

	// Sizes are how many rows tables have, by database, schema and name: see NeedsSizes.
	Sizes map[[3]string]int64

	// Signal tells a session of the cluster to stop its statement, or to end; it reports whether
	// there is such a session.
	Signal func(pid int, end bool) bool
	// Late gives the columns of a late-binding view, or an error where it cannot be read.
	Late func(view *relation.Relation) ([]relation.Column, error)

	mu   sync.Mutex
	rows map[string]engine.SystemRows
}

// NewSource is a source of those objects for a user, with nothing that was done.
func NewSource(o *Objects, d *users.Directory, who users.Identity, path []string) *Source {
	s := &Source{Objects: o, Directory: d, Viewer: who, Path: path, Activity: &activity.Log{}, LastQuery: -1}
	if u := d.UserByID(who.ID); u != nil {
		s.Syslog = u.Syslog
	}
	return s
}

// A Setting is a parameter of a session, as pg_settings shows it.
type Setting struct{ Name, Value string }

// NeedsSizes tells whether a statement asks how many rows tables have, by the relations that it reads and its text, as
// the engine is given it: to count them takes long where there are many.
func NeedsSizes(relations []string, text string) bool {
	for _, name := range relations {
		if sized[name] {
			return true
		}
	}
	for _, word := range []string{`"reltuples"`, "pg_relation_size", "pg_database_size"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// sized are the relations that do.
var sized = map[string]bool{
	"pg_catalog.svv_table_info": true, "pg_catalog.stv_tbl_perm": true, "pg_catalog.stv_blocklist": true,
	"pg_catalog.svv_diskusage": true, "pg_catalog.stv_node_storage_capacity": true, "pg_catalog.svv_schema_quota_state": true,
	"pg_catalog.svv_redshift_schema_quota": true, "pg_catalog.stv_partitions": true,
}

// size is how many rows a relation has, as far as that is known.
func (s *Source) size(r *relation.Relation) int64 {
	return s.Sizes[[3]string{r.Database, r.Schema, r.Name}]
}

// access is a relation as privileges on it are asked about.
func (s *Source) access(c *class) privilege.Access {
	return privilege.Access{
		Kind: privilege.Relation, Name: c.rel.Name, Owner: c.owner(), ACL: c.rel.Note.ACL, Scoped: s.Objects.scoped(c.rel.Database, c.rel.Schema, "TABLES"),
	}
}

// accessible tells whether who asks owns a relation, or has a privilege on it or on a column of it.
func (s *Source) accessible(c *class) bool {
	return s.accessibleTo(s.Viewer.Who, c)
}

func (s *Source) accessibleTo(who privilege.Who, c *class) bool {
	if who.Super || c.rel.Temp || c.rel.Kind == relation.System {
		return true
	}
	access := s.access(c)
	if who.Owns(access.Owner) || who.Allowed(&access) != 0 {
		return true
	}
	for i := range c.rel.Columns {
		if who.Granted(c.rel.Columns[i].Note.ACL) != 0 {
			return true
		}
	}
	return false
}

// schemaAccess is a schema as privileges on it are asked about.
func (s *Source) schemaAccess(n *namespace) privilege.Access {
	return privilege.Access{Kind: privilege.Schema, Name: n.name, Owner: n.owner, ACL: n.acl, Scoped: s.Objects.scoped(n.database, "", "SCHEMAS")}
}

// databaseAccess is a database as privileges on it are asked about.
func (s *Source) databaseAccess(d *database) privilege.Access {
	return privilege.Access{Kind: privilege.Database, Name: d.name, Owner: d.owner, ACL: d.acl}
}

// userName is the name of a user.
func (s *Source) userName(id int) string {
	if u := s.Directory.UserByID(id); u != nil {
		return u.Name
	}
	return "unknown (OID=" + itoa(id) + ")"
}

// list is a list of grants as PostgreSQL shows it; NULL for the default.
func (s *Source) list(acl privilege.ACL) any {
	if acl == nil {
		return nil
	}
	return acl.Text(s.Directory.Name)
}
