package format_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/format"
)

func TestNumber(t *testing.T) {
	for _, c := range []struct{ model, number, want string }{
		{"999", "125", " 125"}, {"999", "-5", "  -5"}, {"999", "1234", " ###"}, {"FM000", "7", "007"}, {"99MI", "-5", " 5-"}, {"SG0.9", "12.34", "+#.#"},
		{"S99", "5", " +5"}, {"99S", "-5", " 5-"}, {"9,999.99", "1234.567", " 1,234.57"}, {"9,999", "12", "    12"}, {"0,000", "12", " 0,012"}, {"999PR", "-12", " <12>"},
		{"L99", "5", "$  5"}, {".99", "-0.5", "-.##"}, {"FM9.99", "0", "0."}, {"FM90.00", "0.5", "0.50"}, {"99th", "21", " 21st"}, {"99TH", "11", " 11TH"}, {"RN", "14", "            XIV"},
		{"FMrn", "1999", "mcmxcix"}, {"RN", "0", "###############"}, {"FMRN \"AD\"", "2024", "MMXXIV AD"}, {"9.9,9", "1.25", " 1.2,5"}, {"99.9", "9.95", " 10.0"}, {"9", ".5", " 1"},
		{"99\" pcs\"", "5", "  5 pcs"}, {"9 9 9", "123", " 1 2 3"}, {"9.99", "99999999999999999999.5", " #.##"},
	} {
		m, err := format.Number(c.model)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Decimal(c.number); got != c.want {
			t.Errorf("%q of %s: %q, want %q", c.model, c.number, got, c.want)
		}
	}
	m, _ := format.Number("990.999")
	if got := m.Float(-0.0625); got != "  -0.063" && got != "  -0.062" {
		t.Errorf("-0.0625: %q", got)
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
