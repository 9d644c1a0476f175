package secrets_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/lifecycle"
	"github.com/countersign-dev/countersign/internal/secrets"
	"github.com/countersign-dev/countersign/internal/store"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const masterKey = "0123456789abcdef0123456789abcdef"

// A world is a service on a real store, in a folder that outlives it.
type world struct {
	*secrets.Service
	clock *clock.Manual
	ctx   context.Context
	close func()
	calls int
}

func open(t testing.TB, dir string) *world { return openAt(t, dir, noon, masterKey) }

func openAt(t testing.TB, dir string, now time.Time, key string) *world {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(dir, "state.db"))
	check(t, err)
	w := &world{clock: clock.NewManual(now), ctx: in(t.Context(), "eu-west-1")}
	scheduler := lifecycle.NewScheduler(w.clock, slog.New(slog.DiscardHandler))
	closed := false
	w.close = func() {
		if !closed {
			closed = true
			scheduler.Close()
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(w.close)
	w.Service, err = secrets.New(t.Context(), secrets.Config{Store: db, MasterKey: []byte(key), Scheduler: scheduler, Clock: w.clock})
	check(t, err)
	return w
}

// in is a request to a Region.
func in(ctx context.Context, region string) context.Context {
	return caller.With(ctx, caller.Scope{Partition: "aws", Account: "123456789012", Region: region,
		Principal: caller.Principal{ARN: "arn:aws:iam::123456789012:user/ann"}})
}

// token is another client request token each time.
func (w *world) token() *string {
	w.calls++
	return new(fmt.Sprintf("%032d", w.calls))
}

func (w *world) create(t testing.TB, name, text string) *secretsapi.CreateSecretResponse {
	t.Helper()
	made, err := w.CreateSecret(w.ctx, &secretsapi.CreateSecretRequest{Name: &name, SecretString: &text, ClientRequestToken: w.token()})
	check(t, err)
	return made
}

func (w *world) put(t *testing.T, id, text string, stages ...string) *secretsapi.PutSecretValueResponse {
	t.Helper()
	put, err := w.PutSecretValue(w.ctx, &secretsapi.PutSecretValueRequest{SecretId: &id, SecretString: &text, VersionStages: stages, ClientRequestToken: w.token()})
	check(t, err)
	return put
}

// text is a secret's value at a stage, or the error.
func (w *world) text(id, stage string) string {
	in := &secretsapi.GetSecretValueRequest{SecretId: &id}
	if stage != "" {
		in.VersionStage = &stage
	}
	out, err := w.GetSecretValue(w.ctx, in)
	if err != nil {
		return err.Error()
	}
	return *out.SecretString
}

func check(t testing.TB, err error) {
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
