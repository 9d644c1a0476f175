package duckdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// markerAge is how long markers are kept at least: longer than anybody asks
// whether a statement has committed.
const markerAge = "25 HOURS"

// markers is the table of a database's markers. It has no key: nobody marks twice, and
// an index would cost every marked transaction.
func markers(database string) string {
	return quoteName(database) + "." + engine.InternalSchema + ".committed"
}

// keepMarkers makes the table of markers and forgets old ones. It is done by the
// admin connection: within a user's transaction a delete could conflict.
func (c *Cluster) keepMarkers(ctx context.Context, database string) error {
	for _, sql := range []string{
		"CREATE SCHEMA IF NOT EXISTS " + quoteName(database) + "." + engine.InternalSchema,
		"CREATE TABLE IF NOT EXISTS " + markers(database) + " (id VARCHAR, affected BIGINT, marked TIMESTAMPTZ)",
		"DELETE FROM " + markers(database) + " WHERE marked < now() - INTERVAL " + markerAge,
	} {
		if err := c.admin.exec(ctx, sql); err != nil {
			return fmt.Errorf("markers: %w", err)
		}
	}
	return nil
}

// Mark writes into the open transaction that it is id's.
func (c *conn) Mark(ctx context.Context, id string, rows int64) error {
	st, err := c.Prepare(ctx, "INSERT INTO "+markers(c.database)+" VALUES ($1, $2, now())")
	if err != nil {
		return err
	}
	defer st.Close()
	r, err := st.Execute(ctx, []engine.Value{{Kind: engine.Text, Text: id}, {Kind: engine.Int8, Int: rows}})
	if err != nil {
		return err
	}
	return r.Close()
}

// Marked tells whether id's transaction has committed.
func (c *conn) Marked(ctx context.Context, id string) (rows int64, ok bool, err error) {
	st, err := c.Prepare(ctx, "SELECT affected FROM "+markers(c.database)+" WHERE id = $1 LIMIT 1")
	if err != nil {
		return 0, false, err
	}
	defer st.Close()
	r, err := st.Execute(ctx, []engine.Value{{Kind: engine.Text, Text: id}})
	if err != nil {
		return 0, false, err
	}
	defer r.Close()
	chunk, err := r.Next(ctx)
	if errors.Is(err, io.EOF) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	return chunk.Vector(0).Int(0), true, nil
}

// listings are views in our own catalogue that stand before the engine's, so that
// nobody is shown what is ours. Unqualified names find those of pg_catalog because
// the catalogue is on the search path; package dialect rewrites qualified ones.
func listings() []string {
	const ours = "('" + engine.InternalSchema + "')"
	hidden := "SELECT table_oid FROM system.main.duckdb_tables() WHERE schema_name = '" + engine.InternalSchema + "'"
	statements := []string{"CREATE SCHEMA " + boundsCatalog + ".information"}
	for _, view := range []struct{ name, from, where string }{
		{"information.tables", "information_schema.tables", "table_schema NOT IN " + ours + " AND table_catalog <> '" + boundsCatalog + "'"},
		{"information.columns", "information_schema.columns", "table_schema NOT IN " + ours + " AND table_catalog <> '" + boundsCatalog + "'"},
		{"information.schemata", "information_schema.schemata", "schema_name NOT IN " + ours + " AND catalog_name <> '" + boundsCatalog + "'"},
		{"main.pg_tables", "pg_catalog.pg_tables", "schemaname NOT IN " + ours},
		{"main.pg_namespace", "pg_catalog.pg_namespace", "nspname NOT IN " + ours},
		{"main.pg_class", "pg_catalog.pg_class", "oid NOT IN (" + hidden + ")"},
		{"main.pg_attribute", "pg_catalog.pg_attribute", "attrelid NOT IN (" + hidden + ")"},
	} {
		statements = append(statements, fmt.Sprintf("CREATE VIEW %s.%s AS SELECT * FROM system.%s WHERE %s", boundsCatalog, view.name, view.from, view.where))
	}
	return statements
}

// isInternal reports whether a schema is our own.
func isInternal(schema string) bool { return strings.EqualFold(schema, engine.InternalSchema) }
