package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Outcomes of a Table's writes.
var (
	ErrExists   = errors.New("record exists")
	ErrNotFound = errors.New("record not found")
)

// A Key names a record: whose it is, where, and its name there.
type Key struct {
	Account, Region, Name string
}

func (k Key) compare(other Key) int {
	if c := strings.Compare(k.Account, other.Account); c != 0 {
		return c
	}
	if c := strings.Compare(k.Region, other.Region); c != 0 {
		return c
	}
	return strings.Compare(k.Name, other.Name)
}

// A Table holds the records of one kind, durably, and serves reads from memory.
// Records are values of the owner's own type, stored as JSON with a version;
// they must not be changed in place after they have been handed to the table.
type Table[R any] struct {
	db      *DB
	kind    string
	version int

	writing sync.Mutex // held over a write, so that memory follows disk in order
	mu      sync.RWMutex
	keys    []Key // sorted
	records map[Key]R
}

// OpenTable loads the records of a kind. version is that of the record's form;
// a record of a newer version is refused.
func OpenTable[R any](ctx context.Context, db *DB, kind string, version int) (*Table[R], error) {
	t := &Table[R]{db: db, kind: kind, version: version, records: make(map[Key]R)}
	rows, err := db.Query(ctx, "SELECT account, region, name, version, body FROM records WHERE kind = $1", kind)
	if err != nil {
		return nil, fmt.Errorf("load %s records: %w", kind, err)
	}
	defer rows.Close()
	for rows.Next() {
		var key Key
		var stored int
		var body string
		if err := rows.Scan(&key.Account, &key.Region, &key.Name, &stored, &body); err != nil {
			return nil, fmt.Errorf("load %s records: %w", kind, classify(err))
		}
		var record R
		if stored > version {
			return nil, fmt.Errorf("%s record %q has version %d, newer than this program's %d", kind, key.Name, stored, version)
		}
		if err := json.Unmarshal([]byte(body), &record); err != nil {
			return nil, fmt.Errorf("%s record %q: %w: %w", kind, key.Name, ErrCorrupt, err)
		}
		t.records[key] = record
		t.keys = append(t.keys, key)
	}
	slices.SortFunc(t.keys, Key.compare)
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("load %s records: %w", kind, classify(err))
	}
	return t, nil
}

// Get returns the record of that key.
func (t *Table[R]) Get(key Key) (R, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	record, ok := t.records[key]
	return record, ok
}

// List returns the records of an account in a Region, by name.
func (t *Table[R]) List(account, region string) []R {
	t.mu.RLock()
	defer t.mu.RUnlock()
	from, _ := slices.BinarySearchFunc(t.keys, Key{Account: account, Region: region}, Key.compare)
	var list []R
	for _, key := range t.keys[from:] {
		if key.Account != account || key.Region != region {
			break
		}
		list = append(list, t.records[key])
	}
	return list
}

// All calls visit with every record, in the order of the keys.
func (t *Table[R]) All(visit func(Key, R)) {
	t.mu.RLock()
	keys := slices.Clone(t.keys)
	t.mu.RUnlock()
	for _, key := range keys {
		if record, ok := t.Get(key); ok {
			visit(key, record)
		}
	}
}

// Insert adds a record; one that exists already is ErrExists.
func (t *Table[R]) Insert(ctx context.Context, key Key, record R) error {
	t.writing.Lock()
	defer t.writing.Unlock()
	if _, exists := t.Get(key); exists {
		return ErrExists
	}
	return t.put(ctx, key, record)
}

// Update replaces a record with what change makes of it. change sees the record
// as it is at that moment; if it returns an error nothing is changed.
func (t *Table[R]) Update(ctx context.Context, key Key, change func(R) (R, error)) (R, error) {
	t.writing.Lock()
	defer t.writing.Unlock()
	record, exists := t.Get(key)
	if !exists {
		return record, ErrNotFound
	}
	changed, err := change(record)
	if err != nil {
		return record, err
	}
	return changed, t.put(ctx, key, changed)
}

// Delete removes a record; one that is gone already is no error.
func (t *Table[R]) Delete(ctx context.Context, key Key) error {
	t.writing.Lock()
	defer t.writing.Unlock()
	if _, exists := t.Get(key); !exists {
		return nil
	}
	err := t.db.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM records WHERE kind = $1 AND account = $2 AND region = $3 AND name = $4",
			t.kind, key.Account, key.Region, key.Name)
		return err
	})
	if err != nil {
		return fmt.Errorf("delete %s %q: %w", t.kind, key.Name, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.records, key)
	if i, found := slices.BinarySearchFunc(t.keys, key, Key.compare); found {
		t.keys = slices.Delete(t.keys, i, i+1)
	}
	return nil
}

// put writes a record to disk, then to memory.
func (t *Table[R]) put(ctx context.Context, key Key, record R) error {
	body, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("%s %q: %w", t.kind, key.Name, err)
	}
	// Once begun, the write is finished even if its caller gives up: memory must
	// not fall behind the disk.
	ctx = context.WithoutCancel(ctx)
	err = t.db.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO records (kind, account, region, name, version, body) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (kind, account, region, name) DO UPDATE SET version = excluded.version, body = excluded.body`,
			t.kind, key.Account, key.Region, key.Name, t.version, string(body))
		return err
	})
	if err != nil {
		return fmt.Errorf("write %s %q: %w", t.kind, key.Name, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.records[key] = record
	if i, found := slices.BinarySearchFunc(t.keys, key, Key.compare); !found {
		t.keys = slices.Insert(t.keys, i, key)
	}
	return nil
}
