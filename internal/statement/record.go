package statement

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/countersign-dev/countersign/internal/events"
	"github.com/countersign-dev/countersign/internal/store"
)

func (q *Queue) insert(ctx context.Context, st *Statement) error {
	body, err := st.marshal()
	if err != nil {
		return err
	}
	return q.Store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO statements (id, account, region, owner, status, created_us, updated_us, version, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			st.ID, st.Account, st.Region, st.Owner, string(st.Status), st.Created.UnixMicro(), st.Updated.UnixMicro(), recordVersion, body)
		return err
	})
}

// update writes what a statement has become. With its end it writes the event that
// tells of it.
func (q *Queue) update(ctx context.Context, st *Statement) error {
	body, err := st.marshal()
	if err != nil {
		return err
	}
	var told *events.Event
	if st.Event && st.Status.Ended() && q.Events != nil {
		if told, err = st.event(); err != nil {
			return err
		}
	}
	err = q.Store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE statements SET status = $2, updated_us = $3, version = $4, body = $5 WHERE id = $1",
			st.ID, string(st.Status), st.Updated.UnixMicro(), recordVersion, body)
		if err != nil || told == nil {
			return err
		}
		return q.Events.Add(ctx, tx, told)
	})
	if err == nil && told != nil {
		q.Events.Wake()
	}
	return err
}

// load reads statements; query selects their bodies.
func (q *Queue) load(ctx context.Context, query string, args ...any) ([]Statement, error) {
	rows, err := q.Store.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Statement
	for rows.Next() {
		var body sql.RawBytes
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		var st Statement
		if err := json.Unmarshal(body, &st); err != nil {
			return nil, fmt.Errorf("statement record: %w: %w", store.ErrCorrupt, err)
		}
		list = append(list, st)
	}
	return list, rows.Err()
}

// resultFile is where a statement's result lies if it has a file.
func (q *Queue) resultFile(id string) string { return filepath.Join(q.Dir, id) }

func (q *Queue) removeResult(id string) error {
	err := os.Remove(q.resultFile(id))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
