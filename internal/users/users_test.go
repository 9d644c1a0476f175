package users_test

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/users"
)

// A desk applies statements to a directory, as a session does.
type desk struct {
	*users.Directory
	notes []string
}

// run runs a statement as the user of that name, and returns its error's text.
func (d *desk) run(t *testing.T, as, sql string) string {
	t.Helper()
	list, err := syntax.Options{StandardStrings: true}.Parse(sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	changes, ok, err := users.Read(list[0].Stmt)
	if !ok {
		t.Fatalf("%s is about something else", sql)
	}
	next, notes := d.Directory, []string(nil)
	if err == nil {
		who := d.Who(d.User(as).ID)
		for _, c := range changes {
			if c.Op == users.Create {
				c.ID = next.Next
			}
			c.By = who.ID
			if err = d.Allowed(who, c); err != nil {
				break
			}
			if err = d.Busy(c, who.ID, who.ID); err != nil {
				break
			}
			var said []string
			if next, said, err = next.Apply(c); err != nil {
				break
			}
			notes = append(notes, said...)
		}
	}
	if err != nil {
		var e *engine.Error
		if !errors.As(err, &e) {
			t.Fatalf("%s: %v is no engine.Error", sql, err)
		}
		return e.State + " " + e.Message
	}
	d.Directory, d.notes = next, notes
	return ""
}

func newDesk() *desk { return &desk{Directory: users.New("admin", "olds")} }

func TestStatements(t *testing.T) {
	d := newDesk()
	md5Digest := strings.Repeat("0a", 16)
	for _, step := range []struct{ as, sql, want string }{
		{"admin", "create user ann password 'Secret99'", ""},
		{"admin", "create user ann password 'Secret99'", `42710 user "ann" already exists`},
		{"admin", "create user bob password disable", ""},
		{"admin", "create user root password 'Secret99' createuser", ""},
		{"admin", "create user public password 'Secret99'", `42939 user name "public" is reserved`},
		{"admin", "create user x password disable createuser", "22023 CREATEUSER and PASSWORD DISABLE are incompatible"},
		{"admin", "create user x password 'short1A'", "22023 password must have between 8 and 64 characters"},
		{"admin", "create user x password 'secret99'", "22023 password must contain an uppercase letter"},
		{"admin", "create user x password 'SECRET99'", "22023 password must contain a lowercase letter"},
		{"admin", "create user x password 'Secretxx'", "22023 password must contain a number"},
		{"admin", "create user x password 'Secret 99'", `22023 password must contain only printable ASCII characters other than ', ", \, / and @`},
		{"admin", "create user x password 'md5" + md5Digest + "'", ""},
		{"admin", "create user y password 'md5" + strings.Repeat("zz", 16) + "'", "22023 invalid MD5 password digest"},
		{"admin", "create user y password 'sha256|" + strings.Repeat("ab", 32) + "|salt'", ""},
		{"admin", "create user z password 'sha256|" + strings.Repeat("ab", 31) + "|salt'", "22023 invalid SHA256 password digest"},
		{"admin", "create user z password 'sha256|Secret99'", ""},
		{"admin", "create user v password disable createdb nocreatedb", "42601 conflicting or redundant options"},
		{"admin", "create user v password disable in group nope", `42704 group "nope" does not exist`},
		{"admin", "create user v password disable session timeout 59", "22023 invalid value for SESSION TIMEOUT: 59"},
		{"admin", "create user v password disable connection limit -2", "22023 invalid value for CONNECTION LIMIT: -2"},
		{"admin", "create user v password disable valid until 'soon'", `22023 invalid input syntax for type abstime: "soon"`},
		{"admin", "alter user nope createdb", `42704 user "nope" does not exist`},
		{"admin", "alter user rdsdb nocreatedb", `42501 user "rdsdb" cannot be changed`},
		{"ann", "create user v password disable", "42501 must be superuser to create users"},
		{"ann", "alter user ann password 'Another99'", ""},
		{"ann", "alter user ann set search_path to a, b", ""},
		{"ann", "alter user ann createdb", "42501 permission denied"},
		{"ann", "alter user ann password disable", "42501 permission denied"},
		{"ann", "alter user bob password 'Another99'", "42501 permission denied"},
		{"ann", "drop user bob", "42501 must be superuser to drop users"},
		{"ann", "alter user bob rename to rob", "42501 must be superuser to rename users"},
		{"ann", "create group staff", "42501 must be superuser to create groups"},
		{"ann", "create role dev", "42501 permission denied to create role"},
		{"admin", "alter user root password disable", "22023 CREATEUSER and PASSWORD DISABLE are incompatible"},
		{"root", "drop user admin", `55006 user "admin" cannot be dropped`},
		{"root", "drop user root", "55006 current user cannot be dropped"},
		{"admin", "alter user admin rename to boss", "0A000 session user may not be renamed"},
		{"admin", "drop user nope", `42704 user "nope" does not exist`},
		{"admin", "drop user if exists nope, x", ""},
		{"admin", "create group staff with user ann, nope", `42704 user "nope" does not exist`},
		{"admin", "create group staff with user ann", ""},
		{"admin", "create group staff", `42710 group "staff" already exists`},
		{"admin", "alter group staff add user bob", ""},
		{"admin", "alter group staff drop user ann", ""},
		{"admin", "alter group staff rename to crew", ""},
		{"admin", "alter group staff add user bob", `42704 group "staff" does not exist`},
		{"admin", "drop group nope", `42704 group "nope" does not exist`},
		{"admin", "create role dev", ""},
		{"admin", "create role dev", `42710 role "dev" already exists`},
		{"admin", "create role \"sys:x\"", `42939 role name "sys:x" is reserved`},
		{"admin", "create role reader externalid 'a'", ""},
		{"admin", "grant role reader to role dev", ""},
		{"admin", "grant role dev to role reader", `22023 role "dev" cannot be granted to role "reader": it would be granted to itself`},
		{"admin", "grant role dev to ann with admin option", ""},
		{"ann", "grant role dev to bob", ""},
		{"bob", "grant role dev to olds", `42501 must have admin option on role "dev"`},
		{"admin", "grant role dev to group crew", "0LP01 roles can only be granted to users and roles"},
		{"admin", "drop role dev", `2BP01 cannot drop this role since it depends on another role`},
		{"bob", "drop role dev", "42501 must be owner of role dev"},
		{"admin", "grant create user, drop user to role reader", ""},
		{"admin", "grant create user to ann", "0LP01 system privileges can only be granted to roles"},
		{"admin", "grant select to role reader", "42601 syntax error: SELECT is no system privilege"},
		{"bob", "grant create user to role reader", "42501 must be superuser to grant system privileges"},
		{"bob", "create user made password disable", ""},
		{"bob", "create user made2 password 'Secret99' createuser", "42501 must be superuser to create users"},
		{"bob", "drop user made", ""},
		{"admin", "revoke role dev from bob", ""},
		{"bob", "create user made password disable", "42501 must be superuser to create users"},
		{"admin", "alter role dev owner to bob", ""},
		{"admin", "drop user bob", `55006 user "bob" cannot be dropped because the user owns some object`},
		{"admin", "alter role dev rename to devs", ""},
		{"bob", "drop role devs force", ""},
		{"admin", "drop role \"sys:dba\"", `42501 role "sys:dba" cannot be changed`},
		{"admin", "grant role \"sys:dba\" to bob", ""},
		{"admin", "alter user ann rename to anna", ""},
		{"admin", "drop user anna, bob", ""},
	} {
		if got := d.run(t, step.as, step.sql); got != step.want {
			t.Errorf("%s: %s: %q, want %q", step.as, step.sql, got, step.want)
		}
	}
	if g := d.Group("crew"); g == nil || len(g.Members) != 0 {
		t.Errorf("the group has %+v, whose users are gone", g)
	}
	if len(d.Grants) != 0 {
		t.Errorf("grants of roles outlive their users: %+v", d.Grants)
	}
}

func TestOptions(t *testing.T) {
	d := newDesk()
	for _, sql := range []string{
		"create group g1", "create group g2",
		"create user ann with password 'Secret99' createdb syslog access unrestricted in group g1, g2 valid until '2026-06-10 12:00' connection limit 5 session timeout 120 externalid 'x'",
		"alter user ann set statement_timeout to 1000", "alter user ann set search_path = '$user', other", "alter user ann set query_group to 'a b'", "alter user ann reset query_group",
	} {
		if err := d.run(t, "admin", sql); err != "" {
			t.Fatalf("%s: %s", sql, err)
		}
	}
	u := d.User("ann")
	until := time.Date(2026, 6, 10, 12, 0, 0, 0, time.UTC)
	config := []users.Setting{{Name: "search_path", Value: "$user, other"}, {Name: "statement_timeout", Value: "1000"}}
	if !u.CreateDB || !u.Syslog || u.Super || !u.ValidUntil.Equal(until) || *u.Limit != 5 || u.Timeout != 120 || u.External != "x" || !reflect.DeepEqual(u.Config, config) {
		t.Errorf("%+v", u)
	}
	if who := d.Who(u.ID); len(who.Groups) != 2 {
		t.Errorf("%+v", who)
	}
	if d.run(t, "admin", "alter user ann nocreatedb syslog access restricted valid until 'infinity' connection limit unlimited reset session timeout") != "" {
		t.Fatal("cannot take back")
	}
	if u := d.User("ann"); u.CreateDB || u.Syslog || u.ValidUntil != nil || u.Limit != nil || u.Timeout != 0 || u.Password == nil {
		t.Errorf("%+v", u)
	}
	if d.run(t, "admin", "alter user ann rename to anna") != "" || d.User("anna").Password != nil || d.User("anna").ID != u.ID {
		t.Errorf("renamed: %+v", d.User("anna"))
	}
}

// A directory that was handed out stays as it was.
func TestApplyChangesNothing(t *testing.T) {
	d := newDesk()
	for _, sql := range []string{
		"create group g", "create user ann password 'Secret99' in group g", "create role r1", "create role r2", "grant role r1 to ann", "grant vacuum to role r1",
		"alter group g add user olds", "grant role r2 to role r1", "alter group g drop user ann", "alter user ann set query_group to 'x'", "alter user ann reset query_group",
		"revoke vacuum from role r1", "grant role r1 to ann with admin option", "revoke admin option for role r1 from ann", "revoke role r1 from ann",
		"alter role r1 externalid 'y'", "alter role r1 rename to r3", "drop role r3 force", "drop group g", "drop user ann",
	} {
		was := d.Directory
		before, err := json.Marshal(was)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.run(t, "admin", sql); err != "" {
			t.Fatalf("%s: %s", sql, err)
		}
		if after, _ := json.Marshal(was); string(after) != string(before) {
			t.Errorf("%s changed\n%s to\n%s", sql, before, after)
		}
		if d.Version != was.Version+1 {
			t.Errorf("%s: version %d after %d", sql, d.Version, was.Version)
		}
	}
}

func TestIDs(t *testing.T) {
	d := newDesk()
	for name, id := range map[string]int{"rdsdb": 1, "admin": 100, "olds": 101} {
		if got := d.User(name).ID; got != id {
			t.Errorf("%s has %d, want %d", name, got, id)
		}
	}
	d.run(t, "admin", "create user ann password disable")
	d.run(t, "admin", "drop user ann")
	d.run(t, "admin", "create user ann password disable")
	if got := d.User("ann").ID; got != 103 {
		t.Errorf("a new user of an old name has %d", got)
	}
	if _, _, err := d.Apply(users.Change{Op: users.Create, Kind: users.UserKind, Name: "bob", ID: 103}); state(err) != engine.SerializationFailure {
		t.Errorf("an id that is taken: %v", err)
	}
}

func state(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.State
	}
	return fmt.Sprint(err)
}

