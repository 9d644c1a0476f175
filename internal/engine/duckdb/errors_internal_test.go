package duckdb

import (
	"errors"
	"testing"

	"github.com/countersign-dev/countersign/internal/engine"
)

// DuckDB's failures are told apart from errors of statements: after them it refuses everything.
func TestFailures(t *testing.T) {
	for text, want := range map[string]engine.Error{
		`{"exception_type":"FATAL","exception_message":"Failed: database has been invalidated because of a previous fatal error."}`: {
			State: engine.CrashShutdown, Message: "the database engine has failed", Detail: "Failed: database has been invalidated because of a previous fatal error."},
		`{"exception_type":"INTERNAL","exception_message":"Attempted to access index 1 within vector of size 1\nstack"}`: {
			State: engine.CrashShutdown, Message: "the database engine has failed", Detail: "Attempted to access index 1 within vector of size 1\nstack"},
		"FATAL Error: gone":     {State: engine.CrashShutdown, Message: "the database engine has failed", Detail: "gone"},
		"of no known form":      {State: engine.InternalError, Message: "of no known form"},
		"Unheard Of Error: odd": {State: engine.InternalError, Message: "odd"},
		`{"exception_type":"Conversion","exception_message":"no value\nhint","position":"3"}`: {State: engine.InvalidTextRepr, Message: "no value", Position: 4},
	} {
		var got *engine.Error
		if !errors.As(parseError(text, "select x"), &got) || *got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}
