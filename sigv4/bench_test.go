package sigv4_test

import (
	"testing"

	"github.com/countersign-dev/countersign/sigv4"
)

func BenchmarkSign(b *testing.B) {
	signer, r := newSigner(), newRequest()
	signer.Keys = new(sigv4.KeyCache)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Sign(r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	signer, r, verifier := newSigner(), newRequest(), newVerifier()
	signed, err := signer.Sign(r)
	if err != nil {
		b.Fatal(err)
	}
	for name, values := range signed.Header {
		r.Header[name] = values
	}
	b.ReportAllocs()
	for b.Loop() {
		claim, err := verifier.Inspect(b.Context(), r)
		if err != nil {
			b.Fatal(err)
		}
		if err := claim.Verify(r.PayloadHash); err != nil {
			b.Fatal(err)
		}
	}
}
