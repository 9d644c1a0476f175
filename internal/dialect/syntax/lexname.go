package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/engine"
)

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isNameByte(c byte) bool {
	return c == '_' || isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isNameStart(s string) bool {
	if s == "" || s[0] < utf8.RuneSelf {
		return s != "" && isNameByte(s[0]) && !isDigit(s[0])
	}
	r, _ := utf8.DecodeRuneInString(s)
	return !isSpace(r)
}

// nameLength counts the bytes of an unquoted name.
func nameLength(s string) int {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			if !isNameByte(s[i]) && s[i] != '$' {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if isSpace(r) {
			return i
		}
		i += size
	}
	return len(s)
}

// fold puts an unquoted name into lower case: the letters of ASCII only, as
// PostgreSQL does in UTF-8. No other character can become part of a keyword.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'A' && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// NameParts reads a name in a text, as '"a".B'::regclass has it: its parts between points, those without quotes in lower case.
func NameParts(text string) (parts []string) {
	var part strings.Builder
	quoted, begin := false, 0 // begin is where what is not yet in part does
	take := func(end int) {
		if piece := text[begin:end]; quoted {
			part.WriteString(piece)
		} else {
			part.WriteString(fold(piece))
		}
	}
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"' && quoted && strings.HasPrefix(text[i:], `""`):
			take(i + 1)
			i++
		case text[i] == '"':
			take(i)
			quoted = !quoted
		case text[i] == '.' && !quoted:
			take(i)
			parts = append(parts, part.String())
			part.Reset()
		default:
			continue
		}
		begin = i + 1
	}
	take(len(text))
	return append(parts, strings.TrimSpace(part.String()))
}

// plain reports whether a name can be written without quotes, keywords aside.
func plain(name string) bool {
	bare := strings.TrimPrefix(name, "#")
	return isNameStart(bare) && nameLength(bare) == len(bare) && fold(name) == name
}

func (l *lexer) quoted() *engine.Error {
	for i := l.at + 1; i < len(l.sql); i++ {
		if l.sql[i] != '"' {
			continue
		}
		if l.byteAt(i+1) == '"' {
			i++
			continue
		}
		if i == l.at+1 {
			return l.fail(l.at, "zero-length delimited identifier %s", near(`""`))
		}
		l.add(tokenQuoted, i+1, strings.ReplaceAll(l.sql[l.at+1:i], `""`, `"`))
		return nil
	}
	return l.fail(l.at, "unterminated quoted identifier %s", near(l.sql[l.at:]))
}

// NumberLength counts the bytes of a number at the beginning of s.
func NumberLength(s string) int {
	n := digits(s)
	if n < len(s) && s[n] == '.' && (n+1 == len(s) || s[n+1] != '.') { // 1..2 is a range
		n += 1 + digits(s[n+1:])
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		exponent := n + 1
		if exponent < len(s) && (s[exponent] == '+' || s[exponent] == '-') {
			exponent++
		}
		if d := digits(s[exponent:]); d > 0 {
			n = exponent + d
		}
	}
	return n
}

func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}
