package sigv4

// A Family is one of AWS's two families of protocols, which name and number the
// same refusal differently.
type Family uint8

const (
	// QueryFamily is the query protocol: XML answers, 403 and 400.
	QueryFamily Family = iota
	// JSONFamily is the JSON protocols: names end in Exception, always 400.
	JSONFamily
)

// A Kind is a way in which AWS refuses a request's authentication. It is an error
// itself, so that errors.Is(err, sigv4.ExpiredToken) asks for it.
type Kind uint8

// The kinds of refusal, named by their code in the query family.
const (
	IncompleteSignature Kind = iota + 1
	SignatureDoesNotMatch
	MissingAuthenticationToken
	InvalidClientTokenID
	ExpiredToken
	MalformedQueryString
)

var kinds = [...]struct {
	query  string
	status int
	json   string
}{
	IncompleteSignature:        {"IncompleteSignature", 400, "IncompleteSignatureException"},
	SignatureDoesNotMatch:      {"SignatureDoesNotMatch", 403, "InvalidSignatureException"},
	MissingAuthenticationToken: {"MissingAuthenticationToken", 403, "MissingAuthenticationTokenException"},
	InvalidClientTokenID:       {"InvalidClientTokenId", 403, "UnrecognizedClientException"},
	ExpiredToken:               {"ExpiredToken", 403, "ExpiredTokenException"},
	MalformedQueryString:       {"MalformedQueryString", 400, "MalformedQueryString"},
}

// Code returns the error code that a client of this family sees.
func (k Kind) Code(f Family) string {
	switch {
	case int(k) >= len(kinds) || k == 0:
		return "InternalFailure"
	case f == JSONFamily:
		return kinds[k].json
	}
	return kinds[k].query
}

// Status returns the HTTP status of the answer in this family.
func (k Kind) Status(f Family) int {
	switch {
	case int(k) >= len(kinds) || k == 0:
		return 500
	case f == JSONFamily:
		return 400
	}
	return kinds[k].status
}

func (k Kind) Error() string { return "sigv4: " + k.Code(QueryFamily) }

// A Reason names the check that refused a request, more finely than AWS's answer
// does: an unknown and an inactive key are one answer and two reasons. For logs and
// for tools; a client is told Kind and message.
type Reason string

// The reasons, in the order of the checks.
const (
	ReasonMalformedQuery     Reason = "malformed query string"
	ReasonTwoSignatures      Reason = "signatures in both header and query"
	ReasonNoSignature        Reason = "no signature"
	ReasonAlgorithm          Reason = "unsupported algorithm"
	ReasonMalformedParameter Reason = "malformed authorization parameter"
	ReasonMissingParameter   Reason = "missing authorization parameter"
	ReasonHostUnsigned       Reason = "host is not signed"
	ReasonHeaderUnsigned     Reason = "a header that must be signed is not"
	ReasonHeaderAbsent       Reason = "a signed header is absent"
	ReasonDateFormat         Reason = "malformed date"
	ReasonExpires            Reason = "malformed expiry"
	ReasonExpired            Reason = "signature expired"
	ReasonNotYetCurrent      Reason = "signature not yet current"
	ReasonCredential         Reason = "malformed credential"
	ReasonScope              Reason = "wrong credential scope"
	ReasonInvalidToken       Reason = "invalid session token"
	ReasonExpiredToken       Reason = "expired session token"
	ReasonUnknownKey         Reason = "unknown access key"
	ReasonInactiveKey        Reason = "inactive access key"
	ReasonPayload            Reason = "payload hash differs from the body's"
	ReasonSignature          Reason = "signature differs"
)

// An Error is a refusal, with all that is needed to answer as AWS would in either
// family.
type Error struct {
	Kind   Kind
	Reason Reason
	// QueryMessage and JSONMessage are AWS's text, verbatim. They may quote what
	// the client sent, credentials included: they are for the client, not for logs.
	QueryMessage string
	JSONMessage  string

	// CanonicalRequest and StringToSign are what the verifier computed, set where
	// the signature or the payload hash differs. They hold the request's session
	// token, if it was signed. The expected signature is never among them.
	CanonicalRequest string
	StringToSign     string
}

// Message returns AWS's text in this family.
func (e *Error) Message(f Family) string {
	if f == JSONFamily {
		return e.JSONMessage
	}
	return e.QueryMessage
}

// Error returns kind and reason, and nothing that the client sent.
func (e *Error) Error() string {
	return e.Kind.Error() + ": " + string(e.Reason)
}

// Unwrap returns the kind, for errors.Is.
func (e *Error) Unwrap() error { return e.Kind }
