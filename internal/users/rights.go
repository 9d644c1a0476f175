package users

import (
	"slices"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Allowed is nil if a user may make a change, and else the error: PostgreSQL 8's, with
// what Redshift's roles may do besides.
func (d *Directory) Allowed(who privilege.Who, c Change) error {
	if who.Super {
		return nil
	}
	switch c.Kind {
	case UserKind:
		return d.allowedUser(who, c)
	case GroupKind:
		return denied("must be superuser to %s groups", map[Op]string{Create: "create", Drop: "drop", Rename: "rename", Join: "alter", Leave: "alter"}[c.Op])
	}
	return d.allowedRole(who, c)
}

func (d *Directory) allowedUser(who privilege.Who, c Change) error {
	u, o := d.User(c.Name), c.Options
	if o == nil {
		o = &Options{}
	}
	super := u != nil && u.Super || o.Super != nil && *o.Super
	switch c.Op {
	case Create:
		if super || !who.System["CREATE USER"] {
			return denied("must be superuser to create users")
		}
	case Drop:
		if super || !who.System["DROP USER"] {
			return denied("must be superuser to drop users")
		}
	case Rename:
		if super || !who.System["ALTER USER"] {
			return denied("must be superuser to rename users")
		}
	case Alter:
		self := u != nil && u.ID == who.ID && o.onlyOwn()
		if !self && (super || !who.System["ALTER USER"] || o.Disable) {
			return denied("permission denied")
		}
	}
	return nil
}

// onlyOwn tells whether options are what users may change of themselves: the password and
// the parameters.
func (o *Options) onlyOwn() bool {
	return o.Super == nil && o.CreateDB == nil && o.Syslog == nil && !o.Disable && o.ValidUntil == nil && !o.Forever &&
		o.Limit == nil && o.Timeout == nil && o.External == nil && len(o.Groups) == 0
}

func (d *Directory) allowedRole(who privilege.Who, c Change) error {
	r := d.Role(c.Name)
	switch {
	case c.Op == Create:
		if !who.System["CREATE ROLE"] {
			return denied("permission denied to create role")
		}
	case c.Op == Allow, c.Op == Forbid:
		return denied("must be superuser to grant system privileges")
	case r == nil: // Apply says so
	case c.Op == Give, c.Op == Take:
		if !d.Administers(who, r) {
			return denied("must have admin option on role \"%s\"", r.Name)
		}
	case c.Op == Drop && who.System["DROP ROLE"]:
	case r.Owner != who.ID:
		return denied("must be owner of role %s", r.Name)
	}
	return nil
}

// Busy refuses to take a user away from under a session, whose current user and whose
// session user have those ids.
func (d *Directory) Busy(c Change, current, session int) error {
	u := d.User(c.Name)
	switch {
	case c.Kind != UserKind || u == nil:
		return nil
	case c.Op == Drop && u.ID == current:
		return inUse("current user cannot be dropped")
	case c.Op == Drop && u.ID == session:
		return inUse("session user cannot be dropped")
	case c.Op == Rename && slices.Contains([]int{current, session}, u.ID):
		return &engine.Error{State: engine.FeatureNotSupported, Message: "session user may not be renamed"}
	}
	return nil
}
