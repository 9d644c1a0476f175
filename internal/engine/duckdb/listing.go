package duckdb

import (
	"fmt"
	"strings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Listings are views in our own catalogue that stand before the engine's: nobody is shown
// what is ours, and types and attributes are those that the tables were made with, which
// package dialect keeps as comments in JSON. Unqualified names find those of pg_catalog
// because the catalogue is on the search path; package dialect rewrites qualified ones.

// hidden are the schemas that are ours, and the temporary tables, which have none to be in.
const hidden = "('" + engine.InternalSchema + "')"

func listings() []string {
	ours := "SELECT table_oid FROM system.main.duckdb_tables() WHERE schema_name IN " + hidden + " OR table_name IN " + hidden
	statements := []string{
		"CREATE SCHEMA " + boundsCatalog + ".information",
		typeMacro(),
		"CREATE VIEW " + boundsCatalog + ".information.columns AS " + columns,
		"CREATE VIEW " + boundsCatalog + ".main.pg_table_def AS " + tableDef(),
	}
	for _, view := range []struct{ name, from, where string }{
		{"information.tables", "information_schema.tables", "table_schema NOT IN " + hidden + " AND table_name NOT IN " + hidden + " AND table_catalog <> '" + boundsCatalog + "'"},
		{"information.schemata", "information_schema.schemata", "schema_name NOT IN " + hidden + " AND catalog_name <> '" + boundsCatalog + "'"},
		{"main.pg_tables", "pg_catalog.pg_tables", "schemaname NOT IN " + hidden + " AND tablename NOT IN " + hidden},
		{"main.pg_namespace", "pg_catalog.pg_namespace", "nspname NOT IN " + hidden},
		{"main.pg_class", "pg_catalog.pg_class", "oid NOT IN (" + ours + ")"},
		{"main.pg_attribute", "pg_catalog.pg_attribute", "attrelid NOT IN (" + ours + ")"},
	} {
		what := "*"
		if view.name == "information.tables" {
			what = "* EXCLUDE (table_comment)"
		}
		statements = append(statements, fmt.Sprintf("CREATE VIEW %s.%s AS SELECT %s FROM system.%s WHERE %s", boundsCatalog, view.name, what, view.from, view.where))
	}
	return statements
}

// shownTypes are Redshift's names of the engine's types, in the words of format_type.
var shownTypes = []struct{ engine, shown string }{
	{"VARCHAR", "character varying"}, {"DOUBLE", "double precision"}, {"FLOAT", "real"}, {"BLOB", "binary varying"},
	{"TIMESTAMP", "timestamp without time zone"}, {"TIME", "time without time zone"},
}

// typeMacro makes the function that gives the engine's type of a column Redshift's name. Those
// that are not listed differ in case alone.
func typeMacro() string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE MACRO %s.information.shown_type(t) AS CASE WHEN t LIKE 'DECIMAL%%' THEN 'numeric' || substr(t, 8)", boundsCatalog)
	for _, name := range shownTypes {
		fmt.Fprintf(&b, " WHEN t = '%s' THEN '%s'", name.engine, name.shown)
	}
	b.WriteString(" ELSE lower(t) END")
	return b.String()
}

// note is what a column's comment says of something.
func note(comment, what string) string {
	return "system.main.json_extract_string(" + comment + ", '$." + what + "')"
}

// columns is information_schema.columns. A type's digits and lengths have columns of their own.
var columns = "SELECT * EXCLUDE (column_comment) REPLACE (" +
	"regexp_replace(coalesce(" + note("column_comment", "type") + ", " + boundsCatalog + ".information.shown_type(data_type)), '\\(.*\\)$', '') AS data_type, " +
	"CASE WHEN " + note("column_comment", "identity") + " IS NULL THEN column_default " +
	"ELSE '\"identity\"(0, ' || (ordinal_position - 1) || ', ''' || " + note("column_comment", "identity") + " || '''::text)' END AS column_default, " +
	"CAST(" + note("column_comment", "length") + " AS INTEGER) AS character_maximum_length) " +
	"FROM system.information_schema.columns WHERE table_schema NOT IN " + hidden + " AND table_name NOT IN " + hidden + " AND table_catalog <> '" + boundsCatalog + "'"

// tableDef is PG_TABLE_DEF: the columns of the tables on the search path. Where no encoding
// was chosen it is the one that Redshift chooses by the type.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_PG_TABLE_DEF.html and c_Compression_encodings.html.
func tableDef() string {
	shown := "coalesce(" + note("c.comment", "type") + ", " + boundsCatalog + ".information.shown_type(c.data_type))"
	sort := "coalesce(CAST(" + note("c.comment", "sortkey") + " AS INTEGER), 0)"
	return "SELECT c.schema_name AS schemaname, c.table_name AS tablename, c.column_name AS \"column\", " + shown + " AS type, " +
		"CASE WHEN " + note("c.comment", "encode") + " = 'raw' THEN 'none' " +
		"WHEN " + note("c.comment", "encode") + " IS NOT NULL THEN " + note("c.comment", "encode") + " " +
		"WHEN " + sort + " <> 0 OR c.data_type IN ('BOOLEAN', 'FLOAT', 'DOUBLE') THEN 'none' " +
		"WHEN c.data_type IN ('VARCHAR', 'BLOB') THEN 'lzo' ELSE 'az64' END AS encoding, " +
		"coalesce(" + note("c.comment", "distkey") + " = 'true', false) AS distkey, " + sort + " AS sortkey, NOT c.is_nullable AS \"notnull\" " +
		"FROM system.main.duckdb_columns() c JOIN system.main.duckdb_tables() t ON t.table_oid = c.table_oid AND t.database_name = c.database_name AND t.schema_name = c.schema_name " +
		"WHERE NOT c.internal AND (c.database_name = current_database() OR t.temporary) AND c.schema_name NOT IN " + hidden + " AND c.table_name NOT IN " + hidden +
		" AND (t.temporary OR list_contains(current_schemas(false), c.schema_name)) ORDER BY 1, 2, c.column_index"
}
