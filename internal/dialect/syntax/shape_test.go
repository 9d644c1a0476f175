package syntax_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

func parseExpr(t *testing.T, sql string) syntax.Expr {
	t.Helper()
	x, err := syntax.ParseExpr(sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return x
}

// How operators hold together: each is the same as its right side, where the
// parentheses say it.
func TestPrecedence(t *testing.T) {
	for sql, want := range map[string]string{
		"a OR b AND c":                  "a OR (b AND c)",
		"NOT a AND b":                   "(NOT a) AND b",
		"NOT a = b":                     "NOT (a = b)",
		"NOT a IS NULL":                 "NOT (a IS NULL)",
		"NOT a IN (1)":                  "NOT (a IN (1))",
		"a = b AND c":                   "(a = b) AND c",
		"a = b = c":                     "a = (b = c)",
		"a = b < c":                     "a = (b < c)",
		"a < b = c":                     "(a < b) = c",
		"a < b LIKE c":                  "a < (b LIKE c)",
		"a LIKE b || c":                 "a LIKE (b || c)",
		"a LIKE b ESCAPE c || d":        "a LIKE b ESCAPE (c || d)",
		"a BETWEEN b AND c AND d":       "(a BETWEEN b AND c) AND d",
		"a BETWEEN b + 1 AND c || d":    "a BETWEEN (b + 1) AND (c || d)",
		"a BETWEEN b AND c = d":         "(a BETWEEN b AND c) = d",
		"a || b IN (c)":                 "(a || b) IN (c)",
		"a = b IN (c)":                  "a = (b IN (c))",
		"a || b <= c":                   "(a || b) <= c",
		"a <= b || c":                   "(a <= b) || c",
		"a <> b || c":                   "(a <> b) || c",
		"a + b || c":                    "(a + b) || c",
		"a || b + c":                    "a || (b + c)",
		"a || b IS NULL":                "a || (b IS NULL)",
		"a + b IS NULL":                 "(a + b) IS NULL",
		"a = b IS NULL":                 "a = (b IS NULL)",
		"a IS DISTINCT FROM b + c":      "a IS DISTINCT FROM (b + c)",
		"a - b - c":                     "(a - b) - c",
		"a - b * c":                     "a - (b * c)",
		"a / b * c % d":                 "((a / b) * c) % d",
		"a * b ^ c":                     "a * (b ^ c)",
		"a ^ b ^ c":                     "(a ^ b) ^ c",
		"-a ^ b":                        "(-a) ^ b",
		"-a * b":                        "(-a) * b",
		"-a::int":                       "-(a::int)",
		"-a[1]":                         "-(a[1])",
		"@ a + b":                       "@ (a + b)",
		"@ a || b":                      "(@ a) || b",
		"~ a & b":                       "(~ a) & b",
		"a + @ b * c":                   "a + (@ (b * c))",
		"a AT TIME ZONE b + c":          "(a AT TIME ZONE b) + c",
		"-a AT TIME ZONE b":             "(-a) AT TIME ZONE b",
		"a ^ b AT TIME ZONE c":          "a ^ (b AT TIME ZONE c)",
		"a AT TIME ZONE b AT TIME ZONE": "",
		"a::int::text":                  "(a::int)::text",
		"a || b::text":                  "a || (b::text)",
		"a.b[0].c::int":                 "((a.b)[0].c)::int",
		"a = ANY (SELECT 1) AND b":      "(a = ANY (SELECT 1)) AND b",
		"a OR b OR c":                   "a OR b OR c",
		"a != b":                        "a <> b",
		"a ISNULL":                      "a IS NULL",
		"a NOTNULL":                     "a IS NOT NULL",
		"SUBSTRING(a FROM 2 FOR 3)":     "substring(a, 2, 3)",
		"TRIM(a)":                       "TRIM(BOTH FROM a)",
		"LAG(a IGNORE NULLS) OVER ()":   "LAG(a) IGNORE NULLS OVER ()",
		"CAST(a AS INT4)":               "CAST(a AS INTEGER)",
		"a::character varying(3)":       "a::varchar(3)",
		"DATE'2024-01-31'":              "date '2024-01-31'",
		"E'a\\x41'":                     "'aA'",
		"'a'\n 'b' -- c\n 'd'":          "'abd'",
		"$x$it's$x$":                    "'it''s'",
		"'\\\\d\\101\\n'":               "E'\\\\dA\\n'",
		"\"abc\".\"a_1\"":               "abc.a_1",
		"ABC.Def":                       "abc.def",
		"\"ABC\"":                       "\"ABC\"",
		"t.select":                      "t.\"select\"",
		"a OPERATOR(pg_catalog.=) b":    "a = b",
		"a OPERATOR(=) b || c":          "(a = b) || c",
	} {
		if want == "" {
			if _, err := syntax.ParseExpr(sql); err == nil {
				t.Errorf("%s parses", sql)
			}
			continue
		}
		if got, same := parseExpr(t, sql), parseExpr(t, want); !syntax.Equal(got, same) {
			t.Errorf("%s\n\tis  %s\n\tnot %s", sql, syntax.Print(got), syntax.Print(same))
		}
	}
}

// What looks alike and is not.
func TestDifferences(t *testing.T) {
	for sql, other := range map[string]string{
		"a AND (b AND c)": "a AND b AND c", "a - (b - c)": "a - b - c", "(-a)::int": "-a::int", "a": "\"A\"", "abc": "\"select\"",
		"a.b": "(a).b", "a[0]": "a['0']", "CAST(a AS int)": "a::int", "(a || b) IS NULL": "a || b IS NULL", "1": "1.0", "'a'": "'A'",
		"count(*)": "count()", "count(DISTINCT a)": "count(a)", "current_date": "\"current_date\"", "$1": "$2", ":a": ":b",
	} {
		if syntax.Equal(parseExpr(t, sql), parseExpr(t, other)) {
			t.Errorf("%s and %s are the same tree", sql, other)
		}
	}
}

// How trees are printed: words in capitals, parentheses and quotes where they
// are needed, attributes in one order.
func TestPrint(t *testing.T) {
	for sql, want := range map[string]string{
		"select a,b from t where ((a=1))and(b=2)":                     "SELECT a, b FROM t WHERE a = 1 AND b = 2",
		"select (a+b)*c, a+(b*c), - (-5), -(+x), @(-1)":               "SELECT (a + b) * c, a + b * c, - -5, - +x, @ -1",
		"select \"Select\", \"select\", \"abc\", \"a b\", \"a\"\"b\"": `SELECT "Select", "select", abc, "a b", "a""b"`,
		"select 'it''s', 'a\\\\b', E'\\n'":                            "SELECT 'it''s', E'a\\\\b', '\n'",
		"select a from t minus select b from u":                       "SELECT a FROM t EXCEPT SELECT b FROM u",
		"(select a from t) union (select b from u) order by 1":        "SELECT a FROM t UNION SELECT b FROM u ORDER BY 1",
		"select a from t fetch first 3 rows only":                     "SELECT a FROM t LIMIT 3",
		"select a from t join u on 1=1 left outer join v using(a)":    "SELECT a FROM t JOIN u ON 1 = 1 LEFT JOIN v USING (a)",
		"delete t where a": "DELETE FROM t WHERE a",
		"create table T(A int4 sortkey not null encode LZO default 1)":          "CREATE TABLE t (a INTEGER DEFAULT 1 ENCODE LZO SORTKEY NOT NULL)",
		"create temporary table t(a numeric(5,2)) sortkey(a) backup no":         "CREATE TEMP TABLE t (a DECIMAL(5, 2)) BACKUP NO SORTKEY (a)",
		"start transaction read only":                                           "BEGIN READ ONLY",
		"end work":                                                              "COMMIT",
		"set timezone='UTC'":                                                    "SET timezone TO 'UTC'",
		"copy t from 's3://b' credentials as 'x' csv ignoreheader as 1":         "COPY t FROM 's3://b' CREDENTIALS 'x' CSV IGNOREHEADER 1",
		"grant all privileges on t to group g":                                  "GRANT ALL ON TABLE t TO GROUP g",
		"create function f(int) returns int stable as 'select $$' language sql": "CREATE FUNCTION f(INTEGER) RETURNS INTEGER STABLE AS $_$select $$$_$ LANGUAGE sql",
	} {
		statements, err := syntax.Parse(sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		if got := syntax.Print(statements[0].Stmt); got != want {
			t.Errorf("%s\n\tgot  %s\n\twant %s", sql, got, want)
		}
	}
}

// A name from a catalogue is quoted where it must be, and comes back as it was.
func TestNewIdent(t *testing.T) {
	for name, want := range map[string]string{
		"a": "a", "a_1$": "a_1$", "#t": "#t", "été": "été", "A": `"A"`, "select": `"select"`, "date": `"date"`, "1a": `"1a"`, "": `""`,
		"a b": `"a b"`, `a"b`: `"a""b"`, "#": `"#"`, "É": "É",
	} {
		ident := syntax.NewIdent(name)
		if got := ident.String(); got != want {
			t.Errorf("%q is %s, not %s", name, got, want)
		}
		if name == "" {
			continue
		}
		x, ok := parseExpr(t, ident.String()).(*syntax.Column)
		if !ok || !syntax.Equal(x.Name, syntax.Name{ident}) {
			t.Errorf("%q comes back as %v", name, x)
		}
	}
}

func TestParseType(t *testing.T) {
	for sql, want := range map[string]string{
		"int": "INTEGER", "CHARACTER VARYING (10)": "VARCHAR(10)", "varchar(max)": "VARCHAR(MAX)", "numeric(5,2)": "DECIMAL(5, 2)",
		"timestamp with time zone": "TIMESTAMPTZ", "time(3) without time zone": "TIME(3)", "float(24)": "REAL", "pg_catalog.int4": "pg_catalog.int4",
		"interval day to second(3)": "INTERVAL DAY TO SECOND(3)", "int2[]": "SMALLINT[]", `"char"`: `"char"`,
	} {
		typ, err := syntax.ParseType(sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		if got := syntax.Print(typ); got != want {
			t.Errorf("%s is printed as %s, not %s", sql, got, want)
		}
	}
	for _, sql := range []string{"", "int int", "decimal(1,2,3)", "int(4)", "varchar(x)", "select"} {
		if typ, err := syntax.ParseType(sql); err == nil {
			t.Errorf("%s is %s", sql, syntax.Print(typ))
		}
	}
}
