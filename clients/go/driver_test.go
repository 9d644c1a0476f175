package clients

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	_ "github.com/mashiike/redshift-data-sql-driver" // pins the module whose tests run

	"github.com/countersign-dev/countersign/redshifttest"
)

// driversLiveTests are those of the driver's tests that want a database, with what
// keeps one from passing. The others play a server of their own.
var driversLiveTests = map[string]string{
	"TestSimpleQuery":           "",
	"TestTimestampQuery":        "",
	"TestOrdinalParameterQuery": `relation "pg_user" does not exist`, // the catalogue of users is not built yet
	"TestSimpleExec":            "",
	"TestTx":                    "",
}

// TestDriversOwnTests runs the tests of the database/sql driver, as they are, against
// a server. They skip themselves where no database is named, so each must have passed.
// One that is known to fail has to fail for its reason, and is to be struck from the
// list when it passes.
func TestDriversOwnTests(t *testing.T) {
	srv := redshifttest.New(t)
	cmd := exec.CommandContext(t.Context(), "go", "test", "-json", "-count=1", "github.com/mashiike/redshift-data-sql-driver")
	cmd.Env = append(os.Environ(),
		"AWS_ENDPOINT_URL="+srv.Endpoint, "AWS_REGION="+srv.Region, "AWS_EC2_METADATA_DISABLED=true",
		"AWS_ACCESS_KEY_ID="+srv.AccessKeyID, "AWS_SECRET_ACCESS_KEY="+srv.SecretAccessKey, "AWS_SESSION_TOKEN=",
		"AWS_PROFILE=", "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull,
		"TEST_CLUSTER_IDENTIFIER="+srv.ClusterIdentifier, "TEST_DATABASE="+srv.Database, "TEST_DB_USER="+srv.DbUser,
		"TEST_WORKGROUP_NAME=", "TEST_SECRETS_ARN=")
	cmd.Stderr = os.Stderr
	events, err := cmd.Output()
	tests := readTestEvents(t, events)
	for name, gap := range driversLiveTests {
		got := tests[name]
		switch {
		case gap == "" && got.end != "pass":
			t.Errorf("%s: %q: %v\n%s", name, got.end, err, got.output)
		case gap != "" && (got.end != "fail" || !strings.Contains(got.output, gap)):
			t.Errorf("%s: %q, and not for %q: %v\n%s", name, got.end, gap, err, got.output)
		}
	}
	for name, got := range tests {
		if _, live := driversLiveTests[name]; !live && got.end == "fail" && name != "" {
			t.Errorf("%s fails\n%s", name, got.output)
		}
	}
}

// An outcome is how a test ended and what it wrote.
type outcome struct{ end, output string }

// readTestEvents reads what 'go test -json' writes. The package has no name.
func readTestEvents(t *testing.T, events []byte) map[string]outcome {
	tests := map[string]outcome{}
	for lines := json.NewDecoder(bytes.NewReader(events)); ; {
		var event struct{ Action, Test, Output string }
		if err := lines.Decode(&event); errors.Is(err, io.EOF) {
			return tests
		} else if err != nil {
			t.Fatalf("%v in %q", err, events)
		}
		o := tests[event.Test]
		o.output += event.Output
		switch event.Action {
		case "pass", "fail", "skip":
			o.end = event.Action
		}
		tests[event.Test] = o
	}
}
