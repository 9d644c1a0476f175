package sigv4

import (
	"fmt"
	"slices"
	"strings"
)

// CanonicalRequest returns the one way of writing a request that its signer and its
// verifier share: method, path, query, signed headers with their values, the list of
// those headers, and the payload hash. r.PayloadHash must be set. It fails where the
// query or, for PathObject, the path has a malformed escape, and where a signed
// header is absent.
func CanonicalRequest(r *Request, signedHeaders []string) (string, error) {
	params, err := parseQuery(r)
	if err != nil {
		return "", err
	}
	dst, err := appendCanonicalPrefix(nil, r, params, canonicalNames(signedHeaders))
	if err != nil {
		return "", err
	}
	return string(append(dst, r.PayloadHash...)), nil
}

// appendCanonicalPrefix appends all of the canonical request that precedes the
// payload hash. names must be canonical.
func appendCanonicalPrefix(dst []byte, r *Request, params []param, names []string) ([]byte, error) {
	path, _ := r.target()
	dst = append(dst, r.Method...)
	dst = append(dst, '\n')
	dst, err := appendPath(dst, path, r.Path)
	if err != nil {
		return nil, err
	}
	dst = append(dst, '\n')
	dst = appendQuery(dst, params)
	dst = append(dst, '\n')
	for _, name := range names {
		if dst, err = appendHeader(dst, r, name); err != nil {
			return nil, err
		}
	}
	dst = append(dst, '\n')
	dst = appendNames(dst, names)
	return append(dst, '\n'), nil
}

// canonicalNames returns header names in lower case, sorted, each once.
func canonicalNames(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = strings.ToLower(name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func appendNames(dst []byte, names []string) []byte {
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ';')
		}
		dst = append(dst, name...)
	}
	return dst
}

// appendHeader appends "name:value\n". A repeated header is one line, its values
// joined with commas.
func appendHeader(dst []byte, r *Request, name string) ([]byte, error) {
	dst = append(dst, name...)
	dst = append(dst, ':')
	if isHost(name) {
		dst = appendHeaderValue(dst, r.Host)
		return append(dst, '\n'), nil
	}
	values, ok := headerValues(r, name)
	if !ok {
		return nil, fmt.Errorf("sigv4: signed header %q is not in the request", name)
	}
	for i, value := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendHeaderValue(dst, value)
	}
	return append(dst, '\n'), nil
}

// isHost tells the names under which the host is signed; the second is HTTP/2's.
func isHost(name string) bool { return name == "host" || name == ":authority" }

// appendHeaderValue appends a value without blanks at its ends, and with every run
// of spaces as one. Tabs inside a value stay: only spaces are spoken of.
func appendHeaderValue(dst []byte, value string) []byte {
	value = strings.Trim(value, " \t\r\n")
	for i := 0; i < len(value); i++ {
		if value[i] == ' ' && value[i-1] == ' ' {
			continue
		}
		dst = append(dst, value[i])
	}
	return dst
}

// appendPath appends the path in the style of the service.
func appendPath(dst []byte, path string, style PathStyle) ([]byte, error) {
	if path == "" {
		return append(dst, '/'), nil
	}
	switch style {
	case PathNormalized:
		path = normalizePath(path)
	case PathObject:
		decoded, err := unescape(path, false)
		if err != nil {
			return nil, err
		}
		path = decoded
	}
	return appendEscaped(dst, path, true), nil
}

// normalizePath removes "." and ".." segments and empty ones, and keeps a final
// slash. What would climb above the root stays at the root.
func normalizePath(path string) string {
	var kept []string
	segments := strings.Split(path, "/")
	for _, segment := range segments {
		switch segment {
		case "", ".":
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, segment)
		}
	}
	out := "/" + strings.Join(kept, "/")
	last := segments[len(segments)-1]
	if len(kept) > 0 && (last == "" || last == "." || last == "..") {
		out += "/"
	}
	return out
}

// appendEscaped percent-encodes all but the unreserved characters of RFC 3986, and
// the slash where it separates the segments of a path.
func appendEscaped(dst []byte, s string, slash bool) []byte {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(s); i++ {
		c := s[i]
		if isUnreserved(c) || slash && c == '/' {
			dst = append(dst, c)
			continue
		}
		dst = append(dst, '%', hex[c>>4], hex[c&15])
	}
	return dst
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}
