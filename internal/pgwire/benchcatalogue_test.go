package pgwire_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/countersign-dev/countersign/internal/engine"
)

// catalogueQueries are what clients ask the catalogue, by who asks.
var catalogueQueries = map[string]string{
	"builder, relations": `select table_catalog, table_name, table_schema, 'table' from information_schema.tables where table_schema ilike 'public' and table_type = 'BASE TABLE'
		union all select table_catalog, table_name, table_schema, 'view' from information_schema.views where table_schema ilike 'public'`,
	"builder, columns":      `select table_name, column_name, data_type, character_maximum_length from svv_columns where table_schema = 'public'`,
	"builder, dependencies": `select distinct d.objid, d.refobjid from pg_depend d where d.deptype = 'n'`,
	"driver, tables": `select current_database(), n.nspname, c.relname, case c.relkind when 'r' then 'TABLE' when 'v' then 'VIEW' end, d.description
		from pg_catalog.pg_namespace n, pg_catalog.pg_class c left join pg_catalog.pg_description d on (c.oid = d.objoid and d.objsubid = 0)
		where c.relnamespace = n.oid and n.nspname like 'public' and c.relkind in ('r', 'v') order by 4, 2, 3`,
	"driver, columns": `select n.nspname, c.relname, a.attname, a.atttypid, a.attnotnull, a.atttypmod, a.attlen, a.attnum, def.adsrc, t.typtype from pg_catalog.pg_namespace n
		join pg_catalog.pg_class c on (c.relnamespace = n.oid) join pg_catalog.pg_attribute a on (a.attrelid = c.oid) join pg_catalog.pg_type t on (a.atttypid = t.oid)
		left join pg_catalog.pg_attrdef def on (a.attrelid = def.adrelid and a.attnum = def.adnum)
		where c.relkind in ('r', 'v') and a.attnum > 0 and not a.attisdropped and n.nspname like 'public' order by nspname, c.relname, attnum`,
	"driver, columns of one table": `select a.attname, format_type(a.atttypid, a.atttypmod) from pg_catalog.pg_namespace n
		join pg_catalog.pg_class c on (c.relnamespace = n.oid) join pg_catalog.pg_attribute a on (a.attrelid = c.oid) where n.nspname = 'public' and c.relname = 't50'`,
	"one table": `select table_name from information_schema.tables where table_schema = 'public' and table_name = 't50'`,
}

// BenchmarkCatalogue asks with 100 and with 10,000 tables, and tells how much more a row of the answer costs with many.
func BenchmarkCatalogue(b *testing.B) {
	costs := map[string]time.Duration{}
	for _, tables := range []int{100, 10000} {
		f := start(b, nil)
		f.makeTables(b, tables)
		c := f.connect(b, "sslmode=disable")
		for name, sql := range catalogueQueries {
			cost, rows := costOf(b, c, sql)
			fmt.Printf("%-30s %6d tables: %10v for %6d rows, %v a row\n", name, tables, cost, rows, cost/time.Duration(max(rows, 1)))
			if tables == 100 {
				costs[name] = cost / time.Duration(max(rows, 1))
				continue
			}
			b.ReportMetric(float64(cost)/float64(max(rows, 1))/float64(costs[name]), strings.NewReplacer(", ", "-", " ", "-").Replace(name)+"/ratio")
		}
	}
}

// makeTables makes tables of five columns, past the session, which would read the catalogue after each.
func (f *fixture) makeTables(b *testing.B, n int) {
	b.Helper()
	conn, err := f.cluster.Connect(b.Context(), engine.Session{Database: database, User: user})
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	for i := range n {
		st, err := conn.Prepare(b.Context(), fmt.Sprintf("CREATE TABLE %s.public.t%d (a INTEGER, b VARCHAR, c DECIMAL(10,2), d DATE, e BIGINT NOT NULL)", database, i))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := st.Execute(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		st.Close()
	}
}

// costOf is the median of some runs, and how many rows there are.
func costOf(b *testing.B, c *pgx.Conn, sql string) (time.Duration, int) {
	b.Helper()
	var costs []time.Duration
	n := 0
	for range 7 {
		begin := time.Now()
		result, err := c.PgConn().Exec(b.Context(), sql).ReadAll()
		if err != nil {
			b.Fatal(err)
		}
		n = len(result[0].Rows)
		costs = append(costs, time.Since(begin))
	}
	for i := range costs {
		for j := range i {
			if costs[i] < costs[j] {
				costs[i], costs[j] = costs[j], costs[i]
			}
		}
	}
	return costs[len(costs)/2], n
}
