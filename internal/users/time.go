package users

import (
	"strings"
	"time"
)

// layouts are the forms of an abstime that VALID UNTIL takes; without a zone it is in
// UTC.
var layouts = []string{
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05-07", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02 15:04",
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02", "2006/01/02 15:04:05", "2006/01/02", "20060102", "01/02/2006",
	"Jan 2 2006 15:04:05", "Jan 2 15:04:05 2006", "Jan 2 15:04:05 2006 MST", "Jan 2, 2006", "Jan 2 2006", "January 2, 2006", "January 2 2006", "2 Jan 2006",
}

// readTime reads an abstime; nil is infinity.
func readTime(text string) (*time.Time, error) {
	trimmed := strings.Join(strings.Fields(text), " ")
	if strings.EqualFold(trimmed, "infinity") {
		return nil, nil
	}
	for _, layout := range layouts {
		if at, err := time.Parse(layout, trimmed); err == nil {
			if _, zone := at.Zone(); strings.Contains(layout, "MST") && zone == 0 && !strings.HasSuffix(trimmed, "UTC") && !strings.HasSuffix(trimmed, "GMT") {
				break // a zone that is not known would be taken for UTC
			}
			at = at.UTC()
			return &at, nil
		}
	}
	return nil, invalid("invalid input syntax for type abstime: \"%s\"", text)
}
