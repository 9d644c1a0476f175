package users

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/engine"
)

// An Op is what a Change does.
type Op string

// The changes. Create, Alter, Rename and Drop are of a user, a group or a role, as Kind
// says.
const (
	Create Op = "create"
	Alter  Op = "alter"
	Rename Op = "rename"
	Drop   Op = "drop"
	Join   Op = "join"  // users into a group
	Leave  Op = "leave" // and out of it
	Give   Op = "give"  // a role to users and roles
	Take   Op = "take"  // and back
	Allow  Op = "allow" // privileges of the system to a role
	Forbid Op = "forbid"
	Own    Op = "own" // a role gets another owner
)

// A Kind is what a Change is about.
type Kind string

// The kinds.
const (
	UserKind  Kind = "user"
	GroupKind Kind = "group"
	RoleKind  Kind = "role"
)

// A Change is one change of a directory, as a statement asks for it. Which of the
// fields count depends on Op.
type Change struct {
	Op   Op     `json:"op"`
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
	By   int    `json:"by"` // the user who asks

	ID      int      `json:"id,omitempty"`      // of what is created: see Keeper.NextID
	To      string   `json:"to,omitempty"`      // Rename's new name, Own's new owner
	Options *Options `json:"options,omitempty"` // of Create and Alter
	Users   []string `json:"users,omitempty"`   // of Join, Leave, Give, Take and a new group
	Roles   []string `json:"roles,omitempty"`   // of Give and Take
	Admin   bool     `json:"admin,omitempty"`   // Give: with the option; Take: the option alone
	Force   bool     `json:"force,omitempty"`   // Drop a role that was granted
	// IfExists, of Drop, makes nothing of a name that is not there, and a note.
	IfExists bool     `json:"if_exists,omitempty"`
	System   []string `json:"system,omitempty"` // of Allow and Forbid
}

// Options are what CREATE and ALTER say of a user or a role; nil is not said.
type Options struct {
	Super      *bool      `json:"super,omitempty"`
	CreateDB   *bool      `json:"createdb,omitempty"`
	Syslog     *bool      `json:"syslog,omitempty"`
	Password   *Verifier  `json:"password,omitempty"`
	Disable    bool       `json:"disable,omitempty"` // PASSWORD DISABLE
	ValidUntil *time.Time `json:"valid_until,omitempty"`
	Forever    bool       `json:"forever,omitempty"` // VALID UNTIL 'infinity'
	Limit      *int       `json:"limit,omitempty"`   // -1 is UNLIMITED
	Timeout    *int       `json:"timeout,omitempty"` // seconds; 0 is RESET SESSION TIMEOUT
	External   *string    `json:"external,omitempty"`
	Groups     []string   `json:"groups,omitempty"` // IN GROUP
	Set        *Setting   `json:"set,omitempty"`
	Reset      string     `json:"reset,omitempty"` // a parameter
}

// Bounds of how many there can be. Redshift documents the one of roles.
const (
	maxUsers  = 5000
	maxGroups = 5000
	maxRoles  = 1000
)

// Apply makes the directory that is there after a change. notes are what PostgreSQL says
// with WARNING. An error is an *engine.Error and leaves everything as it was.
func (d *Directory) Apply(c Change) (next *Directory, notes []string, err error) {
	if c.Op == Drop && c.IfExists && !d.has(c.Kind, c.Name) {
		return d, []string{missing(c.Kind, c.Name).Message + ", skipping"}, nil
	}
	next = d.clone()
	e := &edit{next, &notes}
	switch c.Kind {
	case UserKind:
		err = e.user(c)
	case GroupKind:
		err = e.group(c)
	case RoleKind:
		err = e.role(c)
	default:
		err = fmt.Errorf("users: unknown kind %q", c.Kind)
	}
	if err != nil {
		return nil, nil, err
	}
	next.Version++
	next.Next = max(next.Next, c.ID+1)
	return next, notes, nil
}

