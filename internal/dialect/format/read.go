package format

import (
	"slices"
	"strconv"
	"strings"
)

// A reading is a field of a date's model that is read: the name of its group in the pattern and
// what matches it.
type reading struct {
	key, pattern string
	code         string // how the engine's own reading spells it, where it reads the same
}

var readings = map[string]reading{
	"YYYY": {"year", `\d{1,4}`, "%Y"}, "Y,YYY": {"year", `\d,\d{3}`, ""}, "YYY": {"year3", `\d{1,3}`, ""}, "YY": {"year2", `\d{1,2}`, ""}, "Y": {"year1", `\d`, ""},
	"MM": {"month", `\d{1,2}`, "%m"}, "MON": {"name", `[A-Za-z]{3}`, "%b"}, "MONTH": {"name", `[A-Za-z]+`, "%B"}, "RM": {"roman", `[IVXivx]+`, ""},
	"DD": {"day", `\d{1,2}`, "%d"}, "DDD": {"yearday", `\d{1,3}`, ""}, "J": {"julian", `\d+`, ""},
	"HH24": {"hour", `\d{1,2}`, "%H"}, "HH12": {"hour", `\d{1,2}`, "%I"}, "HH": {"hour", `\d{1,2}`, "%I"}, "MI": {"minute", `\d{1,2}`, "%M"}, "SS": {"second", `\d{1,2}`, "%S"},
	"MS": {"millis", `\d{1,3}`, ""}, "US": {"micros", `\d{1,6}`, ""}, "SSSS": {"seconds", `\d{1,5}`, ""}, "SSSSS": {"seconds", `\d{1,5}`, ""},
	"AM": {"half", `[AaPp]\.?[Mm]\.?`, "%p"}, "PM": {"half", `[AaPp]\.?[Mm]\.?`, "%p"}, "A.M.": {"half", `[AaPp]\.?[Mm]\.?`, ""}, "P.M.": {"half", `[AaPp]\.?[Mm]\.?`, ""},
	"AD": {"era", `[AaBb]\.?[CDcd]\.?`, ""}, "BC": {"era", `[AaBb]\.?[CDcd]\.?`, ""}, "A.D.": {"era", `[AaBb]\.?[CDcd]\.?`, ""}, "B.C.": {"era", `[AaBb]\.?[CDcd]\.?`, ""},
	"IYYY": {"isoyear", `\d{1,4}`, ""}, "IYY": {"isoyear3", `\d{1,3}`, ""}, "IY": {"isoyear2", `\d{1,2}`, ""}, "I": {"isoyear1", `\d`, ""},
	"IW": {"isoweek", `\d{1,2}`, ""}, "ID": {"isoday", `\d`, ""}, "IDDD": {"isoyearday", `\d{1,3}`, ""},
	// These are passed over.
	"DY": {"", `[A-Za-z]{3}`, ""}, "DAY": {"", `[A-Za-z]+`, ""}, "D": {"", `\d`, ""}, "Q": {"", `\d`, ""}, "W": {"", `\d`, ""},
	"WW": {"", `\d{1,2}`, ""}, "CC": {"", `\d{1,2}`, ""},
}

// A readModel is a model for reading: a pattern, and the groups in it.
type readModel struct {
	model   string
	pattern strings.Builder
	keys    []string
	code    strings.Builder // for the engine's own reading
	exact   bool            // that reads the same
}

// Date is TO_DATE; strict refuses days that their month does not have, which otherwise lead into the
// next one.
func Date(model string, strict bool) (Expression, error) {
	m, err := readDateModel(model)
	if err != nil {
		return nil, err
	}
	return m.steps(m.dayText(), "DATE", strict), nil
}

// Timestamp is TO_TIMESTAMP, without the time zone.
func Timestamp(model string, strict bool) (Expression, error) {
	m, err := readDateModel(model)
	if err != nil {
		return nil, err
	}
	text := m.dayText()
	if time := m.timeText(); time != "" {
		text += " + " + time
	}
	return m.steps("CAST("+text+" AS TIMESTAMP)", "TIMESTAMP", strict), nil
}

// readDateModel makes the pattern of a model. A text may end before its model does, and go on behind
// it.
func readDateModel(model string) (*readModel, error) {
	m := &readModel{model: model, exact: true}
	items := cut(model, momentFields, true)
	m.pattern.WriteString("^(")
	written := 0
	for _, it := range items {
		if strings.ToUpper(it.word) == "FX" {
			continue
		}
		if written > 0 {
			m.pattern.WriteString(`(?:\s*$|`)
		}
		if err := m.item(it); err != nil {
			return nil, err
		}
		written++
	}
	m.pattern.WriteString(strings.Repeat(")", max(written, 1)))
	if written == 0 {
		m.exact = false
	}
	if slices.Contains(m.keys, "hour") && strings.Contains(m.code.String(), "%I") && !slices.Contains(m.keys, "half") {
		m.exact = false
	}
	return m, nil
}

