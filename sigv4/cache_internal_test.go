package sigv4

import (
	"fmt"
	"testing"
)

// The bounds of a cache cannot be seen from outside: it must hold no more keys than
// it was made for, none of days gone by, and keep what is in use.
func TestKeyCacheBounds(t *testing.T) {
	cache := NewKeyCache(8)
	used := CredentialScope{Date: "20130609", Region: "used", Service: "s"}
	for i := range 100 {
		cache.Get("id", "secret", CredentialScope{Date: "20130609", Region: fmt.Sprint(i), Service: "s"})
		cache.Get("id", "secret", used)
		if held := len(cache.young) + len(cache.old); held > 8 {
			t.Fatalf("%d keys held", held)
		}
	}
	if cache.find(cacheKey{"id", used}, "secret") == nil {
		t.Error("a key in use was forgotten")
	}
	cache.Get("id", "secret", CredentialScope{Date: "20130611", Region: "r", Service: "s"})
	if held := len(cache.young) + len(cache.old); held != 1 {
		t.Errorf("%d keys held two days later, want 1", held)
	}
	cache.Get("id", "secret", used)
	if held := len(cache.young) + len(cache.old); held != 1 {
		t.Errorf("%d keys held after one of an old day, want 1", held)
	}
}
