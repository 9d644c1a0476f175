package redshift

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/fault"
)

// A window is a weekly time range in UTC, in minutes since Sunday 00:00; the end
// is before the start where it runs over the week's end.
type window struct{ start, end int }

const (
	day      = 24 * 60
	week     = 7 * day
	shortest = 30 // minutes
)

var days = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// parseWindow reads ddd:hh24:mi-ddd:hh24:mi.
func parseWindow(text string) (window, error) {
	from, to, found := strings.Cut(strings.ToLower(text), "-")
	start, okStart := minuteOfWeek(from)
	end, okEnd := minuteOfWeek(to)
	if !found || !okStart || !okEnd {
		return window{}, fault.InvalidParameterValue.With("Invalid maintenance window format: %s. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock UTC).", text)
	}
	w := window{start, end}
	if w.minutes() < shortest {
		return window{}, fault.InvalidParameterValue.With("The maintenance window must be at least %d minutes.", shortest)
	}
	return w, nil
}

func minuteOfWeek(text string) (int, bool) {
	name, clock, _ := strings.Cut(text, ":")
	t, err := time.Parse("15:04", clock)
	for i, d := range days {
		if d == name && err == nil {
			return i*day + t.Hour()*60 + t.Minute(), true
		}
	}
	return 0, false
}

func (w window) minutes() int { return (w.end - w.start + week) % week }

// String is the window as AWS writes it.
func (w window) String() string {
	at := func(m int) string { return fmt.Sprintf("%s:%02d:%02d", days[m/day], m%day/60, m%60) }
	return at(w.start) + "-" + at(w.end)
}

// next is the first start of the window after a time.
func (w window) next(after time.Time) time.Time {
	after = after.UTC()
	midnight := time.Date(after.Year(), after.Month(), after.Day(), 0, 0, 0, 0, time.UTC)
	start := midnight.Add(time.Duration(w.start-int(after.Weekday())*day) * time.Minute)
	for !start.After(after) {
		start = start.Add(week * time.Minute)
	}
	for start.Sub(after) > week*time.Minute {
		start = start.Add(-week * time.Minute)
	}
	return start
}

// defaultWindow is half an hour somewhere in the week, between 3 and 11 in the
// morning; the same cluster always gets the same one.
func defaultWindow(identifier string) window {
	h := fnv.New32a()
	_, _ = h.Write([]byte(identifier)) // never fails
	n := int(h.Sum32() % (7 * 16))
	start := n/16*day + 3*60 + n%16*30
	return window{start, start + shortest}
}
