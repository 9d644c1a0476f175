// Package pgwire serves Redshift sessions on the PostgreSQL wire: start-up,
// authentication, simple and extended queries, cancel, orderly shutdown.
//
// It knows no AWS and no storage. Who may connect and what runs their SQL are
// functions of Config; the SQL itself goes through package dialect to an
// engine.Conn. One file per subject: startup.go, auth.go, session.go (the loop),
// simple.go, extended.go, portal.go, transaction.go, settings.go, set.go, encode.go.
package pgwire

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/countersign-dev/countersign/internal/activity"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/databases"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/users"
)

// AuthMethod is how passwords are proven. It is one choice for a server,
// because it is made before the user's name can be believed.
type AuthMethod int

// The methods. Neither SCRAM nor MD5 shows the password to who listens; SCRAM also proves
// the server to the client.
const (
	AuthAuto  AuthMethod = iota // MD5 for Redshift's own drivers, which know no SCRAM, else SCRAM
	AuthSCRAM                   // SCRAM-SHA-256
	AuthMD5
)

// Config is what a Server needs. Either Open or Join is required; the zero value
// of everything else is safe.
type Config struct {
	// Users looks a database user up. ok is false for one that does not
	// exist; such a client cannot tell that from a wrong password. Without it
	// only trusted connections get in.
	Users func(ctx context.Context, user string) (v PasswordVerifier, ok bool, err error)

	// Keeper keeps the users, groups and roles that sessions list and change. Without one,
	// or with a *users.Memory, they are kept in memory: the first user of a session is a
	// superuser, and every other that there is not yet is made.
	Keeper users.Keeper

	// Facts are what functions about the cluster answer, by their names, such as current_namespace.
	Facts map[string]string

	// Open connects an authenticated user. An *engine.Error is sent to the
	// client as it is (3D000 for a database that does not exist, 57P03 for a
	// cluster that is not available); any other is logged and sent as an
	// internal error.
	Open func(ctx context.Context, database, user string) (engine.Conn, error)

	// Databases are the cluster's, for CREATE DATABASE and its kin; nil refuses them.
	Databases *databases.Keeper

	// Join, in place of Open, takes sessions elsewhere: it connects an authenticated
	// user to a server that trusts the connection, and the client's bytes are carried
	// there and back. Errors are treated as Open's.
	Join func(ctx context.Context, as Trusted) (net.Conn, error)

	// Cancel, which goes with Join, passes a cancel request on to the server that
	// the session lives in, and returns when it has been dealt with.
	Cancel func(ctx context.Context, request []byte)

	// Stuck, where it is given, is called when a statement goes on StuckAfter after it
	// was told to stop: the engine does not listen; and when the engine says that it has
	// failed altogether.
	Stuck func()

	// TLS encrypts the connections of clients that ask for it; nil declines, and they
	// may go on without.
	TLS *tls.Config

	Auth  AuthMethod
	Clock clock.Clock  // nil is clock.System
	Log   *slog.Logger // nil discards

	MaxConnections int           // 0 is 500, Redshift's limit
	AuthTimeout    time.Duration // from accept to authenticated; 0 is 60 s
	WriteTimeout   time.Duration // how long a client may refuse to read; 0 is 5 minutes
	MaxMessage     int           // bytes in one message; 0 is 16 MiB + 1 KiB, Redshift's longest statement
}

// Trusted names the user of a local connection that needs no password: the
// session is that user's, whatever its start-up packet says. The zero value is a
// connection that must prove itself.
type Trusted struct {
	User string
	// Groups are the names of the groups that the user has joined for this session.
	Groups []string
	// Marks lets the session name the statements that it runs, so that the database
	// itself tells, after a crash, which of them have committed: SET
	// countersign.statement TO 'name', in a simple query, marks the next transaction
	// that writes; SHOW countersign.committed then answers how many rows it changed
	// (-1 where that is not counted), or nothing if it did not commit.
	Marks bool
}

// A Server keeps the sessions of one cluster.
type Server struct {
	cfg    Config
	keys   dummyKeys
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	catalog  atomic.Int64 // counts changes of what names mean, of all sessions
	catalogs catalogs
	memory   *users.Memory // in the place of Config.Keeper
	activity activity.Log

	mu        sync.Mutex
	closing   bool
	nextPID   uint32
	sessions  map[uint32]*session
	pending   map[net.Conn]struct{} // not yet authenticated
	listeners map[net.Listener]struct{}
}

