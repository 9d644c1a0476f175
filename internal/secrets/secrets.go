// Package secrets is AWS Secrets Manager, as far as the Data API's callers need it:
// secrets with versions, sealed at rest.
//
// What is not built stands in unimplemented.go by name. A value leaves the service
// in the answer of GetSecretValue and nowhere else: no log and no error holds one.
package secrets

import (
	"context"
	"sync"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/lifecycle"
	"github.com/countersign-dev/countersign/internal/seal"
	"github.com/countersign-dev/countersign/internal/store"
)

// A Service answers Secrets Manager's operations. It is safe for concurrent use.
type Service struct {
	Config
	values *seal.Box

	// changing is held over a change of whether a secret exists, so that a name
	// which has become free is taken once.
	changing sync.Mutex
	secrets  *store.Table[secret]
}

var _ secretsapi.Service = (*Service)(nil)

// Config is what a Service is made of. All fields are required.
type Config struct {
	Store     *store.DB
	MasterKey []byte // 32 bytes; the key that seals is derived from it
	Scheduler *lifecycle.Scheduler
	Clock     clock.Clock
}

// New loads the secrets. Those whose recovery window is over are removed.
func New(ctx context.Context, config Config) (*Service, error) {
	s := &Service{Config: config}
	var err error
	if s.values, err = seal.NewBox(config.MasterKey, "secret values"); err != nil {
		return nil, err
	}
	if s.secrets, err = store.OpenTable[secret](ctx, s.Store, "secret", secretVersion); err != nil {
		return nil, err
	}
	s.secrets.All(func(key store.Key, sec secret) {
		if sec.deleted() {
			s.removeWhenDue(key, sec)
		}
	})
	return s, nil
}

func secretKey(scope caller.Scope, name string) store.Key {
	return store.Key{Account: scope.Account, Region: scope.Region, Name: name}
}

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
