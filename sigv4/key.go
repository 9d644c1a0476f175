package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"hash"
	"log/slog"
	"time"
)

// HashPayload returns the SHA-256 of a body in lower-case hex: a payload hash.
func HashPayload(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// StringToSign returns what the signing key signs: the algorithm, the time, the
// scope and the hash of the canonical request, a line each.
func StringToSign(t time.Time, scope CredentialScope, canonicalRequest string) string {
	var signed stamp
	signed.set(t)
	return string(appendStringToSign(nil, &signed, scope.append(nil), []byte(canonicalRequest)))
}

func appendStringToSign(dst []byte, signed *stamp, scope, canonicalRequest []byte) []byte {
	dst = append(dst, Algorithm+"\n"...)
	dst = append(append(dst, signed.text[:]...), '\n')
	dst = append(append(dst, scope...), '\n')
	sum := sha256.Sum256(canonicalRequest)
	return appendHex(dst, &sum)
}

// A SigningKey is a secret access key derived for one scope. It signs anything in
// that scope, so it is as secret as what it came from, for that day.
type SigningKey [sha256.Size]byte

// DeriveSigningKey derives the key of a scope from a secret access key: four HMACs,
// each keyed by the one before, over date, Region, service and terminator.
func DeriveSigningKey(secretAccessKey string, scope CredentialScope) SigningKey {
	key := hmacSum([]byte("AWS4"+secretAccessKey), scope.Date)
	key = hmacSum(key[:], scope.Region)
	key = hmacSum(key[:], scope.Service)
	return hmacSum(key[:], Terminator)
}

// Signature signs a string to sign and returns the signature in lower-case hex.
func (k SigningKey) Signature(stringToSign string) string {
	sum := hmacSum(k[:], stringToSign)
	return hex.EncodeToString(sum[:])
}

// String hides the key from whatever prints it.
func (k SigningKey) String() string { return "***" }

// GoString hides the key from %#v.
func (k SigningKey) GoString() string { return "sigv4.SigningKey(***)" }

// LogValue hides the key from logs.
func (k SigningKey) LogValue() slog.Value { return slog.StringValue("***") }

func hmacSum(key []byte, data string) (sum [sha256.Size]byte) {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(data))
	mac.Sum(sum[:0])
	return sum
}

// A readyKey is a signing key with the states of SHA-256 after the two blocks that
// begin every HMAC with it: half of the work of signing a short text.
type readyKey struct {
	key          SigningKey
	inner, outer []byte // as their MarshalBinary has written them
}

func newReadyKey(key SigningKey) *readyKey {
	return &readyKey{key: key, inner: padded(key, 0x36), outer: padded(key, 0x5c)}
}

// padded returns the state of SHA-256 after the key, padded to a block and combined
// with one of HMAC's two constants.
func padded(key SigningKey, constant byte) []byte {
	var block [sha256.BlockSize]byte
	copy(block[:], key[:])
	for i := range block {
		block[i] ^= constant
	}
	digest := sha256.New()
	digest.Write(block[:])
	state, err := digest.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		panic("sigv4: " + err.Error()) // its documentation promises that it can
	}
	return state
}

// A mac computes HMACs one after the other in memory of its own.
type mac struct {
	digest hash.Hash
	sum    [sha256.Size]byte
	hex    [2 * sha256.Size]byte
}

// sign returns the signature of a text in lower-case hex, good until the next call.
func (m *mac) sign(k *readyKey, text []byte) []byte {
	if m.digest == nil {
		m.digest = sha256.New()
	}
	m.restore(k.inner)
	m.digest.Write(text)
	m.digest.Sum(m.sum[:0])
	m.restore(k.outer)
	m.digest.Write(m.sum[:])
	m.digest.Sum(m.sum[:0])
	return appendHex(m.hex[:0], &m.sum)
}

func (m *mac) restore(state []byte) {
	if err := m.digest.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
		panic("sigv4: " + err.Error()) // the state was written by the same type
	}
}
