package pgwire_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// many runs each of the statements, and tells what becomes of it: the rows, the tag, or the
// error.
func many(t *testing.T, c *pgx.Conn, script ...string) {
	t.Helper()
	for i := 0; i+1 < len(script); i += 2 {
		results, err := results(c.PgConn().Exec(t.Context(), script[i]))
		var got string
		switch {
		case err != nil:
			got = state(err) + " " + said(err)
		case len(results[len(results)-1].FieldDescriptions) == 0:
			got = results[len(results)-1].CommandTag.String()
		default:
			last := results[len(results)-1]
			var lines []string
			for _, row := range last.Rows {
				lines = append(lines, string(joinBytes(row)))
			}
			got = fmt.Sprintf("%s: %s", last.CommandTag, strings.Join(lines, ";"))
		}
		if got != script[i+1] {
			t.Errorf("%s\n  got  %s\n  want %s", script[i], got, script[i+1])
		}
	}
}

// makeDigits makes a table of ten digits; numbers is a query of 10 to the power of n numbers
// from 0 on, in their order.
func makeDigits(t *testing.T, c *pgx.Conn) {
	t.Helper()
	mustExec(t, c, "create table digits (n int)", "insert into digits values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)")
}

func numbers(n int) string {
	sum, from := "0", ""
	for i := range n {
		sum += fmt.Sprintf(" + d%d.n * %d", i, int(math.Pow10(i)))
		from += fmt.Sprintf(", digits d%d", i)
	}
	return "select " + sum + " as a from " + from[2:] + " order by 1"
}

func TestCursor(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	makeDigits(t, c)
	many(t, c,
		"create table t as select n + 1 as a, 'x' || (n + 1)::varchar(2) as b from digits", "SELECT 10",
		"begin", "BEGIN",
		"declare c cursor for select a, b from t order by a desc", "DECLARE CURSOR",
		"fetch next from c", "FETCH 1: 10 x10",
		"fetch c", "FETCH 1: 9 x9",
		"fetch forward 2 from c", "FETCH 2: 8 x8;7 x7",
		"fetch forward from c", "FETCH 1: 6 x6",
		// Other statements run meanwhile; what they change is not seen.
		"delete from t", "DELETE 10",
		"select count(*) from t", "SELECT 1: 0",
		"fetch 2 in c", "FETCH 2: 5 x5;4 x4",
		"fetch forward all from c", "FETCH 3: 3 x3;2 x2;1 x1",
		"fetch all from c", "FETCH 0: ",
		"fetch 9223372036854775807 from c", "FETCH 0: ",
		"close c", "CLOSE CURSOR",
		// A name in quotes, as ODBC gives it, and no rows.
		`declare "SQL_CUR7" no scroll cursor without hold for select * from t`, "DECLARE CURSOR",
		`fetch 10000 in "SQL_CUR7"`, "FETCH 0: ",
		"rollback", "ROLLBACK",
		// It ends with its transaction, and what was stored for it.
		"begin; declare c cursor for select 1 union all select 2; fetch c", "FETCH 1: 1",
		"select (select count(*) from information_schema.tables where table_name like 'counter%') + (select count(*) from pg_class where relname like 'counter%') + "+
			"(select count(*) from pg_table_def where tablename like 'counter%') + (select count(*) from information_schema.columns where table_name like 'counter%') + "+
			"(select count(*) from pg_tables where tablename like 'counter%') as n", "SELECT 1: 0",
		"commit", "COMMIT",
		"begin; declare c cursor for with x as (select 7 as n) select n, n from x", "DECLARE CURSOR",
		"fetch 9223372036854775807 from c", "FETCH 1: 7 7",
		"commit", "COMMIT",
		"select count(*) from information_schema.tables where table_name like 'countersign%'", "SELECT 1: 0",
	)
	if got := len(rows(t, c, "begin; declare c cursor for "+numbers(6)+"; fetch 950000 from c")); got != 950000 {
		t.Errorf("%d rows", got)
	}
	many(t, c, "fetch 1 from c", "FETCH 1: 950000", "insert into t values (1, 'y')", "INSERT 0 1", "fetch 2 from c", "FETCH 2: 950001;950002", "commit", "COMMIT")
}

