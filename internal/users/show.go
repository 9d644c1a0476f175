package users

import (
	"strings"
	"time"
)

// What an engine shows of a directory, as rows of the tables that it keeps for its views.
// Values are string, int, bool, time.Time and nil.

// TableKey is the name of a table's first column, by which rows belong together.
func TableKey(table string) string {
	switch table {
	case "members":
		return "group_id"
	case "system_privileges", "role_grants":
		return "role_id"
	}
	return "id"
}

// A Table is one of them.
type Table struct {
	Name    string
	Columns string // as SQL
	Rows    [][]any
}

// Tables are what there is to show.
func (d *Directory) Tables() []Table {
	users := Table{Name: "users", Columns: "id INTEGER, name VARCHAR, createdb BOOLEAN, super BOOLEAN, syslog BOOLEAN, valid_until TIMESTAMP, connections VARCHAR, timeout INTEGER, config VARCHAR, external VARCHAR"}
	for _, u := range d.Users {
		users.Rows = append(users.Rows, []any{u.ID, u.Name, u.CreateDB, u.Super, u.Syslog, moment(u.ValidUntil), u.connections(), orNil(u.Timeout), u.config(), orNil(u.External)})
	}
	groups := Table{Name: "groups", Columns: "id INTEGER, name VARCHAR"}
	members := Table{Name: "members", Columns: "group_id INTEGER, user_id INTEGER"}
	for _, g := range d.Groups {
		groups.Rows = append(groups.Rows, []any{g.ID, g.Name})
		for _, m := range g.Members {
			members.Rows = append(members.Rows, []any{g.ID, m})
		}
	}
	roles := Table{Name: "roles", Columns: "id INTEGER, name VARCHAR, owner INTEGER, external VARCHAR"}
	system := Table{Name: "system_privileges", Columns: "role_id INTEGER, privilege VARCHAR"}
	for _, r := range d.Roles {
		roles.Rows = append(roles.Rows, []any{r.ID, r.Name, r.Owner, orNil(r.External)})
		for _, p := range r.System {
			system.Rows = append(system.Rows, []any{r.ID, p})
		}
	}
	grants := Table{Name: "role_grants", Columns: "role_id INTEGER, user_id INTEGER, to_role_id INTEGER, admin BOOLEAN"}
	for _, g := range d.Grants {
		grants.Rows = append(grants.Rows, []any{g.Role, orNil(g.User), orNil(g.To), g.Admin})
	}
	return []Table{users, groups, members, roles, system, grants}
}

func orNil[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

func moment(at *time.Time) any {
	if at == nil {
		return nil
	}
	return *at
}

// connections is useconnlimit: UNLIMITED, or a number.
func (u *User) connections() any {
	if u.Limit == nil {
		return "UNLIMITED"
	}
	return *u.Limit
}

// config is useconfig: {name=value,…}.
func (u *User) config() any {
	if len(u.Config) == 0 {
		return nil
	}
	items := make([]string, len(u.Config))
	for i, s := range u.Config {
		items[i] = s.Name + "=" + s.Value
		if strings.ContainsAny(items[i], `{},"\ `) {
			items[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(items[i]) + `"`
		}
	}
	return "{" + strings.Join(items, ",") + "}"
}
