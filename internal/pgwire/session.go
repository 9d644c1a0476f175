package pgwire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/activity"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A session is one client. All of it belongs to the goroutine that runs it,
// but for what mu guards.
type session struct {
	server  *Server
	socket  net.Conn
	conn    net.Conn // socket, or TLS over it
	ctx     context.Context
	backend *pgproto3.Backend // receives only
	out     []byte            // what is not yet sent
	failed  error             // of the connection: nothing more can be sent

	user, database string   // user is the current one
	login, current int      // the ids of the user who logged in and of the current one
	groups         []string // joined for this session
	minor          int
	pid            uint32
	secret         []byte

	engine      engine.Conn
	told        string // the user, as the engine knows him
	settings    map[string]string
	defaults    map[string]string // of settings, where they are the session's own
	zone        *time.Location    // its TimeZone
	transaction transaction
	holdings    holdings
	private     versioned // the catalogue, while it differs from the others'
	temporary   bool      // has made temporary relations
	meaning     int64     // how often names have come to mean something else by a setting
	statements  map[string]*prepared
	portals     map[string]*portal
	cursor      *cursor // the one that DECLARE has opened, or nil
	marks       bool    // may name its statements
	marker      marker
	several     bool                // the script that runs has several statements
	idle        time.Duration       // how long it may be idle; 0 is without bound
	client      string              // its address
	seen        activity.Session    // as the log knows it
	caller      *activity.Statement // the CALL in the log that runs
	lastQuery   int64               // the number of its last query; -1 before the first
	skip        bool                // an extended query failed: everything until Sync is skipped

	priority string // of workload management, guarded by the server's mu; empty where nobody has set it

	writing atomic.Bool // waiting for the client to read

	mu         sync.Mutex
	far        net.Conn // where the session is joined, nil when it is here
	running    *stopper // of the running statement, nil when there is none
	terminated bool
	expired    bool // it was idle for too long
}

// serverVersion is what Redshift says of itself to PostgreSQL's clients.
const (
	serverVersion = "8.0.2"
	versionText   = "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), Redshift 1.0.0"
)

// errDone ends a connection that has got what it came for.
var errDone = errors.New("pgwire: done")

// A fatalError ends the session and is told to the client as FATAL.
type fatalError struct{ cause *engine.Error }

func (f fatalError) Error() string { return f.cause.Error() }

func fatal(state, message string) error {
	return fatalError{&engine.Error{State: state, Message: message}}
}

func newSession(s *Server, conn net.Conn, ctx context.Context) *session {
	ss := &session{
		server: s, socket: conn, ctx: ctx,
		settings:   map[string]string{},
		zone:       time.UTC,
		lastQuery:  -1,
		statements: map[string]*prepared{},
		portals:    map[string]*portal{},
	}
	ss.use(conn)
	return ss
}

// loop answers messages until the client leaves, the connection breaks or the
// server shuts down.
func (ss *session) loop() {
	ss.backend.SetMaxBodyLen(ss.server.cfg.MaxMessage)
	if err := ss.backend.SetAuthType(pgproto3.AuthTypeOk); err != nil {
		return
	}
	for ss.failed == nil {
		msg, err := ss.receive()
		if ss.isTerminated() {
			ss.reportFatal(fatal(engine.AdminShutdown, "terminating connection due to administrator command"))
			return
		}
		if err != nil {
			ss.protocolError(err)
			return
		}
		if !ss.answer(msg) {
			return
		}
	}
}

// answer deals with one message; false ends the session.
func (ss *session) answer(msg pgproto3.FrontendMessage) bool {
	switch msg := msg.(type) {
	case *pgproto3.Terminate:
		return false
	case *pgproto3.Query:
		ss.skip = false
		ss.simpleQuery(msg.String)
	case *pgproto3.Sync:
		ss.sync()
	case *pgproto3.Flush:
		ss.flush()
	case *pgproto3.CopyData, *pgproto3.CopyDone, *pgproto3.CopyFail:
		// PostgreSQL ignores them too when no COPY runs: they may follow a
		// COPY that failed.
	default:
		if !ss.skip {
			ss.extendedQuery(msg)
		}
	}
	return true
}

func (ss *session) protocolError(err error) {
	var tooLong *pgproto3.ExceededMaxBodyLenErr
	var told fatalError
	switch {
	case errors.As(err, &told):
		ss.reportFatal(told)
	case errors.As(err, &tooLong):
		ss.reportFatal(fatal(engine.ProtocolViolation, "message is too long"))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, io.ErrClosedPipe):
	default:
		ss.reportFatal(fatal(engine.ProtocolViolation, "malformed message"))
	}
}

// send adds a message to what flush sends.
func (ss *session) send(msg pgproto3.BackendMessage) {
	out, err := msg.Encode(ss.out)
	if err != nil {
		ss.failed = err
		return
	}
	ss.out = out
}

