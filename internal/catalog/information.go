package catalog

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// The information schema shows what who asks has a privilege on, of the session's database.

// informed are the relations that the information schema shows.
func informed(s *Source) []*class {
	return filter(s.Objects.load().here, func(c *class) bool { return c.index == nil && s.accessible(c) })
}

// tableType is what kind of table a relation is to the information schema.
func tableType(c *class) string {
	switch {
	case c.rel.Temp:
		return "LOCAL TEMPORARY"
	case c.kind() == "v":
		return "VIEW"
	}
	return "BASE TABLE"
}

// shownAttributes are the columns of the relations that the information schema shows.
func shownAttributes(s *Source) []attribute {
	seen := map[*class]bool{}
	for _, c := range informed(s) {
		seen[c] = true
	}
	return filter(attributes(s), func(a attribute) bool { return seen[a.class] })
}

func informationRelations() map[string]maker {
	inTable := fields[*class]{
		"table_catalog":   func(s *Source, _ *class) any { return s.Objects.relations.Database() },
		"table_schema":    func(_ *Source, c *class) any { return c.namespace.name },
		"table_name":      func(_ *Source, c *class) any { return c.rel.Name },
		"table_type":      func(_ *Source, c *class) any { return tableType(c) },
		"view_definition": func(_ *Source, c *class) any { return viewText(c.rel) },
		"remarks":         func(_ *Source, c *class) any { return remarks(c.rel) },
	}
	inColumn := columnFields()
	return map[string]maker{
		"information_schema_catalog_name": of(single, fields[struct{}]{"catalog_name": func(s *Source, _ struct{}) any { return s.Objects.relations.Database() }}),
		"tables":                          of(informed, inTable),
		"columns":                         of(shownAttributes, inColumn),
		"views": of(func(s *Source) []*class {
			return filter(informed(s), func(c *class) bool { return c.kind() == "v" })
		}, inTable),
		"schemata": of(func(s *Source) []*namespace {
			return filter(namespaces(s), func(n *namespace) bool { return s.seesSchema(n) })
		}, fields[*namespace]{
			"catalog_name": func(_ *Source, n *namespace) any { return n.database },
			"schema_name":  func(_ *Source, n *namespace) any { return n.name },
			"schema_owner": func(s *Source, n *namespace) any { return s.userName(n.owner) },
		}),
		"view_table_usage": of(func(s *Source) []read {
			return filter(viewReads(s), func(r read) bool { return s.accessible(r.view) })
		}, usageFields()),
		"view_column_usage": of(func(s *Source) (list []columnRead) {
			for _, r := range viewReads(s) {
				for _, at := range r.columns {
					if s.accessible(r.view) {
						list = append(list, columnRead{r, r.ref.rel.Columns[at-1].Name})
					}
				}
			}
			return list
		}, columnUsageFields()),
	}
}

// seesSchema tells whether who asks owns a schema or has a privilege on it.
func (s *Source) seesSchema(n *namespace) bool {
	access := s.schemaAccess(n)
	return s.Viewer.Owns(access.Owner) || s.Viewer.Allowed(&access) != 0
}

// A columnRead is a column that a view reads.
type columnRead struct {
	read
	column string
}

func usageFields() fields[read] {
	return fields[read]{
		"view_catalog":  func(_ *Source, r read) any { return r.view.rel.Database },
		"view_schema":   func(_ *Source, r read) any { return r.view.namespace.name },
		"view_name":     func(_ *Source, r read) any { return r.view.rel.Name },
		"table_catalog": func(_ *Source, r read) any { return r.ref.rel.Database },
		"table_schema":  func(_ *Source, r read) any { return r.ref.namespace.name },
		"table_name":    func(_ *Source, r read) any { return r.ref.rel.Name },
	}
}

func columnUsageFields() fields[columnRead] {
	out := fields[columnRead]{"column_name": func(_ *Source, r columnRead) any { return r.column }}
	for name, get := range usageFields() {
		out[name] = func(s *Source, r columnRead) any { return get(s, r.read) }
	}
	return out
}

