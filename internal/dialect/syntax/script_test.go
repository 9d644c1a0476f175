package syntax_test

import (
	"slices"
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
