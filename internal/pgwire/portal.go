package pgwire

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/activity"
	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// flushAt is how much is gathered before it is sent, in bytes.
const flushAt = 64 << 10

// A portal is a statement with its arguments, running or about to.
type portal struct {
	session  *session
	prepared *prepared
	args     []engine.Value
	formats  []int16
	describe bool    // simple query: rows are described without being asked
	inner    *portal // of EXECUTE: what it executes

	described bool                // its rows are
	noted     *activity.Statement // in the log, while it runs
	unnoted   bool                // it has ended there

	ctx  context.Context
	stop *stopper
	rows engine.Rows

	chunk   engine.Chunk
	at      int // the next row of chunk
	encoder *encoder
	sent    int64
	done    bool
	closed  bool
}

// execute sends up to limit rows, all when limit is 0, and the command tag or
// PortalSuspended.
func (p *portal) execute(limit int64) error {
	p.began()
	err := p.run(limit)
	p.ended(err)
	return err
}

func (p *portal) run(limit int64) error {
	ss := p.session
	if p.done {
		ss.send(&pgproto3.CommandComplete{CommandTag: []byte(p.tag())})
		return nil
	}
	if p.prepared.statement.Kind.Session() && p.rows == nil {
		return p.executeSession(limit)
	}
	if err := p.start(); err != nil {
		return err
	}
	if p.chunk != nil && !p.rows.Open() {
		return engine.ErrInterrupted()
	}
	p.stop.resume()
	defer p.stop.pause()
	more, err := p.sendRows(limit)
	if err != nil && p.canWiden(err) {
		if err := p.widen(); err != nil {
			return p.stop.explain(err)
		}
		return p.run(limit)
	}
	if err != nil {
		return p.stop.explain(p.prepared.text.Locate(err))
	}
	if more {
		ss.send(&pgproto3.PortalSuspended{})
		return nil
	}
	p.done = true
	p.finish()
	ss.marker.ran(p.prepared.statement.Kind, p.sent)
	if err := ss.ranLast(p.prepared.statement.Kind); err != nil {
		return err
	}
	ss.send(&pgproto3.CommandComplete{CommandTag: []byte(p.tag())})
	return nil
}

// start runs the statement, once.
func (p *portal) start() error {
	ss := p.session
	if p.rows != nil {
		return nil
	}
	if ss.transaction.aborted {
		return errAborted()
	}
	text := p.prepared.text
	if err := ss.mayRunAlone(text.Alone); err != nil {
		return err
	}
	if err := ss.mayRun(p.prepared.statement.Kind); err != nil {
		return err
	}
	if p.stop == nil {
		p.ctx, p.stop = ss.begin()
	}
	if !p.describe && p.prepared.statement.Kind.Transactional() || len(text.Then)+len(text.First) > 0 || p.prepared.statement.Makes() {
		// Until Sync, writes of the extended protocol belong together; so do the
		// parts of a translation.
		if err := ss.beginImplicit(p.ctx); err != nil {
			return err
		}
	}
	if err := p.prepared.refresh(p.ctx, ss); err != nil {
		return p.stop.explain(err)
	}
	text = p.prepared.text
	for _, set := range text.Sets {
		if err := ss.assign(p.ctx, set.Name, listOf(set.Name, set.Value)); err != nil {
			return p.stop.explain(err)
		}
	}
	if err := ss.further(p.ctx, text.First); err != nil {
		return p.stop.explain(err)
	}
	made, err := ss.making(p.ctx, p.prepared.statement)
	if err != nil {
		return p.stop.explain(err)
	}
	if err := ss.informOf(p.ctx, p.prepared); err != nil {
		return p.stop.explain(err)
	}
	ss.transaction.ran++
	rows, err := p.prepared.engine.Execute(p.ctx, p.args)
	if err != nil && p.canWiden(err) {
		if err := p.widen(); err != nil {
			return p.stop.explain(err)
		}
		return p.start()
	}
	if err != nil {
		return p.stop.explain(text.Locate(err))
	}
	p.rows = rows
	ss.transaction.changed = ss.transaction.open && (ss.transaction.changed || p.prepared.statement.Kind.Replaces())
	if p.prepared.statement.Kind.Defines() {
		ss.temporary = ss.temporary || text.Temporary
		ss.redefined()
	}
	if err := ss.further(p.ctx, text.Then); err != nil {
		return p.stop.explain(err)
	}
	if text.Notice != "" {
		ss.remark(text.Notice)
	}
	if err := ss.own(p.ctx, made); err != nil {
		return p.stop.explain(err)
	}
	if p.returns() {
		if !sameShape(p.prepared.columns, rows.Columns()) {
			return errPlanChanged()
		}
		p.encoder = newEncoder(p.prepared.columns, p.formats, ss.style())
		if p.describe && !p.described {
			ss.send(ss.rowDescription(p.prepared.columns, p.formats))
			p.described = true
		}
	}
	return nil
}

func (p *portal) returns() bool { return p.prepared.statement.Kind.Returns() }

// sendRows reports whether it stopped because of limit.
func (p *portal) sendRows(limit int64) (more bool, err error) {
	if p.encoder == nil {
		p.sent = p.rows.RowsAffected()
		return false, nil
	}
	ss := p.session
	for n := int64(0); limit == 0 || n < limit; n++ {
		if p.chunk == nil || p.at == p.chunk.Len() {
			p.chunk, err = p.rows.Next(p.ctx)
			if errors.Is(err, io.EOF) {
				return false, nil
			}
			if err != nil {
				p.chunk = nil
				return false, err
			}
			p.at = 0
			p.encoder.load(p.chunk)
		}
		ss.out = p.encoder.appendRow(ss.out, p.at)
		p.at++
		p.sent++
		if len(ss.out) > flushAt {
			if err := ss.flush(); err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// tag is the command tag with its count.
func (p *portal) tag() string {
	st := p.prepared.statement
	switch st.Kind {
	case dialect.Select, dialect.CreateTableAs, dialect.Insert, dialect.Update, dialect.Delete, dialect.Merge, dialect.Fetch:
		return st.Tag + " " + strconv.FormatInt(p.sent, 10)
	}
	return st.Tag
}

// finish gives the engine's result back.
func (p *portal) finish() {
	if p.rows != nil {
		p.rows.Close()
	}
	if p.stop != nil {
		p.stop.end()
	}
	p.chunk = nil
}

func (p *portal) close() {
	if !p.closed {
		p.closed = true
		if p.inner != nil {
			p.inner.close()
		}
		p.finish()
	}
}
