package secrets_test

import (
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// names lists everything that a request finds, page by page.
func (w *world) names(t *testing.T, in secretsapi.ListSecretsRequest) []string {
	t.Helper()
	names := []string{}
	for {
		out, err := w.ListSecrets(w.ctx, &in)
		check(t, err)
		for _, one := range out.SecretList {
			names = append(names, *one.Name)
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			return names
		}
	}
}

// listing makes c, a, b and d, an hour apart; a is changed, b read and d deleted.
func listing(t *testing.T) *world {
	w := open(t, t.TempDir())
	for _, name := range []string{"c", "a", "b", "d"} {
		_, err := w.CreateSecret(w.ctx, &secretsapi.CreateSecretRequest{Name: &name, Description: new("The " + name + "-word"), SecretString: new("x"), ClientRequestToken: w.token()})
		check(t, err)
		w.clock.Advance(time.Hour)
	}
	w.put(t, "a", "y")
	w.text("b", "")
	_, err := w.DeleteSecret(w.ctx, &secretsapi.DeleteSecretRequest{SecretId: new("d")})
	check(t, err)
	return w
}

func TestListInOrder(t *testing.T) {
	w := listing(t)
	type input = secretsapi.ListSecretsRequest
	asc := new("asc")
	for name, test := range map[string]struct {
		in   input
		want []string
	}{
		"by default":            {input{}, []string{"b", "a", "c"}},
		"the oldest first":      {input{SortOrder: asc}, []string{"c", "a", "b"}},
		"by name":               {input{SortBy: new("name"), SortOrder: asc}, []string{"a", "b", "c"}},
		"by name from the end":  {input{SortBy: new("name"), SortOrder: new("desc")}, []string{"c", "b", "a"}},
		"by change":             {input{SortBy: new("last-changed-date")}, []string{"a", "b", "c"}},
		"by access":             {input{SortBy: new("last-accessed-date")}, []string{"b", "c", "a"}},
		"with what is deleted":  {input{IncludePlannedDeletion: new(true), SortBy: new("name"), SortOrder: asc}, []string{"a", "b", "c", "d"}},
		"without, if so wanted": {input{IncludePlannedDeletion: new(false), SortBy: new("name"), SortOrder: asc}, []string{"a", "b", "c"}},
	} {
		for _, size := range []int32{0, 1, 2} {
			if size > 0 {
				test.in.MaxResults = &size
			}
			if diff := cmp.Diff(test.want, w.names(t, test.in)); diff != "" {
				t.Errorf("%s, %d at a time: %s", name, size, diff)
			}
		}
	}
	out, err := w.ListSecrets(w.ctx, &input{MaxResults: new(int32(1))})
	check(t, err)
	day := noon.Truncate(24 * time.Hour)
	made := noon.Add(2 * time.Hour)
	want := []secretsapi.SecretListEntry{{
		ARN: out.SecretList[0].ARN, Name: new("b"), Description: new("The b-word"), CreatedDate: &made, LastChangedDate: &made, LastAccessedDate: &day,
		SecretVersionsToStages: map[string][]string{fmt.Sprintf("%032d", 3): {"AWSCURRENT"}},
	}}
	if diff := cmp.Diff(want, out.SecretList); diff != "" {
		t.Error(diff)
	}
	if elsewhere, err := w.ListSecrets(in(t.Context(), "us-east-1"), &input{}); err != nil || len(elsewhere.SecretList) != 0 {
		t.Errorf("in another Region: %v, %v", elsewhere, err)
	}
}

func TestListFilters(t *testing.T) {
	w := open(t, t.TempDir())
	for name, description := range map[string]string{"prod/db": "Main database", "prod/queue": "main Queue", "test/db": "a toy"} {
		_, err := w.CreateSecret(w.ctx, &secretsapi.CreateSecretRequest{Name: &name, Description: &description, ClientRequestToken: w.token()})
		check(t, err)
	}
	filter := func(key string, values ...string) secretsapi.Filter {
		return secretsapi.Filter{Key: &key, Values: values}
	}
	for name, test := range map[string]struct {
		filters []secretsapi.Filter
		want    []string
	}{
		"name":             {[]secretsapi.Filter{filter("name", "prod/")}, []string{"prod/db", "prod/queue"}},
		"name in capitals": {[]secretsapi.Filter{filter("name", "PROD/")}, []string{}},
		"one of two names": {[]secretsapi.Filter{filter("name", "prod/d", "test")}, []string{"prod/db", "test/db"}},
		"not that name":    {[]secretsapi.Filter{filter("name", "!prod")}, []string{"test/db"}},
		"description":      {[]secretsapi.Filter{filter("description", "MAIN")}, []string{"prod/db", "prod/queue"}},
		"two filters":      {[]secretsapi.Filter{filter("description", "main"), filter("name", "prod/q")}, []string{"prod/queue"}},
		"all":              {[]secretsapi.Filter{filter("all", "DB")}, []string{"prod/db", "test/db"}},
		"all, two words":   {[]secretsapi.Filter{filter("all", "db toy")}, []string{"test/db"}},
	} {
		got := w.names(t, secretsapi.ListSecretsRequest{Filters: test.filters, SortBy: new("name"), SortOrder: new("asc")})
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for _, key := range []string{"tag-key", "tag-value", "primary-region", "owning-service"} {
		_, err := w.ListSecrets(w.ctx, &secretsapi.ListSecretsRequest{Filters: []secretsapi.Filter{filter(key, "x")}})
		refused(t, key, err, fault.UnsupportedOperation, key)
	}
	_, err := w.ListSecrets(w.ctx, &secretsapi.ListSecretsRequest{Filters: []secretsapi.Filter{{}}})
	refused(t, "empty filter", err, secretsapi.InvalidParameterException, "Key")
}

func TestListTokens(t *testing.T) {
	w := listing(t)
	out, err := w.ListSecrets(w.ctx, &secretsapi.ListSecretsRequest{MaxResults: new(int32(1))})
	check(t, err)
	for name, in := range map[string]*secretsapi.ListSecretsRequest{
		"nobody's":      {NextToken: new("x")},
		"no JSON":       {NextToken: new(base64.RawURLEncoding.EncodeToString([]byte("{")))},
		"empty":         {NextToken: new(base64.RawURLEncoding.EncodeToString([]byte("{}")))},
		"another order": {NextToken: out.NextToken, SortBy: new("name")},
	} {
		_, err := w.ListSecrets(w.ctx, in)
		refused(t, name, err, secretsapi.InvalidNextTokenException, "NextToken")
	}
}
