package format_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/format"
)

// A number is rounded to the model's digits first, as text, and then put into its places.
func TestNumber(t *testing.T) {
	for _, c := range []struct {
		model string
		kind  format.Kind
		scale int
		want  string
	}{
		{"999", format.Integer, 0, "CAST(x AS VARCHAR) ; CASE WHEN length(ltrim(x, '-')) > 3 THEN system.main.lpad((CASE WHEN starts_with(x, '-') THEN '-' ELSE ' ' END) || '###', 4, ' ') " +
			"ELSE system.main.lpad((CASE WHEN starts_with(x, '-') THEN '-' ELSE ' ' END) || ltrim(x, '-'), 4, ' ') END"},
		{"FM000", format.Integer, 0, "CAST(x AS VARCHAR) ; CASE WHEN length(ltrim(x, '-')) > 3 THEN (CASE WHEN starts_with(x, '-') THEN '-' ELSE '' END) || '###' " +
			"ELSE (CASE WHEN starts_with(x, '-') THEN '-' ELSE '' END) || system.main.lpad(ltrim(x, '-'), 3, '0') END"},
		{"99MI", format.Integer, 0, "CAST(x AS VARCHAR) ; CASE WHEN length(ltrim(x, '-')) > 2 THEN system.main.lpad('##', 2, ' ') || CASE WHEN starts_with(x, '-') THEN '-' ELSE ' ' END " +
			"ELSE system.main.lpad(ltrim(x, '-'), 2, ' ') || CASE WHEN starts_with(x, '-') THEN '-' ELSE ' ' END END"},
		{"SG0.9", format.Decimal, 3, "CAST(round(x, 1) AS VARCHAR) ; CASE WHEN length(ltrim(split_part(x, '.', 1), '-')) > 1 " +
			"THEN CASE WHEN starts_with(x, '-') THEN '-' ELSE '+' END || system.main.lpad('#', 1, ' ') || '.' || '#' " +
			"ELSE CASE WHEN starts_with(x, '-') THEN '-' ELSE '+' END || system.main.lpad(system.main.lpad(ltrim(split_part(x, '.', 1), '-'), 1, '0'), 1, ' ') || '.' || split_part(x, '.', 2) END"},
		{"MI9.99", format.Float, 0, "format('{:.2f}', CAST(x AS DOUBLE)) ; CASE WHEN length(ltrim(split_part(x, '.', 1), '-')) > 1 " +
			"THEN CASE WHEN starts_with(x, '-') THEN '-' ELSE ' ' END || system.main.lpad('#', 1, ' ') || '.' || '##' " +
			"ELSE CASE WHEN starts_with(x, '-') THEN '-' ELSE ' ' END || system.main.lpad(ltrim(ltrim(split_part(x, '.', 1), '-'), '0'), 1, ' ') || '.' || split_part(x, '.', 2) END"},
	} {
		steps, err := format.Number(c.model, c.kind, c.scale)
		if got := shown(steps); err != nil || got != c.want {
			t.Errorf("%q: %v\n%s\nwant\n%s", c.model, err, got, c.want)
		}
	}
}

func TestReadNumber(t *testing.T) {
	for _, c := range []struct{ model, want string }{
		{"9G999D9S", "CAST(CASE WHEN NOT regexp_matches(x, '\\d') THEN error('invalid input syntax for type numeric: \"' || x || '\"') ELSE CASE WHEN regexp_matches(x, '[-<]') THEN '-' ELSE '' END " +
			"|| '0' || left(split_part(regexp_replace(x, '[^0-9.]', '', 'g'), '.', 1), 4) || '.' || left(split_part(regexp_replace(x, '[^0-9.]', '', 'g'), '.', 2), 1) || '0' END AS DECIMAL(38,1))"},
	} {
		steps, err := format.ReadNumber(c.model)
		if got := shown(steps); err != nil || got != c.want {
			t.Errorf("%q: %v\n%s\nwant\n%s", c.model, err, got, c.want)
		}
	}
}
