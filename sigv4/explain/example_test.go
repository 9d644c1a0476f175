package explain_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// A secret that was stored with echo has a newline at its end, and the signature says
// nothing of it. Whoever holds the secret finds out.
func ExampleExplain() {
	now := time.Date(2013, 6, 9, 9, 52, 4, 0, time.UTC)
	body := []byte("Action=DescribeClusters&Version=2012-12-01")
	r := &sigv4.Request{
		Method: "POST", Target: "/", Host: "redshift.us-east-1.amazonaws.com", Service: "redshift",
		Header:      http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		PayloadHash: sigv4.HashPayload(body),
	}
	signer := &sigv4.Signer{
		Credentials: sigv4.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"},
		Region:      "us-east-1", Service: "redshift", Now: func() time.Time { return now },
	}
	signed, err := signer.Sign(r)
	if err != nil {
		fmt.Println(err)
		return
	}
	for name, values := range signed.Header {
		r.Header[name] = values
	}

	e := explain.Explain(explain.Input{Request: r, Body: body, Secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Now: now})
	fmt.Println(e.Verdict, e.Error)
	for _, finding := range e.Causes {
		fmt.Println(finding.Cause.ID, "proven:", finding.Proven)
		fmt.Println(finding.Evidence.Secret)
		fmt.Println(finding.Fix)
	}
	// Output:
	// refused sigv4: SignatureDoesNotMatch: signature differs
	// secret-trailing-newline proven: true
	// append-lf
	// Store the secret without a newline: use printf %s, not echo.
}

// AWS's text holds both clocks; where they are whole hours apart, it is the time zone.
func ExampleFromText() {
	e := explain.FromText("An error occurred (SignatureDoesNotMatch) when calling the DescribeClusters operation: " +
		"Signature expired: 20140325T123453Z is now earlier than 20140325T141954Z (20140325T143454Z - 15 min.)")
	fmt.Println(e.Causes[0].Cause.Title)
	fmt.Println(e.Causes[0].Summary)
	// Output:
	// Local time signed as UTC
	// The client's clock said 20140325T123453Z, AWS's 20140325T143454Z: 7201 s (2h0m1s) behind, which is whole hours.
}

func ExampleDiff() {
	ours := "GET\n/\n\nhost:127.0.0.1:5438\n\nhost\nabc"
	signed := "GET\n/\n\nhost:redshift.us-east-1.amazonaws.com\n\nhost\nabc"
	for _, line := range explain.Diff(ours, signed) {
		if !line.Same {
			fmt.Printf("%s: %s, signed as %s\n", line.What, line.Ours, line.Theirs)
		}
	}
	// Output:
	// header host: host:127.0.0.1:5438, signed as host:redshift.us-east-1.amazonaws.com
}
