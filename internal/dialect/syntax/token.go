package syntax

import (
	"fmt"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/engine"
)

// States that a parser reports and an engine does not.
const (
	programLimitExceeded = "54000"
	statementTooComplex  = "54001"
)

type tokenKind uint8

const (
	tokenEnd       tokenKind = iota
	tokenWord                // a keyword or an unquoted name
	tokenQuoted              // a name in double quotes
	tokenTemporary           // #name
	tokenString              // a string of any form
	tokenNumber
	tokenNumbered // $1
	tokenNamed    // :name
	tokenOperator // operator characters, or one of ( ) [ ] , ; . :
	tokenInvalid  // what cannot be read; the lexer stops there
)

// A token is a piece of a script.
type token struct {
	value      string // word: in lower case; names and strings: what they stand for; parameters: without $ or :
	start, end int32  // bytes
	match      int32  // "(": the index of its ")", or 0
	kind       tokenKind
	query      bool // "(": a query stands in it, and nothing beside
}

// failure makes an error whose position is that of a byte of the script.
func failure(sql string, at int, state, format string, args ...any) *engine.Error {
	return &engine.Error{State: state, Message: fmt.Sprintf(format, args...), Position: utf8.RuneCountInString(sql[:at]) + 1}
}

// near is a part of a message that quotes the script from a byte on.
func near(s string) string { return "at or near \"" + Clip(s) + "\"" }

// Clip shortens text for a message.
func Clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	n := most
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// pair finds the end of every parenthesis, and those that hold a query.
func pair(tokens []token) {
	var open []int
	for i := range tokens {
		t := &tokens[i]
		if t.kind != tokenOperator || len(t.value) != 1 {
			continue
		}
		switch t.value[0] {
		case '(':
			open = append(open, i)
		case ')':
			if n := len(open); n > 0 {
				tokens[open[n-1]].match = int32(i)
				open = open[:n-1]
			}
		case ';':
			open = open[:0]
		}
	}
	// From the end, so that an inner parenthesis is known before the one around it.
	for i := len(tokens) - 2; i >= 0; i-- {
		if tokens[i].kind == tokenOperator && tokens[i].value == "(" {
			tokens[i].query = holdsQuery(tokens, i)
		}
	}
}

// holdsQuery tells (SELECT …) and ((SELECT …) UNION …) from ((SELECT …) + 1).
func holdsQuery(tokens []token, i int) bool {
	inner := &tokens[i+1]
	if inner.kind == tokenWord {
		switch inner.value {
		case "select", "with":
			return true
		case "values":
			return i+2 < len(tokens) && tokens[i+2].value == "(" && tokens[i+2].kind == tokenOperator
		}
		return false
	}
	if !inner.query || inner.match == 0 {
		return false
	}
	switch behind := &tokens[inner.match+1]; behind.kind {
	case tokenOperator:
		return behind.value == ")"
	case tokenWord:
		switch behind.value {
		case "union", "intersect", "except", "minus", "order", "limit", "offset", "fetch":
			return true
		}
	}
	return false
}