func (m *readModel) item(it item) error {
	word := strings.ToUpper(it.word)
	if word == "" {
		m.text(it.text)
		return nil
	}
	r, ok := readings[word]
	if !ok {
		return unsupported(`"` + it.word + `" in a format for reading`)
	}
	if m.code.WriteString(r.code); r.code == "" || it.ordinal != "" {
		m.exact = false
	}
	m.pattern.WriteString(`\s*`)
	if r.key == "" || slices.Contains(m.keys, r.key) {
		m.pattern.WriteString("(?:" + r.pattern + ")")
		m.exact = false
	} else {
		m.keys = append(m.keys, r.key)
		m.pattern.WriteString("(" + r.pattern + ")")
	}
	if it.ordinal != "" {
		m.pattern.WriteString("[A-Za-z]{2}")
	}
	return nil
}

// text is passed over: what is no letter by as many as there are, others one by one.
func (m *readModel) text(text string) {
	m.code.WriteString(strings.ReplaceAll(text, "%", "%%"))
	m.pattern.WriteString(`\s*`)
	for _, r := range text {
		if len(text) > 1 || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			m.pattern.WriteString(".")
		} else {
			m.pattern.WriteString("[^0-9A-Za-z]+")
		}
	}
}

// steps are those of reading: the pattern's groups, which the engine's own reading makes needless
// where it can read a text.
func (m *readModel) steps(text, kind string, strict bool) Expression {
	names := "['whole'"
	for _, key := range m.keys {
		names += ", '" + key + "'"
	}
	groups := "regexp_extract(" + Value + ", " + quote(m.pattern.String()) + ", " + names + "])"
	checks := "CASE WHEN countersign_read.whole = '' THEN CAST(error(" + quote("invalid value for the format "+m.model) + ") AS " + kind + ")"
	if strict {
		checks += m.strictChecks(kind)
	}
	slow := "CASE WHEN " + Value + " IS NOT NULL THEN list_transform([" + groups + "], lambda countersign_read: " + checks + " ELSE " + text + " END)[1] END"
	if !m.exact {
		return Expression{slow}
	}
	fast := "try_strptime(" + Value + ", " + quote(m.code.String()) + ")"
	if kind == "DATE" {
		fast = "CAST(" + fast + " AS DATE)"
	}
	return Expression{"coalesce(" + fast + ", " + slow + ")"}
}

func (m *readModel) has(key string) bool { return slices.Contains(m.keys, key) }

// got is what a group has read, as a number; absent where the text ends before it.
func got(key, absent string) string {
	return "coalesce(TRY_CAST(countersign_read." + key + " AS INTEGER), " + absent + ")"
}

// yearText is the year.
func (m *readModel) yearText() string {
	year := m.yearOf("")
	if m.has("era") {
		year = "CASE WHEN countersign_read.era ILIKE 'b%' THEN 1 - " + year + " ELSE " + year + " END"
	}
	return year
}

// yearOf is a year, or with "iso" the year of ISO 8601. Of years of two digits those below 70 are of this century, of those of
// three digits those below 100.
func (m *readModel) yearOf(prefix string) string {
	four, three, two, one := prefix+"year", prefix+"year3", prefix+"year2", prefix+"year1"
	switch {
	case prefix == "" && m.has("year") && strings.Contains(strings.ToUpper(m.model), "Y,YYY"):
		return "coalesce(TRY_CAST(replace(countersign_read.year, ',', '') AS INTEGER), 1)"
	case m.has(four):
		return got(four, "1")
	case m.has(three):
		return "(" + got(three, "1") + " + CASE WHEN " + got(three, "1") + " < 100 THEN 2000 ELSE 1000 END)"
	case m.has(two):
		return "CASE WHEN countersign_read." + two + " = '' THEN 1 ELSE " + got(two, "1") + " + CASE WHEN " + got(two, "1") + " < 70 THEN 2000 ELSE 1900 END END"
	case m.has(one):
		return "CASE WHEN countersign_read." + one + " = '' THEN 1 ELSE " + got(one, "1") + " + 2000 END"
	}
	return "1"
}

