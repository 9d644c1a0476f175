package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// The keys of AWS's own examples, in the environment of every test here; nothing of
// the machine's own configuration is seen.
func useExampleKey(t *testing.T) {
	t.Helper()
	none := filepath.Join(t.TempDir(), "none")
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		"AWS_SESSION_TOKEN": "", "AWS_SECURITY_TOKEN": "", "AWS_PROFILE": "", "AWS_DEFAULT_PROFILE": "", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "",
		"AWS_CONFIG_FILE": none, "AWS_SHARED_CREDENTIALS_FILE": none,
	} {
		t.Setenv(name, value)
	}
}

// execute runs a command and returns what it printed and its exit code.
func execute(t *testing.T, cmd *cobra.Command, stdin string, args ...string) (out string, code int) {
	t.Helper()
	var buf bytes.Buffer
	cmd.SetArgs(args)
	cmd.SetIn(strings.NewReader(stdin))
	cmd.SetOut(&buf)
	cmd.SetErr(&buf)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.ExecuteContext(t.Context())
	var exit *exitError
	switch {
	case errors.As(err, &exit):
		return buf.String() + err.Error(), exit.code
	case err != nil:
		t.Fatalf("%v has no exit code", err)
	}
	return buf.String(), 0
}

const guideRequest = "POST / HTTP/1.1\n" +
	"Host: redshift.us-east-1.amazonaws.com\n" +
	"Content-Type: application/x-www-form-urlencoded; charset=utf-8\n\n"

// The management guide's CreateCluster comes out exactly.
func TestSignGuideExample(t *testing.T) {
	useExampleKey(t)
	out, code := execute(t, newSignCommand(), guideRequest, "--time", "20121207T000000Z", "--output", "json",
		"--payload-hash", "55141b5d2aff6042ccd9d2af808fdf95ac78255e25b823d2dbd720226de1625d")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, out)
	}
	var answer signAnswer
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatal(err)
	}
	if want := "9a6b557aa9f38dea83d9215d8f0eae54100877f3e0735d38498d7ae489117920"; answer.Signature != want {
		t.Errorf("signature %s, want %s", answer.Signature, want)
	}
	if !strings.HasSuffix(answer.StringToSign, "06b6bef4f4f060a5558b60c627cc6c5b5b5a959b9902b5ac2187be80cbac0714") {
		t.Errorf("string to sign %s", answer.StringToSign)
	}
	if answer.CredentialScope != "20121207/us-east-1/redshift/aws4_request" || answer.Headers["X-Amz-Date"] != "20121207T000000Z" {
		t.Errorf("answer %+v", answer)
	}
}

// What sign prints, in whatever form can carry a whole request, verify finds valid; and
// a letter more in the body it does not.
func TestSignThenVerify(t *testing.T) {
	useExampleKey(t)
	form := []string{"--url", "http://127.0.0.1:5438/", "--data", "Action=DescribeClusters&Version=2012-12-01"}
	get := []string{"--url", "http://127.0.0.1:5438/?Action=DescribeClusters&Version=2012-12-01", "--method", "GET"}
	target := []string{"--url", "http://127.0.0.1:5438", "--data", `{"Sql":"it's"}`, "--header", "X-Amz-Target: RedshiftData.ExecuteStatement"}
	for name, args := range map[string][]string{
		"form curl": append(form, "--output", "curl"), "form raw": append(form, "--output", "raw"),
		"get curl": append(get, "--output", "curl"), "get raw": append(get, "--output", "raw"),
		"target curl": append(target, "--output", "curl"), "target raw": append(target, "--output", "raw"),
		"presigned curl": append(get, "--presign", "--output", "curl"), "presigned URL": append(get, "--presign"),
	} {
		signed, code := execute(t, newSignCommand(), "", args...)
		if code != 0 {
			t.Errorf("%s: sign: exit code %d: %s", name, code, signed)
			continue
		}
		if out, code := execute(t, newVerifyCommand(), signed); code != 0 || out != "valid\n" {
			t.Errorf("%s: verify: exit code %d: %s", name, code, out)
		}
		spoilt := strings.NewReplacer("Action=D", "Action=d", "it'", "It'").Replace(signed)
		if out, code := execute(t, newVerifyCommand(), spoilt); code != exitNo || !strings.Contains(out, "The request signature we calculated") {
			t.Errorf("%s: verify spoilt: exit code %d: %s", name, code, out)
		}
	}
}

