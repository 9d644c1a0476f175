// Package users is a cluster's users, groups and roles: who there is, who belongs to
// whom, and what changes that.
//
// They belong to the cluster and not to one of its databases. A [Directory] is all of
// them at one moment and is never changed: [Directory.Apply] makes the next one out of a
// [Change]. So a session can try its changes on a copy of its own, and whoever keeps the
// directory applies them when the session commits. Nothing here reads or writes
// anything.
package users

import (
	"slices"
	"time"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
)

// The ids that Redshift gives: its own user has the first, a cluster's master user the
// second, and others follow.
const (
	OwnID    = 1
	MasterID = 100

	ownUser = "rdsdb"
)

// A Directory is the users, groups and roles of a cluster. Values that are reached from
// it must not be changed.
type Directory struct {
	Version int64       `json:"version"` // counts changes
	Next    int         `json:"next"`    // the id that is given next, of a user, group or role
	Users   []User      `json:"users"`
	Groups  []Group     `json:"groups,omitempty"`
	Roles   []Role      `json:"roles,omitempty"`
	Grants  []RoleGrant `json:"grants,omitempty"`
}

// A User is a database user.
type User struct {
	ID         int        `json:"id"`
	Name       string     `json:"name"`
	Super      bool       `json:"super,omitempty"`
	CreateDB   bool       `json:"createdb,omitempty"`
	Syslog     bool       `json:"syslog,omitempty"` // SYSLOG ACCESS UNRESTRICTED
	ValidUntil *time.Time `json:"valid_until,omitempty"`
	Limit      *int       `json:"limit,omitempty"`    // of connections; nil is no limit
	Timeout    int        `json:"timeout,omitempty"`  // of an idle session, in seconds; 0 is the cluster's
	External   string     `json:"external,omitempty"` // EXTERNALID
	Config     []Setting  `json:"config,omitempty"`   // what ALTER USER … SET says, in the order of the names
	Password   *Verifier  `json:"password,omitempty"` // nil for one who cannot log in with a password
}

// A Setting is a parameter that sessions of a user begin with.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Group is a group of users.
type Group struct {
	ID      int    `json:"id"`
	Name    string `json:"name"`
	Members []int  `json:"members,omitempty"`
}

// A Role is a role: its owner is who made it.
type Role struct {
	ID       int      `json:"id"`
	Name     string   `json:"name"`
	Owner    int      `json:"owner"`
	External string   `json:"external,omitempty"`
	System   []string `json:"system,omitempty"` // privileges of the system, in alphabetical order
}

// A RoleGrant is a role granted to a user or to a role.
type RoleGrant struct {
	Role  int  `json:"role"`
	User  int  `json:"user,omitempty"` // or
	To    int  `json:"to,omitempty"`   // a role
	Admin bool `json:"admin,omitempty"`
	By    int  `json:"by"`
}

// New is the directory of a new cluster. It has no master user if the name is empty; the
// others have no passwords.
func New(master string, others ...string) *Directory {
	d := &Directory{Next: MasterID + 1, Users: []User{{ID: OwnID, Name: ownUser, Super: true, CreateDB: true}}}
	if master != "" {
		d.Users = append(d.Users, User{ID: MasterID, Name: master, Super: true, CreateDB: true})
	}
	for i, r := range builtinRoles() {
		r.ID, r.Owner = OwnID+1+i, OwnID
		d.Roles = append(d.Roles, r)
	}
	for _, name := range others {
		if d.User(name) == nil {
			d.Users = append(d.Users, User{ID: d.id(), Name: name})
		}
	}
	return d
}

// id gives an id away.
func (d *Directory) id() int {
	d.Next++
	return d.Next - 1
}

// clone is a directory that may be changed without changing the receiver.
func (d *Directory) clone() *Directory {
	next := *d
	next.Users, next.Groups = slices.Clone(d.Users), slices.Clone(d.Groups)
	next.Roles, next.Grants = slices.Clone(d.Roles), slices.Clone(d.Grants)
	return &next
}

