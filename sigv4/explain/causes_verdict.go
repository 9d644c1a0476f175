package explain

import (
	"github.com/countersign-dev/countersign/sigv4"
)

// verdictCauses are refusals that are not the signature's fault, and the answers in
// which it is said to be right.
func verdictCauses() []entry {
	return []entry{
		{Cause: Cause{ID: "valid-but-expired", Title: "The signature is right, and its time is over",
			Mistake: "The request is its holder's; only its time of signing is outside what is allowed.",
			Kind:    sigv4.SignatureDoesNotMatch, Links: []string{docElements},
			Fix: "Nothing is wrong with secret or signing: mend the clock, or sign right before sending."},
			check: func(s *subject) []Finding {
				if _, off := s.skew(); !off || !s.signatureMatches() {
					return nil
				}
				return certain("The signature of %s is right for %s.", ShownKeyID(s.claim.id), basicTime(s.signed))
			}},
		{Cause: Cause{ID: "valid-but-scope-refused", Title: "The signature is right for a scope that is not served",
			Mistake: "The request is its holder's; Region, service or date of its scope are not those that are asked for.",
			Kind:    sigv4.SignatureDoesNotMatch, Links: []string{docElements},
			Fix: "Nothing is wrong with the secret: correct Region and service in the client."},
			check: func(s *subject) []Finding {
				if !s.refusedFor(sigv4.ReasonScope) || !s.signatureMatches() {
					return nil
				}
				return certain("The signature of %s is right for the scope %s.", ShownKeyID(s.claim.id), quote(s.claim.scope.String()))
			}},
		{Cause: Cause{ID: "valid-but-key-refused", Title: "The signature is right, and the key may not be used",
			Mistake: "The request is its holder's; the key is inactive, or its session is over.",
			Kind:    sigv4.InvalidClientTokenID, Links: []string{docAccessKeys},
			Fix: "Nothing is wrong with secret or signing: activate the key or renew the session."},
			check: func(s *subject) []Finding {
				if !s.refusedFor(sigv4.ReasonInactiveKey, sigv4.ReasonExpiredToken, sigv4.ReasonInvalidToken) || !s.signatureMatches() {
					return nil
				}
				return certain("The signature of %s is right.", ShownKeyID(s.claim.id))
			}},
		{Cause: Cause{ID: "not-authorized", Title: "The caller may not do this",
			Mistake: "Who asks is known; no policy allows the action, or one denies it.",
			Code:    "AccessDenied", JSONCode: "AccessDeniedException", Blamed: "IncompleteSignature", Links: []string{docAccessDenied},
			Fix: "Allow the action on the resource in a policy of the caller; nothing is wrong with the signature."},
			read: func(a *Answer) []Finding {
				if !a.says("not authorized to perform", "accessdenied", "access denied") {
					return nil
				}
				if action := a.between("not authorized to perform: ", " "); action != "" {
					return certain("AWS accepted the signature and denies %s to the caller.", action)
				}
				return certain("AWS accepted the signature and denies the action.")
			}},
		{Cause: Cause{ID: "operation-unknown", Title: "An operation that the service does not have",
			Mistake: "Action, Version or X-Amz-Target names something else, or the request went to another service.",
			Code:    "InvalidAction", JSONCode: "UnknownOperationException", Blamed: "IncompleteSignature", Links: []string{docRedshiftErrors},
			Fix: "Check Action and Version, or X-Amz-Target, against the service's reference."},
			read: func(a *Answer) []Finding {
				if a.Code != "InvalidAction" && a.Code != "UnknownOperationException" && !a.says("could not find operation") {
					return nil
				}
				return certain("AWS does not know the operation; the signature was not the question.")
			}},
		{Cause: Cause{ID: "request-throttled", Title: "Too many requests",
			Mistake: "The caller asks more often than the service allows.",
			Code:    "Throttling", JSONCode: "ThrottlingException", Links: []string{docRetries},
			Fix: "Retry with growing pauses, as SDKs do by themselves."},
			read: func(a *Answer) []Finding {
				if a.Code != "Throttling" && a.Code != "ThrottlingException" && !a.says("rate exceeded") {
					return nil
				}
				return certain("AWS refuses for the rate of requests; the signature was not the question.")
			}},
	}
}
