package privilege

import (
	"fmt"
	"slices"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A Who is a user, with all that the user is.
type Who struct {
	ID     int
	Super  bool            // may do everything
	Groups []int           // those of the session too
	Roles  []int           // those of roles too
	System map[string]bool // the privileges of the system that the roles have: CREATE USER …
}

// has tells whether a grant to a grantee is one to who asks.
func (w Who) has(g Grantee) bool {
	switch g.Kind {
	case 'u':
		return g.ID == w.ID && g.ID != 0
	case 'g':
		return slices.Contains(w.Groups, g.ID)
	case 'r':
		return slices.Contains(w.Roles, g.ID)
	}
	return g.Kind == 0
}

// Granted are the privileges that a list gives.
func (w Who) Granted(a ACL) Set {
	var can Set
	for _, item := range a {
		if w.has(item.To) {
			can |= item.Can
		}
	}
	return can
}

// An Access is what a statement wants of one object.
type Access struct {
	Kind  Kind
	Name  string // as errors tell it, without its schema
	Owner int    // 0 where nobody is known: superusers' alone
	ACL   ACL    // nil for the default
	// Scoped are the lists of the permissions on all objects of its kind in its schema or
	// its database.
	Scoped []ACL

	Need Set // all of these
	// Columns are those that are touched, where Need can be granted for columns (Select,
	// Insert, Update, References): each must be allowed where the whole is not.
	Columns []Column
	// Own asks for the owner in place of Need.
	Own bool
	// Or is what allows it too: privileges on the object where Own is said (Drop, Alter),
	// and privileges of the system by their names (DROP TABLE).
	Or     Set
	System string
}

// A Column is a column with its own list.
type Column struct {
	Name string
	ACL  ACL // nil for one on which nothing was granted
}

// Effective is the list that counts.
func (a *Access) Effective() ACL {
	if a.ACL != nil {
		return a.ACL
	}
	return Default(a.Kind, a.Name, a.Owner)
}

// Owns tells whether who asks is the owner or stands for the owner.
func (w Who) Owns(owner int) bool { return w.Super || owner != 0 && owner == w.ID }

// Allowed are the privileges on the object as a whole.
func (w Who) Allowed(a *Access) Set {
	if w.Super {
		return a.Kind.All()
	}
	can := w.Granted(a.Effective())
	for _, scoped := range a.Scoped {
		can |= w.Granted(scoped)
	}
	return can
}

// Can tells whether who asks may do that.
func (w Who) Can(a *Access) bool {
	if w.Super || a.System != "" && w.System[a.System] {
		return true
	}
	can := w.Allowed(a)
	if a.Own {
		return w.Owns(a.Owner) || can&a.Or != 0
	}
	missing := a.Need &^ can
	if missing == 0 || a.Or != 0 && can&a.Or != 0 {
		return true
	}
	if len(a.Columns) == 0 {
		return false
	}
	for _, c := range a.Columns {
		if missing&^w.Granted(c.ACL) != 0 {
			return false
		}
	}
	return true
}

// Check is nil if all of that is allowed, and else the error of the first that is not.
func (w Who) Check(list ...Access) error {
	for i := range list {
		if !w.Can(&list[i]) {
			return list[i].denied()
		}
	}
	return nil
}

func (a *Access) denied() error {
	if a.Own {
		return NotOwner(a.Kind, a.Name)
	}
	if a.Kind == Database && a.Need == Temp {
		return &engine.Error{State: engine.InsufficientPrivilege, Message: fmt.Sprintf("permission denied to create temporary tables in database \"%s\"", a.Name)}
	}
	return Denied(a.Kind, a.Name)
}

// Denied is the error of who may not do something to an object.
func Denied(kind Kind, name string) error {
	return &engine.Error{State: engine.InsufficientPrivilege, Message: fmt.Sprintf("permission denied for %s %s", kind, name)}
}

// NotOwner is the error of who would have to be an object's owner.
func NotOwner(kind Kind, name string) error {
	return &engine.Error{State: engine.InsufficientPrivilege, Message: fmt.Sprintf("must be owner of %s %s", kind, name)}
}

// Grantable are the privileges that who asks may grant on, and as whom: an owner, and a
// superuser in the owner's name, all of them; others what they were given with the option.
// PostgreSQL 8 chooses the grantor so.
func (w Who) Grantable(a *Access) (can Set, as int) {
	if w.Owns(a.Owner) {
		if a.Owner == 0 {
			return a.Kind.All(), w.ID
		}
		return a.Kind.All(), a.Owner
	}
	for _, item := range a.Effective() {
		if w.has(item.To) {
			can |= item.Grant
		}
	}
	return can, w.ID
}
