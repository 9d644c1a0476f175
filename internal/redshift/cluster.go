package redshift

import (
	"context"
	"errors"
	"fmt"
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

// Clusters: CreateCluster, DescribeClusters, DeleteCluster.
//
// A cluster is created, is available once its database exists and its port
// listens, and is deleted together with its data. What its parameters may be
// stands in cluster_checks.go, what a caller sees of it in cluster_shape.go.
// Left out so far: modifying, pausing, resizing, rebooting, snapshots.

// clusterVersion is the version of the record below.
const clusterVersion = 1

// A cluster is the record of one cluster.
type cluster struct {
	ID         string // immutable; names its files, so that a new cluster of an old name never meets old data
	Identifier string
	Status     lifecycle.State
	Created    time.Time

	DBName         string
	MasterUsername string
	Master         pgwire.PasswordVerifier
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
	clusterDeleting  lifecycle.State = "deleting"
)

// clusterLifecycle is how a cluster's status changes.
var clusterLifecycle = lifecycle.Machine{
	{Event: "CreateCluster", From: []lifecycle.State{lifecycle.Gone}, Via: clusterCreating, To: clusterAvailable, Takes: 5 * time.Minute},
	{Event: "DeleteCluster", From: []lifecycle.State{clusterAvailable}, Via: clusterDeleting, To: lifecycle.Gone, Takes: 2 * time.Minute},
}

// CreateCluster creates a cluster with one database and its admin user.
//
// It answers at once, in state creating; the cluster is available as soon as
// its database exists and its port listens. The port is the one asked for if it
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
	change, err := clusterLifecycle.Start(lifecycle.Gone, "CreateCluster")
	if err != nil {
		return nil, err
	}
	c.Status = change.Via
	var hash error
	if c.Master, hash = pgwire.NewPasswordVerifier(c.MasterUsername, *in.MasterUserPassword); hash != nil {
		return nil, fault.InvalidParameterValue.With("The parameter MasterUserPassword cannot be used as a database password.")
	}
	key := clusterKey(scope, c.Identifier)
	switch err := s.clusters.Insert(ctx, key, c); {
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
	c, err := s.clusters.Update(ctx, key, func(c cluster) (cluster, error) {
		change, err := clusterLifecycle.Start(c.Status, "DeleteCluster")
		c.Status = change.Via
		return c, err
	})
	var refused *lifecycle.Refusal
	switch {
	case errors.As(err, &refused):
		return nil, redshiftapi.InvalidClusterStateFault.With("There is an operation running on the Cluster. Please try to delete it at a later time.")
	case errors.Is(err, store.ErrNotFound):
		return nil, clusterNotFound(*in.ClusterIdentifier)
	case err != nil:
		return nil, err
	}
	s.work(key, c)
	return &redshiftapi.DeleteClusterResult{Cluster: s.describe(scope, c)}, nil
}

// work carries out what a cluster's status says is under way.
func (s *Service) work(key store.Key, c cluster) {
	steps := map[lifecycle.State]func(context.Context, store.Key) error{
		clusterCreating: s.finishCreate,
		clusterDeleting: s.finishDelete,
	}
	if step, underway := steps[c.Status]; underway {
		s.Scheduler.After(0, "cluster "+c.Identifier+" "+string(c.Status), func(ctx context.Context) error { return step(ctx, key) })
	}
}

// resumeCluster brings a cluster back after a start of the server.
func (s *Service) resumeCluster(ctx context.Context, key store.Key, c cluster) error {
	if c.Status != clusterAvailable {
		s.work(key, c)
		return nil
	}
	port, err := s.Warehouse.Add(ctx, c.spec())
	if err == nil && int32(port) != c.ListensOn {
		_, err = s.clusters.Update(ctx, key, func(c cluster) (cluster, error) {
			c.ListensOn = int32(port)
			return c, nil
		})
	}
	if err != nil {
		return fmt.Errorf("cluster %s: %w", c.Identifier, err)
	}
	return nil
}

// finishCreate makes the database and opens the port. It may be run again.
func (s *Service) finishCreate(ctx context.Context, key store.Key) error {
	c, found := s.clusters.Get(key)
	if !found || c.Status != clusterCreating {
		return nil
	}
	port, err := s.Warehouse.Add(ctx, c.spec())
	if err != nil {
		return err
	}
	_, err = s.clusters.Update(ctx, key, func(c cluster) (cluster, error) {
		c.Status, c.ListensOn = clusterAvailable, int32(port)
		return c, nil
	})
	return err
}

// finishDelete removes the database, then the record. It may be run again.
func (s *Service) finishDelete(ctx context.Context, key store.Key) error {
	c, found := s.clusters.Get(key)
	if !found {
		return nil
	}
	if err := s.Warehouse.Remove(ctx, c.ID); err != nil {
		return err
	}
	return s.clusters.Delete(ctx, key)
}

// spec is what the warehouse must know of the cluster.
func (c cluster) spec() warehouse.Spec {
	port := c.Port
	if c.ListensOn != 0 {
		port = c.ListensOn
	}
	return warehouse.Spec{
		ID: c.ID, Database: c.DBName, Port: int(port),
		MasterUser: c.MasterUsername, Master: c.Master,
	}
}

// Database tells where a cluster's database is, for the Data API.
func (s *Service) Database(scope caller.Scope, identifier string) (id string, available bool, err error) {
	c, found := s.clusters.Get(clusterKey(scope, identifier))
	if !found {
		return "", false, clusterNotFound(identifier)
	}
	return c.ID, c.Status == clusterAvailable, nil
}

func clusterKey(scope caller.Scope, identifier string) store.Key {
	return store.Key{Account: scope.Account, Region: scope.Region, Name: identifier}
}

func clusterNotFound(identifier string) error {
	return redshiftapi.ClusterNotFoundFault.With("Cluster %s not found.", identifier)
}
