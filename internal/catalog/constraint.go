package catalog

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// Keys: pg_constraint, and the indexes that PostgreSQL has of primary keys and unique ones. Nothing is looked up in
// them: Redshift's keys are told and not enforced.

func constraints(s *Source) (list []*constraint) {
	for _, c := range s.Objects.own() {
		list = append(list, c.constraints...)
	}
	return list
}

func indexes(s *Source) []*class {
	return filter(s.Objects.load().here, func(c *class) bool { return c.index != nil })
}

func constraintRelations() map[string]maker {
	return map[string]maker{
		"pg_constraint": of(constraints, fields[*constraint]{
			"oid":          func(_ *Source, k *constraint) any { return k.oid },
			"conname":      func(_ *Source, k *constraint) any { return k.name },
			"connamespace": func(_ *Source, k *constraint) any { return k.class.namespace.oid },
			"contype":      func(_ *Source, k *constraint) any { return k.kind },
			"conrelid":     func(_ *Source, k *constraint) any { return k.class.oid },
			"confrelid": func(_ *Source, k *constraint) any {
				if k.ref == nil {
					return 0
				}
				return k.ref.oid
			},
			"conindid": func(_ *Source, k *constraint) any {
				if k.index == nil {
					return 0
				}
				return k.index.oid
			},
			"confupdtype":   func(_ *Source, k *constraint) any { return ofForeign(k, "a") },
			"confdeltype":   func(_ *Source, k *constraint) any { return ofForeign(k, "a") },
			"confmatchtype": func(_ *Source, k *constraint) any { return ofForeign(k, "u") },
			"conkey":        func(_ *Source, k *constraint) any { return array(k.columns) },
			"confkey": func(_ *Source, k *constraint) any {
				if k.kind != "f" {
					return nil
				}
				return array(k.refColumns)
			},
		}),
		"pg_index": of(indexes, fields[*class]{
			"indexrelid":   func(_ *Source, c *class) any { return c.oid },
			"indrelid":     func(_ *Source, c *class) any { return c.rel.OID },
			"indkey":       func(_ *Source, c *class) any { return vector(c.index.columns) },
			"indclass":     func(_ *Source, c *class) any { return vector(make([]int, len(c.index.columns))) },
			"indnkeyatts":  func(_ *Source, c *class) any { return len(c.index.columns) },
			"indnatts":     func(_ *Source, c *class) any { return len(c.index.columns) },
			"indisunique":  func(*Source, *class) any { return true },
			"indisprimary": func(_ *Source, c *class) any { return c.index.kind == "p" },
		}),
		"pg_indexes": of(indexes, fields[*class]{
			"schemaname": func(_ *Source, c *class) any { return c.namespace.name },
			"tablename":  func(_ *Source, c *class) any { return c.rel.Name },
			"indexname":  func(_ *Source, c *class) any { return c.index.name },
			"indexdef":   func(_ *Source, c *class) any { return indexText(c) },
		}),
	}
}

// ofForeign is what only foreign keys have; others have a blank.
func ofForeign(k *constraint, letter string) string {
	if k.kind == "f" {
		return letter
	}
	return " "
}

// array writes numbers as PostgreSQL writes an array.
func array(list []int) string {
	return "{" + joinNumbers(list, ",") + "}"
}

// vector writes numbers as PostgreSQL writes an int2vector.
func vector(list []int) string { return joinNumbers(list, " ") }

func joinNumbers(list []int, between string) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = itoa(n)
	}
	return strings.Join(texts, between)
}

// columnNames are the names of places in a relation, with commas between them.
func columnNames(r *relation.Relation, places []int) string {
	texts := make([]string, 0, len(places))
	for _, at := range places {
		if at > 0 {
			texts = append(texts, QuoteName(r.Columns[at-1].Name))
		}
	}
	return strings.Join(texts, ", ")
}

// indexText is CREATE INDEX as pg_get_indexdef tells it.
func indexText(c *class) string {
	return "CREATE UNIQUE INDEX " + QuoteName(c.index.name) + " ON " + qualified(c) + " USING btree (" + columnNames(c.rel, c.index.columns) + ")"
}

// constraintText is a constraint as pg_get_constraintdef tells it.
func constraintText(s *Source, k *constraint) string {
	switch k.kind {
	case "p":
		return "PRIMARY KEY (" + columnNames(k.class.rel, k.columns) + ")"
	case "u":
		return "UNIQUE (" + columnNames(k.class.rel, k.columns) + ")"
	}
	text := "FOREIGN KEY (" + columnNames(k.class.rel, k.columns) + ") REFERENCES "
	if k.ref == nil {
		return text + syntax.Print(k.node.References)
	}
	return text + s.shownName(k.ref) + "(" + columnNames(k.ref.rel, k.refColumns) + ")"
}

// qualified is a relation's name with its schema.
func qualified(c *class) string { return QuoteName(c.namespace.name) + "." + QuoteName(c.rel.Name) }

// QuoteName is a name as SQL reads it.
func QuoteName(name string) string {
	return syntax.Print(syntax.Name{syntax.NewIdent(name)})
}
