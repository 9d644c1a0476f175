// Package redshiftdata is Amazon Redshift's Data API: SQL without a connection.
// One file holds one kind of resource; what is not built stands in
// unimplemented.go by name.
package redshiftdata

import (
	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/statement"
)

// A Service answers the Data API. It is safe for concurrent use.
type Service struct {
	statements *statement.Queue
	clusters   Clusters
}

var _ dataapi.Service = (*Service)(nil)

// Clusters is what the Data API must ask about clusters.
type Clusters interface {
	// Database tells where the cluster's database is, and whether it can be
	// asked now. A cluster that does not exist is a fault of the management API.
	Database(scope caller.Scope, identifier string) (warehouse string, available bool, err error)
	// HasUser tells whether the cluster has a database user of that name.
	HasUser(warehouse, user string) bool
}

// New returns the service.
func New(statements *statement.Queue, clusters Clusters) *Service {
	return &Service{statements: statements, clusters: clusters}
}