// isoDayText is a day of a week, or of a year, of ISO 8601: weeks begin on Monday, and the first one has the 4th of January. It is
// empty where the model has none of them.
func (m *readModel) isoDayText() string {
	if !slices.ContainsFunc(m.keys, func(key string) bool { return strings.HasPrefix(key, "iso") && key != "isoday" }) {
		return ""
	}
	year := m.yearOf("iso")
	if year == "1" {
		year = m.yearText()
	}
	fourth := "make_date(" + year + ", 1, 4)"
	first := "(" + fourth + " - CAST(isodow(" + fourth + ") - 1 AS INTEGER))"
	if m.has("isoyearday") {
		return "(" + first + " + (" + got("isoyearday", "1") + " - 1))"
	}
	days := ""
	if m.has("isoweek") {
		days += " + (" + got("isoweek", "1") + " - 1) * 7"
	}
	if m.has("isoday") {
		days += " + (" + got("isoday", "1") + " - 1)"
	}
	return "(" + first + days + ")"
}

func (m *readModel) monthText() string {
	switch {
	case m.has("name"):
		return "CASE WHEN countersign_read.name = '' THEN 1 ELSE coalesce(list_position(['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'], " +
			"lower(left(countersign_read.name, 3))), CAST(error('invalid value for MONTH/Month/month') AS INTEGER)) END"
	case m.has("roman"):
		return "coalesce(list_position(['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'], upper(countersign_read.roman)), 1)"
	case m.has("month"):
		return got("month", "1")
	}
	return "1"
}

func (m *readModel) dayText() string {
	if day := m.isoDayText(); day != "" {
		return day
	}
	switch {
	case m.has("julian"):
		return "(DATE '1970-01-01' + (" + got("julian", "0") + " - 2440588))"
	case m.has("yearday"):
		return "(make_date(" + m.yearText() + ", 1, 1) + (" + got("yearday", "1") + " - 1))"
	}
	day := "make_date(" + m.yearText() + ", 1, 1)"
	if month := m.monthText(); month != "1" {
		day = "CAST(" + day + " + to_months(CAST(" + month + " - 1 AS INTEGER)) AS DATE)"
	}
	if m.has("day") {
		day = "(" + day + " + (" + got("day", "1") + " - 1))"
	}
	return day
}

func (m *readModel) hourText() string {
	if !m.has("half") {
		return got("hour", "0")
	}
	return "CASE WHEN countersign_read.half = '' THEN " + got("hour", "0") + " ELSE " + got("hour", "0") + " % 12 + CASE WHEN countersign_read.half ILIKE 'p%' THEN 12 ELSE 0 END END"
}

// timeText is the time of day; empty where the model has none.
func (m *readModel) timeText() string {
	var seconds, parts []string
	for _, unit := range []struct{ key, factor string }{{"hour", " * 3600"}, {"minute", " * 60"}, {"second", ""}, {"seconds", ""}} {
		switch {
		case !m.has(unit.key):
		case unit.key == "hour":
			seconds = append(seconds, "("+m.hourText()+")"+unit.factor)
		default:
			seconds = append(seconds, got(unit.key, "0")+unit.factor)
		}
	}
	if seconds != nil {
		parts = append(parts, "to_seconds("+strings.Join(seconds, " + ")+")")
	}
	for _, unit := range []struct {
		key    string
		digits int
	}{{"millis", 3}, {"micros", 6}} {
		if m.has(unit.key) {
			digits := "CAST(system.main.rpad(countersign_read." + unit.key + ", " + strconv.Itoa(unit.digits) + ", '0') AS BIGINT)"
			if unit.key == "millis" {
				digits += " * 1000"
			}
			parts = append(parts, "to_microseconds("+digits+")")
		}
	}
	return strings.Join(parts, " + ")
}

// strictChecks refuse what rolls over.
func (m *readModel) strictChecks(kind string) string {
	year, month := m.yearText(), m.monthText()
	day, hour, minute, second := "1", "0", "0", "0"
	if m.has("day") {
		day = got("day", "1")
	}
	if m.has("hour") {
		hour = m.hourText()
	}
	if m.has("minute") {
		minute = got("minute", "0")
	}
	if m.has("second") {
		second = got("second", "0")
	}
	return " WHEN " + month + " NOT BETWEEN 1 AND 12 OR " + day + " NOT BETWEEN 1 AND day(last_day(make_date(" + year + ", CAST(" + month + " AS INTEGER), 1)))" +
		" THEN CAST(error('date/time field date value out of range: ' || (" + year + ") || '-' || (" + month + ") || '-' || (" + day + ")) AS " + kind + ")" +
		" WHEN " + hour + " > 23 OR " + minute + " > 59 OR " + second + " > 59" +
		" THEN CAST(error('date/time field time value out of range: ' || (" + hour + ") || ':' || (" + minute + ") || ':' || (" + second + ")) AS " + kind + ")"
}