// columnFields are the columns of information_schema.columns, of which SVV_COLUMNS has most.
func columnFields() fields[attribute] {
	return fields[attribute]{
		"table_catalog":            func(s *Source, _ attribute) any { return s.Objects.relations.Database() },
		"database_name":            func(_ *Source, a attribute) any { return a.class.namespace.database },
		"schema_name":              func(_ *Source, a attribute) any { return a.class.namespace.name },
		"table_schema":             func(_ *Source, a attribute) any { return a.class.namespace.name },
		"table_name":               func(_ *Source, a attribute) any { return a.class.rel.Name },
		"column_name":              func(_ *Source, a attribute) any { return a.column.Name },
		"ordinal_position":         func(_ *Source, a attribute) any { return a.num },
		"column_default":           func(_ *Source, a attribute) any { return columnDefault(a) },
		"is_nullable":              func(_ *Source, a attribute) any { return yesNo(!a.column.NotNull) },
		"data_type":                func(_ *Source, a attribute) any { return a.column.Type.Base() },
		"character_maximum_length": func(_ *Source, a attribute) any { return textLength(a.column.Type) },
		"character_octet_length":   func(_ *Source, a attribute) any { return textLength(a.column.Type) },
		"numeric_precision":        func(_ *Source, a attribute) any { return numericPrecision(a.column.Type) },
		"numeric_precision_radix":  func(_ *Source, a attribute) any { return numericRadix(a.column.Type) },
		"numeric_scale":            func(_ *Source, a attribute) any { return numericScale(a.column.Type) },
		"datetime_precision":       func(_ *Source, a attribute) any { return momentPrecision(a.column.Type) },
		"udt_catalog":              func(s *Source, _ attribute) any { return s.Objects.relations.Database() },
		"udt_name":                 func(_ *Source, a attribute) any { return typeOf(a.column.Type).name },
		"dtd_identifier":           func(_ *Source, a attribute) any { return itoa(a.num) },
		"remarks":                  func(_ *Source, a attribute) any { return orNull(a.column.Note.Said) },
		"encoding":                 func(_ *Source, a attribute) any { return Encoding(a.class.rel, a.column) },
		"distkey":                  func(_ *Source, a attribute) any { return a.column.Note.DistKey },
		"sortkey":                  func(_ *Source, a attribute) any { return a.column.Note.SortKey },
		"column_acl":               func(s *Source, a attribute) any { return s.list(a.column.Note.ACL) },
	}
}

func columnDefault(a attribute) any {
	if !hasDefault(a) {
		return nil
	}
	return defaultText(a)
}

func textLength(t types.Type) any {
	if t.IsText() || t.ID == types.Varbyte {
		return orNull(t.Length)
	}
	return nil
}

func numericPrecision(t types.Type) any {
	switch t.ID {
	case types.Int2:
		return 16
	case types.Int4:
		return 32
	case types.Int8:
		return 64
	case types.Float4:
		return 24
	case types.Float8:
		return 53
	case types.Numeric:
		return orNull(t.Precision)
	}
	return nil
}

func numericRadix(t types.Type) any {
	switch {
	case t.ID == types.Numeric:
		return 10
	case t.IsNumber():
		return 2
	}
	return nil
}

func numericScale(t types.Type) any {
	switch {
	case t.IsInteger():
		return 0
	case t.ID == types.Numeric && t.Precision > 0:
		return t.Scale
	}
	return nil
}

func momentPrecision(t types.Type) any {
	switch t.ID {
	case types.Time, types.TimeTZ, types.Timestamp, types.TimestampTZ:
		return 6
	}
	return nil
}

