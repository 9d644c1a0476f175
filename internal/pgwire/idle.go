package pgwire

import (
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/engine"
)

// receive waits for the client's next message, for as long as the user may be idle.
func (ss *session) receive() (pgproto3.FrontendMessage, error) {
	if ss.idle == 0 {
		return ss.backend.Receive()
	}
	late := ss.server.cfg.Clock.AfterFunc(ss.idle, ss.expire)
	msg, err := ss.backend.Receive()
	late.Stop()
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.expired {
		return nil, fatal(engine.IdleTimeout, "terminating connection due to idle-session timeout")
	}
	return msg, err
}

// expire wakes the reader.
func (ss *session) expire() {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.expired = true
	_ = ss.conn.SetReadDeadline(time.Unix(1, 0)) // long past; a connection that has ended needs none
}
