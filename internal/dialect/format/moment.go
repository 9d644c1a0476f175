package format

import (
	"strings"
)

// momentWords are the fields of a date's model in capitals.
const momentWords = "A.D. A.M. AD AM B.C. BC CC DAY DDD DD DY D FX HH24 HH12 HH IDDD ID IW IYYY IYY IY I J MI MM MONTH MON MS OF P.M. PM Q RM SSSSS SSSS SS TZ US WW W Y,YYY YYYY YYY YY Y"

// momentFields are all spellings of the fields: names are also written with one capital.
var momentFields = func() []string {
	return strings.Fields("Month Mon Day Dy " + momentWords + " " + strings.ToLower(momentWords))
}()

// Cases are those of letters in which a text may be put.
type cases uint8

const (
	asIs cases = 1 << iota
	upper
	lower
	anyCase = asIs | upper | lower
)

// spelled are the fields that the engine's own formatting can spell, which is many times faster
// than anything else; bareSpelled those behind FM.
var (
	spelled = map[string]string{
		"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "DDD": "%j", "HH24": "%H", "HH12": "%I", "HH": "%I", "MI": "%M", "SS": "%S", "MS": "%g", "US": "%f",
		"IYYY": "%G", "IW": "%V", "ID": "%u", "MON": "%b", "DY": "%a", "AM": "%p", "PM": "%p",
	}
	bareSpelled = map[string]string{
		"YY": "%-y", "MM": "%-m", "DD": "%-d", "DDD": "%-j", "HH24": "%-H", "HH12": "%-I", "HH": "%-I", "MI": "%-M", "SS": "%-S", "MS": "%g", "US": "%f",
		"ID": "%u", "MON": "%b", "DY": "%a", "AM": "%p", "PM": "%p", "MONTH": "%B", "DAY": "%A",
	}
	names = map[string]bool{"MON": true, "DY": true, "MONTH": true, "DAY": true, "AM": true, "PM": true}
)

// moment stands for the value as a TIMESTAMP; Value is as it came.
const moment = "\x01"

// reckoned are the fields that are reckoned: as they are, and behind FM where that differs.
var reckoned = map[string][2]string{
	"YYYY":  {"", "CAST(year(\x01) AS VARCHAR)"},
	"YYY":   {"right(strftime(\x01, '%Y'), 3)", "CAST(year(\x01) % 1000 AS VARCHAR)"},
	"Y":     {"right(strftime(\x01, '%Y'), 1)"},
	"Y,YYY": {"CAST(year(\x01) // 1000 AS VARCHAR) || ',' || right(strftime(\x01, '%Y'), 3)"},
	"IYYY":  {"", "CAST(isoyear(\x01) AS VARCHAR)"},
	"IYY":   {"right(strftime(\x01, '%G'), 3)", "CAST(isoyear(\x01) % 1000 AS VARCHAR)"},
	"IY":    {"right(strftime(\x01, '%G'), 2)", "CAST(isoyear(\x01) % 100 AS VARCHAR)"},
	"I":     {"right(strftime(\x01, '%G'), 1)"},
	"IDDD":  {"system.main.lpad(CAST((week(\x01) - 1) * 7 + isodow(\x01) AS VARCHAR), 3, '0')", "CAST((week(\x01) - 1) * 7 + isodow(\x01) AS VARCHAR)"},
	"IW":    {"", "CAST(week(\x01) AS VARCHAR)"},
	"Q":     {"CAST(quarter(\x01) AS VARCHAR)"},
	"MONTH": {"system.main.rpad(strftime(\x01, '%B'), 9, ' ')"},
	"DAY":   {"system.main.rpad(strftime(\x01, '%A'), 9, ' ')"},
	"RM":    {"system.main.rpad(" + romanMonth + ", 4, ' ')", romanMonth},
	"D":     {"CAST(dayofweek(\x01) + 1 AS VARCHAR)"},
	"W":     {"CAST((day(\x01) - 1) // 7 + 1 AS VARCHAR)"},
	"WW":    {"format('{:02d}', (dayofyear(\x01) - 1) // 7 + 1)", "CAST((dayofyear(\x01) - 1) // 7 + 1 AS VARCHAR)"},
	"CC":    {"format('{:02d}', (year(\x01) + 99) // 100)", "CAST((year(\x01) + 99) // 100 AS VARCHAR)"},
	"J":     {"CAST(CAST(julian(CAST(\x01 AS DATE)) AS BIGINT) AS VARCHAR)"},
	"SSSS":  {"CAST(hour(\x01) * 3600 + minute(\x01) * 60 + second(\x01) AS VARCHAR)"},
	"SSSSS": {"CAST(hour(\x01) * 3600 + minute(\x01) * 60 + second(\x01) AS VARCHAR)"},
	"A.M.":  {"CASE WHEN hour(\x01) < 12 THEN 'A.M.' ELSE 'P.M.' END"},
	"P.M.":  {"CASE WHEN hour(\x01) < 12 THEN 'A.M.' ELSE 'P.M.' END"},
	"AD":    {"CASE WHEN year(\x01) > 0 THEN 'AD' ELSE 'BC' END"},
	"BC":    {"CASE WHEN year(\x01) > 0 THEN 'AD' ELSE 'BC' END"},
	"A.D.":  {"CASE WHEN year(\x01) > 0 THEN 'A.D.' ELSE 'B.C.' END"},
	"B.C.":  {"CASE WHEN year(\x01) > 0 THEN 'A.D.' ELSE 'B.C.' END"},
}

