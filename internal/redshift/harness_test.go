package redshift_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
	"github.com/countersign-dev/countersign/internal/lifecycle"
	"github.com/countersign-dev/countersign/internal/redshift"
	"github.com/countersign-dev/countersign/internal/store"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// A world is a service on real parts, in a folder that outlives it.
type world struct {
	*redshift.Service
	ctx       context.Context
	clock     *clock.Manual
	speed     float64
	warehouse *warehouse.Warehouse
	close     func()
}

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) // a Sunday

func scope() caller.Scope {
	return caller.Scope{Partition: "aws", Account: "123456789012", Region: "us-east-1"}
}

// open starts a service on a folder; the test closes it, or its end does.
func open(t testing.TB, dir string) *world {
	t.Helper()
	return openSlow(t, dir, 0)
}

// openSlow is open with changes that take their time.
func openSlow(t testing.TB, dir string, speed float64) *world {
	t.Helper()
	return openAt(t, dir, speed, start)
}

// openAt is openSlow at a time.
func openAt(t testing.TB, dir string, speed float64, now time.Time) *world {
	t.Helper()
	ctx := caller.With(t.Context(), scope())
	w := &world{ctx: ctx, speed: speed, clock: clock.NewManual(now)}
	log := slog.New(slog.DiscardHandler)
	db, err := store.Open(ctx, filepath.Join(dir, "state.db"))
	check(t, err)
	w.warehouse, err = warehouse.New(warehouse.Config{
		Dir: filepath.Join(dir, "clusters"), Listen: "127.0.0.1:0", Clock: w.clock, Log: log,
		Open: func(ctx context.Context, folder string) (engine.Cluster, error) {
			return duckdb.Open(ctx, duckdb.Options{Folder: folder})
		},
	})
	check(t, err)
	scheduler := lifecycle.NewScheduler(w.clock, log)
	w.Service, err = redshift.New(ctx, redshift.Config{Store: db, Warehouse: w.warehouse, Scheduler: scheduler, Clock: w.clock, Log: log, LifecycleSpeed: speed})
	check(t, err)
	closed := false
	w.close = func() {
		if closed {
			return
		}
		closed = true
		scheduler.Close()
		if err := w.warehouse.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(w.close)
	return w
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// input is the least that CreateCluster takes.
func input(identifier string) *redshiftapi.CreateClusterMessage {
	return &redshiftapi.CreateClusterMessage{
		ClusterIdentifier: &identifier, NodeType: new("ra3.large"),
		MasterUsername: new("admin"), MasterUserPassword: new("Secret99"),
	}
}

// one describes one cluster.
func (w *world) one(t *testing.T, identifier string) redshiftapi.Cluster {
	t.Helper()
	out, err := w.DescribeClusters(w.ctx, &redshiftapi.DescribeClustersMessage{ClusterIdentifier: &identifier})
	check(t, err)
	return out.Clusters[0]
}

// settled describes a cluster once it is available, and moves the clock for it.
func (w *world) settled(t *testing.T, identifier string) redshiftapi.Cluster {
	t.Helper()
	return w.until(t, identifier, "available")
}

// until describes a cluster once it has a status, and moves the clock for it.
func (w *world) until(t *testing.T, identifier, status string) redshiftapi.Cluster {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		out, err := w.DescribeClusters(w.ctx, &redshiftapi.DescribeClustersMessage{ClusterIdentifier: &identifier})
		if err == nil && *out.Clusters[0].ClusterStatus == status {
			return out.Clusters[0]
		}
		if w.speed > 0 {
			w.clock.Advance(time.Second)
		}
	}
	t.Fatalf("cluster %s does not become %s", identifier, status)
	return redshiftapi.Cluster{}
}

// create creates a cluster and waits until it is available.
func (w *world) create(t *testing.T, in *redshiftapi.CreateClusterMessage) redshiftapi.Cluster {
	t.Helper()
	_, err := w.CreateCluster(w.ctx, in)
	check(t, err)
	return w.settled(t, *in.ClusterIdentifier)
}

// idle waits until no work is due, by the clock as it stands.
func (w *world) idle() {
	for !w.Idle() {
		time.Sleep(time.Millisecond)
	}
}
