package explain

import (
	"net/http"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// canonicalParts is a canonical request in slots that hypotheses replace one by one:
//
//	method, path, query, (gap, header) for each signed header, gap, rest, names, payload
//
// Gaps are empty: a header that was signed though the list does not name it goes into
// the gap where it sorts. Header slots are whole lines.
type canonicalParts struct {
	slots   []string
	headers []string // names that have slots of their own
	names   []string // all signed headers
}

// The first slots; the others' places depend on the number of headers.
const (
	slotMethod = iota
	slotPath
	slotQuery
	slotHeaders
)

func (p *canonicalParts) slotOf(header string) int {
	if i := slices.Index(p.headers, header); i >= 0 {
		return slotHeaders + 2*i + 1
	}
	return -1
}

// gapFor returns the gap in which a header sorts that is not among the signed ones.
func (p *canonicalParts) gapFor(header string) int {
	i, _ := slices.BinarySearch(p.headers, header)
	return slotHeaders + 2*i
}

func (p *canonicalParts) slotNames() int   { return len(p.slots) - 2 }
func (p *canonicalParts) slotPayload() int { return len(p.slots) - 1 }

func newCanonicalParts(s *subject) canonicalParts {
	names := s.claim.names
	own := names[:min(len(names), maxHeaders)]
	p := canonicalParts{headers: own, names: names}
	path, query := canonicalTarget(s)
	p.slots = append(p.slots, s.r.Method, path, query)
	for _, name := range own {
		p.slots = append(p.slots, "", s.headerLine(name))
	}
	var rest strings.Builder
	for _, name := range names[len(own):] {
		rest.WriteString(s.headerLine(name))
	}
	p.slots = append(p.slots, "", rest.String(), strings.Join(names, ";"), s.payload())
	return p
}

// canonicalTarget has the sigv4 package write path and query, and falls back to the
// raw ones where it refuses them.
func canonicalTarget(s *subject) (path, query string) {
	target := s.r.Target
	if s.claim.inQuery && !s.claim.inHeader {
		target = s.path + "?" + dropParam(s.query, "X-Amz-Signature")
	}
	if path, query, ok := writeTarget(target, s.r.Path); ok {
		return path, query
	}
	return s.path, s.query
}

func writeTarget(target string, style sigv4.PathStyle) (path, query string, ok bool) {
	canonical, err := sigv4.CanonicalRequest(&sigv4.Request{Method: "M", Target: target, Path: style}, nil)
	if err != nil {
		return "", "", false
	}
	lines := strings.SplitN(canonical, "\n", 4)
	if len(lines) < 4 {
		return "", "", false
	}
	return lines[1], lines[2], true
}

// dropParam takes a parameter out of a raw query, whatever the case of its name.
func dropParam(raw, name string) string {
	kept := make([]string, 0, 16)
	for piece := range strings.SplitSeq(raw, "&") {
		key, _, _ := strings.Cut(piece, "=")
		if !strings.EqualFold(decode(key, true), name) {
			kept = append(kept, piece)
		}
	}
	return strings.Join(kept, "&")
}

// headerLine has the sigv4 package write a header, so that both trim alike.
func (s *subject) headerLine(name string) string {
	header := http.Header{}
	if values, ok := headerValues(s.r.Header, name); ok {
		header[http.CanonicalHeaderKey(name)] = values
	}
	canonical, err := sigv4.CanonicalRequest(
		&sigv4.Request{Method: "M", Target: "/", Host: s.r.Host, Header: header, PayloadHash: "P"}, []string{name})
	if err != nil {
		return name + ":\n"
	}
	canonical = strings.TrimPrefix(canonical, "M\n/\n\n")
	return strings.TrimSuffix(canonical, "\n"+strings.ToLower(name)+"\nP")
}

// appendCanonical writes slots as a canonical request.
func appendCanonical(dst []byte, slots []string) []byte {
	last := len(slots) - 2
	for _, slot := range slots[:slotHeaders] {
		dst = append(dst, slot...)
		dst = append(dst, '\n')
	}
	for _, slot := range slots[slotHeaders:last] {
		dst = append(dst, slot...)
	}
	dst = append(dst, '\n')
	dst = append(dst, slots[last]...)
	dst = append(dst, '\n')
	return append(dst, slots[last+1]...)
}

// stringParts is a string to sign in the parts that hypotheses replace.
type stringParts struct {
	algorithm, date, scope string
	separator              string
	form                   hashForm
	tail                   string
}

// A hashForm is how the canonical request goes into the string to sign.
type hashForm uint8

const (
	hashLower  hashForm = iota // as specified: SHA-256 in lower-case hex
	hashUpper                  // in upper-case hex
	hashTwice                  // the hash of the hash in hex
	hashBase64                 // in base64
	hashWhole                  // the canonical request itself
	hashAlone                  // the hash is all that is signed
	wholeAlone                 // the canonical request is all that is signed
	hashBytes                  // as 32 bytes
)

// change says which of the parts a hypothesis replaces.
type change uint8

const (
	changeAlgorithm change = 1 << iota
	changeDate
	changeScope
	changeSeparator
	changeForm
	changeTail
)

// with returns p with the changed parts of q.
func (p stringParts) with(q *stringParts, what change) stringParts {
	if what&changeAlgorithm != 0 {
		p.algorithm = q.algorithm
	}
	if what&changeDate != 0 {
		p.date = q.date
	}
	if what&changeScope != 0 {
		p.scope = q.scope
	}
	if what&changeSeparator != 0 {
		p.separator = q.separator
	}
	if what&changeForm != 0 {
		p.form = q.form
	}
	if what&changeTail != 0 {
		p.tail = q.tail
	}
	return p
}
