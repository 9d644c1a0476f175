package pgwire

import (
	"fmt"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/engine"
)

// maxPrepared bounds what one session may keep prepared.
const maxPrepared = 5000

// extendedQuery deals with one message of the extended protocol. After an error
// everything is skipped until Sync.
func (ss *session) extendedQuery(msg pgproto3.FrontendMessage) {
	var err error
	switch msg := msg.(type) {
	case *pgproto3.Parse:
		err = ss.parse(msg)
	case *pgproto3.Bind:
		err = ss.bind(msg)
	case *pgproto3.Describe:
		err = ss.describe(msg)
	case *pgproto3.Execute:
		err = ss.execute(msg)
	case *pgproto3.Close:
		ss.closeNamed(msg)
	default:
		err = &engine.Error{State: engine.FeatureNotSupported, Message: "this message of the protocol is not supported"}
	}
	if err != nil {
		ss.skip = true
		ss.fail()
		ss.reportError(err, "ERROR")
	}
	if len(ss.out) > flushAt {
		ss.flush()
	}
}

// sync ends a round: what was not committed is, portals outside a transaction
// go, errors are forgiven.
func (ss *session) sync() {
	ss.skip = false
	if err := ss.endImplicit(); err != nil {
		ss.reportError(err, "ERROR")
	}
	if !ss.transaction.open {
		ss.closePortals()
	}
	ss.ready()
	ss.flush()
}

func (ss *session) parse(msg *pgproto3.Parse) error {
	if msg.Name == "" {
		ss.closeStatement("")
	}
	if err := ss.mayPrepare(msg.Name); err != nil {
		return err
	}
	list, err := ss.split(msg.Query)
	if err != nil {
		return err
	}
	if len(list) > 1 {
		return &engine.Error{State: engine.SyntaxError, Message: "cannot insert multiple commands into a prepared statement"}
	}
	p := &prepared{}
	if len(list) == 1 {
		ctx, stop := ss.begin()
		p, err = ss.prepare(ctx, &list[0], msg.ParameterOIDs)
		if err == nil && ctx.Err() != nil { // the engine does not hear of it while it plans
			p.close()
			err = errCanceled()
		}
		stop.end()
		if err != nil {
			return stop.explain(err)
		}
	}
	ss.statements[msg.Name] = p
	ss.send(&pgproto3.ParseComplete{})
	return nil
}

func (ss *session) bind(msg *pgproto3.Bind) error {
	p := ss.statements[msg.PreparedStatement]
	if p == nil {
		return errNoStatement(msg.PreparedStatement)
	}
	if old := ss.portals[msg.DestinationPortal]; old != nil {
		if msg.DestinationPortal != "" {
			return &engine.Error{State: engine.DuplicateCursor, Message: fmt.Sprintf("cursor %q already exists", msg.DestinationPortal)}
		}
		old.close()
		delete(ss.portals, "")
	}
	if len(ss.portals) >= maxPrepared {
		return &engine.Error{State: engine.OutOfMemory, Message: "too many portals"}
	}
	args, err := p.decode(msg)
	if err != nil {
		return err
	}
	for _, f := range msg.ResultFormatCodes {
		if f != textFormat && f != binaryFormat {
			return &engine.Error{State: engine.ProtocolViolation, Message: fmt.Sprintf("unsupported format code: %d", f)}
		}
	}
	ss.portals[msg.DestinationPortal] = &portal{
		session: ss, prepared: p, args: args, formats: append([]int16(nil), msg.ResultFormatCodes...),
	}
	ss.send(&pgproto3.BindComplete{})
	return nil
}

func (ss *session) describe(msg *pgproto3.Describe) error {
	if msg.ObjectType == 'S' {
		p := ss.statements[msg.Name]
		if p == nil {
			return errNoStatement(msg.Name)
		}
		ss.send(&pgproto3.ParameterDescription{ParameterOIDs: p.oids})
		ss.sendDescription(p.columns, nil)
		return nil
	}
	p := ss.portals[msg.Name]
	if p == nil && ss.cursor != nil && ss.cursor.name == msg.Name { // what DECLARE has opened is a portal
		ss.sendDescription(ss.cursor.columns, nil)
		return nil
	}
	if p == nil {
		return errNoPortal(msg.Name)
	}
	ss.sendDescription(p.prepared.columns, p.formats)
	return nil
}

// sendDescription sends a RowDescription, or NoData.
func (ss *session) sendDescription(columns []engine.Column, formats []int16) {
	if columns == nil {
		ss.send(&pgproto3.NoData{})
		return
	}
	ss.send(ss.rowDescription(columns, formats))
}

func (ss *session) execute(msg *pgproto3.Execute) error {
	p := ss.portals[msg.Portal]
	if p == nil {
		return errNoPortal(msg.Portal)
	}
	if p.prepared.statement == nil {
		ss.send(&pgproto3.EmptyQueryResponse{})
		return nil
	}
	return p.execute(int64(msg.MaxRows))
}

func (ss *session) closeNamed(msg *pgproto3.Close) {
	if msg.ObjectType == 'S' {
		ss.closeStatement(msg.Name)
	} else if p := ss.portals[msg.Name]; p != nil {
		p.close()
		delete(ss.portals, msg.Name)
	}
	ss.send(&pgproto3.CloseComplete{})
}

// closeStatement forgets a prepared statement and the portals made of it.
func (ss *session) closeStatement(name string) {
	st := ss.statements[name]
	if st == nil {
		return
	}
	for key, p := range ss.portals {
		if p.prepared == st || p.inner != nil && p.inner.prepared == st {
			p.close()
			delete(ss.portals, key)
		}
	}
	st.close()
	delete(ss.statements, name)
}

func (ss *session) closePortals() {
	for name, p := range ss.portals {
		p.close()
		delete(ss.portals, name)
	}
}

func errNoStatement(name string) error {
	return &engine.Error{State: engine.InvalidStatementName, Message: fmt.Sprintf("prepared statement %q does not exist", name)}
}

func errNoPortal(name string) error {
	return &engine.Error{State: engine.InvalidCursorName, Message: fmt.Sprintf("portal %q does not exist", name)}
}