// informationKeys are the keys of tables, as the information schema shows them.
func informationKeys() map[string]maker {
	visible := func(s *Source) []*constraint {
		return filter(constraints(s), func(k *constraint) bool { return s.accessible(k.class) })
	}
	inKey := fields[*constraint]{
		"constraint_catalog": func(s *Source, _ *constraint) any { return s.Objects.relations.Database() },
		"constraint_schema":  func(_ *Source, k *constraint) any { return k.class.namespace.name },
		"constraint_name":    func(_ *Source, k *constraint) any { return k.name },
		"table_catalog":      func(s *Source, _ *constraint) any { return s.Objects.relations.Database() },
		"table_schema":       func(_ *Source, k *constraint) any { return k.class.namespace.name },
		"table_name":         func(_ *Source, k *constraint) any { return k.class.rel.Name },
		"constraint_type":    func(_ *Source, k *constraint) any { return k.node.Kind },
	}
	refersTo := func(k *constraint) *constraint { return keyOf(k.ref, k.refColumns) }
	return map[string]maker{
		"table_constraints":       of(visible, inKey),
		"key_column_usage":        of(func(s *Source) []keyColumn { return keyColumns(visible(s), false) }, keyFields(inKey)),
		"constraint_column_usage": of(func(s *Source) []keyColumn { return keyColumns(visible(s), true) }, keyFields(inKey)),
		"constraint_table_usage":  of(visible, inKey),
		"referential_constraints": of(func(s *Source) []*constraint {
			return filter(visible(s), func(k *constraint) bool { return k.kind == "f" })
		}, inKey.and(fields[*constraint]{
			"unique_constraint_catalog": func(s *Source, _ *constraint) any { return s.Objects.relations.Database() },
			"unique_constraint_schema": func(_ *Source, k *constraint) any {
				if k.ref == nil {
					return nil
				}
				return k.ref.namespace.name
			},
			"unique_constraint_name": func(_ *Source, k *constraint) any {
				if key := refersTo(k); key != nil {
					return key.name
				}
				return nil
			},
		})),
	}
}

// keyOf is the key of a table that columns are.
func keyOf(c *class, columns []int) *constraint {
	if c == nil {
		return nil
	}
	for _, k := range c.constraints {
		if k.kind != "f" && array(k.columns) == array(columns) {
			return k
		}
	}
	return nil
}

// A keyColumn is a column of a key.
type keyColumn struct {
	key   *constraint
	table *class
	name  string
	num   int
}

// keyColumns are the columns of keys: where referred is asked for, those of a foreign key are what it refers to.
func keyColumns(keys []*constraint, referred bool) (list []keyColumn) {
	for _, k := range keys {
		table, columns := k.class, k.columns
		if referred && k.kind == "f" {
			table, columns = k.ref, k.refColumns
		}
		for i, at := range columns {
			if table != nil && at > 0 {
				list = append(list, keyColumn{k, table, table.rel.Columns[at-1].Name, i + 1})
			}
		}
	}
	return list
}

func keyFields(inKey fields[*constraint]) fields[keyColumn] {
	out := fields[keyColumn]{}
	for name, get := range inKey {
		out[name] = func(s *Source, k keyColumn) any { return get(s, k.key) }
	}
	out["table_schema"] = func(_ *Source, k keyColumn) any { return k.table.namespace.name }
	out["table_name"] = func(_ *Source, k keyColumn) any { return k.table.rel.Name }
	out["column_name"] = func(_ *Source, k keyColumn) any { return k.name }
	out["ordinal_position"] = func(_ *Source, k keyColumn) any { return k.num }
	return out
}

// informationPrivileges are grants, as the information schema shows them: in SQL's words.
func informationPrivileges() map[string]maker {
	inGrant := fields[grant]{
		"grantor":        func(s *Source, g grant) any { return s.userName(g.by) },
		"grantee":        func(s *Source, g grant) any { return s.sqlGrantee(g) },
		"table_catalog":  func(s *Source, _ grant) any { return s.Objects.relations.Database() },
		"table_schema":   func(_ *Source, g grant) any { return g.schema },
		"table_name":     func(_ *Source, g grant) any { return g.object },
		"column_name":    func(_ *Source, g grant) any { return g.column },
		"privilege_type": func(_ *Source, g grant) any { return g.privilege },
		"is_grantable":   func(_ *Source, g grant) any { return yesNo(g.option) },
	}
	return map[string]maker{
		"table_privileges":  of(shown(relationGrants), inGrant),
		"role_table_grants": of(shown(relationGrants), inGrant),
		"column_privileges": of(shown(everyColumnGrant), inGrant),
		"applicable_roles": of(func(s *Source) []string { return s.Viewer.GroupNames }, fields[string]{
			"grantee": func(s *Source, _ string) any { return s.Viewer.User }, "role_name": func(_ *Source, g string) any { return g },
			"is_grantable": func(*Source, string) any { return "NO" },
		}),
		"enabled_roles": of(func(s *Source) []string { return s.Viewer.GroupNames }, fields[string]{"role_name": func(_ *Source, g string) any { return g }}),
	}
}

func (s *Source) sqlGrantee(g grant) string {
	if g.to.Kind == 0 {
		return "PUBLIC"
	}
	return s.Directory.Name(g.to)
}

