package bind

import (
	"regexp"
	"testing"
)

// SIMILAR TO is about the whole text, with the signs of LIKE and of regular expressions.
// Source: docs.aws.amazon.com/redshift/latest/dg/pattern-matching-conditions-similar-to.html.
func TestSimilarPattern(t *testing.T) {
	for _, test := range []struct {
		pattern, escape string
		matches, others []string
	}{
		{"abc", `\`, []string{"abc"}, []string{"xabc", "abcx", "ab", "ABC"}},
		{"_b_", `\`, []string{"abc", "ébß"}, []string{"ab", "abcd"}},
		{"%(b|d)%", `\`, []string{"abc", "d", "xdx\ny"}, []string{"ac", ""}},
		{"a|bc", `\`, []string{"a", "bc"}, []string{"abc", "ac"}},
		{"ab*", `\`, []string{"a", "abbb"}, []string{"b", "abc"}},
		{"ab+c?", `\`, []string{"ab", "abbc"}, []string{"a", "abcc"}},
		{"a{2}", `\`, []string{"aa"}, []string{"a", "aaa"}},
		{"a{2,}", `\`, []string{"aa", "aaaa"}, []string{"a"}},
		{"a{1,2}", `\`, []string{"a", "aa"}, []string{"aaa", ""}},
		{"[a-c]x", `\`, []string{"ax", "cx"}, []string{"dx", "x"}},
		{"[^a-c]x", `\`, []string{"dx"}, []string{"ax"}},
		// What means something to a regular expression alone means itself.
		{"a.c", `\`, []string{"a.c"}, []string{"abc"}},
		{"^a$", `\`, []string{"^a$"}, []string{"a"}},
		// Behind the escape everything means itself.
		{`50\%`, `\`, []string{"50%"}, []string{"50x", `50\%`}},
		{`a\_b`, `\`, []string{"a_b"}, []string{"axb"}},
		{`a\|b\*`, `\`, []string{"a|b*"}, []string{"a", "b"}},
		{`a\\b`, `\`, []string{`a\b`}, []string{`a\\b`}},
		{"a!%!_!!", "!", []string{"a%_!"}, []string{"abc!"}},
		{`a\b`, "!", []string{`a\b`}, []string{"ab"}},
		{`a\%`, "", []string{`a\`, `a\b`}, []string{"a%"}}, // without an escape
		{"", `\`, []string{""}, []string{"a"}},
	} {
		written := similarPattern(test.pattern, test.escape)
		expression, err := regexp.Compile("(?s)" + written) // as the engine is told to read it
		if err != nil {
			t.Errorf("%s escape %q: %v", test.pattern, test.escape, err)
			continue
		}
		for _, text := range test.matches {
			if !expression.MatchString(text) {
				t.Errorf("%q is similar to %s escape %q: %s", text, test.pattern, test.escape, written)
			}
		}
		for _, text := range test.others {
			if expression.MatchString(text) {
				t.Errorf("%q is not similar to %s escape %q: %s", text, test.pattern, test.escape, written)
			}
		}
	}
}
