package iam

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/store"
	"github.com/countersign-dev/countersign/sigv4"
)

// Prefixes of access key ids, as AWS has them.
const (
	longTermPrefix  = "AKIA"
	temporaryPrefix = "ASIA"
)

// Lookup finds an access key for the verifier: the root key, a user's key, or a
// temporary key by its session token. It reads memory, so that a change to a key
// counts from the next request on.
func (s *Service) Lookup(_ context.Context, accessKeyID, sessionToken string) (sigv4.Holder, error) {
	k, found := s.accessKey(accessKeyID)
	switch {
	case found && sessionToken != "":
		return sigv4.Holder{}, sigv4.ErrInvalidToken
	case sessionToken != "":
		return s.lookupSession(accessKeyID, sessionToken)
	case !found:
		return sigv4.Holder{}, sigv4.ErrUnknownKey
	case accessKeyID == s.Root.AccessKeyID:
		return s.holder(s.Root.SecretAccessKey, s.rootPrincipal()), nil
	case k.Status != iamapi.StatusTypeActive:
		return sigv4.Holder{}, sigv4.ErrInactiveKey
	}
	who, found := s.longTermPrincipal(k)
	if !found {
		return sigv4.Holder{}, sigv4.ErrUnknownKey
	}
	secret, err := s.secrets.Open(k.Secret, k.ID)
	if err != nil {
		return sigv4.Holder{}, err
	}
	return s.holder(string(secret), who), nil
}

// Secret returns the secret access key of a key, also where the key is inactive or its
// session over. It lets nobody in: it is for finding out why a signature was refused.
func (s *Service) Secret(accessKeyID, sessionToken string) (secret string, ok bool) {
	if accessKeyID == s.Root.AccessKeyID {
		return s.Root.SecretAccessKey, true
	}
	if k, found := s.accessKey(accessKeyID); found {
		raw, err := s.secrets.Open(k.Secret, k.ID)
		return string(raw), err == nil
	}
	one, ok := s.openToken(sessionToken)
	if !ok || subtle.ConstantTimeCompare([]byte(one.AccessKeyID), []byte(accessKeyID)) != 1 {
		return "", false
	}
	return one.Secret, true
}

func (s *Service) holder(secret string, who caller.Principal) sigv4.Holder {
	return sigv4.Holder{SecretAccessKey: secret, Principal: caller.Identity{Account: s.Account, Principal: who}}
}

// longTermPrincipal is who holds a key.
func (s *Service) longTermPrincipal(k accessKey) (caller.Principal, bool) {
	if k.Owner == s.Account {
		return s.rootPrincipal(), true
	}
	u, found := s.users.Get(s.key(k.User))
	return caller.Principal{ARN: s.userARN(u), UserID: u.ID}, found && u.ID == k.Owner
}

// rootPrincipal is root: its user id is the account.
func (s *Service) rootPrincipal() caller.Principal {
	return caller.Principal{ARN: s.arn("root"), UserID: s.Account}
}

// temporary tells whether a caller signed with a temporary key.
func temporary(who caller.Principal) bool { return strings.HasPrefix(who.AccessKeyID, temporaryPrefix) }

// isAssumedRole tells the sessions of roles.
func isAssumedRole(who caller.Principal) bool { return strings.Contains(who.ARN, ":assumed-role/") }

// accountVersion is the version of the record below.
const accountVersion = 1

// An account is the record of the account itself.
type account struct {
	Created   time.Time
	RootKeyID string
	RootSince time.Time // when that key became the root key
}

// noteRoot remembers since when there is the account, and its root key.
func (s *Service) noteRoot(ctx context.Context) error {
	now := s.now()
	_, err := s.accounts.Update(ctx, s.key(""), func(a account) (account, error) {
		if a.RootKeyID == s.Root.AccessKeyID {
			return a, errUnchanged
		}
		a.RootKeyID, a.RootSince = s.Root.AccessKeyID, now
		return a, nil
	})
	switch {
	case errors.Is(err, errUnchanged):
		return nil
	case errors.Is(err, store.ErrNotFound):
		return s.accounts.Insert(ctx, s.key(""), account{Created: now, RootKeyID: s.Root.AccessKeyID, RootSince: now})
	}
	return err
}

var errUnchanged = errors.New("unchanged")

// rootKey is the root key of the data folder as one of root's keys.
func (s *Service) rootKey() accessKey {
	a, _ := s.accounts.Get(s.key(""))
	return accessKey{ID: s.Root.AccessKeyID, Owner: s.Account, Status: iamapi.StatusTypeActive, Created: a.RootSince}
}

// describeRoot is root as a user. As on AWS it has neither name nor path.
func (s *Service) describeRoot() *iamapi.User {
	a, _ := s.accounts.Get(s.key(""))
	return &iamapi.User{UserId: &s.Account, Arn: new(s.arn("root")), CreateDate: &a.Created}
}
