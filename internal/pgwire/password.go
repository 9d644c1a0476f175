package pgwire

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/xdg-go/stringprep"
)

// scramIterations is RFC 7677's minimum, and PostgreSQL's number.
const scramIterations = 4096

// A PasswordVerifier is what is kept of a password: enough to check a proof of
// it, not enough to log in elsewhere with SCRAM. (An MD5 hash is as good as the
// password to whoever speaks MD5 authentication: keep it as a secret.)
type PasswordVerifier struct {
	MD5        string `json:"md5"`        // hex of md5(password ‖ user), without PostgreSQL's "md5" in front
	Salt       []byte `json:"salt"`       // SCRAM-SHA-256, RFC 5802 §3
	Iterations int    `json:"iterations"` //
	StoredKey  []byte `json:"stored_key"` //
	ServerKey  []byte `json:"server_key"` //
}

// String keeps verifiers out of logs.
func (PasswordVerifier) String() string { return "***" }

// NewPasswordVerifier derives the verifier of user's password, with a fresh
// salt. It takes some milliseconds, by design.
func NewPasswordVerifier(user, password string) (PasswordVerifier, error) {
	salt := make([]byte, 16)
	rand.Read(salt)
	salted, err := pbkdf2.Key(sha256.New, normalize(password), salt, scramIterations, sha256.Size)
	if err != nil {
		return PasswordVerifier{}, fmt.Errorf("pgwire: password verifier: %w", err)
	}
	stored := sha256.Sum256(mac(salted, "Client Key"))
	sum := md5.Sum([]byte(password + user))
	return PasswordVerifier{
		MD5:        hex.EncodeToString(sum[:]),
		Salt:       salt,
		Iterations: scramIterations,
		StoredKey:  stored[:],
		ServerKey:  mac(salted, "Server Key"),
	}, nil
}

// Check tells whether a password is the one that the verifier was made of. It takes
// some milliseconds, by design. The zero verifier is of no password.
func (v PasswordVerifier) Check(password string) bool {
	if len(v.StoredKey) == 0 || v.Iterations <= 0 {
		return false
	}
	salted, err := pbkdf2.Key(sha256.New, normalize(password), v.Salt, v.Iterations, sha256.Size)
	if err != nil {
		return false
	}
	stored := sha256.Sum256(mac(salted, "Client Key"))
	return hmac.Equal(stored[:], v.StoredKey)
}

// normalize is RFC 4013's SASLprep. A password that it does not accept is used
// as it is, as PostgreSQL does.
func normalize(password string) string {
	if p, err := stringprep.SASLprep.Prepare(password); err == nil {
		return p
	}
	return password
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
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
		Iterations: scramIterations,
		StoredKey:  mac(k.secret, "stored "+user),
		ServerKey:  mac(k.secret, "server "+user),
	}
}
