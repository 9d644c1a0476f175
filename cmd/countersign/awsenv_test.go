package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/doctor"
)

// sign, verify and explain take the key that doctor speaks of, whatever sets it.
func TestDoctorAndSignTakeTheSameKey(t *testing.T) {
	const (
		inEnvironment = "AKIAENVIRONMENT00000"
		ofOne         = "AKIAPROFILEONE000000"
		ofTwo         = "AKIAPROFILETWO000000"
		ofDefault     = "AKIADEFAULTPROFILE00"
		temporary     = "ASIAENVIRONMENT00000"
		secret        = "q8Zr+Lm/2XvTn4KcY0pWdGhJ5sEbAf7uQ1iOeRy9"
	)
	section := func(name, id string) string {
		return "[" + name + "]\naws_access_key_id = " + id + "\naws_secret_access_key = " + secret + "\n"
	}
	credentials := section("default", ofDefault) + section("one", ofOne) + section("two", ofTwo)
	key := map[string]string{"AWS_ACCESS_KEY_ID": inEnvironment, "AWS_SECRET_ACCESS_KEY": secret}
	for _, c := range []struct {
		name    string
		env     map[string]string
		profile string // of the flag
		config  string
		want    string // access key ID; empty for none
		token   bool
	}{
		{"default profile", nil, "", "", ofDefault, false},
		{"environment", key, "", "", inEnvironment, false},
		{"flag before environment", key, "one", "", ofOne, false},
		{"environment before AWS_PROFILE", with(key, "AWS_PROFILE", "one"), "", "", inEnvironment, false},
		{"AWS_PROFILE", map[string]string{"AWS_PROFILE": "one"}, "", "", ofOne, false},
		{"AWS_DEFAULT_PROFILE", map[string]string{"AWS_DEFAULT_PROFILE": "two"}, "", "", ofTwo, false},
		{"AWS_DEFAULT_PROFILE before AWS_PROFILE", map[string]string{"AWS_PROFILE": "one", "AWS_DEFAULT_PROFILE": "two"}, "", "", ofTwo, false},
		{"a profile that does not exist", map[string]string{"AWS_PROFILE": "three"}, "", "", "", false},
		{"an ID without its secret", map[string]string{"AWS_ACCESS_KEY_ID": inEnvironment}, "", "", "", false},
		{"a secret without its ID", map[string]string{"AWS_SECRET_ACCESS_KEY": secret}, "", "", ofDefault, false},
		{"the token's old name", map[string]string{"AWS_ACCESS_KEY_ID": temporary, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SECURITY_TOKEN": "t0k3n"}, "", "", temporary, true},
		{"a role before keys", nil, "", "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = one\n", "", false},
		{"keys before a program", nil, "", "[default]\ncredential_process = /bin/false\n", ofDefault, false},
		{"a program alone", nil, "three", "[profile three]\ncredential_process = /bin/false\n", "", false},
		{"keys of the config file", nil, "three", section("profile three", inEnvironment), inEnvironment, false},
		{"the credentials file before the config file", nil, "", section("default", inEnvironment), ofDefault, false},
		{"a file below the home folder", map[string]string{"AWS_SHARED_CREDENTIALS_FILE": "~/elsewhere"}, "", "", ofTwo, false},
		{"a file that does not exist", map[string]string{"AWS_SHARED_CREDENTIALS_FILE": "~/nowhere"}, "", "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			home := emptyMachine(t)
			if err := os.Mkdir(filepath.Join(home, ".aws"), 0o700); err != nil {
				t.Fatal(err)
			}
			writeFile(t, filepath.Join(home, ".aws", "credentials"), credentials)
			writeFile(t, filepath.Join(home, ".aws", "config"), c.config)
			writeFile(t, filepath.Join(home, "elsewhere"), section("default", ofTwo))
			for name, value := range c.env {
				t.Setenv(name, value)
			}
			found, err := (&awsEnv{profile: c.profile}).credentials(context.Background(), io.Discard)
			if found.AccessKeyID != c.want || (found.SessionToken != "") != c.token || (err == nil) != (c.want != "") {
				t.Errorf("sign takes %q, token %t, %v; want %q, %t", found.AccessKeyID, found.SessionToken != "", err, c.want, c.token)
			}
			report, err := doctor.Examine(context.Background(), doctor.Machine{Env: os.Environ(), Home: home, ReadFile: readFile, Clock: clock.System{}},
				doctor.Options{Profile: c.profile})
			if err != nil {
				t.Fatal(err)
			}
			if s := report.Setting; s.AccessKeyID != c.want || s.Temporary != c.token {
				t.Errorf("doctor takes %q, token %t; want %q, %t", s.AccessKeyID, s.Temporary, c.want, c.token)
			}
		})
	}
}

// emptyMachine is a machine without AWS's variables, and its home folder.
func emptyMachine(t *testing.T) string {
	t.Helper()
	for _, line := range os.Environ() {
		if name, _, _ := strings.Cut(line, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "") // so that it is set again afterwards
			os.Unsetenv(name)
		}
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	return home
}

func with(env map[string]string, name, value string) map[string]string {
	out := map[string]string{name: value}
	for name, value := range env {
		out[name] = value
	}
	return out
}
