package duckdb

import bindings "github.com/duckdb/duckdb-go-bindings"

// Version is the version of DuckDB that is linked in, such as v1.5.5. Database
// files are written in its storage format.
func Version() string { return bindings.LibraryVersion() }