// everyColumnGrant are the grants on columns, and those on tables for each of their columns.
func everyColumnGrant(s *Source) []grant {
	list := columnGrants(s)
	for _, c := range s.Objects.own() {
		for i := range c.rel.Columns {
			about := grant{schema: c.namespace.name, object: c.rel.Name, column: c.rel.Columns[i].Name, owner: c.owner()}
			for _, g := range grantsOf(nil, about, c.rel.Note.ACL) {
				switch g.privilege {
				case "SELECT", "INSERT", "UPDATE", "REFERENCES":
					list = append(list, g)
				}
			}
		}
	}
	return list
}

// informationRoutines are the functions and procedures that somebody made, and their parameters.
func informationRoutines() map[string]maker {
	mine := func(s *Source) []proc { return madeProcs(s, s.Objects.relations.Database()) }
	specific := func(p proc) string { return p.name + "_" + itoa(int(p.oid)) }
	return map[string]maker{
		"routines": of(mine, fields[proc]{
			"specific_catalog": func(s *Source, _ proc) any { return s.Objects.relations.Database() },
			"specific_schema":  func(_ *Source, p proc) any { return p.schema },
			"specific_name":    func(_ *Source, p proc) any { return specific(p) },
			"routine_catalog":  func(s *Source, _ proc) any { return s.Objects.relations.Database() },
			"routine_schema":   func(_ *Source, p proc) any { return p.schema },
			"routine_name":     func(_ *Source, p proc) any { return p.name },
			"routine_type": func(_ *Source, p proc) any {
				if p.procedure {
					return "PROCEDURE"
				}
				return "FUNCTION"
			},
			"data_type":        func(_ *Source, p proc) any { return FormatType(int64(p.result), -1) },
			"type_udt_catalog": func(s *Source, _ proc) any { return s.Objects.relations.Database() },
			"type_udt_schema":  func(*Source, proc) any { return Catalog },
			"type_udt_name":    func(_ *Source, p proc) any { return typeByNumber(p.result).name },
			"routine_body": func(_ *Source, p proc) any {
				if p.language == 14 {
					return "SQL"
				}
				return "EXTERNAL"
			},
			"routine_definition": func(_ *Source, p proc) any { return orNull(p.source) },
			"external_language":  func(_ *Source, p proc) any { return strings.ToUpper(languageName(p.language)) },
			"is_deterministic":   func(_ *Source, p proc) any { return yesNo(!p.volatile) },
			"is_null_call":       func(*Source, proc) any { return "NO" },
			"security_type": func(_ *Source, p proc) any {
				if p.definer {
					return "DEFINER"
				}
				return "INVOKER"
			},
		}),
		"parameters": of(func(s *Source) (list []parameter) {
			for _, p := range mine(s) {
				for i, arg := range p.allArgs {
					list = append(list, parameter{p, i + 1, arg})
				}
			}
			return list
		}, fields[parameter]{
			"specific_catalog": func(s *Source, _ parameter) any { return s.Objects.relations.Database() },
			"specific_schema":  func(_ *Source, p parameter) any { return p.of.schema },
			"specific_name":    func(_ *Source, p parameter) any { return specific(p.of) },
			"ordinal_position": func(_ *Source, p parameter) any { return p.num },
			"parameter_mode":   func(_ *Source, p parameter) any { return orElse(p.of.made.Args[p.num-1].Mode, "IN") },
			"parameter_name":   func(_ *Source, p parameter) any { return orNull(p.of.argNames[p.num-1]) },
			"data_type":        func(_ *Source, p parameter) any { return FormatType(int64(p.kind), -1) },
			"udt_catalog":      func(s *Source, _ parameter) any { return s.Objects.relations.Database() },
			"udt_schema":       func(*Source, parameter) any { return Catalog },
			"udt_name":         func(_ *Source, p parameter) any { return typeByNumber(p.kind).name },
			"dtd_identifier":   func(_ *Source, p parameter) any { return itoa(p.num) },
		}),
	}
}

// A parameter is one of a routine.
type parameter struct {
	of   proc
	num  int
	kind uint32
}

func languageName(oid uint32) string {
	for _, l := range languages {
		if l.oid == oid {
			return l.name
		}
	}
	return ""
}
