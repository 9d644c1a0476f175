package secrets_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// documented: a new version is AWSCURRENT, and the one that was is AWSPREVIOUS.
func TestStagesMove(t *testing.T) {
	w := open(t, t.TempDir())
	made := w.create(t, "a", "one")
	w.clock.Advance(time.Hour)
	two := w.put(t, "a", "two")
	if diff := cmp.Diff([]string{"AWSCURRENT"}, two.VersionStages); diff != "" || *two.ARN != *made.ARN || *two.Name != "a" {
		t.Errorf("%+v", two)
	}
	three := w.put(t, "a", "three")
	for stage, want := range map[string]string{"": "three", "AWSCURRENT": "three", "AWSPREVIOUS": "two"} {
		if got := w.text("a", stage); got != want {
			t.Errorf("%s is %s, want %s", stage, got, want)
		}
	}
	old, err := w.GetSecretValue(w.ctx, &secretsapi.GetSecretValueRequest{SecretId: new("a"), VersionId: made.VersionId})
	if err != nil || *old.SecretString != "one" || len(old.VersionStages) != 0 {
		t.Errorf("%v, %v", old.VersionStages, err)
	}
	w.put(t, "a", "mine", "MINE", "MINE")
	d, err := w.DescribeSecret(w.ctx, &secretsapi.DescribeSecretRequest{SecretId: new("a")})
	check(t, err)
	want := map[string][]string{*two.VersionId: {"AWSPREVIOUS"}, *three.VersionId: {"AWSCURRENT"}, fmt.Sprintf("%032d", 4): {"MINE"}}
	if diff := cmp.Diff(want, d.VersionIdsToStages); diff != "" {
		t.Error(diff)
	}
	w.put(t, "a", "yours", "MINE", "AWSCURRENT")
	for stage, want := range map[string]string{"MINE": "yours", "AWSCURRENT": "yours", "AWSPREVIOUS": "three"} {
		if got := w.text("a", stage); got != want {
			t.Errorf("%s is %s, want %s", stage, got, want)
		}
	}
	if !d.LastChangedDate.Equal(noon.Add(time.Hour)) || !d.CreatedDate.Equal(noon) || !d.LastAccessedDate.Equal(noon.Truncate(24*time.Hour)) {
		t.Errorf("%v, %v, %v", d.LastChangedDate, d.CreatedDate, d.LastAccessedDate)
	}
}

func TestFirstVersionIsCurrent(t *testing.T) {
	w := open(t, t.TempDir())
	_, err := w.CreateSecret(w.ctx, &secretsapi.CreateSecretRequest{Name: new("a"), ClientRequestToken: w.token()})
	check(t, err)
	if text := w.text("a", ""); !strings.Contains(text, "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT") {
		t.Error(text)
	}
	put := w.put(t, "a", "one", "MINE")
	if diff := cmp.Diff([]string{"AWSCURRENT", "MINE"}, put.VersionStages); diff != "" {
		t.Error(diff)
	}
}

func TestBytes(t *testing.T) {
	w := open(t, t.TempDir())
	_, err := w.CreateSecret(w.ctx, &secretsapi.CreateSecretRequest{Name: new("a"), SecretBinary: []byte{0, 255, 1}, ClientRequestToken: w.token()})
	check(t, err)
	out, err := w.GetSecretValue(w.ctx, &secretsapi.GetSecretValueRequest{SecretId: new("a")})
	if err != nil || string(out.SecretBinary) != "\x00\xff\x01" || out.SecretString != nil {
		t.Errorf("%v", err)
	}
}

// observed: a token is a version's id, and stands for one value.
func TestPutAgain(t *testing.T) {
	w := open(t, t.TempDir())
	made := w.create(t, "a", "one")
	in := &secretsapi.PutSecretValueRequest{SecretId: new("a"), SecretString: new("two"), ClientRequestToken: w.token()}
	for range 2 {
		put, err := w.PutSecretValue(w.ctx, in)
		if err != nil || *put.VersionId != *in.ClientRequestToken {
			t.Fatalf("%+v, %v", put, err)
		}
	}
	if got := w.text("a", "AWSPREVIOUS"); got != "one" {
		t.Errorf("the second call moved a label: AWSPREVIOUS is %s", got)
	}
	in.SecretString = new("three")
	_, err := w.PutSecretValue(w.ctx, in)
	refused(t, "another value", err, secretsapi.ResourceExistsException,
		"You can't use ClientRequestToken "+*in.ClientRequestToken+" because that value is already in use for a version of secret "+*made.ARN+".")
}

