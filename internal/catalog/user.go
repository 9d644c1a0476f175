package catalog

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/users"
)

// Users, groups and roles.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_PG_USER.html (c_intro_catalog_views.html) and the pages of the views.

func everyUser(s *Source) (list []*users.User) {
	for i := range s.Directory.Users {
		list = append(list, &s.Directory.Users[i])
	}
	return list
}

// shownUsers are all to a superuser, and to others themselves: SVL_USER_INFO and SVV_USER_INFO.
func shownUsers(s *Source) []*users.User {
	return filter(everyUser(s), func(u *users.User) bool { return s.Viewer.Super || u.ID == s.Viewer.ID })
}

func userFields() fields[*users.User] {
	return fields[*users.User]{
		"usename":     func(_ *Source, u *users.User) any { return u.Name },
		"usesysid":    func(_ *Source, u *users.User) any { return u.ID },
		"usecreatedb": func(_ *Source, u *users.User) any { return u.CreateDB },
		"usesuper":    func(_ *Source, u *users.User) any { return u.Super },
		"usecatupd":   func(_ *Source, u *users.User) any { return u.ID == users.OwnID },
		"valuntil": func(_ *Source, u *users.User) any {
			if u.ValidUntil == nil {
				return nil
			}
			return *u.ValidUntil
		},
		"useconfig":        func(_ *Source, u *users.User) any { return u.ConfigText() },
		"useconnlimit":     func(_ *Source, u *users.User) any { return u.ConnectionsText() },
		"syslogaccess":     func(_ *Source, u *users.User) any { return syslog(u) },
		"sessiontimeout":   func(_ *Source, u *users.User) any { return u.Timeout },
		"external_user_id": func(_ *Source, u *users.User) any { return orNull(u.External) },
		"external_id":      func(_ *Source, u *users.User) any { return orNull(u.External) },
	}
}

func syslog(u *users.User) string {
	if u.Syslog || u.Super {
		return "UNRESTRICTED"
	}
	return "RESTRICTED"
}

func userRelations() map[string]maker {
	inUser := userFields()
	return map[string]maker{
		"pg_user":       of(everyUser, inUser),
		"pg_user_info":  of(everyUser, inUser),
		"svl_user_info": of(shownUsers, inUser),
		"pg_shadow":     of(everyUser, inUser.and(fields[*users.User]{"passwd": func(*Source, *users.User) any { return "********" }})),
		"svv_user_info": of(shownUsers, fields[*users.User]{
			"user_name":        inUser["usename"],
			"user_id":          inUser["usesysid"],
			"createdb":         inUser["usecreatedb"],
			"is_superuser":     inUser["usesuper"],
			"catalog_update":   inUser["usecatupd"],
			"connection_limit": inUser["useconnlimit"],
			"syslog_access":    inUser["syslogaccess"],
			"session_timeout":  inUser["sessiontimeout"],
			"external_user_id": inUser["external_id"],
		}),
		"pg_group": of(func(s *Source) []users.Group { return s.Directory.Groups }, fields[users.Group]{
			"groname":  func(_ *Source, g users.Group) any { return g.Name },
			"grosysid": func(_ *Source, g users.Group) any { return g.ID },
			"grolist": func(_ *Source, g users.Group) any {
				if len(g.Members) == 0 {
					return nil
				}
				return array(g.Members)
			},
		}),
		"svv_roles": of(func(s *Source) []users.Role { return s.Directory.Roles }, fields[users.Role]{
			"role_id":     func(_ *Source, r users.Role) any { return r.ID },
			"role_name":   func(_ *Source, r users.Role) any { return r.Name },
			"role_owner":  func(s *Source, r users.Role) any { return s.userName(r.Owner) },
			"external_id": func(_ *Source, r users.Role) any { return orNull(r.External) },
		}),
		"svv_user_grants": of(func(s *Source) []users.RoleGrant {
			return filter(s.Directory.Grants, func(g users.RoleGrant) bool { return g.User != 0 })
		}, fields[users.RoleGrant]{
			"user_id":      func(_ *Source, g users.RoleGrant) any { return g.User },
			"user_name":    func(s *Source, g users.RoleGrant) any { return s.userName(g.User) },
			"role_id":      func(_ *Source, g users.RoleGrant) any { return g.Role },
			"role_name":    func(s *Source, g users.RoleGrant) any { return s.roleName(g.Role) },
			"admin_option": func(_ *Source, g users.RoleGrant) any { return g.Admin },
		}),
		"svv_role_grants": of(func(s *Source) []users.RoleGrant {
			return filter(s.Directory.Grants, func(g users.RoleGrant) bool { return g.To != 0 })
		}, fields[users.RoleGrant]{
			"role_id":           func(_ *Source, g users.RoleGrant) any { return g.To },
			"role_name":         func(s *Source, g users.RoleGrant) any { return s.roleName(g.To) },
			"granted_role_id":   func(_ *Source, g users.RoleGrant) any { return g.Role },
			"granted_role_name": func(s *Source, g users.RoleGrant) any { return s.roleName(g.Role) },
		}),
		"pg_roles": of(identities, fields[identity]{
			"oid":           func(_ *Source, i identity) any { return i.id },
			"rolname":       func(_ *Source, i identity) any { return i.name },
			"rolsuper":      func(_ *Source, i identity) any { return i.user.Super },
			"rolcreaterole": func(_ *Source, i identity) any { return i.user.Super },
			"rolcreatedb":   func(_ *Source, i identity) any { return i.user.CreateDB },
			"rolcanlogin":   func(_ *Source, i identity) any { return i.user.ID != 0 },
			"rolconnlimit":  func(_ *Source, i identity) any { return connectionLimit(i.user) },
			"rolvaliduntil": func(s *Source, i identity) any { return inUser["valuntil"](s, i.user) },
			"rolconfig":     func(_ *Source, i identity) any { return i.user.ConfigText() },
		}),
		"pg_auth_members": of(memberships, fields[[2]int]{
			"roleid": func(_ *Source, m [2]int) any { return m[0] }, "member": func(_ *Source, m [2]int) any { return m[1] },
		}),
		"pg_db_role_setting": of(func(s *Source) []*users.User {
			return filter(everyUser(s), func(u *users.User) bool { return len(u.Config) > 0 })
		}, fields[*users.User]{
			"setrole": inUser["usesysid"], "setconfig": inUser["useconfig"],
		}),
		"svv_system_privileges": of(systemPrivileges, fields[systemPrivilege]{
			"system_privilege": func(_ *Source, p systemPrivilege) any { return p.name },
			"identity_id":      func(_ *Source, p systemPrivilege) any { return p.role.ID },
			"identity_name":    func(_ *Source, p systemPrivilege) any { return p.role.Name },
			"identity_type":    func(*Source, systemPrivilege) any { return "role" },
		}),
	}
}

