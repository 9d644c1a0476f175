package syntax_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// Each statement of a script knows where it stands.
func TestScript(t *testing.T) {
	for sql, want := range map[string][]string{
		"":                                nil,
		" ; ;; -- nothing\n /* at all */": nil,
		"SELECT 1":                        {"SELECT 1"},
		"WITH x AS (SELECT 1) UPDATE t SET a = 1; WITH x AS (SELECT 1) (SELECT 2);(SELECT 1)": {"WITH x AS (SELECT 1) UPDATE t SET a = 1", "WITH x AS (SELECT 1) (SELECT 2)", "(SELECT 1)"},
		"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO a; GRANT ALL ON t TO b":           {"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO a", "GRANT ALL ON t TO b"},
		";SELECT 1 ;\n\nSELECT 'ä;' ; ":                                                       {"SELECT 1", "SELECT 'ä;'"},
		"/* a */ BEGIN; -- b;\nEND /* c */":                                                   {"BEGIN", "END"},
		"CREATE PROCEDURE p() AS $$ BEGIN; END; $$ LANGUAGE plpgsql; CALL p()":                {"CREATE PROCEDURE p() AS $$ BEGIN; END; $$ LANGUAGE plpgsql", "CALL p()"},
	} {
		statements, err := syntax.Parse(sql)
		if err != nil {
			t.Errorf("%q: %v", sql, err)
			continue
		}
		var got []string
		for _, s := range statements {
			got = append(got, sql[s.Start:s.End])
			if s.Byte() != s.Start {
				t.Errorf("%q: the statement begins at %d, its node at %d", sql, s.Start, s.Byte())
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", sql, got, want)
		}
	}
}

// A node is where the binder will point.
func TestPositions(t *testing.T) {
	const sql = "SELECT 1; SELECT 'ä', t.a + f(b) FROM s.t WHERE CAST(c AS foo) LIKE $1"
	statements, err := syntax.Parse(sql)
	if err != nil {
		t.Fatal(err)
	}
	s := statements[1].Stmt.(*syntax.Query).Body.(*syntax.Select)
	sum := s.Items[1].X.(*syntax.Binary)
	like := s.Where.(*syntax.Like)
	for want, node := range map[string]syntax.Node{
		"SELECT 'ä'": s, "'ä'": s.Items[0], "t.a": sum.X, "+ f": sum, "f(b)": sum.Y, "b)": sum.Y.(*syntax.Func).Args[0],
		"s.t": s.From[0], "LIKE": like, "CAST": like.X, "foo": like.X.(*syntax.Cast).Type, "$1": like.Y,
	} {
		if at := node.Byte(); len(sql)-at < len(want) || sql[at:at+len(want)] != want {
			t.Errorf("%s is said to be at %q", want, sql[at:])
		}
	}
}

// With standard strings a backslash is a character like any other, but in E'…'.
func TestStandardStrings(t *testing.T) {
	standard := syntax.Options{StandardStrings: true}
	for sql, want := range map[string]string{
		`SELECT 'C:\'`:          `SELECT E'C:\\'`,
		`SELECT 'a\b', E'a\\b'`: `SELECT E'a\\b', E'a\\b'`,
		`SELECT 'it''s\' || x`:  `SELECT E'it''s\\' || x`,
		`SELECT E'it\'s'`:       `SELECT 'it''s'`,
	} {
		statements, err := standard.Parse(sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		printed := syntax.Print(statements[0].Stmt)
		if printed != want {
			t.Errorf("%s is printed as %s, not %s", sql, printed, want)
		}
		for _, options := range []syntax.Options{{}, standard} {
			again, err := options.Parse(printed)
			if err != nil || !syntax.Equal(again[0].Stmt, statements[0].Stmt) {
				t.Errorf("%s: %s means something else with %+v: %v", sql, printed, options, err)
			}
		}
	}
	for _, sql := range []string{`SELECT 'C:\'`, `SELECT 'it''s\' || x`} {
		if _, err := syntax.Parse(sql); err == nil {
			t.Errorf("%s parses without standard strings", sql)
		}
	}
}

// A statement is parsed again from its tokens, as often as somebody wants a tree of his own.
func TestAgain(t *testing.T) {
	list, err := syntax.Parse("select 1; prepare p (int) as select $1 + :b from t; declare c cursor for (select 2) union select 3;")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if again := s.Again(); !syntax.Equal(again, s.Stmt) || again == s.Stmt || again.Byte() != s.Start {
			t.Errorf("%s again is %s at %d", syntax.Print(s.Stmt), syntax.Print(again), again.Byte())
		}
	}
	for i, inner := range map[int]syntax.Stmt{1: list[1].Stmt.(*syntax.Prepare).Stmt, 2: list[2].Stmt.(*syntax.Declare).Query} {
		if part := list[i].Part(inner); !syntax.Equal(part.Again(), inner) {
			t.Errorf("the part is %s, want %s", syntax.Print(part.Again()), syntax.Print(inner))
		}
	}
	var names []string
	for p := range list[1].Parameters() {
		names = append(names, p.Name)
	}
	if got := strings.Join(names, " "); got != "1 b" {
		t.Errorf("parameters are %s", got)
	}
	if at, ok := list[1].Named("t"); !ok || at.Byte() != strings.Index("select 1; prepare p (int) as select $1 + :b from t", " t")+1 {
		t.Errorf("t is named at %d, %t", at, ok)
	}
	if _, ok := list[1].Named("c"); ok {
		t.Error("another statement's name was found")
	}
}
