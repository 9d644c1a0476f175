package pgwire_test

import (
	"fmt"
	"testing"
)

func TestPreparedStatementsOfSQL(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	many(t, c,
		"create table t (a int, b varchar(20), d date)", "CREATE TABLE",
		"prepare ins (int, varchar, date) as insert into t values ($1, $2, $3)", "PREPARE",
		"execute ins (1, 'one', '2024-02-29')", "INSERT 0 1",
		"execute ins (1 + 1, upper('two'), null)", "INSERT 0 1",
		"execute ins (2.5, 3, dateadd(day, 1, '2024-02-29')::date)", "INSERT 0 1",
		"execute ins (-4, 'it''s', date '2020-01-01')", "INSERT 0 1",
		"prepare q (int) as select a, b, d from t where a >= $1 order by a", "PREPARE",
		"execute q (2)", "SELECT 2: 2 TWO ;3 3 2024-03-01",
		"execute q (-100)", "SELECT 4: -4 it's 2020-01-01;1 one 2024-02-29;2 TWO ;3 3 2024-03-01",
		// It outlives its transaction, as it is made whatever becomes of that.
		"begin; prepare kept as select count(*) from t; rollback", "ROLLBACK",
		"execute kept", "SELECT 1: 4",
		"execute kept; delete from t where a = 3; execute kept", "SELECT 1: 3",
		"begin; execute ins (9, 'x', null); rollback", "ROLLBACK",
		"execute ins (8, 'x', null); execute ins ('x', 'x', null)", `22P02 invalid input syntax for type integer: "x"`,
		"execute kept", "SELECT 1: 3",
		"prepare u (varchar) as update t set b = $1", "PREPARE",
		"execute u ('y')", "UPDATE 3",
		"prepare d as delete from t", "PREPARE",
		"deallocate prepare u", "DEALLOCATE",
		"execute d", "DELETE 3",
		"deallocate all", "DEALLOCATE",
		"execute d", `26000 prepared statement "d" does not exist`,
		`prepare "As" (int) as select $1 as "as"`, "PREPARE",
		`execute "As"('7')`, "SELECT 1: 7",
	)
}

func TestPreparedStatementsAreRefused(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	mustExec(t, c, "create table t (a int)", "prepare p (int) as select $1 + 1", "prepare none as select 1")
	many(t, c,
		"prepare p as select 1", `42P05 prepared statement "p" already exists`,
		"execute nope", `26000 prepared statement "nope" does not exist`,
		"deallocate nope", `26000 prepared statement "nope" does not exist`,
		"execute p", `42601 wrong number of parameters for prepared statement "p"`,
		"execute p (1, 2)", `42601 wrong number of parameters for prepared statement "p"`,
		"execute none (1)", `42601 wrong number of parameters for prepared statement "none"`,
		"execute p ('x')", `22P02 invalid input syntax for type integer: "x"`,
		"execute p (99999999999)", `22003 value "99999999999" is out of range for type integer`,
		"execute p (1 / 0)", "22012 division by zero",
		"execute p (nope)", `42703 column "nope" does not exist`,
		"execute p ($1)", "42P02 there is no parameter $1",
		"execute p ((select a from t))", "SELECT 1: ",
		"prepare q as select $1", "42P02 there is no parameter $1",
		"prepare q (int) as select $1 + $2", "42P02 there is no parameter $2",
		"prepare q (nosuch) as select $1", `42704 type "nosuch" does not exist`,
		"prepare q as create table u (a int)", `42601 syntax error at or near "create"`,
		"prepare q as execute p", `42601 syntax error at or near "execute"`,
		"prepare q as select nope from t", `42703 column "nope" does not exist`,
		"prepare q as select * from 'file.csv'", `42601 syntax error at or near "'file.csv'"`,
		"begin; select 1/0", "22012 division by zero",
		"execute none", "25P02 current transaction is aborted, commands ignored until end of transaction block",
		"deallocate none", "25P02 current transaction is aborted, commands ignored until end of transaction block",
		"rollback", "ROLLBACK",
	)
	if _, err := c.PgConn().Exec(t.Context(), "execute p (1 + nope)").ReadAll(); position(err) != 14 {
		t.Errorf("position of an argument: %v at %d", err, position(err))
	}
	if _, err := c.PgConn().Exec(t.Context(), "select 1; prepare q as select nope from t").ReadAll(); position(err) != 31 {
		t.Errorf("position in a prepared statement: %v at %d", err, position(err))
	}
}

// SQL and the extended protocol name the same statements.
func TestPreparedStatementsAreShared(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	if _, err := c.PgConn().Prepare(t.Context(), "wire", "select $1::int + 1 as n", nil); err != nil {
		t.Fatal(err)
	}
	many(t, c, "execute wire (41)", "SELECT 1: 42", "prepare sql (int, varchar) as select $1, $2", "PREPARE",
		"prepare wire as select 1", `42P05 prepared statement "wire" already exists`)
	r := c.PgConn().ExecPrepared(t.Context(), "sql", [][]byte{[]byte("1"), []byte("x")}, nil, nil).Read()
	if r.Err != nil || string(joinBytes(r.Rows[0])) != "1 x" {
		t.Errorf("%v, %v", r.Rows, r.Err)
	}
	// EXECUTE by the extended protocol, described, in binary, and twice.
	d, err := c.PgConn().Prepare(t.Context(), "again", "execute wire (7)", nil)
	if err != nil || len(d.Fields) != 1 || d.Fields[0].Name != "n" {
		t.Fatalf("%+v, %v", d, err)
	}
	for range 2 {
		r := c.PgConn().ExecPrepared(t.Context(), "again", nil, nil, []int16{1}).Read()
		if r.Err != nil || fmt.Sprint(r.Rows) != "[[[0 0 0 8]]]" {
			t.Errorf("%v, %v", r.Rows, r.Err)
		}
	}
	mustExec(t, c, "deallocate wire", "create table t (a int)", "prepare wire as insert into t values (1), (2)")
	if r := c.PgConn().ExecPrepared(t.Context(), "again", nil, nil, nil).Read(); state(r.Err) != "0A000" {
		t.Errorf("another statement under the name: %v", r.Err)
	}
	r = c.PgConn().ExecParams(t.Context(), "execute wire", nil, nil, nil, nil).Read()
	if r.Err != nil || r.CommandTag.String() != "INSERT 0 2" {
		t.Errorf("%v, %v", r.CommandTag, r.Err)
	}
	many(t, c, "select count(*) from t", "SELECT 1: 2")
}

// There is an end to how many statements a session may keep.
func TestPreparedStatementsAreBounded(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	for i := range 10_000 {
		_, err := c.PgConn().Exec(t.Context(), fmt.Sprintf("prepare p%d as select %d", i, i)).ReadAll()
		if i < 4000 && err != nil || i > 6000 && state(err) != "53200" {
			t.Fatalf("%d: %v", i, err)
		}
	}
	many(t, c, "execute p3999", "SELECT 1: 3999", "deallocate all", "DEALLOCATE", "prepare p as select 1", "PREPARE")
}
