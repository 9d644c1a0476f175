package warehouse_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// resident is a process's memory in bytes.
func resident(t testing.TB, pid int) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("this system does not tell: %v", err)
		}
		t.Skipf("this system does not tell: %v", err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	check(t, err)
	return pages * int64(os.Getpagesize())
}

// slowest is the 95th percentile of a query's time over n times.
func slowest(t testing.TB, conn *pgconn.PgConn, n int) time.Duration {
	t.Helper()
	times := make([]time.Duration, n)
	for i := range times {
		start := time.Now()
		mustAsk(t, conn, "select 1", "1")
		times[i] = time.Since(start)
	}
	slices.Sort(times)
	return times[n*95/100]
}

// A child that is killed takes its sessions along and nothing that was acknowledged.
func TestChildKilled(t *testing.T) {
	h := open(t, t.TempDir(), func(c *warehouse.Config) { c.Clock = clock.System{} })
	dsn := h.add(t, "c1")
	h.add(t, "c2")
	other := h.session(t, "c2")
	mustAsk(t, h.session(t, "c1"), "create table t (a int)", "")
	for round := range 3 {
		insider, driver := h.session(t, "c1"), dial(t, dsn).PgConn()
		mustAsk(t, driver, fmt.Sprintf("insert into t values (%d)", round), "")
		running := insider.Exec(t.Context(), "select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1") // is sent
		children := h.started()
		check(t, children[len(children)-1].Process.Kill())
		_, err := running.ReadAll()
		wantState(t, err, "57P02")
		_, err = ask(driver, "select 1")
		wantState(t, err, "57P02")
		mustAsk(t, h.session(t, "c1"), "select count(*) from t", strconv.Itoa(round+1))
	}
	mustAsk(t, other, "select 1", "1")
}

// An engine that has failed altogether does not leave the cluster dead: its process ends, all
// of its sessions are told so, and the next one finds an engine.
func TestEngineFails(t *testing.T) {
	h := open(t, t.TempDir(), func(c *warehouse.Config) { c.Clock = clock.System{} })
	dsn := h.add(t, "c1")
	for round := range 2 {
		insider, driver := h.session(t, "c1"), dial(t, dsn).PgConn()
		mustAsk(t, driver, fmt.Sprintf("create table t%d as select 7 as a", round), "")
		_, err := ask(insider, "select 'failure'")
		wantState(t, err, "57P02")
		_, err = ask(driver, "select 1")
		wantState(t, err, "57P02")
		mustAsk(t, h.session(t, "c1"), fmt.Sprintf("select a from t%d", round), "7")
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serverOf is a server with a cluster, and a session there.
func serverOf() (*house, *pgconn.PgConn) {
	h := &house{}
	var err error
	h.Warehouse, err = warehouse.New(warehouse.Config{
		Dir: os.Getenv("WAREHOUSE_TEST_DIR"), Listen: "127.0.0.1:0", Clock: clock.System{},
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Memory: memory, Command: h.command,
	})
	fail(err)
	verifier, err := pgwire.NewPasswordVerifier(user, password)
	fail(err)
	ctx := context.Background()
	_, err = h.Add(ctx, warehouse.Spec{ID: "c1", Database: database, MasterUser: user, Master: verifier})
	fail(err)
	conn, err := h.Connect(ctx, "c1", database, user)
	fail(err)
	return h, conn
}

// serverMain is a server that is killed: it starts an engine, writes a row, says
// the engine's process and waits.
func serverMain() {
	h, conn := serverOf()
	_, err := ask(conn, "create table if not exists t (a int); insert into t values (1)")
	fail(err)
	fmt.Println(h.started()[0].Process.Pid)
	_, err = ask(conn, "select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1")
	fail(err)
}

// When the server is killed its children go too, whatever they are doing, and the
// next server finds the databases free.
func TestServerKilled(t *testing.T) {
	dir := t.TempDir()
	for round := range 3 {
		server := itself("server")
		server.Env = append(server.Env, "WAREHOUSE_TEST_DIR="+dir)
		var stderr bytes.Buffer
		server.Stderr = &stderr
		stdout, err := server.StdoutPipe()
		check(t, err)
		check(t, server.Start())
		line, err := bufio.NewReader(stdout).ReadString('\n')
		if err != nil {
			t.Fatalf("%v: %s", err, stderr.String())
		}
		pid, err := strconv.Atoi(strings.TrimSpace(line))
		check(t, err)
		check(t, server.Process.Signal(syscall.SIGKILL))
		_ = server.Wait() // killed
		h := open(t, dir, func(c *warehouse.Config) { c.Clock = clock.System{} })
		h.add(t, "c1")
		mustAsk(t, h.session(t, "c1"), "select count(*) from t", strconv.Itoa(round+1))
		if alive(pid) {
			t.Errorf("engine %d has outlived its server", pid)
		}
		check(t, h.Close(t.Context()))
	}
}

// alive reports whether a process runs. One that nobody has waited for yet does not.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(state, "Z") && !strings.HasPrefix(state, "X")
}
