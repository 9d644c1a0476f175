package explain

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
)

// stopEvery is how many tries pass between looks at Budget.Stop.
const stopEvery = 64

// try computes the signature under up to three hypotheses, and remembers them if it is
// the claimed one.
func (f *search) try(a, b, c *hypothesis) bool {
	if f.stopped || conflict(a, b, c) {
		return false
	}
	if f.tries >= f.limit {
		f.stopped = true
		return false
	}
	if stop := f.s.in.Budget.Stop; stop != nil && f.tries%stopEvery == 0 && stop() {
		f.stopped = true
		return false
	}
	f.tries++
	return f.match(a, b, c)
}

// match computes the signature under the hypotheses and compares it with all that the
// claimed one may stand for.
func (f *search) match(a, b, c *hypothesis) bool {
	f.assemble(a, b, c)
	message := f.stringToSign(a, b, c)
	sum := f.mac.mac(f.keyFor(a, b, c), message)
	for i := range f.targets {
		if subtle.ConstantTimeCompare(sum, f.targets[i].digest) == 1 {
			f.remember(f.targets[i].how, a, b, c)
			return true
		}
	}
	return false
}

// conflict tells whether two hypotheses want the same slot, or the same part of the
// string to sign.
func conflict(a, b, c *hypothesis) bool {
	if b == nil {
		return false
	}
	if a.touched&b.touched != 0 || a.changes&b.changes != 0 {
		return true
	}
	return c != nil && ((a.touched|b.touched)&c.touched != 0 || (a.changes|b.changes)&c.changes != 0)
}

func (f *search) remember(how, a, b, c *hypothesis) {
	f.found = []*hypothesis{}
	for _, h := range [...]*hypothesis{a, b, c, how} {
		if h != nil {
			f.found = append(f.found, h)
		}
	}
}

// assemble leaves the hash of the canonical request under the hypotheses in f.hash,
// and the request in f.buffer if it had to be hashed.
func (f *search) assemble(a, b, c *hypothesis) {
	var one *hypothesis
	n := 0
	for _, h := range [...]*hypothesis{a, b, c} {
		if h != nil && h.onCanonical() {
			one = h
			n++
		}
	}
	switch {
	case n == 0:
		f.hash = f.spec
		return
	case n == 1 && one.hash != [sha256.Size]byte{}:
		f.hash = one.hash
		return
	}
	f.write(a, b, c)
	f.hash = sha256.Sum256(f.buffer)
}

// write assembles the canonical request under the hypotheses in f.buffer.
func (f *search) write(a, b, c *hypothesis) {
	for _, h := range [...]*hypothesis{a, b, c} {
		if h != nil {
			for i := range h.patches {
				f.slots[h.patches[i].slot] = h.patches[i].text
			}
		}
	}
	f.buffer = appendCanonical(f.buffer[:0], f.slots)
	for _, h := range [...]*hypothesis{a, b, c} {
		if h != nil {
			for i := range h.patches {
				slot := h.patches[i].slot
				f.slots[slot] = f.s.canonical.slots[slot]
			}
		}
	}
}

// stringToSign writes the string to sign over the hash that assemble left.
func (f *search) stringToSign(a, b, c *hypothesis) []byte {
	parts := &f.s.sts
	var changed stringParts
	for _, h := range [...]*hypothesis{a, b, c} {
		if h != nil && h.changes != 0 {
			changed = parts.with(&h.strings, h.changes)
			parts = &changed
		}
	}
	if parts.form == hashWhole || parts.form == wholeAlone {
		f.write(a, b, c)
		f.buffer = parts.around(nil, f.buffer, &f.hash)
		return f.buffer
	}
	f.buffer = parts.around(f.buffer[:0], nil, &f.hash)
	return f.buffer
}

// around writes the string to sign. canonical is needed for the forms that hold it.
func (p *stringParts) around(dst, canonical []byte, sum *[sha256.Size]byte) []byte {
	if p.form == wholeAlone {
		return append(dst, canonical...)
	}
	if p.form != hashAlone {
		for _, part := range [...]string{p.algorithm, p.date, p.scope} {
			if part != "" {
				dst = append(append(dst, part...), p.separator...)
			}
		}
	}
	switch p.form {
	case hashUpper:
		at := len(dst)
		dst = hex.AppendEncode(dst, sum[:])
		for i := at; i < len(dst); i++ {
			if dst[i] >= 'a' {
				dst[i] -= 'a' - 'A'
			}
		}
	case hashTwice:
		var text [2 * sha256.Size]byte
		hex.Encode(text[:], sum[:])
		again := sha256.Sum256(text[:])
		dst = hex.AppendEncode(dst, again[:])
	case hashBase64:
		dst = base64.StdEncoding.AppendEncode(dst, sum[:])
	case hashWhole:
		dst = append(dst, canonical...)
	case hashBytes:
		dst = append(dst, sum[:]...)
	default:
		dst = hex.AppendEncode(dst, sum[:])
	}
	return append(dst, p.tail...)
}
