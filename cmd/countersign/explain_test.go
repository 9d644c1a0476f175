package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/rawhttp"
	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// Neither a secret nor a session token gets into any output, whatever the mistake.
func TestExplainTellsNoSecrets(t *testing.T) {
	const (
		id     = "AKIAI44QH8DHBEXAMPLE"
		secret = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"
		token  = "FwoGZXIvYXdzEJrExampleTokenOfASession"
	)
	t.Setenv("HOME", t.TempDir())
	requests := map[string]sigv4.Credentials{
		"right":          {AccessKeyID: id, SecretAccessKey: secret, SessionToken: token},
		"swapped":        {AccessKeyID: secret, SecretAccessKey: id, SessionToken: token},
		"newline":        {AccessKeyID: id, SecretAccessKey: secret + "\n", SessionToken: token},
		"cut":            {AccessKeyID: id, SecretAccessKey: secret[:39]},
		"token as an ID": {AccessKeyID: token, SecretAccessKey: secret},
	}
	for name, credentials := range requests {
		raw := signedBy(t, credentials)
		for _, held := range []bool{true, false} {
			for _, format := range []string{"text", "json"} {
				t.Run(fmt.Sprintf("%s, held %t, %s", name, held, format), func(t *testing.T) {
					useExampleKey(t)
					t.Setenv("AWS_ACCESS_KEY_ID", "")
					if held {
						t.Setenv("AWS_ACCESS_KEY_ID", id)
						t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
						t.Setenv("AWS_SESSION_TOKEN", token)
					}
					out, code := execute(t, newExplainCommand(), raw, "--output", format)
					if code == exitUsage || code == exitTrouble || out == "" {
						t.Fatalf("exit code %d: %s", code, out)
					}
					for _, hidden := range []string{secret, secret[:39], token, "je7MtGbClwBF", "ExampleToken"} {
						if strings.Contains(out, hidden) {
							t.Errorf("%q is shown in:\n%s", hidden, out)
						}
					}
				})
			}
		}
	}
}

// AWS echoes the session token in its canonical string, and the whole of a header that it
// cannot read: neither is passed on.
func TestExplainMasksAnswers(t *testing.T) {
	useExampleKey(t)
	const token = "FwoGZXIvYXdzEJrExampleTokenOfASession"
	for name, text := range map[string]string{
		"canonical string": "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.\n\n" +
			"The Canonical String for this request should have been\n'POST\n/\n\nhost:a\nx-amz-security-token:" + token + "\n\nhost;x-amz-security-token\nabc'\n",
		"bearer": "IncompleteSignatureException: '" + token + "' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer " + token + "'.",
	} {
		for _, format := range []string{"text", "json"} {
			t.Run(name+", "+format, func(t *testing.T) {
				out, code := execute(t, newExplainCommand(), text, "--error", "-", "--output", format)
				if code != exitNo || strings.Contains(out, token) {
					t.Errorf("exit code %d: %s", code, out)
				}
			})
		}
	}
}

func signedBy(t *testing.T, credentials sigv4.Credentials) string {
	t.Helper()
	body := []byte("Action=DescribeClusters&Version=2012-12-01")
	r := &rawhttp.Request{Method: http.MethodPost, Target: "/", Host: "redshift.us-east-1.amazonaws.com", Body: body}
	r.Set("Content-Type", "application/x-www-form-urlencoded")
	signer := &sigv4.Signer{Credentials: credentials, Region: "us-east-1", Service: "redshift",
		Now: func() time.Time { return time.Date(2012, 12, 7, 0, 0, 0, 0, time.UTC) }}
	signed, err := signer.Sign(r.Signable())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range signatureFields(signed) {
		r.Set(f.Name, f.Value)
	}
	return string(r.Raw())
}

// An archive of a thousand refused requests is explained line by line, in a time that
// does not grow with what each of them would like to have tried.
func TestExplainThousandEntries(t *testing.T) {
	useExampleKey(t)
	r, err := rawhttp.Parse([]byte(signedBy(t, sigv4.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "another"})), nil)
	if err != nil {
		t.Fatal(err)
	}
	type field struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	var fields []field
	for _, f := range r.Fields {
		fields = append(fields, field(f))
	}
	entry := map[string]any{
		"request":  map[string]any{"method": r.Method, "url": r.URL(), "headers": fields, "postData": map[string]string{"text": string(r.Body)}},
		"response": map[string]any{"status": 403, "content": map[string]string{"text": "<Error><Code>SignatureDoesNotMatch</Code></Error>"}},
	}
	entries := make([]any, 1000)
	for i := range entries {
		entries[i] = entry
	}
	archive, err := json.Marshal(map[string]any{"log": map[string]any{"entries": entries}})
	if err != nil {
		t.Fatal(err)
	}
	out, code := execute(t, newExplainCommand(), string(archive), "--har", "-", "--output", "json")
	lines := strings.Split(out, "\n")
	lines = lines[:len(lines)-1] // what execute adds
	if code != exitNo || len(lines) != 1000 {
		t.Fatalf("exit code %d, %d lines", code, len(lines))
	}
	var first struct {
		Causes []struct{ ID string }
		Tries  int
	}
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil {
		t.Fatal(err)
	}
	if len(first.Causes) == 0 || first.Causes[0].ID != "wrong-secret" || first.Tries > triesOfRecording/1000 {
		t.Errorf("first line: %+v", first)
	}
}

