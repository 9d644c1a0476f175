package duckdb

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // where the machine has none

	"github.com/countersign-dev/countersign/internal/engine"
)

// zoneScalars bring a time of a zone to UTC and back. Zones are names, in any case; abbreviations, which have no summer time; or of
// the form ABC+2 and ABC-2:15, which count hours west of Greenwich.
// Source: docs.aws.amazon.com/redshift/latest/dg/CONVERT_TIMEZONE.html.
var zoneScalars = []scalar{
	{name: "countersign_to_utc", args: []string{"VARCHAR", "TIMESTAMP"}, result: "TIMESTAMP", call: func(in *arguments, out *answer) error {
		zone, err := in.zone(0)
		if err == nil {
			out.int(in.int(1) - int64(offsetAt(zone, in.int(1)))*1e6)
		}
		return err
	}},
	{name: "countersign_from_utc", args: []string{"VARCHAR", "TIMESTAMP"}, result: "TIMESTAMP", call: func(in *arguments, out *answer) error {
		zone, err := in.zone(0)
		if err == nil {
			_, offset := time.UnixMicro(in.int(1)).In(zone).Zone()
			out.int(in.int(1) + int64(offset)*1e6)
		}
		return err
	}},
}

// zone is an argument as a zone.
func (a *arguments) zone(i int) (*time.Location, error) {
	return made(a, a.text(i), func(name string) (*time.Location, error) {
		zone := findZone(name)
		if zone == nil {
			return nil, &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("time zone \"%s\" not recognized", name)}
		}
		return zone, nil
	})
}

var posixZone = regexp.MustCompile(`^[A-Za-z][A-Za-z_/]*\s*([+-]?)(\d{1,2})(?::(\d{2}))?$`)

func findZone(name string) *time.Location {
	if m := posixZone.FindStringSubmatch(name); m != nil {
		hours, _ := strconv.Atoi(m[2]) // of digits: do not fail
		minutes, _ := strconv.Atoi("0" + m[3])
		seconds := hours*3600 + minutes*60
		if m[1] != "-" {
			seconds = -seconds
		}
		return time.FixedZone(name, seconds)
	}
	if minutes, ok := engine.ZoneAbbreviations[strings.ToUpper(name)]; ok {
		return time.FixedZone(name, minutes*60)
	}
	if name == "" || strings.EqualFold(name, "local") { // Go's words for zones of the machine
		return nil
	}
	for _, spelled := range []string{name, inCapitals(name), strings.ToUpper(name), areaInCapitals(name)} {
		if zone, err := time.LoadLocation(spelled); err == nil {
			return zone
		}
	}
	return nil
}

// inCapitals spells america/new_york as zones are called: America/New_York.
func inCapitals(name string) string {
	begins := true
	return strings.Map(func(r rune) rune {
		s := string(r)
		if begins {
			s = strings.ToUpper(s)
		} else {
			s = strings.ToLower(s)
		}
		begins = strings.ContainsRune("/_-", r)
		return []rune(s)[0]
	}, name)
}

// areaInCapitals spells us/pacific: US/Pacific.
func areaInCapitals(name string) string {
	area, place, _ := strings.Cut(name, "/")
	return strings.ToUpper(area) + "/" + inCapitals(place)
}

// offsetAt is how far east of Greenwich a zone is at a local time, in seconds. Of a time that a zone has twice the second is
// meant; one that it passes over is counted as if it had not.
func offsetAt(zone *time.Location, local int64) int {
	const day = 86400e6
	_, before := time.UnixMicro(local - day).In(zone).Zone()
	_, after := time.UnixMicro(local + day).In(zone).Zone()
	if before == after {
		return before
	}
	if _, at := time.UnixMicro(local - int64(after)*1e6).In(zone).Zone(); at == after {
		return after
	}
	return before
}
