package users

import (
	"slices"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
)

// An Identity is who a session is.
type Identity struct {
	privilege.Who          // of the current user
	User          string   // the current user
	Session       string   // the session user: another one where the current user was changed alone
	GroupNames    []string // in alphabetical order
	RoleNames     []string // in alphabetical order
}

// Identity is who a session is whose user has that id: name is the user's where nobody
// has it any more. joined are the names of the groups that the session has joined.
func (d *Directory) Identity(id int, name string, joined []string) Identity {
	var more []int
	for _, g := range joined {
		if group := d.Group(g); group != nil {
			more = append(more, group.ID)
		}
	}
	is := Identity{Who: d.Who(id, more...), User: name}
	if u := d.UserByID(id); u != nil {
		is.User = u.Name
	}
	is.Session = is.User
	for _, g := range is.Groups {
		is.GroupNames = append(is.GroupNames, d.GroupByID(g).Name)
	}
	for _, r := range is.Roles {
		is.RoleNames = append(is.RoleNames, d.RoleByID(r).Name)
	}
	slices.Sort(is.GroupNames)
	slices.Sort(is.RoleNames)
	return is
}
