package duckdb

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/users"
)

// The engine knows no users. What a cluster's directory has to show is kept in tables of a
// schema in our own catalogue, where no name finds them, and the views of users stand
// over them in the schema that is on every search path.

const directorySchema = boundsCatalog + ".directory"

// ShowUsers has the views of users show a directory from now on. Transactions that are
// open see what they saw.
func (c *Cluster) ShowUsers(ctx context.Context, d *users.Directory) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return errClosed()
	}
	if err := c.admin.Begin(ctx); err != nil {
		return fmt.Errorf("duckdb: users: %w", err)
	}
	shown := map[string]map[string]string{}
	var err error
	for _, t := range d.Tables() {
		shown[t.Name] = byKey(t.Rows)
		if err = c.fill(ctx, t.Name, shown[t.Name]); err != nil {
			break
		}
	}
	if err == nil {
		err = c.admin.Commit(ctx)
	}
	if err != nil {
		_ = c.admin.Rollback(ctx) // what went wrong before is what matters
		return fmt.Errorf("duckdb: users: %w", err)
	}
	c.shown = shown
	return nil
}

// fill makes a table's rows, which are given by their first column, what they shall be. A
// cluster may have thousands of users: only what differs is written.
func (c *Cluster) fill(ctx context.Context, table string, rows map[string]string) error {
	var gone, come []string
	for key, row := range c.shown[table] {
		if rows[key] != row {
			gone = append(gone, key)
		}
	}
	for key, row := range rows {
		if c.shown[table][key] != row {
			come = append(come, row)
		}
	}
	name := directorySchema + "." + table
	for some := range slices.Chunk(gone, rowsAtOnce) {
		if err := c.admin.exec(ctx, "DELETE FROM "+name+" WHERE "+users.TableKey(table)+" IN ("+strings.Join(some, ", ")+")"); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(come, rowsAtOnce) {
		if err := c.admin.exec(ctx, "INSERT INTO "+name+" VALUES "+strings.Join(some, ", ")); err != nil {
			return err
		}
	}
	return nil
}

// rowsAtOnce is how many keys one statement has.
const rowsAtOnce = 500

// byKey is the rows of each value of the first column, as SQL.
func byKey(rows [][]any) map[string]string {
	m := map[string]string{}
	for _, row := range rows {
		values := make([]string, len(row))
		for i, v := range row {
			values[i] = literal(v)
		}
		if text := "(" + strings.Join(values, ", ") + ")"; m[values[0]] == "" {
			m[values[0]] = text
		} else {
			m[values[0]] += ", " + text
		}
	}
	return m
}

func literal(v any) string {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	case string:
		return quoteText(v)
	case time.Time:
		return "TIMESTAMP " + quoteText(v.UTC().Format("2006-01-02 15:04:05.999999"))
	}
	return "NULL"
}

