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
	"list of a number's length": "select len(range(1000000000))",
	"list_resize":               "select len(list_resize([1], 1000000000, 1))",
	"replace":                   "select length(replace(repeat('x', 16000000), 'x', repeat('y', 1000)))",
	"format":                    "select length(format('{:>2000000000}', 'a'))",
	"list of lists":             "select len(list_transform(list_resize([1], 200000, 1), x -> repeat('z', 16000000)))",
	"recursive doubling":        "with recursive t(a, s) as (select 1, 'xx' union all select a + 1, s || s from t where a < 40) select max(length(s)) from t",
	"aggregate of strings":      "select length(string_agg(repeat('x', 1000000), '')) from range(100000)",
	"array_agg":                 "select len(array_agg(repeat('x', 1000000) || a.range::varchar)) from range(100000) a",
	"json":                      "select max(length(j)) from (select json_group_array(repeat('x', 1000000)) j from range(100000))",
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
