package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/engine"
)

const operatorChars = "+-*/<>=~!@%^&|`?#"

// lex cuts sql into tokens in one pass. The last token is tokenEnd, or
// tokenInvalid together with the error to report when the parser gets there: an
// error of grammar before it comes first.
func lex(sql string, options Options) ([]token, *engine.Error) {
	l := lexer{sql: sql, options: options, tokens: make([]token, 0, min(len(sql)/3+2, 4096))}
	for {
		if err := l.space(); err != nil {
			return l.end(tokenInvalid), err
		}
		if l.at >= len(sql) {
			return l.end(tokenEnd), nil
		}
		if err := l.next(); err != nil {
			return l.end(tokenInvalid), err
		}
	}
}

type lexer struct {
	sql     string
	options Options
	at      int
	tokens  []token
}

func (l *lexer) end(kind tokenKind) []token {
	l.tokens = append(l.tokens, token{kind: kind, start: int32(l.at), end: int32(len(l.sql))})
	pair(l.tokens)
	return l.tokens
}

func (l *lexer) fail(at int, format string, args ...any) *engine.Error {
	return failure(l.sql, at, engine.SyntaxError, format, args...)
}

// add appends the token that reaches from l.at to end, and moves on.
func (l *lexer) add(kind tokenKind, end int, value string) {
	l.tokens = append(l.tokens, token{kind: kind, start: int32(l.at), end: int32(end), value: value})
	l.at = end
}

func (l *lexer) byteAt(i int) byte {
	if i < len(l.sql) {
		return l.sql[i]
	}
	return 0
}

// isSpace takes every blank and invisible character for space: a name must not
// hide behind one.
func isSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r <= ' ' || r == 0x7f
	}
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Z, unicode.Cf)
}

// space skips blanks and comments.
func (l *lexer) space() *engine.Error {
	for l.at < len(l.sql) {
		c := l.sql[l.at]
		switch {
		case c <= ' ':
			l.at++
		case c == '-' && l.byteAt(l.at+1) == '-':
			n := strings.IndexAny(l.sql[l.at:], "\r\n")
			if n < 0 {
				n = len(l.sql) - l.at
			}
			l.at += n
		case c == '/' && l.byteAt(l.at+1) == '*':
			if err := l.comment(); err != nil {
				return err
			}
		case c >= 0x7f:
			r, size := utf8.DecodeRuneInString(l.sql[l.at:])
			if !isSpace(r) {
				return nil
			}
			l.at += size
		default:
			return nil
		}
	}
	return nil
}

// comment skips a block comment; they nest.
func (l *lexer) comment() *engine.Error {
	start, depth := l.at, 0
	for i := start; i+1 < len(l.sql); i++ {
		switch l.sql[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
			if depth == 0 {
				l.at = i + 1
				return nil
			}
		}
	}
	return l.fail(start, "unterminated /* comment %s", near(l.sql[start:]))
}

func (l *lexer) next() *engine.Error {
	c, ahead := l.sql[l.at], l.byteAt(l.at+1)
	switch {
	case isNameByte(c) && !isDigit(c) || c >= utf8.RuneSelf:
		return l.word(c, ahead)
	case c == '\'':
		return l.text(l.at+1, false)
	case c == '"':
		return l.quoted()
	case c == '$':
		return l.dollar(ahead)
	case isDigit(c) || c == '.' && isDigit(ahead):
		end := l.at + NumberLength(l.sql[l.at:])
		l.add(tokenNumber, end, l.sql[l.at:end])
		return nil
	case c == ':' && isNameByte(ahead):
		end := l.at + 1
		for isNameByte(l.byteAt(end)) {
			end++
		}
		l.add(tokenNamed, end, l.sql[l.at+1:end])
		return nil
	case c == '#' && isNameStart(l.sql[l.at+1:]):
		end := l.at + 1 + nameLength(l.sql[l.at+1:])
		l.add(tokenTemporary, end, fold(l.sql[l.at:end]))
		return nil
	}
	return l.operator(c, ahead)
}

// word reads a name or keyword, or a string that letters begin.
func (l *lexer) word(c, ahead byte) *engine.Error {
	if ahead == '\'' {
		switch c {
		case 'e', 'E':
			return l.text(l.at+2, true)
		case 'n', 'N':
			return l.text(l.at+2, false)
		case 'b', 'B', 'x', 'X':
			return failure(l.sql, l.at, engine.FeatureNotSupported, "bit strings are not supported")
		}
	}
	if (c == 'u' || c == 'U') && ahead == '&' && (l.byteAt(l.at+2) == '\'' || l.byteAt(l.at+2) == '"') {
		return failure(l.sql, l.at, engine.FeatureNotSupported, "strings and names with Unicode escapes are not supported")
	}
	end := l.at + nameLength(l.sql[l.at:])
	l.add(tokenWord, end, fold(l.sql[l.at:end]))
	return nil
}

// operator reads operator characters as PostgreSQL does: the longest run without
// a comment, and a + or - at its end only where a less common character stands in it.
func (l *lexer) operator(c, ahead byte) *engine.Error {
	start := l.at
	switch {
	case c == ':' && (ahead == ':' || ahead == '='), c == '.' && ahead == '.':
		l.add(tokenOperator, start+2, l.sql[start:start+2])
		return nil
	case strings.IndexByte("()[],;.:", c) >= 0:
		l.add(tokenOperator, start+1, l.sql[start:start+1])
		return nil
	case strings.IndexByte(operatorChars, c) < 0:
		_, size := utf8.DecodeRuneInString(l.sql[start:])
		return l.fail(start, "syntax error %s", near(l.sql[start:start+size]))
	}
	end, special := start, false
	for end < len(l.sql) && strings.IndexByte(operatorChars, l.sql[end]) >= 0 {
		if two := l.sql[end:min(end+2, len(l.sql))]; two == "--" || two == "/*" {
			break
		}
		special = special || strings.IndexByte("~!@#%^&|`?", l.sql[end]) >= 0
		end++
	}
	for end > start+1 && !special && (l.sql[end-1] == '+' || l.sql[end-1] == '-') {
		end--
	}
	value := l.sql[start:end]
	if value == "!=" {
		value = "<>"
	}
	l.add(tokenOperator, end, value)
	return nil
}
