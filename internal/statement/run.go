package statement

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/dialect"
)

// run takes a statement to its end.
func (q *Queue) run(a *active) {
	cancelled := a.cancelled
	if q.advance(a, func(*Statement) {}).Resumed > 0 {
		cancelled = nil // it may have committed: that is found out first
	}
	select {
	case q.slots <- struct{}{}:
		defer func() { <-q.slots }()
	case <-cancelled:
		q.end(a, outcome{}, errCancelled)
		return
	case <-q.ctx.Done():
		return // stays open on disk: the next start ends it
	}
	st := q.advance(a, func(st *Statement) {
		if st.Status == Submitted {
			st.Status = Picked
		}
	})
	if st.Refused != "" {
		q.end(a, outcome{}, &DatabaseError{st.Refused})
		return
	}
	run := q.once
	if st.IsBatch() {
		run = q.batch
	}
	out, err := run(a, &st)
	if err != nil && q.ctx.Err() != nil {
		return // the server stops: the next start settles it
	}
	q.end(a, out, err)
}

// advance changes an open statement and returns what it is now.
func (q *Queue) advance(a *active, change func(*Statement)) Statement {
	q.mu.Lock()
	defer q.mu.Unlock()
	change(&a.statement)
	a.statement.Updated = q.Clock.Now().UTC()
	return a.statement
}

// An outcome is what running a statement came to.
type outcome struct {
	took      time.Duration
	hasResult bool
	rows      int64
	size      int64
	result    Result
}

// execute runs a statement in its session, or in one that is as good as new.
func (q *Queue) execute(a *active, st *Statement) (outcome, error) {
	text, values, err := bind(st)
	if err != nil {
		return outcome{}, notSent{err}
	}
	conn, err := q.connect(st)
	if err != nil {
		return outcome{}, notSent{err}
	}
	out, err := q.runIn(conn.link, a, st, text, values)
	q.left(a)
	// After a failure the session may be in any state, and a cancel that comes
	// late would meet the next statement.
	conn.done(err == nil && leavesNothing(st.SQL) && !a.isCancelled())
	return out, err
}

// runIn runs a statement in a session.
func (q *Queue) runIn(conn *link, a *active, st *Statement, text string, values [][]byte) (outcome, error) {
	if err := q.started(a, conn.PgConn); err != nil {
		return outcome{}, err
	}
	marker := ""
	if st.writes() {
		marker = st.ID
	}
	start := q.Clock.Now()
	out, err := q.stream(conn, st, marker, text, values)
	if conn.outdated(text, err) {
		if err := conn.forget(q.ctx, text); err != nil {
			return out, err
		}
		out, err = q.stream(conn, st, marker, text, values)
	}
	out.took = q.Clock.Now().Sub(start)
	return out, err
}

// started notes the session that a statement runs in, unless it has been
// cancelled meanwhile.
func (q *Queue) started(a *active, conn *pgconn.PgConn) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if a.isCancelled() {
		return errCancelled
	}
	a.conn = conn
	a.statement.Status, a.statement.PID, a.statement.Updated = Started, int64(conn.PID()), q.Clock.Now().UTC()
	return nil
}

// left notes that a statement's session is no longer its own. What was cancelled
// before knows by now.
func (q *Queue) left(a *active) {
	a.stopping.Lock()
	defer a.stopping.Unlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	a.conn = nil
}

// stream sends the statement and writes its rows as they come.
func (q *Queue) stream(conn *link, st *Statement, marker, text string, values [][]byte) (out outcome, err error) {
	out.rows, out.size = -1, -1
	reader, err := conn.exec(q.ctx, marker, text, values)
	if err != nil {
		return out, err
	}
	fields := reader.FieldDescriptions()
	if len(fields) == 0 {
		tag, err := reader.Close()
		if tag.Insert() || tag.Update() || tag.Delete() {
			out.rows = tag.RowsAffected()
		}
		return out, err
	}
	w := newWriter(q.Dir, st.ID, columnsOf(fields), st.CSV)
	defer w.discard()
	var failed error
	for failed == nil && reader.NextRow() {
		failed = w.row(reader.Values())
	}
	if failed != nil {
		shut(conn.PgConn) // which stops the query
		return out, failed
	}
	if _, err := reader.Close(); err != nil {
		return out, err
	}
	out.result, err = w.finish()
	out.hasResult, out.rows, out.size = true, w.rows, w.size
	return out, err
}

