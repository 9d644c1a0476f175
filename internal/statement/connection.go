package statement

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/dialect"
)

// A connection is what a statement runs in, and what becomes of it afterwards.
type connection struct {
	*link
	done func(asNew bool) // asNew: the connection is as good as new
}

// connect returns the connection of a statement's session, or one that is as good as new.
func (q *Queue) connect(st *Statement) (connection, error) {
	if st.SessionID == "" {
		at := place{st.Warehouse, st.Database, st.DbUser}
		l, err := q.pool.take(q.ctx, at)
		return connection{l, func(asNew bool) {
			if asNew {
				q.pool.give(at, l)
			} else {
				shut(l.PgConn)
			}
		}}, err
	}
	stays := func(bool) {}
	q.mu.Lock()
	l, open := q.sessions.open[st.SessionID]
	q.mu.Unlock()
	switch {
	case !open:
		return connection{}, errSessionLost
	case l.conn != nil:
		return connection{l.conn, stays}, nil
	}
	conn, err := q.Connect(q.ctx, st.Warehouse, st.Database, st.DbUser)
	q.mu.Lock()
	defer q.mu.Unlock()
	if l.lost = err != nil; l.lost {
		return connection{}, err
	}
	l.conn = &link{PgConn: conn}
	return connection{l.conn, stays}, nil
}

// A link is a connection that keeps statements prepared: the same text again is neither
// parsed nor planned again.
type link struct {
	*pgconn.PgConn
	keeps    bool        // nothing but statements that are kept changes what a text means
	prepared []*prepared // the one that was used last comes last
	names    int         // given so far
}

// A prepared statement is known to its connection by name.
type prepared struct{ name, text string }

// maxPrepared is how many statements a connection keeps prepared.
const maxPrepared = 32

// changedPlan is how the wire says that a statement that was prepared would now have
// other columns. It has not run.
const changedPlan = "0A000"

// exec sends a statement and returns what reads its rows. marker, where it is not empty,
// names the transaction that the statement is.
func (l *link) exec(ctx context.Context, marker, text string, values [][]byte) (*pgconn.ResultReader, error) {
	known, err := l.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	if marker != "" {
		if err := name(ctx, l.PgConn, marker); err != nil {
			return nil, err
		}
	}
	if known == "" {
		return l.ExecParams(ctx, text, values, nil, nil, nil), nil
	}
	return l.ExecPrepared(ctx, known, values, nil, nil), nil
}

// prepare returns the name by which a text is prepared; empty where it is not to be.
func (l *link) prepare(ctx context.Context, text string) (string, error) {
	if !l.keeps || !keepsPlan(text) {
		return "", nil
	}
	if i := slices.IndexFunc(l.prepared, func(p *prepared) bool { return p.text == text }); i >= 0 {
		known := l.prepared[i]
		l.prepared = append(slices.Delete(l.prepared, i, i+1), known)
		return known.name, nil
	}
	if len(l.prepared) == maxPrepared {
		if err := l.forget(ctx, l.prepared[0].text); err != nil {
			return "", err
		}
	}
	l.names++
	name := "s" + strconv.Itoa(l.names)
	if _, err := l.Prepare(ctx, name, text, nil); err != nil {
		return "", err
	}
	l.prepared = append(l.prepared, &prepared{name, text})
	return name, nil
}

// forget gives up a statement that is prepared.
func (l *link) forget(ctx context.Context, text string) error {
	i := slices.IndexFunc(l.prepared, func(p *prepared) bool { return p.text == text })
	if i < 0 {
		return nil
	}
	name := l.prepared[i].name
	l.prepared = slices.Delete(l.prepared, i, i+1)
	return l.Deallocate(ctx, name)
}

// outdated tells whether a statement failed because its prepared form is of no use any more.
func (l *link) outdated(text string, err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == changedPlan && !l.IsClosed() &&
		slices.ContainsFunc(l.prepared, func(p *prepared) bool { return p.text == text })
}

// keepsPlan tells whether a text may be prepared once and run many times.
func keepsPlan(text string) bool {
	list, err := dialect.Split(text)
	if err != nil || len(list) != 1 {
		return false
	}
	switch list[0].Kind {
	case dialect.Select, dialect.Insert, dialect.Update, dialect.Delete, dialect.Merge:
		return true
	}
	return false
}
