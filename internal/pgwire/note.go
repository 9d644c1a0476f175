package pgwire

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// further runs the rest of a translation.
func (ss *session) further(ctx context.Context, statements []string) error {
	for _, sql := range statements {
		if err := ss.ask(ctx, sql, func(engine.Chunk) {}); err != nil {
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

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
func quoted(s string) string  { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
