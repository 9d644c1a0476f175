package catalog

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// What SHOW of objects lists: see listings in package dialect.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_SHOW_TABLES.html and the pages of the other forms.

func showRelations() map[string]maker {
	return map[string]maker{
		"countersign_show_databases": of(databases, fields[*database]{
			"database_name":            func(_ *Source, d *database) any { return d.name },
			"database_owner":           func(_ *Source, d *database) any { return d.owner },
			"database_type":            func(*Source, *database) any { return "local" },
			"database_acl":             func(s *Source, d *database) any { return tildes(s.list(d.acl)) },
			"database_isolation_level": func(*Source, *database) any { return "Serializable" },
		}),
		"countersign_show_schemas": of(schemasShown, fields[*namespace]{
			"database_name": func(_ *Source, n *namespace) any { return n.database },
			"schema_name":   func(_ *Source, n *namespace) any { return n.name },
			"schema_owner":  func(_ *Source, n *namespace) any { return n.owner },
			"schema_type":   func(*Source, *namespace) any { return "local" },
			"schema_acl":    func(s *Source, n *namespace) any { return tildes(s.list(n.acl)) },
		}),
		"countersign_show_tables":       of(tablesShown, tableShown()),
		"countersign_show_columns":      of(columnsShown, columnShown()),
		"countersign_show_primary_keys": of(func(s *Source) []keyPart { return keyParts(s, "p") }, keyShown()),
		"countersign_show_foreign_keys": of(func(s *Source) []keyPart { return keyParts(s, "f") }, foreignShown()),
		"countersign_show_table":        of(func(s *Source) []*class { return filter(tablesShown(s), (*class).isTable) }, definitionShown(tableDefinition)),
		"countersign_show_view":         of(func(s *Source) []*class { return filter(tablesShown(s), (*class).isView) }, definitionShown(func(_ *Source, c *class) any { return viewText(c.rel) })),
	}
}

// tildes is a list of grants as SHOW writes it: an item behind the other, with a tilde between them.
func tildes(list any) any {
	lines, ok := aclLines(list).(string)
	if !ok {
		return nil
	}
	return strings.ReplaceAll(lines, "\n", "~")
}

func schemasShown(s *Source) []*namespace { return filter(s.Objects.load().namespaces, s.seesSchema) }

// tablesShown are the tables and views of all databases, and the system's in the session's.
func tablesShown(s *Source) []*class {
	return filter(everywhere(s), func(c *class) bool { return c.index == nil })
}

func tableShown() fields[*class] {
	return fields[*class]{
		"database_name": func(_ *Source, c *class) any { return c.namespace.database },
		"schema_name":   func(_ *Source, c *class) any { return c.namespace.name },
		"table_name":    func(_ *Source, c *class) any { return c.rel.Name },
		"table_type": func(_ *Source, c *class) any {
			switch {
			case c.rel.Temp:
				return "LOCAL TEMPORARY"
			case c.kind() == "v":
				return "VIEW"
			}
			return "TABLE"
		},
		"table_acl": func(s *Source, c *class) any { return tildes(classList(s, c)) },
		"remarks":   func(_ *Source, c *class) any { return remarks(c.rel) },
		"owner":     func(s *Source, c *class) any { return s.userName(c.owner()) },
		"dist_style": func(_ *Source, c *class) any {
			if !c.isTable() || c.isView() {
				return nil
			}
			return strings.Replace(styleText(c), "(", " (", 1)
		},
		"table_subtype": func(_ *Source, c *class) any {
			switch {
			case c.rel.Note.Materialized:
				return "MATERIALIZED VIEW"
			case c.rel.Note.Late:
				return "LATE BINDING VIEW"
			case c.kind() == "v":
				return "REGULAR VIEW"
			}
			return "REGULAR TABLE"
		},
	}
}

func columnsShown(s *Source) []attribute {
	return filter(everyAttribute(s), func(a attribute) bool { return a.class.index == nil })
}

func columnShown() fields[attribute] {
	return columnFields().and(fields[attribute]{
		"sort_key_type": func(_ *Source, a attribute) any {
			if a.column.Note.SortKey == 0 {
				return nil
			}
			return orElse(a.class.rel.Note.SortStyle, "COMPOUND")
		},
		"sort_key": func(_ *Source, a attribute) any { return sortKey(a) },
		"dist_key": func(_ *Source, a attribute) any {
			if a.column.Note.DistKey {
				return 1
			}
			return nil
		},
		"encoding": func(_ *Source, a attribute) any {
			if encoding := Encoding(a.class.rel, a.column); encoding != "none" {
				return encoding
			}
			return "raw"
		},
		"collation": func(_ *Source, a attribute) any {
			if a.column.Type.IsText() {
				return "default"
			}
			return nil
		},
	})
}

// A keyPart is a column of a key.
type keyPart struct {
	key *constraint
	seq int // from 1
}

// keyParts are those of the keys of a kind in the session's database.
func keyParts(s *Source, kind string) (list []keyPart) {
	for _, k := range constraints(s) {
		if k.kind != kind || !s.accessible(k.class) || kind == "f" && k.ref == nil {
			continue
		}
		for i := range k.columns {
			list = append(list, keyPart{k, i + 1})
		}
	}
	return list
}

