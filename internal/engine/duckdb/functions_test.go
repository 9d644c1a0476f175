package duckdb_test

import (
	_ "embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/function"
)

// samples are arguments of each kind, each with the engine's name for its type.
var samples = map[string][2]string{
	"bool": {"true", "BOOLEAN"}, "int2": {"CAST(3 AS SMALLINT)", "SMALLINT"}, "int4": {"CAST(2 AS INTEGER)", "INTEGER"},
	"int8": {"CAST(5 AS BIGINT)", "BIGINT"}, "numeric": {"CAST(0.50 AS DECIMAL(10,2))", "DECIMAL(10,2)"},
	"float4": {"CAST(1.5 AS FLOAT)", "FLOAT"}, "float8": {"CAST(0.5 AS DOUBLE)", "DOUBLE"}, "varchar": {"CAST('41' AS VARCHAR)", "VARCHAR"},
	"date": {"DATE '2008-01-31'", "DATE"}, "time": {"TIME '13:24:55'", "TIME"}, "timetz": {"CAST('13:24:55-08' AS TIMETZ)", "TIME WITH TIME ZONE"},
	"timestamp": {"TIMESTAMP '2008-01-31 10:11:12.3'", "TIMESTAMP"}, "timestamptz": {"TIMESTAMPTZ '2008-01-31 10:11:12.3+00'", "TIMESTAMP WITH TIME ZONE"},
	"oid": {"CAST(1259 AS BIGINT)", "BIGINT"}, "interval": {"INTERVAL '1 month'", "INTERVAL"}, "varbyte": {"encode('abc')", "BLOB"}, "super": {"CAST('[1,2]' AS JSON)", "JSON"},
	"any": {"CAST('x' AS VARCHAR)", "VARCHAR"}, "same": {"CAST(7 AS INTEGER)", "INTEGER"}, "part": {"'hour'", ""}, "part=epoch": {"'epoch'", ""},
	"text": {"'x'", ""}, "hllsketch": {"countersign_hll_sketch([CAST(1 AS BIGINT)])", "BLOB"},
}

// samplesOf are the arguments of functions that do not take any.
var samplesOf = map[string][]string{
	"json_parse(varchar)": {"'{}'"}, "json_parse(varbyte)": {"encode('{}')"},
	"to_date": {"'2008-01-31'", "'YYYY-MM-DD'"}, "to_timestamp": {"'2008-01-31'", "'YYYY-MM-DD'"}, "to_number": {"'12'", "'99'"},
	"to_varbyte": {"'41'", "'hex'"}, "from_varbyte": {"encode('a')", "'hex'"}, "convert_timezone": {"'EST'", "'EST'"}, "timezone": {"'EST'"},
	"next_day": {"", "'Monday'"}, "regexp_count": {"", "", "", "'i'"}, "regexp_instr": {"", "", "", "", "", "'i'"},
	"regexp_replace": {"", "", "", "", "'i'"}, "regexp_substr": {"", "", "", "", "'i'"},
	"json_extract_path_text": {"'{}'"}, "json_extract_array_element_text": {"'[]'"}, "json_array_length": {"'[]'"},
	"to_char": {"", "'YYYY'"},
}

var placeholder = regexp.MustCompile(`\{[^{}']+\}`)

