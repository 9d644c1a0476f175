package format_test

import (
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/dialect/format"
)

func TestReadMoment(t *testing.T) {
	for _, c := range []struct{ model, text, want string }{
		{"YYYY-MM-DD", "2001-06-31", "2001-07-01 00:00:00"}, {"DD Mon YYYY", "02 Oct 2001", "2001-10-02 00:00:00"}, {"YYYY", "2017", "2017-01-01 00:00:00"},
		{"YY", "69", "2069-01-01 00:00:00"}, {"YY", "70", "1970-01-01 00:00:00"}, {"YYY", "099", "2099-01-01 00:00:00"}, {"Y,YYY", "2,024", "2024-01-01 00:00:00"},
		{"J", "2451545", "2000-01-01 00:00:00"}, {"YYYY DDD", "2024 060", "2024-02-29 00:00:00"}, {"IYYY-IW-ID", "2020-53-7", "2021-01-03 00:00:00"},
		{"IYYY IDDD", "2021 001", "2021-01-04 00:00:00"}, {"YYYY RM", "2024 XII", "2024-12-01 00:00:00"}, {"HH12:MI:SS AM", "11:05:06 pm", "0001-01-01 23:05:06"},
		{"HH12 A.M.", "12 a.m.", "0001-01-01 00:00:00"}, {"HH24:MI:SS.MS", "01:02:03.5", "0001-01-01 01:02:03.5"}, {"SSSS", "86399", "0001-01-01 23:59:59"},
		{"US", "25", "0001-01-01 00:00:00.25"}, {"YYYY BC", "44 BC", "-0043-01-01 00:00:00"}, {"YYYY-MM-DD", "2024", "2024-01-01 00:00:00"}, {"HH24", "25", "0001-01-02 01:00:00"},
	} {
		m, err := format.ReadMoment(c.model)
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Read(c.text, true, false)
		if shown := got.Format("2006-01-02 15:04:05.999999"); err != nil || shown != c.want {
			t.Errorf("%q by %q: %s, %v; want %s", c.text, c.model, shown, err, c.want)
		}
	}
	m, _ := format.ReadMoment("YYYY-MM-DD HH24:MI")
	if day, err := m.Read("2024-02-29 23:59", false, true); err != nil || !day.Equal(time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("a day alone: %v, %v", day, err)
	}
	for _, text := range []string{"2023-02-29", "2023-13-01", "2023-01-01 24:00", "2023-01-01 10:60", "x"} {
		if _, err := m.Read(text, true, true); err == nil {
			t.Errorf("%s is strictly a moment", text)
		}
	}
}
