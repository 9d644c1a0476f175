package engine_test

import (
	"math"
	"testing"

	"github.com/countersign-dev/countersign/internal/engine"
)

func TestSpanText(t *testing.T) {
	for want, v := range map[string]engine.Span{
		"00:00:00":                        {},
		"1 year 2 mons 3 days 04:05:06.7": {Months: 14, Days: 3, Micros: 14706_700_000},
		"-1 years -2 mons +3 days":        {Months: -14, Days: 3},
		"-1 days +02:03:00":               {Days: -1, Micros: 7380_000_000},
		"1 mon -00:00:00.000001":          {Months: 1, Micros: -1},
		"100:00:00":                       {Micros: 360000_000_000},
		"-2562047788:00:54.775808":        {Micros: math.MinInt64},
		"-178956970 years -8 mons +1 day": {Months: math.MinInt32, Days: 1},
	} {
		if got := string(v.Append(nil)); got != want {
			t.Errorf("%+v: %q, want %q", v, got, want)
		}
	}
	v := engine.Span{Months: 25, Days: 1, Micros: -3600_000_000}
	if got := string(v.DayToSecond().Append(nil)); got != "23:00:00" {
		t.Errorf("day to second: %q", got)
	}
	if got := string(v.YearToMonth().Append([]byte("x "))); got != "x 2 years 1 mon" {
		t.Errorf("year to month: %q", got)
	}
}
