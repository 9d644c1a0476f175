package warehouse

import (
	"context"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// A Login is a name that logs in on a cluster's SQL port for some time, with a
// password of its own, as a database user.
type Login struct {
	User     string // whose sessions they are; who does not exist does not get in
	Verifier pgwire.PasswordVerifier
	Expires  time.Time // no new session from then on
}

// users are the database users of a cluster, and who may log in as them. The zero
// value has none.
type users struct {
	mu     sync.Mutex
	master string
	secret pgwire.PasswordVerifier // of master
	others []string                // without a password
	logins map[string]Login
}

// SetPassword replaces the password of a cluster's master user, for the sessions
// that begin from then on.
func (w *Warehouse) SetPassword(id string, secret pgwire.PasswordVerifier) error {
	c, err := w.cluster(id)
	if err != nil {
		return err
	}
	c.users.mu.Lock()
	defer c.users.mu.Unlock()
	c.users.secret = secret
	return nil
}

// AddUser adds a database user without a password.
func (w *Warehouse) AddUser(id, name string) error {
	c, err := w.cluster(id)
	if err != nil {
		return err
	}
	c.users.mu.Lock()
	defer c.users.mu.Unlock()
	if name != c.users.master && !slices.Contains(c.users.others, name) {
		c.users.others = append(c.users.others, name)
	}
	return nil
}

// SetLogin lets a name log in, in the place of what that name was before. Logins
// whose time is over are forgotten.
func (w *Warehouse) SetLogin(id, name string, login Login) error {
	c, err := w.cluster(id)
	if err != nil {
		return err
	}
	now := w.Clock.Now()
	c.users.mu.Lock()
	defer c.users.mu.Unlock()
	if c.users.logins == nil {
		c.users.logins = map[string]Login{}
	}
	for other, l := range c.users.logins {
		if !now.Before(l.Expires) {
			delete(c.users.logins, other)
		}
	}
	c.users.logins[name] = login
	return nil
}

// HasUser tells whether a cluster has a database user of that name.
func (w *Warehouse) HasUser(id, user string) bool {
	c, err := w.cluster(id)
	return err == nil && c.users.has(user)
}

// Authenticate tells which database user of a cluster a name and its password log in
// as, as the wire would have it. It takes some milliseconds, by design.
func (w *Warehouse) Authenticate(id, name, password string) (user string, ok bool) {
	c, err := w.cluster(id)
	if err != nil || name == "" {
		return "", false
	}
	l, found := c.users.find(name, w.Clock.Now())
	if !found || !l.Verifier.Check(password) {
		return "", false
	}
	return l.User, true
}

func (u *users) has(name string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return name == u.master || slices.Contains(u.others, name)
}

// names are the master user, whose name may be empty, and the other database users.
func (u *users) names() []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return append([]string{u.master}, u.others...)
}

// find is the login of a name, whose time is not over, with its database user.
func (u *users) find(name string, now time.Time) (Login, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if name == u.master {
		return Login{User: name, Verifier: u.secret}, true
	}
	l, found := u.logins[name]
	exists := l.User == u.master || slices.Contains(u.others, l.User)
	return l, found && exists && now.Before(l.Expires)
}

// user looks a name up for the wire.
func (c *cluster) user(_ context.Context, name string) (pgwire.PasswordVerifier, bool, error) {
	l, found := c.users.find(name, c.w.Clock.Now())
	return l.Verifier, found, nil
}

// joinProven connects who has proven to be a login, as its database user.
func (c *cluster) joinProven(ctx context.Context, as pgwire.Trusted) (net.Conn, error) {
	l, found := c.users.find(as.User, c.w.Clock.Now())
	if !found { // its time ended at that moment
		return nil, errNoCluster
	}
	as.User = l.User
	return c.join(ctx, as)
}
