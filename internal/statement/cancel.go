package statement

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// errCancelled ends a statement that was cancelled before it reached a session.
var errCancelled = errors.New("ERROR: Query cancelled on user's request")

// queryCanceled is the SQLSTATE of a statement that was told to stop.
const queryCanceled = "57014"

// Cancel asks an open statement to stop and waits until it has ended, one way or
// the other: a statement that commits at the same moment is FINISHED.
func (q *Queue) Cancel(ctx context.Context, id string) {
	q.mu.Lock()
	a, open := q.open[id]
	if !open {
		q.mu.Unlock()
		return
	}
	if !a.isCancelled() {
		close(a.cancelled)
	}
	q.mu.Unlock()
	// The wire drops a cancel that arrives between two messages, and who sends it
	// cannot know: it is repeated until the statement has ended.
	for again := q.interrupt(ctx, a); ; again = q.interrupt(ctx, a) {
		select {
		case <-a.ended:
			return
		case <-ctx.Done():
			return
		case <-q.ctx.Done():
			return
		case <-again:
		}
	}
}

// cancelAgain is how long a cancel is given before it is repeated.
const cancelAgain = 20 * time.Millisecond

// interrupt sends one cancel to the session of a statement, if it has one.
func (q *Queue) interrupt(ctx context.Context, a *active) (again <-chan time.Time) {
	// Held over the request, so that the session cannot be given to another
	// statement before the cancel has reached it.
	a.stopping.Lock()
	defer a.stopping.Unlock()
	q.mu.Lock()
	conn := a.conn
	q.mu.Unlock()
	if conn != nil {
		if err := conn.CancelRequest(ctx); err != nil {
			q.Log.Warn("cancel statement", "id", a.statement.ID, "error", err)
		}
	}
	return q.Clock.After(cancelAgain)
}

func (a *active) isCancelled() bool {
	select {
	case <-a.cancelled:
		return true
	default:
		return false
	}
}

// stoppedBy tells whether err is how a statement that was cancelled ends.
func (a *active) stoppedBy(err error) bool {
	var e *pgconn.PgError
	return errors.Is(err, errCancelled) || errors.As(err, &e) && e.Code == queryCanceled && a.isCancelled()
}
