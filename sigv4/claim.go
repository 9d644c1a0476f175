package sigv4

import (
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Claim is a signature that has passed every check but the last: the access key
// is known and may be used here and now, and whether the request really comes from
// its holder is open until Verify has returned nil.
type Claim struct {
	AccessKeyID   string
	Scope         CredentialScope
	Time          time.Time // when the request was signed, by its own account
	SignedHeaders []string  // lower case, sorted
	Presigned     bool      // the signature was in the query
	Principal     any       // from the look-up

	key       SigningKey
	prefix    []byte // the canonical request up to the payload hash
	signature string
	payload   payloadRule
}

// Verify recomputes the signature over the SHA-256 of the body, in lower-case hex,
// and compares it in constant time. It returns nil if the request is its holder's,
// or an *Error of kind SignatureDoesNotMatch that carries what was computed. An
// argument that is no hash is another error.
func (c *Claim) Verify(payloadHash string) error {
	if !isHash(payloadHash) {
		return fmt.Errorf("sigv4: payload hash is not %d lower-case hex digits", hex.EncodedLen(len(SigningKey{})))
	}
	canonical, toSign, bound := c.steps(payloadHash)
	expected := c.key.Signature(toSign)
	match := subtle.ConstantTimeCompare([]byte(expected), []byte(c.signature)) == 1
	if match && bound {
		return nil
	}
	reason := ReasonSignature
	if !bound {
		reason = ReasonPayload
	}
	err := errSignature(reason)
	err.CanonicalRequest, err.StringToSign = canonical, toSign
	return err
}

// Steps returns what Verify computes for this payload hash, for those who want to see
// it: neither is a secret, and neither is proof of anything.
func (c *Claim) Steps(payloadHash string) (canonicalRequest, stringToSign string) {
	canonicalRequest, stringToSign, _ = c.steps(payloadHash)
	return canonicalRequest, stringToSign
}

func (c *Claim) steps(payloadHash string) (canonicalRequest, stringToSign string, bound bool) {
	payload, bound := c.payload.settle(payloadHash)
	canonical := slices.Concat(c.prefix, []byte(payload))
	return string(canonical), string(appendStringToSign(nil, c.Time, c.Scope, canonical)), bound
}

// A payloadRule says what stands for the body in the canonical request.
type payloadRule struct {
	declared    string // X-Amz-Content-Sha256
	hasDeclared bool
	unsigned    bool // UnsignedPayload may be declared
	presigned   bool
	chunked     bool // the body is framed in signed chunks, which nobody here reads
}

func newPayloadRule(r *Request, params []param, presigned bool) payloadRule {
	rule := payloadRule{unsigned: r.AllowUnsignedPayload, presigned: presigned}
	rule.declared, rule.hasDeclared = r.value("X-Amz-Content-Sha256")
	if !rule.hasDeclared && presigned {
		rule.declared, rule.hasDeclared = lookup(params, queryContentSHA256)
	}
	encoding, _ := r.value("Content-Encoding")
	rule.chunked = strings.Contains(strings.ToLower(encoding), "aws-chunked")
	return rule
}

// settle returns what was signed in the body's place, given the body's hash, and
// whether that binds the signature to this very body or need not.
func (p payloadRule) settle(bodyHash string) (signed string, ok bool) {
	switch {
	case p.chunked:
		return bodyHash, false
	case p.unsigned && p.declared == UnsignedPayload, p.unsigned && p.presigned && !p.hasDeclared:
		return UnsignedPayload, true
	case p.hasDeclared:
		return bodyHash, p.declared == bodyHash
	}
	return bodyHash, true
}

// isHash tells whether s is a SHA-256 in lower-case hex.
func isHash(s string) bool {
	if len(s) != len(EmptyPayloadHash) {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
