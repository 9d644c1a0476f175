package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/countersign-dev/countersign/internal/store"
)

// writerPath, in the environment, makes the test binary a writer to that file.
const writerPath = "COUNTERSIGN_TEST_STORE"

func TestMain(m *testing.M) {
	if path := os.Getenv(writerPath); path != "" {
		if err := writeForever(path, os.Getenv(writerPath+"_ROUND")); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForever inserts records from several goroutines and prints the name of
// each once it has been acknowledged.
func writeForever(path, round string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	var printing sync.Mutex
	failed := make(chan error)
	for writer := range 4 {
		table, err := store.OpenTable[record](ctx, db, fmt.Sprint("kind-", writer), 1)
		if err != nil {
			return err
		}
		go func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("%d/%s/%d", writer, round, i)
				if err := table.Insert(ctx, key(name), record{Name: name}); err != nil {
					failed <- err
					return
				}
				printing.Lock()
				fmt.Println(name)
				printing.Unlock()
			}
		}()
	}
	return <-failed
}

// Whatever has been acknowledged is there after the process was killed, and the
// next process opens the file and goes on.
func TestCrash(t *testing.T) {
	path := statePath(t)
	acknowledged := make(map[string]bool)
	for round := range 5 {
		for _, name := range crash(t, path, round, 20+rand.IntN(400)) {
			acknowledged[name] = true
		}
		kept := names(t, path)
		for name := range acknowledged {
			if !kept[name] {
				t.Errorf("round %d: %s was acknowledged and is lost", round, name)
			}
		}
	}
	t.Logf("%d acknowledged", len(acknowledged))
}

// crash runs a writer, kills it after it has acknowledged so many records, and
// returns all that it acknowledged.
func crash(t *testing.T, path string, round, after int) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), writerPath+"="+path, fmt.Sprintf("%s_ROUND=%d", writerPath, round))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		acknowledged = append(acknowledged, lines.Text())
		if len(acknowledged) == after {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // it was killed
	if len(acknowledged) < after {
		t.Fatalf("the writer ended by itself after %d records", len(acknowledged))
	}
	return acknowledged
}

// names are the records of all writers.
func names(t *testing.T, path string) map[string]bool {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	kept := make(map[string]bool)
	for writer := range 4 {
		table, err := store.OpenTable[record](t.Context(), db, fmt.Sprint("kind-", writer), 1)
		if err != nil {
			t.Fatal(err)
		}
		table.All(func(k store.Key, r record) {
			if r.Name != k.Name {
				t.Errorf("record %q says it is %q", k.Name, r.Name)
			}
			kept[k.Name] = true
		})
	}
	return kept
}
