package catalog

import (
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
)

// Who may do what: the lists of grants, one row for each privilege of each grantee.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_SVV_RELATION_PRIVILEGES.html and the pages of its kin.

// A grant is one privilege that one grantee has on an object.
type grant struct {
	database, schema, object, column, args string
	kind                                   string // of the object, in words
	owner                                  int
	to                                     privilege.Grantee
	privilege                              string
	option                                 bool
	by                                     int
	scope                                  string // of a scoped permission: TABLES, FUNCTIONS …; else empty
}

// grantsOf takes a list apart.
func grantsOf(list []grant, about grant, acl privilege.ACL) []grant {
	for _, item := range acl {
		for _, name := range item.Can.Names() {
			one, _ := privilege.Named(name)
			g := about
			g.to, g.privilege, g.option, g.by = item.To, name, item.Grant&one != 0, item.By
			list = append(list, g)
		}
	}
	return list
}

// concerns tells whether who asks sees a grant: who has it, gave it, or owns the object, superusers, and who has SYSLOG
// ACCESS UNRESTRICTED.
func (s *Source) concerns(g grant) bool {
	return s.Viewer.Super || s.Syslog || g.by == s.Viewer.ID || g.owner == s.Viewer.ID || len(s.Viewer.Granted(privilege.ACL{{To: g.to, Can: privilege.Select}}).Names()) > 0
}

// shown are the grants that who asks sees.
func shown(list func(*Source) []grant) func(*Source) []grant {
	return func(s *Source) []grant { return filter(list(s), s.concerns) }
}

// relationGrants are those on tables and views of the session's database. What owners have is told where something was
// granted.
func relationGrants(s *Source) (list []grant) {
	for _, c := range s.Objects.own() {
		about := grant{database: c.rel.Database, schema: c.namespace.name, object: c.rel.Name, owner: c.owner()}
		list = grantsOf(list, about, c.rel.Note.ACL)
	}
	return list
}

// columnGrants are those on columns.
func columnGrants(s *Source) (list []grant) {
	for _, c := range s.Objects.own() {
		for i := range c.rel.Columns {
			about := grant{database: c.rel.Database, schema: c.namespace.name, object: c.rel.Name, column: c.rel.Columns[i].Name, owner: c.owner()}
			list = grantsOf(list, about, c.rel.Columns[i].Note.ACL)
		}
	}
	return list
}

func schemaGrants(s *Source) (list []grant) {
	for _, n := range namespaces(s) {
		list = grantsOf(list, grant{database: n.database, schema: n.name, owner: n.owner}, n.acl)
	}
	return list
}

func databaseGrants(s *Source) (list []grant) {
	for _, d := range databases(s) {
		acl := d.acl
		if acl == nil {
			acl = privilege.Default(privilege.Database, d.name, d.owner)
		}
		list = grantsOf(list, grant{database: d.name, owner: d.owner}, acl)
	}
	return list
}

func functionGrants(s *Source) (list []grant) {
	for _, p := range madeProcs(s, s.Objects.relations.Database()) {
		about := grant{database: s.Objects.relations.Database(), schema: p.schema, object: p.name, args: argumentTypes(p), owner: p.owner, kind: p.made.Kind()}
		list = grantsOf(list, about, p.made.list())
	}
	return list
}

func languageGrants(s *Source) (list []grant) {
	for _, l := range languages {
		acl := heldIn(s.Objects.relations.Note(s.Objects.relations.Database(), languageNote, l.name)).ACL
		list = grantsOf(list, grant{object: l.name, owner: 1}, acl)
	}
	return list
}

// scopedGrants are the permissions on all objects of a kind in a schema, or in the whole of a database.
func scopedGrants(whole bool) func(*Source) []grant {
	return func(s *Source) (list []grant) {
		for _, n := range s.Objects.load().notes {
			schema, kind, ok := strings.Cut(n.name, "/")
			if n.kind != scopeNote || !ok || n.database != s.Objects.relations.Database() || whole != (schema == "") {
				continue
			}
			list = grantsOf(list, grant{database: n.database, schema: schema, scope: kind}, heldIn(n.note).ACL)
		}
		return list
	}
}

func both(a, b func(*Source) []grant) func(*Source) []grant {
	return func(s *Source) []grant { return append(a(s), b(s)...) }
}

// granteeKinds are what the relations call grantees.
var granteeKinds = map[byte]string{'u': "user", 'g': "group", 'r': "role", 0: "public"}

func (s *Source) granteeName(g privilege.Grantee) string {
	if g.Kind == 0 {
		return "public"
	}
	return s.Directory.Name(g)
}

