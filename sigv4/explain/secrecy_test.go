package explain_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

// noSecrets searches everything that an explanation shows.
func noSecrets(t *testing.T, e *explain.Explanation, secrets ...string) {
	t.Helper()
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw) + fmt.Sprintf("%+v", *e)
	if e.Error != nil {
		text += fmt.Sprintf("%+v", *e.Error)
	}
	if e.Answer != nil {
		text += fmt.Sprintf("%+v", *e.Answer)
	}
	for _, c := range e.Causes {
		text += fmt.Sprintf("%+v", c)
		if c.Evidence.Proof != nil {
			text += fmt.Sprintf("%+v", *c.Evidence.Proof)
		}
	}
	for _, secret := range secrets {
		for _, form := range []string{secret, url.QueryEscape(secret), url.QueryEscape(url.QueryEscape(secret)), strings.Trim(fmt.Sprintf("%q", secret), `"`)} {
			if strings.Contains(text, form) {
				t.Errorf("the explanation shows a secret as %q", form)
			}
		}
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	for _, m := range mistakes() {
		if m.dimension == "method" {
			continue
		}
		f := forge()
		f.request.Header["X-Amz-Security-Token"] = []string{token}
		m.make(f)
		in := f.send()
		in.Budget.Tries = 3000
		e := explain.Explain(in)
		noSecrets(t, e, secret, otherSecret, token, smtpPassword(secret, "eu-west-1"))
	}
}

// What is shown of a long value is cut; what is left of a token is no less secret.
func TestStartOfALongTokenIsNotShown(t *testing.T) {
	const start = "IQoJb3JpZ2luX2VjEJ"
	long := start + strings.Repeat("abcdefgh", 60)
	for _, early := range []string{"undefined", "null", "None"} {
		f := forge()
		f.header("x-amz-security-token", long, early)
		e := explain.Explain(f.send())
		if len(e.Causes) == 0 || !e.Causes[0].Proven {
			t.Errorf("%s: named %v", early, ids(e))
		}
		noSecrets(t, e, secret, start)
	}
}

func TestSwappedSecretIsMaskedInTheAnswer(t *testing.T) {
	e := explain.FromText("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '" +
		secret + "/20170117/us-east-1/iam/aws4_request'")
	if ids(e)[0] != "id-and-secret-swapped" {
		t.Errorf("named %v", ids(e))
	}
	noSecrets(t, e, secret)
}
