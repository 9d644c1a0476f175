package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
)

// Move replaces a record with what change makes of it and gives it another key,
// in one step. A record that has that key already is ErrExists.
func (t *Table[R]) Move(ctx context.Context, from, to Key, change func(R) (R, error)) (R, error) {
	t.writing.Lock()
	defer t.writing.Unlock()
	record, exists := t.Get(from)
	if !exists {
		return record, ErrNotFound
	}
	if _, taken := t.Get(to); taken {
		return record, ErrExists
	}
	changed, err := change(record)
	if err != nil {
		return record, err
	}
	body, err := json.Marshal(changed)
	if err != nil {
		return record, fmt.Errorf("%s %q: %w", t.kind, to.Name, err)
	}
	err = t.db.Write(context.WithoutCancel(ctx), func(tx *Tx) error {
		_, err := tx.Exec(ctx, `UPDATE records SET account = $1, region = $2, name = $3, version = $4, body = $5
			WHERE kind = $6 AND account = $7 AND region = $8 AND name = $9`,
			to.Account, to.Region, to.Name, t.version, string(body), t.kind, from.Account, from.Region, from.Name)
		return err
	})
	if err != nil {
		return record, fmt.Errorf("move %s %q: %w", t.kind, from.Name, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.records, from)
	t.records[to] = changed
	if i, found := slices.BinarySearchFunc(t.keys, from, Key.compare); found {
		t.keys = slices.Delete(t.keys, i, i+1)
	}
	i, _ := slices.BinarySearchFunc(t.keys, to, Key.compare)
	t.keys = slices.Insert(t.keys, i, to)
	return changed, nil
}
