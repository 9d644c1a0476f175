package explain_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// send changes a header that arrives, and the value of it that is signed.
func (f *forged) header(name, sent, signed string) {
	f.request.Header.Set(name, sent)
	f.lines[name] = signed
	if !slices.Contains(f.listed, name) {
		f.listed = append(f.listed, name)
		slices.Sort(f.listed)
	}
}

// arrive sets the body that arrives, and the one that is signed.
func (f *forged) arrive(sent, signed string) {
	f.body, f.payload = []byte(sent), hash(signed)
}

// target sets the request target that arrives, with path and query that are signed.
func (f *forged) target(sent, path, query string) {
	f.request.Target, f.path, f.query = sent, path, query
}

// TestParticularMistakesAreNamedFirst makes mistakes that need a request of their own.
func TestParticularMistakesAreNamedFirst(t *testing.T) {
	var zipped bytes.Buffer
	writer := gzip.NewWriter(&zipped)
	writer.Write([]byte("text"))
	writer.Close()
	for _, m := range []struct {
		id   string
		make func(*forged)
	}{
		{"token-changed", func(f *forged) { f.header("x-amz-security-token", token, token+"\n") }},
		{"token-not-signed", func(f *forged) {
			f.header("x-amz-security-token", token, token)
			delete(f.lines, "x-amz-security-token")
		}},
		{"host-letter-case", func(f *forged) { f.request.Host, f.lines["host"] = "db.internal:5438", "DB.INTERNAL:5438" }},
		{"redirect-followed", func(f *forged) {
			f.request.Header.Set("Referer", "https://endpoint.example.com/path")
			f.lines["host"] = "endpoint.example.com"
		}},
		{"host-trailing-dot", func(f *forged) { f.lines["host"] = "127.0.0.1.:5438" }},
		{"payload-crlf", func(f *forged) { f.arrive("a\r\nb", "a\nb") }},
		{"payload-form-rewritten", func(f *forged) { f.arrive("b=x+y&a=%2F", "b=x%20y&a=%2F") }},
		{"payload-compressed", func(f *forged) { f.arrive(zipped.String(), "text") }},
		{"payload-charset", func(f *forged) { f.arrive("café", "caf\xe9") }},
		{"payload-trimmed", func(f *forged) { f.arrive(" text ", "text") }},
		{"payload-quoted", func(f *forged) { f.arrive(`say "x"`, `"say \"x\""`) }},
		{"payload-whole-url-decoded", func(f *forged) { f.arrive("a b/c", "a%20b%2Fc") }},
		{"payload-whole-url-decoded", func(f *forged) { f.arrive("a b/c", "a%20b/c") }},
		{"payload-changed-after-signing", func(f *forged) {
			f.header("x-amz-content-sha256", hash("other"), hash("other"))
			f.payload = hash("other")
		}},
		{"payload-line-end", func(f *forged) { // proven, and more particular than that the body was changed
			f.header("x-amz-content-sha256", hash("text\n"), hash("text\n"))
			f.arrive("text", "text\n")
		}},
		{"content-length-changed", func(f *forged) { f.header("content-length", "84", "0") }},
		{"payload-json-rewritten", func(f *forged) { // with the length, which some signers sign
			f.arrive(`{"a":1,"b":2}`, "{\n  \"a\": 1,\n  \"b\": 2\n}")
			f.header("content-length", "13", "26")
		}},
		{"hop-by-hop-header-signed", func(f *forged) { f.header("connection", "close", "keep-alive") }},
		{"forwarding-header-signed", func(f *forged) { f.header("x-forwarded-for", "192.0.2.1, 192.0.2.2", "192.0.2.1") }},
		{"retry-header-changed", func(f *forged) { f.header("amz-sdk-request", "attempt=2; max=3", "attempt=1; max=3") }},
		{"target-changed", func(f *forged) { f.lines["x-amz-target"] = "ExecuteStatement" }},
		{"content-sha256-changed", func(f *forged) { f.header("x-amz-content-sha256", f.payload, "UNSIGNED-PAYLOAD") }},
		{"header-duplicates", func(f *forged) {
			f.header("x-tag", "", "b, a")
			f.request.Header["X-Tag"] = []string{"b", "a"}
		}},
		{"header-blanks", func(f *forged) { f.header("x-tag", "a   b", "a   b") }},
		{"header-letter-case", func(f *forged) { f.header("x-tag", "Hello", "hello") }},
		{"header-listed-not-signed", func(f *forged) { delete(f.lines, "content-type") }},
		{"header-list-form", func(f *forged) { slices.Reverse(f.listed); f.names = strings.Join(f.listed, ";") }},
		{"path-encoded-twice", func(f *forged) { f.request.Path = sigv4.PathObject }},
		{"path-not-normalized", func(f *forged) { f.target("/v1//a", "/v1//a", "") }},
		{"path-escapes", func(f *forged) { f.target("/v1/~b", "/v1/%7Eb", "") }},
		{"path-letter-case", func(f *forged) { f.target("/V1/b", "/v1/b", "") }},
		{"query-encoded-twice", func(f *forged) { f.target("/?x=%2F", "/", "x=%252F") }},
		{"query-escapes", func(f *forged) { f.target("/?x=a/b&y=1", "/", "x=a%2fb&y=1") }},
		{"query-form-body", func(f *forged) { f.target("/", "/", "a=1&b=2"); f.arrive("a=1&b=2", "a=1&b=2") }},
		{"query-question-mark", func(f *forged) { f.query = "?" + f.query }},
		{"query-parameter-dropped", func(f *forged) { f.target("/?Action=x", "/", "Action=x&Version=2012-12-01") }},
		{"key-chain-incomplete", func(f *forged) {
			f.derive = func(key []byte, data string) []byte {
				if data == "aws4_request" {
					return key
				}
				return mac(key, data)
			}
		}},
		{"scope-rewritten", func(f *forged) {
			f.key[1], f.scope = "eu-west-1", strings.Replace(f.scope, "us-east-1", "eu-west-1", 1)
		}},
	} {
		t.Run(m.id, func(t *testing.T) {
			f := forge()
			m.make(f)
			in := f.send()
			e := explain.Explain(in)
			if len(e.Causes) == 0 || e.Causes[0].Cause.ID != m.id || !e.Causes[0].Proven {
				t.Fatalf("named %v after %d tries", ids(e), e.Tries)
			}
			if !strings.Contains(m.id, "token") { // masked in the evidence
				replay(t, in, e)
			}
			noSecrets(t, e, secret, token)
		})
	}
}

