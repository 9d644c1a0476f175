package pgwire_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
)

// front serves logins for a server behind it.
func front(t *testing.T, behind *pgwire.Server) *pgwire.Server {
	t.Helper()
	verifier, err := pgwire.NewPasswordVerifier(user, password)
	if err != nil {
		t.Fatal(err)
	}
	connect := func(as pgwire.Trusted) net.Conn {
		near, far := net.Pipe()
		go behind.ServeConn(context.Background(), far, as)
		return near
	}
	server, err := pgwire.NewServer(pgwire.Config{
		Auth: pgwire.AuthMD5,
		Users: func(_ context.Context, name string) (pgwire.PasswordVerifier, bool, error) {
			return verifier, name == user, nil
		},
		Join: func(_ context.Context, as pgwire.Trusted) (net.Conn, error) { return connect(as), nil },
		Cancel: func(_ context.Context, request []byte) {
			conn := connect(pgwire.Trusted{User: user})
			defer conn.Close()
			conn.Write(request)
			conn.Read(make([]byte, 1))
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// A client that sends its first query together with its password gets its answer:
// the front reads no byte of what is for the session.
func TestFrontReadsNoFurther(t *testing.T) {
	server := front(t, start(t, nil).server)
	client, far := net.Pipe()
	defer client.Close()
	go server.ServeConn(t.Context(), far, pgwire.Trusted{})
	wire := pgproto3.NewFrontend(client, client)
	if _, err := client.Write(packet(196608, "user\x00admin\x00database\x00dev\x00\x00")); err != nil {
		t.Fatal(err)
	}
	msg, err := wire.Receive()
	if err != nil {
		t.Fatal(err)
	}
	wire.Send(&pgproto3.PasswordMessage{Password: md5Answer(msg.(*pgproto3.AuthenticationMD5Password).Salt)})
	wire.Send(&pgproto3.Query{String: "select 'first'"})
	go wire.Flush()
	for {
		msg, err := wire.Receive()
		if err != nil {
			t.Fatal(err)
		}
		if row, ok := msg.(*pgproto3.DataRow); ok {
			if string(row.Values[0]) != "first" {
				t.Errorf("%q", row.Values)
			}
			return
		}
	}
}

// message is a message of the wire.
func message(kind byte, body string) []byte {
	return append(binary.BigEndian.AppendUint32([]byte{kind}, uint32(4+len(body))), body...)
}

func TestLastWord(t *testing.T) {
	const word = "it has died"
	for name, test := range map[string]struct {
		sent []byte
		left bool
		want bool
	}{
		"after a message":            {append(message('D', "row"), message('Z', "I")...), false, true},
		"before the first":           {nil, false, true},
		"after a word of its own":    {message('E', "SFATAL\x00"), false, false},
		"in the middle of a message": {message('D', "row")[:6], false, false},
		"in the middle of a head":    {append(message('D', "row"), 'D', 0), false, false},
		"after its client has left":  {append(message('D', "row"), message('Z', "I")...), true, false},
	} {
		t.Run(name, func(t *testing.T) {
			fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
			if err != nil {
				t.Fatal(err)
			}
			near, err := net.FileConn(os.NewFile(uintptr(fds[0]), "near"))
			if err != nil {
				t.Fatal(err)
			}
			far := os.NewFile(uintptr(fds[1]), "far")
			far.Write(test.sent)
			far.Close()
			conn := &pgwire.LastWord{UnixConn: near.(*net.UnixConn), Why: &engine.Error{State: engine.CrashShutdown, Message: word}}
			defer conn.Close()
			if test.left {
				conn.Leave()
			}
			got, err := io.ReadAll(conn)
			if err != nil || !bytes.HasPrefix(got, test.sent) || bytes.Contains(got, []byte(word)) != test.want {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

// planner is an engine that does not hear of a cancel request while it plans.
type planner struct {
	engine.Conn
	planning, leave chan struct{}
}

func (p planner) Prepare(ctx context.Context, sql string) (engine.Statement, error) {
	if strings.Contains(sql, "4711") {
		p.planning <- struct{}{}
		<-p.leave
		ctx = context.WithoutCancel(ctx)
	}
	return p.Conn.Prepare(ctx, sql)
}

// A cancel request that comes while a statement is prepared is not lost, by either protocol.
func TestCancelWhilePlanning(t *testing.T) {
	p := planner{planning: make(chan struct{}), leave: make(chan struct{})}
	f := start(t, func(c *pgwire.Config) {
		open := c.Open
		c.Open = func(ctx context.Context, database, user string) (engine.Conn, error) {
			conn, err := open(ctx, database, user)
			return planner{conn, p.planning, p.leave}, err
		}
	})
	c := f.connect(t, "")
	for name, run := range map[string]func() error{
		"simple":   func() error { _, err := c.PgConn().Exec(t.Context(), "select 4711").ReadAll(); return err },
		"extended": func() error { return extended(t, c, "select 4711") },
	} {
		ended := make(chan error)
		go func() { ended <- run() }()
		<-p.planning
		if err := c.PgConn().CancelRequest(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.leave <- struct{}{}
		if err := <-ended; state(err) != "57014" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// deaf is an engine that does not stop when it is told to.
type deaf struct {
	engine.Conn
	executing chan struct{}
	leave     chan struct{}
}

func (d deaf) Prepare(ctx context.Context, sql string) (engine.Statement, error) {
	st, err := d.Conn.Prepare(ctx, sql)
	return deafStatement{st, d}, err
}

type deafStatement struct {
	engine.Statement
	conn deaf
}

func (s deafStatement) Execute(context.Context, []engine.Value) (engine.Rows, error) {
	s.conn.executing <- struct{}{}
	<-s.conn.leave
	return nil, &engine.Error{State: engine.QueryCanceled, Message: "at last"}
}

func TestStuck(t *testing.T) {
	now := clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	stuck, d := make(chan struct{}, 9), deaf{executing: make(chan struct{}), leave: make(chan struct{})}
	f := start(t, func(c *pgwire.Config) {
		open := c.Open
		c.Clock, c.Stuck = now, func() { stuck <- struct{}{} }
		c.Open = func(ctx context.Context, database, user string) (engine.Conn, error) {
			conn, err := open(ctx, database, user)
			return deaf{conn, d.executing, d.leave}, err
		}
	})
	conn := f.connect(t, "")
	for _, stays := range []bool{false, true} {
		ended := make(chan error, 1)
		go func() {
			_, err := conn.PgConn().Exec(context.Background(), "select 1").ReadAll()
			ended <- err
		}()
		<-d.executing
		if err := conn.PgConn().CancelRequest(t.Context()); err != nil {
			t.Fatal(err)
		}
		now.Advance(pgwire.StuckAfter - time.Millisecond)
		if stays {
			now.Advance(time.Millisecond)
		}
		d.leave <- struct{}{}
		if err := <-ended; state(err) != "57014" {
			t.Error(err)
		}
		now.Advance(pgwire.StuckAfter) // who has ended is not stuck
		if got := len(stuck) > 0; got != stays {
			t.Errorf("stuck %t, want %t", got, stays)
		}
	}
}

// md5Answer proves the password by the MD5 method.
func md5Answer(salt [4]byte) string {
	sum := func(text string) string {
		hash := md5.Sum([]byte(text))
		return hex.EncodeToString(hash[:])
	}
	return "md5" + sum(sum(password+user)+string(salt[:]))
}
