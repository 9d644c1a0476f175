package explain_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// A forged request is signed by hand, so that any part of what is signed can be other
// than what is sent. It shares no code with the search.
type forged struct {
	request *sigv4.Request
	body    []byte

	method, path, query string
	lines               map[string]string // canonical header values by name
	listed              []string          // the names in SignedHeaders as sent
	names               string            // the list in the canonical request; empty: from lines
	payload             string
	secret              string
	key                 [4]string // date, Region, service, terminator
	prefix              string
	derive              func(key []byte, data string) []byte
	algorithm, date     string
	scope, separator    string
	hash                func(canonical string) string
	tail                string
	write               func(sum []byte) string
}

const scope = "20130609/us-east-1/redshift-data/aws4_request"

// forge is a correct request with something to get wrong in each dimension.
func forge() *forged {
	body := []byte(`{"Database":"dev","Parameters":[{"name":"café/1","value":"a & b"}],"Sql":"select 1"}`)
	f := &forged{
		body: body,
		request: &sigv4.Request{
			Method: "POST", Target: "/v1/a%20b?name=a+b&empty=&b=1&a=2&utm_source=mail", Host: "127.0.0.1:5438", Service: "redshift-data",
			Header: map[string][]string{
				"Content-Type": {"application/x-amz-json-1.1"}, "X-Amz-Date": {"20130609T095204Z"}, "Accept-Encoding": {"gzip, br"},
				"X-Amz-Target": {"RedshiftData.ExecuteStatement"}, "X-Forwarded-Host": {"api.example.com"},
			},
		},
		method: "POST", path: "/v1/a%2520b", query: "a=2&b=1&empty=&name=a%20b&utm_source=mail",
		lines: map[string]string{"content-type": "application/x-amz-json-1.1", "host": "127.0.0.1:5438", "accept-encoding": "gzip, br",
			"x-amz-date": "20130609T095204Z", "x-amz-target": "RedshiftData.ExecuteStatement"},
		listed:  []string{"accept-encoding", "content-type", "host", "x-amz-date", "x-amz-target"},
		payload: hash(string(body)), secret: secret, key: [4]string{"20130609", "us-east-1", "redshift-data", "aws4_request"}, prefix: "AWS4",
		derive: mac, algorithm: "AWS4-HMAC-SHA256", date: "20130609T095204Z", scope: scope, separator: "\n",
		hash: hash, write: hex.EncodeToString,
	}
	return f
}

// send signs the forged request and returns it as it arrives.
func (f *forged) send() explain.Input {
	var signed []string
	for name := range f.lines {
		signed = append(signed, name)
	}
	slices.Sort(signed)
	canonical := f.method + "\n" + f.path + "\n" + f.query + "\n"
	for _, name := range signed {
		canonical += name + ":" + f.lines[name] + "\n"
	}
	names := f.names
	if names == "" {
		names = strings.Join(signed, ";")
	}
	canonical += "\n" + names + "\n" + f.payload
	toSign := strings.Join([]string{f.algorithm, f.date, f.scope, f.hash(canonical)}, f.separator) + f.tail
	key := []byte(f.prefix + f.secret)
	for _, link := range f.key {
		key = f.derive(key, link)
	}
	signature := f.write(mac(key, toSign))
	f.request.Header["Authorization"] = []string{fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s",
		keyID, scope, strings.Join(f.listed, ";"), signature)}
	return explain.Input{Request: f.request, Body: f.body, Secret: secret, Now: signedAt,
		Others: []sigv4.Credentials{{AccessKeyID: "AKIAOTHERKEYEXAMPLE2", SecretAccessKey: otherSecret}}}
}

const otherSecret = "zzzzzzzUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEZZ"

func mac(key []byte, data string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(data))
	return m.Sum(nil)
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// A mistake is one that forge can make.
type mistake struct {
	id        string
	dimension string
	make      func(*forged)
}

