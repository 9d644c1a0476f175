package sigv4

import (
	"bytes"
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

// A query is the parameters of a request, in the order sent. Its memory is kept from
// one request to the next.
type query struct {
	params []param
	text   []byte // canonical names and values
}

// A param is one parameter: its name and value as sent, and where they stand in the
// query's text once they are encoded.
type param struct {
	rawName, raw string
	name, value  span
	escaped      bool // the name
	encoded      bool
}

// A span is a part of a text.
type span struct{ start, end int }

func (s span) of(text []byte) []byte { return text[s.start:s.end] }

// parse reads a raw query, which it splits at "&" and at the first "=" of each piece.
// Empty pieces do not count. ";" separates nothing.
func (q *query) parse(raw string) error {
	q.text, q.params = q.text[:0], q.params[:0]
	if err := checkEscapes(raw); err != nil {
		return err
	}
	for raw != "" {
		piece := raw
		if i := strings.IndexByte(raw, '&'); i >= 0 {
			piece, raw = raw[:i], raw[i+1:]
		} else {
			raw = ""
		}
		if piece == "" {
			continue
		}
		name, value, _ := cutAt(piece, '=', false)
		q.params = append(q.params, param{rawName: name, raw: value, escaped: strings.IndexByte(name, '%') >= 0})
	}
	return nil
}

// encode writes the canonical form of the parameters that were parsed.
func (q *query) encode() {
	for i := range q.params {
		p := &q.params[i]
		if p.encoded {
			continue
		}
		// Escapes were checked when the query was parsed.
		p.name.start = len(q.text)
		q.text, _ = appendRecoded(q.text, p.rawName, &unreserved)
		p.name.end, p.value.start = len(q.text), len(q.text)
		q.text, _ = appendRecoded(q.text, p.raw, &unreserved)
		p.value.end, p.encoded = len(q.text), true
	}
}

// open begins a parameter whose value is then appended to q.text in its canonical
// encoding, and which close ends. The name is its own encoding.
func (q *query) open(name string) {
	start := len(q.text)
	q.text = append(q.text, name...)
	q.params = append(q.params, param{rawName: name, name: span{start, len(q.text)}, encoded: true})
}

func (q *query) close() {
	p := &q.params[len(q.params)-1]
	p.value = span{p.name.end, len(q.text)}
}

// is tells whether the parameter has this name, which is its own encoding, however
// it was written.
func (p *param) is(name string) bool {
	if !p.escaped {
		return p.rawName == name
	}
	decoded, err := unescape(p.rawName)
	return err == nil && decoded == name
}

// find returns the first parameter of that name as it was sent: AWS reads the first
// of a query's duplicates, and the last of a header's.
func (q *query) find(name string) (raw string, ok bool) {
	for i := range q.params {
		if p := &q.params[i]; p.is(name) {
			return p.raw, true
		}
	}
	return "", false
}

// value returns the first parameter of that name, decoded.
func (q *query) value(name string) (string, bool) {
	raw, ok := q.find(name)
	value, err := unescape(raw)
	return value, ok && err == nil
}

// drop leaves the parameters of that name out.
func (q *query) drop(name string) {
	for i := 0; i < len(q.params); {
		if q.params[i].is(name) {
			q.params = append(q.params[:i], q.params[i+1:]...)
		} else {
			i++
		}
	}
}

// appendCanonical appends the canonical query: sorted by name and then by value. It
// sorts the parameters, so that find no longer knows which was first.
func (q *query) appendCanonical(dst []byte) []byte {
	if len(q.params) == 0 {
		return dst
	}
	q.encode()
	// Sort after encoding, not before: "a[0]" is "a%5B0%5D" on the wire, and '%'
	// sorts before the letters while '[' sorts after the capitals.
	for i := 1; i < len(q.params); i++ {
		if q.compare(&q.params[i-1], &q.params[i]) > 0 {
			slices.SortFunc(q.params, func(a, b param) int { return q.compare(&a, &b) })
			break
		}
	}
	for i := range q.params {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = q.appendParam(dst, i)
	}
	return dst
}

func (q *query) compare(a, b *param) int {
	if c := bytes.Compare(a.name.of(q.text), b.name.of(q.text)); c != 0 {
		return c
	}
	return bytes.Compare(a.value.of(q.text), b.value.of(q.text))
}

// appendParam appends "name=value".
func (q *query) appendParam(dst []byte, i int) []byte {
	p := &q.params[i]
	dst = append(dst, p.name.of(q.text)...)
	dst = append(dst, '=')
	return append(dst, p.value.of(q.text)...)
}
