// Package format makes expressions of the engine out of the format models of TO_CHAR, TO_DATE,
// TO_TIMESTAMP and TO_NUMBER. It knows nothing of statements: a model is a text, and what is made of it
// is a text with places for the value.
//
// Sources: r_FORMAT_strings.html and r_Numeric_formating.html in docs.aws.amazon.com/redshift/latest/dg; what
// these leave open is as in PostgreSQL 8.0.
package format

import (
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Value stands in an expression for the value that is formatted or read.
const Value = "\x00"

// An Expression is worked out in steps: in each Value stands for what the step before has made,
// and in the first for the argument of the call.
type Expression []string

// An item of a model is a field or a text that stands for itself.
type item struct {
	word    string // of the field, as it is written
	text    string
	bare    bool   // FM before it: without what fills it
	ordinal string // TH or th behind it
}

// cut parts a model into its items. words are the fields, the longer ones before those they
// begin with; marked tells that FM and TH belong to single fields. Letters count as they are
// written: a word of mixed case is none.
func cut(model string, words []string, marked bool) []item {
	var items []item
	for model != "" {
		if text, rest, ok := quoted(model); ok {
			items, model = append(items, item{text: text}), rest
			continue
		}
		next := item{}
		if marked {
			next.bare, model = bareMark(model)
		}
		at := slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(model, w) })
		switch {
		case at >= 0:
			next.word, model = words[at], model[len(words[at]):]
			if marked && (strings.HasPrefix(model, "TH") || strings.HasPrefix(model, "th")) {
				next.ordinal, model = model[:2], model[2:]
			}
		case model != "" && model[0] != '"':
			size := 1
			for size < len(model) && model[size]&0xC0 == 0x80 {
				size++
			}
			next.text, model = model[:size], model[size:]
		default:
			continue
		}
		items = append(items, next)
	}
	return items
}

// bareMark cuts FM off the beginning of a model.
func bareMark(model string) (bare bool, rest string) {
	if strings.HasPrefix(model, "FM") || strings.HasPrefix(model, "fm") {
		return true, model[2:]
	}
	return false, model
}

// quoted is a text between quotation marks at the beginning of a model, or a quotation mark
// with a backslash. In the text a backslash stands for what is behind it.
func quoted(model string) (text, rest string, ok bool) {
	if strings.HasPrefix(model, `\"`) {
		return `"`, model[2:], true
	}
	if model[0] != '"' {
		return "", model, false
	}
	var out []byte
	for i := 1; i < len(model); i++ {
		switch {
		case model[i] == '"':
			return string(out), model[i+1:], true
		case model[i] == '\\' && i+1 < len(model):
			i++
		}
		out = append(out, model[i])
	}
	return string(out), "", true
}

// quote writes a text for the engine.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

func unsupported(what string) error {
	return &engine.Error{State: engine.FeatureNotSupported, Message: what + " is not supported"}
}

// ordinalOf writes the letters of an ordinal for a number that is text: in the case of the mark.
func ordinalOf(number, mark string) string {
	letters := "CASE WHEN regexp_matches(" + number + ", '1.$') THEN 'TH' ELSE CASE right(" + number + ", 1) WHEN '1' THEN 'ST' WHEN '2' THEN 'ND' WHEN '3' THEN 'RD' ELSE 'TH' END END"
	if mark == "th" {
		return strings.NewReplacer("'TH'", "'th'", "'ST'", "'st'", "'ND'", "'nd'", "'RD'", "'rd'").Replace(letters)
	}
	return letters
}