func privilegeRelations() map[string]maker {
	inGrant := fields[grant]{
		"database_name":  func(_ *Source, g grant) any { return g.database },
		"namespace_name": func(_ *Source, g grant) any { return orNull(g.schema) },
		"relation_name":  func(_ *Source, g grant) any { return orNull(g.object) },
		"function_name":  func(_ *Source, g grant) any { return orNull(g.object) },
		"language_name":  func(_ *Source, g grant) any { return g.object },
		"column_name":    func(_ *Source, g grant) any { return g.column },
		"argument_types": func(_ *Source, g grant) any { return g.args },
		"privilege_type": func(_ *Source, g grant) any { return g.privilege },
		"identity_id":    func(_ *Source, g grant) any { return g.to.ID },
		"identity_name":  func(s *Source, g grant) any { return s.granteeName(g.to) },
		"identity_type":  func(_ *Source, g grant) any { return granteeKinds[g.to.Kind] },
		"admin_option":   func(_ *Source, g grant) any { return g.option && g.to.Kind == 'u' }, // of users alone
	}
	scoped := func(own string) fields[grant] {
		return inGrant.and(fields[grant]{"privilege_scope": func(_ *Source, g grant) any {
			if g.scope != "" {
				return g.scope
			}
			return own
		}})
	}
	return map[string]maker{
		"svv_relation_privileges": of(shown(relationGrants), inGrant),
		"svv_column_privileges":   of(shown(columnGrants), inGrant),
		"svv_schema_privileges":   of(shown(both(schemaGrants, scopedGrants(false))), scoped("SCHEMA")),
		"svv_database_privileges": of(shown(both(databaseGrants, scopedGrants(true))), scoped("DATABASE")),
		"svv_function_privileges": of(shown(functionGrants), inGrant),
		"svv_language_privileges": of(shown(languageGrants), inGrant),
		"svv_default_privileges": of(defaultGrants, fields[grant]{
			"schema_name":    func(_ *Source, g grant) any { return orNull(g.schema) },
			"object_type":    func(_ *Source, g grant) any { return g.kind },
			"owner_id":       func(_ *Source, g grant) any { return g.owner },
			"owner_name":     func(s *Source, g grant) any { return s.userName(g.owner) },
			"owner_type":     func(*Source, grant) any { return "user" },
			"privilege_type": func(_ *Source, g grant) any { return g.privilege },
			"grantee_id":     func(_ *Source, g grant) any { return g.to.ID },
			"grantee_name":   func(s *Source, g grant) any { return s.granteeName(g.to) },
			"grantee_type":   func(_ *Source, g grant) any { return granteeKinds[g.to.Kind] },
			"admin_option":   func(_ *Source, g grant) any { return g.option },
		}),
		"pg_default_acl": of(defaultLists, fields[defaultList]{
			"defaclrole": func(_ *Source, d defaultList) any { return d.user },
			"defacluser": func(_ *Source, d defaultList) any { return d.user },
			"defaclnamespace": func(s *Source, d defaultList) any {
				if n := s.Objects.namespace(s.Objects.relations.Database(), d.schema); n != nil {
					return n.oid
				}
				return 0
			},
			"defaclobjtype": func(_ *Source, d defaultList) any { return defaultLetters[d.kind] },
			"defaclacl":     func(s *Source, d defaultList) any { return s.list(d.acl) },
		}),
	}
}

// A defaultList is what ALTER DEFAULT PRIVILEGES says of the objects that a user makes.
type defaultList struct {
	user         int
	schema, kind string
	acl          privilege.ACL
}

// defaultLetters are the kinds of objects in pg_default_acl.
var defaultLetters = map[string]string{"TABLES": "r", "FUNCTIONS": "f", "PROCEDURES": "p", "SCHEMAS": "n", "LANGUAGES": "l"}

// defaultKinds are what SVV_DEFAULT_PRIVILEGES calls them.
var defaultKinds = map[string]string{"TABLES": "RELATION", "FUNCTIONS": "FUNCTION", "PROCEDURES": "PROCEDURE", "SCHEMAS": "SCHEMA", "LANGUAGES": "LANGUAGE"}

func defaultLists(s *Source) (list []defaultList) {
	for _, n := range s.Objects.load().notes {
		parts := strings.Split(n.name, "/")
		if n.kind != defaultNote || n.database != s.Objects.relations.Database() || len(parts) != 3 {
			continue
		}
		user, err := strconv.Atoi(parts[0])
		if err == nil {
			list = append(list, defaultList{user, parts[1], parts[2], heldIn(n.note).ACL})
		}
	}
	return list
}

func defaultGrants(s *Source) (list []grant) {
	for _, d := range defaultLists(s) {
		list = grantsOf(list, grant{schema: d.schema, kind: defaultKinds[d.kind], owner: d.user}, d.acl)
	}
	return filter(list, s.concerns)
}
