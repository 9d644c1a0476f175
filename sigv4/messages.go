package sigv4

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// AWS's texts, verbatim. Where AWS has worded a refusal differently over the years
// or between its services, one edition is taken:
//
//	refusal                        edition taken                                          grade
//	malformed query                "Incomplete trailing escape…", status 400 as measured  recorded
//	                               (Redshift's page of common errors documents 404)
//	two signatures                 query: no text; JSON: "Found both…" (Kinesis)          recorded
//	no signature                   query: "Request is missing…" (STS);                    quoted
//	                               JSON: "Missing Authentication Token" (Kinesis)         recorded
//	scheme not starting "AWS4-"    as no signature (DynamoDB)                             recorded
//	unknown algorithm in header    "Unsupported AWS 'algorithm': '…'." (2021 on)          recorded
//	unknown algorithm in query     as no signature                                        recorded
//	parameter without "="          the text that quotes header and piece; the later one   quoted
//	                               hashes an unknown part of the header
//	missing header parameters      the header as a SHA-256 in base64 (IAM, 2026)          recorded
//	missing query parameters       "AWS query-string parameters must include…"            recorded
//	host unsigned                  "'Host' or ':authority' must be…" (current)            recorded
//	other header unsigned          the text of the host, with the header's name           inferred
//	signed header absent           "… is named as a SignedHeader, but…"                   quoted
//	malformed date                 "Date must be in ISO-8601 'basic format'…"             recorded
//	X-Amz-Expires                  S3's texts, as IncompleteSignature                     inferred
//	too old, too new               "Signature expired…", "Signature not yet current…"     quoted
//	presigned URL expired          the same text, its window the URL's own                inferred
//	credential, scope, keys,       one text each; those of a scope end in a blank         quoted,
//	tokens                                                                                recorded
//	signature differs              without the canonical string appended (since 2017)     quoted
//
// Quoted: an AWS answer in a public thread. Recorded: by someone who re-implemented
// AWS's behaviour. Inferred: the nearest known text.

func refuse(kind Kind, reason Reason, format string, args ...any) *Error {
	text := fmt.Sprintf(format, args...)
	return &Error{Kind: kind, Reason: reason, QueryMessage: text, JSONMessage: text}
}

func errMalformedQuery(e *badEscape) *Error {
	if len(e.pattern) < 3 {
		return refuse(MalformedQueryString, ReasonMalformedQuery, "Incomplete trailing escape %% sequence")
	}
	return refuse(MalformedQueryString, ReasonMalformedQuery, "Illegal hex character in escape %% pattern: %s", e.pattern)
}

func errTwoSignatures() *Error {
	return &Error{Kind: SignatureDoesNotMatch, Reason: ReasonTwoSignatures,
		JSONMessage: "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."}
}

func errNoSignature() *Error {
	return &Error{Kind: MissingAuthenticationToken, Reason: ReasonNoSignature,
		QueryMessage: "Request is missing Authentication Token",
		JSONMessage:  "Missing Authentication Token"}
}

func errAlgorithm(algorithm string) *Error {
	return refuse(IncompleteSignature, ReasonAlgorithm, "Unsupported AWS 'algorithm': '%s'.", algorithm)
}

func errMalformedParameter(piece, header string) *Error {
	return refuse(IncompleteSignature, ReasonMalformedParameter,
		"'%s' not a valid key=value pair (missing equal-sign) in Authorization header: '%s'.", piece, header)
}

func errMissingFromHeader(missing []string, header string) *Error {
	var text strings.Builder
	for _, what := range missing {
		fmt.Fprintf(&text, "Authorization header requires %s. ", what)
	}
	sum := sha256.Sum256([]byte(header))
	return refuse(IncompleteSignature, ReasonMissingParameter,
		"%s(Hashed with SHA-256 and encoded with Base64) Authorization=%s",
		text.String(), base64.StdEncoding.EncodeToString(sum[:]))
}

func errMissingFromQuery(missing []string) *Error {
	var text strings.Builder
	for _, name := range missing {
		fmt.Fprintf(&text, "AWS query-string parameters must include '%s'. ", name)
	}
	return refuse(IncompleteSignature, ReasonMissingParameter,
		"%sRe-examine the query-string parameters.", text.String())
}

func errHostUnsigned() *Error {
	return refuse(SignatureDoesNotMatch, ReasonHostUnsigned,
		"'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
}

func errHeaderUnsigned(name string) *Error {
	return refuse(SignatureDoesNotMatch, ReasonHeaderUnsigned,
		"'%s' must be a 'SignedHeader' in the AWS Authorization.", name)
}

func errHeaderAbsent(name string) *Error {
	return refuse(IncompleteSignature, ReasonHeaderAbsent,
		"'%s' is named as a SignedHeader, but it does not exist in the HTTP request.", name)
}

func errDateFormat(date string) *Error {
	return refuse(IncompleteSignature, ReasonDateFormat,
		"Date must be in ISO-8601 'basic format'. Got '%s'. See http://en.wikipedia.org/wiki/ISO_8601", date)
}

func errExpires(text string) *Error {
	return refuse(IncompleteSignature, ReasonExpires, "%s", text)
}

func errExpired(signed, now time.Time, window time.Duration) *Error {
	return refuse(SignatureDoesNotMatch, ReasonExpired,
		"Signature expired: %s is now earlier than %s (%s - %s)",
		basic(signed), basic(now.Add(-window)), basic(now), minutes(window))
}

func errNotYetCurrent(signed, now time.Time, window time.Duration) *Error {
	return refuse(SignatureDoesNotMatch, ReasonNotYetCurrent,
		"Signature not yet current: %s is still later than %s (%s + %s)",
		basic(signed), basic(now.Add(window)), basic(now), minutes(window))
}

func basic(t time.Time) string { return t.UTC().Format(TimeFormat) }

func minutes(d time.Duration) string {
	if d%time.Minute == 0 {
		return fmt.Sprintf("%d min.", d/time.Minute)
	}
	return fmt.Sprintf("%d sec.", d/time.Second)
}

func errCredential(credential string) *Error {
	return refuse(IncompleteSignature, ReasonCredential,
		"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '%s'", credential)
}

// problems collects what is wrong with a scope: AWS tells it all at once, each
// sentence followed by a blank, the last one too.
type problems struct{ text strings.Builder }

func (p *problems) add(format string, args ...any) {
	fmt.Fprintf(&p.text, format+" ", args...)
}

func (p *problems) err() error {
	return refuse(SignatureDoesNotMatch, ReasonScope, "%s", p.text.String())
}

// An answer about a key ends in a full stop, an answer about a token does not; it is
// the only way in which a client can tell them apart.
func errKey(reason Reason) *Error {
	return refuse(InvalidClientTokenID, reason, "The security token included in the request is invalid.")
}

func errToken() *Error {
	return refuse(InvalidClientTokenID, ReasonInvalidToken, "The security token included in the request is invalid")
}

func errTokenExpired() *Error {
	return refuse(ExpiredToken, ReasonExpiredToken, "The security token included in the request is expired")
}

func errSignature(reason Reason) *Error {
	return refuse(SignatureDoesNotMatch, reason,
		"The request signature we calculated does not match the signature you provided. "+
			"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
}
