package sigv4

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxExpires is the longest a presigned request may be good for: seven days.
const MaxExpires = 7 * 24 * time.Hour

// checkSignedHeaders demands that what matters was signed, and that what was signed
// is there.
func (v *Verifier) checkSignedHeaders(r *Request, headers *headerList, amz int) error {
	absent := headers.find(r)
	if !headers.host {
		return errHostUnsigned()
	}
	// Each signed name is in one header, so equal numbers mean that there is no other.
	if amz != headers.amz {
		if name, found := unsignedAmz(r.Header, headers.names, v.AllowUnsignedToken); found {
			return errHeaderUnsigned(name)
		}
	}
	if absent >= 0 {
		return errHeaderAbsent(headers.names[absent])
	}
	return nil
}

// unsignedAmz finds a header that should be signed and is not.
func unsignedAmz(header http.Header, names []string, tokenAllowed bool) (name string, found bool) {
	for key, values := range header {
		lower := strings.ToLower(key)
		if !isAmz(key) || len(values) == 0 {
			continue
		}
		// Of two spellings of one name only the canonical one is signed and read.
		canonical := http.CanonicalHeaderKey(key)
		if _, signed := slices.BinarySearch(names, lower); signed && (key == canonical || len(header[canonical]) == 0) {
			continue
		}
		switch {
		case lower == "x-amz-security-token" && tokenAllowed:
		case lower == "x-amz-cf-id", lower == "x-amz-user-agent": // a proxy's mark, and a browser's name: they mean nothing to a service
		case !found || lower < name:
			name, found = lower, true
		}
	}
	return name, found
}

// checkTime reads the time of signing and holds it against the clock.
func (v *Verifier) checkTime(auth *authorization, signed *stamp) error {
	if !signed.parse(auth.date) {
		return errDateFormat(auth.date)
	}
	window := v.Window
	if window == 0 {
		window = DefaultWindow
	}
	life := window
	if auth.hasExpires {
		seconds, err := parseExpires(auth.expires)
		if err != nil {
			return err
		}
		life = seconds
	}
	now := v.now().Unix()
	switch {
	case signed.unix < now-int64(life/time.Second):
		return errExpired(signed.time(), time.Unix(now, 0), life)
	case signed.unix > now+int64(window/time.Second):
		return errNotYetCurrent(signed.time(), time.Unix(now, 0), window)
	}
	return nil
}

func parseExpires(s string) (time.Duration, error) {
	seconds, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil:
		return 0, errExpires("X-Amz-Expires should be a number")
	case seconds < 0:
		return 0, errExpires("X-Amz-Expires must be non-negative")
	case seconds > int64(MaxExpires/time.Second):
		return 0, errExpires("X-Amz-Expires must be less than a week (in seconds); " +
			"that is, the given X-Amz-Expires must be less than 604800 seconds")
	}
	return time.Duration(seconds) * time.Second, nil
}

// A credential is one taken apart. It is kept for the next request, which may have the
// same.
type credential struct {
	text       string // as sent, and whether in a query
	query      bool
	id         string
	scope      CredentialScope
	scopeText  []byte
	terminator string
}

// read takes the credential of a request apart.
func (c *credential) read(auth *authorization) error {
	if c.text == auth.credential && c.query == auth.presigned && c.text != "" {
		return nil
	}
	*c = credential{scopeText: c.scopeText}
	parts, ok := auth.credentialParts()
	if !ok {
		return errCredential(auth.text(auth.credential))
	}
	c.text, c.query, c.id, c.terminator = auth.credential, auth.presigned, parts[0], parts[4]
	c.scope = CredentialScope{Date: parts[1], Region: parts[2], Service: parts[3]}
	c.scopeText = c.scope.append(c.scopeText[:0])
	return nil
}

// check holds the scope against the service and the time of the request.
func (c *credential) check(signed *stamp, service string, validRegion func(string) bool) error {
	regionOK := validRegion(c.scope.Region)
	if regionOK && c.scope.Service == service && c.terminator == Terminator && c.scope.Date == string(signed.day()) {
		return nil
	}
	return scopeProblems(c.scope, c.terminator, regionOK, service, signed.time())
}

// scopeProblems tells all that is wrong with a scope at once.
func scopeProblems(scope CredentialScope, terminator string, regionOK bool, service string, signed time.Time) error {
	var problems problems
	if !regionOK {
		problems.add("Credential should be scoped to a valid region, not '%s'.", scope.Region)
	}
	if scope.Service != service {
		problems.add("Credential should be scoped to correct service: '%s'.", service)
	}
	if terminator != Terminator {
		problems.add("Credential should be scoped with a valid terminator: '%s', not '%s'.", Terminator, terminator)
	}
	if date := signed.Format(DateFormat); scope.Date != date {
		problems.add("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "+
			"'%s' != '%s', from '%s'.", scope.Date, date, basic(signed))
	}
	return problems.err()
}
