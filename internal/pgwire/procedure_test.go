package pgwire_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// Drivers call procedures by the extended protocol, with arguments, and read what comes out in binary.
// A procedure that ends transactions is run within its portal.
func TestCallByDrivers(t *testing.T) {
	c := start(t, nil).connect(t, "")
	mustExec(t, c, "create table t (a int)",
		"create procedure double(x inout int, y out timestamp, z varchar) as $$ begin insert into t values (x); commit; x := x * 2; y := '2024-02-29 12:00'; truncate t; insert into t values (x); end; $$ language plpgsql")
	for range 2 { // the second time it is prepared
		var x int
		var y string
		if err := c.QueryRow(t.Context(), "call double($1, $2)", 21, "z").Scan(&x, nil); err != nil || x != 42 {
			t.Fatalf("%d, %v", x, err)
		}
		if err := c.QueryRow(t.Context(), "select y::varchar from (select max(a) as y from t) s").Scan(&y); err != nil || y != "42" {
			t.Errorf("the table has %q, %v", y, err)
		}
	}
	mustExec(t, c, "create or replace procedure double(x inout int, y out timestamp, z varchar) as $$ begin x := -x; end; $$ language plpgsql")
	var x int
	if err := c.QueryRow(t.Context(), "call double($1, $2)", 21, "z").Scan(&x, nil); err != nil || x != -21 {
		t.Errorf("replaced: %d, %v", x, err)
	}
}

// The JDBC driver declares what comes out of a procedure as parameters of type void.
func TestCallWithVoid(t *testing.T) {
	c := start(t, nil).connect(t, "")
	mustExec(t, c, "create procedure twice(a in integer, b out integer) as $$ begin b := a * 2; end; $$ language plpgsql",
		"create procedure twice(a in varchar, b out integer) as $$ begin b := 0; end; $$ language plpgsql")
	r := c.PgConn().ExecParams(t.Context(), "call twice($1, $2)", [][]byte{[]byte("21"), []byte("null")}, []uint32{23, 2278}, nil, nil).Read()
	if r.Err != nil || len(r.Rows) != 1 || string(r.Rows[0][0]) != "42" {
		t.Errorf("%q, %v", r.Rows, r.Err)
	}
}

// An error tells where in which procedures it came from.
func TestErrorContext(t *testing.T) {
	c := start(t, nil).connect(t, "")
	mustExec(t, c, "create procedure inner_one(a int) as $$\nbegin\n  a := 10 / a;\nend;\n$$ language plpgsql",
		"create procedure outer_one() as $$\nbegin\n  null;\n  call inner_one(0);\nend;\n$$ language plpgsql")
	_, err := c.Exec(t.Context(), "call outer_one()")
	var e *pgconn.PgError
	const want = "PL/pgSQL function \"inner_one\" line 2 at assignment\nPL/pgSQL function \"outer_one\" line 3 at SQL statement"
	if !errors.As(err, &e) || e.Code != "22012" || e.Where != want || e.Position != 0 {
		t.Errorf("%+v", err)
	}
	mustExec(t, c, "create table t (a int)", "create procedure cuts() as $$\nbegin\n  truncate t;\nend;\n$$ language plpgsql", "begin")
	_, err = c.Exec(t.Context(), "call cuts()")
	if !errors.As(err, &e) || e.Where != "SQL statement \"truncate t\"\nPL/pgSQL function \"cuts\" line 2 at SQL statement" || e.Hint == "" {
		t.Errorf("%+v", e)
	}
}
