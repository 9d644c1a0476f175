package warehouse

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// Connect opens a session on a cluster's SQL wire for callers inside the server,
// as a database user who has been identified already. It is the same session
// that a driver gets over TCP, only without a password.
func (w *Warehouse) Connect(ctx context.Context, id, database, user string) (*pgconn.PgConn, error) {
	c, err := w.cluster(id)
	if err != nil {
		return nil, err
	}
	config, err := pgconn.ParseConfig("sslmode=disable")
	if err != nil {
		return nil, fmt.Errorf("SQL session: %w", err)
	}
	config.Host, config.Port = "countersign", 1 // never looked up: see DialFunc
	config.Database, config.User, config.Password = database, user, ""
	config.RuntimeParams = map[string]string{"application_name": "Amazon Redshift Data API"}
	config.Fallbacks = nil
	config.LookupFunc = func(context.Context, string) ([]string, error) { return []string{"countersign"}, nil }
	config.DialFunc = func(context.Context, string, string) (net.Conn, error) { return c.dial(user) }
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		var refused *pgconn.PgError
		if errors.As(err, &refused) {
			return nil, refused
		}
		return nil, fmt.Errorf("SQL session: %w", err)
	}
	return conn, nil
}

// dial connects a socket pair and has the wire serve its other end.
func (c *cluster) dial(user string) (net.Conn, error) {
	near, far, err := socketPair()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, errors.Join(errNoCluster, near.Close(), far.Close())
	}
	c.serving.Go(func() {
		_ = c.wire.ServeConn(context.Background(), far, pgwire.Trusted{User: user}) // ends with the session
	})
	return near, nil
}

// socketPair is two ends of a local connection.
func socketPair() (near, far net.Conn, err error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("socket pair: %w", err)
	}
	if near, err = fileConn(fds[0]); err != nil {
		return nil, nil, errors.Join(err, syscall.Close(fds[1]))
	}
	if far, err = fileConn(fds[1]); err != nil {
		return nil, nil, errors.Join(err, near.Close())
	}
	return near, far, nil
}

func fileConn(fd int) (net.Conn, error) {
	file := os.NewFile(uintptr(fd), "SQL session")
	defer file.Close() // FileConn has a descriptor of its own
	conn, err := net.FileConn(file)
	if err != nil {
		return nil, fmt.Errorf("socket pair: %w", err)
	}
	return conn, nil
}
