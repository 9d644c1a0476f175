package redshift_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

func TestGetClusterCredentials(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	c := w.create(t, input("c"))
	get := func(in redshiftapi.GetClusterCredentialsMessage) *redshiftapi.ClusterCredentials {
		t.Helper()
		in.ClusterIdentifier = new("c")
		out, err := w.GetClusterCredentials(w.ctx, &in)
		check(t, err)
		return out
	}
	admin := get(redshiftapi.GetClusterCredentialsMessage{DbUser: new("admin"), DbName: new("dev")})
	if *admin.DbUser != "IAM:admin" || !admin.Expiration.Equal(start.Add(15*time.Minute)) {
		t.Errorf("got %s until %v", *admin.DbUser, *admin.Expiration)
	}
	conn, err := login(t, c, *admin.DbUser, *admin.DbPassword)
	check(t, err)
	if got := run(t, conn, "select current_user"); got != "admin" {
		t.Errorf("logged in as %q", got)
	}
	for _, wrong := range [][2]string{{"admin", *admin.DbPassword}, {"IAM:admin", "Secret99"}, {"IAMA:admin", *admin.DbPassword}, {"IAM:other", *admin.DbPassword}} {
		if _, err := login(t, c, wrong[0], wrong[1]); state(err) != "28P01" {
			t.Errorf("%s: %v", wrong[0], err)
		}
	}

	// A user who does not exist cannot log in, until AutoCreate makes the user.
	eve := get(redshiftapi.GetClusterCredentialsMessage{DbUser: new("eve")})
	if _, err := login(t, c, *eve.DbUser, *eve.DbPassword); state(err) != "28P01" {
		t.Errorf("nobody: %v", err)
	}
	made := get(redshiftapi.GetClusterCredentialsMessage{DbUser: new("eve"), AutoCreate: new(true), DurationSeconds: new(int32(3600))})
	if *made.DbUser != "IAMA:eve" || !made.Expiration.Equal(start.Add(time.Hour)) {
		t.Errorf("got %s until %v", *made.DbUser, *made.Expiration)
	}
	for _, credentials := range []*redshiftapi.ClusterCredentials{eve, made} {
		conn, err := login(t, c, *credentials.DbUser, *credentials.DbPassword)
		check(t, err)
		if got := run(t, conn, "select current_user"); got != "eve" {
			t.Errorf("logged in as %q", got)
		}
	}

	// A database that is not there cannot be logged in to, and asking for it takes
	// nothing from others.
	none := get(redshiftapi.GetClusterCredentialsMessage{DbUser: new("admin"), DbName: new("other")})
	if _, err := login(t, c, *none.DbUser, *none.DbPassword); state(err) != "28P01" {
		t.Errorf("for another database: %v", err)
	}

	// Asked for again, the password stays good, for longer; then it ends.
	w.clock.Advance(10 * time.Minute)
	if again := get(redshiftapi.GetClusterCredentialsMessage{DbUser: new("admin")}); *again.DbPassword != *admin.DbPassword {
		t.Error("asking again takes the first caller's password away")
	}
	w.clock.Advance(15*time.Minute - time.Second)
	_, err = login(t, c, *admin.DbUser, *admin.DbPassword)
	check(t, err)
	w.clock.Advance(time.Second)
	if _, err := login(t, c, *admin.DbUser, *admin.DbPassword); state(err) != "28P01" {
		t.Errorf("after its time: %v", err)
	}
	run(t, conn, "select 1") // a session that has begun goes on
	if next := get(redshiftapi.GetClusterCredentialsMessage{DbUser: new("admin")}); *next.DbPassword == *admin.DbPassword {
		t.Error("a password came back")
	}
	w.close()
	w = open(t, dir) // users outlive the server
	id, _, err := w.Database(scope(), "c")
	check(t, err)
	if !w.warehouse.HasUser(id, "eve") || w.warehouse.HasUser(id, "bob") {
		t.Error("the user who was made is gone")
	}
}

// The groups of a call are joined for the login's sessions; one that does not exist keeps
// the user out.
func TestGetClusterCredentialsJoinsGroups(t *testing.T) {
	w := open(t, t.TempDir())
	c := w.create(t, input("c"))
	get := func(groups ...string) *redshiftapi.ClusterCredentials {
		out, err := w.GetClusterCredentials(w.ctx, &redshiftapi.GetClusterCredentialsMessage{
			ClusterIdentifier: new("c"), DbUser: new("ann"), AutoCreate: new(true), DbGroups: groups,
		})
		check(t, err)
		return out
	}
	first := get("staff")
	if _, err := login(t, c, *first.DbUser, *first.DbPassword); state(err) != "42704" {
		t.Errorf("a group that does not exist: %v", err)
	}
	plain := get()
	conn, err := login(t, c, *plain.DbUser, *plain.DbPassword)
	check(t, err)
	if got := run(t, conn, "select current_user"); got != "ann" {
		t.Errorf("logged in as %q", got)
	}
}

func TestGetClusterCredentialsIsRefused(t *testing.T) {
	type in = redshiftapi.GetClusterCredentialsMessage
	w := open(t, t.TempDir())
	w.create(t, input("c"))
	tests := []struct {
		name   string
		change func(*in)
		kind   *fault.Kind
	}{
		{"cluster of nobody", func(i *in) { i.ClusterIdentifier = new("x") }, redshiftapi.ClusterNotFoundFault},
		{"no cluster", func(i *in) { i.ClusterIdentifier = nil }, fault.MissingParameter},
		{"custom domain", func(i *in) { i.CustomDomainName = new("x") }, redshiftapi.UnsupportedOperationFault},
		{"group in capitals", func(i *in) { i.DbGroups = []string{"staff", "Staff"} }, fault.InvalidParameterValue},
		{"group with a reserved word", func(i *in) { i.DbGroups = []string{"select"} }, fault.InvalidParameterValue},
		{"empty user", func(i *in) { i.DbUser = new("") }, fault.InvalidParameterValue},
		{"user with a colon", func(i *in) { i.DbUser = new("IAM:x") }, fault.InvalidParameterValue},
		{"long user", func(i *in) { i.DbUser = new(strings.Repeat("x", 65)) }, fault.InvalidParameterValue},
		{"public", func(i *in) { i.DbUser = new("PUBLIC") }, fault.InvalidParameterValue},
		{"reserved word", func(i *in) { i.DbUser = new("select") }, fault.InvalidParameterValue},
		{"empty database", func(i *in) { i.DbName = new("") }, fault.InvalidParameterValue},
		{"too short", func(i *in) { i.DurationSeconds = new(int32(899)) }, fault.InvalidParameterValue},
		{"too long", func(i *in) { i.DurationSeconds = new(int32(3601)) }, fault.InvalidParameterValue},
	}
	for _, test := range tests {
		request := &in{ClusterIdentifier: new("c"), DbUser: new("admin")}
		test.change(request)
		if _, err := w.GetClusterCredentials(w.ctx, request); !errors.Is(err, test.kind) {
			t.Errorf("%s: got %v, want %s", test.name, err, test.kind.Code)
		}
	}
}
