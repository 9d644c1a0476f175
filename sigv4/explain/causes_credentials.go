package explain

import (
	"regexp"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// credentialCauses are mistakes with the access key ID.
func credentialCauses() []entry {
	return []entry{
		{Cause: Cause{
			ID: "id-and-secret-swapped", Title: "Access key ID and secret access key are exchanged",
			Mistake: "The secret access key stands where the access key ID belongs, and the other way round.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docAccessKeys, docCredentialFiles},
			Fix: "Exchange the two values: the access key ID is the one of capitals and digits that begins with AKIA or ASIA. The secret has now been sent in the clear: replace the key.",
		}, check: checkSwapped, read: readSwapped},
		{Cause: Cause{
			ID: "id-leading-blank", Title: "A blank or hidden character before the access key ID",
			Mistake: "The access key ID was copied with a space, a line break, a tab or a byte order mark before it.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docAccessKeys, docEnvironment},
			Fix: "Set AWS_ACCESS_KEY_ID again without what stands before it; check with: printf %s \"$AWS_ACCESS_KEY_ID\" | od -c",
		}, check: checkLeadingBlank, read: readLeadingBlank},
		{Cause: Cause{
			ID: "id-trailing-blank", Title: "A blank or hidden character after the access key ID",
			Mistake: "The access key ID was stored with a space, a line break or a carriage return at its end.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docAccessKeys, docEnvironment},
			Fix: "Store the access key ID without a line end: use printf %s rather than echo, and trim what a file or a secret store yields.",
		}, check: checkTrailingBlank, read: readTrailingBlank},
		{Cause: Cause{
			ID: "id-hidden-character", Title: "A hidden character within the access key ID",
			Mistake: "The access key ID holds quotes, a NUL, a zero-width space or another character that no access key ID has.",
			Kind:    sigv4.InvalidClientTokenID, Blamed: "IncompleteSignature", Links: []string{docAccessKeys},
			Fix: "Type the access key ID anew, without quotes, or copy it from the console again as plain text.",
		}, check: checkHidden},
		{Cause: Cause{
			ID: "id-empty", Title: "No access key ID",
			Mistake: "The credential begins with its date: the access key ID was empty when the request was signed.",
			Kind:    sigv4.IncompleteSignature, Links: []string{docCredentialOrder, docEnvironment},
			Fix: "Set AWS_ACCESS_KEY_ID, or choose a profile that has one; an empty variable hides the profile.",
		}, check: func(s *subject) []Finding {
			if s.claim.credential == "" || s.claim.id != "" {
				return nil
			}
			return certain("The credential %s begins without an access key ID.", quote(s.mask(s.claim.credential)))
		}},
		{Cause: Cause{
			ID: "id-placeholder", Title: "An example's access key ID",
			Mistake: "The access key ID is the one that documentation uses, or a word of a template.",
			Kind:    sigv4.InvalidClientTokenID, Links: []string{docAccessKeys},
			Fix: "Put your own access key ID in the place of the example's.",
		}, check: checkPlaceholder},
		{Cause: Cause{
			ID: "id-is-principal", Title: "The access key ID is the ID of a user or a role",
			Mistake: "What begins with AIDA, AROA, AGPA, ANPA or AIPA names a principal, not a key.",
			Kind:    sigv4.InvalidClientTokenID, Links: []string{docIdentifiers},
			Fix: "Use an access key of that user, or a session of that role: access key IDs begin with AKIA or ASIA.",
		}, check: func(s *subject) []Finding {
			for _, prefix := range []string{"AIDA", "AROA", "AGPA", "ANPA", "AIPA"} {
				if strings.HasPrefix(s.claim.id, prefix) && len(s.claim.id) == 21 {
					return certain("%s is the unique ID of a principal: %s is no prefix of access keys.", s.claim.id, prefix)
				}
			}
			return nil
		}},
		{Cause: Cause{
			ID: "key-unknown", Title: "An access key ID that nobody knows",
			Mistake: "The key was deleted, belongs to another account, partition or endpoint, or was mistyped.",
			Kind:    sigv4.InvalidClientTokenID, Blamed: "IncompleteSignature", Links: []string{docAccessKeys, docTroubleshooting},
			Fix: "List the keys that exist and check the profile in use: a key of AWS is not a key of a local endpoint, nor the other way round.",
		}, check: func(s *subject) []Finding {
			if !s.refusedFor(sigv4.ReasonUnknownKey) || !plainKeyID(s.claim.id) || s.lacksToken() {
				return nil
			}
			return certain("The access key %s is not known here.", ShownKeyID(s.claim.id))
		}, read: func(a *Answer) []Finding {
			if !a.says("security token included in the request is invalid.") {
				return nil
			}
			return likely("AWS does not know the access key: its sentence ends in a full stop, so the key was looked up and no session token was rejected.")
		}},
		{Cause: Cause{
			ID: "key-inactive", Title: "An access key that was made inactive",
			Mistake: "The key exists, and its owner or a policy has deactivated it.",
			Kind:    sigv4.InvalidClientTokenID, Blamed: "IncompleteSignature", Links: []string{docAccessKeys},
			Fix: "Activate the key again, or use the one that has replaced it.",
		}, check: func(s *subject) []Finding {
			if !s.refusedFor(sigv4.ReasonInactiveKey) {
				return nil
			}
			return certain("The access key %s is known and inactive.", ShownKeyID(s.claim.id))
		}},
		{Cause: Cause{
			ID: "credentials-missing", Title: "The request is not signed",
			Mistake: "The client found no credentials, was told not to sign, or a proxy dropped the Authorization header.",
			Kind:    sigv4.MissingAuthenticationToken, Blamed: "IncompleteSignature", Links: []string{docCredentialOrder, docEnvironment},
			Fix: "Give the client credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile), and see that proxies pass Authorization on.",
		}, check: func(s *subject) []Finding {
			if s.claim.inQuery || strings.TrimSpace(s.claim.header) != "" || s.outdated() || s.htmlEscaped() {
				return nil
			}
			if s.claim.inHeader {
				return certain("The Authorization header is empty.")
			}
			return certain("The request has neither an Authorization header nor X-Amz-Algorithm in its query.")
		}, read: func(a *Answer) []Finding {
			switch {
			case a.says("unable to locate credentials", "nocredentialproviders", "could not load credentials", "no credentials"):
				return certain("The client found no credentials and sent nothing.")
			case a.says("missing authentication token"):
				return likely("AWS saw no signature. On API Gateway the same answer stands for a path or a method that does not exist.")
			}
			return nil
		}},
		{Cause: Cause{
			ID: "credentials-partial", Title: "Half of the credentials",
			Mistake: "An access key ID without its secret, or a secret without its ID, was configured.",
			Kind:    sigv4.MissingAuthenticationToken, Blamed: "IncompleteSignature", Links: []string{docCredentialFiles},
			Fix: "Configure both values in the same place.",
		}, read: func(a *Answer) []Finding {
			if !a.says("partial credentials found") {
				return nil
			}
			return certain("The client found one half of the credentials only.")
		}},
	}
}

func checkSwapped(s *subject) []Finding {
	id := strings.TrimSpace(s.claim.id)
	switch {
	case !looksLikeKeyID(id) && looksLikeKeyID(s.in.Secret):
	case looksLikeSecret(id):
	default:
		return nil
	}
	return certain("What stands as the access key ID, %s, has the shape of a secret access key.", MaskKeyID(id))
}

// readSwapped knows the credential that AWS quotes: a secret before the date.
func readSwapped(a *Answer) []Finding {
	parts := strings.Split(a.Credential, "/")
	if len(parts) < 5 {
		return nil
	}
	if id := strings.Join(parts[:len(parts)-4], "/"); !looksLikeKeyID(id) && (len(parts) > 5 || looksLikeSecret(id)) {
		return certain("AWS quotes a credential that begins with %s: that is the shape of a secret access key.", MaskKeyID(id))
	}
	return nil
}

const blanks = " \t\r\n\v\f\u00a0\ufeff\u200b"

// blankEnds are the hidden characters at the ends of a text, as quoted strings.
func blankEnds(s string) (leading, trailing string) {
	core := strings.TrimLeft(s, blanks)
	leading = s[:len(s)-len(core)]
	trailing = core[len(strings.TrimRight(core, blanks)):]
	return leading, trailing
}

func checkLeadingBlank(s *subject) []Finding {
	leading, _ := blankEnds(s.claim.id)
	if leading == "" || leading == s.claim.id {
		return nil
	}
	return certain("The access key ID begins with %s.", quote(leading))
}

func checkTrailingBlank(s *subject) []Finding {
	_, trailing := blankEnds(s.claim.id)
	if trailing != "" {
		return certain("The access key ID ends with %s.", quote(trailing))
	}
	// A client that gives up at the line break cuts the header right after the ID.
	if s.claim.inHeader && s.claim.elements == 1 && looksLikeKeyID(s.claim.id) && s.claim.signature == "" {
		return telling("The Authorization header ends right after the access key ID %s, as it does where a line break follows it.", s.claim.id)
	}
	return nil
}

func checkHidden(s *subject) []Finding {
	id := strings.Trim(s.claim.id, blanks)
	i := strings.IndexFunc(id, func(r rune) bool { return r < '!' || r > '~' || r == '"' || r == '\'' })
	if i < 0 {
		return nil
	}
	for _, r := range id[i:] {
		return certain("The access key ID holds %s at character %d.", quote(string(r)), i+1)
	}
	return nil
}

func checkPlaceholder(s *subject) []Finding {
	id := strings.ToLower(strings.TrimSpace(s.claim.id))
	known := s.in.Secret != "" && !s.refusedFor(sigv4.ReasonUnknownKey)
	if known || id == "" {
		return nil
	}
	if s.refusedFor(sigv4.ReasonUnknownKey) && !s.lacksToken() && (id == "akiaiosfodnn7example" || id == "akidexample") {
		return certain("The access key ID %s is the one of AWS's documentation.", s.claim.id)
	}
	for _, word := range []string{"your", "access_key", "accesskey", "changeme", "dummy", "xxxx", "<", "${"} {
		if strings.Contains(id, word) {
			return certain("The access key ID %s is an example's, or a template that nobody filled in.", quote(s.mask(s.claim.id)))
		}
	}
	return nil
}

func readLeadingBlank(a *Answer) []Finding {
	if a.Piece == "" || !looksLikeKeyID(firstPart(a.Piece)) || !strings.Contains(a.Piece, "/") {
		return nil
	}
	return certain("AWS split the header right before the access key ID (%s): a blank or a line break stands before it.", quote(a.Piece))
}

// brokenID is a credential as clients quote it that refuse to send it.
var brokenID = regexp.MustCompile(`Credential=[A-Z0-9_]{16,32}(?:\\[nrt]|[ \t\r\n])+/[0-9]{8}/`)

func readTrailingBlank(a *Answer) []Finding {
	switch {
	case brokenID.MatchString(a.Message):
		return certain("The client quotes a header with a blank or a line break right behind the access key ID.")
	case strings.HasPrefix(a.Piece, "/") && strings.Count(a.Piece, "/") >= 4:
		return certain("AWS split the header right after the access key ID (%s): a blank or a line break stands behind it.", quote(a.Piece))
	case a.Header != "" && strings.HasPrefix(a.Header, sigv4.Algorithm+" Credential=") && !strings.ContainsAny(a.Header, "/,"):
		return telling("The header that AWS saw ends after the access key ID, as it does where a line break follows the ID.")
	}
	return nil
}

func firstPart(s string) string {
	first, _, _ := strings.Cut(s, "/")
	return first
}
