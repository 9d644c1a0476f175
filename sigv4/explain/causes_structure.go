package explain

import (
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// structureCauses are requests whose parameters cannot be read as a signature. They
// are general: what knows the particular mistake comes before them.
func structureCauses() []entry {
	return []entry{
		{Cause: structureWords("two-signatures", "Two signatures",
			"The request is signed in its query and in its Authorization header, as after a redirect to a presigned URL.",
			"Send one signature: drop Authorization where the URL is presigned.", sigv4.SignatureDoesNotMatch),
			check: func(s *subject) []Finding {
				if !s.claim.inQuery || !s.claim.inHeader {
					return nil
				}
				return certain("The request has an Authorization header and X-Amz-Algorithm in its query.")
			}, read: func(a *Answer) []Finding {
				if !a.says("found both 'x-amz-algorithm'") {
					return nil
				}
				return certain("AWS found a signature in the query and one in the header.")
			}},
		{Cause: structureWords("authorization-repeated", "Several Authorization headers",
			"Two layers of the client each added a header of their own.",
			"Let one layer sign.", sigv4.IncompleteSignature),
			check: func(s *subject) []Finding {
				values, _ := headerValues(s.r.Header, "Authorization")
				if len(values) < 2 && strings.Count(s.claim.header, sigv4.Algorithm) < 2 {
					return nil
				}
				return certain("The request has %d Authorization headers, or one with two signatures.", max(len(values), 1))
			}},
		{Cause: structureWords("query-malformed", "A malformed percent escape in the query",
			"A \"%\" in the query is not followed by two hex digits.",
			"Write \"%\" itself as %25.", sigv4.MalformedQueryString),
			check: func(s *subject) []Finding {
				if bad := badEscape(s.query); bad != "" {
					return certain("The query holds %s.", quote(bad))
				}
				return nil
			}, read: func(a *Answer) []Finding {
				if !a.says("escape % sequence", "escape % pattern") {
					return nil
				}
				return certain("AWS could not decode the query: %s.", a.Message)
			}},
		{Cause: structureWords("credential-incomplete", "A credential without its five parts",
			"The credential is not keyid/date/region/service/aws4_request.",
			"Write the access key ID and the scope with slashes between: keyid/20130609/us-east-1/redshift/aws4_request.", sigv4.IncompleteSignature),
			check: func(s *subject) []Finding {
				if s.claim.credential == "" || s.claim.elements == 5 || looksLikeSecret(strings.TrimSpace(s.claim.id)) {
					return nil
				}
				return certain("The credential has %d parts instead of 5.", s.claim.elements)
			}, read: func(a *Answer) []Finding {
				if !a.says("exactly 5 slash-delimited elements") {
					return nil
				}
				return certain("AWS counted other than five parts in the credential.")
			}},
		{Cause: structureWords("parameter-without-equals", "A parameter of the Authorization header without an equal sign",
			"A blank or a line break stands within a parameter, or something that is no parameter follows the algorithm.",
			"Write Credential=…, SignedHeaders=…, Signature=… with no blanks within.", sigv4.IncompleteSignature),
			check: func(s *subject) []Finding {
				if !s.refusedFor(sigv4.ReasonMalformedParameter) {
					return nil
				}
				for piece := range strings.FieldsFuncSeq(s.claim.header, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' }) {
					if !strings.Contains(piece, "=") && piece != s.claim.scheme {
						return certain("The Authorization header has the piece %s, which has no equal sign.", quote(s.mask(piece)))
					}
				}
				return certain("The Authorization header has a piece without an equal sign.")
			}, read: func(a *Answer) []Finding {
				if !a.says("missing equal-sign", "cannot include an equal-sign") {
					return nil
				}
				return certain("AWS could not read a piece of the Authorization header as name=value.")
			}},
		{Cause: structureWords("signed-headers-empty", "An empty list of signed headers",
			"SignedHeaders was sent without a name in it.",
			"Name at least host, and every header that was signed.", sigv4.IncompleteSignature),
			check: func(s *subject) []Finding {
				if s.claim.signature == "" || s.claim.credential == "" || len(s.claim.names) > 0 {
					return nil
				}
				return certain("SignedHeaders names nothing.")
			}},
		{Cause: structureWords("parameter-missing", "Parameters of the signature are missing",
			"Credential, SignedHeaders, Signature, or a parameter of a presigned URL was left out or cut off.",
			"Send all parameters: Credential, SignedHeaders and Signature; in a URL also X-Amz-Algorithm and X-Amz-Date.", sigv4.IncompleteSignature),
			check: checkMissing, read: func(a *Answer) []Finding {
				if !a.says("authorization header requires", "query-string parameters must include") {
					return nil
				}
				return certain("AWS lists what is missing: %s.", list(a.missing()))
			}},
		{Cause: structureWords("header-line-break", "A line break in a header",
			"A value with a line end went into a header, and the client or a proxy cut the header there.",
			"Trim values before they go into headers.", sigv4.IncompleteSignature),
			check: func(s *subject) []Finding {
				if !strings.ContainsAny(s.claim.header, "\r\n\x00") {
					return nil
				}
				return certain("The Authorization header holds a line break or a NUL.")
			}, read: func(a *Answer) []Finding {
				// Of http.client and requests, net/http, and Node.
				if !a.says("invalid header value", "return character(s) in header value", "invalid header field value", "invalid character in header content") {
					return nil
				}
				return certain("The client itself refused to send a header with a line break or another control character in it.")
			}},
	}
}

func structureWords(id, title, mistake, fix string, kind sigv4.Kind) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: kind, Links: []string{docAddSignature, docRedshiftErrors}}
}

func badEscape(raw string) string {
	for i := 0; i < len(raw); i++ {
		if raw[i] == '%' && (i+2 >= len(raw) || !isHex(raw[i+1]) || !isHex(raw[i+2])) {
			return raw[i:min(i+3, len(raw))]
		}
	}
	return ""
}

func checkMissing(s *subject) []Finding {
	if s.claim.scheme != sigv4.Algorithm && !s.claim.inQuery || s.claim.inHeader && s.claim.inQuery {
		return nil
	}
	var missing []string
	for _, p := range []struct{ name, value string }{
		{"Credential", s.claim.credential}, {"Signature", s.claim.signature}, {"SignedHeaders", strings.Join(s.claim.names, ";")},
	} {
		if p.value == "" {
			missing = append(missing, p.name)
		}
	}
	if s.claim.inQuery && s.claim.date == "" {
		missing = append(missing, "X-Amz-Date")
	}
	if len(missing) == 0 {
		return nil
	}
	return certain("The signature comes without %s.", list(missing))
}
