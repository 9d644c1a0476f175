package sigv4

import (
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
	text   []byte // to recode in
}

// A param is one parameter: "name=value" in its canonical encoding, the length of the
// name, and the value as it was sent. Most parameters are sent canonically, and are
// then parts of the request target.
type param struct {
	canonical string
	name      int
	raw       string
	plain     bool // raw holds no escapes
}

// parse reads a raw query, which it splits at "&" and at the first "=" of each piece.
// Empty pieces do not count. ";" separates nothing.
func (q *query) parse(raw string) error {
	q.params = q.params[:0]
	presigned := false
	for raw != "" {
		if raw[0] == '&' {
			raw = raw[1:]
			continue
		}
		q.params = append(q.params, param{})
		p := &q.params[len(q.params)-1]
		size, canonical := p.read(raw, presigned)
		if !canonical {
			if size = strings.IndexByte(raw, '&'); size < 0 {
				size = len(raw)
			}
			if err := q.recode(p, raw[:size]); err != nil {
				return err
			}
		}
		presigned = presigned || p.is(queryAlgorithm)
		raw = raw[size:]
	}
	return nil
}

// read reads the parameter that a raw query begins with, and tells how long it is and
// whether it was sent in its canonical encoding; of one that was not, nothing else. Of
// a presigned query the signature's encoding is all the same: it signs, and is not
// signed.
func (p *param) read(raw string, presigned bool) (size int, canonical bool) {
	p.name, p.plain = -1, true
	for size = plainPrefix(raw); size < len(raw) && raw[size] != '&'; size += plainPrefix(raw[size:]) {
		switch c := raw[size]; {
		case c == '=' && p.name < 0:
			p.name = size
			size++
			if presigned && raw[:p.name] == querySignature {
				return p.readSignature(raw, size)
			}
		case c == '%' && isCanonicalEscape(raw[size:]):
			size += 3
			p.plain = false
		default:
			return 0, false
		}
	}
	if p.name < 0 {
		return 0, false
	}
	p.canonical, p.raw = raw[:size], raw[p.name+1:size]
	return size, true
}

// readSignature reads a signature whose value begins at start.
func (p *param) readSignature(raw string, start int) (size int, canonical bool) {
	if size = strings.IndexByte(raw[start:], '&'); size < 0 {
		size = len(raw) - start
	}
	p.raw = raw[start : start+size]
	p.canonical, p.plain = raw[:start+size], strings.IndexByte(p.raw, '+') < 0
	return start + size, strings.IndexByte(p.raw, '%') < 0
}

// plainPrefix returns how many unreserved characters s begins with.
func plainPrefix(s string) int {
	i := 0
	for i+3 < len(s) && unreserved[s[i]] && unreserved[s[i+1]] && unreserved[s[i+2]] && unreserved[s[i+3]] {
		i += 4
	}
	for i < len(s) && unreserved[s[i]] {
		i++
	}
	return i
}

// isCanonicalEscape tells whether s begins with an escape that has to be one, in
// capital digits.
func isCanonicalEscape(s string) bool {
	if len(s) < 3 || s[1] >= 'a' || s[2] >= 'a' {
		return false
	}
	hi, lo := unhex(s[1]), unhex(s[2])
	return hi <= 15 && lo <= 15 && !unreserved[hi<<4|lo]
}

// recode reads a parameter whose canonical encoding is another than the one sent.
func (q *query) recode(p *param, piece string) (err error) {
	name, raw, _ := strings.Cut(piece, "=")
	if q.text, err = appendRecoded(q.text[:0], name, &unreserved); err != nil {
		return err
	}
	p.name, p.raw, p.plain = len(q.text), raw, false
	q.text = append(q.text, '=')
	q.text, err = appendRecoded(q.text, raw, &unreserved)
	p.canonical = string(q.text)
	return err
}

// value is the parameter's value, decoded. Its escapes were checked when it was read.
func (p *param) value() string {
	if p.plain {
		return p.raw
	}
	value, _ := unescape(p.raw)
	return value
}

func (p *param) is(name string) bool { return p.canonical[:p.name] == name }

// value returns the first parameter of that name, decoded.
func (q *query) value(name string) (string, bool) {
	for i := range q.params {
		if p := &q.params[i]; p.is(name) {
			return p.value(), true
		}
	}
	return "", false
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
// sorts the parameters, so that value no longer knows which was first.
func (q *query) appendCanonical(dst []byte) []byte {
	// Sort after encoding, not before: "a[0]" is "a%5B0%5D" on the wire, and '%'
	// sorts before the letters while '[' sorts after the capitals.
	for i := 1; i < len(q.params); i++ {
		if q.params[i-1].compare(&q.params[i]) > 0 {
			slices.SortFunc(q.params, func(a, b param) int { return a.compare(&b) })
			break
		}
	}
	for i := range q.params {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = append(dst, q.params[i].canonical...)
	}
	return dst
}

func (p *param) compare(other *param) int {
	if c := strings.Compare(p.canonical[:p.name], other.canonical[:other.name]); c != 0 {
		return c
	}
	return strings.Compare(p.canonical[p.name:], other.canonical[other.name:])
}

// appendCanonicalWith is appendCanonical with the parameters of a presigned query
// among the others. They follow one another in any sorted query, unless it has names
// that sort between theirs.
func (q *query) appendCanonicalWith(dst, presigned []byte) ([]byte, error) {
	before := 0
	for i := range q.params {
		switch name := q.params[i].canonical[:q.params[i].name]; {
		case name < queryAlgorithm:
			before++
		case name <= querySignedHeaders:
			var all query
			if err := all.parse(string(presigned)); err != nil {
				return nil, err
			}
			q.params = append(q.params, all.params...)
			return q.appendCanonical(dst), nil
		}
	}
	switch before {
	case 0:
		dst = append(dst, presigned...)
		if len(q.params) > 0 {
			dst = append(dst, '&')
		}
		return q.appendCanonical(dst), nil
	case len(q.params):
		return append(append(q.appendCanonical(dst), '&'), presigned...), nil
	}
	start := len(dst)
	dst = q.appendCanonical(dst)
	end := start + before - 1 // the separators
	for i := range before {
		end += len(q.params[i].canonical)
	}
	added := 1 + len(presigned)
	dst = slices.Grow(dst, added)
	dst = dst[:len(dst)+added]
	copy(dst[end+added:], dst[end:])
	dst[end] = '&'
	copy(dst[end+1:], presigned)
	return dst, nil
}
