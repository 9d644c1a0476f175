package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"sync"
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
	return string(appendStringToSign(nil, t, scope, []byte(canonicalRequest)))
}

func appendStringToSign(dst []byte, t time.Time, scope CredentialScope, canonicalRequest []byte) []byte {
	dst = append(dst, Algorithm...)
	dst = append(dst, '\n')
	dst = t.UTC().AppendFormat(dst, TimeFormat)
	dst = append(dst, '\n')
	dst = scope.append(dst)
	dst = append(dst, '\n')
	sum := sha256.Sum256(canonicalRequest)
	return hex.AppendEncode(dst, sum[:])
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

// A KeyCache keeps derived signing keys, since deriving one costs four HMACs and a
// client signs with the same one all day. It holds a bounded number of keys of the
// newest day it has seen and the day before; keys of other days are derived and
// not kept. The zero value is ready, and safe for concurrent use.
type KeyCache struct {
	mu      sync.Mutex
	newest  string // the latest scope date seen
	young   map[cacheKey]SigningKey
	old     map[cacheKey]SigningKey
	perHalf int // 0 means defaultKeysPerHalf
}

// A KeyCache forgets the older half of its keys when the younger is full: no list
// to keep in order, and what is in use is copied over before it is forgotten.
const defaultKeysPerHalf = 512

// cacheKey holds the secret's digest so that a key made for a secret that has been
// replaced is never found again.
type cacheKey struct {
	accessKeyID string
	secret      [sha256.Size]byte
	scope       CredentialScope
}

// NewKeyCache returns a cache that holds at most size keys; size must be at least 2.
func NewKeyCache(size int) *KeyCache {
	return &KeyCache{perHalf: max(size/2, 1)}
}

// Get returns the signing key of a secret access key for a scope, deriving it when
// it is not held. A nil cache derives every time.
func (c *KeyCache) Get(accessKeyID, secretAccessKey string, scope CredentialScope) SigningKey {
	if c == nil {
		return DeriveSigningKey(secretAccessKey, scope)
	}
	k := cacheKey{accessKeyID, digestOf(secretAccessKey), scope}
	if key, ok := c.find(k); ok {
		return key
	}
	key := DeriveSigningKey(secretAccessKey, scope)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(k, key)
	return key
}

func digestOf(secret string) [sha256.Size]byte { return sha256.Sum256([]byte(secret)) }

func (c *KeyCache) find(k cacheKey) (SigningKey, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if key, ok := c.young[k]; ok {
		return key, true
	}
	key, ok := c.old[k]
	if ok {
		c.put(k, key)
	}
	return key, ok
}

func (c *KeyCache) put(k cacheKey, key SigningKey) {
	if k.scope.Date > c.newest {
		c.newest = k.scope.Date
		c.expire(dayBefore(c.newest))
	}
	if k.scope.Date < dayBefore(c.newest) {
		return
	}
	limit := c.perHalf
	if limit == 0 {
		limit = defaultKeysPerHalf
	}
	if c.young == nil || len(c.young) >= limit {
		c.old, c.young = c.young, make(map[cacheKey]SigningKey)
	}
	c.young[k] = key
}

// expire forgets the keys of days before date.
func (c *KeyCache) expire(date string) {
	for _, half := range []map[cacheKey]SigningKey{c.young, c.old} {
		for k := range half {
			if k.scope.Date < date {
				delete(half, k)
			}
		}
	}
}

// dayBefore returns the date before a YYYYMMDD date, or the date itself where it
// is no date: then only that very date is kept.
func dayBefore(date string) string {
	t, err := time.Parse(DateFormat, date)
	if err != nil {
		return date
	}
	return t.AddDate(0, 0, -1).Format(DateFormat)
}
