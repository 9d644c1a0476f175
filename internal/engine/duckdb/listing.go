package duckdb

import (
	"context"
	"fmt"
	"regexp"
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
	statements := []string{
		"CREATE SCHEMA " + boundsCatalog + ".information",
		typeMacro(),
		"CREATE VIEW " + boundsCatalog + ".information.columns AS " + columns,
		"CREATE VIEW " + boundsCatalog + ".main.pg_table_def AS " + tableDef(),
		"COMMENT ON VIEW " + boundsCatalog + ".main.pg_table_def IS " +
			`'{"types":["name","name","name","text","character(32)","boolean","integer","boolean"]}'`,
		"CREATE VIEW " + boundsCatalog + ".information.table_constraints AS " + tableConstraints,
		"COMMENT ON VIEW " + boundsCatalog + ".information.table_constraints IS '{\"types\":[\"character varying\"" + strings.Repeat(",\"character varying\"", 8) + "]}'",
	}
	statements = append(statements, descriptions()...)
	for _, view := range []struct{ name, from, where string }{
		{"information.tables", "information_schema.tables", "table_schema NOT IN " + hidden + " AND table_name NOT IN " + hidden + " AND table_catalog <> '" + boundsCatalog + "'"},
		{"information.schemata", "information_schema.schemata", "schema_name NOT IN " + hidden + " AND catalog_name <> '" + boundsCatalog + "'"},
		{"main.pg_namespace", "pg_catalog.pg_namespace", "nspname NOT IN " + hidden},
		{"main.pg_database", "pg_catalog.pg_database", "datname NOT IN ('system', 'temp', 'memory', '" + boundsCatalog + "')"},
	} {
		what := "*"
		if view.name == "information.tables" {
			what = "* EXCLUDE (table_comment)"
		}
		statements = append(statements, fmt.Sprintf("CREATE VIEW %s.%s AS SELECT %s FROM system.%s WHERE %s", boundsCatalog, view.name, what, view.from, view.where))
	}
	return statements
}

// ofOneDatabase are views of the engine's that show all attached databases together. Ours show the
// session's, with its temporary relations and the system's.
var ofOneDatabase = []string{"pg_class", "pg_attribute", "pg_attrdef", "pg_tables", "pg_views"}

// sourcePattern is what they take their rows from.
var sourcePattern = regexp.MustCompile(`duckdb_(tables|views|columns|sequences|indexes)\(\)`)

// catalogViews makes views of ours of the engine's own.
func (c *Cluster) catalogViews(ctx context.Context) (statements []string, err error) {
	err = c.admin.each(ctx, "SELECT view_name, sql FROM duckdb_views() WHERE database_name = 'system' AND schema_name = 'pg_catalog' AND view_name IN ('"+
		strings.Join(ofOneDatabase, "', '")+"')", func(row row) {
		_, text, _ := strings.Cut(row.text(1), " AS ")
		text = sourcePattern.ReplaceAllStringFunc(strings.TrimSuffix(strings.TrimSpace(text), ";"), func(source string) string {
			where := ofThisDatabase
			if source == "duckdb_tables()" || source == "duckdb_columns()" {
				where += " AND table_name NOT IN " + hidden // of a session's own
			}
			return "(SELECT * FROM system.main." + source + " WHERE " + where + ")"
		})
		statements = append(statements, "CREATE VIEW "+boundsCatalog+".main."+row.text(0)+" AS "+text)
	})
	if err == nil && len(statements) != len(ofOneDatabase) {
		err = fmt.Errorf("%d of %d views of the catalogue", len(statements), len(ofOneDatabase))
	}
	return statements, err
}

const ofThisDatabase = "database_name IN (current_database(), 'temp', 'system') AND schema_name NOT IN " + hidden

