package dialect_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

func TestSplit(t *testing.T) {
	script := `select 1; -- one; not two
		insert into t values ('a;b', 'it\'s;', $$x;y$$, $q$;$q$, "c;d") /* /* ; */ */ ;;
		begin; with a as (select 1) delete from t`
	got, err := dialect.Split(script)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []dialect.Kind
	for _, s := range got {
		kinds = append(kinds, s.Kind)
	}
	if want := []dialect.Kind{dialect.Select, dialect.Insert, dialect.Begin, dialect.Delete}; !reflect.DeepEqual(kinds, want) {
		t.Errorf("kinds %v, want %v", kinds, want)
	}
	if want := `insert into t values ('a;b', 'it\'s;', $$x;y$$, $q$;$q$, "c;d")`; got[1].Text != want {
		t.Errorf("text %q, want %q", got[1].Text, want)
	}
	// With standard strings a backslash is a character like others.
	standard, err := dialect.Options{StandardStrings: true}.Split(`select 'a\'; select 2`)
	if err != nil || len(standard) != 2 {
		t.Errorf("%d statements, %v", len(standard), err)
	}
}

func TestKinds(t *testing.T) {
	for script, want := range map[string]dialect.Kind{
		"select 1": dialect.Select, "values (1)": dialect.Select, "((select 1))": dialect.Select, "with a as (select 1) select * from a": dialect.Select,
		"insert into t with a as (select 1) select * from a": dialect.Insert, "insert into t values (1)": dialect.Insert, "update t set a = 1": dialect.Update, "delete t": dialect.Delete,
		"merge into t using u on t.a = u.a when matched then delete": dialect.Merge, "truncate t": dialect.Truncate,
		"explain select 1": dialect.Explain, "explain insert into t values (1)": dialect.Explain,
		"create table t (a int)": dialect.CreateTable, "create local temp table t (a int default (1) )": dialect.CreateTable, "create table t as select 1": dialect.CreateTableAs,
		"create table t sortkey(a) as (select 1 a)": dialect.CreateTableAs, "select 1 into t": dialect.CreateTableAs, "select a from (select 1 a) x": dialect.Select,
		"create view v as select 1": dialect.CreateView, "create or replace view v as select 1": dialect.CreateView, "create materialized view v as select 1": dialect.CreateMaterializedView,
		"create schema s": dialect.CreateSchema, "refresh materialized view v": dialect.Refresh, "comment on table t is 'x'": dialect.Comment,
		"drop table t": dialect.Drop, "drop materialized view t": dialect.Drop, "alter table t add column a int": dialect.Alter, "alter table t owner to u": dialect.Grant, "alter schema s owner to u": dialect.Grant,
		"analyze": dialect.Analyze, "vacuum": dialect.Vacuum, "lock t": dialect.Lock, "begin": dialect.Begin, "start transaction": dialect.Begin, "end": dialect.Commit, "abort": dialect.Rollback,
		"set a to 1": dialect.Set, "reset a": dialect.Reset, "show a": dialect.Show, "deallocate p": dialect.Deallocate, "declare c cursor for select 1": dialect.Declare, "fetch c": dialect.Fetch,
		"close c": dialect.CloseCursor, "prepare p as select 1": dialect.Prepare, "execute p": dialect.Execute, "create database d": dialect.Databases, "drop database d": dialect.Databases,
		"create user u password disable": dialect.Users, "alter group g add user u": dialect.Users, "drop role r": dialect.Users, "grant select on t to u": dialect.Grant, "revoke select on t from u": dialect.Grant,
		"alter default privileges grant select on tables to u": dialect.Grant,
	} {
		list, err := dialect.Split(script)
		if err != nil || len(list) != 1 || list[0].Kind != want {
			t.Errorf("%s: %+v, %v, want kind %d", script, list, err, want)
		}
	}
}

// translate checks and translates a script of one statement.
func translate(script string) (*dialect.Translation, error) {
	list, err := dialect.Split(script)
	if err != nil {
		return nil, err
	}
	return list[0].Translate(shop())
}

// sold is the table that most statements read, as the engine is told of it.
const sold = `"dev"."public"."sales" AS "sales"`

