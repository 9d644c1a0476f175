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
		"CREATE TABLE IF NOT EXISTS " + quoteName(database) + "." + engine.InternalSchema + "." + engine.ObjectNotes + " (kind VARCHAR, name VARCHAR, note VARCHAR)",
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

// isInternal reports whether a schema is our own.
func isInternal(schema string) bool { return strings.EqualFold(schema, engine.InternalSchema) }