// column is the name of the column at a place of a relation.
func columnAt(r *relation.Relation, place int) any {
	if place < 1 || place > len(r.Columns) {
		return nil
	}
	return r.Columns[place-1].Name
}

func keyShown() fields[keyPart] {
	return fields[keyPart]{
		"database_name": func(_ *Source, k keyPart) any { return k.key.class.namespace.database },
		"schema_name":   func(_ *Source, k keyPart) any { return k.key.class.namespace.name },
		"table_name":    func(_ *Source, k keyPart) any { return k.key.class.rel.Name },
		"pk_name":       func(_ *Source, k keyPart) any { return k.key.name },
		"column_name":   func(_ *Source, k keyPart) any { return columnAt(k.key.class.rel, k.key.columns[k.seq-1]) },
		"key_seq":       func(_ *Source, k keyPart) any { return k.seq },
	}
}

func foreignShown() fields[keyPart] {
	return fields[keyPart]{
		"pk_database_name": func(_ *Source, k keyPart) any { return k.key.ref.namespace.database },
		"pk_schema_name":   func(_ *Source, k keyPart) any { return k.key.ref.namespace.name },
		"pk_table_name":    func(_ *Source, k keyPart) any { return k.key.ref.rel.Name },
		"pk_column_name": func(_ *Source, k keyPart) any {
			if columns := k.referred(); k.seq <= len(columns) {
				return columnAt(k.key.ref.rel, columns[k.seq-1])
			}
			return nil
		},
		"fk_database_name": func(_ *Source, k keyPart) any { return k.key.class.namespace.database },
		"fk_schema_name":   func(_ *Source, k keyPart) any { return k.key.class.namespace.name },
		"fk_table_name":    func(_ *Source, k keyPart) any { return k.key.class.rel.Name },
		"fk_column_name":   func(_ *Source, k keyPart) any { return columnAt(k.key.class.rel, k.key.columns[k.seq-1]) },
		"key_seq":          func(_ *Source, k keyPart) any { return k.seq },
		"fk_name":          func(_ *Source, k keyPart) any { return k.key.name },
		"pk_name": func(_ *Source, k keyPart) any {
			if pk := primaryKey(k.key.ref); pk != nil {
				return pk.name
			}
			return nil
		},
	}
}

// referred are the columns that a foreign key refers to: those of the primary key where none are named.
func (k keyPart) referred() []int {
	if len(k.key.refColumns) > 0 {
		return k.key.refColumns
	}
	if pk := primaryKey(k.key.ref); pk != nil {
		return pk.columns
	}
	return nil
}

func primaryKey(c *class) *constraint {
	for _, k := range c.constraints {
		if k.kind == "p" {
			return k
		}
	}
	return nil
}

// definitionShown are the relations of SHOW TABLE and SHOW VIEW.
func definitionShown(text func(s *Source, c *class) any) fields[*class] {
	return tableShown().and(fields[*class]{"definition": text})
}

// tableDefinition is a table as a statement that makes it.
func tableDefinition(s *Source, c *class) any {
	var lines []string
	for i := range c.rel.Columns {
		lines = append(lines, columnDefinition(c.rel, &c.rel.Columns[i]))
	}
	for _, k := range c.constraints {
		lines = append(lines, constraintText(s, k))
	}
	text := "CREATE "
	if c.rel.Temp {
		text += "TEMPORARY "
	}
	text += "TABLE " + qualified(c) + " (\n    " + strings.Join(lines, ",\n    ") + "\n)\nDISTSTYLE "
	style, _, _ := strings.Cut(styleText(c), "(")
	text += style
	if list := sortColumns(c.rel); len(list) > 0 {
		names := make([]string, len(list))
		for i, column := range list {
			names[i] = QuoteName(column.Name)
		}
		if text += "\n"; c.rel.Note.SortStyle == "INTERLEAVED" {
			text += "INTERLEAVED "
		}
		text += "SORTKEY ( " + strings.Join(names, ", ") + " )"
	}
	return text + ";"
}

func columnDefinition(r *relation.Relation, c *relation.Column) string {
	text := QuoteName(c.Name) + " " + c.Type.String()
	switch {
	case c.Note.Identity != "":
		text += " IDENTITY(" + strings.TrimSuffix(c.Note.Identity, ",default") + ")"
	case c.Note.Default != "":
		text += " DEFAULT " + c.Note.Default
	}
	if c.NotNull {
		text += " NOT NULL"
	}
	encoding := Encoding(r, c)
	if encoding == "none" {
		encoding = "raw"
	}
	text += " ENCODE " + encoding
	if c.Note.DistKey {
		text += " distkey"
	}
	return text
}

// shownLength is the length of a text as SHOW PARAMETERS tells it: -1 where none is said.
func shownLength(t types.Type) any {
	if !t.IsText() && t.ID != types.Varbyte {
		return nil
	}
	if t.Length == 0 {
		return -1
	}
	return t.Length
}
