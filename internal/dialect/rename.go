package dialect

import (
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Renaming. A view goes on reading what it has read: Redshift knows that by its number, the
// engine by its name, so that the text which the engine keeps of a view changes with it.

// rename is RENAME TO, of a table or a view.
func (a *alteration) rename(to syntax.Ident) error {
	p := placeOf(a.rel)
	p.name = a.ident(to)
	if old := a.at(p); old != nil {
		return a.refuse(to, engine.DuplicateTable, "relation \"%s\" already exists", p.name)
	}
	a.run("ALTER " + engineKind(a.rel) + " " + a.path + " RENAME TO " + quoteName(p.name))
	a.steps = append(a.steps, a.moveReaders(a.rel, p)...)
	a.steps = append(a.steps, a.moveKeys(a.rel, p)...)
	return nil
}

// moveReaders has the views that read a relation read it at another place.
func (t *translator) moveReaders(rel *relation.Relation, to place) (steps []string) {
	old := pathSQL(rel.Path())
	for _, view := range t.dependents(rel) {
		view = copyOf(view)
		d := view.Note.On(rel)
		d.Schema, d.Name = to.schema, to.name
		view.Note.Bound = mapPaths(view.Note.Bound, func(path string) string {
			if path == old {
				return to.sql()
			}
			return path
		})
		steps = append(steps, remake(view)...)
	}
	return steps
}

// moveKeys has the foreign keys to a table refer to another place.
func (t *translator) moveKeys(rel *relation.Relation, to place) (steps []string) {
	for _, other := range append(t.referrers(rel), selfReferrer(rel)...) {
		other := copyOf(other)
		changeConstraints(&other.Note, func(k *syntax.Constraint) bool {
			if refers(k, rel) {
				k.References.Table = to.shown()
			}
			return true
		})
		path := pathSQL(other.Path())
		if other.Schema == rel.Schema && other.Name == rel.Name {
			path = to.sql()
		}
		steps = append(steps, noteOn("TABLE", path, other.Note))
	}
	return steps
}

func selfReferrer(rel *relation.Relation) []*relation.Relation {
	if slices.ContainsFunc(constraintsOf(&rel.Note), func(k *syntax.Constraint) bool { return refers(k, rel) }) {
		return []*relation.Relation{rel}
	}
	return nil
}

// remake makes a view anew of the text in its note; a materialized one has its text there
// alone.
func remake(view *relation.Relation) []string {
	if view.Note.Materialized {
		return []string{noteOf(view, view.Note)}
	}
	return []string{"CREATE OR REPLACE VIEW " + pathSQL(view.Path()) + " AS " + view.Note.Bound, noteOf(view, view.Note)}
}

// renameColumn is RENAME COLUMN. A view finds the column under its old name in what is read
// in the table's place. A materialized view does not, and is not refreshed any more, as on Redshift.
func (a *alteration) renameColumn(n *syntax.RenameTo) error {
	old, to := a.ident(n.Column), a.ident(n.Name)
	switch {
	case a.rel.Column(old) < 0:
		return a.refuse(n.Column, engine.UndefinedColumn, "column \"%s\" does not exist", old)
	case a.rel.Column(to) >= 0:
		return a.refuse(n.Name, engine.DuplicateColumn, "column \"%s\" of relation \"%s\" already exists", to, a.rel.Name)
	}
	a.run("ALTER TABLE " + a.path + " RENAME COLUMN " + quoteName(old) + " TO " + quoteName(to))
	for _, view := range a.dependents(a.rel) {
		if slices.Contains(view.Note.On(a.rel).Columns, old) && !view.Note.Materialized {
			a.steps = append(a.steps, a.readUnder(copyOf(view), old, to)...)
		}
	}
	a.renameKeys(old, to)
	return nil
}

// readUnder has a view read a column under its old name.
func (a *alteration) readUnder(view *relation.Relation, old, to string) []string {
	d := view.Note.On(a.rel)
	d.Columns = slices.Clone(d.Columns)
	items := make([]string, len(d.Columns))
	for i, column := range d.Columns {
		if items[i] = quoteName(column); column == old {
			d.Columns[i] = to
			items[i] = quoteName(to) + " AS " + quoteName(old)
		}
	}
	view.Note.Bound = mapPaths(view.Note.Bound, func(path string) string {
		if path == a.path {
			return "(SELECT " + strings.Join(items, ", ") + " FROM " + path + ")"
		}
		return path
	})
	return remake(view)
}

// renameKeys renames a column in the constraints that name it.
func (a *alteration) renameKeys(old, to string) {
	in := func(columns []syntax.Ident) {
		for i := range columns {
			if columns[i].Name == old {
				columns[i] = syntax.NewIdent(to)
			}
		}
	}
	if changeConstraints(&a.note, func(k *syntax.Constraint) bool {
		in(k.Columns)
		if refers(k, a.rel) {
			in(k.References.Columns)
		}
		return true
	}) {
		a.keepNote()
	}
	for _, other := range a.keysTo(old) {
		changeConstraints(&other.Note, func(k *syntax.Constraint) bool {
			if refers(k, a.rel) {
				in(k.References.Columns)
			}
			return true
		})
		a.run(noteOf(other, other.Note))
	}
}

// mapPaths replaces the paths of quoted names in a text for the engine.
func mapPaths(text string, replace func(path string) string) string {
	var out strings.Builder
	for i := 0; i < len(text); {
		end := i + 1
		switch text[i] {
		case '\'':
			end = quotedEnd(text, i)
			out.WriteString(text[i:end])
		case '"':
			for end = quotedEnd(text, i); strings.HasPrefix(text[end:], `."`); {
				end = quotedEnd(text, end+1)
			}
			out.WriteString(replace(text[i:end]))
		default:
			out.WriteByte(text[i])
		}
		i = end
	}
	return out.String()
}

// quotedEnd is where what is quoted at i ends; a quote twice is one of its characters.
func quotedEnd(text string, i int) int {
	quote := text[i]
	for i++; i < len(text); i++ {
		if text[i] != quote {
			continue
		}
		if i++; i == len(text) || text[i] != quote {
			return i
		}
	}
	return len(text)
}
