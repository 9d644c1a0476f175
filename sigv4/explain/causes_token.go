package explain

import (
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// tokenCauses are mistakes with session tokens.
func tokenCauses() []entry {
	return []entry{
		{Cause: Cause{ID: "token-missing", Title: "A temporary access key without its session token",
			Mistake: "The key begins with ASIA, so it is temporary, and no session token was sent.",
			Kind:    sigv4.InvalidClientTokenID, Blamed: "IncompleteSignature", Links: []string{docTemporary},
			Fix: "Set AWS_SESSION_TOKEN, or aws_session_token in the profile, together with the other two values."},
			check: func(s *subject) []Finding {
				switch {
				case !s.lacksToken():
					return nil
				case s.in.Token != "":
					return certain("The credentials of %s include a session token, and the request carries none.", ShownKeyID(s.claim.id))
				}
				return certain("%s is a temporary access key, and the request carries no session token.", ShownKeyID(s.claim.id))
			}},
		{Cause: Cause{ID: "token-empty", Title: "An empty session token",
			Mistake: "The header or parameter of the session token was sent without a value.",
			Kind:    sigv4.InvalidClientTokenID, Links: []string{docTemporary},
			Fix: "Do not send X-Amz-Security-Token where there is no token: unset AWS_SESSION_TOKEN rather than setting it to nothing."},
			check: func(s *subject) []Finding {
				if !s.claim.hasToken || s.claim.token != "" {
					return nil
				}
				return certain("X-Amz-Security-Token was sent without a value.")
			}},
		{Cause: Cause{ID: "token-expired", Title: "An expired session token",
			Mistake: "The session is over, and the client goes on using its credentials.",
			Kind:    sigv4.ExpiredToken, Blamed: "IncompleteSignature", Links: []string{docTemporary},
			Fix: "Get new temporary credentials, and let a process that runs long refresh them before they expire."},
			check: func(s *subject) []Finding {
				if !s.refusedFor(sigv4.ReasonExpiredToken) {
					return nil
				}
				return certain("The session of %s has expired.", ShownKeyID(s.claim.id))
			}, read: func(a *Answer) []Finding {
				if !a.says("security token included in the request is expired", "expiredtoken") {
					return nil
				}
				return certain("AWS knows the session token, and it has expired.")
			}},
		{Cause: Cause{ID: "token-invalid", Title: "A session token that does not belong to the key",
			Mistake: "The token is of another session, of another partition or Region, cut, or was set beside a long-term key.",
			Kind:    sigv4.InvalidClientTokenID, Links: []string{docTemporary, docSTSRegions},
			Fix: "Renew all three values together; with a long-term key (AKIA…) unset AWS_SESSION_TOKEN."},
			check: func(s *subject) []Finding {
				switch {
				case s.claim.token == "":
					return nil
				case strings.HasPrefix(s.claim.id, "AKIA") && !s.signatureMatches():
					return hint("%s is a long-term access key, and a session token was sent with it.", ShownKeyID(s.claim.id))
				case s.refusedFor(sigv4.ReasonInvalidToken):
					return certain("The session token sent with %s (%d characters) is not that key's.", ShownKeyID(s.claim.id), len(s.claim.token))
				case s.in.Token != "" && s.claim.token != s.in.Token:
					return certain("The session token sent (%d characters) is not the one that belongs to %s (%d characters).",
						len(s.claim.token), ShownKeyID(s.claim.id), len(s.in.Token))
				}
				return nil
			}, read: func(a *Answer) []Finding {
				if !a.says("security token included in the request is invalid") || a.says("request is invalid.") {
					return nil
				}
				return likely("AWS rejected a session token: its sentence has no full stop. Where the key is good, the token is of another session or partition, or the Region is not enabled for the account.")
			}},
		{Cause: Cause{ID: "token-not-signed", Title: "A session token that the list of signed headers does not name",
			Mistake: "The token was added to the request after the signature, or signed without being listed.",
			Kind:    sigv4.SignatureDoesNotMatch, Blamed: "IncompleteSignature", Links: []string{docTemporary, docCanonical},
			Fix: "Set X-Amz-Security-Token before signing, and name it in SignedHeaders."},
			common: true, check: func(s *subject) []Finding {
				if s.claim.inQuery || !s.claim.hasToken || s.claim.token == "" || s.isSigned(tokenHeader) || len(s.claim.names) == 0 {
					return nil
				}
				return certain("X-Amz-Security-Token was sent, and SignedHeaders does not name it.")
			}, propose: proposeToken},
		{Cause: Cause{ID: "token-changed", Title: "The session token was changed after signing",
			Mistake: "A blank, a line end or an encoding was lost or added between signing and sending.",
			Kind:    sigv4.SignatureDoesNotMatch, Links: []string{docTemporary},
			Fix: "Trim the token before the client gets it, and pass it on unchanged."},
			propose: func(s *subject, p *proposals) {
				token := s.claim.token
				if token == "" {
					return
				}
				for _, form := range []string{token + "\n", token + " ", " " + token, `"` + token + `"`, decode(token, false),
					strings.ReplaceAll(token, " ", "+"), strings.ReplaceAll(token, "+", " "), escape(token), ""} {
					p.header(tokenHeader, form, "X-Amz-Security-Token was signed in another form than it was sent.")
				}
			}},
	}
}

// lacksToken tells a key that is of no use without a session token, and has none.
func (s *subject) lacksToken() bool {
	return !s.claim.hasToken && (strings.HasPrefix(s.claim.id, "ASIA") || s.in.Token != "")
}

const tokenHeader = "x-amz-security-token"

// proposeToken tries the token signed though not listed, and listed though not signed.
func proposeToken(s *subject, p *proposals) {
	switch {
	case s.claim.inQuery && s.claim.token != "":
		without := dropParam(dropParam(s.query, "X-Amz-Signature"), tokenHeader)
		if _, query, ok := writeTarget("/?"+without, s.r.Path); ok {
			p.query(query, "The session token was added to the URL after it was signed.")
		}
	case s.isSigned(tokenHeader):
		p.listed(tokenHeader, "SignedHeaders names x-amz-security-token, and the canonical request was made without it.")
	case s.claim.token != "":
		p.unlisted(tokenHeader, s.claim.token, "X-Amz-Security-Token was signed, and SignedHeaders does not name it.")
	case s.in.Token != "":
		p.unlisted(tokenHeader, s.in.Token, "The session token was signed, and then not sent.")
	}
}
