package pgwire_test

import (
	"fmt"
	"strings"
	"testing"
)

// Redshift's SQL where it is not the engine's: names of columns, words, and answers that
// the engine would give otherwise. How well an answer is known stands behind it: observed
// on Redshift, documented, or assumed.
func TestRedshiftSQL(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	mustExec(t, c, "create table sales (id int, qty int, price decimal(8,2), name varchar(20), sold date)",
		"insert into sales values (1, 5, 2.50, 'ann', '2026-01-31'), (2, 0, 3.00, 'bob', '2026-02-28'), (3, null, 1.00, null, null)")
	for _, test := range []struct{ sql, names, rows, known string }{
		// Names of columns that have none.
		{"select 1, 'x', 1 + 2, -1, null, id = 1 from sales where id = 1", "?column? ?column? ?column? ?column? ?column? ?column?", "1 x 3 -1 NULL t", "documented"},
		{"select count(*), sum(qty), max(id) from sales", "count sum max", "3 5 3", "observed"},
		{"select upper(name), coalesce(qty, 0), nvl(qty, 7) from sales where id = 3", "upper coalesce coalesce", "NULL 0 7", "observed"},
		{"select id::varchar(10), cast(1 as bigint), '5'::int, true, case when true then 1 end, case when true then 1 else id end from sales where id = 1",
			"id int8 int4 bool case id", "1 1 5 t 1 1", "documented"},
		{"select date '2026-01-31', extract(day from sold), trim('  a '), position('b' in 'abc') from sales where id = 1", "date date_part btrim position", "2026-01-31 31 a 2", "documented"},
		{"select x.max from (select max(id) from sales) x", "max", "3", "documented"},
		{"with a as (select sum(id) from sales) select sum + 1 as more from a", "more", "7", "documented"},
		// Division.
		{"select 7 / 2, 7 % 4, -7 / 2, 7.0 / 2 > 3.4", "?column? ?column? ?column? ?column?", "3 3 -3 t", "documented"},
		{"select id / qty from sales", "", "22012 division by zero", "observed"},
		{"select 1 / 0", "", "22012 division by zero", "observed"},
		{"select mod(5, 0)", "", "22012 division by zero", "documented"},
		{"select id / nullif(qty, 0) from sales order by id", "?column?", "0;NULL;NULL", "documented"},
		{"update sales set id = 1 % qty where id = 2", "", "22012 division by zero", "documented"},
		// Words of Redshift's own.
		{"select top 2 id from sales order by id desc", "id", "3;2", "documented"},
		{"select top 1 id from sales where id = 2 union all select 9 order by 1", "id", "2;9", "assumed"},
		{"select id from sales minus select 2 order by 1", "id", "1;3", "documented"},
		{"select nvl2(qty, 'some', 'none'), decode(id, 1, 'one', 2, 'two', 'many'), decode(name, null, 'nobody', name) from sales order by id", "case case case",
			"some one ann;some two bob;none many nobody", "documented"},
		{"select charindex('b', 'abc'), len('abc'), substring('caterpillar', -5, 4), substring('caterpillar', 6, 4), substring('abc', 0, 2)", "charindex len substring substring substring", "2 3  pill a", "documented"},
		{"select dateadd(month, 1, sold), dateadd(qtr, 1, '2026-01-31'), dateadd(day, -id, sold) from sales where id = 1", "date_add date_add date_add",
			"2026-02-28 00:00:00 2026-04-30 00:00:00 2026-01-30 00:00:00", "documented"},
		{"select datediff(day, '2026-01-01', sold), datediff('month', sold, date '2027-01-01'), datediff(years, timestamp '2025-12-31 23:00', '2026-01-01') from sales where id = 1",
			"date_diff date_diff date_diff", "30 12 1", "documented"},
		{"select date_part(month, sold), date_trunc('month', sold)::date from sales where id = 1", "pgdate_part date_trunc", "1 2026-01-01", "documented"},
		{"select convert(integer, '42'), convert(varchar(2), 'abc')", "int4 varchar", "42 ab", "documented"},
		{"select 'abcdef'::varchar(3), 'abcdef'::char(2), cast('é' as varchar(2)), 12.345::decimal(5,1), '7.6'::decimal", "varchar bpchar varchar numeric numeric", "abc ab é 12.3 8", "documented"},
		{"select 'éé'::varchar(3)", "varchar", "é", "documented"},
		{"select to_hex(2147676847)", "to_hex", "8002f2af", "documented"},
		// Operators hold together as in PostgreSQL 8.0.
		{"select not 1 = 2, 1 + 2 * 3 ^ 2, 2 - 1 - 1, 10 / 2 / 5, - 2 ^ 2, 'a' || 'b' = 'ab', 5 between 1 and 3 + 4", strings.Repeat("?column? ", 6) + "?column?", "t 19 0 1 4 t t", "documented"},
		{"select a.id, b.id, c.id from sales a, sales b, sales c where a.id = b.id - 1 and b.id = c.id (+) and c.qty (+) > 4 and b.id < 9 order by 1", "id id id", "1 2 NULL;2 3 NULL", "documented"},
		{"select a.id, b.id, c.id from sales a, sales b, (select 3 as id) c where a.id + 1 = b.id (+) and b.id = c.id (+) order by 1", "id id id", "1 2 NULL;2 3 3;3 NULL NULL", "documented"},
		{"select * exclude (name, sold) from sales where id = 1", "id qty price", "1 5 2.50", "documented"},
		// Patterns find a part; SIMILAR TO is about the whole.
		{"select 'abc' ~ 'b', 'abc' ~ '^b', 'ABC' ~* 'b', 'abc' !~ 'b', 'abc' !~* 'X'", strings.Repeat("?column? ", 4) + "?column?", "t f t f t", "documented"},
		{"select 'abc' similar to 'b', 'abc' similar to 'a%', 'abc' similar to '(a|x)_c', 'abc' not similar to '%[x-z]', 'a.c' similar to 'a.c', 'abc' similar to 'a.c', 'a%' similar to 'a\\%'",
			strings.Repeat("?column? ", 6) + "?column?", "f t t t t f t", "documented"},
		// Strings: a backslash escapes, as clients are told by standard_conforming_strings.
		{`select 'a\\' as a, length('\\'), E'x\ty' = 'x' || chr(9) || 'y', 'it''s', $$d'q$$`, "a length ?column? ?column? ?column?", `a\ 1 t it's d'q`, "documented"},
		{`select 'a_b' like 'a\\_b', 'axb' like 'a\\_b', 'a_b' ilike 'A\\_B', 'axb' like 'a_b', 'a%' not like 'a!%' escape '!'`, strings.Repeat("?column? ", 4) + "?column?", "t f t t f", "documented"},
		{"select regexp_replace('2024-01-01', '-'), regexp_replace('abc', '(a)(b)', '$2$1'), regexp_replace('a1b2', '[0-9]', 'x')", "regexp_replace regexp_replace regexp_replace", "20240101 bac axbx", "documented"},
		{"select cast(null as varchar(3)), name::varchar(2), concat('a', null), concat('a', name), lpad('x', 3), rpad('x', 3, '-') from sales order by id", "varchar name concat concat lpad rpad",
			"NULL an NULL aann   x x--;NULL bo NULL abob   x x--;NULL NULL NULL NULL   x x--", "documented"},
		{"select date_trunc('month', '2024-05-05')::date, extract(month from '2024-05-05'), date_part(dw, '2024-05-05'), last_day('2024-02-01')", "date_trunc date_part pgdate_part last_day", "2024-05-01 5 0 2024-02-29", "documented"},
		{"select * from sales a, (select 2 as n) b where b.n (+) = a.id and a.id < 3 order by 1", "id qty price name sold n", "1 5 2.50 ann 2026-01-31 NULL;2 0 3.00 bob 2026-02-28 2", "documented"},
		{"select * from (select 2 as n) b, sales a where b.n (+) = a.id and a.id < 3 order by 2", "n id qty price name sold", "NULL 1 5 2.50 ann 2026-01-31;2 2 0 3.00 bob 2026-02-28", "documented"},
		// Aggregates and windows.
		{"select listagg(name, ',') within group (order by id desc), listagg(distinct id) within group (order by id), listagg(name) from sales where id < 3", "listagg listagg listagg", "bob,ann 12 annbob", "documented"},
		{"select id, lag(qty) ignore nulls over (order by id desc), first_value(name ignore nulls) over (order by id desc rows between unbounded preceding and unbounded following) from sales order by id",
			"id lag first_value", "1 0 bob;2 NULL bob;3 NULL bob", "documented"},
		{"select id, ratio_to_report(qty) over () from sales where qty > 0", "id ratio_to_report", "1 1", "documented"},
		{"select approximate count(distinct id), percentile_cont(0.5) within group (order by id), median(id) from sales", "count percentile_cont median", "3 2.0 2.0", "documented"},
		{"select id from sales qualify row_number() over (order by id desc) = 1", "id", "3", "documented"},
		// What changes rows.
		{"delete sales where id = 3; select count(*) from sales", "count", "2", "documented"},
		{"select id, name into kept from sales where id < 3; select * from kept order by id", "id name", "1 ann;2 bob", "documented"},
		{"create view v as select qty / id, count(*) over () from sales where id = 1; select * from v", "?column? count", "5 1", "documented"},
		{"create table made as select top 1 id, qty / 2 from sales order by id; select * from made", "id ?column?", "1 2", "documented"},
		{"explain select 1 / id from sales; select 1 as one", "one", "1", "documented"},
		{"select id, * exclude name from sales where id = 2", "id id qty price sold", "2 2 0 3.00 2026-02-28", "documented"},
		{"select datediff(week, sold, dateadd(week, 2, sold)) from sales where id < 3 order by id", "date_diff", "2;2", "documented"},
		{"select 1::super", "super", "1", "documented"},
		// What is not built says so, where it stands.
		{"select 1 from sales a, sales b where a.id (+) = b.id (+)", "", "0A000 (+) on two tables in one condition is not supported at 54", "assumed"},
		{"select id from sales where id (+) = 1", "", "0A000 (+) behind a column without its table is not supported at 31", "assumed"},
		{"select sales.id (+) from sales", "", "42601 (+) is only allowed in WHERE, between columns of two tables at 17", "assumed"},
		{"select id from sales where nope = 1", "", `42703 column "nope" does not exist in sales at 28`, "observed"},
		{"select id, from sales", "", `42601 syntax error at or near "from" at 12`, "observed"},
		{"select [x for x in [1]]", "", `42601 syntax error at or near "[" at 8`, "documented"},
		{"from sales select id", "", `42601 syntax error at or near "from" at 1`, "documented"},
	} {
		results, err := c.PgConn().Exec(t.Context(), test.sql).ReadAll()
		var names, lines []string
		if err != nil {
			lines = []string{state(err) + " " + said(err)}
			if at := position(err); at > 0 {
				lines[0] += fmt.Sprintf(" at %d", at)
			}
		} else {
			last := results[len(results)-1]
			for _, f := range last.FieldDescriptions {
				names = append(names, f.Name)
			}
			for _, row := range last.Rows {
				var values []string
				for _, v := range row {
					if v == nil {
						v = []byte("NULL")
					}
					values = append(values, string(v))
				}
				lines = append(lines, strings.Join(values, " "))
			}
		}
		if got := strings.Join(names, " "); got != test.names {
			t.Errorf("%s\n  names %s\n  want  %s (%s)", test.sql, got, test.names, test.known)
		}
		if got := strings.Join(lines, ";"); got != test.rows {
			t.Errorf("%s\n  got  %s\n  want %s (%s)", test.sql, got, test.rows, test.known)
		}
	}
}
