package redshift

import (
	"context"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
)

// PauseCluster, ResumeCluster and RebootCluster: a cluster that is paused or
// rebooting has no sessions, and refuses new ones.

// PauseCluster ends a cluster's sessions and closes its database. While the
// cluster is paused its SQL port refuses sessions, and the Data API statements.
func (s *Service) PauseCluster(ctx context.Context, in *redshiftapi.PauseClusterMessage) (*redshiftapi.PauseClusterResult, error) {
	scope := caller.From(ctx)
	c, err := s.change(ctx, clusterKey(scope, *in.ClusterIdentifier), eventPause, "pause", clusterPauseBegun)
	if err != nil {
		return nil, err
	}
	return &redshiftapi.PauseClusterResult{Cluster: s.describe(scope, c)}, nil
}

// ResumeCluster takes a paused cluster back into use, on the same port.
func (s *Service) ResumeCluster(ctx context.Context, in *redshiftapi.ResumeClusterMessage) (*redshiftapi.ResumeClusterResult, error) {
	scope := caller.From(ctx)
	c, err := s.change(ctx, clusterKey(scope, *in.ClusterIdentifier), eventResume, "resume")
	if err != nil {
		return nil, err
	}
	return &redshiftapi.ResumeClusterResult{Cluster: s.describe(scope, c)}, nil
}

// RebootCluster ends a cluster's sessions and opens its database anew.
func (s *Service) RebootCluster(ctx context.Context, in *redshiftapi.RebootClusterMessage) (*redshiftapi.RebootClusterResult, error) {
	scope := caller.From(ctx)
	c, err := s.change(ctx, clusterKey(scope, *in.ClusterIdentifier), eventReboot, "reboot")
	if err != nil {
		return nil, err
	}
	return &redshiftapi.RebootClusterResult{Cluster: s.describe(scope, c)}, nil
}
