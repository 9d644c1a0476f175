package tap_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/tap"
	"github.com/countersign-dev/countersign/sigv4"
)

// received is what the service behind the tap saw of a request.
type received struct {
	target, host, body string
	header             http.Header
}

// A bench is a client, a tap, and a service behind it.
type bench struct {
	service *httptest.Server
	client  *http.Client

	received chan received
	refused  chan tap.Exchange
}

func newBench(t *testing.T, answer http.HandlerFunc) *bench {
	t.Helper()
	b := &bench{received: make(chan received, 16), refused: make(chan tap.Exchange, 16)}
	b.service = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		b.received <- received{r.RequestURI, r.Host, string(body), r.Header}
		answer(w, r)
	}))
	t.Cleanup(b.service.Close)
	upstream := b.service.Client().Transport.(*http.Transport).Clone()
	upstream.DisableCompression = true
	tapped, err := tap.New(tap.Config{
		Upstream: upstream, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
		Refused: func(x tap.Exchange) { b.refused <- x },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tapped.Close() })
	proxy := httptest.NewServer(tapped)
	t.Cleanup(proxy.Close)
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(tapped.Certificate()) {
		t.Fatal("the certificate is no certificate")
	}
	transport := &http.Transport{Proxy: http.ProxyURL(address), TLSClientConfig: &tls.Config{RootCAs: roots}, DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	b.client = &http.Client{Transport: transport}
	return b
}

func (b *bench) send(t *testing.T, target, body string, header http.Header) (status int, text string) {
	t.Helper()
	address, err := url.Parse(b.service.URL)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, b.service.URL, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.URL = &url.URL{Scheme: "https", Host: address.Host, Opaque: target}
	for name, values := range header {
		req.Header[name] = values
	}
	answer, err := b.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(all)
}

var signed = http.Header{
	"Authorization": {"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130609/us-east-1/redshift/aws4_request, SignedHeaders=host, Signature=00"},
	"X-Odd":         {"two", " blanks  and\ttabs"}, "User-Agent": {""},
}

// What a signature covers arrives as it was sent, and what comes back too.
func TestUnchanged(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Answer", "yes")
		_, _ = io.WriteString(w, "hello")
	})
	for _, target := range []string{"/", "/a%2fb/../c//d?x=1&y=%2f+z;k&&", "/ü%C3%BC?", "/%7e~"} {
		status, text := b.send(t, target, "a=b", signed)
		if status != http.StatusOK || text != "hello" {
			t.Errorf("%s: %d %s", target, status, text)
		}
		got := <-b.received
		if got.target != target || got.body != "a=b" || got.host != strings.TrimPrefix(b.service.URL, "https://") {
			t.Errorf("%s: received %+v", target, got)
		}
		if fmt.Sprint(got.header["X-Odd"]) != fmt.Sprint([]string{"two", "blanks  and\ttabs"}) || got.header["Accept-Encoding"] != nil || got.header["User-Agent"] != nil {
			t.Errorf("%s: header %v", target, got.header)
		}
	}
	if len(b.refused) != 0 {
		t.Errorf("%d refused", len(b.refused))
	}
}

// A refusal of a signed request is handed over whole; others are none of our business.
func TestRefused(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "<Error><Code>SignatureDoesNotMatch</Code></Error>")
	})
	if status, text := b.send(t, "/path?q", "body", signed); status != http.StatusForbidden || !strings.Contains(text, "SignatureDoesNotMatch") {
		t.Errorf("%d %s", status, text)
	}
	b.send(t, "/unsigned", "", nil)
	b.send(t, "/?X-Amz-Algorithm=AWS4-HMAC-SHA256", "", nil)
	x := <-b.refused
	r := sigv4.RequestFromHTTP(x.Request)
	if x.Status != http.StatusForbidden || string(x.Body) != "body" || !strings.Contains(string(x.Answer), "SignatureDoesNotMatch") || r.Target != "/path?q" ||
		r.Host != strings.TrimPrefix(b.service.URL, "https://") || x.Header.Get("Content-Type") != "text/xml" {
		t.Errorf("%+v", x)
	}
	if x := <-b.refused; x.Request.RequestURI != "/?X-Amz-Algorithm=AWS4-HMAC-SHA256" {
		t.Errorf("an unsigned request was handed over: %s", x.Request.RequestURI)
	}
}

// Every mark of a signature counts, of any version and broken as it may be.
func TestSignedByAnyMeans(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	for _, c := range []struct {
		name, target string
		header       http.Header
		handed       bool
	}{
		{"Signature Version 2", "/?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=abc", nil, true},
		{"Signature Version 2 without a key", "/?SignatureVersion=2&Signature=abc", nil, true},
		{"Signature Version 3", "/", http.Header{"X-Amzn-Authorization": {"AWS3 AWSAccessKeyId=A"}}, true},
		{"query in lower case", "/?x-amz-algorithm=AWS4-HMAC-SHA256", nil, true},
		{"header in lower case", "/", http.Header{"authorization": {"AWS4-HMAC-SHA256 Credential=A"}}, true},
		{"a broken header", "/", http.Header{"Authorization": {"Credential=AKIAIOSFODNN7EXAMPLE/20130609"}}, true},
		{"a signature in the path", "/Signature=abc", nil, false},
		{"nothing", "/", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			b.send(t, c.target, "", c.header)
			<-b.received
			b.send(t, "/last", "", signed) // explanations come one at a time, in order
			<-b.received
			x := <-b.refused
			if handed := x.Request.RequestURI != "/last"; handed != c.handed {
				t.Errorf("handed over: %t", handed)
			}
			if c.handed {
				<-b.refused
			}
		})
	}
}

// A body beyond what is kept goes through all the same.
func TestLargeBody(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) })
	b.send(t, "/", strings.Repeat("x", tap.MaxBody+5), signed)
	if got := <-b.received; len(got.body) != tap.MaxBody+5 {
		t.Errorf("%d bytes arrived", len(got.body))
	}
	if x := <-b.refused; !x.BodyCut || x.Body != nil {
		t.Errorf("%d bytes kept", len(x.Body))
	}
}

// What is no proxy's request, and what leads nowhere, is answered and ends nothing.
func TestBadRequests(t *testing.T) {
	b := newBench(t, func(http.ResponseWriter, *http.Request) {})
	address, err := b.client.Transport.(*http.Transport).Proxy(&http.Request{})
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n":                                   "400 Bad Request",
		"CONNECT nowhere HTTP/1.1\r\nHost: nowhere\r\n\r\n":                   "400 Bad Request",
		"GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n":       "502 Bad Gateway",
		"CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\nGET / HTTP": "200 Connection established",
	} {
		conn, err := net.Dial("tcp", address.Host)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, raw)
		line := make([]byte, 64)
		n, _ := conn.Read(line)
		conn.Close()
		if early := strings.HasSuffix(raw, "GET / HTTP"); !strings.Contains(string(line[:n]), want) && (n > 0 || !early) {
			t.Errorf("%q: %q", raw, line[:n])
		}
	}
	if status, _ := b.send(t, "/", "", nil); status != http.StatusOK {
		t.Errorf("afterwards: %d", status)
	}
}
