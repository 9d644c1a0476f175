package dialect

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// Statements about users and about privileges: a session executes them itself, from the
// tree. See packages users and privilege.

// classifyAccess is about users, groups, roles, privileges and owners.
func classifyAccess(stmt syntax.Stmt) class {
	switch n := stmt.(type) {
	case *syntax.CreateUser:
		return class{kind: Users, tag: alterOrCreate(n.Alter) + " USER"}
	case *syntax.CreateGroup:
		return class{kind: Users, tag: "CREATE GROUP"}
	case *syntax.AlterGroup:
		return class{kind: Users, tag: "ALTER GROUP"}
	case *syntax.CreateRole:
		return class{kind: Users, tag: alterOrCreate(n.Alter) + " ROLE"}
	case *syntax.Grant:
		return class{kind: Grant, tag: grantTag(n)}
	case *syntax.AlterObject:
		switch {
		case n.Kind == "USER" || n.Kind == "GROUP" || n.Kind == "ROLE":
			return class{kind: Users, tag: "ALTER " + n.Kind}
		case !n.Owner.IsZero():
			return class{kind: Grant, tag: "ALTER " + n.Kind}
		}
	case *syntax.AlterTable:
		if givesAway(n.Actions) {
			return class{kind: Grant, tag: "ALTER TABLE"}
		}
	case *syntax.AlterMaterializedView:
		if givesAway(n.Actions) {
			return class{kind: Grant, tag: "ALTER MATERIALIZED VIEW"}
		}
	case *syntax.AlterSchema:
		if !n.Owner.IsZero() {
			return class{kind: Grant, tag: "ALTER SCHEMA"}
		}
	case *syntax.AlterDatabase:
		if !n.Owner.IsZero() {
			return class{kind: Grant, tag: "ALTER DATABASE"}
		}
	}
	return class{}
}

// givesAway reports whether OWNER TO is the first action.
func givesAway(actions []syntax.AlterAction) bool {
	if len(actions) == 0 {
		return false
	}
	_, ok := actions[0].(*syntax.OwnerTo)
	return ok
}

func alterOrCreate(alter bool) string {
	if alter {
		return "ALTER"
	}
	return "CREATE"
}

func grantTag(n *syntax.Grant) string {
	switch {
	case n.AlterDefault:
		return "ALTER DEFAULT PRIVILEGES"
	case n.Revoke:
		return "REVOKE"
	}
	return "GRANT"
}

// Makes tells whether the statement makes an object that has an owner, or takes one away.
func (s *Statement) Makes() bool { return s.Kind.Defines() && s.Kind != Alter }