// The causes that only stand beside others, or that other tests find in other ways,
// named so that TestEveryCauseIsTested finds them.
func TestCausesBesideOthers(t *testing.T) {
	for _, c := range []struct {
		want string
		e    *explain.Explanation
	}{
		{"redirect-followed", newSigning(nil).explain(t, func(s *signing) {
			s.r.Host = "localhost:1"
			s.set("Referer", "https://redshift-data.us-east-1.amazonaws.com/")
			s.in.Secret += "unrelated"
		})},
		{"header-line-break", newSigning(nil).explain(t, func(s *signing) { s.edit(", Signature", "\r\n, Signature") })},
		{"signed-headers-empty", newSigning(nil).explain(t, func(s *signing) {
			s.edit("SignedHeaders=content-type;host;x-amz-date;x-amz-target", "SignedHeaders=")
		})},
		{"expires-malformed", newSigning(nil).explain(t, func(s *signing) {
			s.r.Header = map[string][]string{}
			s.r.Target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + keyID + "%2F20130609%2Fus-east-1%2Fredshift-data%2Faws4_request" +
				"&X-Amz-Date=20130609T095204Z&X-Amz-Expires=soon&X-Amz-SignedHeaders=host&X-Amz-Signature=" + strings.Repeat("0", 64)
		})},
		{"credentials-partial", explain.FromText("Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY")},
		{"region-not-enabled", explain.FromText("<Error><Code>OptInRequired</Code><Message>The AWS Access Key Id needs a subscription for the service</Message></Error>")},
		{"operation-unknown", explain.FromText("<Error><Code>InvalidAction</Code><Message>Could not find operation X for version Y</Message></Error>")},
	} {
		if !slices.Contains(ids(c.e), c.want) {
			t.Errorf("%s is not among %v", c.want, ids(c.e))
		}
	}
}

// TestEveryCauseIsTested wants each cause that this package finds named in a test.
func TestEveryCauseIsTested(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(text)
	}
	for _, c := range explain.Catalogue() {
		if !slices.Contains(c.Detection, explain.OnMachine) && !strings.Contains(tests.String(), fmt.Sprintf("%q", c.ID)) {
			t.Errorf("nothing tests %s", c.ID)
		}
	}
}
