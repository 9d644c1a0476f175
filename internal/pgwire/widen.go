package pgwire

import (
	"errors"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Decimals of up to 18 digits are computed with in one machine word, which the engine does several
// times as fast as with two. Where a result has more digits it says so, and then the statement is
// run again, with all digits: where nobody has seen a row of it, and nothing else is undone with
// it. In a transaction block all digits are computed with from the beginning.

// canWiden reports whether a statement that failed is to be run again.
func (p *portal) canWiden(err error) bool {
	ss := p.session
	var e *engine.Error
	if !errors.As(err, &e) || e.State != engine.InternalError || e.Message != engine.NumericOverflow {
		return false
	}
	alone := !ss.transaction.open || ss.transaction.implicit && ss.transaction.ran <= 1
	return alone && p.prepared.statement != nil && !p.prepared.wide && p.sent == 0 && p.cursorless()
}

// cursorless tells whether the rows are the statement's own, and no cursor's.
func (p *portal) cursorless() bool {
	return p.prepared.engine != nil && !p.prepared.statement.Kind.Session()
}

// widen takes back what the statement has done, and prepares it anew.
func (p *portal) widen() error {
	ss := p.session
	if p.rows != nil {
		p.rows.Close()
	}
	p.rows, p.chunk, p.at = nil, nil, 0
	if ss.transaction.open {
		if err := ss.engine.Rollback(ss.ctx); err != nil {
			return err
		}
		if err := ss.engine.Begin(p.ctx); err != nil {
			return err
		}
		ss.transaction.ran = 0
	}
	p.prepared.wide = true
	return p.prepared.translate(p.ctx, ss)
}
