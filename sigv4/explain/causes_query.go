package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// htmlEscaped tells whether the name of the query's signature has "amp;" before it.
func (s *subject) htmlEscaped() bool {
	return slices.ContainsFunc(s.params, func(p param) bool { return p.name == "amp;X-Amz-Algorithm" })
}

// queryCauses are queries that were changed on the way or canonicalised otherwise.
func queryCauses() []entry {
	return []entry{
		{Cause: Cause{ID: "query-lower-case-names", Title: "The signature's parameters in lower case",
			Mistake: "An old guide prints x-amz-algorithm and its sisters in lower case; the names are case-sensitive.",
			Kind:    sigv4.MissingAuthenticationToken, Blamed: "IncompleteSignature", Links: []string{docElements, docS3Query},
			Fix: "Write X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, X-Amz-Expires, X-Amz-SignedHeaders and X-Amz-Signature exactly so."},
			check: func(s *subject) []Finding {
				for _, p := range s.params {
					if strings.HasPrefix(strings.ToLower(p.name), "x-amz-") && slices.ContainsFunc(signatureParams(), func(name string) bool {
						return strings.EqualFold(p.name, name) && p.name != name
					}) {
						return certain("The query has %s, whose name must be written with capitals.", quote(p.name))
					}
				}
				return nil
			}},
		{Cause: Cause{ID: "query-html-escaped", Title: "A URL copied out of HTML",
			Mistake: "\"&amp;\" stands between the parameters, so every name but the first begins with \"amp;\".",
			Kind:    sigv4.IncompleteSignature, Links: []string{docS3Query},
			Fix: "Unescape the URL before use."},
			check: func(s *subject) []Finding {
				for _, p := range s.params {
					if strings.HasPrefix(p.name, "amp;") {
						return certain("The query has a parameter %s: \"&amp;\" stands for \"&\".", quote(p.name))
					}
				}
				return nil
			}},
		{Cause: Cause{ID: "query-encoded-again", Title: "A presigned URL that was encoded once more",
			Mistake: "The URL was percent-encoded as a whole, so that its escapes are escapes of escapes.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docS3Query},
			Fix: "Use the URL as the signer made it; do not encode it again."},
			check: func(s *subject) []Finding {
				value, ok := findFold(s.params, "X-Amz-Credential")
				if !ok || s.claim.inHeader || !strings.Contains(value, "%2F") && !strings.Contains(value, "%2f") {
					return nil
				}
				return certain("X-Amz-Credential is %s after decoding: it was encoded twice.", quote(s.mask(value)))
			}},
		{Cause: queryWords("query-parameter-added", "A query parameter was added after signing",
			"A proxy, a tracker or the client added a parameter to the URL.",
			"Add parameters before signing."),
			common: true, propose: func(s *subject, p *proposals) {
				for _, param := range slices.Backward(s.params) { // what is added stands at the end
					if strings.EqualFold(param.name, "X-Amz-Signature") {
						continue
					}
					rest := dropParam(dropParam(s.query, param.name), "X-Amz-Signature")
					if _, query, ok := writeTarget("/?"+rest, s.r.Path); ok {
						p.query(query, fmt.Sprintf("The query parameter %s arrived and was not signed.", quote(param.name)))
					}
				}
			}},
		{Cause: queryWords("query-not-signed", "The query was not signed",
			"The signer left the query out, or the whole query was added after signing.",
			"Sign the query: every parameter of the URL."),
			common: true, propose: func(_ *subject, p *proposals) { p.query("", "") }},
		{Cause: queryWords("query-plus-sign", "A plus sign in the query was read in another way",
			"\"+\" stands for a blank to some and for itself to others; the signer and the service disagree.",
			"Write blanks as %20 and plus signs as %2B in URLs."),
			common: true, propose: func(s *subject, p *proposals) {
				asPlus := func(text string) string { return escape(decode(strings.ReplaceAll(text, "+", "%2B"), false)) }
				p.params(queryWriter{name: func(q param) string { return asPlus(q.rawName) }, value: func(q param) string { return asPlus(q.rawValue) }})
				toPlus := func(text string) string { return strings.ReplaceAll(escape(text), "%20", "+") }
				p.params(queryWriter{name: func(q param) string { return toPlus(q.name) }, value: func(q param) string { return toPlus(q.value) }})
				p.params(queryWriter{value: func(q param) string { return strings.ReplaceAll(escape(q.value), "%2B", "%20") }})
				p.params(queryWriter{value: func(q param) string { return strings.ReplaceAll(escape(q.value), "%2B", "+") }})
			}},
		{Cause: queryWords("query-unsorted", "The query was not sorted as the specification says",
			"The parameters were signed in the order sent, or sorted before they were encoded, or without regard to case.",
			"Sort by the encoded names and then the encoded values, byte by byte."),
			common: true, propose: func(_ *subject, p *proposals) {
				p.params(queryWriter{keepOrder: true})
				p.params(queryWriter{sortDecoded: true})
				p.params(queryWriter{foldCase: true})
			}},
		{Cause: queryWords("query-empty-value", "A parameter without a value was signed without its equal sign",
			"\"?name\" is canonicalised as \"name=\".",
			"Write an equal sign after every name, also where no value follows."),
			common: true, propose: func(_ *subject, p *proposals) {
				p.params(queryWriter{bareEmpty: true})
				p.params(queryWriter{bareEmpty: true, keepOrder: true})
			}},
		{Cause: queryWords("query-encoded-twice", "The query was encoded twice",
			"Values that were encoded already were encoded again for signing.",
			"Decode the query first, then encode each name and value once."),
			common: true, propose: func(_ *subject, p *proposals) {
				p.params(queryWriter{name: func(q param) string { return escape(q.rawName) }, value: func(q param) string { return escape(q.rawValue) }})
				p.params(queryWriter{value: func(q param) string { return escape(escape(q.value)) }})
				p.params(queryWriter{value: func(q param) string { return escape(q.rawValue) }, keepOrder: true})
			}},
		{Cause: queryWords("query-not-encoded", "The query was signed without encoding",
			"Names and values went into the canonical request decoded, or raw as they were sent.",
			"Encode all but letters, digits and \"-._~\" in names and values."),
			propose: func(s *subject, p *proposals) {
				p.query(dropParam(s.query, "X-Amz-Signature"), "")
				p.params(queryWriter{name: func(q param) string { return q.name }, value: func(q param) string { return q.value }})
				p.params(queryWriter{name: rawName, value: rawValue})
				p.query(decode(s.query, true), "")
			}},
		{Cause: queryWords("query-escapes", "The query's escapes were written in another way",
			"Lower-case hex digits, an escaped \"~\", or characters left as they are.",
			"Encode all but letters, digits and \"-._~\", in capitals."),
			propose: func(s *subject, p *proposals) {
				at := s.canonical.slots[slotQuery]
				p.query(lowerEscapes(at), "")
				p.query(strings.ReplaceAll(at, "~", "%7E"), "")
				for _, keep := range []string{"/", "*", ",", ":", "!'()*", "/:", "/:@!$'()*,;", "*'()!", "[]", "@", "$"} {
					p.params(queryWriter{name: func(q param) string { return escapeBut(q.name, keep) }, value: func(q param) string { return escapeBut(q.value, keep) }})
				}
			}},
		{Cause: queryWords("query-form-body", "The form of the body was signed as the query",
			"The parameters of a POST were put into the canonical query, as Signature Version 2 did.",
			"Sign a form in the body by its hash; only the URL's parameters make the query."),
			propose: func(s *subject, p *proposals) {
				body := string(s.in.Body)
				if body == "" || len(body) > maxTarget || !strings.Contains(body, "=") {
					return
				}
				p.query(queryWriter{}.write(splitQuery(body)), "")
				p.query(body, "")
			}},
		{Cause: queryWords("query-question-mark", "The question mark was signed along",
			"The query went into the canonical request with its question mark, or an ampersand at its end.",
			"Begin the canonical query with the first name."),
			propose: func(s *subject, p *proposals) {
				at := s.canonical.slots[slotQuery]
				p.query("?"+at, "")
				p.query(at+"&", "")
				p.query("&"+at, "")
			}},
		{Cause: queryWords("query-parameter-dropped", "A query parameter did not arrive",
			"The client signed a parameter that was taken out on the way.",
			"Let nothing on the way take parameters out of the URL."),
			propose: func(s *subject, p *proposals) {
				at := s.canonical.slots[slotQuery]
				for _, name := range []string{"Version=2012-12-01", "X-Amz-Expires=3600", "X-Amz-Expires=86400", "X-Amz-Expires=900"} {
					key, _, _ := strings.Cut(name, "=")
					if _, ok := findFold(s.params, key); !ok {
						params := append(splitQuery(at), splitQuery(name)...)
						p.query(queryWriter{}.write(params), fmt.Sprintf("The query parameter %s was signed and did not arrive.", quote(name)))
					}
				}
			}},
	}
}

func queryWords(id, title, mistake, fix string) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: sigv4.SignatureDoesNotMatch,
		Blamed: "IncompleteSignature", Links: []string{docCanonical}}
}

// signatureParams are the parameters that carry a signature.
func signatureParams() []string {
	return []string{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
		"X-Amz-Security-Token", "X-Amz-Content-Sha256"}
}

// params proposes the query as a writer writes it.
func (p *proposals) params(w queryWriter) {
	params := p.s.params
	if p.s.claim.inQuery {
		params = slices.DeleteFunc(slices.Clone(params), func(q param) bool { return strings.EqualFold(q.name, "X-Amz-Signature") })
	}
	if len(params) > 0 {
		p.query(w.write(params), "")
	}
}
