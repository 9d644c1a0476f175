package bind

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Dates and times that are written down, in the forms that PostgreSQL 8.0 reads with
// DateStyle ISO, MDY.

var dateLayouts = []string{
	"2006-1-2", "20060102", "1.2.2006", "1/2/2006", "1/2/06", "2006/1/2", "2006.1.2", "January 2, 2006", "Jan 2, 2006", "Jan 2 2006", "January 2 2006",
	"2 Jan 2006", "2 January 2006", "2-Jan-2006", "2-Jan-06", "Jan-2-2006", "2006-Jan-2", "January-2-2006", "2-January-2006", "1-2-2006", "06-Jan-2", "060102", "2006.002",
}

// wholeLayouts have the time within the date.
var wholeLayouts = []string{"Jan 2 15:04:05 2006", "2 Jan 15:04:05 2006", "Mon Jan 2 15:04:05 2006"}

var timeLayouts = []string{"15:4:5.999999999", "15:4:5", "15:4", "3:4:5 PM", "3:4 PM", "3:4:5.999999999 PM", "3:4:5PM", "3:4PM", "3 PM", "3PM", "150405", "1504"}

// zonePattern is a time zone at the end of a text, behind a time.
var zonePattern = regexp.MustCompile(`(?i)(\d|[ap]m)\s*(z|[+-]\d{1,2}(:?\d{2})?(:\d{2})?|\s[a-z]{3,4}|\s[a-z_]+/[a-z_/]+)$`)

// eraPattern is what tells which side of the year 1 a date is on, behind it or behind its time.
var eraPattern = regexp.MustCompile(`(?i)(\d|\s|[ap]m)\s*\(?\b(bc|ad)\b\)?(\s|$)`)

// A moment is a date or time as it was written.
type moment struct {
	days    bool
	date    time.Time
	hasTime bool
	clock   time.Duration
	zone    string
	special string // infinity, -infinity
}

// readMoment reads a date, a time or both.
func readMoment(text string) (m moment, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) == len(time.DateOnly) { // the usual form at once
		if day, err := time.Parse(time.DateOnly, text); err == nil && day.Year() > 0 {
			return moment{days: true, date: day}, true
		}
	}
	switch lower(text) {
	case "infinity", "-infinity":
		return moment{special: lower(text)}, true
	case "epoch":
		return moment{days: true, date: time.Unix(0, 0).UTC(), hasTime: true}, true
	}
	rest, before := text, false
	if i := eraPattern.FindStringSubmatchIndex(rest); i != nil {
		before = lower(rest[i[4]:i[5]]) == "bc"
		rest = strings.TrimSpace(rest[:i[3]] + " " + rest[i[1]:])
		defer func() { ok = ok && m.era(before) }()
	}
	if i := zonePattern.FindStringSubmatchIndex(rest); i != nil && strings.Contains(rest[:i[4]], ":") {
		m.zone, rest = strings.TrimSpace(rest[i[4]:i[5]]), strings.TrimSpace(rest[:i[4]])
	}
	for _, layout := range wholeLayouts {
		if d, err := time.Parse(layout, strings.Join(strings.Fields(rest), " ")); err == nil {
			day := time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
			m.days, m.date, m.hasTime, m.clock = true, day, true, d.Sub(day)
			return m, true
		}
	}
	if m.read(rest, "") {
		return m, true
	}
	for split := 0; split < len(rest); split++ {
		if split > 0 && split < len(rest) && rest[split] != ' ' && rest[split] != 'T' && rest[split] != 't' {
			continue
		}
		date, clock := rest[:split], ""
		if split < len(rest) {
			clock = strings.TrimLeft(rest[split:], " Tt")
		}
		if m.read(date, clock) {
			return m, true
		}
	}
	return m, false
}

// era moves a date to before the year 1, which is the one after 1 BC; there is no year 0.
func (m *moment) era(before bool) bool {
	if before && m.days {
		m.date = time.Date(1-m.date.Year(), m.date.Month(), m.date.Day(), 0, 0, 0, 0, time.UTC)
	}
	return m.days
}

func (m *moment) read(date, clock string) bool {
	if date == "" && clock == "" {
		return false
	}
	m.days, m.hasTime = date != "", clock != ""
	if date != "" {
		d, ok := readDate(date)
		if !ok {
			return false
		}
		m.date = d
	}
	if clock != "" {
		c, ok := readClock(clock)
		if !ok {
			return false
		}
		m.clock = c
	}
	return true
}

