package warehouse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"sync"

	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/users"
)

// A roster keeps a cluster's users, groups and roles: in memory, and in a file beside the
// cluster's folder, which is replaced whole by each change before the change is
// acknowledged. (What lies in the folder the engine may read, and it must not read this.) A
// cluster whose users nobody has changed has no such file.
type roster struct {
	path string
	tell func(*users.Directory) // whoever shows them; called without mu

	mu     sync.Mutex
	now    *users.Directory
	public *users.Directory        // now without passwords, once somebody asked; else nil
	given  pgwire.PasswordVerifier // of the master user, who may have another by SQL
	logins map[string]Login
	inside map[int]int // sessions of each user
}

var _ users.Keeper = (*roster)(nil)

// rosterSuffix makes the file's name of the folder's.
const rosterSuffix = ".users.json"

// A rosterFile is what the file holds.
type rosterFile struct {
	Format    int                     `json:"format"`
	Directory *users.Directory        `json:"directory"`
	Given     pgwire.PasswordVerifier `json:"given"` // when SQL gave the master user a password
}

const rosterFormat = 1

// openRoster reads a cluster's users, or begins with those that its specification names.
func openRoster(spec Spec, folder string, tell func(*users.Directory)) (*roster, error) {
	r := &roster{path: folder + rosterSuffix, tell: tell, given: spec.Master, logins: map[string]Login{}, inside: map[int]int{}}
	text, err := os.ReadFile(r.path)
	if errors.Is(err, fs.ErrNotExist) {
		r.now = users.New(spec.MasterUser, spec.Users...)
		return r, nil
	}
	var file rosterFile
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("users of cluster %s: %w", spec.ID, err)
	case file.Format != rosterFormat || file.Directory == nil:
		return nil, fmt.Errorf("users of cluster %s: format %d is not known", spec.ID, file.Format)
	}
	r.now = file.Directory
	if !reflect.DeepEqual(file.Given, spec.Master) { // the cluster was given another since
		r.now = r.now.SetPassword(users.MasterID, nil)
	}
	return r, nil
}

// keep makes a directory the one that there is, once it is on disk. The caller holds mu.
func (r *roster) keep(next *users.Directory) error {
	text, err := json.Marshal(rosterFile{rosterFormat, next, r.given})
	if err != nil {
		return fmt.Errorf("users: %w", err)
	}
	if err := replaceFile(r.path, text); err != nil {
		return fmt.Errorf("users: %w", err)
	}
	r.now, r.public = next, nil
	return nil
}

// nextSuffix makes the name of a file that is not yet the one that there is.
const nextSuffix = ".next"

// replaceFile writes a file so that, whenever the machine stops, the old or the new one is
// there whole.
func replaceFile(path string, text []byte) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	next := path + nextSuffix
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return err
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Users is the directory as it is now, without passwords.
func (r *roster) Users() *users.Directory {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.public == nil {
		r.public = r.now.WithoutPasswords()
	}
	return r.public
}

// NextID gives an id away. It is not written down: one that nothing was made with before
// a restart may be given away again.
func (r *roster) NextID(context.Context) (id int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now, id = r.now.Reserve()
	return id, nil
}

// Change makes all of the changes, or none.
func (r *roster) Change(_ context.Context, changes []users.Change) error {
	err := func() error {
		r.mu.Lock()
		defer r.mu.Unlock()
		next, err := r.now.All(changes)
		if err != nil {
			return err
		}
		return r.keep(next)
	}()
	if err == nil {
		r.tell(r.Users())
	}
	return err
}

// ensure makes a user without a password, unless there is one of that name.
func (r *roster) ensure(name string, super bool) error {
	made, err := func() (bool, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.now.User(name) != nil {
			return false, nil
		}
		next, _, err := r.now.Apply(users.Change{Op: users.Create, Kind: users.UserKind, Name: name, ID: r.now.Next, By: users.OwnID, Options: &users.Options{Super: &super}})
		if err != nil {
			return false, err
		}
		return true, r.keep(next)
	}()
	if made && err == nil {
		r.tell(r.Users())
	}
	return err
}

// setMaster gives the master user the password that the cluster is given.
func (r *roster) setMaster(secret pgwire.PasswordVerifier) error {
	made, err := func() (bool, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.given = secret
		if u := r.now.UserByID(users.MasterID); u == nil || u.Password == nil {
			return false, nil
		}
		return true, r.keep(r.now.SetPassword(users.MasterID, nil))
	}()
	if made && err == nil {
		r.tell(r.Users()) // every version is told of: sessions wait for theirs
	}
	return err
}
