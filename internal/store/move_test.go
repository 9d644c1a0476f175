package store_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/store"
)

func TestMove(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	key := func(name string) store.Key { return store.Key{Account: "1", Region: "r", Name: name} }
	db := open(t, path)
	table := openTable(t, db)
	for i, name := range []string{"a", "b", "c"} {
		if err := table.Insert(t.Context(), key(name), record{Name: name, Count: i}); err != nil {
			t.Fatal(err)
		}
	}
	count := func(r record) (record, error) {
		r.Count += 10
		return r, nil
	}
	if _, err := table.Move(t.Context(), key("a"), key("b"), count); !errors.Is(err, store.ErrExists) {
		t.Errorf("to a key that is taken: %v", err)
	}
	if _, err := table.Move(t.Context(), key("x"), key("y"), count); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("of nobody: %v", err)
	}
	no := errors.New("no")
	if _, err := table.Move(t.Context(), key("a"), key("y"), func(r record) (record, error) { return r, no }); !errors.Is(err, no) {
		t.Errorf("that is refused: %v", err)
	}
	if got, err := table.Move(t.Context(), key("a"), key("d"), count); err != nil || got.Count != 10 {
		t.Errorf("got %v, %v", got, err)
	}
	want := []record{{"b", 1}, {"c", 2}, {"a", 10}}
	for range 2 { // in memory, and on disk
		if diff := cmp.Diff(want, table.List("1", "r")); diff != "" {
			t.Error(diff)
		}
		if _, found := table.Get(key("a")); found {
			t.Error("the old key is still there")
		}
		table = openTable(t, db)
	}
}
