package statement

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/events"
	"github.com/countersign-dev/countersign/internal/seal"
	"github.com/countersign-dev/countersign/internal/store"
)

// Bounds on what runs.
const (
	MaxActive  = 500 // statements of one cluster that have not ended
	MaxWaiting = 100 // callers who wait for one statement
	maxRunning = 16  // statements that run at the same time, over all clusters
	purgeEvery = time.Hour
)

// Outcomes of the queue's calls.
var (
	ErrNotFound      = errors.New("statement not found")
	ErrTooMany       = errors.New("too many active statements")
	ErrTokenMismatch = errors.New("client token was used with other parameters")
	ErrTooManyWait   = errors.New("too many wait for this statement")
)

// Config is what a Queue is made of. All fields but Events and Observe are required.
type Config struct {
	Store *store.DB
	Dir   string // of the results
	// MasterKey has 32 bytes; the key that seals NextToken is derived from it.
	MasterKey []byte
	// Connect opens a session on a cluster's SQL wire.
	Connect func(ctx context.Context, warehouse, database, user string) (*pgconn.PgConn, error)
	Clock   clock.Clock
	Log     *slog.Logger
	// Events, where set, is told of the end of each statement that asked for it.
	Events *events.Outbox
	// Observe, where set, is told of each statement that has ended.
	Observe func(status Status, took time.Duration)
}

// A Queue takes statements, runs them and keeps what became of them. It is safe
// for concurrent use.
type Queue struct {
	Config
	tokens   *seal.Box
	pool     *pool
	ctx      context.Context
	stop     context.CancelFunc
	work     sync.WaitGroup
	slots    chan struct{} // one for each statement that may run
	queryIDs *numbering

	released chan struct{} // closed when nobody is to wait any more
	release  sync.Once

	byToken [64]sync.Mutex // held over the submission of a client token of their share

	mu       sync.Mutex
	open     map[string]*active
	sessions sessions
}

// active is a statement that has not ended. The queue's mutex guards its fields;
// the channels are closed, once.
type active struct {
	statement Statement
	conn      *pgconn.PgConn // while it runs
	cancelled chan struct{}  // somebody wants it to stop
	ended     chan struct{}
	stopping  sync.Mutex // held while a cancel is on its way to conn
	waiting   int        // callers of Wait
}

func newActive(st Statement) *active {
	return &active{statement: st, cancelled: make(chan struct{}), ended: make(chan struct{})}
}

// New opens the queue: statements that were open when the last server stopped
// are taken up again, and results that belong to none are removed.
func New(ctx context.Context, config Config) (*Queue, error) {
	tokens, err := seal.NewBox(config.MasterKey, "data api tokens")
	if err != nil {
		return nil, fmt.Errorf("statement queue: %w", err)
	}
	queryIDs, err := openNumbering(ctx, config.Store)
	if err != nil {
		return nil, fmt.Errorf("statement queue: %w", err)
	}
	q := &Queue{Config: config, tokens: tokens, queryIDs: queryIDs, pool: newPool(config), slots: make(chan struct{}, maxRunning),
		open: map[string]*active{}, released: make(chan struct{})}
	q.ctx, q.stop = context.WithCancel(context.Background())
	for _, step := range []func(context.Context) error{q.openSessions, q.purge, q.resume} {
		if err := step(ctx); err != nil {
			q.Close()
			return nil, fmt.Errorf("statement queue: %w", err)
		}
	}
	q.work.Go(q.purgeLoop)
	return q, nil
}

// Submit accepts a statement: once it returns, the statement is on disk. A
// client token that was used before gives the statement it submitted then.
func (q *Queue) Submit(ctx context.Context, in Submission) (Statement, error) {
	if in.ClientToken != "" {
		// Who comes second with a token waits until the first is on disk, or is not.
		lock := &q.byToken[crc32.ChecksumIEEE([]byte(in.ClientToken))%uint32(len(q.byToken))]
		lock.Lock()
		defer lock.Unlock()
	}
	id, earlier, err := q.identify(ctx, in)
	if err != nil {
		return Statement{}, err
	}
	if earlier != nil {
		return repeated(in, earlier)
	}
	now := q.Clock.Now().UTC()
	st := Statement{Submission: in, ID: id, Status: Submitted, Created: now, Updated: now, Rows: -1, Size: -1}
	if st.QueryID, err = q.queryIDs.take(ctx, 1+len(in.SQLs)); err != nil {
		return Statement{}, err
	}
	st.Parts = st.unstarted()
	a := newActive(st)
	if err := q.admit(a); err != nil {
		return Statement{}, err
	}
	if err := q.occupy(ctx, &st); err != nil {
		q.forget(a)
		return Statement{}, err
	}
	q.advance(a, func(open *Statement) { open.Submission = st.Submission })
	if err := q.insert(ctx, &st); err != nil {
		q.forget(a)
		if in.SessionID == "" {
			q.closeSession(st.SessionID) // a new one, which nobody will ever hear of
		} else {
			q.vacate(&st)
		}
		return Statement{}, err
	}
	q.work.Go(func() { q.run(a) })
	return st, nil
}

