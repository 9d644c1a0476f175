package warehouse_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// login tries to log in on a cluster's SQL port.
func login(t *testing.T, dsn, name, secret string) (*pgconn.PgConn, error) {
	t.Helper()
	u, err := url.Parse(dsn)
	check(t, err)
	u.User = url.UserPassword(name, secret)
	conn, err := pgx.Connect(t.Context(), u.String())
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn.PgConn(), nil
}

func mustLogin(t *testing.T, dsn, name, secret string) *pgconn.PgConn {
	t.Helper()
	conn, err := login(t, dsn, name, secret)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	mustAsk(t, conn, "select current_user", name)
	return conn
}

// wantRefused wants a login to fail.
func wantRefused(t *testing.T, dsn, name, secret, state string) {
	t.Helper()
	_, err := login(t, dsn, name, secret)
	wantState(t, err, state)
}

// A user that SQL makes can log in, in whatever process the SQL runs.
func TestUsersOfSQL(t *testing.T) {
	for name, change := range map[string]func(*warehouse.Config){"inline": inline, "contained": nil} {
		t.Run(name, func(t *testing.T) {
			h := open(t, t.TempDir(), change)
			dsn := h.add(t, "c1")
			admin := dial(t, dsn).PgConn()
			mustAsk(t, admin, "create user ann password 'Secret99'", "")
			if !h.HasUser("c1", "ann") || h.HasUser("c1", "rdsdb") {
				t.Error("the callers inside the server see other users")
			}
			ann := mustLogin(t, dsn, "ann", "Secret99")
			wantRefused(t, dsn, "ann", "Secret98", "28P01")
			if got, ok := h.Authenticate("c1", "ann", "Secret99"); got != "ann" || !ok {
				t.Errorf("%q, %v", got, ok)
			}
			mustAsk(t, ann, "alter user ann password 'Another99'", "")
			wantRefused(t, dsn, "ann", "Secret99", "28P01")
			mustLogin(t, dsn, "ann", "Another99")
			mustAsk(t, admin, "alter user ann password disable", "")
			wantRefused(t, dsn, "ann", "Another99", "28P01")
			mustAsk(t, admin, "alter user ann password 'Another99' valid until '2026-03-01 13:00'", "")
			mustLogin(t, dsn, "ann", "Another99")
			h.clock.Advance(time.Hour)
			wantRefused(t, dsn, "ann", "Another99", "28P01")
			mustAsk(t, admin, "alter user ann valid until 'infinity'", "")
			mustAsk(t, ann, "select usesysid from pg_user where usename = current_user", "101")
			mustAsk(t, admin, "alter user ann rename to anna", "")
			wantRefused(t, dsn, "anna", "Another99", "28P01")
			mustAsk(t, admin, "drop user anna", "")
			if h.HasUser("c1", "anna") {
				t.Error("a user who was dropped is there")
			}
			_, err := h.Connect(t.Context(), "c1", database, "anna")
			wantState(t, err, "28000")
			_, err = h.Connect(t.Context(), "c1", database, "rdsdb")
			wantState(t, err, "28000")
			if _, err := ask(ann, "create user bob password disable"); err == nil {
				t.Error("who was dropped makes users")
			}
			// The server makes users too, and a session lists and alters them.
			check(t, h.AddUser("c1", "made"))
			mustAsk(t, h.session(t, "c1"), "select usename from pg_user where usename = 'made'", "made")
			mustAsk(t, admin, "alter user made createdb", "")
			// What SQL says of the master user's password is true until the cluster is given another.
			mustAsk(t, admin, "alter user admin password 'Master99'", "")
			mustLogin(t, dsn, user, "Master99")
			wantRefused(t, dsn, user, password, "28P01")
			given, err := pgwire.NewPasswordVerifier(user, "Given999")
			check(t, err)
			check(t, h.SetPassword("c1", given))
			mustLogin(t, dsn, user, "Given999")
		})
	}
}

