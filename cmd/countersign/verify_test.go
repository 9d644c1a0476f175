package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"path/filepath"
	"strings"
	"testing"
)

// newEchoServer answers every request with its raw HTTP, as it arrived.
func newEchoServer(t *testing.T) (url string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, err := httputil.DumpRequest(r, true)
		if err != nil {
			t.Error(err)
		}
		if _, err := w.Write(raw); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// signedGuideRequest is the management guide's host and type, with a body of our own.
func signedGuideRequest(t *testing.T, args ...string) string {
	t.Helper()
	useExampleKey(t)
	out, code := execute(t, newSignCommand(), guideRequest+"Action=DescribeClusters&Version=2012-12-01",
		append([]string{"--time", "20121207T000000Z", "--output", "raw"}, args...)...)
	if code != 0 {
		t.Fatalf("sign: exit code %d: %s", code, out)
	}
	return out
}

func TestVerify(t *testing.T) {
	signed := signedGuideRequest(t)
	file := filepath.Join(t.TempDir(), "request.http")
	writeFile(t, file, signed)
	asJSON := strings.Replace(signed, "Content-Type: application/x-www-form-urlencoded; charset=utf-8", "Content-Type: application/x-amz-json-1.1", 1)
	const at = "20121207T001500Z"
	for _, c := range []struct {
		name  string
		stdin string
		args  []string
		code  int
		says  string
	}{
		{"valid", signed, []string{"--time", at}, 0, "valid\n"},
		{"from a file", "", []string{"--time", at, "--request", file}, 0, "valid\n"},
		{"expired", signed, []string{"--time", "20121207T001501Z"}, exitNo,
			"SignatureDoesNotMatch (403): Signature expired: 20121207T000000Z is now earlier than 20121207T000001Z (20121207T001501Z - 15 min.)\n"},
		{"other service", signed, []string{"--time", at, "--service", "sts"}, exitNo,
			"SignatureDoesNotMatch (403): Credential should be scoped to correct service: 'sts'. \n"},
		{"other region", signed, []string{"--time", at, "--region", "eu-west-1"}, exitNo,
			"SignatureDoesNotMatch (403): Credential should be scoped to a valid region, not 'us-east-1'. \n"},
		{"other body", strings.Replace(signed, "Describe", "describe", 1), []string{"--time", at}, exitNo,
			"SignatureDoesNotMatch (403): The request signature we calculated"},
		{"other type", asJSON, []string{"--time", at}, exitNo, "InvalidSignatureException (400): The request signature we calculated"},
		{"no signature", guideRequest, nil, exitNo, "MissingAuthenticationToken (403): Request is missing Authentication Token\n"},
		{"not HTTP", "hello", nil, exitUsage, "request line"},
		{"empty", "", nil, exitUsage, "empty"},
		{"huge", strings.Repeat("a", 16<<20+1), nil, exitTrouble, "more than 16777216 bytes"},
		{"binary", "\x00\xff\xfe\r\n\x00", nil, exitUsage, "request line"},
		{"truncated", signed[:len(signed)-1], nil, exitUsage, "Content-Length says"},
		{"cut in the headers", signed[:60], nil, exitUsage, "Name: value"},
		{"two bodies", signed, []string{"--body", file}, exitUsage, "another is given"},
		{"all from standard input", signed, []string{"--body", "-"}, exitUsage, "standard input"},
		{"no such body", signed, []string{"--body", "/does/not/exist"}, exitTrouble, "no such file"},
		{"no such file", "", []string{"--request", "/does/not/exist"}, exitTrouble, "no such file"},
		{"unknown output", signed, []string{"--output", "xml"}, exitUsage, "xml"},
	} {
		if out, code := execute(t, newVerifyCommand(), c.stdin, c.args...); code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("%s: exit code %d, want %d: %s", c.name, code, c.code, out)
		}
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAOTHER")
	if out, code := execute(t, newVerifyCommand(), signed, "--time", at); code != exitNo ||
		!strings.HasPrefix(out, "InvalidClientTokenId (403): The security token included in the request is invalid.\n") {
		t.Errorf("other key: exit code %d: %s", code, out)
	}
}

func TestVerifySession(t *testing.T) {
	useExampleKey(t)
	t.Setenv("AWS_SESSION_TOKEN", "a/token")
	signed, _ := execute(t, newSignCommand(), guideRequest, "--output", "raw")
	if out, code := execute(t, newVerifyCommand(), signed); code != 0 {
		t.Errorf("exit code %d: %s", code, out)
	}
	t.Setenv("AWS_SESSION_TOKEN", "another")
	if out, code := execute(t, newVerifyCommand(), signed); code != exitNo || !strings.Contains(out, "request is invalid\n") {
		t.Errorf("other token: exit code %d: %s", code, out)
	}
	t.Setenv("AWS_SESSION_TOKEN", "")
	if out, code := execute(t, newVerifyCommand(), signed); code != exitNo || !strings.Contains(out, "request is invalid\n") {
		t.Errorf("token for a long-term key: exit code %d: %s", code, out)
	}
}

func TestVerifyJSON(t *testing.T) {
	signed := signedGuideRequest(t)
	for _, c := range []struct {
		request, verdict, code string
	}{
		{signed, "valid", ""},
		{strings.Replace(signed, "POST", "PUT", 1), "refused", "SignatureDoesNotMatch"},
	} {
		out, _ := execute(t, newVerifyCommand(), c.request, "--time", "20121207T000000Z", "--output", "json")
		var answer verifyAnswer
		if err := json.NewDecoder(strings.NewReader(out)).Decode(&answer); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		code := ""
		if answer.Error != nil {
			code = answer.Error.Code
		}
		if answer.Verdict != c.verdict || code != c.code {
			t.Errorf("answer %+v, want %s %s", answer, c.verdict, c.code)
		}
		if !strings.HasPrefix(answer.StringToSign, "AWS4-HMAC-SHA256\n20121207T000000Z\n") || !strings.HasPrefix(answer.CanonicalRequest, "P") {
			t.Errorf("answer %+v", answer)
		}
		if strings.Contains(out, "expected") {
			t.Errorf("%s: names the signature it expected", out)
		}
	}
}

// The encodings that shells write into files are read as what they mean.
func TestVerifyAndSignReadEncodings(t *testing.T) {
	emptyMachine(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
	t.Setenv("AWS_REGION", "us-east-1")
	const url = "https://redshift.us-east-1.amazonaws.com/?Action=DescribeClusters&Version=2012-12-01"
	at := []string{"--time", "20121207T000000Z"}
	signed, code := execute(t, newSignCommand(), url, append(at, "--output", "raw")...)
	if code != 0 {
		t.Fatal(signed)
	}
	utf16 := func(text string) string {
		out := []byte{0xff, 0xfe}
		for _, c := range []byte(text) {
			out = append(out, c, 0)
		}
		return string(out)
	}
	for name, encode := range map[string]func(string) string{
		"a byte order mark": func(text string) string { return "\ufeff" + text }, "UTF-16": utf16,
	} {
		t.Run(name, func(t *testing.T) {
			if out, code := execute(t, newVerifyCommand(), encode(signed), at...); code != 0 || out != "valid\n" {
				t.Errorf("verify: exit code %d: %s", code, out)
			}
			if out, code := execute(t, newSignCommand(), encode(url), append(at, "--output", "raw")...); code != 0 || out != signed {
				t.Errorf("sign: exit code %d: %s", code, out)
			}
		})
	}
}
