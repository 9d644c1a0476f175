package pgwire_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/databases"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/users"
)

const (
	user     = "admin"
	password = "Sésame-1"
	database = "dev"
)

// A fixture is a server on loopback over a real engine.
type fixture struct {
	server  *pgwire.Server
	cluster *duckdb.Cluster
	addr    *net.TCPAddr
	notices []string // what trusted sessions were told beside
}

// start serves a fresh cluster; change may alter the configuration.
func start(t testing.TB, change func(*pgwire.Config)) *fixture {
	t.Helper()
	folder := t.TempDir()
	cluster, err := duckdb.Open(t.Context(), duckdb.Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	keeper, err := databases.Open(t.Context(), cluster, folder, database, filepath.Join(folder, "1.db"))
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := pgwire.NewPasswordVerifier(user, password)
	if err != nil {
		t.Fatal(err)
	}
	cfg := pgwire.Config{
		Keeper: &users.Memory{},
		Users: func(_ context.Context, name string) (pgwire.PasswordVerifier, bool, error) {
			return verifier, name == user, nil
		},
		Databases: keeper,
		Open: func(ctx context.Context, db, name string) (engine.Conn, error) {
			return cluster.Connect(ctx, engine.Session{Database: db, User: name})
		},
	}
	if change != nil {
		change(&cfg)
	}
	server, err := pgwire.NewServer(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		if err := <-served; !errors.Is(err, pgwire.ErrServerClosed) {
			t.Errorf("Serve returned %v", err)
		}
		if err := cluster.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &fixture{server: server, cluster: cluster, addr: l.Addr().(*net.TCPAddr)}
}

func (f *fixture) dsn(options string) string {
	return fmt.Sprintf("postgres://%s:%s@%s/%s?%s", user, "S%C3%A9same-1", f.addr, database, options)
}

// connect opens a session as the user.
func (f *fixture) connect(t testing.TB, options string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), f.dsn(options))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// state is an error's SQLSTATE.
func state(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return fmt.Sprint(err)
}

// position is where an error stands in the text; 0 for nowhere.
func position(err error) int32 {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Position
	}
	return 0
}

// said is what an error says.
func said(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}
