package explain

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// verdict of the verifier, kept beside the subject.
type refusal struct {
	err     *sigv4.Error
	decided bool // the verifier came to a decision
}

// verify has the sigv4 package judge the request, unless the caller has a refusal.
func (s *subject) verify() {
	if s.in.Refusal != nil {
		s.verdict = refusal{s.in.Refusal, true}
		return
	}
	r := shallow(s.r)
	if r.Service = s.service; r.Service == "" {
		r.Service = "unknown"
	}
	verifier := &sigv4.Verifier{
		Lookup: s.lookup, ValidRegion: s.regionServed, Window: s.in.Window,
		Now: func() time.Time { return s.in.Now },
	}
	if s.in.Now.IsZero() {
		verifier.Now = func() time.Time { return s.signed }
	}
	claim, err := verifier.Inspect(context.Background(), r)
	if err == nil {
		err = claim.Verify(s.bodyHash)
	}
	var refused *sigv4.Error
	if errors.As(err, &refused) {
		s.verdict = refusal{refused, true}
		return
	}
	s.verdict.decided = err == nil
}

var errNoSecret = errors.New("explain: the secret access key is not known")

// lookup answers for the one key whose secret may be known.
func (s *subject) lookup(_ context.Context, id, token string) (sigv4.Holder, error) {
	switch {
	case !plainKeyID(id), strings.HasPrefix(id, "ASIA") && token == "", s.in.Token != "" && token == "":
		return sigv4.Holder{}, sigv4.ErrUnknownKey
	case s.in.Token != "" && token != s.in.Token:
		return sigv4.Holder{}, sigv4.ErrInvalidToken
	case s.in.Secret == "":
		return sigv4.Holder{}, errNoSecret
	}
	return sigv4.Holder{SecretAccessKey: s.in.Secret}, nil
}

func (s *subject) refusedFor(reasons ...sigv4.Reason) bool {
	return s.verdict.err != nil && slices.Contains(reasons, s.verdict.err.Reason)
}

func (s *subject) signatureMatches() bool { return s.match == SignatureMatches }

// otherwiseRight continues a sentence about a refused request whose signature is right.
func (s *subject) otherwiseRight() string {
	if s.signatureMatches() {
		return "; the signature itself is right"
	}
	return ""
}
