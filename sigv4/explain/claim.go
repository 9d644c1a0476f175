package explain

import (
	"net/http"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// A claim is what a request says of its signature, read leniently: unlike the
// verifier, an explanation goes on where something is malformed.
type claim struct {
	header   string // the Authorization header's value
	scheme   string // its first word
	inHeader bool
	inQuery  bool

	credential string
	id         string
	scope      sigv4.CredentialScope
	terminator string
	elements   int // of the credential
	names      []string
	signature  string
	date       string
	expires    string
	token      string
	hasToken   bool
}

func readClaim(r *sigv4.Request, params []param) claim {
	c := claim{}
	c.header, c.inHeader = headerValue(r.Header, "Authorization")
	c.scheme, _, _ = strings.Cut(strings.TrimSpace(c.header), " ")
	var algorithm string
	algorithm, c.inQuery = findFold(params, "X-Amz-Algorithm")
	var names string
	if c.inHeader {
		names = c.fromHeader(r)
	} else if c.inQuery {
		c.scheme = algorithm
		names = c.fromQuery(params)
	}
	for name := range strings.SplitSeq(strings.ToLower(names), ";") {
		if name != "" {
			c.names = append(c.names, name)
		}
	}
	slices.Sort(c.names)
	c.names = slices.Compact(c.names)
	c.split()
	return c
}

// fromHeader reads the parameters; blanks within a value stay, for they are evidence.
func (c *claim) fromHeader(r *sigv4.Request) (signedHeaders string) {
	_, rest, _ := strings.Cut(c.header, " ")
	for piece := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(piece, "=")
		switch strings.TrimSpace(name) {
		case "Credential":
			c.credential = value
		case "SignedHeaders":
			signedHeaders = strings.TrimSpace(value)
		case "Signature":
			c.signature = strings.TrimSpace(value)
		}
	}
	c.date, _ = headerValue(r.Header, "X-Amz-Date")
	if c.date == "" {
		c.date, _ = headerValue(r.Header, "Date")
	}
	c.token, c.hasToken = headerValue(r.Header, "X-Amz-Security-Token")
	return signedHeaders
}

func (c *claim) fromQuery(params []param) (signedHeaders string) {
	c.credential, _ = findFold(params, "X-Amz-Credential")
	c.signature, _ = findFold(params, "X-Amz-Signature")
	c.date, _ = findFold(params, "X-Amz-Date")
	c.expires, _ = findFold(params, "X-Amz-Expires")
	c.token, c.hasToken = findFold(params, "X-Amz-Security-Token")
	signedHeaders, _ = findFold(params, "X-Amz-SignedHeaders")
	return signedHeaders
}

// split takes the credential apart from its end: an access key ID that is really a
// secret may hold slashes.
func (c *claim) split() {
	if len(c.credential) > maxCredentials {
		return
	}
	parts := strings.Split(strings.TrimRight(c.credential, "/"), "/")
	c.elements = len(parts)
	if len(parts) < 5 {
		c.id = parts[0]
		return
	}
	n := len(parts)
	c.id = strings.Join(parts[:n-4], "/")
	c.scope = sigv4.CredentialScope{Date: parts[n-4], Region: parts[n-3], Service: parts[n-2]}
	c.terminator = parts[n-1]
}

// headerValue returns a header as one value, as it is signed when repeated.
func headerValue(h http.Header, name string) (string, bool) {
	values, ok := headerValues(h, name)
	return strings.Trim(strings.Join(values, ","), " \t"), ok
}

// headerValues finds a header by its name in any case.
func headerValues(h http.Header, name string) ([]string, bool) {
	if values, ok := h[http.CanonicalHeaderKey(name)]; ok {
		return values, true
	}
	for key, values := range h {
		if strings.EqualFold(key, name) {
			return values, true
		}
	}
	return nil, false
}

// looksLikeKeyID tells the shape of an access key ID: AWS's own, or letters and digits
// of that length as stand-ins have them.
func looksLikeKeyID(id string) bool {
	if len(id) < 16 || len(id) > 32 {
		return false
	}
	return !strings.ContainsFunc(id, func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_'
	})
}

// plainKeyID tells an ID that somebody may know: it has no blanks and nothing hidden.
func plainKeyID(id string) bool {
	return id != "" && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\'' })
}

// looksLikeSecret tells the shape of a secret access key: 40 characters of base64.
// Slashes count, an access key ID of AWS's never has one.
func looksLikeSecret(s string) bool {
	if len(s) != 40 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '/' && r != '+' && r != '='
	})
}
