package users

import (
	"fmt"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// role applies a change of a role.
func (e *edit) role(c Change) error {
	if c.Op == Create {
		return e.createRole(c)
	}
	r := e.Role(c.Name)
	if r == nil {
		return missing(RoleKind, c.Name)
	}
	if strings.HasPrefix(r.Name, builtinPrefix) && c.Op != Give && c.Op != Take {
		return denied("role \"%s\" cannot be changed", r.Name)
	}
	switch c.Op {
	case Alter:
		set(&r.External, c.Options.External)
		return nil
	case Rename:
		if err := e.free(RoleKind, c.To); err != nil {
			return err
		}
		r.Name = c.To
		return nil
	case Own:
		u := e.User(c.To)
		if u == nil {
			return missing(UserKind, c.To)
		}
		r.Owner = u.ID
		return nil
	case Drop:
		return e.dropRole(r, c.Force)
	case Give, Take:
		return e.grantees(r, c)
	case Allow, Forbid:
		e.system(r, c)
		return nil
	}
	return fmt.Errorf("users: %s of a role", c.Op)
}

func (e *edit) createRole(c Change) error {
	if err := e.free(RoleKind, c.Name); err != nil {
		return err
	}
	if len(e.Roles) >= maxRoles {
		return tooMany("roles", maxRoles)
	}
	if err := e.taken(c.ID); err != nil {
		return err
	}
	r := Role{ID: c.ID, Name: c.Name, Owner: c.By}
	if c.Options != nil {
		set(&r.External, c.Options.External)
	}
	e.Roles = append(e.Roles, r)
	return nil
}

// dropRole forgets a role. One that was granted goes only by FORCE, with the grants.
func (e *edit) dropRole(r *Role, force bool) error {
	id := r.ID
	granted := find(e.Grants, func(g *RoleGrant) bool { return g.Role == id || g.To == id })
	switch {
	case granted == nil || force:
	case granted.Role == id && granted.User != 0:
		return &engine.Error{State: engine.DependentObjectsExist, Message: "cannot drop this role since it has been granted on a user"}
	default:
		return &engine.Error{State: engine.DependentObjectsExist, Message: "cannot drop this role since it depends on another role"}
	}
	e.Grants = slices.DeleteFunc(e.Grants, func(g RoleGrant) bool { return g.Role == id || g.To == id })
	e.Roles = slices.DeleteFunc(e.Roles, func(r Role) bool { return r.ID == id })
	return nil
}

// grantees grants a role to users and roles, or takes it back.
func (e *edit) grantees(r *Role, c Change) error {
	for _, name := range c.Users {
		u := e.User(name)
		if u == nil {
			return missing(UserKind, name)
		}
		e.give(RoleGrant{Role: r.ID, User: u.ID, By: c.By}, c)
	}
	for _, name := range c.Roles {
		to := e.Role(name)
		if to == nil {
			return missing(RoleKind, name)
		}
		theirs := e.rolesOf(func(g RoleGrant) bool { return g.To == r.ID })
		if c.Op == Give && (to.ID == r.ID || slices.Contains(theirs, to.ID)) {
			return invalid("role \"%s\" cannot be granted to role \"%s\": it would be granted to itself", r.Name, name)
		}
		e.give(RoleGrant{Role: r.ID, To: to.ID, By: c.By}, c)
	}
	return nil
}

func (e *edit) give(g RoleGrant, c Change) {
	at := slices.IndexFunc(e.Grants, func(old RoleGrant) bool { return old.Role == g.Role && old.User == g.User && old.To == g.To })
	switch {
	case c.Op == Give && at >= 0:
		e.Grants[at].Admin = e.Grants[at].Admin || c.Admin
	case c.Op == Give:
		g.Admin = c.Admin
		e.Grants = append(e.Grants, g)
	case at >= 0 && c.Admin:
		e.Grants[at].Admin = false
	case at >= 0:
		e.Grants = slices.Delete(e.Grants, at, at+1)
	}
}

// system gives privileges of the system to a role, or takes them back.
func (e *edit) system(r *Role, c Change) {
	list := slices.DeleteFunc(slices.Clone(r.System), func(name string) bool { return slices.Contains(c.System, name) })
	if c.Op == Allow {
		list = append(list, c.System...)
		slices.Sort(list)
	}
	r.System = list
}