// Nothing is left to the engine's own rules of names, types and literals.
func TestTranslate(t *testing.T) {
	for script, want := range map[string]string{
		"select  1 /* c */ -- x\n+2;":                                       `SELECT 1 + 2 AS "?column?"`,
		"select\u00a01":                                                     `SELECT 1 AS "?column?"`,
		"select 'a'\n'b'":                                                   `SELECT 'ab' AS "?column?"`,
		`select 'a\'b'`:                                                     `SELECT 'a''b' AS "?column?"`,
		"select 'current_user' -- getdate()":                                `SELECT 'current_user' AS "?column?"`,
		"select current_user":                                               `SELECT 'o''neil' AS "current_user"`,
		"select pg_backend_pid()":                                           `SELECT 7 AS "pg_backend_pid"`,
		"select * from customers":                                           `SELECT "customers"."id", "customers"."name", "customers"."city" FROM "dev"."public"."customers" AS "customers"`,
		"select ID x from Sales":                                            `SELECT "sales"."id" AS "x" FROM ` + sold,
		"select id from sales where sold = sysdate":                         `SELECT "sales"."id" FROM ` + sold + ` WHERE CAST("sales"."sold" AS TIMESTAMP) = CAST(now() AS TIMESTAMP)`,
		"select id::int from sales where $1 = 2":                            `SELECT CAST("sales"."id" AS INTEGER) AS "id" FROM ` + sold + ` WHERE CAST($p1 AS INTEGER) = 2`,
		"select top 2 id from sales order by price desc":                    `SELECT "sales"."id" FROM ` + sold + ` ORDER BY "sales"."price" DESC LIMIT 2::BIGINT`,
		"select 2 union select 1":                                           `SELECT 2 AS "?column?" UNION SELECT 1 AS "?column?" ORDER BY 1`,
		"select 2 union all select 1":                                       `SELECT 2 AS "?column?" UNION ALL SELECT 1 AS "?column?"`,
		"select 2 union select 1 order by 1 desc":                           `SELECT 2 AS "?column?" UNION SELECT 1 AS "?column?" ORDER BY 1 DESC`,
		"select customer from sales union select 1":                         `SELECT "sales"."customer" FROM ` + sold + ` UNION SELECT 1 AS "?column?"`,
		"select s.id from sales s, customers c where s.customer = c.id (+)": `SELECT "s"."id" FROM "dev"."public"."sales" AS "s" LEFT JOIN "dev"."public"."customers" AS "c" ON "s"."customer" = "c"."id"`,
		"with a as (select id from sales) select * from a":                  `WITH "a" ("id") AS (SELECT "sales"."id" FROM ` + sold + `) SELECT "a"."id" FROM "a" AS "a"`,
		"insert into sales (region) values ('x')":                           `INSERT INTO "dev"."public"."sales" ("region") VALUES ('x')`,
		"update sales set region = 'x' where id in (1, 2)":                  `UPDATE ` + sold + ` SET "region" = 'x' WHERE "sales"."id" IN (1::BIGINT, 2::BIGINT)`,
		"delete sales where id = 3":                                         `DELETE FROM ` + sold + ` WHERE "sales"."id" = 3::BIGINT`,
		"create table #T (a int)":                                           `CREATE TEMP TABLE "temp"."main"."#t" ("a" INTEGER)`,
		"select id into kept from sales":                                    `CREATE TABLE "dev"."public"."kept" AS SELECT "sales"."id" FROM ` + sold,
		"explain select 1 from sales":                                       `EXPLAIN SELECT 1 AS "?column?" FROM ` + sold,
		"truncate sales":                                                    `TRUNCATE "dev"."public"."sales"`,
	} {
		tr, err := translate(script)
		if err != nil {
			t.Errorf("%q: %v", script, err)
		} else if tr.Text != want {
			t.Errorf("%q:\n got %s\nwant %s", script, tr.Text, want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, test := range []struct {
		script, state string
		position      int
	}{
		// Files and the engine's insides.
		{"select * from read_csv('/etc/passwd')", engine.UndefinedFunction, 15},
		{`select * from "READ_text"('/etc/passwd')`, engine.UndefinedFunction, 15},
		{"select * from read_csv\u00a0('/etc/passwd')", engine.UndefinedFunction, 15},
		{"select * from read_csv/**/('/etc/passwd')", engine.UndefinedFunction, 15},
		{"select * from system.main.read_blob('x')", engine.SyntaxError, 15},
		{"select getenv('HOME')", engine.UndefinedFunction, 8},
		{"select * from glob('*')", engine.UndefinedFunction, 15},
		{"select * from range(10)", engine.UndefinedFunction, 15},
		{"select * from query('select 1')", engine.UndefinedFunction, 15},
		{"select * from enable_logging('file')", engine.UndefinedFunction, 15},
		{"select * from duckdb_settings()", engine.UndefinedFunction, 15},
		{"select * from duckdb_tables", engine.UndefinedTable, 15},
		{"select * from pragma_database_list", engine.UndefinedTable, 15},
		{"select * from pg_catalog.pg_settings", engine.UndefinedTable, 15},
		{"select current_setting('temp_directory')", engine.UndefinedObject, 8},
		{"select * from '/etc/passwd'", engine.SyntaxError, 15},
		{"select * from sales, '/etc/passwd'", engine.SyntaxError, 22},
		{"select * from sales join '/etc/passwd' on true", engine.SyntaxError, 26},
		{"select * from ('/etc/passwd')", engine.SyntaxError, 16},
		{"select (select 1 from 'x')", engine.SyntaxError, 23},
		{"select extract(year from (select a from 'x'))", engine.SyntaxError, 41},
		{"select * from $$/etc/passwd$$", engine.SyntaxError, 15},
		{"select * from E'/etc/passwd'", engine.SyntaxError, 15},
		{"select * from (summarize 'x')", engine.SyntaxError, 26},
		{"with a as (pivot 'x' on b) select 1", engine.SyntaxError, 12},
		{"select * from (describe select 1)", engine.SyntaxError, 25},
		{"insert into 'x' values (1)", engine.SyntaxError, 13},
		{"update 'x' set a = 1", engine.SyntaxError, 8},
		{`select * from "/etc/passwd"`, engine.UndefinedTable, 15},
		{`select * from "x.csv"`, engine.UndefinedTable, 15},
		{"select system.main.repeat('x', 3)", engine.SyntaxError, 8},
		{"select countersign.repeat('x', 3)", engine.UndefinedFunction, 8},
		{"select countersign_cut('abc', 2)", engine.UndefinedFunction, 8},
		{"select list_contains(id, 1) from sales", engine.UndefinedFunction, 8},
		{"select {'a': 1}", engine.SyntaxError, 8},
		{"select rowid from sales", engine.UndefinedColumn, 8},
		{"select * from countersign_internal.objects", engine.InsufficientPrivilege, 15},
		{`grant usage on schema "Countersign_Internal" to public`, engine.InsufficientPrivilege, 23},
		{"create table memory.t (a int)", engine.InvalidSchemaName, 14},
		{"select :name", engine.UndefinedParameter, 8},
		{"select ?", engine.SyntaxError, 8},
		// Statements.
		{"attach 'x'", engine.SyntaxError, 1},
		{"copy t from 's3://x'", engine.FeatureNotSupported, 1},
		{"pragma version", engine.SyntaxError, 1},
		{"install httpfs", engine.SyntaxError, 1},
		{"load httpfs", engine.FeatureNotSupported, 1},
		{"export database 'x'", engine.SyntaxError, 1},
		{"import database 'x'", engine.SyntaxError, 1},
		{"checkpoint", engine.FeatureNotSupported, 1},
		{"from 'x'", engine.SyntaxError, 1},
		{"pivot t on a", engine.SyntaxError, 1},
		{"summarize t", engine.SyntaxError, 1},
		{"create macro f() as 1", engine.SyntaxError, 8},
		{"create secret s (type s3)", engine.SyntaxError, 8},
		{"explain analyze select 1", engine.FeatureNotSupported, 9},
		{"with a as (select 1)", engine.SyntaxError, 21},
		// Names and types, behind another statement and characters of several bytes.
		{"select 'é'; select nope from sales", engine.UndefinedColumn, 20},
		{"select 'é', sold * id from sales", engine.UndefinedFunction, 18},
		{"select 'é' from nope", engine.UndefinedTable, 17},
		{"select nope.id from sales", engine.UndefinedTable, 8},
		{"select 'é', 'x'::int", engine.InvalidTextRepr, 13},
		{"insert into sales (id, nope) values (1, 2)", engine.UndefinedColumn, 24},
		{"insert into sales (id) values (1, 2)", engine.SyntaxError, 35},
		{"update sales set sold = 5", engine.DatatypeMismatch, 25},
		{"select id from sales where sold", engine.DatatypeMismatch, 28},
		{"select sum(id) from sales where sum(id) > 1", engine.GroupingError, 33},
		{"create table sales (a int)", engine.DuplicateTable, 14},
		// Text.
		{"select 'é', 'x", engine.SyntaxError, 13},
		{"select /* /* */", engine.SyntaxError, 8},
		{"select \"x", engine.SyntaxError, 8},
		{"select $a$x", engine.SyntaxError, 8},
		{"select \"\"", engine.SyntaxError, 8},
		{"select \xff", engine.CharacterNotInRepertory, 0},
	} {
		list, err := dialect.Split(test.script)
		if err == nil {
			_, err = list[len(list)-1].Translate(shop())
		}
		var e *engine.Error
		if !errors.As(err, &e) {
			e = &engine.Error{}
		}
		if e.State != test.state || e.Position != test.position {
			t.Errorf("%q: %s %q at %d, want %s at %d", test.script, e.State, e.Message, e.Position, test.state, test.position)
		}
	}
}

// Where the engine says that something is wrong with a translation, something stands in the
// script.
func TestLocate(t *testing.T) {
	script := "select 1; select  current_user /* é */ , price * 'é2'::int -- x\n, length(region) from sales where id > 1"
	list, err := dialect.Split(script)
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{`"price"`: "price", `"region"`: "region", "'o''neil'": "current_user", `"id"`: "id >"} {
		script := strings.Replace(script, "'é2'", "'2'", 1)
		list, err := dialect.Split(script)
		if err != nil {
			t.Fatal(err)
		}
		tr, err := list[1].Translate(shop())
		if err != nil {
			t.Fatal(err)
		}
		before, _, found := strings.Cut(tr.Text, word)
		if !found {
			t.Fatalf("%q is not in %q", word, tr.Text)
		}
		at := len([]rune(before)) + 1
		var moved *engine.Error
		if err := tr.Locate(&engine.Error{State: engine.UndefinedColumn, Position: at}); !errors.As(err, &moved) {
			t.Fatal(err)
		}
		if got := string([]rune(script)[moved.Position-1:]); !strings.HasPrefix(got, want) {
			t.Errorf("%s at %d of %s is at %q", word, at, tr.Text, got)
		}
	}
	var e *engine.Error
	if _, err := list[1].Translate(shop()); !errors.As(err, &e) || !strings.HasPrefix(string([]rune(script)[e.Position-1:]), "'é2'") {
		t.Errorf("%+v", err)
	}
	tr, err := list[0].Translate(shop())
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{errors.New("of another kind"), &engine.Error{State: engine.DivisionByZero}} {
		if got := tr.Locate(err); got != err { //nolint:errorlint // the same, and not one like it
			t.Errorf("%v became %v", err, got)
		}
	}
	grouping := &engine.Error{State: engine.GroupingError, Message: `column "id" must appear in the GROUP BY clause or be used in an aggregate function`}
	tr, err = translate("select count(*) from sales group by region having id > 1")
	if err != nil {
		t.Fatal(err)
	}
	if !errors.As(tr.Locate(grouping), &e) || e.Position != 51 || !strings.HasPrefix(e.Message, `column "sales.id" must appear`) {
		t.Errorf("%+v", e)
	}
}

func TestBindNamed(t *testing.T) {
	for _, test := range []struct {
		sql, want string
		names     []string
	}{
		{"select :a, :b_2, :a", "select $1, $2, $1", []string{"a", "b_2"}},
		{"select ':a', \":a\", $$:a$$ -- :a\n/* :a */, x::int, :1", "select ':a', \":a\", $$:a$$ -- :a\n/* :a */, x::int, $1", []string{"1"}},
		{"select $1, 2", "", nil},
		{"select a := 1", "select a := 1", nil},
		{"select :a::int", "select $1::int", []string{"a"}},
	} {
		got, names, err := dialect.BindNamed(test.sql)
		if test.want == "" {
			if err == nil {
				t.Errorf("%q: passed", test.sql)
			}
			continue
		}
		if err != nil || got != test.want || !reflect.DeepEqual(names, test.names) {
			t.Errorf("%q: %q, %q, %v", test.sql, got, names, err)
		}
	}
}

// A long script takes time that grows with its length, no faster.
func TestLongScripts(t *testing.T) {
	for _, piece := range []string{"(", "/*", "'a' ", "select 1;", "$a$", "a.", "E'\\'", "#", "\"", ":a "} {
		script := strings.Repeat(piece, 1<<20/len(piece))
		list, err := dialect.Split(script)
		if wellFormed := piece == "select 1;"; wellFormed != (err == nil) || wellFormed && len(list) != (1<<20)/len(piece) {
			t.Errorf("%q: %d statements, %v", piece, len(list), err)
		}
		_, names, err := dialect.BindNamed(script)
		if named := piece == ":a "; named && (err != nil || len(names) != 1) {
			t.Errorf("%q: names %q, %v", piece, names, err)
		}
	}
}
