package warehouse

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/users"
)

// A Login is a name that logs in on a cluster's SQL port for some time, with a
// password of its own, as a database user.
type Login struct {
	User     string   // whose sessions they are; who does not exist does not get in
	Groups   []string // that the user joins for the session; one that does not exist keeps the user out
	Verifier pgwire.PasswordVerifier
	Expires  time.Time // no new session from then on
}

// SetPassword replaces the password of a cluster's master user, for the sessions
// that begin from then on.
func (w *Warehouse) SetPassword(id string, secret pgwire.PasswordVerifier) error {
	c, err := w.cluster(id)
	if err != nil {
		return err
	}
	return c.roster.setMaster(secret)
}

// AddUser adds a database user without a password, unless there is one. When there are
// too many it is an *engine.Error.
func (w *Warehouse) AddUser(id, name string) error {
	c, err := w.cluster(id)
	if err != nil {
		return err
	}
	return c.roster.ensure(name, false)
}

// SetLogin lets a name log in, in the place of what that name was before. Logins
// whose time is over are forgotten.
func (w *Warehouse) SetLogin(id, name string, login Login) error {
	c, err := w.cluster(id)
	if err != nil {
		return err
	}
	c.roster.setLogin(name, login, w.Clock.Now())
	return nil
}

func (r *roster) setLogin(name string, login Login, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for other, l := range r.logins {
		if !now.Before(l.Expires) {
			delete(r.logins, other)
		}
	}
	r.logins[name] = login
}

// HasUser tells whether a cluster has a database user of that name, who can log in.
func (w *Warehouse) HasUser(id, user string) bool {
	c, err := w.cluster(id)
	if err != nil {
		return false
	}
	u := c.roster.Users().User(user)
	return u != nil && u.ID != users.OwnID
}

// Authenticate tells which database user of a cluster a name and its password log in
// as, as the wire would have it. It takes some milliseconds, by design.
func (w *Warehouse) Authenticate(id, name, password string) (user string, ok bool) {
	c, err := w.cluster(id)
	if err != nil || name == "" {
		return "", false
	}
	l, found := c.roster.find(name, w.Clock.Now())
	if !found || !l.Verifier.Check(l.User, password) {
		return "", false
	}
	return l.User, true
}

// find is the login of a name, whose time is not over, with its database user.
func (r *roster) find(name string, now time.Time) (Login, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if u := r.now.User(name); u != nil {
		switch {
		case u.ValidUntil != nil && !now.Before(*u.ValidUntil):
		case u.Password != nil:
			return Login{User: name, Verifier: *u.Password}, true
		case u.ID == users.MasterID:
			return Login{User: name, Verifier: r.given}, true
		}
	}
	l, found := r.logins[name]
	return l, found && r.now.User(l.User) != nil && now.Before(l.Expires)
}

// user looks a name up for the wire.
func (c *cluster) user(_ context.Context, name string) (pgwire.PasswordVerifier, bool, error) {
	l, found := c.roster.find(name, c.w.Clock.Now())
	return l.Verifier, found, nil
}

// joinProven connects who has proven to be a login, as its database user.
func (c *cluster) joinProven(ctx context.Context, as pgwire.Trusted) (net.Conn, error) {
	l, found := c.roster.find(as.User, c.w.Clock.Now())
	if !found { // its time ended at that moment
		return nil, errNoCluster
	}
	as.User, as.Groups = l.User, l.Groups
	return c.join(ctx, as)
}

// Prefixes of the names of database users that stand for identities of AWS: such a user is
// made when the identity first connects. The account's root is a superuser.
const (
	identityPrefix     = "IAM:"
	identityRolePrefix = "IAMR:"
	rootIdentity       = identityPrefix + "root"
)

// admit counts a session of a user in, for as long as the user may have more. out counts
// it out again.
func (r *roster) admit(name string) (out func(), err error) {
	if strings.HasPrefix(name, identityPrefix) || strings.HasPrefix(name, identityRolePrefix) {
		if err := r.ensure(name, name == rootIdentity); err != nil {
			return nil, err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	u := r.now.User(name)
	switch {
	case u == nil, u.ID == users.OwnID:
		return nil, &engine.Error{State: engine.InvalidAuthorization, Message: fmt.Sprintf("user \"%s\" does not exist", name)}
	case u.Limit != nil && !u.Super && r.inside[u.ID] >= *u.Limit:
		return nil, &engine.Error{State: engine.TooManyConnections, Message: fmt.Sprintf("too many connections for user \"%s\"", name)}
	}
	id := u.ID
	r.inside[id]++
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.inside[id]--; r.inside[id] == 0 {
			delete(r.inside, id)
		}
	}, nil
}
