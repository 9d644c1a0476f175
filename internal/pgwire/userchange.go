package pgwire

import (
	"context"
	"errors"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/users"
)

// Users, groups and roles belong to the cluster, which is kept elsewhere. What a
// transaction changes of them is the session's alone until it commits.

// userChanges are those of a transaction.
type userChanges struct {
	list []users.Change
	base *users.Directory // what they were last applied to
	now  *users.Directory // with what came of it
}

// directory is the users, groups and roles as the session sees them.
func (ss *session) directory() *users.Directory {
	base, c := ss.server.cfg.Keeper.Users(), &ss.transaction.users
	if len(c.list) == 0 {
		return base
	}
	if c.base == nil || c.base.Version != base.Version {
		// What conflicts with others' changes fails at the end of the transaction.
		if now, err := base.All(c.list); err == nil {
			c.now = now
		}
		c.base = base
	}
	return c.now
}

// executeAccess runs a statement about users or privileges.
func (ss *session) executeAccess(ctx context.Context, st *dialect.Statement) error {
	if ss.transaction.aborted {
		return errAborted()
	}
	ss.marker.used = true
	tree := st.Tree()
	if err := ss.beginImplicit(ctx); err != nil {
		return err
	}
	changes, ok, err := users.Read(tree)
	if err == nil && ok {
		err = ss.changeUsers(ctx, changes)
	} else if err == nil {
		err = ss.changePrivileges(ctx, tree)
	}
	if err != nil {
		return err
	}
	ss.marker.ran(st.Kind, noCount)
	return nil
}

// changeUsers makes changes a part of the transaction.
func (ss *session) changeUsers(ctx context.Context, changes []users.Change) error {
	keeper, who := ss.server.cfg.Keeper, ss.whoami().Who
	for _, c := range changes {
		d := ss.directory()
		c.By = who.ID
		err := d.Allowed(who, c)
		if err == nil {
			err = d.Busy(c, ss.current, ss.login)
		}
		if err == nil && c.Op == users.Create {
			c.ID, err = keeper.NextID(ctx)
		}
		if err == nil && c.Op == users.Drop {
			err = ss.unused(ctx, d, c)
		}
		if err == nil {
			err = checkParameter(c.Options)
		}
		if err != nil {
			return err
		}
		base := keeper.Users()
		next, notes, err := ss.directory().Apply(c)
		if err != nil {
			return err
		}
		for _, note := range notes {
			ss.notice("00000", note)
		}
		t := &ss.transaction.users
		t.list, t.base, t.now = append(t.list, c), base, next
	}
	return nil
}

// checkParameter holds what ALTER USER … SET says to what SET takes.
func checkParameter(o *users.Options) error {
	if o == nil {
		return nil
	}
	name := o.Reset
	if o.Set != nil {
		name = o.Set.Name
	}
	if name == "" {
		return nil
	}
	p, ok := parameters[name]
	switch {
	case !ok:
		return errUnknownParameter(name)
	case p.fixed, name == "session_authorization":
		return &engine.Error{State: "55P02", Message: "parameter \"" + name + "\" cannot be changed"}
	case o.Set == nil || p.check == nil:
		return nil
	}
	_, err := p.check(p.shown(name), o.Set.Value)
	return err
}

// commitUsers has the changes of the transaction kept. It comes before the engine's own
// commit: what others know of a user must not come after what the user may do.
func (ss *session) commitUsers() error {
	list := ss.transaction.users.list
	if len(list) == 0 {
		return nil
	}
	before := ss.server.cfg.Keeper.Users()
	if err := ss.server.cfg.Keeper.Change(ss.ctx, list); err != nil {
		var told *engine.Error
		if errors.As(err, &told) {
			return told
		}
		return err
	}
	ss.noteUsers(before, list)
	ss.server.catalog.Add(1) // others may do other things: what is prepared is prepared again
	return nil
}

// unused refuses to drop a user or a group that has something to do with an object of the
// database.
func (ss *session) unused(ctx context.Context, d *users.Directory, c users.Change) error {
	var g privilege.Grantee
	switch u, group := d.User(c.Name), d.Group(c.Name); {
	case c.Kind == users.UserKind && u != nil:
		g = privilege.User(u.ID)
	case c.Kind == users.GroupKind && group != nil:
		g = privilege.Group(group.ID)
	default:
		return nil
	}
	notes, err := ss.allNotes(ctx)
	if err != nil {
		return err
	}
	kind := string(c.Kind)
	for _, n := range notes {
		switch {
		case g.Kind == 'u' && n.Owner == g.ID:
			return &engine.Error{State: engine.ObjectInUse, Message: kind + " \"" + c.Name + "\" cannot be dropped because the " + kind + " owns some object"}
		case n.ACL.Mentions(g):
			return &engine.Error{State: engine.ObjectInUse, Message: kind + " \"" + c.Name + "\" cannot be dropped because the " + kind + " has a privilege on some object"}
		}
	}
	return nil
}

// changePrivileges runs a statement about privileges or an owner.
func (ss *session) changePrivileges(ctx context.Context, tree syntax.Stmt) error {
	var err error
	if st, ok := tree.(*syntax.Grant); ok {
		err = ss.grant(ctx, st)
	} else {
		err = ss.giveAway(ctx, tree)
	}
	if err == nil {
		ss.redefined()
	}
	return err
}
