package duckdb_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
	"github.com/countersign-dev/countersign/internal/engine/enginetest"
)

func open(t *testing.T, folder string) engine.Cluster {
	t.Helper()
	c, err := duckdb.Open(t.Context(), duckdb.Options{Folder: folder, MemoryLimit: 256 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestContract(t *testing.T) { enginetest.Run(t, open) }

// session opens a cluster with one database and a session on it.
func session(t *testing.T) (engine.Conn, string) {
	t.Helper()
	folder := t.TempDir()
	cluster := open(t, folder)
	t.Cleanup(func() { cluster.Close() })
	if err := cluster.Attach(t.Context(), "dev", filepath.Join(folder, "1.db")); err != nil {
		t.Fatal(err)
	}
	c, err := cluster.Connect(t.Context(), engine.Session{Database: "dev"})
	if err != nil {
		t.Fatal(err)
	}
	return c, folder
}

// run prepares, executes and reads a statement to its end.
func run(ctx context.Context, c engine.Conn, sql string) (text []string, err error) {
	st, err := c.Prepare(ctx, sql)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	rows, err := st.Execute(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for {
		chunk, err := rows.Next(ctx)
		if err != nil {
			if err.Error() == "EOF" {
				err = nil
			}
			return text, err
		}
		for row := range chunk.Len() {
			if rows.Columns()[0].Type.Kind == engine.Text {
				text = append(text, string(chunk.Vector(0).Bytes(row)))
			}
		}
	}
}

// What nobody asks for any more is forgotten when the database is opened.
func TestOldMarkersGo(t *testing.T) {
	folder := t.TempDir()
	connect := func() (engine.Cluster, engine.Conn) {
		cluster := open(t, folder)
		if err := cluster.Attach(t.Context(), "dev", filepath.Join(folder, "1.db")); err != nil {
			t.Fatal(err)
		}
		c, err := cluster.Connect(t.Context(), engine.Session{Database: "dev"})
		if err != nil {
			t.Fatal(err)
		}
		return cluster, c
	}
	cluster, c := connect()
	for _, id := range []string{"young", "old"} {
		if err := c.Mark(t.Context(), id, 1); err != nil {
			t.Fatal(err)
		}
	}
	for id, age := range map[string]string{"young": "24 HOURS", "old": "26 HOURS"} {
		sql := "UPDATE dev." + engine.InternalSchema + ".committed SET marked = now() - INTERVAL " + age + " WHERE id = '" + id + "'"
		if _, err := run(t.Context(), c, sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := cluster.Close(); err != nil {
		t.Fatal(err)
	}
	cluster, c = connect()
	defer cluster.Close()
	for id, want := range map[string]bool{"young": true, "old": false} {
		if _, ok, err := c.Marked(t.Context(), id); ok != want || err != nil {
			t.Errorf("%s: %t, %v", id, ok, err)
		}
	}
}

// The second line of defence: raw text that never comes this far, because
// package dialect refuses it first.
func TestLockDown(t *testing.T) {
	c, _ := session(t)
	secret := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(secret, []byte("a\nsecret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"select * from read_csv('" + secret + "')",
		"select * from read_text('" + secret + "')",
		"select * from read_blob('" + secret + "')",
		"select * from glob('" + filepath.Dir(secret) + "/*')",
		"select * from sniff_csv('" + secret + "')",
		"select * from '" + secret + "'",
		`select * from "` + secret + `"`,
		"copy (select 1) to '" + secret + "'",
		"attach '" + secret + ".db' as other",
		"export database '" + secret + "'",
		"install httpfs", "load '" + secret + "'",
		"set memory_limit='10GB'", "set enable_external_access=true", "set lock_configuration=false",
		"reset enable_external_access", "set errors_as_json=false",
		"select repeat('x', 2000000000)", "select lpad('x', 2000000000, 'y')", "select rpad('x', 2000000000, 'y')",
		"select len(range(1000000000))", "select len(generate_series(1, 1000000000))", "select len(range(1, 1000000000, 2))",
	} {
		if _, err := run(t.Context(), c, sql); err == nil {
			t.Errorf("%s: was done", sql)
		}
	}
	if left, err := os.ReadFile(secret); err != nil || string(left) != "a\nsecret\n" {
		t.Errorf("the file was changed: %q, %v", left, err)
	}
}

func TestBoundedFunctionsStillWork(t *testing.T) {
	c, _ := session(t)
	for sql, want := range map[string]string{
		"select repeat('ab', 2)":                                      "abab",
		"select lpad('x', 3, 'y')":                                    "yyx",
		"select rpad('x', 3, 'y')":                                    "xyy",
		"select range(3)":                                             "[0,1,2]",
		"select generate_series(3, 1, -1)":                            "[3,2,1]",
		"select cast(count(*) as varchar) from range(5000000)":        "5000000",
		"select {'a': 1, 'b': [true, null], 'c': 'q\"'}":              `{"a":1,"b":[true,null],"c":"q\""}`,
		"select cast('e02fd0e4-00fd-090a-ca30-0d00a0038ba0' as uuid)": "e02fd0e4-00fd-090a-ca30-0d00a0038ba0",
	} {
		if got, err := run(t.Context(), c, sql); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, %v; want %q", sql, got, err, want)
		}
	}
}

// Two million rows of text pass through in memory that stays flat.
func TestStreamingMemory(t *testing.T) {
	c, _ := session(t)
	if _, err := run(t.Context(), c, "select 1"); err != nil {
		t.Fatal(err)
	}
	before := residentMiB(t)
	st, err := c.Prepare(t.Context(), "select 'a value of some forty bytes, number ' || i.range as v from range(2000000) i")
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	rows, err := st.Execute(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	total, most := 0, 0
	for {
		chunk, err := rows.Next(t.Context())
		if err != nil {
			break
		}
		if total += chunk.Len(); total%(100*2048) < 2048 {
			most = max(most, residentMiB(t))
		}
	}
	if total != 2_000_000 {
		t.Errorf("%d rows", total)
	}
	// Kept whole, the result is more than 100 MiB.
	if grown := most - before; grown > 64 {
		t.Errorf("memory grew by %d MiB", grown)
	}
}

func residentMiB(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no /proc here to read the memory from")
		}
		t.Skip("no /proc here to read the memory from")
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(after)
	if len(fields) == 0 {
		t.Fatal("no VmRSS")
	}
	n, err := strconv.Atoi(fields[0])
	if err != nil {
		t.Fatal(err)
	}
	return n / 1024
}
