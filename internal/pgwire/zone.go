package pgwire

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // where the machine has none

	"github.com/countersign-dev/countersign/internal/engine"
)

// A session's time zone, which the engine calculates with and values are shown in.

// setZone makes a zone the session's.
func (ss *session) setZone(ctx context.Context, value string) error {
	name, zone, err := ss.findZone(ctx, strings.TrimSpace(value))
	if err != nil {
		return err
	}
	if err := ss.engine.SetTimeZone(ctx, name); err != nil {
		return errBadValue("TimeZone", value)
	}
	ss.zone = zone
	return nil
}

// findZone reads a zone's name, in any case, or how far from UTC it is.
func (ss *session) findZone(ctx context.Context, value string) (string, *time.Location, error) {
	if zone := loadZone(value); zone != nil {
		return value, zone, nil
	}
	name := fixedZone(value)
	if name == "" {
		err := ss.ask(ctx, "SELECT name FROM pg_timezone_names() WHERE lower(name) = lower("+literal(value)+")", func(rows engine.Chunk) {
			name = string(rows.Vector(0).Bytes(0))
		})
		if err != nil {
			return "", nil, err
		}
	}
	zone := loadZone(name)
	if zone == nil {
		return "", nil, errBadValue("TimeZone", value)
	}
	return name, zone, nil
}

// loadZone is nil for what is no zone's name.
func loadZone(name string) *time.Location {
	if name == "" || strings.EqualFold(name, "local") { // Go's words for zones of the machine
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return zone
}

// The forms of distances from UTC, of which only POSIX counts to the west.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_timezone_config.html.
var (
	zoneClock    = regexp.MustCompile(`^([+-]?\d{1,2})(?::00)?(?::00)?$`)
	zoneInterval = regexp.MustCompile(`(?i)^(?:interval\s+)?([+-]?\d{1,2})(?:\s*(?:h|hr|hrs|hour|hours)|:00(?::00)?)$`)
	zonePOSIX    = regexp.MustCompile(`^[A-Za-z]{3,}([+-]?\d{1,2})(?::00)?$`)
)

// fixedZone is the name of the zone so many whole hours from UTC, or nothing.
func fixedZone(value string) string {
	east := 1
	found := zoneClock.FindStringSubmatch(value)
	if found == nil {
		found = zoneInterval.FindStringSubmatch(value)
	}
	if found == nil {
		east, found = -1, zonePOSIX.FindStringSubmatch(value)
	}
	if found == nil {
		return ""
	}
	hours, err := strconv.Atoi(found[1])
	switch hours *= east; {
	case err != nil || hours < -12 || hours > 14:
		return ""
	case hours == 0:
		return "UTC"
	}
	return fmt.Sprintf("Etc/GMT%+d", -hours) // these names count to the west
}

// appendZoned appends a moment in the session's zone: with its distance from UTC, or with its
// name where that is the style.
func (c *columnEncoder) appendZoned(out []byte, micros int64) []byte {
	if isInfinite(micros) {
		return c.dates.appendTimestamp(out, micros, "")
	}
	name, east := "UTC", 0
	if c.zone != nil && c.zone != time.UTC {
		name, east = time.UnixMicro(micros).In(c.zone).Zone()
	}
	micros += int64(east) * 1_000_000
	if c.dates.format != isoDates {
		return c.dates.appendTimestamp(out, micros, " "+name)
	}
	var offset [16]byte
	return c.dates.appendTimestamp(out, micros, string(appendZone(offset[:0], east)))
}

// appendZone appends how far a zone is from UTC: hours, and minutes and seconds where there
// are some.
func appendZone(out []byte, east int) []byte {
	sign := byte('+')
	if east < 0 {
		sign, east = '-', -east
	}
	out = appendTwo(append(out, sign), int64(east/3600))
	if east%3600 != 0 {
		out = appendTwo(append(out, ':'), int64(east/60%60))
	}
	if east%60 != 0 {
		out = appendTwo(append(out, ':'), int64(east%60))
	}
	return out
}
