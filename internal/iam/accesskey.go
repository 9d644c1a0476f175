package iam

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/seal"
	"github.com/countersign-dev/countersign/internal/store"
)

// Access keys: CreateAccessKey, ListAccessKeys, UpdateAccessKey, DeleteAccessKey,
// GetAccessKeyLastUsed.
//
// A key is Active or Inactive, and what it is counts from the next request on.
// Its secret is told once, when it is made, and is sealed at rest. The root key of
// the data folder is listed among root's keys; it is kept in a file for its owner
// and can be neither disabled nor deleted here.

// accessKeyVersion is the version of the record below.
const accessKeyVersion = 1

// maxAccessKeys is AWS's quota for a user, and for root.
const maxAccessKeys = 2

// An accessKey is the record of one access key, kept under its id.
type accessKey struct {
	ID      string
	Owner   string // unique id of the user; the account for root
	User    string // the user's name; empty for root
	Status  string // Active or Inactive
	Created time.Time
	Secret  seal.Sealed // bound to ID
}

// CreateAccessKey makes an access key for a user, or for the caller where no name
// is given. The secret is in this answer and in no other.
func (s *Service) CreateAccessKey(ctx context.Context, in *iamapi.CreateAccessKeyRequest) (*iamapi.CreateAccessKeyResponse, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	o, err := s.owner(ctx, in.UserName)
	if err != nil {
		return nil, err
	}
	if len(s.keysOf(o.id(s.Account))) >= maxAccessKeys {
		return nil, iamapi.LimitExceededException.With("Cannot exceed quota for AccessKeysPerUser: %d", maxAccessKeys)
	}
	made := newRootKey()
	k := accessKey{
		ID: made.AccessKeyID, Owner: o.id(s.Account), User: o.user.Name, Status: iamapi.StatusTypeActive, Created: s.now(),
		Secret: s.secrets.Seal([]byte(made.SecretAccessKey), made.AccessKeyID),
	}
	if err := s.keys.Insert(ctx, s.keyKey(k.ID), k); err != nil {
		return nil, err
	}
	return &iamapi.CreateAccessKeyResponse{AccessKey: &iamapi.AccessKey{
		UserName: o.name(), AccessKeyId: &k.ID, Status: &k.Status, SecretAccessKey: &made.SecretAccessKey, CreateDate: &k.Created,
	}}, nil
}

