package plpgsql_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/plpgsql"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// everything has each statement of the language once or more.
const everything = `
<<whole>>
DECLARE
  a integer := 1;
  b CONSTANT varchar(20) NOT NULL DEFAULT 'x';
  c t.x%TYPE;
  d t%ROWTYPE;
  e RECORD;
  f refcursor;
  g CURSOR FOR SELECT * FROM t;
  h CURSOR (k integer, l varchar) IS SELECT * FROM t WHERE id = k;
  i ALIAS FOR $1;
BEGIN
  a := a + 1;
  e.x = CASE WHEN a > 1 THEN 2 ELSE 3 END;
  IF a = 1 THEN NULL; ELSIF a IN (SELECT CASE WHEN true THEN 1 END) THEN NULL; ELSEIF b = 'y' THEN RETURN; ELSE NULL; END IF;
  CASE a WHEN 1, 2 THEN NULL; ELSE NULL; END CASE;
  CASE WHEN a > 1 THEN NULL; END CASE;
  LOOP EXIT; END LOOP;
  <<here>>
  WHILE a < 10 LOOP CONTINUE here WHEN a = 5; EXIT here WHEN a = 6; a := a + 1; END LOOP here;
  FOR n IN 1..10 LOOP NULL; END LOOP;
  FOR n IN REVERSE a..a - 5 BY 2 LOOP NULL; END LOOP;
  FOR e IN SELECT x, loopy FROM t WHERE x = a LOOP RAISE INFO '% is 100%%', e.x; END LOOP;
  FOR a, b IN EXECUTE 'select 1, 2' LOOP NULL; END LOOP;
  SELECT INTO a, e.x 1, 2;
  SELECT count(*) INTO a FROM t WHERE x IN (SELECT 1);
  SELECT max(x) FROM t INTO a;
  PERFORM f(a), 2;
  EXECUTE 'update t set x = ' || quote_literal(b);
  EXECUTE 'select $1' INTO a USING a + 1, b;
  OPEN f FOR SELECT * FROM t;
  OPEN f FOR EXECUTE 'select * from ' || quote_ident(b);
  OPEN g; OPEN h(1, 'z');
  FETCH f INTO e; FETCH NEXT FROM g INTO a, b; CLOSE f;
  GET DIAGNOSTICS a := ROW_COUNT;
  INSERT INTO t VALUES (a, b);
  CALL other(a, b);
  DECLARE z int; BEGIN NULL; END;
  RAISE EXCEPTION 'no';
  COMMIT; ROLLBACK WORK; START TRANSACTION;
EXCEPTION CONTINUE_HANDLER WHEN OTHERS THEN
  RAISE;
END whole;
`

func TestParse(t *testing.T) {
	block, err := plpgsql.Parse(everything)
	if err != nil {
		t.Fatal(err)
	}
	if block.Label != "whole" || len(block.Declared) != 9 || block.Handler == nil || !block.Handler.Continue {
		t.Errorf("%+v", block)
	}
	var kinds []string
	for _, n := range block.Body {
		kinds = append(kinds, n.What())
	}
	want := "assignment, assignment, if, case, case, loop, while, for with integer loopvar, for with integer loopvar, for over select rows, " +
		"for over execute statement, select into variables, select into variables, select into variables, perform, execute statement, execute statement, " +
		"open, open, open, open, fetch, fetch, close, get diagnostics, SQL statement, SQL statement, block, raise, COMMIT, ROLLBACK, START TRANSACTION"
	if got := strings.Join(kinds, ", "); got != want {
		t.Errorf("statements are\n%s\nwant\n%s", got, want)
	}
	if line := block.Body[0].At(); line != 13 {
		t.Errorf("the first statement is on line %d", line)
	}
	for i, want := range map[int]string{11: "SELECT 1, 2", 12: "SELECT count(*) FROM t WHERE x IN (SELECT 1)", 13: "SELECT max(x) FROM t", 14: "SELECT f(a), 2"} {
		n := block.Body[i].(*plpgsql.SQL)
		if got := syntax.Print(n.Statement.Stmt); got != want || !syntax.Equal(n.Statement.Again(), n.Statement.Stmt) {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := syntax.Print(block.Body[2].(*plpgsql.If).Branches[1].Conditions[0].Stmt); got != "SELECT a IN (SELECT CASE WHEN TRUE THEN 1 END)" {
		t.Errorf("the condition is %s", got)
	}
	if got := block.Body[9].(*plpgsql.Rows).Body[0].(*plpgsql.Raise).Message([]string{"x"}); got != "x is 100%" {
		t.Errorf("the message is %q", got)
	}
}

func TestRefusals(t *testing.T) {
	for body, want := range map[string]string{
		"":                                          "syntax error at end of input",
		"BEGIN":                                     "syntax error at end of input",
		"BEGIN END; SELECT 1":                       `syntax error at or near "SELECT"`,
		"BEGIN IF 1 THEN END;":                      `syntax error at or near ";"`,
		"BEGIN SELECT 1 FROM; END":                  "syntax error",
		"BEGIN x := ; END":                          `syntax error at or near ";"`,
		"<<a>> BEGIN END b":                         `end label "b" differs from block's label "a"`,
		"DECLARE a int NOT NULL; BEGIN END":         `variable "a" must have a default value`,
		"BEGIN RAISE INFO '% %', a; END":            "too few parameters specified for RAISE",
		"BEGIN RAISE INFO 'a', a; END":              "too many parameters specified for RAISE",
		"BEGIN EXCEPTION WHEN no_data THEN END":     `exception condition "no_data" is not supported`,
		"BEGIN FOR a, b IN 1..2 LOOP END LOOP; END": "a loop over numbers has one variable",
		"BEGIN CASE x END CASE; END":                "syntax error",
		strings.Repeat("BEGIN ", 1000):              "stack depth limit exceeded",
		"BEGIN SELECT 'a; END":                      "unterminated quoted string",
	} {
		_, err := plpgsql.Parse(body)
		var e *engine.Error
		if !errors.As(err, &e) || !strings.Contains(e.Message, want) {
			t.Errorf("%.60q: %v, want %s", body, err, want)
		}
	}
}

// Whatever a body is, reading it ends with a block or with an error for a client.
func FuzzParse(f *testing.F) {
	f.Add(everything)
	for _, part := range strings.SplitAfter(everything, ";") {
		f.Add("BEGIN " + part + " END;")
	}
	f.Fuzz(func(t *testing.T, body string) {
		_, err := plpgsql.Parse(body)
		var e *engine.Error
		if err != nil && (!errors.As(err, &e) || len(e.State) != 5) {
			t.Errorf("%q: %v is no error for a client", body, err)
		}
	})
}
