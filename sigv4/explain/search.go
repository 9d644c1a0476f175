package explain

import (
	"crypto/sha256"
	"encoding/hex"
	"math/bits"
)

// A search tries hypotheses until one set of them yields the claimed signature.
//
// A try costs what it changes: the canonical request is assembled and hashed anew only
// if two hypotheses touch it, keys are derived only if the secret or the derivation
// differ. Nothing is allocated per try.
type search struct {
	s          *subject
	dimensions [][]hypothesis
	split      [][2][]*hypothesis // the same, the common ones and the others
	mac        *hmacer

	targets []target // what a match must equal
	spec    [sha256.Size]byte
	specKey keyState

	slots   []string // being assembled
	buffer  []byte
	hash    [sha256.Size]byte
	key     keyState
	keyBuf  []byte
	started *hypothesis // the secret whose keys of the specified chain are kept
	links   [3][]byte   // after date, Region and service
	pair    [2]*hypothesis

	tries, limit int
	stopped      bool
	found        []*hypothesis // nil until something matches
}

// A target is a digest that the claimed signature may stand for.
type target struct {
	digest []byte
	how    *hypothesis // nil for the specified encoding
}

func newSearch(s *subject) *search {
	f := &search{s: s, mac: newHMACer(), limit: s.in.Budget.tries()}
	if sum, err := hex.DecodeString(s.claim.signature); err == nil && len(sum) == sha256.Size && isLowerHex(s.claim.signature) {
		f.targets = append(f.targets, target{digest: sum})
	}
	f.slots = append(f.slots, s.canonical.slots...)
	f.buffer = appendCanonical(nil, f.slots)
	f.spec = sha256.Sum256(f.buffer)
	f.keyBuf = f.mac.derive(f.keyBuf, s.in.Secret, &s.key)
	f.mac.prepare(&f.specKey, f.keyBuf)
	return f
}

// load takes the hypotheses up.
func (f *search) load(p *proposals) {
	f.stopped = p.stopped
	for _, d := range p.order {
		list := p.byDim[d]
		if d == DimEncoding {
			for i := range list {
				f.targets = append(f.targets, target{list[i].digest, &list[i]})
			}
			continue
		}
		f.dimensions = append(f.dimensions, list)
	}
	f.prepare()
}

// prepare computes once what each hypothesis changes by itself.
func (f *search) prepare() {
	f.split = make([][2][]*hypothesis, len(f.dimensions))
	for d, list := range f.dimensions {
		for i := range list {
			h := &list[i]
			rare := 1
			if h.common {
				rare = 0
			}
			f.split[d][rare] = append(f.split[d][rare], h)
			if h.onCanonical() {
				f.assemble(h, nil, nil)
				h.hash = f.hash
			}
			if h.secretName != "" || h.key != nil {
				f.deriveInto(&h.state, h, h)
			}
		}
	}
}

// specification tries what should have been signed, and nothing else. It costs one
// signature, whatever the budget.
func (f *search) specification() bool {
	f.tries++
	return f.match(nil, nil, nil)
}

// run tries other writings of the signature, then singles, pairs and triples. It tells
// whether everything was tried that there is.
func (f *search) run() (exhausted bool) {
	if len(f.targets) == 0 {
		return !f.stopped
	}
	if f.targets[len(f.targets)-1].how != nil && f.try(nil, nil, nil) {
		return true
	}
	if f.singles() || f.pairs() {
		return true
	}
	for rare := 0; rare <= 3; rare++ {
		if f.triples(rare) {
			return true
		}
	}
	return !f.stopped
}

func (f *search) singles() bool {
	for _, list := range f.dimensions {
		for i := range list {
			if f.try(&list[i], nil, nil) {
				return true
			}
		}
	}
	return false
}

func (f *search) pairs() bool {
	for a, first := range f.dimensions {
		for _, second := range f.dimensions[a+1:] {
			for i := range first {
				for j := range second {
					if f.try(&first[i], &second[j], nil) {
						return true
					}
				}
				if f.stopped {
					return false
				}
			}
		}
	}
	return false
}

// triples tries three dimensions at a time, with so many hypotheses among the three
// that are not of common causes.
func (f *search) triples(rare int) bool {
	for choice := range 1 << 3 {
		if bits.OnesCount(uint(choice)) != rare {
			continue
		}
		for a := range f.split {
			for b := a + 1; b < len(f.split); b++ {
				for c := b + 1; c < len(f.split); c++ {
					if f.three(f.split[a][choice&1], f.split[b][choice>>1&1], f.split[c][choice>>2]) {
						return true
					}
					if f.stopped {
						return false
					}
				}
			}
		}
	}
	return false
}

func (f *search) three(first, second, third []*hypothesis) bool {
	for _, a := range first {
		for _, b := range second {
			if f.stopped {
				return false
			}
			for _, c := range third {
				if f.try(a, b, c) {
					return true
				}
			}
		}
	}
	return false
}

func isLowerHex(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
