package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// expires is how long presigned requests are good for.
const expires = time.Hour

// The sides that are measured on one fixture.
type sides struct {
	fixture  fixture
	signed   *sigv4.Signed
	received *sigv4.Request // as a server has it
	signer   *sigv4.Signer
	verifier *sigv4.Verifier
	sdk      *sdk
	at       time.Time // of signing: reading the clock is the caller's work
}

func newSides(f fixture) (*sides, error) {
	s := &sides{fixture: f, signer: newSigner(), verifier: newVerifier(), at: time.Now()}
	r := f.request
	var err error
	if f.presign {
		s.signed, err = s.signer.Presign(&r, expires)
	} else {
		s.signed, err = s.signer.Sign(&r)
	}
	if err != nil {
		return nil, err
	}
	r.Header, r.Target = r.Header.Clone(), s.signed.Target
	for name, values := range s.signed.Header {
		r.Header[name] = values
	}
	s.received = &r
	s.sdk, err = newSDK(f, s)
	return s, err
}

func newSigner() *sigv4.Signer {
	return &sigv4.Signer{Credentials: sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: secret},
		Region: region, Service: service, Keys: new(sigv4.KeyCache)}
}

// newVerifier looks keys up in a map and knows its Region, as a small server would.
func newVerifier() *sigv4.Verifier {
	keys := map[string]sigv4.Holder{keyID: {SecretAccessKey: secret, Principal: new(string)}}
	return &sigv4.Verifier{
		Lookup: func(_ context.Context, id, token string) (sigv4.Holder, error) {
			holder, ok := keys[id]
			if !ok || token != "" {
				return holder, sigv4.ErrUnknownKey
			}
			return holder, nil
		},
		ValidRegion: func(claimed string) bool { return claimed == region },
		Keys:        new(sigv4.KeyCache),
	}
}

// all returns the limit, ours, and the peer's, in that order.
func (s *sides) all() []side {
	return []side{s.limit(), s.sign(), s.verify(), s.sdk.sign, s.sdk.verify}
}

// another returns a side of that name for one more worker, which shares what a server
// would share and has its own memory.
func (s *sides) another(name string) func() side {
	if name == "sign" {
		return s.sign
	}
	return s.verify
}

// limit is what nobody can avoid: SHA-256 of the body and of a canonical request that
// is at hand, and an HMAC with a key whose states are ready.
func (s *sides) limit() side {
	canonical, toSign, body := []byte(s.signed.CanonicalRequest), []byte(s.signed.StringToSign), s.fixture.request.Body
	key := sigv4.DeriveSigningKey(secret, s.signed.Scope)
	mac := hmac.New(sha256.New, key[:])
	var out []byte
	var sums [2][sha256.Size]byte
	return func() error {
		if len(body) > 0 {
			sums[0] = sha256.Sum256(body)
		}
		sums[1] = sha256.Sum256(canonical)
		mac.Reset()
		mac.Write(toSign)
		out = mac.Sum(out[:0])
		if hex.EncodedLen(len(out)) != len(s.signed.Signature) {
			return errors.New("the limit computes no signature")
		}
		return nil
	}
}

// sign signs into a buffer, the body's hash included.
func (s *sides) sign() side {
	out := make([]byte, 0, 4096)
	r := s.fixture.request
	return func() (err error) {
		if s.fixture.presign {
			out, err = s.signer.AppendPresigned(out[:0], &r, s.at, expires)
		} else {
			out, err = s.signer.AppendAuthorization(out[:0], &r, s.at)
		}
		return err
	}
}

// verify is both phases: key look-up, clock, policy, body and signature.
func (s *sides) verify() side {
	claim := new(sigv4.Claim)
	return func() error {
		if err := s.verifier.InspectInto(context.Background(), s.received, claim); err != nil {
			return err
		}
		return claim.VerifyBody(s.received.Body)
	}
}
