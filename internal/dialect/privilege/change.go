package privilege

import (
	"slices"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A Gift is what a user grants.
type Gift struct {
	To     Grantee
	Can    Set
	Option bool // WITH GRANT OPTION: the grantee, who must be a user, may grant it on
	By     int
	Owner  int // of the object
}

// Grant adds to a list what is granted. The receiver stays as it is.
func (a ACL) Grant(g Gift) (ACL, error) {
	var grant Set
	if g.Option {
		if g.To.Kind != 'u' {
			return nil, &engine.Error{State: engine.InvalidGrant, Message: "grant options can only be granted to individual users"}
		}
		if a.circular(g) {
			return nil, &engine.Error{State: engine.InvalidGrant, Message: "grant options cannot be granted back to your own grantor"}
		}
		grant = g.Can
	}
	list := slices.Clone(a)
	for i := range list {
		if list[i].To == g.To && list[i].By == g.By {
			list[i].Can |= g.Can
			list[i].Grant |= grant
			return list, nil
		}
	}
	if list == nil {
		list = ACL{}
	}
	return append(list, Item{To: g.To, Can: g.Can, Grant: grant, By: g.By}), nil
}

// circular tells whether who grants could not without who is granted to: the two would
// hold each other's grants up.
func (a ACL) circular(g Gift) bool {
	if g.By == g.Owner {
		return false
	}
	rest := slices.Clone(a)
	for _, item := range a {
		if item.To == g.To {
			rest, _ = rest.Revoke(Revocation{From: g.To, Can: item.Can, By: item.By, Owner: g.Owner, Cascade: true}) // fails without Cascade alone
		}
	}
	var left Set
	for _, item := range rest {
		if item.To == User(g.By) {
			left |= item.Grant
		}
	}
	return g.Can&^left != 0
}

// A Revocation is what is taken away.
type Revocation struct {
	From       Grantee
	Can        Set
	OptionOnly bool // GRANT OPTION FOR: what the grantee can stays
	By         int  // who granted it
	Owner      int  // of the object, who may always grant
	Cascade    bool // with what the grantee has granted on; else such grants are an error
}

// Revoke takes privileges away, as PostgreSQL's aclupdate does. The receiver stays as
// it is.
func (a ACL) Revoke(r Revocation) (ACL, error) {
	list := slices.Clone(a)
	var lost Set
	for i := range list {
		item := &list[i]
		if item.To != r.From || item.By != r.By {
			continue
		}
		lost |= item.Grant & r.Can
		item.Grant &^= r.Can
		if !r.OptionOnly {
			item.Can &^= r.Can
		}
	}
	list = slices.DeleteFunc(list, func(i Item) bool { return i.Can == 0 })
	if lost == 0 || r.From.Kind != 'u' || r.From.ID == r.Owner {
		return list, nil
	}
	return list.follow(r, lost)
}

// follow revokes what a user has granted on who can no longer grant.
func (a ACL) follow(r Revocation, lost Set) (ACL, error) {
	for _, item := range a {
		if item.To == r.From {
			lost &^= item.Grant // still granted by another
		}
	}
	for {
		at := slices.IndexFunc(a, func(i Item) bool { return i.By == r.From.ID && i.Can&lost != 0 })
		if at < 0 {
			return a, nil
		}
		if !r.Cascade {
			return nil, &engine.Error{State: engine.DependentObjectsExist, Message: "dependent privileges exist"}
		}
		next := r
		next.From, next.By, next.Can, next.OptionOnly = a[at].To, r.From.ID, lost, false
		var err error
		if a, err = a.Revoke(next); err != nil {
			return nil, err
		}
	}
}

// Own gives what one owner had, and had granted, to another, as ALTER … OWNER TO does.
func (a ACL) Own(old, owner int) ACL {
	if a == nil {
		return nil
	}
	list := ACL{}
	for _, item := range a {
		if item.By == old {
			item.By = owner
		}
		if item.To == User(old) {
			item.To = User(owner)
		}
		at := slices.IndexFunc(list, func(i Item) bool { return i.To == item.To && i.By == item.By })
		if at < 0 {
			list = append(list, item)
			continue
		}
		list[at].Can |= item.Can
		list[at].Grant |= item.Grant
	}
	return list
}
