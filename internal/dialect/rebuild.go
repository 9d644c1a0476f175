package dialect

import (
	"crypto/rand"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
)

// The engine adds a column with a plain literal as its default, and neither adds nor drops one in a
// transaction that has updated or deleted rows. Where it does not the table is made anew: its
// rows are copied, its notes are written again.

// A keptColumn is a column of a table that is made anew.
type keptColumn struct {
	definition string
	value      string // from the table as it was
	name       string
	note       relation.ColumnNote
}

// kept are the columns as they are, but for one that is dropped.
func (a *alteration) kept(dropped int) (list []keptColumn) {
	for i := range a.rel.Columns {
		if i != dropped {
			c := &a.rel.Columns[i]
			list = append(list, keptColumn{definitionOf(c), quoteName(c.Name), c.Name, a.notes[i]})
		}
	}
	return list
}

// definitionOf is a column's definition for the engine, where it is there already.
func definitionOf(c *relation.Column) string {
	text := (&tableColumn{name: c.Name, typ: c.Type, notNull: c.NotNull}).sql()
	if c.Default != "" {
		text += " DEFAULT " + c.Default
	}
	return text
}

// rebuild makes the table anew of these columns.
func (a *alteration) rebuild(columns []keptColumn) {
	p := placeOf(a.rel)
	p.name = "countersign_" + strings.ToLower(rand.Text())
	definitions, values := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		definitions[i], values[i] = c.definition, c.value
	}
	words := "CREATE TABLE "
	if p.temp {
		words = "CREATE TEMP TABLE "
	}
	a.run(words + p.sql() + " (" + strings.Join(definitions, ", ") + ")")
	a.run("INSERT INTO " + p.sql() + " SELECT " + strings.Join(values, ", ") + " FROM " + a.path)
	a.run("DROP TABLE " + a.path)
	a.run("ALTER TABLE " + p.sql() + " RENAME TO " + quoteName(a.rel.Name))
	a.keepNote()
	for _, c := range columns {
		if !isEmpty(c.note) {
			a.run(columnNoteOn(a.path, c.name, c.note))
		}
	}
}
