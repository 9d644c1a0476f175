package pgwire

import (
	"context"
	"errors"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A prepared statement. The zero value is the empty statement.
type prepared struct {
	statement *dialect.Statement
	text      *dialect.Translation
	engine    engine.Statement // nil for statements about the session
	oids      []uint32         // of the parameters, as the client is told
	columns   []engine.Column  // nil when there is no result, or it is not known yet
	catalog   int64            // the catalogue's state when it was prepared
}

// prepare checks a statement and gives it to the engine. declared are the
// client's types of parameters, 0 where it leaves them to us.
func (ss *session) prepare(ctx context.Context, st *dialect.Statement, declared []uint32) (*prepared, error) {
	p := &prepared{statement: st, catalog: ss.server.catalog.Load()}
	if ss.transaction.aborted && st.Kind != dialect.Commit && st.Kind != dialect.Rollback {
		return nil, errAborted()
	}
	if st.Kind.Session() {
		return p, p.prepareSession(ctx, ss, declared)
	}
	ss.marker.used = true
	if err := p.translate(ctx, ss, nil); err != nil {
		return nil, err
	}
	if !p.resolved() {
		if err := p.resolve(ctx, ss, declared); err != nil {
			return nil, err
		}
	}
	p.columns = p.engine.Columns()
	p.oids = make([]uint32, len(p.engine.Parameters()))
	for i, t := range p.engine.Parameters() {
		p.oids[i] = oidOf(t.Kind)
		if i < len(declared) && declared[i] != 0 {
			p.oids[i] = declared[i]
		}
	}
	return p, nil
}

func (p *prepared) translate(ctx context.Context, ss *session, casts []string) error {
	facts := ss.facts()
	facts.Casts = casts
	var err error
	if p.text, err = p.statement.Translate(facts); err != nil {
		return err
	}
	p.engine, err = ss.engine.Prepare(ctx, p.text.Text)
	return p.text.Locate(err)
}

// refresh prepares a statement again where tables or views may have changed since: the
// engine does not notice all of that by itself.
func (p *prepared) refresh(ctx context.Context, ss *session) error {
	now := ss.server.catalog.Load()
	if p.catalog == now {
		return nil
	}
	again, err := ss.engine.Prepare(ctx, p.text.Text)
	if err != nil {
		return p.text.Locate(err)
	}
	p.engine.Close()
	p.engine, p.catalog = again, now
	return nil
}

// resolved reports whether the engine knows all it should.
func (p *prepared) resolved() bool {
	for _, t := range p.engine.Parameters() {
		if t.Kind == engine.Unknown {
			return false
		}
	}
	return !p.statement.Kind.Returns() || p.engine.Columns() != nil
}

// resolve prepares again with the parameters' types written down: those that
// the client declared; else text, or a whole number where text does not fit.
func (p *prepared) resolve(ctx context.Context, ss *session, declared []uint32) error {
	first := p.engine
	defer first.Close()
	casts := make([]string, len(first.Parameters()))
	var open []int // the parameters that nobody knows
	for i, t := range first.Parameters() {
		if i < len(declared) && castName(declared[i]) != "" {
			casts[i] = castName(declared[i])
		} else if t.Kind == engine.Unknown {
			open = append(open, i)
		}
	}
	var failure error
	for _, fallback := range []string{"VARCHAR", "BIGINT"} {
		for _, i := range open {
			casts[i] = fallback
		}
		err := p.translate(ctx, ss, casts)
		if err == nil {
			if fallback == "BIGINT" {
				p.loosen(ctx, ss, casts, open)
			}
			return nil
		}
		var e *engine.Error
		if !errors.As(err, &e) || e.State == engine.QueryCanceled {
			return err
		}
		if failure == nil {
			failure = err
		}
	}
	return failure
}

// maxLoosened is how many parameters loosen tries, each of which costs a preparation.
const maxLoosened = 100

// loosen makes those parameters text again that need not be numbers: not all of a
// statement's parameters are what one of them is.
func (p *prepared) loosen(ctx context.Context, ss *session, casts []string, open []int) {
	if len(open) == 1 {
		return
	}
	for _, i := range open[:min(len(open), maxLoosened)] {
		casts[i] = "VARCHAR"
		try := &prepared{statement: p.statement}
		if err := try.translate(ctx, ss, casts); err != nil {
			casts[i] = "BIGINT" // or it is cancelled, and so will be what follows
			continue
		}
		p.engine.Close()
		p.text, p.engine = try.text, try.engine
	}
}

func (p *prepared) close() {
	if p.engine != nil {
		p.engine.Close()
	}
}
