package catalog

import (
	"slices"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
)

// What needs what: pg_depend, and the views of it.

// A dependency is one object that needs another.
type dependency struct {
	class, object       uint32
	sub                 int
	refClass, refObject uint32
	refSub              int
	kind                string // n where it only needs it, a where it goes with it, i where it is a part of it
}

// reads are the relations that a view reads, and the places of the columns.
func (o *Objects) reads(c *class) (list []read) {
	for _, d := range c.rel.Note.Depends {
		rel := o.relations.Find([]string{c.rel.Database, d.Schema, d.Name}, nil)
		if rel == nil {
			continue
		}
		ref := o.byOID[rel.OID]
		if ref == nil {
			continue
		}
		r := read{view: c, ref: ref}
		for _, name := range d.Columns {
			if at := rel.Column(name); at >= 0 {
				r.columns = append(r.columns, at+1)
			}
		}
		list = append(list, r)
	}
	return list
}

// A read is a view and a relation that it reads.
type read struct {
	view, ref *class
	columns   []int
}

func viewReads(s *Source) (list []read) {
	o := s.Objects.load()
	for _, c := range o.here {
		if c.index == nil && len(c.rel.Note.Depends) > 0 {
			list = append(list, o.reads(c)...)
		}
	}
	return list
}

func dependencies(s *Source) (list []dependency) {
	inClass, inRewrite, inConstraint, inNamespace := knownOIDs["pg_class"], knownOIDs["pg_rewrite"], knownOIDs["pg_constraint"], knownOIDs["pg_namespace"]
	for _, c := range s.Objects.own() {
		list = append(list, dependency{class: inClass, object: c.oid, refClass: inNamespace, refObject: c.namespace.oid, kind: "n"})
		if c.isView() {
			list = append(list, dependency{class: inRewrite, object: ruleOID(c), refClass: inClass, refObject: c.oid, kind: "i"})
		}
		for _, k := range c.constraints {
			for _, at := range k.columns {
				list = append(list, dependency{class: inConstraint, object: k.oid, refClass: inClass, refObject: c.oid, refSub: at, kind: "a"})
			}
			if k.index != nil {
				list = append(list, dependency{class: inClass, object: k.index.oid, refClass: inConstraint, refObject: k.oid, kind: "i"})
			}
			if k.ref != nil && primaryKey(k.ref) != nil {
				list = append(list, dependency{class: inConstraint, object: k.oid, refClass: inClass, refObject: primaryKey(k.ref).index.oid, kind: "n"})
			}
			for _, at := range k.refColumns {
				list = append(list, dependency{class: inConstraint, object: k.oid, refClass: inClass, refObject: k.ref.oid, refSub: at, kind: "n"})
			}
		}
	}
	for _, r := range viewReads(s) {
		d := dependency{class: inRewrite, object: ruleOID(r.view), refClass: inClass, refObject: r.ref.oid, kind: "n"}
		if len(r.columns) == 0 {
			list = append(list, d)
		}
		for _, at := range r.columns {
			d.refSub = at
			list = append(list, d)
		}
	}
	return list
}

func dependencyRelations() map[string]maker {
	return map[string]maker{
		"pg_depend": of(dependencies, fields[dependency]{
			"classid":     func(_ *Source, d dependency) any { return d.class },
			"objid":       func(_ *Source, d dependency) any { return d.object },
			"objsubid":    func(_ *Source, d dependency) any { return d.sub },
			"refclassid":  func(_ *Source, d dependency) any { return d.refClass },
			"refobjid":    func(_ *Source, d dependency) any { return d.refObject },
			"refobjsubid": func(_ *Source, d dependency) any { return d.refSub },
			"deptype":     func(_ *Source, d dependency) any { return d.kind },
		}),
	}
}

// materializedRelations are the materialized views and what they read.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_SVV_MV_INFO.html, r_STV_MV_INFO.html, r_SVV_MV_DEPENDENCY.html.
func materializedRelations() map[string]maker {
	materialized := func(s *Source) []*class {
		return filter(s.Objects.own(), func(c *class) bool { return c.rel.Note.Materialized && s.accessible(c) })
	}
	yes := func(is bool) string {
		if is {
			return "t"
		}
		return "f"
	}
	inView := fields[*class]{
		"database_name":   func(_ *Source, c *class) any { return c.rel.Database },
		"db_name":         func(_ *Source, c *class) any { return c.rel.Database },
		"schema_name":     func(_ *Source, c *class) any { return c.namespace.name },
		"schema":          func(_ *Source, c *class) any { return c.namespace.name },
		"user_name":       func(s *Source, c *class) any { return s.userName(c.owner()) },
		"owner_user_name": func(s *Source, c *class) any { return s.userName(c.owner()) },
		"name":            func(_ *Source, c *class) any { return c.rel.Name },
		"is_stale":        func(s *Source, c *class) any { return yes(s.stale(c)) },
		"state":           func(*Source, *class) any { return 0 }, // computed anew at each refresh
		"autorefresh":     func(_ *Source, c *class) any { return yes(c.rel.Note.AutoRefresh) },
		"autorewrite":     func(*Source, *class) any { return "f" },
	}
	depends := func(s *Source) []read {
		return filter(viewReads(s), func(r read) bool { return r.view.rel.Note.Materialized && s.accessible(r.view) })
	}
	inRead := fields[read]{
		"database_name":         func(_ *Source, r read) any { return r.view.rel.Database },
		"db_name":               func(_ *Source, r read) any { return r.view.rel.Database },
		"schema_name":           func(_ *Source, r read) any { return r.view.namespace.name },
		"schema":                func(_ *Source, r read) any { return r.view.namespace.name },
		"name":                  func(_ *Source, r read) any { return r.view.rel.Name },
		"dependent_schema_name": func(_ *Source, r read) any { return r.ref.namespace.name },
		"dependent_name":        func(_ *Source, r read) any { return r.ref.rel.Name },
		"ref_schema":            func(_ *Source, r read) any { return r.ref.namespace.name },
		"ref_name":              func(_ *Source, r read) any { return r.ref.rel.Name },
		"ref_database_name":     func(_ *Source, r read) any { return r.ref.rel.Database },
	}
	return map[string]maker{
		"svv_mv_info": of(materialized, inView), "stv_mv_info": of(materialized, inView),
		"svv_mv_dependency": of(depends, inRead), "stv_mv_deps": of(depends, inRead),
	}
}

// stale tells whether one of the tables that a materialized view reads was changed after it was refreshed, as far as the
// log of statements tells.
func (s *Source) stale(c *class) bool {
	var base []*relation.Relation
	for _, r := range s.Objects.reads(c) {
		base = append(base, r.ref.rel)
	}
	stale := false
	for _, st := range s.Activity.Statements() {
		switch {
		case st.Failed() || st.End.IsZero() || st.Session.Database != c.rel.Database:
		case slices.Contains(st.Fills, c.rel.OID):
			stale = false
		case slices.ContainsFunc(base, func(r *relation.Relation) bool { return slices.Contains(st.Changes, r.OID) }):
			stale = true
		}
	}
	return stale
}
