package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/engine"
)

// text reads a string whose content begins at from, and those behind it that
// only white space with a line break divides from it.
//
// A backslash escapes in a plain string too, unless Options say otherwise.
// Redshift's own pages depend on it: their patterns are written '\\d' and
// '%start\\_%'. E'…' knows \xHH as well.
func (l *lexer) text(from int, e bool) *engine.Error {
	var joined []byte
	backslash := e || !l.options.StandardStrings
	for {
		end, escaped := l.closing(from, backslash)
		if end < 0 {
			return l.fail(l.at, "unterminated quoted string %s", near(l.sql[l.at:]))
		}
		again := l.continued(end + 1)
		if again == 0 && joined == nil && !escaped {
			l.add(tokenString, end+1, l.sql[from:end])
			return nil
		}
		joined = unescape(joined, l.sql[from:end], backslash, e)
		if again == 0 {
			return l.addText(end+1, joined)
		}
		from = again
	}
}

func (l *lexer) addText(end int, content []byte) *engine.Error {
	if !utf8.Valid(content) || strings.IndexByte(string(content), 0) >= 0 {
		return failure(l.sql, l.at, engine.CharacterNotInRepertory, "invalid byte sequence for encoding \"UTF8\"")
	}
	l.add(tokenString, end, string(content))
	return nil
}

// closing finds the quote that ends a string, or -1.
func (l *lexer) closing(from int, backslash bool) (end int, escaped bool) {
	for i := from; i < len(l.sql); i++ {
		switch c := l.sql[i]; {
		case c == '\\' && backslash:
			escaped = true
			i++
		case c == '\'':
			if l.byteAt(i+1) != '\'' {
				return i, escaped
			}
			escaped = true
			i++
		}
	}
	return -1, false
}

// continued is where the content of the next part of a string begins, or 0.
func (l *lexer) continued(at int) int {
	newline := false
	for at < len(l.sql) {
		switch c := l.sql[at]; {
		case c == '\n' || c == '\r':
			newline = true
			at++
		case c == ' ' || c == '\t' || c == '\f' || c == '\v':
			at++
		case newline && c == '\'':
			return at + 1
		case c == '-' && l.byteAt(at+1) == '-':
			n := strings.IndexAny(l.sql[at:], "\r\n")
			if n < 0 {
				return 0
			}
			at += n
		default:
			return 0
		}
	}
	return 0
}

// unescape appends what the content of a string stands for.
func unescape(to []byte, s string, backslash, hex bool) []byte {
	if to == nil {
		to = make([]byte, 0, len(s))
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\'':
			i++ // the first of two
			to = append(to, '\'')
		case s[i] != '\\' || !backslash || i+1 == len(s):
			to = append(to, s[i])
		default:
			c, used := escape(s[i+1:], hex)
			to = append(to, c)
			i += used
		}
	}
	return to
}

// escape is the byte that an escape stands for, and its length without the backslash.
func escape(s string, hex bool) (c byte, used int) {
	switch c := s[0]; {
	case c == 'b':
		return '\b', 1
	case c == 'f':
		return '\f', 1
	case c == 'n':
		return '\n', 1
	case c == 'r':
		return '\r', 1
	case c == 't':
		return '\t', 1
	case c >= '0' && c <= '7':
		return radix(s, 8, 3)
	case c == 'x' && hex && len(s) > 1 && digitOf(s[1]) < 16:
		c, used := radix(s[1:], 16, 2)
		return c, used + 1
	}
	return s[0], 1
}

func radix(s string, base, most int) (c byte, used int) {
	value := 0
	for used < most && used < len(s) && digitOf(s[used]) < base {
		value = value*base + digitOf(s[used])
		used++
	}
	return byte(value), used
}

func digitOf(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return 99
}

// dollar reads $1 and $tag$…$tag$.
func (l *lexer) dollar(ahead byte) *engine.Error {
	start := l.at
	if isDigit(ahead) {
		end := start + 1 + digits(l.sql[start+1:])
		l.add(tokenNumbered, end, l.sql[start+1:end])
		return nil
	}
	tagEnd := start + 1
	if isNameStart(l.sql[tagEnd:]) {
		tagEnd += tagLength(l.sql[tagEnd:])
	}
	if l.byteAt(tagEnd) != '$' {
		return l.fail(start, "syntax error %s", near("$"))
	}
	tag, body := l.sql[start:tagEnd+1], l.sql[tagEnd+1:]
	n := strings.Index(body, tag)
	if n < 0 {
		return l.fail(start, "unterminated dollar-quoted string %s", near(l.sql[start:]))
	}
	l.add(tokenString, tagEnd+1+n+len(tag), body[:n])
	return nil
}

// tagLength counts the bytes of a dollar quote's tag: a name without $. It looks
// no further, else many tags in a row would cost the square of their number.
func tagLength(s string) int {
	for i, r := range s {
		if r == '$' || r < utf8.RuneSelf && !isNameByte(byte(r)) || isSpace(r) {
			return i
		}
	}
	return len(s)
}
