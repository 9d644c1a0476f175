package explain_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// A signing is a request that sigv4.Signer signs, with a mistake built in before or
// after.
type signing struct {
	signer sigv4.Signer
	r      *sigv4.Request
	body   []byte
	in     explain.Input
}

func (s *signing) set(name, value string) { s.r.Header.Set(name, value) }

// edit replaces a part of the Authorization header after signing.
func (s *signing) edit(from, to string) {
	s.set("Authorization", strings.ReplaceAll(s.r.Header.Get("Authorization"), from, to))
}

func newSigning(before func(*signing)) *signing {
	s := &signing{body: []byte(`{"Sql":"select 1"}`)}
	s.r = jsonRequest(s.body)
	s.in = explain.Input{Secret: secret, Now: signedAt}
	s.signer = sigv4.Signer{Credentials: sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: secret},
		Region: "us-east-1", Service: "redshift-data", Now: func() time.Time { return signedAt }}
	if before != nil {
		before(s)
	}
	s.r.PayloadHash = sigv4.HashPayload(s.body)
	return s
}

func (s *signing) explain(t *testing.T, after func(*signing)) *explain.Explanation {
	t.Helper()
	signed, err := s.signer.Sign(s.r)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range signed.Header {
		s.r.Header[name] = values
	}
	if after != nil {
		after(s)
	}
	s.in.Request, s.in.Body = s.r, s.body
	if s.in.Budget.Tries == 0 {
		s.in.Budget.Tries = 2000
	}
	return explain.Explain(s.in)
}