// WithoutPasswords is the directory for who has no business with them.
func (d *Directory) WithoutPasswords() *Directory {
	next := d.clone()
	for i := range next.Users {
		next.Users[i].Password = nil
	}
	return next
}

// User, Group and Role find by name, UserByID and the others by id: nil where there is
// none.
func (d *Directory) User(name string) *User {
	return find(d.Users, func(u *User) bool { return u.Name == name })
}

func (d *Directory) UserByID(id int) *User {
	return find(d.Users, func(u *User) bool { return u.ID == id })
}

func (d *Directory) Group(name string) *Group {
	return find(d.Groups, func(g *Group) bool { return g.Name == name })
}

func (d *Directory) GroupByID(id int) *Group {
	return find(d.Groups, func(g *Group) bool { return g.ID == id })
}

func (d *Directory) Role(name string) *Role {
	return find(d.Roles, func(r *Role) bool { return r.Name == name })
}

func (d *Directory) RoleByID(id int) *Role {
	return find(d.Roles, func(r *Role) bool { return r.ID == id })
}

func find[T any](list []T, is func(*T) bool) *T {
	for i := range list {
		if is(&list[i]) {
			return &list[i]
		}
	}
	return nil
}

// Name is the name of a grantee, as lists of grants show it; that of one who is gone is
// what PostgreSQL shows.
func (d *Directory) Name(g privilege.Grantee) string {
	switch g.Kind {
	case 'u':
		if u := d.UserByID(g.ID); u != nil {
			return u.Name
		}
	case 'g':
		if group := d.GroupByID(g.ID); group != nil {
			return group.Name
		}
	case 'r':
		if r := d.RoleByID(g.ID); r != nil {
			return r.Name
		}
	}
	return "unknown"
}

// Who is a user with the groups and roles, those of roles too, that the user is in; more
// are the ids of groups that the user has joined for a session. Who is not there is
// nobody, and may do what everybody may.
func (d *Directory) Who(id int, more ...int) privilege.Who {
	u := d.UserByID(id)
	if u == nil {
		return privilege.Who{}
	}
	who := privilege.Who{ID: id, Super: u.Super, System: map[string]bool{}}
	for _, g := range d.Groups {
		if slices.Contains(g.Members, id) || slices.Contains(more, g.ID) {
			who.Groups = append(who.Groups, g.ID)
		}
	}
	who.Roles = d.rolesOf(func(g RoleGrant) bool { return g.User == id })
	for _, role := range who.Roles {
		r := d.RoleByID(role)
		for _, name := range r.System {
			who.System[name] = true
		}
		who.Super = who.Super || r.Name == superRole
	}
	return who
}

// RolesOfRole are those that a role was given, and theirs.
func (d *Directory) RolesOfRole(id int) []int {
	return d.rolesOf(func(g RoleGrant) bool { return g.To != 0 && g.To == id })
}

// rolesOf are the roles that were granted directly, and theirs.
func (d *Directory) rolesOf(direct func(RoleGrant) bool) []int {
	var roles []int
	var reach func(func(RoleGrant) bool)
	reach = func(direct func(RoleGrant) bool) {
		for _, g := range d.Grants {
			if direct(g) && !slices.Contains(roles, g.Role) {
				roles = append(roles, g.Role)
				reach(func(next RoleGrant) bool { return next.To != 0 && next.To == g.Role })
			}
		}
	}
	reach(direct)
	slices.Sort(roles)
	return roles
}

// Administers tells whether a user may grant a role: its owner, and who was given it with
// the option, by a role of theirs too.
func (d *Directory) Administers(who privilege.Who, role *Role) bool {
	if who.Super || who.ID != 0 && who.ID == role.Owner {
		return true
	}
	return slices.ContainsFunc(d.Grants, func(g RoleGrant) bool {
		return g.Role == role.ID && g.Admin && (g.User != 0 && g.User == who.ID || slices.Contains(who.Roles, g.To))
	})
}

// SetPassword is the directory in which a user has another password, or none.
func (d *Directory) SetPassword(id int, v *Verifier) *Directory {
	next := d.clone()
	next.Version++
	if u := next.UserByID(id); u != nil {
		u.Password = v
	}
	return next
}