// admit makes room for a statement.
func (q *Queue) admit(a *active) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	st := &a.statement
	running := 0
	for _, other := range q.open {
		if other.statement.Warehouse == st.Warehouse {
			running++
		}
	}
	if running >= MaxActive {
		return ErrTooMany
	}
	q.open[st.ID] = a
	return nil
}

// forget undoes admit.
func (q *Queue) forget(a *active) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.open, a.statement.ID)
}

// Get returns a statement of that owner, or a part of a batch, as it is now.
func (q *Queue) Get(ctx context.Context, account, region, owner, id string) (Statement, error) {
	id, part, ok := splitID(id)
	if !ok {
		return Statement{}, ErrNotFound
	}
	st, err := q.find(ctx, id)
	if err != nil {
		return st, err
	}
	if st.Account != account || st.Region != region || st.Owner != owner || st.expired(q.Clock.Now()) {
		return Statement{}, ErrNotFound
	}
	return partOf(st, part)
}

// partOf is the n-th part of a batch, or the statement itself for 0.
func partOf(st Statement, n int) (Statement, error) {
	if n == 0 {
		return st, nil
	}
	part, ok := st.Part(n)
	if !ok {
		return Statement{}, ErrNotFound
	}
	return part, nil
}

func (q *Queue) find(ctx context.Context, id string) (Statement, error) {
	q.mu.Lock()
	a, running := q.open[id]
	if running {
		defer q.mu.Unlock()
		return a.statement, nil
	}
	q.mu.Unlock()
	list, err := q.load(ctx, "SELECT body FROM statements WHERE id = $1", id)
	if err != nil {
		return Statement{}, err
	}
	if len(list) == 0 {
		return Statement{}, ErrNotFound
	}
	return list[0], nil
}

// Wait waits until a statement has ended, but no longer than that, and returns
// what it is then. A part ends with its batch. MaxWaiting may wait for one statement.
func (q *Queue) Wait(ctx context.Context, st Statement, longest time.Duration) (Statement, error) {
	id, part, _ := splitID(st.ID)
	q.mu.Lock()
	a, running := q.open[id]
	if running && a.waiting >= MaxWaiting {
		q.mu.Unlock()
		return st, ErrTooManyWait
	}
	if running {
		a.waiting++
	}
	q.mu.Unlock()
	if !running {
		found, err := q.find(ctx, id)
		if err != nil {
			return found, err
		}
		return partOf(found, part)
	}
	select {
	case <-a.ended:
	case <-q.Clock.After(longest):
	case <-ctx.Done():
	case <-q.released:
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	a.waiting--
	return partOf(a.statement, part)
}

// Page returns one page of a finished statement's result, encoded as it was asked
// for, and the token of the next page if there is one. An empty token asks for the first.
func (q *Queue) Page(st *Statement, token string) (rows []byte, next string, err error) {
	page := 0
	if token != "" {
		if page, err = q.openPage(st, token); err != nil {
			return nil, "", err
		}
	}
	rows, err = st.Result.read(q.Dir, st.ID, page)
	if err == nil && page+1 < len(st.Result.Pages) {
		next = q.sealPage(st, page+1)
	}
	return rows, next, err
}

// Open is how many statements have not ended.
func (q *Queue) Open() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.open)
}

// Release lets nobody wait any more: who waits for a statement is told what it is now.
func (q *Queue) Release() { q.release.Do(func() { close(q.released) }) }

// Close stops what runs and waits for it. What was cut short is taken up by the
// next queue.
func (q *Queue) Close() {
	q.Release()
	q.stop()
	q.work.Wait()
	q.closeSessions()
	q.pool.close()
}
