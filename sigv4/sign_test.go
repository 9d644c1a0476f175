package sigv4_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

func TestSignRefuses(t *testing.T) {
	for name, change := range map[string]func(*sigv4.Signer, *sigv4.Request){
		"no key id":         func(s *sigv4.Signer, _ *sigv4.Request) { s.Credentials.AccessKeyID = "" },
		"no secret":         func(s *sigv4.Signer, _ *sigv4.Request) { s.Credentials.SecretAccessKey = "" },
		"no region":         func(s *sigv4.Signer, _ *sigv4.Request) { s.Region = "" },
		"no service":        func(s *sigv4.Signer, _ *sigv4.Request) { s.Service = "" },
		"no host":           func(_ *sigv4.Signer, r *sigv4.Request) { r.Host = "" },
		"signed already":    func(_ *sigv4.Signer, r *sigv4.Request) { r.Target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256" },
		"malformed query":   func(_ *sigv4.Signer, r *sigv4.Request) { r.Target = "/?a=%zz" },
		"malformed S3 path": func(_ *sigv4.Signer, r *sigv4.Request) { r.Target, r.Path = "/%zz", sigv4.PathObject },
	} {
		signer, r := newSigner(), newRequest()
		change(signer, r)
		if _, err := signer.Sign(r); err == nil || !strings.HasPrefix(err.Error(), "sigv4: ") {
			t.Errorf("%s: sign: error %v", name, err)
		}
		if _, err := signer.Presign(r, time.Minute); err == nil || !strings.HasPrefix(err.Error(), "sigv4: ") {
			t.Errorf("%s: presign: error %v", name, err)
		}
	}
}

func TestPresignExpiry(t *testing.T) {
	for expiry, ok := range map[time.Duration]bool{
		0: false, -time.Second: false, time.Millisecond: false, 1500 * time.Millisecond: false,
		time.Second: true, sigv4.MaxExpires: true, sigv4.MaxExpires + time.Second: false,
	} {
		if _, err := newSigner().Presign(newRequest(), expiry); (err == nil) != ok {
			t.Errorf("%v: error %v", expiry, err)
		}
	}
}

// Signing anew drops an earlier signature, and leaves the request as it was.
func TestSignAgain(t *testing.T) {
	first := newSigner()
	first.Credentials.SessionToken = token
	r := signHeader(t, first, newRequest())
	before := r.Header.Clone()
	signed, err := newSigner().Sign(r)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "signed headers", strings.Join(signed.SignedHeaders, ";"), "content-type;host;x-amz-date")
	if len(before) != len(r.Header) || r.Header.Get("X-Amz-Security-Token") != token {
		t.Errorf("the request was changed: %v", r.Header)
	}
}

// A token that is added after signing is accepted by a verifier that is told so, and
// by no other.
func TestTokenAddedAfterSigning(t *testing.T) {
	signer := newSigner()
	signer.Credentials.SessionToken, signer.UnsignedToken = token, true
	for name, r := range map[string]*sigv4.Request{
		"header": signHeader(t, signer, newRequest()),
		"query":  signQuery(t, signer, newRequest()),
	} {
		wantMismatchKind(t, name, check(newVerifier(), r))
		lenient := newVerifier()
		lenient.AllowUnsignedToken = true
		if err := check(lenient, r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func wantMismatchKind(t *testing.T, name string, err error) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), "SignatureDoesNotMatch") {
		t.Errorf("%s: error %v, want SignatureDoesNotMatch", name, err)
	}
}

func TestRequestFromHTTP(t *testing.T) {
	client := mustRequest(t, "GET", "http://example.com:8080/a%2Fb?x=1")
	r := sigv4.RequestFromHTTP(client)
	equal(t, "client target", r.Target, "/a%2Fb?x=1")
	equal(t, "client host", r.Host, "example.com:8080")

	server := &http.Request{
		Method: http.MethodPost, RequestURI: "//a/../b?%zz", Host: "example.com", Header: http.Header{"A": {"b"}},
		ContentLength: 3, TransferEncoding: []string{"chunked"},
	}
	r = sigv4.RequestFromHTTP(server)
	equal(t, "server target", r.Target, "//a/../b?%zz")
	equal(t, "content length", r.Header.Get("Content-Length"), "3")
	equal(t, "transfer encoding", r.Header.Get("Transfer-Encoding"), "chunked")
	if len(server.Header) != 1 {
		t.Errorf("the request's own header was changed: %v", server.Header)
	}
}
