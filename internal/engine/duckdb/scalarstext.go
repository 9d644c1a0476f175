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
	{name: "countersign_soundex", args: []string{"VARCHAR"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		out.text(soundex(in.text(0)))
		return nil
	}},
	{name: "countersign_difference", args: []string{"VARCHAR", "VARCHAR"}, result: "INTEGER", call: func(in *arguments, out *answer) error {
		a, b, alike := soundex(in.text(0)), soundex(in.text(1)), 0
		for i := range min(len(a), len(b)) {
			if a[i] == b[i] {
				alike++
			}
		}
		out.int(int64(alike))
		return nil
	}},
}

// soundex is a letter and three digits that tell how a word sounds; empty for a text without letters. Letters of one sound in a
// row, or with H or W between them, count once; vowels part them.
// Source: docs.aws.amazon.com/redshift/latest/dg/SOUNDEX.html.
func soundex(s string) string {
	const sounds = "01230120022455012623010202" // of A to Z; H, W and the vowels have none
	code, last := "", byte('0')
	for _, r := range strings.ToUpper(s) {
		if r < 'A' || r > 'Z' {
			continue
		}
		sound := sounds[r-'A']
		switch {
		case code == "":
			code = string(r)
		case sound != '0' && sound != last:
			code += string(sound)
		}
		if r != 'H' && r != 'W' || len(code) == 1 {
			last = sound
		}
	}
	if code == "" {
		return ""
	}
	return (code + "000")[:4]
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
