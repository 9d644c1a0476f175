package rawhttp

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// MaxCapture is the largest recording of several requests that is read, in bytes.
const MaxCapture = 64 << 20

// An Exchange is a request that a client sent, and what its record tells beside it.
type Exchange struct {
	// Request is nil where the record holds none.
	Request *Request
	// BodyGone tells that the request had a body and the record has not.
	BodyGone bool
	// CanonicalRequest, StringToSign and Signature are what the client computed, where
	// it tells. They may hold a session token.
	CanonicalRequest, StringToSign, Signature string
	Answer                                    Answer
}

// An Answer is what is known of a request's answer.
type Answer struct {
	Status int       // 0 where the record does not tell
	Date   time.Time // of the header Date: the server's clock
	Text   string    // the body, or the client's words for an error
}

// Refused tells an answer that is an error, as far as it is known.
func (a *Answer) Refused() bool { return a.Status >= 400 || a.Status == 0 && a.Text != "" }

func (a *Answer) takeField(name, value string) {
	if !strings.EqualFold(name, "Date") {
		return
	}
	if date, err := http.ParseTime(value); err == nil {
		a.Date = date
	}
}

// takeStatus reads a status line: "HTTP/1.1 403 Forbidden" or "HTTP/2 403".
func (a *Answer) takeStatus(line string) bool {
	version, rest, ok := strings.Cut(line, " ")
	if !ok || !strings.HasPrefix(version, "HTTP/") {
		return false
	}
	digits, _, _ := strings.Cut(rest, " ")
	status, err := strconv.Atoi(digits)
	if err != nil || status < 100 || status > 999 {
		return false
	}
	a.Status = status
	return true
}

// ParseExchange is Parse for a request that may come with its answer, as
// curl --verbose prints both.
func ParseExchange(data, body []byte) (*Exchange, error) {
	r, err := Parse(data, body)
	if err != nil {
		return nil, err
	}
	x := &Exchange{Request: r}
	if trimmed := bytes.TrimLeft(DecodeText(data), " \t\r\n"); isVerbose(trimmed) {
		x.Answer = verboseAnswer(trimmed)
	}
	return x, nil
}

// verboseAnswer reads the answer among what curl --verbose prints: the lines after "< ",
// and then, until curl speaks again, the body that went to the same place.
func verboseAnswer(data []byte) Answer {
	var a Answer
	var text strings.Builder
	started, ended := false, false
	for len(data) > 0 {
		var line string
		line, data = cutLine(data)
		rest, received := strings.CutPrefix(line, "<")
		rest = strings.TrimPrefix(rest, " ")
		switch {
		case received && !ended && a.takeStatus(rest):
			started = true
		case received && started && !ended:
			name, value, _ := strings.Cut(rest, ":")
			a.takeField(name, trimBlanks(value))
			ended = rest == ""
		case ended && !isCurlsOwn(line):
			text.WriteString(line + "\n")
		}
	}
	a.Text = strings.TrimSpace(text.String())
	return a
}

// isCurlsOwn tells lines that curl says of itself, and its meter's.
func isCurlsOwn(line string) bool {
	return strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "> ") ||
		strings.HasPrefix(line, "{ [") || strings.HasPrefix(line, "} [")
}

// DecodeText takes a byte order mark off a text, and turns UTF-16, as PowerShell's
// redirection writes it, into UTF-8. Other bytes stay as they are.
func DecodeText(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte("\ufeff")):
		return data[3:]
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return fromUTF16(data[2:], func(a, b byte) uint16 { return uint16(b)<<8 | uint16(a) })
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return fromUTF16(data[2:], func(a, b byte) uint16 { return uint16(a)<<8 | uint16(b) })
	}
	return data
}

func fromUTF16(data []byte, unit func(a, b byte) uint16) []byte {
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i+1 < len(data); i += 2 {
		units = append(units, unit(data[i], data[i+1]))
	}
	return []byte(string(utf16.Decode(units)))
}

// ParseCanonical makes a request of its canonical form, as far as that tells: the path
// as it was sent to a service other than S3, the headers that were signed, and the
// payload's hash in the place of the body.
func ParseCanonical(canonical string) (r *Request, payloadHash string, err error) {
	if len(canonical) > MaxSize {
		return nil, "", fmt.Errorf("canonical request: more than %d bytes", MaxSize)
	}
	head, rest, ok := strings.Cut(canonical, "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) > 2 && lines[2] != "" || !ok {
		lines = strings.SplitN(head, "\n", MaxFields)
	} else {
		// No query: the blank line was its place, and the headers follow.
		var fields string
		fields, rest, ok = strings.Cut(rest, "\n\n")
		lines = append(append(lines, ""), strings.Split(fields, "\n")...)
	}
	if !ok || len(lines) < 4 {
		return nil, "", errors.New("canonical request: fewer lines than one has")
	}
	r = &Request{Method: lines[0], Target: decodeOnce(lines[1])}
	if lines[2] != "" {
		r.Target += "?" + lines[2]
	}
	if err := r.check(); err != nil {
		return nil, "", fmt.Errorf("canonical request: %w", err)
	}
	if err := r.AddHeaders(lines[3:]); err != nil {
		return nil, "", fmt.Errorf("canonical request: %w", err)
	}
	if r.Host == "" {
		return nil, "", errors.New("canonical request: no host")
	}
	_, payloadHash, _ = strings.Cut(rest, "\n")
	return r, strings.TrimSpace(payloadHash), nil
}

// decodeOnce undoes the second encoding of a canonical path.
func decodeOnce(path string) string { return strings.ReplaceAll(path, "%25", "%") }
