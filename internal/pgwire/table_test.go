package pgwire_test

import (
	"fmt"
	"strings"
	"testing"
)

// tableDef is what PG_TABLE_DEF says of a table, a line for each column.
const tableDef = `select "column" || ' ' || type || ' ' || encoding || case when distkey then ' distkey' else '' end ||
	case when sortkey <> 0 then ' sortkey ' || sortkey else '' end || case when "notnull" then ' not null' else '' end
	from pg_table_def where tablename = '%s'`

// Redshift's CREATE TABLE: what it says of a table is kept in the database, and stays
// with the table whatever becomes of it.
func TestTableAttributes(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	is := func(table string, want ...string) {
		t.Helper()
		var got []string
		for _, row := range rows(t, c, fmt.Sprintf(tableDef, table)) {
			got = append(got, row[0])
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", table, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	mustExec(t, c, "create table other (id decimal)", `CREATE TABLE IF NOT EXISTS public.Venue (
		venueid smallint not null distkey sortkey primary key,
		venuename varchar(100) encode zstd default 'it''s' collate case_insensitive,
		"odd "" name" char(2), seats decimal, price numeric(8,2) encode raw, ok boolean, born timestamptz, doc varchar(max),
		unique (venuename), foreign key (seats) references other (id)
	) diststyle key backup no`)
	venue := []string{
		"venueid smallint none distkey sortkey 1 not null", "venuename character varying(100) zstd", `odd " name character(2) lzo`,
		"seats numeric(18,0) az64", "price numeric(8,2) none", "ok boolean none", "born timestamp with time zone az64", "doc character varying(65535) lzo",
	}
	is("venue", venue...)
	// Constraints are kept, and not enforced; NOT NULL is.
	mustExec(t, c, "insert into venue (venueid) values (1), (1)")
	if got := rows(t, c, "select max(venuename), count(*) from venue group by venueid"); len(got) != 1 || got[0][0] != "it's" || got[0][1] != "2" {
		t.Error(got)
	}
	if err := extended(t, c, "insert into venue (venuename) values ('x')"); state(err) != "XX000" {
		t.Errorf("a NULL in the primary key: %v", err)
	}
	// A table that is there stays as it is.
	mustExec(t, c, "create table if not exists venue (a int distkey) diststyle key")
	is("venue", venue...)
	// In a transaction, and without; prepared, and not.
	mustExec(t, c, "begin; create table gone (a int sortkey); rollback")
	is("gone")
	mustExec(t, c, "begin; create table kept (a int, b int) interleaved sortkey (b, a); commit")
	is("kept", "a integer none sortkey -2", "b integer none sortkey -1")
	if err := extended(t, c, "create table wire (a int, b varchar) compound sortkey(b)"); err != nil {
		t.Error(err)
	}
	is("wire", "a integer az64", "b character varying(256) none sortkey 1")
	// Of a query's columns.
	mustExec(t, c, `create table made distkey(n) sortkey("upper") as select 1 as n, 'x' as "upper"`, "create temp table if not exists made2 (x, y) diststyle even as select 1, 2.5")
	is("made", "n integer az64 distkey", "upper character varying(1) none sortkey 1")
	is("made2", "x integer none", "y numeric(2,1) none") // a temporary table
	mustExec(t, c, "create table #mine (a int sortkey)")
	is("#mine", "a integer none sortkey 1")
	// Notes follow what they are about.
	mustExec(t, c, "alter table kept rename to keeps", "alter table keeps rename column b to c", "alter table keeps add column d varchar(7) encode lzo default 'q'",
		"alter table venue alter column doc type varchar(20)", "alter table venue alter column price encode az64")
	is("keeps", "a integer none sortkey -2", "c integer none sortkey -1", "d character varying(7) lzo")
	venue[7], venue[4] = "doc character varying(20) lzo", "price numeric(8,2) az64"
	is("venue", venue...)
	got := rows(t, c, `select column_name, data_type, character_maximum_length, numeric_precision from information_schema.columns
		where table_name = 'venue' and column_name in ('venuename', 'price', 'born') order by 1`)
	if fmt.Sprint(got) != "[[born timestamp with time zone NULL NULL] [price numeric NULL 8] [venuename character varying 100 NULL]]" {
		t.Error(got)
	}
	mustExec(t, c, "drop table venue")
	is("venue")
}

