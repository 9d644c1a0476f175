package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/server"
	"github.com/countersign-dev/countersign/sigv4"
)

// bench starts a server and returns what sends it one signed request.
func bench(b *testing.B) (s *server.Server, send func(service, target, contentType string, body []byte) *http.Response) {
	b.Helper()
	key := config.RootKey{AccessKeyID: "AKIACOUNTERSIGNBENCH", SecretAccessKey: "countersign/benchmarks/no+secret/at/all0"}
	s, err := server.Start(b.Context(), server.Config{
		DataDir: b.TempDir(), Listen: "127.0.0.1:0", SQLListen: "127.0.0.1:0", Account: "123456789012",
		RootKey: key, Clock: clock.System{}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close(context.Background()) })
	keys := sigv4.NewKeyCache(4)
	return s, func(service, target, contentType string, body []byte) *http.Response {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, s.Endpoint()+"/", bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Content-Type", contentType)
		if target != "" {
			req.Header.Set("X-Amz-Target", target)
		}
		signer := sigv4.Signer{Region: "us-east-1", Service: service, Keys: keys,
			Credentials: sigv4.Credentials{AccessKeyID: key.AccessKeyID, SecretAccessKey: key.SecretAccessKey}}
		if err := signer.SignHTTP(req, sigv4.HashPayload(body)); err != nil {
			b.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil || res.StatusCode != http.StatusOK {
			b.Fatal(res, err)
		}
		return res
	}
}

// BenchmarkExecuteStatement is the whole way of "select 1" to FINISHED, client included.
func BenchmarkExecuteStatement(b *testing.B) {
	s, send := bench(b)
	if _, err := s.MakeCluster(b.Context(), server.Demo()); err != nil {
		b.Fatal(err)
	}
	body := []byte(`{"ClusterIdentifier":"demo","Database":"dev","DbUser":"demo","Sql":"select 1","WaitTimeSeconds":10}`)
	for b.Loop() {
		res := send("redshift-data", "RedshiftData.ExecuteStatement", "application/x-amz-json-1.1", body)
		var out struct{ Status string }
		if err := json.NewDecoder(res.Body).Decode(&out); err != nil || out.Status != "FINISHED" {
			b.Fatalf("%+v, %v", out, err)
		}
		res.Body.Close()
	}
}

// BenchmarkDescribeClusters lists ten clusters, client included.
func BenchmarkDescribeClusters(b *testing.B) {
	s, send := bench(b)
	for i := range 10 {
		c := server.Demo()
		c.Identifier = fmt.Sprintf("demo-%d", i)
		if _, err := s.MakeCluster(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
	body := []byte("Action=DescribeClusters&Version=2012-12-01")
	for b.Loop() {
		res := send("redshift", "", "application/x-www-form-urlencoded", body)
		n, err := io.Copy(io.Discard, res.Body)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(n)
		res.Body.Close()
	}
}
