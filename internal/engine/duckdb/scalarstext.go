package duckdb

import (
	"strings"
	"unicode"
)

// textScalars are functions of texts.
var textScalars = []scalar{
	{name: "countersign_initcap", args: []string{"VARCHAR"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		out.text(capitalised(in.text(0)))
		return nil
	}},
}

// capitalised is a text in which each word begins with a capital and goes on in small letters. Words are letters and
// digits; everything else is between them.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_INITCAP.html.
func capitalised(s string) string {
	inside := false
	return strings.Map(func(r rune) rune {
		word := unicode.IsLetter(r) || unicode.IsNumber(r)
		defer func() { inside = word }()
		switch {
		case !word:
			return r
		case inside:
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}
