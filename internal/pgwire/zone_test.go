package pgwire_test

import (
	"strings"
	"testing"
)

// Timestamps with time zone are shown in the session's.
func TestTimeZone(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable&timezone=asia/kolkata")
	is := func(want string) {
		t.Helper()
		if got := strings.Join(rows(t, c, "select '2024-07-02 03:04:05.5+00'::timestamptz, '1800-01-01 00:00:00+00'::timestamptz, 'infinity'::timestamptz, '2024-07-02 03:04'::timestamptz")[0], ", "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if got := c.PgConn().ParameterStatus("TimeZone"); !strings.EqualFold(got, "Asia/Kolkata") {
		t.Error(got)
	}
	is("2024-07-02 08:34:05.5+05:30, 1800-01-01 05:53:28+05:53:28, infinity, 2024-07-02 03:04:00+05:30")
	mustExec(t, c, "set time zone 'America/New_York'")
	is("2024-07-01 23:04:05.5-04, 1799-12-31 19:03:58-04:56:02, infinity, 2024-07-02 03:04:00-04")
	mustExec(t, c, "set timezone to -8")
	is("2024-07-01 19:04:05.5-08, 1799-12-31 16:00:00-08, infinity, 2024-07-02 03:04:00-08")
	mustExec(t, c, "begin", "set timezone to 'Europe/Berlin'", "rollback")
	is("2024-07-01 19:04:05.5-08, 1799-12-31 16:00:00-08, infinity, 2024-07-02 03:04:00-08")
	mustExec(t, c, "set timezone to default")
	is("2024-07-02 03:04:05.5+00, 1800-01-01 00:00:00+00, infinity, 2024-07-02 03:04:00+00")
	for _, zone := range []string{"Nowhere/X", "", "Local", "../etc/passwd", "15", "-8.5", "NaN", "1e300", "it's"} {
		_, err := c.PgConn().Exec(t.Context(), "set timezone to '"+strings.ReplaceAll(zone, "'", "''")+"'").ReadAll()
		if state(err) != "22023" {
			t.Errorf("%s: %v", zone, err)
		}
	}
}
