package redshift

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/lifecycle"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/store"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// Clusters: CreateCluster, DescribeClusters, DeleteCluster; ModifyCluster stands in
// cluster_modify.go, PauseCluster, ResumeCluster and RebootCluster in cluster_power.go.
//
// A cluster is created, is available once its port listens, and is deleted
// together with its data. What its parameters may be stands in cluster_checks.go,
// what a caller sees of it in cluster_shape.go, how its status changes become true
// in cluster_work.go. Left out so far: snapshots.

// clusterVersion is the version of the record below.
const clusterVersion = 2

// A cluster is the record of one cluster.
type cluster struct {
	ID         string // immutable; names its files, so that a new cluster of an old name never meets old data
	Identifier string
	Status     lifecycle.State
	Due        time.Time // when the change that Status tells of is complete
	Pending    *modification
	Created    time.Time

	DBName         string
	MasterUsername string
	Master         pgwire.PasswordVerifier
	Users          []string // database users that GetClusterCredentials made, before the warehouse kept them
	NodeType       string
	NumberOfNodes  int32
	Port           int32 // as asked for
	ListensOn      int32 // as given; 0 until the cluster is available

	AvailabilityZone      string
	MaintenanceWindow     string
	MaintenanceTrack      string
	ParameterGroup        string
	VpcSecurityGroups     []string
	AutomatedRetention    int32
	ManualRetention       int32
	AllowVersionUpgrade   bool
	PubliclyAccessible    bool
	EnhancedVpcRouting    bool
	ZoneRelocation        bool
	ExtraComputeOptimizer bool
	KmsKeyID              string
	IamRoles              []string
	DefaultIamRole        string
	Tags                  []tag
}

// States of a cluster.
const (
	clusterCreating  lifecycle.State = "creating"
	clusterAvailable lifecycle.State = "available"
	clusterModifying lifecycle.State = "modifying"
	clusterRenaming  lifecycle.State = "renaming"
	clusterResizing  lifecycle.State = "resizing"
	clusterRebooting lifecycle.State = "rebooting"
	clusterPausing   lifecycle.State = "pausing"
	clusterPaused    lifecycle.State = "paused"
	clusterResuming  lifecycle.State = "resuming"
	clusterDeleting  lifecycle.State = "deleting"
)

// What changes a cluster. ModifyCluster is three events: a new size or a new
// identifier show as states of their own.
const (
	eventCreate lifecycle.Event = "CreateCluster"
	eventModify lifecycle.Event = "ModifyCluster"
	eventRename lifecycle.Event = "ModifyCluster (identifier)"
	eventResize lifecycle.Event = "ModifyCluster (size)"
	eventReboot lifecycle.Event = "RebootCluster"
	eventPause  lifecycle.Event = "PauseCluster"
	eventResume lifecycle.Event = "ResumeCluster"
	eventDelete lifecycle.Event = "DeleteCluster"
)

// clusterLifecycle is how a cluster's status changes.
var clusterLifecycle = lifecycle.Machine{
	{Event: eventCreate, From: []lifecycle.State{lifecycle.Gone}, Via: clusterCreating, To: clusterAvailable, Takes: 5 * time.Minute},
	{Event: eventModify, From: []lifecycle.State{clusterAvailable}, Via: clusterModifying, To: clusterAvailable, Takes: time.Minute},
	{Event: eventRename, From: []lifecycle.State{clusterAvailable}, Via: clusterRenaming, To: clusterAvailable, Takes: 2 * time.Minute},
	{Event: eventResize, From: []lifecycle.State{clusterAvailable}, Via: clusterResizing, To: clusterAvailable, Takes: 10 * time.Minute},
	{Event: eventReboot, From: []lifecycle.State{clusterAvailable}, Via: clusterRebooting, To: clusterAvailable, Takes: 2 * time.Minute},
	{Event: eventPause, From: []lifecycle.State{clusterAvailable}, Via: clusterPausing, To: clusterPaused, Takes: 5 * time.Minute},
	{Event: eventResume, From: []lifecycle.State{clusterPaused}, Via: clusterResuming, To: clusterAvailable, Takes: 5 * time.Minute},
	{Event: eventDelete, From: []lifecycle.State{clusterAvailable, clusterPaused}, Via: clusterDeleting, To: lifecycle.Gone, Takes: 2 * time.Minute},
}

