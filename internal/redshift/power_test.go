package redshift_test

import (
	"errors"
	"testing"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
)

// available asks as the Data API does.
func (w *world) available(t *testing.T, identifier string) bool {
	t.Helper()
	_, available, err := w.Database(scope(), identifier)
	check(t, err)
	return available
}

func TestPauseAndResume(t *testing.T) {
	for _, speed := range []float64{0, 1} {
		dir := t.TempDir()
		w := openSlow(t, dir, speed)
		before := w.create(t, input("c"))
		conn, err := login(t, before, "admin", "Secret99")
		check(t, err)
		run(t, conn, "create table t (a integer); insert into t values (7)")

		out, err := w.PauseCluster(w.ctx, &redshiftapi.PauseClusterMessage{ClusterIdentifier: new("c")})
		check(t, err)
		if c := out.Cluster; *c.ClusterStatus != "pausing" || *c.ClusterAvailabilityStatus != "Modifying" || w.available(t, "c") {
			t.Errorf("got %s, %s", *c.ClusterStatus, *c.ClusterAvailabilityStatus)
		}
		w.until(t, "c", "paused")
		if _, err := conn.Exec(t.Context(), "select 1").ReadAll(); err == nil {
			t.Error("the session goes on")
		}
		for range 2 { // and after a restart
			if _, err := login(t, w.one(t, "c"), "admin", "Secret99"); state(err) != "57P03" {
				t.Errorf("while paused: %v", err)
			}
			if _, err := login(t, w.one(t, "c"), "admin", "wrong"); state(err) != "28P01" {
				t.Errorf("while paused, with a wrong password: %v", err)
			}
			if w.available(t, "c") {
				t.Error("a paused cluster is available")
			}
			_, err = w.PauseCluster(w.ctx, &redshiftapi.PauseClusterMessage{ClusterIdentifier: new("c")})
			refusedState(t, "pausing twice", err)
			_, err = w.RebootCluster(w.ctx, &redshiftapi.RebootClusterMessage{ClusterIdentifier: new("c")})
			refusedState(t, "reboot while paused", err)
			_, err = w.ModifyCluster(w.ctx, &redshiftapi.ModifyClusterMessage{ClusterIdentifier: new("c"), AllowVersionUpgrade: new(false)})
			refusedState(t, "modify while paused", err)
			w.close()
			w = openSlow(t, dir, speed)
		}
		resumed, err := w.ResumeCluster(w.ctx, &redshiftapi.ResumeClusterMessage{ClusterIdentifier: new("c")})
		check(t, err)
		if *resumed.Cluster.ClusterStatus != "resuming" {
			t.Errorf("got %s", *resumed.Cluster.ClusterStatus)
		}
		after := w.settled(t, "c")
		conn, err = login(t, after, "admin", "Secret99")
		check(t, err)
		if got := run(t, conn, "select a from t"); got != "7" || !w.available(t, "c") {
			t.Errorf("after resume: %s", got)
		}
		_, err = w.ResumeCluster(w.ctx, &redshiftapi.ResumeClusterMessage{ClusterIdentifier: new("c")})
		refusedState(t, "resume twice", err)
		w.close()
	}
}

func TestReboot(t *testing.T) {
	w := openSlow(t, t.TempDir(), 1)
	c := w.create(t, input("c"))
	conn, err := login(t, c, "admin", "Secret99")
	check(t, err)
	run(t, conn, "create table t (a integer); insert into t values (7)")
	out, err := w.RebootCluster(w.ctx, &redshiftapi.RebootClusterMessage{ClusterIdentifier: new("c")})
	check(t, err)
	if *out.Cluster.ClusterStatus != "rebooting" || w.available(t, "c") {
		t.Errorf("got %s", *out.Cluster.ClusterStatus)
	}
	_, err = w.RebootCluster(w.ctx, &redshiftapi.RebootClusterMessage{ClusterIdentifier: new("c")})
	refusedState(t, "twice", err)
	w.settled(t, "c")
	if _, err := conn.Exec(t.Context(), "select 1").ReadAll(); err == nil {
		t.Error("the session goes on")
	}
	conn, err = login(t, c, "admin", "Secret99")
	check(t, err)
	if got := run(t, conn, "select a from t"); got != "7" {
		t.Errorf("after the reboot: %s", got)
	}
	_, err = w.RebootCluster(w.ctx, &redshiftapi.RebootClusterMessage{ClusterIdentifier: new("x")})
	if !errors.Is(err, redshiftapi.ClusterNotFoundFault) {
		t.Errorf("nobody's: %v", err)
	}
}

func refusedState(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, redshiftapi.InvalidClusterStateFault) {
		t.Errorf("%s: %v", what, err)
	}
}
