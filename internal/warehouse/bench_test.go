package warehouse_test

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// BenchmarkSession is what containing an engine costs: a session over TCP and one
// of the Data API, with the engine inside and in a child.
func BenchmarkSession(b *testing.B) {
	for name, change := range map[string]func(*warehouse.Config){"inline": inline, "contained": func(*warehouse.Config) {}} {
		h := open(b, b.TempDir(), func(c *warehouse.Config) { quiet(c); change(c) })
		dsn := h.add(b, "c1")
		driver, insider := dial(b, dsn).PgConn(), h.session(b, "c1")
		b.Run(name+"/tcp/select 1", func(b *testing.B) {
			for b.Loop() {
				mustAsk(b, driver, "select 1", "1")
			}
		})
		b.Run(name+"/data api/select 1", func(b *testing.B) {
			for b.Loop() {
				mustAsk(b, insider, "select 1", "1")
			}
		})
		b.Run(name+"/tcp/100000 rows", func(b *testing.B) {
			for b.Loop() {
				if _, err := driver.Exec(b.Context(), "select i.*, 'some text' from generate_series(1, 100000) i").ReadAll(); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/connect", func(b *testing.B) {
			for b.Loop() {
				conn, err := h.Connect(b.Context(), "c1", database, user)
				check(b, err)
				check(b, conn.Close(context.Background()))
			}
		})
	}
}

// BenchmarkNeighbour is a cluster's select 1 while another cluster uses all it can
// get, as a ratio of its time alone.
func BenchmarkNeighbour(b *testing.B) {
	h := open(b, b.TempDir(), quiet)
	h.add(b, "busy")
	h.add(b, "quiet")
	busy, calm := h.session(b, "busy"), h.session(b, "quiet")
	median := func() time.Duration {
		times := make([]time.Duration, 300)
		for i := range times {
			start := time.Now()
			mustAsk(b, calm, "select 1", "1")
			times[i] = time.Since(start)
		}
		slices.Sort(times)
		return times[len(times)/2]
	}
	for b.Loop() {
		alone := median()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = ask(busy, "select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1") // cancelled
		}()
		time.Sleep(50 * time.Millisecond) // until it is under way
		b.ReportMetric(float64(median())/float64(alone), "ratio")
		for running := true; running; {
			check(b, busy.CancelRequest(b.Context()))
			select {
			case <-ended:
				running = false
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
}

func quiet(c *warehouse.Config) {
	c.Clock = clock.System{}
	c.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
}