// CreateCluster creates a cluster with one database and its admin user.
//
// It answers at once, in state creating; the cluster is available as soon as its
// port listens. The port is the one asked for if it
// is free on this machine, else the next free one: DescribeClusters tells.
// Left out: what names resources of other kinds, Multi-AZ, managed passwords and sample data, which are refused.
func (s *Service) CreateCluster(ctx context.Context, in *redshiftapi.CreateClusterMessage) (*redshiftapi.CreateClusterResult, error) {
	scope := caller.From(ctx)
	if err := checkCreateCluster(scope, in); err != nil {
		return nil, err
	}
	c := newCluster(scope, in)
	c.ID = uuid.NewString()
	c.Created = s.Clock.Now().UTC().Truncate(time.Millisecond)
	if err := s.start(&c, eventCreate); err != nil {
		return nil, err
	}
	var hash error
	if c.Master, hash = pgwire.NewPasswordVerifier(c.MasterUsername, *in.MasterUserPassword); hash != nil {
		return nil, fault.InvalidParameterValue.With("The parameter MasterUserPassword cannot be used as a database password.")
	}
	key := clusterKey(scope, c.Identifier)
	switch err := s.insert(ctx, key, c); {
	case errors.Is(err, store.ErrExists):
		return nil, redshiftapi.ClusterAlreadyExistsFault.With("Cluster already exists")
	case err != nil:
		return nil, err
	}
	s.work(key, c)
	return &redshiftapi.CreateClusterResult{Cluster: s.describe(scope, c)}, nil
}

// DescribeClusters lists clusters in the order of their identifiers, MaxRecords
// at a time.
//
// A cluster that is being deleted is still listed. Asking for an identifier that
// does not exist is a fault; asking for tags that nothing carries is an empty
// list. With both tag keys and tag values, a tag must match in both.
func (s *Service) DescribeClusters(ctx context.Context, in *redshiftapi.DescribeClustersMessage) (*redshiftapi.ClustersMessage, error) {
	scope := caller.From(ctx)
	if in.ClusterIdentifier != nil {
		return s.describeOne(scope, in)
	}
	page, err := newPage(in.MaxRecords, in.Marker)
	if err != nil {
		return nil, err
	}
	var out redshiftapi.ClustersMessage
	out.Clusters = []redshiftapi.Cluster{}
	for _, c := range s.clusters.List(scope.Account, scope.Region) {
		if !page.after(c.Identifier) || !tagged(c.Tags, in.TagKeys, in.TagValues) {
			continue
		}
		if page.full(len(out.Clusters)) {
			out.Marker = page.marker(*out.Clusters[len(out.Clusters)-1].ClusterIdentifier)
			break
		}
		out.Clusters = append(out.Clusters, *s.describe(scope, c))
	}
	return &out, nil
}

func (s *Service) describeOne(scope caller.Scope, in *redshiftapi.DescribeClustersMessage) (*redshiftapi.ClustersMessage, error) {
	if in.Marker != nil {
		return nil, fault.InvalidParameterCombination.With("ClusterIdentifier and Marker cannot both be specified.")
	}
	if _, err := newPage(in.MaxRecords, nil); err != nil {
		return nil, err
	}
	c, found := s.clusters.Get(clusterKey(scope, *in.ClusterIdentifier))
	if !found {
		return nil, clusterNotFound(*in.ClusterIdentifier)
	}
	out := &redshiftapi.ClustersMessage{Clusters: []redshiftapi.Cluster{}}
	if tagged(c.Tags, in.TagKeys, in.TagValues) {
		out.Clusters = append(out.Clusters, *s.describe(scope, c))
	}
	return out, nil
}

