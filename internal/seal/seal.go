// Package seal hides secrets at rest: AES-256-GCM under keys derived from the
// server's master key, one for each purpose.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// version is the version of Sealed's form: AES-256-GCM under a key derived from
// the master key with HKDF-SHA-256.
const version = 1

// A Sealed is a secret at rest. It may be kept anywhere.
type Sealed struct {
	Version    int
	KeyID      string // tells which master key; no secret
	Nonce      []byte
	Ciphertext []byte
}

// ErrSeal says that something was not sealed here, or not for this use.
var ErrSeal = errors.New("seal does not open")

// A Box seals for one purpose, so that what was sealed for another does not open.
// It is safe for concurrent use.
type Box struct {
	aead  cipher.AEAD
	keyID string
}

// NewBox derives a purpose's key from the master key of 32 bytes.
func NewBox(master []byte, purpose string) (*Box, error) {
	key, err := hkdf.Key(sha256.New, master, nil, "countersign "+purpose, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	id, err := hkdf.Key(sha256.New, master, nil, "countersign key id", 8)
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	return &Box{aead: aead, keyID: hex.EncodeToString(id)}, err
}

// Seal hides a secret. It opens again only with the same bound text.
func (b *Box) Seal(secret []byte, bound string) Sealed {
	nonce := make([]byte, b.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: see crypto/rand
	return Sealed{Version: version, KeyID: b.keyID, Nonce: nonce, Ciphertext: b.aead.Seal(nil, nonce, secret, []byte(bound))}
}

// Open returns the secret, or ErrSeal.
func (b *Box) Open(s Sealed, bound string) ([]byte, error) {
	if s.Version != version || s.KeyID != b.keyID || len(s.Nonce) != b.aead.NonceSize() {
		return nil, ErrSeal
	}
	secret, err := b.aead.Open(nil, s.Nonce, s.Ciphertext, []byte(bound))
	if err != nil {
		return nil, ErrSeal
	}
	return secret, nil
}

// SealToken is Seal in the short form of tokens that travel: the nonce, then the
// ciphertext.
func (b *Box) SealToken(secret []byte, bound string) []byte {
	s := b.Seal(secret, bound)
	return append(s.Nonce, s.Ciphertext...)
}

// OpenToken returns what SealToken hid, or ErrSeal.
func (b *Box) OpenToken(token []byte, bound string) ([]byte, error) {
	nonce := b.aead.NonceSize()
	if len(token) < nonce {
		return nil, ErrSeal
	}
	return b.Open(Sealed{Version: version, KeyID: b.keyID, Nonce: token[:nonce], Ciphertext: token[nonce:]}, bound)
}