// An edit is a directory in the making.
type edit struct {
	*Directory
	notes *[]string
}

func (e *edit) note(format string, args ...any) {
	*e.notes = append(*e.notes, fmt.Sprintf(format, args...))
}

// taken refuses an id that somebody else was given since.
func (e *edit) taken(id int) error {
	if id <= MasterID || e.UserByID(id) != nil || e.GroupByID(id) != nil || e.RoleByID(id) != nil {
		return &engine.Error{State: engine.SerializationFailure, Message: "could not serialize access due to concurrent update"}
	}
	return nil
}

// user applies a change of a user.
func (e *edit) user(c Change) error {
	u := e.User(c.Name)
	switch c.Op {
	case Create:
		return e.createUser(c)
	case Alter, Rename, Drop:
		if u == nil {
			return missing(UserKind, c.Name)
		}
		if u.ID == OwnID {
			return denied("user \"%s\" cannot be changed", ownUser)
		}
	}
	switch c.Op {
	case Alter:
		return e.alterUser(u, c.Options)
	case Rename:
		if err := e.free(UserKind, c.To); err != nil {
			return err
		}
		// The password is gone with the name, which it is kept with.
		u.Name, u.Password = c.To, nil
		return nil
	case Drop:
		return e.dropUser(u)
	}
	return fmt.Errorf("users: %s of a user", c.Op)
}

func (e *edit) createUser(c Change) error {
	if err := e.free(UserKind, c.Name); err != nil {
		return err
	}
	if len(e.Users) >= maxUsers {
		return tooMany("users", maxUsers)
	}
	if err := e.taken(c.ID); err != nil {
		return err
	}
	e.Users = append(e.Users, User{ID: c.ID, Name: c.Name})
	return e.alterUser(&e.Users[len(e.Users)-1], c.Options)
}

// alterUser gives a user what options say.
func (e *edit) alterUser(u *User, o *Options) error {
	if o == nil {
		return nil
	}
	set(&u.Super, o.Super)
	set(&u.CreateDB, o.CreateDB)
	set(&u.Syslog, o.Syslog)
	set(&u.Timeout, o.Timeout)
	set(&u.External, o.External)
	if o.Disable {
		if u.Super {
			return invalid("CREATEUSER and PASSWORD DISABLE are incompatible")
		}
		u.Password = nil
	}
	if o.Password != nil {
		u.Password = o.Password
	}
	if o.ValidUntil != nil || o.Forever {
		u.ValidUntil = o.ValidUntil
	}
	if o.Limit != nil {
		u.Limit = o.Limit
		if *o.Limit < 0 {
			u.Limit = nil
		}
	}
	u.configure(o)
	for _, name := range o.Groups {
		g := e.Group(name)
		if g == nil {
			return missing(GroupKind, name)
		}
		g.join(u.ID)
	}
	return nil
}

func set[T any](what *T, to *T) {
	if to != nil {
		*what = *to
	}
}

// configure keeps what SET and RESET say.
func (u *User) configure(o *Options) {
	drop := o.Reset
	if o.Set != nil {
		drop = o.Set.Name
	}
	if drop == "" {
		return
	}
	u.Config = slices.DeleteFunc(slices.Clone(u.Config), func(s Setting) bool { return s.Name == drop })
	if o.Set != nil {
		u.Config = append(u.Config, *o.Set)
		slices.SortFunc(u.Config, func(a, b Setting) int { return strings.Compare(a.Name, b.Name) })
	}
}

// dropUser forgets a user. What the user owns in databases is the session's to ask.
func (e *edit) dropUser(u *User) error {
	id := u.ID
	if id == MasterID {
		return inUse("user \"%s\" cannot be dropped", u.Name)
	}
	if owns := find(e.Roles, func(r *Role) bool { return r.Owner == id }); owns != nil {
		return inUse("user \"%s\" cannot be dropped because the user owns some object", u.Name)
	}
	e.Users = slices.DeleteFunc(e.Users, func(u User) bool { return u.ID == id })
	for i := range e.Groups {
		e.Groups[i].leave(id)
	}
	e.Grants = slices.DeleteFunc(e.Grants, func(g RoleGrant) bool { return g.User == id })
	return nil
}

