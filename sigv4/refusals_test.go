package sigv4_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// A refusalCase damages a signed request and says what AWS answers. Texts without a
// family of their own are the same in both.
type refusalCase struct {
	name   string
	query  bool // presigned instead of signed in the header
	signer func(*sigv4.Signer)
	damage func(*sigv4.Request)

	kind     sigv4.Kind
	reason   sigv4.Reason
	text     string
	jsonText string // where it differs; "-" where the query family has no text
}

var refusalCases = []refusalCase{
	{name: "query ends in percent", damage: func(r *sigv4.Request) { r.Target = "/?a=%" },
		kind: sigv4.MalformedQueryString, reason: sigv4.ReasonMalformedQuery, text: "Incomplete trailing escape % sequence"},
	{name: "query ends in half an escape", damage: func(r *sigv4.Request) { r.Target = "/?a=%4" },
		kind: sigv4.MalformedQueryString, reason: sigv4.ReasonMalformedQuery, text: "Incomplete trailing escape % sequence"},
	{name: "query with bad escape", damage: func(r *sigv4.Request) { r.Target = "/?a=%zz" },
		kind: sigv4.MalformedQueryString, reason: sigv4.ReasonMalformedQuery, text: "Illegal hex character in escape % pattern: %zz"},
	{name: "two signatures", damage: func(r *sigv4.Request) { r.Target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256" },
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonTwoSignatures, text: "",
		jsonText: "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."},
	{name: "no signature", damage: func(r *sigv4.Request) { r.Header.Del("Authorization") },
		kind: sigv4.MissingAuthenticationToken, reason: sigv4.ReasonNoSignature,
		text: "Request is missing Authentication Token", jsonText: "Missing Authentication Token"},
	{name: "bearer token", damage: set("Authorization", "Bearer eyJhbGciOi"),
		kind: sigv4.MissingAuthenticationToken, reason: sigv4.ReasonNoSignature,
		text: "Request is missing Authentication Token", jsonText: "Missing Authentication Token"},
	{name: "query algorithm unknown", query: true,
		damage: func(r *sigv4.Request) { r.Target = strings.Replace(r.Target, "HMAC-SHA256", "HMAC-SHA512", 1) },
		kind:   sigv4.MissingAuthenticationToken, reason: sigv4.ReasonNoSignature,
		text: "Request is missing Authentication Token", jsonText: "Missing Authentication Token"},
	{name: "header algorithm unknown", damage: replaceAuth("SHA256", "SHA512"),
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonAlgorithm, text: "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'."},
	{name: "SigV4A", damage: replaceAuth("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonAlgorithm, text: "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'."},
	{name: "blank before the key id",
		damage: set("Authorization", "AWS4-HMAC-SHA256 Credential= AKIA/20130609/us-east-1/redshift/aws4_request, SignedHeaders=host, Signature=0"),
		kind:   sigv4.IncompleteSignature, reason: sigv4.ReasonMalformedParameter,
		text: "'AKIA/20130609/us-east-1/redshift/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header: " +
			"'AWS4-HMAC-SHA256 Credential= AKIA/20130609/us-east-1/redshift/aws4_request, SignedHeaders=host, Signature=0'."},
	{name: "blank after the key id",
		damage: set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA /20130609/us-east-1/redshift/aws4_request, SignedHeaders=host, Signature=0"),
		kind:   sigv4.IncompleteSignature, reason: sigv4.ReasonMalformedParameter,
		text: "'/20130609/us-east-1/redshift/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header: " +
			"'AWS4-HMAC-SHA256 Credential=AKIA /20130609/us-east-1/redshift/aws4_request, SignedHeaders=host, Signature=0'."},
	{name: "two Authorization headers", damage: func(r *sigv4.Request) {
		r.Header["Authorization"] = []string{"AWS4-HMAC-SHA256 A=1", "AWS4-HMAC-SHA256 B=2"}
	},
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonMalformedParameter,
		text: "'AWS4-HMAC-SHA256' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 A=1,AWS4-HMAC-SHA256 B=2'."},
	{name: "nothing but the algorithm", damage: func(r *sigv4.Request) {
		setAuth(r, "AWS4-HMAC-SHA256")
		r.Header.Del("X-Amz-Date")
	},
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonMissingParameter,
		text: "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
			"Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " +
			"(Hashed with SHA-256 and encoded with Base64) Authorization=YI2YWea8FSxnksZL2ETHbs5elHm9HQufxTLK0W0ffV0="},
	{name: "no date", damage: func(r *sigv4.Request) {
		setAuth(r, "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c")
		r.Header.Del("X-Amz-Date")
	},
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonMissingParameter,
		text: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " +
			"(Hashed with SHA-256 and encoded with Base64) Authorization=sYeBOFHXwr4QPeZBjfm5rM2bLi/ZApkIfdWcCk5rHR4="},
	{name: "query parameters missing", query: true, damage: func(r *sigv4.Request) { r.Target = "/?X-Amz-Algorithm=" },
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonMissingParameter,
		text: "AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string parameters must include 'X-Amz-Credential'. " +
			"AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. " +
			"AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters."},
	{name: "host unsigned", damage: replaceAuth("host;", ""),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonHostUnsigned,
		text: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."},
	{name: "target unsigned", damage: set("X-Amz-Target", "RedshiftData.ExecuteStatement"),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonHeaderUnsigned,
		text: "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization."},
	{name: "token unsigned", damage: set("X-Amz-Security-Token", token),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonHeaderUnsigned,
		text: "'x-amz-security-token' must be a 'SignedHeader' in the AWS Authorization."},
	{name: "date unsigned", damage: replaceAuth(";x-amz-date", ""),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonHeaderUnsigned,
		text: "'x-amz-date' must be a 'SignedHeader' in the AWS Authorization."},
	{name: "content hash unsigned", query: true, damage: set("X-Amz-Content-Sha256", sigv4.EmptyPayloadHash),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonHeaderUnsigned,
		text: "'x-amz-content-sha256' must be a 'SignedHeader' in the AWS Authorization."},
	{name: "signed header absent", damage: replaceAuth("content-type;", "accept;content-type;"),
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonHeaderAbsent,
		text: "'accept' is named as a SignedHeader, but it does not exist in the HTTP request."},
	{name: "malformed date", damage: set("X-Amz-Date", "201"),
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonDateFormat,
		text: "Date must be in ISO-8601 'basic format'. Got '201'. See http://en.wikipedia.org/wiki/ISO_8601"},
	{name: "HTTP date", damage: set("X-Amz-Date", "Sun, 09 Jun 2013 09:52:04 GMT"),
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonDateFormat,
		text: "Date must be in ISO-8601 'basic format'. Got 'Sun, 09 Jun 2013 09:52:04 GMT'. See http://en.wikipedia.org/wiki/ISO_8601"},
	{name: "two dates", damage: func(r *sigv4.Request) {
		r.Header["X-Amz-Date"] = []string{"20130609T095204Z", "20130609T095205Z"}
	},
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonDateFormat,
		text: "Date must be in ISO-8601 'basic format'. Got '20130609T095204Z,20130609T095205Z'. See http://en.wikipedia.org/wiki/ISO_8601"},
	{name: "too old", signer: at(-15*time.Minute - time.Second),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonExpired,
		text: "Signature expired: 20130609T093703Z is now earlier than 20130609T093704Z (20130609T095204Z - 15 min.)"},
	{name: "too new", signer: at(15*time.Minute + time.Second),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonNotYetCurrent,
		text: "Signature not yet current: 20130609T100705Z is still later than 20130609T100704Z (20130609T095204Z + 15 min.)"},
	{name: "presigned too old", query: true, signer: at(-time.Hour - time.Second),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonExpired,
		text: "Signature expired: 20130609T085203Z is now earlier than 20130609T085204Z (20130609T095204Z - 60 min.)"},
	{name: "expiry is no number", query: true, damage: func(r *sigv4.Request) { r.Target = strings.Replace(r.Target, "=3600", "=x", 1) },
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonExpires, text: "X-Amz-Expires should be a number"},
	{name: "expiry negative", query: true, damage: func(r *sigv4.Request) { r.Target = strings.Replace(r.Target, "=3600", "=-1", 1) },
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonExpires, text: "X-Amz-Expires must be non-negative"},
	{name: "expiry beyond a week", query: true, damage: func(r *sigv4.Request) { r.Target = strings.Replace(r.Target, "=3600", "=604801", 1) },
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonExpires,
		text: "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds"},
	{name: "six scope elements", damage: replaceAuth(keyID, "REDA/CTED"),
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonCredential,
		text: "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'REDA/CTED/20130609/us-east-1/redshift/aws4_request'"},
	{name: "one scope element", damage: replaceAuth(keyID+"/20130609/us-east-1/redshift/aws4_request", "AKIA///"),
		kind: sigv4.IncompleteSignature, reason: sigv4.ReasonCredential,
		text: "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIA///'"},
	{name: "wrong region", signer: func(s *sigv4.Signer) { s.Region = "eu-central-1" },
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonScope,
		text: "Credential should be scoped to a valid region, not 'eu-central-1'. "},
	{name: "wrong service", signer: func(s *sigv4.Signer) { s.Service = "batch" },
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonScope,
		text: "Credential should be scoped to correct service: 'redshift'. "},
	{name: "wrong terminator", damage: replaceAuth("aws4_request", "e"),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonScope,
		text: "Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. "},
	{name: "wrong scope date", damage: replaceAuth("20130609", "b"),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonScope,
		text: "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20130609', from '20130609T095204Z'. "},
	{name: "all of the scope wrong", damage: replaceAuth("20130609/us-east-1/redshift/aws4_request", "b/c/d/e"),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonScope,
		text: "Credential should be scoped to a valid region, not 'c'. Credential should be scoped to correct service: 'redshift'. " +
			"Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. " +
			"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20130609', from '20130609T095204Z'. "},
	{name: "unknown key", signer: func(s *sigv4.Signer) { s.Credentials.AccessKeyID = "AKIAUNKNOWN" },
		kind: sigv4.InvalidClientTokenID, reason: sigv4.ReasonUnknownKey, text: "The security token included in the request is invalid."},
	{name: "inactive key", signer: func(s *sigv4.Signer) { s.Credentials.AccessKeyID = "AKIAINACTIVE" },
		kind: sigv4.InvalidClientTokenID, reason: sigv4.ReasonInactiveKey, text: "The security token included in the request is invalid."},
	{name: "unknown key with a known token", signer: func(s *sigv4.Signer) {
		s.Credentials.AccessKeyID, s.Credentials.SessionToken = "ASIAUNKNOWN", token
	},
		kind: sigv4.InvalidClientTokenID, reason: sigv4.ReasonInvalidToken, text: "The security token included in the request is invalid"},
	{name: "invalid token", signer: func(s *sigv4.Signer) { s.Credentials.SessionToken = "foreign" },
		kind: sigv4.InvalidClientTokenID, reason: sigv4.ReasonInvalidToken, text: "The security token included in the request is invalid"},
	{name: "invalid token in the query", query: true, signer: func(s *sigv4.Signer) { s.Credentials.SessionToken = "foreign" },
		kind: sigv4.InvalidClientTokenID, reason: sigv4.ReasonInvalidToken, text: "The security token included in the request is invalid"},
	{name: "expired token", signer: func(s *sigv4.Signer) { s.Credentials.SessionToken = "expired" },
		kind: sigv4.ExpiredToken, reason: sigv4.ReasonExpiredToken, text: "The security token included in the request is expired"},
	{name: "wrong secret", signer: func(s *sigv4.Signer) { s.Credentials.SecretAccessKey = "other" },
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonSignature, text: mismatch},
	{name: "wrong secret in the query", query: true, signer: func(s *sigv4.Signer) { s.Credentials.SecretAccessKey = "other" },
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonSignature, text: mismatch},
	{name: "upper-case signature", damage: func(r *sigv4.Request) {
		head, signature, _ := strings.Cut(auth(r), "Signature=")
		setAuth(r, head+"Signature="+strings.ToUpper(signature))
	},
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonSignature, text: mismatch},
	{name: "other host", damage: func(r *sigv4.Request) { r.Host = "127.0.0.1:5438" },
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonSignature, text: mismatch},
	{name: "other method", damage: func(r *sigv4.Request) { r.Method = "GET" },
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonSignature, text: mismatch},
	{name: "other body", damage: func(r *sigv4.Request) { r.PayloadHash = sigv4.HashPayload([]byte("x")) },
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonSignature, text: mismatch},
	{name: "parameter added", query: true, damage: func(r *sigv4.Request) { r.Target += "&utm_source=x" },
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonSignature, text: mismatch},
	{name: "declared hash of another body", signer: func(s *sigv4.Signer) { s.ContentSHA256 = true },
		damage: func(r *sigv4.Request) { r.PayloadHash = sigv4.HashPayload([]byte("x")) },
		kind:   sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonPayload, text: mismatch},
	{name: "aws-chunked", damage: set("Content-Encoding", "aws-chunked"),
		kind: sigv4.SignatureDoesNotMatch, reason: sigv4.ReasonPayload, text: mismatch},
}

const mismatch = "The request signature we calculated does not match the signature you provided. " +
	"Check your AWS Secret Access Key and signing method. Consult the service documentation for details."

// at signs some time away from the verifier's clock.
func at(offset time.Duration) func(*sigv4.Signer) {
	return func(s *sigv4.Signer) { s.Now = func() time.Time { return signedAt.Add(offset) } }
}

func TestVerifyRefuses(t *testing.T) {
	for _, c := range refusalCases {
		t.Run(c.name, func(t *testing.T) {
			r := sent(t, c.query, c.signer)
			if c.damage != nil {
				c.damage(r)
			}
			c.check(t, check(newVerifier(), r))
		})
	}
}

// sent is a request on its way: signed by a signer that was changed, in the header or
// in the query.
func sent(t *testing.T, presigned bool, change func(*sigv4.Signer)) *sigv4.Request {
	t.Helper()
	signer, r := newSigner(), newRequest()
	if change != nil {
		change(signer)
	}
	if presigned {
		return signQuery(t, signer, r)
	}
	return signHeader(t, signer, r)
}

func (c *refusalCase) check(t *testing.T, err error) {
	t.Helper()
	var refusal *sigv4.Error
	if !errors.As(err, &refusal) {
		t.Fatalf("error %v, want a refusal", err)
	}
	if refusal.Kind != c.kind || refusal.Reason != c.reason || !errors.Is(err, c.kind) {
		t.Errorf("%v: %s, want %v: %s", refusal.Kind, refusal.Reason, c.kind, c.reason)
	}
	jsonText := c.jsonText
	if jsonText == "" {
		jsonText = c.text
	}
	equal(t, "query text", refusal.Message(sigv4.QueryFamily), c.text)
	equal(t, "JSON text", refusal.Message(sigv4.JSONFamily), jsonText)
	computed := c.reason == sigv4.ReasonSignature || c.reason == sigv4.ReasonPayload
	if (refusal.CanonicalRequest != "") != computed || (refusal.StringToSign != "") != computed {
		t.Errorf("canonical request %q, string to sign %q", refusal.CanonicalRequest, refusal.StringToSign)
	}
	if text := err.Error(); !strings.HasPrefix(text, "sigv4: ") || strings.Contains(text, "AKIA") {
		t.Errorf("error text %q", text)
	}
}
