package sigv4

import (
	"crypto/sha256"
	"strings"
)

// An authorization is the parameters of a signature, from the Authorization header
// or from the query. The two that are lists are kept as they were sent.
type authorization struct {
	credential    string
	signedHeaders string
	signature     string
	date          string
	token         string
	hasToken      bool
	presigned     bool
	expires       string
	hasExpires    bool
	// X-Amz-Content-Sha256 of a presigned request.
	contentSHA256    string
	hasContentSHA256 bool
}

// read finds the one signature of a request and its parameters.
func (a *authorization) read(special *specialHeaders, q *query) error {
	*a = authorization{}
	header, inHeader := joined(special.authorization)
	algorithm, inQuery := q.value(queryAlgorithm)
	switch {
	case inHeader && inQuery:
		return errTwoSignatures()
	case inHeader && header != "":
		return a.readHeader(special, header)
	case inQuery:
		return a.readQuery(q, algorithm)
	}
	return errNoSignature()
}

// readHeader reads "AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…".
func (a *authorization) readHeader(special *specialHeaders, header string) error {
	if !a.readUsual(header) {
		if err := a.readPieces(header); err != nil {
			return err
		}
	}
	a.date, _ = joined(special.amzDate)
	if a.date == "" {
		a.date, _ = joined(special.date)
	}
	a.token, a.hasToken = joined(special.token)
	return a.missingFromHeader(header)
}

// readUsual reads a header in the very form that signers write, and tells whether it
// is: three parameters in this order, and no blanks but those between them.
func (a *authorization) readUsual(header string) bool {
	rest, ok := strings.CutPrefix(header, Algorithm+" Credential=")
	if !ok || strings.Count(rest, " ") != 2 || strings.IndexByte(rest, '\t') >= 0 {
		return false
	}
	const second, third = ", SignedHeaders=", ", Signature="
	if i := strings.IndexByte(rest, ','); i > 0 && strings.HasPrefix(rest[i:], second) {
		a.credential, rest = rest[:i], rest[i+len(second):]
	} else {
		return false
	}
	if i := strings.IndexByte(rest, ','); i > 0 && strings.HasPrefix(rest[i:], third) {
		a.signedHeaders, a.signature = rest[:i], rest[i+len(third):]
	}
	return len(a.signature) == 2*sha256.Size && strings.IndexByte(a.signature, ',') < 0
}

// readPieces reads a header in any form, and says what is wrong with it.
func (a *authorization) readPieces(header string) error {
	*a = authorization{}
	algorithm, rest := cutPiece(header)
	if !strings.HasPrefix(algorithm, "AWS4-") {
		return errNoSignature() // Basic, Bearer, SigV2: no signature of ours
	}
	if algorithm != Algorithm {
		return errAlgorithm(algorithm)
	}
	// AWS splits at blanks too, so "Credential= AKIA…" is two pieces, and the answer
	// quotes the second, which tells its reader where the blank is.
	for rest != "" {
		if c := rest[0]; c == ',' || c == ' ' || c == '\t' {
			rest = rest[1:]
			continue
		}
		var piece string
		piece, rest = cutPiece(rest)
		equals := strings.IndexByte(piece, '=')
		if equals < 0 {
			return errMalformedParameter(piece, header)
		}
		a.set(piece[:equals], piece[equals+1:])
	}
	return nil
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
	if a.credential != "" && a.signature != "" && a.signedHeaders != "" && a.date != "" {
		return nil
	}
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
	return errMissingFromHeader(missing, header)
}

// readQuery reads the parameters of a presigned request.
func (a *authorization) readQuery(q *query, algorithm string) error {
	if algorithm != "" && algorithm != Algorithm {
		return errNoSignature()
	}
	a.presigned = true
	for i := len(q.params) - 1; i >= 0; i-- { // so that the first of duplicates stays
		switch p := &q.params[i]; p.canonical[:p.name] {
		case queryCredential:
			a.credential = p.raw
		case querySignature:
			a.signature = p.value()
		case querySignedHeaders:
			a.signedHeaders = p.raw
		case queryDate:
			a.date = p.value()
		case queryExpires:
			a.expires, a.hasExpires = p.value(), true
		case queryToken:
			a.token, a.hasToken = p.value(), true
		case queryContentSHA256:
			a.contentSHA256, a.hasContentSHA256 = p.value(), true
		}
	}
	if algorithm == "" || a.credential == "" || a.signature == "" || a.signedHeaders == "" || a.date == "" {
		return a.missingFromQuery(algorithm)
	}
	return nil
}

func (a *authorization) missingFromQuery(algorithm string) error {
	var missing []string
	for _, p := range [...]struct{ name, value string }{
		{queryAlgorithm, algorithm}, {queryCredential, a.credential}, {querySignature, a.signature},
		{querySignedHeaders, a.signedHeaders}, {queryDate, a.date},
	} {
		if p.value == "" {
			missing = append(missing, p.name)
		}
	}
	return errMissingFromQuery(missing)
}

// text returns a part of a list as it is meant: in a query it may be escaped. The
// query has been read, so its escapes are well formed.
func (a *authorization) text(part string) string {
	if a.presigned {
		part, _ = unescape(part)
	}
	return part
}

// credentialParts splits the credential at its slashes. Slashes at its end do not
// count. It reports whether there are five parts.
func (a *authorization) credentialParts() (parts [5]string, ok bool) {
	rest, more := a.credential, true
	for i := 0; more; i++ {
		var part string
		part, rest, more = cutAt(rest, '/', a.presigned)
		switch {
		case i < len(parts):
			parts[i] = a.text(part)
		case part != "":
			return parts, false
		}
	}
	return parts, parts[len(parts)-1] != ""
}

// cutPiece returns what precedes the next comma or blank, and what follows it.
func cutPiece(s string) (piece, rest string) {
	end := strings.IndexByte(s, ',')
	if end < 0 {
		end = len(s)
	}
	if i := strings.IndexByte(s[:end], ' '); i >= 0 {
		end = i
	}
	if i := strings.IndexByte(s[:end], '\t'); i >= 0 {
		end = i
	}
	if end == len(s) {
		return s, ""
	}
	return s[:end], s[end+1:]
}
