package dialect_test

import (
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/engine"
)

// shop is a session of a database with two tables.
func shop() dialect.Session {
	column := func(name, kind, note string) engine.RelationColumn {
		return engine.RelationColumn{Name: name, Type: kind, Comment: note}
	}
	listing := engine.Listing{
		Schemas: [][2]string{{"dev", "public"}},
		Relations: []engine.Relation{
			{Database: "dev", Schema: "public", Name: "sales", OID: 1, Columns: []engine.RelationColumn{
				column("id", "BIGINT", ""), column("customer", "INTEGER", ""), column("price", "DECIMAL(12,2)", ""), column("sold", "DATE", ""),
				column("region", "VARCHAR", `{"type":"character varying(20)"}`),
			}},
			{Database: "dev", Schema: "public", Name: "customers", OID: 2, Columns: []engine.RelationColumn{
				column("id", "INTEGER", ""), column("name", "VARCHAR", `{"type":"character varying(100)"}`), column("city", "VARCHAR", `{"type":"character(12)"}`),
			}},
		},
	}
	return dialect.Session{Session: bind.Session{
		Catalog: relation.New("dev", listing), SearchPath: []string{"public"}, User: "o'neil", SessionUser: "o'neil", Database: "dev", ProcessID: 7, Version: "v",
	}}
}

// joined is a query of 250 characters.
const joined = "select c.name, c.city, count(*) as n, sum(s.price * (1 - 0.05)) as total, max(s.sold) as latest from sales s join customers c on c.id = s.customer " +
	"where s.sold >= '2024-01-01' and c.city in ('Paris', 'Rome') group by c.name, c.city order by total desc limit 10"

func translateOnce(tb testing.TB, session dialect.Session, sql string) *dialect.Translation {
	list, err := dialect.Split(sql)
	if err != nil {
		tb.Fatal(err)
	}
	tr, err := list[0].Translate(session)
	if err != nil {
		tb.Fatal(err)
	}
	return tr
}

// BenchmarkTranslate parses, binds and prints a query of 250 characters.
func BenchmarkTranslate(b *testing.B) {
	session := shop()
	b.ReportAllocs()
	for b.Loop() {
		translateOnce(b, session, joined)
	}
}

// BenchmarkTranslateLong does the same with statements of which each is ten times as long as
// the one before: the time for a byte stays.
func BenchmarkTranslateLong(b *testing.B) {
	session := shop()
	for _, size := range []struct {
		name  string
		terms int
	}{{"10KB", 500}, {"100KB", 5000}, {"1MB", 50000}} {
		sql := "select id from sales where price in (" + strings.TrimSuffix(strings.Repeat("1234567.25, 98.1, ", size.terms), ", ") + ")"
		b.Run(size.name, func(b *testing.B) {
			b.SetBytes(int64(len(sql)))
			for b.Loop() {
				translateOnce(b, session, sql)
			}
		})
	}
}
