package sigv4

import (
	"net/textproto"
	"strings"
)

// An authorization is the parameters of a signature, from the Authorization header
// or from the query.
type authorization struct {
	credential    string
	signedHeaders string
	signature     string
	date          string // as sent
	token         string
	hasToken      bool
	presigned     bool
	expires       string
	hasExpires    bool
}

// readAuthorization finds the one signature of a request and its parameters.
// params is the whole query.
func readAuthorization(r *Request, params []param) (*authorization, error) {
	header, inHeader := r.value("Authorization")
	algorithm, inQuery := lookup(params, queryAlgorithm)
	switch {
	case inHeader && inQuery:
		return nil, errTwoSignatures()
	case inHeader && header != "":
		return readHeader(r, header)
	case inQuery:
		return readQuery(params, algorithm)
	}
	return nil, errNoSignature()
}

// readHeader reads "AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…".
func readHeader(r *Request, header string) (*authorization, error) {
	algorithm, rest := cutAlgorithm(header)
	if !strings.HasPrefix(algorithm, "AWS4-") {
		return nil, errNoSignature() // Basic, Bearer, SigV2: no signature of ours
	}
	if algorithm != Algorithm {
		return nil, errAlgorithm(algorithm)
	}
	a := &authorization{}
	// AWS splits at blanks too, so "Credential= AKIA…" is two pieces, and the answer
	// quotes the second, which tells its reader where the blank is.
	for rest != "" {
		var piece string
		piece, rest = cutPiece(rest)
		if piece == "" {
			continue
		}
		name, value, ok := strings.Cut(piece, "=")
		if !ok {
			return nil, errMalformedParameter(piece, header)
		}
		a.set(name, value)
	}
	a.date, _ = r.value("X-Amz-Date")
	if a.date == "" {
		a.date, _ = r.value("Date")
	}
	a.token, a.hasToken = r.value("X-Amz-Security-Token")
	return a, a.missingFromHeader(header)
}

// set takes a parameter; the last of duplicates is the one that counts.
func (a *authorization) set(name, value string) {
	switch name {
	case "Credential":
		a.credential = value
	case "SignedHeaders":
		a.signedHeaders = value
	case "Signature":
		a.signature = value
	}
}

func (a *authorization) missingFromHeader(header string) error {
	var missing []string
	if a.credential == "" {
		missing = append(missing, "'Credential' parameter")
	}
	if a.signature == "" {
		missing = append(missing, "'Signature' parameter")
	}
	if a.signedHeaders == "" {
		missing = append(missing, "'SignedHeaders' parameter")
	}
	if a.date == "" {
		missing = append(missing, "existence of either a 'X-Amz-Date' or a 'Date' header")
	}
	if len(missing) > 0 {
		return errMissingFromHeader(missing, header)
	}
	return nil
}

// readQuery reads the parameters of a presigned request.
func readQuery(params []param, algorithm string) (*authorization, error) {
	if algorithm != "" && algorithm != Algorithm {
		return nil, errNoSignature()
	}
	a := &authorization{presigned: true}
	a.credential, _ = lookup(params, queryCredential)
	a.signature, _ = lookup(params, querySignature)
	a.signedHeaders, _ = lookup(params, querySignedHeaders)
	a.date, _ = lookup(params, queryDate)
	a.expires, a.hasExpires = lookup(params, queryExpires)
	a.token, a.hasToken = lookup(params, queryToken)

	var missing []string
	for _, p := range []param{
		{queryAlgorithm, algorithm}, {queryCredential, a.credential}, {querySignature, a.signature},
		{querySignedHeaders, a.signedHeaders}, {queryDate, a.date},
	} {
		if p.value == "" {
			missing = append(missing, p.name)
		}
	}
	if len(missing) > 0 {
		return nil, errMissingFromQuery(missing)
	}
	return a, nil
}

// cutAlgorithm splits the scheme word from its parameters.
func cutAlgorithm(header string) (algorithm, rest string) {
	i := strings.IndexAny(header, " \t,")
	if i < 0 {
		return header, ""
	}
	return header[:i], header[i+1:]
}

// cutPiece returns what precedes the next comma or blank.
func cutPiece(s string) (piece, rest string) {
	i := strings.IndexAny(s, ", \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i+1:]
}

// headerValues finds the values of a header by its lower-case name. Requests read
// by net/http hold it under one spelling; others may hold it under any.
func headerValues(r *Request, name string) ([]string, bool) {
	if values, ok := r.Header[textproto.CanonicalMIMEHeaderKey(name)]; ok {
		return values, len(values) > 0
	}
	values, ok := r.Header[name]
	return values, ok && len(values) > 0
}
