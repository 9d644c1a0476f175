package gateway_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// A refusal is what a request gets that is not authentic, in both protocols.
// The codes are those of the query and of the JSON family; the texts are AWS's,
// with {names} for what the request holds. JSON's status is always 400.
type refusal struct {
	name          string
	before, after func(*request) // edits before and after signing
	status        int            // in the query protocol
	query, json   string         // codes
	text          string
	jsonText      string // where it differs
}

const mismatch = "The request signature we calculated does not match the signature you provided. " +
	"Check your AWS Secret Access Key and signing method. Consult the service documentation for details."

const (
	incomplete     = "IncompleteSignature"
	incompleteJSON = "IncompleteSignatureException"
	differs        = "SignatureDoesNotMatch"
	differsJSON    = "InvalidSignatureException"
	unknown        = "InvalidClientTokenId"
	unknownJSON    = "UnrecognizedClientException"
	missing        = "MissingAuthenticationToken"
	missingJSON    = "MissingAuthenticationTokenException"
)

func (r refusal) both(status int, query, json, text string) refusal {
	r.status, r.query, r.json, r.text = status, query, json, text
	return r
}

// at signs some time away from the gateway's clock.
func at(d time.Duration) func(*request) { return func(r *request) { r.at = noon.Add(d) } }

func refusals() []refusal {
	return []refusal{
		{name: "no signature", after: func(r *request) { r.drop("Authorization") },
			status: 403, query: missing, json: missingJSON,
			text: "Request is missing Authentication Token", jsonText: "Missing Authentication Token"},
		{name: "another scheme", after: func(r *request) { r.set("Authorization", "Basic QUtJQTpzZWNyZXQ=") },
			status: 403, query: missing, json: missingJSON,
			text: "Request is missing Authentication Token", jsonText: "Missing Authentication Token"},
		{name: "both kinds of signature", after: func(r *request) { r.target += "?X-Amz-Algorithm=AWS4-HMAC-SHA256" },
			status: 403, query: differs, json: differsJSON,
			jsonText: "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."},
		refusal{name: "unknown algorithm", after: func(r *request) { r.edit("SHA256", "SHA512") }}.
			both(400, incomplete, incompleteJSON, "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'."),
		refusal{name: "SigV4A", after: func(r *request) { r.edit("HMAC-SHA256", "ECDSA-P256-SHA256") }}.
			both(400, incomplete, incompleteJSON, "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'."),
		refusal{name: "parameter without an equal sign", after: func(r *request) { r.edit("Signature=", "Signature") }}.
			both(400, incomplete, incompleteJSON,
				"'Signature{signature}' not a valid key=value pair (missing equal-sign) in Authorization header: '{authorization}'."),
		refusal{name: "blank before the key id", after: func(r *request) { r.edit("Credential=", "Credential= ") }}.
			both(400, incomplete, incompleteJSON,
				"'"+keyID+"/20261120/us-east-1/{service}/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header: '{authorization}'."),
		refusal{name: "blank after the key id", after: func(r *request) { r.edit(keyID, keyID+" ") }}.
			both(400, incomplete, incompleteJSON,
				"'/20261120/us-east-1/{service}/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header: '{authorization}'."),
		refusal{name: "no Credential", after: func(r *request) { r.edit("Credential=", "Other=") }}.
			both(400, incomplete, incompleteJSON,
				"Authorization header requires 'Credential' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization={hash}"),
		refusal{name: "no Signature", after: func(r *request) { r.edit(" Signature=", " Other=") }}.
			both(400, incomplete, incompleteJSON,
				"Authorization header requires 'Signature' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization={hash}"),
		refusal{name: "no SignedHeaders", after: func(r *request) { r.edit("SignedHeaders=", "Other=") }}.
			both(400, incomplete, incompleteJSON,
				"Authorization header requires 'SignedHeaders' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization={hash}"),
		refusal{name: "no date", after: func(r *request) { r.drop("X-Amz-Date") }}.
			both(400, incomplete, incompleteJSON,
				"Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization={hash}"),
		refusal{name: "no parameters at all", after: func(r *request) {
			r.set("Authorization", "AWS4-HMAC-SHA256")
			r.drop("X-Amz-Date")
		}}.both(400, incomplete, incompleteJSON,
			"Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. "+
				"Authorization header requires 'SignedHeaders' parameter. "+
				"Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "+
				"(Hashed with SHA-256 and encoded with Base64) Authorization={hash}"),
		refusal{name: "host unsigned", after: func(r *request) { r.edit("host;", "") }}.
			both(403, differs, differsJSON, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."),
		refusal{name: "date unsigned", after: func(r *request) { r.edit(";x-amz-date", "") }}.
			both(403, differs, differsJSON, "'x-amz-date' must be a 'SignedHeader' in the AWS Authorization."),
		refusal{name: "token added after signing", after: func(r *request) { r.set("X-Amz-Security-Token", "token") }}.
			both(403, differs, differsJSON, "'x-amz-security-token' must be a 'SignedHeader' in the AWS Authorization."),
		refusal{name: "signed header absent", before: func(r *request) { r.set("X-Extra", "1") }, after: func(r *request) { r.drop("X-Extra") }}.
			both(400, incomplete, incompleteJSON, "'x-extra' is named as a SignedHeader, but it does not exist in the HTTP request."),
		refusal{name: "bad date", after: func(r *request) { r.set("X-Amz-Date", "201") }}.
			both(400, incomplete, incompleteJSON, "Date must be in ISO-8601 'basic format'. Got '201'. See http://en.wikipedia.org/wiki/ISO_8601"),
		refusal{name: "too old", before: at(-15*time.Minute - time.Second)}.
			both(403, differs, differsJSON, "Signature expired: 20261120T114459Z is now earlier than 20261120T114500Z (20261120T120000Z - 15 min.)"),
		refusal{name: "too new", before: at(15*time.Minute + time.Second)}.
			both(403, differs, differsJSON, "Signature not yet current: 20261120T121501Z is still later than 20261120T121500Z (20261120T120000Z + 15 min.)"),
		refusal{name: "four scope elements", after: func(r *request) { r.edit("/aws4_request", "") }}.
			both(400, incomplete, incompleteJSON,
				"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '"+keyID+"/20261120/us-east-1/{service}'"),
		refusal{name: "secret in the key id's place", before: func(r *request) { r.credentials.AccessKeyID = secret }}.
			both(400, incomplete, incompleteJSON,
				"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '"+secret+"/20261120/us-east-1/{service}/aws4_request'"),
		refusal{name: "wrong region", before: func(r *request) { r.region = "us-east-1a" }}.
			both(403, differs, differsJSON, "Credential should be scoped to a valid region, not 'us-east-1a'. "),
		refusal{name: "region of another host", before: func(r *request) { r.host = r.service + ".eu-west-1.amazonaws.com" }}.
			both(403, differs, differsJSON, "Credential should be scoped to a valid region, not 'us-east-1'. "),
		refusal{name: "wrong service", after: func(r *request) { r.edit("/"+r.service+"/", "/s3/") }}.
			both(403, differs, differsJSON, "Credential should be scoped to correct service: '{service}'. "),
		refusal{name: "wrong terminator", after: func(r *request) { r.edit("aws4_request", "aws5_request") }}.
			both(403, differs, differsJSON, "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. "),
		refusal{name: "wrong scope date", after: func(r *request) { r.edit("/20261120/", "/20261119/") }}.
			both(403, differs, differsJSON,
				"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261119' != '20261120', from '20261120T120000Z'. "),
		refusal{name: "everything in the scope wrong", after: func(r *request) { r.edit("/20261120/us-east-1/"+r.service+"/aws4_request", "/a/b/c/d") }}.
			both(403, differs, differsJSON,
				"Credential should be scoped to a valid region, not 'b'. Credential should be scoped to correct service: '{service}'. "+
					"Credential should be scoped with a valid terminator: 'aws4_request', not 'd'. "+
					"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'a' != '20261120', from '20261120T120000Z'. "),
		refusal{name: "unknown key", before: func(r *request) { r.credentials.AccessKeyID = "AKIAUNKNOWNUNKNOWN00" }}.
			both(403, unknown, unknownJSON, "The security token included in the request is invalid."),
		refusal{name: "unknown key with a token", before: func(r *request) {
			r.credentials = sigv4.Credentials{AccessKeyID: "ASIAUNKNOWNUNKNOWN00", SecretAccessKey: "s", SessionToken: "token"}
		}}.both(403, unknown, unknownJSON, "The security token included in the request is invalid"),
		refusal{name: "known key with a foreign token", before: func(r *request) { r.credentials.SessionToken = "token" }}.
			both(403, unknown, unknownJSON, "The security token included in the request is invalid"),
		refusal{name: "temporary key whose token has expired", before: func(r *request) { r.credentials.SessionToken = expiredToken }}.
			both(403, "ExpiredToken", "ExpiredTokenException", "The security token included in the request is expired"),
		refusal{name: "inactive key", before: func(r *request) { r.credentials.AccessKeyID = inactiveKeyID }}.
			both(403, unknown, unknownJSON, "The security token included in the request is invalid."),
		refusal{name: "wrong secret", before: func(r *request) { r.credentials.SecretAccessKey += "\n" }}.
			both(403, differs, differsJSON, mismatch),
		refusal{name: "wrong signature", after: func(r *request) { r.edit("Signature=", "Signature=00") }}.
			both(403, differs, differsJSON, mismatch),
		refusal{name: "changed body", after: func(r *request) { r.body += " " }}.
			both(403, differs, differsJSON, mismatch),
		refusal{name: "body of another declared hash", before: func(r *request) { r.set("X-Amz-Content-Sha256", sigv4.EmptyPayloadHash) }}.
			both(403, differs, differsJSON, mismatch),
		refusal{name: "unsigned payload", before: func(r *request) { r.set("X-Amz-Content-Sha256", sigv4.UnsignedPayload) }}.
			both(403, differs, differsJSON, mismatch),
		refusal{name: "malformed query string", after: func(r *request) { r.target += "?a=%zz" }}.
			both(400, "MalformedQueryString", "MalformedQueryString", "Illegal hex character in escape % pattern: %zz"),
		refusal{name: "query string cut short", after: func(r *request) { r.target += "?a=%" }}.
			both(400, "MalformedQueryString", "MalformedQueryString", "Incomplete trailing escape % sequence"),
	}
}

// presigned are the refusals of signatures in the query.
func presigned() []refusal {
	without := func(name string) func(*request) {
		return func(r *request) { r.target = strings.Replace(r.target, name+"=", "Other=", 1) }
	}
	lacks := func(name string) refusal {
		return refusal{name: "no " + name, after: without(name)}.
			both(400, incomplete, incompleteJSON, "AWS query-string parameters must include '"+name+"'. Re-examine the query-string parameters.")
	}
	return []refusal{
		{name: "unknown algorithm", after: func(r *request) { r.target = strings.Replace(r.target, "SHA256", "SHA512", 1) },
			status: 403, query: missing, json: missingJSON,
			text: "Request is missing Authentication Token", jsonText: "Missing Authentication Token"},
		lacks("X-Amz-Credential"), lacks("X-Amz-Signature"), lacks("X-Amz-SignedHeaders"), lacks("X-Amz-Date"),
		refusal{name: "no parameters at all", after: func(r *request) { r.target = "/?X-Amz-Algorithm=" }}.
			both(400, incomplete, incompleteJSON,
				"AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string parameters must include 'X-Amz-Credential'. "+
					"AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. "+
					"AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters."),
		refusal{name: "expired", before: at(-61 * time.Second)}.
			both(403, differs, differsJSON, "Signature expired: 20261120T115859Z is now earlier than 20261120T115900Z (20261120T120000Z - 1 min.)"),
		refusal{name: "another method", after: func(r *request) {
			if r.method = "POST"; strings.Contains(r.target, "%3Bx-amz-target") {
				r.target += "&a=b" // JSON knows one method; change something else
			}
		}}.both(403, differs, differsJSON, mismatch),
		refusal{name: "another parameter", after: func(r *request) { r.target += "&MaxRecords=100" }}.
			both(403, differs, differsJSON, mismatch),
	}
}

func xmlFault(code, text, id string) string {
	return fmt.Sprintf(`<ErrorResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/">
  <Error>
    <Type>Sender</Type>
    <Code>%s</Code>
    <Message>%s</Message>
  </Error>
  <RequestId>%s</RequestId>
</ErrorResponse>
`, code, text, id)
}

func jsonFault(t *testing.T, code, text string) string {
	t.Helper()
	if text == "" {
		return `{"__type":"` + code + `"}`
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return `{"__type":"` + code + `","message":` + string(quoted) + `}`
}

func (want refusal) inQuery(t *testing.T, b *bench, r *request, sign func(*request)) {
	t.Run(want.name+"/query", func(t *testing.T) {
		want.edited(r, sign)
		got := b.send(t, r.raw())
		check(t, got, want.status, "text/xml", xmlFault(want.query, r.fill(want.text), got.id()))
	})
}

func (want refusal) inJSON(t *testing.T, b *bench, r *request, sign func(*request)) {
	t.Run(want.name+"/json", func(t *testing.T) {
		want.edited(r, sign)
		text := want.text
		if want.jsonText != "" {
			text = want.jsonText
		}
		check(t, b.send(t, r.raw()), 400, "application/x-amz-json-1.1", jsonFault(t, want.json, r.fill(text)))
	})
}

func (want refusal) edited(r *request, sign func(*request)) {
	if want.before != nil {
		want.before(r)
	}
	sign(r)
	if want.after != nil {
		want.after(r)
	}
}

// check compares the whole of an answer.
func check(t *testing.T, got reply, status int, contentType, body string) {
	t.Helper()
	if got.status != status {
		t.Errorf("status %d, want %d", got.status, status)
	}
	if is := strings.Join(got.header["Content-Type"], ","); is != contentType {
		t.Errorf("Content-Type %q, want %q", is, contentType)
	}
	if got.body != body {
		t.Errorf("body\n%s\nwant\n%s", got.body, body)
	}
}

func TestRefusals(t *testing.T) {
	b := newBench(t)
	for _, want := range refusals() {
		sign := func(r *request) { r.sign(t) }
		want.inQuery(t, b, describeClusters(), sign)
		want.inJSON(t, b, describeStatement(), sign)
	}
}

func TestPresignedRefusals(t *testing.T) {
	b := newBench(t)
	for _, want := range presigned() {
		sign := func(r *request) { r.presign(t, time.Minute) }
		get := newRequest("redshift")
		get.method, get.target = "GET", "/?Action=DescribeClusters&Version=2012-12-01"
		want.inQuery(t, b, get, sign)
		want.inJSON(t, b, describeStatement(), sign)
	}
}
