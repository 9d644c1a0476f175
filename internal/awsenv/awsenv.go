// Package awsenv has the order in which AWS's clients look for credentials: which
// profile is in use, where the shared files lie, what the environment's key is, and
// which of a profile's settings goes before which. The commands that sign and the
// examination of a machine both follow it, so that they speak of the same key.
//
// Where the AWS CLI and the SDKs differ, it does as the CLI does, unless a comment
// says otherwise.
package awsenv

import (
	"cmp"
	"errors"
	"path/filepath"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// Variables looks up an environment variable, as os.Getenv does: one that is not set is
// empty.
type Variables func(name string) string

// ProfileName returns the name of the profile in use, and whether somebody named it:
// the flag --profile first, then the variables. The AWS CLI and boto3 look at
// AWS_DEFAULT_PROFILE before AWS_PROFILE; other SDKs do it the other way round.
func ProfileName(flag string, env Variables) (name string, named bool) {
	name = cmp.Or(flag, env("AWS_DEFAULT_PROFILE"), env("AWS_PROFILE"))
	return cmp.Or(name, "default"), name != ""
}

// CredentialsFile returns the name of the shared credentials file; empty where neither
// a variable nor the home folder tells.
func CredentialsFile(env Variables, home string) string {
	return sharedFile(env("AWS_SHARED_CREDENTIALS_FILE"), home, "credentials")
}

// ConfigFile returns the name of the shared config file, as CredentialsFile does.
func ConfigFile(env Variables, home string) string {
	return sharedFile(env("AWS_CONFIG_FILE"), home, "config")
}

// sharedFile does for "~/" what no shell does inside quotes or in a .env file, and the
// AWS CLI does itself.
func sharedFile(name, home, base string) string {
	rest, inHome := strings.CutPrefix(name, "~/")
	switch {
	case name != "" && (!inHome || home == ""):
		return name
	case home == "":
		return ""
	case inHome:
		return filepath.Join(home, rest)
	}
	return filepath.Join(home, ".aws", base)
}

// ErrNoSecret tells of an access key ID in the environment without its secret. Clients
// end there and look no further.
var ErrNoSecret = errors.New("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not")

// Key returns the access key of the environment, which is empty where the environment
// has no access key ID. AWS_SECURITY_TOKEN is the old name of AWS_SESSION_TOKEN, and
// counts where the new one is not set.
func Key(env Variables) (sigv4.Credentials, error) {
	key := sigv4.Credentials{
		AccessKeyID:     env("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: env("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    cmp.Or(env("AWS_SESSION_TOKEN"), env("AWS_SECURITY_TOKEN")),
	}
	switch {
	case key.AccessKeyID == "":
		return sigv4.Credentials{}, nil
	case key.SecretAccessKey == "":
		return sigv4.Credentials{}, ErrNoSecret
	}
	return key, nil
}

// A Source is where a profile's credentials come from.
type Source int

// The sources, in the order in which they go before each other. The AWS CLI puts single
// sign-on before keys; the Go SDK, like this, after them.
const (
	Nowhere      Source = iota
	Role                // role_arn: AWS is asked for a session of it
	Keys                // aws_access_key_id and aws_secret_access_key
	SingleSignOn        // sso_session or sso_account_id: AWS is asked
	Process             // credential_process: a program is run
)

// SourceOf tells where a profile's credentials come from. setting returns the value of
// a setting, or "" where the profile has none.
func SourceOf(setting func(name string) string) (source Source, by string) {
	for _, c := range []struct {
		source   Source
		by, with string
	}{
		{Role, "role_arn", "role_arn"},
		{Keys, "aws_access_key_id", "aws_secret_access_key"},
		{SingleSignOn, "sso_session", "sso_session"},
		{SingleSignOn, "sso_account_id", "sso_account_id"},
		{Process, "credential_process", "credential_process"},
	} {
		if setting(c.by) != "" && setting(c.with) != "" {
			return c.source, c.by
		}
	}
	return Nowhere, ""
}