func readDate(s string) (time.Time, bool) {
	s = strings.Join(strings.Fields(s), " ")
	for _, layout := range dateLayouts {
		if d, err := time.Parse(layout, s); err == nil {
			return d, d.Year() > 0
		}
	}
	return time.Time{}, false
}

func readClock(s string) (time.Duration, bool) {
	s = strings.ToUpper(s)
	if s == "24:00:00" || s == "24:00" {
		return 24 * time.Hour, true
	}
	for _, layout := range timeLayouts {
		if c, err := time.Parse(layout, s); err == nil {
			return c.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)).Round(time.Microsecond), true
		}
	}
	return 0, false
}

// dateText is the date as the engine reads it.
func (m moment) dateText() string {
	if year := m.date.Year(); year < 1 {
		return fmt.Sprintf("%04d-%s (BC)", 1-year, m.date.Format("01-02"))
	}
	return m.date.Format("2006-01-02")
}

func (m moment) clockText() string {
	c := m.clock
	s := fmt.Sprintf("%02d:%02d:%02d", int(c.Hours()), int(c.Minutes())%60, int(c.Seconds())%60)
	if micros := c.Microseconds() % 1_000_000; micros != 0 {
		s += strings.TrimRight(fmt.Sprintf(".%06d", micros), "0")
	}
	return s
}

// zoneText is a zone as the engine reads it behind a time.
func (m moment) zoneText() string {
	switch z := strings.ToUpper(m.zone); {
	case z == "" || z == "Z" || z == "UTC" || z == "GMT":
		return "+00"
	case z[0] == '+' || z[0] == '-':
		return z
	default:
		if minutes, ok := engine.ZoneAbbreviations[z]; ok {
			return offsetText(minutes * 60)
		}
		return " " + m.zone
	}
}

func offsetText(seconds int) string {
	return time.Unix(0, 0).In(time.FixedZone("", seconds)).Format("-07:00")
}

// writtenMoment is a string as a date or a time.
func (b *binder) writtenMoment(x *syntax.String, text string, t types.Type) syntax.Expr {
	if value, ok := b.relative(x, text, t); ok {
		return value
	}
	if b.Setting != nil && strings.Contains(b.Setting("datestyle"), "DMY") {
		text = monthFirst.ReplaceAllString(text, "$3$2$1$4")
	}
	m, ok := readMoment(text)
	dated := t.IsMoment()
	if !dated {
		if clock, only := readClock(text); only {
			m, ok = moment{hasTime: true, clock: clock}, true
		}
	}
	if !ok || dated && !m.days && m.special == "" || !dated && (m.special != "" || !m.hasTime) {
		b.badMoment(x, text, t)
	}
	value := ""
	switch {
	case m.special != "":
		value = m.special
	case t.ID == types.Date:
		value = m.dateText()
	case t.ID == types.Time:
		value = m.clockText()
	case t.ID == types.TimeTZ:
		return b.timeTZ(x, m)
	default:
		if m.clock == 24*time.Hour {
			m.date, m.clock = m.date.AddDate(0, 0, 1), 0
		}
		value = m.dateText() + " " + m.clockText()
		if t.ID == types.TimestampTZ && m.zone != "" {
			value += m.zoneText()
		}
	}
	return syntax.Verbatim(x.Pos, "CAST('"+strings.ReplaceAll(value, "'", "''")+"' AS "+t.Engine()+")")
}

// timeTZ is a time with its zone.
func (b *binder) timeTZ(x *syntax.String, m moment) syntax.Expr {
	zone := m.zoneText()
	if at, err := time.LoadLocation(m.zone); zone[0] == ' ' && err == nil && m.days { // as it was on that day
		_, seconds := m.date.Add(m.clock).In(at).Zone()
		zone = offsetText(seconds)
	}
	if zone[0] == ' ' {
		b.unsupported(x, "a time without a date in a zone that has a name")
	}
	if _, ok := readOffset(zone); !ok {
		b.badMoment(x, x.Value, types.Type{ID: types.TimeTZ})
	}
	return syntax.Verbatim(x.Pos, "CAST('"+m.clockText()+zone+"' AS TIMETZ)")
}

// readOffset reads +02, +0530 or -03:30.
func readOffset(s string) (time.Duration, bool) {
	for _, layout := range []string{"-07", "-0700", "-07:00", "-07:00:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			_, seconds := t.Zone()
			return time.Duration(seconds) * time.Second, true
		}
	}
	return 0, false
}

