package dialect

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Schemas. The engine keeps their names; what else is known of one is a line of the table of
// notes.

// Kinds of that table.
const (
	noteOfSchema   = "schema"   // by its name
	noteOfDatabase = "database" // the database itself, without a name
)

// objectNote writes the note of an object that can carry none; an empty one is forgotten.
func (t *translator) objectNote(kind, name, note string) []string {
	path := pathSQL([]string{t.session.Database, engine.InternalSchema, engine.ObjectNotes})
	steps := []string{"DELETE FROM " + path + " WHERE kind = " + quoteText(kind) + " AND name = " + quoteText(name)}
	if note != "" && note != "{}" {
		steps = append(steps, "INSERT INTO "+path+" VALUES ("+quoteText(kind)+", "+quoteText(name)+", "+quoteText(note)+")")
	}
	return steps
}

// saying is the note of an object with something in it changed; an empty text takes it out.
func (t *translator) saying(kind, name, what, text string) []string {
	kept := map[string]json.RawMessage{}
	_ = json.Unmarshal([]byte(t.session.Catalog.Note(t.session.Database, kind, name)), &kept) // what is none says nothing
	if delete(kept, what); text != "" {
		kept[what], _ = json.Marshal(text)
	}
	note, _ := json.Marshal(kept)
	return t.objectNote(kind, name, string(note))
}

// reserved tells whether a schema is the system's.
func (t *translator) reserved(schema string) bool {
	return schema == engine.InternalSchema || strings.HasPrefix(schema, "pg_") || schema == "information_schema"
}

// schemaNamed finds a schema of the session's database.
func (t *translator) schemaNamed(name syntax.Name) (string, error) {
	schema := t.ident(name.Last())
	switch {
	case len(name) == 2 && t.ident(name[0]) != t.session.Database:
		return "", t.refuse(name, engine.FeatureNotSupported, "a schema of another database cannot be changed: connect to database \"%s\"", t.ident(name[0]))
	case t.reserved(schema):
		return "", t.refuse(name, engine.InsufficientPrivilege, "permission denied for schema %s", schema)
	case !t.session.Catalog.HasSchema("", schema):
		return "", t.refuse(name, engine.InvalidSchemaName, "schema \"%s\" does not exist", schema)
	}
	return schema, nil
}

// newSchema checks the name of a schema that is to be made.
func (t *translator) newSchema(at syntax.Node, name string) error {
	switch {
	case t.reserved(name):
		return t.refuse(at, engine.ReservedName, "unacceptable schema name \"%s\"", name)
	case t.session.Catalog.HasSchema("", name):
		return t.refuse(at, engine.DuplicateSchema, "schema \"%s\" already exists", name)
	}
	return nil
}

// createSchema is CREATE SCHEMA.
func (t *translator) createSchema(st *syntax.CreateSchema) (*Translation, error) {
	at := syntax.Node(st)
	var name string
	if len(st.Name) > 0 {
		at, name = st.Name, t.ident(st.Name.Last())
	} else {
		name = t.ident(st.Authorization)
	}
	if len(st.Name) == 2 && t.ident(st.Name[0]) != t.session.Database {
		return nil, t.refuse(at, engine.FeatureNotSupported, "a schema of another database cannot be made: connect to database \"%s\"", t.ident(st.Name[0]))
	}
	if st.IfNotExists && t.session.Catalog.HasSchema("", name) {
		return nothing("schema \"" + name + "\" already exists, skipping"), nil
	}
	if err := t.newSchema(at, name); err != nil {
		return nil, err
	}
	if len(st.Elements) > 0 {
		return nil, t.refuse(st.Elements[0], engine.FeatureNotSupported, "a statement within CREATE SCHEMA is not supported")
	}
	out := inSteps([]string{"CREATE SCHEMA " + pathSQL([]string{t.session.Database, name})})
	if st.Quota != nil {
		out.Then = t.saying(noteOfSchema, name, "quota", syntax.Print(st.Quota))
	}
	return out, nil
}

// alterSchema is ALTER SCHEMA.
func (t *translator) alterSchema(st *syntax.AlterSchema) (*Translation, error) {
	schema, err := t.schemaNamed(st.Name)
	switch {
	case err != nil:
		return nil, err
	case st.Quota != nil:
		quota := syntax.Print(st.Quota)
		if st.Quota.Unit == "UNLIMITED" {
			quota = ""
		}
		return t.ofSchema(schema, t.saying(noteOfSchema, schema, "quota", quota)), nil
	}
	to := t.ident(st.Rename)
	if err := t.newSchema(st.Rename, to); err != nil {
		return nil, err
	}
	return t.ofSchema(schema, t.renameSchema(schema, to)), nil
}

// ofSchema is a change of a schema: its owner's affair.
func (t *translator) ofSchema(schema string, steps []string) *Translation {
	out := inSteps(steps)
	out.Accesses = []bind.Access{{Schema: schema, Privilege: "OWN"}}
	return out
}

