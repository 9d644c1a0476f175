//go:build !race

// The race detector keeps memory of its own, which the operating system's limit
// would take away from it: it dies where the engine would only refuse.

package warehouse_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// bombs build what no engine's own limit counts, past the functions that are
// bounded by name.
var bombs = map[string]string{
	"list of a number's length": "select count(*) from generate_series(1, 1000000000)",
	"repeat":                    "select len(repeat('x', 2000000000))",
	"pad":                       "select len(lpad('a', 2000000000))",
	"replace":                   "select len(replace(repeat('x', 16000000), 'x', repeat('y', 1000)))",
	"pattern":                   "select len(regexp_replace(repeat('x', 16000000), 'x', repeat('y', 1000)))",
	"hex":                       "select len(to_hex(to_varbyte(repeat('x', 16000000), 'utf8'))) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where len(to_hex(to_varbyte(repeat('x', 16000000), 'utf8')) || i || j) = 1",
	"recursive doubling":        "with recursive t(a, s) as (select 1, 'xx'::varchar(max) union all select a + 1, s || s from t where a < 40) select max(len(s)) from t",
	"aggregate of strings":      "select len(listagg(repeat('x', 1000000) || i)) from generate_series(1, 100000) a(i)",
	"array of strings":          "select get_array_length(split_to_array(listagg(repeat('x,', 500000) || i))) from generate_series(1, 100000) a(i)",
	"array of arrays":           "with recursive t(a, s) as (select 1, array(repeat('x', 1000000)) union all select a + 1, array_concat(s, s) from t where a < 40) select max(get_array_length(s)) from t",
	"json":                      "select max(len(j)) from (select listagg(json_serialize(array(repeat('x', 1000000), i))) j from generate_series(1, 100000) a(i))",
}

func TestMemoryBombs(t *testing.T) {
	h := open(t, t.TempDir(), func(c *warehouse.Config) { c.Clock = clock.System{} })
	h.add(t, "bad")
	h.add(t, "good")
	good := h.session(t, "good")
	mustAsk(t, good, "create table t (a int); insert into t values (7)", "")
	usual := slowest(t, good, 200)
	before := resident(t, os.Getpid())
	var under []time.Duration
	for name, sql := range bombs {
		t.Run(name, func(t *testing.T) {
			ended := make(chan error, 1)
			bad := h.session(t, "bad")
			go func() {
				_, err := ask(bad, sql)
				ended <- err
			}()
			var largest int64
			for running := true; running; {
				start := time.Now()
				mustAsk(t, good, "select 1", "1")
				under = append(under, time.Since(start))
				select {
				case err := <-ended:
					if err == nil {
						t.Error("ended well")
					}
					running = false
				default:
				}
				largest = max(largest, resident(t, os.Getpid()))
			}
			if grown := largest - before; grown > 64<<20 {
				t.Errorf("the server grew by %d MiB", grown>>20)
			}
			mustAsk(t, h.session(t, "bad"), "select 1", "1")
		})
	}
	mustAsk(t, good, "select a from t", "7")
	slices.Sort(under)
	t.Logf("select 1 of another cluster, 95th percentile: %v alone, %v meanwhile", usual, under[len(under)*95/100])
}
