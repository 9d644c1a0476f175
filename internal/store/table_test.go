package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/store"
)

// A record as an owner might have it.
type record struct {
	Name  string
	Count int
}

func open(t *testing.T, path string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func openTable(t *testing.T, db *store.DB) *store.Table[record] {
	t.Helper()
	table, err := store.OpenTable[record](t.Context(), db, "cluster", 1)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func statePath(t *testing.T) string { return filepath.Join(t.TempDir(), "state.db") }

func key(name string) store.Key { return store.Key{Account: "1", Region: "r", Name: name} }

func insert(t *testing.T, table *store.Table[record], keys ...store.Key) {
	t.Helper()
	for _, k := range keys {
		if err := table.Insert(t.Context(), k, record{Name: k.Name}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTable(t *testing.T) {
	path := statePath(t)
	db := open(t, path)
	table := openTable(t, db)

	insert(t, table, key("a"))
	if err := table.Insert(t.Context(), key("a"), record{Count: 9}); !errors.Is(err, store.ErrExists) {
		t.Errorf("second insert: %v", err)
	}
	changed, err := table.Update(t.Context(), key("a"), func(r record) (record, error) { r.Count++; return r, nil })
	if err != nil || changed != (record{"a", 1}) {
		t.Errorf("update: %v, %v", changed, err)
	}
	no := errors.New("no")
	if _, err := table.Update(t.Context(), key("a"), func(record) (record, error) { return record{}, no }); !errors.Is(err, no) {
		t.Errorf("update that refuses: %v", err)
	}
	if _, err := table.Update(t.Context(), key("b"), func(r record) (record, error) { return r, nil }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("update of nothing: %v", err)
	}
	if got, ok := table.Get(key("a")); !ok || got != (record{"a", 1}) {
		t.Errorf("get: %v, %v", got, ok)
	}
	insert(t, table, key("b"))
	for range 2 {
		if err := table.Delete(t.Context(), key("b")); err != nil {
			t.Errorf("delete: %v", err)
		}
	}
	if _, ok := table.Get(key("b")); ok {
		t.Error("b is still there")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	reopened := openTable(t, open(t, path))
	if diff := cmp.Diff([]record{{"a", 1}}, reopened.List("1", "r")); diff != "" {
		t.Errorf("after reopening: %s", diff)
	}
}

// Lists hold one account's records in one Region, by name; neighbours in the
// order of the keys do not slip in.
func TestList(t *testing.T) {
	path := statePath(t)
	table := openTable(t, open(t, path))
	insert(t, table,
		store.Key{Account: "1", Region: "r", Name: "c"}, store.Key{Account: "1", Region: "r", Name: "a"},
		store.Key{Account: "1", Region: "r2", Name: "x"}, store.Key{Account: "1", Region: "q", Name: "y"},
		store.Key{Account: "2", Region: "r", Name: "z"}, store.Key{Account: "1", Region: "r", Name: "b"},
		store.Key{Account: "1", Region: "r", Name: ""},
	)
	var names []string
	for _, r := range table.List("1", "r") {
		names = append(names, r.Name)
	}
	if want := []string{"", "a", "b", "c"}; !slices.Equal(names, want) {
		t.Errorf("list %q, want %q", names, want)
	}
	if list := table.List("3", "r"); len(list) != 0 {
		t.Errorf("list of nobody: %v", list)
	}
	other := openTable(t, open(t, path)) // what another process would load
	var mine, theirs []string
	table.All(func(k store.Key, _ record) { mine = append(mine, fmt.Sprint(k)) })
	other.All(func(k store.Key, _ record) { theirs = append(theirs, fmt.Sprint(k)) })
	if diff := cmp.Diff(mine, theirs); diff != "" || len(mine) != 7 {
		t.Errorf("loaded in another order: %s", diff)
	}
}

func TestKindsAreApart(t *testing.T) {
	db := open(t, statePath(t))
	insert(t, openTable(t, db), key("a"))
	other, err := store.OpenTable[record](t.Context(), db, "snapshot", 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Insert(t.Context(), key("a"), record{}); err != nil {
		t.Errorf("the same name in another kind: %v", err)
	}
}

// Two inserts of one name: one wins.
func TestInsertRace(t *testing.T) {
	table := openTable(t, open(t, statePath(t)))
	var work sync.WaitGroup
	outcomes := make([]error, 8)
	for i := range outcomes {
		work.Go(func() { outcomes[i] = table.Insert(context.Background(), key("a"), record{Count: i}) })
	}
	work.Wait()
	won := 0
	for _, err := range outcomes {
		if err == nil {
			won++
		} else if !errors.Is(err, store.ErrExists) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d inserts succeeded", won)
	}
}

// Readers see whole records, old or new, while a writer changes them.
func TestConcurrentReaders(t *testing.T) {
	table := openTable(t, open(t, statePath(t)))
	insert(t, table, key("a"), key("b"))
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for last := 0; ; {
				select {
				case <-stop:
					return
				default:
				}
				r, ok := table.Get(key("a"))
				if !ok || r.Count < last {
					t.Errorf("read %v after %d", r, last)
					return
				}
				last = r.Count
				if n := len(table.List("1", "r")); n != 2 && n != 3 {
					t.Errorf("list of %d", n)
					return
				}
			}
		})
	}
	for range 50 {
		if _, err := table.Update(t.Context(), key("a"), func(r record) (record, error) { r.Count++; return r, nil }); err != nil {
			t.Error(err)
		}
		insert(t, table, key("c"))
		if err := table.Delete(t.Context(), key("c")); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	readers.Wait()
}

// A write that has begun is finished though its caller has given up, and
// whatever comes of it memory and disk agree.
func TestCallerGivesUp(t *testing.T) {
	path := statePath(t)
	db := open(t, path)
	table := openTable(t, db)
	insert(t, table, key("a"))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := table.Insert(gone, key("b"), record{Name: "b"}); err != nil {
		t.Errorf("insert: %v", err)
	}
	if _, err := table.Update(gone, key("a"), func(r record) (record, error) { r.Count = 5; return r, nil }); err != nil {
		t.Errorf("update: %v", err)
	}
	for i := range 20 { // whether the write gets its turn is chance
		insert(t, table, key(fmt.Sprint("c", i)))
		if err := table.Delete(gone, key(fmt.Sprint("c", i))); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("delete: %v", err)
		}
	}
	if diff := cmp.Diff(table.List("1", "r"), openTable(t, open(t, path)).List("1", "r")); diff != "" {
		t.Errorf("memory and disk differ: %s", diff)
	}
}

func change(t *testing.T, db *store.DB, query string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), query)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRefusedRecords(t *testing.T) {
	tests := []struct {
		name, change string
		corrupt      bool
		text         string
	}{
		{"newer version", "UPDATE records SET version = 2", false, `cluster record "a" has version 2, newer than this program's 1`},
		{"malformed JSON", "UPDATE records SET body = '{'", true, `cluster record "a": state file is corrupt: `},
		{"another type", `UPDATE records SET body = '{"Count":"x"}'`, true, `cluster record "a": state file is corrupt: `},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			db := open(t, statePath(t))
			insert(t, openTable(t, db), key("a"))
			change(t, db, test.change)
			_, err := store.OpenTable[record](t.Context(), db, "cluster", 1)
			if err == nil || errors.Is(err, store.ErrCorrupt) != test.corrupt || !strings.HasPrefix(err.Error(), test.text) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A damaged file is ErrCorrupt, when it is opened or when its records are
// loaded; an empty one is a new one.
func TestDamagedFile(t *testing.T) {
	tests := []struct {
		name    string
		damage  func([]byte) []byte
		corrupt bool
		records int
	}{
		{"untouched", func(data []byte) []byte { return data }, false, 200},
		{"empty", func([]byte) []byte { return nil }, false, 0},
		{"of another kind", func([]byte) []byte { return []byte(strings.Repeat("this is a letter\n", 500)) }, true, 0},
		{"header overwritten", func(data []byte) []byte { copy(data, "nothing of SQLite"); return data }, true, 0},
		{"cut to one page", func(data []byte) []byte { return data[:4096] }, true, 0},
		{"cut in half", func(data []byte) []byte { return data[:len(data)/2] }, true, 0},
		{"cut within the header", func(data []byte) []byte { return data[:50] }, true, 0},
		{"pages overwritten", func(data []byte) []byte {
			for i := 4096; i < len(data); i++ {
				data[i] = 0xA5
			}
			return data
		}, true, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := statePath(t)
			db := open(t, path)
			change(t, db, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 200)
				INSERT INTO records SELECT 'cluster', '1', 'r', 'name-' || i, 1, '{"Name":"' || hex(zeroblob(200)) || '"}' FROM n`)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, test.damage(data), 0o600); err != nil {
				t.Fatal(err)
			}
			records, err := load(t, path)
			if errors.Is(err, store.ErrCorrupt) != test.corrupt || (err != nil) != test.corrupt || records != test.records {
				t.Errorf("%d records, %v", records, err)
			}
		})
	}
}

// load opens the file and counts the records in it.
func load(t *testing.T, path string) (int, error) {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	table, err := store.OpenTable[record](t.Context(), db, "cluster", 1)
	if err != nil {
		return 0, err
	}
	return len(table.List("1", "r")), nil
}

func TestPathsOfAllKinds(t *testing.T) {
	for _, name := range []string{"a b.db", "100%.db", "what?.db", "sharp#.db", "ümlaut.db"} {
		path := filepath.Join(t.TempDir(), name)
		insert(t, openTable(t, open(t, path)), key("a"))
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