// DeleteCluster deletes a cluster and its data.
//
// A final snapshot cannot be taken yet, so SkipFinalClusterSnapshot must be true.
// Left out: final snapshots.
func (s *Service) DeleteCluster(ctx context.Context, in *redshiftapi.DeleteClusterMessage) (*redshiftapi.DeleteClusterResult, error) {
	scope := caller.From(ctx)
	key := clusterKey(scope, *in.ClusterIdentifier)
	if _, found := s.clusters.Get(key); !found {
		return nil, clusterNotFound(*in.ClusterIdentifier)
	}
	if err := checkFinalSnapshot(in); err != nil {
		return nil, err
	}
	c, err := s.change(ctx, key, eventDelete, "delete")
	if err != nil {
		return nil, err
	}
	return &redshiftapi.DeleteClusterResult{Cluster: s.describe(scope, c)}, nil
}

// insert adds a new cluster's record, unless another cluster has its name or is
// about to get it.
func (s *Service) insert(ctx context.Context, key store.Key, c cluster) error {
	s.naming.Lock()
	defer s.naming.Unlock()
	if s.reserved[key] {
		return store.ErrExists
	}
	return s.clusters.Insert(ctx, key, c)
}

// start brings a cluster into the state that an event leads through, if it is in
// one that the event may come in.
func (s *Service) start(c *cluster, event lifecycle.Event) error {
	change, err := clusterLifecycle.Start(c.Status, event)
	if err != nil {
		return err
	}
	c.Status = change.Via
	c.Due = s.Clock.Now().UTC().Add(change.Delay(s.LifecycleSpeed))
	return nil
}

// change begins an event that needs nothing but the state, and the work that
// makes it true. verb is what the caller wanted to do, begun what is told of its beginning:
// before the work can tell of its end.
func (s *Service) change(ctx context.Context, key store.Key, event lifecycle.Event, verb string, begun ...func(name string) happening) (cluster, error) {
	c, err := s.clusters.Update(ctx, key, func(c cluster) (cluster, error) {
		err := s.start(&c, event)
		return c, err
	})
	if err != nil {
		return c, asFault(err, key.Name, verb)
	}
	for _, told := range begun {
		s.note(ctx, key, told(c.Identifier))
	}
	s.work(key, c)
	return c, nil
}

// asFault is what a caller is told of a change that could not begin.
func asFault(err error, identifier, verb string) error {
	var refused *lifecycle.Refusal
	switch {
	case errors.As(err, &refused) && refused.State == clusterPaused:
		return redshiftapi.InvalidClusterStateFault.With("You can't %s the cluster %s because it is paused. Resume it first.", verb, identifier)
	case errors.As(err, &refused) && verb == "resume" && refused.State == clusterAvailable:
		return redshiftapi.InvalidClusterStateFault.With("You can only resume a paused cluster. The cluster %s is available.", identifier)
	case errors.As(err, &refused):
		return redshiftapi.InvalidClusterStateFault.With("There is an operation running on the Cluster. Please try to %s it at a later time.", verb)
	case errors.Is(err, store.ErrNotFound):
		return clusterNotFound(identifier)
	}
	return err
}

// spec is what the warehouse must know of the cluster.
func (c cluster) spec() warehouse.Spec {
	port := c.Port
	if c.ListensOn != 0 {
		port = c.ListensOn
	}
	return warehouse.Spec{
		ID: c.ID, Database: c.DBName, Port: int(port),
		MasterUser: c.MasterUsername, Master: c.Master, Users: c.Users, Paused: c.silent(),
	}
}

// Database tells where a cluster's database is, for the Data API.
func (s *Service) Database(scope caller.Scope, identifier string) (id string, available bool, err error) {
	c, found := s.clusters.Get(clusterKey(scope, identifier))
	if !found {
		return "", false, clusterNotFound(identifier)
	}
	return c.ID, !c.silent() && c.Status != clusterCreating, nil
}

// silent tells whether the cluster's database refuses sessions.
func (c cluster) silent() bool {
	switch c.Status {
	case clusterRebooting, clusterPausing, clusterPaused, clusterResuming, clusterDeleting:
		return true
	}
	return false
}

func clusterKey(scope caller.Scope, identifier string) store.Key {
	return store.Key{Account: scope.Account, Region: scope.Region, Name: identifier}
}

func clusterNotFound(identifier string) error {
	return redshiftapi.ClusterNotFoundFault.With("Cluster %s not found.", identifier)
}
