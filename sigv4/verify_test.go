package sigv4_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

const (
	keyID  = "AKIAIOSFODNN7EXAMPLE"
	secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	token  = "a/session+token=="
)

var signedAt = time.Date(2013, 6, 9, 9, 52, 4, 0, time.UTC)

func newSigner() *sigv4.Signer {
	return &sigv4.Signer{
		Credentials: sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: secret},
		Region:      "us-east-1", Service: "redshift", Now: func() time.Time { return signedAt },
	}
}

// newVerifier knows one long-term key, one inactive key, and the temporary keys of
// one session that is alive and one that is over.
func newVerifier() *sigv4.Verifier {
	return &sigv4.Verifier{
		Lookup: func(_ context.Context, id, given string) (sigv4.Holder, error) {
			switch {
			case given == "expired":
				return sigv4.Holder{}, sigv4.ErrExpiredToken
			case given != "" && given != token:
				return sigv4.Holder{}, sigv4.ErrInvalidToken
			case id == "AKIAINACTIVE":
				return sigv4.Holder{}, sigv4.ErrInactiveKey
			case id != keyID:
				return sigv4.Holder{}, sigv4.ErrUnknownKey
			}
			return sigv4.Holder{SecretAccessKey: secret, Principal: "root"}, nil
		},
		ValidRegion: func(region string) bool { return region == "us-east-1" },
		Now:         func() time.Time { return signedAt },
		Keys:        sigv4.NewKeyCache(16),
	}
}

// newRequest is a DescribeClusters of the query protocol, not signed yet.
func newRequest() *sigv4.Request {
	return &sigv4.Request{
		Method: "POST", Target: "/", Host: "redshift.us-east-1.amazonaws.com",
		Header:      http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		PayloadHash: sigv4.EmptyPayloadHash, Service: "redshift",
	}
}

