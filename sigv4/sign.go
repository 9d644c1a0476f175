package sigv4

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Credentials are an access key, and the session token if the key is temporary.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string
}

// String names the key and hides the secrets.
func (c Credentials) String() string { return "access key " + c.AccessKeyID }

// GoString names the key and hides the secrets from %#v.
func (c Credentials) GoString() string { return fmt.Sprintf("sigv4.Credentials(%q)", c.AccessKeyID) }

// A Signer signs requests for one service in one Region. It is safe for concurrent
// use; its fields must not change meanwhile, and it must not be copied.
type Signer struct {
	Credentials Credentials
	Region      string
	Service     string
	// Now is the signer's clock; nil means time.Now.
	Now func() time.Time
	// Keys holds derived signing keys; nil derives one for each request.
	Keys *KeyCache
	// ContentSHA256 adds and signs X-Amz-Content-Sha256, which S3 demands and other
	// services allow. Of a presigned request it is no part.
	ContentSHA256 bool
	// UnsignedToken adds the session token after signing, as AWS IoT wants it.
	UnsignedToken bool

	pool sync.Pool // of *workspace
}

// A Signed is a signature with all the steps that led to it, and what has to be
// added to the request for it to carry the signature.
type Signed struct {
	CanonicalRequest string
	StringToSign     string
	Signature        string
	Scope            CredentialScope
	Time             time.Time
	SignedHeaders    []string
	// Header holds the headers to set: Authorization, X-Amz-Date and so on. It is
	// empty for a presigned request.
	Header http.Header
	// Target is the request target to send; presigning adds to its query.
	Target string
}

// Sign signs r for the Authorization header. All headers of r are signed, but for
// those that proxies and clients change on the way. r is not changed.
func (s *Signer) Sign(r *Request) (*Signed, error) {
	w := s.workspace()
	defer w.release(s)
	t := s.now()
	value, err := s.appendAuthorization(nil, w, r, t)
	if err != nil {
		return nil, err
	}
	signed := w.steps(r.Target)
	signed.Header.Set("X-Amz-Date", string(w.signed.text[:]))
	if s.ContentSHA256 {
		signed.Header.Set("X-Amz-Content-Sha256", string(w.payload))
	}
	if s.Credentials.SessionToken != "" {
		signed.Header.Set("X-Amz-Security-Token", s.Credentials.SessionToken)
	}
	signed.Header.Set("Authorization", string(value))
	return signed, nil
}

// AppendAuthorization appends the value of the Authorization header of r, signed at t,
// and allocates nothing that dst has room for. Whoever sends the request sets the other
// headers himself: X-Amz-Date to t in TimeFormat, X-Amz-Security-Token to the session
// token if there is one, and X-Amz-Content-Sha256 to the payload hash if s.ContentSHA256
// is set. Whether r holds them already is all the same.
func (s *Signer) AppendAuthorization(dst []byte, r *Request, t time.Time) ([]byte, error) {
	w := s.workspace()
	defer w.release(s)
	return s.appendAuthorization(dst, w, r, t)
}

func (s *Signer) appendAuthorization(dst []byte, w *workspace, r *Request, t time.Time) ([]byte, error) {
	if err := w.prepare(s, r, t, false); err != nil {
		return nil, err
	}
	if err := w.canonicalise(s, r); err != nil {
		return nil, err
	}
	dst = append(append(dst, w.inHeader...), w.fields.list...)
	dst = append(dst, ", Signature="...)
	return append(dst, w.sign(s)...), nil
}

// SignHTTP signs a request that a client is about to send and sets its headers.
// payloadHash is HashPayload of the body, or UnsignedPayload where the service
// allows it; the body itself is not read.
func (s *Signer) SignHTTP(req *http.Request, payloadHash string) error {
	if payloadHash == "" {
		return errNoPayloadHash
	}
	w := s.workspace()
	defer w.release(s)
	w.request = *RequestFromHTTP(req)
	w.request.PayloadHash, w.request.Path = payloadHash, PathStyleFor(s.Service)
	var err error
	if w.value, err = s.appendAuthorization(w.value[:0], w, &w.request, s.now()); err != nil {
		return err
	}
	if req.Header == nil {
		req.Header = make(http.Header)
	}
	// One string and one slice for what is set: most of what signing would allocate.
	text := string(append(w.value, w.signed.text[:]...))
	split := len(text) - len(w.signed.text)
	values := [...]string{text[:split], text[split:], s.Credentials.SessionToken, payloadHash}
	req.Header["Authorization"] = values[0:1:1]
	req.Header["X-Amz-Date"] = values[1:2:2]
	delete(req.Header, "X-Amz-Security-Token") // another key's
	if s.Credentials.SessionToken != "" {
		req.Header["X-Amz-Security-Token"] = values[2:3:3]
	}
	if s.ContentSHA256 {
		req.Header["X-Amz-Content-Sha256"] = values[3:4:4]
	}
	return nil
}

func (s *Signer) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

// workspace returns memory to sign in. It goes back to s.pool.
func (s *Signer) workspace() *workspace {
	if w, ok := s.pool.Get().(*workspace); ok {
		return w
	}
	return new(workspace)
}

// changesOnTheWay tells the headers that belong to one hop, or that clients and
// proxies rewrite: signing them breaks requests. The list is botocore's.
func changesOnTheWay(name string) bool {
	switch name {
	case "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization",
		"te", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id":
		return true
	}
	return false
}
