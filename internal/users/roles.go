package users

import "slices"

// Privileges of the system are of roles alone.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_roles-system-privileges.html.

// SystemPrivileges are those that GRANT knows, in alphabetical order.
var SystemPrivileges = []string{
	"ACCESS CATALOG", "ACCESS SYSTEM TABLE", "ALTER DATASHARE", "ALTER DEFAULT PRIVILEGES", "ALTER TABLE", "ALTER USER", "ANALYZE", "CANCEL",
	"CREATE DATASHARE", "CREATE LIBRARY", "CREATE MODEL", "CREATE OR REPLACE EXTERNAL FUNCTION", "CREATE OR REPLACE FUNCTION",
	"CREATE OR REPLACE PROCEDURE", "CREATE OR REPLACE VIEW", "CREATE ROLE", "CREATE SCHEMA", "CREATE TABLE", "CREATE USER",
	"DROP DATASHARE", "DROP FUNCTION", "DROP LIBRARY", "DROP MODEL", "DROP PROCEDURE", "DROP ROLE", "DROP SCHEMA", "DROP TABLE", "DROP USER",
	"DROP VIEW", "EXPLAIN MASKING", "EXPLAIN RLS", "IGNORE RLS", "TRUNCATE TABLE", "VACUUM",
}

// IsSystem tells whether a privilege is one of the system, and so of roles alone.
func IsSystem(name string) bool { return slices.Contains(SystemPrivileges, name) }

// superRole is the role whose members may do everything.
const superRole = "sys:superuser"

// builtinPrefix begins the names of the roles that every cluster has.
const builtinPrefix = "sys:"

// builtinRoles are the roles that every cluster has.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_roles-default.html.
func builtinRoles() []Role {
	monitor := []string{"ACCESS CATALOG", "ACCESS SYSTEM TABLE"}
	operator := append([]string{"ANALYZE", "CANCEL", "VACUUM"}, monitor...)
	dba := append([]string{
		"CREATE SCHEMA", "CREATE TABLE", "DROP SCHEMA", "DROP TABLE", "TRUNCATE TABLE", "CREATE OR REPLACE PROCEDURE", "DROP PROCEDURE",
		"CREATE OR REPLACE FUNCTION", "CREATE OR REPLACE EXTERNAL FUNCTION", "DROP FUNCTION", "CREATE OR REPLACE VIEW", "DROP VIEW",
	}, operator...)
	secadmin := append([]string{"CREATE USER", "ALTER USER", "DROP USER", "CREATE ROLE", "DROP ROLE"}, monitor...)
	roles := []Role{
		{Name: "sys:operator", System: operator},
		{Name: "sys:dba", System: dba},
		{Name: superRole, System: slices.Clone(SystemPrivileges)},
		{Name: "sys:secadmin", System: secadmin},
		{Name: "sys:monitor", System: monitor},
	}
	for i := range roles {
		slices.Sort(roles[i].System)
	}
	return roles
}
