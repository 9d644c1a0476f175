package rawhttp

import (
	"bytes"
	"errors"
	"strings"
)

// isVerbose tells what curl --verbose prints: lines after "> ", of which the first
// is a request line, among others that curl says of itself and of the answer.
func isVerbose(data []byte) bool {
	line, _ := cutLine(data)
	if _, err := parseRequestLine(line); err == nil {
		return false
	}
	for len(data) > 0 {
		line, data = cutLine(data)
		if isSentRequestLine(line) {
			return true
		}
	}
	return false
}

// parseVerbose reads the request that curl --verbose says it has sent. Its body is
// not among what curl prints.
func parseVerbose(data, body []byte) (*Request, error) {
	var head bytes.Buffer
	started, ended := false, false
	for len(data) > 0 {
		var line string
		line, data = cutLine(data)
		begins := isSentRequestLine(line)
		switch {
		case begins && started:
			return nil, errors.New("curl's output holds more than one request")
		case begins:
			started = true
		case !started || ended || !strings.HasPrefix(line, ">"):
			continue
		}
		line = strings.TrimPrefix(strings.TrimPrefix(line, ">"), " ")
		head.WriteString(line + "\r\n")
		ended = line == ""
	}
	if !ended {
		return nil, errors.New("curl's output ends amid the request's headers")
	}
	r, err := parseHTTP(head.Bytes(), body)
	if missing := (*shortBody)(nil); body == nil && errors.As(err, &missing) {
		return nil, errors.New("curl's output holds no body, and this request has one: give it too")
	}
	return r, err
}

func isSentRequestLine(line string) bool {
	rest, ok := strings.CutPrefix(line, "> ")
	if !ok {
		return false
	}
	_, err := parseRequestLine(rest)
	return err == nil
}

// isURL tells a lone http or https URL, as presigning prints it.
func isURL(data []byte) bool {
	scheme, _, ok := bytes.Cut(data, []byte("://"))
	return ok && (strings.EqualFold(string(scheme), "http") || strings.EqualFold(string(scheme), "https")) &&
		!bytes.ContainsAny(bytes.TrimRight(data, " \t\r\n"), " \t\r\n")
}
