package sigv4_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// The traps that other verifiers fell into, each by name: what a request looks like
// that they accepted, or refused in a way that let its sender in by another door.
// Where the trap is a public defect of a verifier, its name stands behind the case.
var traps = []struct {
	name    string
	presign bool
	signer  func(*sigv4.Signer)
	damage  func(*sigv4.Request)
	want    sigv4.Reason
}{
	{name: "payload hash is not bound to the body (fakecloud)",
		signer: func(s *sigv4.Signer) { s.ContentSHA256 = true },
		damage: func(r *sigv4.Request) { r.PayloadHash = sigv4.HashPayload([]byte("forged")) }, want: sigv4.ReasonPayload},
	{name: "body is not covered without a declared hash (fakecloud)",
		damage: func(r *sigv4.Request) { r.PayloadHash = sigv4.HashPayload([]byte("forged")) }, want: sigv4.ReasonSignature},
	{name: "unsigned x-amz header is honoured (SeaweedFS)",
		damage: set("X-Amz-Acl", "public-read"), want: sigv4.ReasonHeaderUnsigned},
	{name: "unsigned x-amz header beside a presigned query (SeaweedFS)", presign: true,
		damage: set("X-Amz-Copy-Source", "/other/object"), want: sigv4.ReasonHeaderUnsigned},
	{name: "unsigned x-amz header in a second spelling",
		damage: func(r *sigv4.Request) { r.Header["x-amz-date"] = []string{"20130609T100000Z"} }, want: sigv4.ReasonHeaderUnsigned},
	{name: "forwarded host is believed (SeaweedFS)", damage: func(r *sigv4.Request) {
		r.Header.Set("X-Forwarded-Host", r.Host)
		r.Host = "127.0.0.1:8333"
	}, want: sigv4.ReasonSignature},
	{name: "aws-chunked body is passed on before its chunks are checked (aws-proxy)",
		signer: func(s *sigv4.Signer) { s.ContentSHA256 = true },
		damage: set("Content-Encoding", "aws-chunked"), want: sigv4.ReasonPayload},
	{name: "streaming signature without aws-chunked", damage: declare("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), want: sigv4.ReasonPayload},
	{name: "STREAMING-UNSIGNED-PAYLOAD without a trailer (Garage)", damage: declare("STREAMING-UNSIGNED-PAYLOAD"), want: sigv4.ReasonPayload},
	{name: "STREAMING-UNSIGNED-PAYLOAD-TRAILER (RustFS)", damage: declare("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), want: sigv4.ReasonPayload},
	{name: "UNSIGNED-PAYLOAD where the service does not allow it", damage: declare(sigv4.UnsignedPayload), want: sigv4.ReasonPayload},
	{name: "declared hash is empty", damage: declare(""), want: sigv4.ReasonPayload},
	{name: "scope's service is believed (spinifex)",
		signer: func(s *sigv4.Signer) { s.Service = "sts" }, want: sigv4.ReasonScope},
	{name: "scope's Region is believed", signer: func(s *sigv4.Signer) { s.Region = "eu-west-1" }, want: sigv4.ReasonScope},
	{name: "Region of another case", signer: func(s *sigv4.Signer) { s.Region = "US-EAST-1" }, want: sigv4.ReasonScope},
	{name: "scope's date may be a day off (Ozone)", damage: replaceAuth("20130609", "20130608"), want: sigv4.ReasonScope},
	{name: "expiry beyond a week (SeaweedFS)", presign: true, damage: replaceTarget("Expires=3600", "Expires=604801"), want: sigv4.ReasonExpires},
	{name: "expiry beyond what a number holds", presign: true, damage: replaceTarget("Expires=3600", "Expires=99999999999999999999"), want: sigv4.ReasonExpires},
	{name: "negative expiry (SeaweedFS)", presign: true, damage: replaceTarget("Expires=3600", "Expires=-1"), want: sigv4.ReasonExpires},
	{name: "expiry of another number's form", presign: true, damage: replaceTarget("Expires=3600", "Expires=0x10"), want: sigv4.ReasonExpires},
	{name: "expiry with a sign", presign: true, damage: replaceTarget("Expires=3600", "Expires=%2B3600"), want: sigv4.ReasonSignature},
	{name: "expiry prolonged", presign: true, damage: replaceTarget("Expires=3600", "Expires=7200"), want: sigv4.ReasonSignature},
	{name: "second expiry prolongs", presign: true, damage: func(r *sigv4.Request) { r.Target += "&X-Amz-Expires=604800" }, want: sigv4.ReasonSignature},
	{name: "past of a day (Garage)", signer: at(-23 * time.Hour), want: sigv4.ReasonExpired},
	{name: "future without end (Garage, moto)", signer: at(16 * time.Minute), want: sigv4.ReasonNotYetCurrent},
	{name: "presigned for the future", presign: true, signer: at(16 * time.Minute), want: sigv4.ReasonNotYetCurrent},
	{name: "any text is a signature (LocalStack)", damage: setSignature("WHATEVER"), want: sigv4.ReasonSignature},
	{name: "signature is compared up to the shorter one", damage: cutSignature(32), want: sigv4.ReasonSignature},
	{name: "signature is compared up to the longer one", damage: func(r *sigv4.Request) { setAuth(r, auth(r)+"00") }, want: sigv4.ReasonSignature},
	{name: "signature is compared without regard to case (s3s)", damage: func(r *sigv4.Request) {
		head, signature, _ := strings.Cut(auth(r), "Signature=")
		setAuth(r, head+"Signature="+strings.ToUpper(signature))
	}, want: sigv4.ReasonSignature},
	{name: "path is not covered (Alternator)", damage: func(r *sigv4.Request) { r.Target = "/admin" }, want: sigv4.ReasonSignature},
	{name: "query is not covered (Alternator)", damage: func(r *sigv4.Request) { r.Target = "/?Action=DeleteCluster" }, want: sigv4.ReasonSignature},
	{name: "method is not covered", damage: func(r *sigv4.Request) { r.Method = "DELETE" }, want: sigv4.ReasonSignature},
	{name: "signed header is repeated by somebody else", damage: func(r *sigv4.Request) { r.Header.Add("Content-Type", "text/plain") }, want: sigv4.ReasonSignature},
	{name: "session token with a long-term key (versitygw)", damage: set("X-Amz-Security-Token", token), want: sigv4.ReasonHeaderUnsigned},
	{name: "session token added to a presigned query (versitygw)", presign: true,
		damage: func(r *sigv4.Request) { r.Target += "&X-Amz-Security-Token=a%2Fsession%2Btoken%3D%3D" }, want: sigv4.ReasonSignature},
	{name: "session token's first bytes are enough", signer: func(s *sigv4.Signer) { s.Credentials.SessionToken = token[:8] }, want: sigv4.ReasonInvalidToken},
	{name: "header and query, one of them wrong", presign: true, damage: set("Authorization", "AWS4-HMAC-SHA256 Credential=x"), want: sigv4.ReasonTwoSignatures},
	{name: "no host among the signed headers", damage: replaceAuth("host;", ""), want: sigv4.ReasonHostUnsigned},
	{name: "no signed headers at all (versitygw)", damage: replaceAuth("content-type;host;x-amz-date", ";"), want: sigv4.ReasonHostUnsigned},
	{name: "presigned: algorithm missing (versitygw)", presign: true, damage: dropParameter("X-Amz-Algorithm"), want: sigv4.ReasonNoSignature},
	{name: "presigned: ECDSA (versitygw)", presign: true, damage: replaceTarget("HMAC-SHA256", "ECDSA-P256-SHA256"), want: sigv4.ReasonNoSignature},
	{name: "presigned: credential missing (versitygw)", presign: true, damage: dropParameter("X-Amz-Credential"), want: sigv4.ReasonMissingParameter},
	{name: "presigned: credential of four parts (versitygw)", presign: true, damage: replaceTarget("%2Faws4_request", ""), want: sigv4.ReasonCredential},
	{name: "presigned: terminator (versitygw)", presign: true, damage: replaceTarget("aws4_request", "aws"), want: sigv4.ReasonScope},
	{name: "presigned: service (versitygw)", presign: true, signer: func(s *sigv4.Signer) { s.Service = "ec2" }, want: sigv4.ReasonScope},
	{name: "presigned: Region (versitygw)", presign: true, signer: func(s *sigv4.Signer) { s.Region = "us-west-1" }, want: sigv4.ReasonScope},
	{name: "presigned: scope's date is no date (versitygw)", presign: true, damage: replaceTarget("%2F20130609", "%2F32234"), want: sigv4.ReasonScope},
	{name: "presigned: dates differ (versitygw)", presign: true, damage: replaceTarget("Date=20130609T095204Z", "Date=20130610T000000Z"), want: sigv4.ReasonNotYetCurrent},
	{name: "presigned: date missing (versitygw)", presign: true, damage: dropParameter("X-Amz-Date"), want: sigv4.ReasonMissingParameter},
	{name: "presigned: unknown key (versitygw)", presign: true, signer: func(s *sigv4.Signer) { s.Credentials.AccessKeyID = "nobody" }, want: sigv4.ReasonUnknownKey},
	{name: "presigned: signed headers missing (versitygw)", presign: true, damage: dropParameter("X-Amz-SignedHeaders"), want: sigv4.ReasonMissingParameter},
	{name: "presigned: signature missing (versitygw)", presign: true, damage: dropParameter("X-Amz-Signature"), want: sigv4.ReasonMissingParameter},
	{name: "presigned: expired (versitygw)", presign: true, signer: at(-2 * time.Hour), want: sigv4.ReasonExpired},
	{name: "presigned: wrong secret (versitygw)", presign: true, signer: func(s *sigv4.Signer) { s.Credentials.SecretAccessKey += "a" }, want: sigv4.ReasonSignature},
	{name: "empty Authorization (versitygw)", damage: set("Authorization", ""), want: sigv4.ReasonNoSignature},
	{name: "other scheme (versitygw)", damage: set("Authorization", "AWS "+keyID+":c2lnbmF0dXJl"), want: sigv4.ReasonNoSignature},
	{name: "date missing (versitygw)", damage: func(r *sigv4.Request) { r.Header.Del("X-Amz-Date") }, want: sigv4.ReasonMissingParameter},
	{name: "date of nonsense (versitygw)", damage: set("X-Amz-Date", "20130632T095204Z"), want: sigv4.ReasonDateFormat},
	{name: "scope's date in the past (versitygw)", damage: replaceAuth("20130609", "20130601"), want: sigv4.ReasonScope},
	{name: "scope's date in the future (versitygw)", damage: replaceAuth("20130609", "20130701"), want: sigv4.ReasonScope},
	{name: "payload hash of another form (versitygw)", damage: declare("incorrect_sha256"), want: sigv4.ReasonPayload},
}

func TestTraps(t *testing.T) {
	for _, trap := range traps {
		t.Run(trap.name, func(t *testing.T) {
			r := sent(t, trap.presign, trap.signer)
			if err := check(newVerifier(), r); trap.signer == nil && err != nil {
				t.Fatalf("refused before it was damaged: %v", err)
			}
			if trap.damage != nil {
				trap.damage(r)
			}
			var refusal *sigv4.Error
			if err := check(newVerifier(), r); !errors.As(err, &refusal) || refusal.Reason != trap.want {
				t.Errorf("%v, want %s", err, trap.want)
			}
		})
	}
}

// declare signs a payload hash of its own into X-Amz-Content-Sha256: the signature
// holds, and yet does not bind the body.
func declare(value string) func(*sigv4.Request) {
	return func(r *sigv4.Request) {
		r.Header.Set("X-Amz-Content-Sha256", value)
		body := r.PayloadHash
		if r.PayloadHash = value; value == "" {
			r.PayloadHash = "-"
		}
		names := []string{"content-type", "host", "x-amz-content-sha256", "x-amz-date"}
		canonical, err := sigv4.CanonicalRequest(r, names)
		if err != nil {
			panic(err)
		}
		scope := sigv4.NewCredentialScope(signedAt, "us-east-1", "redshift")
		signature := sigv4.DeriveSigningKey(secret, scope).Signature(sigv4.StringToSign(signedAt, scope, canonical))
		setAuth(r, sigv4.Algorithm+" Credential="+keyID+"/"+scope.String()+", SignedHeaders="+strings.Join(names, ";")+", Signature="+signature)
		r.PayloadHash = body
	}
}

func replaceTarget(old, new string) func(*sigv4.Request) {
	return func(r *sigv4.Request) { r.Target = strings.Replace(r.Target, old, new, 1) }
}

func dropParameter(name string) func(*sigv4.Request) {
	return func(r *sigv4.Request) {
		path, query, _ := strings.Cut(r.Target, "?")
		var kept []string
		for piece := range strings.SplitSeq(query, "&") {
			if !strings.HasPrefix(piece, name+"=") {
				kept = append(kept, piece)
			}
		}
		r.Target = path + "?" + strings.Join(kept, "&")
	}
}

func setSignature(value string) func(*sigv4.Request) {
	return func(r *sigv4.Request) {
		head, _, _ := strings.Cut(auth(r), "Signature=")
		setAuth(r, head+"Signature="+value)
	}
}

func cutSignature(digits int) func(*sigv4.Request) {
	return func(r *sigv4.Request) {
		head, signature, _ := strings.Cut(auth(r), "Signature=")
		setAuth(r, head+"Signature="+signature[:digits])
	}
}

// Trap: a key that was replaced is still good, because its signing key is cached.
func TestTrapReplacedSecretIsCached(t *testing.T) {
	verifier, r := newVerifier(), signHeader(t, newSigner(), newRequest())
	claim := new(sigv4.Claim)
	verify := func() error {
		if err := verifier.InspectInto(t.Context(), r, claim); err != nil {
			return err
		}
		return claim.Verify(r.PayloadHash)
	}
	if err := verify(); err != nil {
		t.Fatal(err)
	}
	verifier.Lookup = oneHolder(sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: "replaced"})
	wantMismatch(t, verify())
}

// Trap: what one request left in a claim serves the next one.
func TestTrapClaimRemembers(t *testing.T) {
	verifier, claim := newVerifier(), new(sigv4.Claim)
	good := signHeader(t, newSigner(), newRequest())
	if err := verifier.InspectInto(t.Context(), good, claim); err != nil {
		t.Fatal(err)
	}
	if err := claim.Verify(good.PayloadHash); err != nil {
		t.Fatal(err)
	}
	for _, c := range refusalCases {
		r := sent(t, c.query, c.signer)
		if c.damage != nil {
			c.damage(r)
		}
		for range 2 { // the second time everything that can be remembered is
			err := verifier.InspectInto(t.Context(), r, claim)
			if err != nil && claim.Verify(r.PayloadHash) == nil {
				t.Errorf("%s: a claim that was refused verifies", c.name)
			}
			if err == nil {
				err = claim.Verify(r.PayloadHash)
			}
			c.check(t, err)
		}
	}
	if err := verifier.InspectInto(t.Context(), good, claim); err != nil || claim.Verify(good.PayloadHash) != nil {
		t.Errorf("the good request is refused afterwards: %v", err)
	}
	if err := new(sigv4.Claim).Verify(sigv4.EmptyPayloadHash); err == nil {
		t.Error("a claim of no request verifies")
	}
}

// Trap: claims and signers of many goroutines share what they must not.
func TestTrapConcurrentUse(t *testing.T) {
	verifier, signer := newVerifier(), newSigner()
	signer.Keys = new(sigv4.KeyCache)
	done := make(chan error)
	for worker := range 8 {
		go func() {
			claim := new(sigv4.Claim)
			for i := range 200 {
				r := newRequest()
				r.Header.Set("X-Worker", strings.Repeat("w", 1+worker+i%7))
				r.Body, r.PayloadHash = []byte(strings.Repeat("b", worker*100+i)), ""
				signed, err := signer.Sign(r)
				if err == nil {
					r.Header = r.Header.Clone()
					for name, values := range signed.Header {
						r.Header[name] = values
					}
					err = verifier.InspectInto(context.Background(), r, claim)
				}
				if err == nil {
					err = claim.VerifyBody(r.Body)
				}
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// Trap: a look-up is asked with a part of the token, or for a key that the scope
// already condemns.
func TestTrapLookupSeesTheWholeToken(t *testing.T) {
	session := newSigner()
	session.Credentials.SessionToken = token
	asked := 0
	verifier := newVerifier()
	verifier.Lookup = func(_ context.Context, id, given string) (sigv4.Holder, error) {
		asked++
		if id != keyID || given != token {
			t.Errorf("asked for %q with token %q", id, given)
		}
		return sigv4.Holder{SecretAccessKey: secret}, nil
	}
	for _, r := range []*sigv4.Request{signHeader(t, session, newRequest()), signQuery(t, session, newRequest())} {
		if err := check(verifier, r); err != nil {
			t.Error(err)
		}
	}
	session.Region = "eu-west-1"
	_ = check(verifier, signHeader(t, session, newRequest()))
	if asked != 2 {
		t.Errorf("the look-up was asked %d times, want 2", asked)
	}
}

// Signing in place allocates four times at most, and everything else nothing.
func TestAllocations(t *testing.T) {
	r := newRequest()
	r.Body, r.PayloadHash = []byte("Action=DescribeClusters"), ""
	signer, out := newSigner(), make([]byte, 0, 1024)
	signer.Keys = new(sigv4.KeyCache)
	atMost(t, "sign", 0, func() { out, _ = signer.AppendAuthorization(out[:0], r, signedAt) })
	atMost(t, "presign", 0, func() { out, _ = signer.AppendPresigned(out[:0], r, signedAt, time.Hour) })
	req := mustRequest(t, http.MethodPost, "https://redshift.us-east-1.amazonaws.com/")
	atMost(t, "sign in place", 4, func() { _ = signer.SignHTTP(req, sigv4.EmptyPayloadHash) })

	verifier, claim := newVerifier(), new(sigv4.Claim)
	signed, presigned := signHeader(t, signer, newRequest()), signQuery(t, signer, newRequest())
	atMost(t, "verify", 0, func() {
		if verifier.InspectInto(context.Background(), signed, claim) != nil || claim.VerifyBody(nil) != nil {
			t.Error("refused")
		}
	})
	atMost(t, "verify presigned", 0, func() {
		if verifier.InspectInto(context.Background(), presigned, claim) != nil || claim.VerifyBody(nil) != nil {
			t.Error("refused")
		}
	})
}

func atMost(t *testing.T, name string, limit float64, f func()) {
	t.Helper()
	if raceEnabled {
		t.Skip("the race detector's pools forget at random")
	}
	if n := testing.AllocsPerRun(200, f); n > limit {
		t.Errorf("%s: %v allocations, want at most %v", name, n, limit)
	}
}
