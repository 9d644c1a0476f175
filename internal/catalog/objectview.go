package catalog

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
)

// SVV views of objects: of the session's database, and of all databases.
// Source: docs.aws.amazon.com/redshift/latest/dg/svv_views.html and the pages of the views.

// everywhere are the relations of all databases that who asks may see, the system's but once.
func everywhere(s *Source) []*class {
	return filter(s.Objects.load().classes, s.accessible)
}

// everyAttribute are the columns of those.
func everyAttribute(s *Source) (list []attribute) {
	for _, c := range everywhere(s) {
		list = append(list, s.columnsOf(c)...)
	}
	return list
}

// own are those of users.
func own(list []*class) []*class {
	return filter(list, func(c *class) bool { return c.rel.Kind != relation.System })
}

// schemasEverywhere are the schemas of all databases.
func schemasEverywhere(s *Source) []*namespace {
	return filter(s.Objects.load().namespaces, func(n *namespace) bool {
		return s.seesSchema(n) && n.name != Catalog && n.name != Information || n.database == s.Objects.relations.Database() && n.name != Catalog
	})
}

func objectViews() map[string]maker {
	inTable := fields[*class]{
		"table_catalog": func(s *Source, c *class) any { return c.namespace.database },
		"database_name": func(_ *Source, c *class) any { return c.namespace.database },
		"table_schema":  func(_ *Source, c *class) any { return c.namespace.name },
		"schema_name":   func(_ *Source, c *class) any { return c.namespace.name },
		"table_name":    func(_ *Source, c *class) any { return c.rel.Name },
		"table_type":    func(_ *Source, c *class) any { return tableType(c) },
		"remarks":       func(_ *Source, c *class) any { return remarks(c.rel) },
		"table_acl":     func(s *Source, c *class) any { return aclLines(s.list(c.rel.Note.ACL)) },
		"table_owner":   func(s *Source, c *class) any { return s.userName(c.owner()) },
	}
	kindOf := fields[*class]{"table_type": func(_ *Source, c *class) any {
		if c.isView() {
			return "VIEW"
		}
		return "TABLE"
	}}
	inSchema := fields[*namespace]{
		"database_name": func(_ *Source, n *namespace) any { return n.database },
		"schema_name":   func(_ *Source, n *namespace) any { return n.name },
		"schema_owner":  func(_ *Source, n *namespace) any { return n.owner },
		"schema_type":   func(*Source, *namespace) any { return "local" },
		"schema_acl":    func(s *Source, n *namespace) any { return aclLines(s.list(n.acl)) },
		"schema_id":     func(_ *Source, n *namespace) any { return n.oid },
	}
	allShown := columnFields().and(fields[attribute]{"column_acl": func(s *Source, a attribute) any { return aclLines(s.list(a.column.Note.ACL)) }})
	redshift := allShown.and(fields[attribute]{"data_type": func(_ *Source, a attribute) any { return a.column.Type.String() }})
	return map[string]maker{
		"svv_tables": of(informed, inTable),
		"svv_columns": of(func(s *Source) []attribute { // of all tables, whoever asks
			return filter(attributes(s), func(a attribute) bool { return a.class.index == nil })
		}, columnFields()),
		"svv_all_tables":       of(func(s *Source) []*class { return own(everywhere(s)) }, inTable.and(kindOf)),
		"svv_all_columns":      of(func(s *Source) []attribute { return filter(everyAttribute(s), ofUser) }, allShown),
		"svv_all_schemas":      of(schemasEverywhere, inSchema),
		"svv_redshift_schemas": of(schemasEverywhere, inSchema),
		"svv_redshift_tables":  of(func(s *Source) []*class { return own(everywhere(s)) }, inTable.and(kindOf)),
		"svv_redshift_columns": of(func(s *Source) []attribute { return filter(everyAttribute(s), ofUser) }, redshift),
		"svv_redshift_databases": of(databases, fields[*database]{
			"database_name":            func(_ *Source, d *database) any { return d.name },
			"database_owner":           func(_ *Source, d *database) any { return d.owner },
			"database_type":            func(*Source, *database) any { return "local" },
			"database_acl":             func(s *Source, d *database) any { return aclLines(s.list(d.acl)) },
			"database_isolation_level": func(*Source, *database) any { return "Serializable" },
		}),
		"stv_db_isolation_level": of(databases, fields[*database]{
			"db_name":         func(_ *Source, d *database) any { return d.name },
			"isolation_level": func(*Source, *database) any { return "Serializable" },
		}),
		"svv_schema_quota_state": of(func(s *Source) []*namespace {
			return filter(namespaces(s), func(n *namespace) bool { return n.quota != "" && (s.Viewer.Super || s.Viewer.Owns(n.owner)) })
		}, inSchema.and(quotaFields())),
		"svv_redshift_schema_quota": of(func(s *Source) []*namespace {
			return filter(s.Objects.load().namespaces, func(n *namespace) bool { return n.quota != "" && (s.Viewer.Super || s.Viewer.Owns(n.owner)) })
		}, inSchema.and(quotaFields())),
	}
}

func ofUser(a attribute) bool { return a.class.rel.Kind != relation.System }

// aclLines is a list of grants as SVV views show it: without braces, an item a line.
func aclLines(list any) any {
	text, ok := list.(string)
	if !ok {
		return nil
	}
	return strings.NewReplacer(`","`, "\n", `,"`, "\n", `",`, "\n", ",", "\n", `"`, "").Replace(strings.Trim(text, "{}"))
}

// quotaFields are a schema's quota and what it holds, in megabytes.
func quotaFields() fields[*namespace] {
	return fields[*namespace]{
		"quota":      func(_ *Source, n *namespace) any { return megabytes(n.quota) },
		"disk_usage": func(s *Source, n *namespace) any { return s.schemaSize(n) },
		"disk_usage_pct": func(s *Source, n *namespace) any {
			if quota := megabytes(n.quota); quota > 0 {
				return float64(s.schemaSize(n)) * 100 / float64(quota)
			}
			return nil
		},
	}
}

// megabytes reads a quota: QUOTA 5 GB.
func megabytes(quota string) int {
	quota = strings.TrimPrefix(quota, "QUOTA ")
	number, unit, _ := strings.Cut(quota, " ")
	n := 0
	for _, c := range number {
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	switch strings.ToUpper(unit) {
	case "GB":
		return n << 10
	case "TB":
		return n << 20
	}
	return n
}
