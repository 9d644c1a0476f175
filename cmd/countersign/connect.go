package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/countersign-dev/countersign/internal/config"
)

// dataFolder is the folder of a --data-dir flag, or the default one.
func dataFolder(flag string) (string, error) {
	if flag == "" {
		return config.DefaultFolder()
	}
	return filepath.Abs(flag)
}

// transportTo reaches the running server, past any proxy.
func transportTo(running config.Runtime) (*http.Transport, error) {
	if running.CAFile == "" {
		return &http.Transport{}, nil
	}
	roots, err := readCertificates(running.CAFile)
	if err != nil {
		return nil, trouble(err, "restart the server, which makes its certificate again")
	}
	return &http.Transport{TLSClientConfig: trusting(roots)}, nil
}

// trusting is TLS with these roots in the place of the system's.
func trusting(roots *x509.CertPool) *tls.Config {
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

// readCertificates reads certificates to trust, in PEM.
func readCertificates(name string) (*x509.CertPool, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, trouble(err, "")
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, trouble(fmt.Errorf("%s holds no certificate in PEM", name), "")
	}
	return roots, nil
}
