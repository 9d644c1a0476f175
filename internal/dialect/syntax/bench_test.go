package syntax_test

import (
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// query is a plain join of 250 characters, as reports send it.
const query = `SELECT c.name, d.year, SUM(s.qty * s.price) AS total, COUNT(*) FROM sales s JOIN customers c ON s.cust_id = c.id ` +
	`LEFT JOIN dates d ON s.date_id = d.id WHERE d.year >= 2020 AND c.region IN ('EU', 'US') GROUP BY 1, 2 HAVING SUM(s.qty) > 10 ORDER BY 3 D LIMIT 5`

func benchQuery() string { return strings.Replace(query, "3 D ", "3 DESC ", 1) }

func BenchmarkParseAndPrint(b *testing.B) {
	sql := benchQuery()
	b.SetBytes(int64(len(sql)))
	b.ReportAllocs()
	for b.Loop() {
		statements, err := syntax.Parse(sql)
		if err != nil {
			b.Fatal(err)
		}
		syntax.Print(statements[0].Stmt)
	}
}

func BenchmarkParse(b *testing.B) {
	sql := benchQuery()
	b.SetBytes(int64(len(sql)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := syntax.Parse(sql); err != nil {
			b.Fatal(err)
		}
	}
}

// large are statements of so many bytes, each long in another way.
func large(size int) map[string]string {
	repeat := func(first, item, last string) string {
		return first + strings.Repeat(item, (size-len(first)-len(last))/len(item)) + last
	}
	return map[string]string{
		"rows":    repeat("INSERT INTO t VALUES (0)", ", (12345, 'some text', 1.5, NULL)", ""),
		"list":    repeat("SELECT * FROM t WHERE a IN (0", ", 1234567", ")"),
		"columns": repeat("SELECT a", ", t.some_column + 1 AS c", " FROM t"),
		"or":      repeat("SELECT 1 WHERE a = 0", " OR a = 123", ""),
		"string":  repeat("SELECT '", `it''s \n `, "'"),
		"comment": repeat("SELECT 1 /*", " text /* */", "*/"),
		"script":  repeat("", "SELECT a FROM t;", ""),
	}
}

func BenchmarkMegabyte(b *testing.B) {
	for name, sql := range large(1 << 20) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(sql)))
			for b.Loop() {
				statements, err := syntax.Parse(sql)
				if err != nil {
					b.Fatal(err)
				}
				for _, s := range statements {
					syntax.Print(s.Stmt)
				}
			}
		})
	}
}
