package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/countersign-dev/countersign/internal/rawhttp"
	"github.com/countersign-dev/countersign/sigv4"
)

// signatureFields returns the headers of a signature in the order people read them.
func signatureFields(signed *sigv4.Signed) []rawhttp.Field {
	var fields []rawhttp.Field
	for _, name := range []string{"X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256", "Authorization"} {
		if value := signed.Header.Get(name); value != "" {
			fields = append(fields, rawhttp.Field{Name: name, Value: value})
		}
	}
	return fields
}

// hints tells what the signature covers and the output does not hold.
func (s *signCommand) hints(stderr io.Writer, r *rawhttp.Request, payloadHash string) {
	switch s.output {
	case "url":
		sendAlong(stderr, r)
	case "curl", "raw":
		if len(r.Body) == 0 && payloadHash != sigv4.EmptyPayloadHash && payloadHash != sigv4.UnsignedPayload {
			fmt.Fprintln(stderr, "hint: the body is not at hand, so add it to what is printed")
		}
	}
}

// sendAlong tells what a presigned URL does not hold though its signature covers it.
func sendAlong(stderr io.Writer, r *rawhttp.Request) {
	if r.Method != http.MethodGet {
		fmt.Fprintf(stderr, "hint: the URL is signed for %s\n", r.Method)
	}
	for _, f := range r.Fields {
		fmt.Fprintf(stderr, "hint: send along the header %s: %s\n", f.Name, visible(f.Value))
	}
	if len(r.Body) > 0 {
		fmt.Fprintf(stderr, "hint: send along the body of %d bytes\n", len(r.Body))
	}
}

func (s *signCommand) print(out io.Writer, r *rawhttp.Request, signed *sigv4.Signed, payloadHash string) (err error) {
	switch s.output {
	case "json":
		return printJSON(out, newSignAnswer(r, signed, payloadHash))
	case "url":
		_, err = fmt.Fprintln(out, r.URL())
	case "raw":
		_, err = out.Write(r.Raw())
	case "headers":
		for _, f := range r.Fields {
			if _, err = fmt.Fprintf(out, "%s: %s\n", f.Name, f.Value); err != nil {
				return err
			}
		}
	case "curl":
		command, cannot := r.Curl()
		if cannot != nil {
			return &exitError{code: exitUsage, err: cannot}
		}
		_, err = fmt.Fprintln(out, command)
	}
	return err
}

// A signAnswer is the JSON that sign prints; scripts read it.
type signAnswer struct {
	Method           string            `json:"method"`
	URL              string            `json:"url"`
	Headers          map[string]string `json:"headers"`
	PayloadHash      string            `json:"payload_hash"`
	CredentialScope  string            `json:"credential_scope"`
	SignedHeaders    []string          `json:"signed_headers"`
	CanonicalRequest string            `json:"canonical_request"`
	StringToSign     string            `json:"string_to_sign"`
	Signature        string            `json:"signature"`
}

func newSignAnswer(r *rawhttp.Request, signed *sigv4.Signed, payloadHash string) signAnswer {
	headers := map[string]string{"Host": r.Host}
	for name, values := range r.Header() {
		headers[name] = strings.Join(values, ",")
	}
	return signAnswer{
		Method: r.Method, URL: r.URL(), Headers: headers, PayloadHash: payloadHash,
		CredentialScope: signed.Scope.String(), SignedHeaders: signed.SignedHeaders,
		CanonicalRequest: signed.CanonicalRequest, StringToSign: signed.StringToSign, Signature: signed.Signature,
	}
}
