package bind

import (
	"strconv"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// TO_DATE and TO_TIMESTAMP of a text and a format that are written down are read now: as a query they
// cost the engine more than most of what stands around them.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_FORMAT_strings.html.

// writtenMomentOf reads TO_DATE(text, format) and TO_TIMESTAMP(text, format); ok is false for
// what is left to the engine.
func (b *binder) writtenMomentOf(f *syntax.Func, name string) (typed, bool) {
	if name != "to_date" && name != "to_timestamp" || len(f.Args) != 2 {
		return typed{}, false
	}
	text, ok1 := f.Args[0].(*syntax.String)
	format, ok2 := f.Args[1].(*syntax.String)
	if !ok1 || !ok2 {
		return typed{}, false
	}
	at, ok := readFormatted(text.Value, format.Value)
	if !ok || name == "to_timestamp" && b.Setting != nil && b.Setting("timezone") != "UTC" {
		return typed{}, false
	}
	if name == "to_date" {
		return typed{x: syntax.Verbatim(f.Pos, "CAST('"+at.Format("2006-01-02")+"' AS DATE)"), t: types.Type{ID: types.Date}}, true
	}
	return typed{x: syntax.Verbatim(f.Pos, "CAST('"+at.Format("2006-01-02 15:04:05.999999")+"+00' AS TIMESTAMPTZ)"), t: types.Type{ID: types.TimestampTZ}}, true
}

// A formatField is a field of a format that is a number, of at most so many digits.
type formatField struct {
	word   string
	digits int
}

// formatFields are tried in this order.
var formatFields = []formatField{
	{"YYYY", 4}, {"HH24", 2}, {"HH12", 2}, {"HH", 2}, {"MM", 2}, {"DD", 2}, {"MI", 2}, {"SS", 2},
}

// readFormatted reads a text by a format of plain fields. Days beyond the end of their month lead
// into the next.
func readFormatted(text, format string) (time.Time, bool) {
	values := map[string]int{"YYYY": 1, "MM": 1, "DD": 1}
	afternoon := ""
	for format != "" {
		field, rest, ok := nextField(format)
		if !ok {
			return time.Time{}, false
		}
		format = rest
		switch {
		case field.digits > 0:
			text = strings.TrimLeft(text, " ")
			n := 0
			for n < len(text) && n < field.digits && text[n] >= '0' && text[n] <= '9' {
				n++
			}
			if n == 0 {
				return time.Time{}, false
			}
			values[field.word], _ = strconv.Atoi(text[:n])
			text = text[n:]
		case field.word == "MON":
			if len(text) < 3 {
				return time.Time{}, false
			}
			month, err := time.Parse("Jan", strings.ToUpper(text[:1])+lower(text[1:3]))
			if err != nil {
				return time.Time{}, false
			}
			values["MM"], text = int(month.Month()), text[3:]
		case field.word == "AM":
			if len(text) < 2 {
				return time.Time{}, false
			}
			afternoon, text = lower(text[:2]), text[2:]
		case text == "" || text[0] >= '0' && text[0] <= '9':
			return time.Time{}, false
		default:
			text = text[1:]
		}
	}
	hour := values["HH24"] + values["HH12"] + values["HH"]
	if afternoon == "pm" && hour < 12 {
		hour += 12
	} else if afternoon == "am" && hour == 12 {
		hour = 0
	}
	if text != "" || hour > 23 || values["MI"] > 59 || values["SS"] > 59 || values["MM"] < 1 || values["MM"] > 12 || values["DD"] < 1 || values["DD"] > 31 {
		return time.Time{}, false
	}
	return time.Date(values["YYYY"], time.Month(values["MM"]), values["DD"], hour, values["MI"], values["SS"], 0, time.UTC), true
}

// nextField is what a format begins with: a field, or a character that is no letter.
func nextField(format string) (field formatField, rest string, ok bool) {
	upper := strings.ToUpper(format)
	for _, f := range formatFields {
		if strings.HasPrefix(upper, f.word) && !strings.HasPrefix(upper, "DDD") {
			return f, format[len(f.word):], true
		}
	}
	switch {
	case strings.HasPrefix(upper, "MON") && !strings.HasPrefix(upper, "MONTH"):
		return formatField{word: "MON"}, format[3:], true
	case strings.HasPrefix(upper, "AM"), strings.HasPrefix(upper, "PM"):
		return formatField{word: "AM"}, format[2:], true
	case format[0] >= 'A' && format[0] <= 'Z', format[0] >= 'a' && format[0] <= 'z', format[0] >= 0x80, format[0] == '"', format[0] == '\\':
		return formatField{}, "", false
	}
	return formatField{}, format[1:], true
}
