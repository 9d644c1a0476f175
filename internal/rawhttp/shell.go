package rawhttp

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A shellReader splits one simple command into words as sh does. Whatever a shell
// would have to evaluate is an error: expansions, substitutions, pipes, redirections.
type shellReader struct {
	text   string
	pos    int
	words  []string
	word   strings.Builder
	inWord bool
}

// splitCommand returns the words of a command line.
func splitCommand(text string) ([]string, error) {
	s := &shellReader{text: strings.TrimRight(text, " \t\r\n")}
	for s.pos < len(s.text) {
		if err := s.next(); err != nil {
			return nil, err
		}
	}
	s.endWord()
	return s.words, nil
}

func (s *shellReader) next() error {
	c := s.text[s.pos]
	s.pos++
	switch c {
	case ' ', '\t':
		s.endWord()
	case '\'':
		return s.singleQuoted()
	case '"':
		return s.doubleQuoted()
	case '\\':
		return s.escaped()
	case '$':
		return s.dollar()
	case '\n', '\r':
		return errors.New("command goes on after the end of its line: end lines with a backslash")
	case '`', '|', '&', ';', '<', '>', '(', ')':
		return fmt.Errorf("command holds an unquoted %q, which is for a shell to run", c)
	default:
		s.add(string(c))
	}
	return nil
}

func (s *shellReader) add(text string) {
	s.inWord = true
	s.word.WriteString(text)
}

func (s *shellReader) endWord() {
	if s.inWord {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.inWord = false
}

func (s *shellReader) singleQuoted() error {
	text, _, ok := strings.Cut(s.text[s.pos:], "'")
	if !ok {
		return errors.New("command: a single quote is not closed")
	}
	s.add(text)
	s.pos += len(text) + 1
	return nil
}

func (s *shellReader) doubleQuoted() error {
	s.add("")
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		s.pos++
		switch c {
		case '"':
			return nil
		case '`', '$':
			return fmt.Errorf("command holds %q in double quotes, which is for a shell to run", c)
		case '\\':
			s.escapedInDoubleQuotes()
		default:
			s.word.WriteByte(c)
		}
	}
	return errors.New("command: a double quote is not closed")
}

// escapedInDoubleQuotes keeps the backslash except before what needs it there.
func (s *shellReader) escapedInDoubleQuotes() {
	if s.pos == len(s.text) {
		return
	}
	c := s.text[s.pos]
	s.pos++
	switch c {
	case '"', '\\', '$', '`':
		s.word.WriteByte(c)
	case '\n':
	default:
		s.word.WriteByte('\\')
		s.word.WriteByte(c)
	}
}

// escaped reads a backslash outside quotes; before a line's end it joins lines.
func (s *shellReader) escaped() error {
	if s.pos == len(s.text) {
		return nil
	}
	rest := s.text[s.pos:]
	switch {
	case strings.HasPrefix(rest, "\r\n"):
		s.pos += 2
	case rest[0] == '\n':
		s.pos++
	default:
		s.add(rest[:1])
		s.pos++
	}
	return nil
}

// dollar reads $'…', the quoting that browsers use in "copy as cURL", and refuses
// every other use of the sign.
func (s *shellReader) dollar() error {
	if s.pos == len(s.text) || s.text[s.pos] != '\'' {
		return errors.New("command holds an unquoted '$', which is for a shell to run")
	}
	s.pos++
	s.add("")
	for s.pos < len(s.text) {
		c := s.text[s.pos]
		s.pos++
		switch c {
		case '\'':
			return nil
		case '\\':
			if err := s.ansiEscape(); err != nil {
				return err
			}
		default:
			s.word.WriteByte(c)
		}
	}
	return errors.New("command: a $' quote is not closed")
}

func (s *shellReader) ansiEscape() error {
	if s.pos == len(s.text) {
		return nil
	}
	c := s.text[s.pos]
	s.pos++
	switch c {
	case '\\', '\'', '"', '?':
		s.word.WriteByte(c)
	case 'n':
		s.word.WriteByte('\n')
	case 'r':
		s.word.WriteByte('\r')
	case 't':
		s.word.WriteByte('\t')
	case 'x':
		return s.ansiCode(2, func(v uint64) { s.word.WriteByte(byte(v)) })
	case 'u':
		return s.ansiCode(4, func(v uint64) { s.word.Write(utf8.AppendRune(nil, rune(v))) })
	default:
		return fmt.Errorf("command: unknown escape \\%c in $'…'", c)
	}
	return nil
}

// ansiCode reads exactly the digits that browsers write.
func (s *shellReader) ansiCode(digits int, write func(uint64)) error {
	if s.pos+digits > len(s.text) {
		return errors.New("command: an escape in $'…' is cut short")
	}
	v, err := strconv.ParseUint(s.text[s.pos:s.pos+digits], 16, 32)
	if err != nil || v == 0 {
		return errors.New("command: an escape in $'…' is not a hexadecimal number above zero")
	}
	s.pos += digits
	write(v)
	return nil
}

// quote returns s as one word that sh reads back as s.
func quote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
