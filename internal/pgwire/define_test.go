package pgwire_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// answers runs statements and compares: what each says, or the rows of a query.
func answers(t *testing.T, f *fixture, steps ...[2]string) {
	t.Helper()
	c := f.connect(t, "sslmode=disable")
	for _, step := range steps {
		got, place := answer(t, c.PgConn(), step[0])
		if got != step[1] && got+place != step[1] {
			t.Errorf("%s\n got  %s\n want %s", step[0], got, step[1])
		}
	}
}

// A view goes on reading what it has read, whatever that is called.
func TestViewsFollowNames(t *testing.T) {
	answers(t, start(t, nil),
		[2]string{"create table t (a int, b varchar(5) default 'it''s', c int, primary key (a))", "ok CREATE TABLE"},
		[2]string{"insert into t values (1, 'x', 2)", "ok INSERT 0 1"},
		[2]string{"create view v as select a, b || ' \"dev\".\"public\".\"t\"' as s from t where a = 1", "ok CREATE VIEW"},
		[2]string{"create view w (n) as select count(*) from v join t on t.a = v.a", "ok CREATE VIEW"},
		[2]string{"create table child (r int references t)", "ok CREATE TABLE"},
		[2]string{"comment on view v is 'a view'", "ok COMMENT"},
		[2]string{"alter table t rename column a to b2", "ok ALTER TABLE"},
		[2]string{"alter table t rename column b2 to a3", "ok ALTER TABLE"},
		[2]string{"alter table t rename to u", "ok ALTER TABLE"},
		[2]string{"alter table u drop column c", "ok ALTER TABLE"},
		[2]string{"alter table v rename to vv", "ok ALTER TABLE"},
		[2]string{"select * from vv", "a integer | s character varying(24)\n1 | x \"dev\".\"public\".\"t\""},
		[2]string{"select n from w", "n bigint\n1"},
		[2]string{"select description from pg_description", "description text\na view"},
		[2]string{"alter table u drop column a3", "error 2BP01 cannot drop table u column a3 because other objects depend on it"},
		[2]string{"drop table u", "error 2BP01 cannot drop table u because other objects depend on it"},
		[2]string{"alter table u drop column a3 cascade", "ok ALTER TABLE"},
		[2]string{"select * from vv", "error 42P01 relation \"vv\" does not exist at 15"},
		[2]string{"select constraint_name from information_schema.table_constraints", "constraint_name character varying(128)"},
		[2]string{"drop table u", "ok DROP TABLE"},
	)
}

// Definitions in a transaction that has changed rows, and defaults of any kind.
func TestAlterAfterRowsChanged(t *testing.T) {
	answers(t, start(t, nil),
		[2]string{"create table t (id int identity(1, 1), a int not null, b varchar(3)) sortkey (a)", "ok CREATE TABLE"},
		[2]string{"insert into t (a, b) values (1, 'x')", "ok INSERT 0 1"},
		[2]string{"begin", "ok BEGIN"},
		[2]string{"update t set b = 'y'", "ok UPDATE 1"},
		[2]string{"alter table t add column c int default 7 not null", "ok ALTER TABLE"},
		[2]string{"alter table t drop column b", "ok ALTER TABLE"},
		[2]string{"insert into t (a) values (2)", "ok INSERT 0 1"},
		[2]string{"commit", "ok COMMIT"},
		[2]string{"select * from t order by 1", "id integer | a integer | c integer\n1 | 1 | 7\n2 | 2 | 7"},
		[2]string{"insert into t (a) values (3)", "ok INSERT 0 1"},
		[2]string{"select max(id) from t", "max integer\n3"},
		[2]string{"alter table t add column d date default '2024-02-29' not null", "ok ALTER TABLE"},
		[2]string{"alter table t add column e varchar(10) default upper('abc') || 'd'", "ok ALTER TABLE"},
		[2]string{"alter table t add column f bool default true", "ok ALTER TABLE"},
		[2]string{"alter table t add column g timestamp default getdate()", "ok ALTER TABLE"},
		[2]string{"select d, e, f, g is not null as g from t where id = 3", "d date | e character varying(10) | f boolean | g boolean\n2024-02-29 | ABCd | t | t"},
		[2]string{`select "column", sortkey, "notnull" from pg_table_def where tablename = 't' order by 1`, "column name | sortkey integer | notnull boolean\na | 1 | t\nc | 0 | t\nd | 0 | t\ne | 0 | f\nf | 0 | f\ng | 0 | f\nid | 0 | t"},
		[2]string{"alter table t add column h int not null", "error 0A000 ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression at 26"},
	)
}

