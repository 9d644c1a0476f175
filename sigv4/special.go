package sigv4

import (
	"net/http"
	"strings"
)

// specialHeaders are the headers that mean something to a verifier, found in one pass
// over all of them.
type specialHeaders struct {
	authorization, date, amzDate, token, contentSHA256, contentEncoding []string
	// amz is how many begin with amzPrefix.
	amz int
}

// amzPrefix begins the names of the headers that change what a request means or who
// it comes from. One that is sent must be signed: anybody on the way could have
// added it.
const amzPrefix = "x-amz-"

// read finds each header under its canonical key, or else in lower case, as
// headerList.find does.
func (s *specialHeaders) read(header http.Header) {
	*s = specialHeaders{}
	for key, values := range header {
		if special := s.named(key); special != nil && len(values) > 0 && (isCapital(key[0]) || *special == nil) {
			*special = values
		}
		if isAmz(key) {
			s.amz++
		}
	}
}

// named is where the values of the header with that key belong, nil for all others.
func (s *specialHeaders) named(key string) *[]string {
	switch key {
	case "Authorization", "authorization":
		return &s.authorization
	case "Date", "date":
		return &s.date
	case "Content-Encoding", "content-encoding":
		return &s.contentEncoding
	case "X-Amz-Date", "x-amz-date":
		return &s.amzDate
	case "X-Amz-Security-Token", "x-amz-security-token":
		return &s.token
	case "X-Amz-Content-Sha256", "x-amz-content-sha256":
		return &s.contentSHA256
	}
	return nil
}

func isCapital(c byte) bool { return c >= 'A' && c <= 'Z' }

func isAmz(name string) bool {
	return len(name) > len(amzPrefix) && name[1] == '-' && name[5] == '-' &&
		name[0]|0x20 == 'x' && name[2]|0x20 == 'a' && name[3]|0x20 == 'm' && name[4]|0x20 == 'z'
}

// joined returns a header as one value, its repetitions joined as they are signed:
// whoever sends two dates or two tokens must not have one checked and another used.
func joined(values []string) (string, bool) {
	switch len(values) {
	case 0:
		return "", false
	case 1:
		return trimBlanks(values[0]), true
	}
	return trimBlanks(strings.Join(values, ",")), true
}
