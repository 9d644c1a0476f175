package redshift_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/redshift"
)

// Random sequences of operations, at AWS's speed by a clock that the sequence
// moves, hold: no status outside the lifecycle table; every refusal is a fault;
// pages partition the list; describe after a restart equals describe before.
func TestRandomSequences(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := &sequence{t: t, rt: rt, dir: t.TempDir(), states: redshift.ClusterStates()}
		s.open(0)
		defer func() { s.w.close() }()
		rt.Repeat(map[string]func(*rapid.T){
			"create": func(rt *rapid.T) { s.try(s.w.CreateCluster(s.w.ctx, input(s.name(rt)))) },
			"delete": func(rt *rapid.T) {
				s.try(s.w.DeleteCluster(s.w.ctx, &redshiftapi.DeleteClusterMessage{ClusterIdentifier: new(s.name(rt)), SkipFinalClusterSnapshot: new(true)}))
			},
			"rename": func(rt *rapid.T) {
				s.try(s.w.ModifyCluster(s.w.ctx, &redshiftapi.ModifyClusterMessage{ClusterIdentifier: new(s.name(rt)), NewClusterIdentifier: new(s.name(rt))}))
			},
			"resize": func(rt *rapid.T) {
				nodes := rapid.Int32Range(0, 17).Draw(rt, "nodes")
				s.try(s.w.ModifyCluster(s.w.ctx, &redshiftapi.ModifyClusterMessage{ClusterIdentifier: new(s.name(rt)), NumberOfNodes: &nodes}))
			},
			"modify": func(rt *rapid.T) {
				days := rapid.Int32Range(0, 36).Draw(rt, "days")
				s.try(s.w.ModifyCluster(s.w.ctx, &redshiftapi.ModifyClusterMessage{ClusterIdentifier: new(s.name(rt)), AutomatedSnapshotRetentionPeriod: &days}))
			},
			"pause": func(rt *rapid.T) {
				s.try(s.w.PauseCluster(s.w.ctx, &redshiftapi.PauseClusterMessage{ClusterIdentifier: new(s.name(rt))}))
			},
			"resume": func(rt *rapid.T) {
				s.try(s.w.ResumeCluster(s.w.ctx, &redshiftapi.ResumeClusterMessage{ClusterIdentifier: new(s.name(rt))}))
			},
			"reboot": func(rt *rapid.T) {
				s.try(s.w.RebootCluster(s.w.ctx, &redshiftapi.RebootClusterMessage{ClusterIdentifier: new(s.name(rt))}))
			},
			"tag": func(rt *rapid.T) {
				s.try(0, s.w.CreateTags(s.w.ctx, &redshiftapi.CreateTagsMessage{ResourceName: clusterARN(s.name(rt)), Tags: pairs(s.name(rt), "")}))
			},
			"wait": func(rt *rapid.T) {
				s.w.clock.Advance(time.Duration(rapid.IntRange(1, 15).Draw(rt, "minutes")) * time.Minute)
			},
			"restart": func(*rapid.T) { s.restart() },
			"":        func(*rapid.T) { s.hold() },
		})
	})
}

// A sequence is one run of the test above.
type sequence struct {
	t      *testing.T
	rt     *rapid.T
	dir    string
	w      *world
	states []string
}

// open starts the service with the clock where it was.
func (s *sequence) open(after time.Duration) {
	s.w = openAt(s.t, s.dir, 1, start.Add(after))
}

func (s *sequence) name(rt *rapid.T) string {
	return rapid.SampledFrom([]string{"a", "a-1", "b", "c"}).Draw(rt, "name")
}

// try takes an operation's outcome: it may say no, in AWS's words.
func (s *sequence) try(_ any, err error) {
	if _, ok := fault.From(err); err != nil && !ok {
		s.rt.Fatalf("no fault: %v", err)
	}
}

func (s *sequence) describe() []redshiftapi.Cluster {
	out, err := s.w.DescribeClusters(s.w.ctx, &redshiftapi.DescribeClustersMessage{})
	if err != nil {
		s.rt.Fatal(err)
	}
	return out.Clusters
}

// hold checks what must always be so.
func (s *sequence) hold() {
	clusters := s.describe()
	var names []string
	for _, c := range clusters {
		if !slices.Contains(s.states, *c.ClusterStatus) {
			s.rt.Fatalf("%s is %s", *c.ClusterIdentifier, *c.ClusterStatus)
		}
		names = append(names, *c.ClusterIdentifier)
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		s.rt.Fatalf("the list is %v", names)
	}
	tags, paged := tagsOf(clusters), s.pagedTags()
	if !slices.Equal(tags, paged) {
		// A cluster whose time had come may have gone between the two questions.
		s.w.idle()
		tags, paged = tagsOf(s.describe()), s.pagedTags()
	}
	if !slices.Equal(tags, paged) {
		s.rt.Fatalf("tags %v, by pages %v", tags, paged)
	}
}

// tagsOf are the clusters' tags, sorted.
func tagsOf(clusters []redshiftapi.Cluster) []string {
	var tags []string
	for _, c := range clusters {
		for _, tag := range c.Tags {
			tags = append(tags, *c.ClusterIdentifier+" "+*tag.Key)
		}
	}
	slices.Sort(tags)
	return tags
}

// pagedTags are the tags that DescribeTags lists, sorted.
func (s *sequence) pagedTags() []string {
	var paged []string
	in := redshiftapi.DescribeTagsMessage{MaxRecords: new(int32(20))}
	for {
		out, err := s.w.DescribeTags(s.w.ctx, &in)
		if err != nil {
			s.rt.Fatal(err)
		}
		for _, r := range out.TaggedResources {
			paged = append(paged, fmt.Sprint((*r.ResourceName)[len(*clusterARN("")):], " ", *r.Tag.Key))
		}
		if in.Marker = out.Marker; in.Marker == nil {
			break
		}
	}
	slices.Sort(paged)
	return paged
}

// restart compares what is described before and after. Work that is due runs by
// itself, so it is let finish first: the clock stands still until then.
func (s *sequence) restart() {
	s.w.idle()
	before := s.describe()
	s.w.close()
	s.open(s.w.clock.Now().Sub(start))
	s.w.idle()
	after := s.describe()
	for _, list := range [][]redshiftapi.Cluster{before, after} {
		for i := range list {
			list[i].Endpoint = nil // another process may have taken the port meanwhile
		}
	}
	if diff := cmp.Diff(before, after); diff != "" {
		s.rt.Fatalf("after a restart:\n%s", diff)
	}
}
