// Package catalog describes the relations of the system as data, and makes their rows: pg_catalog as
// Redshift's PostgreSQL 8.0.2 has it, information_schema, and SVV_, STV_, STL_, SVL_ and SYS_.
//
// What a relation is called and which columns it has, of which types and in which order, stands in the folder
// relations, a file per family:
//
//	pg_namespace
//	  ~oid oid, nspname name, nspowner integer, nspacl aclitem[]
//
// A relation that says (superusers) is read by them alone. A column with ~ is not in a star. One that ends with = and a value has that value in all rows.
//
// How its rows come about stands in Go, in the file that names the relation in quotes: a list of things, and for each
// column what it tells of one of them. A column that nothing is said of is NULL; a relation that nothing is said of
// has no rows, because what it tells of cannot happen here. All that rows are made of is a [Source].
package catalog

import (
	"bufio"
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/countersign-dev/countersign/internal/dialect/types"
)

//go:embed relations/*.txt
var described embed.FS

// families are the files of relations, with the schema of each.
var families = []struct{ file, schema string }{
	{"pg_catalog", Catalog}, {"svv", Catalog}, {"stv", Catalog}, {"stl", Catalog}, {"svl", Catalog}, {"sys", Catalog}, {"show", Catalog}, {"information_schema", Information}, {"functions", Functions},
}

// The schemas of the system.
const (
	Catalog     = "pg_catalog"
	Information = "information_schema"
)

// A Relation is one of the system's.
type Relation struct {
	Schema, Name string
	OID          uint32
	Hidden       bool // it is found, and not listed
	Supers       bool // only superusers read it
	Columns      []Column
}

// A Column is a column of a relation of the system.
type Column struct {
	Name   string
	Type   string // as format_type writes it
	Engine string // how an engine keeps it
	Hidden bool   // a star does not show it
	Always any    // its value in all rows; nil for none
}

// All are the relations of the system, in the order of the files.
func All() []Relation { return relations() }

// ByName finds a relation by its schema and name with a point between; nil where there is none.
func ByName(name string) *Relation { return relationsByName()[name] }

var relationsByName = sync.OnceValue(func() map[string]*Relation {
	list := relations()
	byName := make(map[string]*Relation, len(list))
	for i := range list {
		byName[list[i].Schema+"."+list[i].Name] = &list[i]
	}
	return byName
})

var relations = sync.OnceValue(func() []Relation {
	var list []Relation
	for _, family := range families {
		text, err := described.ReadFile("relations/" + family.file + ".txt")
		if err != nil {
			panic(err) // it is part of the program
		}
		list = append(list, readFamily(family.schema, string(text))...)
	}
	for i := range list {
		list[i].OID = firstRelation + uint32(i)
		if known := knownOIDs[list[i].Name]; known != 0 && list[i].Schema == Catalog {
			list[i].OID = known
		}
	}
	return list
})

// firstRelation is the number of the first relation that PostgreSQL gives no fixed one.
const firstRelation = 11000

// knownOIDs are those that PostgreSQL's own programs count on.
var knownOIDs = map[string]uint32{
	"pg_type": 1247, "pg_attribute": 1249, "pg_proc": 1255, "pg_class": 1259, "pg_shadow": 1260, "pg_group": 1261, "pg_database": 1262,
	"pg_attrdef": 2604, "pg_constraint": 2606, "pg_namespace": 2615, "pg_description": 2609, "pg_depend": 2608, "pg_index": 2610,
	"pg_language": 2612, "pg_operator": 2617, "pg_rewrite": 2618, "pg_trigger": 2620, "pg_cast": 2605, "pg_am": 2601, "pg_opclass": 2616,
	"pg_aggregate": 2600, "pg_conversion": 2607, "pg_inherits": 2611, "pg_statistic": 2619, "pg_tablespace": 1213,
}

// readFamily reads the description of a family.
func readFamily(schema, text string) (list []Relation) {
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := lines.Text()
		switch {
		case line == "", line[0] == '#':
		case line[0] != ' ':
			name, supers, _ := strings.Cut(line, " ")
			list = append(list, Relation{Schema: schema, Name: strings.TrimPrefix(name, "~"), Hidden: line[0] == '~', Supers: supers == "(superusers)"})
		default:
			r := &list[len(list)-1]
			for part := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(line), ","), ", ") {
				r.Columns = append(r.Columns, readColumn(part))
			}
		}
	}
	return list
}

// readColumn reads name, type and value.
func readColumn(text string) Column {
	text, value, fixed := strings.Cut(text, " = ")
	name, kind, _ := strings.Cut(text, " ")
	c := Column{Name: strings.TrimPrefix(name, "~"), Type: shownType(kind), Hidden: name[0] == '~'}
	t, ok := types.Parse(c.Type)
	if !ok {
		panic(fmt.Sprintf("catalog: column %s has a type %s", name, kind))
	}
	if c.Engine = t.Engine(); t.ID == types.Numeric {
		c.Engine = "DOUBLE"
	}
	if fixed {
		c.Always = fixedValue(c.Engine, value)
	}
	return c
}

func fixedValue(kind, value string) any {
	switch kind {
	case "VARCHAR":
		return value
	case "BOOLEAN":
		return value == "true"
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		panic("catalog: " + value + " is no number")
	}
	return n
}

// shownType is a type of Redshift's SQL as format_type writes it.
func shownType(kind string) string {
	base, mods, long := strings.Cut(kind, "(")
	if shown := shownTypes[base]; shown != "" {
		base = shown
	}
	if long {
		return base + "(" + mods
	}
	return base
}

var shownTypes = map[string]string{
	"varchar": "character varying", "char": "character", "timestamp": "timestamp without time zone", "timestamptz": "timestamp with time zone",
	"bytea": "binary varying",
}
