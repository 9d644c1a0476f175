package explain

import (
	"crypto/sha256"
	"strings"
)

// A Dimension is a part of what is signed that can be wrong by itself. Hypotheses of
// one dimension exclude each other; those of different ones combine.
type Dimension string

// The dimensions. Each signed header but the host is a dimension of its own, named by
// HeaderDimension.
const (
	DimMethod       Dimension = "method"
	DimHost         Dimension = "host"
	DimPath         Dimension = "path"
	DimQuery        Dimension = "query"
	DimHeaderList   Dimension = "signed headers"
	DimPayload      Dimension = "payload"
	DimSecret       Dimension = "secret"
	DimDerivation   Dimension = "key derivation"
	DimStringToSign Dimension = "string to sign"
	DimEncoding     Dimension = "encoding"
)

// HeaderDimension is the dimension of a signed header's value.
func HeaderDimension(name string) Dimension { return Dimension("header " + name) }

// A patch replaces one slot of the canonical request.
type patch struct {
	slot int
	text string
}

// A hypothesis is one way in which one dimension may have been signed otherwise.
type hypothesis struct {
	cause     int // index into the entries
	common    bool
	dimension Dimension
	say       string // the summary; empty for the dimension's own words

	patches []patch
	touched uint64 // the slots patched, as bits
	hash    [sha256.Size]byte

	strings stringParts
	changes change

	secret, secretName, keyOf string

	key   *Derivation
	state keyState // the signing key, if this hypothesis changes it

	digest   []byte // the claimed signature, read otherwise
	encoding string
}

func (h *hypothesis) onCanonical() bool { return len(h.patches) > 0 }

// proposals collects hypotheses. What equals the specification, or an earlier
// hypothesis of its dimension, is left out: the plainer words come first.
type proposals struct {
	s       *subject
	cause   int
	common  bool
	order   []Dimension
	byDim   map[Dimension][]hypothesis
	seen    map[string]struct{}
	stopped bool         // the budget ran out on the way
	forms   map[form]int // how many there are already
	lengths []int        // of the bodies that may have been signed
}

// A form is a cause in one dimension; a header's cause has forms in several.
type form struct {
	cause     int
	dimension Dimension
}

// commonForms is how many forms of a common cause are combined first.
const commonForms = 4

// propose collects the hypotheses of the whole catalogue for a request.
func propose(s *subject, table []entry) *proposals {
	p := &proposals{s: s, byDim: map[Dimension][]hypothesis{}, seen: map[string]struct{}{}, forms: map[form]int{}}
	for i := range table {
		if p.stopped = s.stop(); p.stopped {
			break
		}
		if table[i].propose != nil {
			p.cause, p.common = i, table[i].common
			table[i].propose(s, p)
		}
	}
	return p
}

// maxPerDimension bounds the hypotheses of a dimension, whatever a request holds.
const maxPerDimension = 128

func (p *proposals) add(h hypothesis, key string) {
	key = string(h.dimension) + "\x00" + key
	if _, ok := p.seen[key]; ok || len(p.byDim[h.dimension]) == maxPerDimension {
		return
	}
	p.seen[key] = struct{}{}
	if _, ok := p.byDim[h.dimension]; !ok {
		p.order = append(p.order, h.dimension)
	}
	// The first forms of a cause are its plainest.
	n := p.forms[form{p.cause, h.dimension}]
	p.forms[form{p.cause, h.dimension}]++
	h.cause, h.common = p.cause, n == 0 || p.common && n < commonForms
	for _, patch := range h.patches {
		h.touched |= 1 << patch.slot
	}
	p.byDim[h.dimension] = append(p.byDim[h.dimension], h)
}

// slot proposes another text for a slot of the canonical request.
func (p *proposals) slot(d Dimension, slot int, text, say string) {
	if slot < 0 || p.s.canonical.slots[slot] == text {
		return
	}
	p.add(hypothesis{dimension: d, patches: []patch{{slot, text}}, say: say}, text)
}

func (p *proposals) method(m, say string) { p.slot(DimMethod, slotMethod, m, say) }
func (p *proposals) path(v, say string)   { p.slot(DimPath, slotPath, v, say) }
func (p *proposals) query(v, say string)  { p.slot(DimQuery, slotQuery, v, say) }

