package sigv4_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// suiteFile holds the published conformance suites. They are not part of this
// repository, and where they do not lie beside it the tests that read them are skipped,
// on any machine. What is never skipped is TestVectors, with the vectors of testdata.
var suiteFile = filepath.Join("..", "..", "shared", "sigv4-suite", "cases.jsonl")

type suiteCase struct {
	Suite, Alg, Case, Mode string
	Context                struct {
		Credentials struct {
			AccessKeyID     string `json:"access_key_id"`
			SecretAccessKey string `json:"secret_access_key"`
			Token           string `json:"token"`
		}
		Expiration       int `json:"expiration_in_seconds"`
		Normalize        bool
		Region, Service  string
		SignBody         bool `json:"sign_body"`
		Timestamp        string
		OmitSessionToken bool `json:"omit_session_token"`
	}
	Request          string
	CanonicalRequest string `json:"canonical_request"`
	StringToSign     string `json:"string_to_sign"`
	Signature        string
	SignedRequest    string `json:"signed_request"`
	Chunks           []json.RawMessage
}

func (c *suiteCase) time(t *testing.T) time.Time {
	t.Helper()
	for _, layout := range []string{time.RFC3339, sigv4.TimeFormat} {
		if at, err := time.Parse(layout, c.Context.Timestamp); err == nil {
			return at
		}
	}
	t.Fatalf("timestamp %q", c.Context.Timestamp)
	return time.Time{}
}

func (c *suiteCase) credentials() sigv4.Credentials {
	k := c.Context.Credentials
	return sigv4.Credentials{AccessKeyID: k.AccessKeyID, SecretAccessKey: k.SecretAccessKey, SessionToken: k.Token}
}

func (c *suiteCase) path() sigv4.PathStyle {
	switch {
	case c.Context.Service == "s3":
		return sigv4.PathObject
	case !c.Context.Normalize:
		return sigv4.PathAsSent
	}
	return sigv4.PathNormalized
}

func readSuite(t *testing.T, want func(*suiteCase) bool) []*suiteCase {
	t.Helper()
	file, err := os.Open(suiteFile)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the published conformance suites are not at %s; the project's own vectors are in testdata", suiteFile)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var cases []*suiteCase
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		c := new(suiteCase)
		if err := json.Unmarshal(lines.Bytes(), c); err != nil {
			t.Fatal(err)
		}
		if want(c) {
			cases = append(cases, c)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return cases
}

// rawRequest reads the suites' form of a request: LF line ends, values that may
// follow the colon directly, folded lines, spaces and UTF-8 in the target.
func rawRequest(t *testing.T, raw string) (*sigv4.Request, []byte) {
	t.Helper()
	head, body, _ := strings.Cut(raw, "\n\n")
	lines := strings.Split(strings.TrimSuffix(head, "\n"), "\n")
	method, rest, _ := strings.Cut(lines[0], " ")
	r := &sigv4.Request{Method: method, Target: strings.TrimSuffix(rest, " HTTP/1.1"), Header: http.Header{}}
	last := ""
	for _, line := range lines[1:] {
		if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") {
			values := r.Header[last]
			values[len(values)-1] += " " + strings.TrimSpace(line)
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("header line %q", line)
		}
		if strings.EqualFold(name, "host") {
			r.Host = strings.TrimSpace(value)
			continue
		}
		last = http.CanonicalHeaderKey(name)
		r.Header[last] = append(r.Header[last], value)
	}
	r.PayloadHash = sigv4.HashPayload([]byte(body))
	return r, []byte(body)
}

// TestSuite signs and verifies every case of the current Signature Version 4 suite.
func TestSuite(t *testing.T) {
	cases := readSuite(t, func(c *suiteCase) bool { return c.Suite == "aws-c-auth" && c.Alg == "v4" })
	if len(cases) < 76 {
		t.Errorf("%d cases, want at least 76", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Case+"/"+c.Mode, func(t *testing.T) {
			t.Run("sign", c.sign)
			t.Run("verify", c.verify)
		})
	}
}

