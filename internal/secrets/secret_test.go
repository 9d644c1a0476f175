package secrets_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// documented: an ARN is the name, a hyphen and six random characters.
func TestCreateAndDescribe(t *testing.T) {
	w := open(t, t.TempDir())
	made, err := w.CreateSecret(w.ctx, &secretsapi.CreateSecretRequest{
		Name: new("prod/db"), Description: new("the database"), KmsKeyId: new("alias/mine"), SecretString: new("hidden"), ClientRequestToken: w.token(),
	})
	check(t, err)
	if !regexp.MustCompile(`^arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-[A-Za-z0-9]{6}$`).MatchString(*made.ARN) {
		t.Errorf("ARN %s", *made.ARN)
	}
	got, err := w.DescribeSecret(w.ctx, &secretsapi.DescribeSecretRequest{SecretId: new("prod/db")})
	check(t, err)
	want := &secretsapi.DescribeSecretResponse{
		ARN: made.ARN, Name: new("prod/db"), Description: new("the database"), KmsKeyId: new("alias/mine"), CreatedDate: &noon, LastChangedDate: &noon,
		VersionIdsToStages: map[string][]string{*made.VersionId: {"AWSCURRENT"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, id := range []string{"prod/db", *made.ARN, strings.TrimSuffix(*made.ARN, (*made.ARN)[len(*made.ARN)-7:])} {
		if text := w.text(id, ""); text != "hidden" {
			t.Errorf("%s: %s", id, text)
		}
	}
	for _, id := range []string{"prod", "prod/d", "PROD/DB", *made.ARN + "x", strings.Replace(*made.ARN, "eu-west-1", "us-east-1", 1), "arn:", "-abcdef"} {
		_, err := w.DescribeSecret(w.ctx, &secretsapi.DescribeSecretRequest{SecretId: &id})
		refused(t, id, err, secretsapi.ResourceNotFoundException, "Secrets Manager can't find the specified secret.")
	}
	if _, err := w.DescribeSecret(in(t.Context(), "us-east-1"), &secretsapi.DescribeSecretRequest{SecretId: new("prod/db")}); !errors.Is(err, secretsapi.ResourceNotFoundException) {
		t.Errorf("in another Region: %v", err)
	}
}

// A name that ends like an ARN does is another than the one without its end.
func TestNamesThatEndLikeARNs(t *testing.T) {
	w := open(t, t.TempDir())
	long := w.create(t, "db-abcdef", "long")
	short := w.create(t, "db", "short")
	partial := strings.TrimSuffix(*short.ARN, (*short.ARN)[len(*short.ARN)-7:])
	for id, want := range map[string]string{"db": "short", "db-abcdef": "long", *short.ARN: "short", *long.ARN: "long", partial: "short", partial + "-abcdef": "long"} {
		if got := w.text(id, ""); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

// observed: the same token with the same value is the same request.
func TestCreateAgain(t *testing.T) {
	w := open(t, t.TempDir())
	type input = secretsapi.CreateSecretRequest
	first := &input{Name: new("a"), SecretString: new("hidden"), ClientRequestToken: w.token()}
	made, err := w.CreateSecret(w.ctx, first)
	check(t, err)
	again, err := w.CreateSecret(w.ctx, first)
	if diff := cmp.Diff(made, again); err != nil || diff != "" {
		t.Errorf("%v, %s", err, diff)
	}
	for name, in := range map[string]*input{
		"another token": {Name: new("a"), SecretString: new("hidden"), ClientRequestToken: w.token()},
		"another value": {Name: new("a"), SecretString: new("other"), ClientRequestToken: first.ClientRequestToken},
		"no value":      {Name: new("a"), ClientRequestToken: first.ClientRequestToken},
		"as bytes":      {Name: new("a"), SecretBinary: []byte("hidden"), ClientRequestToken: first.ClientRequestToken},
	} {
		_, err := w.CreateSecret(w.ctx, in)
		refused(t, name, err, secretsapi.ResourceExistsException, "The operation failed because the secret a already exists.")
	}
	empty := &input{Name: new("empty"), ClientRequestToken: w.token()}
	for range 2 {
		made, err := w.CreateSecret(w.ctx, empty)
		if err != nil || made.VersionId != nil {
			t.Errorf("without a value: %+v, %v", made, err)
		}
	}
	empty.SecretString = new("late")
	_, err = w.CreateSecret(w.ctx, empty)
	refused(t, "a value for a secret without one", err, secretsapi.ResourceExistsException, "")
}

func TestCreateIsRefused(t *testing.T) {
	w := open(t, t.TempDir())
	type input = secretsapi.CreateSecretRequest
	for name, test := range map[string]struct {
		change func(*input)
		kind   *fault.Kind
		says   string
	}{
		"name with a blank":  {func(i *input) { i.Name = new("a b") }, fault.ValidationError, "Invalid name. Must be a valid name"},
		"name with an é":     {func(i *input) { i.Name = new("é") }, fault.ValidationError, "Invalid name"},
		"no token":           {func(i *input) { i.ClientRequestToken = nil }, secretsapi.InvalidRequestException, "You must provide a ClientRequestToken value."},
		"text and bytes":     {func(i *input) { i.SecretBinary = []byte("x") }, secretsapi.InvalidParameterException, "can't specify both"},
		"tags":               {func(i *input) { i.Tags = []secretsapi.Tag{{Key: new("k")}} }, fault.UnsupportedOperation, "Tags"},
		"replicas":           {func(i *input) { i.AddReplicaRegions = []secretsapi.ReplicaRegionType{{}} }, fault.UnsupportedOperation, "AddReplicaRegions"},
		"overwrite replicas": {func(i *input) { i.ForceOverwriteReplicaSecret = new(true) }, fault.UnsupportedOperation, "ForceOverwriteReplicaSecret"},
		"type":               {func(i *input) { i.Type = new("Partner") }, fault.UnsupportedOperation, "Type"},
		"primary":            {func(i *input) { i.CrossAccountPrimaryARN = new("arn") }, fault.UnsupportedOperation, "CrossAccountPrimaryARN"},
	} {
		in := &input{Name: new("a"), SecretString: new("hidden"), ClientRequestToken: w.token()}
		test.change(in)
		_, err := w.CreateSecret(w.ctx, in)
		refused(t, name, err, test.kind, test.says)
		if err != nil && strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: the value is in the error", name)
		}
	}
}

// documented: a deleted secret waits for its window, knows nothing but its description
// meanwhile, and keeps its name.
func TestDelete(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	made := w.create(t, "a", "hidden")
	out, err := w.DeleteSecret(w.ctx, &secretsapi.DeleteSecretRequest{SecretId: new("a"), RecoveryWindowInDays: new(int64(7))})
	check(t, err)
	end := noon.AddDate(0, 0, 7)
	if *out.ARN != *made.ARN || *out.Name != "a" || !out.DeletionDate.Equal(end) {
		t.Errorf("%+v", out)
	}
	d, err := w.DescribeSecret(w.ctx, &secretsapi.DescribeSecretRequest{SecretId: new("a")})
	if err != nil || !d.DeletedDate.Equal(end) {
		t.Errorf("%+v, %v", d, err)
	}
	const marked = "You can't perform this operation on the secret because it was marked for deletion."
	_, err = w.GetSecretValue(w.ctx, &secretsapi.GetSecretValueRequest{SecretId: new("a")})
	refused(t, "get", err, secretsapi.InvalidRequestException, marked)
	_, err = w.PutSecretValue(w.ctx, &secretsapi.PutSecretValueRequest{SecretId: new("a"), SecretString: new("x"), ClientRequestToken: w.token()})
	refused(t, "put", err, secretsapi.InvalidRequestException, marked)
	_, err = w.DeleteSecret(w.ctx, &secretsapi.DeleteSecretRequest{SecretId: new("a")})
	refused(t, "delete", err, secretsapi.InvalidRequestException, "already scheduled for deletion")
	again := &secretsapi.CreateSecretRequest{Name: new("a"), SecretString: new("new"), ClientRequestToken: w.token()}
	_, err = w.CreateSecret(w.ctx, again)
	refused(t, "create", err, secretsapi.InvalidRequestException, "a secret with this name is already scheduled for deletion.")

	w.clock.Advance(7 * 24 * time.Hour)
	_, err = w.DescribeSecret(w.ctx, &secretsapi.DescribeSecretRequest{SecretId: new("a")})
	refused(t, "after the window", err, secretsapi.ResourceNotFoundException, "")
	anew, err := w.CreateSecret(w.ctx, again)
	if err != nil || *anew.ARN == *made.ARN || w.text("a", "") != "new" {
		t.Errorf("%+v, %v", anew, err)
	}
	if text := w.text(*made.ARN, ""); !strings.Contains(text, "can't find") {
		t.Errorf("the old ARN finds %s", text)
	}
}

func TestDeleteAtOnce(t *testing.T) {
	w := open(t, t.TempDir())
	w.create(t, "a", "hidden")
	w.create(t, "b", "hidden")
	_, err := w.DeleteSecret(w.ctx, &secretsapi.DeleteSecretRequest{SecretId: new("b")})
	check(t, err)
	for _, id := range []string{"a", "a", "b", "absent"} { // documented: what does not exist is no fault
		out, err := w.DeleteSecret(w.ctx, &secretsapi.DeleteSecretRequest{SecretId: &id, ForceDeleteWithoutRecovery: new(true)})
		if err != nil || *out.Name != id || !out.DeletionDate.Equal(noon) || !strings.Contains(*out.ARN, ":secret:"+id+"-") {
			t.Errorf("%s: %+v, %v", id, out, err)
		}
		if text := w.text(id, ""); !strings.Contains(text, "can't find") {
			t.Errorf("%s: %s", id, text)
		}
	}
	w.create(t, "a", "new")
	for name, in := range map[string]*secretsapi.DeleteSecretRequest{
		"force and window": {SecretId: new("a"), ForceDeleteWithoutRecovery: new(true), RecoveryWindowInDays: new(int64(7))},
		"short window":     {SecretId: new("a"), RecoveryWindowInDays: new(int64(6))},
		"long window":      {SecretId: new("a"), RecoveryWindowInDays: new(int64(31))},
	} {
		_, err := w.DeleteSecret(w.ctx, in)
		refused(t, name, err, secretsapi.InvalidParameterException, "RecoveryWindowInDays")
	}
	_, err = w.DeleteSecret(w.ctx, &secretsapi.DeleteSecretRequest{SecretId: new("absent")})
	refused(t, "absent", err, secretsapi.ResourceNotFoundException, "")
}

// What is kept outlives the server, is sealed, and goes when its window is over.
func TestRestart(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	made := w.create(t, "stays", "hidden-value-one")
	w.put(t, "stays", "hidden-value-two")
	w.create(t, "goes", "hidden-value-one")
	_, err := w.DeleteSecret(w.ctx, &secretsapi.DeleteSecretRequest{SecretId: new("goes")})
	check(t, err)
	before, err := w.DescribeSecret(w.ctx, &secretsapi.DescribeSecretRequest{SecretId: new("stays")})
	check(t, err)
	w.close()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	check(t, err)
	if len(files) == 0 {
		t.Error("nothing is kept at all, so that nothing is looked at")
	}
	for _, file := range files {
		if data, err := os.ReadFile(file); err != nil || strings.Contains(string(data), "hidden-value") {
			t.Errorf("%s: %v, or a value lies there", file, err)
		}
	}

	w = openAt(t, dir, noon.AddDate(0, 0, 31), masterKey)
	after, err := w.DescribeSecret(w.ctx, &secretsapi.DescribeSecretRequest{SecretId: made.ARN})
	if diff := cmp.Diff(before, after); err != nil || diff != "" {
		t.Errorf("%v, %s", err, diff)
	}
	if one, two := w.text("stays", "AWSPREVIOUS"), w.text("stays", ""); one != "hidden-value-one" || two != "hidden-value-two" {
		t.Errorf("%s, %s", one, two)
	}
	if text := w.text("goes", ""); !strings.Contains(text, "can't find") {
		t.Error(text)
	}
	w.close()

	w = openAt(t, dir, noon, strings.ToUpper(masterKey))
	_, err = w.GetSecretValue(w.ctx, &secretsapi.GetSecretValueRequest{SecretId: new("stays")})
	refused(t, "another master key", err, secretsapi.DecryptionFailure, "another master key")
}

// What is not built says so, by name.
func TestUnsupported(t *testing.T) {
	w := open(t, t.TempDir())
	err := w.TagResource(w.ctx, &secretsapi.TagResourceRequest{})
	refused(t, "TagResource", err, fault.UnsupportedOperation, "the operation TagResource")
}
