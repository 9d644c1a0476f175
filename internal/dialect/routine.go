package dialect

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Users' functions. The engine knows none: one is a line of the table of notes, which rolls back with everything else, and
// package bind writes its expression where it is called.

// createFunction is CREATE FUNCTION.
func (t *translator) createFunction(st *syntax.CreateRoutine) (*Translation, error) {
	if err := t.functionLanguage(st); err != nil {
		return nil, err
	}
	p, err := t.newPlace(st.Name, false)
	if err != nil {
		return nil, err
	}
	r, err := t.functionOf(st, p)
	if err != nil {
		return nil, err
	}
	making := []bind.Access{p.making(), {Language: r.Language, Privilege: "USAGE"}}
	old := t.session.Catalog.Routine(r.Key)
	switch {
	case old != nil && !st.OrReplace:
		return nil, t.refuse(st.Name, engine.DuplicateFunction, "function \"%s\" already exists with same argument types", p.name)
	case old != nil && old.Procedure:
		return nil, t.refuse(st.Name, engine.WrongObjectType, "cannot change routine kind: \"%s\" is a procedure", p.name)
	case old != nil && old.Returns != r.Returns:
		return nil, t.refuse(st.Name, engine.InvalidFunction, "cannot change return type of existing function")
	case old != nil:
		r.Owner, r.ACL = old.Owner, old.ACL
		making = append(making, bind.Access{Schema: r.Schema, Routine: r.Key, Privilege: "REPLACE"})
	}
	t.changes = making
	if err := bind.Routine(t.options(), st, r); err != nil {
		return nil, t.moved(err)
	}
	steps := t.noteRoutine(r)
	if old != nil {
		again, err := t.callAnew(old, r)
		if err != nil {
			return nil, err
		}
		steps = append(steps, again...)
	}
	out := inSteps(steps)
	out.Accesses = making
	return out, nil
}

// functionLanguage refuses languages other than SQL.
func (t *translator) functionLanguage(st *syntax.CreateRoutine) error {
	switch language := strings.ToLower(st.Language.Name); language {
	case "sql":
	case "plpythonu":
		return t.refuse(st.Language, engine.FeatureNotSupported, "Creating new Python UDFs is no longer supported")
	case "plpgsql":
		return t.refuse(st.Language, engine.FeatureNotSupported, "language \"plpgsql\" is for stored procedures only")
	default:
		return t.refuse(st.Language, engine.UndefinedObject, "language \"%s\" does not exist", language)
	}
	switch {
	case st.NonAtomic, st.Security != "", len(st.Set) > 0:
		return t.refuse(st, engine.SyntaxError, "NONATOMIC, SECURITY and SET are for stored procedures only")
	case st.Volatility == "":
		return t.refuse(st, engine.SyntaxError, "VOLATILE, STABLE or IMMUTABLE must be specified for a function")
	}
	return nil
}

// functionOf reads what a function is.
func (t *translator) functionOf(st *syntax.CreateRoutine, p place) (*relation.Routine, error) {
	r := &relation.Routine{
		Schema: p.schema, Key: p.schema + "." + bind.Signature(p.name, st.Params), Name: p.name,
		Volatility: st.Volatility, Language: "sql", Body: st.Body,
	}
	for _, param := range st.Params {
		if param.Mode != "" && param.Mode != "IN" {
			return nil, t.refuse(param, engine.InvalidFunction, "SQL functions cannot have %s arguments", param.Mode)
		}
		typ, err := bind.RoutineType(param.Type)
		if err != nil {
			return nil, t.refuse(param.Type, err.State, "%s", err.Message)
		}
		r.Args = append(r.Args, relation.Argument{Name: t.ident(param.Name), Type: typ.String()})
	}
	if len(r.Args) > maxArguments {
		return nil, t.refuse(st.Name, engine.TooManyArguments, "functions cannot have more than %d arguments", maxArguments)
	}
	typ, err := bind.RoutineType(st.Returns)
	if err != nil {
		return nil, t.refuse(st.Returns, err.State, "%s", err.Message)
	}
	r.Returns = typ.String()
	return r, nil
}

// maxArguments is how many a function can have.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_FUNCTION.html.
const maxArguments = 32

func (t *translator) noteRoutine(r *relation.Routine) []string {
	note, _ := json.Marshal(r) // of texts and numbers: does not fail
	return t.objectNote(relation.RoutineKind, r.Key, string(note))
}

// routineNamed finds a function by its name and, where they are told, the types of its arguments.
func (t *translator) routineNamed(n *syntax.Routine) (*relation.Routine, error) {
	name := make([]string, len(n.Name))
	for i, part := range n.Name {
		name[i] = t.ident(part)
	}
	var found []*relation.Routine
	for _, r := range t.session.Catalog.Routines(name, t.session.SearchPath) {
		if !r.Procedure && (!n.HasArgs || r.Key == r.Schema+"."+bind.Signature(r.Name, n.Params)) {
			found = append(found, r)
		}
	}
	switch {
	case len(found) == 0:
		return nil, t.refuse(n, engine.UndefinedFunction, "function %s does not exist", t.routineShown(n))
	case len(found) > 1 && !n.HasArgs:
		return nil, t.refuse(n, engine.AmbiguousFunction, "function name \"%s\" is not unique", found[0].Name)
	}
	return found[0], nil
}

