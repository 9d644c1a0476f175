package statement

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/dialect"
)

// Batches: several statements under one id, as one transaction, or each committed by
// itself.
//
// A batch is one record, and a part of it is called by the batch's id and its number.
// In one transaction the marker is the batch's, and what the parts came to is on disk
// before COMMIT is sent: whoever finds the marker after a crash finds the results
// too. Where each part commits by itself, each has a marker of its own, and is on disk
// before the next begins.

// MaxParts is the most statements of a batch.
const MaxParts = 40

// A Part is one statement of a batch and what became of it.
type Part struct {
	Status    Status
	Updated   time.Time
	Duration  time.Duration
	QueryID   int64
	Error     string
	HasResult bool
	Rows      int64
	Size      int64
	Result    Result

	unwritten bool // it has ended, and that is not on disk yet
}

// IsBatch tells a batch from a single statement.
func (s *Submission) IsBatch() bool { return len(s.SQLs) > 0 }

// Part returns the n-th part of a batch, counted from 1, as a statement. It is told as
// ended once nothing can change that: in a transaction with all others, else when it is on disk.
func (s *Statement) Part(n int) (Statement, bool) {
	if n < 1 || n > len(s.Parts) {
		return Statement{}, false
	}
	p := &s.Parts[n-1]
	part := *s
	part.ID = partID(s.ID, n)
	part.SQL, part.SQLs, part.Parts = s.SQLs[n-1], nil, nil
	part.Status, part.Duration, part.QueryID, part.Error = p.Status, p.Duration, p.QueryID, p.Error
	part.HasResult, part.Rows, part.Size, part.Result = p.HasResult, p.Rows, p.Size, p.Result
	if !p.Updated.IsZero() {
		part.Updated = p.Updated
	}
	if part.Status.Ended() && !s.Status.Ended() && (!s.AutoCommit || p.unwritten) {
		part.Status, part.Error, part.HasResult, part.Rows, part.Size = Started, "", false, -1, -1
	}
	return part, true
}

func partID(batch string, n int) string { return batch + ":" + strconv.Itoa(n) }

// splitID splits the id of a part into its batch's and its number; of another id the
// number is 0.
func splitID(id string) (batch string, n int, ok bool) {
	batch, number, part := strings.Cut(id, ":")
	if !part {
		return id, 0, true
	}
	n, err := strconv.Atoi(number)
	return batch, n, err == nil && n > 0
}

// unstarted are the parts of a batch before any of them has run. Their query ids
// follow the batch's own.
func (s *Statement) unstarted() []Part {
	status := Submitted
	if s.Resumed > 0 {
		status = Started
	}
	parts := make([]Part, len(s.SQLs))
	for i := range parts {
		parts[i] = Part{Status: status, Updated: s.Updated, Rows: -1, Size: -1, QueryID: s.QueryID + 1 + int64(i)}
	}
	return parts
}

// setPart changes a part of an open batch.
func (q *Queue) setPart(a *active, n int, change func(*Part)) {
	q.advance(a, func(st *Statement) {
		parts := append([]Part(nil), st.Parts...) // others hold the old ones
		change(&parts[n])
		parts[n].Updated = q.Clock.Now().UTC()
		st.Parts = parts
	})
}

// batch runs a batch to its end. What its parts came to is in the statement.
func (q *Queue) batch(a *active, st *Statement) (outcome, error) {
	start := q.Clock.Now()
	run := q.transaction
	switch {
	case st.AutoCommit && slices.ContainsFunc(st.SQLs, ControlsTransaction):
		run = q.serially
	case st.AutoCommit:
		run = q.eachByItself
	}
	err := run(a, st)
	return outcome{took: q.Clock.Now().Sub(start), rows: -1, size: -1}, err
}

// transaction runs the parts of a batch as one transaction.
func (q *Queue) transaction(a *active, st *Statement) error {
	writes := st.batchWrites()
	if st.Resumed > 0 && writes {
		_, committed, err := q.settle(st)
		if committed || err != nil {
			return err // its parts were written before it committed
		}
	}
	q.resetParts(a)
	if err := st.resumable(); err != nil {
		return err
	}
	err := q.inTransaction(a, st, writes)
	if broken(err) && writes && q.ctx.Err() == nil {
		if _, committed, trouble := q.settle(st); committed || trouble != nil {
			return trouble
		}
	}
	return err
}

func (q *Queue) inTransaction(a *active, st *Statement, writes bool) error {
	return q.session(a, st, func(conn *link) error {
		if writes {
			if err := name(q.ctx, conn.PgConn, st.ID); err != nil {
				return err
			}
		}
		if err := q.command(conn.PgConn, "BEGIN"); err != nil {
			return err
		}
		for n := range st.SQLs {
			if err := q.part(a, st, conn, "", n); err != nil {
				return q.partFailed(a, n, err)
			}
		}
		prepared := q.advance(a, func(*Statement) {})
		if err := q.update(q.ctx, &prepared); err != nil {
			return err
		}
		return q.command(conn.PgConn, "COMMIT")
	})
}

// resetParts forgets what parts came to in a transaction that did not commit.
func (q *Queue) resetParts(a *active) {
	q.advance(a, func(st *Statement) { st.Parts = st.unstarted() })
}

// eachByItself runs the parts of a batch one by one; each commits.
func (q *Queue) eachByItself(a *active, st *Statement) error {
	var failed error
	for n := range st.SQLs {
		if before := st.Parts[n]; before.Status.Ended() { // before the server was started again
			if before.Status == Failed {
				failed = before.failed(n)
			}
			continue
		}
		err := q.alone(a, st, n)
		switch {
		case q.ctx.Err() != nil:
			return q.ctx.Err() // others are still to come
		case a.stoppedBy(err), errors.Is(err, errSessionLost), errors.Is(err, errResumedTooOften):
			return err
		case err != nil:
			failed = q.partFailed(a, n, err)
		}
		now := q.advance(a, func(*Statement) {})
		if err := q.update(q.ctx, &now); err != nil {
			return err
		}
		q.setPart(a, n, func(p *Part) { p.unwritten = false })
	}
	return failed
}

