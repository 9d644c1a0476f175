package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/countersign-dev/countersign/internal/store"
)

// put returns the work that adds a record.
func put(name string) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		_, err := tx.Exec(context.Background(), "INSERT INTO records VALUES ('k', '1', 'r', $1, 1, '{}')", name)
		return err
	}
}

func count(t *testing.T, db *store.DB) int {
	t.Helper()
	rows, err := db.Query(t.Context(), "SELECT count(*) FROM records")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var n int
	if !rows.Next() {
		t.Fatal(rows.Err())
	}
	if err := rows.Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A hundred writes at once share transactions; the one that fails after it has
// written undoes only itself.
func TestGroupCommit(t *testing.T) {
	db := open(t, statePath(t))
	no := errors.New("no")
	outcomes := make([]error, 100)
	var work sync.WaitGroup
	for i := range outcomes {
		work.Go(func() {
			outcomes[i] = db.Write(context.Background(), func(tx *store.Tx) error {
				if err := put(fmt.Sprint(i))(tx); err != nil || i != 42 {
					return err
				}
				return no
			})
		})
	}
	work.Wait()
	for i, err := range outcomes {
		if i == 42 && !errors.Is(err, no) || i != 42 && err != nil {
			t.Errorf("write %d: %v", i, err)
		}
	}
	if n := count(t, db); n != 99 {
		t.Errorf("%d records", n)
	}
}

// Work that is held up gathers the others behind it into one group: the group's
// failing statements and failing works take nobody along.
func TestGroupWithFailures(t *testing.T) {
	db := open(t, statePath(t))
	begun, release := make(chan struct{}), make(chan struct{})
	var work sync.WaitGroup
	work.Go(func() {
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			close(begun)
			<-release
			return put("first")(tx)
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-begun
	gone, cancel := context.WithCancel(t.Context())
	defer cancel()
	outcomes := make([]error, 20)
	for i := range outcomes {
		work.Go(func() {
			outcomes[i] = db.Write(context.Background(), func(tx *store.Tx) error {
				switch i % 4 {
				case 1: // the same name for all of them
					return put("twice")(tx)
				case 2:
					_, err := tx.Exec(context.Background(), "no SQL at all")
					return err
				case 3: // its caller gives up while it runs
					cancel()
					_, err := tx.Exec(gone, "INSERT INTO records VALUES ('k', '1', 'r', $1, 1, '{}')", fmt.Sprint(i))
					return err
				}
				return put(fmt.Sprint(i))(tx)
			})
		})
	}
	close(release)
	work.Wait()
	twice := 0
	for i, err := range outcomes {
		switch {
		case i%4 == 1 && err == nil:
			twice++
		case i%4 == 2 && err == nil, (i%4 == 0 || i%4 == 3) && err != nil:
			t.Errorf("write %d: %v", i, err)
		}
	}
	if n := count(t, db); n != 1+5+1+5 || twice != 1 {
		t.Errorf("%d records, %d of one name", n, twice)
	}
}

func TestWriteAfterClose(t *testing.T) {
	db := open(t, statePath(t))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	ran := false
	err := db.Write(t.Context(), func(*store.Tx) error { ran = true; return nil })
	if err == nil || err.Error() != "store is closed" || ran {
		t.Errorf("got %v, ran: %v", err, ran)
	}
	if err := db.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}

func TestWriteWithoutTurn(t *testing.T) {
	db := open(t, statePath(t))
	begun, release := make(chan struct{}), make(chan struct{})
	var work sync.WaitGroup
	work.Go(func() {
		_ = db.Write(context.Background(), func(*store.Tx) error { close(begun); <-release; return nil })
	})
	<-begun
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Write(gone, put("a")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(release)
	work.Wait()
	if n := count(t, db); n != 0 {
		t.Errorf("%d records", n)
	}
}

// Close waits for the write under way, and that write is kept.
func TestCloseWaits(t *testing.T) {
	path := statePath(t)
	db := open(t, path)
	begun, release := make(chan struct{}), make(chan struct{})
	written, closed := make(chan error, 1), make(chan error, 1)
	go func() {
		written <- db.Write(context.Background(), func(tx *store.Tx) error { close(begun); <-release; return put("a")(tx) })
	}()
	<-begun
	go func() { closed <- db.Close() }()
	select {
	case err := <-closed:
		t.Errorf("closed under a write: %v", err)
	default:
	}
	close(release)
	if err := <-written; err != nil {
		t.Errorf("write: %v", err)
	}
	if err := <-closed; err != nil {
		t.Errorf("close: %v", err)
	}
	if n := count(t, open(t, path)); n != 1 {
		t.Errorf("%d records", n)
	}
}
