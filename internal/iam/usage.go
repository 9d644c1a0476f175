package iam

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/store"
)

// usageVersion is the version of the record below.
const usageVersion = 1

// usageLag is how long a use is kept in memory before it is written: one write
// a minute for each key in use, whatever its rate of requests.
const usageLag = time.Minute

// A use is the record of when an access key or a role was last used.
type use struct {
	At      time.Time // whole seconds
	Service string
	Region  string
}

// usage knows when access keys and roles were last used. Keys stand under their
// id, roles under their unique id.
type usage struct {
	account string
	clock   clock.Clock
	failed  func(error)
	table   *store.Table[use]

	writing sync.Mutex // held while uses are written or forgotten
	mu      sync.RWMutex
	fresh   map[string]use // not yet written
	timer   clock.Timer    // due when they are to be written; nil when there are none
	closed  bool
}

func newUsage(ctx context.Context, s *Service) (*usage, error) {
	table, err := store.OpenTable[use](ctx, s.Store, "iam-usage", usageVersion)
	return &usage{
		account: s.Account, clock: s.Clock, table: table, fresh: map[string]use{},
		failed: func(err error) { s.Log.Error("write when access keys were last used", "error", err) },
	}, err
}

// note remembers that the caller has used a service.
func (u *usage) note(scope caller.Scope, service string) {
	name := scope.Principal.AccessKeyID
	if temporary(scope.Principal) {
		name, _, _ = strings.Cut(scope.Principal.UserID, ":")
		if !isAssumedRole(scope.Principal) {
			return
		}
	}
	now := use{At: u.clock.Now().UTC().Truncate(time.Second), Service: service, Region: scope.Region}
	u.mu.RLock()
	known := u.fresh[name] == now
	u.mu.RUnlock()
	if known {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed {
		return
	}
	u.fresh[name] = now
	if u.timer == nil {
		u.timer = u.clock.AfterFunc(usageLag, func() {
			if err := u.write(); err != nil {
				u.failed(err)
			}
		})
	}
}

// last tells the last use of a key or role.
func (u *usage) last(name string) (use, bool) {
	u.mu.RLock()
	defer u.mu.RUnlock()
	if fresh, found := u.fresh[name]; found {
		return fresh, true
	}
	return u.table.Get(u.key(name))
}

// write makes durable what is only in memory. A use stays visible throughout.
func (u *usage) write() error {
	u.writing.Lock()
	defer u.writing.Unlock()
	u.mu.Lock()
	u.timer = nil
	pending := make(map[string]use, len(u.fresh))
	for name, used := range u.fresh {
		pending[name] = used
	}
	u.mu.Unlock()
	var failed []error
	for name, used := range pending {
		if err := u.put(name, used); err != nil {
			failed = append(failed, err)
			continue
		}
		u.mu.Lock()
		if u.fresh[name] == used {
			delete(u.fresh, name)
		}
		u.mu.Unlock()
	}
	return errors.Join(failed...)
}

func (u *usage) put(name string, used use) error {
	_, err := u.table.Update(context.Background(), u.key(name), func(use) (use, error) { return used, nil })
	if errors.Is(err, store.ErrNotFound) {
		err = u.table.Insert(context.Background(), u.key(name), used)
	}
	return err
}

// forget drops what is known of a key or role that is deleted.
func (u *usage) forget(ctx context.Context, name string) error {
	u.writing.Lock()
	defer u.writing.Unlock()
	u.mu.Lock()
	delete(u.fresh, name)
	u.mu.Unlock()
	return u.table.Delete(ctx, u.key(name))
}

// close writes what is left, and notes no more.
func (u *usage) close() error {
	u.mu.Lock()
	u.closed = true
	if u.timer != nil {
		u.timer.Stop()
	}
	u.mu.Unlock()
	return u.write()
}

func (u *usage) key(name string) store.Key { return store.Key{Account: u.account, Name: name} }
