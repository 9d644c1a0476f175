package sigv4

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// CanonicalRequest returns the one way of writing a request that its signer and its
// verifier share: method, path, query, signed headers with their values, the list of
// those headers, and the payload hash. Of a presigned request the signature is left
// out. It fails where the query or, for PathObject, the path has a malformed escape,
// and where a signed header is absent.
func CanonicalRequest(r *Request, signedHeaders []string) (string, error) {
	var q query
	path, raw := r.target()
	if err := q.parse(raw); err != nil {
		return "", err
	}
	if _, presigned := q.value(queryAlgorithm); presigned {
		q.drop(querySignature)
	}
	var headers headerList
	headers.set(canonicalNames(slices.Clone(signedHeaders)))
	if i := headers.find(r); i >= 0 {
		return "", fmt.Errorf("sigv4: signed header %q is not in the request", headers.names[i])
	}
	dst, err := appendStart(nil, r, path, &q, nil)
	if err != nil {
		return "", err
	}
	dst = headers.appendCanonical(dst, r)
	return string(r.appendPayloadHash(dst)), nil
}

// appendStart appends the lines of the canonical request that precede the headers.
// presigned are parameters to put among those of q.
func appendStart(dst []byte, r *Request, path string, q *query, presigned []byte) ([]byte, error) {
	dst = append(dst, r.Method...)
	dst = append(dst, '\n')
	dst, err := appendPath(dst, path, r.Path)
	if err != nil {
		return nil, err
	}
	dst = append(dst, '\n')
	if len(presigned) > 0 {
		dst, err = q.appendCanonicalWith(dst, presigned)
	} else {
		dst = q.appendCanonical(dst)
	}
	return append(dst, '\n'), err
}

// appendPath appends the path in the style of the service.
func appendPath(dst []byte, path string, style PathStyle) ([]byte, error) {
	switch {
	case path == "" || path == "/":
		return append(dst, '/'), nil
	case style == PathObject:
		return appendRecoded(dst, path, &inPath)
	case style == PathNormalized:
		path = normalizePath(path)
	}
	return appendEscaped(dst, path, &inPath), nil
}

// normalizePath removes "." and ".." segments and empty ones, and keeps a final
// slash. What would climb above the root stays at the root.
func normalizePath(path string) string {
	if path[0] == '/' && !strings.Contains(path, "//") && !strings.Contains(path, "/.") {
		return path
	}
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

// A headerList is the signed headers of a request. What follows from their names alone
// is kept: requests of one kind have the same names.
type headerList struct {
	list  string // what the names were read from, and whether it stood in a query
	query bool

	names  []string // canonical
	keys   []string // in an http.Header; "" for the host
	joined string   // the names, with semicolons
	host   bool     // the host is among them
	amz    int      // how many begin with x-amz-

	values [][]string // in the request at hand, of the same index
}

// read takes the names from a SignedHeaders list.
func (l *headerList) read(auth *authorization) {
	if l.list == auth.signedHeaders && l.query == auth.presigned && l.names != nil {
		return
	}
	list, names := strings.Clone(auth.signedHeaders), l.names[:0]
	rest, more := list, true
	for more {
		var name string
		name, rest, more = cutAt(rest, ';', auth.presigned)
		names = append(names, auth.text(name))
	}
	l.set(canonicalNames(names))
	l.list, l.query = list, auth.presigned
}

// set takes canonical names.
func (l *headerList) set(names []string) {
	*l = headerList{names: names, keys: l.keys[:0], joined: strings.Join(names, ";"), values: make([][]string, len(names))}
	for _, name := range names {
		key := ""
		switch {
		case isHost(name):
			l.host = true
		case isAmz(name):
			l.amz++
			fallthrough
		default:
			key = http.CanonicalHeaderKey(name)
		}
		l.keys = append(l.keys, key)
	}
}

// find finds the values of the headers in a request. It returns the index of the
// first name that is not there, or -1. Requests read by net/http hold a header under
// its canonical key; others may hold it under its lower-case name.
func (l *headerList) find(r *Request) (absent int) {
	absent = -1
	for i, key := range l.keys {
		if key == "" && isHost(l.names[i]) {
			continue // the host, which is always there
		}
		values := r.Header[key]
		if len(values) == 0 {
			values = r.Header[l.names[i]]
		}
		if l.values[i] = values; len(values) == 0 && absent < 0 {
			absent = i
		}
	}
	return absent
}

// appendCanonical appends "name:value\n" for each header, an empty line, and the
// names. A repeated header is one line, its values joined with commas.
func (l *headerList) appendCanonical(dst []byte, r *Request) []byte {
	for i, name := range l.names {
		dst = append(append(dst, name...), ':')
		if l.keys[i] == "" && isHost(name) {
			dst = appendHeaderValue(dst, r.Host)
		} else {
			dst = appendHeaderValues(dst, l.values[i])
		}
		dst = append(dst, '\n')
	}
	dst = append(append(dst, '\n'), l.joined...)
	return append(dst, '\n')
}

// isHost tells the names under which the host is signed; the second is HTTP/2's.
func isHost(name string) bool { return name == "host" || name == ":authority" }

// canonicalNames puts header names in lower case, sorted, each once. It works in place.
func canonicalNames(names []string) []string {
	ordered := true
	for i, name := range names {
		names[i] = strings.ToLower(name)
		ordered = ordered && (i == 0 || names[i-1] < names[i])
	}
	if ordered {
		return names
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func appendHeaderValues(dst []byte, values []string) []byte {
	for i, value := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendHeaderValue(dst, value)
	}
	return dst
}

// appendHeaderValue appends a value without blanks at its ends, and with every run
// of spaces as one. Tabs inside a value stay: only spaces are spoken of.
func appendHeaderValue(dst []byte, value string) []byte {
	value = trimBlanks(value)
	for {
		i := strings.Index(value, "  ")
		if i < 0 {
			return append(dst, value...)
		}
		dst = append(dst, value[:i+1]...)
		value = strings.TrimLeft(value[i+1:], " ")
	}
}
