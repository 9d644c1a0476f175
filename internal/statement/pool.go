package statement

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/dialect"
)

// Bounds of the sessions that are kept for the next statement.
const (
	maxKept  = 8                      // of one cluster, database and user
	keepIdle = 15 * time.Second       // then a session is closed, so that engines can rest
	trusted  = 100 * time.Millisecond // a session idle for less than this is not asked whether it is alive
)

// A place is where and as whom a session runs.
type place struct{ warehouse, database, user string }

// A pool keeps sessions that are as good as new: whose last statement succeeded
// and left nothing behind. All others are closed.
type pool struct {
	connect func(ctx context.Context, warehouse, database, user string) (*pgconn.PgConn, error)
	clock   clock.Clock

	mu     sync.Mutex
	closed bool
	idle   map[place][]kept
}

type kept struct {
	conn  *link
	since time.Time
	timer clock.Timer
}

// alive tells whether a kept session still is one: its cluster may have been
// closed meanwhile. One that was in use a moment ago is not asked.
func (p *pool) alive(ctx context.Context, k kept) bool {
	return p.clock.Now().Sub(k.since) < trusted || k.conn.Ping(ctx) == nil
}

func newPool(c Config) *pool {
	return &pool{connect: c.Connect, clock: c.Clock, idle: map[place][]kept{}}
}

// take returns a kept session, or a new one.
func (p *pool) take(ctx context.Context, at place) (*link, error) {
	for {
		k, ok := p.last(at)
		if !ok {
			conn, err := p.connect(ctx, at.warehouse, at.database, at.user)
			if err != nil {
				return nil, err
			}
			return &link{PgConn: conn, keeps: true}, nil
		}
		if k.timer.Stop() && p.alive(ctx, k) {
			return k.conn, nil
		}
		shut(k.conn.PgConn)
	}
}

func (p *pool) last(at place) (kept, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.idle[at]
	if len(list) == 0 {
		return kept{}, false
	}
	k := list[len(list)-1]
	p.idle[at] = list[:len(list)-1]
	return k, true
}

// give keeps a session for the next statement.
func (p *pool) give(at place, conn *link) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || len(p.idle[at]) >= maxKept || conn.IsClosed() || conn.TxStatus() != 'I' {
		shut(conn.PgConn)
		return
	}
	p.idle[at] = append(p.idle[at], kept{conn, p.clock.Now(), p.clock.AfterFunc(keepIdle, func() { p.expire(at, conn) })})
}

// expire closes a session that nobody has wanted.
func (p *pool) expire(at place, conn *link) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, k := range p.idle[at] {
		if k.conn == conn {
			p.idle[at] = append(p.idle[at][:i:i], p.idle[at][i+1:]...)
			shut(conn.PgConn)
		}
	}
	if len(p.idle[at]) == 0 {
		delete(p.idle, at)
	}
}

// close closes all kept sessions; what is given later is closed too.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, list := range p.idle {
		for _, k := range list {
			k.timer.Stop()
			shut(k.conn.PgConn)
		}
	}
	p.idle = nil
}

// farewell bounds how long a session is given to take leave.
const farewell = time.Second

// shut closes a session, whatever state it is in.
func shut(conn *pgconn.PgConn) {
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	_ = conn.Close(ctx) // it is gone either way
}

// leavesNothing tells whether a session is as good as new after a statement:
// settings, open transactions and temporary tables would meet the next one.
func leavesNothing(sql string) bool {
	list, err := dialect.Split(sql)
	if err != nil || len(list) != 1 {
		return false
	}
	switch list[0].Kind {
	case dialect.Select, dialect.Explain, dialect.Show, dialect.Insert, dialect.Update, dialect.Delete, dialect.Merge, dialect.Truncate:
		return true
	case dialect.CreateTable, dialect.CreateTableAs, dialect.CreateView, dialect.CreateSchema, dialect.Drop, dialect.Alter:
		return !strings.Contains(strings.ToLower(sql), "temp") && !strings.Contains(sql, "#")
	}
	return false
}