// render fills a line's expression with samples, and says what type it must have, if the
// line fixes one.
func render(f function.Function) (expression, want string) {
	var args []string
	own := samplesOf[f.Name+"("+f.Args+")"]
	if own == nil {
		own = samplesOf[f.Name]
	}
	if f.Args != "" {
		for i, kind := range strings.Split(f.Args, ", ") {
			arg := samples[strings.TrimSuffix(kind, "*")][0]
			if i < len(own) && own[i] != "" && kind != "timestamp" && kind != "timestamptz" {
				arg = own[i]
			}
			args = append(args, arg)
		}
	}
	if f.Name == "object" && len(args) == 3 { // keys and values
		args = append(args, "1")
	}
	precision, scale := 0, 0
	switch {
	case f.Result == "same":
		want = samples["same"][1]
	case f.Result == "=w" || f.Result == "=1":
	case strings.HasPrefix(f.Result, "numeric("):
		p, s, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(f.Result, "numeric("), ")"), ",")
		precision, scale = min(38, reckon(p)), reckon(s)
		want = fmt.Sprintf("DECIMAL(%d,%d)", precision, scale)
	default:
		name, _, _ := strings.Cut(f.Result, "(")
		want = samples[name][1]
	}
	values := map[string]string{"*": strings.Join(args, ", "), "p1": "10", "s1": "2", "n1": "41", "p": strconv.Itoa(precision), "s": strconv.Itoa(scale),
		"n": "41", "now": samples["timestamptz"][0], "w": samples[strings.Replace(f.Within, "any", "int4", 1)][0]}
	if f.Kind == function.Window {
		values["o"] = " OVER ()"
	}
	for i, arg := range args {
		values[strconv.Itoa(i+1)] = arg
		values[strconv.Itoa(i+1)+"*"] = strings.Join(args[i:], ", ")
	}
	return placeholder.ReplaceAllStringFunc(f.Engine, func(p string) string { return values[p[1:len(p)-1]] }), want
}

// reckon is a modifier of the sample of numeric.
func reckon(modifier string) int {
	sum := 0
	for _, term := range strings.Split(modifier, "+") {
		switch n, err := strconv.Atoi(term); {
		case err == nil:
			sum += n
		case term[0] == 'p':
			sum += 10
		default:
			sum += 2
		}
	}
	return sum
}

// Every line of the catalogue is something that the engine can do, and has the type that
// the line says.
func TestCatalogue(t *testing.T) {
	c, _ := session(t)
	for _, f := range function.All() {
		if f.Refused != "" || f.Engine == "" {
			continue
		}
		expression, want := render(f)
		got, err := run(t.Context(), c, "SELECT typeof(x) FROM (SELECT "+expression+" AS x)")
		if err != nil {
			t.Errorf("%s(%s) is %s: %v", f.Name, f.Args, expression, err)
		} else if want != "" && got[0] != want {
			t.Errorf("%s(%s) is a %s, not %s: %s", f.Name, f.Args, got[0], want, expression)
		}
	}
}

// answers are expressions as the catalogue makes them, each with what Redshift answers on
// the next line, or with a part of its error.
//
//go:embed testdata/functions.txt
var answers string

func TestFunctions(t *testing.T) {
	c, _ := session(t)
	for _, sql := range []string{
		"SET TimeZone='UTC'", "SET integer_division=true",
		"CREATE TABLE q AS SELECT * FROM (VALUES (1, 1::BIGINT, 1.5::DECIMAL(5,2), DATE '2020-01-01', 'a', true), (2, 2, 2.5, DATE '2020-01-04', 'b', false), " +
			"(4, 4, NULL, NULL, 'a', NULL), (6, 9, 3.51, NULL, '', true)) v(i, b, d, dt, s, t)",
	} {
		if _, err := run(t.Context(), c, sql); err != nil {
			t.Fatal(err)
		}
	}
	var lines []string
	for _, line := range strings.Split(strings.TrimSuffix(answers, "\n"), "\n") {
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, strings.ReplaceAll(line, `\n`, "\n"))
		}
	}
	for i := 0; i+1 < len(lines); i += 2 {
		expression, want := lines[i], strings.TrimPrefix(lines[i+1], "    ")
		got, err := run(t.Context(), c, "SELECT coalesce(CAST(x AS VARCHAR), '(null)') FROM (SELECT "+expression+" AS x)")
		message, wrong := strings.CutPrefix(want, "error ")
		switch {
		case wrong && (err == nil || !strings.Contains(err.Error(), message)):
			t.Errorf("%s: %v, %v; want the error %q", expression, got, err, message)
		case !wrong && (err != nil || len(got) != 1 || got[0] != want):
			t.Errorf("%s: %q, %v; want %q", expression, got, err, want)
		}
	}
}
