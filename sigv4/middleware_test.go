package sigv4_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/sigv4"
)

// guarded serves a handler behind Middleware that answers with the key and the body.
func guarded(t *testing.T, change func(*sigv4.Verifier)) *httptest.Server {
	t.Helper()
	verifier := newVerifier()
	verifier.Service, verifier.ValidRegion, verifier.Now = "redshift", sigv4.Regions("us-east-1"), nil
	if change != nil {
		change(verifier)
	}
	server := httptest.NewUnstartedServer(sigv4.Middleware(verifier)(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		identity, ok := sigv4.IdentityFrom(req.Context())
		body, err := io.ReadAll(req.Body)
		if !ok || err != nil || identity.Principal != "root" || identity.Scope.Service != "redshift" || identity.Time.IsZero() {
			t.Errorf("identity %+v, %v, %v", identity, ok, err)
		}
		_, _ = io.WriteString(w, req.Proto+" "+identity.AccessKeyID+" "+string(body))
	})))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// send signs a POST, lets change damage it, and returns status and answer.
func send(t *testing.T, server *httptest.Server, body string, change func(*http.Request)) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, server.URL+"/?a=1", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	signer := newSigner()
	signer.Now = nil
	if err := signer.SignHTTP(req, sigv4.HashPayload([]byte(body))); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(req)
	}
	answer, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

// Over HTTP/2 the host is the :authority, and the body arrives in frames.
func TestMiddlewareHTTP2(t *testing.T) {
	answer, text := send(t, guarded(t, nil), "a=b", nil)
	if answer.StatusCode != http.StatusOK || text != "HTTP/2.0 "+keyID+" a=b" {
		t.Errorf("%s: %s", answer.Status, text)
	}
	answer, text = send(t, guarded(t, nil), "a=b", func(req *http.Request) { req.Host = "another.example" })
	if answer.StatusCode != http.StatusForbidden || !strings.Contains(text, "<Code>SignatureDoesNotMatch</Code>") {
		t.Errorf("another host: %s: %s", answer.Status, text)
	}
}

func TestMiddlewareRefuses(t *testing.T) {
	replaceBody := func(text string) func(*http.Request) {
		return func(req *http.Request) {
			req.Body, req.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
		}
	}
	broken := func(v *sigv4.Verifier) {
		v.Lookup = func(context.Context, string, string) (sigv4.Holder, error) {
			return sigv4.Holder{}, errors.New("the database said: password is hunter2")
		}
	}
	for name, c := range map[string]struct {
		verifier func(*sigv4.Verifier)
		change   func(*http.Request)
		status   int
		want     string
	}{
		"another body": {nil, replaceBody("a=c"), 403, "<Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code>"},
		"no signature": {nil, func(req *http.Request) { req.Header.Del("Authorization") }, 403, "<Code>MissingAuthenticationToken</Code>"},
		"no signature, JSON": {nil, func(req *http.Request) {
			req.Header.Del("Authorization")
			req.Header.Set("X-Amz-Target", "RedshiftData.ListStatements")
		}, 400, `"__type":"MissingAuthenticationTokenException"`},
		"large body":         {func(v *sigv4.Verifier) { v.MaxBody = 2 }, nil, 413, "<Code>RequestEntityTooLarge</Code>"},
		"look-up in trouble": {broken, nil, 500, "<Type>Receiver</Type><Code>InternalFailure</Code>"},
		"no service":         {func(v *sigv4.Verifier) { v.Service = "" }, nil, 500, "<Code>InternalFailure</Code>"},
	} {
		answer, text := send(t, guarded(t, c.verifier), "a=b", c.change)
		if answer.StatusCode != c.status || !strings.Contains(text, c.want) || len(answer.Header.Get("X-Amzn-Requestid")) != 36 {
			t.Errorf("%s: %s: %s", name, answer.Status, text)
		}
		if strings.Contains(text, "hunter2") {
			t.Errorf("%s: the trouble is told to the client: %s", name, text)
		}
	}
}

// A body of unknown length is bounded and verified like any other.
func TestMiddlewareChunkedTransfer(t *testing.T) {
	answer, text := send(t, guarded(t, nil), "a=b", func(req *http.Request) {
		req.Body, req.ContentLength = io.NopCloser(bytes.NewBufferString("a=b")), -1
	})
	if answer.StatusCode != http.StatusOK || !strings.HasSuffix(text, " a=b") {
		t.Errorf("%s: %s", answer.Status, text)
	}
}

// Protect a handler, and know who asks.
func ExampleMiddleware() {
	verifier := &sigv4.Verifier{
		Lookup: func(_ context.Context, id, _ string) (sigv4.Holder, error) {
			if id != "AKIAIOSFODNN7EXAMPLE" {
				return sigv4.Holder{}, sigv4.ErrUnknownKey
			}
			return sigv4.Holder{SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Principal: "alice"}, nil
		},
		Service:     "redshift",
		ValidRegion: sigv4.Regions("us-east-1"),
		Keys:        new(sigv4.KeyCache),
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		identity, _ := sigv4.IdentityFrom(req.Context())
		_, _ = io.WriteString(w, "hello "+identity.Principal.(string))
	})
	server := httptest.NewServer(sigv4.Middleware(verifier)(handler))
	defer server.Close()

	signer := &sigv4.Signer{
		Credentials: sigv4.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
		Region:      "us-east-1",
		Service:     "redshift",
	}
	req, err := http.NewRequest(http.MethodGet, server.URL, nil)
	if err == nil {
		err = signer.SignHTTP(req, sigv4.EmptyPayloadHash)
	}
	if err != nil {
		panic(err)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	fmt.Println(answer.Status, string(text))
	// Output: 200 OK hello alice
}
