//go:build clients

package main

import (
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestClients drives the real clients against the real program: see testdata/clients.
func TestClients(t *testing.T) {
	for _, client := range []string{"aws", "python3", "psql", "curl", "node", "java", "dbt"} {
		if _, err := exec.LookPath(client); err != nil {
			t.Fatalf("%s is missing: run 'make clients', which installs the clients that can be", client)
		}
	}
	testscript.Run(t, scripts("testdata/clients"))
}
