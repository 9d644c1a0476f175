package pgwire

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/engine"
)

// DateStyle: how dates and timestamps are written, in PostgreSQL's forms. It has a format and
// an order; how dates are read is not ours.

type dateFormat uint8

const (
	isoDates dateFormat = iota
	postgresDates
	sqlDates
	germanDates
)

var dateFormats = [...]string{isoDates: "ISO", postgresDates: "Postgres", sqlDates: "SQL", germanDates: "German"}

// A dateStyle is the setting, read. The zero value is ISO.
type dateStyle struct {
	format   dateFormat
	dayFirst bool
}

func dateStyleOf(setting string) dateStyle {
	s := dateStyle{dayFirst: strings.HasSuffix(setting, "DMY")}
	for f, name := range dateFormats {
		if strings.HasPrefix(setting, name) {
			s.format = dateFormat(f)
		}
	}
	return s
}

// mergeDateStyle is the setting after a change of its format, of its order, or of both.
func mergeDateStyle(old, change string) (string, error) {
	format, order, _ := strings.Cut(old, ", ")
	newFormat, newOrder := "", ""
	for word := range strings.SplitSeq(change, ",") {
		f, o := dateWord(strings.ToLower(strings.TrimSpace(word)))
		switch {
		case f == "" && o == "":
			return "", &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("unrecognized \"datestyle\" key word: \"%s\"", strings.TrimSpace(word))}
		case f != "" && newFormat != "" && f != newFormat, o != "" && newOrder != "" && o != newOrder:
			return "", &engine.Error{State: engine.InvalidParameterValue, Message: "conflicting \"datestyle\" specifications"}
		case f != "":
			newFormat = f
		default:
			newOrder = o
		}
	}
	if newFormat != "" {
		format = newFormat
	}
	switch {
	case newOrder != "":
		order = newOrder
	case newFormat == dateFormats[germanDates]:
		order = "DMY"
	}
	return format + ", " + order, nil
}

func dateWord(word string) (format, order string) {
	switch {
	case word == "iso":
		return dateFormats[isoDates], ""
	case word == "sql":
		return dateFormats[sqlDates], ""
	case word == "german":
		return dateFormats[germanDates], ""
	case strings.HasPrefix(word, "postgres"):
		return dateFormats[postgresDates], ""
	case word == "ymd":
		return "", "YMD"
	case word == "dmy", strings.HasPrefix(word, "euro"):
		return "", "DMY"
	case word == "mdy", word == "us", strings.HasPrefix(word, "noneuro"):
		return "", "MDY"
	}
	return "", ""
}

const microsPerDay = 86400 * 1_000_000

// isInfinite reports whether a timestamp is one of the two that are beyond all others.
func isInfinite(micros int64) bool { return micros == math.MaxInt64 || micros <= -math.MaxInt64 }

func (s dateStyle) appendDate(out []byte, days int64) []byte {
	switch {
	case days >= math.MaxInt32:
		return append(out, "infinity"...)
	case days <= -math.MaxInt32:
		return append(out, "-infinity"...)
	}
	d := civilOf(days)
	return append(s.appendCivil(out, d), d.era()...)
}

// appendTimestamp appends a timestamp, with what its zone is called. An era stands at the very
// end.
func (s dateStyle) appendTimestamp(out []byte, micros int64, zone string) []byte {
	if isInfinite(micros) {
		if micros < 0 {
			out = append(out, '-')
		}
		return append(out, "infinity"...)
	}
	days, rest := micros/microsPerDay, micros%microsPerDay
	if rest < 0 {
		days, rest = days-1, rest+microsPerDay
	}
	d := civilOf(days)
	if s.format == postgresDates {
		out = s.appendWords(out, d, rest)
	} else {
		out = appendClock(append(s.appendCivil(out, d), ' '), rest)
	}
	out = append(out, zone...)
	return append(out, d.era()...)
}

// A civil date is one of the calendar; the year 0 is 1 BC.
type civil struct {
	year, month, day int
	weekday          time.Weekday
}

func civilOf(days int64) civil {
	t := time.Unix(days*86400, 0).UTC()
	year, month, day := t.Date()
	return civil{year, int(month), day, t.Weekday()}
}

func (d civil) era() string {
	if d.year <= 0 {
		return " BC"
	}
	return ""
}

func (d civil) appendYear(out []byte) []byte {
	year := d.year
	if year <= 0 {
		year = 1 - year
	}
	for limit := 1000; limit > year && limit > 1; limit /= 10 {
		out = append(out, '0')
	}
	return strconv.AppendInt(out, int64(year), 10)
}

// appendCivil appends year, month and day in the style's order.
func (s dateStyle) appendCivil(out []byte, d civil) []byte {
	between := map[dateFormat]byte{postgresDates: '-', sqlDates: '/', germanDates: '.'}[s.format]
	switch {
	case s.format == isoDates:
		out = append(d.appendYear(out), '-')
		out = append(appendTwo(out, int64(d.month)), '-')
		return appendTwo(out, int64(d.day))
	case s.format == germanDates || s.dayFirst:
		out = append(appendTwo(out, int64(d.day)), between)
		out = appendTwo(out, int64(d.month))
	default:
		out = append(appendTwo(out, int64(d.month)), between)
		out = appendTwo(out, int64(d.day))
	}
	return d.appendYear(append(out, between))
}

// appendWords appends a timestamp in PostgreSQL's own format: Thu Feb 29 10:00:00 2024.
func (s dateStyle) appendWords(out []byte, d civil, micros int64) []byte {
	out = append(append(out, d.weekday.String()[:3]...), ' ')
	month := time.Month(d.month).String()[:3]
	if s.dayFirst {
		out = append(append(append(appendTwo(out, int64(d.day)), ' '), month...), ' ')
	} else {
		out = append(appendTwo(append(append(out, month...), ' '), int64(d.day)), ' ')
	}
	return d.appendYear(append(appendClock(out, micros), ' '))
}
