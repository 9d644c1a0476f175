package sigv4

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
)

// unreserved holds the characters of RFC 3986 that are never percent-encoded, and
// inPath those and the slash, which separates the segments of a path.
var unreserved, inPath = func() (table, path [256]bool) {
	for c := range table {
		table[c] = 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
			c == '-' || c == '.' || c == '_' || c == '~'
	}
	path = table
	path['/'] = true
	return table, path
}()

// appendEscaped percent-encodes all but the characters that are plain.
func appendEscaped(dst []byte, s string, plain *[256]bool) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; !plain[c] {
			dst = append(dst, s[start:i]...)
			dst = appendEscape(dst, c)
			start = i + 1
		}
	}
	return append(dst, s[start:]...)
}

func appendEscape(dst []byte, c byte) []byte {
	const hex = "0123456789ABCDEF"
	return append(dst, '%', hex[c>>4], hex[c&15])
}

// appendRecoded decodes s and encodes all but the characters that are plain, so that
// what can be written in several ways is written in one. Where the slash is not plain,
// in a query, "+" is a space.
func appendRecoded(dst []byte, s string, plain *[256]bool) ([]byte, error) {
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if plain[c] {
			continue
		}
		dst = append(dst, s[start:i]...)
		switch {
		case c == '%':
			var err error
			if c, err = escapeAt(s, i); err != nil {
				return nil, err
			}
			i += 2
		case c == '+' && plain == &unreserved:
			c = ' '
		}
		start = i + 1
		if plain[c] {
			dst = append(dst, c)
		} else {
			dst = appendEscape(dst, c)
		}
	}
	return append(dst, s[start:]...), nil
}

// unescape decodes percent escapes and "+" in a part of a query, as the services do
// that read the parameters.
func unescape(s string) (string, error) {
	if strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '+') < 0 {
		return s, nil
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch c {
		case '+':
			c = ' '
		case '%':
			var err error
			if c, err = escapeAt(s, i); err != nil {
				return "", err
			}
			i += 2
		}
		out = append(out, c)
	}
	return string(out), nil
}

// A badEscape is a percent sign that two hexadecimal digits do not follow.
type badEscape struct{ pattern string }

func (e *badEscape) Error() string { return fmt.Sprintf("sigv4: malformed escape %q", e.pattern) }

// escapeAt decodes the escape whose percent sign is s[i].
func escapeAt(s string, i int) (byte, error) {
	if i+2 >= len(s) {
		return 0, &badEscape{s[i:]}
	}
	hi, lo := unhex(s[i+1]), unhex(s[i+2])
	if hi > 15 || lo > 15 {
		return 0, &badEscape{s[i : i+3]}
	}
	return hi<<4 | lo, nil
}

// unhex returns the value of a hexadecimal digit, or 255.
func unhex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}

// cutAt splits s around the first sep. In a part of a query sep may be escaped too.
func cutAt(s string, sep byte, query bool) (before, after string, found bool) {
	if !query {
		if i := strings.IndexByte(s, sep); i >= 0 {
			return s[:i], s[i+1:], true
		}
		return s, "", false
	}
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case sep:
			return s[:i], s[i+1:], true
		case '%':
			if c, err := escapeAt(s, i); err == nil && c == sep {
				return s[:i], s[i+3:], true
			}
		}
	}
	return s, "", false
}

// hexPairs holds the two lower-case digits of every byte.
var hexPairs = func() (table [256][2]byte) {
	const digits = "0123456789abcdef"
	for c := range table {
		table[c] = [2]byte{digits[c>>4], digits[c&15]}
	}
	return table
}()

// appendHex appends a hash in lower-case hex. There are three of them in a signature,
// and two digits at a time take half of package hex's time.
func appendHex(dst []byte, sum *[sha256.Size]byte) []byte {
	dst = slices.Grow(dst, 2*sha256.Size)
	out := dst[len(dst) : len(dst)+2*sha256.Size]
	for i, c := range sum {
		pair := &hexPairs[c]
		out[2*i], out[2*i+1] = pair[0], pair[1]
	}
	return dst[:len(dst)+2*sha256.Size]
}

// trimBlanks cuts spaces, tabs and line ends off both ends.
func trimBlanks(s string) string {
	for s != "" && isBlank(s[0]) {
		s = s[1:]
	}
	for s != "" && isBlank(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
