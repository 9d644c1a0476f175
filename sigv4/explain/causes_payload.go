package explain

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// payloadCauses are bodies that are not what was signed.
func payloadCauses() []entry {
	return []entry{
		rewriteCause("payload-empty-signed", "A body was sent that was not signed",
			"The signature covers an empty body: the body was added after signing, or the client never hashed it.",
			"Sign the body that is sent; with a presigned URL, presign for that body.", true,
			func(_ []byte) []rewrite { return []rewrite{{"an empty body", nil}} }),
		rewriteCause("payload-line-end", "A line end at the end of the body, on one side only",
			"An editor, echo or curl -d @FILE added or removed the last newline.",
			"Send the bytes that were signed: printf rather than echo, --data-binary rather than --data.", true, lineEnds),
		rewriteCause("payload-crlf", "Line ends were rewritten in the body",
			"CR LF became LF or the other way round, in a transfer as text or a checkout.",
			"Treat the body as bytes from signing to sending.", true, crlf),
		rewriteCause("payload-json-rewritten", "The JSON was written anew after signing",
			"The client signed one serialisation of the JSON and its HTTP library sent another: other spacing, order or escapes.",
			"Serialise once, sign those bytes and send those bytes.", true, jsonForms),
		rewriteCause("payload-form-rewritten", "The form was encoded anew after signing",
			"Parameters were sorted or encoded in another way between signing and sending.",
			"Encode the form once, and send the very bytes that were signed.", true, formForms),
		rewriteCause("payload-compressed", "The body was compressed after signing",
			"The client, or a proxy on the way, compressed the body.",
			"Sign after compressing, or switch compression of requests off.", false, uncompressed),
		rewriteCause("payload-byte-order-mark", "A byte order mark, on one side only",
			"The body was read from a file that begins with a byte order mark, and something stripped it.",
			"Save the file without a byte order mark.", false, byteOrderMarks),
		rewriteCause("payload-charset", "The body in another character encoding",
			"The body was hashed in one encoding and sent in another.",
			"Encode the text as UTF-8 once, then sign and send those bytes.", false, charsets),
		rewriteCause("payload-trimmed", "The body was trimmed",
			"Blanks at the ends of the body were removed on one side.",
			"Sign the bytes that are sent.", false, trims),
		rewriteCause("payload-quoted", "The body as a string of JSON",
			"The body was serialised twice before signing or before sending, or shell quotes went along.",
			"Serialise the body once.", false, quotings),
		rewriteCause("payload-placeholder", "Another body was signed in its place",
			"The signer was given null, {} or the like instead of the body.",
			"Hand the signer the body that is sent.", false, func([]byte) []rewrite {
				return []rewrite{{"{}", []byte("{}")}, {"null", []byte("null")}, {"undefined", []byte("undefined")}, {`""`, []byte(`""`)},
					{"[object Object]", []byte("[object Object]")}, {"None", []byte("None")}, {"[]", []byte("[]")}}
			}),
		{Cause: payloadWords("payload-unsigned", "UNSIGNED-PAYLOAD to a service that wants the body signed",
			"The client left the body out of the signature, which S3 alone accepts.",
			"Sign the body: switch payload signing on (in SDKs, unsigned payloads are a setting of S3 clients)."),
			common: true, propose: func(_ *subject, p *proposals) {
				p.payload(sigv4.UnsignedPayload, "The request was signed with UNSIGNED-PAYLOAD in the place of the body's hash.")
			}, check: func(s *subject) []Finding {
				declared, _ := s.declaredHash()
				if declared != sigv4.UnsignedPayload || s.r.AllowUnsignedPayload {
					return nil
				}
				return certain("X-Amz-Content-Sha256 is UNSIGNED-PAYLOAD, which %s does not accept.", orElse(s.service, "the service"))
			}},
		{Cause: payloadWords("payload-chunked", "A chunked upload to a service that does not know it",
			"The body is framed as aws-chunked, or its checksum was put in a trailer, as SDKs do for S3.",
			"Set the client's request checksums to when_required, or its endpoint to S3."),
			propose: func(_ *subject, p *proposals) {
				for _, word := range []string{"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"} {
					p.payload(word, fmt.Sprintf("The request was signed with %s in the place of the body's hash.", word))
				}
			}, check: func(s *subject) []Finding {
				declared, _ := s.declaredHash()
				if !strings.HasPrefix(declared, "STREAMING-") && !strings.Contains(strings.ToLower(s.header("Content-Encoding")), "aws-chunked") {
					return nil
				}
				return certain("The body is framed as an upload of S3's (X-Amz-Content-Sha256: %s).", quote(declared))
			}},
		{Cause: payloadWords("payload-changed-after-signing", "The body was changed after signing",
			"What arrived is not what was hashed: a proxy, a middleware or the client itself rewrote the body.",
			"Sign as the last step before sending, and let nothing on the way touch the body."),
			common: true, check: func(s *subject) []Finding {
				declared, ok := s.declaredHash()
				if !ok || declared == s.bodyHash || len(declared) != len(sigv4.EmptyPayloadHash) || s.payload() == declared {
					return nil
				}
				f := certain("X-Amz-Content-Sha256 is %s, and the body that arrived (%d bytes) hashes to %s.", quote(declared), s.bodyLength(), s.bodyHash)
				f[0].vague = true
				f[0].Evidence = Evidence{Dimension: DimPayload, Sent: quote(s.bodyHash), Signed: quote(declared)}
				return f
			}, propose: func(s *subject, p *proposals) {
				if declared, ok := s.declaredHash(); ok {
					p.payload(declared, fmt.Sprintf("The body was signed with the hash %s, and what arrived (%d bytes) has another.", quote(declared), s.bodyLength()))
				}
			}},
		{Cause: payloadWords("payload-hash-form", "The payload hash in another form",
			"The last line of the canonical request is not the SHA-256 of the body in lower-case hex.",
			"End the canonical request with the body's SHA-256 in lower-case hex."),
			propose: func(s *subject, p *proposals) {
				p.payload(strings.ToUpper(s.bodyHash), "The body's hash was signed in capitals.")
				p.payload("", "Nothing was signed in the place of the body's hash.")
				p.payload(base64Hash(s.bodyHash), "The body's hash was signed in base64.")
				p.payload(sigv4.HashPayload([]byte(s.bodyHash)), "The hash of the body's hash was signed.")
				if len(s.in.Body) > 0 && len(s.in.Body) <= maxTarget {
					p.payload(string(s.in.Body), "The body itself was signed, and not its hash.")
				}
			}},
		rewriteCause("payload-whole-url-decoded", "The body was percent-decoded or encoded",
			"Something on the way treated the body as part of a URL.",
			"Send the body as it was signed.", false, func(body []byte) []rewrite {
				text := string(body)
				decoded, err := url.PathUnescape(text)
				if err != nil {
					decoded = text
				}
				return []rewrite{{"the percent-decoded body", []byte(decoded)}, {"the percent-encoded body", []byte(escape(text))},
					{"the body with blanks as %20", []byte(strings.ReplaceAll(text, " ", "%20"))},
					{"the body with blanks as plus signs", []byte(strings.ReplaceAll(text, " ", "+"))}}
			}),
	}
}

func payloadWords(id, title, mistake, fix string) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: sigv4.SignatureDoesNotMatch,
		Blamed: "IncompleteSignature", Links: []string{docPayload}}
}

// A rewrite is a body that may have been signed instead of the one that arrived.
type rewrite struct {
	name string
	body []byte
}

// rewriteCause is a cause that the hashes of rewritten bodies prove.
func rewriteCause(id, title, mistake, fix string, common bool, rewrites func(body []byte) []rewrite) entry {
	return entry{Cause: payloadWords(id, title, mistake, fix), common: common,
		propose: func(s *subject, p *proposals) {
			if s.bodyGone && id != "payload-empty-signed" && id != "payload-placeholder" || len(s.in.Body) > maxBody {
				return
			}
			for _, r := range rewrites(s.in.Body) {
				p.lengths = append(p.lengths, len(r.body))
				p.payload(sigv4.HashPayload(r.body), fmt.Sprintf("What was signed is %s (%d bytes); what arrived has %d bytes.",
					r.name, len(r.body), s.bodyLength()))
			}
		}}
}
