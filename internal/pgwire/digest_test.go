package pgwire_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/users"
)

// What redshift_connector says to a server that asks for a digest.
func TestDigestAuthentication(t *testing.T) {
	stored := sha256.Sum256([]byte("Secret99salt"))
	v, err := users.ReadPassword(user, "sha256|"+hex.EncodeToString(stored[:])+"|salt")
	if err != nil {
		t.Fatal(err)
	}
	f := start(t, func(c *pgwire.Config) {
		c.Users = func(context.Context, string) (pgwire.PasswordVerifier, bool, error) { return v, true, nil }
	})
	answer := func(password string) []byte {
		conn, err := net.Dial("tcp", f.addr.String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		hello, _ := (&pgproto3.StartupMessage{ProtocolVersion: 3 << 16, Parameters: map[string]string{"user": user, "database": database}}).Encode(nil)
		head := make([]byte, 5)
		body := func() []byte {
			readAll(t, conn, head)
			b := make([]byte, binary.BigEndian.Uint32(head[1:])-4)
			readAll(t, conn, b)
			return b
		}
		if _, err := conn.Write(hello); err != nil {
			t.Fatal(err)
		}
		ask := body()
		if head[0] != 'R' || binary.BigEndian.Uint32(ask) != 13 || binary.BigEndian.Uint32(ask[4:]) != 0 || string(ask[12:16]) != "salt" {
			t.Fatalf("asked %q", ask)
		}
		first := sha256.Sum256([]byte(password + "salt"))
		second := sha256.Sum256(append(append(first[:], ask[20:]...), "1234"...))
		data := binary.BigEndian.AppendUint32(nil, 32)
		data = append(data, second[:]...)
		data = append(binary.BigEndian.AppendUint32(data, 4), "1234"...)
		message := append([]byte{'d'}, binary.BigEndian.AppendUint32(nil, uint32(4+len(data)))...)
		if _, err := conn.Write(append(message, data...)); err != nil {
			t.Fatal(err)
		}
		said := body()
		return append([]byte{head[0]}, said...)
	}
	if got, want := fmt.Sprintf("%q", answer("Secret99")), fmt.Sprintf("%q", "R\x00\x00\x00\x00"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := answer("Secret98"); got[0] != 'E' {
		t.Errorf("a wrong password: %q", got)
	}
}

func readAll(t *testing.T, conn net.Conn, b []byte) {
	t.Helper()
	if _, err := io.ReadFull(conn, b); err != nil {
		t.Fatal(err)
	}
}
