package differential

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// A judge holds what a server keeps from one request to the next, so that what one
// request leaves behind would show in another.
type judge struct {
	claim sigv4.Claim
	keys  sigv4.KeyCache
	out   []byte
}

// accept holds a request that was signed against a verifier: it is accepted as it is,
// and refused with another body or, where the body is unsigned, by another method.
// The signer that writes into a buffer has to agree too.
func (j *judge) accept(c *trial, signed *sigv4.Signed) error {
	if err := j.append(c, signed); err != nil {
		return err
	}
	r := c.ours()
	r.PayloadHash, r.Target, r.Service = "", signed.Target, c.service
	r.AllowUnsignedPayload = c.unsigned
	for name, values := range signed.Header {
		r.Header[name] = values
	}
	if err := j.verify(c, r, c.body); err != nil {
		return fmt.Errorf("what was signed is refused: %w", err)
	}
	other := append([]byte("not "), c.body...)
	if c.unsigned {
		other, r.Method = c.body, r.Method+"S"
	}
	switch err := j.verify(c, r, other); {
	case err == nil:
		return errors.New("what was changed is accepted")
	case !errors.Is(err, sigv4.SignatureDoesNotMatch):
		return fmt.Errorf("what was changed is refused for another reason: %w", err)
	}
	return nil
}

// append signs again, into a buffer, and lets the signer hash the body where it may.
func (j *judge) append(c *trial, signed *sigv4.Signed) error {
	signer, r := c.signer(), c.ours()
	if !c.unsigned {
		r.PayloadHash, r.Body = "", c.body
	}
	want := signed.Target
	var err error
	if c.presigned {
		j.out, err = signer.AppendPresigned(j.out[:0], r, c.at, c.expires)
	} else {
		want = signed.Header.Get("Authorization")
		j.out, err = signer.AppendAuthorization(j.out[:0], r, c.at)
	}
	if err == nil && string(j.out) != want {
		err = fmt.Errorf("into a buffer it signs %s, otherwise %s", j.out, want)
	}
	return err
}

func (j *judge) verify(c *trial, r *sigv4.Request, body []byte) error {
	verifier := &sigv4.Verifier{
		Lookup: func(_ context.Context, id, token string) (sigv4.Holder, error) {
			if id != c.credentials.AccessKeyID || token != c.credentials.SessionToken {
				return sigv4.Holder{}, sigv4.ErrUnknownKey
			}
			return sigv4.Holder{SecretAccessKey: c.credentials.SecretAccessKey}, nil
		},
		ValidRegion:        func(region string) bool { return region == c.region },
		Now:                func() time.Time { return c.at },
		AllowUnsignedToken: c.tokenAfter,
		Keys:               &j.keys,
	}
	if err := verifier.InspectInto(context.Background(), r, &j.claim); err != nil {
		return err
	}
	err := j.claim.VerifyBody(body)
	if again := j.claim.Verify(sigv4.HashPayload(body)); (again == nil) != (err == nil) {
		return errors.New("a body and its hash are judged differently")
	}
	return err
}
