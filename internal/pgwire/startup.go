package pgwire

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Codes that stand where a protocol version would.
const (
	sslRequest    = 80877103
	gssEncRequest = 80877104
	cancelRequest = 80877102

	protocolMajor = 3
	protocolMinor = 2 // the newest we speak; 1 does not exist

	maxStartup = 10_000 // bytes, PostgreSQL's limit
)

var errStartup = errors.New("pgwire: malformed start-up packet")

// run serves a connection from its first byte to its end. It owns conn.
func (s *Server) run(conn net.Conn, trusted Trusted) {
	defer s.wg.Done()
	defer s.drop(conn)
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	ss := newSession(s, conn, ctx)
	late := s.cfg.Clock.AfterFunc(s.cfg.AuthTimeout, func() { conn.Close() })
	err := ss.start(trusted)
	if !late.Stop() || err != nil {
		ss.reportFatal(err)
		ss.close()
		return
	}
	if ss.far != nil {
		ss.carry()
	} else {
		ss.loop()
	}
	ss.close()
}

func (s *Server) drop(conn net.Conn) {
	conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pending, conn)
}

// start goes through start-up and authentication. A nil error means that the
// client is ready to ask; errDone that there is nothing more to do.
func (ss *session) start(trusted Trusted) error {
	packet, err := ss.readStartup()
	if err != nil {
		return err
	}
	ss.user, ss.database = packet.parameters["user"], packet.parameters["database"]
	if trusted.User != "" {
		ss.user, ss.groups, ss.marks = trusted.User, trusted.Groups, trusted.Marks
	}
	ss.locate(packet.parameters, trusted.User != "")
	if ss.user == "" {
		return fatal(engine.InvalidAuthorization, "no PostgreSQL user name specified in startup packet")
	}
	if ss.database == "" {
		ss.database = ss.user
	}
	ss.negotiate(packet)
	if trusted.User == "" {
		if err := ss.authenticate(packet); err != nil {
			return err
		}
	}
	if ss.server.cfg.Join != nil {
		return ss.join(packet)
	}
	return ss.welcome(packet)
}

// A startupPacket is what a client says first.
type startupPacket struct {
	minor      int
	parameters map[string]string
}

// ofRedshift reports whether one of Redshift's own drivers has sent the packet.
func (p startupPacket) ofRedshift() bool {
	return strings.HasPrefix(p.parameters["driver_version"], "Redshift ")
}

// readStartup answers requests for encryption, passes cancel requests on, and
// returns the start-up packet.
func (ss *session) readStartup() (startupPacket, error) {
	for range 3 { // SSL, GSS, start-up; nobody needs more
		body, err := readPacket(ss.conn)
		if err != nil {
			return startupPacket{}, err
		}
		switch code := binary.BigEndian.Uint32(body); {
		case (code == sslRequest || code == gssEncRequest) && len(body) != 4:
			return startupPacket{}, errStartup
		case code == sslRequest:
			if err := ss.answerTLS(); err != nil {
				return startupPacket{}, err
			}
		case code == gssEncRequest:
			if _, err := ss.conn.Write([]byte{'N'}); err != nil {
				return startupPacket{}, err
			}
		case code == cancelRequest:
			ss.server.passCancel(ss.ctx, body[4:])
			return startupPacket{}, errDone
		case code>>16 == protocolMajor:
			return parseStartup(body)
		default:
			return startupPacket{}, fatal(engine.FeatureNotSupported,
				fmt.Sprintf("unsupported frontend protocol %d.%d: server supports 3.0 to 3.2", code>>16, code&0xffff))
		}
	}
	return startupPacket{}, errStartup
}

// readPacket reads a packet without a type: its length, itself included, and
// its body of at least four bytes. It reads no byte further.
func readPacket(r io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := int64(binary.BigEndian.Uint32(head[:])) - 4
	if n < 4 || n > maxStartup {
		return nil, errStartup
	}
	body := make([]byte, n)
	_, err := io.ReadFull(r, body)
	return body, err
}