// A systemPrivilege is one that a role has.
type systemPrivilege struct {
	role *users.Role
	name string
}

func systemPrivileges(s *Source) (list []systemPrivilege) {
	for i := range s.Directory.Roles {
		for _, name := range s.Directory.Roles[i].System {
			list = append(list, systemPrivilege{&s.Directory.Roles[i], name})
		}
	}
	return list
}

// roleName is the name of a role.
func (s *Source) roleName(id int) string {
	if r := s.Directory.RoleByID(id); r != nil {
		return r.Name
	}
	return "unknown"
}

// settingRelations are pg_settings, without what tells of the server's files.
func settingRelations() map[string]maker {
	return map[string]maker{
		"pg_settings": of(func(s *Source) []Setting { return s.Settings }, fields[Setting]{
			"name":       func(_ *Source, p Setting) any { return p.Name },
			"setting":    func(_ *Source, p Setting) any { return p.Value },
			"category":   func(*Source, Setting) any { return "Client Connection Defaults" },
			"short_desc": func(_ *Source, p Setting) any { return strings.ReplaceAll(p.Name, "_", " ") },
			"context":    func(*Source, Setting) any { return "user" },
			"vartype":    func(_ *Source, p Setting) any { return valueKind(p.Value) },
			"source":     func(*Source, Setting) any { return "session" },
		}),
	}
}

// valueKind is the kind of a parameter by its value.
func valueKind(value string) string {
	switch {
	case value == "on" || value == "off" || value == "true" || value == "false":
		return "bool"
	case value != "" && strings.Trim(value, "0123456789") == "":
		return "integer"
	}
	return "string"
}

// An identity is a user or a group, which later PostgreSQL has as one kind of thing.
type identity struct {
	id   int
	name string
	user *users.User // of a group: nobody in particular
}

func identities(s *Source) (list []identity) {
	for _, u := range everyUser(s) {
		list = append(list, identity{u.ID, u.Name, u})
	}
	for _, g := range s.Directory.Groups {
		list = append(list, identity{g.ID, g.Name, &users.User{}})
	}
	return list
}

func connectionLimit(u *users.User) int {
	if u.Limit == nil {
		return -1
	}
	return *u.Limit
}

// memberships are groups and who is in them.
func memberships(s *Source) (list [][2]int) {
	for _, g := range s.Directory.Groups {
		for _, member := range g.Members {
			list = append(list, [2]int{g.ID, member})
		}
	}
	return list
}
