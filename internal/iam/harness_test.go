package iam_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/iam"
	"github.com/countersign-dev/countersign/internal/store"
)

const account = "123456789012"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// A world is an account on a real store, in a folder that outlives it.
type world struct {
	*iam.Service
	clock *clock.Manual
	close func()
	root  context.Context
}

// masterKey is some master key.
func masterKey() []byte { return []byte("0123456789abcdef0123456789abcdef") }

func open(t *testing.T, dir string) *world {
	t.Helper()
	w, err := tryOpen(t, dir, masterKey())
	check(t, err)
	return w
}

func tryOpen(t *testing.T, dir string, key []byte) (*world, error) {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(dir, "state.db"))
	check(t, err)
	w := &world{clock: clock.NewManual(noon), root: as(t, caller.Principal{
		ARN: "arn:aws:iam::" + account + ":root", UserID: account, AccessKeyID: example.AccessKeyID,
	})}
	w.Service, err = iam.New(t.Context(), iam.Config{
		Account: account, Root: example, Store: db, MasterKey: key, Clock: w.clock, Log: slog.New(slog.DiscardHandler),
	})
	closed := false
	w.close = func() {
		if closed {
			return
		}
		closed = true
		if w.Service != nil {
			if err := w.Close(); err != nil {
				t.Error(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(w.close)
	return w, err
}

// as is a request of somebody's.
func as(t *testing.T, who caller.Principal) context.Context {
	return caller.With(t.Context(), caller.Scope{Partition: "aws", Account: account, Region: "eu-west-1", Principal: who})
}

// signed is a request signed with a key, if the verifier would be given it.
func (w *world) signed(t *testing.T, accessKeyID, token string) context.Context {
	t.Helper()
	holder, err := w.Lookup(t.Context(), accessKeyID, token)
	check(t, err)
	who := holder.Principal.(caller.Identity).Principal
	who.AccessKeyID = accessKeyID
	return as(t, who)
}

// user makes a user and an access key.
func (w *world) user(t *testing.T, name string) (iamapi.User, iamapi.AccessKey) {
	t.Helper()
	made, err := w.CreateUser(w.root, &iamapi.CreateUserRequest{UserName: &name})
	check(t, err)
	return *made.User, w.key(t, name)
}

func (w *world) key(t *testing.T, name string) iamapi.AccessKey {
	t.Helper()
	key, err := w.CreateAccessKey(w.root, &iamapi.CreateAccessKeyRequest{UserName: &name})
	check(t, err)
	return *key.AccessKey
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused holds an error to a kind and a part of its message.
func refused(t *testing.T, what string, err error, kind *fault.Kind, says string) {
	t.Helper()
	if !errors.Is(err, kind) || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: got %v, want %s with %q", what, err, kind.Code, says)
	}
}