func TestCursorIsRefused(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	mustExec(t, c, "create table t (a int)")
	for _, test := range [][]string{
		{"declare c cursor for select 1", "25P01 DECLARE CURSOR may only be used in transaction blocks"},
		{"select 1; declare c cursor for select 1", "25P01 DECLARE CURSOR may only be used in transaction blocks"},
		{"fetch c", `34000 cursor "c" does not exist`},
		{"close c", `34000 cursor "c" does not exist`},
		{"begin", "BEGIN", "declare c cursor for select 1", "DECLARE CURSOR", "declare d cursor for select 1",
			"24000 opening multiple cursors from within the same client connection is not allowed."},
		{"begin", "BEGIN", "declare c cursor for select 1", "DECLARE CURSOR", "declare c cursor for select 1", `42P03 cursor "c" already exists`},
		{"begin", "BEGIN", "declare c cursor with hold for select 1", "XX000 cursors can only be used within the transaction that created them."},
		{"begin", "BEGIN", "declare c scroll cursor for select 1", "0A000 a cursor of this kind is not supported"},
		{"begin", "BEGIN", "declare c cursor for insert into t values (1)", `42601 syntax error at or near "insert"`},
		{"begin", "BEGIN", "declare c cursor for delete from t", `42601 syntax error at or near "delete"`},
		{"begin", "BEGIN", "declare c cursor for select 1 into u", "42P11 DECLARE CURSOR may not specify INTO"},
		{"begin", "BEGIN", "declare c cursor for select nope from t", `42703 column "nope" does not exist in t`},
		{"begin", "BEGIN", "declare c cursor for", "42601 syntax error at end of input"},
		{"begin", "BEGIN", "declare c cursor for select 1 / (a - a) from (select 1 as a) x", "DECLARE CURSOR", "fetch c", "22012 division by zero", "fetch c",
			"25P02 current transaction is aborted, commands ignored until end of transaction block"},
		{"begin", "BEGIN", "declare c cursor for select 1", "DECLARE CURSOR", "fetch -1 from c", `42601 syntax error at or near "-"`},
		{"begin", "BEGIN", "declare c cursor for select 1", "DECLARE CURSOR", "fetch 0 from c", "0A000 FETCH of the row that was fetched last is not supported"},
		{"begin", "BEGIN", "declare c cursor for select 1", "DECLARE CURSOR", "fetch prior from c", "0A000 FETCH PRIOR is not supported"},
		{"begin", "BEGIN", "declare c cursor for select 1", "DECLARE CURSOR", "fetch all from d", `34000 cursor "d" does not exist`},
		// What the cursor shows has changed since.
		{"begin", "BEGIN", "declare c cursor for select * from t", "DECLARE CURSOR", "alter table t rename column a to b", "ALTER TABLE",
			"fetch c", "0A000 cached plan must not change result type"},
		{"explain declare c cursor for select 1", "0A000 EXPLAIN DECLARE is not supported"},
	} {
		many(t, c, test...)
		many(t, c, "rollback", "ROLLBACK")
	}
}

