package explain

import (
	"crypto/sha256"
	"encoding"
	"encoding/base64"
	"encoding/hex"
	"hash"
)

// A Derivation is how a signing key is made of a secret. The specification's is a
// chain of HMACs, each keyed by the one before, that begins with Prefix+secret and
// goes over date, Region, service and terminator.
type Derivation struct {
	Prefix     string `json:"prefix"`
	Date       string `json:"date"`
	Region     string `json:"region"`
	Service    string `json:"service"`
	Terminator string `json:"terminator"`
	// Form is "chain", or how the chain was built otherwise: one of the forms below.
	Form string `json:"form"`
}

// The forms of a derivation.
const (
	formChain        = "chain"              // as specified
	formHexChain     = "hex-chain"          // every link's key is the hex of the one before
	formBase64Chain  = "base64-chain"       // or its base64
	formHexKey       = "hex-key"            // the last key is used as hex
	formSwapped      = "swapped-arguments"  // data and key of each HMAC are exchanged
	formNoTerminator = "without-terminator" // the last link is missing
	formSecret       = "secret-as-key"      // no chain at all: the secret is the key
	formPrefixed     = "prefixed-secret"    // prefix and secret are the key
	formDateKey      = "date-key"           // the chain ends after the date
	formRegionKey    = "region-key"         // the chain ends after the Region
)

// An hmacer computes HMAC-SHA256 over and over without allocating.
type hmacer struct {
	digest hash.Hash
	state  stateful
	block  [sha256.BlockSize]byte
	sum    [sha256.Size]byte
	data   []byte
}

// stateful is what SHA-256 of the standard library can do with its state.
type stateful interface {
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}

// A keyState is a key as the two states that HMAC begins with.
type keyState struct {
	inner, outer []byte
}

func newHMACer() *hmacer {
	m := &hmacer{digest: sha256.New()}
	m.state, _ = m.digest.(stateful)
	return m
}

// prepare fills k with the states of a key.
func (m *hmacer) prepare(k *keyState, key []byte) {
	if len(key) > len(m.block) {
		sum := sha256.Sum256(key)
		key = sum[:]
	}
	k.inner = m.pad(k.inner[:0], key, 0x36)
	k.outer = m.pad(k.outer[:0], key, 0x5c)
}

func (m *hmacer) pad(dst, key []byte, with byte) []byte {
	clear(m.block[:])
	copy(m.block[:], key)
	for i := range m.block {
		m.block[i] ^= with
	}
	m.digest.Reset()
	m.digest.Write(m.block[:])
	// AppendBinary of the standard library's SHA-256 returns no error.
	dst, _ = m.state.AppendBinary(dst)
	return dst
}

// mac returns the HMAC of a message; the result is overwritten by the next call.
func (m *hmacer) mac(k *keyState, message []byte) []byte {
	m.restore(k.inner)
	m.digest.Write(message)
	m.digest.Sum(m.sum[:0])
	m.restore(k.outer)
	m.digest.Write(m.sum[:])
	return m.digest.Sum(m.sum[:0])
}

func (m *hmacer) restore(state []byte) {
	// The state was made by this very type, which reads what it wrote.
	_ = m.state.UnmarshalBinary(state)
}

// once is the HMAC of a message under a key that is used once.
func (m *hmacer) once(key, message []byte) []byte {
	if len(key) > len(m.block) {
		sum := sha256.Sum256(key)
		key = sum[:]
	}
	clear(m.block[:])
	copy(m.block[:], key)
	m.begin(0x36)
	m.digest.Write(message)
	m.digest.Sum(m.sum[:0])
	m.begin(0x36 ^ 0x5c) // takes the inner pad off again
	m.digest.Write(m.sum[:])
	return m.digest.Sum(m.sum[:0])
}

// begin starts a hash with the block, xored.
func (m *hmacer) begin(with byte) {
	for i := range m.block {
		m.block[i] ^= with
	}
	m.digest.Reset()
	m.digest.Write(m.block[:])
}

// derive writes the signing key of a secret into dst. The result shares dst.
func (m *hmacer) derive(dst []byte, secret string, d *Derivation) []byte {
	dst = append(append(dst[:0], d.Prefix...), secret...)
	n := len(d.links())
	switch d.Form {
	case formSecret:
		return append(dst[:0], secret...)
	case formPrefixed:
		return dst
	case formNoTerminator:
		n = 3
	case formRegionKey:
		n = 2
	case formDateKey:
		n = 1
	}
	dst = m.chain(dst, d, 0, n)
	if d.Form == formHexKey {
		dst = hex.AppendEncode(nil, dst)
	}
	return dst
}

func (d *Derivation) links() [4]string { return [4]string{d.Date, d.Region, d.Service, d.Terminator} }

// chain goes on from a key over the links from one to another.
func (m *hmacer) chain(key []byte, d *Derivation, from, to int) []byte {
	links := d.links()
	for _, link := range links[from:to] {
		m.data = append(m.data[:0], link...)
		if d.Form == formSwapped {
			key = append(key[:0], m.once(m.data, key)...)
			continue
		}
		key = nextKey(d.Form, key, m.once(key, m.data))
	}
	return key
}

// nextKey writes the key for the next link.
func nextKey(form string, dst, sum []byte) []byte {
	switch form {
	case formHexChain:
		return hex.AppendEncode(dst[:0], sum)
	case formBase64Chain:
		return base64.StdEncoding.AppendEncode(dst[:0], sum)
	}
	return append(dst[:0], sum...)
}
