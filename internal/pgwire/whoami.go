package pgwire

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/users"
)

// Who a session is: the user who logged in, and the current one, whose privileges count.

// identify finds the user who logs in, and joins the groups of the session.
func (ss *session) identify() error {
	if m := ss.server.memory; m != nil {
		m.Greet(ss.user)
	}
	d := ss.server.cfg.Keeper.Users()
	u := d.User(ss.user)
	if u == nil {
		return fatal(engine.InvalidAuthorization, fmt.Sprintf("user \"%s\" does not exist", ss.user))
	}
	for _, g := range ss.groups {
		if d.Group(g) == nil {
			return fatal(engine.UndefinedObject, fmt.Sprintf("group \"%s\" does not exist", g))
		}
	}
	ss.login, ss.current = u.ID, u.ID
	ss.idle = time.Duration(u.Timeout) * time.Second
	return nil
}

// configure gives the session the parameters that ALTER USER … SET keeps. One that is no
// longer valid does not keep the user out.
func (ss *session) configure() {
	u := ss.server.cfg.Keeper.Users().UserByID(ss.login)
	if u == nil {
		return
	}
	ss.defaults = map[string]string{}
	for _, s := range u.Config {
		if err := ss.assignAtStart(s.Name, s.Value); err != nil {
			ss.server.cfg.Log.Warn("user's parameter", "user", ss.user, "parameter", s.Name, "error", err)
			continue
		}
		ss.defaults[s.Name] = s.Value
	}
}

// whoami is who the session is now, with what its transaction has changed about users.
func (ss *session) whoami() users.Identity {
	d := ss.directory()
	groups := ss.groups
	if ss.current != ss.login {
		groups = nil
	}
	is := d.Identity(ss.current, ss.user, groups)
	if u := d.UserByID(ss.login); u != nil {
		is.Session = u.Name
	}
	return is
}

// check is nil if the session may do all of that, and else the error for its client.
func (ss *session) check(list ...privilege.Access) error { return ss.whoami().Check(list...) }

// initial is what a parameter is before anybody sets it.
func (ss *session) initial(name string) string {
	switch v, ok := ss.defaults[name]; {
	case ok:
		return v
	case name == "session_authorization":
		if u := ss.server.cfg.Keeper.Users().UserByID(ss.login); u != nil {
			return u.Name
		}
		return ss.user
	case name == "is_superuser":
		if ss.server.cfg.Keeper.Users().Who(ss.current).Super {
			return "on"
		}
		return "off"
	}
	return parameters[name].initial
}

// authorize makes another user the current one, as SET SESSION AUTHORIZATION does; the
// empty name is that of who logged in. Who logged in as a superuser may do so, whoever is
// current.
func (ss *session) authorize(ctx context.Context, name string) error {
	d := ss.directory()
	u := d.User(name)
	if name == "" {
		u = d.UserByID(ss.login)
	}
	switch {
	case u == nil:
		return &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("user \"%s\" does not exist", name)}
	case u.ID != ss.login && !d.Who(ss.login).Super:
		return &engine.Error{State: engine.InsufficientPrivilege, Message: "permission denied to set session authorization"}
	}
	ss.user, ss.current = u.Name, u.ID
	ss.settings["session_authorization"] = u.Name
	path := ss.setting("search_path")
	if _, err := ss.takeEffect(ctx, "search_path", path, splitList(path)); err != nil {
		return err
	}
	for _, name := range []string{"session_authorization", "is_superuser"} {
		ss.send(&pgproto3.ParameterStatus{Name: name, Value: ss.setting(name)})
	}
	return nil
}