// By the extended protocol: with arguments, described, prepared, in binary.
func TestCursorExtended(t *testing.T) {
	conn := start(t, nil).connect(t, "sslmode=disable")
	makeDigits(t, conn)
	c := conn.PgConn()
	run := func(sql string, args ...string) *pgconn.Result {
		t.Helper()
		raw := make([][]byte, len(args))
		for i, a := range args {
			raw[i] = []byte(a)
		}
		r := c.ExecParams(t.Context(), sql, raw, nil, nil, []int16{1}).Read()
		if r.Err != nil {
			t.Fatalf("%s: %v", sql, r.Err)
		}
		return r
	}
	run("begin")
	run("declare c cursor for select n + $1::int as n from digits where n between $2::int and 5 order by 1", "100", "3")
	if _, err := c.Prepare(t.Context(), "next", "fetch forward 2 from c", nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"[[0 0 0 103] [0 0 0 104]]", "[[0 0 0 105]]", "[]"} {
		r := c.ExecPrepared(t.Context(), "next", nil, nil, []int16{1}).Read()
		var flat [][]byte
		for _, row := range r.Rows {
			flat = append(flat, row[0])
		}
		if got := fmt.Sprint(flat); r.Err != nil || got != want || len(r.Rows) > 0 && (r.FieldDescriptions[0].Name != "n" || r.FieldDescriptions[0].DataTypeOID != 23) {
			t.Errorf("%s, %v, want %s", got, r.Err, want)
		}
	}
	run("close c")
	run("declare c cursor for select 'other'")
	if r := c.ExecPrepared(t.Context(), "next", nil, nil, nil).Read(); state(r.Err) != "0A000" {
		t.Errorf("a FETCH that was prepared for another cursor: %v", r.Err)
	}
	if r := c.ExecPrepared(t.Context(), "next", nil, nil, nil).Read(); state(r.Err) != "25P02" {
		t.Errorf("in a failed transaction: %v", r.Err)
	}
	run("rollback")
}

// A result that is sent in parts ends when the session runs something else, and nothing
// worse happens.
func TestSuspendedPortalIsInterrupted(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	makeDigits(t, c)
	for _, query := range []string{numbers(4), "fetch all from c"} {
		mustExec(t, c, "begin", "declare c cursor for "+numbers(4))
		f := c.PgConn().Frontend()
		send := func(messages ...pgproto3.FrontendMessage) {
			for _, m := range messages {
				f.Send(m)
			}
			if err := f.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		send(&pgproto3.Parse{Query: query}, &pgproto3.Bind{DestinationPortal: "p"}, &pgproto3.Execute{Portal: "p", MaxRows: 3},
			&pgproto3.Execute{Portal: "p", MaxRows: 3},
			&pgproto3.Parse{Query: "select 1"}, &pgproto3.Bind{}, &pgproto3.Execute{},
			&pgproto3.Execute{Portal: "p", MaxRows: 3}, &pgproto3.Sync{})
		rows, suspended, code := 0, 0, ""
		for done := false; !done; {
			m, err := f.Receive()
			if err != nil {
				t.Fatal(err)
			}
			switch m := m.(type) {
			case *pgproto3.DataRow:
				rows++
			case *pgproto3.PortalSuspended:
				suspended++
			case *pgproto3.ErrorResponse:
				code = m.Code
			case *pgproto3.ReadyForQuery:
				done = true
			}
		}
		if rows != 7 || suspended != 2 || code != "34000" {
			t.Errorf("%s: %d rows, %d times suspended, %q", query, rows, suspended, code)
		}
		mustExec(t, c, "rollback")
	}
}

// A client that is gone leaves nothing behind.
func TestCursorOfAClientThatLeft(t *testing.T) {
	f := start(t, nil)
	c, err := pgx.Connect(t.Context(), f.dsn("sslmode=disable"))
	if err != nil {
		t.Fatal(err)
	}
	makeDigits(t, c)
	mustExec(t, c, "create table t (a int)", "begin", "declare c cursor for "+numbers(5), "fetch 10 from c", "insert into t values (1)")
	c.PgConn().Conn().Close()
	other := f.connect(t, "sslmode=disable")
	mustExec(t, other, "begin", "declare c cursor for select count(*) from t")
	many(t, other, "fetch c", "FETCH 1: 0", "commit", "COMMIT")
	_ = c.Close(context.Background()) // its connection is closed already
}