func TestRolesOfRoles(t *testing.T) {
	d := newDesk()
	for _, sql := range []string{
		"create user ann password disable", "create role a", "create role b", "create role c", "grant role c to role b", "grant role b to role a", "grant role a to ann",
		"grant vacuum to role c", "create user bob password disable", "grant role \"sys:superuser\" to bob",
	} {
		if err := d.run(t, "admin", sql); err != "" {
			t.Fatalf("%s: %s", sql, err)
		}
	}
	who := d.Who(d.User("ann").ID)
	if len(who.Roles) != 3 || !who.System["VACUUM"] || who.Super {
		t.Errorf("%+v", who)
	}
	if !d.Who(d.User("bob").ID).Super {
		t.Error("sys:superuser is no superuser")
	}
	if who := d.Who(4711); who.ID != 0 || who.Super {
		t.Errorf("who is not there is %+v", who)
	}
}

func TestVerifiers(t *testing.T) {
	sum := md5.Sum([]byte("Secret99ann"))
	salted := sha256.Sum256([]byte("Secret99pepper"))
	for _, text := range []string{"Secret99", "sha256|Secret99", "md5" + hex.EncodeToString(sum[:]), "sha256|" + hex.EncodeToString(salted[:]) + "|pepper"} {
		v, err := users.ReadPassword("ann", text)
		if err != nil {
			t.Fatal(err)
		}
		if !v.Check("ann", "Secret99") || v.Check("ann", "Secret98") || v.Check("ann", "") {
			t.Errorf("%s is not the password's", text)
		}
		if kept, _ := json.Marshal(v); strings.Contains(string(kept), "Secret99") {
			t.Errorf("kept: %s", kept)
		}
	}
	if (users.Verifier{}).Check("ann", "") {
		t.Error("the zero verifier has a password")
	}
	if text, _ := json.Marshal(users.New("admin").WithoutPasswords()); strings.Contains(string(text), "password") {
		t.Errorf("%s", text)
	}
}