func TestSignOutputs(t *testing.T) {
	useExampleKey(t)
	t.Setenv("AWS_SESSION_TOKEN", "a/token")
	out, _ := execute(t, newSignCommand(), "", "--url", "https://redshift.eu-west-1.amazonaws.com", "--data", "a=b", "--time", "20121207T000000Z")
	lines := strings.Split(out, "\n")
	want := []string{"Content-Type: application/x-www-form-urlencoded", "X-Amz-Date: 20121207T000000Z", "X-Amz-Security-Token: a/token",
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20121207/eu-west-1/redshift/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature="}
	for i := range want {
		if i >= len(lines) || !strings.HasPrefix(lines[i], want[i]) {
			t.Fatalf("headers:\n%s\nwant:\n%s", out, strings.Join(want, "\n"))
		}
	}
	out, _ = execute(t, newSignCommand(), "", "--url", "https://sts.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15", "--presign", "--expires", "900")
	for _, part := range []string{"https://sts.amazonaws.com/?Action=GetCallerIdentity&", "X-Amz-Expires=900", "us-east-1%2Fsts%2F", "X-Amz-Security-Token=a%2Ftoken", "X-Amz-Signature="} {
		if !strings.Contains(out, part) {
			t.Errorf("URL %s lacks %s", out, part)
		}
	}
}

func TestSignData(t *testing.T) {
	useExampleKey(t)
	file := filepath.Join(t.TempDir(), "body")
	if err := os.WriteFile(file, []byte("from file"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ stdin, value, want string }{
		{"", "@" + file, "from file"}, {"from stdin", "@-", "from stdin"}, {"", "literal", "literal"},
	} {
		out, code := execute(t, newSignCommand(), c.stdin, "--url", "http://127.0.0.1/", "--service", "redshift", "--data-binary", c.value, "--output", "raw")
		if code != 0 || !strings.HasSuffix(out, "\r\n\r\n"+c.want) || !strings.HasPrefix(out, "POST / HTTP/1.1\r\n") {
			t.Errorf("%s: exit code %d: %s", c.value, code, out)
		}
	}
}

func TestSignRefusals(t *testing.T) {
	useExampleKey(t)
	url := []string{"--url", "http://127.0.0.1/?a=b"}
	for _, c := range []struct {
		name  string
		stdin string
		args  []string
		code  int
		says  string
	}{
		{"nothing", "", nil, exitUsage, "empty"},
		{"not HTTP", "hello", nil, exitUsage, "request line"},
		{"no service", "", url, exitUsage, "--service"},
		{"unknown output", "", append(url, "--output", "xml"), exitUsage, "xml"},
		{"url without presign", "", append(url, "--output", "url"), exitUsage, "--presign"},
		{"headers with presign", "", append(url, "--output", "headers", "--presign"), exitUsage, "headers"},
		{"expires without presign", "", append(url, "--expires", "3"), exitUsage, "--presign"},
		{"expires beyond a week", "", append(url, "--presign", "--expires", "604801"), exitUsage, "604800"},
		{"method without url", guideRequest, []string{"--method", "GET"}, exitUsage, "--url"},
		{"bad time", "", append(url, "--service", "redshift", "--time", "yesterday"), exitUsage, "--time"},
		{"bad header", "", append(url, "--header", "A"), exitUsage, "Name: value"},
		{"bad scheme", "", []string{"--url", "ftp://h"}, exitUsage, "scheme"},
		{"bad hash", "", append(url, "--service", "redshift", "--payload-hash", "00"), exitUsage, "--payload-hash"},
		{"hash of another body", "", append(url, "--service", "redshift", "--data", "x", "--payload-hash", strings.Repeat("0", 64)), exitUsage, "--payload-hash"},
		{"signed already", "", []string{"--url", "http://h/?X-Amz-Algorithm=a", "--service", "redshift"}, exitUsage, "signature already"},
		{"two bodies", "", append(url, "--data", "a", "--data-binary", "b"), exitUsage, "two bodies"},
		{"huge", strings.Repeat("a", 16<<20+1), nil, exitTrouble, "more than 16777216 bytes"},
		{"huge body", strings.Repeat("a", 16<<20+1), append(url, "--data-binary", "@-"), exitTrouble, "more than 16777216 bytes"},
		{"binary", "\x7fELF\x02\x01\x01\x00", nil, exitUsage, "request line"},
		{"truncated", "POST / HTTP/1.1\nHost: h\nContent-Length: 9\n\nabc", nil, exitUsage, "has 3 bytes"},
		{"hash in a URL of S3", "", []string{"--url", "https://b.s3.us-east-1.amazonaws.com/k", "--presign", "--payload-hash", strings.Repeat("0", 64)}, exitUsage, "leaves the body unsigned"},
		{"no such file", "", append(url, "--data-binary", "@/does/not/exist"), exitTrouble, "no such file"},
		{"no such profile", "", append(url, "--service", "redshift", "--profile", "nobody"), exitTrouble, "profile nobody"},
	} {
		if out, code := execute(t, newSignCommand(), c.stdin, c.args...); code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("%s: exit code %d, want %d: %s", c.name, code, c.code, out)
		}
	}
}

// A presigned URL of S3 leaves the body unsigned, which a header says elsewhere.
func TestSignObject(t *testing.T) {
	useExampleKey(t)
	url := []string{"--url", "https://b.s3.us-east-1.amazonaws.com/a//b%20c", "--output", "json"}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--presign"}, "UNSIGNED-PAYLOAD"},
		{[]string{"--payload-hash", "UNSIGNED-PAYLOAD", "--data", "x"}, "UNSIGNED-PAYLOAD"},
		{nil, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	} {
		out, _ := execute(t, newSignCommand(), "", append(c.args, url...)...)
		var answer signAnswer
		if err := json.Unmarshal([]byte(out), &answer); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		lines := strings.Split(answer.CanonicalRequest, "\n")
		if answer.PayloadHash != c.want || lines[len(lines)-1] != c.want || lines[1] != "/a//b%20c" {
			t.Errorf("%v: %s", c.args, answer.CanonicalRequest)
		}
	}
}

// Credentials and Region are found as the AWS CLI finds them.
func TestProfiles(t *testing.T) {
	useExampleKey(t)
	dir := t.TempDir()
	credentials, config := filepath.Join(dir, "credentials"), filepath.Join(dir, "config")
	writeFile(t, credentials, "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n"+
		"[other]\naws_access_key_id = ASIAOTHER\naws_secret_access_key = s\naws_session_token = t\n")
	writeFile(t, config, "[profile other]\nregion = ap-south-1\n[profile process]\ncredential_process = touch "+filepath.Join(dir, "ran")+"\n")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", credentials)
	t.Setenv("AWS_CONFIG_FILE", config)
	t.Setenv("AWS_REGION", "")
	sign := func(args ...string) (string, int) {
		return execute(t, newSignCommand(), "", append(args, "--url", "http://127.0.0.1", "--service", "redshift")...)
	}
	wantSign := func(name, part string, args ...string) {
		t.Helper()
		if out, code := sign(args...); code != 0 || !strings.Contains(out, part) {
			t.Errorf("%s: exit code %d: %s lacks %s", name, code, out, part)
		}
	}
	wantSign("flag before environment", "Credential=ASIAOTHER/", "--profile", "other")
	wantSign("profile's region", "/ap-south-1/redshift/", "--profile", "other")
	wantSign("region flag", "/eu-west-1/redshift/", "--profile", "other", "--region", "eu-west-1")
	t.Setenv("AWS_PROFILE", "other")
	wantSign("environment before AWS_PROFILE", "Credential=AKIAIOSFODNN7EXAMPLE/")
	t.Setenv("AWS_DEFAULT_REGION", "us-west-2")
	wantSign("AWS_DEFAULT_REGION", "/us-west-2/redshift/")
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	wantSign("AWS_PROFILE", "Credential=ASIAOTHER/")
	t.Setenv("AWS_PROFILE", "")
	wantSign("default profile", "Credential=AKIADEFAULT/")

	if out, code := sign("--profile", "process"); code != exitTrouble || !strings.Contains(out, "credential_process, which is not run unasked") {
		t.Errorf("credential_process: exit code %d: %s", code, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "ran")); err == nil {
		t.Error("the credential_process was run")
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAHALF")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	if out, code := sign(); code != exitTrouble || !strings.Contains(out, "AWS_SECRET_ACCESS_KEY") {
		t.Errorf("half a key: exit code %d: %s", code, out)
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestServiceHost(t *testing.T) {
	for host, want := range map[string][2]string{
		"redshift.us-east-1.amazonaws.com":                   {"redshift", "us-east-1"},
		"redshift-data.cn-north-1.amazonaws.com.cn":          {"redshift-data", "cn-north-1"},
		"redshift-fips.us-gov-west-1.amazonaws.com":          {"redshift", "us-gov-west-1"},
		"redshift.eu-west-1.api.aws:443":                     {"redshift", "eu-west-1"},
		"STS.amazonaws.com":                                  {"sts", "us-east-1"},
		"my.bucket.s3.eu-west-1.amazonaws.com":               {"s3", "eu-west-1"},
		"s3.dualstack.eu-west-1.amazonaws.com":               {"s3", "eu-west-1"},
		"vpce-1a2b-3c.redshift.us-east-1.vpce.amazonaws.com": {"redshift", "us-east-1"},
		"vpce.amazonaws.com":                                 {"", ""},
		"127.0.0.1:5438":                                     {"", ""},
		"localhost":                                          {"", ""},
		"amazonaws.com":                                      {"", ""},
		"redshift.us-east-1.amazonaws.com.attacker.x":        {"", ""},
	} {
		if service, region := serviceHost(host); service != want[0] || region != want[1] {
			t.Errorf("%s: %s, %s, want %v", host, service, region, want)
		}
	}
}

// The command that sign prints is one that sh and curl understand.
func TestSignCurlIsRunnable(t *testing.T) {
	useExampleKey(t)
	curl, err := exec.LookPath("curl")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("curl is not installed")
		}
		t.Skip("curl is not installed")
	}
	echo := newEchoServer(t)
	for _, args := range [][]string{
		{"--url", echo + "/?Action=DescribeClusters&Version=2012-12-01", "--method", "GET"},
		{"--url", echo + "/", "--data", "Action=DescribeClusters&Version=2012-12-01&Filter='$(id)'"},
		{"--url", echo + "/?Action=GetCallerIdentity&Version=2011-06-15", "--presign"},
	} {
		command, code := execute(t, newSignCommand(), "", append(args, "--output", "curl")...)
		if code != 0 {
			t.Fatalf("exit code %d: %s", code, command)
		}
		sent, err := exec.CommandContext(t.Context(), "sh", "-c", curl+strings.TrimPrefix(command, "curl")).Output()
		if err != nil {
			t.Fatal(err)
		}
		if out, code := execute(t, newVerifyCommand(), string(sent)); code != 0 {
			t.Errorf("%s\nwas sent as\n%s\n%s", command, sent, out)
		}
	}
}
