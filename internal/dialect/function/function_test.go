package function_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/function"
)

var (
	types = []string{"bool", "int2", "int4", "int8", "numeric", "float4", "float8", "varchar", "char", "date", "time", "timetz",
		"timestamp", "timestamptz", "interval", "varbyte", "super", "hllsketch", "oid"}
	kinds       = append(slices.Clone(types), "any", "same", "part", "text")
	number      = `(\d+|[psn][1-9w]|sx|v2|d2)`
	modified    = regexp.MustCompile(`^(numeric\(` + number + `([+-]` + number + `)*,` + number + `([+-]` + number + `)*\)|(varchar|char|varbyte)\(` + number + `([+-]` + number + `)*\))$`)
	placeholder = regexp.MustCompile(`\{[^{}]*\}`)
	filled      = regexp.MustCompile(`^\{([1-9]\*?|\*|p1|s1|n1|p|s|n|d|o|order|w|minus|nulls|now)\}$`)
)

// arguments are the kinds that a line's Args lists, and whether the last may be repeated.
func arguments(f function.Function) (list []string, repeated bool) {
	if f.Args == "" {
		return nil, false
	}
	list = strings.Split(f.Args, ", ")
	last := len(list) - 1
	list[last], repeated = strings.CutSuffix(list[last], "*")
	return list, repeated
}

func TestLinesAreWellFormed(t *testing.T) {
	for _, f := range function.All() {
		line := f.Name + "(" + f.Args + ")"
		if f.Name == "" || f.Name != strings.ToLower(f.Name) {
			t.Errorf("%s: the name is not in lower case", line)
		}
		args, _ := arguments(f)
		for _, kind := range args {
			part, named := strings.CutPrefix(kind, "part=")
			if named && function.Parts[part] != part || !named && !slices.Contains(kinds, kind) {
				t.Errorf("%s: %q is no kind of argument", line, kind)
			}
		}
		if f.Refused != "" {
			if f.Engine != "" || f.Result != "" {
				t.Errorf("%s is refused, and has an expression", line)
			}
			continue
		}
		checkResult(t, line, f, args)
		checkEngine(t, line, f, args)
	}
}

func checkResult(t *testing.T, line string, f function.Function, args []string) {
	switch {
	case f.Result == "same":
		if !slices.Contains(args, "same") {
			t.Errorf("%s: the result is like arguments that there are not", line)
		}
	case f.Result == "=w":
		if f.Within == "" {
			t.Errorf("%s: the result is that of WITHIN GROUP, which there is not", line)
		}
	case strings.HasPrefix(f.Result, "="):
		if n := int(f.Result[1] - '0'); len(f.Result) != 2 || n < 1 || n > len(args) {
			t.Errorf("%s: result %q", line, f.Result)
		}
	case f.Result == "name", f.Result == "longtext": // of the catalogue alone
	case !slices.Contains(types, f.Result) && !modified.MatchString(f.Result), f.Result == "numeric":
		t.Errorf("%s: result %q", line, f.Result)
	}
	if f.Within != "" && !slices.Contains(types, f.Within) && f.Within != "any" {
		t.Errorf("%s: WITHIN GROUP of %q", line, f.Within)
	}
}

// same are aggregates that equal values do not change, or whose DISTINCT is in their own text.
var same = map[string]bool{"median": true, "hll": true, "hll_create_sketch": true, "hll_combine": true}

func checkEngine(t *testing.T, line string, f function.Function, args []string) {
	if f.Engine == "" {
		if f.Name != "to_char" && f.Name != "to_number" {
			t.Errorf("%s has no expression", line)
		}
		return
	}
	has := func(text string) bool { return strings.Contains(f.Engine, text) }
	for _, p := range placeholder.FindAllString(strings.ReplaceAll(f.Engine, "'{}'", ""), -1) {
		if !filled.MatchString(p) {
			t.Errorf("%s: placeholder %s", line, p)
		}
		if n := int(p[1] - '0'); n >= 1 && n <= 9 && n > len(args) {
			t.Errorf("%s: there is no argument %s", line, p)
		}
	}
	for i, kind := range args {
		if argument := "{" + string(rune('1'+i)); !has(argument) && !has("{*}") && !has("{2*}") && kind != "part=epoch" {
			t.Errorf("%s: argument %d is not used", line, i+1)
		}
	}
	switch f.Kind {
	case function.Scalar, function.Table:
		if has("{o}") || has("{d}") || has("{order}") || has("{nulls}") {
			t.Errorf("%s is no aggregate, and has their placeholders", line)
		}
	case function.Aggregate:
		if !has("{o}") || !has("{d}") && f.Within == "" && !same[f.Name] {
			t.Errorf("%s: an aggregate without {o} or {d}", line)
		}
	case function.Window:
		if !has("{o}") {
			t.Errorf("%s: a window function without {o}", line)
		}
	}
	if f.Within != "" && !has("{w}") {
		t.Errorf("%s: what WITHIN GROUP sorts is not used", line)
	}
}

func TestSignaturesAreThereOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range function.All() {
		signature := f.Name + "(" + f.Args + ") within " + f.Within
		if f.Kind == function.Window {
			signature += " over a window"
		}
		if seen[signature] {
			t.Errorf("%s is there twice", signature)
		}
		seen[signature] = true
	}
}

func TestLookup(t *testing.T) {
	if lines := function.Lookup("sum"); len(lines) < 5 {
		t.Errorf("sum has %d lines", len(lines))
	}
	if lines := function.Lookup("no_such_function"); lines != nil {
		t.Errorf("a function that there is not: %v", lines)
	}
	if lines := function.Lookup("st_astext"); len(lines) != 1 || lines[0].Refused == "" {
		t.Errorf("st_astext: %v", lines)
	}
	for name, full := range function.Parts {
		if function.Parts[full] != full {
			t.Errorf("date part %s is called %s, which is none", name, full)
		}
	}
}
