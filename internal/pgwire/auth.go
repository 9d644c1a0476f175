package pgwire

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/xdg-go/scram"

	"github.com/countersign-dev/countersign/internal/engine"
)

const scramMechanism = "SCRAM-SHA-256"

// authenticate makes the client prove its password. A user who does not exist
// goes through the same exchange and fails at the same place.
func (ss *session) authenticate(packet startupPacket) error {
	v, known, err := ss.server.cfg.Users(ss.ctx, ss.user)
	if err != nil {
		return fmt.Errorf("pgwire: user: %w", err)
	}
	if !known {
		v = ss.server.keys.verifier(ss.user)
	}
	ss.backend.SetMaxBodyLen(maxStartup)
	var proven bool
	switch {
	case v.Digest() && !v.SCRAM():
		proven, err = ss.authenticateDigest(v)
	case ss.server.cfg.Auth == AuthMD5, ss.server.cfg.Auth == AuthAuto && packet.ofRedshift(), !v.SCRAM():
		// A user of whose password SQL gave the MD5 digest alone can prove it in no other way,
		// and so can be told from users who do not exist.
		proven, err = ss.authenticateMD5(v)
	default:
		proven, err = ss.authenticateSCRAM(v)
	}
	if err != nil {
		return err
	}
	if !proven || !known {
		return fatal(engine.InvalidPassword, fmt.Sprintf("password authentication failed for user \"%s\"", ss.user))
	}
	return nil
}

func (ss *session) authenticateMD5(v PasswordVerifier) (bool, error) {
	ask := &pgproto3.AuthenticationMD5Password{}
	if _, err := rand.Read(ask.Salt[:]); err != nil {
		return false, fmt.Errorf("pgwire: salt: %w", err)
	}
	msg, err := ss.challenge(ask, pgproto3.AuthTypeMD5Password)
	if err != nil {
		return false, err
	}
	answer, ok := msg.(*pgproto3.PasswordMessage)
	if !ok {
		return false, errNoPassword()
	}
	sum := md5.Sum(append([]byte(v.MD5), ask.Salt[:]...))
	want := "md5" + hex.EncodeToString(sum[:])
	return subtle.ConstantTimeCompare([]byte(want), []byte(answer.Password)) == 1, nil
}

func (ss *session) authenticateSCRAM(v PasswordVerifier) (bool, error) {
	server, err := scram.SHA256.NewServer(func(string) (scram.StoredCredentials, error) {
		return scram.StoredCredentials{
			KeyFactors: scram.KeyFactors{Salt: string(v.Salt), Iters: v.Iterations},
			StoredKey:  v.StoredKey, ServerKey: v.ServerKey,
		}, nil
	})
	if err != nil {
		return false, fmt.Errorf("pgwire: scram: %w", err)
	}
	talk := server.NewConversation()
	msg, err := ss.challenge(&pgproto3.AuthenticationSASL{AuthMechanisms: []string{scramMechanism}}, pgproto3.AuthTypeSASL)
	if err != nil {
		return false, err
	}
	first, ok := msg.(*pgproto3.SASLInitialResponse)
	if !ok {
		return false, errNoPassword()
	}
	if first.AuthMechanism != scramMechanism {
		return false, fatal(engine.ProtocolViolation, "client selected an invalid SASL authentication mechanism")
	}
	answer, err := talk.Step(string(first.Data))
	if err != nil {
		return false, fatal(engine.ProtocolViolation, "malformed SCRAM message")
	}
	msg, err = ss.challenge(&pgproto3.AuthenticationSASLContinue{Data: []byte(answer)}, pgproto3.AuthTypeSASLContinue)
	if err != nil {
		return false, err
	}
	last, ok := msg.(*pgproto3.SASLResponse)
	if !ok {
		return false, errNoPassword()
	}
	answer, wrong := talk.Step(string(last.Data))
	if wrong != nil || !talk.Valid() {
		return false, nil //nolint:nilerr // a wrong proof is an answer, not trouble
	}
	ss.send(&pgproto3.AuthenticationSASLFinal{Data: []byte(answer)})
	return true, nil
}

// challenge sends a question and receives the answer.
func (ss *session) challenge(ask pgproto3.BackendMessage, kind uint32) (pgproto3.FrontendMessage, error) {
	ss.send(ask)
	if err := ss.flush(); err != nil {
		return nil, err
	}
	if err := ss.backend.SetAuthType(kind); err != nil {
		return nil, err
	}
	return ss.backend.Receive()
}

func errNoPassword() error {
	return fatal(engine.ProtocolViolation, "expected password response")
}
