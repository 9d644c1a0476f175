package redshift_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// heard lists events by their number and source.
func (w *world) heard(t *testing.T, in redshiftapi.DescribeEventsMessage) (got []string, pages int) {
	t.Helper()
	for {
		out, err := w.DescribeEvents(w.ctx, &in)
		check(t, err)
		for _, e := range out.Events {
			got = append(got, (*e.EventId)[len("REDSHIFT-EVENT-"):]+" "+*e.SourceIdentifier)
		}
		pages++
		if in.Marker = out.Marker; in.Marker == nil {
			return got, pages
		}
	}
}

func TestEvents(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	w.create(t, input("c"))
	id := new("c")
	step := func(what string, err error, status string) {
		t.Helper()
		check(t, err)
		w.until(t, *id, status)
		w.clock.Advance(time.Minute)
	}
	w.clock.Advance(time.Minute)
	_, err := w.PauseCluster(w.ctx, &redshiftapi.PauseClusterMessage{ClusterIdentifier: id})
	step("pause", err, "paused")
	_, err = w.ResumeCluster(w.ctx, &redshiftapi.ResumeClusterMessage{ClusterIdentifier: id})
	step("resume", err, "available")
	_, err = w.RebootCluster(w.ctx, &redshiftapi.RebootClusterMessage{ClusterIdentifier: id})
	step("reboot", err, "available")
	_, err = w.ModifyCluster(w.ctx, &redshiftapi.ModifyClusterMessage{ClusterIdentifier: id, NumberOfNodes: new(int32(2)), MasterUserPassword: new("Changed99"), VpcSecurityGroupIds: []string{"sg-12345678"}})
	step("modify", err, "available")
	_, err = w.ModifyCluster(w.ctx, &redshiftapi.ModifyClusterMessage{ClusterIdentifier: id, NewClusterIdentifier: new("d")})
	id = new("d")
	step("rename", err, "available")
	want := []string{"2000 c", "3618 c", "3619 c", "3622 c", "3000 c", "2002 c", "2007 c", "4000 c", "3002 c", "2013 d"}
	for range 2 { // and after a restart
		if got, _ := w.heard(t, redshiftapi.DescribeEventsMessage{Duration: new(int32(600))}); !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		now := w.clock.Now()
		w.close()
		w = open(t, dir)
		w.clock.Advance(now.Sub(start))
	}
	out, err := w.DescribeEvents(w.ctx, &redshiftapi.DescribeEventsMessage{SourceIdentifier: new("d"), SourceType: new("cluster")})
	check(t, err)
	renamed := redshiftapi.Event{SourceIdentifier: new("d"), SourceType: new("cluster"), EventId: new("REDSHIFT-EVENT-2013"), Severity: new("INFO"),
		EventCategories: []string{"management"}, Message: new("Cluster renamed to d at 2026-03-01 12:05 UTC."), Date: new(start.Add(5 * time.Minute))}
	if diff := cmp.Diff([]redshiftapi.Event{renamed}, out.Events); diff != "" {
		t.Error(diff)
	}

	at := func(minutes int) *time.Time { return new(start.Add(time.Duration(minutes) * time.Minute)) }
	tests := []struct {
		name string
		in   redshiftapi.DescribeEventsMessage
		want []string
	}{
		{"a time", redshiftapi.DescribeEventsMessage{StartTime: at(1), EndTime: at(2)}, want[1:4]},
		{"from a time", redshiftapi.DescribeEventsMessage{StartTime: at(4)}, want[5:]},
		{"the hour to a time", redshiftapi.DescribeEventsMessage{EndTime: at(0)}, want[:1]},
		{"minutes", redshiftapi.DescribeEventsMessage{Duration: new(int32(2))}, want[5:]},
		{"another type", redshiftapi.DescribeEventsMessage{SourceType: new("cluster-snapshot")}, nil},
		{"another cluster", redshiftapi.DescribeEventsMessage{SourceType: new("cluster"), SourceIdentifier: new("x")}, nil},
	}
	for _, test := range tests {
		if got, _ := w.heard(t, test.in); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
	for name, test := range map[string]struct {
		in   redshiftapi.DescribeEventsMessage
		kind *fault.Kind
	}{
		"identifier without type": {redshiftapi.DescribeEventsMessage{SourceIdentifier: new("c")}, fault.InvalidParameterCombination},
		"duration and start":      {redshiftapi.DescribeEventsMessage{Duration: new(int32(1)), StartTime: at(0)}, fault.InvalidParameterCombination},
		"no duration":             {redshiftapi.DescribeEventsMessage{Duration: new(int32(0))}, fault.InvalidParameterValue},
		"fifteen days":            {redshiftapi.DescribeEventsMessage{Duration: new(int32(21600))}, fault.InvalidParameterValue},
		"end before start":        {redshiftapi.DescribeEventsMessage{StartTime: at(2), EndTime: at(1)}, fault.InvalidParameterCombination},
		"few":                     {redshiftapi.DescribeEventsMessage{MaxRecords: new(int32(1))}, fault.InvalidParameterValue},
	} {
		if _, err := w.DescribeEvents(w.ctx, &test.in); !errors.Is(err, test.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Events come in pages, and are forgotten after 14 days.
func TestEventsAreForgotten(t *testing.T) {
	w := open(t, t.TempDir())
	var want []string
	for i := range 25 {
		name := fmt.Sprintf("c%02d", i)
		w.create(t, input(name))
		want = append(want, "2000 "+name)
	}
	if got, pages := w.heard(t, redshiftapi.DescribeEventsMessage{MaxRecords: new(int32(20))}); !slices.Equal(got, want) || pages != 2 {
		t.Errorf("got %v in %d pages", got, pages)
	}
	w.clock.Advance(14*24*time.Hour + time.Minute)
	w.create(t, input("last"))
	long := redshiftapi.DescribeEventsMessage{StartTime: new(start.AddDate(-1, 0, 0))}
	if got, _ := w.heard(t, long); !slices.Equal(got, []string{"2000 last"}) {
		t.Errorf("got %v", got)
	}
}
