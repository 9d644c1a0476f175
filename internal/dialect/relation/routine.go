package relation

import (
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
)

// RoutineKind is the kind of the notes of functions and procedures; they are named schema.name(types).
const RoutineKind = "function"

// Cursor is the type of an argument of a procedure that is the name of a cursor.
const Cursor = "refcursor"

// A Routine is a function or a procedure that somebody made, as its note keeps it.
type Routine struct {
	Schema string `json:"-"`
	Key    string `json:"-"` // what the note is named: schema.name(types of what goes in)

	Name       string     `json:"name"`
	Procedure  bool       `json:"procedure,omitempty"`
	Args       []Argument `json:"args,omitempty"`
	Returns    string     `json:"returns,omitempty"`    // as format_type writes it
	Volatility string     `json:"volatility,omitempty"` // VOLATILE, STABLE or IMMUTABLE
	Language   string     `json:"language"`
	Body       string     `json:"body"`

	NonAtomic bool             `json:"nonatomic,omitempty"` // of a procedure: its statements commit by themselves
	Definer   bool             `json:"definer,omitempty"`   // of a procedure: it has its owner's rights
	Set       []RoutineSetting `json:"set,omitempty"`       // what is set while a procedure runs

	Owner int           `json:"owner,omitempty"`
	ACL   privilege.ACL `json:"acl,omitempty"`
}

// A RoutineSetting is a parameter's value.
type RoutineSetting struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// In are the types of what goes in, in order.
func (r *Routine) In() (list []string) {
	for _, a := range r.Args {
		if a.Mode != "OUT" {
			list = append(list, a.Type)
		}
	}
	return list
}

// Out are the arguments that come out, in order.
func (r *Routine) Out() (list []Argument) {
	for _, a := range r.Args {
		if a.Mode == "OUT" || a.Mode == "INOUT" {
			list = append(list, a)
		}
	}
	return list
}

// Kind is FUNCTION or PROCEDURE.
func (r *Routine) Kind() string {
	if r.Procedure {
		return "PROCEDURE"
	}
	return "FUNCTION"
}

// An Argument is one of a routine.
type Argument struct {
	Name string `json:"name,omitempty"`
	Mode string `json:"mode,omitempty"` // IN where nothing is said, OUT or INOUT
	Type string `json:"type"`
}

// ReadRoutine reads a note by what it is named; nil where it is that of no routine.
func ReadRoutine(key, note string) *Routine {
	r := Read[Routine](note)
	schema, _, ok := strings.Cut(key, "."+r.Name+"(")
	if r.Name == "" || !ok {
		return nil
	}
	r.Schema, r.Key = schema, key
	return &r
}

// addRoutine makes a routine known, in the place of one with the same key.
func (c *Catalog) addRoutine(r *Routine) {
	list := slices.DeleteFunc(slices.Clone(c.routines[r.Name]), func(other *Routine) bool { return other.Key == r.Key })
	list = append(list, r)
	slices.SortFunc(list, func(a, b *Routine) int { return strings.Compare(a.Key, b.Key) })
	c.routines[r.Name] = list
}

// With is the catalogue with a routine made or replaced.
func (c *Catalog) With(r *Routine) *Catalog {
	out := *c
	out.routines = map[string][]*Routine{}
	for name, list := range c.routines {
		out.routines[name] = list
	}
	out.addRoutine(r)
	return &out
}

// Routines are those of the session's database that a name of one to three parts, in lower case, may mean, those first that
// the search path finds first. One that has the arguments of one before it is not among them.
func (c *Catalog) Routines(name []string, path []string) (list []*Routine) {
	known := c.routines[name[len(name)-1]]
	switch {
	case len(known) == 0 || len(name) == 3 && name[0] != c.database:
		return nil
	case len(name) > 1:
		path = name[len(name)-2 : len(name)-1]
	}
	seen := map[string]bool{}
	for _, schema := range path {
		for _, r := range known {
			if signature := strings.TrimPrefix(r.Key, r.Schema+"."); r.Schema == schema && !seen[signature] {
				seen[signature] = true
				list = append(list, r)
			}
		}
	}
	return list
}

// Routine is the one that a note of that name is of; nil where there is none.
func (c *Catalog) Routine(key string) *Routine {
	for _, known := range c.routines {
		for _, r := range known {
			if r.Key == key {
				return r
			}
		}
	}
	return nil
}

// RoutinesIn are all of a schema of the session's database.
func (c *Catalog) RoutinesIn(schema string) (list []*Routine) {
	for _, known := range c.routines {
		for _, r := range known {
			if r.Schema == schema {
				list = append(list, r)
			}
		}
	}
	slices.SortFunc(list, func(a, b *Routine) int { return strings.Compare(a.Key, b.Key) })
	return list
}
