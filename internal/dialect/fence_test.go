package dialect_test

import (
	"strings"
	"testing"
)

// What has a LIMIT and is read by others is materialized, so that the engine filters nothing below it.
func TestLimitsThatOthersRead(t *testing.T) {
	for sql, fenced := range map[string]bool{
		"select id from sales order by id limit 5":                                                                                                                             false,
		"select s.id from (select id from sales order by id limit 5) s":                                                                                                        true,
		"select s.id from (select top 5 id from sales order by id) s":                                                                                                          true,
		"select s.id from (select id from sales limit 5) s":                                                                                                                    false,
		"with s as (select id from sales order by id limit 5) select id from s":                                                                                                true,
		"with recursive s as (select id from sales union all select 1 order by id limit 5) select id from s":                                                                   true,
		"(select id from sales order by id limit 5) union all select 1":                                                                                                        true,
		"create view v as select id from sales order by id limit 5":                                                                                                            true,
		"select (select max(x) from (select s.id as x from sales s where s.id = c.id order by s.id limit 5) d) from customers c":                                               false,
		"select (select max(x) from (select s.id as x from sales s where s.id = (select max(id) from sales u where u.price = s.price) order by 1 limit 5) d) from customers c": true,
	} {
		if text := translateOnce(t, shop(), sql).Text; strings.Contains(text, "WITH countersign_first AS MATERIALIZED (") != fenced {
			t.Errorf("%s\nis %s", sql, text)
		}
	}
}
