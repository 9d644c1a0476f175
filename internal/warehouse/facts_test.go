package warehouse_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/warehouse"
)

// Sessions know whose their cluster is; users' functions are there when its engine has been started again.
func TestClusterKnowsItself(t *testing.T) {
	dir := t.TempDir()
	account := func(c *warehouse.Config) { c.Account = "123456789012" }
	h := open(t, dir, account)
	h.add(t, "c1")
	conn := h.session(t, "c1")
	mustAsk(t, conn, "select current_aws_account || ' ' || current_namespace()", "123456789012 c1")
	for _, sql := range []string{
		"create function f_greet(varchar) returns varchar immutable as $$ select 'hello ' || $1 $$ language sql", "create view v as select f_greet('you') as g",
	} {
		if _, err := ask(conn, sql); err != nil {
			t.Fatal(err)
		}
	}
	mustAsk(t, conn, "select f_greet('all')", "hello all")
	check(t, h.Close(t.Context()))
	again := open(t, dir, account)
	again.add(t, "c1")
	mustAsk(t, again.session(t, "c1"), "select f_greet('again') || ', ' || g from v", "hello again, hello you")
}
