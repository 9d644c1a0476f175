// Package dialect puts Redshift's SQL in an engine's words. It executes nothing.
//
// A script is split into statements (Split), and each is translated (Statement.Translate):
// parsed by Redshift's grammar (package syntax), bound (package bind: what names mean, of which
// types expressions are, what the engine must be told so that it answers as Redshift does), and printed
// for the engine. Definitions are put together from the catalogue as it stands (define.go, table.go,
// alter.go, view.go …); what the engine does not keep of them becomes notes (note.go).
//
// Only what was understood is handed on, so that the engine cannot read a text
// differently.
//
// Every error is an *engine.Error with the position in the script, in
// characters.
package dialect

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

type tokenKind uint8

const (
	word      tokenKind = iota // a keyword or an unquoted name
	quoted                     // a name in double quotes
	temporary                  // #name
	text                       // a string of any form
	number
	parameter // $1
	named     // :name
	operator  // one or more operator characters, or one of ( ) [ ] , ; . { }
)

// A token is a piece of a script. A token at the very end of the script has
// space that leads to nothing; it is dropped.
type token struct {
	kind       tokenKind
	start, end int    // bytes
	value      string // word: in lower case; quoted: what is between the quotes; operator: itself
	gap        string // what separates it from the token before: nothing, " " or "\n"
}

// lex cuts sql into tokens in one pass. standard says that a backslash in a string without E
// is a character like others.
func lex(sql string, standard bool) ([]token, error) {
	if !utf8.ValidString(sql) {
		return nil, &engine.Error{State: engine.CharacterNotInRepertory, Message: "invalid byte sequence for encoding \"UTF8\""}
	}
	l := lexer{sql: sql, standard: standard}
	tokens := make([]token, 0, len(sql)/3+2)
	for {
		gap, err := l.space()
		if err != nil {
			return nil, err
		}
		if l.at >= len(sql) {
			return tokens, nil
		}
		t, err := l.next()
		if err != nil {
			return nil, err
		}
		t.gap = gap
		tokens = append(tokens, t)
	}
}

type lexer struct {
	sql      string
	at       int
	standard bool
}

func (l *lexer) rest() string { return l.sql[l.at:] }

func (l *lexer) fail(at int, format string, args ...any) error {
	return failAt(l.sql, at, engine.SyntaxError, format, args...)
}

func failAt(sql string, at int, state, format string, args ...any) *engine.Error {
	return &engine.Error{State: state, Message: fmt.Sprintf(format, args...), Position: utf8.RuneCountInString(sql[:at]) + 1}
}

// isSpace takes every blank and invisible character for space, as the engine's
// own reader does: a name must not hide behind one.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r > 0x7f && unicode.In(r, unicode.Z, unicode.Cf)
}

// space skips blanks and comments and tells what they amount to.
func (l *lexer) space() (gap string, err error) {
	for l.at < len(l.sql) {
		r, size := utf8.DecodeRuneInString(l.rest())
		switch {
		case isSpace(r):
			if r == '\n' || r == '\r' {
				gap = "\n"
			} else if gap == "" {
				gap = " "
			}
			l.at += size
		case strings.HasPrefix(l.rest(), "--"):
			if gap == "" {
				gap = " "
			}
			n := strings.IndexAny(l.rest(), "\r\n")
			if n < 0 {
				n = len(l.rest())
			}
			l.at += n
		case strings.HasPrefix(l.rest(), "/*"):
			if gap == "" {
				gap = " "
			}
			if err := l.comment(); err != nil {
				return "", err
			}
		default:
			return gap, nil
		}
	}
	return gap, nil
}

// comment skips a block comment; they nest.
func (l *lexer) comment() error {
	start, depth := l.at, 0
	for l.at < len(l.sql) {
		switch {
		case strings.HasPrefix(l.rest(), "/*"):
			depth++
			l.at += 2
		case strings.HasPrefix(l.rest(), "*/"):
			depth--
			l.at += 2
			if depth == 0 {
				return nil
			}
		default:
			l.at++
		}
	}
	return l.fail(start, "unterminated /* comment")
}

func (l *lexer) next() (token, error) {
	start := l.at
	c := l.sql[start]
	switch {
	case c == '\'':
		return l.finishText(start, start+1, !l.standard)
	case c == '"':
		return l.quotedName()
	case (c == 'e' || c == 'E') && l.byteAt(1) == '\'':
		return l.finishText(start, start+2, true)
	case strings.IndexByte("bBxXnN", c) >= 0 && l.byteAt(1) == '\'':
		return l.finishText(start, start+2, false)
	case (c == 'u' || c == 'U') && l.byteAt(1) == '&' && (l.byteAt(2) == '\'' || l.byteAt(2) == '"'):
		return token{}, failAt(l.sql, start, engine.FeatureNotSupported, "strings and names with Unicode escapes are not supported")
	case c == '$':
		return l.dollar()
	case c == ':' && isNameByte(l.byteAt(1)):
		return l.take(named, start, 1+nameLength(l.sql[start+1:], true)), nil
	case c == '#' && isNameStart(l.rest()[1:]):
		return l.take(temporary, start, 1+nameLength(l.sql[start+1:], false)), nil
	case c >= '0' && c <= '9', c == '.' && l.byteAt(1) >= '0' && l.byteAt(1) <= '9':
		return l.take(number, start, syntax.NumberLength(l.rest())), nil
	case isNameStart(l.rest()):
		return l.take(word, start, nameLength(l.rest(), false)), nil
	}
	return l.operator()
}

