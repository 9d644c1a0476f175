package sigv4

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// DefaultMaxBody is the largest body that Middleware reads, in bytes.
const DefaultMaxBody = 8 << 20

// An Identity is who a verified request comes from.
type Identity struct {
	AccessKeyID string
	Scope       CredentialScope
	Time        time.Time // when the request was signed, by its own account
	Presigned   bool      // the signature was in the query
	Principal   any       // from Verifier.Lookup
}

type identityKey struct{}

// IdentityFrom returns the identity that Middleware put into a request's context.
func IdentityFrom(ctx context.Context) (Identity, bool) {
	identity, ok := ctx.Value(identityKey{}).(Identity)
	return identity, ok
}

// Middleware returns what lets only verified requests through to a handler, with
// their Identity in the context. v.Service, v.ValidRegion and v.Lookup must be set.
//
// A body is read whole, v.MaxBody at most, before the handler sees any of it: no
// handler acts upon a body that nobody signed. Refusals are answered as AWS does, in
// JSON to those who name their operation in X-Amz-Target or send a JSON protocol's
// content type, in XML to all others. A look-up in trouble is answered with
// InternalFailure, status 500, and its error text goes to nobody.
//
// Put it outside of whatever rewrites the path or the host of a request.
func Middleware(v *Verifier) func(http.Handler) http.Handler {
	claims := &sync.Pool{New: func() any { return new(Claim) }}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			identity, body, err := v.admit(w, req, claims)
			if err != nil {
				answer(w, req, err)
				return
			}
			req = req.WithContext(context.WithValue(req.Context(), identityKey{}, identity))
			req.Body = io.NopCloser(bytes.NewReader(body))
			next.ServeHTTP(w, req)
		})
	}
}

// admit verifies a request and returns the body that its signature is bound to.
func (v *Verifier) admit(w http.ResponseWriter, req *http.Request, claims *sync.Pool) (Identity, []byte, error) {
	r := RequestFromHTTP(req)
	r.Path = PathStyleFor(v.Service)
	r.AllowUnsignedPayload = r.Path == PathObject
	claim := claims.Get().(*Claim)
	defer claims.Put(claim)
	if err := v.InspectInto(req.Context(), r, claim); err != nil {
		return Identity{}, nil, err
	}
	limit := v.MaxBody
	if limit == 0 {
		limit = DefaultMaxBody
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, limit))
	if err != nil {
		return Identity{}, nil, err
	}
	return Identity{
		AccessKeyID: claim.AccessKeyID, Scope: claim.Scope, Time: claim.Time,
		Presigned: claim.Presigned, Principal: claim.Principal,
	}, body, claim.VerifyBody(body)
}

// answer writes a refusal, or what became of trouble.
func answer(w http.ResponseWriter, req *http.Request, err error) {
	family := familyOf(req)
	code, message, status := "InternalFailure", "The request processing has failed because of an unknown error.", http.StatusInternalServerError
	var refusal *Error
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &refusal):
		code, message, status = refusal.Kind.Code(family), refusal.Message(family), refusal.Kind.Status(family)
	case errors.As(err, &tooLarge):
		code, message, status = "RequestEntityTooLarge", fmt.Sprintf("The body has more than %d bytes.", tooLarge.Limit), http.StatusRequestEntityTooLarge
	}
	id := requestID()
	w.Header().Set("X-Amzn-Requestid", id)
	if family == JSONFamily {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": message})
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_ = xml.NewEncoder(w).Encode(errorResponse{Type: errorType(status), Code: code, Message: message, RequestID: id})
}

// An errorResponse is the query protocol's answer to a request that is refused.
type errorResponse struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

// errorType says whose fault an error is.
func errorType(status int) string {
	if status >= http.StatusInternalServerError {
		return "Receiver"
	}
	return "Sender"
}

func familyOf(req *http.Request) Family {
	if req.Header.Get("X-Amz-Target") != "" || strings.HasPrefix(req.Header.Get("Content-Type"), "application/x-amz-json") {
		return JSONFamily
	}
	return QueryFamily
}

// requestID returns a random UUID.
func requestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: see crypto/rand
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Regions returns a Verifier.ValidRegion that knows these Regions.
func Regions(names ...string) func(string) bool {
	known := make(map[string]bool, len(names))
	for _, name := range names {
		known[name] = true
	}
	return func(region string) bool { return known[region] }
}
