package explain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// headerCauses are signed headers that arrived otherwise, or not at all.
func headerCauses() []entry {
	return []entry{
		{Cause: headerWords("content-type-changed", "Content-Type was changed after signing",
			"The HTTP library or a proxy added a charset, changed the case, or set its own default.",
			"Set Content-Type before signing, exactly as it is sent."),
			common: true, propose: proposeContentTypes},
		{Cause: headerWords("accept-encoding-rewritten", "Accept-Encoding was signed and rewritten on the way",
			"Proxies and caches set Accept-Encoding to what they support themselves.",
			"Leave Accept-Encoding out of the signature."),
			common: true, propose: func(s *subject, p *proposals) {
				for _, value := range []string{"identity", "gzip", "", "gzip, deflate", "gzip, deflate, br", "gzip, br", "br", "deflate, gzip",
					"gzip,deflate", "*", "gzip, deflate, br, zstd", "br, gzip"} {
					p.header("accept-encoding", value, "")
				}
			}, check: func(s *subject) []Finding {
				if !s.isSigned("accept-encoding") {
					return nil
				}
				return hint("Accept-Encoding is signed, and proxies rewrite it; it arrived as %s.", quote(s.header("Accept-Encoding")))
			}},
		{Cause: headerWords("content-length-changed", "Content-Length was signed and changed",
			"The body was framed anew (chunked, compressed, emptied) after its length was signed.",
			"Leave Content-Length out of the signature, or stop what frames the body anew."),
			common: true, propose: func(s *subject, p *proposals) {
				length := s.bodyLength()
				for _, n := range []int64{length, 0, length + 1, length - 1, length + 2} {
					if n >= 0 {
						p.header("content-length", strconv.FormatInt(n, 10), "")
					}
				}
				for _, n := range p.lengths { // a body that was rewritten has another length
					p.header("content-length", strconv.Itoa(n), "")
				}
				p.header("content-length", "", "")
			}, check: func(s *subject) []Finding {
				if !s.isSigned("content-length") || !s.sent("Transfer-Encoding") {
					return nil
				}
				return hint("Content-Length is signed, and the body arrived with Transfer-Encoding: %s.", quote(s.header("Transfer-Encoding")))
			}},
		{Cause: headerWords("hop-by-hop-header-signed", "A header of one hop was signed",
			"Connection, TE, Transfer-Encoding and their like are taken out or rewritten by every proxy.",
			"Leave the headers of a hop out of the signature."),
			propose: func(s *subject, p *proposals) {
				p.header("connection", "close", "")
				for _, name := range hopByHop() {
					for _, value := range []string{"keep-alive", "Keep-Alive", "chunked", "trailers", "100-continue", "timeout=5", "upgrade", ""} {
						p.header(name, value, "")
					}
					if s.isSigned(name) {
						p.listed(name, "")
					}
				}
			}, check: func(s *subject) []Finding {
				if signed := s.signedAmong(hopByHop()); len(signed) > 0 {
					return hint("SignedHeaders names %s, which every hop may change.", list(signed))
				}
				return nil
			}},
		{Cause: headerWords("forwarding-header-signed", "A header that proxies append to was signed",
			"X-Forwarded-For, Via, tracing headers and their like grow on the way.",
			"Leave the headers that proxies write out of the signature."),
			propose: proposeAppended, check: func(s *subject) []Finding {
				if signed := s.signedAmong(appended()); len(signed) > 0 {
					return hint("SignedHeaders names %s, which proxies write.", list(signed))
				}
				return nil
			}},
		{Cause: headerWords("retry-header-changed", "A retry changed a signed header and kept the signature",
			"The SDK's own Amz-Sdk-Request counts attempts; the signature was made for an earlier count.",
			"Sign each attempt anew: put the signing step after the retry step."),
			propose: func(s *subject, p *proposals) {
				for attempt := 1; attempt <= 5; attempt++ {
					for _, form := range []string{"attempt=%d; max=3", "attempt=%d", "attempt=%d; max=5", "attempt=%d; max=10"} {
						p.header("amz-sdk-request", fmt.Sprintf(form, attempt), "")
					}
				}
			}},
		{Cause: headerWords("target-changed", "X-Amz-Target was signed otherwise",
			"The operation was changed after signing, or its name written in another way.",
			"Set X-Amz-Target before signing and leave it."),
			common: true, propose: func(s *subject, p *proposals) {
				target := s.header("X-Amz-Target")
				name := target[strings.LastIndexByte(target, '.')+1:]
				for _, value := range []string{strings.ToLower(target), name, "", "RedshiftData." + name} {
					p.header("x-amz-target", value, "")
				}
			}},
		{Cause: headerWords("date-header-changed", "The date header was signed otherwise",
			"The date was written in one form or at one moment for signing, and in another for sending.",
			"Make the date once, and sign the header as it is sent."),
			propose: proposeDateHeaders},
		{Cause: headerWords("content-sha256-changed", "X-Amz-Content-Sha256 was signed otherwise",
			"The header of the payload hash was set or changed after signing.",
			"Set X-Amz-Content-Sha256 before signing, to the hash of the body that is sent."),
			propose: func(s *subject, p *proposals) {
				for _, value := range []string{s.bodyHash, sigv4.EmptyPayloadHash, sigv4.UnsignedPayload, "", strings.ToUpper(s.bodyHash)} {
					p.header("x-amz-content-sha256", value, "")
				}
			}},
		{Cause: headerWords("header-blanks", "Blanks in a header were signed as they stand",
			"The signer did not trim a header's value, or did not make runs of blanks one.",
			"Trim each value and make runs of spaces within it one."),
			common: true, propose: proposeBlanks},
		{Cause: headerWords("header-duplicates", "A repeated header was signed in another way",
			"The values of a repeated header were joined, sorted or chosen in another way than with commas in the order sent.",
			"Join the values of a repeated header with commas, in the order sent, or send it once."),
			propose: proposeDuplicates},
		{Cause: headerWords("header-letter-case", "A header's value or name in another case",
			"The signer changed the case of a value, or left the name in capitals.",
			"Write names in lower case, and values as they are sent."),
			propose: func(s *subject, p *proposals) {
				for _, name := range s.canonical.headers {
					value := s.lineValue(name)
					p.header(name, strings.ToLower(value), "")
					if slot := s.canonical.slotOf(name); name != "host" {
						p.slot(HeaderDimension(name), slot, canonicalName(name)+":"+value+"\n", fmt.Sprintf("The name of %s was signed with capitals.", name))
						p.slot(HeaderDimension(name), slot, name+": "+value+"\n", fmt.Sprintf("%s was signed with a blank after its colon.", name))
					}
				}
			}},
		{Cause: headerWords("header-emptied", "A header's value was not there yet when it was signed",
			"A header was signed empty or as undefined, and set later.",
			"Set all headers before signing."),
			propose: func(s *subject, p *proposals) {
				for _, name := range s.canonical.headers {
					if name == "host" {
						continue
					}
					for _, value := range []string{"", "undefined", "null", "None"} {
						p.header(name, value, fmt.Sprintf("%s was signed as %s and arrived as %s.", name, quote(value), quote(s.mask(s.lineValue(name)))))
					}
				}
			}},
		{Cause: headerWords("header-list-form", "The list of signed headers was written otherwise in the canonical request",
			"The list in the canonical request is unsorted, in capitals, or separated in another way than the one sent.",
			"Write the names in lower case, sorted, with semicolons, in both places."),
			propose: proposeLists},
		{Cause: headerWords("header-listed-not-signed", "A header is listed and was not signed",
			"The list of signed headers names more than the canonical request held, or less.",
			"Make the list and the lines of the canonical request from the same names."),
			propose: func(s *subject, p *proposals) {
				for _, name := range s.canonical.headers {
					p.listed(name, fmt.Sprintf("SignedHeaders names %s, and the canonical request was made without it.", name))
				}
				for _, name := range []string{"content-type", "x-amz-date", "x-amz-target", "x-amz-content-sha256", "content-md5", "date", "accept", "user-agent", "content-length"} {
					if s.sent(name) {
						p.unlisted(name, s.header(name), fmt.Sprintf("%s was signed, and SignedHeaders does not name it.", name))
					}
				}
			}},
		{Cause: Cause{ID: "signed-header-absent", Title: "A signed header did not arrive",
			Mistake: "SignedHeaders names a header that a proxy or a browser dropped, or that was never sent.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docCanonical},
			Fix: "Let the proxy pass the header, or leave it out of the signature: browsers send some headers only themselves."},
			check: func(s *subject) []Finding {
				var absent []string
				for _, name := range s.claim.names {
					if name != "host" && name != ":authority" && !s.sent(name) {
						absent = append(absent, name)
					}
				}
				if len(absent) == 0 {
					return nil
				}
				return certain("SignedHeaders names %s, which did not arrive.", list(absent))
			}, read: func(a *Answer) []Finding {
				if !a.says("is named as a signedheader, but it does not exist") {
					return nil
				}
				return certain("AWS did not get the signed header %s.", quote(a.between("'", "'")))
			}},
		{Cause: headerWords("amz-header-not-signed", "An x-amz-* header that is not signed",
			"A header that changes what the request means was added after signing.",
			"Set x-amz-* headers before signing, so that they are signed."),
			check: func(s *subject) []Finding {
				if s.claim.inQuery || len(s.claim.names) == 0 {
					return nil
				}
				var loose []string
				for _, name := range []string{"x-amz-content-sha256", "x-amz-date", "x-amz-target"} {
					if s.sent(name) && !s.isSigned(name) {
						loose = append(loose, name)
					}
				}
				if len(loose) == 0 {
					return nil
				}
				return certain("%s arrived, and SignedHeaders does not name it.", list(loose))
			}},
		{Cause: headerWords("unguessable-header-changed", "A signed header whose value nobody can guess has changed",
			"Everything else was tried: what is left is a signed header that proxies rewrite, such as User-Agent or a trace ID.",
			"Leave the headers that proxies and agents rewrite out of the signature.")},
	}
}

