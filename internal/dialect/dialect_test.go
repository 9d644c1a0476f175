package dialect_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

var session = dialect.Session{User: "o'neil", Database: "dev", ProcessID: 7, Version: "v"}

func TestSplit(t *testing.T) {
	script := `select 1; -- one; not two
		insert into t values ('a;b', E'it\'s;', $$x;y$$, $q$;$q$, "c;d") /* /* ; */ */ ;;
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
	if want := `insert into t values ('a;b', E'it\'s;', $$x;y$$, $q$;$q$, "c;d")`; got[1].Text != want {
		t.Errorf("text %q, want %q", got[1].Text, want)
	}
}

// translate checks and rewrites a script of one statement.
func translate(script string) (string, error) {
	list, err := dialect.Split(script)
	if err != nil || len(list) == 0 {
		return "", err
	}
	tr, err := list[0].Translate(session)
	if err != nil {
		return "", err
	}
	return tr.Text, nil
}

// users is the view of the users that the engine has.
const users = "pg_user AS (SELECT * FROM countersign.main.pg_user)"

func TestTranslate(t *testing.T) {
	for script, want := range map[string]string{
		"select  1 /* c */ -- x\n+2;":                                             `SELECT 1 + 2 AS "?column?"`,
		"select 'a'\n'b'":                                                         `SELECT 'ab' AS "?column?"`,
		"select 2 union select 1 -- x":                                            `SELECT 2 AS "?column?" UNION SELECT 1 AS "?column?" ORDER BY ALL`,
		"select usename from pg_user u":                                           "WITH " + users + " SELECT usename FROM pg_user AS u",
		"select 1 from t, dev.pg_catalog.pg_user":                                 "WITH " + users + ` SELECT 1 AS "?column?" FROM t, pg_user`,
		"with a as (select 1) select * from a cross join pg_user":                 "WITH " + users + `, a AS (SELECT 1 AS "?column?") SELECT * FROM a CROSS JOIN pg_user`,
		"with pg_user as (select 1) select * from pg_user":                        `WITH pg_user AS (SELECT 1 AS "?column?") SELECT * FROM pg_user`,
		"select * from s.pg_user":                                                 "SELECT * FROM s.pg_user",
		"select 2 union all select 1":                                             `SELECT 2 AS "?column?" UNION ALL SELECT 1 AS "?column?"`,
		"select a from t union select 1":                                          `SELECT a FROM t UNION SELECT 1 AS "?column?"`,
		"select 2 union select 1 order by 1 desc":                                 `SELECT 2 AS "?column?" UNION SELECT 1 AS "?column?" ORDER BY 1 DESC`,
		"select (select 1 union select 2)":                                        `SELECT (SELECT 1 AS "?column?" UNION SELECT 2 AS "?column?") AS "?column?"`,
		"select current_user":                                                     "SELECT 'o''neil'::VARCHAR AS current_user",
		"select upper(current_user) from t":                                       "SELECT upper('o''neil'::VARCHAR) AS upper FROM t",
		"select t.current_user, \"user\" from t":                                  `SELECT t."current_user", "user" FROM t`,
		"select 'current_user' -- getdate()":                                      `SELECT 'current_user' AS "?column?"`,
		"select pg_backend_pid()":                                                 "SELECT 7 AS pg_backend_pid",
		"select * from t where a < getdate()":                                     "SELECT * FROM t WHERE a < date_trunc('second', CAST(now() AS TIMESTAMP))",
		"select a from t where b = sysdate":                                       "SELECT a FROM t WHERE b = CAST(now() AS TIMESTAMP)",
		"create table #T (a int)":                                                 `CREATE TEMP TABLE "#t" (a INTEGER)`,
		"select * from #t":                                                        `SELECT * FROM "#t"`,
		"select a::int, b[1] from t where $1 = 2":                                 "SELECT a::INTEGER AS a, b[1] AS b FROM t WHERE $1 = 2",
		"insert into glob (a) values ('x')":                                       "INSERT INTO glob (a) VALUES ('x')",
		"select extract(year from '2020-01-01'::date), trim(both 'x' from 'abc')": "SELECT EXTRACT(YEAR FROM '2020-01-01'::DATE) AS date_part, TRIM(BOTH 'x' FROM 'abc') AS btrim",
		"select a is distinct from 'x', 'y' from t":                               `SELECT a IS DISTINCT FROM 'x' AS "?column?", 'y' AS "?column?" FROM t`,
		"select\u00a01":                                                           `SELECT 1 AS "?column?"`,
		"create table t (distkey varchar)":                                        "CREATE TABLE t (distkey VARCHAR CHECK (strlen(distkey) <= 256))",
		"select * from (values ('a'), ('b')) t":                                   "SELECT * FROM (VALUES ('a'), ('b')) AS t",
		"select * from f('x', 'y') join g on a = 'x'":                             "SELECT * FROM f('x', 'y') JOIN g ON a = 'x'",
		"update t set a = 'x', b = 'y' where c in ('z', 'w')":                     "UPDATE t SET a = 'x', b = 'y' WHERE c IN ('z', 'w')",
	} {
		if got, err := translate(script); err != nil || got != want {
			t.Errorf("%q:\n got %q, %v\nwant %q", script, got, err, want)
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
		{"select * from system.main.read_blob('x')", engine.InsufficientPrivilege, 15},
		{"select 'x'.getenv()", engine.UndefinedFunction, 12},
		{"select getenv('HOME')", engine.UndefinedFunction, 8},
		{"select * from glob('*')", engine.UndefinedFunction, 15},
		{"select * from query('select 1')", engine.UndefinedFunction, 15},
		{"select * from enable_logging(storage='file')", engine.UndefinedFunction, 15},
		{"select * from duckdb_settings()", engine.UndefinedFunction, 15},
		{"select * from duckdb_tables", engine.InsufficientPrivilege, 15},
		{"select * from pragma_database_list", engine.InsufficientPrivilege, 15},
		{"select * from pg_catalog.pg_settings", engine.InsufficientPrivilege, 26},
		{"select current_setting('temp_directory')", engine.UndefinedFunction, 8},
		{"select * from '/etc/passwd'", engine.SyntaxError, 15},
		{"select * from t, '/etc/passwd'", engine.SyntaxError, 18},
		{"select * from t join '/etc/passwd' on true", engine.SyntaxError, 22},
		{"select * from ('/etc/passwd')", engine.SyntaxError, 16},
		{"select (select 1 from 'x')", engine.SyntaxError, 23},
		{"select extract(year from (select a from 'x'))", engine.SyntaxError, 41},
		{"select * from $$/etc/passwd$$", engine.SyntaxError, 15},
		{"select * from E'/etc/passwd'", engine.SyntaxError, 15},
		{"select * from (summarize 'x')", engine.SyntaxError, 16},
		{"with a as (pivot 'x' on b) select 1", engine.SyntaxError, 12},
		{"select * from (describe select 1)", engine.SyntaxError, 16},
		{"insert into 'x' values (1)", engine.SyntaxError, 13},
		{"update 'x' set a = 1", engine.SyntaxError, 8},
		{`select * from "/etc/passwd"`, engine.UndefinedTable, 15},
		{`select * from "x.csv"`, engine.UndefinedTable, 15},
		{"create table memory.t (a int)", engine.InsufficientPrivilege, 14},
		{"select system.main.repeat('x', 3)", engine.InsufficientPrivilege, 8},
		{"select countersign.repeat('x', 3)", engine.InsufficientPrivilege, 8},
		{`select U&"read\005fcsv"('x')`, engine.FeatureNotSupported, 8},
		{"select {'a': 1}", engine.SyntaxError, 8},
		{"select countersign_cut('abc', 2)", engine.UndefinedFunction, 8},
		{"create table t (a varchar(5) default 'abc'::varchar(2))", engine.FeatureNotSupported, 43},
		{"select :name", engine.SyntaxError, 8},
		{"select ?", engine.SyntaxError, 8},
		// Statements.
		{"attach 'x'", engine.FeatureNotSupported, 1},
		{"copy t from 's3://x'", engine.FeatureNotSupported, 1},
		{"pragma version", engine.SyntaxError, 1},
		{"install httpfs", engine.SyntaxError, 1},
		{"load httpfs", engine.SyntaxError, 1},
		{"export database 'x'", engine.SyntaxError, 1},
		{"import database 'x'", engine.SyntaxError, 1},
		{"checkpoint", engine.SyntaxError, 1},
		{"from 'x'", engine.SyntaxError, 1},
		{"pivot t on a", engine.SyntaxError, 1},
		{"summarize t", engine.SyntaxError, 1},
		{"call enable_logging()", engine.FeatureNotSupported, 1},
		{"create macro f() as 1", engine.SyntaxError, 8},
		{"create secret s (type s3)", engine.SyntaxError, 8},
		{"explain analyze select 1", engine.SyntaxError, 9},
		{"with a as (select 1)", engine.SyntaxError, 21},
		// Text.
		{"select 'é', 'x", engine.SyntaxError, 13},
		{"select /* /* */", engine.SyntaxError, 8},
		{"select \"x", engine.SyntaxError, 8},
		{"select $a$x", engine.SyntaxError, 8},
		{"select \"\"", engine.SyntaxError, 8},
		{"select \xff", engine.CharacterNotInRepertory, 0},
	} {
		_, err := translate(test.script)
		var e *engine.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: passed: %v", test.script, err)
			continue
		}
		if e.State != test.state || e.Position != test.position {
			t.Errorf("%q: %s %q at %d, want %s at %d", test.script, e.State, e.Message, e.Position, test.state, test.position)
		}
	}
}

func TestLocate(t *testing.T) {
	script := "select 1; select  current_user /* é */ , nope from t"
	list, err := dialect.Split(script)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := list[1].Translate(session)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(tr.Text, "nope") + 1
	var moved *engine.Error
	if err := tr.Locate(&engine.Error{State: engine.UndefinedColumn, Position: at}); !errors.As(err, &moved) {
		t.Fatal(err)
	}
	if got := string([]rune(script)[moved.Position-1:]); !strings.HasPrefix(got, "nope") {
		t.Errorf("position %d is at %q", moved.Position, got)
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

func TestSetting(t *testing.T) {
	for script, want := range map[string]dialect.Setting{
		"set application_name to 'x y'":        {Name: "application_name", Values: []string{"x y"}},
		"set search_path = a, \"B\", '$user'":  {Name: "search_path", Values: []string{"a", "B", "$user"}},
		"set session statement_timeout to 100": {Name: "statement_timeout", Values: []string{"100"}},
		"set extra_float_digits = -3":          {Name: "extra_float_digits", Values: []string{"-3"}},
		"set time zone 'UTC'":                  {Name: "timezone", Values: []string{"UTC"}},
		"set query_group to default":           {Name: "query_group", Default: true},
		"set local query_group to x":           {Name: "query_group", Values: []string{"x"}, Local: true},
		"show all":                             {Name: "all"},
		"reset search_path":                    {Name: "search_path"},
		"show transaction isolation level":     {Name: "transaction_isolation"},
		"set Weird.Name to 1":                  {Name: "weird.name", Values: []string{"1"}},
	} {
		list, err := dialect.Split(script)
		if err != nil {
			t.Errorf("%q: %v", script, err)
			continue
		}
		if got, err := list[0].Setting(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, %v", script, got, err)
		}
	}
	for _, script := range []string{"set", "set x", "set x y", "set x =", "show", "show a b", "set x = (1)"} {
		list, err := dialect.Split(script)
		if err != nil {
			continue
		}
		if _, err := list[0].Setting(); err == nil {
			t.Errorf("%q: passed", script)
		}
	}
}

// A long script takes time that grows with its length, no faster.
func TestLongScripts(t *testing.T) {
	for _, piece := range []string{"(", "/*", "'a' ", "select 1;", "$a$", "a.", "E'\\'", "#", "\"", ":a "} {
		script := strings.Repeat(piece, 1<<20/len(piece))
		dialect.Split(script)
		dialect.BindNamed(script)
	}
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{
		"select 1", "select 'a''b' || E'\\'' -- c", "/* /* */ */ select $1::int, $a$b$a$", "set a to b, 'c'; show x;",
		"create table #t (a int)", "with a as (select 1) select * from \"b\"\"c\"", "select :a, 1.5e-3, .5, 1..2", "explain", "((((",
		"begin isolation level read committed, read write", "$", "$1", "U&'x'", "deallocate prepare x",
		"declare c cursor for select 1", "fetch forward 3 from c", "close c", "prepare p(int) as select $1", "execute p(1 + 1, 'x')",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		bound, names, err := dialect.BindNamed(script)
		if err == nil && len(names) == 0 && bound != script {
			t.Errorf("%q became %q", script, bound)
		}
		list, err := dialect.Split(script)
		if err != nil {
			return
		}
		for _, st := range list {
			st.Tag()
			st.Cursor()
			st.Plan()
			st.Setting()
			st.CheckTransaction()
			tr, err := st.Translate(session)
			if err != nil {
				continue
			}
			// What the engine gets is one statement still, and of the same kind.
			again, err := dialect.Split(tr.Text)
			if err != nil || len(again) != 1 || again[0].Kind != st.Kind {
				t.Errorf("%q became %q: %v", st.Text, tr.Text, err)
			}
		}
	})
}

// BenchmarkTranslate is the whole way of a query of 250 characters to the engine's words.
func BenchmarkTranslate(b *testing.B) {
	const sql = "select c.name, count(*) as orders, sum(o.amount) / nullif(count(*), 0) as mean from customers c join orders o on o.customer = c.id " +
		"where o.placed >= dateadd(day, -30, getdate()) and c.region in ('eu', 'us') group by c.name having count(*) > 3 order by 2"
	for b.Loop() {
		list, err := dialect.Split(sql)
		if err == nil {
			_, err = list[0].Translate(session)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

// Whatever a script is, translating it ends with a text for the engine or an *engine.Error,
// and the engine's errors find their place in the script.
func FuzzTranslate(f *testing.F) {
	for _, sql := range []string{
		"select top 2 a / b, nvl2(a, 1, 2), decode(a, 1, 'x'), listagg(a, ',') within group (order by b) from t, u where t.a = u.b (+) and c similar to 'a%' group by 1",
		"create table t (a int identity(1,1) distkey, b varchar(20) encode lzo default dateadd(day, 1, getdate())) diststyle key interleaved sortkey(a, b)",
		"create temp table x sortkey(a) as select * exclude (b) from t; alter table t alter column a type varchar(9); select a into z from t",
		"update t set a = a % 2 where b ~ 'x'; delete t using u where t.a = u.a; insert into t values (default, 'x'::char(3), convert(int, '1'))",
		"select é, 'é' || $1, x.\"é\"[0].b from é as x; select 1 /",
	} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, script string) {
		list, err := dialect.Split(script)
		for i := range list {
			var tr *dialect.Translation
			if tr, err = list[i].Translate(session); err != nil {
				break
			}
			for _, at := range []int{1, len(tr.Text)/2 + 1, len(tr.Text) + 1} {
				_ = tr.Locate(&engine.Error{State: engine.InternalError, Position: at})
			}
		}
		var e *engine.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("%q: %v is no *engine.Error", script, err)
		}
	})
}
