package pgwire

import (
	"crypto/tls"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgproto3"
)

// use makes the session talk over conn.
func (ss *session) use(conn net.Conn) {
	ss.conn = conn
	var reader io.Reader = conn
	if ss.server.cfg.Join != nil {
		reader = &exactReader{from: conn} // what follows authentication is for somebody else
	}
	ss.backend = pgproto3.NewBackend(reader, io.Discard) // receives only
}

// answerTLS answers a request for TLS, and encrypts the connection where it can. A
// client sends nothing until it has the answer; what somebody has smuggled in before
// that is taken for part of the handshake, which then fails.
func (ss *session) answerTLS() error {
	settings := ss.server.cfg.TLS
	if settings == nil {
		_, err := ss.conn.Write([]byte{'N'})
		return err
	}
	if _, already := ss.conn.(*tls.Conn); already {
		return errStartup
	}
	if _, err := ss.conn.Write([]byte{'S'}); err != nil {
		return err
	}
	conn := tls.Server(ss.conn, settings)
	if err := conn.HandshakeContext(ss.ctx); err != nil {
		return errDone // nothing more can be said that the client would understand
	}
	ss.use(conn)
	return nil
}
