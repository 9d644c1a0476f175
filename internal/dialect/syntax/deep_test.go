package syntax_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// What nests or leans too deep is an error and no stack overflow, whatever it is
// made of; as deep as people write is fine.
func TestDepth(t *testing.T) {
	shapes := map[string]func(n int) string{
		"parentheses": func(n int) string { return "SELECT " + strings.Repeat("(", n) + "1" + strings.Repeat(")", n) },
		"subqueries":  func(n int) string { return "SELECT " + strings.Repeat("(SELECT ", n) + "1" + strings.Repeat(")", n) },
		"derived": func(n int) string {
			return strings.Repeat("SELECT * FROM (", n) + "SELECT 1" + strings.Repeat(") x", n)
		},
		"signs":  func(n int) string { return "SELECT " + strings.Repeat("- ", n) + "1" },
		"not":    func(n int) string { return "SELECT " + strings.Repeat("NOT ", n) + "TRUE" },
		"prefix": func(n int) string { return "SELECT " + strings.Repeat("@ ", n) + "1" },
		"equal":  func(n int) string { return "SELECT a" + strings.Repeat(" = a", n) },
		"calls":  func(n int) string { return "SELECT " + strings.Repeat("f(", n) + strings.Repeat(")", n) },
		"case": func(n int) string {
			return "SELECT " + strings.Repeat("CASE WHEN 1 THEN ", n) + "1" + strings.Repeat(" END", n)
		},
		"index": func(n int) string { return "SELECT " + strings.Repeat("a[", n) + "1" + strings.Repeat("]", n) },
		"joins": func(n int) string {
			return "SELECT * FROM " + strings.Repeat("(a JOIN ", n) + "b" + strings.Repeat(" ON 1)", n)
		},
		"open joins": func(n int) string {
			return "SELECT * FROM a" + strings.Repeat(" JOIN a", n) + strings.Repeat(" ON 1", n)
		},
		"rollup": func(n int) string {
			return "SELECT 1 GROUP BY " + strings.Repeat("ROLLUP(", n) + "a" + strings.Repeat(")", n)
		},
		"with": func(n int) string {
			return strings.Repeat("WITH x AS (", n) + "SELECT 1" + strings.Repeat(") SELECT 1", n)
		},
		"arrays": func(n int) string { return "SELECT " + strings.Repeat("ARRAY[", n) + "1" + strings.Repeat("]", n) },
		"schema": func(n int) string { return strings.Repeat("CREATE SCHEMA s ", n) },
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			roundTrip(t, shape(50))
			for _, n := range []int{2000, 200000} {
				refusedAsTooComplex(t, shape(n))
			}
		})
	}
}

// Trees that grow to the left cost the parser no depth, but whoever walks them.
func TestHeight(t *testing.T) {
	shapes := map[string]func(n int) string{
		"sum":   func(n int) string { return "SELECT 1" + strings.Repeat(" + 1", n) },
		"union": func(n int) string { return "SELECT 1" + strings.Repeat(" UNION ALL SELECT 1", n) },
		"join":  func(n int) string { return "SELECT * FROM a" + strings.Repeat(" CROSS JOIN a", n) },
		"casts": func(n int) string { return "SELECT 1" + strings.Repeat("::int", n) },
		"index": func(n int) string { return "SELECT a" + strings.Repeat("[1]", n) },
		"zone":  func(n int) string { return "SELECT a" + strings.Repeat(" AT TIME ZONE b", n) },
		"outer": func(n int) string { return "SELECT a" + strings.Repeat("(+)", n) },
		"both": func(n int) string {
			return "SELECT " + strings.Repeat("(", 500) + "1" + strings.Repeat(strings.Repeat(" + 1", n/50)+")", 500)
		},
		"pivot": func(n int) string { return "SELECT * FROM a" + strings.Repeat(" PIVOT (f(a) FOR b IN (1))", n) },
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			roundTrip(t, shape(100))
			for _, n := range []int{12000, 100000} {
				refusedAsTooComplex(t, shape(n))
			}
		})
	}
}

func refusedAsTooComplex(t *testing.T, sql string) {
	t.Helper()
	_, err := syntax.Parse(sql)
	var e *engine.Error
	if !errors.As(err, &e) {
		t.Fatalf("%.60s… of %d bytes parses", sql, len(sql))
	}
	if e.State != "54001" {
		t.Errorf("%.60s…: %v", sql, err)
	}
}

// Chains of AND and OR are as long as anyone likes: they are one node.
func TestLongChains(t *testing.T) {
	roundTrip(t, "SELECT 1 WHERE a = 1"+strings.Repeat(" OR a = 2 AND b = 3", 50000))
}

func TestScriptTooLarge(t *testing.T) {
	_, err := syntax.Parse("SELECT '" + strings.Repeat("x", 16<<20) + "'")
	var e *engine.Error
	if !errors.As(err, &e) || e.State != "54000" {
		t.Errorf("%v", err)
	}
}

// What is eight times as long takes some eight times as long, and not sixty-four, be it a statement or what makes no sense.
func TestLinearTime(t *testing.T) {
	const size, factor = 1 << 20, 8
	short, long := large(size/factor), large(size)
	for _, piece := range []string{"(", "((((1,", "'", "$", "$$", "$a$", "/*", "-- ", "\"", "a.", "a,", "[", "select(", "case ", ":a:", "E'\\", "''\n", "(+)", "((select 1)", "1e", "#a", "\u00a0", "ä"} {
		for _, first := range []string{"", "SELECT "} {
			short[first+piece] = first + strings.Repeat(piece, size/4/factor/len(piece))
			long[first+piece] = first + strings.Repeat(piece, size/4/len(piece))
		}
	}
	for name := range long {
		var ratio float64
		for range 5 { // a machine that is busy with other things may be slow once
			few, many := timeToParse(short[name]), timeToParse(long[name])
			if ratio = many.Seconds() / max(few, 100*time.Microsecond).Seconds(); ratio < factor*factor/2 {
				break
			}
		}
		if ratio >= factor*factor/2 {
			t.Errorf("%s: %.0f times as long", name, ratio)
		}
	}
}

// timeToParse is how long it takes to parse a text, and to print what comes of it.
func timeToParse(sql string) time.Duration {
	start := time.Now()
	statements, err := syntax.Parse(sql)
	if err == nil {
		for _, s := range statements {
			syntax.Print(s.Stmt)
		}
	}
	return time.Since(start)
}
