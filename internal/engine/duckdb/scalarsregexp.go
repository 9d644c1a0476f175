package duckdb

import (
	"fmt"
	"strings"
	"time"

	"github.com/dlclark/regexp2"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Regular expressions with the parameter p, which may look ahead and behind; without it the engine's own, which cannot, are as
// good and much faster. One value is searched for no longer than matchTime.
// Source: docs.aws.amazon.com/redshift/latest/dg/REGEXP_COUNT.html and the pages beside it.
var regexpScalars = []scalar{
	{name: "countersign_perl_count", args: []string{"VARCHAR", "VARCHAR", "INTEGER", "VARCHAR"}, result: "INTEGER", call: func(in *arguments, out *answer) error {
		found, err := in.matches(3)
		out.int(int64(len(found)))
		return err
	}},
	{name: "countersign_perl_substr", args: []string{"VARCHAR", "VARCHAR", "INTEGER", "INTEGER", "VARCHAR"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		found, err := in.matches(4)
		if n := in.int(3); n >= 1 && n <= int64(len(found)) {
			out.text(wanted(found[n-1], in.text(4)).String())
		} else {
			out.text("")
		}
		return err
	}},
	{name: "countersign_perl_instr", args: []string{"VARCHAR", "VARCHAR", "INTEGER", "INTEGER", "INTEGER", "VARCHAR"}, result: "INTEGER", call: func(in *arguments, out *answer) error {
		found, err := in.matches(5)
		place := 0
		if n := in.int(3); n >= 1 && n <= int64(len(found)) {
			c := wanted(found[n-1], in.text(5))
			place = c.Index + 1
			if in.int(4) == 1 {
				place += c.Length
			}
		}
		out.int(int64(place))
		return err
	}},
	{name: "countersign_perl_replace", args: []string{"VARCHAR", "VARCHAR", "VARCHAR", "INTEGER", "VARCHAR"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		re, err := in.pattern(4)
		if err != nil {
			return err
		}
		text, err := re.Replace(in.text(0), in.text(2), in.start(3), -1)
		out.text(text)
		return searched(err)
	}},
}

// matchTime bounds the search in one value: patterns that look ahead may take time that grows with the power of a text's length.
const matchTime = time.Second

// pattern is the second argument as a pattern, with the parameters that an argument has.
func (a *arguments) pattern(flags int) (*regexp2.Regexp, error) {
	parameters := a.text(flags)
	return made(a, parameters+"/"+a.text(1), func(string) (*regexp2.Regexp, error) { return perl(a.text(1), parameters) })
}

func perl(pattern, parameters string) (*regexp2.Regexp, error) {
	if strings.Trim(parameters, "ceip") != "" {
		return nil, &engine.Error{State: engine.InvalidParameterValue, Message: "invalid parameter of a regular expression: " + parameters}
	}
	var options regexp2.RegexOptions
	if strings.Contains(parameters, "i") {
		options = regexp2.IgnoreCase
	}
	re, err := regexp2.Compile(pattern, options)
	if err != nil {
		return nil, &engine.Error{State: engine.InvalidRegexp, Message: "invalid regular expression: " + strings.TrimPrefix(err.Error(), "error parsing regexp: ")}
	}
	re.MatchTimeout = matchTime
	return re, nil
}

// start is a place from which a text is searched, counted from 0.
func (a *arguments) start(i int) int {
	return int(min(max(a.int(i)-1, 0), int64(len([]rune(a.text(0))))))
}

// matches are all finds in the first argument from the place on that the argument before flags, or the third, tells.
func (a *arguments) matches(flags int) (list []*regexp2.Match, err error) {
	re, err := a.pattern(flags)
	if err != nil {
		return nil, err
	}
	m, err := re.FindStringMatchStartingAt(a.text(0), a.start(2))
	for ; m != nil && err == nil; m, err = re.FindNextMatch(m) {
		list = append(list, m)
	}
	return list, searched(err)
}

// wanted is what is asked for of a find: with the parameter e its first group.
func wanted(m *regexp2.Match, flags string) *regexp2.Capture {
	if groups := m.Groups(); strings.Contains(flags, "e") && len(groups) > 1 {
		return &groups[1].Capture
	}
	return &m.Capture
}

func searched(err error) error {
	if err == nil {
		return nil
	}
	return &engine.Error{State: engine.QueryCanceled, Message: fmt.Sprintf("a regular expression took longer than %v for one value", matchTime)}
}
