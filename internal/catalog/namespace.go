package catalog

import (
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/users"
)

// Schemas, databases, and what else there is one of.

func namespaces(s *Source) []*namespace {
	return filter(s.Objects.load().namespaces, func(n *namespace) bool { return n.database == s.Objects.relations.Database() })
}

func databases(s *Source) []*database { return s.Objects.load().databases }

// single is the list of a relation that has one row.
func single(*Source) []struct{} { return make([]struct{}, 1) }

func namespaceRelations() map[string]maker {
	inDatabase := fields[*database]{
		"oid":           func(_ *Source, d *database) any { return d.oid },
		"datid":         func(_ *Source, d *database) any { return d.oid },
		"datname":       func(_ *Source, d *database) any { return d.name },
		"datdba":        func(_ *Source, d *database) any { return d.owner },
		"datistemplate": func(*Source, *database) any { return false },
		"datallowconn":  func(*Source, *database) any { return true },
		"datvacuumxid":  func(*Source, *database) any { return 0 },
		"datfrozenxid":  func(*Source, *database) any { return 0 },
		"datacl":        func(s *Source, d *database) any { return s.list(d.acl) },
	}
	return map[string]maker{
		"pg_namespace": of(namespaces, fields[*namespace]{
			"oid":      func(_ *Source, n *namespace) any { return n.oid },
			"nspname":  func(_ *Source, n *namespace) any { return n.name },
			"nspowner": func(_ *Source, n *namespace) any { return n.owner },
			"nspacl":   func(s *Source, n *namespace) any { return s.list(n.acl) },
		}),
		"pg_database":      of(databases, inDatabase),
		"pg_database_info": of(databases, inDatabase),
		"pg_tablespace": of(func(*Source) []string { return []string{"pg_default", "pg_global"} }, fields[string]{
			"oid": func(_ *Source, name string) any {
				if name == "pg_default" {
					return 1663
				}
				return 1664
			},
			"spcname":  func(_ *Source, name string) any { return name },
			"spcowner": func(*Source, string) any { return users.OwnID },
		}),
		"pg_am": of(single, fields[struct{}]{
			"oid": func(*Source, struct{}) any { return btreeOID }, "amname": func(*Source, struct{}) any { return "btree" },
			"amstrategies": func(*Source, struct{}) any { return 5 }, "amsupport": func(*Source, struct{}) any { return 1 },
			"amorderstrategy": func(*Source, struct{}) any { return 1 }, "amcanunique": func(*Source, struct{}) any { return true },
			"amcanmulticol": func(*Source, struct{}) any { return true }, "amindexnulls": func(*Source, struct{}) any { return true },
			"amconcurrent": func(*Source, struct{}) any { return true },
		}),
		"pg_language": of(func(s *Source) []language { return languages }, fields[language]{
			"oid":          func(_ *Source, l language) any { return l.oid },
			"lanname":      func(_ *Source, l language) any { return l.name },
			"lanispl":      func(_ *Source, l language) any { return l.oid > 14 },
			"lanpltrusted": func(_ *Source, l language) any { return l.oid >= 14 },
			"lanvalidator": func(*Source, language) any { return 0 },
			"lanacl": func(s *Source, l language) any {
				return s.list(heldIn(s.Objects.relations.Note(s.Objects.relations.Database(), languageNote, l.name)).ACL)
			},
		}),
		"pg_description": of(descriptions, fields[description]{
			"objoid":      func(_ *Source, d description) any { return d.oid },
			"classoid":    func(_ *Source, d description) any { return d.class },
			"objsubid":    func(_ *Source, d description) any { return d.sub },
			"description": func(_ *Source, d description) any { return d.text },
		}),
	}
}

// btreeOID is the number of the one access method.
const btreeOID = 403

// A language is one of routines.
type language struct {
	oid  uint32
	name string
}

// languages are those that there are: PostgreSQL's own and those of GRANT ON LANGUAGE.
var languages = []language{{12, "internal"}, {13, "c"}, {14, "sql"}, {100125, "plpgsql"}, {100127, "plpythonu"}, {100129, "exfunc"}, {100130, "mlfunc"}}

// A description is what COMMENT ON says of an object.
type description struct {
	oid, class uint32
	sub        int
	text       string
}

func descriptions(s *Source) (list []description) {
	inClass, inConstraint, inNamespace := knownOIDs["pg_class"], knownOIDs["pg_constraint"], knownOIDs["pg_namespace"]
	for _, c := range s.Objects.own() {
		if c.rel.Note.Said != "" {
			list = append(list, description{c.oid, inClass, 0, c.rel.Note.Said})
		}
		for i := range c.rel.Columns {
			if said := c.rel.Columns[i].Note.Said; said != "" {
				list = append(list, description{c.oid, inClass, i + 1, said})
			}
		}
		for _, k := range c.constraints {
			if said := c.rel.Note.ConstraintSaid[k.name]; said != "" {
				list = append(list, description{k.oid, inConstraint, 0, said})
			}
		}
	}
	for _, n := range namespaces(s) {
		if n.said != "" {
			list = append(list, description{n.oid, inNamespace, 0, n.said})
		}
	}
	for _, d := range databases(s) {
		if said := heldIn(s.Objects.relations.Note(d.name, databaseNote, "")).Said; said != "" {
			list = append(list, description{d.oid, knownOIDs["pg_database"], 0, said})
		}
	}
	return list
}

// remarks are what is said of a relation, and of a column.
func remarks(r *relation.Relation) any { return orNull(r.Note.Said) }
