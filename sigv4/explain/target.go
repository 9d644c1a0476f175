package explain

import (
	"slices"
	"strings"
)

// A param is one parameter of a query, as it was sent.
type param struct{ rawName, rawValue, name, value string }

// splitTarget returns path and query of a raw request target, undecoded.
func splitTarget(target string) (path, query string) {
	path, query, _ = strings.Cut(target, "?")
	if !strings.HasPrefix(path, "/") {
		if _, rest, ok := strings.Cut(path, "://"); ok {
			path = "/"
			if i := strings.IndexByte(rest, '/'); i >= 0 {
				path = rest[i:]
			}
		}
	}
	return path, query
}

// splitQuery reads a raw query leniently: a malformed escape stays as it is.
func splitQuery(raw string) []param {
	var params []param
	for piece := range strings.SplitSeq(raw, "&") {
		if piece == "" {
			continue
		}
		if len(params) == maxParams {
			break
		}
		name, value, _ := strings.Cut(piece, "=")
		params = append(params, param{name, value, decode(name, true), decode(value, true)})
	}
	return params
}

func find(params []param, name string) (string, bool) {
	for i := range params {
		if params[i].name == name {
			return params[i].value, true
		}
	}
	return "", false
}

// findFold finds a parameter by its name in any case; one that is named exactly so goes
// before others.
func findFold(params []param, name string) (string, bool) {
	if value, ok := find(params, name); ok {
		return value, true
	}
	for i := range params {
		if strings.EqualFold(params[i].name, name) {
			return params[i].value, true
		}
	}
	return "", false
}

// A queryWriter writes a query in one way or another; the zero value writes it as the
// specification says.
type queryWriter struct {
	name, value func(param) string
	keepOrder   bool
	sortDecoded bool
	foldCase    bool // names are sorted without regard to case
	bareEmpty   bool // an empty value loses its equal sign
}

func (w queryWriter) write(params []param) string {
	type pair struct{ name, value, plain string }
	pairs := make([]pair, len(params))
	for i, p := range params {
		pairs[i] = pair{escape(p.name), escape(p.value), p.name + "=" + p.value}
		if w.name != nil {
			pairs[i].name = w.name(p)
		}
		if w.value != nil {
			pairs[i].value = w.value(p)
		}
	}
	if !w.keepOrder {
		slices.SortStableFunc(pairs, func(a, b pair) int {
			switch {
			case w.sortDecoded:
				return strings.Compare(a.plain, b.plain)
			case w.foldCase:
				return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
			case a.name != b.name:
				return strings.Compare(a.name, b.name)
			}
			return strings.Compare(a.value, b.value)
		})
	}
	var out strings.Builder
	for i, p := range pairs {
		if i > 0 {
			out.WriteByte('&')
		}
		out.WriteString(p.name)
		if p.value != "" || !w.bareEmpty {
			out.WriteByte('=')
		}
		out.WriteString(p.value)
	}
	return out.String()
}

// escape percent-encodes all but RFC 3986's unreserved characters.
func escape(s string) string { return escapeBut(s, "") }

// escapePath leaves the slashes.
func escapePath(s string) string { return escapeBut(s, "/") }

// escapeBut leaves the characters of keep, too.
func escapeBut(s, keep string) string {
	const hex = "0123456789ABCDEF"
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
			strings.IndexByte("-._~", c) >= 0 || strings.IndexByte(keep, c) >= 0 {
			out.WriteByte(c)
			continue
		}
		out.WriteByte('%')
		out.WriteByte(hex[c>>4])
		out.WriteByte(hex[c&15])
	}
	return out.String()
}

// decode undoes percent escapes, and in a query "+"; what is malformed stays.
func decode(s string, query bool) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+' && query:
			out = append(out, ' ')
		case s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			out = append(out, nibble(s[i+1])<<4|nibble(s[i+2]))
			i += 2
		default:
			out = append(out, s[i])
		}
	}
	return string(out)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func nibble(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}

// lowerEscapes writes the digits of percent escapes in lower case.
func lowerEscapes(s string) string {
	out := []byte(s)
	for i := 0; i+2 < len(out); i++ {
		if out[i] == '%' {
			copy(out[i+1:], strings.ToLower(string(out[i+1:i+3])))
			i += 2
		}
	}
	return string(out)
}
