package tap

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/countersign-dev/countersign/internal/rawhttp"
)

// forward sends a request on, and its answer back.
func (t *Tap) forward(w http.ResponseWriter, r *http.Request) {
	body, rest, err := readBody(r.Body)
	if err != nil {
		http.Error(w, "the request's body broke off", http.StatusBadRequest)
		return
	}
	out := outgoing(r, io.MultiReader(bytes.NewReader(body), rest))
	answer, err := t.Upstream.RoundTrip(out)
	if err != nil {
		t.Log.Warn("the service does not answer", "host", out.URL.Host, "error", err)
		http.Error(w, "tap: "+out.URL.Host+" does not answer: "+err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	if answer.StatusCode < http.StatusBadRequest || !isSigned(r) {
		_, _ = io.Copy(flushing{w, http.NewResponseController(w)}, answer.Body) // the client may be gone
		return
	}
	kept := &limited{room: MaxAnswer}
	_, _ = io.Copy(w, io.TeeReader(answer.Body, kept))
	_ = http.NewResponseController(w).Flush() // the client need not wait for the explanation
	exchange := Exchange{Request: r, Body: body, Status: answer.StatusCode, Header: answer.Header, Answer: kept.Bytes()}
	if rest != http.NoBody {
		exchange.Body, exchange.BodyCut = nil, true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Refused(exchange)
}

// readBody reads what is kept of a body. rest is what follows, http.NoBody for nothing.
func readBody(body io.Reader) (kept []byte, rest io.Reader, err error) {
	kept, err = io.ReadAll(io.LimitReader(body, MaxBody+1))
	if len(kept) > MaxBody {
		return kept, body, err
	}
	return kept, http.NoBody, err
}

// outgoing is the request as it is sent on. Its target goes out as it came in.
func outgoing(r *http.Request, body io.Reader) *http.Request {
	out := r.Clone(r.Context())
	out.RequestURI = ""
	out.Body = io.NopCloser(body)
	if r.ContentLength == 0 {
		out.Body = http.NoBody
	}
	if target, ok := r.Context().Value(targetKey{}).(string); ok {
		out.URL.Scheme, out.URL.Host = "https", target
		if !strings.HasPrefix(r.RequestURI, "//") { // which package url would take for a host
			out.URL = &url.URL{Scheme: "https", Host: target, Opaque: r.RequestURI}
		}
	} else if _, path, ok := strings.Cut(r.RequestURI, "://"); ok {
		_, path, _ = strings.Cut(path, "/")
		if !strings.HasPrefix(path, "/") {
			out.URL = &url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Opaque: "/" + path}
		}
	}
	out.Header.Del("Proxy-Connection")
	out.Header.Del("Proxy-Authorization")
	if _, sent := out.Header["User-Agent"]; !sent {
		out.Header["User-Agent"] = []string{""} // or net/http adds its own
	}
	return out
}

// isSigned tells requests that bear any mark of a signature, also of a broken one.
func isSigned(r *http.Request) bool {
	read := &rawhttp.Request{Target: r.RequestURI}
	for name, values := range r.Header {
		read.Fields = append(read.Fields, rawhttp.Field{Name: name, Value: strings.Join(values, ",")})
	}
	return read.Signed()
}

// A limited buffer takes so much and drops the rest.
type limited struct {
	bytes.Buffer
	room int
}

func (l *limited) Write(p []byte) (int, error) {
	if room := l.room - l.Len(); room > 0 {
		l.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// flushing sends an answer on as it comes.
type flushing struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (f flushing) Write(p []byte) (int, error) {
	n, err := f.ResponseWriter.Write(p)
	if err == nil {
		err = f.control.Flush()
	}
	return n, err
}
