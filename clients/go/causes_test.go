package clients

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/countersign-dev/countersign/redshifttest"
)

// A goMistake is one that a program with the SDK's signer makes.
type goMistake struct {
	id              string
	service, region string
	url             func(endpoint string) string
	secret          func(string) string
	hash            func(body string) string
	signedAt        time.Duration // from now
	presigned       bool
	options         func(*v4.SignerOptions)
	before, after   func(*http.Request)
}

const listStatements = `{"Status":"ALL"}`

var goMistakes = []goMistake{
	{id: "secret-trailing-newline", secret: func(s string) string { return s + "\n" }},
	{id: "secret-letter-case", secret: strings.ToUpper},
	{id: "service-sibling", service: "redshift"},
	{id: "region-availability-zone", region: "us-east-1a"},
	{id: "clock-ahead", signedAt: 20 * time.Minute},
	{id: "payload-empty-signed", hash: func(string) string { return hashOf("") }},
	{id: "payload-unsigned", hash: func(string) string { return "UNSIGNED-PAYLOAD" }},
	{id: "payload-hash-form", hash: func(body string) string { return strings.ToUpper(hashOf(body)) }},
	{id: "payload-line-end", hash: func(body string) string { return hashOf(body + "\n") }},
	// The option that is meant for Amazon S3.
	{id: "path-encoded-once", url: func(endpoint string) string { return endpoint + "/a%20b" },
		options: func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }},
	{id: "path-trailing-slash", url: func(endpoint string) string { return endpoint + "/v1" },
		after: func(r *http.Request) { r.URL.Path += "/" }},
	{id: "host-of-endpoint", before: func(r *http.Request) { r.Host = "redshift-data.us-east-1.amazonaws.com" },
		after: func(r *http.Request) { r.Host = r.URL.Host }},
	{id: "content-type-changed", after: func(r *http.Request) { r.Header.Set("Content-Type", "application/x-amz-json-1.1; charset=utf-8") }},
	{id: "retry-header-changed", before: func(r *http.Request) { r.Header.Set("Amz-Sdk-Request", "attempt=1; max=3") },
		after: func(r *http.Request) { r.Header.Set("Amz-Sdk-Request", "attempt=2; max=3") }},
	{id: "accept-encoding-rewritten", before: func(r *http.Request) { r.Header.Set("Accept-Encoding", "identity") },
		after: func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") }},
	{id: "presigned-for-another-method", presigned: true, service: "redshift", hash: func(string) string { return hashOf("") },
		url:    func(endpoint string) string { return endpoint + "/?Action=DescribeClusters&Version=2012-12-01" },
		before: func(r *http.Request) { r.Header, r.Body, r.ContentLength = http.Header{}, http.NoBody, 0 },
		after:  func(r *http.Request) { r.Method = http.MethodGet }},
	{id: "query-encoded-again", presigned: true, after: func(r *http.Request) { r.URL.RawQuery = strings.ReplaceAll(r.URL.RawQuery, "%2F", "%252F") }},
	{id: "two-signatures", after: func(r *http.Request) { r.URL.RawQuery = "X-Amz-Algorithm=AWS4-HMAC-SHA256" }},
}

// TestCauses makes mistakes with the SDK's signer and wants the cause told first.
func TestCauses(t *testing.T) {
	srv := redshifttest.New(t)
	for _, m := range goMistakes {
		t.Run(m.id, func(t *testing.T) {
			var status, told string
			for range 300 { // the server has so much time for searches, and this is one key
				res, err := http.DefaultClient.Do(m.request(t, srv))
				check(t, err)
				_ = res.Body.Close()
				if status, told = res.Status, res.Header.Get("X-Countersign-Cause"); told != "not-searched" {
					break
				}
				time.Sleep(100 * time.Millisecond)
			}
			if first, _, _ := strings.Cut(strings.TrimSuffix(told, "; proven"), ","); first != m.id {
				t.Errorf("answered %s, told %q", status, told)
			}
		})
	}
}

// request is signed with the mistake. Fields that are zero are as they should be.
func (m *goMistake) request(t *testing.T, srv *redshifttest.Server) *http.Request {
	t.Helper()
	target, method, secret := srv.Endpoint+"/", http.MethodPost, srv.SecretAccessKey
	if m.url != nil {
		target = m.url(srv.Endpoint)
	}
	if m.secret != nil {
		secret = m.secret(secret)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, target, strings.NewReader(listStatements))
	check(t, err)
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	req.Header.Set("X-Amz-Target", "RedshiftData.ListStatements")
	if m.before != nil {
		m.before(req)
	}
	m.sign(t, req, aws.Credentials{AccessKeyID: srv.AccessKeyID, SecretAccessKey: secret})
	if m.after != nil {
		m.after(req)
	}
	return req
}

func (m *goMistake) sign(t *testing.T, req *http.Request, key aws.Credentials) {
	t.Helper()
	service, region, hash := "redshift-data", "us-east-1", hashOf(listStatements)
	if m.service != "" {
		service = m.service
	}
	if m.region != "" {
		region = m.region
	}
	if m.hash != nil {
		hash = m.hash(listStatements)
	}
	options := func(o *v4.SignerOptions) {
		if m.options != nil {
			m.options(o)
		}
	}
	when := time.Now().Add(m.signedAt)
	if !m.presigned {
		check(t, v4.NewSigner(options).SignHTTP(t.Context(), key, req, hash, service, region, when))
		return
	}
	signed, _, err := v4.NewSigner(options).PresignHTTP(t.Context(), key, req, hash, service, region, when)
	check(t, err)
	req.URL, err = req.URL.Parse(signed)
	check(t, err)
}