// routineShown is a function as errors tell it.
func (t *translator) routineShown(n *syntax.Routine) string {
	parts := make([]string, len(n.Name))
	for i, part := range n.Name {
		parts[i] = t.ident(part)
	}
	return bind.Signature(strings.Join(parts, "."), n.Params)
}

// callers are the views that call a function.
func (t *translator) callers(r *relation.Routine) (list []*relation.Relation) {
	for _, rel := range t.byDependency() {
		if slices.Contains(rel.Note.Functions, r.Key) {
			list = append(list, rel)
		}
	}
	return list
}

// dropFunction is DROP FUNCTION of one.
func (t *translator) dropFunction(d *dropping, st *syntax.Drop, n *syntax.Routine) (there bool, err error) {
	if st.Kind != "FUNCTION" {
		return false, t.refuse(st, engine.FeatureNotSupported, "DROP %s is not supported", st.Kind)
	}
	if !n.HasArgs {
		return false, t.refuse(n, engine.SyntaxError, "the types of the function's arguments must be specified")
	}
	r, err := t.routineNamed(n)
	if err != nil {
		return false, ifMissing(err, st.IfExists)
	}
	t.changes = append(t.changes, bind.Access{Schema: r.Schema, Routine: r.Key, Privilege: "DROP"})
	views := slices.DeleteFunc(t.callers(r), func(rel *relation.Relation) bool { return d.gone[rel] })
	if len(views) > 0 && st.Behavior != "CASCADE" {
		return false, t.refuse(n, engine.DependentObjectsExist, "cannot drop function %s because other objects depend on it", strings.TrimPrefix(r.Key, r.Schema+"."))
	}
	d.steps = append(d.steps, t.dropAll(views, d.gone)...)
	d.steps = append(d.steps, t.objectNote(relation.RoutineKind, r.Key, "")...)
	return true, nil
}

// ifMissing passes over what is not there where the statement says so.
func ifMissing(err error, ifExists bool) error {
	if e, ok := err.(*engine.Error); ok && ifExists && e.State == engine.UndefinedFunction { //nolint:errorlint // of refuse, which does not wrap
		return nil
	}
	return err
}

// renameFunction is ALTER FUNCTION RENAME TO.
func (t *translator) renameFunction(st *syntax.AlterObject) (*Translation, error) {
	if st.Kind != "FUNCTION" || st.Rename.IsZero() {
		return nil, t.refuse(st, engine.FeatureNotSupported, "this form of ALTER is not supported")
	}
	r, err := t.routineNamed(st.Routine)
	if err != nil {
		return nil, err
	}
	t.changes = []bind.Access{{Schema: r.Schema, Routine: r.Key, Privilege: "OWN"}}
	to := *r
	to.Name = t.ident(st.Rename)
	to.Key = r.Schema + "." + to.Name + strings.TrimPrefix(r.Key, r.Schema+"."+r.Name)
	if t.session.Catalog.Routine(to.Key) != nil {
		return nil, t.refuse(st.Rename, engine.DuplicateFunction, "function \"%s\" already exists with same argument types", to.Name)
	}
	steps := append(t.objectNote(relation.RoutineKind, r.Key, ""), t.noteRoutine(&to)...)
	for _, view := range t.callers(r) { // they go on calling it
		view = copyOf(view)
		view.Note.Functions = slices.Clone(view.Note.Functions)
		view.Note.Functions[slices.Index(view.Note.Functions, r.Key)] = to.Key
		steps = append(steps, noteOf(view, view.Note))
	}
	out := inSteps(steps)
	out.Accesses = t.changes
	return out, nil
}

// callAnew binds the views that call a function which is replaced once more. Names without a schema are looked for where the
// view found its relations.
func (t *translator) callAnew(old, r *relation.Routine) (steps []string, err error) {
	again := *t
	again.session.Catalog = t.session.Catalog.With(r)
	for _, view := range t.callers(old) {
		list, err := syntax.Parse(view.Note.Query)
		if err != nil || len(list) != 1 {
			return nil, &engine.Error{State: engine.InternalError, Message: "view \"" + view.Name + "\" cannot be read"}
		}
		view = copyOf(view)
		again.session.SearchPath = nil
		for _, d := range view.Note.Depends {
			again.session.SearchPath = append(again.session.SearchPath, d.Schema)
		}
		again.session.SearchPath = append(again.session.SearchPath, t.session.SearchPath...)
		note := view.Note
		note.Types, note.Depends, note.Functions, note.Folded = nil, nil, nil, nil
		if _, err := again.viewQuery(list[0].Stmt.(*syntax.Query), columnNames(view), "", &note); err != nil {
			return nil, err
		}
		view.Note = note
		steps = append(steps, remake(view)...)
	}
	return steps, nil
}

func columnNames(rel *relation.Relation) []syntax.Ident {
	names := make([]syntax.Ident, len(rel.Columns))
	for i := range rel.Columns {
		names[i] = syntax.Ident{Name: rel.Columns[i].Name, Quoted: true}
	}
	return names
}