// flush sends. A client that does not read is cut off after WriteTimeout.
func (ss *session) flush() error {
	if len(ss.out) == 0 || ss.failed != nil {
		return ss.failed
	}
	late := ss.server.cfg.Clock.AfterFunc(ss.server.cfg.WriteTimeout, func() { ss.conn.Close() })
	ss.writing.Store(true)
	_, ss.failed = ss.conn.Write(ss.out)
	ss.writing.Store(false)
	late.Stop()
	ss.out = ss.out[:0]
	return ss.failed
}

// ready says that the session waits for a query, and how its transaction is.
func (ss *session) ready() {
	ss.forgetMarker()
	ss.send(&pgproto3.ReadyForQuery{TxStatus: ss.transaction.status()})
}

// reportError tells the client what went wrong. What is no *engine.Error is our
// trouble: it is logged and not shown.
func (ss *session) reportError(err error, severity string) {
	var e *engine.Error
	if !errors.As(err, &e) {
		ss.server.cfg.Log.Error("session", "pid", ss.pid, "user", ss.user, "error", err)
		e = &engine.Error{State: engine.InternalError, Message: "internal error"}
	}
	if cfg := ss.server.cfg; e.State == engine.CrashShutdown && cfg.Stuck != nil {
		cfg.Log.Error("the engine has failed", "pid", ss.pid, "error", e.Detail)
		cfg.Stuck()
	}
	if e.State == engine.SerializationFailure {
		e = ss.conflict()
	}
	ss.send(&pgproto3.ErrorResponse{
		Severity: severity, SeverityUnlocalized: severity,
		Code: e.State, Message: e.Message, Detail: e.Detail, Hint: e.Hint, Where: e.Context, Position: int32(e.Position),
	})
}

// conflict is how Redshift tells that two transactions cannot be one after the other, as its
// drivers show it (observed). Of tables and transactions the engine gives no numbers.
func (ss *session) conflict() *engine.Error {
	return &engine.Error{
		State: engine.InternalError, Message: "1023",
		Detail: fmt.Sprintf("Serializable isolation violation on table - 0, transactions forming the cycle are: 0, 0 (pid:%d)", ss.pid),
	}
}

// reportFatal is the last thing a session says, if there is anything to say.
func (ss *session) reportFatal(err error) {
	var f fatalError
	var e *engine.Error
	switch {
	case err == nil, errors.Is(err, errDone), ss.failed != nil:
		return
	case errors.As(err, &f):
		ss.reportError(f.cause, "FATAL")
	case errors.As(err, &e):
		ss.reportError(e, "FATAL")
	case errors.Is(err, errStartup):
		ss.reportError(&engine.Error{State: engine.ProtocolViolation, Message: "invalid length of startup packet"}, "FATAL")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, io.ErrClosedPipe):
		return
	default:
		ss.reportError(err, "FATAL")
	}
	ss.flush()
}

// notice tells the client something that is no error.
func (ss *session) notice(state, message string) {
	ss.send(&pgproto3.NoticeResponse{Severity: "WARNING", SeverityUnlocalized: "WARNING", Code: state, Message: message})
}

// remark tells the client something that it need not mind.
func (ss *session) remark(message string) { ss.tell("INFO", "00000", message) }

// tell tells the client something of a severity, such as INFO.
func (ss *session) tell(severity, state, message string) {
	ss.send(&pgproto3.NoticeResponse{Severity: severity, SeverityUnlocalized: severity, Code: state, Message: message})
}

// begin returns the context of one statement, which a cancel request and the
// statement timeout end.
func (ss *session) begin() (context.Context, *stopper) {
	ctx, cancel := context.WithCancel(ss.ctx)
	stop := &stopper{session: ss, cancel: cancel}
	if d := ss.statementTimeout(); d > 0 {
		stop.timer = ss.server.cfg.Clock.AfterFunc(d, func() {
			stop.late.Store(true)
			stop.interrupt()
		})
	}
	stop.resume()
	return ctx, stop
}

func (ss *session) cancelRunning() {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.running != nil {
		ss.running.stop()
	}
}

// terminate makes the session end soon; any goroutine may call it.
func (ss *session) terminate() {
	ss.mu.Lock()
	ss.terminated = true
	far := ss.far
	ss.mu.Unlock()
	if far != nil {
		return
	}
	ss.cancelRunning()
	_ = ss.conn.SetReadDeadline(time.Unix(1, 0)) // long past: wakes the reader, unless it has ended
}

func (ss *session) isTerminated() bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	return ss.terminated
}

// close frees what the session holds.
func (ss *session) close() {
	defer ss.cut()
	ss.server.activity.Leave(int(ss.pid), ss.server.cfg.Clock.Now())
	for _, p := range ss.portals {
		p.close()
	}
	ss.forgetCursor()
	for _, p := range ss.statements {
		p.close()
	}
	if ss.engine != nil {
		if err := ss.engine.Close(); err != nil {
			ss.server.cfg.Log.Error("close session", "pid", ss.pid, "error", err)
		}
	}
	ss.server.mu.Lock()
	defer ss.server.mu.Unlock()
	if ss.server.sessions[ss.pid] == ss {
		delete(ss.server.sessions, ss.pid)
	}
}
