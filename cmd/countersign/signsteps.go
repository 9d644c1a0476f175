package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// A signatureSteps is a signature's making, for people to read. Neither the secret
// access key nor the signing key is any part of it.
type signatureSteps struct {
	canonicalRequest string
	stringToSign     string
	scope            sigv4.CredentialScope
	signature        string
	ofRequest        bool // the signature is the one that the request carries
}

// print writes the three tasks of Signature Version 4.
func (s *signatureSteps) print(out io.Writer) error {
	w := &printer{out: out}
	w.section("Task 1: canonical request", s.canonicalRequest)
	w.section("Task 2: string to sign", s.stringToSign)
	w.section("Task 3: signing key and signature", fmt.Sprintf(
		"date key    = HMAC-SHA256(%q + secret access key, %q)\n"+
			"Region key  = HMAC-SHA256(date key, %q)\n"+
			"service key = HMAC-SHA256(Region key, %q)\n"+
			"signing key = HMAC-SHA256(service key, %q)\n"+
			"signature   = hex(HMAC-SHA256(signing key, string to sign))",
		"AWS4", s.scope.Date, s.scope.Region, s.scope.Service, sigv4.Terminator))
	if s.ofRequest {
		w.section("Signature that the request carries", s.signature)
	} else {
		w.section("Signature", s.signature)
	}
	return w.err
}

// section writes a heading and a text below it, each line set in. Lines that end a
// text in nothing are lines of it: a canonical request has them.
func (p *printer) section(heading, text string) {
	p.line("%s", heading)
	for line := range strings.SplitSeq(text, "\n") {
		p.line("    %s", visible(line))
	}
	p.line("")
}
