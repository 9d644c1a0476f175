package config_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/config"
)

func open(t *testing.T, path string) *config.Folder {
	t.Helper()
	folder, err := config.OpenFolder(path, "v1")
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func shut(t *testing.T, folder *config.Folder) {
	t.Helper()
	if err := folder.Close(); err != nil {
		t.Fatal(err)
	}
}

// trouble is an error's sentence and hint.
func trouble(t *testing.T, err error) (sentence, hint string) {
	t.Helper()
	var known *config.Trouble
	if !errors.As(err, &known) {
		t.Fatalf("%v has no hint", err)
	}
	return known.Error(), known.Hint
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A new folder is made whole, for its owner alone.
func TestNewFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b")
	folder := open(t, path)
	defer shut(t, folder)
	if _, err := folder.MasterKey(""); err != nil {
		t.Fatal(err)
	}
	if err := folder.WriteRootKey(config.RootKey{AccessKeyID: "id", SecretAccessKey: "secret"}); err != nil {
		t.Fatal(err)
	}
	if err := folder.WriteRuntime(config.Runtime{}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{
		".": fs.ModeDir | 0o700, "clusters": fs.ModeDir | 0o700, "results": fs.ModeDir | 0o700,
		"FORMAT": 0o600, "lock": 0o600, "credentials": 0o600, "master.key": 0o600, "runtime.json": 0o600,
	} {
		info, err := os.Stat(folder.Path(name))
		if err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
	text, err := os.ReadFile(folder.Path("FORMAT"))
	if want := "countersign 1\nengine v1\n"; err != nil || string(text) != want {
		t.Errorf("FORMAT is %q, %v", text, err)
	}
	left, err := filepath.Glob(folder.Path("*.new"))
	if err != nil || len(left) > 0 {
		t.Errorf("left over: %q, %v", left, err)
	}
}

func TestSecondOpen(t *testing.T) {
	path := t.TempDir()
	folder := open(t, path)
	_, err := config.OpenFolder(path, "v1")
	sentence, _ := trouble(t, err)
	if want := "data folder " + path + " is in use by another server"; sentence != want {
		t.Errorf("got %q, want %q", sentence, want)
	}
	if err := folder.WriteRuntime(config.Runtime{Endpoint: "http://127.0.0.1:5438", PID: 17}); err != nil {
		t.Fatal(err)
	}
	_, err = config.OpenFolder(path, "v1")
	sentence, hint := trouble(t, err)
	if want := "data folder " + path + " is in use by the server at http://127.0.0.1:5438 (process 17)"; sentence != want {
		t.Errorf("got %q, want %q", sentence, want)
	}
	if !strings.Contains(hint, "--data-dir") {
		t.Errorf("hint %q", hint)
	}
	shut(t, folder)
	shut(t, open(t, path)) // free again
}

func TestUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	path := filepath.Join(file, "folder")
	_, err := config.OpenFolder(path, "v1")
	sentence, hint := trouble(t, err)
	if want := "data folder " + path + ": not a directory"; sentence != want {
		t.Errorf("got %q, want %q", sentence, want)
	}
	if !strings.Contains(hint, "--data-dir") {
		t.Errorf("hint %q", hint)
	}
}

// A lock that cannot be made is told in the same way.
func TestUnlockable(t *testing.T) {
	path := t.TempDir()
	if err := os.Mkdir(filepath.Join(path, "lock"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := config.OpenFolder(path, "v1")
	if sentence, _ := trouble(t, err); sentence != "data folder "+path+": is a directory" {
		t.Errorf("got %q", sentence)
	}
}

func TestFormat(t *testing.T) {
	tests := []struct{ name, text, sentence string }{
		{"this one", "countersign 1\nengine v0\n", ""},
		{"newer engine", "countersign 1\nengine v1.2.3\n", "data folder {path} was written by engine v1.2.3, newer than this program's v1"},
		{"newer", "countersign 2\nengine v9\n", "data folder {path} has format 2, newer than this program's 1"},
		{"empty", "", "{path}/FORMAT is corrupt"},
		{"no number", "countersign one\n", "{path}/FORMAT is corrupt"},
		{"negative", "countersign -1\n", "{path}/FORMAT is corrupt"},
		{"another program's", "postgres 16\n", "{path}/FORMAT is corrupt"},
		{"binary", "\x00\xff\x00", "{path}/FORMAT is corrupt"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := t.TempDir()
			write(t, filepath.Join(path, "FORMAT"), test.text)
			folder, err := config.OpenFolder(path, "v1")
			if test.sentence == "" {
				if err != nil {
					t.Fatal(err)
				}
				shut(t, folder)
				return
			}
			sentence, hint := trouble(t, err)
			if want := strings.ReplaceAll(test.sentence, "{path}", path); sentence != want || hint == "" {
				t.Errorf("got %q, hint %q; want %q", sentence, hint, want)
			}
			// The refused folder is as it was, and free.
			if text, err := os.ReadFile(filepath.Join(path, "FORMAT")); err != nil || string(text) != test.text {
				t.Errorf("FORMAT has become %q, %v", text, err)
			}
			write(t, filepath.Join(path, "FORMAT"), "countersign 1\nengine v1\n")
			shut(t, open(t, path))
		})
	}
}

func TestRunning(t *testing.T) {
	path := t.TempDir()
	if r, running := config.Running(path); running {
		t.Errorf("an empty folder: %v", r)
	}
	if r, running := config.Running(filepath.Join(path, "nowhere")); running {
		t.Errorf("no folder: %v", r)
	}
	folder := open(t, path)
	if r, running := config.Running(path); running {
		t.Errorf("a server that has not left a note: %v", r)
	}
	want := config.Runtime{Endpoint: "http://127.0.0.1:1", PID: 2, Region: "us-east-1"}
	if err := folder.WriteRuntime(want); err != nil {
		t.Fatal(err)
	}
	if r, running := config.Running(path); !running || r != want {
		t.Errorf("got %v, %v", r, running)
	}
	shut(t, folder)
	if r, running := config.Running(path); running {
		t.Errorf("after Close: %v", r)
	}
	// What a killed server leaves is its note, without its lock.
	write(t, filepath.Join(path, "runtime.json"), `{"endpoint":"http://127.0.0.1:1","pid":2}`)
	if r, running := config.Running(path); running {
		t.Errorf("after a crash: %v", r)
	}
	folder = open(t, path)
	defer shut(t, folder)
	write(t, filepath.Join(path, "runtime.json"), `{"endpoint":`)
	if r, running := config.Running(path); running {
		t.Errorf("a note that is corrupt: %v", r)
	}
}

// Asking whether a server runs must not keep one from starting.
func TestRunningWhileStarting(t *testing.T) {
	path := t.TempDir()
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				config.Running(path)
			}
		}
	}()
	for range 1000 {
		folder, err := config.OpenFolder(path, "v1")
		if err != nil {
			t.Error(err)
			break
		}
		shut(t, folder)
	}
	close(stop)
	<-done
}
