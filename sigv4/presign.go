package sigv4

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Presign signs r in its query, good for expires from now: whole seconds, from one
// second to MaxExpires. The headers of r are signed too and must be sent along.
func (s *Signer) Presign(r *Request, expires time.Duration) (*Signed, error) {
	w := s.workspace()
	defer w.release(s)
	t := s.now()
	target, err := s.appendPresigned(nil, w, r, t, expires)
	if err != nil {
		return nil, err
	}
	return w.steps(string(target)), nil
}

// AppendPresigned appends the target of r with a signature made at t in its query, and
// allocates nothing that dst has room for.
func (s *Signer) AppendPresigned(dst []byte, r *Request, t time.Time, expires time.Duration) ([]byte, error) {
	w := s.workspace()
	defer w.release(s)
	return s.appendPresigned(dst, w, r, t, expires)
}

// PresignHTTP returns the presigned URL of a client's request, which it leaves as
// it is. For services but S3 the payload hash must be that of the body which will
// be sent to the URL: EmptyPayloadHash where there will be none.
func (s *Signer) PresignHTTP(req *http.Request, payloadHash string, expires time.Duration) (url string, err error) {
	r := RequestFromHTTP(req)
	r.PayloadHash, r.Path = payloadHash, PathStyleFor(s.Service)
	if payloadHash == "" {
		return "", errNoPayloadHash
	}
	target, err := s.AppendPresigned(nil, r, s.now(), expires)
	if err != nil {
		return "", err
	}
	return req.URL.Scheme + "://" + r.Host + string(target), nil
}

func (s *Signer) appendPresigned(dst []byte, w *workspace, r *Request, t time.Time, expires time.Duration) ([]byte, error) {
	if expires < time.Second || expires > MaxExpires || expires%time.Second != 0 {
		return nil, fmt.Errorf("sigv4: expiry %v is not whole seconds from 1 to %d", expires, MaxExpires/time.Second)
	}
	if err := w.prepare(s, r, t, true); err != nil {
		return nil, err
	}
	w.addParameters(s, expires)
	dst = append(dst, r.Target...)
	switch i := strings.IndexByte(r.Target, '?'); {
	case i < 0:
		dst = append(dst, '?')
	case i < len(r.Target)-1:
		dst = append(dst, '&')
	}
	dst = append(dst, w.parameters...)
	if err := w.canonicalise(s, r); err != nil {
		return nil, err
	}
	if token := s.Credentials.SessionToken; token != "" && s.UnsignedToken {
		dst = append(dst, "&"+queryToken+"="...)
		dst = appendEscaped(dst, token, &unreserved)
	}
	dst = append(dst, "&"+querySignature+"="...)
	return append(dst, w.sign(s)...), nil
}

// addParameters writes what a presigned query says of its signature, in sorted order.
func (w *workspace) addParameters(s *Signer, expires time.Duration) {
	w.parameters = append(append(w.parameters[:0], w.inURL...), "&"+queryDate+"="...)
	dst := append(w.parameters, w.signed.text[:]...) //nolint:gocritic // w.parameters takes it back below
	dst = strconv.AppendInt(append(dst, "&"+queryExpires+"="...), int64(expires/time.Second), 10)
	if token := s.Credentials.SessionToken; token != "" && !s.UnsignedToken {
		dst = appendEscaped(append(dst, "&"+queryToken+"="...), token, &unreserved)
	}
	w.parameters = appendEscaped(append(dst, "&"+querySignedHeaders+"="...), w.fields.list, &unreserved)
}
