package bind

import (
	"testing"
	"time"
)

// Dates and times in the forms that PostgreSQL 8.0 reads.
func TestReadMoment(t *testing.T) {
	for text, want := range map[string]string{ // date, time and zone; empty where it is refused
		"2024-02-29":                     "2024-02-29",
		" 2024-2-9 ":                     "2024-02-09",
		"20240229":                       "2024-02-29",
		"240229":                         "2024-02-29",
		"2/29/2024":                      "2024-02-29",
		"2/29/24":                        "2024-02-29",
		"2024/02/29":                     "2024-02-29",
		"2024.2.29":                      "2024-02-29",
		"2024.060":                       "2024-02-29",
		"February 29, 2024":              "2024-02-29",
		"feb 29 2024":                    "2024-02-29",
		"29 Feb   2024":                  "2024-02-29",
		"29-Feb-2024":                    "2024-02-29",
		"Feb-29-2024":                    "2024-02-29",
		"2024-Feb-29":                    "2024-02-29",
		"29-FEB-24":                      "2024-02-29",
		"2024-02-29 13:04":               "2024-02-29 13:04:00",
		"2024-02-29T13:04:05.120":        "2024-02-29 13:04:05.12",
		"2024-02-29 1:04:05 pm":          "2024-02-29 13:04:05",
		"2024-02-29 12 AM":               "2024-02-29 00:00:00",
		"20240229 130405":                "2024-02-29 13:04:05",
		"2024-02-29 24:00":               "2024-02-29 24:00:00",
		"2024-02-29 13:04:05+02":         "2024-02-29 13:04:05 +02",
		"2024-02-29 13:04:05 -03:30":     "2024-02-29 13:04:05 -03:30",
		"2024-02-29 13:04:05Z":           "2024-02-29 13:04:05 +00",
		"2024-02-29 13:04:05 UTC":        "2024-02-29 13:04:05 +00",
		"2024-02-29 13:04 Europe/Berlin": "2024-02-29 13:04:00  Europe/Berlin",
		"Thu Feb 29 13:04:05 2024":       "2024-02-29 13:04:05",
		"Feb 29 13:04:05 2024":           "2024-02-29 13:04:05",
		"13:04:05":                       "13:04:05",
		"epoch":                          "1970-01-01 00:00:00",
		"infinity":                       "infinity",
		"-Infinity":                      "-infinity",
		// Before the year 1.
		"0044-03-15 BC":              "0044-03-15 (BC)",
		"0044-03-15 (BC)":            "0044-03-15 (BC)",
		"0044-03-15 bc":              "0044-03-15 (BC)",
		"March 15, 0044 BC":          "0044-03-15 (BC)",
		"0044-03-15 10:11:12.5 BC":   "0044-03-15 (BC) 10:11:12.5",
		"0044-03-15 (BC) 10:11:12":   "0044-03-15 (BC) 10:11:12",
		"0044-03-15 10:11 PM BC":     "0044-03-15 (BC) 22:11:00",
		"0044-03-15 10:11:12+02 BC":  "0044-03-15 (BC) 10:11:12 +02",
		"0001-01-01 BC":              "0001-01-01 (BC)",
		"2024-02-29 AD":              "2024-02-29",
		"10:11 BC":                   "",
		"BC":                         "",
		"0000-01-01":                 "",
		"0000-01-01 BC":              "",
		"2023-02-29":                 "",
		"2024-13-01":                 "",
		"31/12/2024":                 "",
		"2024-02-29 25:00":           "",
		"2024-02-29 13:04:05 nobody": "",
		"yesterday":                  "", // relative to now: no moment by itself
		"":                           "",
		"x":                          "",
	} {
		m, ok := readMoment(text)
		got := ""
		if ok {
			got = m.special
			if m.days {
				got = m.dateText()
			}
			if m.hasTime && m.days {
				got += " "
			}
			if m.hasTime {
				got += m.clockText()
			}
			if m.zone != "" {
				got += " " + m.zoneText()
			}
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestReadOffset(t *testing.T) {
	for text, want := range map[string]time.Duration{"+02": 2 * time.Hour, "-0330": -3*time.Hour - 30*time.Minute, "+05:30": 5*time.Hour + 30*time.Minute, "-00:00:30": -30 * time.Second} {
		if got, ok := readOffset(text); !ok || got != want {
			t.Errorf("%s is %v, %t", text, got, ok)
		}
	}
	if got, ok := readOffset("2"); ok {
		t.Errorf("2 is %v", got)
	}
}

// Intervals without fields, and with those that stand behind them.
func TestReadInterval(t *testing.T) {
	const second, minute, hour, day = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
	for _, test := range []struct {
		text, fields   string
		months, micros int64
		refused        bool
	}{
		{text: "1 second", micros: second},
		{text: "90", micros: 90 * second}, // seconds, where nothing else is said
		{text: "1.5", micros: 3 * second / 2},
		{text: "2w, 3h, 4m, 5s", micros: 14*day + 3*hour + 4*minute + 5*second},
		{text: "2 hours, 15 minutes", micros: 2*hour + 15*minute},
		{text: "0.5 days", micros: day / 2},
		{text: "-1 day", micros: -day},
		{text: "- 1 day 2 hours", micros: -day + 2*hour},
		{text: "1 day ago", micros: -day},
		{text: "1 year 2 mons", months: 14},
		{text: "1 year 2 mons ago", months: -14},
		{text: "1.5 years", months: 18},
		{text: "1.5 months", months: 1, micros: 15 * day},
		{text: "1 century 1 decade 1 quarter", months: 1323},
		{text: "1 day 02:03:04.5", micros: day + 2*hour + 3*minute + 4*second + second/2},
		{text: "1 02:03", micros: day + 2*hour + 3*minute},
		{text: "-02:03:04", micros: -2*hour - 3*minute - 4*second},
		{text: "1-2", months: 14},
		{text: "-1-2", months: -14},
		{text: "3 ms 4 us", micros: 3004},
		{text: "", refused: true},
		{text: "ago", refused: true},
		{text: "1 fortnight", refused: true},
		{text: "day", refused: true},
		{text: "1 day x", refused: true},
		{text: "23", fields: "MONTH", months: 23},
		{text: "2", fields: "YEAR", months: 24},
		{text: "1-2", fields: "YEAR TO MONTH", months: 14},
		{text: "-2", fields: "DAY", micros: -2 * day},
		{text: "5", fields: "HOUR TO MINUTE", micros: 5 * minute},
		{text: "3 4:05", fields: "DAY TO MINUTE", micros: 3*day + 4*hour + 5*minute},
		{text: "4:05", fields: "MINUTE TO SECOND", micros: 4*minute + 5*second},
		{text: "13 day 1 hour 1 minute 1.123 seconds", fields: "SECOND", micros: 13*day + hour + minute + 1_123_000},
	} {
		months, micros, ok := readInterval(test.text, test.fields)
		if ok == test.refused || ok && (months != test.months || micros != test.micros) {
			t.Errorf("%q %s: %d months, %d microseconds, %t; want %d, %d", test.text, test.fields, months, micros, ok, test.months, test.micros)
		}
	}
}

// What is finer than the last field is dropped.
func TestCutFields(t *testing.T) {
	const minute, hour, day = 60_000_000, 3_600_000_000, 86_400_000_000
	for fields, want := range map[string][2]int64{
		"":                 {14, day + hour + minute + 1_500_000},
		"YEAR":             {12, 0},
		"YEAR TO MONTH":    {14, 0},
		"MONTH":            {14, 0},
		"DAY":              {14, day},
		"DAY TO HOUR":      {14, day + hour},
		"HOUR TO MINUTE":   {14, day + hour + minute},
		"MINUTE TO SECOND": {14, day + hour + minute + 1_500_000},
	} {
		if months, micros := cutFields(14, day+hour+minute+1_500_000, fields); [2]int64{months, micros} != want {
			t.Errorf("%s: %d, %d, want %d", fields, months, micros, want)
		}
	}
}
