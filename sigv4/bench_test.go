package sigv4_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// A fixture is a request to measure with, unsigned.
type fixture struct {
	name    string
	request *sigv4.Request
	presign bool
}

// fixtures are the requests of the APIs at hand, small to large, and one with more
// headers than any client sends. Bodies are hashed as part of the work.
func fixtures() []fixture {
	get := func(target string) *sigv4.Request {
		return &sigv4.Request{Method: "GET", Target: target, Host: "redshift.us-east-1.amazonaws.com", Header: http.Header{}, Service: "redshift"}
	}
	post := func(contentType, body string) *sigv4.Request {
		r := get("/")
		r.Method, r.Body = "POST", []byte(body)
		r.Header.Set("Content-Type", contentType)
		return r
	}
	form := post("application/x-www-form-urlencoded; charset=utf-8",
		"Action=CreateCluster&ClusterIdentifier=analytics&ClusterType=multi-node&DBName=dev&MasterUsername=admin"+
			"&MasterUserPassword=Secret-123&NodeType=ra3.large&NumberOfNodes=2&Version=2012-12-01")
	data := post("application/x-amz-json-1.1", fmt.Sprintf(`{"ClusterIdentifier":"analytics","Database":"dev","Sql":"%s"}`, strings.Repeat("select 1 ", 106)))
	data.Header.Set("X-Amz-Target", "RedshiftData.ExecuteStatement")
	large := post("application/x-amz-json-1.1", strings.Repeat("x", 64<<10))
	large.Header.Set("X-Amz-Target", "RedshiftData.ExecuteStatement")
	many := post("application/x-amz-json-1.1", strings.Repeat("x", 256))
	for i := range 37 {
		many.Header.Set(fmt.Sprintf("X-Trace-Detail-%02d", i), strings.Repeat("detail ", 6)+fmt.Sprint(i))
	}
	return []fixture{
		{"get-small", get("/?Action=DescribeClusters&Version=2012-12-01"), false},
		{"post-form", form, false},
		{"data-1k", data, false},
		{"body-64k", large, false},
		{"presigned-get", get("/?Action=DescribeClusters&Version=2012-12-01"), true},
		{"many-headers", many, false},
	}
}

func fixtureSigner() *sigv4.Signer {
	return &sigv4.Signer{
		Credentials: sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: secret},
		Region:      "us-east-1", Service: "redshift", Keys: new(sigv4.KeyCache),
	}
}

func fixtureVerifier() *sigv4.Verifier {
	keys := map[string]sigv4.Holder{keyID: {SecretAccessKey: secret, Principal: new(string)}}
	return &sigv4.Verifier{
		Lookup: func(_ context.Context, id, token string) (sigv4.Holder, error) {
			holder, ok := keys[id]
			if !ok || token != "" {
				return holder, sigv4.ErrUnknownKey
			}
			return holder, nil
		},
		ValidRegion: func(region string) bool { return region == "us-east-1" },
		Keys:        new(sigv4.KeyCache),
	}
}

// sign returns the fixture as a server receives it.
func (f fixture) sign(tb testing.TB) (*sigv4.Request, *sigv4.Signed) {
	tb.Helper()
	signer, r := fixtureSigner(), *f.request
	signed, err := signer.Sign(&r)
	if f.presign {
		signed, err = signer.Presign(&r, time.Hour)
	}
	if err != nil {
		tb.Fatal(err)
	}
	r.Header, r.Target = r.Header.Clone(), signed.Target
	for name, values := range signed.Header {
		r.Header[name] = values
	}
	return &r, signed
}

// BenchmarkLimit is what nobody can avoid: SHA-256 of the body and of a canonical
// request that is at hand, and an HMAC with a key that is at hand.
func BenchmarkLimit(b *testing.B) {
	for _, f := range fixtures() {
		b.Run(f.name, func(b *testing.B) {
			_, signed := f.sign(b)
			canonical, toSign := []byte(signed.CanonicalRequest), []byte(signed.StringToSign)
			key := sigv4.DeriveSigningKey(secret, signed.Scope)
			mac := hmac.New(sha256.New, key[:])
			out := make([]byte, 0, 64)
			b.ReportAllocs()
			for b.Loop() {
				if len(f.request.Body) > 0 {
					sum := sha256.Sum256(f.request.Body)
					out = append(out[:0], sum[0])
				}
				sum := sha256.Sum256(canonical)
				out = append(out[:0], sum[0])
				mac.Reset()
				mac.Write(toSign)
				out = mac.Sum(out[:0])
			}
			if hex.EncodeToString(out) != signed.Signature {
				b.Error("the limit computes another signature")
			}
		})
	}
}

// BenchmarkVerify is both phases: key look-up, clock, policy, body and signature.
func BenchmarkVerify(b *testing.B) {
	for _, f := range fixtures() {
		b.Run(f.name, func(b *testing.B) {
			r, _ := f.sign(b)
			verifier, claim := fixtureVerifier(), new(sigv4.Claim)
			b.ReportAllocs()
			for b.Loop() {
				if err := verifier.InspectInto(b.Context(), r, claim); err != nil {
					b.Fatal(err)
				}
				if err := claim.VerifyBody(r.Body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSign signs into a buffer of the caller's.
func BenchmarkSign(b *testing.B) {
	for _, f := range fixtures() {
		b.Run(f.name, func(b *testing.B) {
			signer := fixtureSigner()
			out := make([]byte, 0, 4096)
			var err error
			b.ReportAllocs()
			for b.Loop() {
				if f.presign {
					out, err = signer.AppendPresigned(out[:0], f.request, time.Now(), time.Hour)
				} else {
					out, err = signer.AppendAuthorization(out[:0], f.request, time.Now())
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSignHTTP signs a client's request in place.
func BenchmarkSignHTTP(b *testing.B) {
	body := fixtures()[1].request.Body
	req, err := http.NewRequest(http.MethodPost, "https://redshift.us-east-1.amazonaws.com/", bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	signer, hash := fixtureSigner(), sigv4.HashPayload(body)
	b.ReportAllocs()
	for b.Loop() {
		if err := signer.SignHTTP(req, hash); err != nil {
			b.Fatal(err)
		}
	}
}
