package explain

import (
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// schemeCauses are requests that authenticate in another way altogether.
func schemeCauses() []entry {
	return []entry{
		{Cause: schemeWords("signature-version-2", "Signature Version 2",
			"The request is signed with the outdated Signature Version 2 (AWSAccessKeyId and Signature in the query, or the scheme AWS).",
			"Update the client, or set it to Signature Version 4."),
			check: func(s *subject) []Finding {
				if s.claim.scheme == "AWS" {
					return certain("The scheme of the Authorization header is AWS, Signature Version 2's for S3.")
				}
				if !s.hasVersion2() {
					return nil
				}
				version, _ := findFold(s.allParams(), "SignatureVersion")
				return certain("The parameters are those of Signature Version %s.", strings.Trim(quote(orElse(version, "2")), `"`))
			}},
		{Cause: schemeWords("signature-version-3", "Signature Version 3",
			"The request is signed with the outdated Signature Version 3 (the scheme AWS3 or AWS3-HTTPS).",
			"Update the client: Signature Version 4 replaced it."),
			check: func(s *subject) []Finding {
				if !strings.HasPrefix(s.claim.scheme, "AWS3") && !s.sent("X-Amzn-Authorization") {
					return nil
				}
				return certain("The scheme is Signature Version 3's.")
			}},
		{Cause: Cause{ID: "signature-version-4a", Title: "Signature Version 4A",
			Mistake: "The request is signed with an elliptic curve for several Regions, which this service does not accept.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docMethods},
			Fix: "Configure the client to sign with Signature Version 4 (AWS4-HMAC-SHA256)."},
			check: func(s *subject) []Finding {
				if s.claim.scheme != "AWS4-ECDSA-P256-SHA256" {
					return nil
				}
				return certain("The algorithm is AWS4-ECDSA-P256-SHA256.")
			}},
		{Cause: Cause{ID: "algorithm-unsupported", Title: "Another algorithm of Signature Version 4",
			Mistake: "The algorithm is not AWS4-HMAC-SHA256: another hash, another case, or a slip of the pen.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docMethods, docElements},
			Fix: "Use AWS4-HMAC-SHA256, written exactly so."},
			check: func(s *subject) []Finding {
				scheme := s.claim.scheme
				if scheme == "" || scheme == sigv4.Algorithm || scheme == "AWS4-ECDSA-P256-SHA256" ||
					!strings.HasPrefix(strings.ToUpper(scheme), "AWS4") || strings.ContainsAny(scheme, "=,") {
					return nil
				}
				return certain("The algorithm is named %s.", quote(scheme))
			}, read: func(a *Answer) []Finding {
				if !a.says("unsupported aws 'algorithm'") {
					return nil
				}
				return certain("AWS does not take the algorithm %s.", quote(a.between("'algorithm': '", "'")))
			}},
		{Cause: schemeWords("bearer-token", "A bearer token where a signature is expected",
			"The Authorization header holds a Bearer token, or a bare JSON Web Token.",
			"Sign the request with an access key; if the token is for an API of your own, check the URL: another path or stage may expect signatures."),
			check: func(s *subject) []Finding {
				if !strings.EqualFold(s.claim.scheme, "bearer") && !strings.HasPrefix(s.claim.scheme, "eyJ") {
					return nil
				}
				return certain("The Authorization header holds a bearer token.")
			}, read: func(a *Answer) []Finding {
				if !strings.HasPrefix(a.Piece, "eyJ") && !strings.HasPrefix(a.Header, "Bearer ") && !strings.HasPrefix(a.Header, "eyJ") {
					return nil
				}
				return certain("AWS was sent a bearer token where it expects a signature; on API Gateway the path or the method may not exist.")
			}},
		{Cause: schemeWords("basic-authentication", "A user name and password where a signature is expected",
			"The Authorization header holds HTTP Basic or Digest credentials.",
			"Sign the request with an access key: AWS's APIs know no passwords."),
			check: func(s *subject) []Finding {
				if !strings.EqualFold(s.claim.scheme, "basic") && !strings.EqualFold(s.claim.scheme, "digest") {
					return nil
				}
				return certain("The scheme of the Authorization header is %s.", s.claim.scheme)
			}, read: func(a *Answer) []Finding {
				if !strings.HasPrefix(a.Header, "Basic ") {
					return nil
				}
				return certain("AWS was sent HTTP Basic credentials.")
			}},
		{Cause: schemeWords("scheme-unknown", "An Authorization header of another kind",
			"The Authorization header does not begin with AWS4-HMAC-SHA256.",
			"Let the client sign with Signature Version 4, and see that nothing replaces the header on the way."),
			check: func(s *subject) []Finding {
				scheme := strings.ToUpper(s.claim.scheme)
				for _, known := range []string{"", "AWS", "BASIC", "DIGEST", "BEARER", "AUTHORIZATION:"} {
					if scheme == known {
						return nil
					}
				}
				if strings.HasPrefix(scheme, "AWS3") || strings.HasPrefix(scheme, "AWS4") || strings.HasPrefix(scheme, "EYJ") || s.claim.inQuery {
					return nil
				}
				return certain("The Authorization header begins with %s.", MaskKeyID(s.claim.scheme))
			}},
		{Cause: Cause{ID: "header-name-in-value", Title: "The header's name inside its value",
			Mistake: "\"Authorization:\" was pasted into the value of the header.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docAddSignature},
			Fix: "Let the value begin with AWS4-HMAC-SHA256."},
			check: func(s *subject) []Finding {
				if !strings.HasPrefix(strings.ToLower(s.claim.header), "authorization:") {
					return nil
				}
				return certain("The value of Authorization begins with %s.", quote(s.claim.scheme))
			}, read: func(a *Answer) []Finding {
				if a.Piece != sigv4.Algorithm && !strings.HasPrefix(a.Header, "Authorization:") {
					return nil
				}
				return certain("AWS read the algorithm as a parameter: the header's name was pasted into its value.")
			}},
	}
}

func schemeWords(id, title, mistake, fix string) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: sigv4.MissingAuthenticationToken,
		Blamed: "IncompleteSignature", Links: []string{docMethods, docElements}}
}

// outdated tells the parameters of Signature Version 2 and before, and the header of 3.
func (s *subject) outdated() bool { return s.hasVersion2() || s.sent("X-Amzn-Authorization") }

func (s *subject) hasVersion2() bool {
	params := s.allParams()
	_, key := findFold(params, "AWSAccessKeyId")
	_, version := findFold(params, "SignatureVersion")
	return key || version
}

// allParams are the parameters of the query and of a body that is a form.
func (s *subject) allParams() []param {
	if !strings.HasPrefix(s.header("Content-Type"), "application/x-www-form-urlencoded") || len(s.in.Body) > maxTarget {
		return s.params
	}
	return append(s.params[:len(s.params):len(s.params)], splitQuery(string(s.in.Body))...)
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
