package pgwire_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// certificate is a certificate for 127.0.0.1, and who trusts it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, pool
}

func TestTLS(t *testing.T) {
	own, pool := certificate(t)
	f := start(t, func(c *pgwire.Config) {
		c.TLS = &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}
	})
	f.connect(t, "sslmode=disable") // as on Redshift, unless require_ssl is set
	cfg, err := pgx.ParseConfig(f.dsn("sslmode=verify-full"))
	if err != nil {
		t.Fatal(err)
	}
	cfg.TLSConfig.RootCAs = pool
	conn, err := pgx.ConnectConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, ok := conn.PgConn().Conn().(*tls.Conn); !ok {
		t.Fatal("the connection is not encrypted")
	}
	if got := rows(t, conn, "select sum(i) from (select i.* from generate_series(1, 100000) i) as s(i)")[0][0]; got != "5000050000" {
		t.Errorf("sum %s", got)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := conn.PgConn().Exec(context.Background(), "select count(*) from generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) where a.i + b.j = -1").ReadAll()
		ended <- err
	}()
	for running := true; running; {
		if err := conn.PgConn().CancelRequest(t.Context()); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-ended:
			if state(err) != "57014" {
				t.Error(err)
			}
			running = false
		case <-time.After(20 * time.Millisecond): // it may not have begun
		}
	}
	cfg.TLSConfig.MaxVersion = tls.VersionTLS11
	if _, err := pgx.ConnectConfig(t.Context(), cfg); err == nil {
		t.Error("TLS 1.1 was accepted")
	}
}

// What comes before the handshake is not taken for what comes through it.
func TestTLSIsNotSmuggledInto(t *testing.T) {
	own, _ := certificate(t)
	f := start(t, func(c *pgwire.Config) { c.TLS = &tls.Config{Certificates: []tls.Certificate{own}} })
	for name, after := range map[string][]byte{
		"a start-up packet":   packet(196608, "user\x00admin\x00database\x00dev\x00\x00"),
		"a second request":    packet(80877103, ""),
		"no handshake at all": bytes.Repeat([]byte("GET / HTTP/1.1\r\n"), 10),
	} {
		t.Run(name, func(t *testing.T) {
			conn := f.dial(t)
			if _, err := conn.Write(append(packet(80877103, ""), after...)); err != nil {
				t.Fatal(err)
			}
			got, _ := io.ReadAll(conn) // may be cut off
			// At most an alert follows the S: no word of the PostgreSQL wire.
			if len(got) == 0 || got[0] != 'S' || bytes.Contains(got, []byte("authentication")) || bytes.ContainsRune(got[1:], 'R') {
				t.Errorf("answer %q", got)
			}
		})
	}
}
