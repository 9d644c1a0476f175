package secrets

import (
	"context"
	"time"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/store"
)

// Secrets: CreateSecret, DescribeSecret, DeleteSecret; ListSecrets stands in list.go,
// the values of a secret in version.go.
//
// A secret is there, or waits for its deletion, when only DescribeSecret, ListSecrets
// and DeleteSecret know it. Left out: tags, rotation, replicas, resource policies.

// secretVersion is the version of the record below.
const secretVersion = 1

// A secret is the record of one secret, kept under its name.
type secret struct {
	ARN         string // ends in six random characters, so that a new secret of an old name is another
	Name        string
	Description string
	KmsKeyID    string
	Token       string // client request token that made it
	Created     time.Time
	Changed     time.Time
	Accessed    time.Time // day on which a value was last told; zero for never
	Deletes     time.Time // when it is removed; zero where it stays
	Versions    []version // the oldest first
}

// Bounds of the recovery window, in days; the most is the default.
const (
	minRecovery = 7
	maxRecovery = 30
)

// deleted tells whether a secret waits for its deletion.
func (sec secret) deleted() bool { return !sec.Deletes.IsZero() }

// CreateSecret makes a secret, with a first version where a value is given.
//
// The same client request token with the same name and value answers as the first
// time. KmsKeyId is kept and told; the master key seals.
// Left out: Tags, replicas, managed external secrets, which are refused.
func (s *Service) CreateSecret(ctx context.Context, in *secretsapi.CreateSecretRequest) (*secretsapi.CreateSecretResponse, error) {
	if err := checkCreateSecret(in); err != nil {
		return nil, err
	}
	scope, now := caller.From(ctx), s.now()
	sec := secret{
		ARN: scope.ARN("secretsmanager", "secret:"+*in.Name+"-"+suffix()), Name: *in.Name, Description: deref(in.Description),
		KmsKeyID: deref(in.KmsKeyId), Token: *in.ClientRequestToken, Created: now, Changed: now,
	}
	if v := valueOf(in.SecretString, in.SecretBinary); v != nil {
		sec = s.withVersion(sec, *in.ClientRequestToken, *v, nil)
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	key := secretKey(scope, sec.Name)
	if there, found := s.secrets.Get(key); found {
		if !s.due(there) {
			return s.again(there, in)
		}
		if err := s.secrets.Delete(ctx, key); err != nil {
			return nil, err
		}
	}
	if err := s.secrets.Insert(ctx, key, sec); err != nil {
		return nil, err
	}
	return created(sec), nil
}

// again answers a request to make a secret that is there.
func (s *Service) again(there secret, in *secretsapi.CreateSecretRequest) (*secretsapi.CreateSecretResponse, error) {
	if there.deleted() {
		return nil, secretsapi.InvalidRequestException.With("You can't create this secret because a secret with this name is already scheduled for deletion.")
	}
	if there.Token == *in.ClientRequestToken {
		first, found := there.version(there.Token)
		same, err := s.same(there, first, valueOf(in.SecretString, in.SecretBinary))
		if err != nil {
			return nil, err
		}
		if same && found || !found && valueOf(in.SecretString, in.SecretBinary) == nil {
			return created(there), nil
		}
	}
	return nil, secretsapi.ResourceExistsException.With("The operation failed because the secret %s already exists.", there.Name)
}

// DescribeSecret tells what is known of a secret, except its value.
// Left out: tags, rotation, replicas, of which no secret has any.
func (s *Service) DescribeSecret(ctx context.Context, in *secretsapi.DescribeSecretRequest) (*secretsapi.DescribeSecretResponse, error) {
	_, sec, err := s.find(ctx, *in.SecretId)
	if err != nil {
		return nil, err
	}
	return described(sec), nil
}

// DeleteSecret has a secret deleted when the recovery window is over, 30 days unless
// RecoveryWindowInDays says, or at once with ForceDeleteWithoutRecovery.
//
// With force, a secret that does not exist is no fault, so that a call can be repeated.
func (s *Service) DeleteSecret(ctx context.Context, in *secretsapi.DeleteSecretRequest) (*secretsapi.DeleteSecretResponse, error) {
	days, err := recoveryWindow(in)
	if err != nil {
		return nil, err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	key, sec, err := s.find(ctx, *in.SecretId)
	force := deref(in.ForceDeleteWithoutRecovery)
	switch {
	case err != nil && force:
		return s.absentDeleted(ctx, *in.SecretId), nil
	case err != nil:
		return nil, err
	case force:
		return deletion(sec, s.now()), s.secrets.Delete(ctx, key)
	case sec.deleted():
		return nil, secretsapi.InvalidRequestException.With("You can't perform this operation on the secret because it was already scheduled for deletion.")
	}
	sec, err = s.secrets.Update(ctx, key, func(sec secret) (secret, error) {
		sec.Changed = s.now()
		sec.Deletes = sec.Changed.AddDate(0, 0, days)
		return sec, nil
	})
	if err != nil {
		return nil, err
	}
	s.removeWhenDue(key, sec)
	return deletion(sec, sec.Deletes), nil
}

// recoveryWindow is how many days a deleted secret waits.
func recoveryWindow(in *secretsapi.DeleteSecretRequest) (int, error) {
	days := in.RecoveryWindowInDays
	switch {
	case days == nil:
		return maxRecovery, nil
	case deref(in.ForceDeleteWithoutRecovery):
		return 0, secretsapi.InvalidParameterException.With("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.")
	case *days < minRecovery || *days > maxRecovery:
		return 0, secretsapi.InvalidParameterException.With("RecoveryWindowInDays value must be between %d and %d days (inclusive).", minRecovery, maxRecovery)
	}
	return int(*days), nil
}

// removeWhenDue removes a secret that waits for its deletion when its window is over.
func (s *Service) removeWhenDue(key store.Key, sec secret) {
	s.Scheduler.After(sec.Deletes.Sub(s.Clock.Now()), "delete secret "+sec.ARN, func(ctx context.Context) error {
		s.changing.Lock()
		defer s.changing.Unlock()
		if now, found := s.secrets.Get(key); !found || now.ARN != sec.ARN || !s.due(now) {
			return nil
		}
		return s.secrets.Delete(ctx, key)
	})
}

// due tells whether a deleted secret's window is over: nobody sees it any more.
func (s *Service) due(sec secret) bool { return sec.deleted() && !s.Clock.Now().Before(sec.Deletes) }

// now is the time as records keep it.
func (s *Service) now() time.Time { return s.Clock.Now().UTC().Truncate(time.Millisecond) }
