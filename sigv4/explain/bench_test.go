package explain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

const (
	keyID  = "AKIAIOSFODNN7EXAMPLE"
	secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEQ"
	token  = "IQoJb3JpZ2luX2VjEJ///session+token=="
)

var signedAt = time.Date(2013, 6, 9, 9, 52, 4, 0, time.UTC)

// BenchmarkExhaust tries all singles and pairs of the catalogue on a 1 KiB JSON POST
// that was signed with an unrelated secret.
func BenchmarkExhaust(b *testing.B) {
	body := []byte(`{"Sql":"` + strings.Repeat("select 1, ", 100) + `"}`)
	r := jsonRequest(body)
	sign(b, r, body, "unrelated-secret-unrelated-secret-unrela")
	in := explain.Input{Request: r, Body: body, Secret: secret, Now: signedAt}
	reach := explain.ReachOf(in)
	in.Budget.Tries = reach.Singles + reach.Pairs
	b.ResetTimer()
	var e *explain.Explanation
	for range b.N {
		e = explain.Explain(in)
	}
	if e.Tries != in.Budget.Tries {
		b.Fatalf("%d tries, want %d", e.Tries, in.Budget.Tries)
	}
	b.ReportMetric(float64(e.Tries), "tries")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(e.Tries), "ns/try")
}

func BenchmarkSingle(b *testing.B) {
	body := []byte(`{"Sql":"` + strings.Repeat("select 1, ", 100) + `"}`)
	r := jsonRequest(body)
	sign(b, r, body, secret+"\n")
	in := explain.Input{Request: r, Body: body, Secret: secret, Now: signedAt}
	for b.Loop() {
		explain.Explain(in)
	}
}

func sign(tb testing.TB, r *sigv4.Request, body []byte, with string) {
	tb.Helper()
	r.PayloadHash = sigv4.HashPayload(body)
	signer := &sigv4.Signer{Credentials: sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: with},
		Region: "us-east-1", Service: r.Service, Now: func() time.Time { return signedAt }}
	signed, err := signer.Sign(r)
	if err != nil {
		tb.Fatal(err)
	}
	for name, values := range signed.Header {
		r.Header[name] = values
	}
}

func jsonRequest([]byte) *sigv4.Request {
	return &sigv4.Request{Method: "POST", Target: "/", Host: "redshift-data.us-east-1.amazonaws.com", Service: "redshift-data",
		Header: map[string][]string{"Content-Type": {"application/x-amz-json-1.1"}, "X-Amz-Target": {"RedshiftData.ExecuteStatement"}}}
}
