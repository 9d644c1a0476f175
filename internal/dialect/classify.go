package dialect

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// A class is what a statement's tree tells of it at a glance.
type class struct {
	kind Kind
	tag  string // the command tag, without a count
	lack string // what is not built, where the kind is 0
}

// classify tells what a statement does.
func classify(stmt syntax.Stmt) class {
	switch n := stmt.(type) {
	case *syntax.Query:
		if first := n.First(); first != nil && first.Into != nil {
			return class{kind: CreateTableAs, tag: "SELECT"}
		}
		return class{kind: Select, tag: "SELECT"}
	case *syntax.Insert:
		return class{kind: Insert, tag: "INSERT 0"}
	case *syntax.Update:
		return class{kind: Update, tag: "UPDATE"}
	case *syntax.Delete:
		return class{kind: Delete, tag: "DELETE"}
	case *syntax.Merge:
		return class{kind: Merge, tag: "MERGE"}
	case *syntax.Truncate:
		return class{kind: Truncate, tag: "TRUNCATE TABLE"}
	case *syntax.Explain:
		return classifyExplain(n)
	case *syntax.Analyze:
		return class{kind: Analyze, tag: "ANALYZE"}
	case *syntax.Vacuum:
		return class{kind: Vacuum, tag: "VACUUM"}
	case *syntax.Lock:
		return class{kind: Lock, tag: "LOCK TABLE"}
	case *syntax.Copy:
		return class{lack: "COPY"}
	case *syntax.Unload:
		return class{lack: "UNLOAD"}
	}
	if c := classifySession(stmt); c != (class{}) {
		return c
	}
	if c := classifyAccess(stmt); c != (class{}) {
		return c
	}
	return classifyDefinition(stmt)
}

// classifyExplain lets only plain EXPLAIN of what has a plan through.
func classifyExplain(n *syntax.Explain) class {
	if n.Verbose {
		return class{lack: "EXPLAIN VERBOSE"}
	}
	switch inner := classify(n.Stmt); inner.kind {
	case Select, Insert, Update, Delete, CreateTableAs:
		return class{kind: Explain, tag: "EXPLAIN"}
	case Declare:
		return class{lack: "EXPLAIN DECLARE"}
	default:
		return class{lack: "EXPLAIN " + inner.tag}
	}
}

// classifySession is about statements that a session executes itself.
func classifySession(stmt syntax.Stmt) class {
	switch n := stmt.(type) {
	case *syntax.Set:
		if n.Reset {
			return class{kind: Reset, tag: "RESET"}
		}
		return class{kind: Set, tag: "SET"}
	case *syntax.SetAuthorization:
		if n.Reset {
			return class{kind: Reset, tag: "RESET"}
		}
		return class{kind: Set, tag: "SET"}
	case *syntax.SetCharacteristics:
		return class{kind: Set, tag: "SET"}
	case *syntax.Show:
		if n.What != "" {
			return class{kind: List, tag: "SHOW"}
		}
		return class{kind: Show, tag: "SHOW"}
	case *syntax.Transaction:
		return class{kind: transactionKinds[n.Kind], tag: n.Kind}
	case *syntax.Prepare:
		return class{kind: Prepare, tag: "PREPARE"}
	case *syntax.Execute:
		return class{kind: Execute, tag: "EXECUTE"}
	case *syntax.Deallocate:
		if n.Name.IsZero() {
			return class{kind: Deallocate, tag: "DEALLOCATE ALL"}
		}
		return class{kind: Deallocate, tag: "DEALLOCATE"}
	case *syntax.Declare:
		return class{kind: Declare, tag: "DECLARE CURSOR"}
	case *syntax.Fetch:
		return class{kind: Fetch, tag: "FETCH"}
	case *syntax.Close:
		return class{kind: CloseCursor, tag: "CLOSE CURSOR"}
	case *syntax.Discard:
		return class{lack: "DISCARD"}
	case *syntax.Cancel:
		return class{kind: Cancel, tag: "CANCEL"}
	case *syntax.Use:
		return class{lack: "USE"}
	}
	return class{}
}

var transactionKinds = map[string]Kind{"BEGIN": Begin, "COMMIT": Commit, "ROLLBACK": Rollback}

// classifyDefinition is about what names mean.
func classifyDefinition(stmt syntax.Stmt) class {
	switch n := stmt.(type) {
	case *syntax.CreateTable:
		return class{kind: CreateTable, tag: "CREATE TABLE"}
	case *syntax.CreateTableAs:
		return class{kind: CreateTableAs, tag: "SELECT"}
	case *syntax.CreateView:
		return class{kind: CreateView, tag: "CREATE VIEW"}
	case *syntax.CreateMaterializedView:
		return class{kind: CreateMaterializedView, tag: "CREATE MATERIALIZED VIEW"}
	case *syntax.CreateSchema:
		return class{kind: CreateSchema, tag: "CREATE SCHEMA"}
	case *syntax.CreateDatabase:
		return class{kind: Databases, tag: "CREATE DATABASE"}
	case *syntax.AlterTable:
		return class{kind: Alter, tag: "ALTER TABLE"}
	case *syntax.AlterMaterializedView:
		return class{kind: Alter, tag: "ALTER MATERIALIZED VIEW"}
	case *syntax.AlterSchema:
		return class{kind: Alter, tag: "ALTER SCHEMA"}
	case *syntax.AlterDatabase:
		return class{kind: Databases, tag: "ALTER DATABASE"}
	case *syntax.Refresh:
		return class{kind: Refresh, tag: "REFRESH MATERIALIZED VIEW"}
	case *syntax.Comment:
		return class{kind: Comment, tag: "COMMENT"}
	case *syntax.Drop:
		return classifyDrop(n)
	case *syntax.CreateExternalSchema:
		return class{lack: "CREATE EXTERNAL SCHEMA"}
	case *syntax.CreateRoutine:
		return class{kind: CreateRoutine, tag: "CREATE " + routineKind(n.Procedure)}
	case *syntax.AlterObject:
		return class{kind: Alter, tag: "ALTER " + n.Kind}
	case *syntax.Call:
		return class{kind: Call, tag: "CALL"}
	}
	return class{lack: "this statement"}
}

func routineKind(procedure bool) string {
	if procedure {
		return "PROCEDURE"
	}
	return "FUNCTION"
}

func classifyDrop(n *syntax.Drop) class {
	tag := "DROP " + n.Kind
	switch n.Kind {
	case "TABLE", "VIEW", "MATERIALIZED VIEW", "SCHEMA", "FUNCTION", "PROCEDURE":
		return class{kind: Drop, tag: tag}
	case "DATABASE":
		return class{kind: Databases, tag: tag}
	case "USER", "GROUP", "ROLE":
		return class{kind: Users, tag: tag}
	}
	return class{lack: tag}
}
