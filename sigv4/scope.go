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

// ParseCredentialScope reads "date/region/service/aws4_request", as it stands in the third
// line of a string to sign and after the access key ID of a credential. It fails where
// the form, the date or the terminator are others. What a request claims is not what it
// is for: a Verifier compares it with what the server was asked.
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

// A stamp is a time in TimeFormat, whole seconds in UTC. Package time reads and
// writes any layout; this one alone is done in a tenth of the time.
type stamp struct {
	text  [len(TimeFormat)]byte
	unix  int64
	valid bool
}

// day is the stamp's date in DateFormat.
func (s *stamp) day() []byte { return s.text[:len(DateFormat)] }

func (s *stamp) time() time.Time { return time.Unix(s.unix, 0).UTC() }

// set takes a time of the years 0 to 9999.
func (s *stamp) set(t time.Time) {
	if unix := t.Unix(); !s.valid || s.unix != unix {
		t.UTC().AppendFormat(s.text[:0], TimeFormat)
		s.unix, s.valid = unix, true
	}
}

// parse reads ISO 8601's basic form, and the extended one, which AWS takes in a header
// though never in a string to sign. Nothing but whole seconds in UTC is read.
func (s *stamp) parse(text string) bool {
	switch {
	case s.valid && text == string(s.text[:]):
		return true
	case len(text) == len(TimeFormat):
		copy(s.text[:], text)
	case len(text) == len("2006-01-02T15:04:05Z") && text[4] == '-' && text[7] == '-' && text[13] == ':' && text[16] == ':':
		basic := append(append(append(s.text[:0], text[:4]...), text[5:7]...), text[8:13]...)
		_ = append(append(append(basic, text[14:16]...), text[17:19]...), text[19])
	default:
		return false
	}
	s.valid = false
	if s.text[8] != 'T' || s.text[15] != 'Z' {
		return false
	}
	var n [7]int // century, year, month, day, hour, minute, second
	for i, at := range [...]int{0, 2, 4, 6, 9, 11, 13} {
		tens, ones := s.text[at]-'0', s.text[at+1]-'0'
		if tens > 9 || ones > 9 {
			return false
		}
		n[i] = int(10*tens + ones)
	}
	year := 100*n[0] + n[1]
	if n[2] < 1 || n[2] > 12 || n[3] < 1 || n[3] > daysIn(year, n[2]) || n[4] > 23 || n[5] > 59 || n[6] > 59 {
		return false
	}
	s.unix = 86400*unixDay(year, n[2], n[3]) + int64(3600*n[4]+60*n[5]+n[6])
	s.valid = true
	return true
}

func daysIn(year, month int) int {
	switch {
	case month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	}
	return 30 + (month+month/8)%2
}

// unixDay counts the days from 1970-01-01. Its years begin in March, so that leap
// days come last, and in these years month m begins (153m+2)/5 days after the start.
func unixDay(year, month, day int) int64 {
	year, month = year-1, month+9
	if month >= 12 {
		year, month = year+1, month-12
	}
	days := 365*year + year/4 - year/100 + year/400 + (153*month+2)/5 + day
	if year < 0 { // January and February of year 0
		days = -366 + (153*month+2)/5 + day
	}
	const epoch = 719469 // 1970-01-01 so counted
	return int64(days - epoch)
}
