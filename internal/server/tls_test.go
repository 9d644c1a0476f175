package server

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/config"
)

func TestOwnCertificate(t *testing.T) {
	dir := t.TempDir()
	folder, err := config.OpenFolder(dir, "v1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	open := func(now time.Time, addresses ...string) tls.Certificate {
		t.Helper()
		pair, err := ownCertificate{folder: folder, hosts: certificateHosts(addresses...), now: now}.open()
		if err != nil {
			t.Fatal(err)
		}
		return pair
	}
	first := open(start, "127.0.0.1:5438", "127.0.0.1:5439")
	ca, err := os.ReadFile(folder.Path(caPart))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	for _, host := range []string{"localhost", "127.0.0.1", "::1"} {
		if _, err := first.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, CurrentTime: start}); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, part := range []string{caPart, certificatePart, keyPart} {
		if info, err := os.Stat(folder.Path(part)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", part, info.Mode(), err)
		}
	}
	same := func(pair tls.Certificate) bool { return pair.Leaf.Equal(first.Leaf) }
	if !same(open(start.Add(time.Hour), "127.0.0.1:1")) {
		t.Error("a certificate that serves was made again")
	}
	if again := open(start, "192.0.2.7:5438"); same(again) || again.Leaf.VerifyHostname("192.0.2.7") != nil {
		t.Error("a certificate without the host's address was kept")
	}
	first = open(start, "127.0.0.1:1")
	if same(open(start.Add(certificateLife-certificateRenew+time.Minute), "127.0.0.1:1")) {
		t.Error("a certificate near its end was kept")
	}
	first = open(start, "127.0.0.1:1")
	if err := os.WriteFile(folder.Path(keyPart), []byte("half a k"), 0o600); err != nil {
		t.Fatal(err)
	}
	if same(open(start, "127.0.0.1:1")) {
		t.Error("a certificate without its key was kept")
	}
}

func TestGivenCertificateMustExist(t *testing.T) {
	s := &Server{config: Config{TLS: TLS{CertFile: "nothing.pem", KeyFile: "nothing.pem"}}}
	_, _, err := s.openTLS()
	var trouble *config.Trouble
	if !errors.As(err, &trouble) || trouble.Hint == "" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
