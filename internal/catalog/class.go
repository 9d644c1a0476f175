package catalog

import (
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/users"
)

// pg_class and what shows relations one by one: pg_tables, pg_views, pg_table_def, pg_rewrite.
// Source: PostgreSQL 8.0's catalogue, and docs.aws.amazon.com/redshift/latest/dg/c_intro_catalog_views.html.

func classes(s *Source) []*class { return slices.Concat(s.Objects.load().here, s.Objects.behind) }

func classRelations() map[string]maker {
	inClass := classFields()
	return map[string]maker{
		"pg_class": kept[*class]("pg_class", of(classes, inClass), "relacl", "reltuples"),
		"pg_class_info": of(classes, inClass.and(fields[*class]{
			"reloid":                func(_ *Source, c *class) any { return c.oid },
			"releffectivediststyle": func(_ *Source, c *class) any { return effectiveStyle(c.rel) },
		})),
		"pg_tables": of(func(s *Source) []*class {
			return filter(s.Objects.load().here, func(c *class) bool { return c.kind() == "r" })
		}, fields[*class]{
			"schemaname": func(_ *Source, c *class) any { return c.namespace.name },
			"tablename":  func(_ *Source, c *class) any { return c.rel.Name },
			"tableowner": func(s *Source, c *class) any { return s.userName(c.owner()) },
			"hasindexes": func(_ *Source, c *class) any { return hasIndex(c) },
			"hasrules":   func(*Source, *class) any { return false },
		}),
		"pg_views": of(views, fields[*class]{
			"schemaname": func(_ *Source, c *class) any { return c.namespace.name },
			"viewname":   func(_ *Source, c *class) any { return c.rel.Name },
			"viewowner":  func(s *Source, c *class) any { return s.userName(c.owner()) },
			"definition": func(_ *Source, c *class) any { return viewText(c.rel) },
		}),
		"pg_rewrite": of(views, fields[*class]{
			"oid":       func(_ *Source, c *class) any { return ruleOID(c) },
			"rulename":  func(*Source, *class) any { return "_RETURN" },
			"ev_class":  func(_ *Source, c *class) any { return c.oid },
			"ev_action": func(_ *Source, c *class) any { return viewText(c.rel) },
		}),
	}
}

func ruleOID(c *class) uint32 {
	return relation.Number("rule", c.namespace.database, c.namespace.name, c.rel.Name)
}

// views are those of users; the text of the system's own is not told.
func views(s *Source) []*class {
	return filter(s.Objects.own(), (*class).isView)
}

// viewText is what CREATE VIEW was told; of a materialized view it is a statement that makes it.
func viewText(r *relation.Relation) any {
	switch {
	case r.Note.Query == "":
		return nil
	case r.Note.Materialized:
		return "create materialized view " + QuoteName(r.Name) + " backup " + strings.ToLower(orElse(r.Note.Backup, "YES")) + keyWords(r) +
			" auto refresh " + strings.ToLower(yesNo(r.Note.AutoRefresh)) + " as (" + r.Note.Query + ");"
	case r.Note.Late:
		return r.Note.Query + " WITH NO SCHEMA BINDING;"
	}
	return r.Note.Query + ";"
}

// keyWords are the distribution style and the sort key of a materialized view.
func keyWords(r *relation.Relation) string {
	words := " diststyle " + strings.ToLower(orElse(r.Note.DistStyle, "EVEN"))
	if name := distKey(r); name != "" {
		words += " distkey (" + QuoteName(name) + ")"
	}
	list := sortColumns(r)
	if len(list) == 0 {
		return words
	}
	names := make([]string, len(list))
	for i, column := range list {
		names[i] = QuoteName(column.Name)
	}
	if r.Note.SortStyle == "INTERLEAVED" {
		words += " interleaved"
	}
	return words + " sortkey (" + strings.Join(names, ", ") + ")"
}

