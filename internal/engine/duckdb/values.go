package duckdb

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Errors about values. Macros of ours raise those of Redshift's words; the words of the engine's
// own are put into Redshift's.

// ownErrors are what macros of ours raise, by how they begin.
var ownErrors = []struct{ words, state string }{
	{"division by zero", engine.DivisionByZero},
	{"value too long for type", engine.StringTooLong},
	{"invalid input syntax for type date", engine.InvalidDatetime},
	{"invalid input syntax for type time", engine.InvalidDatetime},
	{"invalid input syntax for type interval", engine.InvalidDatetime},
	{"invalid input syntax", engine.InvalidTextRepr},
	{"invalid value for", engine.InvalidDatetime},
	{"date/time field", engine.DatetimeOverflow},
	{"negative substring length", "22011"},
	{"requested length too large", "54000"},
	{"Found multiple matches", engine.InternalError},
	{"cannot take square root", "2201F"},
	{"cannot take logarithm", "2201E"},
}

// engineErrors are the engine's own words about values of functions, with PostgreSQL's.
var engineErrors = []struct {
	pattern        *regexp.Regexp
	state, message string // with the pattern's groups
}{
	{regexp.MustCompile(`^A(?:COS|SIN) is undefined outside \[-1,1\]`), engine.NumericOutOfRange, "input is out of range"},
	{regexp.MustCompile(`^Overflow on abs\(-32768\)`), engine.NumericOutOfRange, "smallint out of range"},
	{regexp.MustCompile(`^Overflow on abs\(-2147483648\)`), engine.NumericOutOfRange, "integer out of range"},
	{regexp.MustCompile(`^Overflow on abs\(-9223372036854775808\)`), engine.NumericOutOfRange, "bigint out of range"},
	{regexp.MustCompile(`^Invalid input for hex digit: (.)`), engine.InvalidParameterValue, `invalid hexadecimal digit: "$1"`},
	{regexp.MustCompile(`^(missing (?:\)|\]|argument to repetition operator)|unexpected \)|no argument for repetition operator|bad repetition operator|invalid (?:escape sequence|perl operator|` +
		`character class(?: range)?|repetition size|named capture group|UTF-8)|trailing \\|pattern too large)`), engine.InvalidRegexp, "invalid regular expression: $1"},
}

// own tells whether the error is one of ours, and gives it its state.
func (r *report) own(e *engine.Error) bool {
	if said, ok := strings.CutPrefix(r.Message, stateMark); ok && len(said) > 6 {
		e.State, e.Message = said[:5], said[6:]
		if e.State == engine.InternalError {
			e.Message = "internal error"
		}
		return true
	}
	for _, known := range engineErrors {
		if m := known.pattern.FindStringSubmatchIndex(r.Message); m != nil {
			e.State, e.Message = known.state, string(known.pattern.ExpandString(nil, known.message, r.Message, m))
			return true
		}
	}
	for _, known := range ownErrors {
		if strings.HasPrefix(r.Message, known.words) {
			e.State = known.state
			return true
		}
	}
	return false
}

// integers are the engine's names of Redshift's integers.
var integers = map[string]string{"INT16": "smallint", "INT32": "integer", "INT64": "bigint", "INT128": "numeric"}

var (
	overflowPattern = regexp.MustCompile(`^Overflow in (?:addition|subtraction|multiplication|negation|division) of (INT16|INT32|INT64|INT128|DECIMAL|HUGEINT)`)
	rangePattern    = regexp.MustCompile(`out of range for the destination type (INT16|INT32|INT64|INT128|FLOAT|DOUBLE)|^Failed to cast decimal value \S+ to type (INT16|INT32|INT64)|^Could not cast value \S+ to (INT16|INT32|INT64)`)
	decimalPattern  = regexp.MustCompile(`^Casting value "?[^"]*"? to type DECIMAL|^Could not (?:cast|convert) (?:value|string) \S+ to DECIMAL`)
	stringPattern   = regexp.MustCompile(`^Could not convert string '(.*)' to (\S+)|^(?:date|time|timestamp) field value out of range: "(.*)"|^invalid (?:date|time|timestamp) field format: "(.*)"`)
)

// value puts an error about a value that does not fit a type into Redshift's words.
func (r *report) value(e *engine.Error) {
	if m := overflowPattern.FindStringSubmatch(r.Message); m != nil {
		if name := integers[m[1]]; name != "" && name != "numeric" {
			e.State, e.Message = engine.NumericOutOfRange, name+" out of range"
			return
		}
		numericOverflow(e)
		return
	}
	if m := rangePattern.FindStringSubmatch(r.Message); m != nil {
		name := integers[m[1]+m[2]+m[3]]
		switch {
		case name == "numeric":
			numericOverflow(e)
		case name != "":
			e.State, e.Message = engine.NumericOutOfRange, name+" out of range"
		default:
			e.State, e.Message = engine.NumericOutOfRange, "value out of range: overflow"
		}
		return
	}
	switch {
	case decimalPattern.MatchString(r.Message) && strings.Contains(r.Message, "from source column"):
		numericOverflow(e)
	case decimalPattern.MatchString(r.Message):
		e.State, e.Message = engine.NumericOutOfRange, "numeric field overflow"
	case r.Type == "Conversion":
		r.text(e)
	}
}

// numericOverflow is what Redshift's compute nodes say.
func numericOverflow(e *engine.Error) {
	e.State, e.Message = engine.InternalError, engine.NumericOverflow
}

// shownAs are Redshift's names of the engine's types, in errors.
var shownAs = map[string]string{
	"INT16": "smallint", "INT32": "integer", "INT64": "bigint", "FLOAT": "real", "DOUBLE": "double precision", "BOOL": "boolean",
	"DATE": "date", "TIME": "time", "TIMESTAMP": "timestamp", "TIMESTAMPTZ": "timestamptz", "INTERVAL": "interval",
}

// text puts an error about a text that does not read as a value into Redshift's words.
func (r *report) text(e *engine.Error) {
	m := stringPattern.FindStringSubmatch(r.Message)
	if m == nil {
		return
	}
	switch {
	case m[3] != "":
		e.State, e.Message = engine.DatetimeOverflow, fmt.Sprintf("date/time field value out of range: \"%s\"", m[3])
	case m[4] != "":
		e.State, e.Message = engine.InvalidDatetime, fmt.Sprintf("invalid input syntax for type timestamp: \"%s\"", m[4])
	default:
		name := shownAs[strings.TrimSuffix(m[2], "!")]
		if strings.HasPrefix(m[2], "DECIMAL") {
			name = "numeric"
		}
		if name == "" {
			name = strings.ToLower(m[2])
		}
		e.Message = fmt.Sprintf("invalid input syntax for type %s: \"%s\"", name, m[1])
	}
}
