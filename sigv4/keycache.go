package sigv4

import (
	"sync"
	"time"
)

// A KeyCache keeps derived signing keys, since deriving one costs four HMACs and a
// client signs with the same one all day. It holds a bounded number of keys of the
// newest day it has seen and the day before; keys of other days are derived and
// not kept. The zero value is ready, and safe for concurrent use.
type KeyCache struct {
	mu      sync.RWMutex
	newest  string // the latest scope date seen
	young   map[cacheKey]cachedKey
	old     map[cacheKey]cachedKey
	perHalf int // 0 means defaultKeysPerHalf
}

// A KeyCache forgets the older half of its keys when the younger is full: no list
// to keep in order, and what is in use is copied over before it is forgotten.
const defaultKeysPerHalf = 512

type cacheKey struct {
	accessKeyID string
	scope       CredentialScope
}

// A cachedKey holds its secret so that a key made for a secret that has been
// replaced is never taken for one made for the new.
type cachedKey struct {
	secret string
	key    *readyKey
}

// NewKeyCache returns a cache that holds at most size keys; size must be at least 2.
func NewKeyCache(size int) *KeyCache {
	return &KeyCache{perHalf: max(size/2, 1)}
}

// Get returns the signing key of a secret access key for a scope, deriving it when
// it is not held. A nil cache derives every time.
func (c *KeyCache) Get(accessKeyID, secretAccessKey string, scope CredentialScope) SigningKey {
	return c.get(accessKeyID, secretAccessKey, scope).key
}

func (c *KeyCache) get(accessKeyID, secret string, scope CredentialScope) *readyKey {
	if c == nil {
		return newReadyKey(DeriveSigningKey(secret, scope))
	}
	k := cacheKey{accessKeyID, scope}
	if key := c.find(k, secret); key != nil {
		return key
	}
	key := newReadyKey(DeriveSigningKey(secret, scope))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.put(k, cachedKey{secret, key})
	return key
}

// find returns nil where the key is not held.
func (c *KeyCache) find(k cacheKey, secret string) *readyKey {
	c.mu.RLock()
	held, young := c.young[k]
	if !young {
		held = c.old[k]
	}
	c.mu.RUnlock()
	if held.key == nil || held.secret != secret {
		return nil
	}
	if !young {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.put(k, held)
	}
	return held.key
}

func (c *KeyCache) put(k cacheKey, held cachedKey) {
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
	if _, ok := c.young[k]; !ok && (c.young == nil || len(c.young) >= limit) {
		c.old, c.young = c.young, make(map[cacheKey]cachedKey)
	}
	c.young[k.clone()] = held
}

// clone frees a key from the request that its strings are parts of.
func (k cacheKey) clone() cacheKey {
	whole := k.accessKeyID + k.scope.Date + k.scope.Region + k.scope.Service
	cut := func(n int) (part string) {
		part, whole = whole[:n], whole[n:]
		return part
	}
	id := cut(len(k.accessKeyID))
	return cacheKey{id, CredentialScope{
		Date: cut(len(k.scope.Date)), Region: cut(len(k.scope.Region)), Service: cut(len(k.scope.Service)),
	}}
}

// expire forgets the keys of days before date.
func (c *KeyCache) expire(date string) {
	for _, half := range []map[cacheKey]cachedKey{c.young, c.old} {
		for k := range half {
			if k.scope.Date < date {
				delete(half, k)
			}
		}
	}
}

// A keyMemo remembers the last key that it got, for those who ask for the same one
// again and again: they look at no map, and wait for nobody.
type keyMemo struct {
	last   cacheKey
	secret string
	key    *readyKey
}

func (m *keyMemo) get(c *KeyCache, accessKeyID, secret string, scope CredentialScope) *readyKey {
	k := cacheKey{accessKeyID, scope}
	if m.key == nil || m.last != k || m.secret != secret {
		*m = keyMemo{k.clone(), secret, c.get(accessKeyID, secret, scope)}
	}
	return m.key
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