func TestPutIsRefused(t *testing.T) {
	w := open(t, t.TempDir())
	w.create(t, "a", "one")
	var many []string
	for i := range 20 {
		many = append(many, fmt.Sprint("stage", i))
	}
	type input = secretsapi.PutSecretValueRequest
	for name, test := range map[string]struct {
		in   input
		kind *fault.Kind
		says string
	}{
		"nothing":        {input{ClientRequestToken: w.token()}, secretsapi.InvalidRequestException, "You must provide either SecretString or SecretBinary."},
		"no token":       {input{SecretString: new("x")}, secretsapi.InvalidRequestException, "ClientRequestToken"},
		"text and bytes": {input{SecretString: new("x"), SecretBinary: []byte("x"), ClientRequestToken: w.token()}, secretsapi.InvalidParameterException, "both"},
		"rotation":       {input{SecretString: new("x"), ClientRequestToken: w.token(), RotationToken: new("x")}, fault.UnsupportedOperation, "RotationToken"},
		"many labels":    {input{SecretString: new("x"), ClientRequestToken: w.token(), VersionStages: many}, secretsapi.LimitExceededException, "20"},
	} {
		test.in.SecretId = new("a")
		_, err := w.PutSecretValue(w.ctx, &test.in)
		refused(t, name, err, test.kind, test.says)
	}
	_, err := w.PutSecretValue(w.ctx, &input{SecretId: new("absent"), SecretString: new("x"), ClientRequestToken: w.token()})
	refused(t, "absent", err, secretsapi.ResourceNotFoundException, "Secrets Manager can't find the specified secret.")
	if got := w.text("a", ""); got != "one" {
		t.Errorf("a refused call changed the value to %s", got)
	}
}

func TestGetIsRefused(t *testing.T) {
	w := open(t, t.TempDir())
	made := w.create(t, "a", "one")
	type input = secretsapi.GetSecretValueRequest
	for name, test := range map[string]struct {
		in   input
		kind *fault.Kind
		says string
	}{
		"version":           {input{VersionId: new("none")}, secretsapi.ResourceNotFoundException, "Secrets Manager can't find the specified secret value for VersionId: none"},
		"label":             {input{VersionStage: new("NONE")}, secretsapi.ResourceNotFoundException, "for staging label: NONE"},
		"version and label": {input{VersionId: made.VersionId, VersionStage: new("AWSPREVIOUS")}, secretsapi.InvalidRequestException, "You provided a VersionStage that is not associated to the provided VersionId."},
	} {
		test.in.SecretId = new("a")
		_, err := w.GetSecretValue(w.ctx, &test.in)
		refused(t, name, err, test.kind, test.says)
	}
	if out, err := w.GetSecretValue(w.ctx, &input{SecretId: new("a"), VersionId: made.VersionId, VersionStage: new("AWSCURRENT")}); err != nil || *out.SecretString != "one" {
		t.Error(err)
	}
}

// A secret that is put often holds a bounded number of versions: the oldest without a
// label goes first.
func TestVersionsAreBounded(t *testing.T) {
	w := open(t, t.TempDir())
	made := w.create(t, "a", "first")
	w.put(t, "a", "labelled", "KEEP", "AWSCURRENT")
	for i := range 120 {
		w.put(t, "a", fmt.Sprint(i))
	}
	if got := w.text("a", "KEEP"); got != "labelled" {
		t.Errorf("the labelled version is %s", got)
	}
	if got := w.text("a", ""); got != "119" {
		t.Errorf("the current version is %s", got)
	}
	_, err := w.GetSecretValue(w.ctx, &secretsapi.GetSecretValueRequest{SecretId: new("a"), VersionId: made.VersionId})
	refused(t, "the first version", err, secretsapi.ResourceNotFoundException, "VersionId")
}