// What is wrong with a definition is said where it stands, and nothing is made.
func TestTableIsRefused(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	mustExec(t, c, "create table there (a int)")
	for sql, want := range map[string]string{
		"alter table there add column b int identity(1,1)":               "0A000 30",
		"alter table there add column x int not null":                    "0A000 30",
		"alter table there alter distkey b":                              "42703 33",
		"create table t (a int, a int)":                                  "42701 24", // a column twice
		"create table t (a int) distkey(b)":                              "0A000 32",
		"create table t (a int distkey, b int distkey)":                  "42P16 32",
		"create table t (a int distkey) diststyle even":                  "42P16 32",
		"create table t (a int) diststyle key":                           "42P16 24",
		"create table t (a int) sortkey(a, a)":                           "42701 35",
		"create table t (a int) sortkey(b)":                              "0A000 32",
		"create table t (a int sortkey) sortkey(a)":                      "42P16 32",
		"create table t (a varchar(65536))":                              "22023 19",
		"create table t (a char(0))":                                     "22023 19",
		"create table t (a decimal(39,0))":                               "22023 19",
		"create table t (a decimal(5,6))":                                "22023 19",
		"create table t (a nosuch)":                                      "42704 19",
		"create table t (a varchar identity(1,1))":                       "42P16 17",
		"create table t (a int identity(1,1), b int identity(1,1))":      "42P16 38",
		"create table t (a int identity(1,0))":                           "22023 23",
		"create table t (like other)":                                    "42P01 22",
		"create table t (a int) distkey":                                 "42601 31",
		"create table t (a int encode nosuch)":                           "42601 30",
		"create table t distkey(b) as select 1 as a":                     "0A000 24",
		"create table t as select nope from (select 1) x":                "42703 26",
		"alter table absent alter column a encode lzo":                   "42P01 13",
		"alter table absent alter distkey a":                             "42P01 13",
		"select 1; create table t (a int, b int) interleaved sortkey(c)": "0A000 61",
	} {
		_, err := c.PgConn().Exec(t.Context(), sql).ReadAll()
		if got := fmt.Sprintf("%s %d", state(err), position(err)); got != want {
			t.Errorf("%q: %s (%v), want %s", sql, got, err, want)
		}
	}
	if got := rows(t, c, "select count(*) from information_schema.tables where table_name = 't'"); got[0][0] != "0" {
		t.Errorf("%s tables were made", got[0][0])
	}
	mustExec(t, c, "create table s (a super)", "insert into s values (json_parse('[1, 2]'))", "create table #i (id int identity(3,4), v int)", "insert into #i (v) values (1)",
		"insert into there values (1)", "alter table there add column x timestamp default sysdate")
	if got := fmt.Sprint(rows(t, c, "select a, x > '2020-01-01' from there")); got != "[[1 t]]" {
		t.Error(got)
	}
	if got := fmt.Sprint(rows(t, c, "select s.a[1], i.id from s, #i i")); got != "[[2 3]]" {
		t.Error(got)
	}
}

// Defaults that reserved words name are taken when a row is written.
func TestDefaults(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	mustExec(t, c, "create table d (a int, s varchar(20) default user, w timestamp default sysdate, g timestamp default getdate(), n int default 3 + 4)",
		"insert into d (a) values (1)", "alter table d add column x int default -7")
	if got := fmt.Sprint(rows(t, c, "select s, w is not null, g is not null, n, x from d")); got != "[[admin t t 7 -7]]" {
		t.Error(got)
	}
	mustExec(t, c, "create table twice (a int)", "create temp table if not exists twice (a int, v varchar(3))")
	if got := fmt.Sprint(rows(t, c, `select type from pg_table_def where tablename = 'twice' and "column" = 'v'`)); got != "[[character varying(3)]]" {
		t.Error(got)
	}
}

