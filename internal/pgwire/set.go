package pgwire

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// prepareSession checks a statement about the session, and learns what it returns.
func (p *prepared) prepareSession(ctx context.Context, ss *session, declared []uint32) error {
	p.text = &dialect.Translation{} // of which the engine is given nothing
	var err error
	switch p.statement.Kind {
	case dialect.Show:
		p.columns, err = ss.shownColumns(p.statement)
	case dialect.Declare, dialect.Fetch, dialect.CloseCursor:
		err = p.prepareCursor(ctx, ss, declared)
	case dialect.Prepare, dialect.Execute, dialect.Deallocate:
		err = p.preparePlan(ss)
	case dialect.Call:
		err = p.prepareCall(ctx, ss, declared)
	}
	return err
}

// shownColumns are the columns of SHOW.
func (ss *session) shownColumns(st *dialect.Statement) ([]engine.Column, error) {
	set, err := st.Setting()
	if err != nil {
		return nil, err
	}
	text := engine.Type{Kind: engine.LongText}
	if set.Name == "all" {
		return []engine.Column{{Name: "name", Type: text}, {Name: "setting", Type: text}}, nil
	}
	if !ss.knows(set.Name) {
		return nil, errUnknownParameter(set.Name)
	}
	return []engine.Column{{Name: parameters[set.Name].shown(set.Name), Type: text}}, nil
}

// executeSession runs a statement that is about the session itself.
func (p *portal) executeSession(limit int64) error {
	ss, st := p.session, p.prepared.statement
	if ss.transaction.aborted && st.Kind != dialect.Commit && st.Kind != dialect.Rollback {
		return errAborted() // it was prepared before
	}
	switch st.Kind {
	case dialect.Fetch:
		return p.fetch(limit)
	case dialect.Execute:
		return p.executePlan(limit)
	case dialect.Call:
		return p.executeCall()
	}
	ctx, stop := ss.begin()
	defer stop.end()
	p.done = true
	var err error
	switch st.Kind {
	case dialect.Begin, dialect.Commit, dialect.Rollback:
		return ss.control(ctx, st)
	case dialect.Show:
		err = p.show(ctx, st)
	case dialect.Set, dialect.Reset:
		err = p.change(ctx, st)
	case dialect.Deallocate:
		err = ss.deallocate(st)
	case dialect.Prepare:
		err = stop.explain(p.definePlan(ctx))
	case dialect.Declare:
		err = stop.explain(p.declare(ctx))
	case dialect.CloseCursor:
		err = stop.explain(ss.endCursor(ctx, st))
	case dialect.Databases:
		err = stop.explain(ss.changeDatabase(ctx, st))
	case dialect.Users, dialect.Grant:
		err = ss.executeAccess(ctx, st)
	case dialect.Cancel:
		err = ss.cancelOther(st)
	case dialect.Discard:
		err = &engine.Error{State: engine.FeatureNotSupported, Message: "DISCARD is not supported"}
	}
	if err == nil {
		ss.send(&pgproto3.CommandComplete{CommandTag: []byte(st.Tag)})
	}
	return err
}

func (p *portal) change(ctx context.Context, st *dialect.Statement) error {
	ss := p.session
	if st.SetsModes() {
		return ss.setModes(st)
	}
	set, err := st.Setting()
	switch {
	case err != nil:
		return err
	case set.Name == namedStatement && st.Kind == dialect.Set:
		return p.name(set)
	case set.Local:
		return ss.assignLocal(ctx, set)
	}
	delete(ss.transaction.local, set.Name) // it stays now
	switch {
	case st.Kind == dialect.Reset, set.Default:
		return ss.reset(ctx, set.Name)
	}
	return ss.assign(ctx, set.Name, set.Values)
}

func (p *portal) show(ctx context.Context, st *dialect.Statement) error {
	ss := p.session
	if p.describe {
		ss.send(ss.rowDescription(p.prepared.columns, nil))
	}
	set, err := st.Setting()
	if err != nil {
		return err
	}
	if set.Name != "all" {
		value, err := ss.shown(ctx, set.Name)
		if err != nil {
			return err
		}
		ss.send(&pgproto3.DataRow{Values: [][]byte{[]byte(value)}})
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		ss.send(&pgproto3.DataRow{Values: [][]byte{[]byte(name), []byte(ss.setting(name))}})
	}
	return nil
}
