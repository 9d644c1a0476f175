package sigv4

import (
	"fmt"
	"strings"
	"time"
)

const (
	// Algorithm is the name of the one algorithm that this package knows.
	Algorithm = "AWS4-HMAC-SHA256"
	// Terminator ends every credential scope.
	Terminator = "aws4_request"
	// TimeFormat is ISO 8601's basic form, the only one in a string to sign.
	TimeFormat = "20060102T150405Z"
	// DateFormat is the form of the date in a credential scope.
	DateFormat = "20060102"
)

// A CredentialScope limits a signature to one day, one Region and one service,
// so that a leaked signature is worth little and a leaked signing key not much
// more. It is the part of the credential after the access key ID.
type CredentialScope struct {
	Date    string // YYYYMMDD, in UTC
	Region  string
	Service string
}

// NewCredentialScope returns the scope of a signature made at t.
func NewCredentialScope(t time.Time, region, service string) CredentialScope {
	return CredentialScope{Date: t.UTC().Format(DateFormat), Region: region, Service: service}
}

// ParseCredentialScope reads "date/region/service/aws4_request".
func ParseCredentialScope(s string) (CredentialScope, error) {
	parts := strings.Split(s, "/")
	if len(parts) != 4 || parts[3] != Terminator {
		return CredentialScope{}, fmt.Errorf("sigv4: credential scope is not date/region/service/%s", Terminator)
	}
	if _, err := time.Parse(DateFormat, parts[0]); err != nil {
		return CredentialScope{}, fmt.Errorf("sigv4: credential scope: date is not YYYYMMDD")
	}
	return CredentialScope{Date: parts[0], Region: parts[1], Service: parts[2]}, nil
}

// String returns the scope as it stands in a credential and a string to sign.
func (s CredentialScope) String() string {
	return string(s.append(nil))
}

func (s CredentialScope) append(dst []byte) []byte {
	dst = append(dst, s.Date...)
	dst = append(dst, '/')
	dst = append(dst, s.Region...)
	dst = append(dst, '/')
	dst = append(dst, s.Service...)
	dst = append(dst, '/')
	return append(dst, Terminator...)
}
