// Package rawhttp turns what people have at hand of a request, raw HTTP text or a
// curl command, into one value that can be signed and verified, and back.
//
// Nothing is tidied on the way in: target, header order and body stay as they were
// written, since a signature covers them to the byte. Nothing is executed and no
// file is read: a command that would need either is refused.
package rawhttp

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// Limits of what is read. A request that is larger is refused.
const (
	MaxSize   = 16 << 20 // bytes in all
	MaxFields = 512      // header lines
)

// A Field is one header line.
type Field struct{ Name, Value string }

// A Request is a request as it is on the wire.
type Request struct {
	Method string
	Scheme string // "http" or "https"; empty where the source does not tell
	Target string // raw: path and query, or the absolute form
	Host   string
	Fields []Field // in order, without Host
	Body   []byte
}

// Parse reads one request: a curl command if the first word is "curl", a URL if there
// is nothing else, what curl --verbose prints, or raw HTTP, in any encoding that
// DecodeText knows. A body that is not nil is the request's; it is an error if the
// request holds one already.
func Parse(data, body []byte) (*Request, error) {
	if len(data) > MaxSize || len(body) > MaxSize {
		return nil, fmt.Errorf("request: more than %d bytes", MaxSize)
	}
	trimmed := bytes.TrimLeft(DecodeText(data), " \t\r\n")
	if len(trimmed) == 0 {
		return nil, errors.New("request: empty")
	}
	switch word, _, _ := bytes.Cut(trimmed, []byte(" ")); {
	case string(bytes.TrimSpace(word)) == "curl":
		r, err := ParseCurl(string(trimmed))
		return r.withBody(body, err)
	case isURL(trimmed):
		r, err := ParseURL(string(bytes.TrimRight(trimmed, " \t\r\n")))
		return r.withBody(body, err)
	case isVerbose(trimmed):
		return parseVerbose(trimmed, body)
	}
	return parseHTTP(trimmed, body)
}

// withBody adds the body of a request that was read without one.
func (r *Request) withBody(body []byte, err error) (*Request, error) {
	switch {
	case err != nil:
		return nil, err
	case body == nil:
		return r, nil
	case len(r.Body) > 0:
		return nil, errTwoBodies()
	}
	r.Body = body
	return r, nil
}

func errTwoBodies() error {
	return errors.New("request holds a body, and another is given beside it")
}

// Get returns the first value of a header.
func (r *Request) Get(name string) (string, bool) {
	for _, f := range r.Fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value, true
		}
	}
	return "", false
}

// Set puts a header in place of all of its name, or after the others.
func (r *Request) Set(name, value string) {
	r.Del(name)
	r.Fields = append(r.Fields, Field{name, value})
}

// Del takes out all headers of a name.
func (r *Request) Del(name string) {
	kept := r.Fields[:0:0]
	for _, f := range r.Fields {
		if !strings.EqualFold(f.Name, name) {
			kept = append(kept, f)
		}
	}
	r.Fields = kept
}

// Header returns the headers as net/http holds them.
func (r *Request) Header() http.Header {
	header := make(http.Header, len(r.Fields))
	for _, f := range r.Fields {
		header.Add(f.Name, f.Value)
	}
	return header
}

// Signable returns the request as package sigv4 takes it, with the hash of the body.
func (r *Request) Signable() *sigv4.Request {
	return &sigv4.Request{
		Method: r.Method, Target: r.Target, Host: r.Host, Header: r.Header(),
		PayloadHash: sigv4.HashPayload(r.Body),
	}
}

// URL returns the address to send the request to. Where nothing tells the scheme it
// is http for this machine and https for all others.
func (r *Request) URL() string {
	if strings.Contains(r.path(), "://") {
		return r.Target
	}
	scheme := r.Scheme
	if scheme == "" {
		scheme = "https"
		if isLoopback(r.Host) {
			scheme = "http"
		}
	}
	return scheme + "://" + r.Host + r.Target
}

func (r *Request) path() string {
	path, _, _ := strings.Cut(r.Target, "?")
	return path
}

func isLoopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.Trim(hostport, "[]")
	}
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// Raw returns the request as HTTP/1.1 text. A body is given a Content-Length, where
// there is none, so that what is written can be sent.
func (r *Request) Raw() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.Method, r.Target, r.Host)
	for _, f := range r.Fields {
		fmt.Fprintf(&out, "%s: %s\r\n", f.Name, f.Value)
	}
	if _, ok := r.Get("Content-Length"); !ok && len(r.Body) > 0 {
		out.WriteString("Content-Length: " + strconv.Itoa(len(r.Body)) + "\r\n")
	}
	out.WriteString("\r\n")
	out.Write(r.Body)
	return out.Bytes()
}
