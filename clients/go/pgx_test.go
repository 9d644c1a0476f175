package clients

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/redshifttest"
)

func connectPGX(t *testing.T, change ...func(*pgx.ConnConfig)) *pgx.Conn {
	t.Helper()
	config, err := pgx.ParseConfig(redshifttest.New(t).DSN)
	check(t, err)
	for _, c := range change {
		c(config)
	}
	conn, err := pgx.ConnectConfig(t.Context(), config)
	check(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// TestPGXModes reads one row of several types in each way that pgx has of asking.
func TestPGXModes(t *testing.T) {
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec} {
		t.Run(mode.String(), func(t *testing.T) {
			conn := connectPGX(t, func(c *pgx.ConnConfig) { c.DefaultQueryExecMode = mode })
			for range 3 {
				var (
					small   int16
					whole   int32
					big     int64
					double  float64
					decided bool
					text    string
					day     time.Time
					moment  time.Time
					nothing *int32
				)
				row := conn.QueryRow(t.Context(), `select 7::smallint, $1::integer, 9223372036854775807::bigint, 0.1::double precision, true, $2::varchar(20),
					date '2026-07-29', timestamp '2026-07-29 01:02:03.000456', null::integer`, int32(42), "é日本's")
				check(t, row.Scan(&small, &whole, &big, &double, &decided, &text, &day, &moment, &nothing))
				got := []any{small, whole, big, double, decided, text, day.UTC(), moment.UTC(), nothing}
				want := []any{int16(7), int32(42), int64(9223372036854775807), 0.1, true, "é日本's",
					time.Date(2026, 7, 29, 0, 0, 0, 0, time.UTC), time.Date(2026, 7, 29, 1, 2, 3, 456000, time.UTC), (*int32)(nil)}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// TestPGXWork has transactions, a batch and rows as structures.
func TestPGXWork(t *testing.T) {
	conn := connectPGX(t)
	ctx := t.Context()
	_, err := conn.Exec(ctx, "create table t (a integer, b varchar(20))")
	check(t, err)
	failed := errors.New("failed on purpose")
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "insert into t values ($1, $2)", 1, "gone"); err != nil {
			return err
		}
		return failed
	})
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	batch := new(pgx.Batch)
	for i := range 50 {
		batch.Queue("insert into t values ($1, $2)", i, "row")
	}
	batch.Queue("select count(*) from t").QueryRow(func(row pgx.Row) error {
		var n int64
		if err := row.Scan(&n); err != nil || n != 50 {
			t.Errorf("%d rows, %v", n, err)
		}
		return nil
	})
	check(t, conn.SendBatch(ctx, batch).Close())
	type pair struct {
		A int32
		B string
	}
	rows, err := conn.Query(ctx, "select a, b from t where a < @most order by a", pgx.NamedArgs{"most": 2})
	check(t, err)
	got, err := pgx.CollectRows(rows, pgx.RowToStructByName[pair])
	check(t, err)
	if diff := cmp.Diff([]pair{{0, "row"}, {1, "row"}}, got); diff != "" {
		t.Error(diff)
	}
}

// TestPGXRefusals wants errors by their codes, and a query to end with its context.
func TestPGXRefusals(t *testing.T) {
	conn := connectPGX(t)
	for query, code := range map[string]string{"selec 1": "42601", "select absent": "42703", "select * from absent": "42P01", "select 1/0": "22012"} {
		var refused *pgconn.PgError
		if _, err := conn.Exec(t.Context(), query); !errors.As(err, &refused) || refused.Code != code {
			t.Errorf("%s: %v", query, err)
		}
	}
	// Backslashes are special in Redshift's literals, so pgx does not quote for itself.
	if _, err := conn.Exec(t.Context(), "select $1::integer", pgx.QueryExecModeSimpleProtocol, 1); err == nil || !strings.Contains(err.Error(), "standard_conforming_strings") {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := conn.Exec(ctx, endless); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