// A schema takes all that is in it along.
func TestRenamedSchema(t *testing.T) {
	answers(t, start(t, nil),
		[2]string{"create schema s quota 5 gb", "ok CREATE SCHEMA"},
		[2]string{"create table s.t (id int identity(5, 5), a varchar(3), primary key (id))", "ok CREATE TABLE"},
		[2]string{"create table r (a int references s.t)", "ok CREATE TABLE"},
		[2]string{"insert into s.t (a) values ('x')", "ok INSERT 0 1"},
		[2]string{"create view s.v as select a from s.t", "ok CREATE VIEW"},
		[2]string{"create view s.vv as select a from s.v", "ok CREATE VIEW"},
		[2]string{"create view outside as select a from s.vv", "ok CREATE VIEW"},
		[2]string{"create view s.late as select * from s.t with no schema binding", "ok CREATE VIEW"},
		[2]string{"create materialized view s.m as select count(*) as n from s.t", "ok CREATE MATERIALIZED VIEW"},
		[2]string{"comment on table s.t is 'mine'", "ok COMMENT"},
		[2]string{"alter schema s rename to z", "ok ALTER SCHEMA"},
		[2]string{"insert into z.t (a) values ('y')", "ok INSERT 0 1"},
		[2]string{"select * from z.t order by 1", "id integer | a character varying(3)\n5 | x\n10 | y"},
		[2]string{"select count(*) from outside", "count bigint\n2"},
		[2]string{"select count(*) from z.vv", "count bigint\n2"},
		[2]string{"select * from z.late", "error 3F000 schema \"s\" does not exist"},
		[2]string{"refresh materialized view z.m", "ok REFRESH MATERIALIZED VIEW"},
		[2]string{"select n from z.m", "n bigint\n2"},
		[2]string{"insert into z.m values (1)", "error 0A000 cannot change materialized view \"m\" at 13"},
		[2]string{"select description from pg_description", "description text\nmine"},
		[2]string{"drop schema z", "error 2BP01 cannot drop schema z because other objects depend on it at 13"},
		[2]string{"drop schema z cascade", "ok DROP SCHEMA"},
		[2]string{"select * from outside", "error 42P01 relation \"outside\" does not exist at 15"},
		[2]string{"select count(*) from information_schema.table_constraints", "count bigint\n0"},
	)
}

// A database of CREATE DATABASE is read by names of three parts.
func TestDatabases(t *testing.T) {
	f := start(t, nil)
	answers(t, f,
		[2]string{"create database other", "ok CREATE DATABASE"},
		[2]string{"create database memory", "error 42P04 database \"memory\" already exists"},
		[2]string{"select * from other.public.t", "error 42P01 relation \"other.public.t\" does not exist at 15"},
	)
	c, err := pgx.Connect(t.Context(), strings.Replace(f.dsn("sslmode=disable"), "/"+database+"?", "/other?", 1))
	if err != nil {
		t.Fatal(err)
	}
	mustExec(t, c, "create table t (id int identity(1, 1), a int)", "insert into t (a) values (7)", "create view v as select id, a from t")
	answers(t, f,
		[2]string{"select id, a from other.public.v", "id integer | a integer\n1 | 7"},
		[2]string{"insert into other.public.t (a) values (1)", "error 0A000 a relation of another database can be read alone: connect to database \"other\" at 13"},
		[2]string{"drop table other.public.t", "error 0A000 a relation of another database can be read alone: connect to database \"other\""},
		[2]string{"create view x as select a from other.public.t", "error 0A000 a view of another database's relation must be made WITH NO SCHEMA BINDING"},
		[2]string{"create view x as select a from other.public.t with no schema binding", "ok CREATE VIEW"},
		[2]string{"select * from x", "a integer\n7"},
		[2]string{"select count(*) from pg_class where relname = 't'", "count bigint\n0"},
		[2]string{"drop database other", "error 55006 database \"other\" is being accessed by other users"},
	)
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	answers(t, f,
		[2]string{"alter database other rename to another", "ok ALTER DATABASE"},
		[2]string{"select id, a from another.public.v", "id integer | a integer\n1 | 7"},
		[2]string{"select datname from pg_database order by 1", "datname name\nanother\ndev"},
	)
}
