package format

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A MomentModel reads texts as dates and times: TO_DATE and TO_TIMESTAMP.
type MomentModel struct {
	model string
	re    *regexp.Regexp
	keys  []string
}

// ReadMoment reads the model, and refuses what cannot be read by it.
func ReadMoment(model string) (*MomentModel, error) {
	m, err := readDateModel(model)
	if err != nil {
		return nil, err
	}
	re, err := regexp.Compile(m.pattern.String())
	return &MomentModel{model, re, m.keys}, err
}

// A found is what a text has in the places of a model.
type found map[string]string

// number is what a field has read; absent where the text ends before it.
func (f found) number(key string, absent int) int {
	if n, err := strconv.Atoi(strings.ReplaceAll(f[key], ",", "")); err == nil {
		return n
	}
	return absent
}

// Read reads a text, with its time of day if that is asked for. What rolls over, such as the 31st of June, is refused if strict.
func (m *MomentModel) Read(text string, timed, strict bool) (time.Time, error) {
	groups := m.re.FindStringSubmatch(text)
	if groups == nil || groups[0] == "" {
		return time.Time{}, &engine.Error{State: engine.InvalidDatetime, Message: "invalid value for the format " + m.model}
	}
	f := found{}
	for i, key := range m.keys {
		f[key] = groups[i+2] // the first one is the whole
	}
	month, err := f.month()
	if err != nil {
		return time.Time{}, err
	}
	if strict {
		if err := f.check(month); err != nil {
			return time.Time{}, err
		}
	}
	day := f.date(month)
	if timed {
		day = day.Add(f.clock())
	}
	return day, nil
}

// year is a year, or with "iso" the year of ISO 8601; none where the text has none. Of years of two digits those below 70 are of this
// century, of those of three digits those below 100.
func (f found) year(prefix string) (year int, ok bool) {
	switch n := 0; {
	case f[prefix+"year"] != "":
		return f.number(prefix+"year", 1), true
	case f[prefix+"year3"] != "":
		if n = f.number(prefix+"year3", 1); n < 100 {
			return n + 2000, true
		}
		return n + 1000, true
	case f[prefix+"year2"] != "":
		if n = f.number(prefix+"year2", 1); n < 70 {
			return n + 2000, true
		}
		return n + 1900, true
	case f[prefix+"year1"] != "":
		return f.number(prefix+"year1", 1) + 2000, true
	}
	return 1, false
}

// era is the year with the side of the year 1 that it is on.
func (f found) era() int {
	year, _ := f.year("")
	if strings.HasPrefix(strings.ToLower(f["era"]), "b") {
		return 1 - year
	}
	return year
}

var (
	monthNames = strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")
	monthRoman = strings.Fields("I II III IV V VI VII VIII IX X XI XII")
)

func (f found) month() (int, error) {
	switch {
	case f["name"] != "":
		name := strings.ToLower(f["name"])
		if at := slices.Index(monthNames, name[:min(3, len(name))]); at >= 0 {
			return at + 1, nil
		}
		return 0, &engine.Error{State: engine.InvalidDatetime, Message: "invalid value for MONTH/Month/month"}
	case f["roman"] != "":
		return max(slices.Index(monthRoman, strings.ToUpper(f["roman"]))+1, 1), nil
	}
	return f.number("month", 1), nil
}

// date is the day. Days over the end of a month are days of the next one.
func (f found) date(month int) time.Time {
	iso, isISO := f.year("iso")
	switch {
	case f["julian"] != "":
		return time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, f.number("julian", 0)-2440588)
	case isISO || f["isoweek"] != "":
		if !isISO {
			iso = f.era()
		}
		return f.isoDate(iso)
	case f["yearday"] != "":
		return time.Date(f.era(), 1, f.number("yearday", 1), 0, 0, 0, 0, time.UTC)
	}
	return time.Date(f.era(), time.Month(month), f.number("day", 1), 0, 0, 0, 0, time.UTC)
}

// isoDate is a day of a week, or of a year, of ISO 8601: weeks begin on Monday, and the first one has the 4th of January.
func (f found) isoDate(year int) time.Time {
	fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC)
	first := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	if f["isoyearday"] != "" {
		return first.AddDate(0, 0, f.number("isoyearday", 1)-1)
	}
	return first.AddDate(0, 0, (f.number("isoweek", 1)-1)*7+f.number("isoday", 1)-1)
}

func (f found) hour() int {
	hour := f.number("hour", 0)
	if f["half"] == "" {
		return hour
	}
	hour %= 12
	if strings.HasPrefix(strings.ToLower(f["half"]), "p") {
		hour += 12
	}
	return hour
}

// clock is the time of day.
func (f found) clock() time.Duration {
	seconds := f.hour()*3600 + f.number("minute", 0)*60 + f.number("second", 0) + f.number("seconds", 0)
	return time.Duration(seconds)*time.Second + part(f["millis"], 3)*time.Millisecond + part(f["micros"], 6)*time.Microsecond
}

// part is a part of a second, of so many digits.
func part(digits string, size int) time.Duration {
	n, _ := strconv.Atoi((digits + "000000")[:size]) // of digits: does not fail
	return time.Duration(n)
}

// check refuses what rolls over.
func (f found) check(month int) error {
	year, day := f.era(), f.number("day", 1)
	last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if month < 1 || month > 12 || day < 1 || day > last {
		return &engine.Error{State: engine.DatetimeOverflow, Message: fmt.Sprintf("date/time field date value out of range: %d-%d-%d", year, month, day)}
	}
	if hour, minute, second := f.hour(), f.number("minute", 0), f.number("second", 0); hour > 23 || minute > 59 || second > 59 {
		return &engine.Error{State: engine.DatetimeOverflow, Message: fmt.Sprintf("date/time field time value out of range: %d:%d:%d", hour, minute, second)}
	}
	return nil
}
