package sigv4_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// The CreateCluster example of the Amazon Redshift Management Guide, step by step.
// The guide does not print the body's bytes, so it starts from their hash.
func Example_createCluster() {
	r := &sigv4.Request{
		Method:      "POST",
		Target:      "/",
		Host:        "redshift.us-east-1.amazonaws.com",
		Header:      http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}},
		PayloadHash: "55141b5d2aff6042ccd9d2af808fdf95ac78255e25b823d2dbd720226de1625d",
	}
	signer := &sigv4.Signer{
		Credentials: sigv4.Credentials{
			AccessKeyID:     "AKIAIOSFODNN7EXAMPLE",
			SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		},
		Region:  "us-east-1",
		Service: "redshift",
		Now:     func() time.Time { return time.Date(2012, 12, 7, 0, 0, 0, 0, time.UTC) },
	}
	signed, err := signer.Sign(r)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(signed.CanonicalRequest)
	fmt.Printf("\n%x\n\n", sha256.Sum256([]byte(signed.CanonicalRequest)))
	fmt.Println(signed.StringToSign)
	fmt.Printf("\n%s\n", signed.Signature)

	// Output:
	// POST
	// /
	//
	// content-type:application/x-www-form-urlencoded; charset=utf-8
	// host:redshift.us-east-1.amazonaws.com
	// x-amz-date:20121207T000000Z
	//
	// content-type;host;x-amz-date
	// 55141b5d2aff6042ccd9d2af808fdf95ac78255e25b823d2dbd720226de1625d
	//
	// 06b6bef4f4f060a5558b60c627cc6c5b5b5a959b9902b5ac2187be80cbac0714
	//
	// AWS4-HMAC-SHA256
	// 20121207T000000Z
	// 20121207/us-east-1/redshift/aws4_request
	// 06b6bef4f4f060a5558b60c627cc6c5b5b5a959b9902b5ac2187be80cbac0714
	//
	// 9a6b557aa9f38dea83d9215d8f0eae54100877f3e0735d38498d7ae489117920
}

// The steps by themselves, for those who keep the signing key rather than the secret.
func ExampleDeriveSigningKey() {
	t := time.Date(2012, 12, 7, 0, 0, 0, 0, time.UTC)
	scope := sigv4.NewCredentialScope(t, "us-east-1", "redshift")
	key := sigv4.DeriveSigningKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope)
	canonical, err := sigv4.CanonicalRequest(&sigv4.Request{
		Method: "GET", Target: "/?Version=2012-12-01&Action=DescribeClusters",
		Host: "redshift.us-east-1.amazonaws.com", PayloadHash: sigv4.EmptyPayloadHash,
	}, []string{"host"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(key.Signature(sigv4.StringToSign(t, scope, canonical)))
	// Output: f8ad23a82d843ecf72d02ae411d66765b81c2753ad3354713e676086bf1d9ecd
}

// A server verifies in two phases: it reads the body only of requests whose headers
// hold up.
func ExampleVerifier() {
	verifier := &sigv4.Verifier{
		Lookup: func(_ context.Context, id, token string) (sigv4.Holder, error) {
			if id != "AKIAIOSFODNN7EXAMPLE" || token != "" {
				return sigv4.Holder{}, sigv4.ErrUnknownKey
			}
			return sigv4.Holder{SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Principal: "alice"}, nil
		},
		ValidRegion: func(region string) bool { return region == "us-east-1" },
		Keys:        new(sigv4.KeyCache),
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r := sigv4.RequestFromHTTP(req)
		r.Service = "redshift" // what is asked for, not what the client claims
		claim, err := verifier.Inspect(req.Context(), r)
		var body []byte
		if err == nil {
			body, err = io.ReadAll(http.MaxBytesReader(w, req.Body, 1<<20))
		}
		if err == nil {
			err = claim.Verify(sigv4.HashPayload(body))
		}
		var refusal *sigv4.Error
		switch {
		case errors.As(err, &refusal):
			http.Error(w, refusal.Message(sigv4.QueryFamily), refusal.Kind.Status(sigv4.QueryFamily))
		case err != nil:
			http.Error(w, "", http.StatusInternalServerError)
		default:
			fmt.Fprintf(w, "%v is welcome", claim.Principal)
		}
	})
	server := &http.Server{Handler: handler}
	defer server.Close()
}

// A client signs a request that it is about to send.
func ExampleSigner_SignHTTP() {
	signer := &sigv4.Signer{
		Credentials: sigv4.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
		Region:      "us-east-1",
		Service:     "redshift",
		Now:         func() time.Time { return time.Date(2012, 12, 7, 0, 0, 0, 0, time.UTC) },
	}
	body := "Action=DescribeClusters&Version=2012-12-01"
	req, err := http.NewRequest(http.MethodPost, "https://redshift.us-east-1.amazonaws.com/", strings.NewReader(body))
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if err := signer.SignHTTP(req, sigv4.HashPayload([]byte(body))); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(req.Header.Get("X-Amz-Date"))
	fmt.Println(req.Header.Get("Authorization")[:80])
	// Output:
	// 20121207T000000Z
	// AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20121207/us-east-1/redshift/aws
}

// From which Region and service a string to sign is, to look at one that a client has
// logged.
func ExampleParseCredentialScope() {
	toSign := "AWS4-HMAC-SHA256\n20130609T095204Z\n20130609/us-east-1/redshift/aws4_request\n" + sigv4.EmptyPayloadHash
	scope, err := sigv4.ParseCredentialScope(strings.Split(toSign, "\n")[2])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(scope.Service, "in", scope.Region, "on", scope.Date)
	// Output: redshift in us-east-1 on 20130609
}
