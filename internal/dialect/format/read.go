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

// Date is TO_DATE with a model that is written down; strict refuses days that their month does not have, which otherwise lead into the
// next one.
func Date(model string, strict bool) (Expression, error) {
	return momentReading(model, "DATE", "countersign_read_date", strict)
}

// Timestamp is TO_TIMESTAMP, without the time zone.
func Timestamp(model string, strict bool) (Expression, error) {
	return momentReading(model, "TIMESTAMP", "countersign_read_time", strict)
}

// momentReading is a call of the engine's function, which calls MomentModel; the engine's own reading makes that needless where it can
// read a text.
func momentReading(model, kind, function string, strict bool) (Expression, error) {
	m, err := readDateModel(model)
	if err != nil {
		return nil, err
	}
	slow := "CAST(" + function + "(" + Value + ", " + quote(model) + ", " + strconv.FormatBool(strict) + ") AS " + kind + ")"
	if !m.exact {
		return Expression{slow}, nil
	}
	return Expression{"coalesce(CAST(try_strptime(" + Value + ", " + quote(m.code.String()) + ") AS " + kind + "), " + slow + ")"}, nil
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
