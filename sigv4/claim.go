package sigv4

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Claim is a signature that has passed every check but the last: the access key
// is known and may be used here and now, and whether the request really comes from
// its holder is open until Verify has returned nil. It belongs to one goroutine at a
// time, and its strings are parts of the request.
type Claim struct {
	AccessKeyID   string
	Scope         CredentialScope
	Time          time.Time // when the request was signed, by its own account
	SignedHeaders []string  // lower case, sorted
	Presigned     bool      // the signature was in the query
	Principal     any       // from the look-up

	credential credential
	special    specialHeaders
	keys       keyMemo
	key        *readyKey
	auth       authorization
	signed     stamp
	payload    payloadRule

	query   query
	headers headerList
	text    []byte // the canonical request
	prefix  int    // its length up to the payload hash
	toSign  []byte
	mac     mac
}

// maxKept is the most memory for one text, in bytes, that is kept from one request
// to the next.
const maxKept = 64 << 10

// reset forgets all but the memory, and what was uncommonly large of that.
func (c *Claim) reset() {
	if cap(c.text) > maxKept || cap(c.query.text) > maxKept || cap(c.query.params) > maxKept/64 {
		*c = Claim{}
	}
	c.AccessKeyID, c.Scope, c.Time, c.SignedHeaders, c.Presigned, c.Principal = "", CredentialScope{}, time.Time{}, nil, false, nil
	c.prefix = 0
	c.key = nil // whoever verifies nevertheless is told so
}

// Verify recomputes the signature over the SHA-256 of the body, in lower-case hex,
// and compares it in constant time. It returns nil if the request is its holder's,
// or an *Error of kind SignatureDoesNotMatch that carries what was computed. An
// argument that is no hash is another error.
func (c *Claim) Verify(payloadHash string) error {
	if !isHash(payloadHash) {
		return fmt.Errorf("sigv4: payload hash is not %d lower-case hex digits", hex.EncodedLen(sha256.Size))
	}
	return c.verify(append(c.text[:c.prefix], payloadHash...))
}

// VerifyBody is Verify of a body that is not hashed yet.
func (c *Claim) VerifyBody(body []byte) error {
	if len(body) == 0 {
		return c.verify(append(c.text[:c.prefix], EmptyPayloadHash...))
	}
	sum := sha256.Sum256(body)
	return c.verify(appendHex(c.text[:c.prefix], &sum))
}

// verify takes the canonical request with the hash of the body that was received.
func (c *Claim) verify(canonical []byte) error {
	if c.key == nil {
		return errors.New("sigv4: the claim comes from no request that passed Inspect")
	}
	bound := c.settle(canonical)
	expected := c.mac.sign(c.key, c.toSign)
	match := subtle.ConstantTimeCompare(expected, []byte(c.auth.signature)) == 1
	if match && bound {
		return nil
	}
	reason := ReasonSignature
	if !bound {
		reason = ReasonPayload
	}
	err := errSignature(reason)
	err.CanonicalRequest, err.StringToSign = string(c.text), string(c.toSign)
	return err
}

// Steps returns what Verify computes for this payload hash, for those who want to see
// it: neither is a secret, and neither is proof of anything.
func (c *Claim) Steps(payloadHash string) (canonicalRequest, stringToSign string) {
	c.settle(append(c.text[:c.prefix], payloadHash...))
	return string(c.text), string(c.toSign)
}

// settle puts what was signed in the place of the received body's hash, and writes
// the string to sign. It reports whether the signature is bound to this very body,
// or need not be.
func (c *Claim) settle(canonical []byte) (bound bool) {
	c.text = canonical
	bound = c.payload.bound(canonical[c.prefix:])
	if c.payload.isUnsigned() {
		c.text = append(c.text[:c.prefix], UnsignedPayload...)
	}
	c.toSign = appendStringToSign(c.toSign[:0], &c.signed, c.credential.scopeText, c.text)
	return bound
}

// A payloadRule says what stands for the body in the canonical request.
type payloadRule struct {
	declared    string // X-Amz-Content-Sha256
	hasDeclared bool
	unsigned    bool // UnsignedPayload may be declared
	presigned   bool
	chunked     bool // the body is framed in signed chunks, which nobody here reads
}

func (p *payloadRule) read(r *Request, special *specialHeaders, auth *authorization) {
	*p = payloadRule{
		unsigned: r.AllowUnsignedPayload, presigned: auth.presigned,
		declared: auth.contentSHA256, hasDeclared: auth.hasContentSHA256,
	}
	if len(special.contentSHA256) > 0 {
		p.declared, p.hasDeclared = joined(special.contentSHA256)
	}
	if len(special.contentEncoding) > 0 {
		encoding, _ := joined(special.contentEncoding)
		p.chunked = strings.Contains(strings.ToLower(encoding), "aws-chunked")
	}
}

// isUnsigned tells whether the body was left unsigned, and may be.
func (p *payloadRule) isUnsigned() bool {
	return !p.chunked && p.unsigned && (p.declared == UnsignedPayload || p.presigned && !p.hasDeclared)
}

// bound tells whether the signature holds for the body with this hash, or for any.
func (p *payloadRule) bound(bodyHash []byte) bool {
	return !p.chunked && (p.isUnsigned() || !p.hasDeclared || p.declared == string(bodyHash))
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
