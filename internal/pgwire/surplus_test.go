package pgwire_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// Parameters may be declared that a statement does not have: they are bound, as PostgreSQL wants
// it, and of no effect.
func TestSurplusParameters(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable").PgConn()
	const unknown = pgtype.UnknownOID
	values := func(list ...string) (raw [][]byte) {
		for _, v := range list {
			raw = append(raw, []byte(v))
		}
		return raw
	}
	for _, test := range []struct {
		sql      string
		declared []uint32
		values   [][]byte
		want     string
	}{
		{"select $1 + 1", []uint32{pgtype.Int4OID, pgtype.Int4OID}, values("1", "2"), "2"},
		{"select $1 + 1", []uint32{pgtype.Int4OID, unknown, pgtype.TextOID, 0, pgtype.NumericOID}, values("1", "x", "y", "z", "1.5"), "2"},
		{"select $3 || 'b'", []uint32{unknown, pgtype.Int8OID, pgtype.VarcharOID, unknown}, values("1", "2", "a", "no number"), "ab"},
		{"select 1", []uint32{pgtype.DateOID, unknown}, values("2026-01-01", "x"), "1"},
		{"insert into s select $2", []uint32{pgtype.Int4OID, pgtype.Int4OID, pgtype.Int4OID}, values("1", "2", "3"), "INSERT 0 1"},
		{"select a from s", nil, nil, "2"},
		{"select $1 + 1", []uint32{pgtype.Int4OID, pgtype.Int4OID}, values("1"), "08P01"},
		{"select 1", []uint32{pgtype.Int4OID}, values("one"), "22P02"},
		{"select 1", nil, values("1"), "08P01"},
	} {
		mustExecOn(t, c, "create table if not exists s (a int)")
		result := c.ExecParams(t.Context(), test.sql, test.values, test.declared, nil, nil).Read()
		got := result.CommandTag.String()
		var e *pgconn.PgError
		switch {
		case errors.As(result.Err, &e):
			got = e.Code
		case result.Err != nil:
			t.Fatal(result.Err)
		case strings.HasPrefix(got, "SELECT"):
			got = string(result.Rows[0][0])
		}
		if got != test.want {
			t.Errorf("%s with %d parameters: %s (%v), want %s", test.sql, len(test.values), got, result.Err, test.want)
		}
	}
}

func mustExecOn(t *testing.T, c *pgconn.PgConn, sql string) {
	t.Helper()
	if _, err := c.Exec(t.Context(), sql).ReadAll(); err != nil {
		t.Fatal(err)
	}
}
