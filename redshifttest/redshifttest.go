// Package redshifttest runs a whole Countersign inside a Go test, in the spirit
// of net/http/httptest: AWS's Redshift APIs behind real request signing, and a
// cluster with a database that drivers can connect to.
//
//	srv := redshifttest.New(t)
//	cfg := aws.Config{Region: srv.Region, BaseEndpoint: &srv.Endpoint,
//		Credentials: credentials.NewStaticCredentialsProvider(srv.AccessKeyID, srv.SecretAccessKey, "")}
//	conn, err := pgx.Connect(ctx, srv.DSN)
//
// The server listens on loopback addresses, keeps everything in a temporary
// folder, and is gone when the test ends. Its engine runs inside the test's
// process, so a statement that exhausts memory takes the test with it.
package redshifttest

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/iam"
	"github.com/countersign-dev/countersign/internal/server"
)

// A Server is a running Countersign with one cluster.
type Server struct {
	Endpoint        string // URL of the AWS APIs
	Region          string
	Account         string
	AccessKeyID     string // of the account's root
	SecretAccessKey string

	ClusterIdentifier string
	Database          string
	DbUser            string
	DbPassword        string
	SQLAddress        string // host and port of the cluster's database
	DSN               string // the same as a connection string for PostgreSQL drivers
}

// The root key of every test server. It is no secret: the server listens on
// loopback and lives as long as a test.
const (
	accessKeyID     = "AKIACOUNTERSIGNTESTS"
	secretAccessKey = "countersign/tests/only/no+secret/at/all0"
)

// goodbye is how long sessions are given to end with the test.
const goodbye = 5 * time.Second

// New starts a server with a cluster that is available, and ends both when the
// test ends. It fails the test if it cannot. The server's log is the test's: it
// is shown where the test fails.
func New(t testing.TB) *Server {
	t.Helper()
	running, err := server.Start(t.Context(), server.Config{
		DataDir: t.TempDir(), Listen: "127.0.0.1:0", SQLListen: "127.0.0.1:0", Account: iam.DefaultAccount,
		RootKey: config.RootKey{AccessKeyID: accessKeyID, SecretAccessKey: secretAccessKey},
		Clock:   clock.System{},
		Log:     slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatalf("redshifttest: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), goodbye)
		defer cancel()
		if err := running.Close(ctx); err != nil {
			t.Errorf("redshifttest: %v", err)
		}
	})
	cluster := server.Cluster{Identifier: "test", Database: "dev", User: "admin", Password: "Countersign1"}
	port, err := running.MakeCluster(t.Context(), cluster)
	if err != nil {
		t.Fatalf("redshifttest: %v", err)
	}
	return describe(running, cluster, port)
}

func describe(running *server.Server, c server.Cluster, port int) *Server {
	address := fmt.Sprintf("127.0.0.1:%d", port)
	dsn := url.URL{Scheme: "postgres", User: url.UserPassword(c.User, c.Password), Host: address, Path: "/" + c.Database, RawQuery: "sslmode=disable"}
	return &Server{
		Endpoint: running.Endpoint(), Region: server.DefaultRegion, Account: iam.DefaultAccount,
		AccessKeyID: accessKeyID, SecretAccessKey: secretAccessKey,
		ClusterIdentifier: c.Identifier, Database: c.Database, DbUser: c.User, DbPassword: c.Password,
		SQLAddress: address, DSN: dsn.String(),
	}
}
