package pgwire

import (
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// simpleQuery runs a script. Several statements without BEGIN are one
// transaction: all or nothing.
func (ss *session) simpleQuery(script string) {
	ss.closePortals()
	if err := ss.runScript(script); err != nil {
		ss.fail()
		ss.reportError(err, "ERROR")
	} else if err := ss.endImplicit(); err != nil {
		ss.reportError(err, "ERROR")
	}
	ss.ready()
	ss.flush()
}

func (ss *session) runScript(script string) error {
	statements, err := ss.split(script)
	if err != nil {
		return err
	}
	if len(statements) == 0 {
		ss.send(&pgproto3.EmptyQueryResponse{})
	}
	ss.several = len(statements) > 1
	defer func() { ss.several = false }()
	for i := range statements {
		if err := ss.runOne(&statements[i], len(statements) > 1); err != nil {
			return err
		}
	}
	return nil
}

// split cuts a script into its statements, with strings as the session reads them.
func (ss *session) split(script string) ([]dialect.Statement, error) {
	statements, err := dialect.Options{StandardStrings: ss.setting("standard_conforming_strings") == "on"}.Split(script)
	if err != nil {
		ss.marker.used = true // the name was for this
	}
	return statements, err
}

// runOne prepares, runs and shows one statement of a script.
func (ss *session) runOne(st *dialect.Statement, several bool) error {
	ctx, stop := ss.begin()
	if (several && (st.Kind.Runs() || st.Kind == dialect.Set) || ss.marksAlone(st)) && !ss.transaction.aborted {
		if err := ss.beginImplicit(ctx); err != nil {
			stop.end()
			return err
		}
	}
	p, err := ss.prepare(ctx, st, nil)
	if err != nil {
		stop.end()
		return stop.explain(err)
	}
	defer p.close()
	if len(p.oids) > 0 {
		stop.end()
		return &engine.Error{State: engine.UndefinedParameter, Message: "there is no parameter $1"}
	}
	run := &portal{session: ss, prepared: p, ctx: ctx, stop: stop, describe: true}
	defer run.close()
	return run.execute(0)
}
