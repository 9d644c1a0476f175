package pgwire

import (
	"errors"
	"io"
	"net"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A LastWord is a connection to a session that may break off because the process
// behind it dies. Its reader is then told so, as PostgreSQL would have told it.
type LastWord struct {
	*net.UnixConn
	Why *engine.Error // what is said

	framing framing
	word    []byte
	said    bool
	left    atomic.Bool
}

// Leave says that the reader ends the session himself: there is no last word then.
func (c *LastWord) Leave() { c.left.Store(true) }

// Read reads from the session, then its last word if it had none of its own.
func (c *LastWord) Read(p []byte) (int, error) {
	if len(c.word) > 0 {
		n := copy(p, c.word)
		c.word = c.word[n:]
		return n, nil
	}
	n, err := c.UnixConn.Read(p)
	c.framing.follow(p[:n])
	if err == nil || n > 0 || c.said {
		return n, err
	}
	c.said = true
	if errors.Is(err, net.ErrClosed) || c.left.Load() || !c.framing.between() || c.framing.last() == errorResponse {
		return n, err
	}
	fatal := &pgproto3.ErrorResponse{Severity: "FATAL", SeverityUnlocalized: "FATAL", Code: c.Why.State, Message: c.Why.Message}
	word, encoding := fatal.Encode(nil)
	if encoding != nil {
		return 0, io.EOF
	}
	c.word = word
	return c.Read(p)
}

// errorResponse is the type of a message that says why a session ends.
const errorResponse = 'E'
