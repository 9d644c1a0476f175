package rawhttp

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// Curl returns a curl command that sends the request to the byte, quoted for sh. It
// fails where no curl command can: a target with a blank in it, a body with a NUL.
func (r *Request) Curl() (string, error) {
	if strings.ContainsFunc(r.Target, func(c rune) bool { return c <= ' ' || c == 0x7f }) {
		return "", errors.New("curl cannot send a request target that holds a blank")
	}
	if strings.ContainsRune(string(r.Body), 0) {
		return "", errors.New("a command line cannot hold a body with a NUL in it; use raw output")
	}
	if r.Method == http.MethodHead && len(r.Body) > 0 {
		return "", errors.New("curl cannot send a HEAD request with a body")
	}
	words := []string{"curl", "-sS", "--globoff", "--path-as-is"}
	if r.Method == http.MethodHead {
		words = append(words, "--head")
	} else {
		words = append(words, "-X", quote(r.Method))
	}
	words = append(words, r.curlFields()...)
	if len(r.Body) > 0 {
		// Not --data, which would read a file if the body began with "@".
		words = append(words, "--data-raw", quote(string(r.Body)))
	}
	return strings.Join(append(words, quote(r.URL())), " "), nil
}

// curlFields returns the -H options. Content-Length is curl's own affair where it
// says what curl will send anyway.
func (r *Request) curlFields() []string {
	var words []string
	for _, f := range r.Fields {
		if strings.EqualFold(f.Name, "Content-Length") && len(r.Body) > 0 && f.Value == strconv.Itoa(len(r.Body)) {
			continue
		}
		text := f.Name + ": " + f.Value
		if f.Value == "" {
			text = f.Name + ";"
		}
		words = append(words, "-H", quote(text))
	}
	if sent, err := ParseURL(r.URL()); err != nil || sent.Host != r.Host {
		words = append(words, "-H", quote("Host: "+r.Host))
	}
	if _, ok := r.Get("Content-Type"); !ok && len(r.Body) > 0 {
		words = append(words, "-H", quote("Content-Type:"))
	}
	return words
}
