package explain

import (
	"path"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// pathCauses are paths that were changed on the way or canonicalised otherwise.
func pathCauses() []entry {
	return []entry{
		{Cause: pathWords("path-encoded-once", "The path was encoded once instead of twice",
			"Every service but S3 encodes the path as sent once more; the signer left that out, or followed S3's rule.",
			"Encode the path as it is sent once more in the canonical request, except for S3.", docCanonical),
			common: true, propose: func(s *subject, p *proposals) {
				normalized := path.Clean(s.path)
				if strings.HasSuffix(s.path, "/") && normalized != "/" {
					normalized += "/"
				}
				p.path(normalized, "")
				p.path(escapePath(decode(normalized, false)), "")
			}},
		{Cause: pathWords("path-encoded-twice", "The path was encoded twice for S3",
			"The path of an S3 request was encoded as other services want it.",
			"Encode the path once for S3, and do not normalise it.", docS3Header),
			propose: func(s *subject, p *proposals) {
				if s.r.Path == sigv4.PathObject {
					p.style(sigv4.PathAsSent)
					p.style(sigv4.PathNormalized)
				}
			}},
		{Cause: pathWords("path-not-normalized", "The path was signed without normalising it",
			"Repeated slashes and dot segments were signed as they stand, which S3 alone does.",
			"Remove \".\" and \"..\" segments and repeated slashes before encoding.", docCanonical),
			propose: func(s *subject, p *proposals) {
				p.style(sigv4.PathAsSent)
				p.style(sigv4.PathObject)
				p.style(sigv4.PathNormalized)
				p.path(s.path, "")
			}},
		{Cause: pathWords("path-trailing-slash", "A slash at the end of the path, on one side only",
			"The client, a router or a proxy added or removed the final slash.",
			"Sign the path with the slash that is sent, or without one that is not.", docCanonical),
			common: true, propose: func(s *subject, p *proposals) {
				at := s.canonical.slots[slotPath]
				p.path(at+"/", "")
				if trimmed := strings.TrimRight(at, "/"); trimmed != "" {
					p.path(trimmed, "")
				}
			}},
		{Cause: pathWords("path-prefix-stripped", "A proxy has taken the beginning of the path away",
			"The client signed the path with a prefix or a stage, which did not arrive.",
			"Let the proxy pass the path on unchanged, or sign the path that arrives.", docCanonical),
			common: true, propose: func(s *subject, p *proposals) {
				at := s.canonical.slots[slotPath]
				prefixes := []string{s.header("X-Forwarded-Prefix"), s.header("X-Script-Name"), "/api", "/prod", "/" + s.service}
				for _, prefix := range prefixes {
					if prefix = "/" + strings.Trim(prefix, "/"); prefix != "/" {
						p.path(prefix+at, "")
						if at == "/" {
							p.path(prefix, "")
						}
					}
				}
				for _, original := range []string{s.header("X-Original-Uri"), s.header("X-Forwarded-Uri"), s.header("X-Original-Url"), s.header("X-Rewrite-Url")} {
					if original, _ := splitTarget(original); original != "" {
						p.path(escapePath(original), "")
					}
				}
			}},
		{Cause: pathWords("path-prefix-added", "A proxy has put something before the path",
			"The client signed a shorter path than the one that arrived.",
			"Let the proxy pass the path on unchanged, or sign the path that arrives.", docCanonical),
			common: true, propose: func(s *subject, p *proposals) {
				rest := s.canonical.slots[slotPath]
				for range 4 {
					i := strings.IndexByte(strings.TrimPrefix(rest, "/"), '/')
					if i < 0 {
						break
					}
					rest = rest[i+1:]
					p.path(rest, "")
				}
				p.path("/", "")
			}},
		{Cause: pathWords("path-decoded", "The path was signed decoded",
			"The signer, or a proxy, undid the path's percent escapes.",
			"Sign the path as it is sent on the wire.", docCanonical),
			propose: func(s *subject, p *proposals) {
				decoded := decode(s.path, false)
				p.path(decoded, "")
				p.path(escapePath(decoded), "")
				p.path(escapePath(decode(s.path, true)), "")
			}},
		{Cause: pathWords("path-escapes", "The path's escapes were written in another way",
			"Lower-case hex digits, an escaped \"~\", a plus sign for a blank, or a character left as it is.",
			"Encode all but letters, digits and \"-._~\", in capitals.", docCanonical),
			propose: func(s *subject, p *proposals) {
				at := s.canonical.slots[slotPath]
				decoded := decode(s.path, false)
				p.path(lowerEscapes(at), "")
				p.path(strings.ReplaceAll(at, "~", "%7E"), "")
				p.path(strings.ReplaceAll(at, "%20", "+"), "")
				p.path(strings.ReplaceAll(at, "%2520", "+"), "")
				p.path(strings.ReplaceAll(at, "%252F", "/"), "")
				p.path(strings.ReplaceAll(at, "%2A", "*"), "")
				p.path(escapeBut(decoded, "/:@!$&'()*+,;="), "")
				p.path(escape(decoded), "")
				p.path(escapePath(at), "")
			}},
		{Cause: pathWords("path-of-url", "More than the path was signed as the path",
			"The whole URL, or the path with its query, went into the path's line, or nothing did.",
			"Sign the path alone; an empty path is \"/\".", docCanonical),
			propose: func(s *subject, p *proposals) {
				p.path("", "The path was signed as an empty line; it is \"/\".")
				p.path(s.r.Target, "")
				p.path("https://"+s.r.Host+s.path, "")
				p.path("http://"+s.r.Host+s.path, "")
				p.path(strings.TrimPrefix(s.canonical.slots[slotPath], "/"), "")
				p.path("/"+s.canonical.slots[slotPath], "")
			}},
		{Cause: pathWords("path-letter-case", "The path in another case",
			"The path was turned into small letters or capitals on one side.",
			"Keep the path's case.", docCanonical),
			propose: func(s *subject, p *proposals) {
				p.path(strings.ToLower(s.canonical.slots[slotPath]), "")
				p.path(strings.ToUpper(s.canonical.slots[slotPath]), "")
			}},
	}
}

func pathWords(id, title, mistake, fix, link string) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: sigv4.SignatureDoesNotMatch,
		Blamed: "IncompleteSignature", Links: []string{link}}
}

// style proposes the path as services of another style canonicalise it.
func (p *proposals) style(style sigv4.PathStyle) {
	if at, _, ok := writeTarget(p.s.path, style); ok {
		p.path(at, "")
	}
}
