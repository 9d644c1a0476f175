package pgwire

import (
	"context"
	"errors"
	"io"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// noted tells whether a statement will find its table there already, so that the notes
// of that one stand.
func (ss *session) noted(ctx context.Context, text *dialect.Translation) (bool, error) {
	if text.Exists == "" {
		return false, nil
	}
	found := false
	err := ss.ask(ctx, text.Exists, func(engine.Chunk) { found = true })
	return found, err
}

// note keeps what the engine was not given of a statement that it has run.
func (ss *session) note(ctx context.Context, notes []dialect.Note) error {
	for _, n := range notes {
		old := ""
		if n.Old != "" {
			err := ss.ask(ctx, n.Old, func(rows engine.Chunk) {
				if v := rows.Vector(0); !v.Null(0) {
					old = string(v.Bytes(0))
				}
			})
			if err != nil {
				return err
			}
		}
		if err := ss.ask(ctx, n.SQL(old), func(engine.Chunk) {}); err != nil {
			return err
		}
	}
	return nil
}

// ask runs a statement that no client has sent, and visits the rows of its answer.
func (ss *session) ask(ctx context.Context, sql string, visit func(engine.Chunk)) error {
	return ss.askColumns(ctx, sql, func(_ int, rows engine.Chunk) { visit(rows) })
}

// askColumns is ask, and tells how many columns the answer has.
func (ss *session) askColumns(ctx context.Context, sql string, visit func(columns int, rows engine.Chunk)) error {
	st, err := ss.engine.Prepare(ctx, sql)
	if err != nil {
		return err
	}
	defer st.Close()
	rows, err := st.Execute(ctx, nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	for len(rows.Columns()) > 0 {
		chunk, err := rows.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		visit(len(rows.Columns()), chunk)
	}
	return nil
}
