package duckdb

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Some of DuckDB's errors have one type and no subtype, so that only the words
// tell them apart. The words are those of the one release that is linked in;
// TestErrors holds each.

// between returns what stands between two marks of a message.
func between(s, before, after string) (string, bool) {
	_, s, ok := strings.Cut(s, before)
	if !ok {
		return "", false
	}
	s, _, ok = strings.Cut(s, after)
	return s, ok
}

func (r *report) constraint(e *engine.Error) {
	if column, ok := strings.CutPrefix(r.Message, "NOT NULL constraint failed: "); ok {
		column = column[strings.LastIndexByte(column, '.')+1:]
		e.State, e.Message = engine.InternalError, "Cannot insert a NULL value into column "+column
		return
	}
	if key, ok := between(r.Message, `Duplicate key "`, `"`); ok {
		e.State, e.Message = engine.UniqueViolation, "duplicate key value violates unique constraint"
		e.Detail = fmt.Sprintf("Key (%s) already exists.", key)
		return
	}
	if strings.Contains(r.Message, "foreign key") {
		e.State = engine.ForeignKeyViolation
	}
	if kind, n, ok := lengthOf(r.Message); ok {
		e.State, e.Message = engine.StringTooLong, fmt.Sprintf("value too long for type %s(%d)", kind, n)
	}
}

// lengthOf reads the constraint that holds a column to its length, in the forms in which
// package dialect writes it for each type.
func lengthOf(message string) (kind string, n int, ok bool) {
	for _, form := range []struct {
		function, operator, kind string
		more                     int
	}{
		{"(strlen(", " <= ", "character varying", 0}, {"(strlen(", " < ", "character", 1}, {"(octet_length(", " <= ", "binary varying", 0},
	} {
		text, found := between(message, form.operator, ")")
		if limit, err := strconv.Atoi(text); found && err == nil && strings.Contains(message, form.function) {
			return form.kind, limit - form.more, true
		}
	}
	return "", 0, false
}

func (r *report) catalog(e *engine.Error) {
	if schema, ok := between(r.Message, `because schema "`, `"`); ok {
		e.State, e.Message = engine.InvalidSchemaName, fmt.Sprintf("schema %q does not exist", strings.ToLower(schema))
		return
	}
	if strings.Contains(r.Message, "unrecognized configuration parameter") {
		e.State = engine.UndefinedObject
	}
}

func (r *report) binder(e *engine.Error) {
	if column, ok := between(r.Message, `Ambiguous reference to column name "`, `"`); ok {
		e.State, e.Message = engine.AmbiguousColumn, fmt.Sprintf("column reference %q is ambiguous", strings.ToLower(column))
		return
	}
	column, ok := between(r.Message, `column "`, `" must appear in the GROUP BY`)
	if !ok {
		column, ok = between(r.Message, `column `, ` must appear in the GROUP BY`)
	}
	if ok {
		e.State = engine.GroupingError
		e.Message = fmt.Sprintf("column %q must appear in the GROUP BY clause or be used in an aggregate function", strings.ToLower(column))
		return
	}
	if column, ok := between(r.Message, `does not have a column with name "`, `"`); ok {
		e.State, e.Message = engine.UndefinedColumn, fmt.Sprintf("column %q does not exist", strings.ToLower(column))
		return
	}
	if strings.Contains(r.Message, "a column that has a CHECK constraint") { // its length
		e.State, e.Message = engine.FeatureNotSupported, "ALTER COLUMN TYPE of a column with a length is not supported"
		return
	}
	if strings.HasPrefix(r.Message, "No function matches") {
		e.State = engine.UndefinedFunction
	}
	if strings.HasPrefix(r.Message, "Cannot compare") || strings.HasPrefix(r.Message, "Cannot mix") {
		e.State = engine.DatatypeMismatch
	}
}

func (r *report) transaction(e *engine.Error) {
	switch {
	case strings.Contains(r.Message, "no transaction is active"):
		e.State = engine.NoActiveTransaction
	case strings.Contains(r.Message, "within a transaction"):
		e.State = engine.ActiveTransaction
	case strings.Contains(r.Message, "transaction is aborted"):
		e.State = engine.InFailedTransaction
	default:
		e.State = engine.SerializationFailure
		e.Message = "could not serialize access due to concurrent update"
		e.Detail = r.Message
	}
}

// position turns DuckDB's count of bytes into a character, the first being 1.
func position(sql, offset string) int {
	n, err := strconv.Atoi(offset)
	if err != nil || n < 0 || n > len(sql) {
		return 0
	}
	return utf8.RuneCountInString(sql[:n]) + 1
}
