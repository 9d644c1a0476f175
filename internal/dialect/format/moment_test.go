package format_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/format"
	"github.com/countersign-dev/countersign/internal/engine"
)

// shown writes a step with x in the places for the value.
func shown(steps format.Expression) string {
	return strings.ReplaceAll(strings.Join(steps, " ; "), format.Value, "x")
}

// What the engine's own formatting can spell is one call, however long the model is.
func TestMoment(t *testing.T) {
	for _, c := range []struct{ model, want string }{
		{"YYYY-MM-DD", `strftime(x, '%Y-%m-%d')`},
		{"yyyy-mm-dd hh24:mi:ss.us", `strftime(x, '%Y-%m-%d %H:%M:%S.%f')`},
		{"HH:MI:SS.MS AM", `strftime(x, '%I:%M:%S.%g %p')`},
		{"DD-MON-YYYY", `upper(strftime(x, '%d-%b-%Y'))`},
		{"DD Mon YYYY", `strftime(x, '%d %b %Y')`},
		{"dy, DD mon", `lower(strftime(x, '%a, %d %b'))`},
		{"MON mon", `(upper(strftime(x, '%b ')) || lower(strftime(x, '%b')))`},
		{"HH:MI pm", `lower(strftime(x, '%I:%M %p'))`},
		{"FMDD.FMMM.YYYY", `strftime(x, '%-d.%-m.%Y')`},
		{"FMMonth", `strftime(x, '%B')`},
		{"MONTH", `upper(system.main.rpad(strftime(x, '%B'), 9, ' '))`},
		{`YYYY"-Q"Q`, `(strftime(x, '%Y-Q') || CAST(quarter(x) AS VARCHAR))`},
		{`YYYY "of"`, `strftime(x, '%Y of')`},
		{"100%YY", `strftime(x, '100%%%y')`},
		{`"it's" Q`, `('it''s ' || CAST(quarter(x) AS VARCHAR))`},
		{`\"YYYY\"`, `strftime(x, '"%Y"')`},
		{`"only \"text\""`, `CASE WHEN x IS NOT NULL THEN 'only "text"' END`},
		{"FX", `CASE WHEN x IS NOT NULL THEN '' END`},
		{"", `CAST(NULL AS VARCHAR)`},
		{"IYYY-IW", `strftime(x, '%G-%V')`},
		{"Yyyy", `(right(strftime(x, '%Y'), 1) || right(strftime(x, '%Y'), 3))`},
		{"YYYY BC", `(format('{:04d}', greatest(year(x), 1 - year(x))) || ' ' || CASE WHEN year(x) > 0 THEN 'AD' ELSE 'BC' END)`},
		{"HH24 TZOF", `(strftime(x, '%H ') || 'UTC' || '+00')`},
	} {
		steps, err := format.Moment(c.model, false)
		if got := shown(steps); err != nil || got != c.want {
			t.Errorf("%q: %s, %v; want %s", c.model, got, err, c.want)
		}
	}
}

// A moment with a time zone is shown as it is in the session's, whose name and distance are asked
// of the moment itself.
func TestMomentWithTimeZone(t *testing.T) {
	steps, err := format.Moment("HH24:MI TZ", true)
	if want := `(strftime(CAST(x AS TIMESTAMP), '%H:%M ') || upper(strftime(x, '%Z')))`; err != nil || shown(steps) != want {
		t.Errorf("%s, %v; want %s", shown(steps), err, want)
	}
}

// Dates that the engine reads as Redshift does are read by it first.
func TestRead(t *testing.T) {
	for _, c := range []struct{ model, want string }{
		{"YYYY-MM-DD", "coalesce(CAST(try_strptime(x, '%Y-%m-%d') AS DATE), "},
		{"DD Mon YYYY", "coalesce(CAST(try_strptime(x, '%d %b %Y') AS DATE), "},
		{"YYYYMMDD", "coalesce(CAST(try_strptime(x, '%Y%m%d') AS DATE), "},
		{"HH12 AM", "coalesce(CAST(try_strptime(x, '%I %p') AS DATE), "},
		{"HH12", "CAST(countersign_read_date(x, 'HH12', false) AS DATE)"}, {"MM/DD/YY", "CAST(countersign_read_date(x, 'MM/DD/YY', false) AS DATE)"},
	} {
		steps, err := format.Date(c.model, false)
		if got := shown(steps); err != nil || !strings.HasPrefix(got, c.want) {
			t.Errorf("%q: %s, %v; want it to begin with %s", c.model, got, err, c.want)
		}
	}
}

// Models are refused when they are read.
func TestRefused(t *testing.T) {
	moment := func(model string) error { _, err := format.Timestamp(model, false); return err }
	number := func(model string) error { _, err := format.NumberText(model, false); return err }
	reading := func(model string) error { _, err := format.ReadNumber(model); return err }
	for _, c := range []struct {
		read         func(string) error
		model, state string
	}{
		{moment, "YYYY TZ", engine.FeatureNotSupported}, {moment, "YYYY OF", engine.FeatureNotSupported},
		{number, "9EEEE", engine.FeatureNotSupported}, {number, "9V9", engine.FeatureNotSupported},
		{number, "9.9D9", engine.SyntaxError}, {number, "S9S", engine.SyntaxError}, {number, "S9MI", engine.SyntaxError},
		{number, "S9PR", engine.SyntaxError}, {number, "9PR9", engine.SyntaxError}, {number, "9MIS", engine.SyntaxError}, {reading, "RN", engine.FeatureNotSupported},
	} {
		var e *engine.Error
		if err := c.read(c.model); !errors.As(err, &e) || e.State != c.state {
			t.Errorf("%q: %v; want %s", c.model, err, c.state)
		}
	}
}

// Expressions are as long as their models, and not much longer.
func TestBounded(t *testing.T) {
	for _, model := range []string{"YYYY-MM-DD HH24:MI:SS", "DD Mon YYYY"} {
		steps, err := format.Timestamp(model, true)
		if n := len(shown(steps)); err != nil || n > 200 {
			t.Errorf("%q has %d characters: %v", model, n, err)
		}
	}
}
