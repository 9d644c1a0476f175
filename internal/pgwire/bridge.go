package pgwire

import (
	"bytes"
	"net"

	"github.com/jackc/pgx/v5/pgproto3"
)

// A session that runs elsewhere: the client has proven here who it is, and what
// it sends from then on is carried to a server that trusts us.

// join connects an authenticated client to its session.
func (ss *session) join(p startupPacket) error {
	if err := ss.server.admit(ss); err != nil {
		return err
	}
	far, err := ss.server.cfg.Join(ss.ctx, Trusted{User: ss.user})
	if err != nil {
		return err
	}
	ss.mu.Lock()
	ss.far = far
	ss.mu.Unlock()
	p.parameters["user"], p.parameters["database"] = ss.user, ss.database
	p.parameters[clientAddress] = ss.client
	hello := &pgproto3.StartupMessage{ProtocolVersion: protocolMajor<<16 | uint32(ss.minor), Parameters: p.parameters}
	packet, err := hello.Encode(nil)
	if err != nil {
		return err
	}
	if err := ss.flush(); err != nil {
		return err
	}
	_, err = far.Write(packet)
	return err
}

// carry carries bytes both ways until the session ends.
func (ss *session) carry() {
	up := make(chan struct{})
	go func() {
		defer close(up)
		ss.carryUp()
		closeWrite(ss.far)
	}()
	ss.carryDown()
	ss.cut()
	<-up
}

// carryUp carries what the client says. Whatever ends it, the session is told.
func (ss *session) carryUp() {
	leaving, _ := ss.far.(interface{ Leave() })
	buffer := make([]byte, carrySize)
	for {
		n, err := ss.conn.Read(buffer)
		if leaving != nil && (err != nil || bytes.HasSuffix(buffer[:n], terminate)) {
			leaving.Leave()
		}
		if n > 0 {
			if _, failed := ss.far.Write(buffer[:n]); failed != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// terminate is the message by which a client ends its session.
var terminate = []byte{'X', 0, 0, 0, 4}

// carrySize is how much is carried at a time, in bytes.
const carrySize = 32 << 10

// carryDown carries the session's answers. A client that does not read is cut off
// after WriteTimeout.
func (ss *session) carryDown() {
	buffer := make([]byte, carrySize)
	for {
		n, err := ss.far.Read(buffer)
		if n > 0 {
			late := ss.server.cfg.Clock.AfterFunc(ss.server.cfg.WriteTimeout, ss.cut)
			_, failed := ss.conn.Write(buffer[:n])
			late.Stop()
			if failed != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// cut closes both connections; any goroutine may call it.
func (ss *session) cut() {
	ss.conn.Close()
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.far != nil {
		ss.far.Close()
	}
}

// closeWrite says that nothing more is coming.
func closeWrite(conn net.Conn) {
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite() // a connection that is broken already needs no word
		return
	}
	conn.Close()
}