// countedYears are the years where an era stands by them: those before the year 1 are counted
// from it.
var countedYears = map[string]string{
	"YYYY": "format('{:04d}', greatest(year(\x01), 1 - year(\x01)))", "YY": "format('{:02d}', greatest(year(\x01), 1 - year(\x01)) % 100)",
}

const romanMonth = "['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'][month(\x01)]"

// A momentText is put together from runs that the engine's own formatting spells, and others.
type momentText struct {
	pieces []string
	run    strings.Builder
	plain  strings.Builder // what is no field in it
	fits   cases           // what the run may be put into
	zoned  bool
	era    bool
}

// Moment is TO_CHAR of a TIMESTAMP; zoned of a TIMESTAMPTZ, in the session's time zone.
func Moment(model string, zoned bool) (Expression, error) {
	w := momentText{fits: anyCase, zoned: zoned}
	items := cut(model, momentFields, true)
	for _, it := range items {
		switch strings.ToUpper(it.word) {
		case "AD", "BC", "A.D.", "B.C.":
			w.era = true
		}
	}
	for _, it := range items {
		w.item(it)
	}
	w.flush()
	text := strings.Join(w.pieces, " || ")
	switch {
	case model == "":
		text = "CAST(NULL AS VARCHAR)"
	case text == "":
		text = "CASE WHEN " + Value + " IS NOT NULL THEN '' END"
	case !strings.Contains(text, moment) && !strings.Contains(text, Value):
		text = "CASE WHEN " + Value + " IS NOT NULL THEN " + text + " END"
	}
	whole := Value
	if zoned {
		whole = "CAST(" + Value + " AS TIMESTAMP)"
	}
	if len(w.pieces) > 1 {
		text = "(" + text + ")"
	}
	return Expression{strings.ReplaceAll(text, moment, whole)}, nil
}

func (w *momentText) item(it item) {
	word := strings.ToUpper(it.word)
	switch word {
	case "":
		w.spell(strings.ReplaceAll(it.text, "%", "%%"), it.text, casesOf(it.text))
		return
	case "FX":
		return
	case "TZ":
		w.zone(it)
		return
	case "OF":
		if w.zoned {
			w.piece("strftime(" + Value + ", '%z')")
		} else {
			w.spell("+00", "+00", anyCase)
		}
		return
	}
	code := spelled[word]
	if it.bare {
		code = bareSpelled[word]
	}
	counted := countedYears[word]
	switch {
	case w.era && counted != "" && !it.bare:
		w.number(counted, it.ordinal)
	case code != "" && it.ordinal != "" && !names[word]:
		w.number("strftime(\x01, '"+code+"')", it.ordinal)
	case code != "":
		w.spell(code, "", fieldCases(word, it.word))
	default:
		w.reckon(it, word)
	}
}

// reckon writes a field that the engine's own formatting cannot spell.
func (w *momentText) reckon(it item, word string) {
	forms := reckoned[word]
	text := forms[0]
	if it.bare && forms[1] != "" {
		text = forms[1]
	}
	switch word {
	case "MONTH", "DAY":
		w.piece(inCase(text, fieldCases(word, it.word)))
	case "RM", "A.M.", "P.M.", "AD", "BC", "A.D.", "B.C.":
		if it.word != word {
			text = "lower(" + text + ")"
		}
		w.piece(text)
	default:
		w.number(text, it.ordinal)
	}
}

// zone is the name of the time zone. A moment without one is at UTC.
func (w *momentText) zone(it item) {
	name := "'UTC'"
	if w.zoned {
		name = "upper(strftime(" + Value + ", '%Z'))"
	}
	if it.word == "tz" {
		name = "lower(" + name + ")"
	}
	w.piece(name)
}

// number writes a number, as an ordinal where a mark says so.
func (w *momentText) number(text, mark string) {
	if mark != "" {
		text += " || " + ordinalOf(text, mark)
	}
	w.piece(text)
}

func (w *momentText) piece(text string) {
	w.flush()
	w.pieces = append(w.pieces, text)
}

// spell adds to the run, or begins another where both cannot be in one case.
func (w *momentText) spell(code, plain string, fits cases) {
	if w.fits&fits == 0 {
		w.flush()
	}
	w.fits &= fits
	w.run.WriteString(code)
	w.plain.WriteString(plain)
}

func (w *momentText) flush() {
	switch {
	case w.run.Len() == 0:
	case w.plain.Len() > 0 && strings.ReplaceAll(w.plain.String(), "%", "%%") == w.run.String():
		w.pieces = append(w.pieces, quote(w.plain.String()))
	default:
		w.pieces = append(w.pieces, inCase("strftime(\x01, "+quote(w.run.String())+")", w.fits))
	}
	w.run.Reset()
	w.plain.Reset()
	w.fits = anyCase
}

func inCase(text string, fits cases) string {
	switch {
	case fits&asIs != 0:
		return text
	case fits&upper != 0:
		return "upper(" + text + ")"
	}
	return "lower(" + text + ")"
}

// fieldCases are the cases of a field: names are in the case in which their word is.
func fieldCases(word, written string) cases {
	switch {
	case !names[word]:
		return anyCase
	case written == strings.ToLower(word):
		return lower
	case (word == "AM" || word == "PM"):
		return asIs | upper
	case written == word:
		return upper
	}
	return asIs
}

// casesOf are the cases that leave a text as it is.
func casesOf(text string) cases {
	fits := asIs
	if strings.ToUpper(text) == text {
		fits |= upper
	}
	if strings.ToLower(text) == text {
		fits |= lower
	}
	return fits
}
