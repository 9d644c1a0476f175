package pgwire

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // where the machine has none

	"github.com/countersign-dev/countersign/internal/engine"
)

// A session's time zone, which the engine calculates with and values are shown in.

// setZone makes a zone the session's, and returns its name as it is spelled. It is a name,
// in any case, or hours to the east of UTC.
func (ss *session) setZone(ctx context.Context, value string) (string, error) {
	name, zone, err := ss.findZone(ctx, value)
	if err != nil {
		return "", err
	}
	if err := ss.engine.SetTimeZone(ctx, name); err != nil {
		return "", errBadValue("TimeZone", value)
	}
	ss.zone = zone
	return name, nil
}

func (ss *session) findZone(ctx context.Context, value string) (string, *time.Location, error) {
	value = strings.TrimSpace(value)
	if hours, err := strconv.ParseFloat(value, 64); err == nil {
		return hoursEast(hours, value)
	}
	if zone := loadZone(value); zone != nil {
		return value, zone, nil
	}
	name := ""
	err := ss.ask(ctx, "SELECT name FROM pg_timezone_names() WHERE lower(name) = lower("+quoted(value)+")", func(rows engine.Chunk) {
		name = string(rows.Vector(0).Bytes(0))
	})
	if err != nil {
		return "", nil, err
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

// hoursEast is the zone so many whole hours to the east of UTC.
func hoursEast(hours float64, value string) (string, *time.Location, error) {
	if hours != math.Trunc(hours) || hours < -12 || hours > 14 {
		return "", nil, errBadValue("TimeZone", value)
	}
	name := fmt.Sprintf("Etc/GMT%+d", -int(hours)) // these names count to the west
	if hours == 0 {
		name = "UTC"
	}
	zone := loadZone(name)
	if zone == nil {
		return "", nil, errBadValue("TimeZone", value)
	}
	return name, zone, nil
}

// appendZoned appends a moment in a zone.
func appendZoned(out []byte, micros int64, zone *time.Location) []byte {
	if zone == nil || zone == time.UTC || micros == math.MaxInt64 || micros <= -math.MaxInt64 {
		return appendTimestamp(out, micros, "+00")
	}
	_, east := time.UnixMicro(micros).In(zone).Zone()
	var offset [16]byte
	return appendTimestamp(out, micros+int64(east)*1_000_000, string(appendZone(offset[:0], east)))
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

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
