// Package config is what a server is told and where it keeps things: the data
// folder with its format, lock, root key and the note of what is running.
package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/mod/semver"
)

// Format is the version of the data folder's layout. A folder of a newer
// version is refused.
const Format = 1

// Trouble is an error with a hint at what to do about it.
type Trouble struct {
	Err  error
	Hint string
}

func (t *Trouble) Error() string { return t.Err.Error() }
func (t *Trouble) Unwrap() error { return t.Err }

// A Folder is a data folder held by this process.
//
//	FORMAT        layout and engine versions
//	lock          held while a server runs
//	runtime.json  endpoint and process of the running server
//	credentials   the root key, as an AWS credentials file
//	state.db      records
//	clusters/     one folder for each cluster, by immutable id
//	results/      results of statements
//	refusals.jsonl  the newest refusals, each with its cause
//	tls-*.pem     our own certificate, its key, and the authority to trust
type Folder struct {
	path string
	lock *os.File
}

// DefaultFolder is ~/.countersign.
func DefaultFolder() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", &Trouble{Err: fmt.Errorf("data folder: %w", err), Hint: "name one with --data-dir"}
	}
	return filepath.Join(home, ".countersign"), nil
}

// OpenFolder makes the folder if need be, and takes its lock. engine is the
// version of the engine's storage.
func OpenFolder(path, engine string) (*Folder, error) {
	for _, dir := range []string{path, filepath.Join(path, "clusters"), filepath.Join(path, "results")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, &Trouble{Err: fmt.Errorf("data folder %s: %w", path, plain(err)), Hint: "choose a folder that you may write to with --data-dir"}
		}
	}
	lock, err := takeLock(path)
	if err != nil {
		return nil, err
	}
	f := &Folder{path: path, lock: lock}
	if err := f.checkFormat(engine); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func takeLock(path string) (*os.File, error) {
	lock, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, &Trouble{Err: fmt.Errorf("data folder %s: %w", path, plain(err)), Hint: "choose a folder that you may write to with --data-dir"}
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = lock.Close() // nothing was written to it
		who := "another server"
		if r, err := ReadRuntime(path); err == nil {
			who = fmt.Sprintf("the server at %s (process %d)", r.Endpoint, r.PID)
		}
		return nil, &Trouble{Err: fmt.Errorf("data folder %s is in use by %s", path, who),
			Hint: "stop that server, or give this one a folder of its own with --data-dir or --ephemeral"}
	}
	return lock, nil
}

func (f *Folder) checkFormat(engine string) error {
	file := f.Path("FORMAT")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return f.writeFormat(engine)
	}
	if err != nil {
		return fmt.Errorf("data folder %s: %w", f.path, plain(err))
	}
	version, wroteEngine, ok := parseFormat(string(text))
	switch {
	case !ok:
		return &Trouble{Err: fmt.Errorf("%s is corrupt", file), Hint: "restore the folder from a copy, or start with another --data-dir"}
	case version > Format:
		return &Trouble{Err: fmt.Errorf("data folder %s has format %d, newer than this program's %d", f.path, version, Format),
			Hint: "run the newer countersign that made it"}
	case semver.Compare(wroteEngine, engine) > 0:
		return &Trouble{Err: fmt.Errorf("data folder %s was written by engine %s, newer than this program's %s", f.path, wroteEngine, engine),
			Hint: "run the newer countersign that made it"}
	case wroteEngine != engine:
		return f.writeFormat(engine)
	}
	return nil
}

func (f *Folder) writeFormat(engine string) error {
	return writeWhole(f.Path("FORMAT"), fmt.Appendf(nil, "countersign %d\nengine %s\n", Format, engine))
}

// parseFormat reads what writeFormat wrote.
func parseFormat(text string) (version int, engine string, ok bool) {
	n, err := fmt.Sscanf(text, "countersign %d\nengine %s\n", &version, &engine)
	return version, engine, n == 2 && err == nil && version >= 1
}

// Path is the path of something inside the folder.
func (f *Folder) Path(name ...string) string {
	return filepath.Join(append([]string{f.path}, name...)...)
}

// Close removes the note of the running server and gives up the lock.
func (f *Folder) Close() error {
	err := os.Remove(f.Path("runtime.json"))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, f.lock.Close())
}

// A Runtime is the note that a running server leaves for other commands.
type Runtime struct {
	Endpoint string `json:"endpoint"`
	PID      int    `json:"pid"`
	Region   string `json:"region"`
	// CAFile is the certificate that clients must trust; empty where there is none
	// of ours.
	CAFile string `json:"ca_file,omitempty"`
}

// WriteSecret replaces a file of the folder in one step. Nobody but its owner may
// read it.
func (f *Folder) WriteSecret(name string, data []byte) error { return writeWhole(f.Path(name), data) }

// WriteRuntime leaves the note, at once and whole.
func (f *Folder) WriteRuntime(r Runtime) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return writeWhole(f.Path("runtime.json"), data)
}

// ReadRuntime reads the note in a folder that may be another process's. It does
// not tell whether that server still runs: see Running.
func ReadRuntime(path string) (Runtime, error) {
	var r Runtime
	data, err := os.ReadFile(filepath.Join(path, "runtime.json"))
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(data, &r)
}

// Running returns the note of the server that holds the folder now, if any.
// After a crash the note remains but the lock does not.
func Running(path string) (Runtime, bool) {
	// The note comes first: trying the lock takes it for a moment, and a server
	// that starts at that moment, before it has left a note, would be refused.
	r, err := ReadRuntime(path)
	if err != nil {
		return Runtime{}, false
	}
	lock, err := os.OpenFile(filepath.Join(path, "lock"), os.O_RDWR, 0o600)
	if err != nil {
		return Runtime{}, false
	}
	defer lock.Close()
	if syscall.Flock(int(lock.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil {
		return Runtime{}, false
	}
	return r, true
}

// writeWhole replaces a file in one step, so that nobody sees half of it: neither
// a reader nor, since it is synced first, the next start after a crash.
func writeWhole(path string, data []byte) error {
	file, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// plain takes the path out of a file error: the sentence around it names it.
func plain(err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}
