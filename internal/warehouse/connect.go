package warehouse

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
)

// Connect opens a session on a cluster's SQL wire for callers inside the server,
// as a database user who has been identified already. It is the same session
// that a driver gets over TCP, only without a password; and it may name its
// statements, as pgwire.Trusted tells. A session that is refused is a
// *pgconn.PgError.
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
	config.RuntimeParams = map[string]string{
		"application_name":   "Amazon Redshift Data API",
		"extra_float_digits": "2", // all digits: what is read is what was written
	}
	config.Fallbacks = nil
	config.LookupFunc = func(context.Context, string) ([]string, error) { return []string{"countersign"}, nil }
	config.DialFunc = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return c.join(ctx, pgwire.Trusted{User: user, Marks: true})
	}
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return nil, refusal(err)
	}
	return conn, nil
}

// refusal is an error of connecting as the wire would have told it.
func refusal(err error) error {
	var told *pgconn.PgError
	if errors.As(err, &told) {
		return told
	}
	var refused *engine.Error
	if errors.As(err, &refused) {
		return &pgconn.PgError{Severity: "FATAL", Code: refused.State, Message: refused.Message, Detail: refused.Detail}
	}
	return fmt.Errorf("SQL session: %w", err)
}
