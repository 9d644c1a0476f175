package privilege_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/engine"
)

const (
	admin = 100
	ann   = 101
	bob   = 102
	cid   = 103
	staff = 110 // a group
	dev   = 120 // a role
)

func name(g privilege.Grantee) string {
	return map[int]string{admin: "admin", ann: "ann", bob: "bob", cid: "IAM:cid", staff: "staff", dev: "dev"}[g.ID]
}

func list(t *testing.T, text string) privilege.ACL {
	t.Helper()
	var a privilege.ACL
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func kept(t *testing.T, a privilege.ACL) string {
	t.Helper()
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTexts(t *testing.T) {
	for kept, shown := range map[string]string{
		`["u100=arwdRxtDPA/100"]`:       `{admin=arwdRxtDPA/admin}`,
		`["u100=arwd/100","=r/100"]`:    `{admin=arwd/admin,=r/admin}`,
		`["g110=r*w/100","r120=X/101"]`: `{"group staff=r*w/admin","role dev=X/ann"}`,
		`["u103=UC/100"]`:               `{"\"IAM:cid\"=UC/admin"}`,
		`[]`:                            `{}`,
	} {
		a := list(t, kept)
		if got := a.Text(name); got != shown {
			t.Errorf("%s is shown as %s, want %s", kept, got, shown)
		}
		again, err := json.Marshal(a)
		if err != nil || string(again) != kept {
			t.Errorf("%s is kept as %s, %v", kept, again, err)
		}
	}
	for _, wrong := range []string{`["u100"]`, `["u100=r"]`, `["u=r/100"]`, `["z1=r/100"]`, `["u100=*r/100"]`, `["u100=q/100"]`, `["u100=r/x"]`} {
		var a privilege.ACL
		if json.Unmarshal([]byte(wrong), &a) == nil {
			t.Errorf("%s was read", wrong)
		}
	}
	var none privilege.ACL
	if err := json.Unmarshal([]byte("null"), &none); err != nil || none != nil || kept(t, none) != "null" {
		t.Errorf("no list is %v, %v", none, err)
	}
}

func TestDefaults(t *testing.T) {
	for _, test := range []struct {
		kind  privilege.Kind
		name  string
		shown string
	}{
		{privilege.Relation, "t", "{admin=arwdRxtDPA/admin}"},
		{privilege.Schema, "s", "{admin=UCDA/admin}"},
		{privilege.Schema, "public", "{=UC/admin,admin=UCDA/admin}"},
		{privilege.Database, "dev", "{=T/admin,admin=UCTA/admin}"},
		{privilege.Function, "f", "{=X/admin,admin=X/admin}"},
	} {
		if got := privilege.Default(test.kind, test.name, admin).Text(name); got != test.shown {
			t.Errorf("%v %s: %s, want %s", test.kind, test.name, got, test.shown)
		}
	}
}

func TestCheck(t *testing.T) {
	granted := list(t, `["u100=arwdRxtDPA/100","u101=r/100","g110=a/100","r120=w/100"]`)
	table := privilege.Access{Kind: privilege.Relation, Name: "t", Owner: admin, ACL: granted}
	with := func(change func(*privilege.Access)) privilege.Access {
		a := table
		change(&a)
		return a
	}
	need := func(s privilege.Set) privilege.Access { return with(func(a *privilege.Access) { a.Need = s }) }
	columns := with(func(a *privilege.Access) {
		a.Need = privilege.Select
		a.Columns = []privilege.Column{{Name: "a", ACL: list(t, `["u102=r/100"]`)}, {Name: "b", ACL: list(t, `["=r/100"]`)}}
	})
	hidden := columns
	hidden.Columns = append(hidden.Columns[:2:2], privilege.Column{Name: "c"})
	scoped := with(func(a *privilege.Access) {
		a.Need, a.Scoped = privilege.Delete, []privilege.ACL{list(t, `["r120=d/100"]`)}
	})
	own := with(func(a *privilege.Access) { a.Own = true })
	drop := with(func(a *privilege.Access) { a.Own, a.Or, a.System = true, privilege.Drop, "DROP TABLE" })
	dropper := drop
	dropper.ACL = list(t, `["u102=D/100"]`)
	fresh := privilege.Access{Kind: privilege.Schema, Name: "s", Owner: ann, Need: privilege.Usage}
	public := privilege.Access{Kind: privilege.Schema, Name: "public", Owner: admin, Need: privilege.Create}
	base := privilege.Access{Kind: privilege.Database, Name: "dev", Owner: admin, Need: privilege.Create}
	nobodys := privilege.Access{Kind: privilege.Relation, Name: "t", Need: privilege.Select}
	for _, test := range []struct {
		what string
		who  privilege.Who
		a    privilege.Access
		want string
	}{
		{"superuser", privilege.Who{ID: 1, Super: true}, need(privilege.Drop), ""},
		{"owner", privilege.Who{ID: admin}, need(privilege.Delete), ""},
		{"granted", privilege.Who{ID: ann}, need(privilege.Select), ""},
		{"not all", privilege.Who{ID: ann}, need(privilege.Select | privilege.Update), "permission denied for relation t"},
		{"not granted", privilege.Who{ID: bob}, need(privilege.Select), "permission denied for relation t"},
		{"by a group", privilege.Who{ID: bob, Groups: []int{staff}}, need(privilege.Insert), ""},
		{"by a role", privilege.Who{ID: bob, Roles: []int{dev}}, need(privilege.Update), ""},
		{"a role's number is no user's", privilege.Who{ID: dev}, need(privilege.Update), "permission denied for relation t"},
		{"columns", privilege.Who{ID: bob}, columns, ""},
		{"one column more", privilege.Who{ID: bob}, hidden, "permission denied for relation t"},
		{"columns of another", privilege.Who{ID: cid}, columns, "permission denied for relation t"},
		{"scoped", privilege.Who{ID: bob, Roles: []int{dev}}, scoped, ""},
		{"scoped, without the role", privilege.Who{ID: bob}, scoped, "permission denied for relation t"},
		{"must own", privilege.Who{ID: ann}, own, "must be owner of relation t"},
		{"owns", privilege.Who{ID: admin}, own, ""},
		{"drop", privilege.Who{ID: bob}, drop, "must be owner of relation t"},
		{"granted drop", privilege.Who{ID: bob}, dropper, ""},
		{"drop by the system's privilege", privilege.Who{ID: bob, System: map[string]bool{"DROP TABLE": true}}, drop, ""},
		{"a new schema is its owner's", privilege.Who{ID: bob}, fresh, "permission denied for schema s"},
		{"and the owner's it is", privilege.Who{ID: ann}, fresh, ""},
		{"public", privilege.Who{ID: bob}, public, ""},
		{"database", privilege.Who{ID: bob}, base, "permission denied for database dev"},
		{"nobody's", privilege.Who{}, nobodys, "permission denied for relation t"},
	} {
		err := test.who.Check(test.a)
		var e *engine.Error
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", test.what, err)
		case test.want != "" && (!errors.As(err, &e) || e.State != "42501" || e.Message != test.want):
			t.Errorf("%s: %v, want %s", test.what, err, test.want)
		}
	}
}

func TestGrantAndRevoke(t *testing.T) {
	a := privilege.Default(privilege.Relation, "t", admin)
	grant := func(to privilege.Grantee, can privilege.Set, option bool, by int, want string) {
		t.Helper()
		next, err := a.Grant(privilege.Gift{To: to, Can: can, Option: option, By: by, Owner: admin})
		var e *engine.Error
		if errors.As(err, &e) && e.Message != want || err == nil && want != "" {
			t.Errorf("%v to %v by %d: %v, want %q", can, to, by, err, want)
		}
		if err == nil {
			a = next
		}
	}
	grant(privilege.User(ann), privilege.Select|privilege.Insert, true, admin, "")
	grant(privilege.User(bob), privilege.Select, true, ann, "")
	grant(privilege.User(ann), privilege.Select, true, bob, "grant options cannot be granted back to your own grantor")
	grant(privilege.Group(staff), privilege.Select, true, admin, "grant options can only be granted to individual users")
	grant(privilege.Grantee{}, privilege.Select, false, bob, "")
	if want := `["u100=arwdRxtDPA/100","u101=a*r*/100","u102=r*/101","=r/102"]`; kept(t, a) != want {
		t.Fatalf("%s, want %s", kept(t, a), want)
	}
	revoke := func(r privilege.Revocation, want string) {
		t.Helper()
		r.Owner = admin
		before := kept(t, a)
		left, err := a.Revoke(r)
		var e *engine.Error
		if errors.As(err, &e) {
			if want != e.State {
				t.Errorf("%+v: %v, want %s", r, err, want)
			}
		} else if got := kept(t, left); got != want {
			t.Errorf("%+v: %s, want %s", r, got, want)
		}
		if kept(t, a) != before {
			t.Errorf("%+v changed the list itself", r)
		}
	}
	revoke(privilege.Revocation{From: privilege.User(ann), Can: privilege.Insert, By: admin}, `["u100=arwdRxtDPA/100","u101=r*/100","u102=r*/101","=r/102"]`)
	revoke(privilege.Revocation{From: privilege.User(ann), Can: privilege.Select, By: admin}, engine.DependentObjectsExist)
	revoke(privilege.Revocation{From: privilege.User(ann), Can: privilege.Select, By: admin, Cascade: true}, `["u100=arwdRxtDPA/100","u101=a*/100"]`)
	revoke(privilege.Revocation{From: privilege.User(ann), Can: privilege.Select, By: admin, Cascade: true, OptionOnly: true}, `["u100=arwdRxtDPA/100","u101=a*r/100"]`)
	revoke(privilege.Revocation{From: privilege.User(ann), Can: privilege.Select, By: bob}, kept(t, a))
	// Who is granted the same by another keeps it, and what hangs on it.
	grant(privilege.User(bob), privilege.Select, true, admin, "")
	revoke(privilege.Revocation{From: privilege.User(ann), Can: privilege.Select, By: admin, Cascade: true}, `["u100=arwdRxtDPA/100","u101=a*/100","=r/102","u102=r*/100"]`)
}

func TestGrantable(t *testing.T) {
	a := privilege.Access{Kind: privilege.Relation, Name: "t", Owner: ann, ACL: list(t, `["u101=arwdRxtDPA/101","u102=r*w/101"]`)}
	for _, test := range []struct {
		who privilege.Who
		can privilege.Set
		as  int
	}{
		{privilege.Who{ID: admin, Super: true}, privilege.Relation.All(), ann},
		{privilege.Who{ID: ann}, privilege.Relation.All(), ann},
		{privilege.Who{ID: bob}, privilege.Select, bob},
		{privilege.Who{ID: cid}, 0, cid},
	} {
		if can, as := test.who.Grantable(&a); can != test.can || as != test.as {
			t.Errorf("%d may grant %v as %d, want %v as %d", test.who.ID, can, as, test.can, test.as)
		}
	}
}

func TestNewOwner(t *testing.T) {
	a := list(t, `["u101=arwd/101","u102=r/101","g110=r/101","=r/102"]`)
	if got, want := kept(t, a.Own(ann, bob)), `["u102=arwd/102","g110=r/102","=r/102"]`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if privilege.ACL(nil).Own(ann, bob) != nil {
		t.Error("no list became one")
	}
}
