// Package redshift is Amazon Redshift's management API: clusters and what
// belongs to them. One file holds one kind of resource; one method is one
// operation, named as AWS names it. What is not built stands in
// unimplemented.go by name.
package redshift

import (
	"context"
	"errors"
	"log/slog"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/lifecycle"
	"github.com/countersign-dev/countersign/internal/store"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// A Service answers the management API. It is safe for concurrent use.
type Service struct {
	Config
	clusters *store.Table[cluster]
}

var _ redshiftapi.Service = (*Service)(nil)

// Config is what a Service is made of. All fields are required.
type Config struct {
	Store     *store.DB
	Warehouse *warehouse.Warehouse
	Scheduler *lifecycle.Scheduler
	Clock     clock.Clock
	Log       *slog.Logger
}

// New loads the records and takes up again what was under way when the last
// server on this folder stopped.
func New(ctx context.Context, config Config) (*Service, error) {
	clusters, err := store.OpenTable[cluster](ctx, config.Store, "cluster", clusterVersion)
	if err != nil {
		return nil, err
	}
	s := &Service{Config: config, clusters: clusters}
	var failed []error
	clusters.All(func(key store.Key, c cluster) {
		failed = append(failed, s.resumeCluster(ctx, key, c))
	})
	return s, errors.Join(failed...)
}
