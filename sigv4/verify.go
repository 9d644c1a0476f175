package sigv4

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// DefaultWindow is how far a request's time may be from the verifier's, either way.
const DefaultWindow = 15 * time.Minute

// What a look-up answers when an access key cannot be used. Any other error is
// trouble, and Inspect returns it wrapped rather than as an Error.
var (
	ErrUnknownKey   = errors.New("sigv4: unknown access key")
	ErrInactiveKey  = errors.New("sigv4: inactive access key")
	ErrInvalidToken = errors.New("sigv4: invalid session token")
	ErrExpiredToken = errors.New("sigv4: expired session token")
)

// A Holder is what a look-up knows of an access key: its secret, and whoever holds it.
type Holder struct {
	SecretAccessKey string
	// Principal is handed through to Claim.Principal untouched.
	Principal any
}

// A Verifier decides whether requests were signed by whom they claim.
//
// It works in two phases, because a server must not read a body for a request that
// its headers already condemn: Inspect makes every check that needs no body, in
// AWS's order, and returns a Claim; Claim.Verify settles it once the body has been
// hashed. A Verifier is safe for concurrent use; its fields must not change meanwhile.
type Verifier struct {
	// Lookup finds an access key. sessionToken is empty for a long-term key. It
	// returns one of the Err values above where the key cannot be used; comparing
	// the token in constant time is its duty. Required.
	Lookup func(ctx context.Context, accessKeyID, sessionToken string) (Holder, error)
	// Service is the signing name of the service that is verified for. Required,
	// unless every request brings its own.
	Service string
	// ValidRegion tells whether requests for this Region are served. Required,
	// unless every request brings its own.
	ValidRegion func(region string) bool
	// Now is the verifier's clock; nil means time.Now.
	Now func() time.Time
	// Window is how far a request's time may be from Now; 0 means DefaultWindow.
	Window time.Duration
	// Keys holds derived signing keys; nil derives one for each request.
	Keys *KeyCache
	// MaxBody is the largest body that Middleware reads, in bytes; 0 means
	// DefaultMaxBody. Inspect and Verify read none.
	MaxBody int64
	// AllowUnsignedToken accepts a session token that was added after signing, as
	// AWS IoT does. The token is then no part of a presigned canonical request.
	AllowUnsignedToken bool
}

// Inspect makes every check of a request's authentication that needs no body. What
// AWS would refuse comes back as an *Error; a misuse of the verifier, or a look-up
// in trouble, as another error.
func (v *Verifier) Inspect(ctx context.Context, r *Request) (*Claim, error) {
	c := new(Claim)
	if err := v.InspectInto(ctx, r, c); err != nil {
		return nil, err
	}
	return c, nil
}

// InspectInto is Inspect into a claim that was used before, whose memory it uses
// again: a server that keeps its claims verifies without allocating. What the claim
// held is gone, also where the request is refused.
func (v *Verifier) InspectInto(ctx context.Context, r *Request, c *Claim) error {
	c.reset()
	validRegion, err := v.ready(r)
	if err != nil {
		return err
	}
	path, raw := r.target()
	if err := c.query.parse(raw); err != nil {
		return asMalformedQuery(err)
	}
	c.special.read(r.Header)
	auth := &c.auth
	if err := auth.read(&c.special, &c.query); err != nil {
		return err
	}
	c.headers.read(auth)
	if err := v.checkSignedHeaders(r, &c.headers, c.special.amz); err != nil {
		return err
	}
	if err := v.checkTime(auth, &c.signed); err != nil {
		return err
	}
	if err := c.credential.read(auth); err != nil {
		return err
	}
	if err := c.credential.check(&c.signed, v.service(r), validRegion); err != nil {
		return err
	}
	id, scope := c.credential.id, c.credential.scope
	holder, err := v.find(ctx, id, auth)
	if err != nil {
		return err
	}
	c.AccessKeyID, c.Scope, c.Time, c.SignedHeaders = id, scope, c.signed.time(), c.headers.names
	c.Presigned, c.Principal = auth.presigned, holder.Principal
	c.payload.read(r, &c.special, auth)
	if err := c.canonicalise(v, r, path); err != nil {
		return asMalformedQuery(err)
	}
	c.key = c.keys.get(v.Keys, id, holder.SecretAccessKey, scope)
	return nil
}

// canonicalise writes the canonical request up to the payload hash. It leaves out of
// the query what its signer could not or did not sign.
func (c *Claim) canonicalise(v *Verifier, r *Request, path string) (err error) {
	if c.Presigned {
		c.query.drop(querySignature)
		if v.AllowUnsignedToken {
			c.query.drop(queryToken)
		}
	}
	if c.text, err = appendStart(c.text[:0], r, path, &c.query, nil); err == nil {
		c.text = c.headers.appendCanonical(c.text, r)
		c.prefix = len(c.text)
	}
	return err
}

// ready refuses to work half configured: a verifier that does not know which service
// and Region it stands for would have to believe the client's scope.
func (v *Verifier) ready(r *Request) (validRegion func(string) bool, err error) {
	validRegion = r.ValidRegion
	if validRegion == nil {
		validRegion = v.ValidRegion
	}
	switch {
	case v.Lookup == nil:
		return nil, errors.New("sigv4: Verifier.Lookup is not set")
	case validRegion == nil:
		return nil, errors.New("sigv4: neither Verifier.ValidRegion nor Request.ValidRegion is set")
	case v.service(r) == "":
		return nil, errors.New("sigv4: neither Verifier.Service nor Request.Service is set")
	}
	return validRegion, nil
}

func (v *Verifier) now() time.Time {
	if v.Now == nil {
		return time.Now()
	}
	return v.Now()
}

// service is what the server was asked for.
func (v *Verifier) service(r *Request) string {
	if r.Service == "" {
		return v.Service
	}
	return r.Service
}

// find looks the key up and words the answer where it cannot be used. The token is
// judged before the key, as AWS does: a foreign key with its own token is an invalid
// token.
func (v *Verifier) find(ctx context.Context, accessKeyID string, auth *authorization) (Holder, error) {
	if auth.hasToken && auth.token == "" {
		return Holder{}, errToken()
	}
	holder, err := v.Lookup(ctx, accessKeyID, auth.token)
	switch {
	case err == nil:
		return holder, nil
	case errors.Is(err, ErrExpiredToken):
		return Holder{}, errTokenExpired()
	case errors.Is(err, ErrInvalidToken), errors.Is(err, ErrUnknownKey) && auth.hasToken:
		return Holder{}, errToken()
	case errors.Is(err, ErrUnknownKey):
		return Holder{}, errKey(ReasonUnknownKey)
	case errors.Is(err, ErrInactiveKey):
		return Holder{}, errKey(ReasonInactiveKey)
	}
	return Holder{}, fmt.Errorf("sigv4: look up access key: %w", err)
}

func asMalformedQuery(err error) error {
	var bad *badEscape
	if errors.As(err, &bad) {
		return errMalformedQuery(bad)
	}
	return err
}