func columnsOf(fields []pgconn.FieldDescription) []Column {
	columns := make([]Column, len(fields))
	for i, f := range fields {
		columns[i] = Column{Name: f.Name, TypeOID: f.DataTypeOID, TypeSize: f.DataTypeSize, TypeModifier: f.TypeModifier, TableOID: f.TableOID}
	}
	return columns
}

// bind turns named parameters into the wire's, and orders their values. Values
// travel beside the text, never inside it.
func bind(st *Statement) (text string, values [][]byte, err error) {
	if len(st.Parameters) == 0 {
		return st.SQL, nil, nil
	}
	text, names, err := dialect.BindNamed(st.SQL)
	if err != nil {
		return "", nil, err
	}
	given := make(map[string]string, len(st.Parameters))
	for _, p := range st.Parameters {
		given[p.Name] = p.Value
	}
	for i, name := range names {
		value, ok := given[name]
		if !ok {
			return "", nil, fmt.Errorf("No value specified for parameter %d.", i+1) //nolint:staticcheck // Redshift's words
		}
		values = append(values, []byte(value))
	}
	return text, values, nil
}

// end writes a statement's end, and then tells it. Should the write fail, the statement is
// told as it was until the write can be done: what was told must be there after a restart.
func (q *Queue) end(a *active, out outcome, err error) {
	st := q.advance(a, func(*Statement) {})
	st.Status, st.Duration = Finished, out.took
	st.HasResult, st.Rows, st.Size, st.Result = out.hasResult, out.rows, out.size, out.result
	if err != nil {
		st.HasResult, st.Rows, st.Size, st.Result = false, -1, -1, Result{}
		if st.Status = Aborted; !a.stoppedBy(err) {
			st.Status, st.Error = Failed, errorText(err)
		}
	}
	if st.IsBatch() {
		st.endParts(st.Updated)
		st.HasResult = slices.ContainsFunc(st.Parts, func(p Part) bool { return p.HasResult })
	}
	if failed := q.update(context.WithoutCancel(q.ctx), &st); failed != nil {
		q.Log.Error("write statement", "id", st.ID, "status", st.Status, "error", failed)
		q.work.Go(func() { q.endLater(a, &st) })
		return
	}
	q.ended(a, &st)
}

// ended tells that a statement has ended, which is on disk.
func (q *Queue) ended(a *active, st *Statement) {
	if q.Observe != nil {
		q.Observe(st.Status, st.Duration)
	}
	q.vacate(st) // before anybody hears that the statement has ended
	q.mu.Lock()
	defer q.mu.Unlock()
	a.statement = *st
	delete(q.open, st.ID)
	close(a.ended)
}

// writeAgain is how long it takes until a write that failed is tried again.
const writeAgain = time.Second

// endLater writes a statement's end once that is possible again: a disk that is full may
// have room later. Until the server stops it is tried without end; the next server finds
// out for itself how the statement ended.
func (q *Queue) endLater(a *active, st *Statement) {
	for {
		select {
		case <-q.Clock.After(writeAgain):
		case <-q.ctx.Done():
			return
		}
		if q.update(q.ctx, st) == nil {
			q.ended(a, st)
			return
		}
	}
}

// errorText is an error in the form in which the Data API shows it.
func errorText(err error) string {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return err.Error()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Severity, e.Message)
	if e.Detail != "" {
		fmt.Fprintf(&b, "\n  Detail: %s", e.Detail)
	}
	if e.Position > 0 {
		fmt.Fprintf(&b, "\n  Position: %d", e.Position)
	}
	return b.String()
}
