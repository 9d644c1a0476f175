package warehouse_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// role says what the test's program is when it starts itself again.
const role = "WAREHOUSE_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "engine":
		os.Exit(engineMain())
	case "server":
		serverMain()
	case "users":
		usersMain()
	}
	os.Exit(m.Run())
}

// engineMain is a cluster's child.
func engineMain() int {
	err := warehouse.RunEngine(context.Background(), warehouse.EngineConfig{
		Open: func(ctx context.Context, spec warehouse.EngineSpec) (engine.Cluster, error) {
			cluster, err := duckdb.Open(ctx, duckdb.Options{Folder: spec.Folder, MemoryLimit: spec.Memory / 4})
			return fragile{cluster}, err
		},
		Clock: clock.System{}, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return 1
	}
	return 0
}

// fragile is a cluster whose engine fails altogether when it is asked for the word failure.
type fragile struct{ *duckdb.Cluster }

func (f fragile) Connect(ctx context.Context, s engine.Session) (engine.Conn, error) {
	conn, err := f.Cluster.Connect(ctx, s)
	return fragileConn{conn}, err
}

type fragileConn struct{ engine.Conn }

func (c fragileConn) Prepare(ctx context.Context, sql string) (engine.Statement, error) {
	if strings.Contains(sql, "'failure'") {
		return nil, &engine.Error{State: engine.CrashShutdown, Message: "the database engine has failed"}
	}
	return c.Conn.Prepare(ctx, sql)
}

func itself(as string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), role+"="+as)
	return cmd
}

const (
	user     = "admin"
	password = "Secret99"
	database = "dev"
	memory   = 768 << 20
)

// A house is a warehouse and the processes that it has started.
type house struct {
	*warehouse.Warehouse
	clock *clock.Manual

	mu       sync.Mutex
	children []*exec.Cmd
}

// open opens a warehouse of contained engines, but for what change says.
func open(t testing.TB, dir string, change func(*warehouse.Config)) *house {
	t.Helper()
	h := &house{clock: clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))}
	c := warehouse.Config{
		Dir: dir, Listen: "127.0.0.1:0", Clock: h.clock, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Memory: memory, Command: h.command,
	}
	if change != nil {
		change(&c)
	}
	var err error
	h.Warehouse, err = warehouse.New(c)
	check(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		check(t, h.Close(ctx))
		for _, child := range h.started() {
			if child.ProcessState == nil {
				t.Errorf("process %d was not waited for", child.Process.Pid)
			}
		}
	})
	return h
}

// inline has engines run inside the test.
func inline(c *warehouse.Config) {
	c.Command = nil
	c.Open = func(ctx context.Context, folder string) (engine.Cluster, error) {
		return duckdb.Open(ctx, duckdb.Options{Folder: folder})
	}
}

func (h *house) command(warehouse.EngineSpec) *exec.Cmd {
	cmd := itself("engine")
	h.mu.Lock()
	defer h.mu.Unlock()
	h.children = append(h.children, cmd)
	return cmd
}

func (h *house) started() []*exec.Cmd {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]*exec.Cmd(nil), h.children...)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// add adds a cluster and returns where its database is reached.
func (h *house) add(t testing.TB, id string) (dsn string) {
	t.Helper()
	verifier, err := pgwire.NewPasswordVerifier(user, password)
	check(t, err)
	port, err := h.Add(t.Context(), warehouse.Spec{ID: id, Database: database, MasterUser: user, Master: verifier})
	check(t, err)
	return fmt.Sprintf("postgres://%s:%s@127.0.0.1:%d/%s?sslmode=disable", user, password, port, database)
}

