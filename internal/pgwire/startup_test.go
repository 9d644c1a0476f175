package pgwire_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
)

// packet is a start-up packet with a length in front.
func packet(code uint32, rest string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(8+len(rest)))
	return append(binary.BigEndian.AppendUint32(b, code), rest...)
}

func (f *fixture) dial(t *testing.T) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", f.addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestStartup(t *testing.T) {
	f := start(t, nil)
	for name, test := range map[string]struct {
		send  []byte
		wants string // in what comes back
	}{
		"no to ssl and gss":   {append(packet(80877103, ""), packet(80877104, "")...), "NN"},
		"four of them":        {bytes.Repeat(packet(80877103, ""), 4), "invalid length of startup packet"},
		"too short":           {[]byte{0, 0, 0, 7, 0, 3, 0}, "invalid length of startup packet"},
		"negative length":     {[]byte{0xff, 0xff, 0xff, 0xff, 0, 3, 0, 0}, "invalid length of startup packet"},
		"huge length":         {[]byte{0x7f, 0xff, 0xff, 0xff, 0, 3, 0, 0}, "invalid length of startup packet"},
		"cut short":           {packet(196608, "user\x00admin\x00\x00")[:12], ""},
		"no end":              {packet(196608, "user\x00admin"), "invalid length of startup packet"},
		"no user":             {packet(196608, "database\x00dev\x00\x00"), "no PostgreSQL user name"},
		"protocol 2":          {packet(131072, "x"), "unsupported frontend protocol 2.0"},
		"version of tomorrow": {packet(196608+9999, "user\x00admin\x00_pq_.new\x001\x00\x00"), "_pq_.new"},
		"cancel of nobody":    {packet(80877102, "\x00\x00\x00\x01abcd"), ""},
		"cancel without key":  {packet(80877102, "x"), ""},
		"http":                {[]byte("GET / HTTP/1.1\r\n\r\n"), "invalid length of startup packet"},
	} {
		t.Run(name, func(t *testing.T) {
			// A pipe, since TCP may drop an answer to what was not read to its end.
			client, server := net.Pipe()
			defer client.Close()
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				f.server.ServeConn(context.Background(), server, pgwire.Trusted{})
			}()
			go func() {
				client.Write(test.send)
				if test.wants == "" {
					client.Close()
				}
			}()
			var got []byte
			for buffer := make([]byte, 1000); test.wants == "" || !bytes.Contains(got, []byte(test.wants)); {
				n, err := client.Read(buffer)
				got = append(got, buffer[:n]...)
				if err != nil {
					break
				}
			}
			if !bytes.Contains(got, []byte(test.wants)) {
				t.Errorf("answer %q lacks %q", got, test.wants)
			}
			client.Close()
			<-ended
		})
	}
}

func TestUnknownStartupParameter(t *testing.T) {
	f := start(t, nil)
	out := f.psqlOptions(t, "-c nope=1")
	if !bytes.Contains(out, []byte(`unrecognized configuration parameter "nope"`)) {
		t.Errorf("%s", out)
	}
}