func (l *lexer) byteAt(ahead int) byte {
	if l.at+ahead < len(l.sql) {
		return l.sql[l.at+ahead]
	}
	return 0
}

func (l *lexer) take(kind tokenKind, start, n int) token {
	l.at = start + n
	value := l.sql[start:l.at]
	switch kind {
	case word, temporary:
		value = strings.ToLower(value)
	case named:
		value = value[1:]
	}
	return token{kind: kind, start: start, end: l.at, value: value}
}

// finishText finds the end of a string whose content starts at from.
func (l *lexer) finishText(start, from int, escapes bool) (token, error) {
	for i := from; i < len(l.sql); i++ {
		switch c := l.sql[i]; {
		case c == '\\' && escapes:
			i++
		case c == '\'' && i+1 < len(l.sql) && l.sql[i+1] == '\'':
			i++
		case c == '\'':
			return l.take(text, start, i+1-start), nil
		}
	}
	return token{}, l.fail(start, "unterminated quoted string at or near \"%s\"", syntax.Clip(l.sql[start:]))
}

func (l *lexer) quotedName() (token, error) {
	start := l.at
	for i := start + 1; i < len(l.sql); i++ {
		if l.sql[i] != '"' {
			continue
		}
		if i+1 < len(l.sql) && l.sql[i+1] == '"' {
			i++
			continue
		}
		if i == start+1 {
			return token{}, l.fail(start, "zero-length delimited identifier at or near \"\"\"\"")
		}
		t := l.take(quoted, start, i+1-start)
		t.value = strings.ReplaceAll(t.value[1:len(t.value)-1], `""`, `"`)
		return t, nil
	}
	return token{}, l.fail(start, "unterminated quoted identifier at or near \"%s\"", syntax.Clip(l.sql[start:]))
}

// dollar reads $1 and $tag$…$tag$.
func (l *lexer) dollar() (token, error) {
	start := l.at
	if n := digits(l.sql[start+1:]); n > 0 {
		return l.take(parameter, start, 1+n), nil
	}
	tagEnd := 1
	if isNameStart(l.sql[start+1:]) {
		tagEnd += tagLength(l.sql[start+1:])
	}
	if l.byteAt(tagEnd) != '$' {
		return token{}, l.fail(start, "syntax error at or near \"$\"")
	}
	tag := l.sql[start : start+tagEnd+1]
	n := strings.Index(l.sql[start+len(tag):], tag)
	if n < 0 {
		return token{}, l.fail(start, "unterminated dollar-quoted string at or near \"%s\"", syntax.Clip(l.sql[start:]))
	}
	return l.take(text, start, len(tag)+n+len(tag)), nil
}

func (l *lexer) operator() (token, error) {
	start := l.at
	switch c := l.sql[start]; {
	case strings.IndexByte("()[]{},;.", c) >= 0:
		return l.take(operator, start, 1), nil
	case c == ':':
		if next := l.byteAt(1); next == ':' || next == '=' {
			return l.take(operator, start, 2), nil
		}
		return l.take(operator, start, 1), nil
	case strings.IndexByte("+-*/<>=~!@%^&|`#", c) < 0:
		_, size := utf8.DecodeRuneInString(l.rest())
		return token{}, l.fail(start, "syntax error at or near \"%s\"", l.sql[start:start+size])
	}
	n := 1
	for n < len(l.rest()) && strings.IndexByte("+-*/<>=~!@%^&|`#", l.rest()[n]) >= 0 {
		if ahead := l.rest()[n:]; strings.HasPrefix(ahead, "--") || strings.HasPrefix(ahead, "/*") {
			break
		}
		n++
	}
	return l.take(operator, start, n), nil
}

func isNameByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isNameStart(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && (r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x7f && !isSpace(r))
}

// nameLength counts the bytes of a name; an ASCII one has neither $ nor other
// letters.
func nameLength(s string, ascii bool) int {
	for i, r := range s {
		if r < 0x80 && isNameByte(byte(r)) || !ascii && (r == '$' || r > 0x7f && !isSpace(r)) {
			continue
		}
		return i
	}
	return len(s)
}

// tagLength counts the bytes of a dollar quote's tag: a name without $.
func tagLength(s string) int {
	for i, r := range s {
		if r < 0x80 && !isNameByte(byte(r)) || isSpace(r) {
			return i
		}
	}
	return len(s)
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
