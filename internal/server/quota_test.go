package server_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/iam"
	"github.com/countersign-dev/countersign/internal/server"
	"github.com/countersign-dev/countersign/sigv4"
)

// With AWS's quotas, requests beyond a rate are throttled until time has passed.
func TestQuotas(t *testing.T) {
	now := clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	key := sigv4.Credentials{AccessKeyID: "AKIDEXAMPLEEXAMPLE00", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
	srv, err := server.Start(t.Context(), server.Config{
		DataDir: t.TempDir(), Listen: "127.0.0.1:0", SQLListen: "127.0.0.1:0", Account: iam.DefaultAccount, Quotas: true,
		RootKey: config.RootKey{AccessKeyID: key.AccessKeyID, SecretAccessKey: key.SecretAccessKey}, Clock: now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := srv.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	list := func() (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.Endpoint()+"/", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-amz-json-1.1")
		req.Header.Set("X-Amz-Target", "RedshiftData.ListStatements")
		signer := sigv4.Signer{Credentials: key, Region: "us-east-1", Service: "redshift-data", Now: now.Now}
		if err := signer.SignHTTP(req, sigv4.HashPayload([]byte("{}"))); err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(body)
	}
	for range 2 {
		for range 3 {
			if status, body := list(); status != http.StatusOK {
				t.Fatal(status, body)
			}
		}
		if status, body := list(); status != http.StatusBadRequest || !strings.Contains(body, "ThrottlingException") || !strings.Contains(body, "Rate exceeded") {
			t.Error(status, body)
		}
		now.Advance(time.Second)
	}
}
