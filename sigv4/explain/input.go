package explain

import (
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// An Input is a request and what its judge knows. Only Request or Answer is required;
// what is not known is left zero.
type Input struct {
	// Request is the request as it was received. PayloadHash matters only where Body
	// is gone. Service and ValidRegion are the judge's; left empty, Service is read
	// from the host or else believed from the scope.
	Request *sigv4.Request
	// Body is the body as received. A body that is gone is nil, with Request.PayloadHash
	// its hash and BodyLength its length.
	Body       []byte
	BodyLength int64

	// Secret is the secret access key of the access key ID that the request claims.
	Secret string
	// Token is the session token that belongs to that key, where the caller is the
	// client and knows it.
	Token string
	// Others are other credentials of this machine, tried as secrets mixed up. A
	// server must leave it empty: it would answer for keys that the client may not
	// hold.
	Others []sigv4.Credentials

	// Now is the judge's clock, when the request arrived. Window is how far the
	// request's time may be from it; zero is sigv4.DefaultWindow.
	Now    time.Time
	Window time.Duration
	// Regions are those that a key may have been derived for.
	Regions []string
	// Hosts are the names and ports under which clients know the service, where a
	// proxy stands before it.
	Hosts []string
	// InTime tells that other requests of this key arrived in time a moment ago, and
	// so its clock is right. Seen tells that this very signature was accepted before.
	InTime, Seen bool

	// Refusal is the verifier's answer if there is one already. Without it, and with
	// Request.Service or Secret known, the request is verified here.
	Refusal *sigv4.Error
	// Answer is what AWS answered, where that is known.
	Answer *Answer
	// Disclose puts the expected signature into the explanation. It is for a caller
	// who holds the secret, never for a server.
	Disclose bool
	Budget   Budget
}

// DefaultTries is the number of signatures that a search computes at most, where the
// budget does not say. It is enough for all pairs, and for triples of common causes.
const DefaultTries = 400_000

// A Budget bounds a search. With Tries alone the result is deterministic.
type Budget struct {
	// Tries is the number of signatures to compute at most: zero is DefaultTries, a
	// negative number none but the specification's.
	Tries int
	// Stop, if set, is asked now and then whether the search should end.
	Stop func() bool
}

func (b Budget) tries() int {
	switch {
	case b.Tries < 0:
		return 0
	case b.Tries == 0:
		return DefaultTries
	}
	return b.Tries
}

// Sizes beyond which a request is not worked upon: hypotheses cost memory and time in
// proportion, and no request of a real client comes near.
const (
	maxCanonical   = 64 << 10
	maxBody        = 256 << 10 // rewritten forms of a larger body are not tried
	maxTarget      = 16 << 10
	maxParams      = 64
	maxHeaders     = 24 // signed headers with hypotheses of their own
	maxOthers      = 64
	maxShown       = 256 // of a value in a summary
	maxCredentials = 1024
)