func headerWords(id, title, mistake, fix string) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: sigv4.SignatureDoesNotMatch,
		Blamed: "IncompleteSignature", Links: []string{docCanonical}}
}

// lineValue is a header's value as the specification has it signed.
func (s *subject) lineValue(name string) string {
	slot := s.canonical.slotOf(name)
	return strings.TrimSuffix(strings.TrimPrefix(s.canonical.slots[slot], name+":"), "\n")
}

func (s *subject) signedAmong(names []string) []string {
	var out []string
	for _, name := range s.claim.names {
		if slices.Contains(names, name) || strings.HasPrefix(name, "cf-") && slices.Contains(names, "cf-") {
			out = append(out, name)
		}
	}
	return out
}

func hopByHop() []string {
	return []string{"connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
		"transfer-encoding", "upgrade"}
}

func appended() []string {
	return []string{"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-forwarded-server", "forwarded", "via",
		"x-real-ip", "x-amzn-trace-id", "traceparent", "tracestate", "x-request-id", "x-cloud-trace-context", "cf-", "cdn-loop", "true-client-ip",
		"x-b3-traceid", "x-b3-spanid", "x-envoy-attempt-count", "x-datadog-trace-id"}
}

// unguessable are the headers that are often rewritten, and to nobody knows what.
func unguessable() []string {
	return append(appended(), "user-agent", "x-amz-user-agent", "accept", "accept-language", "cookie", "referer", "origin", "cache-control")
}

