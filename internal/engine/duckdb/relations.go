package duckdb

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"

	"github.com/countersign-dev/countersign/internal/catalog"
	"github.com/countersign-dev/countersign/internal/engine"
)

// The relations that a session sees: those of the databases are read from the engine, those of
// the system are package catalog's.

// Relations lists the tables and views of the attached databases, and the system's.
func (c *conn) Relations(ctx context.Context) (engine.Listing, error) {
	var out engine.Listing
	byName := map[[3]string]int{}
	add := func(r engine.Relation) {
		byName[[3]string{r.Database, r.Schema, r.Name}] = len(out.Relations)
		out.Relations = append(out.Relations, r)
	}
	err := c.each(ctx, "SELECT database_name, schema_name, table_name, table_oid, temporary, comment, false FROM duckdb_tables() WHERE "+ofUsers+
		" UNION ALL SELECT database_name, schema_name, view_name, view_oid, temporary, comment, true FROM duckdb_views() WHERE "+ofUsers, func(row row) {
		add(engine.Relation{Database: row.text(0), Schema: row.text(1), Name: row.text(2), OID: uint32(row.number(3)), Temp: row.truth(4), Comment: row.text(5), View: row.truth(6)})
	})
	if err != nil {
		return out, err
	}
	err = c.each(ctx, "SELECT database_name, schema_name, table_name, "+columnFields+" FROM duckdb_columns() WHERE "+ofUsers+" ORDER BY table_oid, column_index", func(row row) {
		if i, ok := byName[[3]string{row.text(0), row.text(1), row.text(2)}]; ok {
			out.Relations[i].Columns = append(out.Relations[i].Columns, row.column(3))
		}
	})
	if err != nil {
		return out, err
	}
	out.Relations = append(out.Relations, systemRelations()...)
	err = c.each(ctx, "SELECT database_name, schema_name FROM duckdb_schemas() WHERE "+ofUsers, func(row row) {
		out.Schemas = append(out.Schemas, [2]string{row.text(0), row.text(1)})
	})
	if err != nil {
		return out, err
	}
	out.Notes, err = c.objectNotes(ctx, out.Schemas)
	return out, err
}

// objectNotes are those of all databases that have schemas.
func (c *conn) objectNotes(ctx context.Context, schemas [][2]string) (list []engine.ObjectNote, err error) {
	seen := map[string]bool{}
	for _, schema := range schemas {
		if database := schema[0]; !seen[database] && database != "temp" {
			seen[database] = true
			err := c.each(ctx, "SELECT kind, name, note FROM "+quoteName(database)+"."+engine.InternalSchema+"."+engine.ObjectNotes, func(row row) {
				list = append(list, engine.ObjectNote{Database: database, Kind: row.text(0), Name: row.text(1), Note: row.text(2)})
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

const (
	ofUsers = "NOT internal AND database_name NOT IN ('system', 'memory', '" + boundsCatalog + "') AND schema_name <> '" + engine.InternalSchema + "'"

	columnFields = "column_name, data_type, comment, column_default, NOT is_nullable"
)

// systemRelations are those of package catalog.
var systemRelations = sync.OnceValue(func() []engine.Relation {
	var list []engine.Relation
	for _, r := range catalog.All() {
		out := engine.Relation{Schema: r.Schema, Name: r.Name, OID: r.OID, System: true, Hidden: r.Hidden || r.Schema == catalog.Functions, Supers: r.Supers}
		for _, column := range r.Columns {
			out.Columns = append(out.Columns, engine.RelationColumn{Name: column.Name, Type: column.Engine, Comment: columnComment(column.Type), Hidden: column.Hidden})
		}
		list = append(list, out)
	}
	return list
})

// columnComment is a column's note that tells its type.
func columnComment(shown string) string {
	text, _ := json.Marshal(map[string]string{"type": shown}) // of texts: does not fail
	return string(text)
}

// A row is one of a listing.
type row struct {
	chunk engine.Chunk
	at    int
}

func (r row) text(i int) string {
	if v := r.chunk.Vector(i); !v.Null(r.at) {
		return string(v.Bytes(r.at))
	}
	return ""
}

func (r row) number(i int) int64 { return r.chunk.Vector(i).Int(r.at) }
func (r row) truth(i int) bool   { return r.number(i) != 0 }

func (r row) column(i int) engine.RelationColumn {
	return engine.RelationColumn{Name: r.text(i), Type: r.text(i + 1), Comment: r.text(i + 2), Default: r.text(i + 3), NotNull: r.truth(i + 4)}
}

// each visits the rows of a query of ours.
func (c *conn) each(ctx context.Context, sql string, visit func(row)) error {
	st, err := c.Prepare(ctx, sql)
	if err != nil {
		return err
	}
	defer st.Close()
	rows, err := st.Execute(ctx, nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	for {
		chunk, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i := range chunk.Len() {
			visit(row{chunk, i})
		}
	}
}
