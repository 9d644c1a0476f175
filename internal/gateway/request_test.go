package gateway_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// A request is a request under construction: plain values, signed when asked
// and written to the wire as they are.
type request struct {
	method, target, host string
	header               [][2]string
	body                 string

	credentials     sigv4.Credentials
	region, service string
	at              time.Time
}

func newRequest(service string) *request {
	return &request{
		method: "POST", target: "/", host: "127.0.0.1:5438",
		credentials: sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: secret},
		region:      "us-east-1", service: service, at: noon,
	}
}

// ask is a request of the query protocol.
func ask(form string) *request {
	r := newRequest("redshift")
	r.set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.body = form
	return r
}

// call is a request of the JSON protocol.
func call(target, body string) *request {
	r := newRequest("redshift-data")
	r.set("Content-Type", "application/x-amz-json-1.1")
	r.set("X-Amz-Target", target)
	r.body = body
	return r
}

// Two requests that the bench answers with 200.
func describeClusters() *request {
	return ask("Action=DescribeClusters&ClusterIdentifier=mine&Version=2012-12-01")
}
func describeStatement() *request {
	return call("RedshiftData.DescribeStatement", `{"Id":"d9b6c0c9-0747-4bf4-b142-e8883122f766"}`)
}

func (r *request) get(name string) string {
	for _, h := range r.header {
		if h[0] == name {
			return h[1]
		}
	}
	return ""
}

func (r *request) drop(name string) {
	r.header = slices.DeleteFunc(r.header, func(h [2]string) bool { return h[0] == name })
}

func (r *request) set(name, value string) {
	r.drop(name)
	r.header = append(r.header, [2]string{name, value})
}

// edit replaces text in the Authorization header.
func (r *request) edit(from, to string) {
	r.set("Authorization", strings.Replace(r.get("Authorization"), from, to, 1))
}

func (r *request) signable() (*sigv4.Signer, *sigv4.Request) {
	header := make(http.Header)
	for _, h := range r.header {
		header.Add(h[0], h[1])
	}
	signer := &sigv4.Signer{Credentials: r.credentials, Region: r.region, Service: r.service, Now: func() time.Time { return r.at }}
	return signer, &sigv4.Request{Method: r.method, Target: r.target, Host: r.host, Header: header,
		PayloadHash: sigv4.HashPayload([]byte(r.body))}
}

func (r *request) sign(t testing.TB) *request {
	t.Helper()
	signer, signable := r.signable()
	signed, err := signer.Sign(signable)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"X-Amz-Date", "X-Amz-Security-Token", "Authorization"} {
		if value := signed.Header.Get(name); value != "" {
			r.set(name, value)
		}
	}
	return r
}

func (r *request) presign(t testing.TB, expires time.Duration) *request {
	t.Helper()
	signer, signable := r.signable()
	signed, err := signer.Presign(signable, expires)
	if err != nil {
		t.Fatal(err)
	}
	r.target = signed.Target
	return r
}

// raw is the request's bytes. The connection is to be closed after the answer.
func (r *request) raw() string {
	var b strings.Builder
	b.WriteString(r.method + " " + r.target + " HTTP/1.1\r\nHost: " + r.host + "\r\nConnection: close\r\n")
	framed := false
	for _, h := range r.header {
		framed = framed || h[0] == "Content-Length" || h[0] == "Transfer-Encoding"
		b.WriteString(h[0] + ": " + h[1] + "\r\n")
	}
	if !framed {
		b.WriteString("Content-Length: " + strconv.Itoa(len(r.body)) + "\r\n")
	}
	return b.String() + "\r\n" + r.body
}

// fill puts what stands in the request in the place of {names} in an expectation.
func (r *request) fill(text string) string {
	authorization := r.get("Authorization")
	sum := sha256.Sum256([]byte(authorization))
	_, signature, _ := strings.Cut(authorization, "Signature")
	return strings.NewReplacer(
		"{authorization}", authorization,
		"{hash}", base64.StdEncoding.EncodeToString(sum[:]),
		"{signature}", strings.TrimPrefix(signature, "="),
		"{service}", r.service,
	).Replace(text)
}
