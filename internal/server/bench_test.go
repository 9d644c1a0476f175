package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/server"
	"github.com/countersign-dev/countersign/sigv4"
)

// BenchmarkExecuteStatement is the whole way of "select 1" to FINISHED, client included.
func BenchmarkExecuteStatement(b *testing.B) {
	key := config.RootKey{AccessKeyID: "AKIACOUNTERSIGNBENCH", SecretAccessKey: "countersign/benchmarks/no+secret/at/all0"}
	s, err := server.Start(b.Context(), server.Config{
		DataDir: b.TempDir(), Listen: "127.0.0.1:0", SQLListen: "127.0.0.1:0", Account: "123456789012",
		RootKey: key, Clock: clock.System{}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close(b.Context()) })
	if _, err := s.MakeCluster(b.Context(), server.Demo()); err != nil {
		b.Fatal(err)
	}
	body := []byte(`{"ClusterIdentifier":"demo","Database":"dev","DbUser":"demo","Sql":"select 1","WaitTimeSeconds":10}`)
	signer := sigv4.Signer{Region: "us-east-1", Service: "redshift-data", Keys: sigv4.NewKeyCache(2),
		Credentials: sigv4.Credentials{AccessKeyID: key.AccessKeyID, SecretAccessKey: key.SecretAccessKey}}
	for b.Loop() {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, s.Endpoint()+"/", bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-amz-json-1.1")
		req.Header.Set("X-Amz-Target", "RedshiftData.ExecuteStatement")
		if _, err := signer.SignHTTP(req, sigv4.HashPayload(body)); err != nil {
			b.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		var out struct{ Status string }
		if err := json.NewDecoder(res.Body).Decode(&out); err != nil || out.Status != "FINISHED" {
			b.Fatalf("%+v, %v", out, err)
		}
		res.Body.Close()
	}
}