func canonicalName(name string) string {
	parts := strings.Split(name, "-")
	for i, part := range parts {
		if part != "" {
			parts[i] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return strings.Join(parts, "-")
}

func proposeContentTypes(s *subject, p *proposals) {
	sent := s.header("Content-Type")
	bare, _, _ := strings.Cut(sent, ";")
	values := []string{bare, bare + "; charset=utf-8", bare + "; charset=UTF-8", bare + ";charset=UTF-8", bare + ";charset=utf-8",
		"application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8", "application/x-www-form-urlencoded; charset=UTF-8",
		"application/x-amz-json-1.1", "application/x-amz-json-1.0", "application/json", "application/json; charset=utf-8", "text/plain",
		"text/plain;charset=UTF-8", "application/octet-stream", "binary/octet-stream", ""}
	for _, value := range values {
		p.header("content-type", value, "")
	}
}

// proposeAppended tries the values before the last hop wrote its own.
func proposeAppended(s *subject, p *proposals) {
	for _, name := range s.signedAmong(appended()) {
		value := s.header(name)
		for range 3 {
			i := strings.LastIndexByte(value, ',')
			if i < 0 {
				break
			}
			value = strings.TrimSpace(value[:i])
			p.header(name, value, "")
		}
		p.header(name, "", "")
		p.listed(name, "")
	}
	for _, scheme := range []string{"http", "https"} {
		p.header("x-forwarded-proto", scheme, "")
	}
	for _, port := range []string{"80", "443"} {
		p.header("x-forwarded-port", port, "")
	}
}

func proposeDateHeaders(s *subject, p *proposals) {
	if !s.hasTime {
		return
	}
	for _, layout := range []string{sigv4.TimeFormat, extendedTime, "Mon, 02 Jan 2006 15:04:05 GMT", sigv4.DateFormat} {
		p.header("x-amz-date", s.signed.Format(layout), "")
		p.header("date", s.signed.Format(layout), "")
	}
}

func proposeBlanks(s *subject, p *proposals) {
	for _, name := range s.canonical.headers {
		values, _ := headerValues(s.r.Header, name)
		if name == "host" {
			values = []string{s.r.Host}
		}
		raw := strings.Join(values, ",")
		p.header(name, raw, fmt.Sprintf("%s was signed with its blanks as they stand.", name))
		p.header(name, strings.Trim(raw, " \t"), fmt.Sprintf("%s was signed with the blanks within it as they stand.", name))
		p.header(name, strings.Join(strings.Fields(raw), " "), fmt.Sprintf("%s was signed with tabs within it made one space.", name))
		p.header(name, strings.Join(strings.Fields(raw), ""), fmt.Sprintf("%s was signed without the blanks within it.", name))
		if name != "host" {
			p.header(name, " "+s.lineValue(name), fmt.Sprintf("%s was signed with a blank before it.", name))
			p.header(name, s.lineValue(name)+" ", fmt.Sprintf("%s was signed with a blank after it.", name))
		}
	}
}

func proposeDuplicates(s *subject, p *proposals) {
	for _, name := range s.canonical.headers {
		values, _ := headerValues(s.r.Header, name)
		if len(values) < 2 || len(values) > maxParams {
			continue
		}
		sorted := slices.Sorted(slices.Values(values))
		reversed := slices.Clone(values)
		slices.Reverse(reversed)
		for _, value := range []string{strings.Join(values, ", "), values[0], values[len(values)-1], strings.Join(sorted, ","),
			strings.Join(reversed, ","), strings.Join(values, ";"), strings.Join(values, "\n"+name+":"), strings.Join(values, " ")} {
			p.header(name, value, fmt.Sprintf("%s is repeated, and was signed as %s.", name, quote(s.mask(value))))
		}
	}
}

func proposeLists(s *subject, p *proposals) {
	names := s.claim.names
	if len(names) == 0 {
		return
	}
	capitals := make([]string, len(names))
	for i, name := range names {
		capitals[i] = canonicalName(name)
	}
	p.headerList(s.sentList(), "The list of signed headers went into the canonical request unsorted, as it was sent.")
	p.headerList(strings.Join(capitals, ";"), "The list of signed headers went into the canonical request with capitals.")
	p.headerList(strings.Join(names, ","), "The list of signed headers went into the canonical request with commas.")
	p.headerList(strings.Join(names, "; "), "The list of signed headers went into the canonical request with blanks.")
	p.headerList(strings.Join(names, ";")+";", "The list of signed headers went into the canonical request with a semicolon at its end.")
	reversed := slices.Clone(names)
	slices.Reverse(reversed)
	p.headerList(strings.Join(reversed, ";"), "The list of signed headers went into the canonical request in reverse.")
	p.headerList("", "The canonical request was made without the list of signed headers.")
}

// sentList is the list of signed headers in the order and case sent.
func (s *subject) sentList() string {
	if s.claim.inHeader {
		_, rest, _ := strings.Cut(s.claim.header, "SignedHeaders=")
		sent, _, _ := strings.Cut(rest, ",")
		return strings.TrimSpace(sent)
	}
	sent, _ := findFold(s.params, "X-Amz-SignedHeaders")
	return sent
}
