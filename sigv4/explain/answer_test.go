package explain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

const mismatch = "The request signature we calculated does not match the signature you provided. " +
	"Check your AWS Secret Access Key and signing method. Consult the service documentation for details."

func TestFromText(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"XML", "<ErrorResponse xmlns=\"http://redshift.amazonaws.com/doc/2012-12-01/\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>SignatureDoesNotMatch</Code>\n    <Message>Signature expired: 20140325T143453Z is now earlier than 20140325T143751Z (20140325T145251Z - 15 min.)</Message>\n  </Error>\n  <RequestId>r</RequestId>\n</ErrorResponse>", "clock-behind"},
		{"JSON", `{"__type":"InvalidSignatureException","message":"Signature not yet current: 20181120T231029Z is still later than 20181120T211529Z (20181120T211029Z + 5 min.)"}`, "clock-skew-whole-hours"},
		{"boto3", "botocore.exceptions.ClientError: An error occurred (UnrecognizedClientException) when calling the ExecuteStatement operation: The security token included in the request is invalid.", "key-unknown"},
		{"no full stop", `{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"The security token included in the request is invalid"}`, "token-invalid"},
		{"CLI", "An error occurred (ExpiredToken) when calling the DescribeClusters operation: The security token included in the request is expired", "token-expired"},
		{"Go SDK", "operation error Redshift: DescribeClusters, https response error StatusCode: 403, RequestID: 1-2, api error SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'us-east-1a'. ", "region-availability-zone"},
		{"empty region", "Credential should be scoped to a valid region, not ''. ", "region-empty"},
		{"pseudo region", "Credential should be scoped to a valid region, not 'aws-global'. ", "region-pseudo"},
		{"region", "Credential should be scoped to a valid region, not 'eu-central-1'. ", "region-not-served"},
		{"service", "Credential should be scoped to correct service: 'batch'. ", "service-differs"},
		{"terminator", "Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. ", "terminator-wrong"},
		{"scope date", "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20130609', from '20130609T095204Z'. ", "scope-date-differs"},
		{"leading blank", "'" + keyID + "/20200122/us-east-1/sts/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential= " + keyID + "/20200122/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=x'.", "id-leading-blank"},
		{"trailing blank", "'/20200122/us-east-1/sts/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=" + keyID + " /20200122/us-east-1/sts/aws4_request'.", "id-trailing-blank"},
		{"cut", "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256 Credential=ABCDEF", "id-trailing-blank"},
		{"header name", "'AWS4-HMAC-SHA256' not a valid key=value pair (missing equal-sign) in Authorization header: 'Authorization: AWS4-HMAC-SHA256 Credential=x'.", "header-name-in-value"},
		{"token", "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization=eyJhbGciOiJIUzI1NiJ9.e30.abc", "bearer-token"},
		{"swapped", "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'REDA/CTED/20170117/us-east-1/iam/aws4_request'", "id-and-secret-swapped"},
		{"date", "Date must be in ISO-8601 'basic format'. Got '201'. See http://en.wikipedia.org/wiki/ISO_8601", "date-format"},
		{"absent", "'accept' is named as a SignedHeader, but it does not exist in the HTTP request.", "signed-header-absent"},
		{"host", "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.", "host-not-signed"},
		{"algorithm", "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'.", "algorithm-unsupported"},
		{"query", "AWS query-string parameters must include 'X-Amz-Signature'. Re-examine the query-string parameters.", "parameter-missing"},
		{"both", `{"__type":"InvalidSignatureException","message":"Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."}`, "two-signatures"},
		{"unsigned", "<MissingAuthenticationTokenException>\n  <Message>Missing Authentication Token</Message>\n</MissingAuthenticationTokenException>", "credentials-missing"},
		{"no credentials", "Unable to locate credentials. You can configure credentials by running \"aws configure\".", "credentials-missing"},
		{"denied", "User: arn:aws:iam::123456789012:user/x is not authorized to perform: redshift:DescribeClusters on resource: x", "not-authorized"},
		{"mismatch", "SignatureDoesNotMatch: " + mismatch, "wrong-secret"},
		{"calendar", "Signature not yet current: 25670325T143453Z is still later than 20240325T143751Z (20240325T142251Z + 15 min.)", "calendar-not-gregorian"},
		{"boto3 does not send", "An HTTP Client raised an unhandled exception: Invalid header value b'AWS4-HMAC-SHA256 Credential=" + keyID + `\n/20260301/us-east-1/redshift/aws4_request, SignedHeaders=host, Signature=x'`, "id-trailing-blank"},
		{"http.client does not send", `Invalid header value b'token\n'`, "header-line-break"},
		{"requests does not send", "Invalid leading whitespace, reserved character(s), or return character(s) in header value: ' x'", "header-line-break"},
		{"net/http does not send", `Post "https://redshift.us-east-1.amazonaws.com/": net/http: invalid header field value for "Authorization"`, "header-line-break"},
		{"Node does not send", `TypeError [ERR_INVALID_CHAR]: Invalid character in header content ["authorization"]`, "header-line-break"},
		{"throttled", "An error occurred (Throttling) when calling the DescribeClusters operation (reached max retries: 4): Rate exceeded", "request-throttled"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := explain.FromText(c.text)
			if len(e.Causes) == 0 || e.Causes[0].Cause.ID != c.want {
				t.Errorf("named %v, want %s first", ids(e), c.want)
			}
		})
	}
}