// mistakes stand for all dimensions.
func mistakes() []mistake {
	line := func(name, value string) func(*forged) { return func(f *forged) { f.lines[name] = value } }
	with := func(change func(string) string) func(*forged) { return func(f *forged) { f.secret = change(f.secret) } }
	body := func(text string) func(*forged) { return func(f *forged) { f.payload = hash(text) } }
	link := func(i int, value string) func(*forged) { return func(f *forged) { f.key[i] = value } }
	original := string(forge().body)
	return []mistake{
		{"method-changed", "method", func(f *forged) { f.method = "GET" }},
		{"method-changed", "method", func(f *forged) { f.method = "PUT" }},
		{"method-letter-case", "method", func(f *forged) { f.method = "post" }},

		{"host-of-endpoint", "host", line("host", "redshift-data.us-east-1.amazonaws.com")},
		{"host-rewritten-by-proxy", "host", line("host", "api.example.com")},
		{"host-port", "host", line("host", "127.0.0.1")},
		{"host-loopback-name", "host", line("host", "localhost:5438")},
		{"host-empty", "host", line("host", "")},
		{"host-as-url", "host", line("host", "http://127.0.0.1:5438")},

		{"path-encoded-once", "path", func(f *forged) { f.path = "/v1/a%20b" }},
		{"path-trailing-slash", "path", func(f *forged) { f.path += "/" }},
		{"path-prefix-stripped", "path", func(f *forged) { f.path = "/api" + f.path }},
		{"path-prefix-added", "path", func(f *forged) { f.path = "/a%2520b" }},
		{"path-decoded", "path", func(f *forged) { f.path = "/v1/a b" }},
		{"path-of-url", "path", func(f *forged) { f.path = "" }},

		{"query-not-signed", "query", func(f *forged) { f.query = "" }},
		{"query-parameter-added", "query", func(f *forged) { f.query = "a=2&b=1&empty=&name=a%20b" }},
		{"query-plus-sign", "query", func(f *forged) { f.query = "a=2&b=1&empty=&name=a%2Bb&utm_source=mail" }},
		{"query-unsorted", "query", func(f *forged) { f.query = "name=a%20b&empty=&b=1&a=2&utm_source=mail" }},
		{"query-empty-value", "query", func(f *forged) { f.query = "a=2&b=1&empty&name=a%20b&utm_source=mail" }},
		{"query-not-encoded", "query", func(f *forged) { f.query = "a=2&b=1&empty=&name=a b&utm_source=mail" }},

		{"payload-empty-signed", "payload", body("")},
		{"payload-line-end", "payload", body(original + "\n")},
		{"payload-line-end", "payload", body(original + "\r\n")},
		{"payload-json-rewritten", "payload", body(strings.NewReplacer(`":"`, `": "`, `","`, `", "`, `":[`, `": [`, `],`, `], `).Replace(original))},
		{"payload-json-rewritten", "payload", body(strings.ReplaceAll(original, "é", `\u00e9`))},
		{"payload-json-rewritten", "payload", body(strings.ReplaceAll(original, "/", `\/`))},
		{"payload-json-rewritten", "payload", body(strings.ReplaceAll(original, "&", `\u0026`))},
		{"payload-byte-order-mark", "payload", body("\ufeff" + original)},
		{"payload-placeholder", "payload", body("{}")},
		{"payload-unsigned", "payload", func(f *forged) { f.payload = "UNSIGNED-PAYLOAD" }},
		{"payload-hash-form", "payload", func(f *forged) { f.payload = strings.ToUpper(f.payload) }},

		{"content-type-changed", "header content-type", line("content-type", "application/json")},
		{"content-type-changed", "header content-type", line("content-type", "application/x-amz-json-1.1; charset=utf-8")},
		{"accept-encoding-rewritten", "header accept-encoding", line("accept-encoding", "identity")},
		{"accept-encoding-rewritten", "header accept-encoding", line("accept-encoding", "gzip")},
		{"header-blanks", "header accept-encoding", line("accept-encoding", "gzip,br")},
		{"header-emptied", "header x-amz-target", line("x-amz-target", "undefined")},
		{"date-header-changed", "header x-amz-date", line("x-amz-date", "2013-06-09T09:52:04Z")},
		{"header-list-form", "signed headers", func(f *forged) { f.names = "Accept-Encoding;Content-Type;Host;X-Amz-Date;X-Amz-Target" }},
		{"header-list-form", "signed headers", func(f *forged) { f.names = "accept-encoding,content-type,host,x-amz-date,x-amz-target" }},

		{"secret-trailing-newline", "secret", with(func(s string) string { return s + "\n" })},
		{"secret-trailing-newline", "secret", with(func(s string) string { return s + "\r\n" })},
		{"secret-trailing-blank", "secret", with(func(s string) string { return s + " " })},
		{"secret-leading-blank", "secret", with(func(s string) string { return " " + s })},
		{"secret-hidden-character", "secret", with(func(s string) string { return "\ufeff" + s })},
		{"secret-hidden-character", "secret", with(func(s string) string { return s + "\u00a0" })},
		{"secret-quoted", "secret", with(func(s string) string { return `"` + s + `"` })},
		{"secret-plus-lost", "secret", with(func(s string) string { return strings.ReplaceAll(s, "+", " ") })},
		{"secret-slash-changed", "secret", with(func(s string) string { return strings.ReplaceAll(s, "/", `\/`) })},
		{"secret-url-encoded", "secret", with(func(s string) string { return strings.NewReplacer("/", "%2F", "+", "%2B").Replace(s) })},
		{"secret-base64", "secret", with(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) })},
		{"secret-truncated", "secret", with(func(s string) string { return s[:39] })},
		{"secret-truncated", "secret", with(func(s string) string { return s[1:] })},
		{"secret-letter-case", "secret", with(strings.ToLower)},
		{"secret-decorated", "secret", with(func(s string) string { return s + "," })},
		{"secret-with-key-id", "secret", with(func(s string) string { return keyID + ":" + s })},
		{"secret-empty", "secret", with(func(string) string { return "" })},
		{"secret-placeholder", "secret", with(func(string) string { return "test" })},
		{"secret-of-another-key", "secret", with(func(string) string { return otherSecret })},
		{"smtp-password-as-secret", "secret", with(func(s string) string { return smtpPassword(s, "eu-west-1") })},

		{"key-for-another-region", "key derivation", link(1, "eu-west-1")},
		{"key-for-another-region", "key derivation", link(1, "us-east-1a")},
		{"key-for-another-service", "key derivation", link(2, "redshift")},
		{"key-for-another-date", "key derivation", link(0, "20130608")},
		{"key-for-another-date", "key derivation", link(0, "20130609T095204Z")},
		{"key-without-prefix", "key derivation", func(f *forged) { f.prefix = "" }},
		{"key-links-as-hex", "key derivation", func(f *forged) {
			f.derive = func(key []byte, data string) []byte { return []byte(hex.EncodeToString(mac(key, data))) }
		}},
		{"key-arguments-exchanged", "key derivation", func(f *forged) {
			f.derive = func(key []byte, data string) []byte { return mac([]byte(data), string(key)) }
		}},
		{"key-order", "key derivation", func(f *forged) { f.key[1], f.key[2] = f.key[2], f.key[1] }},
		{"key-terminator", "key derivation", link(3, "aws4-request")},

		{"signed-for-another-time", "string to sign", func(f *forged) { f.date = "20130609T115204Z" }},
		{"signed-date-form", "string to sign", func(f *forged) { f.date = "2013-06-09T09:52:04Z" }},
		{"string-scope-differs", "string to sign", func(f *forged) { f.scope = "20130609/us-east-1/redshift/aws4_request" }},
		{"string-hash-form", "string to sign", func(f *forged) { f.hash = func(c string) string { return strings.ToUpper(hash(c)) } }},
		{"string-hash-form", "string to sign", func(f *forged) { f.hash = func(c string) string { return c } }},
		{"string-algorithm", "string to sign", func(f *forged) { f.algorithm = "HMAC-SHA256" }},
		{"string-line-ends", "string to sign", func(f *forged) { f.separator = "\r\n" }},
		{"string-tail", "string to sign", func(f *forged) { f.tail = "\n" }},

		{"signature-upper-case", "encoding", func(f *forged) {
			f.write = func(sum []byte) string { return strings.ToUpper(hex.EncodeToString(sum)) }
		}},
		{"signature-base64", "encoding", func(f *forged) { f.write = base64.StdEncoding.EncodeToString }},
		{"signature-decorated", "encoding", func(f *forged) {
			f.write = func(sum []byte) string { return `"` + hex.EncodeToString(sum) + `"` }
		}},
	}
}

// smtpPassword is Amazon SES's, made of a secret access key for a Region.
func smtpPassword(secret, region string) string {
	key := []byte("AWS4" + secret)
	for _, link := range []string{"11111111", region, "ses", "aws4_request", "SendRawEmail"} {
		key = mac(key, link)
	}
	return base64.StdEncoding.EncodeToString(append([]byte{4}, key...))
}
