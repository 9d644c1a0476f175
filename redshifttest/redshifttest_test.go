package redshifttest_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/countersign-dev/countersign/redshifttest"
	"github.com/countersign-dev/countersign/sigv4"
)

func TestServer(t *testing.T) {
	srv := redshifttest.New(t)
	body := "Action=DescribeClusters&Version=2012-12-01"
	signer := sigv4.Signer{Region: srv.Region, Service: "redshift",
		Credentials: sigv4.Credentials{AccessKeyID: srv.AccessKeyID, SecretAccessKey: srv.SecretAccessKey}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.Endpoint+"/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if err := signer.SignHTTP(req, sigv4.HashPayload([]byte(body))); err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(answer), "<ClusterIdentifier>test</ClusterIdentifier>") {
		t.Errorf("%d %v\n%s", res.StatusCode, err, answer)
	}
	conn, err := pgx.Connect(t.Context(), srv.DSN)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var sum int
	if err := conn.QueryRow(t.Context(), "select 40 + $1", 2).Scan(&sum); err != nil || sum != 42 {
		t.Errorf("got %d, %v", sum, err)
	}
}

// Servers do not see each other.
func TestServersAreApart(t *testing.T) {
	a, b := redshifttest.New(t), redshifttest.New(t)
	if a.Endpoint == b.Endpoint || a.SQLAddress == b.SQLAddress {
		t.Errorf("%s %s, %s %s", a.Endpoint, a.SQLAddress, b.Endpoint, b.SQLAddress)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		redshifttest.New(b)
	}
}
