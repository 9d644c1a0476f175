package relation

import (
	"hash/fnv"
	"maps"
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
	taken := make(map[uint32]bool, len(listing.Relations))
	for i := range listing.Relations {
		c.add(&listing.Relations[i], taken)
	}
	c.notes = make(map[[3]string]string, len(listing.Notes))
	c.routines = map[string][]*Routine{}
	for _, n := range listing.Notes {
		c.notes[[3]string{n.Database, n.Kind, n.Name}] = n.Note
		if n.Kind == RoutineKind && n.Database == database {
			if r := ReadRoutine(n.Name, n.Note); r != nil {
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

// EachNote visits what is kept of objects that are no relations, in no order that is promised.
func (c *Catalog) EachNote(visit func(database, kind, name, note string)) {
	for key, note := range c.notes {
		visit(key[0], key[1], key[2], note)
	}
}

// Databases are the names of the databases, in alphabetical order.
func (c *Catalog) Databases() []string {
	seen := map[string]bool{c.database: true}
	for s := range c.schemas {
		if s[0] != "temp" {
			seen[s[0]] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
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

// firstNumber is the first that is not the system's own.
const firstNumber = 100000

// Number is the number of an object: it follows from its kind and names, so that it is the same whenever and
// wherever it is asked for.
func Number(parts ...string) uint32 {
	h := fnv.New32a()
	for _, part := range parts {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return firstNumber + h.Sum32()%(1<<31-firstNumber)
}

// number gives a relation its number. Where another one has it already it is the next that is free.
func number(r *Relation, taken map[uint32]bool) uint32 {
	n := Number("relation", r.Database, r.Schema, r.Name)
	for taken[n] {
		n++
	}
	taken[n] = true
	return n
}

func (c *Catalog) add(from *engine.Relation, taken map[uint32]bool) {
	r := &Relation{
		Database: from.Database, Schema: from.Schema, Name: from.Name, OID: from.OID, Temp: from.Temp, Hidden: from.Hidden, Supers: from.Supers,
		Comment: from.Comment, Note: Read[Note](from.Comment),
	}
	switch {
	case from.System:
		r.Kind = System
	case from.View:
		r.Kind = View
	}
	if r.Kind != System {
		r.OID = number(r, taken)
	}
	r.Columns = make([]Column, len(from.Columns))
	for i, column := range from.Columns {
		r.Columns[i] = Column{Name: column.Name, NotNull: column.NotNull, Default: column.Default, Hidden: column.Hidden}
		r.Columns[i].read(column, r.Note.Types, i)
		if slices.Contains(r.Note.Folded, i) {
			r.Columns[i].Note.Collate = "CASE_INSENSITIVE"
		}
	}
	k := key{strings.ToLower(r.Database), strings.ToLower(r.Schema), strings.ToLower(r.Name)}
	switch {
	case r.Temp:
		k.database, k.schema = "", temporary
	case r.Kind == System:
		k.database = ""
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

// Function finds a function of FROM whose rows the system makes; nil where there is none.
func (c *Catalog) Function(name string) *Relation { return c.byName[key{"", functions, name}] }

// functions is the schema that those are listed under. No name finds it.
const functions = "functions"

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