// shownTypes are Redshift's names of the engine's types, in the words of format_type.
var shownTypes = []struct{ engine, shown string }{
	{"VARCHAR", "character varying"}, {"DOUBLE", "double precision"}, {"FLOAT", "real"}, {"BLOB", "binary varying"},
	{"TIMESTAMP", "timestamp without time zone"}, {"TIME", "time without time zone"}, {"JSON", "super"},
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
	"CASE WHEN " + note("column_comment", "default") + " IS NOT NULL THEN " + note("column_comment", "default") + " WHEN " + note("column_comment", "identity") + " IS NULL THEN column_default " +
	"ELSE '\"identity\"(0, ' || (ordinal_position - 1) || ', ''' || " + note("column_comment", "identity") + " || '''::text)' END AS column_default, " +
	"CAST(" + note("column_comment", "length") + " AS INTEGER) AS character_maximum_length) " +
	"FROM system.information_schema.columns WHERE table_schema NOT IN " + hidden + " AND table_name NOT IN " + hidden + " AND table_catalog <> '" + boundsCatalog + "'"

// tableConstraints is information_schema.table_constraints: the constraints in the notes of tables,
// each of which begins with its name.
var tableConstraints = "SELECT database_name AS constraint_catalog, schema_name AS constraint_schema, " +
	"replace(regexp_replace(said, '^CONSTRAINT (\"((?:[^\"]|\"\")+)\"|(\\S+)) .*$', '\\2\\3'), '\"\"', '\"') AS constraint_name, " +
	"database_name AS table_catalog, schema_name AS table_schema, table_name, " +
	"regexp_extract(said, '^CONSTRAINT (?:\"(?:[^\"]|\"\")+\"|\\S+) (PRIMARY KEY|UNIQUE|FOREIGN KEY)', 1) AS constraint_type, 'NO' AS is_deferrable, 'NO' AS initially_deferred " +
	"FROM (SELECT database_name, schema_name, table_name, unnest(CAST(system.main.json_extract_string(comment, '$.constraints[*]') AS VARCHAR[])) AS said " +
	"FROM system.main.duckdb_tables() WHERE NOT internal AND comment LIKE '{%' AND schema_name NOT IN " + hidden + ")"

// descriptions are the functions that tell what COMMENT ON has said, by the object's number.
func descriptions() []string {
	said := note("comment", "said")
	in := " WHERE " + ofThisDatabase + " AND comment LIKE '{%'"
	return []string{
		"CREATE VIEW " + boundsCatalog + ".main.pg_description AS SELECT objoid, 1259 AS classoid, objsubid, description FROM (" +
			"SELECT table_oid AS objoid, 0 AS objsubid, " + said + " AS description FROM system.main.duckdb_tables()" + in +
			" UNION ALL SELECT view_oid, 0, " + said + " FROM system.main.duckdb_views()" + in +
			" UNION ALL SELECT table_oid, column_index, " + said + " FROM system.main.duckdb_columns()" + in + ") d WHERE description IS NOT NULL",
		"CREATE MACRO " + boundsCatalog + ".main.countersign_obj_description(id) AS (SELECT any_value(description) FROM " + boundsCatalog + ".main.pg_description d WHERE d.objoid = id AND d.objsubid = 0)",
		"CREATE MACRO " + boundsCatalog + ".main.countersign_col_description(id, place) AS (SELECT any_value(description) FROM " + boundsCatalog + ".main.pg_description d WHERE d.objoid = id AND d.objsubid = place)",
	}
}

// tableDef is PG_TABLE_DEF: the columns of the tables on the search path. Where no encoding
// was chosen it is the one that Redshift chooses by the type.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_PG_TABLE_DEF.html and c_Compression_encodings.html.
func tableDef() string {
	shown := "coalesce(" + note("c.comment", "type") + ", " + boundsCatalog + ".information.shown_type(c.data_type))"
	sort := "coalesce(CAST(" + note("c.comment", "sortkey") + " AS INTEGER), 0)"
	return "SELECT c.schema_name AS schemaname, c.table_name AS tablename, c.column_name AS \"column\", " + shown + " AS type, " +
		"CASE WHEN " + note("c.comment", "encode") + " = 'raw' THEN 'none' " +
		"WHEN " + note("c.comment", "encode") + " IS NOT NULL THEN " + note("c.comment", "encode") + " " +
		"WHEN t.temporary OR " + sort + " <> 0 OR c.data_type IN ('BOOLEAN', 'FLOAT', 'DOUBLE') THEN 'none' " +
		"WHEN c.data_type IN ('VARCHAR', 'BLOB') THEN 'lzo' ELSE 'az64' END AS encoding, " +
		"coalesce(" + note("c.comment", "distkey") + " = 'true', false) AS distkey, " + sort + " AS sortkey, NOT c.is_nullable AS \"notnull\" " +
		"FROM system.main.duckdb_columns() c JOIN system.main.duckdb_tables() t ON t.table_oid = c.table_oid AND t.database_name = c.database_name AND t.schema_name = c.schema_name " +
		"WHERE NOT c.internal AND (c.database_name = current_database() OR t.temporary) AND c.schema_name NOT IN " + hidden + " AND c.table_name NOT IN " + hidden +
		" AND (t.temporary OR list_contains(current_schemas(false), c.schema_name)) ORDER BY 1, 2, c.column_index"
}
