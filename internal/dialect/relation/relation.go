// Package relation has the tables and views of a cluster's databases, as a session sees
// them: their columns with Redshift's types, and what the engine does not keep of them.
package relation

import (
	"encoding/json"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// A Kind is what a relation is.
type Kind uint8

// The kinds.
const (
	Table Kind = iota
	View
	System // a relation of the system's catalogue
)

// A Relation is a table or a view.
type Relation struct {
	Database, Schema, Name string
	Kind                   Kind
	Temp                   bool
	Hidden, Supers         bool // of the system: it is found, and not listed; superusers alone read it
	OID                    uint32
	Columns                []Column
	Note                   Note
	Comment                string // as the engine keeps it
}

// A Column is a column of a relation.
type Column struct {
	Name    string
	Type    types.Type
	NotNull bool
	Default string // in the engine's words; empty without
	Hidden  bool   // of the system: a star does not show it
	Note    ColumnNote
}

// A Note is what a relation's comment keeps: a table's attributes, a view's columns.
type Note struct {
	DistStyle   string   `json:"diststyle,omitempty"` // AUTO, EVEN, KEY or ALL
	SortStyle   string   `json:"sortstyle,omitempty"` // COMPOUND, INTERLEAVED, AUTO or NONE
	Backup      string   `json:"backup,omitempty"`
	EncodeAuto  bool     `json:"encodeauto,omitempty"`
	Constraints []string `json:"constraints,omitempty"` // as SQL, each with its name

	Query        string       `json:"query,omitempty"`        // of a view, as Redshift's SQL
	Bound        string       `json:"bound,omitempty"`        // the same as the engine's; none of a late-binding view
	Types        []string     `json:"types,omitempty"`        // of a view's columns, as format_type writes them
	Late         bool         `json:"late,omitempty"`         // a view WITH NO SCHEMA BINDING: Query is read at each use
	SearchPath   []string     `json:"searchpath,omitempty"`   // of a late-binding view, when it was made
	Names        []string     `json:"names,omitempty"`        // of its columns, where it was given some
	Depends      []Dependency `json:"depends,omitempty"`      // what a view reads
	Folded       []int        `json:"folded,omitempty"`       // a view's columns that are compared without regard to case, from 0
	Functions    []string     `json:"functions,omitempty"`    // users' functions that a view calls, by their keys
	Materialized bool         `json:"materialized,omitempty"` // a table that REFRESH fills from Bound
	AutoRefresh  bool         `json:"autorefresh,omitempty"`

	Owner          int               `json:"owner,omitempty"` // a user's id
	ACL            privilege.ACL     `json:"acl,omitempty"`
	Said           string            `json:"said,omitempty"`           // what COMMENT ON says
	ConstraintSaid map[string]string `json:"constraintsaid,omitempty"` // the same of constraints, by name
}

// A Dependency is a relation that a view reads, and the columns that it reads of it.
type Dependency struct {
	Schema  string   `json:"schema"`
	Name    string   `json:"name"`
	Columns []string `json:"columns,omitempty"`
	As      int      `json:"as,omitempty"` // the owner of a late-binding view that it is read through
}

// On finds what a view reads of a relation; nil where it does not read it, or through a
// late-binding view.
func (n *Note) On(r *Relation) *Dependency {
	for i := range n.Depends {
		if d := &n.Depends[i]; d.As == 0 && d.Schema == r.Schema && d.Name == r.Name {
			return d
		}
	}
	return nil
}

// A ColumnNote is what a column's comment keeps.
type ColumnNote struct {
	Type     string `json:"type,omitempty"`   // as format_type writes it: character varying(20)
	Length   int    `json:"length,omitempty"` // of a type that has one, in bytes
	Encode   string `json:"encode,omitempty"` // in small letters
	DistKey  bool   `json:"distkey,omitempty"`
	SortKey  int    `json:"sortkey,omitempty"` // place in the sort key, from 1; negative in an interleaved one
	Collate  string `json:"collate,omitempty"`
	Identity string `json:"identity,omitempty"` // seed and step
	Default  string `json:"default,omitempty"`  // as Redshift's SQL
	Said     string `json:"said,omitempty"`

	ACL privilege.ACL `json:"acl,omitempty"`
}

// Column finds a column by its name; -1 where there is none.
func (r *Relation) Column(name string) int {
	for i := range r.Columns {
		if strings.EqualFold(r.Columns[i].Name, name) {
			return i
		}
	}
	return -1
}

// Path is the engine's name for the relation, in parts.
func (r *Relation) Path() []string {
	if r.Temp {
		return []string{"temp", "main", r.Name}
	}
	return []string{r.Database, r.Schema, r.Name}
}

// Read reads a comment in JSON; what is none says nothing.
func Read[T any](comment string) (note T) {
	if strings.HasPrefix(comment, "{") {
		_ = json.Unmarshal([]byte(comment), &note)
	}
	return note
}
