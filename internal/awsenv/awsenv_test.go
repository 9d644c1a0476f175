package awsenv_test

import (
	"errors"
	"testing"

	"github.com/countersign-dev/countersign/internal/awsenv"
	"github.com/countersign-dev/countersign/sigv4"
)

func variables(env map[string]string) awsenv.Variables {
	return func(name string) string { return env[name] }
}

func TestProfileName(t *testing.T) {
	for _, c := range []struct {
		name, flag string
		env        map[string]string
		want       string
		named      bool
	}{
		{"nobody names one", "", nil, "default", false},
		{"an empty variable names none", "", map[string]string{"AWS_PROFILE": ""}, "default", false},
		{"AWS_PROFILE", "", map[string]string{"AWS_PROFILE": "one"}, "one", true},
		{"AWS_DEFAULT_PROFILE goes before it", "", map[string]string{"AWS_PROFILE": "one", "AWS_DEFAULT_PROFILE": "two"}, "two", true},
		{"the flag goes before both", "three", map[string]string{"AWS_PROFILE": "one", "AWS_DEFAULT_PROFILE": "two"}, "three", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, named := awsenv.ProfileName(c.flag, variables(c.env)); got != c.want || named != c.named {
				t.Errorf("%q, %t; want %q, %t", got, named, c.want, c.named)
			}
		})
	}
}

func TestSharedFiles(t *testing.T) {
	for _, c := range []struct{ name, value, home, credentials, config string }{
		{"at home", "", "/home/me", "/home/me/.aws/credentials", "/home/me/.aws/config"},
		{"no home", "", "", "", ""},
		{"named", "/etc/aws", "/home/me", "/etc/aws", "/etc/aws"},
		{"named below the home folder", "~/keys/aws", "/home/me", "/home/me/keys/aws", "/home/me/keys/aws"},
		{"below a home folder that nobody knows", "~/keys/aws", "", "~/keys/aws", "~/keys/aws"},
		{"another's home folder stays", "~you/aws", "/home/me", "~you/aws", "~you/aws"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := variables(map[string]string{"AWS_SHARED_CREDENTIALS_FILE": c.value, "AWS_CONFIG_FILE": c.value})
			if got := awsenv.CredentialsFile(env, c.home); got != c.credentials {
				t.Errorf("credentials file %q, want %q", got, c.credentials)
			}
			if got := awsenv.ConfigFile(env, c.home); got != c.config {
				t.Errorf("config file %q, want %q", got, c.config)
			}
		})
	}
}

func TestKey(t *testing.T) {
	for _, c := range []struct {
		name string
		env  map[string]string
		want sigv4.Credentials
		err  error
	}{
		{"none", nil, sigv4.Credentials{}, nil},
		{"a secret alone is no key", map[string]string{"AWS_SECRET_ACCESS_KEY": "s"}, sigv4.Credentials{}, nil},
		{"an ID alone ends the search", map[string]string{"AWS_ACCESS_KEY_ID": "id"}, sigv4.Credentials{}, awsenv.ErrNoSecret},
		{"the old name of the token", map[string]string{"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SECURITY_TOKEN": "old"},
			sigv4.Credentials{AccessKeyID: "id", SecretAccessKey: "s", SessionToken: "old"}, nil},
		{"the new name goes before it", map[string]string{"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SECURITY_TOKEN": "old", "AWS_SESSION_TOKEN": "new"},
			sigv4.Credentials{AccessKeyID: "id", SecretAccessKey: "s", SessionToken: "new"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := awsenv.Key(variables(c.env)); got != c.want || !errors.Is(err, c.err) {
				t.Errorf("%+v, %v; want %+v, %v", got, err, c.want, c.err)
			}
		})
	}
}

func TestSourceOf(t *testing.T) {
	all := map[string]string{"role_arn": "r", "aws_access_key_id": "id", "aws_secret_access_key": "s", "sso_session": "o", "credential_process": "p"}
	for _, c := range []struct {
		name    string
		without []string
		want    awsenv.Source
		by      string
	}{
		{"a role first", nil, awsenv.Role, "role_arn"},
		{"then keys", []string{"role_arn"}, awsenv.Keys, "aws_access_key_id"},
		{"half of a key is none", []string{"role_arn", "aws_secret_access_key"}, awsenv.SingleSignOn, "sso_session"},
		{"then a program", []string{"role_arn", "aws_access_key_id", "sso_session"}, awsenv.Process, "credential_process"},
		{"nothing", []string{"role_arn", "aws_access_key_id", "sso_session", "credential_process"}, awsenv.Nowhere, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			left := make(map[string]string)
			for name, value := range all {
				left[name] = value
			}
			for _, name := range c.without {
				delete(left, name)
			}
			if got, by := awsenv.SourceOf(func(name string) string { return left[name] }); got != c.want || by != c.by {
				t.Errorf("%d by %q, want %d by %q", got, by, c.want, c.by)
			}
		})
	}
}
