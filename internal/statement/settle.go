package statement

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/dialect"
)

// Exactly once.
//
// Before a statement that writes, its session is told the statement's id: the
// transaction then carries it as a marker, which is there if and only if the
// changes are. A session that breaks, or a server that stops, leaves open whether
// the transaction committed; the marker settles it. What did not commit after a
// restart of the server runs again; what did not commit because its engine died
// has failed, for it may be why the engine died.

// writes tells whether a statement changes what is stored.
func (s *Statement) writes() bool {
	list, err := dialect.Split(s.SQL)
	return err == nil && len(list) == 1 && list[0].Kind.Transactional()
}

// name tells a session which statement its next transaction is.
func name(ctx context.Context, conn *pgconn.PgConn, id string) error {
	_, err := conn.Exec(ctx, "SET countersign.statement TO '"+id+"'").ReadAll()
	return err
}

// once runs a statement so that it takes effect once, whatever happened to it before.
func (q *Queue) once(a *active, st *Statement) (outcome, error) {
	if st.Resumed > 0 && st.writes() {
		if out, committed, err := q.settle(st); committed || err != nil {
			return out, err
		}
	}
	if err := st.resumable(); err != nil {
		return outcome{}, err
	}
	out, err := q.execute(a, st)
	if !broken(err) || !st.writes() || q.ctx.Err() != nil {
		return out, err
	}
	settled, committed, trouble := q.settle(st)
	if committed || trouble != nil {
		return settled, trouble
	}
	return out, err
}

// notSent is an error that kept a statement from being sent: it took no effect.
type notSent struct{ error }

// Unwrap returns the error itself.
func (n notSent) Unwrap() error { return n.error }

// broken tells whether an error leaves open what became of the transaction: the
// session is gone, rather than the statement refused.
func broken(err error) bool {
	if errors.As(err, new(notSent)) {
		return false
	}
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Severity == "FATAL" || e.Severity == "PANIC"
	}
	return err != nil && !errors.Is(err, errCancelled)
}

// A database that does not answer is asked again for a while.
const (
	settleAgain = 200 * time.Millisecond
	settleTries = 100
)

// noDatabase is the SQLSTATE of a database that does not exist.
const noDatabase = "3D000"

// errUnsettled ends a statement whose database cannot be asked.
var errUnsettled = errors.New("ERROR: the session broke, and the cluster cannot be asked whether the statement took effect")

// settle asks the database whether a statement committed, until it answers. A
// database that was removed has nothing left that could have taken effect.
func (q *Queue) settle(st *Statement) (out outcome, committed bool, err error) {
	for range settleTries {
		rows, committed, err := q.committed(st)
		if err == nil {
			return outcome{rows: rows, size: -1}, committed, nil
		}
		if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) && refused.Code == noDatabase {
			return outcome{rows: -1, size: -1}, false, nil
		}
		q.Log.Warn("settle statement", "id", st.ID, "error", err)
		select {
		case <-q.Clock.After(settleAgain):
		case <-q.ctx.Done():
			return outcome{}, false, q.ctx.Err()
		}
	}
	return outcome{}, false, errUnsettled
}

// committed looks for the marker of a statement.
func (q *Queue) committed(st *Statement) (rows int64, found bool, err error) {
	conn, err := q.Connect(q.ctx, st.Warehouse, st.Database, st.DbUser)
	if err != nil {
		return 0, false, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(q.ctx)) }()
	if err := name(q.ctx, conn, st.ID); err != nil {
		return 0, false, err
	}
	results, err := conn.Exec(q.ctx, "SHOW countersign.committed").ReadAll()
	if err != nil {
		return 0, false, err
	}
	if len(results) != 1 || len(results[0].Rows) != 1 {
		return 0, false, errors.New("no answer about a marker")
	}
	text := string(results[0].Rows[0][0])
	if text == "" {
		return 0, false, nil
	}
	rows, err = strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, false, fmt.Errorf("marker: %w", err)
	}
	return rows, true, nil
}