// serially runs the parts of a batch that begins and ends transactions itself, in one session: others run
// though one fails, so that a ROLLBACK behind it is reached. How far such a batch had come when the
// server was stopped nobody knows.
func (q *Queue) serially(a *active, st *Statement) error {
	if st.Resumed > 0 {
		return errBatchLost
	}
	var failed error
	err := q.session(a, st, func(conn *link) error {
		for n := range st.SQLs {
			if err := q.part(a, st, conn, "", n); err != nil {
				failed = q.partFailed(a, n, err)
				if broken(err) || a.stoppedBy(err) || q.ctx.Err() != nil {
					return failed
				}
			}
			now := q.advance(a, func(*Statement) {})
			if err := q.update(q.ctx, &now); err != nil {
				return err
			}
			q.setPart(a, n, func(p *Part) { p.unwritten = false })
		}
		return nil
	})
	if err != nil {
		return err
	}
	return failed
}

// errBatchLost ends a batch that cannot be taken up again.
var errBatchLost = errors.New("ERROR: the server stopped while the batch ran; transactions that it had not ended did not take effect")

// alone runs one part of a batch so that it takes effect once.
func (q *Queue) alone(a *active, st *Statement, n int) error {
	part, _ := st.Part(n + 1)
	if st.Resumed > 0 && part.writes() {
		out, committed, err := q.settle(&part)
		if committed {
			q.finishPart(a, n, out)
		}
		if committed || err != nil {
			return err
		}
	}
	if err := st.resumable(); err != nil {
		return err
	}
	err := q.session(a, st, func(conn *link) error {
		marker := ""
		if part.writes() {
			marker = part.ID
		}
		return q.part(a, st, conn, marker, n)
	})
	if broken(err) && part.writes() && q.ctx.Err() == nil {
		out, committed, trouble := q.settle(&part)
		if committed {
			q.finishPart(a, n, out)
		}
		if committed || trouble != nil {
			return trouble
		}
	}
	return err
}

// session runs work in the batch's session. What several statements leave behind is
// for nobody else.
func (q *Queue) session(a *active, st *Statement, work func(*link) error) error {
	conn, err := q.connect(st)
	if err != nil {
		return notSent{err}
	}
	conn.keeps = false // a batch may set what a text means; the connection is not used again
	defer conn.done(false)
	defer q.left(a)
	if err := q.started(a, conn.PgConn); err != nil {
		return err
	}
	err = work(conn.link)
	if st.SessionID != "" && !st.AutoCommit && err != nil && q.ctx.Err() == nil && !conn.IsClosed() {
		_ = q.command(conn.PgConn, "ROLLBACK") // the session goes on; one that is broken is closed
	}
	return err
}

// part runs the n-th statement of a batch in its session; see link.exec.
func (q *Queue) part(a *active, st *Statement, conn *link, marker string, n int) error {
	if a.isCancelled() {
		return errCancelled
	}
	part, _ := st.Part(n + 1)
	text, values, err := bind(&part)
	if err != nil {
		return notSent{err}
	}
	q.setPart(a, n, func(p *Part) { p.Status = Started })
	start := q.Clock.Now()
	out, err := q.stream(conn, &part, marker, text, values)
	if err != nil {
		return err
	}
	out.took = q.Clock.Now().Sub(start)
	q.finishPart(a, n, out)
	return nil
}

func (q *Queue) finishPart(a *active, n int, out outcome) {
	q.setPart(a, n, func(p *Part) {
		p.Status, p.Duration, p.unwritten = Finished, out.took, true
		p.HasResult, p.Rows, p.Size, p.Result = out.hasResult, out.rows, out.size, out.result
	})
}

// partFailed notes which part failed, and words it for the batch.
func (q *Queue) partFailed(a *active, n int, err error) error {
	if a.stoppedBy(err) || q.ctx.Err() != nil {
		return err
	}
	part := Part{Error: errorText(err)}
	q.setPart(a, n, func(p *Part) { p.Status, p.Error, p.unwritten = Failed, part.Error, true })
	if broken(err) {
		return err
	}
	return part.failed(n)
}

// failed words the failure of the part at n for the batch.
func (p *Part) failed(n int) error { return fmt.Errorf("Query #%d failed with %s", n+1, p.Error) }

// command runs a statement of the queue's own.
func (q *Queue) command(conn *pgconn.PgConn, text string) error {
	_, err := conn.Exec(q.ctx, text).ReadAll()
	return err
}

// batchWrites tells whether any part of a batch changes what is stored.
func (s *Statement) batchWrites() bool {
	for n := range s.SQLs {
		if part, _ := s.Part(n + 1); part.writes() {
			return true
		}
	}
	return false
}

// endParts gives the parts that did not end with their batch an end.
func (s *Statement) endParts(now time.Time) {
	s.Parts = append([]Part(nil), s.Parts...) // others hold the old ones
	for i := range s.Parts {
		if p := &s.Parts[i]; !p.Status.Ended() {
			p.Status, p.Updated = Aborted, now
		}
	}
}

// ControlsTransaction tells whether a text begins or ends transactions.
func ControlsTransaction(sql string) bool {
	list, err := dialect.Split(sql)
	if err != nil {
		return false
	}
	for _, one := range list {
		switch one.Kind {
		case dialect.Begin, dialect.Commit, dialect.Rollback:
			return true
		}
	}
	return false
}