// psqlOptions connects through a trusted pipe with options and returns all
// that the server says.
func (f *fixture) psqlOptions(t *testing.T, options string) []byte {
	t.Helper()
	client, server := net.Pipe()
	defer client.Close()
	go f.server.ServeConn(context.Background(), server, pgwire.Trusted{User: user})
	go client.Write(packet(196608, "user\x00x\x00database\x00dev\x00options\x00"+options+"\x00\x00"))
	out, err := io.ReadAll(client)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAuthTimeout(t *testing.T) {
	manual := clock.NewManual(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	f := start(t, func(c *pgwire.Config) { c.Clock = manual })
	c := f.dial(t)
	if err := manual.WaitForTimers(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	manual.Advance(time.Minute)
	if _, err := io.ReadAll(c); err != nil {
		t.Logf("read: %v", err)
	}
}

func TestMalformedMessages(t *testing.T) {
	f := start(t, func(c *pgwire.Config) { c.MaxMessage = 1000 })
	for name, test := range map[string]struct{ send, wants string }{
		"unknown type":         {"!\x00\x00\x00\x04", "08P01"},
		"length below four":    {"Q\x00\x00\x00\x03", "08P01"},
		"negative length":      {"Q\xff\xff\xff\xff", "08P01"},
		"too long":             {"Q\x7f\xff\xff\xff", "08P01"},
		"query with no end":    {"Q\x00\x00\x00\x05x", "08P01"},
		"cut short":            {"Q\x00\x00\x00\x50abc", ""},
		"bind of nothing":      {"B\x00\x00\x00\x04", "08P01"},
		"function call":        {"F\x00\x00\x00\x0e\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00S\x00\x00\x00\x04", "0A000"},
		"bind of no statement": {"B\x00\x00\x00\x0f\x00nope\x00\x00\x00\x00\x00\x00S\x00\x00\x00\x04", "08P01"},
	} {
		t.Run(name, func(t *testing.T) {
			client, server := net.Pipe()
			defer client.Close()
			go f.server.ServeConn(context.Background(), server, pgwire.Trusted{User: user})
			go func() {
				client.Write(packet(196608, "user\x00x\x00database\x00dev\x00\x00"))
				client.Write([]byte(test.send))
				client.Write([]byte("X\x00\x00\x00\x04"))
				if test.wants == "" {
					client.Close()
				}
			}()
			got, err := io.ReadAll(client)
			if err != nil && test.wants != "" {
				t.Fatal(err)
			}
			if !bytes.Contains(got, []byte(test.wants)) {
				t.Errorf("answer %q lacks %q", got, test.wants)
			}
		})
	}
}

// tcpPair is two ends that do not wait for each other.
func tcpPair(t testing.TB) (client, server net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if client, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if server, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	return client, server
}

// A portal gives its rows in parts.
func TestPortalSuspended(t *testing.T) {
	f := start(t, nil)
	client, server := tcpPair(t)
	defer client.Close()
	go f.server.ServeConn(context.Background(), server, pgwire.Trusted{User: user})
	front := pgproto3.NewFrontend(client, client)
	front.Send(&pgproto3.StartupMessage{ProtocolVersion: pgproto3.ProtocolVersion30, Parameters: map[string]string{"user": "x", "database": "dev"}})
	flush := func() {
		t.Helper()
		if err := front.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	flush()
	until := func(stop func(pgproto3.BackendMessage) bool) (rows int) {
		t.Helper()
		for {
			msg, err := front.Receive()
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := msg.(*pgproto3.DataRow); ok {
				rows++
			}
			if e, ok := msg.(*pgproto3.ErrorResponse); ok {
				t.Fatalf("%+v", e)
			}
			if stop(msg) {
				return rows
			}
		}
	}
	isReady := func(m pgproto3.BackendMessage) bool { _, ok := m.(*pgproto3.ReadyForQuery); return ok }
	suspended := func(m pgproto3.BackendMessage) bool { _, ok := m.(*pgproto3.PortalSuspended); return ok }
	complete := func(m pgproto3.BackendMessage) bool {
		c, ok := m.(*pgproto3.CommandComplete)
		if ok && string(c.CommandTag) != "SELECT 5000" {
			t.Errorf("tag %s", c.CommandTag)
		}
		return ok
	}
	until(isReady)
	front.Send(&pgproto3.Parse{Query: "select i from generate_series(0, 4999) i"})
	front.Send(&pgproto3.Bind{DestinationPortal: "p"})
	front.Send(&pgproto3.Execute{Portal: "p", MaxRows: 3000})
	front.Send(&pgproto3.Flush{})
	flush()
	if n := until(suspended); n != 3000 {
		t.Errorf("%d rows", n)
	}
	front.Send(&pgproto3.Execute{Portal: "p", MaxRows: 3000})
	front.Send(&pgproto3.Sync{})
	flush()
	if n := until(complete); n != 2000 {
		t.Errorf("%d rows", n)
	}
	until(isReady)
}

// A client that sends anything at all gets an end, and the server lives on.
func FuzzStartup(f *testing.F) {
	for _, seed := range [][]byte{
		packet(80877103, ""), packet(196608, "user\x00a\x00\x00"), packet(80877102, "\x00\x00\x00\x01abcd"),
		append(packet(196608, "user\x00a\x00\x00"), "p\x00\x00\x00\x08abcd"...),
		append(packet(196608, "user\x00a\x00\x00"), "p\x00\x00\x00\x1aSCRAM-SHA-256\x00\xff\xff\xff\xff"...), {}, {0, 0, 0, 4},
	} {
		f.Add(seed)
	}
	server, err := pgwire.NewServer(pgwire.Config{
		Users: func(context.Context, string) (pgwire.PasswordVerifier, bool, error) {
			return pgwire.PasswordVerifier{}, false, nil
		},
		Open: func(context.Context, string, string) (engine.Conn, error) { panic("nobody can get here") },
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		client, end := net.Pipe()
		done := make(chan struct{})
		go func() {
			defer close(done)
			server.ServeConn(context.Background(), end, pgwire.Trusted{})
		}()
		read := make(chan struct{})
		go func() {
			defer close(read)
			io.Copy(io.Discard, client)
		}()
		client.Write(data)
		client.Close()
		<-done
		<-read
	})
}
