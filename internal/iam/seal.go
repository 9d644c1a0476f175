package iam

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

// sealVersion is the version of sealed's form: AES-256-GCM under a key derived
// from the master key with HKDF-SHA-256.
const sealVersion = 1

// A sealed is a secret at rest.
type sealed struct {
	Version    int
	KeyID      string // tells which master key; no secret
	Nonce      []byte
	Ciphertext []byte
}

// errSeal says that something was not sealed here, or not for this use.
var errSeal = errors.New("seal does not open")

// A box seals for one purpose, so that what was sealed for another does not open.
type box struct {
	aead  cipher.AEAD
	keyID string
}

func newBox(master []byte, purpose string) (*box, error) {
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
	return &box{aead: aead, keyID: hex.EncodeToString(id)}, err
}

// seal hides a secret. It opens again only with the same bound text.
func (b *box) seal(secret []byte, bound string) sealed {
	nonce := make([]byte, b.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: see crypto/rand
	return sealed{Version: sealVersion, KeyID: b.keyID, Nonce: nonce, Ciphertext: b.aead.Seal(nil, nonce, secret, []byte(bound))}
}

// open returns the secret, or errSeal.
func (b *box) open(s sealed, bound string) ([]byte, error) {
	if s.Version != sealVersion || s.KeyID != b.keyID || len(s.Nonce) != b.aead.NonceSize() {
		return nil, errSeal
	}
	secret, err := b.aead.Open(nil, s.Nonce, s.Ciphertext, []byte(bound))
	if err != nil {
		return nil, errSeal
	}
	return secret, nil
}
