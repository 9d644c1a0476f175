package dialect

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// call rewrites the functions that the engine calls or means otherwise.
func (l *lowering) call(f *syntax.Func) syntax.Node {
	f.Approximate = false // an exact answer is as good
	if len(f.Name) == 1 {
		switch f.Name[0].Name {
		case "listagg":
			return l.listAgg(f)
		case "ratio_to_report":
			return ratioToReport(f)
		}
	}
	if len(f.Name) != 1 || f.Over != nil || f.Distinct || f.Star || len(f.Within) > 0 {
		return f
	}
	args := f.Args
	switch f.Name[0].Name {
	case "nvl":
		return function("coalesce", f.Pos, args...)
	case "nvl2":
		if len(args) == 3 {
			return &syntax.Case{Pos: f.Pos, Whens: []*syntax.When{{Pos: f.Pos, Condition: &syntax.Is{Pos: f.Pos, X: args[0], Not: true, What: "NULL"}, Result: args[1]}}, Else: args[2]}
		}
	case "decode":
		if len(args) >= 3 {
			return decode(f)
		}
	case "concat":
		if len(args) == 2 { // NULL where one of them is
			return &syntax.Binary{Pos: f.Pos, Op: "||", X: args[0], Y: args[1]}
		}
	case "regexp_replace":
		return l.regexpReplace(f)
	case "last_day":
		if len(args) == 1 {
			return function("last_day", f.Pos, moment(args[0]))
		}
	case "charindex":
		if len(args) == 2 {
			return function("strpos", f.Pos, args[1], args[0])
		}
	case "mod":
		if len(args) == 2 && !l.stored {
			return function("mod", f.Pos, args[0], divisor(args[1]))
		}
	case "dateadd", "date_add":
		if len(args) == 3 {
			return l.dateAdd(f)
		}
	case "datediff", "date_diff":
		if len(args) == 3 {
			return l.dateDiff(f)
		}
	case "date_part", "pgdate_part", "date_trunc":
		if len(args) != 2 {
			break
		}
		if part, ok := args[0].(*syntax.Column); ok && len(part.Name) == 1 {
			return function(engineFunction[f.Name[0].Name], f.Pos, &syntax.String{Pos: part.Pos, Value: partName(part.Name[0].Name)}, moment(args[1]))
		}
		return function(engineFunction[f.Name[0].Name], f.Pos, args[0], moment(args[1]))
	}
	return f
}

// listAgg is LISTAGG([DISTINCT] x [, separator]) [WITHIN GROUP (ORDER BY …)].
func (l *lowering) listAgg(f *syntax.Func) syntax.Node {
	if f.Over != nil {
		l.refuse(f, "LISTAGG as a window function")
		return f
	}
	g := function("string_agg", f.Pos, f.Args...)
	g.Distinct, g.Order = f.Distinct, f.Within
	if len(g.Args) == 1 {
		g.Args = append(g.Args, &syntax.String{Pos: f.Pos}) // nothing between the values
	}
	return g
}

// ratioToReport is RATIO_TO_REPORT(x) OVER (…): the share of x in the sum.
func ratioToReport(f *syntax.Func) syntax.Node {
	if len(f.Args) != 1 || f.Over == nil {
		return f
	}
	sum := function("sum", f.Pos, f.Args[0])
	sum.Over = f.Over
	share := &syntax.Cast{Pos: f.Pos, Form: syntax.CastFunction, X: f.Args[0], Type: typeNamed("double precision", f.Pos)}
	return &syntax.Binary{Pos: f.Pos, Op: "/", X: share, Y: divisor(sum)}
}

var engineFunction = map[string]string{"date_part": "date_part", "pgdate_part": "date_part", "date_trunc": "date_trunc"}

// decode is DECODE(x, search, result, …, else), for which NULL is found like any value.
func decode(f *syntax.Func) syntax.Expr {
	x, rest := f.Args[0], f.Args[1:]
	c := &syntax.Case{Pos: f.Pos}
	for ; len(rest) >= 2; rest = rest[2:] {
		c.Whens = append(c.Whens, &syntax.When{Pos: f.Pos, Condition: &syntax.Distinct{Pos: f.Pos, X: x, Y: rest[0], Not: true}, Result: rest[1]})
	}
	if len(rest) == 1 {
		c.Else = rest[0]
	}
	return c
}

