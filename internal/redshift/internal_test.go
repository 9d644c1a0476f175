package redshift

import (
	"testing"
	"time"
)

func TestClusterLifecycleIsWhole(t *testing.T) {
	if err := clusterLifecycle.Check(); err != nil {
		t.Error(err)
	}
}

func TestWindow(t *testing.T) {
	sunday := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		text, same string
		next       time.Time
	}{
		{"sun:12:00-sun:12:30", "sun:12:00-sun:12:30", sunday.AddDate(0, 0, 7)},
		{"Sun:12:01-Sun:12:31", "sun:12:01-sun:12:31", sunday.Add(time.Minute)},
		{"sat:23:45-sun:00:15", "sat:23:45-sun:00:15", time.Date(2026, 3, 7, 23, 45, 0, 0, time.UTC)},
		{"mon:03:00-wed:03:00", "mon:03:00-wed:03:00", time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)},
	}
	for _, test := range tests {
		w, err := parseWindow(test.text)
		if err != nil {
			t.Fatal(err)
		}
		if w.String() != test.same || !w.next(sunday).Equal(test.next) {
			t.Errorf("%s: got %s, next %v", test.text, w, w.next(sunday))
		}
	}
	for _, text := range []string{"", "-", "mon", "mon:01:00", "mon:01:00-xyz:02:00", "mon:25:00-mon:26:00", "mon:01:00-mon:01:00"} {
		if w, err := parseWindow(text); err == nil {
			t.Errorf("%q: got %s", text, w)
		}
	}
	for _, name := range []string{"a", "b", "examplecluster"} {
		if w := defaultWindow(name); w != defaultWindow(name) || w.minutes() != shortest {
			t.Errorf("%s: %s", name, w)
		}
	}
}