func TestCausesFromTheRequest(t *testing.T) {
	id := func(id string) func(*signing) { return func(s *signing) { s.signer.Credentials.AccessKeyID = id } }
	region := func(name string) func(*signing) { return func(s *signing) { s.signer.Region = name } }
	arrive := func(d time.Duration) func(*signing) { return func(s *signing) { s.in.Now = signedAt.Add(d) } }
	refused := func(reason sigv4.Reason, kind sigv4.Kind) func(*signing) {
		return func(s *signing) { s.in.Refusal = &sigv4.Error{Kind: kind, Reason: reason} }
	}
	authorization := func(value string) func(*signing) { return func(s *signing) { s.set("Authorization", value) } }
	edit := func(from, to string) func(*signing) { return func(s *signing) { s.edit(from, to) } }
	host := func(name string) func(*signing) { return func(s *signing) { s.r.Host = name } }
	for _, c := range []struct {
		want          string
		before, after func(*signing)
	}{
		{"id-and-secret-swapped", func(s *signing) {
			s.signer.Credentials = sigv4.Credentials{AccessKeyID: secret, SecretAccessKey: keyID}
			s.in.Secret = ""
		}, nil},
		{"id-leading-blank", id(" " + keyID), nil},
		{"id-leading-blank", id("\ufeff" + keyID), nil},
		{"id-trailing-blank", id(keyID + "\n"), nil},
		{"id-trailing-blank", nil, authorization("AWS4-HMAC-SHA256 Credential=" + keyID)},
		{"id-hidden-character", id(`"` + keyID + `"`), nil},
		{"id-hidden-character", id("AKIAIOSF\x00ODNN7EXAMPLE"), nil},
		{"id-empty", nil, edit(keyID, "")},
		{"id-placeholder", id("YOUR_ACCESS_KEY_ID"), func(s *signing) { s.in.Secret = "" }},
		{"id-is-principal", id("AIDACKCEVSQ6C2EXAMPLE"), func(s *signing) { s.in.Secret = "" }},
		{"key-unknown", id("AKIAUNKNOWNUNKNOWN12"), refused(sigv4.ReasonUnknownKey, sigv4.InvalidClientTokenID)},
		{"key-inactive", nil, refused(sigv4.ReasonInactiveKey, sigv4.InvalidClientTokenID)},
		{"credentials-missing", nil, func(s *signing) { s.r.Header.Del("Authorization") }},
		{"credentials-missing", nil, authorization("")},

		{"token-missing", id("ASIAIOSFODNN7EXAMPLE"), nil},
		{"token-missing", nil, func(s *signing) { s.in.Token = token }},
		{"token-empty", nil, func(s *signing) { s.set("X-Amz-Security-Token", "") }},
		{"token-expired", nil, refused(sigv4.ReasonExpiredToken, sigv4.ExpiredToken)},
		{"token-invalid", func(s *signing) {
			s.signer.Credentials.AccessKeyID, s.signer.Credentials.SessionToken = "ASIAIOSFODNN7EXAMPLE", token
			s.in.Token = "another/token=="
		}, nil},
		{"token-not-signed", func(s *signing) {
			s.signer.Credentials.AccessKeyID, s.signer.Credentials.SessionToken = "ASIAIOSFODNN7EXAMPLE", token
			s.signer.UnsignedToken = true
		}, nil},

		{"clock-skew-whole-hours", nil, arrive(2 * time.Hour)},
		{"clock-skew-whole-hours", nil, arrive(-5*time.Hour - 30*time.Minute)},
		{"clock-behind", nil, arrive(47 * time.Minute)},
		{"clock-ahead", nil, arrive(-20 * time.Minute)},
		{"request-replayed", nil, func(s *signing) { s.in.Now, s.in.Seen = signedAt.Add(20*time.Minute), true }},
		{"request-replayed", func(s *signing) { s.set("Amz-Sdk-Request", "attempt=2; max=3") }, arrive(20 * time.Minute)},
		{"request-delayed", nil, func(s *signing) { s.in.Now, s.in.InTime = signedAt.Add(20*time.Minute), true }},
		{"calendar-not-gregorian", func(s *signing) { s.signer.Now = func() time.Time { return signedAt.AddDate(543, 0, 0) } }, nil},
		{"date-format", nil, func(s *signing) { s.set("X-Amz-Date", "Sun, 09 Jun 2013 09:52:04 GMT") }},
		{"date-missing", nil, func(s *signing) { s.r.Header.Del("X-Amz-Date") }},
		{"scope-date-differs", nil, edit("/20130609/", "/20130608/")},

		{"signature-version-2", nil, authorization("AWS " + keyID + ":c2lnbmF0dXJl")},
		{"signature-version-2", nil, func(s *signing) {
			s.r.Header.Del("Authorization")
			s.r.Target = "/?AWSAccessKeyId=" + keyID + "&SignatureVersion=2&Signature=abc"
		}},
		{"signature-version-3", nil, authorization("AWS3-HTTPS AWSAccessKeyId=" + keyID + ",Signature=abc")},
		{"signature-version-3", nil, func(s *signing) {
			s.r.Header.Del("Authorization")
			s.set("X-Amzn-Authorization", "AWS3-HTTPS AWSAccessKeyId="+keyID+",Signature=abc")
		}},
		{"signature-version-4a", nil, edit("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256")},
		{"algorithm-unsupported", nil, edit("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512")},
		{"bearer-token", nil, authorization("Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc")},
		{"basic-authentication", nil, authorization("Basic dXNlcjpwYXNzd29yZA==")},
		{"scheme-unknown", nil, authorization("Negotiate abcdef")},
		{"header-name-in-value", nil, edit("AWS4-HMAC-SHA256", "Authorization: AWS4-HMAC-SHA256")},

		{"region-control-character", region("us-east-1\x00"), nil},
		{"region-empty", nil, edit("/us-east-1/", "//")},
		{"region-availability-zone", region("us-east-1a"), nil},
		{"region-availability-zone", region("use1-az2"), nil},
		{"region-pseudo", region("aws-global"), nil},
		{"region-upper-case", region("US-EAST-1"), nil},
		{"region-differs-from-endpoint", region("eu-west-1"), nil},
		{"region-of-another-partition", region("cn-north-1"), nil},
		{"region-not-served", func(s *signing) { s.signer.Region = "eu-west-1"; s.in.Regions = []string{"us-east-1"} }, host("localhost:5438")},
		{"global-service-region", func(s *signing) {
			s.r.Host, s.r.Service, s.signer.Service, s.signer.Region = "cloudfront.amazonaws.com", "cloudfront", "cloudfront", "eu-west-1"
		}, nil},
		{"ses-host-label", func(s *signing) {
			s.r.Host, s.r.Service, s.signer.Service = "email.us-east-1.amazonaws.com", "ses", "email"
		}, nil},
		{"service-sibling", func(s *signing) { s.signer.Service = "redshift" }, nil},
		{"service-differs", func(s *signing) { s.signer.Service = "dynamodb" }, nil},
		{"terminator-wrong", nil, edit("aws4_request", "aws4-request")},

		{"host-not-signed", nil, edit("content-type;host;", "content-type;")},
		{"signed-header-absent", nil, func(s *signing) { s.r.Header.Del("Content-Type") }},
		{"amz-header-not-signed", nil, edit(";x-amz-target", "")},
		{"payload-unsigned", nil, func(s *signing) {
			s.set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
			s.edit(";x-amz-date", ";x-amz-content-sha256;x-amz-date")
		}},
		{"payload-chunked", func(s *signing) { s.set("Content-Encoding", "aws-chunked") }, nil},

		{"signature-length", nil, func(s *signing) {
			a := s.r.Header.Get("Authorization")
			s.set("Authorization", a[:len(a)-24])
		}},
		{"authorization-repeated", nil, func(s *signing) {
			s.r.Header["Authorization"] = append(s.r.Header["Authorization"], s.r.Header["Authorization"][0])
		}},
		{"two-signatures", nil, func(s *signing) { s.r.Target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256" }},
		{"query-malformed", nil, func(s *signing) { s.r.Target = "/?a=%zz" }},
		{"credential-incomplete", nil, edit("/us-east-1/", "/")},
		{"parameter-without-equals", nil, edit(", SignedHeaders", " stray, SignedHeaders")},
		{"parameter-missing", nil, edit("Signature=", "Sig=")},
		{"query-lower-case-names", nil, func(s *signing) { s.r.Header.Del("Authorization"); s.r.Target = "/?x-amz-algorithm=AWS4-HMAC-SHA256" }},
		{"query-html-escaped", nil, func(s *signing) {
			s.r.Header.Del("Authorization")
			s.r.Target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;X-Amz-Credential=a"
		}},
		{"query-html-escaped", nil, func(s *signing) {
			s.r.Header.Del("Authorization")
			s.r.Target = "/?Action=DescribeClusters&amp;X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;X-Amz-Credential=a"
		}},
		{"query-encoded-again", nil, func(s *signing) {
			s.r.Header.Del("Authorization")
			s.r.Target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + keyID + "%252F20130609%252Fus-east-1%252Fredshift-data%252Faws4_request"
		}},
	} {
		t.Run(c.want, func(t *testing.T) {
			e := newSigning(c.before).explain(t, c.after)
			if len(e.Causes) == 0 || e.Causes[0].Cause.ID != c.want {
				t.Fatalf("named %v, want %s first", ids(e), c.want)
			}
			if e.Causes[0].Summary == "" || e.Causes[0].Fix == "" {
				t.Error("no summary or no fix")
			}
			noSecrets(t, e, secret, token)
		})
	}
}

// A request whose signature is right is said to be right, whatever it is refused for.
func TestRightSignatureOfRefusedRequest(t *testing.T) {
	for _, c := range []struct {
		name, want string
		after      func(*signing)
	}{
		{"expired", "valid-but-expired", func(s *signing) { s.in.Now = signedAt.Add(time.Hour) }},
		{"inactive", "valid-but-key-refused", func(s *signing) {
			s.in.Refusal = &sigv4.Error{Kind: sigv4.InvalidClientTokenID, Reason: sigv4.ReasonInactiveKey}
		}},
		{"another region", "valid-but-scope-refused", func(s *signing) { s.r.ValidRegion = func(region string) bool { return region == "eu-west-1" } }},
		{"denied", "not-authorized", func(s *signing) {
			s.in.Answer = explain.ParseAnswer(`{"__type":"AccessDeniedException","Message":"User: arn:aws:iam::123456789012:user/x is not authorized to perform: redshift-data:ExecuteStatement on resource: x"}`)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newSigning(nil).explain(t, c.after)
			found := false
			for _, cause := range e.Causes {
				found = found || cause.Cause.ID == c.want
			}
			if e.Match != explain.SignatureMatches || e.Verdict != explain.Refused || !found {
				t.Errorf("signature %s, verdict %s, named %v", e.Match, e.Verdict, ids(e))
			}
		})
	}
}

func TestWithoutSecretNothingIsClaimed(t *testing.T) {
	e := newSigning(nil).explain(t, func(s *signing) { s.in.Secret = "" })
	if e.Verdict != explain.Unverifiable || e.Match != explain.SignatureUnknown || len(e.Causes) != 0 {
		t.Errorf("%s, %s, %v", e.Verdict, e.Match, ids(e))
	}
}

func TestExpectedOnlyIfDisclosed(t *testing.T) {
	s := newSigning(nil)
	right := s.explain(t, nil).Claimed
	for _, disclose := range []bool{false, true} {
		s := newSigning(func(s *signing) { s.signer.Credentials.SecretAccessKey = secret + "\n" })
		e := s.explain(t, func(s *signing) { s.in.Disclose = disclose })
		if disclose && e.Expected != right {
			t.Errorf("disclosed %q, want %q", e.Expected, right)
		}
		if !disclose {
			noSecrets(t, e, right)
		}
	}
}

func TestPresigned(t *testing.T) {
	presign := func(t *testing.T, method string, change func(*sigv4.Signer)) *signing {
		t.Helper()
		s := newSigning(func(s *signing) { s.body, s.r.Method, s.r.Header = nil, method, http.Header{} })
		if change != nil {
			change(&s.signer)
		}
		signed, err := s.signer.Presign(s.r, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		s.r.Target = signed.Target
		s.in.Request = s.r
		return s
	}
	for _, c := range []struct {
		want   string
		change func(*sigv4.Signer)
		after  func(*signing)
	}{
		{"presigned-for-another-method", nil, func(s *signing) { s.r.Method = "GET" }},
		{"presigned-url-expired", nil, func(s *signing) { s.in.Now = signedAt.Add(100 * time.Minute) }},
		{"presigned-url-expired", nil, func(s *signing) { // whose clock is right, and which may be used again
			s.in.Now, s.in.InTime, s.in.Seen = signedAt.Add(100*time.Minute), true, true
		}},
		{"presigned-url-expired", nil, func(s *signing) { s.in.Now = signedAt.Add(2 * time.Hour) }},
		{"query-parameter-added", nil, func(s *signing) { s.r.Target += "&utm_source=mail" }},
		{"payload-empty-signed", nil, func(s *signing) { s.in.Body = []byte("body") }},
		{"secret-trailing-newline", func(g *sigv4.Signer) { g.Credentials.SecretAccessKey += "\n" }, nil},
		{"token-not-signed", func(g *sigv4.Signer) {
			g.Credentials.SessionToken, g.UnsignedToken = token, true
			g.Credentials.AccessKeyID = "ASIAIOSFODNN7EXAMPLE"
		}, nil},
	} {
		t.Run(c.want, func(t *testing.T) {
			s := presign(t, "POST", c.change)
			if c.after != nil {
				c.after(s)
			}
			e := explain.Explain(s.in)
			if len(e.Causes) == 0 || e.Causes[0].Cause.ID != c.want {
				t.Errorf("named %v", ids(e))
			}
			noSecrets(t, e, secret, token)
		})
	}
	if e := explain.Explain(presign(t, "POST", nil).in); e.Verdict != explain.Valid {
		t.Errorf("valid URL is %s: %v", e.Verdict, ids(e))
	}
}

func TestObjectStorageURL(t *testing.T) {
	r := &sigv4.Request{Method: "GET", Target: "/bucket//a%20b", Host: "s3.us-east-1.amazonaws.com", Service: "s3", Header: http.Header{},
		Path: sigv4.PathObject, PayloadHash: sigv4.UnsignedPayload, AllowUnsignedPayload: true}
	signer := sigv4.Signer{Credentials: sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: secret},
		Region: "us-east-1", Service: "s3", Now: func() time.Time { return signedAt }}
	signed, err := signer.Presign(r, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	r.Target, r.PayloadHash = signed.Target, ""
	in := explain.Input{Request: r, Secret: secret, Now: signedAt}
	if e := explain.Explain(in); e.Verdict != explain.Valid || e.Match != explain.SignatureMatches {
		t.Errorf("%s, %s: %v", e.Verdict, e.Match, ids(e))
	}
	// The path of an object, judged as other services judge theirs.
	r.Path = sigv4.PathNormalized
	if e := explain.Explain(in); len(e.Causes) == 0 || e.Causes[0].Cause.ID != "path-not-normalized" || !e.Causes[0].Proven {
		t.Errorf("normalised: %v", ids(e))
	}
}

// A body that is gone leaves its hash and its length, which is enough for all that does
// not rewrite it.
func TestBodyThatIsGone(t *testing.T) {
	for _, with := range []string{secret, secret + "\n"} {
		s := newSigning(func(s *signing) { s.signer.Credentials.SecretAccessKey = with })
		s.explain(t, nil)
		s.in.Body, s.in.BodyLength = nil, int64(len(s.body))
		e := explain.Explain(s.in)
		switch {
		case with == secret && e.Verdict != explain.Valid:
			t.Errorf("%s: %v", e.Verdict, ids(e))
		case with != secret && (len(e.Causes) == 0 || e.Causes[0].Cause.ID != "secret-trailing-newline"):
			t.Errorf("named %v", ids(e))
		}
	}
}