// dateParts are the parts of a date, by all their names, as the engine calls them. Weeks
// are left out: where one begins is not the same in both.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_Dateparts_for_datetime_functions.html.
var dateParts = map[string]string{
	"year": "year", "years": "year", "y": "year", "yr": "year", "yrs": "year",
	"quarter": "quarter", "quarters": "quarter", "qtr": "quarter", "qtrs": "quarter",
	"month": "month", "months": "month", "mon": "month", "mons": "month",
	"day": "day", "days": "day", "d": "day",
	"hour": "hour", "hours": "hour", "h": "hour", "hr": "hour", "hrs": "hour",
	"minute": "minute", "minutes": "minute", "m": "minute", "min": "minute", "mins": "minute",
	"second": "second", "seconds": "second", "s": "second", "sec": "second", "secs": "second",
}

// partName is the engine's name of a part of a date that is asked for.
func partName(name string) string {
	name = strings.ToLower(name)
	if known := dateParts[name]; known != "" {
		return known
	}
	if known := countedParts[name]; known != "" {
		return known
	}
	return name
}

// countedParts are parts that can be asked for, and not added.
var countedParts = map[string]string{
	"dw": "dow", "dayofweek": "dow", "weekday": "dow", "dy": "doy", "dayofyear": "doy", "yearday": "doy", "w": "week", "weeks": "week",
}

// regexpReplace is REGEXP_REPLACE(text, pattern [, replacement]): it replaces all that
// matches, and in the replacement $1 is the first group.
func (l *lowering) regexpReplace(f *syntax.Func) syntax.Node {
	if len(f.Args) > 3 || len(f.Args) < 2 {
		l.refuse(f, "REGEXP_REPLACE with a position or parameters")
		return f
	}
	replacement := syntax.Expr(&syntax.String{Pos: f.Pos})
	if len(f.Args) == 3 {
		replacement = f.Args[2]
	}
	if text, ok := replacement.(*syntax.String); ok {
		escaped := strings.ReplaceAll(text.Value, `\`, `\\`)
		replacement = &syntax.String{Pos: text.Pos, Value: group.ReplaceAllString(escaped, `\$1`)}
	}
	return function("regexp_replace", f.Pos, f.Args[0], f.Args[1], replacement, &syntax.String{Pos: f.Pos, Value: "g"})
}

// group is how a replacement names a group.
var group = regexp.MustCompile(`\$(\d)`)

// datePart is the part that a word or a string names.
func (l *lowering) datePart(x syntax.Expr) string {
	name := ""
	switch x := x.(type) {
	case *syntax.Column:
		name = x.Name.Last().Name
	case *syntax.String:
		name = x.Value
	}
	part := dateParts[strings.ToLower(name)]
	if part == "" {
		l.refuse(x, "date part \""+name+"\"")
	}
	return part
}

// dateAdd is DATEADD(part, n, date), which is a timestamp where date is one or a date.
func (l *lowering) dateAdd(f *syntax.Func) syntax.Expr {
	part, n := l.datePart(f.Args[0]), f.Args[1]
	step := "1 " + part
	if part == "quarter" {
		step = "3 month"
	}
	return &syntax.Binary{Pos: f.Pos, Op: "+", X: moment(f.Args[2]), Y: &syntax.Binary{
		Pos: f.Pos, Op: "*", X: n, Y: &syntax.Typed{Pos: f.Pos, Type: typeNamed("interval", f.Pos), Value: step}}}
}

// dateDiff is DATEDIFF(part, a, b): how many times a part begins between the two.
func (l *lowering) dateDiff(f *syntax.Func) syntax.Expr {
	return function("date_diff", f.Pos, &syntax.String{Pos: f.Pos, Value: l.datePart(f.Args[0])}, moment(f.Args[1]), moment(f.Args[2]))
}

// moment makes a text a timestamp where a date is meant.
func moment(x syntax.Expr) syntax.Expr {
	if text, ok := x.(*syntax.String); ok {
		return &syntax.Cast{Pos: text.Pos, Form: syntax.CastFunction, X: x, Type: typeNamed("timestamp", text.Pos)}
	}
	return x
}

func typeNamed(name string, at syntax.Pos) *syntax.Type {
	return &syntax.Type{Pos: at, Name: syntax.Name{{Pos: at, Name: name}}}
}

func literal(n int) *syntax.Number { return &syntax.Number{Text: strconv.Itoa(n)} }
