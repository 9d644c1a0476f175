package pgwire

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/users"
)

func TestAccessList(t *testing.T) {
	read := privilege.ACL{{To: privilege.User(101), Can: privilege.Select, By: 1}}
	use := privilege.ACL{{To: privilege.User(101), Can: privilege.Usage, By: 1}}
	list := &accessList{"dev", map[[2]string]holding{
		{schemaNote, "s"}:              {Owner: 101},
		{scopeNote, "/TABLES"}:         {ACL: read},
		{scopeNote, "s/TABLES"}:        {ACL: read},
		{scopeNote, "/SCHEMAS"}:        {ACL: use},
		{functionNote, "s.f(integer)"}: {Owner: 102, ACL: privilege.ACL{}},
	}}
	if a := list.Database(); a.Name != "dev" || a.Owner != users.OwnID || a.ACL != nil {
		t.Errorf("%+v", a)
	}
	if a := list.Schema("s"); a.Owner != 101 || len(a.Scoped) != 1 {
		t.Errorf("%+v", a)
	}
	if a := list.Schema(privilege.PublicSchema); a.Owner != users.OwnID || !(privilege.Who{ID: 7}).Can(&privilege.Access{Kind: a.Kind, Name: a.Name, Owner: a.Owner, Need: privilege.Create}) {
		t.Errorf("%+v", a)
	}
	if got := len(list.Scoped("s", "TABLES")); got != 2 {
		t.Errorf("%d lists for the tables of s", got)
	}
	if got := len(list.Scoped("other", "TABLES")); got != 1 {
		t.Errorf("%d lists for the tables of other", got)
	}
	if a := list.Routine("s", "f(integer)", "f"); a.Owner != 102 || (privilege.Who{ID: 7}).Can(&privilege.Access{Kind: a.Kind, Owner: a.Owner, ACL: a.ACL, Need: privilege.Execute}) {
		t.Errorf("%+v", a)
	}
}