// A header is found under its canonical key or in lower case, whatever it means.
func TestLowerCaseKeys(t *testing.T) {
	lower := func(r *sigv4.Request) {
		header := make(http.Header)
		for name, values := range r.Header {
			header[strings.ToLower(name)] = values
		}
		r.Header = header
	}
	signed := func() *sigv4.Request {
		signer := newSigner()
		signer.Credentials.SessionToken, signer.ContentSHA256 = token, true
		r := signHeader(t, signer, newRequest())
		lower(r)
		return r
	}
	for _, c := range []struct {
		name   string
		change func(*sigv4.Request)
		want   sigv4.Reason
	}{
		{"all in lower case", func(*sigv4.Request) {}, ""},
		{"Date in place of X-Amz-Date", func(r *sigv4.Request) {
			*r = *newRequest()
			lower(r)
			r.Header["date"] = []string{"20130609T095204Z"}
			scope := sigv4.NewCredentialScope(signedAt, "us-east-1", "redshift")
			canonical, err := sigv4.CanonicalRequest(r, []string{"content-type", "date", "host"})
			if err != nil {
				t.Fatal(err)
			}
			key := sigv4.DeriveSigningKey(secret, scope)
			r.Header["authorization"] = []string{sigv4.Algorithm + " Credential=" + keyID + "/" + scope.String() +
				", SignedHeaders=content-type;date;host, Signature=" + key.Signature(sigv4.StringToSign(signedAt, scope, canonical))}
		}, ""},
		{"no token", func(r *sigv4.Request) { delete(r.Header, "x-amz-security-token") }, sigv4.ReasonHeaderAbsent},
		{"another token", func(r *sigv4.Request) { r.Header["x-amz-security-token"] = []string{"expired"} }, sigv4.ReasonExpiredToken},
		{"another date", func(r *sigv4.Request) { r.Header["x-amz-date"] = []string{"20130609T090000Z"} }, sigv4.ReasonExpired},
		{"a hash of another body", func(r *sigv4.Request) {
			r.Header["x-amz-content-sha256"] = []string{sigv4.HashPayload([]byte("forged"))}
		}, sigv4.ReasonPayload},
		{"chunks", func(r *sigv4.Request) { r.Header["content-encoding"] = []string{"aws-chunked"} }, sigv4.ReasonPayload},
		{"a second token in another spelling", func(r *sigv4.Request) { r.Header["X-Amz-Security-Token"] = []string{token} }, sigv4.ReasonHeaderUnsigned},
		{"an empty one in another spelling", func(r *sigv4.Request) { r.Header["Authorization"] = nil }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := signed()
			c.change(r)
			claim, err := newVerifier().Inspect(t.Context(), r)
			if err == nil {
				err = claim.Verify(r.PayloadHash)
			}
			var refused *sigv4.Error
			if errors.As(err, &refused) && refused.Reason != c.want || (err == nil) != (c.want == "") {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func signHeader(t *testing.T, signer *sigv4.Signer, r *sigv4.Request) *sigv4.Request {
	t.Helper()
	signed, err := signer.Sign(r)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range signed.Header {
		r.Header[name] = values
	}
	return r
}

func signQuery(t *testing.T, signer *sigv4.Signer, r *sigv4.Request) *sigv4.Request {
	t.Helper()
	signed, err := signer.Presign(r, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	r.Target = signed.Target
	return r
}

// check goes through both phases.
func check(v *sigv4.Verifier, r *sigv4.Request) error {
	claim, err := v.Inspect(context.Background(), r)
	if err != nil {
		return err
	}
	return claim.Verify(r.PayloadHash)
}

func TestVerifyAccepts(t *testing.T) {
	session := newSigner()
	session.Credentials.SessionToken = token
	for name, r := range map[string]*sigv4.Request{
		"header":         signHeader(t, newSigner(), newRequest()),
		"query":          signQuery(t, newSigner(), newRequest()),
		"header session": signHeader(t, session, newRequest()),
		"query session":  signQuery(t, session, newRequest()),
	} {
		claim, err := newVerifier().Inspect(t.Context(), r)
		if err != nil {
			t.Errorf("%s: Inspect: %v", name, err)
			continue
		}
		if err := claim.Verify(r.PayloadHash); err != nil {
			t.Errorf("%s: Verify: %v", name, err)
		}
		if claim.AccessKeyID != keyID || claim.Principal != "root" || !claim.Time.Equal(signedAt) ||
			claim.Presigned != strings.HasPrefix(name, "query") || claim.Scope.String() != "20130609/us-east-1/redshift/aws4_request" {
			t.Errorf("%s: claim %+v", name, claim)
		}
	}
}

// Blanks do not stop a header that separates its parameters by blanks alone, and the
// last of duplicate parameters counts in a header, the first in a query.
func TestVerifyAcceptsOddForms(t *testing.T) {
	blanks := signHeader(t, newSigner(), newRequest())
	setAuth(blanks, strings.ReplaceAll(auth(blanks), ",", "  "))
	last := signHeader(t, newSigner(), newRequest())
	setAuth(last, strings.Replace(auth(last), "Signature=", "Signature=00, Signature=", 1))
	first := signQuery(t, newSigner(), newRequest())
	first.Target += "&X-Amz-Signature=00"
	for name, r := range map[string]*sigv4.Request{
		"blanks": blanks, "last": last, "first": first, "extended date": extendedDate(t),
	} {
		if err := check(newVerifier(), r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// extendedDate signs step by step with ISO 8601's extended form in the header, which
// AWS takes there, and the basic form in the string to sign.
func extendedDate(t *testing.T) *sigv4.Request {
	t.Helper()
	r := newRequest()
	r.Header.Set("X-Amz-Date", "2013-06-09T09:52:04Z")
	canonical, err := sigv4.CanonicalRequest(r, []string{"Host", "X-Amz-Date"})
	if err != nil {
		t.Fatal(err)
	}
	scope := sigv4.NewCredentialScope(signedAt, "us-east-1", "redshift")
	signature := sigv4.DeriveSigningKey(secret, scope).Signature(sigv4.StringToSign(signedAt, scope, canonical))
	setAuth(r, "AWS4-HMAC-SHA256 Credential="+keyID+"/"+scope.String()+",SignedHeaders=host;x-amz-date,Signature="+signature)
	return r
}

func auth(r *sigv4.Request) string           { return r.Header.Get("Authorization") }
func setAuth(r *sigv4.Request, value string) { r.Header.Set("Authorization", value) }

// replaceAuth edits the Authorization header of a signed request.
func replaceAuth(old, new string) func(*sigv4.Request) {
	return func(r *sigv4.Request) { setAuth(r, strings.Replace(auth(r), old, new, 1)) }
}

func set(name, value string) func(*sigv4.Request) {
	return func(r *sigv4.Request) { r.Header.Set(name, value) }
}

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		kind   sigv4.Kind
		query  string
		status int
		json   string
	}{
		{sigv4.IncompleteSignature, "IncompleteSignature", 400, "IncompleteSignatureException"},
		{sigv4.SignatureDoesNotMatch, "SignatureDoesNotMatch", 403, "InvalidSignatureException"},
		{sigv4.MissingAuthenticationToken, "MissingAuthenticationToken", 403, "MissingAuthenticationTokenException"},
		{sigv4.InvalidClientTokenID, "InvalidClientTokenId", 403, "UnrecognizedClientException"},
		{sigv4.ExpiredToken, "ExpiredToken", 403, "ExpiredTokenException"},
		{sigv4.MalformedQueryString, "MalformedQueryString", 400, "MalformedQueryString"},
	} {
		equal(t, "query code", c.kind.Code(sigv4.QueryFamily), c.query)
		equal(t, "JSON code", c.kind.Code(sigv4.JSONFamily), c.json)
		if got := c.kind.Status(sigv4.QueryFamily); got != c.status {
			t.Errorf("%s: status %d, want %d", c.query, got, c.status)
		}
		if got := c.kind.Status(sigv4.JSONFamily); got != 400 {
			t.Errorf("%s: status %d, want 400", c.json, got)
		}
	}
}

// A verifier that is half configured, and a look-up in trouble, are nobody's refusal.
func TestVerifyTrouble(t *testing.T) {
	broken := errors.New("database is gone")
	for name, change := range map[string]func(*sigv4.Verifier, *sigv4.Request){
		"no look-up": func(v *sigv4.Verifier, _ *sigv4.Request) { v.Lookup = nil },
		"no region":  func(v *sigv4.Verifier, _ *sigv4.Request) { v.ValidRegion = nil },
		"no service": func(_ *sigv4.Verifier, r *sigv4.Request) { r.Service = "" },
		"look-up fails": func(v *sigv4.Verifier, _ *sigv4.Request) {
			v.Lookup = func(context.Context, string, string) (sigv4.Holder, error) { return sigv4.Holder{}, broken }
		},
	} {
		v, r := newVerifier(), signHeader(t, newSigner(), newRequest())
		change(v, r)
		_, err := v.Inspect(t.Context(), r)
		var refusal *sigv4.Error
		if err == nil || errors.As(err, &refusal) {
			t.Errorf("%s: error %v, want one that is no refusal", name, err)
		}
		if name == "look-up fails" && !errors.Is(err, broken) {
			t.Errorf("%s: %v does not wrap its cause", name, err)
		}
	}
	claim, err := newVerifier().Inspect(t.Context(), signHeader(t, newSigner(), newRequest()))
	if err != nil {
		t.Fatal(err)
	}
	for _, hash := range []string{"", sigv4.UnsignedPayload, strings.ToUpper(sigv4.EmptyPayloadHash)} {
		var refusal *sigv4.Error
		if err := claim.Verify(hash); err == nil || errors.As(err, &refusal) {
			t.Errorf("payload hash %q: error %v", hash, err)
		}
	}
}

// Only where the service allows it may a body be left unsigned.
func TestUnsignedPayload(t *testing.T) {
	signer := newSigner()
	signer.ContentSHA256 = true
	r := newRequest()
	r.PayloadHash = sigv4.UnsignedPayload
	signHeader(t, signer, r)
	r.PayloadHash = sigv4.HashPayload([]byte("anything"))
	wantMismatch(t, check(newVerifier(), r))
	r.AllowUnsignedPayload = true
	if err := check(newVerifier(), r); err != nil {
		t.Errorf("allowed: %v", err)
	}
}

// The Region of a Host binds one request; the verifier's own rule is for the others.
func TestRequestRegion(t *testing.T) {
	r := signHeader(t, newSigner(), newRequest())
	r.ValidRegion = func(region string) bool { return region == "eu-west-1" }
	if err := check(newVerifier(), r); !errors.Is(err, sigv4.SignatureDoesNotMatch) {
		t.Errorf("error %v, want SignatureDoesNotMatch", err)
	}
}

// What Inspect has seen is what Verify judges, whatever became of the request since.
func TestClaimIsBoundToWhatWasInspected(t *testing.T) {
	r := signHeader(t, newSigner(), newRequest())
	claim, err := newVerifier().Inspect(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/plain")
	r.Target = "/other"
	if err := claim.Verify(sigv4.EmptyPayloadHash); err != nil {
		t.Error(err)
	}
}

// A request goes through net/http and arrives as it was signed.
func TestOverHTTP(t *testing.T) {
	verifier := newVerifier()
	verifier.Now = time.Now
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r := sigv4.RequestFromHTTP(req)
		r.Service, r.PayloadHash = "redshift", sigv4.HashPayload([]byte("a=b"))
		if err := check(verifier, r); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
		}
	}))
	defer server.Close()
	signer := newSigner()
	signer.Now = nil
	for _, target := range []string{"/", "//a/../b/./c%2Fd%20e?x=1&y=%2f+z&flag", "/ü?ü=%C3%BC"} {
		req, err := http.NewRequest(http.MethodPost, server.URL+target, strings.NewReader("a=b"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Many", " two  blanks ")
		req.Header.Set("X-Amz-Security-Token", "of other credentials")
		if err := signer.SignHTTP(req, sigv4.HashPayload([]byte("a=b"))); err != nil {
			t.Fatal(err)
		}
		answer, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", target, answer.Status)
		}
		presigned, err := signer.PresignHTTP(mustRequest(t, "POST", server.URL+target), sigv4.HashPayload([]byte("a=b")), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		answer, err = server.Client().Post(presigned, "text/plain", strings.NewReader("a=b"))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("presigned %s: %s", target, answer.Status)
		}
	}
}

func mustRequest(t *testing.T, method, url string) *http.Request {
	t.Helper()
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// oneHolder knows one access key.
func oneHolder(known sigv4.Credentials) func(context.Context, string, string) (sigv4.Holder, error) {
	return func(_ context.Context, id, token string) (sigv4.Holder, error) {
		if id != known.AccessKeyID || token != known.SessionToken {
			return sigv4.Holder{}, sigv4.ErrUnknownKey
		}
		return sigv4.Holder{SecretAccessKey: known.SecretAccessKey}, nil
	}
}