// parseStartup reads names and values, each ended by a zero byte, and a last
// zero byte.
func parseStartup(body []byte) (startupPacket, error) {
	p := startupPacket{minor: int(binary.BigEndian.Uint16(body[2:])), parameters: map[string]string{}}
	rest := body[4:]
	for {
		name, after, ok := bytes.Cut(rest, []byte{0})
		if !ok {
			return p, errStartup
		}
		if len(name) == 0 {
			if len(after) != 0 {
				return p, errStartup
			}
			return p, nil
		}
		value, after, ok := bytes.Cut(after, []byte{0})
		if !ok {
			return p, errStartup
		}
		p.parameters[string(name)] = string(value)
		rest = after
	}
}

// negotiate tells a client that asks for more than we speak what we do speak.
func (ss *session) negotiate(p startupPacket) {
	var unknown []string
	for name := range p.parameters {
		if strings.HasPrefix(name, "_pq_.") {
			unknown = append(unknown, name)
			delete(p.parameters, name)
		}
	}
	ss.minor = min(p.minor, protocolMinor)
	if p.minor > protocolMinor || len(unknown) > 0 {
		ss.send(&pgproto3.NegotiateProtocolVersion{
			NewestMinorProtocol: uint32(ss.minor), UnrecognizedOptions: unknown,
		})
	}
}

// welcome opens the database and tells the client that it may begin.
func (ss *session) welcome(p startupPacket) error {
	if err := ss.server.admit(ss); err != nil {
		return err
	}
	if err := ss.identify(); err != nil {
		return err
	}
	if err := ss.crowds(); err != nil {
		return err
	}
	conn, err := ss.server.cfg.Open(ss.ctx, ss.database, ss.user)
	if err != nil {
		return err
	}
	ss.engine = conn
	ss.configure()
	if err := ss.applyStartup(p.parameters); err != nil {
		return err
	}
	ss.joined(p.parameters)
	ss.send(&pgproto3.AuthenticationOk{})
	ss.sendParameters()
	ss.send(&pgproto3.BackendKeyData{ProcessID: ss.pid, SecretKey: ss.secret})
	ss.ready()
	return ss.flush()
}

// admit gives the session its number, if there is room.
func (s *Server) admit(ss *session) error {
	ss.secret = make([]byte, 4)
	if ss.minor >= 2 {
		ss.secret = make([]byte, 32)
	}
	if _, err := rand.Read(ss.secret); err != nil {
		return fmt.Errorf("pgwire: secret key: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return fatal(engine.CannotConnectNow, "the database system is shutting down")
	}
	if len(s.sessions) >= s.cfg.MaxConnections {
		return fatal(engine.TooManyConnections, fmt.Sprintf("connection limit \"%d\" exceeded for non-bootstrap users", s.cfg.MaxConnections))
	}
	s.nextPID++
	for s.sessions[s.nextPID] != nil || s.nextPID == 0 {
		s.nextPID++
	}
	ss.pid = s.nextPID
	s.sessions[ss.pid] = ss
	delete(s.pending, ss.socket)
	return nil
}

// passCancel brings a cancel request to where its session is.
func (s *Server) passCancel(ctx context.Context, key []byte) {
	if s.cfg.Join == nil {
		s.cancelSession(key)
		return
	}
	request := binary.BigEndian.AppendUint32(nil, uint32(8+len(key)))
	request = binary.BigEndian.AppendUint32(request, cancelRequest)
	s.cfg.Cancel(ctx, append(request, key...))
}

// cancelSession interrupts the statement of the session that key belongs to.
// Nobody is told whether there is one.
func (s *Server) cancelSession(key []byte) {
	if len(key) < 8 {
		return
	}
	s.mu.Lock()
	ss := s.sessions[binary.BigEndian.Uint32(key)]
	s.mu.Unlock()
	if ss != nil && subtle.ConstantTimeCompare(ss.secret, key[4:]) == 1 {
		ss.cancelRunning()
	}
}
