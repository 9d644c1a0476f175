package syntax_test

import (
	"errors"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Whatever is sent is parsed in a time that its length bounds, or refused with a
// state and a position inside it; what is parsed survives printing.
func FuzzParse(f *testing.F) {
	for _, file := range []string{"expressions.sql", "queries.sql", "dml.sql", "ddl.sql", "session.sql", "clients.sql"} {
		for _, sql := range corpus(f, file) {
			f.Add(sql)
		}
	}
	for _, c := range refusals(f) {
		f.Add(c.sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		start := time.Now()
		_, err := syntax.Parse(sql)
		_, _ = syntax.Options{StandardStrings: true}.Parse(sql)
		if took := time.Since(start); took > time.Second+time.Duration(len(sql))*10*time.Microsecond {
			t.Errorf("%d bytes took %v", len(sql), took)
		}
		if err == nil {
			roundTrip(t, sql)
			return
		}
		var e *engine.Error
		if !errors.As(err, &e) || len(e.State) != 5 || e.Message == "" {
			t.Fatalf("%q: %v", sql, err)
		}
		if e.Position < 0 || e.Position > utf8.RuneCountInString(sql)+1 {
			t.Errorf("%q: position %d of %v", sql, e.Position, err)
		}
	})
}

// The same for expressions alone.
func FuzzParseExpr(f *testing.F) {
	for _, sql := range []string{"1 + 2 * -a.b[0].c::INT", "a NOT BETWEEN 1 AND 2 OR b IN (SELECT 1)", "CASE WHEN a THEN 'b' END || $1", "@ - a ^ b IS NULL"} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		x, err := syntax.ParseExpr(sql)
		if err != nil {
			return
		}
		printed := syntax.Print(x)
		again, err := syntax.ParseExpr(printed)
		if err != nil || !syntax.Equal(x, again) {
			t.Errorf("%q is printed as %q: %v", sql, printed, err)
		}
	})
}
