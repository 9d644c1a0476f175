package rawhttp

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// parseHTTP reads raw HTTP/1.1 text whose lines end in CRLF or LF. The target may
// hold spaces, folded header lines are joined with one space, and the blank line
// may be missing where there is no body. With a Content-Length the body is that
// long, and only line ends may follow it, as text files have them; without one it
// is all that follows the blank line. A body that is not nil comes beside the text.
func parseHTTP(data, body []byte) (*Request, error) {
	line, rest := cutLine(data)
	r, err := parseRequestLine(line)
	if err != nil {
		return nil, err
	}
	if rest, err = r.parseFields(rest); err != nil {
		return nil, err
	}
	if err := r.takeHost(); err != nil {
		return nil, err
	}
	if body != nil {
		if len(bytes.Trim(rest, "\r\n")) > 0 {
			return nil, errTwoBodies()
		}
		rest = body
	}
	if r.Body, err = r.cutBody(rest); err != nil {
		return nil, err
	}
	return r, nil
}

// cutLine returns the first line without its end, and what follows.
func cutLine(data []byte) (line string, rest []byte) {
	head, rest, _ := bytes.Cut(data, []byte("\n"))
	return strings.TrimSuffix(string(head), "\r"), rest
}

func parseRequestLine(line string) (*Request, error) {
	method, rest, ok := strings.Cut(line, " ")
	end := strings.LastIndex(rest, " HTTP/")
	if !ok || end < 0 {
		return nil, errors.New("request line is not METHOD TARGET HTTP/1.1")
	}
	switch version := rest[end+len(" HTTP/"):]; version {
	case "1.0", "1.1", "2", "2.0":
	default:
		return nil, fmt.Errorf("request line: unknown version HTTP/%s", strconv.QuoteToASCII(version))
	}
	r := &Request{Method: method, Target: rest[:end]}
	return r, r.check()
}

// check refuses what no request line can hold.
func (r *Request) check() error {
	switch {
	case !isToken(r.Method):
		return fmt.Errorf("method %q is not a word", r.Method)
	case r.Target == "" || !strings.HasPrefix(r.Target, "/") && !strings.Contains(r.path(), "://"):
		return fmt.Errorf("request target %q does not begin with a slash", r.Target)
	case strings.ContainsFunc(r.Target, isControl):
		return errors.New("request target holds control characters")
	}
	return nil
}

// parseFields reads header lines up to the blank one, and returns what follows it.
func (r *Request) parseFields(rest []byte) ([]byte, error) {
	for len(rest) > 0 {
		var line string
		line, rest = cutLine(rest)
		switch {
		case line == "":
			return rest, nil
		case line[0] == ' ' || line[0] == '\t':
			if err := r.fold(line); err != nil {
				return nil, err
			}
			continue
		case len(r.Fields) == MaxFields:
			return nil, fmt.Errorf("more than %d header lines", MaxFields)
		}
		field, err := parseField(line)
		if err != nil {
			return nil, err
		}
		r.Fields = append(r.Fields, field)
	}
	return nil, nil
}

// parseField reads "Name: value". Blanks inside the value stay as they are.
func parseField(line string) (Field, error) {
	name, value, ok := strings.Cut(line, ":")
	if !ok || !isToken(name) {
		return Field{}, errors.New("header line is not Name: value")
	}
	field := Field{name, trimBlanks(value)}
	return field, field.check()
}

func (f Field) check() error {
	if strings.ContainsFunc(f.Value, func(c rune) bool { return c != '\t' && isControl(c) }) {
		return fmt.Errorf("header %s holds control characters", f.Name)
	}
	return nil
}

// fold adds a continuation to the last header line.
func (r *Request) fold(line string) error {
	if len(r.Fields) == 0 {
		return errors.New("first header line is a continuation")
	}
	last := &r.Fields[len(r.Fields)-1]
	last.Value = trimBlanks(last.Value + " " + trimBlanks(line))
	return last.check()
}

// takeHost moves Host out of the fields. An absolute target names it too.
func (r *Request) takeHost() error {
	host, ok := r.Get("Host")
	if _, rest, absolute := strings.Cut(r.path(), "://"); absolute && !ok {
		host, _, _ = strings.Cut(rest, "/")
	}
	before := len(r.Fields)
	r.Del("Host")
	switch {
	case before-len(r.Fields) > 1:
		return errors.New("more than one Host header")
	case host == "":
		return errors.New("no Host header")
	case !isHost(host):
		return fmt.Errorf("host %q is not a host", host)
	}
	r.Host = host
	return nil
}

func (r *Request) cutBody(rest []byte) ([]byte, error) {
	if _, ok := r.Get("Transfer-Encoding"); ok {
		return nil, errors.New("Transfer-Encoding is not read: give the body itself, and leave that header out")
	}
	text, ok := r.Get("Content-Length")
	if !ok {
		return rest, nil
	}
	length, err := strconv.ParseUint(text, 10, 31)
	switch {
	case err != nil:
		return nil, fmt.Errorf("Content-Length %q is not a number", text)
	case int(length) > len(rest):
		return nil, &shortBody{len(rest), length}
	case len(bytes.Trim(rest[length:], "\r\n")) > 0:
		return nil, fmt.Errorf("body goes on after the %d bytes that Content-Length says", length)
	}
	return rest[:length], nil
}

// A shortBody is a body that ends before Content-Length says.
type shortBody struct {
	has  int
	says uint64
}

func (e *shortBody) Error() string {
	return fmt.Sprintf("body has %d bytes, Content-Length says %d", e.has, e.says)
}

// trimBlanks removes what HTTP lets stand around a value. Unicode has more blanks,
// which are part of it.
func trimBlanks(s string) string { return strings.Trim(s, " \t") }

// isHost tells what may stand in a Host header: visible ASCII, and no delimiter that
// would end the authority of a URL.
func isHost(s string) bool {
	return s != "" && s[0] != ':' && !strings.ContainsFunc(s, func(c rune) bool {
		return c <= ' ' || c >= 0x7f || strings.ContainsRune(`/?#@\`, c)
	})
}

func isControl(c rune) bool { return c < ' ' || c == 0x7f }

// isToken tells what RFC 9110 allows as a method or a header's name.
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool {
		return c <= ' ' || c >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, c)
	})
}

// AddHeaders adds header lines, each "Name: value"; Host among them takes the place
// of the URL's.
func (r *Request) AddHeaders(lines []string) error {
	for _, line := range lines {
		if len(r.Fields) == MaxFields {
			return fmt.Errorf("more than %d header lines", MaxFields)
		}
		field, err := parseField(line)
		if err != nil {
			return err
		}
		r.Fields = append(r.Fields, field)
	}
	if _, ok := r.Get("Host"); ok {
		return r.takeHost()
	}
	return nil
}