func classFields() fields[*class] {
	return fields[*class]{
		"oid":            func(_ *Source, c *class) any { return c.oid },
		"relname":        func(_ *Source, c *class) any { return c.name() },
		"relnamespace":   func(_ *Source, c *class) any { return c.namespace.oid },
		"relowner":       func(_ *Source, c *class) any { return c.owner() },
		"relfilenode":    func(_ *Source, c *class) any { return c.oid },
		"relpages":       func(*Source, *class) any { return 0 },
		"relam":          func(_ *Source, c *class) any { return accessMethod(c) },
		"reltuples":      tuples,
		"relhasindex":    func(_ *Source, c *class) any { return hasIndex(c) },
		"relkind":        func(_ *Source, c *class) any { return c.kind() },
		"relnatts":       func(_ *Source, c *class) any { return countColumns(c) },
		"reldiststyle":   func(_ *Source, c *class) any { return distStyle(c) },
		"relukeys":       func(_ *Source, c *class) any { return countKeys(c, "u") },
		"relfkeys":       func(_ *Source, c *class) any { return countKeys(c, "f") },
		"relhaspkey":     func(_ *Source, c *class) any { return countKeys(c, "p") > 0 },
		"relhasrules":    func(_ *Source, c *class) any { return c.index == nil && c.rel.Kind != relation.System && c.isView() },
		"relhastriggers": func(_ *Source, c *class) any { return c.index == nil && (c.referred || countKeys(c, "f") > 0) }, // those of foreign keys
		"relpersistence": func(_ *Source, c *class) any { return map[bool]string{true: "t", false: "p"}[c.rel.Temp] },
		"relhassubclass": func(*Source, *class) any { return false },
		"relacl":         classList,
	}
}

func classList(s *Source, c *class) any {
	switch {
	case c.index != nil:
		return nil
	case c.rel.Kind == relation.System:
		return "{=r/" + s.userName(users.OwnID) + "}"
	}
	return s.list(c.rel.Note.ACL)
}

func accessMethod(c *class) int {
	if c.index != nil {
		return btreeOID
	}
	return 0
}

func tuples(s *Source, c *class) any {
	if !c.isTable() {
		return 0.0
	}
	return float64(s.size(c.rel))
}

func hasIndex(c *class) bool {
	return c.index == nil && countKeys(c, "p")+countKeys(c, "u") > 0
}

func countKeys(c *class, kind string) int {
	n := 0
	if c.index == nil {
		for _, k := range c.constraints {
			if k.kind == kind {
				n++
			}
		}
	}
	return n
}

func countColumns(c *class) int {
	if c.index != nil {
		return len(c.index.columns)
	}
	n := 0
	for i := range c.rel.Columns {
		if !c.rel.Columns[i].Hidden {
			n++
		}
	}
	return n
}

// The numbers of distribution styles.
// Source: docs.aws.amazon.com/redshift/latest/dg/viewing-distribution-styles.html.
const (
	styleEven = 0
	styleKey  = 1
	styleAll  = 8
	autoAll   = 10
	autoEven  = 11
	autoKey   = 12
)

// distStyle is reldiststyle. A table whose style nobody chose is kept as one of ALL until it grows.
func distStyle(c *class) int {
	if !c.isTable() {
		return styleEven
	}
	switch c.rel.Note.DistStyle {
	case "EVEN":
		return styleEven
	case "KEY":
		return styleKey
	case "ALL":
		return styleAll
	}
	if distKey(c.rel) != "" {
		return styleKey
	}
	if c.rel.Temp {
		return styleEven
	}
	return autoAll
}

func effectiveStyle(r *relation.Relation) int {
	if r.Kind != relation.Table {
		return styleEven
	}
	return distStyle(&class{rel: r})
}

// distKey is the name of the column that rows are distributed by.
func distKey(r *relation.Relation) string {
	i := slices.IndexFunc(r.Columns, func(c relation.Column) bool { return c.Note.DistKey })
	if i < 0 {
		return ""
	}
	return r.Columns[i].Name
}
