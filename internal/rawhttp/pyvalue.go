package rawhttp

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A pyValue is a value as Python's repr prints it, as far as debug logs of botocore
// hold any: text, bytes, and dictionaries of them. Other values are kept as the words
// that they were printed as.
type pyValue struct {
	text   string
	isText bool // str or bytes
	isDict bool
	pairs  []pyPair
}

type pyPair struct {
	key   string
	value pyValue
}

// get returns the value of a key in a dictionary.
func (v *pyValue) get(key string) (pyValue, bool) {
	for _, p := range v.pairs {
		if p.key == key {
			return p.value, true
		}
	}
	return pyValue{}, false
}

// Limits of what is read of one value.
const (
	pyDepth = 16
	pyPairs = 4096
)

var errPython = errors.New("not a value that Python prints")

// parsePython reads the value at the beginning of text. What follows it does not matter.
func parsePython(text string) (pyValue, error) {
	return (&pyParser{rest: text}).value(pyDepth)
}

type pyParser struct{ rest string }

func (p *pyParser) value(depth int) (pyValue, error) {
	p.skipBlanks()
	if depth == 0 || p.rest == "" {
		return pyValue{}, errPython
	}
	switch c := p.rest[0]; {
	case c == '{':
		return p.dict(depth)
	case c == '\'' || c == '"':
		return p.text(false)
	case c == 'b' && len(p.rest) > 1 && (p.rest[1] == '\'' || p.rest[1] == '"'):
		p.rest = p.rest[1:]
		return p.text(true)
	}
	return p.words()
}

func (p *pyParser) skipBlanks() { p.rest = strings.TrimLeft(p.rest, " \t") }

func (p *pyParser) dict(depth int) (pyValue, error) {
	v := pyValue{isDict: true}
	p.rest = p.rest[1:]
	for {
		p.skipBlanks()
		if strings.HasPrefix(p.rest, "}") {
			p.rest = p.rest[1:]
			return v, nil
		}
		key, err := p.value(depth - 1)
		if err != nil || !key.isText || !p.accept(':') || len(v.pairs) == pyPairs {
			return v, errPython
		}
		value, err := p.value(depth - 1)
		if err != nil {
			return v, err
		}
		v.pairs = append(v.pairs, pyPair{key.text, value})
		if !p.accept(',') && !strings.HasPrefix(p.rest, "}") {
			return v, errPython
		}
	}
}

func (p *pyParser) accept(c byte) bool {
	p.skipBlanks()
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// words reads what is neither text nor dictionary, up to the comma or bracket that
// ends it: numbers, lists, objects.
func (p *pyParser) words() (pyValue, error) {
	open := 0
	for i := 0; i < len(p.rest); i++ {
		switch c := p.rest[i]; {
		case c == '\'' || c == '"':
			in := &pyParser{rest: p.rest[i:]}
			if _, err := in.text(false); err != nil {
				return pyValue{}, err
			}
			i = len(p.rest) - len(in.rest) - 1
		case strings.IndexByte("([{<", c) >= 0:
			open++
		case strings.IndexByte(")]}>", c) >= 0 && open > 0:
			open--
		case open == 0 && strings.IndexByte(",)]}>:", c) >= 0:
			v := pyValue{text: strings.TrimSpace(p.rest[:i])}
			p.rest = p.rest[i:]
			return v, nil
		}
	}
	if open > 0 {
		return pyValue{}, errPython
	}
	v := pyValue{text: strings.TrimSpace(p.rest)}
	p.rest = ""
	return v, nil
}

// text reads a quoted str or bytes. In bytes \x80 is one byte, in a str a character.
func (p *pyParser) text(isBytes bool) (pyValue, error) {
	quote := p.rest[0]
	var out strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch c := p.rest[i]; c {
		case quote:
			p.rest = p.rest[i+1:]
			return pyValue{text: out.String(), isText: true}, nil
		case '\\':
			n, err := unescapePython(&out, p.rest[i+1:], isBytes)
			if err != nil {
				return pyValue{}, err
			}
			i += n
		default:
			out.WriteByte(c)
		}
	}
	return pyValue{}, errPython
}

// unescapePython writes what an escape stands for, and returns its length without the
// backslash.
func unescapePython(out *strings.Builder, rest string, isBytes bool) (int, error) {
	if rest == "" {
		return 0, errPython
	}
	digits := 0
	switch rest[0] {
	case 'n', 'r', 't':
		out.WriteByte(map[byte]byte{'n': '\n', 'r': '\r', 't': '\t'}[rest[0]])
		return 1, nil
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		out.WriteByte(rest[0])
		return 1, nil
	}
	if len(rest) <= digits {
		return 0, errPython
	}
	code, err := strconv.ParseUint(rest[1:1+digits], 16, 32)
	if err != nil {
		return 0, errPython
	}
	if isBytes {
		out.WriteByte(byte(code))
	} else {
		out.WriteString(string(validRune(code)))
	}
	return 1 + digits, nil
}

func validRune(code uint64) rune {
	if code > utf8.MaxRune {
		return utf8.RuneError
	}
	return rune(code)
}
