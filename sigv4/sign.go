package sigv4

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
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
// use; its fields must not change meanwhile.
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
	if err := s.ready(r); err != nil {
		return nil, err
	}
	t := s.now()
	added := http.Header{"X-Amz-Date": {t.Format(TimeFormat)}}
	if s.ContentSHA256 {
		added.Set("X-Amz-Content-Sha256", r.PayloadHash)
	}
	token := s.Credentials.SessionToken
	if token != "" && !s.UnsignedToken {
		added.Set("X-Amz-Security-Token", token)
	}
	signed, err := s.sign(s.prepared(r, added), t)
	if err != nil {
		return nil, err
	}
	if token != "" {
		added.Set("X-Amz-Security-Token", token)
	}
	added.Set("Authorization", fmt.Sprintf("%s Credential=%s/%s, SignedHeaders=%s, Signature=%s", Algorithm,
		s.Credentials.AccessKeyID, signed.Scope, strings.Join(signed.SignedHeaders, ";"), signed.Signature))
	signed.Header = added
	return signed, nil
}

// Presign signs r in its query, good for expires from now: whole seconds, from one
// second to MaxExpires. The headers of r are signed too and must be sent along.
func (s *Signer) Presign(r *Request, expires time.Duration) (*Signed, error) {
	if err := s.ready(r); err != nil {
		return nil, err
	}
	if expires < time.Second || expires > MaxExpires || expires%time.Second != 0 {
		return nil, fmt.Errorf("sigv4: expiry %v is not whole seconds from 1 to %d", expires, MaxExpires/time.Second)
	}
	t := s.now()
	req := s.prepared(r, nil)
	added := []param{
		{queryAlgorithm, Algorithm},
		{queryCredential, s.Credentials.AccessKeyID + "/" + s.scope(t).String()},
		{queryDate, t.Format(TimeFormat)},
		{queryExpires, strconv.FormatInt(int64(expires/time.Second), 10)},
		{querySignedHeaders, string(appendNames(nil, headersToSign(req)))},
	}
	token := param{queryToken, s.Credentials.SessionToken}
	if token.value != "" && !s.UnsignedToken {
		added = append(added, token)
	}
	req.Target = extend(r.Target, added...)
	signed, err := s.sign(req, t)
	if err != nil {
		return nil, err
	}
	if token.value != "" && s.UnsignedToken {
		req.Target = extend(req.Target, token)
	}
	signed.Target = extend(req.Target, param{querySignature, signed.Signature})
	signed.Header = http.Header{}
	return signed, nil
}

// SignHTTP signs a request that a client is about to send and sets its headers.
// payloadHash is HashPayload of the body, or UnsignedPayload where the service
// allows it; the body itself is not read.
func (s *Signer) SignHTTP(req *http.Request, payloadHash string) (*Signed, error) {
	r := RequestFromHTTP(req)
	r.PayloadHash, r.Path = payloadHash, PathStyleFor(s.Service)
	signed, err := s.Sign(r)
	if err != nil {
		return nil, err
	}
	if req.Header == nil {
		req.Header = make(http.Header)
	}
	dropSignature(req.Header)
	for name, values := range signed.Header {
		req.Header[name] = values
	}
	return signed, nil
}

// PresignHTTP returns the presigned URL of a client's request, which it leaves as
// it is. For services but S3 the payload hash must be that of the body which will
// be sent to the URL: EmptyPayloadHash where there will be none.
func (s *Signer) PresignHTTP(req *http.Request, payloadHash string, expires time.Duration) (url string, err error) {
	r := RequestFromHTTP(req)
	r.PayloadHash, r.Path = payloadHash, PathStyleFor(s.Service)
	signed, err := s.Presign(r, expires)
	if err != nil {
		return "", err
	}
	return req.URL.Scheme + "://" + r.Host + signed.Target, nil
}

func (s *Signer) ready(r *Request) error {
	_, query := r.target()
	params, err := decodeQuery(query)
	if err != nil {
		return err
	}
	switch {
	case s.Credentials.AccessKeyID == "" || s.Credentials.SecretAccessKey == "":
		return errors.New("sigv4: access key is not set")
	case s.Region == "" || s.Service == "":
		return errors.New("sigv4: region or service is not set")
	case r.Host == "":
		return errors.New("sigv4: host is not set")
	case r.PayloadHash == "":
		return errors.New("sigv4: payload hash is not set")
	}
	if _, ok := lookup(params, queryAlgorithm); ok {
		return errors.New("sigv4: the query carries a signature already")
	}
	return nil
}

func (s *Signer) now() time.Time {
	if s.Now == nil {
		return time.Now().UTC()
	}
	return s.Now().UTC()
}

func (s *Signer) scope(t time.Time) CredentialScope {
	return NewCredentialScope(t, s.Region, s.Service)
}

// prepared returns a copy of r whose headers are those to sign: earlier signatures'
// own headers are gone, this one's are in.
func (s *Signer) prepared(r *Request, added http.Header) *Request {
	req := *r
	req.Header = make(http.Header, len(r.Header)+len(added))
	for name, values := range r.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	dropSignature(req.Header)
	for name, values := range added {
		req.Header[name] = values
	}
	return &req
}

// dropSignature takes out the headers of an earlier signature: a token of other
// credentials must not travel with this one.
func dropSignature(header http.Header) {
	for _, name := range []string{"Authorization", "X-Amz-Date", "X-Amz-Security-Token"} {
		header.Del(name)
	}
}

// sign makes the signature of a prepared request.
func (s *Signer) sign(r *Request, t time.Time) (*Signed, error) {
	names := headersToSign(r)
	canonical, err := CanonicalRequest(r, names)
	if err != nil {
		return nil, err
	}
	scope := s.scope(t)
	toSign := StringToSign(t, scope, canonical)
	key := s.Keys.Get(s.Credentials.AccessKeyID, s.Credentials.SecretAccessKey, scope)
	return &Signed{
		CanonicalRequest: canonical, StringToSign: toSign, Signature: key.Signature(toSign),
		Scope: scope, Time: t, SignedHeaders: names, Target: r.Target,
	}, nil
}

// headersToSign returns the canonical names of what a signer signs: the host and
// every header that reaches the service as it was sent.
func headersToSign(r *Request) []string {
	names := []string{"host"}
	for name := range r.Header {
		if name = strings.ToLower(name); name != "host" && !changesOnTheWay(name) {
			names = append(names, name)
		}
	}
	return canonicalNames(names)
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

// extend adds parameters to the query of a raw target.
func extend(target string, params ...param) string {
	dst := []byte(target)
	separator := byte('?')
	if i := strings.IndexByte(target, '?'); i >= 0 {
		separator = '&'
		if i == len(target)-1 {
			separator = 0
		}
	}
	for _, p := range params {
		if separator != 0 {
			dst = append(dst, separator)
		}
		separator = '&'
		dst = appendEscaped(dst, p.name, false)
		dst = append(dst, '=')
		dst = appendEscaped(dst, p.value, false)
	}
	return string(dst)
}
