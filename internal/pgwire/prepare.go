package pgwire

import (
	"context"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A prepared statement. The zero value is the empty statement.
type prepared struct {
	statement *dialect.Statement
	text      *dialect.Translation
	engine    engine.Statement // nil for statements about the session
	params    []types.Type     // what the parameters are
	oids      []uint32         // of the parameters, as the client is told
	columns   []engine.Column  // nil when there is no result, or it is not known yet
	catalog   int64            // the catalogue's state when it was prepared
	asks      bool             // functions in it ask about the system
	wide      bool             // decimals are computed with all their digits

	// Of a statement in a procedure: how its names are looked up, and the types that the columns of a
	// query are assigned to.
	variables func(name []string) (int, types.Type, bool)
	results   []types.Type

	outs []bool // of CALL: see dialect.Session
}

// prepare checks a statement and gives it to the engine. declared are the
// client's types of parameters, 0 where it leaves them to us.
func (ss *session) prepare(ctx context.Context, st *dialect.Statement, declared []uint32) (*prepared, error) {
	p := &prepared{statement: st, catalog: ss.meant()}
	if ss.transaction.aborted && st.Kind != dialect.Commit && st.Kind != dialect.Rollback {
		return nil, errAborted()
	}
	if st.Kind.Session() {
		return p, p.prepareSession(ctx, ss, declared)
	}
	ss.marker.used = true
	for _, oid := range declared {
		p.params = append(p.params, typeOf(oid))
	}
	if err := p.translate(ctx, ss); err != nil {
		return nil, err
	}
	p.describeParameters(declared)
	return p, nil
}

// describeParameters notes what the client is told of the parameters.
func (p *prepared) describeParameters(declared []uint32) {
	p.oids = make([]uint32, len(p.params))
	for i, t := range p.params {
		p.oids[i] = oidOf(kinds[t.ID])
		if i < len(declared) && declared[i] != 0 {
			p.oids[i] = declared[i]
		}
	}
}

// resultTypes are the types of the columns of a query.
func (p *prepared) resultTypes() []types.Type {
	list := make([]types.Type, len(p.text.Columns))
	for i, c := range p.text.Columns {
		list[i] = c.Type
	}
	return list
}

// translate gives the statement its meaning, and the engine its text.
func (p *prepared) translate(ctx context.Context, ss *session) error {
	facts, err := ss.facts(ctx)
	if err != nil {
		return err
	}
	p.wide = p.wide || ss.transaction.open && !ss.transaction.implicit // there it cannot be run again
	facts.Params, facts.Wide, facts.Results, facts.Variable = p.params, p.wide, p.results, p.variables
	facts.Outs = p.outs
	text, err := p.statement.Translate(facts)
	if text != nil {
		if denied := ss.allow(ctx, facts.Catalog, text.Accesses); denied != nil {
			return denied
		}
	}
	if err != nil {
		return err
	}
	prepared, err := ss.engine.Prepare(ctx, text.Text)
	if err != nil {
		return text.Locate(err)
	}
	columns := resultColumns(text.Columns)
	if columns == nil && p.statement.Kind.Returns() { // a plan
		columns = prepared.Columns()
	}
	if !sameShape(columns, prepared.Columns()) {
		text.Retype()
		prepared.Close()
		if prepared, err = ss.engine.Prepare(ctx, text.Text); err != nil {
			return text.Locate(err)
		}
	}
	if p.engine != nil {
		p.engine.Close()
	}
	p.text, p.engine, p.params, p.columns = text, prepared, text.Params, columns
	p.asks = strings.Contains(text.Text, engine.SystemAsk) || strings.Contains(text.Text, engine.SystemAct)
	return nil
}

// refresh prepares a statement again where names may have come to mean something else.
func (p *prepared) refresh(ctx context.Context, ss *session) error {
	now := ss.meant()
	if p.catalog == now {
		return nil
	}
	before := p.columns
	if err := p.translate(ctx, ss); err != nil {
		return err
	}
	if !sameColumns(before, p.columns) {
		p.columns = before
		return errPlanChanged()
	}
	p.catalog = now
	return nil
}

// meant changes whenever names may have come to mean something else to the session: what is
// prepared is prepared again.
func (ss *session) meant() int64 { return ss.server.catalog.Load() + ss.meaning }

func errPlanChanged() error {
	return &engine.Error{State: engine.FeatureNotSupported, Message: "cached plan must not change result type"}
}

func (p *prepared) close() {
	if p.engine != nil {
		p.engine.Close()
	}
}