// relative are the words that mean a moment relative to now.
func (b *binder) relative(x *syntax.String, text string, t types.Type) (syntax.Expr, bool) {
	days := ""
	switch lower(text) {
	case "now":
		return syntax.Verbatim(x.Pos, "CAST(now() AS "+t.Engine()+")"), true
	case "today":
		days = ""
	case "tomorrow":
		days = " + 1"
	case "yesterday":
		days = " - 1"
	default:
		return nil, false
	}
	if !t.IsMoment() {
		return nil, false
	}
	return syntax.Verbatim(x.Pos, "CAST(current_date"+days+" AS "+t.Engine()+")"), true
}

// monthFirst is a date whose day DateStyle puts before the month.
var monthFirst = regexp.MustCompile(`^(\d{1,2})([-/])(\d{1,2})([-/]\d{2,4})`)

// fieldPattern is a date all of whose parts are numbers.
var fieldPattern = regexp.MustCompile(`^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]|$)|^\d{1,2}:\d{1,2}`)

func (b *binder) badMoment(x *syntax.String, text string, t types.Type) {
	if fieldPattern.MatchString(text) {
		b.fail(x, engine.DatetimeOverflow, "date/time field value out of range: \"%s\"", x.Value)
	}
	b.fail(x, engine.InvalidDatetime, "invalid input syntax for type %s: \"%s\"", t.Short(), x.Value)
}

// interval binds INTERVAL '…' with its fields.
func (b *binder) interval(x *syntax.Typed) typed {
	months, micros, ok := readInterval(x.Value, x.Type.Range)
	if !ok {
		b.fail(x, engine.InvalidDatetime, "invalid input syntax for type interval: \"%s\"", x.Value)
	}
	if last := lower(x.Type.Range[strings.LastIndexByte(x.Type.Range, ' ')+1:]); units[last].micros > 0 { // DAY TO SECOND and its kin
		if months != 0 && (b.Setting == nil || isOn(b.Setting("interval_forbid_composite_literals"))) {
			b.fail(x, engine.InvalidDatetime, "Interval Day To Second literal cannot contain year-month parts. Disable the GUC interval_forbid_composite_literals to suppress this error and silently discard the year-month part.")
		}
		months = 0
	}
	months, micros = cutFields(months, micros, x.Type.Range)
	t := types.Type{ID: types.IntervalDS}
	if strings.HasPrefix(x.Type.Range, "YEAR") || x.Type.Range == "MONTH" || x.Type.Range == "" && months != 0 && micros == 0 {
		t.ID = types.IntervalYM
	}
	return typed{x: intervalOf(x.Pos, months, micros), t: t}
}

// cutFields drops what is finer than the last field.
func cutFields(months, micros int64, fields string) (int64, int64) {
	last := fields[strings.LastIndexByte(fields, ' ')+1:]
	switch last {
	case "YEAR":
		return months - months%12, 0
	case "MONTH":
		return months, 0
	case "DAY", "HOUR", "MINUTE":
		return months, micros - micros%units[lower(last)].micros
	}
	return months, micros
}

func intervalOf(at syntax.Pos, months, micros int64) syntax.Expr {
	const day = 86_400_000_000
	days := micros / day
	return syntax.Verbatim(at, fmt.Sprintf("CAST('%d months %d days %d microseconds' AS INTERVAL)", months, days, micros-days*day))
}

func (b *binder) writtenInterval(x *syntax.String, text string) syntax.Expr {
	months, micros, ok := readInterval(text, "")
	if !ok {
		b.fail(x, engine.InvalidDatetime, "invalid input syntax for type interval: \"%s\"", x.Value)
	}
	return intervalOf(x.Pos, months, micros)
}

