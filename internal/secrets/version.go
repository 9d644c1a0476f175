package secrets

import (
	"context"
	"crypto/subtle"
	"errors"
	"slices"
	"time"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/seal"
	"github.com/countersign-dev/countersign/internal/store"
)

// Versions: PutSecretValue, GetSecretValue.
//
// A version is one value of a secret. Staging labels point at versions, each at one:
// AWSCURRENT at the one that is told unless another is asked for, AWSPREVIOUS at the
// one before, and whatever else a caller wants. A version without labels is kept as
// long as there is room.

// Labels that move by themselves.
const (
	stageCurrent  = "AWSCURRENT"
	stagePrevious = "AWSPREVIOUS"
)

// AWS's quotas.
const (
	maxVersions = 100
	maxStages   = 20 // of all versions of a secret
)

// A version is one value of a secret.
type version struct {
	ID      string // client request token that made it
	Created time.Time
	Stages  []string
	Binary  bool
	Value   seal.Sealed // bound to the secret's ARN and ID
}

// A value is a secret's text or bytes.
type value struct {
	binary bool
	data   []byte
}

// String keeps values out of logs.
func (value) String() string { return "***" }

// GoString keeps values out of logs.
func (value) GoString() string { return "***" }

// valueOf is the value that a request holds; nil where it holds none.
func valueOf(text *string, binary []byte) *value {
	switch {
	case text != nil:
		return &value{data: []byte(*text)}
	case binary != nil:
		return &value{binary: true, data: binary}
	}
	return nil
}

// PutSecretValue adds a version to a secret. It becomes AWSCURRENT, and the one that
// was AWSPREVIOUS, unless VersionStages names other labels.
//
// The first version is always AWSCURRENT. The same client request token with the same
// value changes nothing; with another value it is a fault.
// Left out: RotationToken, which is refused.
func (s *Service) PutSecretValue(ctx context.Context, in *secretsapi.PutSecretValueRequest) (*secretsapi.PutSecretValueResponse, error) {
	if err := checkPutSecretValue(in); err != nil {
		return nil, err
	}
	token, put := *in.ClientRequestToken, valueOf(in.SecretString, in.SecretBinary)
	s.changing.Lock()
	defer s.changing.Unlock()
	key, sec, err := s.usable(ctx, *in.SecretId)
	if err != nil {
		return nil, err
	}
	if there, found := sec.version(token); found {
		same, err := s.same(sec, there, put)
		if err != nil {
			return nil, err
		}
		if !same {
			return nil, secretsapi.ResourceExistsException.With("You can't use ClientRequestToken %s because that value is already in use for a version of secret %s.", token, sec.ARN)
		}
		return putDone(sec, there), nil
	}
	sec, err = s.secrets.Update(ctx, key, func(sec secret) (secret, error) {
		sec = s.withVersion(sec, token, *put, in.VersionStages)
		return sec, checkStages(sec)
	})
	if err != nil {
		return nil, err
	}
	made, _ := sec.version(token)
	return putDone(sec, made), nil
}

// GetSecretValue tells the value of a version: AWSCURRENT's, or that of VersionId or
// VersionStage. Both together must mean the same version.
func (s *Service) GetSecretValue(ctx context.Context, in *secretsapi.GetSecretValueRequest) (*secretsapi.GetSecretValueResponse, error) {
	key, sec, err := s.usable(ctx, *in.SecretId)
	if err != nil {
		return nil, err
	}
	v, err := sec.wanted(in.VersionId, in.VersionStage)
	if err != nil {
		return nil, err
	}
	told, err := s.open(sec, v)
	if err != nil {
		return nil, err
	}
	return valueTold(sec, v, told), s.noteAccess(ctx, key, sec)
}

// noteAccess notes the day on which a value was told. AWS tells no more than the day,
// so a secret that is read often is written once a day.
func (s *Service) noteAccess(ctx context.Context, key store.Key, sec secret) error {
	today := s.now().Truncate(24 * time.Hour)
	if sec.Accessed.Equal(today) {
		return nil
	}
	_, err := s.secrets.Update(ctx, key, func(now secret) (secret, error) {
		if now.ARN == sec.ARN {
			now.Accessed = today
		}
		return now, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil // it was deleted meanwhile
	}
	return err
}

// wanted finds the version that a caller asks for.
func (sec secret) wanted(id, stage *string) (version, error) {
	if id != nil {
		v, found := sec.version(*id)
		switch {
		case !found:
			return v, secretsapi.ResourceNotFoundException.With("Secrets Manager can't find the specified secret value for VersionId: %s", *id)
		case stage != nil && !slices.Contains(v.Stages, *stage):
			return v, secretsapi.InvalidRequestException.With("You provided a VersionStage that is not associated to the provided VersionId.")
		}
		return v, nil
	}
	label := stageCurrent
	if stage != nil {
		label = *stage
	}
	at := slices.IndexFunc(sec.Versions, func(v version) bool { return slices.Contains(v.Stages, label) })
	if at < 0 {
		return version{}, secretsapi.ResourceNotFoundException.With("Secrets Manager can't find the specified secret value for staging label: %s", label)
	}
	return sec.Versions[at], nil
}

// version finds a version by its id.
func (sec secret) version(id string) (version, bool) {
	at := slices.IndexFunc(sec.Versions, func(v version) bool { return v.ID == id })
	if at < 0 {
		return version{}, false
	}
	return sec.Versions[at], true
}

// withVersion is a secret with one more version, whose labels are taken from others.
func (s *Service) withVersion(sec secret, id string, put value, stages []string) secret {
	stages = slices.Clone(stages)
	if len(stages) == 0 || len(sec.Versions) == 0 {
		stages = append(stages, stageCurrent)
	}
	slices.Sort(stages)
	stages = slices.Compact(stages)
	var list []version
	for _, v := range sec.Versions {
		was := v.Stages
		v.Stages = without(was, stages)
		if slices.Contains(stages, stageCurrent) && !slices.Contains(stages, stagePrevious) {
			v.Stages = without(v.Stages, []string{stagePrevious})
			if slices.Contains(was, stageCurrent) {
				v.Stages = append(v.Stages, stagePrevious)
			}
		}
		list = append(list, v)
	}
	if len(list) >= maxVersions {
		if oldest := slices.IndexFunc(list, func(v version) bool { return len(v.Stages) == 0 }); oldest >= 0 {
			list = slices.Delete(list, oldest, oldest+1)
		}
	}
	sec.Changed = s.now()
	list = append(list, version{ID: id, Created: sec.Changed, Stages: stages, Binary: put.binary, Value: s.values.Seal(put.data, bound(sec, id))})
	sec.Versions = list
	return sec
}

// without is a list without some of its entries, in a copy.
func without(list, some []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(one string) bool { return slices.Contains(some, one) })
}

// bound is what a version's seal holds to, so that none opens in the place of another.
func bound(sec secret, version string) string { return sec.ARN + "\x00" + version }

// open returns the value of a version.
func (s *Service) open(sec secret, v version) (value, error) {
	data, err := s.values.Open(v.Value, bound(sec, v.ID))
	if err != nil {
		return value{}, secretsapi.DecryptionFailure.With("Secrets Manager can't decrypt the protected secret text: it was sealed with another master key.")
	}
	return value{binary: v.Binary, data: data}, nil
}

// same tells whether a version's value is what somebody put.
func (s *Service) same(sec secret, v version, put *value) (bool, error) {
	if v.ID == "" || put == nil || v.Binary != put.binary {
		return false, nil
	}
	there, err := s.open(sec, v)
	return subtle.ConstantTimeCompare(there.data, put.data) == 1, err
}
