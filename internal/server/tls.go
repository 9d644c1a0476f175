package server

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"slices"
	"time"

	"github.com/countersign-dev/countersign/internal/config"
)

// TLS says how the ports are encrypted. The zero value is not at all.
type TLS struct {
	// CertFile and KeyFile are a certificate with its chain and its key, in PEM.
	CertFile, KeyFile string
	// SelfSigned makes a certificate of our own, kept in the data folder, where no
	// file is given.
	SelfSigned bool
}

func (t TLS) on() bool { return t.CertFile != "" || t.SelfSigned }

// openTLS reads or makes the certificate. caFile is what clients must trust, where
// it is ours.
func (s *Server) openTLS() (settings *tls.Config, caFile string, err error) {
	t := s.config.TLS
	if !t.on() {
		return nil, "", nil
	}
	var pair tls.Certificate
	if t.CertFile != "" {
		if pair, err = tls.LoadX509KeyPair(t.CertFile, t.KeyFile); err != nil {
			return nil, "", &config.Trouble{Err: fmt.Errorf("TLS certificate: %w", err), Hint: "give --tls-cert and --tls-key a certificate and its own key, in PEM"}
		}
	} else {
		own := ownCertificate{folder: s.folder, hosts: certificateHosts(s.config.Listen, s.config.SQLListen), now: s.config.Clock.Now()}
		if pair, err = own.open(); err != nil {
			return nil, "", fmt.Errorf("TLS certificate: %w", err)
		}
		caFile = own.path(caPart)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, caFile, nil
}

// certificateHosts are the names and addresses under which clients may reach
// listeners.
func certificateHosts(addresses ...string) []string {
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	if name, err := os.Hostname(); err == nil {
		hosts = append(hosts, name)
	}
	for _, address := range addresses {
		host, _, err := net.SplitHostPort(address)
		ip := net.ParseIP(host)
		switch {
		case err != nil:
		case host == "", ip != nil && ip.IsUnspecified():
			hosts = append(hosts, machineAddresses()...)
		default:
			hosts = append(hosts, host)
		}
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

func machineAddresses() []string {
	networks, err := net.InterfaceAddrs()
	if err != nil {
		return nil // reached by name, then
	}
	var hosts []string
	for _, network := range networks {
		if ip, ok := network.(*net.IPNet); ok && !ip.IP.IsLinkLocalUnicast() {
			hosts = append(hosts, ip.IP.String())
		}
	}
	return hosts
}

// An ownCertificate is the certificate that a data folder keeps, and the authority
// that signed it. The authority's key is never written: who trusts it trusts that
// one certificate and nothing else that anybody could make.
type ownCertificate struct {
	folder *config.Folder
	hosts  []string
	now    time.Time
}

// The files of an ownCertificate.
const (
	caPart          = "tls-ca.pem"
	certificatePart = "tls-cert.pem"
	keyPart         = "tls-key.pem"
)

// How long a certificate of ours is good for, and when it is time for the next.
const (
	certificateLife  = 397 * 24 * time.Hour // what browsers and Apple's libraries accept
	certificateRenew = 30 * 24 * time.Hour
	backdated        = time.Hour // for clients whose clock is slow
)

func (o ownCertificate) path(part string) string { return o.folder.Path(part) }

// open returns the certificate that there is if it still serves, else a new one.
func (o ownCertificate) open() (tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(o.path(certificatePart), o.path(keyPart))
	if err == nil && o.serves(pair.Leaf) {
		return pair, nil
	}
	if err := o.make(); err != nil {
		return tls.Certificate{}, err
	}
	return tls.LoadX509KeyPair(o.path(certificatePart), o.path(keyPart))
}

// serves reports whether a certificate is of the authority that the folder names, and
// good for our hosts for a while.
func (o ownCertificate) serves(leaf *x509.Certificate) bool {
	ca, err := os.ReadFile(o.path(caPart))
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(ca) {
		return false
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: o.now.Add(certificateRenew)}); err != nil {
		return false
	}
	return !slices.ContainsFunc(o.hosts, func(host string) bool { return leaf.VerifyHostname(host) != nil })
}

// make makes authority, certificate and key.
func (o ownCertificate) make() error {
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	authority := o.template("Countersign test authority")
	authority.IsCA, authority.KeyUsage = true, x509.KeyUsageCertSign
	leaf := o.template("Countersign")
	leaf.KeyUsage, leaf.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, host := range o.hosts {
		if ip := net.ParseIP(host); ip != nil {
			leaf.IPAddresses = append(leaf.IPAddresses, ip)
		} else {
			leaf.DNSNames = append(leaf.DNSNames, host)
		}
	}
	authorityDER, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	if err != nil {
		return err
	}
	if authority, err = x509.ParseCertificate(authorityDER); err != nil {
		return err
	}
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, authority, key.Public(), authorityKey)
	if err != nil {
		return err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	// What is half written after a crash does not fit together, and is made again.
	return errors.Join(
		o.folder.WriteSecret(keyPart, encodePEM("PRIVATE KEY", keyDER)),
		o.folder.WriteSecret(certificatePart, encodePEM("CERTIFICATE", leafDER)),
		o.folder.WriteSecret(caPart, encodePEM("CERTIFICATE", authorityDER)),
	)
}

func (o ownCertificate) template(name string) *x509.Certificate {
	serial := new(big.Int).SetBytes([]byte(rand.Text())[:16])
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: o.now.Add(-backdated), NotAfter: o.now.Add(certificateLife), BasicConstraintsValid: true,
	}
}

func encodePEM(kind string, der []byte) []byte {
	var b bytes.Buffer
	_ = pem.Encode(&b, &pem.Block{Type: kind, Bytes: der}) // a buffer takes everything
	return b.Bytes()
}
