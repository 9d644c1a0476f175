package pgwire

import (
	"fmt"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/plpgsql"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A variable of a procedure. Its value is kept as text, in a form that does not depend on the
// session's settings.
type variable struct {
	name     string
	typ      types.Type
	value    []byte // nil is NULL
	constant bool
	notNull  bool

	record bool
	fields []*variable // of a record; nil until it is assigned

	reference bool            // of type refcursor: the value is a cursor's name
	bound     *plpgsql.Cursor // its query
}

// A scope has the variables of a block, or of a loop over numbers.
type plScope struct {
	label     string
	variables []*variable
	aliases   map[string]*variable // by ALIAS FOR
}

func (s *plScope) variable(name string) *variable {
	for _, v := range slices.Backward(s.variables) {
		if v.name == name {
			return v
		}
	}
	return s.aliases[name]
}

// A frame is a call of a procedure, while it runs.
type frame struct {
	*call
	routine *relation.Routine
	scopes  []*plScope  // the innermost last
	args    []*variable // as $1, $2 … name them
	outs    []*variable // what goes out
	found   *variable
	plans   map[*syntax.Statement]*plan
	level   int // of calls, from 1
}

// newFrame makes the variables of a procedure's arguments.
func newFrame(c *call, r *relation.Routine, level int) (*frame, error) {
	f := &frame{call: c, routine: r, plans: map[*syntax.Statement]*plan{}, level: level}
	f.found = &variable{name: "found", typ: types.BoolType, value: falseText}
	scope := &plScope{label: r.Name, variables: []*variable{f.found}}
	for _, a := range r.Args {
		v, err := argument(a)
		if err != nil {
			return nil, err
		}
		if a.Mode != "OUT" {
			f.args = append(f.args, v)
		}
		if a.Mode == "OUT" || a.Mode == "INOUT" {
			f.outs = append(f.outs, v)
		}
		scope.variables = append(scope.variables, v)
	}
	f.scopes = []*plScope{scope}
	return f, nil
}

// argument is the variable of an argument.
func argument(a relation.Argument) (*variable, error) {
	if a.Type == relation.Cursor {
		return &variable{name: a.Name, typ: types.TextType, reference: true}, nil
	}
	t, ok := types.Parse(a.Type)
	if !ok {
		return nil, &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("type \"%s\" does not exist", a.Type)}
	}
	return &variable{name: a.Name, typ: t}, nil
}

var trueText, falseText = []byte("t"), []byte("f")

func truth(is bool) []byte {
	if is {
		return trueText
	}
	return falseText
}

// find finds a variable by its name, which a block's label or a record's can stand before.
func (f *frame) find(name []string) *variable {
	if len(name) == 1 && strings.HasPrefix(name[0], "$") {
		return f.numbered(name[0])
	}
	for _, s := range slices.Backward(f.scopes) {
		if v := s.variable(name[0]); v != nil {
			return v.within(name[1:])
		}
		if s.label != "" && s.label == name[0] && len(name) > 1 {
			if v := s.variable(name[1]); v != nil {
				return v.within(name[2:])
			}
		}
	}
	return nil
}

// numbered finds an argument by $n.
func (f *frame) numbered(name string) *variable {
	var n int
	if _, err := fmt.Sscanf(name, "$%d", &n); err != nil || n < 1 || n > len(f.args) {
		return nil
	}
	return f.args[n-1]
}

// within is the field of a record, or the variable itself.
func (v *variable) within(rest []string) *variable {
	switch {
	case len(rest) == 0:
		return v
	case len(rest) > 1 || !v.record:
		return nil
	}
	for _, field := range v.fields {
		if field.name == rest[0] {
			return field
		}
	}
	return nil
}

// target finds what is assigned to.
func (f *frame) target(name syntax.Name) (*variable, error) {
	parts := make([]string, len(name))
	for i, part := range name {
		parts[i] = part.Name
	}
	if v := f.find(parts); v != nil {
		return v, nil
	}
	if len(parts) > 1 {
		if v := f.find(parts[:len(parts)-1]); v != nil && v.record {
			return nil, v.noField(parts[len(parts)-1])
		}
	}
	return nil, &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf("\"%s\" is not a known variable", strings.Join(parts, "."))}
}

// noField is the error of a record that has no such field.
func (v *variable) noField(name string) error {
	if v.fields == nil {
		return &engine.Error{State: "55000", Message: fmt.Sprintf("record \"%s\" is not assigned yet", v.name), Detail: "The tuple structure of a not-yet-assigned record is indeterminate."}
	}
	return &engine.Error{State: engine.UndefinedColumn, Message: fmt.Sprintf("record \"%s\" has no field \"%s\"", v.name, name)}
}

// set assigns a value of the variable's own type.
func (v *variable) set(value []byte) error {
	switch {
	case v.constant:
		return &engine.Error{State: "22005", Message: fmt.Sprintf("\"%s\" is declared CONSTANT", v.name)}
	case v.notNull && value == nil:
		return &engine.Error{State: "22004", Message: fmt.Sprintf("null value cannot be assigned to variable \"%s\" declared NOT NULL", v.name)}
	}
	v.value = value
	return nil
}

// row assigns the columns of a row to a record; without one all are NULL.
func (v *variable) row(columns []engine.Column, kinds []types.Type, values [][]byte) {
	v.fields = make([]*variable, len(columns))
	for i, c := range columns {
		v.fields[i] = &variable{name: c.Name, typ: kinds[i]}
		if values != nil {
			v.fields[i].value = values[i]
		}
	}
}

// shown is a value as RAISE puts it into a message.
func (v *variable) shown() string {
	switch {
	case v.record:
		parts := make([]string, len(v.fields))
		for i, field := range v.fields {
			parts[i] = string(field.value)
		}
		return "(" + strings.Join(parts, ",") + ")"
	case v.value == nil:
		return "<NULL>"
	}
	return string(v.value)
}

// enter opens a scope; leave closes the innermost.
func (f *frame) enter(label string, variables ...*variable) *plScope {
	s := &plScope{label: label, variables: variables}
	f.scopes = append(f.scopes, s)
	return s
}

func (f *frame) leave() { f.scopes = f.scopes[:len(f.scopes)-1] }