// session connects as the Data API does.
func (h *house) session(t testing.TB, id string) *pgconn.PgConn {
	t.Helper()
	conn, err := h.Connect(t.Context(), id, database, user)
	check(t, err)
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func dial(t testing.TB, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	check(t, err)
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// ask runs SQL and returns the first value of its last result.
func ask(conn *pgconn.PgConn, sql string) (string, error) {
	results, err := conn.Exec(context.Background(), sql).ReadAll()
	if err != nil || len(results) == 0 || len(results[len(results)-1].Rows) == 0 {
		return "", err
	}
	return string(results[len(results)-1].Rows[0][0]), nil
}

func mustAsk(t testing.TB, conn *pgconn.PgConn, sql, want string) {
	t.Helper()
	if got, err := ask(conn, sql); err != nil || got != want {
		t.Fatalf("%s: %q, %v, want %q", sql, got, err, want)
	}
}

func wantState(t testing.TB, err error, state string) {
	t.Helper()
	var e *pgconn.PgError
	if !errors.As(err, &e) || e.Code != state {
		t.Errorf("%v, want %s", err, state)
	}
}

func TestSessions(t *testing.T) {
	for name, change := range map[string]func(*warehouse.Config){"inline": inline, "contained": nil} {
		t.Run(name, func(t *testing.T) {
			h := open(t, t.TempDir(), change)
			dsn := h.add(t, "c1")
			t.Run("drivers", func(t *testing.T) { testDriver(t, dsn) })
			t.Run("data api", func(t *testing.T) { testTrusted(t, h) })
			t.Run("users", func(t *testing.T) { testUsers(t, h, dsn) })
			t.Run("cancel", func(t *testing.T) { testCancel(t, dial(t, dsn).PgConn()) })
			t.Run("cancel of the data api", func(t *testing.T) { testCancel(t, h.session(t, "c1")) })
			t.Run("shutdown", func(t *testing.T) { testShutdown(t, h, dsn) })
		})
	}
}

func testDriver(t *testing.T, dsn string) {
	conn := dial(t, dsn+"&application_name=me&search_path=public")
	var who, application string
	var n int
	check(t, conn.QueryRow(t.Context(), "select current_user, $1::int", 5).Scan(&who, &n))
	check(t, conn.QueryRow(t.Context(), "show application_name").Scan(&application))
	if who != user || n != 5 || application != "me" {
		t.Errorf("%q, %d, %q", who, n, application)
	}
	var rows int
	check(t, conn.QueryRow(t.Context(), "select count(*) from (select i.* from generate_series(1, 200000) i)").Scan(&rows))
	if rows != 200000 {
		t.Errorf("%d rows", rows)
	}
	_, err := conn.Exec(t.Context(), "set countersign.statement to 'x'", pgx.QueryExecModeSimpleProtocol)
	wantState(t, err, "42704")
	for state, wrong := range map[string]string{"28P01": "password=wrong", "3D000": "dbname=nope", "42704": "nonsense=1"} {
		_, err := pgx.Connect(t.Context(), dsn+"&"+wrong)
		wantState(t, err, state)
	}
}

func testTrusted(t *testing.T, h *house) {
	conn := h.session(t, "c1")
	mustAsk(t, conn, "create table m (a int)", "")
	mustAsk(t, conn, "set countersign.statement to 'one'", "")
	mustAsk(t, conn, "insert into m values (1), (2)", "")
	mustAsk(t, conn, "show countersign.committed", "2")
	mustAsk(t, conn, "select 0.1::float8 + 0.2::float8", "0.30000000000000004")
	_, err := h.Connect(t.Context(), "c1", "nope", user)
	wantState(t, err, "3D000")
	_, err = h.Connect(t.Context(), "c9", database, user)
	var refused *engine.Error
	if !errors.As(err, &refused) || refused.State != engine.CannotConnectNow {
		t.Errorf("unknown cluster: %v", err)
	}
}

// A session lists the users that there are, however many, and those that are made while
// it lasts.
func testUsers(t *testing.T, h *house, dsn string) {
	early := h.session(t, "c1")
	const most = 1000
	for i := range most {
		check(t, h.AddUser("c1", fmt.Sprintf("%0127d", i)))
	}
	for _, conn := range []*pgconn.PgConn{h.session(t, "c1"), dial(t, dsn).PgConn()} {
		mustAsk(t, conn, "select count(*) from pg_catalog.pg_user u where not usesuper", strconv.Itoa(most))
		mustAsk(t, conn, "select usename from pg_user where usesysid = 100", user)
		mustAsk(t, conn, "with a as (select 1) select usename from a join pg_user on usesysid = 1", "rdsdb")
	}
	mustAsk(t, early, "select count(*) from pg_user", strconv.Itoa(most+2))
}

func testCancel(t *testing.T, conn *pgconn.PgConn) {
	ended := make(chan error, 1)
	go func() {
		_, err := ask(conn, "select count(*) from generate_series(1, 20000) a(i), generate_series(1, 20000) b(j), generate_series(1, 20000) c(k) where a.i + b.j + c.k = -1")
		ended <- err
	}()
	for {
		check(t, conn.CancelRequest(t.Context()))
		select {
		case err := <-ended:
			wantState(t, err, "57014")
			mustAsk(t, conn, "select 1", "1")
			return
		case <-time.After(20 * time.Millisecond): // it may not have begun
		}
	}
}

func testShutdown(t *testing.T, h *house, dsn string) {
	conn := dial(t, dsn).PgConn()
	ended := make(chan error, 1)
	go func() {
		_, err := ask(conn, "select count(*) from generate_series(1, 20000) a(i), generate_series(1, 20000) b(j), generate_series(1, 20000) c(k) where a.i + b.j + c.k = -1")
		ended <- err
	}()
	check(t, h.Remove(t.Context(), "c1"))
	if err := <-ended; err == nil {
		t.Error("the statement of a cluster that was removed has ended well")
	}
	if _, err := pgx.Connect(t.Context(), dsn); err == nil {
		t.Error("a cluster that was removed lets clients in")
	}
}

// A cluster costs nothing until somebody connects.
func TestAddStartsNothing(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir, nil)
	before := resident(t, os.Getpid())
	for i := range 200 {
		h.add(t, fmt.Sprintf("c%d", i))
	}
	if n := len(h.started()); n != 0 {
		t.Errorf("%d processes", n)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("files %v, %v", files, err)
	}
	if grown := resident(t, os.Getpid()) - before; grown > 64<<20 {
		t.Errorf("200 clusters take %d MiB", grown>>20)
	}
	mustAsk(t, h.session(t, "c7"), "select 1", "1")
	if n := len(h.started()); n != 1 {
		t.Errorf("%d processes for one cluster in use", n)
	}
}

func TestIdle(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir, func(c *warehouse.Config) { c.IdleAfter = time.Minute })
	h.add(t, "c1")
	conn := h.session(t, "c1")
	mustAsk(t, conn, "create table kept (a int); insert into kept values (1)", "")
	h.clock.Advance(time.Hour)
	mustAsk(t, conn, "select a from kept", "1") // in use however long it takes
	check(t, conn.Close(t.Context()))
	h.clock.Advance(time.Minute)
	if child := h.started()[0]; child.ProcessState == nil || !child.ProcessState.Success() {
		t.Fatalf("idle for a minute: %v", child.ProcessState)
	}
	if _, err := os.Stat(filepath.Join(dir, "c1", database+".duckdb.wal")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log of a database that was closed: %v", err)
	}
	mustAsk(t, h.session(t, "c1"), "select a from kept", "1")
	if n := len(h.started()); n != 2 {
		t.Errorf("%d processes", n)
	}
}

