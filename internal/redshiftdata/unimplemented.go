package redshiftdata

import (
	"context"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// Operations of the Data API that are not built. Each is answered with UnsupportedOperation.

// unsupported is the answer of an operation that is not built.
func unsupported(operation string) error {
	return fault.UnsupportedOperation.With("Countersign does not support the operation %s.", operation)
}

func (*Service) DescribeTable(context.Context, *dataapi.DescribeTableRequest) (*dataapi.DescribeTableResponse, error) {
	return nil, unsupported("DescribeTable")
}
func (*Service) ListDatabases(context.Context, *dataapi.ListDatabasesRequest) (*dataapi.ListDatabasesResponse, error) {
	return nil, unsupported("ListDatabases")
}
func (*Service) ListSchemas(context.Context, *dataapi.ListSchemasRequest) (*dataapi.ListSchemasResponse, error) {
	return nil, unsupported("ListSchemas")
}
func (*Service) ListTables(context.Context, *dataapi.ListTablesRequest) (*dataapi.ListTablesResponse, error) {
	return nil, unsupported("ListTables")
}