// group applies a change of a group.
func (e *edit) group(c Change) error {
	g := e.Group(c.Name)
	if c.Op == Create {
		if err := e.free(GroupKind, c.Name); err != nil {
			return err
		}
		if len(e.Groups) >= maxGroups {
			return tooMany("groups", maxGroups)
		}
		if err := e.taken(c.ID); err != nil {
			return err
		}
		e.Groups = append(e.Groups, Group{ID: c.ID, Name: c.Name})
		return e.members(&e.Groups[len(e.Groups)-1], c)
	}
	if g == nil {
		return missing(GroupKind, c.Name)
	}
	switch c.Op {
	case Join, Leave:
		return e.members(g, c)
	case Rename:
		if err := e.free(GroupKind, c.To); err != nil {
			return err
		}
		g.Name = c.To
		return nil
	case Drop:
		id := g.ID
		e.Groups = slices.DeleteFunc(e.Groups, func(g Group) bool { return g.ID == id })
		return nil
	}
	return fmt.Errorf("users: %s of a group", c.Op)
}

// members takes users into a group, or out of it.
func (e *edit) members(g *Group, c Change) error {
	for _, name := range c.Users {
		u := e.User(name)
		if u == nil {
			return missing(UserKind, name)
		}
		in := slices.Contains(g.Members, u.ID)
		switch {
		case c.Op == Leave && !in:
			e.note("user \"%s\" is not in group \"%s\"", name, g.Name)
		case c.Op == Leave:
			g.leave(u.ID)
		case c.Op == Join && in:
			e.note("user \"%s\" is already in group \"%s\"", name, g.Name)
		default:
			g.join(u.ID)
		}
	}
	return nil
}

func (g *Group) join(id int) {
	if !slices.Contains(g.Members, id) {
		g.Members = append(slices.Clip(g.Members), id)
	}
}

func (g *Group) leave(id int) {
	g.Members = slices.DeleteFunc(slices.Clone(g.Members), func(m int) bool { return m == id })
}

// free refuses a name that there is, or that there cannot be.
func (e *edit) free(kind Kind, name string) error {
	if strings.EqualFold(name, "public") {
		return &engine.Error{State: engine.ReservedName, Message: fmt.Sprintf("%s name \"%s\" is reserved", kind, name)}
	}
	if kind == RoleKind && strings.HasPrefix(name, builtinPrefix) {
		return &engine.Error{State: engine.ReservedName, Message: fmt.Sprintf("role name \"%s\" is reserved", name)}
	}
	if e.has(kind, name) {
		return &engine.Error{State: engine.DuplicateObject, Message: fmt.Sprintf("%s \"%s\" already exists", kind, name)}
	}
	return nil
}

// has tells whether there is one of that name.
func (d *Directory) has(kind Kind, name string) bool {
	switch kind {
	case UserKind:
		return d.User(name) != nil
	case GroupKind:
		return d.Group(name) != nil
	}
	return d.Role(name) != nil
}

func missing(kind Kind, name string) *engine.Error {
	return &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("%s \"%s\" does not exist", kind, name)}
}

func invalid(format string, args ...any) error {
	return &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf(format, args...)}
}

func inUse(format string, args ...any) error {
	return &engine.Error{State: engine.ObjectInUse, Message: fmt.Sprintf(format, args...)}
}

func denied(format string, args ...any) error {
	return &engine.Error{State: engine.InsufficientPrivilege, Message: fmt.Sprintf(format, args...)}
}

func tooMany(what string, bound int) error {
	return &engine.Error{State: engine.LimitExceeded, Message: fmt.Sprintf("a cluster cannot have more than %d %s", bound, what)}
}
