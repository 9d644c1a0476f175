package dialect

import (
	"regexp"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// DROP, and what depends on what. A view depends on the relations that it reads, a foreign
// key on the table that it refers to; a late-binding view depends on nothing.

// dependents are the views that read a relation.
func (t *translator) dependents(rel *relation.Relation) (list []*relation.Relation) {
	if rel.Temp {
		return nil
	}
	for _, other := range t.session.Catalog.All() {
		if other.Database == rel.Database && other.Note.On(rel) != nil {
			list = append(list, other)
		}
	}
	return list
}

// A dropping is a DROP on its way to the engine.
type dropping struct {
	steps   []string
	gone    map[*relation.Relation]bool
	changed map[*relation.Relation]*relation.Relation
}

// forget takes foreign keys out of the note of a table that stays.
func (d *dropping) forget(other *relation.Relation, is func(*syntax.Constraint) bool) {
	if d.changed[other] == nil {
		d.changed[other] = copyOf(other)
	}
	c := d.changed[other]
	changeConstraints(&c.Note, func(k *syntax.Constraint) bool { return !is(k) })
	d.steps = append(d.steps, noteOf(c, c.Note))
}

// drop is DROP TABLE, VIEW, MATERIALIZED VIEW and SCHEMA.
func (t *translator) drop(st *syntax.Drop) (*Translation, error) {
	d := &dropping{gone: map[*relation.Relation]bool{}, changed: map[*relation.Relation]*relation.Relation{}}
	notice := ""
	for _, r := range st.Routines {
		there, err := t.dropRoutine(d, st, r)
		if err != nil {
			return nil, err
		}
		if !there {
			notice = lower(st.Kind) + " " + t.routineShown(r) + " does not exist, skipping"
		}
	}
	for _, name := range st.Names {
		there, err := t.dropOne(d, st, name)
		if err != nil {
			return nil, err
		}
		if !there {
			notice = strings.ToLower(st.Kind) + " \"" + t.ident(name.Last()) + "\" does not exist, skipping"
		}
	}
	out := inSteps(d.steps)
	out.Notice, out.Accesses = notice, t.changes
	return out, nil
}

// dropOne drops one object; there is false for one that need not be there and is not.
func (t *translator) dropOne(d *dropping, st *syntax.Drop, name syntax.Name) (there bool, err error) {
	if st.Kind == "SCHEMA" {
		return t.dropSchema(d, st, name)
	}
	rel := t.find(name)
	kind := strings.ToLower(st.Kind)
	switch {
	case rel == nil && len(name) > 1 && t.ident(name[len(name)-2]) == engine.InternalSchema:
		return false, t.missingSchema(name)
	case rel == nil && st.IfExists, d.gone[rel] && rel != nil && st.IfExists:
		return false, nil
	case rel == nil || d.gone[rel]:
		return false, t.refuse(name, engine.UndefinedTable, "%s \"%s\" does not exist", kind, t.ident(name.Last()))
	case rel.Kind != relation.System && !rel.Temp && rel.Database != t.session.Database:
		_, err := t.relation(name)
		return false, err
	case rel.Kind == relation.System:
		return false, t.refuse(name, engine.InsufficientPrivilege, "permission denied: \"%s\" is a system catalog", rel.Name)
	case kindName(rel) != kind:
		return false, t.refuse(name, engine.WrongObjectType, "\"%s\" is not a %s", rel.Name, kind)
	}
	t.changes = append(t.changes, bind.Access{Relation: rel, Privilege: "DROP"})
	keys := t.referrers(rel)
	keys = slices.DeleteFunc(keys, func(other *relation.Relation) bool { return d.gone[other] })
	if st.Behavior != "CASCADE" {
		views := slices.DeleteFunc(t.dependents(rel), func(other *relation.Relation) bool { return d.gone[other] })
		if len(views)+len(keys) > 0 {
			return false, t.refuse(name, engine.DependentObjectsExist, "cannot drop %s %s because other objects depend on it", kind, rel.Name)
		}
	}
	for _, other := range keys {
		d.forget(other, func(k *syntax.Constraint) bool { return refers(k, rel) })
	}
	d.steps = append(d.steps, t.dropAll([]*relation.Relation{rel}, d.gone)...)
	return true, nil
}

// kindName is what a relation is called.
func kindName(rel *relation.Relation) string {
	switch {
	case rel.Kind == relation.View:
		return "view"
	case rel.Note.Materialized:
		return "materialized view"
	}
	return "table"
}

// dropAll drops relations and all that depends on them, that first.
func (t *translator) dropAll(list []*relation.Relation, gone map[*relation.Relation]bool) (steps []string) {
	for _, rel := range list {
		if gone[rel] {
			continue
		}
		gone[rel] = true
		steps = append(steps, t.dropAll(t.dependents(rel), gone)...)
		steps = append(steps, "DROP "+engineKind(rel)+" "+pathSQL(rel.Path()))
		for i := range rel.Columns {
			steps = append(steps, dropSequence(&rel.Columns[i])...)
		}
	}
	return steps
}

// sequencePattern is an identity column's default, in the engine's words.
var sequencePattern = regexp.MustCompile(`^nextval\('((?:[^']|'')+)'\)$`)

// dropSequence drops what an identity column takes its values from.
func dropSequence(c *relation.Column) []string {
	if c.Note.Identity == "" {
		return nil
	}
	if m := sequencePattern.FindStringSubmatch(c.Default); m != nil {
		return []string{"DROP SEQUENCE IF EXISTS " + strings.ReplaceAll(m[1], "''", "'")}
	}
	return nil
}

// dropSchema drops a schema, with what is in it where that is said.
func (t *translator) dropSchema(d *dropping, st *syntax.Drop, name syntax.Name) (there bool, err error) {
	schema, err := t.schemaNamed(name)
	switch {
	case schema == "" && st.IfExists && err != nil && !t.reserved(t.ident(name.Last())):
		return false, nil
	case err != nil:
		return false, err
	}
	t.changes = append(t.changes, bind.Access{Schema: schema, Privilege: "OWN"})
	var inside []*relation.Relation
	for _, rel := range t.session.Catalog.All() {
		if rel.Database == t.session.Database && rel.Schema == schema && !rel.Temp && rel.Kind != relation.System && !d.gone[rel] {
			inside = append(inside, rel)
		}
	}
	functions := t.session.Catalog.RoutinesIn(schema)
	if len(inside)+len(functions) > 0 && st.Behavior != "CASCADE" {
		return false, t.refuse(name, engine.DependentObjectsExist, "cannot drop schema %s because other objects depend on it", schema)
	}
	for _, rel := range inside {
		for _, other := range t.referrers(rel) {
			if other.Schema != schema && !d.gone[other] {
				d.forget(other, func(k *syntax.Constraint) bool { return refers(k, rel) })
			}
		}
	}
	d.steps = append(d.steps, t.dropAll(inside, d.gone)...)
	for _, r := range functions {
		d.steps = append(d.steps, t.dropAll(t.callers(r), d.gone)...)
	}
	d.steps = append(d.steps, "DROP SCHEMA "+pathSQL([]string{t.session.Database, schema}))
	return true, nil
}