func TestConnectionLimit(t *testing.T) {
	h := open(t, t.TempDir(), inline)
	dsn := h.add(t, "c1")
	admin := dial(t, dsn).PgConn()
	mustAsk(t, admin, "create user ann password 'Secret99' connection limit 2", "")
	first := mustLogin(t, dsn, "ann", "Secret99")
	inside, err := h.Connect(t.Context(), "c1", database, "ann")
	check(t, err)
	defer inside.Close(context.Background())
	wantRefused(t, dsn, "ann", "Secret99", "53300")
	_, err = h.Connect(t.Context(), "c1", database, "ann")
	wantState(t, err, "53300")
	check(t, first.Close(t.Context()))
	for { // the session ends a moment after its client
		if conn, err := login(t, dsn, "ann", "Secret99"); err == nil {
			conn.Close(t.Context())
			break
		} else {
			wantState(t, err, "53300")
		}
	}
	mustAsk(t, admin, "alter user ann createuser connection limit 0", "")
	mustLogin(t, dsn, "ann", "Secret99") // no limit is a superuser's
}

// Digests of passwords are as good as passwords, each by its own method.
func TestDigests(t *testing.T) {
	h := open(t, t.TempDir(), inline)
	dsn := h.add(t, "c1")
	admin := dial(t, dsn).PgConn()
	sum := md5.Sum([]byte("Secret99ann"))
	mustAsk(t, admin, "create user ann password 'md5"+hex.EncodeToString(sum[:])+"'", "")
	mustLogin(t, dsn, "ann", "Secret99")
	wantRefused(t, dsn, "ann", "Secret98", "28P01")
	mustAsk(t, admin, "create user bob password 'sha256|Secret99'", "")
	mustLogin(t, dsn, "bob", "Secret99")
}

