package dialect

import (
	"encoding/json"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
)

// Notes keep, as comments in the engine's database, what a statement says of a relation or a
// column and the engine does not keep. They are part of the database itself: so they roll
// back, are renamed and are dropped with what they describe.

// noteOn writes a relation's note. kind is TABLE or VIEW.
func noteOn(kind, path string, note relation.Note) string {
	return comment(kind, path, note)
}

// columnNoteOn writes a column's note.
func columnNoteOn(path, column string, note relation.ColumnNote) string {
	return comment("COLUMN", path+"."+quoteName(column), note)
}

func comment(kind, name string, note any) string {
	text, _ := json.Marshal(note) // of texts and numbers: does not fail
	if string(text) == "{}" {
		return "COMMENT ON " + kind + " " + name + " IS NULL"
	}
	return "COMMENT ON " + kind + " " + name + " IS " + quoteText(string(text))
}

// isEmpty tells whether a note says nothing.
func isEmpty(note any) bool {
	text, _ := json.Marshal(note)
	return string(text) == "{}"
}
