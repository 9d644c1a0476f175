package syntax

import (
	"reflect"
	"strings"
)

// A Pos is where a node begins: a byte offset into the script. It is not part
// of what a node means; Equal passes over it.
type Pos int

// Byte is the position as a number.
func (p Pos) Byte() int { return int(p) }

// A Node is a piece of a statement. The set of nodes is closed.
type Node interface {
	Byte() int
	print(w *writer)
}

// A Stmt is a whole statement: *Query, *Insert, *CreateTable and so on.
type Stmt interface {
	Node
	stmt()
}

// An Ident is a name of one part. An unquoted one is in lower case; a quoted one
// is as it was written. The zero Ident stands for a name that is not there.
//
// Quoted tells how to print it and is no part of the name: the names of two
// columns are the same if their Name is.
type Ident struct {
	Pos
	Name   string
	Quoted bool // was quoted, and without quotes would or could mean something else
}

// NewIdent is the identifier of a name as a catalogue has it, to be quoted where
// that is needed.
func NewIdent(name string) Ident {
	return Ident{Name: name, Quoted: keywords[name] != none || !plain(name)}
}

// IsZero reports whether no name is there.
func (i Ident) IsZero() bool { return i.Name == "" }

// String is the name as SQL.
func (i Ident) String() string {
	if i.Quoted || !plain(i.Name) {
		return `"` + strings.ReplaceAll(i.Name, `"`, `""`) + `"`
	}
	return i.Name
}

func (i Ident) print(w *writer) {
	w.mark(i.Byte())
	w.word(i.String())
}

// A Name is a name of one or more parts: table, schema.table, database.schema.table.
type Name []Ident

// Byte is where the first part begins.
func (n Name) Byte() int {
	if len(n) == 0 {
		return 0
	}
	return n[0].Byte()
}

// Last is the last part, which names the thing itself.
func (n Name) Last() Ident {
	if len(n) == 0 {
		return Ident{}
	}
	return n[len(n)-1]
}

// String is the name as SQL.
func (n Name) String() string { return Print(n) }

func (n Name) print(w *writer) {
	for i, part := range n {
		if i > 0 {
			w.glued(".")
		}
		part.print(w)
	}
}

// Equal reports whether two nodes are the same but for their positions.
func Equal(a, b Node) bool {
	return same(reflect.ValueOf(a), reflect.ValueOf(b))
}

var posType = reflect.TypeFor[Pos]()

func same(a, b reflect.Value) bool {
	if !a.IsValid() || !b.IsValid() {
		return a.IsValid() == b.IsValid()
	}
	if a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return same(a.Elem(), b.Elem())
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		for i := range a.NumField() {
			if !same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	}
	return a.Type() == posType || a.Equal(b)
}
