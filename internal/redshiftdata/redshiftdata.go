// Package redshiftdata is Amazon Redshift's Data API: SQL without a connection.
// One file holds one kind of resource.
package redshiftdata

import (
	"context"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/statement"
)

// A Service answers the Data API. It is safe for concurrent use.
type Service struct {
	statements *statement.Queue
	clusters   Clusters
	secrets    Secrets
}

var _ dataapi.Service = (*Service)(nil)

// Clusters is what the Data API must ask about clusters and workgroups.
type Clusters interface {
	// Database tells where the cluster's database is, and whether it can be
	// asked now. A cluster that does not exist is a fault of the management API.
	Database(scope caller.Scope, identifier string) (warehouse string, available bool, err error)
	// HasUser tells whether the cluster has a database user of that name.
	HasUser(warehouse, user string) bool
	// Authenticate tells which database user a name and its password log in as.
	Authenticate(warehouse, name, password string) (user string, ok bool)
	// Workgroup finds a workgroup by its name or ARN, and where its database is.
	Workgroup(scope caller.Scope, asked string) (name, warehouse string, found bool)
}

// Secrets is what the Data API must ask Secrets Manager.
type Secrets interface {
	// SecretString is the current value of the secret of that name or ARN, as the
	// caller may read it; empty where it is not text. A fault is Secrets Manager's.
	SecretString(ctx context.Context, id string) (string, error)
}

// New returns the service.
func New(statements *statement.Queue, clusters Clusters, secrets Secrets) *Service {
	return &Service{statements: statements, clusters: clusters, secrets: secrets}
}
