package clients

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	_ "github.com/mashiike/redshift-data-sql-driver" // pins the module whose tests run

	"github.com/countersign-dev/countersign/redshifttest"
)

// driversLiveTests are those of the driver's tests that want a database. The others
// play a server of their own.
var driversLiveTests = []string{"TestSimpleQuery", "TestTimestampQuery", "TestOrdinalParameterQuery", "TestSimpleExec", "TestTx"}

// TestDriversOwnTests runs the tests of the database/sql driver, as they are, against
// a server. They skip themselves where no database is named, so each must have passed.
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
	events, failed := cmd.Output()
	passed, output := readTestEvents(t, events)
	if failed != nil {
		t.Errorf("%v\n%s", failed, output)
	}
	for _, name := range driversLiveTests {
		if !slices.Contains(passed, name) {
			t.Errorf("%s has not passed", name)
		}
	}
}

// readTestEvents reads what 'go test -json' writes: which tests passed, and the text.
func readTestEvents(t *testing.T, events []byte) (passed []string, output string) {
	var text strings.Builder
	for lines := json.NewDecoder(bytes.NewReader(events)); ; {
		var event struct{ Action, Test, Output string }
		if err := lines.Decode(&event); errors.Is(err, io.EOF) {
			return passed, text.String()
		} else if err != nil {
			t.Fatalf("%v in %q", err, events)
		}
		text.WriteString(event.Output)
		if event.Action == "pass" {
			passed = append(passed, event.Test)
		}
	}
}