func TestParseAnswer(t *testing.T) {
	a := explain.ParseAnswer("operation error Redshift: DescribeClusters, https response error StatusCode: 403, RequestID: 1-2, " +
		"api error SignatureDoesNotMatch: Signature expired: 20140325T143453Z is now earlier than 20140325T143751Z (20140325T145251Z - 15 min.)")
	if a.Code != "SignatureDoesNotMatch" || a.Status != 403 || a.RequestID != "1-2" || a.Operation != "Redshift: DescribeClusters" {
		t.Errorf("parsed %+v", a)
	}
	if a.ServerTime.Sub(a.SignedAt) != 17*time.Minute+58*time.Second || a.Window != 15*time.Minute {
		t.Errorf("clocks %v and %v, window %v", a.SignedAt, a.ServerTime, a.Window)
	}
}

func TestEchoedCanonicalRequestIsCompared(t *testing.T) {
	echo := "POST\n/\n\ncontent-type:application/x-amz-json-1.1; charset=utf-8\nhost:redshift-data.us-east-1.amazonaws.com\n" +
		"x-amz-date:20130609T095204Z\nx-amz-security-token:" + token + "\n\ncontent-type;host;x-amz-date;x-amz-security-token\nabc"
	text := mismatch + "\n\nThe Canonical String for this request should have been\n'" + echo +
		"'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20130609T095204Z\nx\ny'\n"
	for _, form := range []string{text, strings.ReplaceAll(text, "\n", `\n`)} {
		s := newSigning(nil)
		e := s.explain(t, func(s *signing) { s.in.Answer, s.in.Secret = explain.ParseAnswer(form), "" })
		different := map[string]bool{}
		for _, line := range e.Diff {
			if !line.Same {
				different[line.What] = true
			}
		}
		for _, what := range []string{"header content-type", "header x-amz-target", "header x-amz-security-token", "payload"} {
			if !different[what] {
				t.Errorf("%s is not among the differences: %v", what, different)
			}
		}
		if different["method"] || different["header host"] {
			t.Errorf("too many differences: %v", different)
		}
		noSecrets(t, e, token)
	}
}

func TestEchoTellsTheCause(t *testing.T) {
	ours := newSigning(nil).explain(t, nil).CanonicalRequest
	for _, c := range []struct{ want, echo string }{
		{"wrong-secret", ours},
		{"content-type-changed", strings.Replace(ours, "json-1.1", "json-1.0", 1)},
		{"method-changed", strings.Replace(ours, "POST", "GET", 1)},
		{"host-rewritten-by-proxy", strings.Replace(ours, "redshift-data.us", "other.us", 1)},
	} {
		e := newSigning(nil).explain(t, func(s *signing) {
			s.in.Answer = explain.ParseAnswer(mismatch + "\n\nThe Canonical String for this request should have been\n'" + c.echo + "'\n")
		})
		if len(e.Causes) == 0 || e.Causes[0].Cause.ID != c.want || e.Causes[0].Proven {
			t.Errorf("named %v, want %s first", ids(e), c.want)
		}
	}
}
