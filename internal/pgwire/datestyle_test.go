package pgwire_test

import (
	"strings"
	"testing"
)

func TestDateStyle(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable&timezone=America/New_York")
	for _, test := range []struct{ set, shown, want string }{
		{"iso", "ISO, MDY", "2024-02-01, 2024-02-01 17:30:00.5, 2024-02-01 17:30:00-05, infinity"},
		{"'SQL,DMY'", "SQL, DMY", "01/02/2024, 01/02/2024 17:30:00.5, 01/02/2024 17:30:00 EST, infinity"},
		{"mdy", "SQL, MDY", "02/01/2024, 02/01/2024 17:30:00.5, 02/01/2024 17:30:00 EST, infinity"},
		{"german", "German, DMY", "01.02.2024, 01.02.2024 17:30:00.5, 01.02.2024 17:30:00 EST, infinity"},
		{"Postgres, US", "Postgres, MDY", "02-01-2024, Thu Feb 01 17:30:00.5 2024, Thu Feb 01 17:30:00 2024 EST, infinity"},
		{"european", "Postgres, DMY", "01-02-2024, Thu 01 Feb 17:30:00.5 2024, Thu 01 Feb 17:30:00 2024 EST, infinity"},
		{"iso, ymd", "ISO, YMD", "2024-02-01, 2024-02-01 17:30:00.5, 2024-02-01 17:30:00-05, infinity"},
		{"default", "ISO, MDY", "2024-02-01, 2024-02-01 17:30:00.5, 2024-02-01 17:30:00-05, infinity"},
	} {
		many(t, c, "set datestyle to "+test.set, "SET", "show datestyle", "SHOW: "+test.shown)
		got := rows(t, c, "select '2024-02-01'::date, '2024-02-01 17:30:00.5'::timestamp, '2024-02-01 22:30:00+00'::timestamptz, 'infinity'::timestamptz")
		if s := strings.Join(got[0], ", "); s != test.want {
			t.Errorf("%s\n  got  %s\n  want %s", test.shown, s, test.want)
		}
	}
	many(t, c,
		"set datestyle to 'nope'", `22023 unrecognized "datestyle" key word: "nope"`,
		"set datestyle to 'iso, sql'", `22023 conflicting "datestyle" specifications`,
		"set datestyle to 'mdy, dmy'", `22023 conflicting "datestyle" specifications`,
		"set datestyle to ''", `22023 unrecognized "datestyle" key word: ""`,
		"set datestyle to sql", "SET", "begin; set datestyle to german; rollback; show datestyle", "SHOW: SQL, MDY",
	)
}