// ListAccessKeys lists a user's access keys, or the caller's, MaxItems at a time.
func (s *Service) ListAccessKeys(ctx context.Context, in *iamapi.ListAccessKeysRequest) (*iamapi.ListAccessKeysResponse, error) {
	o, err := s.owner(ctx, in.UserName)
	if err != nil {
		return nil, err
	}
	page, next, err := paged(s.keysOf(o.id(s.Account)), func(k accessKey) string { return k.ID }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &iamapi.ListAccessKeysResponse{AccessKeyMetadata: make([]iamapi.AccessKeyMetadata, len(page)), IsTruncated: new(next != nil), Marker: next}
	for i := range page {
		k := page[i]
		out.AccessKeyMetadata[i] = iamapi.AccessKeyMetadata{UserName: o.name(), AccessKeyId: &k.ID, Status: &k.Status, CreateDate: &k.Created}
	}
	return out, nil
}

// UpdateAccessKey makes a key Active or Inactive, from the next request on.
func (s *Service) UpdateAccessKey(ctx context.Context, in *iamapi.UpdateAccessKeyRequest) error {
	if *in.Status == iamapi.StatusTypeExpired {
		return iamapi.InvalidInputException.With("The status of an access key can be set to Active or Inactive.")
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	k, err := s.keyOf(ctx, in.UserName, *in.AccessKeyId)
	if err != nil {
		return err
	}
	if k.ID == s.Root.AccessKeyID {
		if *in.Status == iamapi.StatusTypeActive {
			return nil
		}
		return refuseRootKey("disabled")
	}
	_, err = s.keys.Update(ctx, s.keyKey(k.ID), func(k accessKey) (accessKey, error) {
		k.Status = *in.Status
		return k, nil
	})
	return err
}

// DeleteAccessKey deletes a key.
func (s *Service) DeleteAccessKey(ctx context.Context, in *iamapi.DeleteAccessKeyRequest) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	k, err := s.keyOf(ctx, in.UserName, *in.AccessKeyId)
	if err != nil {
		return err
	}
	if k.ID == s.Root.AccessKeyID {
		return refuseRootKey("deleted")
	}
	if err := s.keys.Delete(ctx, s.keyKey(k.ID)); err != nil {
		return err
	}
	return s.usage.forget(ctx, k.ID)
}

// GetAccessKeyLastUsed tells when, for which service and in which Region a key
// was last used. What was used in the minute before a crash may be missing.
func (s *Service) GetAccessKeyLastUsed(_ context.Context, in *iamapi.GetAccessKeyLastUsedRequest) (*iamapi.GetAccessKeyLastUsedResponse, error) {
	k, found := s.accessKey(*in.AccessKeyId)
	if !found {
		return nil, noSuchKey(*in.AccessKeyId)
	}
	out := &iamapi.GetAccessKeyLastUsedResponse{AccessKeyLastUsed: &iamapi.AccessKeyLastUsed{ServiceName: new("N/A"), Region: new("N/A")}}
	if k.User != "" {
		out.UserName = &k.User
	}
	if used, found := s.usage.last(k.ID); found {
		out.AccessKeyLastUsed = &iamapi.AccessKeyLastUsed{LastUsedDate: &used.At, ServiceName: &used.Service, Region: &used.Region}
	}
	return out, nil
}

// accessKey finds a key, which may be the root key.
func (s *Service) accessKey(id string) (accessKey, bool) {
	if id == s.Root.AccessKeyID {
		return s.rootKey(), true
	}
	return s.keys.Get(s.keyKey(id))
}

// keyKey names the record of a key.
func (s *Service) keyKey(id string) store.Key { return store.Key{Account: s.Account, Name: id} }

// keyOf finds a key of a user, or of the caller.
func (s *Service) keyOf(ctx context.Context, userName *string, id string) (accessKey, error) {
	o, err := s.owner(ctx, userName)
	if err != nil {
		return accessKey{}, err
	}
	k, found := s.accessKey(id)
	if !found || k.Owner != o.id(s.Account) {
		return accessKey{}, noSuchKey(id)
	}
	return k, nil
}

// keysOf lists the keys of an owner by their ids.
func (s *Service) keysOf(owner string) []accessKey {
	var keys []accessKey
	if owner == s.Account {
		keys = append(keys, s.rootKey())
	}
	for _, k := range s.keys.List(s.Account, "") {
		if k.Owner == owner && k.ID != s.Root.AccessKeyID {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b accessKey) int { return strings.Compare(a.ID, b.ID) })
	return keys
}

// checkSeals holds every key's secret against the master key at hand.
func (s *Service) checkSeals() error {
	var failed error
	s.keys.All(func(_ store.Key, k accessKey) {
		if _, err := s.secrets.Open(k.Secret, k.ID); err != nil && failed == nil {
			failed = sealTrouble(k.ID)
		}
	})
	return failed
}

func noSuchKey(id string) error {
	return iamapi.NoSuchEntityException.With("The Access Key with id %s cannot be found.", id)
}

// refuseRootKey keeps the owner of the data folder from being locked out.
func refuseRootKey(done string) error {
	return fault.UnsupportedOperation.With("The root access key of the data folder cannot be %s: its owner would be locked out. "+
		"To replace it, restart the server with COUNTERSIGN_ACCESS_KEY_ID and COUNTERSIGN_SECRET_ACCESS_KEY set.", done)
}
