package duckdb

import (
	"encoding/json"
	"fmt"
	"strings"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A report is DuckDB's error with errors_as_json.
type report struct {
	Type     string `json:"exception_type"`
	Message  string `json:"exception_message"`
	Subtype  string `json:"error_subtype"`
	Object   string `json:"type"`
	Name     string `json:"name"`
	Position string `json:"position"` // bytes before the place
}

// states are the SQLSTATEs of DuckDB's kinds of error, where the kind alone
// decides.
var states = map[string]string{
	"Parser":             engine.SyntaxError,
	"Syntax":             engine.SyntaxError,
	"Binder":             engine.SemanticError,
	"Catalog":            engine.UndefinedObject,
	"Conversion":         engine.InvalidTextRepr,
	"Out of Range":       engine.NumericOutOfRange,
	"Divide by Zero":     engine.DivisionByZero,
	"Mismatch Type":      engine.DatatypeMismatch,
	"Invalid type":       engine.DatatypeMismatch,
	"Invalid Input":      engine.InvalidParameterValue,
	"Not implemented":    engine.FeatureNotSupported,
	"Constraint":         engine.CheckViolation,
	"Dependency":         engine.DependentObjectsExist,
	"Permission":         engine.InsufficientPrivilege,
	"TransactionContext": engine.SerializationFailure,
	"Out of Memory":      engine.OutOfMemory,
	"IO":                 engine.IOError,
	"INTERRUPT":          engine.QueryCanceled,
	"Interrupt":          engine.QueryCanceled,

	// After these DuckDB refuses everything until it is opened again.
	"FATAL":    engine.CrashShutdown,
	"INTERNAL": engine.CrashShutdown,
}

func errCancelled() error {
	return &engine.Error{State: engine.QueryCanceled, Message: "Query cancelled on user's request"}
}

func resultError(r *bindings.Result, sql string) error {
	if bindings.ResultErrorType(r) == bindings.ErrorTypeInterrupt {
		return errCancelled()
	}
	return parseError(bindings.ResultError(r), sql)
}

// parseError turns DuckDB's report on sql into what a Redshift session says.
func parseError(text, sql string) error {
	var r report
	start := strings.IndexByte(text, '{')
	if start < 0 || json.Unmarshal([]byte(text[start:]), &r) != nil {
		// Some errors of the C interface itself are plain text.
		kind, message, ok := strings.Cut(text, " Error: ")
		if !ok {
			kind, message = "", text
		}
		r = report{Type: kind, Message: message}
	}
	e := &engine.Error{State: states[r.Type], Position: position(sql, r.Position)}
	if e.State == "" {
		e.State = engine.InternalError
	}
	if e.State == engine.QueryCanceled {
		return errCancelled()
	}
	if e.State == engine.CrashShutdown {
		return &engine.Error{State: e.State, Message: "the database engine has failed", Detail: r.Message}
	}
	// What follows the first line are hints that name DuckDB's own ways.
	e.Message, _, _ = strings.Cut(r.Message, "\n")
	r.refine(e)
	return e
}

// refine gives the errors that applications look for PostgreSQL's state and
// words.
func (r *report) refine(e *engine.Error) {
	switch {
	case strings.Contains(r.Message, "No space left on device"):
		e.State, e.Message = engine.DiskFull, "Disk Full"
	case r.own(e): // of a macro of ours, for the most part
	case strings.HasPrefix(r.Message, "More than one row returned by a subquery"):
		e.State, e.Message = engine.CardinalityViolation, "more than one row returned by a subquery used as an expression"
	case r.Type == "Conversion" || r.Type == "Out of Range":
		r.value(e)
	case r.Type == "IO":
		e.Message = "the database's files cannot be read or written" // where they lie is nobody's business
	case r.Subtype == "COLUMN_NOT_FOUND":
		e.State, e.Message = engine.UndefinedColumn, fmt.Sprintf("column %q does not exist", strings.ToLower(r.Name))
	case r.Subtype == "MISSING_ENTRY":
		r.missing(e)
	case r.Subtype == "ENTRY_ALREADY_EXISTS":
		r.exists(e)
	case r.Type == "Constraint":
		r.constraint(e)
	case r.Type == "Catalog":
		r.catalog(e)
	case r.Type == "Binder":
		r.binder(e)
	case r.Type == "TransactionContext":
		r.transaction(e)
	case r.Type == "Permission":
		e.Message = "permission denied"
	}
}

func (r *report) missing(e *engine.Error) {
	name := strings.ToLower(r.Name)
	switch {
	case strings.HasSuffix(r.Object, "Function"):
		e.State, e.Message = engine.UndefinedFunction, fmt.Sprintf("function %s does not exist", name)
	case r.Object == "Table", r.Object == "View":
		e.State, e.Message = engine.UndefinedTable, fmt.Sprintf("relation %q does not exist", name)
	case r.Object == "Schema":
		e.State, e.Message = engine.InvalidSchemaName, fmt.Sprintf("schema %q does not exist", name)
	default:
		e.State, e.Message = engine.UndefinedObject, fmt.Sprintf("%s %q does not exist", strings.ToLower(r.Object), name)
	}
}

func (r *report) exists(e *engine.Error) {
	name := strings.ToLower(r.Name)
	if r.Object == "Schema" {
		e.State, e.Message = engine.DuplicateSchema, fmt.Sprintf("schema %q already exists", name)
		return
	}
	e.State, e.Message = engine.DuplicateTable, fmt.Sprintf("relation %q already exists", name)
}