// Who interrupts a search has it ended.
func TestExplainInterrupted(t *testing.T) {
	useExampleKey(t)
	cmd := newExplainCommand()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	cmd.SetContext(ctx)
	cmd.SetArgs([]string{})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetIn(strings.NewReader(signedBy(t, sigv4.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "another"})))
	if err := cmd.ExecuteContext(ctx); err == nil {
		t.Error("no error")
	}
}

func TestClaimedKeyID(t *testing.T) {
	for _, c := range []struct{ name, authorization, target, want string }{
		{"header", "AWS4-HMAC-SHA256 Credential=AKIAX/20121207/us-east-1/redshift/aws4_request, SignedHeaders=host", "/", "AKIAX"},
		{"secret with slashes", "AWS4-HMAC-SHA256 Credential=a/b/20121207/us-east-1/redshift/aws4_request", "/", "a/b"},
		{"cut credential", "AWS4-HMAC-SHA256 Credential=AKIAX/2012", "/", "AKIAX"},
		{"query", "", "/?x-amz-credential=AKIAX%2F20121207%2Fus-east-1%2Fredshift%2Faws4_request&a=b", "AKIAX"},
		{"query that cannot be decoded", "", "/?X-Amz-Credential=AKIAX%2", "AKIAX%2"},
		{"none", "", "/", ""},
		{"another scheme", "Bearer abc", "/", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &rawhttp.Request{Method: http.MethodGet, Target: c.target}
			if c.authorization != "" {
				r.Set("Authorization", c.authorization)
			}
			if got := claimedKeyID(r); got != c.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestChooseKey(t *testing.T) {
	own := sigv4.Credentials{AccessKeyID: "AKIAOWN", SecretAccessKey: "s1"}
	first := sigv4.Credentials{AccessKeyID: "AKIAFIRST", SecretAccessKey: "s2"}
	for _, c := range []struct {
		name, claimed string
		own, want     sigv4.Credentials
		others        []sigv4.Credentials
	}{
		{"the chosen one", "AKIAOWN", own, own, []sigv4.Credentials{first}},
		{"another profile's", "AKIAFIRST", own, first, []sigv4.Credentials{own}},
		{"with a blank", " akiaown\n", own, own, []sigv4.Credentials{first}},
		{"the secret for the ID", "s2", own, first, []sigv4.Credentials{own}},
		{"unknown", "AKIAX", own, sigv4.Credentials{}, []sigv4.Credentials{own, first}},
		{"none at hand", "AKIAOWN", sigv4.Credentials{}, own, []sigv4.Credentials{first}},
		{"none claimed", "", own, sigv4.Credentials{}, []sigv4.Credentials{own, first}},
	} {
		t.Run(c.name, func(t *testing.T) {
			key, others, found := chooseKey(c.claimed, c.own, []sigv4.Credentials{own, first, first})
			if found != (c.want.AccessKeyID != "") || key != c.want {
				t.Errorf("chosen %+v, found %t", key, found)
			}
			if diff := cmp.Diff(c.others, others); diff != "" {
				t.Errorf("others (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseKeys(t *testing.T) {
	const text = "\ufeff[default]\r\naws_access_key_id = A1\r\nAWS_SECRET_ACCESS_KEY=s=1\r\nregion = x\r\n\r\n[half]\naws_access_key_id = A2\n" +
		"[profile last]\naws_access_key_id=A3\naws_secret_access_key=s3\naws_session_token=t3"
	want := []sigv4.Credentials{{AccessKeyID: "A1", SecretAccessKey: "s=1"}, {AccessKeyID: "A3", SecretAccessKey: "s3", SessionToken: "t3"}}
	if diff := cmp.Diff(want, parseKeys(text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	many := strings.Repeat("[p]\naws_access_key_id=A\naws_secret_access_key=s\n", 2*sharedFileKeys)
	if got := len(parseKeys(many)); got != sharedFileKeys {
		t.Errorf("%d keys of a file with too many", got)
	}
}

func TestSigningTime(t *testing.T) {
	signed := time.Date(2012, 12, 7, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, date, target string
		good               time.Duration
		ok                 bool
	}{
		{"header", "20121207T000000Z", "/", sigv4.DefaultWindow, true},
		{"query", "", "/?X-Amz-Date=20121207T000000Z&X-Amz-Expires=900", 900 * time.Second, true},
		{"query without a span", "", "/?x-amz-date=20121207T000000Z&X-Amz-Expires=-1", sigv4.DefaultWindow, true},
		{"none", "", "/?a=b", 0, false},
		{"another form", "Fri, 07 Dec 2012 00:00:00 GMT", "/", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &sigv4.Request{Target: c.target, Header: http.Header{}}
			if c.date != "" {
				r.Header.Set("X-Amz-Date", c.date)
			}
			got, good, ok := signingTime(r)
			if ok != c.ok || ok && (!got.Equal(signed) || good != c.good) {
				t.Errorf("got %s, %s, %t", got, good, ok)
			}
		})
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain ä 中": "plain ä 中", "a\x00b": `a\x00b`, "\x1b[31mred": `\x1b[31mred`, "a\u00a0b": `a\u00a0b`,
		"\ufeffa\u200b": `\ufeffa\u200b`, "a\nb\tc": `a\nb\tc`, "\u202eabc": `\u202eabc`,
	} {
		if got := visible(in); got != want {
			t.Errorf("visible(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParagraphWraps(t *testing.T) {
	var out strings.Builder
	p := &explanationPrinter{printer{out: &out}, defaultWidth}
	p.beside("Cause", strings.Repeat("word ", 40)+strings.Repeat("x", 100)+" end")
	for line := range strings.Lines(out.String()) {
		line = strings.TrimSuffix(line, "\n")
		if len(line) > defaultWidth && !strings.HasSuffix(line, strings.Repeat("x", 100)) || strings.HasSuffix(line, " ") {
			t.Errorf("line of %d columns: %q", len(line), line)
		}
	}
	if words := strings.Count(out.String(), "word"); words != 40 {
		t.Errorf("%d words of 40", words)
	}
}

func TestTerminalWidth(t *testing.T) {
	for columns, want := range map[string]int{"": 80, "wide": 80, "40": 80, "120": 120, "100000": 200, "-1": 80} {
		if got := terminalWidth(columns); got != want {
			t.Errorf("terminalWidth(%q) = %d", columns, got)
		}
	}
}

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Minute: "1 minute", 90 * time.Minute: "90 minutes", 3 * time.Hour: "3 hours", 72 * time.Hour: "3 days", 3 * 365 * 24 * time.Hour: "3 years",
	} {
		if got := age(d); got != want {
			t.Errorf("age(%s) = %s", d, got)
		}
	}
}

// FuzzExplain feeds whatever to the command as each kind of input: it ends with one of
// its exit codes, and JSON where it says so.
func FuzzExplain(f *testing.F) {
	f.Setenv("HOME", f.TempDir())
	f.Setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
	f.Setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
	f.Add("POST / HTTP/1.1\nHost: a\nAuthorization: AWS4-HMAC-SHA256 Credential=A/20121207/r/s/aws4_request, SignedHeaders=host, Signature=0\n\n", uint8(0))
	f.Add("An error occurred (IncompleteSignature) when calling the X operation: 'a' not a valid key=value pair", uint8(1))
	f.Add(`{"log":{"entries":[{"request":{"method":"GET","url":"http://a/?X-Amz-Signature=0"}}]}}`, uint8(2))
	f.Add("CanonicalRequest:\nGET\n/\n\nhost:a\n\nhost\nb\nx StringToSign:\na\nb\n20121207/r/s/aws4_request\nc\n", uint8(3))
	f.Fuzz(func(t *testing.T, input string, kind uint8) {
		flag := []string{"--request", "--error", "--har", "--log"}[kind%4]
		for _, format := range []string{"text", "json"} {
			out, code := execute(t, newExplainCommand(), input, flag, "-", "--output", format)
			if code == exitTrouble || code < 2 && out == "" {
				t.Fatalf("exit code %d: %s", code, out)
			}
		}
	})
}

// Each verdict stands in capitals on a line of its own, after the request.
func TestExplanationOfEachVerdict(t *testing.T) {
	for _, verdict := range []explain.Verdict{explain.Valid, explain.Refused, explain.Unverifiable} {
		var out strings.Builder
		j := &judgement{request: "GET a/", explanation: &explain.Explanation{Verdict: verdict}}
		if err := printExplanation(&out, j, 0, defaultWidth); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(out.String(), "GET a/\n"+strings.ToUpper(string(verdict))) {
			t.Errorf("%s is printed as:\n%s", verdict, out.String())
		}
	}
}