// StuckAfter is how long an engine is given to stop.
const StuckAfter = 10 * time.Second

// ErrServerClosed is what Serve returns after Shutdown.
var ErrServerClosed = errors.New("pgwire: server closed")

// NewServer returns a server that listens nowhere yet.
func NewServer(cfg Config) (*Server, error) {
	if (cfg.Open == nil) == (cfg.Join == nil) || (cfg.Join == nil) != (cfg.Cancel == nil) {
		return nil, errors.New("pgwire: Config needs either Open, or Join and Cancel")
	}
	cfg.setDefaults()
	keys, err := newDummyKeys()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{
		cfg: cfg, keys: keys, ctx: ctx, cancel: cancel,
		sessions:  map[uint32]*session{},
		pending:   map[net.Conn]struct{}{},
		listeners: map[net.Listener]struct{}{},
	}
	if cfg.Keeper == nil {
		s.cfg.Keeper = &users.Memory{}
	}
	s.memory, _ = s.cfg.Keeper.(*users.Memory)
	return s, nil
}

func (c *Config) setDefaults() {
	if c.Users == nil {
		c.Users = func(context.Context, string) (PasswordVerifier, bool, error) { return PasswordVerifier{}, false, nil }
	}
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.MaxConnections == 0 {
		c.MaxConnections = 500
	}
	if c.AuthTimeout == 0 {
		c.AuthTimeout = time.Minute
	}
	if c.WriteTimeout == 0 {
		c.WriteTimeout = 5 * time.Minute
	}
	if c.MaxMessage == 0 {
		c.MaxMessage = 16<<20 + 1024
	}
}

// Serve accepts connections until Shutdown, which closes l, or until l fails.
func (s *Server) Serve(l net.Listener) error {
	if !s.addListener(l) {
		l.Close()
		return ErrServerClosed
	}
	defer s.wg.Done()
	for {
		conn, err := l.Accept()
		if isPassing(err) {
			s.cfg.Log.Warn("accept", "error", err)
			select {
			case <-s.cfg.Clock.After(acceptPause):
			case <-s.ctx.Done():
			}
			continue
		}
		if err != nil {
			return s.acceptError(l, err)
		}
		if s.crowded() {
			conn.Close()
			continue
		}
		if !s.begin(conn) {
			conn.Close()
			return ErrServerClosed
		}
		go s.run(conn, Trusted{})
	}
}

// acceptPause is how long the server waits when it can open no more files.
const acceptPause = 100 * time.Millisecond

// isPassing reports whether Accept may succeed later.
func isPassing(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ECONNABORTED)
}

// crowded reports whether as many clients as there may be sessions are still
// proving who they are: more are not even listened to.
func (s *Server) crowded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending) >= max(s.cfg.MaxConnections, minPending)
}

// minPending keeps a server with few sessions reachable for cancel requests.
const minPending = 64

func (s *Server) addListener(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.wg.Add(1)
	s.listeners[l] = struct{}{}
	return true
}

func (s *Server) acceptError(l net.Listener, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
	if s.closing {
		return ErrServerClosed
	}
	l.Close()
	return err
}

// ServeConn serves one connection and returns when it has ended. The server
// closes conn. ctx ending closes it too.
func (s *Server) ServeConn(ctx context.Context, conn net.Conn, trusted Trusted) error {
	if !s.begin(conn) {
		conn.Close()
		return ErrServerClosed
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	s.run(conn, trusted)
	return ctx.Err()
}

// begin notes a connection, so that Shutdown closes it and waits for it.
func (s *Server) begin(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.wg.Add(1)
	s.pending[conn] = struct{}{}
	return true
}

// Shutdown stops listening, tells every session that it is being closed
// (57P01), interrupts what runs, and waits until all have ended; sessions that were
// joined elsewhere are ended there, by who shuts that down. When ctx ends
// first, connections are cut and ctx's error is returned once they are gone.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.closing = true
	for l := range s.listeners {
		l.Close()
	}
	for c := range s.pending {
		c.Close()
	}
	sessions := make([]*session, 0, len(s.sessions))
	for _, ss := range s.sessions {
		sessions = append(sessions, ss)
	}
	s.mu.Unlock()
	s.cancel()
	for _, ss := range sessions {
		ss.terminate()
	}
	done := make(chan struct{})
	go func() { s.wg.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	for _, ss := range sessions {
		ss.cut()
	}
	<-done
	return ctx.Err()
}
