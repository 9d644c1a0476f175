package pgwire

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Redshift's own authentication, for users of whose password SQL gave the SHA-256 digest
// alone. Only Redshift's drivers speak it: redshift_connector's core.py is the source, as
// there is no description. The client answers with sha256(sha256(password ‖ salt) ‖ the
// server's nonce ‖ its own nonce).

const (
	authDigest   = 13
	digestSHA256 = 0
)

// A digestRequest is AuthenticationDigest.
type digestRequest struct{ salt, nonce []byte }

// Backend marks it as a message to clients.
func (*digestRequest) Backend() {}

// Decode is not needed: servers only send it.
func (*digestRequest) Decode([]byte) error { return errStartup }

// Encode appends the message.
func (r *digestRequest) Encode(out []byte) ([]byte, error) {
	out = append(out, 'R')
	out = binary.BigEndian.AppendUint32(out, uint32(4+4+4+4+len(r.salt)+4+len(r.nonce)))
	out = binary.BigEndian.AppendUint32(out, authDigest)
	out = binary.BigEndian.AppendUint32(out, digestSHA256)
	for _, part := range [][]byte{r.salt, r.nonce} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(part)))
		out = append(out, part...)
	}
	return out, nil
}

func (ss *session) authenticateDigest(v PasswordVerifier) (bool, error) {
	ask := &digestRequest{salt: []byte(v.SHA256Salt), nonce: make([]byte, sha256.Size)}
	rand.Read(ask.nonce)
	ss.send(ask)
	if err := ss.flush(); err != nil {
		return false, err
	}
	msg, err := ss.backend.Receive()
	if err != nil {
		return false, err
	}
	answer, ok := msg.(*pgproto3.CopyData) // of the same letter
	if !ok {
		return false, errNoPassword()
	}
	digest, rest, ok := cutPart(answer.Data)
	nonce, rest, ok2 := cutPart(rest)
	if !ok || !ok2 || len(rest) > 0 {
		return false, fatal(engine.ProtocolViolation, "malformed password digest")
	}
	h := sha256.New()
	h.Write(v.SHA256)
	h.Write(ask.nonce)
	h.Write(nonce)
	return hmac.Equal(h.Sum(nil), digest), nil
}

// cutPart cuts a length and as many bytes off.
func cutPart(b []byte) (part, rest []byte, ok bool) {
	if len(b) < 4 {
		return nil, nil, false
	}
	n := binary.BigEndian.Uint32(b)
	if uint64(n) > uint64(len(b)-4) {
		return nil, nil, false
	}
	return b[4 : 4+n], b[4+n:], true
}