// userViews are the statements that make the tables and the views over them. Columns that
// Redshift has and nothing here fills are NULL.
// Source: docs.aws.amazon.com/redshift/latest/dg/c_intro_catalog_views.html, and the pages of the views.
func userViews() []string {
	statements := []string{"CREATE SCHEMA " + directorySchema}
	for _, t := range users.New("").Tables() {
		statements = append(statements, fmt.Sprintf("CREATE TABLE %s.%s (%s)", directorySchema, t.Name, t.Columns))
	}
	view := func(name, text string) {
		statements = append(statements, fmt.Sprintf("CREATE VIEW %s.main.%s AS %s", boundsCatalog, name, strings.ReplaceAll(text, "$", directorySchema+".")))
	}
	const user = "name AS usename, id AS usesysid, createdb AS usecreatedb, super AS usesuper, id = 1 AS usecatupd, '********' AS passwd, " +
		"valid_until AS valuntil, config AS useconfig"
	view("pg_user", "SELECT "+user+" FROM $users")
	view("pg_user_info", "SELECT "+user+", connections AS useconnlimit, CASE WHEN syslog OR super THEN 'UNRESTRICTED' ELSE 'RESTRICTED' END AS syslogaccess, "+
		"NULL::TIMESTAMP AS last_ddl_ts, coalesce(timeout, 0) AS sessiontimeout, external AS external_user_id FROM $users")
	view("svl_user_info", "SELECT "+strings.Replace(user, ", config AS useconfig", "", 1)+
		", connections AS useconnlimit, CASE WHEN syslog OR super THEN 'UNRESTRICTED' ELSE 'RESTRICTED' END AS syslogaccess, NULL::TIMESTAMP AS last_ddl_ts, "+
		"coalesce(timeout, 0) AS sessiontimeout, external AS external_id FROM $users")
	view("svv_user_info", "SELECT id AS user_id, name AS user_name, createdb, super AS is_superuser, id = 1 AS catalog_update, connections AS connection_limit, "+
		"CASE WHEN syslog OR super THEN 'UNRESTRICTED' ELSE 'RESTRICTED' END AS syslog_access, NULL::TIMESTAMP AS last_ddl_timestamp, "+
		"coalesce(timeout, 0) AS session_timeout, external AS external_user_id FROM $users")
	view("pg_group", "SELECT g.name AS groname, g.id AS grosysid, (SELECT list(m.user_id ORDER BY m.user_id) FROM $members m WHERE m.group_id = g.id) AS grolist FROM $groups g")
	view("svv_roles", "SELECT r.id AS role_id, r.name AS role_name, coalesce(u.name, 'unknown') AS role_owner, r.external AS external_id FROM $roles r LEFT JOIN $users u ON u.id = r.owner")
	view("svv_user_grants", "SELECT u.id AS user_id, u.name AS user_name, r.id AS role_id, r.name AS role_name, g.admin AS admin_option "+
		"FROM $role_grants g JOIN $users u ON u.id = g.user_id JOIN $roles r ON r.id = g.role_id")
	view("svv_role_grants", "SELECT t.id AS role_id, t.name AS role_name, r.id AS granted_role_id, r.name AS granted_role_name "+
		"FROM $role_grants g JOIN $roles t ON t.id = g.to_role_id JOIN $roles r ON r.id = g.role_id")
	view("svv_system_privileges", "SELECT p.privilege AS system_privilege, r.id AS identity_id, r.name AS identity_name, 'role' AS identity_type "+
		"FROM $system_privileges p JOIN $roles r ON r.id = p.role_id")
	return append(statements, aclMacro())
}

// aclMacro makes the function that shows a list of grants, as the database keeps it in
// JSON, as PostgreSQL does: a list of texts for relacl and its kin, NULL for the default.
func aclMacro() string {
	quoted := func(name string) string {
		return "CASE WHEN regexp_full_match(" + name + ", '[A-Za-z0-9_]+') THEN " + name + " ELSE '\"' || replace(" + name + ", '\"', '\"\"') || '\"' END"
	}
	return strings.NewReplacer("$users", directorySchema+".users", "$groups", directorySchema+".groups", "$roles", directorySchema+".roles").Replace("CREATE MACRO " + boundsCatalog + ".main.countersign_acl(acl) AS (SELECT list(" +
		"CASE substr(i.item, 1, 1) WHEN 'u' THEN '' WHEN 'g' THEN 'group ' WHEN 'r' THEN 'role ' ELSE '' END || " +
		"CASE WHEN substr(i.item, 1, 1) = '=' THEN '' ELSE " + quoted("coalesce(t.name, 'unknown')") + " END || '=' || " +
		"regexp_extract(i.item, '=([^/]*)/', 1) || '/' || " + quoted("coalesce(b.name, 'unknown')") + " ORDER BY i.place) " +
		"FROM (SELECT unnest(from_json(acl, '[\"VARCHAR\"]')) AS item, generate_subscripts(from_json(acl, '[\"VARCHAR\"]'), 1) AS place) i " +
		"LEFT JOIN (SELECT 'u' || id AS key, name FROM $users UNION ALL SELECT 'g' || id, name FROM $groups UNION ALL SELECT 'r' || id, name FROM $roles) t " +
		"ON t.key = split_part(i.item, '=', 1) LEFT JOIN $users b ON b.id = CAST(regexp_extract(i.item, '/([0-9]+)$', 1) AS INTEGER))")
}
