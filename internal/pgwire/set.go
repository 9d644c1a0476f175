package pgwire

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// sessionColumns tells what a statement about the session returns.
func (ss *session) sessionColumns(st *dialect.Statement) ([]engine.Column, error) {
	if st.Kind != dialect.Show {
		return nil, nil
	}
	set, err := st.Setting()
	if err != nil {
		return nil, err
	}
	text := engine.Type{Kind: engine.Text}
	if set.Name == "all" {
		return []engine.Column{{Name: "name", Type: text}, {Name: "setting", Type: text}}, nil
	}
	if !ss.knows(set.Name) {
		return nil, errUnknownParameter(set.Name)
	}
	return []engine.Column{{Name: set.Name, Type: text}}, nil
}

// executeSession runs a statement that is about the session itself.
func (p *portal) executeSession() error {
	ss, st := p.session, p.prepared.statement
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
	case dialect.Users, dialect.Grant:
		err = ss.executeAccess(ctx, st)
	case dialect.Discard:
		err = &engine.Error{State: engine.FeatureNotSupported, Message: "DISCARD is not supported"}
	}
	if err == nil {
		ss.send(&pgproto3.CommandComplete{CommandTag: []byte(st.Tag())})
	}
	return err
}

func (p *portal) change(ctx context.Context, st *dialect.Statement) error {
	ss := p.session
	set, err := st.Setting()
	switch {
	case err != nil:
		return err
	case set.Name == namedStatement && st.Kind == dialect.Set:
		return p.name(set)
	case set.Local:
		return &engine.Error{State: engine.FeatureNotSupported, Message: "SET LOCAL is not supported"}
	case st.Kind == dialect.Reset, set.Default:
		return ss.reset(ctx, set.Name)
	}
	return ss.assign(ctx, set.Name, set.Values)
}

func (p *portal) show(ctx context.Context, st *dialect.Statement) error {
	ss := p.session
	if p.describe {
		ss.send(rowDescription(p.prepared.columns, nil))
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

func (ss *session) deallocate(st *dialect.Statement) error {
	name := st.Argument()
	if name == "all" {
		for name := range ss.statements {
			ss.closeStatement(name)
		}
		return nil
	}
	if ss.statements[name] == nil {
		return errNoStatement(name)
	}
	ss.closeStatement(name)
	return nil
}
