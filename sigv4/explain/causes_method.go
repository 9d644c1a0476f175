package explain

import (
	"fmt"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// methodCauses are requests whose method is not the one that was signed.
func methodCauses() []entry {
	return []entry{
		{Cause: Cause{ID: "presigned-for-another-method", Title: "A presigned URL used with another method",
			Mistake: "The URL was presigned for one method and called with another: boto3 presigns Redshift's operations for POST.",
			Kind:    sigv4.SignatureDoesNotMatch, Links: []string{docS3Query},
			Fix: "Call the URL with the method it was made for, or presign it for the method in use."},
			common: true, propose: func(s *subject, p *proposals) {
				if s.claim.inQuery && !s.claim.inHeader {
					proposeMethods(s, p, "The URL was presigned for %s and called with %s.")
				}
			}},
		{Cause: Cause{ID: "method-changed", Title: "The method was changed after signing",
			Mistake: "A redirect, a proxy or a method override turned one method into another.",
			Kind:    sigv4.SignatureDoesNotMatch, Links: []string{docCanonical},
			Fix: "Send the request with the method that was signed; do not follow redirects of a POST."},
			common: true, propose: func(s *subject, p *proposals) { proposeMethods(s, p, "The method was signed as %s and arrived as %s.") }},
		{Cause: Cause{ID: "method-letter-case", Title: "The method in small letters",
			Mistake: "The method was signed in another case than it was sent.",
			Kind:    sigv4.SignatureDoesNotMatch, Links: []string{docCanonical},
			Fix: "Write the method in capitals in the canonical request."},
			propose: func(s *subject, p *proposals) {
				p.method(strings.ToLower(s.r.Method), "")
				p.method(strings.ToUpper(s.r.Method), "")
				p.method(strings.ToUpper(s.r.Method[:min(1, len(s.r.Method))])+strings.ToLower(s.r.Method[min(1, len(s.r.Method)):]), "")
				p.method("", "The method was left out of the canonical request.")
			}},
	}
}

func proposeMethods(s *subject, p *proposals, format string) {
	for _, method := range []string{"POST", "GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", s.header("X-Http-Method-Override")} {
		if method != "" {
			p.method(method, fmt.Sprintf(format, quote(method), quote(s.r.Method)))
		}
	}
}
