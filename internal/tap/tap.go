// Package tap is a proxy that a client's requests to AWS go through unchanged, and that
// hands over those which were refused, with the answer, for somebody to explain.
//
// It reads what is inside of TLS with a certificate authority of its own, made anew each
// time and trusted by nobody but the client that is told to. Upstream, certificates are
// verified as ever. What a signature covers reaches the service as the client sent it:
// method, raw target, headers and body.
package tap

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
)

// Config is what a Tap is made of.
type Config struct {
	// Upstream sends the requests on. It must neither compress nor follow redirects.
	Upstream http.RoundTripper
	// Refused is told of each answer of 400 and above to a signed request, one at a
	// time.
	Refused func(Exchange)
	Clock   clock.Clock
	Log     *slog.Logger
}

// An Exchange is a signed request and the answer that refused it.
type Exchange struct {
	Request *http.Request // as the client sent it, RequestURI and all; its body has been read
	Body    []byte
	BodyCut bool // the body was larger than MaxBody, so that Body is none of it
	Status  int
	Header  http.Header // of the answer
	Answer  []byte      // its body, MaxAnswer bytes at most
}

// Bounds of what is kept of an exchange, in bytes.
const (
	MaxBody   = 8 << 20
	MaxAnswer = 1 << 20
)

// handshakeTime bounds a client's TLS handshake.
const handshakeTime = 10 * time.Second

// A Tap is an http.Handler for a proxy's listener: CONNECT and absolute targets.
type Tap struct {
	Config
	authority *authority
	inner     *http.Server // of what is inside of TLS
	tunnels   *tunnels

	mu sync.Mutex // one explanation at a time
}

// New makes a tap with an authority of its own. The caller closes it.
func New(c Config) (*Tap, error) {
	a, err := newAuthority(c.Clock.Now())
	if err != nil {
		return nil, err
	}
	t := &Tap{Config: c, authority: a, tunnels: newTunnels()}
	t.inner = &http.Server{
		Handler: http.HandlerFunc(t.forward), ReadHeaderTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug),
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return context.WithValue(ctx, targetKey{}, conn.(*tunnel).target)
		},
	}
	go func() { _ = t.inner.Serve(t.tunnels) }() // ends with Close
	return t, nil
}

// Certificate is the authority's certificate in PEM, for the client to trust.
func (t *Tap) Certificate() []byte { return t.authority.pem }

// Close ends all connections.
func (t *Tap) Close() error { return t.inner.Close() }

// ServeHTTP answers the proxy's clients.
func (t *Tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodConnect:
		t.connect(w, r)
	case r.URL.IsAbs() && r.URL.Host != "":
		t.forward(w, r)
	default:
		http.Error(w, "this is a proxy: set HTTPS_PROXY to its address, and ask for something else", http.StatusBadRequest)
	}
}

// targetKey is the context's key of the host and port that a tunnel leads to.
type targetKey struct{}

// A tunnel is the inside of a CONNECT.
type tunnel struct {
	net.Conn
	target string
}

// connect opens a tunnel to a host, and is that host for the client.
func (t *Tap) connect(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil || host == "" {
		http.Error(w, "CONNECT needs a host and a port", http.StatusBadRequest)
		return
	}
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "this connection cannot be a tunnel", http.StatusInternalServerError)
		return
	}
	if buffered.Reader.Buffered() > 0 {
		conn.Close() // who speaks before the tunnel is open is no TLS client
		return
	}
	_ = conn.SetDeadline(t.Clock.Now().Add(handshakeTime))
	if _, err := conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		conn.Close()
		return
	}
	inside := tls.Server(conn, &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if hello.ServerName != "" {
				return t.authority.certificate(hello.ServerName, t.Clock.Now())
			}
			return t.authority.certificate(host, t.Clock.Now())
		},
	})
	if err := inside.HandshakeContext(r.Context()); err != nil {
		t.Log.Warn("a client does not trust this proxy: is AWS_CA_BUNDLE set for it?", "host", host, "error", err)
		conn.Close()
		return
	}
	_ = conn.SetDeadline(time.Time{})
	t.tunnels.add(&tunnel{inside, r.Host})
}

// tunnels is a listener that is handed its connections.
type tunnels struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newTunnels() *tunnels { return &tunnels{conns: make(chan net.Conn), done: make(chan struct{})} }

func (l *tunnels) add(conn net.Conn) {
	select {
	case l.conns <- conn:
	case <-l.done:
		conn.Close()
	}
}

func (l *tunnels) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.done:
		return nil, errors.New("tap: closed")
	}
}

func (l *tunnels) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *tunnels) Addr() net.Addr { return &net.TCPAddr{} }
