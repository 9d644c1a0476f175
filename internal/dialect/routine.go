package dialect

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/plpgsql"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Users' functions and procedures. The engine knows none: one is a line of the table of notes, which rolls back with
// everything else. Package bind writes a function's expression where it is called; a procedure is run by the session.

// createRoutine is CREATE FUNCTION and CREATE PROCEDURE.
func (t *translator) createRoutine(st *syntax.CreateRoutine) (*Translation, error) {
	language := t.functionLanguage
	if st.Procedure {
		language = t.procedureLanguage
	}
	if err := language(st); err != nil {
		return nil, err
	}
	p, err := t.newPlace(st.Name, false)
	if err != nil {
		return nil, err
	}
	r, err := t.routineOf(st, p)
	if err != nil {
		return nil, err
	}
	making := []bind.Access{p.making(), {Language: r.Language, Privilege: "USAGE"}}
	old := t.session.Catalog.Routine(r.Key)
	switch {
	case old != nil && !st.OrReplace:
		return nil, t.refuse(st.Name, engine.DuplicateFunction, "%s \"%s\" already exists with same argument types", lower(r.Kind()), p.name)
	case old != nil && old.Procedure != r.Procedure:
		return nil, t.refuse(st.Name, engine.WrongObjectType, "cannot change routine kind: \"%s\" is a %s", p.name, lower(old.Kind()))
	case old != nil && !slices.Equal(outTypes(old), outTypes(r)):
		return nil, t.refuse(st.Name, engine.InvalidFunction, "cannot change return type of existing function")
	case old != nil:
		r.Owner, r.ACL = old.Owner, old.ACL
		making = append(making, bind.Access{Schema: r.Schema, Routine: r.Key, Privilege: "REPLACE"})
	}
	t.changes = making
	if err := t.checkBody(st, r); err != nil {
		return nil, err
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

// outTypes are those of what a routine gives.
func outTypes(r *relation.Routine) []string {
	list := []string{r.Returns}
	for _, a := range r.Out() {
		list = append(list, a.Type)
	}
	return list
}

// procedureLanguage refuses languages other than PL/pgSQL, and what does not go together.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_PROCEDURE.html.
func (t *translator) procedureLanguage(st *syntax.CreateRoutine) error {
	switch language := strings.ToLower(st.Language.Name); {
	case language == "sql" || language == "plpythonu":
		return t.refuse(st.Language, engine.FeatureNotSupported, "language \"%s\" is for functions only", language)
	case language != "plpgsql":
		return t.refuse(st.Language, engine.UndefinedObject, "language \"%s\" does not exist", language)
	case st.Volatility != "":
		return t.refuse(st, engine.SyntaxError, "%s is for functions only", st.Volatility)
	case st.NonAtomic && st.Security == "DEFINER":
		return t.refuse(st, engine.FeatureNotSupported, "SECURITY DEFINER is not supported for a NONATOMIC procedure")
	case st.NonAtomic && len(st.Set) > 0:
		return t.refuse(st, engine.FeatureNotSupported, "SET is not supported for a NONATOMIC procedure")
	case len(st.Body) > plpgsql.MaxSource:
		return t.refuse(st, engine.LimitExceeded, "the source of a procedure has at most %d bytes", plpgsql.MaxSource)
	}
	return nil
}

// checkBody refuses a routine that could not be run.
func (t *translator) checkBody(st *syntax.CreateRoutine, r *relation.Routine) error {
	if !r.Procedure {
		return bind.Routine(t.options(), st, r)
	}
	if _, err := plpgsql.Parse(r.Body); err != nil {
		if e, ok := err.(*engine.Error); ok { //nolint:errorlint // of Parse, which does not wrap
			return &engine.Error{State: e.State, Message: e.Message, Detail: e.Detail} // its place is in the body
		}
		return err
	}
	return nil
}

// routineOf reads what a function or a procedure is.
func (t *translator) routineOf(st *syntax.CreateRoutine, p place) (*relation.Routine, error) {
	r := &relation.Routine{
		Schema: p.schema, Key: p.schema + "." + bind.Signature(p.name, st.Params), Name: p.name, Procedure: st.Procedure,
		Volatility: st.Volatility, Language: strings.ToLower(st.Language.Name), Body: st.Body, NonAtomic: st.NonAtomic, Definer: st.Security == "DEFINER",
	}
	for _, param := range st.Params {
		a, err := t.argument(st, param)
		if err != nil {
			return nil, err
		}
		r.Args = append(r.Args, a)
	}
	if len(r.In()) > maxArguments || len(r.Out()) > maxArguments {
		return nil, t.refuse(st.Name, engine.TooManyArguments, "%ss cannot have more than %d arguments", lower(r.Kind()), maxArguments)
	}
	for _, set := range st.Set {
		s, err := t.statement.setting(set)
		if err != nil {
			return nil, err
		}
		r.Set = append(r.Set, relation.RoutineSetting{Name: s.Name, Values: s.Values})
	}
	if st.Procedure {
		return r, nil
	}
	typ, err := bind.RoutineType(st.Returns)
	if err != nil {
		return nil, t.refuse(st.Returns, err.State, "%s", err.Message)
	}
	r.Returns = typ.String()
	return r, nil
}

// argument reads an argument; those of procedures can come out, and be cursors.
func (t *translator) argument(st *syntax.CreateRoutine, param *syntax.RoutineParam) (relation.Argument, error) {
	a := relation.Argument{Name: t.ident(param.Name)}
	if param.Mode != "IN" {
		a.Mode = param.Mode
	}
	if !st.Procedure && a.Mode != "" {
		return a, t.refuse(param, engine.InvalidFunction, "SQL functions cannot have %s arguments", param.Mode)
	}
	if st.Procedure && param.Type.Is(relation.Cursor) {
		a.Type = relation.Cursor
		return a, nil
	}
	typ, err := bind.RoutineType(param.Type)
	if err != nil {
		return a, t.refuse(param.Type, err.State, "%s", err.Message)
	}
	a.Type = typ.String()
	return a, nil
}

// maxArguments is how many a function can have.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_FUNCTION.html.
const maxArguments = 32

func (t *translator) noteRoutine(r *relation.Routine) []string {
	note, _ := json.Marshal(r) // of texts and numbers: does not fail
	return t.objectNote(relation.RoutineKind, r.Key, string(note))
}

// routineNamed finds a function or a procedure by its name and, where they are told, the types of its arguments.
func (t *translator) routineNamed(kind string, n *syntax.Routine) (*relation.Routine, error) {
	name := make([]string, len(n.Name))
	for i, part := range n.Name {
		name[i] = t.ident(part)
	}
	var found []*relation.Routine
	for _, r := range t.session.Catalog.Routines(name, t.session.SearchPath) {
		if r.Kind() == kind && (!n.HasArgs || r.Key == r.Schema+"."+bind.Signature(r.Name, n.Params)) {
			found = append(found, r)
		}
	}
	switch {
	case len(found) == 0:
		return nil, t.refuse(n, engine.UndefinedFunction, "%s %s does not exist", lower(kind), t.routineShown(n))
	case len(found) > 1 && !n.HasArgs:
		return nil, t.refuse(n, engine.AmbiguousFunction, "%s name \"%s\" is not unique", lower(kind), found[0].Name)
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

// dropRoutine is DROP FUNCTION or DROP PROCEDURE of one. A procedure that has its name for itself needs no types.
func (t *translator) dropRoutine(d *dropping, st *syntax.Drop, n *syntax.Routine) (there bool, err error) {
	if st.Kind == "FUNCTION" && !n.HasArgs {
		return false, t.refuse(n, engine.SyntaxError, "the types of the function's arguments must be specified")
	}
	r, err := t.routineNamed(st.Kind, n)
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

// renameRoutine is ALTER FUNCTION or ALTER PROCEDURE, RENAME TO.
func (t *translator) renameRoutine(st *syntax.AlterObject) (*Translation, error) {
	if st.Routine == nil || st.Rename.IsZero() {
		return nil, t.refuse(st, engine.FeatureNotSupported, "this form of ALTER is not supported")
	}
	r, err := t.routineNamed(st.Kind, st.Routine)
	if err != nil {
		return nil, err
	}
	t.changes = []bind.Access{{Schema: r.Schema, Routine: r.Key, Privilege: "OWN"}}
	to := *r
	to.Name = t.ident(st.Rename)
	to.Key = r.Schema + "." + to.Name + strings.TrimPrefix(r.Key, r.Schema+"."+r.Name)
	if t.session.Catalog.Routine(to.Key) != nil {
		return nil, t.refuse(st.Rename, engine.DuplicateFunction, "%s \"%s\" already exists with same argument types", lower(r.Kind()), to.Name)
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
