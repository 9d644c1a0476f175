package dialect

import (
	"encoding/json"
	"maps"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// A Note keeps, as a comment in the engine's database, what a statement says of a table
// or a column and the engine does not keep; or it is a statement that the engine must run
// besides.
type Note struct {
	// Old, where it is not empty, asks for the comment that there is: one row at most. The
	// note changes that, and else takes its place.
	Old string

	on    string // TABLE name or COLUMN name
	value string // a JSON object

	statement string // in place of all of these
}

// SQL is the statement that writes the note. old is what Old has answered.
func (n Note) SQL(old string) string {
	if n.statement != "" {
		return n.statement
	}
	value := n.value
	var kept, said map[string]any
	if json.Unmarshal([]byte(old), &kept) == nil && json.Unmarshal([]byte(value), &said) == nil && kept != nil {
		maps.Copy(kept, said)
		value = noteOf(kept)
	}
	return "COMMENT ON " + n.on + " IS " + quoteText(value)
}

func noteOf(value any) string {
	text, _ := json.Marshal(value) // of texts and numbers: does not fail
	return string(text)
}

// isTable is the condition that t, a row of the engine's tables or columns, is of the table
// of that name. A temporary one stands before others.
func isTable(name syntax.Name) string {
	schema := "current_schema()"
	if len(name) > 1 {
		schema = quoteText(name[len(name)-2].Name)
	}
	return "lower(t.table_name) = lower(" + quoteText(name.Last().Name) + ") AND " +
		"(t.database_name = 'temp' OR t.database_name = current_database() AND lower(t.schema_name) = lower(" + schema + "))"
}