// units of intervals: months, or microseconds.
var units = map[string]struct{ months, micros int64 }{
	"year": {12, 0}, "years": {12, 0}, "y": {12, 0}, "yr": {12, 0}, "yrs": {12, 0},
	"month": {1, 0}, "months": {1, 0}, "mon": {1, 0}, "mons": {1, 0},
	"quarter": {3, 0}, "quarters": {3, 0}, "decade": {120, 0}, "decades": {120, 0}, "century": {1200, 0}, "centuries": {1200, 0},
	"week": {0, 7 * 86_400_000_000}, "weeks": {0, 7 * 86_400_000_000}, "w": {0, 7 * 86_400_000_000},
	"day": {0, 86_400_000_000}, "days": {0, 86_400_000_000}, "d": {0, 86_400_000_000},
	"hour": {0, 3_600_000_000}, "hours": {0, 3_600_000_000}, "h": {0, 3_600_000_000}, "hr": {0, 3_600_000_000}, "hrs": {0, 3_600_000_000},
	"minute": {0, 60_000_000}, "minutes": {0, 60_000_000}, "m": {0, 60_000_000}, "min": {0, 60_000_000}, "mins": {0, 60_000_000},
	"second": {0, 1_000_000}, "seconds": {0, 1_000_000}, "s": {0, 1_000_000}, "sec": {0, 1_000_000}, "secs": {0, 1_000_000},
	"millisecond": {0, 1000}, "milliseconds": {0, 1000}, "ms": {0, 1000}, "msec": {0, 1000}, "msecs": {0, 1000},
	"microsecond": {0, 1}, "microseconds": {0, 1}, "us": {0, 1}, "usec": {0, 1}, "usecs": {0, 1},
}

var (
	quantityPattern = regexp.MustCompile(`^\s*([+-]?\s*\d*\.?\d+|[+-]?\d+\.?)\s*([a-zA-Z]+)?\s*,?\s*`)
	clockPattern    = regexp.MustCompile(`^\s*([+-]?)(\d+):(\d{1,2})(:(\d{1,2})(\.\d+)?)?\s*`)
	yearsPattern    = regexp.MustCompile(`^\s*([+-]?)(\d+)-(\d{1,2})\s*$`)
)

// readInterval reads an interval; fields is what was written behind it, such as DAY TO SECOND.
func readInterval(text, fields string) (months, micros int64, ok bool) {
	if m := yearsPattern.FindStringSubmatch(text); m != nil && (fields == "" || strings.HasPrefix(fields, "YEAR")) {
		years, _ := strconv.ParseInt(m[2], 10, 32)
		more, _ := strconv.ParseInt(m[3], 10, 32)
		months = years*12 + more
		if m[1] == "-" {
			months = -months
		}
		return months, 0, true
	}
	rest, some := text, false
	for strings.TrimSpace(rest) != "" {
		if lower(strings.TrimSpace(rest)) == "ago" && some {
			return -months, -micros, true
		}
		if m := clockPattern.FindStringSubmatch(rest); m != nil {
			micros += clockMicros(m, fields)
			rest, some = rest[len(m[0]):], true
			continue
		}
		m := quantityPattern.FindStringSubmatch(rest)
		if m == nil {
			return 0, 0, false
		}
		name := lower(m[2])
		if name == "" {
			name = impliedUnit(fields, rest[len(m[0]):])
		}
		unit, known := units[name]
		n, err := strconv.ParseFloat(strings.ReplaceAll(m[1], " ", ""), 64)
		if !known || err != nil {
			return 0, 0, false
		}
		whole := n * float64(unit.months)
		months += int64(whole)
		micros += int64(n*float64(unit.micros)+0.5*sign(n)) + int64((whole-float64(int64(whole)))*30*86_400_000_000)
		rest, some = rest[len(m[0]):], true
	}
	return months, micros, some
}

func sign(n float64) float64 {
	if n < 0 {
		return -1
	}
	return 1
}

// impliedUnit is the unit of a number without one: days before a time of day, the first field that was named before
// another number, else the last one, else seconds.
func impliedUnit(fields, rest string) string {
	if clockPattern.MatchString(rest) {
		return "day"
	}
	if fields == "" {
		return "second"
	}
	words := strings.Fields(fields)
	if n := strings.TrimSpace(rest); n != "" && isDigits(n) { // of 1 12 with DAY TO HOUR
		return lower(words[0])
	}
	return lower(words[len(words)-1])
}

func clockMicros(m []string, fields string) int64 {
	a, _ := strconv.ParseInt(m[2], 10, 32)
	c, _ := strconv.ParseInt(m[3], 10, 32)
	out := (a*60 + c) * 60_000_000
	if m[4] == "" && strings.HasSuffix(fields, "MINUTE TO SECOND") {
		out /= 60
	}
	if m[5] != "" {
		s, _ := strconv.ParseInt(m[5], 10, 32)
		out += s * 1_000_000
	}
	if m[6] != "" {
		f, _ := strconv.ParseFloat("0"+m[6], 64)
		out += int64(f*1_000_000 + 0.5)
	}
	if m[1] == "-" {
		return -out
	}
	return out
}
