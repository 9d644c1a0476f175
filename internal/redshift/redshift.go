// Package redshift is Amazon Redshift's management API: clusters and what
// belongs to them. One file holds one kind of resource; one method is one
// operation, named as AWS names it. What is not built stands in
// unimplemented.go by name.
package redshift

import (
	"context"
	"log/slog"
	"sync"

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
	events   *store.Table[event]
	// forgetting is held while old events are dropped.
	forgetting sync.Mutex
	issued     issuedPasswords

	naming   sync.Mutex         // held while an identifier is taken
	reserved map[store.Key]bool // by clusters that are being renamed
}

var _ redshiftapi.Service = (*Service)(nil)

// Config is what a Service is made of. All fields but LifecycleSpeed are required.
type Config struct {
	Store     *store.DB
	Warehouse *warehouse.Warehouse
	Scheduler *lifecycle.Scheduler
	Clock     clock.Clock
	Log       *slog.Logger
	// LifecycleSpeed says how long changes of a cluster take: 0 is as long as they
	// need, 1 is as long as on AWS.
	LifecycleSpeed float64
}

// New loads the records and takes up again what was under way when the last
// server on this folder stopped.
func New(ctx context.Context, config Config) (*Service, error) {
	s := &Service{Config: config, reserved: map[store.Key]bool{}}
	var err error
	if s.clusters, err = store.OpenTable[cluster](ctx, config.Store, "cluster", clusterVersion); err != nil {
		return nil, err
	}
	if s.events, err = store.OpenTable[event](ctx, config.Store, "event", eventVersion); err != nil {
		return nil, err
	}
	return s, s.resumeClusters(ctx)
}
