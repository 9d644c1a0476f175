package sigv4

import (
	"fmt"
	"slices"
	"strings"
)

// The query parameters that carry a signature.
const (
	queryAlgorithm     = "X-Amz-Algorithm"
	queryCredential    = "X-Amz-Credential"
	queryDate          = "X-Amz-Date"
	queryExpires       = "X-Amz-Expires"
	querySignedHeaders = "X-Amz-SignedHeaders"
	querySignature     = "X-Amz-Signature"
	queryToken         = "X-Amz-Security-Token"
	queryContentSHA256 = "X-Amz-Content-Sha256"
)

// A param is one parameter of a query, decoded.
type param struct{ name, value string }

// parseQuery decodes the query of a request's target, in the order sent. Of a
// presigned request it leaves out the signature, which cannot sign itself.
func parseQuery(r *Request) ([]param, error) {
	_, raw := r.target()
	params, err := decodeQuery(raw)
	if err != nil {
		return nil, err
	}
	if _, presigned := lookup(params, queryAlgorithm); presigned {
		params = without(params, querySignature)
	}
	return params, nil
}

// decodeQuery splits a raw query at "&" and the first "=" of each piece. Pieces
// without a name and a value do not count. ";" separates nothing.
func decodeQuery(raw string) ([]param, error) {
	if raw == "" {
		return nil, nil
	}
	params := make([]param, 0, 1+strings.Count(raw, "&"))
	for piece := range strings.SplitSeq(raw, "&") {
		if piece == "" {
			continue
		}
		name, value, _ := strings.Cut(piece, "=")
		name, err := unescape(name, true)
		if err != nil {
			return nil, err
		}
		value, err = unescape(value, true)
		if err != nil {
			return nil, err
		}
		params = append(params, param{name, value})
	}
	return params, nil
}

// lookup returns the first parameter of that name: AWS reads the first of a query's
// duplicates, and the last of a header's.
func lookup(params []param, name string) (string, bool) {
	for i := range params {
		if params[i].name == name {
			return params[i].value, true
		}
	}
	return "", false
}

func without(params []param, name string) []param {
	return slices.DeleteFunc(slices.Clone(params), func(p param) bool { return p.name == name })
}

// appendQuery appends the canonical query: every name and value percent-encoded in
// one way, sorted by name and then by value.
func appendQuery(dst []byte, params []param) []byte {
	pairs := make([]param, len(params))
	for i, p := range params {
		pairs[i] = param{escape(p.name), escape(p.value)}
	}
	// Sort after encoding, not before: "a[0]" is "a%5B0%5D" on the wire, and '%'
	// sorts before the letters while '[' sorts after the capitals.
	slices.SortFunc(pairs, func(a, b param) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		return strings.Compare(a.value, b.value)
	})
	for i, p := range pairs {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = append(dst, p.name...)
		dst = append(dst, '=')
		dst = append(dst, p.value...)
	}
	return dst
}

// escape percent-encodes s, which costs nothing where there is nothing to encode.
func escape(s string) string {
	for i := 0; i < len(s); i++ {
		if !isUnreserved(s[i]) {
			return string(appendEscaped(nil, s, false))
		}
	}
	return s
}

// A badEscape is a percent sign that two hexadecimal digits do not follow.
type badEscape struct{ pattern string }

func (e *badEscape) Error() string { return fmt.Sprintf("sigv4: malformed escape %q", e.pattern) }

// unescape decodes percent escapes, and in a query "+" to a space, as the services
// do that read the parameters.
func unescape(s string, query bool) (string, error) {
	if !strings.Contains(s, "%") && (!query || !strings.Contains(s, "+")) {
		return s, nil
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+' && query:
			out = append(out, ' ')
		case s[i] != '%':
			out = append(out, s[i])
		case i+2 >= len(s):
			return "", &badEscape{s[i:]}
		default:
			hi, lo := unhex(s[i+1]), unhex(s[i+2])
			if hi > 15 || lo > 15 {
				return "", &badEscape{s[i : i+3]}
			}
			out = append(out, hi<<4|lo)
			i += 2
		}
	}
	return string(out), nil
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
