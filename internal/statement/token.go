package statement

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
)

// ErrToken says that a NextToken was not made by this server for this statement
// and this caller.
var ErrToken = errors.New("invalid NextToken")

// A sealer makes and opens the tokens of result pages. A token is sealed with
// the server's key and bound to statement and owner, so that it tells nothing
// and cannot be made up or carried to another result.
type sealer struct{ aead cipher.AEAD }

// KeySize is the size of the key that tokens are sealed with, in bytes.
const KeySize = 32

func newSealer(key []byte) (sealer, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealer{}, err
	}
	aead, err := cipher.NewGCM(block)
	return sealer{aead}, err
}

// seal makes the token of a page.
func (s sealer) seal(st *Statement, page int) string {
	return s.sealBytes(binary.AppendUvarint(nil, uint64(page)), binding(st))
}

// open returns the page that a token leads to.
func (s sealer) open(st *Statement, token string) (page int, err error) {
	plain, err := s.openBytes(token, binding(st))
	if err != nil {
		return 0, err
	}
	n, width := binary.Uvarint(plain)
	if width <= 0 || n >= uint64(len(st.Result.Pages)) {
		return 0, ErrToken
	}
	return int(n), nil
}

// sealBytes seals a text for one purpose.
func (s sealer) sealBytes(plain, purpose []byte) string {
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: see crypto/rand
	return base64.StdEncoding.EncodeToString(s.aead.Seal(nonce, nonce, plain, purpose))
}

func (s sealer) openBytes(token string, purpose []byte) ([]byte, error) {
	data, err := base64.StdEncoding.Strict().DecodeString(token)
	if err != nil || len(data) < s.aead.NonceSize() {
		return nil, ErrToken
	}
	plain, err := s.aead.Open(nil, data[:s.aead.NonceSize()], data[s.aead.NonceSize():], purpose)
	if err != nil {
		return nil, ErrToken
	}
	return plain, nil
}

// binding is what a token is good for.
func binding(st *Statement) []byte { return []byte(st.ID + "\x00" + st.Owner) }
