package relation

import (
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A Catalog is all relations at one moment. It does not change.
type Catalog struct {
	database string // the session's
	byName   map[key]*Relation
	schemas  map[[2]string]bool // database and schema
	list     []*Relation
	notes    map[[3]string]string  // of other objects, by database, kind and name
	routines map[string][]*Routine // of the session's database, by name
}

type key struct{ database, schema, name string }

// temporary is the schema that temporary tables are kept under here.
const temporary = "pg_temp"

// New makes a catalogue of what an engine lists, for sessions of a database.
func New(database string, listing engine.Listing) *Catalog {
	c := &Catalog{database: database, byName: make(map[key]*Relation, len(listing.Relations)), schemas: map[[2]string]bool{}}
	for _, s := range listing.Schemas {
		c.schemas[s] = true
	}
	for i := range listing.Relations {
		c.add(&listing.Relations[i])
	}
	c.notes = make(map[[3]string]string, len(listing.Notes))
	c.routines = map[string][]*Routine{}
	for _, n := range listing.Notes {
		c.notes[[3]string{n.Database, n.Kind, n.Name}] = n.Note
		if n.Kind == RoutineKind && n.Database == database {
			if r := readRoutine(n.Name, n.Note); r != nil {
				c.addRoutine(r)
			}
		}
	}
	return c
}

// Note is what is kept of an object that is no relation; empty where nothing is.
func (c *Catalog) Note(database, kind, name string) string {
	return c.notes[[3]string{database, kind, name}]
}

// Schemas are the names of a database's schemas, in no order that is promised.
func (c *Catalog) Schemas(database string) (list []string) {
	for s := range c.schemas {
		if s[0] == database {
			list = append(list, s[1])
		}
	}
	return list
}

func (c *Catalog) add(from *engine.Relation) {
	r := &Relation{
		Database: from.Database, Schema: from.Schema, Name: from.Name, OID: from.OID, Temp: from.Temp,
		Comment: from.Comment, Note: Read[Note](from.Comment), engine: from.Path,
	}
	switch {
	case from.System:
		r.Kind = System
	case from.View:
		r.Kind = View
	}
	r.Columns = make([]Column, len(from.Columns))
	for i, column := range from.Columns {
		r.Columns[i] = Column{Name: column.Name, NotNull: column.NotNull, Default: column.Default}
		r.Columns[i].read(column, r.Note.Types, i)
		if slices.Contains(r.Note.Folded, i) {
			r.Columns[i].Note.Collate = "CASE_INSENSITIVE"
		}
		if r.Kind == System && i >= len(r.Note.Types) {
			r.Columns[i].ofSystem()
		}
	}
	k := key{strings.ToLower(r.Database), strings.ToLower(r.Schema), strings.ToLower(r.Name)}
	switch {
	case r.Temp:
		k.database, k.schema = "", temporary
	case r.Kind == System:
		k.database = ""
		if c.byName[k] != nil {
			return // ours stands before the engine's
		}
	}
	c.byName[k] = r
	c.list = append(c.list, r)
}

// read takes a column's type from its note, or from the view's, else from the engine.
func (column *Column) read(from engine.RelationColumn, kept []string, i int) {
	column.Note = Read[ColumnNote](from.Comment)
	said := column.Note.Type
	if i < len(kept) {
		said = kept[i]
	}
	if t, ok := types.Parse(said); ok && said != "" {
		column.Type = t
		return
	}
	column.Type = types.OfEngine(from.Type)
}

// Find finds a relation by a name of one to three parts, in lower case, as a session with
// that search path does; nil where there is none.
func (c *Catalog) Find(name []string, path []string) *Relation {
	last := strings.ToLower(name[len(name)-1])
	switch len(name) {
	case 3:
		return c.in(strings.ToLower(name[0]), strings.ToLower(name[1]), last)
	case 2:
		return c.in(c.database, strings.ToLower(name[0]), last)
	}
	if r := c.byName[key{"", temporary, last}]; r != nil {
		return r
	}
	catalogFirst := true
	for _, schema := range path {
		catalogFirst = catalogFirst && schema != "pg_catalog"
	}
	if catalogFirst {
		if r := c.in("", "pg_catalog", last); r != nil {
			return r
		}
	}
	for _, schema := range path {
		if r := c.in(c.database, strings.ToLower(schema), last); r != nil {
			return r
		}
	}
	return nil
}

func (c *Catalog) in(database, schema, name string) *Relation {
	if schema == "pg_catalog" || schema == "information_schema" {
		database = ""
	}
	if schema == temporary || strings.HasPrefix(schema, temporary+"_") {
		database, schema = "", temporary
	}
	return c.byName[key{database, schema, name}]
}

// HasSchema tells whether a database has a schema.
func (c *Catalog) HasSchema(database, schema string) bool {
	if database == "" {
		database = c.database
	}
	return c.schemas[[2]string{strings.ToLower(database), strings.ToLower(schema)}] || schema == "pg_catalog" || schema == "information_schema"
}

// Target is the schema that a new relation of an unqualified name goes to: the first of the
// path that exists; empty where none does.
func (c *Catalog) Target(path []string) string {
	for _, schema := range path {
		if c.HasSchema("", schema) && schema != "pg_catalog" {
			return schema
		}
	}
	return ""
}

// Database is the session's database.
func (c *Catalog) Database() string { return c.database }

// All are the relations, in no order that is promised.
func (c *Catalog) All() []*Relation { return c.list }

// ofSystem gives a text of the system's relations the type that PostgreSQL has for names and
// for others.
func (column *Column) ofSystem() {
	if column.Type.ID != types.Varchar {
		return
	}
	column.Type = types.Type{ID: types.LongText}
	if strings.HasSuffix(column.Name, "name") || column.Name == "column" {
		column.Type.ID = types.Name
	}
}