func (c *suiteCase) sign(t *testing.T) {
	r, _ := rawRequest(t, c.Request)
	r.Path = c.path()
	signer := &sigv4.Signer{
		Credentials: c.credentials(), Region: c.Context.Region, Service: c.Context.Service,
		Now:           func() time.Time { return c.time(t) },
		ContentSHA256: c.Context.SignBody && c.Mode == "header",
		UnsignedToken: c.Context.OmitSessionToken,
	}
	var signed *sigv4.Signed
	var err error
	if c.Mode == "header" {
		signed, err = signer.Sign(r)
	} else {
		signed, err = signer.Presign(r, time.Duration(c.Context.Expiration)*time.Second)
	}
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "canonical request", signed.CanonicalRequest, c.CanonicalRequest)
	equal(t, "string to sign", signed.StringToSign, c.StringToSign)
	equal(t, "signature", signed.Signature, c.Signature)
}

func (c *suiteCase) verify(t *testing.T) {
	r, body := rawRequest(t, c.SignedRequest)
	r.Path, r.Service = c.path(), c.Context.Service
	verifier := &sigv4.Verifier{
		Lookup: func(_ context.Context, id, token string) (sigv4.Holder, error) {
			if id != c.Context.Credentials.AccessKeyID {
				return sigv4.Holder{}, sigv4.ErrUnknownKey
			}
			if token != c.Context.Credentials.Token {
				return sigv4.Holder{}, sigv4.ErrInvalidToken
			}
			return sigv4.Holder{SecretAccessKey: c.Context.Credentials.SecretAccessKey}, nil
		},
		ValidRegion:        func(region string) bool { return region == c.Context.Region },
		Now:                func() time.Time { return c.time(t) },
		AllowUnsignedToken: c.Context.OmitSessionToken,
	}
	claim, err := verifier.Inspect(t.Context(), r)
	if err != nil {
		t.Fatalf("Inspect: %v", err)
	}
	if err := claim.Verify(sigv4.HashPayload(body)); err != nil {
		t.Errorf("Verify: %v", err)
	}
	wantMismatch(t, claim.Verify(sigv4.HashPayload(append(body, '!'))))
}

// TestSuiteDocuments runs the vectors of AWS's documentation, which give a canonical
// request and what follows from it. Chunked uploads are followed to their seed.
func TestSuiteDocuments(t *testing.T) {
	cases := readSuite(t, func(c *suiteCase) bool { return c.Suite != "aws-c-auth" && c.Alg == "v4" })
	if len(cases) < 8 {
		t.Errorf("%d cases, want at least 8", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Suite+"/"+c.Case, func(t *testing.T) {
			r, names := fromCanonical(t, c.CanonicalRequest)
			r.Path = c.path()
			canonical, err := sigv4.CanonicalRequest(r, names)
			if err != nil {
				t.Fatal(err)
			}
			at := c.time(t)
			scope := sigv4.NewCredentialScope(at, c.Context.Region, c.Context.Service)
			toSign := sigv4.StringToSign(at, scope, canonical)
			key := sigv4.DeriveSigningKey(c.Context.Credentials.SecretAccessKey, scope)
			equal(t, "canonical request", canonical, c.CanonicalRequest)
			equal(t, "string to sign", toSign, c.StringToSign)
			equal(t, "signature", key.Signature(toSign), c.Signature)
		})
	}
}

// fromCanonical reads back a request from its canonical form.
func fromCanonical(t *testing.T, canonical string) (*sigv4.Request, []string) {
	t.Helper()
	lines := strings.Split(canonical, "\n")
	r := &sigv4.Request{Method: lines[0], Target: lines[1], Header: http.Header{}, PayloadHash: lines[len(lines)-1]}
	if lines[2] != "" {
		r.Target += "?" + lines[2]
	}
	for _, line := range lines[3 : len(lines)-3] {
		name, value, _ := strings.Cut(line, ":")
		if name == "host" {
			r.Host = value
			continue
		}
		r.Header.Set(name, value)
	}
	return r, strings.Split(lines[len(lines)-2], ";")
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
	}
}

func wantMismatch(t *testing.T, err error) {
	t.Helper()
	var refusal *sigv4.Error
	if !errors.As(err, &refusal) || refusal.Kind != sigv4.SignatureDoesNotMatch {
		t.Fatalf("error %v, want SignatureDoesNotMatch", err)
	}
	if refusal.CanonicalRequest == "" || refusal.StringToSign == "" {
		t.Error("the mismatch does not carry what was computed")
	}
}
