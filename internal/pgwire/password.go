package pgwire

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"github.com/countersign-dev/countersign/internal/users"
)

// A PasswordVerifier is what is kept of a password: see package users.
type PasswordVerifier = users.Verifier

// NewPasswordVerifier derives the verifier of user's password, with a fresh
// salt. It takes some milliseconds, by design.
func NewPasswordVerifier(user, password string) (PasswordVerifier, error) {
	return users.NewVerifier(user, password)
}

// dummyKeys derive the verifier of a user who does not exist: always the same
// for the same name, so that asking twice tells nothing.
type dummyKeys struct{ secret []byte }

func newDummyKeys() (dummyKeys, error) {
	secret := make([]byte, 32)
	_, err := rand.Read(secret)
	return dummyKeys{secret}, err
}

func (k dummyKeys) verifier(user string) PasswordVerifier {
	return PasswordVerifier{
		MD5:        hex.EncodeToString(mac(k.secret, "md5 "+user)[:16]),
		Salt:       mac(k.secret, "salt "+user)[:16],
		Iterations: users.Iterations,
		StoredKey:  mac(k.secret, "stored "+user),
		ServerKey:  mac(k.secret, "server "+user),
	}
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