// Users outlive the server, with their ids and memberships; a password that the cluster was
// given while it was down goes before SQL's.
func TestUsersOutliveTheServer(t *testing.T) {
	dir := t.TempDir()
	const who = "select usesysid::varchar || usename || case when usecreatedb then 'true' else 'false' end from pg_user where usesysid > 100"
	given, err := pgwire.NewPasswordVerifier(user, password)
	check(t, err)
	spec := warehouse.Spec{ID: "c1", Database: database, MasterUser: user, Master: given}
	add := func(h *house) (dsn string) {
		port, err := h.Add(t.Context(), spec)
		check(t, err)
		return fmt.Sprintf("postgres://127.0.0.1:%d/%s?sslmode=disable", port, database)
	}
	first := open(t, dir, inline)
	admin := mustLogin(t, add(first), user, password)
	mustAsk(t, admin, "create group g; create user gone password disable; create user ann password 'Secret99' createdb in group g; drop user gone; alter user admin password 'Master99'", "")
	mustAsk(t, admin, who, "103anntrue")
	check(t, first.Close(t.Context()))
	text, err := os.ReadFile(filepath.Join(dir, "c1.users.json"))
	check(t, err)
	if strings.Contains(string(text), "Secret99") || strings.Contains(string(text), "Master99") {
		t.Error("a password is kept")
	}
	if info, err := os.Stat(filepath.Join(dir, "c1.users.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	second := open(t, dir, nil)
	dsn := add(second)
	mustAsk(t, mustLogin(t, dsn, "ann", "Secret99"), who, "103anntrue")
	admin = mustLogin(t, dsn, user, "Master99")
	mustAsk(t, admin, "select groname from pg_group, pg_user where usename = 'ann' and usesysid = any(grolist)", "g")
	mustAsk(t, admin, "create user bob password disable", "")
	mustAsk(t, admin, "select usesysid from pg_user where usename = 'bob'", "104")
	check(t, second.Close(t.Context()))
	third := open(t, dir, inline)
	spec.Master, err = pgwire.NewPasswordVerifier(user, "Given999")
	check(t, err)
	mustLogin(t, add(third), user, "Given999")
	// They go with their cluster.
	check(t, third.Remove(t.Context(), "c1"))
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// Users that a specification names are there until SQL has changed something, and what SQL
// drops does not come back.
func TestUsersOfTheSpecification(t *testing.T) {
	dir := t.TempDir()
	given, err := pgwire.NewPasswordVerifier(user, password)
	check(t, err)
	spec := warehouse.Spec{ID: "c1", Database: database, MasterUser: user, Master: given, Users: []string{"ann", "bob"}}
	first := open(t, dir, inline)
	_, err = first.Add(t.Context(), spec)
	check(t, err)
	mustAsk(t, first.session(t, "c1"), "drop user ann", "")
	check(t, first.Close(t.Context()))
	second := open(t, dir, inline)
	_, err = second.Add(t.Context(), spec)
	check(t, err)
	if second.HasUser("c1", "ann") || !second.HasUser("c1", "bob") {
		t.Error("a user who was dropped has come back, or one who was not is gone")
	}
}

// An identity of AWS is a database user from its first session on; root is a superuser.
func TestIdentities(t *testing.T) {
	h := open(t, t.TempDir(), inline)
	h.add(t, "c1")
	as := func(name string) *pgconn.PgConn {
		conn, err := h.Connect(t.Context(), "c1", database, name)
		check(t, err)
		t.Cleanup(func() { conn.Close(context.Background()) })
		return conn
	}
	mustAsk(t, as("IAM:ann"), "select case when usesuper then 'true' else 'false' end from pg_user where usename = current_user", "false")
	mustAsk(t, as("IAMR:reader"), "select case when usesuper then 'true' else 'false' end from pg_user where usename = current_user", "false")
	mustAsk(t, as("IAM:root"), "select case when usesuper then 'true' else 'false' end from pg_user where usename = current_user", "true")
	_, err := h.Connect(t.Context(), "c1", database, "nobody")
	wantState(t, err, "28000")
}

// A login's groups are joined for its sessions.
func TestLoginGroups(t *testing.T) {
	h := open(t, t.TempDir(), nil)
	dsn := h.add(t, "c1")
	admin := dial(t, dsn).PgConn()
	mustAsk(t, admin, "create group staff; create user ann password disable; create table t (a int); grant insert on t to group staff", "")
	temporary, err := pgwire.NewPasswordVerifier("IAM:ann", "for-a-while")
	check(t, err)
	give := func(groups ...string) {
		check(t, h.SetLogin("c1", "IAM:ann", warehouse.Login{User: "ann", Groups: groups, Verifier: temporary, Expires: h.clock.Now().Add(time.Hour)}))
	}
	give()
	conn, err := login(t, dsn, "IAM:ann", "for-a-while")
	check(t, err)
	_, err = ask(conn, "grant insert on t to public")
	wantState(t, err, "42501")
	give("staff")
	conn, err = login(t, dsn, "IAM:ann", "for-a-while")
	check(t, err)
	mustAsk(t, conn, "grant insert on t to public", "") // with a warning: nothing was granted
	give("nope")
	wantRefused(t, dsn, "IAM:ann", "for-a-while", "42704")
}

// usersMain is a server that is killed while it makes users; it says each that it has made.
func usersMain() {
	_, conn := serverOf()
	for i := 0; ; i++ {
		_, err := ask(conn, fmt.Sprintf("create user u%d password disable", i))
		fail(err)
		fmt.Println(i)
	}
}

// Whenever a server is killed, the users that it said it has made are there afterwards.
func TestServerKilledWhileItMakesUsers(t *testing.T) {
	for round := range 4 {
		dir := t.TempDir()
		server := itself("users")
		server.Env = append(server.Env, "WAREHOUSE_TEST_DIR="+dir)
		var stderr bytes.Buffer
		server.Stderr = &stderr
		stdout, err := server.StdoutPipe()
		check(t, err)
		check(t, server.Start())
		lines := bufio.NewScanner(stdout)
		made := 0
		for lines.Scan() {
			if made++; made == 10+round {
				check(t, server.Process.Signal(syscall.SIGKILL))
			}
		}
		_ = server.Wait() // killed
		if made < 10 {
			t.Fatalf("%d users: %s", made, stderr.String())
		}
		h := open(t, dir, func(c *warehouse.Config) { c.Clock = clock.System{} })
		h.add(t, "c1")
		for i := range made {
			if !h.HasUser("c1", fmt.Sprintf("u%d", i)) {
				t.Errorf("round %d: user %d of %d is gone", round, i, made)
			}
		}
		mustAsk(t, h.session(t, "c1"), "create user more password disable", "")
		check(t, h.Close(t.Context()))
	}
}
