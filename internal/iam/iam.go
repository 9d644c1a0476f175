// Package iam knows who may ask: the account, its users and roles, their access
// keys, and what the holders may do. It answers the IAM API, finds the keys that
// the verifier asks for, and issues the temporary keys that STS hands out.
//
// One file holds one kind of resource: user.go, accesskey.go, role.go. Policies
// are not built: whoever can sign may do everything (see Authorize).
package iam

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/seal"
	"github.com/countersign-dev/countersign/internal/store"
)

// A Service knows the account's keys and answers the IAM API. It is safe for
// concurrent use.
type Service struct {
	Config
	secrets  *seal.Box // seals the secrets of access keys
	sessions *seal.Box // seals session tokens

	// changing is held over a change that looks at records of more than one kind,
	// so that no key is made for a user who is being deleted.
	changing sync.Mutex
	accounts *store.Table[account]
	users    *store.Table[user]
	keys     *store.Table[accessKey]
	roles    *store.Table[role]
	usage    *usage
}

var _ iamapi.Service = (*Service)(nil)

// Config is what a Service is made of. All fields are required.
type Config struct {
	Account   string
	Root      config.RootKey
	Store     *store.DB
	MasterKey []byte // 32 bytes; the keys that seal are derived from it
	Clock     clock.Clock
	Log       *slog.Logger
}

// New loads the account's records. Keys that another master key has sealed are a
// *config.Trouble: nobody could sign with them.
func New(ctx context.Context, config Config) (*Service, error) {
	s := &Service{Config: config}
	var err error
	if s.secrets, err = seal.NewBox(config.MasterKey, "access key secrets"); err != nil {
		return nil, err
	}
	if s.sessions, err = seal.NewBox(config.MasterKey, "session tokens"); err != nil {
		return nil, err
	}
	if err := s.load(ctx); err != nil {
		return nil, err
	}
	if err := s.checkSeals(); err != nil {
		return nil, err
	}
	return s, s.noteRoot(ctx)
}

func (s *Service) load(ctx context.Context) error {
	var err error
	if s.accounts, err = store.OpenTable[account](ctx, s.Store, "account", accountVersion); err != nil {
		return err
	}
	if s.users, err = store.OpenTable[user](ctx, s.Store, "iam-user", userVersion); err != nil {
		return err
	}
	if s.keys, err = store.OpenTable[accessKey](ctx, s.Store, "iam-access-key", accessKeyVersion); err != nil {
		return err
	}
	if s.roles, err = store.OpenTable[role](ctx, s.Store, "iam-role", roleVersion); err != nil {
		return err
	}
	s.usage, err = newUsage(ctx, s)
	return err
}

// Close writes back when keys were last used. The store is still open.
func (s *Service) Close() error { return s.usage.close() }

// Authorize says whether the caller may do an action, such as
// "redshift:CreateCluster", and notes that its key has been used.
//
// It is the one place that decides. Until policies are built, root, users and
// roles may do everything; AWS's limits on what temporary keys may ask of IAM
// and STS hold.
func (s *Service) Authorize(ctx context.Context, action string) error {
	scope := caller.From(ctx)
	service, operation, _ := strings.Cut(action, ":")
	s.usage.note(scope, service)
	if !temporary(scope.Principal) {
		return nil
	}
	switch assumed := isAssumedRole(scope.Principal); {
	case service == "iam" && !assumed:
		// AWS's answer to a session token that was issued without MFA.
		return invalidToken.With("The security token included in the request is invalid")
	case action == "sts:GetSessionToken" && assumed, service == "sts" && !assumed && operation != "AssumeRole" && operation != "GetCallerIdentity":
		return fault.AccessDenied.With("Cannot call %s with session credentials", operation)
	}
	return nil
}

// invalidToken is the verifier's answer to a token that cannot be used.
var invalidToken = &fault.Kind{Code: "InvalidClientTokenId", Status: 403, JSONCode: "UnrecognizedClientException", JSONStatus: 400}

// key names a record. IAM has no Regions, and its names are one name in capitals
// and small letters.
func (s *Service) key(name string) store.Key {
	return store.Key{Account: s.Account, Name: strings.ToLower(name)}
}

// arn is the name of a resource of the account; resource is its last part.
func (s *Service) arn(resource string) string { return "arn:aws:iam::" + s.Account + ":" + resource }

// notBuilt refuses what AWS can do and Countersign cannot.
func notBuilt(what string) error {
	return fault.UnsupportedOperation.With("Countersign does not support %s.", what)
}

// deref is what an optional member holds, or its zero value.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// or is what an optional member holds, or else the default.
func or[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

// sealTrouble is what a start with another master key ends with.
func sealTrouble(id string) error {
	return &config.Trouble{Err: fmt.Errorf("access key %s was sealed with another master key", id),
		Hint: "start with the COUNTERSIGN_MASTER_KEY, or the master.key file of the data folder, that was in use when it was made"}
}