// renameSchema makes the schema anew under another name, and moves all that is in it: the
// engine renames none.
func (t *translator) renameSchema(from, to string) []string {
	steps := []string{"CREATE SCHEMA " + pathSQL([]string{t.session.Database, to})}
	note := t.session.Catalog.Note(t.session.Database, noteOfSchema, from)
	steps = append(steps, t.objectNote(noteOfSchema, from, "")...)
	steps = append(steps, t.objectNote(noteOfSchema, to, note)...)
	steps = append(steps, t.renameNotes(from, to)...)
	var views, drops []string
	for _, rel := range t.byDependency() {
		moved := copyOf(rel)
		changed := t.movedNote(moved, from, to)
		if inside := rel.Schema == from; inside {
			moved.Schema = to
			drops = append(drops, "DROP "+engineKind(rel)+" "+pathSQL(rel.Path()))
			if rel.Kind == relation.Table {
				steps = append(steps, copyTable(rel, moved)...)
				continue
			}
			if rel.Note.Late {
				views = append(views, "CREATE VIEW "+pathSQL(moved.Path())+" AS SELECT NULL AS \"late\"", noteOf(moved, moved.Note))
				continue
			}
		} else if !changed {
			continue
		}
		if rel.Kind == relation.View {
			views = append(views, remake(moved)...)
		} else {
			steps = append(steps, noteOf(moved, moved.Note))
		}
	}
	slices.Reverse(drops) // what is read after what reads it
	return slices.Concat(steps, views, drops, []string{"DROP SCHEMA " + pathSQL([]string{t.session.Database, from})})
}

// renameNotes renames a schema in the names of the notes of what is in it: of routines, and of
// default and scoped privileges.
func (t *translator) renameNotes(from, to string) (steps []string) {
	path := pathSQL([]string{t.session.Database, engine.InternalSchema, engine.ObjectNotes})
	for _, n := range []struct{ kind, before, after string }{{"function", "^", "."}, {"scope", "^", "/"}, {"default", "/", "/"}} {
		pattern, written := n.before+regexp.QuoteMeta(from)+regexp.QuoteMeta(n.after), strings.TrimPrefix(n.before, "^")+to+n.after
		steps = append(steps, "UPDATE "+path+" SET name = regexp_replace(name, "+quoteText(pattern)+", "+quoteText(strings.ReplaceAll(written, `\`, `\\`))+") WHERE kind = "+quoteText(n.kind))
	}
	return steps
}

// byDependency are the relations of the session's database, what is read before what reads it.
func (t *translator) byDependency() (list []*relation.Relation) {
	seen := map[*relation.Relation]bool{}
	var visit func(rel *relation.Relation)
	visit = func(rel *relation.Relation) {
		if seen[rel] {
			return
		}
		seen[rel] = true
		for _, d := range rel.Note.Depends {
			if base := t.session.Catalog.Find([]string{rel.Database, d.Schema, d.Name}, nil); base != nil {
				visit(base)
			}
		}
		list = append(list, rel)
	}
	for _, rel := range t.session.Catalog.All() {
		if rel.Kind != relation.System && !rel.Temp && rel.Database == t.session.Database {
			visit(rel)
		}
	}
	return list
}

// movedNote changes what a relation's note says of a schema's name.
func (t *translator) movedNote(rel *relation.Relation, from, to string) (changed bool) {
	for i := range rel.Note.Depends {
		if rel.Note.Depends[i].Schema == from {
			rel.Note.Depends[i].Schema, changed = to, true
		}
	}
	for i, key := range rel.Note.Functions {
		if rest, ok := strings.CutPrefix(key, from+"."); ok {
			rel.Note.Functions[i], changed = to+"."+rest, true
		}
	}
	before := pathSQL([]string{t.session.Database, from}) + "."
	rel.Note.Bound = mapPaths(rel.Note.Bound, func(path string) string {
		if rest, ok := strings.CutPrefix(path, before); ok {
			return pathSQL([]string{t.session.Database, to}) + "." + rest
		}
		return path
	})
	keys := changeConstraints(&rel.Note, func(k *syntax.Constraint) bool {
		if k.References != nil && len(k.References.Table) == 2 && k.References.Table[0].Name == from {
			k.References.Table = syntax.Name{syntax.NewIdent(to), k.References.Table[1]}
		}
		return true
	})
	return changed || keys
}

// copyTable makes a table anew at another place, with its rows and notes.
func copyTable(from, to *relation.Relation) []string {
	path := pathSQL(to.Path())
	definitions := make([]string, len(from.Columns))
	var notes []string
	for i := range from.Columns {
		c := &from.Columns[i]
		definitions[i] = definitionOf(c)
		if !isEmpty(c.Note) {
			notes = append(notes, columnNoteOn(path, c.Name, c.Note))
		}
	}
	return slices.Concat([]string{
		"CREATE TABLE " + path + " (" + strings.Join(definitions, ", ") + ")",
		"INSERT INTO " + path + " SELECT * FROM " + pathSQL(from.Path()),
		noteOf(to, to.Note),
	}, notes)
}