// When all slots are taken, the one that was idle longest makes room; when none is
// idle, who comes waits, but not for ever.
func TestSlots(t *testing.T) {
	h := open(t, t.TempDir(), func(c *warehouse.Config) { c.MaxActive = 2 })
	for _, id := range []string{"a", "b", "c"} {
		h.add(t, id)
	}
	a := h.session(t, "a")
	check(t, h.session(t, "b").Close(t.Context()))
	c := h.session(t, "c")
	mustAsk(t, a, "select 1", "1")
	if first, second := h.started()[0], h.started()[1]; !alive(first.Process.Pid) || alive(second.Process.Pid) {
		t.Error("not the idle one has made room")
	}
	refused := make(chan error, 1)
	go func() {
		_, err := h.Connect(t.Context(), "b", database, user)
		refused <- err
	}()
	for wait := true; wait; { // until who waits has set its timer
		h.clock.Advance(time.Second)
		select {
		case err := <-refused:
			wantState(t, err, engine.TooManyConnections)
			wait = false
		case <-time.After(time.Millisecond):
		}
	}
	waiting := make(chan error, 1)
	go func() {
		conn, err := h.Connect(t.Context(), "b", database, user)
		if err == nil {
			err = conn.Close(t.Context())
		}
		waiting <- err
	}()
	check(t, c.Close(t.Context()))
	check(t, <-waiting)
}

// A database that cannot be opened is its own cluster's trouble, and clients are not
// told where it lies.
func TestCorruptDatabase(t *testing.T) {
	for name, change := range map[string]func(*warehouse.Config){"inline": inline, "contained": nil} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			h := open(t, dir, change)
			dsn := h.add(t, "bad")
			h.add(t, "good")
			check(t, os.Mkdir(filepath.Join(dir, "bad"), 0o700))
			check(t, os.WriteFile(filepath.Join(dir, "bad", database+".duckdb"), bytes.Repeat([]byte("garbage"), 9000), 0o600))
			_, err := h.Connect(t.Context(), "bad", database, user)
			wantState(t, err, engine.CannotConnectNow)
			_, err = pgx.Connect(t.Context(), dsn)
			wantState(t, err, engine.CannotConnectNow)
			if strings.Contains(err.Error(), dir) {
				t.Errorf("the client is told: %v", err)
			}
			mustAsk(t, h.session(t, "good"), "select 1", "1")
		})
	}
}

// An engine that cannot be started is not started again and again.
func TestStartsAreBounded(t *testing.T) {
	starts := 0
	h := open(t, t.TempDir(), func(c *warehouse.Config) {
		c.Command = func(warehouse.EngineSpec) *exec.Cmd { starts++; return exec.Command("false") }
	})
	h.add(t, "c1")
	for range 8 {
		if _, err := h.Connect(t.Context(), "c1", database, user); err == nil {
			t.Fatal("connected to nothing")
		}
	}
	if starts != 5 {
		t.Errorf("%d starts", starts)
	}
	_, err := h.Connect(t.Context(), "c1", database, user)
	wantState(t, err, engine.CannotConnectNow)
	h.clock.Advance(10 * time.Second)
	_, _ = h.Connect(t.Context(), "c1", database, user)
	if starts != 6 {
		t.Errorf("%d starts after a pause", starts)
	}
}
