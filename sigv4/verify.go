package sigv4

import (
	"context"
	"errors"
	"fmt"
	"strings"
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
	// ValidRegion tells whether requests for this Region are served. Required,
	// unless every request brings its own.
	ValidRegion func(region string) bool
	// Now is the verifier's clock; nil means time.Now.
	Now func() time.Time
	// Window is how far a request's time may be from Now; 0 means DefaultWindow.
	Window time.Duration
	// Keys holds derived signing keys; nil derives one for each request.
	Keys *KeyCache
	// AllowUnsignedToken accepts a session token that was added after signing, as
	// AWS IoT does. The token is then no part of a presigned canonical request.
	AllowUnsignedToken bool
}

// Inspect makes every check of a request's authentication that needs no body. What
// AWS would refuse comes back as an *Error; a misuse of the verifier, or a look-up
// in trouble, as another error.
func (v *Verifier) Inspect(ctx context.Context, r *Request) (*Claim, error) {
	validRegion, err := v.ready(r)
	if err != nil {
		return nil, err
	}
	_, raw := r.target()
	params, err := decodeQuery(raw)
	if err != nil {
		return nil, asMalformedQuery(err)
	}
	auth, err := readAuthorization(r, params)
	if err != nil {
		return nil, err
	}
	names := canonicalNames(strings.Split(auth.signedHeaders, ";"))
	if err := v.checkSignedHeaders(r, names); err != nil {
		return nil, err
	}
	signed, err := v.checkTime(auth)
	if err != nil {
		return nil, err
	}
	id, scope, err := checkCredential(auth.credential, signed, r.Service, validRegion)
	if err != nil {
		return nil, err
	}
	holder, err := v.find(ctx, id, auth)
	if err != nil {
		return nil, err
	}
	prefix, err := appendCanonicalPrefix(nil, r, v.signedParams(params, auth), names)
	if err != nil {
		return nil, asMalformedQuery(err)
	}
	return &Claim{
		AccessKeyID: id, Scope: scope, Time: signed, SignedHeaders: names,
		Presigned: auth.presigned, Principal: holder.Principal,
		key: v.Keys.Get(id, holder.SecretAccessKey, scope), prefix: prefix,
		signature: auth.signature, payload: newPayloadRule(r, params, auth.presigned),
	}, nil
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
	case r.Service == "":
		return nil, errors.New("sigv4: Request.Service is not set")
	}
	return validRegion, nil
}

func (v *Verifier) now() time.Time {
	if v.Now == nil {
		return time.Now()
	}
	return v.Now()
}

// signedParams leaves out of the query what its signer could not or did not sign.
func (v *Verifier) signedParams(params []param, auth *authorization) []param {
	if !auth.presigned {
		return params
	}
	params = without(params, querySignature)
	if v.AllowUnsignedToken {
		params = without(params, queryToken)
	}
	return params
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
