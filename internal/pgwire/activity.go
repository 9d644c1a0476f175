package pgwire

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/countersign-dev/countersign/internal/activity"
	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/users"
)

// What the session does is noted in the server's log, for STL_, SVL_ and SYS_ relations.

// joined notes that the session has begun.
func (ss *session) joined(parameters map[string]string) {
	now := ss.server.cfg.Clock.Now()
	ss.seen = activity.Session{
		PID: int(ss.pid), UserID: ss.login, User: ss.user, Database: strings.ToLower(ss.database), Started: now, Timeout: int(ss.idle.Seconds()),
		Application: parameters["application_name"], Driver: parameters["driver_version"], System: parameters["os_version"], Plugin: parameters["plugin_name"],
		Protocol: protocolMajor, Auth: "password",
	}
	ss.seen.Host, ss.seen.Port, _ = net.SplitHostPort(ss.client) // one that has none is local
	ss.server.activity.Join(ss.seen, now)
}

// clientAddress is the parameter by which a server that a session passes through tells where its client is.
const clientAddress = "countersign.client"

// locate finds out where the client is: who is trusted may say so for it.
func (ss *session) locate(parameters map[string]string, trusted bool) {
	ss.client = ss.socket.RemoteAddr().String()
	if told := parameters[clientAddress]; trusted && told != "" {
		ss.client = told
	}
	delete(parameters, clientAddress)
}

// kindOfStatement is what a statement is to the log, and what SYS_QUERY_HISTORY calls it.
func kindOfStatement(k dialect.Kind) (activity.Kind, string) {
	switch k {
	case dialect.Select:
		return activity.Query, "SELECT"
	case dialect.Insert:
		return activity.Query, "INSERT"
	case dialect.Update:
		return activity.Query, "UPDATE"
	case dialect.Delete:
		return activity.Query, "DELETE"
	case dialect.Merge:
		return activity.Query, "OTHER"
	case dialect.CreateTableAs:
		return activity.Query, "CTAS"
	}
	if k.Defines() {
		return activity.DDL, "DDL"
	}
	return activity.Utility, "UTILITY"
}

// began notes that the portal's statement begins.
func (p *portal) began() {
	ss, st := p.session, p.prepared.statement
	if p.noted != nil || p.unnoted || st.Kind == dialect.Execute || strings.Contains(st.Text, ownSettings) {
		return
	}
	kind, name := kindOfStatement(st.Kind)
	s := activity.Statement{
		XID: ss.transaction.xid, Session: ss.seen, UserID: ss.current, Kind: kind, Type: name, Label: ss.settings["query_group"], Text: st.Text,
		Start: ss.server.cfg.Clock.Now(), Call: st.Kind == dialect.Call,
	}
	if ss.caller != nil {
		s.Caller = ss.caller.ID
	}
	if kind == activity.Utility {
		s.Text = activity.Mask(s.Text)
	}
	if s.XID == 0 {
		s.XID = ss.server.activity.NextXID()
	}
	if text := p.prepared.text; text != nil {
		for _, a := range text.Accesses {
			if a.Relation == nil || a.As != 0 {
				continue
			}
			switch a.Privilege {
			case "SELECT":
				s.Reads = append(s.Reads, a.Relation.OID)
			case "INSERT", "UPDATE", "DELETE", "TRUNCATE":
				s.Changes = append(s.Changes, a.Relation.OID)
			case "OWN":
				if st.Kind == dialect.Refresh {
					s.Fills = append(s.Fills, a.Relation.OID)
				}
			}
		}
	}
	p.noted = ss.server.activity.Begin(s)
}

// calling makes a CALL the caller of the statements that the log hears of, until what it returns is called. The
// transaction that was opened for the procedure is the CALL's.
func (ss *session) calling(call *portal) func() {
	before := ss.caller
	if call.noted != nil {
		ss.caller = call.noted
		if ss.transaction.xid != 0 {
			ss.server.activity.Revise(call.noted, func(s *activity.Statement) { s.XID = ss.transaction.xid })
		}
	}
	return func() { ss.caller = before }
}

// raised notes a message of a stored procedure.
func (ss *session) raised(level, message string, line int) {
	call := ss.caller
	if call == nil {
		return
	}
	ss.server.activity.Raised(activity.Message{
		CallID: call.ID, XID: call.XID, Session: ss.seen, UserID: call.UserID, Label: call.Label, Call: call.Text,
		At: ss.server.cfg.Clock.Now(), Level: level, Text: message, Line: line,
	})
}

