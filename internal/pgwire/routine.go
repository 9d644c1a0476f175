package pgwire

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Functions and procedures, which may have one name and differ in their arguments. Each
// that was made has a note, which is written when it is made: see own.

// signature is a routine's name with the types of what goes in: f(integer, character varying).
func signature(name string, params []*syntax.RoutineParam) string {
	return bind.Signature(name, params)
}

// routines finds the functions and procedures that are named.
func (ss *session) routines(ctx context.Context, on *syntax.GrantTarget) ([]*object, error) {
	var list []*object
	for _, r := range on.Routines {
		o, err := ss.routine(ctx, on.Kind, r)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// routine finds one: by its name alone where that is enough.
func (ss *session) routine(ctx context.Context, kind string, r *syntax.Routine) (*object, error) {
	schemas, err := ss.schemasOf(ctx, r.Name)
	if err != nil {
		return nil, err
	}
	want := r.Name.Last().Name
	if r.HasArgs {
		want = signature(want, r.Params)
	}
	rows, err := ss.query(ctx, "SELECT name, note FROM "+ss.notesTable()+" WHERE kind = "+literal(functionNote)+" ORDER BY name")
	if err != nil {
		return nil, err
	}
	for _, schema := range schemas {
		var found []string
		for _, row := range rows {
			name, in := strings.CutPrefix(row[0], schema+".")
			if bare, _, _ := strings.Cut(name, "("); in && (name == want || !r.HasArgs && bare == want) {
				found = append(found, row[0])
			}
		}
		switch {
		case len(found) == 1:
			return ss.other(ctx, privilege.Function, functionNote, found[0], r.Name.Last().Name)
		case len(found) > 1:
			return nil, &engine.Error{State: engine.AmbiguousFunction, Message: fmt.Sprintf("%s name \"%s\" is not unique", strings.ToLower(kind), want)}
		}
	}
	if !r.HasArgs {
		want += "()"
	}
	return nil, &engine.Error{State: engine.UndefinedFunction, Message: fmt.Sprintf("%s %s does not exist", strings.ToLower(kind), want)}
}

// routinesIn are those of a schema.
func (ss *session) routinesIn(ctx context.Context, schema string) ([]*object, error) {
	rows, err := ss.query(ctx, "SELECT name, note FROM "+ss.notesTable()+" WHERE kind = "+literal(functionNote)+" ORDER BY name")
	if err != nil {
		return nil, err
	}
	var list []*object
	for _, row := range rows {
		name, in := strings.CutPrefix(row[0], schema+".")
		if !in {
			continue
		}
		bare, _, _ := strings.Cut(name, "(")
		o, err := ss.other(ctx, privilege.Function, functionNote, row[0], bare)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// schemasOf are the schemas in which a name is looked for.
func (ss *session) schemasOf(ctx context.Context, name syntax.Name) ([]string, error) {
	if len(name) > 1 {
		return []string{name[len(name)-2].Name}, nil
	}
	rows, err := ss.query(ctx, "SELECT s.name, s.name FROM (SELECT unnest(current_schemas(false)) AS name) s")
	if err != nil {
		return nil, err
	}
	list := make([]string, len(rows))
	for i, row := range rows {
		list[i] = row[0]
	}
	return slices.Compact(list), nil
}
