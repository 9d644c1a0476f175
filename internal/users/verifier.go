package users

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/xdg-go/stringprep"
)

// Iterations of SCRAM: RFC 7677's minimum, and PostgreSQL's number.
const Iterations = 4096

// A Verifier is what is kept of a password: enough to check a proof of it, not
// enough to log in elsewhere with SCRAM. (An MD5 hash is as good as the password to
// whoever speaks MD5 authentication: keep it as a secret.) Where SQL gave only a digest
// of the password, there is no more than that.
type Verifier struct {
	MD5        string `json:"md5"`        // hex of md5(password ‖ user), without PostgreSQL's "md5" in front
	Salt       []byte `json:"salt"`       // SCRAM-SHA-256, RFC 5802 §3
	Iterations int    `json:"iterations"` //
	StoredKey  []byte `json:"stored_key"` //
	ServerKey  []byte `json:"server_key"` //

	SHA256     []byte `json:"sha256,omitempty"`      // sha256(password ‖ SHA256Salt), of Redshift's digest authentication
	SHA256Salt string `json:"sha256_salt,omitempty"` //
}

// SCRAM, and Digest for Redshift's own method, tell by what a password can be proven.
func (v Verifier) SCRAM() bool  { return len(v.StoredKey) > 0 && v.Iterations > 0 }
func (v Verifier) Digest() bool { return len(v.SHA256) > 0 }

// String keeps verifiers out of logs.
func (Verifier) String() string { return "***" }

// NewVerifier derives the verifier of user's password, with a fresh
// salt. It takes some milliseconds, by design.
func NewVerifier(user, password string) (Verifier, error) {
	salt := make([]byte, 16)
	rand.Read(salt)
	salted, err := pbkdf2.Key(sha256.New, normalize(password), salt, Iterations, sha256.Size)
	if err != nil {
		return Verifier{}, fmt.Errorf("users: password verifier: %w", err)
	}
	stored := sha256.Sum256(mac(salted, "Client Key"))
	sum := md5.Sum([]byte(password + user))
	return Verifier{
		MD5:        hex.EncodeToString(sum[:]),
		Salt:       salt,
		Iterations: Iterations,
		StoredKey:  stored[:],
		ServerKey:  mac(salted, "Server Key"),
	}, nil
}

// Check tells whether a password is the one of that user that the verifier was made of.
// It takes some milliseconds, by design. The zero verifier is of no password.
func (v Verifier) Check(user, password string) bool {
	switch {
	case v.SCRAM():
		salted, err := pbkdf2.Key(sha256.New, normalize(password), v.Salt, v.Iterations, sha256.Size)
		if err != nil {
			return false
		}
		stored := sha256.Sum256(mac(salted, "Client Key"))
		return hmac.Equal(stored[:], v.StoredKey)
	case v.Digest():
		sum := sha256.Sum256([]byte(password + v.SHA256Salt))
		return hmac.Equal(sum[:], v.SHA256)
	case v.MD5 != "":
		sum := md5.Sum([]byte(password + user))
		return subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(v.MD5)) == 1
	}
	return false
}

// Digests of passwords, as SQL writes them.
const (
	md5Prefix    = "md5"
	sha256Prefix = "sha256|"
)

// ReadPassword makes the verifier of what PASSWORD says: a password, md5 and its
// digest, sha256| and a password, or sha256| with a digest and its salt. Of a password
// Redshift's rules are asked.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html.
func ReadPassword(user, text string) (Verifier, error) {
	if digest, ok := strings.CutPrefix(text, md5Prefix); ok && len(digest) == hex.EncodedLen(md5.Size) {
		if _, err := hex.DecodeString(digest); err != nil {
			return Verifier{}, invalid("invalid MD5 password digest")
		}
		return Verifier{MD5: strings.ToLower(digest)}, nil
	}
	rest, marked := strings.CutPrefix(text, sha256Prefix)
	if digest, salt, ok := strings.Cut(rest, "|"); marked && ok {
		sum, err := hex.DecodeString(digest)
		if err != nil || len(sum) != sha256.Size || salt == "" {
			return Verifier{}, invalid("invalid SHA256 password digest")
		}
		return Verifier{SHA256: sum, SHA256Salt: salt}, nil
	}
	if err := checkPassword(rest); err != nil {
		return Verifier{}, err
	}
	return NewVerifier(user, rest)
}

// checkPassword holds a password to Redshift's rules.
func checkPassword(password string) error {
	var upper, lower, digit bool
	for _, r := range password {
		switch {
		case r < 33 || r > 126 || strings.ContainsRune(`'"\/@`, r):
			return invalid(`password must contain only printable ASCII characters other than ', ", \, / and @`)
		case r >= 'A' && r <= 'Z':
			upper = true
		case r >= 'a' && r <= 'z':
			lower = true
		case r >= '0' && r <= '9':
			digit = true
		}
	}
	switch {
	case len(password) < 8 || len(password) > 64:
		return invalid("password must have between 8 and 64 characters")
	case !upper:
		return invalid("password must contain an uppercase letter")
	case !lower:
		return invalid("password must contain a lowercase letter")
	case !digit:
		return invalid("password must contain a number")
	}
	return nil
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