// ownSettings begin the names of parameters that are between the server and itself.
const ownSettings = "countersign."

// ended notes how the statement has ended, if it has.
func (p *portal) ended(err error) {
	if p.noted == nil || err == nil && !p.done && !p.prepared.statement.Kind.Session() {
		return
	}
	ss, noted := p.session, p.noted
	p.noted, p.unnoted = nil, true
	var made []uint32
	if err == nil && p.prepared.statement.Kind == dialect.CreateMaterializedView {
		made = ss.materialized(p.prepared.statement)
	}
	now := ss.server.cfg.Clock.Now()
	ss.server.activity.Revise(noted, func(s *activity.Statement) {
		s.End, s.Rows = now, p.sent
		s.Fills = append(s.Fills, made...)
		var e *engine.Error
		if errors.As(err, &e) {
			s.State, s.Error = e.State, e.Message
		} else if err != nil {
			s.State, s.Error = engine.InternalError, "internal error"
		}
	})
	if noted.Kind == activity.Query {
		ss.lastQuery = noted.ID
	}
	if ss.transaction.xid != noted.XID && noted.Kind != activity.Utility && noted.Caller == 0 { // it was a transaction of its own
		ss.server.activity.Ended(activity.Transaction{XID: noted.XID, UserID: noted.UserID, PID: noted.Session.PID, Start: noted.Start, End: now, Committed: err == nil})
	}
	if err == nil && p.prepared.statement.Kind == dialect.Refresh {
		ss.refreshed(p.prepared.text, noted)
	}
}

// refreshed notes that materialized views were refreshed.
func (ss *session) refreshed(text *dialect.Translation, noted *activity.Statement) {
	for _, a := range text.Accesses {
		if a.Relation != nil && a.Privilege == "OWN" {
			ss.server.activity.Refreshed(activity.Refresh{
				Database: a.Relation.Database, Schema: a.Relation.Schema, Name: a.Relation.Name, UserID: noted.UserID, XID: noted.XID, Start: noted.Start, End: noted.End,
			})
		}
	}
}

// materialized is the number of a materialized view that a statement has made.
func (ss *session) materialized(st *dialect.Statement) []uint32 {
	made, ok := st.Tree().(*syntax.CreateMaterializedView)
	if !ok {
		return nil
	}
	c, err := ss.relations(context.WithoutCancel(ss.ctx))
	if err != nil {
		return nil
	}
	name := make([]string, len(made.Name))
	for i, part := range made.Name {
		name[i] = part.Name
	}
	if rel := c.Find(name, ss.searchPath()); rel != nil {
		return []uint32{rel.OID}
	}
	return nil
}

// opened notes that a transaction has begun.
func (ss *session) opened() {
	t := &ss.transaction
	t.xid, t.started = ss.server.activity.NextXID(), ss.server.cfg.Clock.Now()
	ss.server.activity.Opened(activity.Transaction{XID: t.xid, UserID: ss.current, PID: int(ss.pid), Start: t.started})
}

// closed notes that the transaction has ended.
func (ss *session) closed(committed, conflict bool) {
	if t := &ss.transaction; t.xid != 0 {
		ss.server.activity.Ended(activity.Transaction{
			XID: t.xid, UserID: ss.current, PID: int(ss.pid), Start: t.started, End: ss.server.cfg.Clock.Now(), Committed: committed, Conflict: conflict,
		})
		t.xid = 0
	}
}

// noteUsers notes who was made, changed or dropped; before is the directory as it was.
func (ss *session) noteUsers(before *users.Directory, list []users.Change) {
	after := ss.server.cfg.Keeper.Users()
	for _, c := range list {
		if c.Kind != users.UserKind {
			continue
		}
		noted := activity.UserChange{At: ss.server.cfg.Clock.Now(), Name: c.Name, Action: string(c.Op), PID: int(ss.pid), XID: ss.transaction.xid}
		if c.Op == users.Rename {
			noted.Name, noted.Before = c.To, c.Name
		}
		u := after.User(noted.Name)
		if u == nil {
			u = before.User(c.Name)
		}
		if u != nil {
			noted.UserID, noted.CreateDB, noted.Super, noted.ValidUntil = u.ID, u.CreateDB, u.Super, u.ValidUntil
		}
		ss.server.activity.Changed(noted)
	}
}
