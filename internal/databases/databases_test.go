package databases_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/countersign-dev/countersign/internal/databases"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
)

// open opens a cluster in a folder with its databases, until the test or close ends.
func open(t *testing.T, folder string) (k *databases.Keeper, c *duckdb.Cluster) {
	t.Helper()
	c, err := duckdb.Open(t.Context(), duckdb.Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if k, err = databases.Open(t.Context(), c, folder, "dev", filepath.Join(folder, "dev.duckdb")); err != nil {
		t.Fatal(err)
	}
	return k, c
}

func connects(t *testing.T, c *duckdb.Cluster, name string) bool {
	t.Helper()
	conn, err := c.Connect(t.Context(), engine.Session{Database: name})
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

func is(t *testing.T, err error, state string) {
	t.Helper()
	var e *engine.Error
	if !errors.As(err, &e) || e.State != state {
		t.Errorf("%v, want %s", err, state)
	}
}

// What was made, renamed and dropped stays so when the cluster is opened again.
func TestDatabasesAreKept(t *testing.T) {
	folder := t.TempDir()
	k, c := open(t, folder)
	ctx := context.Background()
	for _, name := range []string{"one", "two", "three"} {
		if err := k.Create(ctx, databases.Database{Name: name, Limit: 3}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(k.Rename(ctx, "two", "zwei"), k.Drop(ctx, "three"), k.Alter("one", func(d *databases.Database) { d.Limit = 7 })); err != nil {
		t.Fatal(err)
	}
	is(t, k.Create(ctx, databases.Database{Name: "one"}), engine.DuplicateDatabase)
	is(t, k.Create(ctx, databases.Database{Name: "dev"}), engine.DuplicateDatabase)
	is(t, k.Rename(ctx, "one", "zwei"), engine.DuplicateDatabase)
	is(t, k.Rename(ctx, "one", "dev"), engine.DuplicateDatabase)
	is(t, k.Rename(ctx, "dev", "x"), engine.FeatureNotSupported)
	is(t, k.Drop(ctx, "dev"), engine.FeatureNotSupported)
	is(t, k.Drop(ctx, "three"), engine.InvalidCatalogName)
	session, err := c.Connect(ctx, engine.Session{Database: "one"})
	if err != nil {
		t.Fatal(err)
	}
	is(t, k.Drop(ctx, "one"), engine.ObjectInUse)
	is(t, k.Rename(ctx, "one", "uno"), engine.ObjectInUse)
	session.Close()
	c.Close()

	orphan := filepath.Join(folder, "database_orphan.duckdb")
	if err := os.WriteFile(orphan, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	k, c = open(t, folder)
	for name, there := range map[string]bool{"dev": true, "one": true, "two": false, "zwei": true, "three": false} {
		if connects(t, c, name) != there {
			t.Errorf("%s: there is %t", name, !there)
		}
	}
	if k.Limit("one") != 7 || k.Limit("zwei") != 3 || k.Limit("dev") != 0 {
		t.Error("limits are not kept")
	}
	if _, err := os.Stat(orphan); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file of no database: %v", err)
	}
}
