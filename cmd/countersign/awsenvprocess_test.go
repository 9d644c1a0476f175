package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSplitWords(t *testing.T) {
	for _, c := range []struct {
		command string
		want    []string // nil: refused
	}{
		{"a b  c", []string{"a", "b", "c"}},
		{`"/opt/my tool" 'it''s' a\ b ""`, []string{"/opt/my tool", "its", "a b", ""}},
		{`a "\"\\\n$HOME"`, []string{"a", `"\\n$HOME`}},
		{`a $(id) >f`, []string{"a", "$(id)", ">f"}},
		{`a "b`, nil}, {`a\`, nil}, {"  ", nil}, {`""`, nil},
	} {
		got, err := splitWords(c.command)
		if (err == nil) != (c.want != nil) || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v, want %q", c.command, got, err, c.want)
		}
	}
}

// A credential_process is run when it is asked for, without a shell, and what it
// prints is believed only in AWS's form.
func TestCredentialProcess(t *testing.T) {
	useExampleKey(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	dir := t.TempDir()
	config := filepath.Join(dir, "config")
	t.Setenv("AWS_CONFIG_FILE", config)
	t.Setenv("AWS_PROFILE", "p")
	sign := func(process string) (string, int) {
		writeFile(t, config, "[profile p]\ncredential_process = "+process+"\n")
		return execute(t, newSignCommand(), "", "--url", "http://127.0.0.1", "--service", "redshift", "--credential-process")
	}
	answers := 0
	prints := func(answer string) string {
		answers++
		file := filepath.Join(dir, fmt.Sprintf("answer file %d", answers))
		writeFile(t, file, answer)
		return fmt.Sprintf("cat %q", file)
	}
	const key = `"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"s3cr3t-of-process"`
	later, earlier := time.Now().Add(time.Hour).Format(time.RFC3339), time.Now().Add(-time.Hour).Format(time.RFC3339)
	out, code := sign(prints(`{"Version":1,` + key + `,"SessionToken":"tok","Expiration":"` + later + `"}`))
	if code != 0 || !strings.Contains(out, "Credential=AKIAPROCESS/") || !strings.Contains(out, "X-Amz-Security-Token: tok") {
		t.Errorf("exit code %d: %s", code, out)
	}
	for _, c := range []struct{ name, process, says string }{
		{"other version", prints(`{"Version":2,` + key + `}`), "Version 2"},
		{"no version", prints(`{` + key + `}`), "Version 0"},
		{"no secret", prints(`{"Version":1,"AccessKeyId":"AKIAPROCESS"}`), "no SecretAccessKey"},
		{"expired", prints(`{"Version":1,` + key + `,"Expiration":"` + earlier + `"}`), "expired at"},
		{"not JSON", prints("s3cr3t"), "did not print a JSON object"},
		{"no time", prints(`{"Version":1,` + key + `,"Expiration":"soon"}`), "did not print a JSON object"},
		{"endless", "yes", "more than 65536 bytes"},
		{"fails", "false", "exit status 1"},
		{"missing", filepath.Join(dir, "absent"), "no such file"},
	} {
		out, code := sign(c.process)
		if code != exitTrouble || !strings.Contains(out, "credential_process of profile p: ") || !strings.Contains(out, c.says) || strings.Contains(out, "s3cr3t") {
			t.Errorf("%s: exit code %d: %s", c.name, code, out)
		}
	}
}

// Where the AWS CLI would take a role or a legacy variable, so do we, or say why not.
func TestProfileOrder(t *testing.T) {
	useExampleKey(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	home := t.TempDir()
	t.Setenv("HOME", home)
	writeFile(t, filepath.Join(home, "config"), "[profile keys]\naws_access_key_id = AKIAKEYS\naws_secret_access_key = s\ncredential_process = touch "+filepath.Join(home, "ran")+"\n"+
		"[profile role]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = keys\n")
	t.Setenv("AWS_CONFIG_FILE", "~/config")
	sign := func(args ...string) (string, int) {
		return execute(t, newSignCommand(), "", append(args, "--url", "http://127.0.0.1", "--service", "redshift")...)
	}
	if out, code := sign("--profile", "keys", "--credential-process"); code != 0 || !strings.Contains(out, "Credential=AKIAKEYS/") {
		t.Errorf("keys before process: exit code %d: %s", code, out)
	}
	if _, err := os.Stat(filepath.Join(home, "ran")); err == nil {
		t.Error("the credential_process was run though there were keys")
	}
	if out, code := sign("--profile", "role"); code != exitTrouble || !strings.Contains(out, "profile role gets its credentials from AWS") {
		t.Errorf("role: exit code %d: %s", code, out)
	}
	t.Setenv("AWS_PROFILE", "role")
	t.Setenv("AWS_DEFAULT_PROFILE", "keys")
	if out, code := sign(); code != 0 || !strings.Contains(out, "Credential=AKIAKEYS/") {
		t.Errorf("AWS_DEFAULT_PROFILE: exit code %d: %s", code, out)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "ASIALEGACY")
	t.Setenv("AWS_SECURITY_TOKEN", "old-name")
	if out, code := sign(); code != 0 || !strings.Contains(out, "X-Amz-Security-Token: old-name") {
		t.Errorf("AWS_SECURITY_TOKEN: exit code %d: %s", code, out)
	}
}
