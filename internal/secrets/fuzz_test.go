package secrets_test

import (
	"errors"
	"testing"

	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// Whatever comes as a token or as a secret's name is answered, with a page or a fault.
func FuzzNextToken(f *testing.F) {
	f.Add("", "")
	f.Add("eyJ2IjoxfQ", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:-abcdef")
	f.Add("eyJ2IjoxLCJvcmRlciI6eyJieSI6ImNyZWF0ZWQtZGF0ZSIsImRlc2NlbmRpbmciOnRydWV9LCJsYXN0Ijp7InRpbWUiOjEsIm5hbWUiOiJhIn19", "a-abcdef")
	w := open(f, f.TempDir())
	w.create(f, "a", "hidden")
	f.Fuzz(func(t *testing.T, token, id string) {
		_, err := w.ListSecrets(w.ctx, &secretsapi.ListSecretsRequest{NextToken: &token})
		if err != nil && !errors.Is(err, secretsapi.InvalidNextTokenException) {
			t.Errorf("token %q: %v", token, err)
		}
		_, err = w.DescribeSecret(w.ctx, &secretsapi.DescribeSecretRequest{SecretId: &id})
		if _, known := fault.From(err); err != nil && !known {
			t.Errorf("id %q: %v", id, err)
		}
	})
}
