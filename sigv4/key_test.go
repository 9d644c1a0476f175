package sigv4_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

func TestCredentialScope(t *testing.T) {
	scope := sigv4.NewCredentialScope(time.Date(2013, 6, 9, 23, 30, 0, 0, time.FixedZone("", -3600)), "us-east-1", "redshift")
	equal(t, "scope", scope.String(), "20130610/us-east-1/redshift/aws4_request")
	back, err := sigv4.ParseCredentialScope(scope.String())
	if err != nil || back != scope {
		t.Errorf("parsed %v, %v", back, err)
	}
	for _, bad := range []string{"", "20130609/us-east-1/redshift", "20130609/us-east-1/redshift/aws4", "x/us-east-1/redshift/aws4_request",
		"20130609/us-east-1/redshift/aws4_request/", "20131309/us-east-1/redshift/aws4_request"} {
		if scope, err := sigv4.ParseCredentialScope(bad); err == nil {
			t.Errorf("%q: %v, want an error", bad, scope)
		}
	}
}

func TestSigningKeyIsHidden(t *testing.T) {
	key := sigv4.DeriveSigningKey(secret, sigv4.CredentialScope{Date: "20130609", Region: "r", Service: "s"})
	for _, verb := range []string{"%v", "%+v", "%s"} {
		equal(t, verb, fmt.Sprintf(verb, key), "***")
	}
	equal(t, "%#v", fmt.Sprintf("%#v", key), "sigv4.SigningKey(***)")
	equal(t, "credentials", fmt.Sprintf("%v", sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}), "access key "+keyID)
}

// A cache answers what derivation answers, whatever it holds: across days in any
// order, beyond its size, and after a secret has been replaced.
func TestKeyCache(t *testing.T) {
	cache := sigv4.NewKeyCache(4)
	var none *sigv4.KeyCache
	for round := range 3 {
		for _, date := range []string{"20130609", "20130610", "20130601", "20130611", "20130609", "20130611", "no date"} {
			for region := range 5 {
				for _, secret := range []string{"first", "second"} {
					scope := sigv4.CredentialScope{Date: date, Region: fmt.Sprint(region), Service: "redshift"}
					want := sigv4.DeriveSigningKey(secret, scope)
					if cache.Get(keyID, secret, scope) != want || none.Get(keyID, secret, scope) != want {
						t.Fatalf("round %d: %v: not the derived key", round, scope)
					}
				}
			}
		}
	}
}

func TestKeyCacheConcurrently(t *testing.T) {
	var cache sigv4.KeyCache
	var workers sync.WaitGroup
	for worker := range 8 {
		workers.Go(func() {
			for i := range 200 {
				scope := sigv4.CredentialScope{Date: fmt.Sprintf("201306%02d", 1+(i+worker)%9), Region: "us-east-1", Service: "redshift"}
				if cache.Get(keyID, secret, scope) != sigv4.DeriveSigningKey(secret, scope) {
					t.Error("not the derived key")
					return
				}
			}
		})
	}
	workers.Wait()
}