// What is prepared means what it would mean now: tables and views change meanwhile.
func TestPreparedAgain(t *testing.T) {
	f := start(t, nil)
	c, other := f.connect(t, "sslmode=disable"), f.connect(t, "sslmode=disable")
	mustExec(t, c, "create view v as select 1 as x")
	if _, err := c.PgConn().Prepare(t.Context(), "p", "select * from v", nil); err != nil {
		t.Fatal(err)
	}
	is := func(want string) {
		t.Helper()
		r := c.PgConn().ExecPrepared(t.Context(), "p", nil, nil, nil).Read()
		got := state(r.Err)
		if r.Err == nil {
			got = string(r.Rows[0][0])
		}
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	is("1")
	mustExec(t, c, "create or replace view v as select 2 as x")
	is("2")
	mustExec(t, other, "begin", "create or replace view v as select 3 as x")
	is("2")
	mustExec(t, other, "commit")
	is("3")
	mustExec(t, other, "drop view v")
	is("42P01")
	mustExec(t, other, "create view v as select 4 as x, 5 as y")
	is("0A000")
	mustExec(t, other, "drop view v", "create view v as select 6 as x")
	is("6")
	mustExec(t, c, "create schema s", "create view s.v as select 7 as x", "set search_path to s")
	is("7")
	mustExec(t, c, "set search_path to public")
	is("6")
}

// Lengths are held, in bytes, whatever becomes of the table.
func TestLengths(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	mustExec(t, c, "create table l (v varchar(3), c char(2), b varbyte(2), t varchar(max))", "insert into l values ('abc', 'ab', 'ab'::varbyte, 'abcd'), ('éx', null, null, null)",
		"alter table l rename column v to vv", "alter table l add column n varchar(2)", "alter table l add column w varchar(2)", "alter table l alter column w type varchar(9)",
		"create table made as select c, repeat('x', 3) as r from l where vv = 'abc'")
	for sql, want := range map[string]string{
		"insert into l (vv) values ('abcd')":                    "22001 value too long for type character varying(3)",
		"insert into l (vv) values ('éé')":                      "22001 value too long for type character varying(3)",
		"insert into l (c) select 'abc'":                        "22001 value too long for type character(2)",
		"update l set c = 'abc'":                                "22001 value too long for type character(2)",
		"insert into l (b) values ('abc'::varbyte)":             "22001 value too long for type binary varying(2)",
		"insert into l (t) values (repeat('x', 65536))":         "22001 value too long for type character varying(65535)",
		"insert into l (n) values ('xyz')":                      "22001 value too long for type character varying(2)",
		"insert into l (vv) values ('abcd'::varchar(3)), ('x')": "<nil> ",
		"insert into l (w) values (repeat('x', 9))":             "<nil> ",
		"insert into l (w) values (repeat('x', 10))":            "22001 value too long for type character varying(9)",
		"insert into made (c) values ('abc')":                   "22001 value too long for type character(2)",
		"insert into made (r) values (repeat('x', 65536))":      "22001 value too long for type character varying(65535)",
		"create table l2 as select repeat('x', 65536) as r":     "22001 value too long for type character varying(65535)",
		"update l set n = vv":                                   "22001 value too long for type character varying(2)",
	} {
		_, err := c.PgConn().Exec(t.Context(), sql).ReadAll()
		got := state(err) + " "
		if err != nil {
			got += said(err)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", sql, got, want)
		}
	}
}

// Identity columns count by themselves, over sessions and transactions.
func TestIdentity(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "sslmode=disable")
	mustExec(t, c, "create table i (id bigint identity(10, -3), v varchar(5))", "create table j (id int generated by default as identity(1, 1), v int)",
		"insert into i (v) values ('a'), ('b')", "insert into j (v) select 1 union all select 2", "insert into j values (77, 3)", "insert into i values (default, 'c')")
	other := f.connect(t, "sslmode=disable")
	mustExec(t, other, "insert into i (v) values ('d')", "alter table i rename to ii", "drop table j", "create table j (id int identity(5,5), v int)", "insert into j (v) values (0)")
	if got := fmt.Sprint(rows(t, c, "select id, v from ii order by v")); got != "[[10 a] [7 b] [4 c] [1 d]]" {
		t.Error(got)
	}
	if got := fmt.Sprint(rows(t, other, "select id from j")); got != "[[5]]" {
		t.Error(got)
	}
	if got := fmt.Sprint(rows(t, c, "select replace(column_default, 'ii'::regclass::oid::varchar, 'ii'), is_nullable from information_schema.columns where table_name = 'ii' and column_name = 'id'")); got != `[["identity"(ii, 0, '10,-3'::text) NO]]` {
		t.Error(got)
	}
}
