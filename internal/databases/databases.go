// Package databases keeps which databases a cluster has: the one that it was made with, and
// those of CREATE DATABASE. Each is a file in the cluster's folder, named by an id that never
// changes; the list of their names is a file beside them.
package databases

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A Database is one of CREATE DATABASE.
type Database struct {
	Name  string `json:"name"`
	File  string `json:"file"`
	Limit int    `json:"limit,omitempty"` // of sessions; 0 is none
	// Was is its name before, until what it keeps knows the new one.
	Was string `json:"was,omitempty"`
}

// A Keeper keeps the databases of one running cluster. It is safe for concurrent use.
type Keeper struct {
	cluster engine.Cluster
	folder  string
	first   string

	mu   sync.Mutex
	list []Database
}

// listFile has the databases of CREATE DATABASE, in JSON.
const listFile = "databases.json"

// Open attaches all databases of a cluster whose files are in a folder: the first one, whose
// name never changes, and the others. Files that no database has any more are removed.
func Open(ctx context.Context, cluster engine.Cluster, folder, first, firstFile string) (*Keeper, error) {
	k := &Keeper{cluster: cluster, folder: folder, first: strings.ToLower(first)}
	if err := cluster.Attach(ctx, first, firstFile); err != nil {
		return nil, err
	}
	if err := k.read(); err != nil {
		return nil, fmt.Errorf("databases: %w", err)
	}
	for i := range k.list {
		d := &k.list[i]
		if err := cluster.Attach(ctx, d.Name, k.path(d.File)); err != nil {
			return nil, fmt.Errorf("databases: %w", err)
		}
		if d.Was != "" {
			if err := k.finishRename(ctx, i); err != nil {
				return nil, fmt.Errorf("databases: %w", err)
			}
		}
	}
	return k, k.removeOrphans()
}

func (k *Keeper) path(file string) string { return filepath.Join(k.folder, file) }

func (k *Keeper) read() error {
	text, err := os.ReadFile(k.path(listFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(text, &k.list)
}

// write replaces the list on disk: all of it or nothing.
func (k *Keeper) write(list []Database) error {
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	next, err := os.OpenFile(k.path(listFile+".next"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = next.Write(text)
	if err = errors.Join(err, next.Sync(), next.Close()); err != nil {
		return err
	}
	if err := os.Rename(next.Name(), k.path(listFile)); err != nil {
		return err
	}
	folder, err := os.Open(k.folder)
	if err != nil {
		return err
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return err
	}
	k.list = list
	return nil
}

const (
	filePrefix = "database_"
	fileSuffix = ".duckdb"
)

// removeOrphans removes the files of databases that were being made or dropped when the
// process ended.
func (k *Keeper) removeOrphans() error {
	files, err := filepath.Glob(k.path(filePrefix + "*"))
	if err != nil {
		return err
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".wal")
		if !slices.ContainsFunc(k.list, func(d Database) bool { return d.File == name }) {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *Keeper) index(name string) int {
	return slices.IndexFunc(k.list, func(d Database) bool { return d.Name == name })
}

// known finds a database that may be changed.
func (k *Keeper) known(name, what string) (int, error) {
	if name == k.first {
		return -1, &engine.Error{State: engine.FeatureNotSupported, Message: fmt.Sprintf("the database that the cluster was made with cannot be %s", what)}
	}
	i := k.index(name)
	if i < 0 {
		return i, &engine.Error{State: engine.InvalidCatalogName, Message: fmt.Sprintf("database \"%s\" does not exist", name)}
	}
	return i, nil
}

// Limit is how many sessions a database may have; 0 for any number.
func (k *Keeper) Limit(name string) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := k.index(strings.ToLower(name)); i >= 0 {
		return k.list[i].Limit
	}
	return 0
}

// Create makes a database. A name that is taken is an *engine.Error.
func (k *Keeper) Create(ctx context.Context, d Database) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	d.File = filePrefix + strings.ToLower(rand.Text()) + fileSuffix
	if err := k.cluster.Attach(ctx, d.Name, k.path(d.File)); err != nil {
		return err
	}
	return k.write(append(slices.Clone(k.list), d))
}

// Drop removes a database. One that sessions use is an *engine.Error.
func (k *Keeper) Drop(ctx context.Context, name string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	i, err := k.known(name, "dropped")
	if err != nil {
		return err
	}
	if err := k.cluster.Detach(ctx, name); err != nil {
		return err
	}
	file := k.path(k.list[i].File)
	if err := k.write(slices.Delete(slices.Clone(k.list), i, i+1)); err != nil {
		return err
	}
	err = os.Remove(file + ".wal")
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, os.Remove(file))
}

// Alter changes what is kept of a database beside its name.
func (k *Keeper) Alter(name string, change func(*Database)) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	i, err := k.known(name, "altered")
	if err != nil {
		return err
	}
	list := slices.Clone(k.list)
	change(&list[i])
	return k.write(list)
}