// payload proposes another payload hash.
func (p *proposals) payload(hash, say string) {
	p.slot(DimPayload, p.s.canonical.slotPayload(), hash, say)
}

// host proposes another value of the host header.
func (p *proposals) host(value, say string) {
	name := "host"
	if !p.s.isSigned(name) {
		name = ":authority"
	}
	p.slot(DimHost, p.s.canonical.slotOf(name), name+":"+value+"\n", say)
}

// header proposes another value of a signed header.
func (p *proposals) header(name, value, say string) {
	p.slot(HeaderDimension(name), p.s.canonical.slotOf(name), name+":"+value+"\n", say)
}

// unlisted proposes that a header was signed though the list does not name it.
func (p *proposals) unlisted(name, value, say string) {
	parts := &p.s.canonical
	if p.s.isSigned(name) || len(parts.names) > len(parts.headers) {
		return
	}
	line, list := name+":"+value+"\n", withName(parts.names, name)
	p.add(hypothesis{dimension: DimHeaderList, say: say,
		patches: []patch{{parts.gapFor(name), line}, {parts.slotNames(), list}}}, line)
}

// listed proposes that a header which the list names was not signed.
func (p *proposals) listed(name, say string) {
	parts := &p.s.canonical
	slot := parts.slotOf(name)
	if slot < 0 {
		return
	}
	list := strings.Join(without(parts.names, name), ";")
	p.add(hypothesis{dimension: DimHeaderList, say: say,
		patches: []patch{{slot, ""}, {parts.slotNames(), list}}}, "-"+name)
}

// headerList proposes another way of writing the list of signed headers.
func (p *proposals) headerList(list, say string) {
	p.slot(DimHeaderList, p.s.canonical.slotNames(), list, say)
}

// secret proposes that the secret was used in another form.
func (p *proposals) secret(name, secret, say string) {
	if secret == p.s.in.Secret {
		return
	}
	p.add(hypothesis{dimension: DimSecret, secret: secret, secretName: name, say: say}, secret)
}

// otherKey proposes that the secret of another access key was used.
func (p *proposals) otherKey(id, secret, say string) {
	if secret == p.s.in.Secret {
		return
	}
	p.add(hypothesis{dimension: DimSecret, secret: secret, secretName: "of-another-key", keyOf: id, say: say}, secret)
}

// derivation proposes another derivation of the key.
func (p *proposals) derivation(d Derivation, say string) {
	if d == p.s.key {
		return
	}
	p.add(hypothesis{dimension: DimDerivation, key: &d, say: say},
		strings.Join([]string{d.Prefix, d.Date, d.Region, d.Service, d.Terminator, d.Form}, "\x00"))
}

// scope proposes that the signature was made for another scope throughout, and the
// credential names the one that it does.
func (p *proposals) scope(d Derivation, say string) {
	if d == p.s.key {
		return
	}
	text := strings.Join([]string{d.Date, d.Region, d.Service, d.Terminator}, "/")
	p.add(hypothesis{dimension: DimDerivation, key: &d, say: say,
		strings: stringParts{scope: text}, changes: changeScope}, "scope\x00"+text)
}

// toSign proposes another string to sign.
func (p *proposals) toSign(parts stringParts, what change, say string) {
	if whole := p.s.sts.with(&parts, what); whole != p.s.sts {
		p.add(hypothesis{dimension: DimStringToSign, strings: parts, changes: what, say: say},
			strings.Join([]string{whole.algorithm, whole.date, whole.scope, whole.separator, whole.tail, string('0' + rune(whole.form))}, "\x00"))
	}
}

// encoded proposes that the signature is digest, written in another way.
func (p *proposals) encoded(name string, digest []byte, say string) {
	if len(digest) != sha256.Size {
		return
	}
	p.add(hypothesis{dimension: DimEncoding, digest: digest, encoding: name, say: say}, name)
}

func withName(names []string, name string) string {
	out := make([]string, 0, len(names)+1)
	for i, n := range names {
		if len(out) == i && name < n {
			out = append(out, name)
		}
		out = append(out, n)
	}
	if len(out) == len(names) {
		out = append(out, name)
	}
	return strings.Join(out, ";")
}

func without(names []string, name string) []string {
	out := make([]string, 0, len(names))
	for _, n := range names {
		if n != name {
			out = append(out, n)
		}
	}
	return out
}
