package sigv4

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxExpires is the longest a presigned request may be good for: seven days.
const MaxExpires = 7 * 24 * time.Hour

// bindingHeaders change what a request means or who it comes from, so one that is
// sent must be signed: anybody on the way could have added it.
var bindingHeaders = [...]string{"x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "x-amz-target"}

// checkSignedHeaders demands that what matters was signed, and that what was signed
// is there.
func (v *Verifier) checkSignedHeaders(r *Request, names []string) error {
	if !slices.ContainsFunc(names, isHost) {
		return errHostUnsigned()
	}
	for _, name := range bindingHeaders {
		if name == "x-amz-security-token" && v.AllowUnsignedToken {
			continue
		}
		if _, sent := headerValues(r, name); sent && !slices.Contains(names, name) {
			return errHeaderUnsigned(name)
		}
	}
	for _, name := range names {
		if _, ok := headerValues(r, name); !ok && !isHost(name) {
			return errHeaderAbsent(name)
		}
	}
	return nil
}

// checkTime reads the time of signing and holds it against the clock.
func (v *Verifier) checkTime(auth *authorization) (time.Time, error) {
	signed, ok := parseTime(auth.date)
	if !ok {
		return time.Time{}, errDateFormat(auth.date)
	}
	window := v.Window
	if window == 0 {
		window = DefaultWindow
	}
	life := window
	if auth.hasExpires {
		seconds, err := parseExpires(auth.expires)
		if err != nil {
			return time.Time{}, err
		}
		life = seconds
	}
	now := v.now().UTC().Truncate(time.Second)
	switch {
	case signed.Before(now.Add(-life)):
		return time.Time{}, errExpired(signed, now, life)
	case signed.After(now.Add(window)):
		return time.Time{}, errNotYetCurrent(signed, now, window)
	}
	return signed, nil
}

// parseTime reads ISO 8601's basic form, and the extended one, which AWS takes in a
// header though never in a string to sign. The length is compared because
// time.Parse lets fractions of a second through.
func parseTime(s string) (time.Time, bool) {
	for _, layout := range [...]string{TimeFormat, "2006-01-02T15:04:05Z"} {
		if len(s) == len(layout) {
			t, err := time.Parse(layout, s)
			return t, err == nil
		}
	}
	return time.Time{}, false
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

// checkCredential takes a credential apart and holds its scope against the service
// and the time of the request. What is wrong with the scope is told all at once.
func checkCredential(credential string, signed time.Time, service string,
	validRegion func(string) bool) (id string, scope CredentialScope, err error) {
	parts := strings.Split(strings.TrimRight(credential, "/"), "/")
	if len(parts) != 5 {
		return "", CredentialScope{}, errCredential(credential)
	}
	scope = CredentialScope{Date: parts[1], Region: parts[2], Service: parts[3]}
	var problems scopeProblems
	if !validRegion(scope.Region) {
		problems.add("Credential should be scoped to a valid region, not '%s'.", scope.Region)
	}
	if scope.Service != service {
		problems.add("Credential should be scoped to correct service: '%s'.", service)
	}
	if parts[4] != Terminator {
		problems.add("Credential should be scoped with a valid terminator: '%s', not '%s'.", Terminator, parts[4])
	}
	if date := signed.Format(DateFormat); scope.Date != date {
		problems.add("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "+
			"'%s' != '%s', from '%s'.", scope.Date, date, basic(signed))
	}
	return parts[0], scope, problems.err()
}
