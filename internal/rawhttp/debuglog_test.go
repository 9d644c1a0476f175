package rawhttp_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/countersign-dev/countersign/internal/rawhttp"
)

// logs are recordings of real clients against a server on this machine, with the keys of
// AWS's documentation; lines that have nothing to do with the request are cut.
func logs(t testing.TB) map[string][]byte {
	files, err := filepath.Glob("testdata/*.log")
	if err != nil || len(files) == 0 {
		t.Fatal("no logs", err)
	}
	found := make(map[string][]byte)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found[filepath.Base(file)] = data
	}
	return found
}

func TestParseLog(t *testing.T) {
	for _, c := range []struct {
		file, body, operation string
		status                int
		told, computed        bool // the request; canonical request and string to sign
	}{
		{"cli.log", "Action=DescribeClusters&Version=2012-12-01&ClusterIdentifier=demo+a%2Bb", "", 403, true, false},
		{"cli-token.log", `{"ClusterIdentifier": "demo", "Database": "dev"}`, "RedshiftData.ListDatabases", 400, true, true},
		{"boto3.log", "select 'na\\u00efve ''quote'", "RedshiftData.ExecuteStatement", 400, true, true},
		{"go.log", "Action=DescribeClusters&ClusterIdentifier=demo+a%2Bb&Version=2012-12-01", "", 403, true, true},
		{"go-signing.log", "", "", 0, false, true},
	} {
		t.Run(c.file, func(t *testing.T) {
			exchanges, err := rawhttp.ParseLog(logs(t)[c.file])
			if err != nil || len(exchanges) != 1 {
				t.Fatalf("%d exchanges, %v", len(exchanges), err)
			}
			x := exchanges[0]
			if x.Answer.Status != c.status || (c.status != 0) == x.Answer.Date.IsZero() {
				t.Errorf("answer %+v", x.Answer)
			}
			if got := x.CanonicalRequest != "" && strings.Count(x.StringToSign, "\n") == 3; got != c.computed {
				t.Errorf("canonical request %q, string to sign %q", x.CanonicalRequest, x.StringToSign)
			}
			if (x.Request != nil) != c.told {
				t.Fatalf("request %+v", x.Request)
			}
			if !c.told {
				return
			}
			target, _ := x.Request.Get("X-Amz-Target")
			if !strings.Contains(string(x.Request.Body), c.body) || target != c.operation || x.BodyGone {
				t.Errorf("body %q, target %q", x.Request.Body, target)
			}
		})
	}
}

// Windows writes a log with CRLF, and PowerShell in UTF-16: it is the same log.
func TestParseLogOfWindows(t *testing.T) {
	for name, data := range logs(t) {
		t.Run(name, func(t *testing.T) {
			want, err := rawhttp.ParseLog(data)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.ReplaceAll(string(data), "\n", "\r\n")
			wide := []byte{0xff, 0xfe}
			for _, u := range utf16.Encode([]rune(text)) {
				wide = append(wide, byte(u), byte(u>>8))
			}
			for _, form := range [][]byte{[]byte(text), wide} {
				got, err := rawhttp.ParseLog(form)
				if err != nil || len(got) != len(want) || got[0].CanonicalRequest != want[0].CanonicalRequest {
					t.Fatalf("got %+v, %v", got, err)
				}
				if want[0].Request != nil && !bytes.Equal(got[0].Request.Body, want[0].Request.Body) {
					t.Errorf("body %q", got[0].Request.Body)
				}
			}
		})
	}
}

// Each attempt is an exchange, and so is a signature that nothing shows being sent.
func TestParseLogOfRetries(t *testing.T) {
	all := logs(t)
	data := bytes.Join([][]byte{all["cli.log"], all["go-signing.log"], all["go-signing.log"], all["boto3.log"]}, []byte("\n"))
	exchanges, err := rawhttp.ParseLog(data)
	if err != nil || len(exchanges) != 4 {
		t.Fatalf("%d exchanges, %v", len(exchanges), err)
	}
	for i, told := range []bool{true, false, false, true} {
		if (exchanges[i].Request != nil) != told {
			t.Errorf("exchange %d: %+v", i, exchanges[i])
		}
	}
}

// A log that breaks off at any place yields what is whole, or an error.
func TestParseLogCutOff(t *testing.T) {
	for name, data := range logs(t) {
		for end := range data {
			exchanges, err := rawhttp.ParseLog(data[:end])
			if (err == nil) != (len(exchanges) > 0) {
				t.Fatalf("%s up to %d: %d exchanges, %v", name, end, len(exchanges), err)
			}
			checkExchanges(t, exchanges, err)
		}
	}
}

func TestParseLogErrors(t *testing.T) {
	for name, data := range map[string]string{
		"empty": "", "binary": "\x00\xff\x00\xfe", "prose": "nothing happened\n", "a long line": strings.Repeat("x", 1<<20),
		"an unfinished request": "Sending http request: <AWSPreparedRequest stream_output=False, method=POST, url=http://a/, headers={'a': b'",
		"open brackets":         "Sending http request: <AWSPreparedRequest method=POST, url=http://a/, headers=" + strings.Repeat("{'a': ", 4096),
	} {
		t.Run(name, func(t *testing.T) {
			if x, err := rawhttp.ParseLog([]byte(data)); err == nil {
				t.Errorf("no error, but %d exchanges", len(x))
			}
		})
	}
}

// Values that Python prints: quotes of both kinds, bytes, escapes, objects, nesting.
func TestParseLogPythonValues(t *testing.T) {
	const log = `x Making request for OperationModel(name=A) with params: {'context': {'a': [1, (2, '}')], 'o': <o object>, 'n': None}, 'body': {'A': "it's", 'B': 'é\u00e9\x41', 'C': 7}}
x Sending http request: <AWSPreparedRequest stream_output=False, method=PUT, url=https://h.example/p?q=1, headers={'a': b'\xc3\xa9\t"', "b(": 'c\\d', 'host': b'other'}>
`
	exchanges, err := rawhttp.ParseLog([]byte(log))
	if err == nil {
		t.Fatalf("a header's name with a bracket in it was taken: %+v", exchanges[0].Request)
	}
	exchanges, err = rawhttp.ParseLog([]byte(strings.Replace(log, `"b("`, `"b"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	r := exchanges[0].Request
	if string(r.Body) != "A=it%27s&B=%C3%A9%C3%A9A&C=7" || r.Host != "other" || r.Target != "/p?q=1" || r.Method != http.MethodPut {
		t.Errorf("request %+v, body %s", r, r.Body)
	}
	if a, _ := r.Get("a"); a != "é\t\"" {
		t.Errorf("header a is %q", a)
	}
	if b, _ := r.Get("b"); b != `c\d` {
		t.Errorf("header b is %q", b)
	}
}

func FuzzParseLog(f *testing.F) {
	for _, data := range logs(f) {
		f.Add(data)
	}
	f.Add([]byte("Response headers: {\nResponse body:\nCanonicalRequest:\n Signature:\n"))
	f.Add([]byte("HTTP/1.1 999 \n\nPOST / HTTP/1.1\nHost: a\nContent-Length: 5\n\nab"))
	f.Fuzz(func(t *testing.T, data []byte) {
		exchanges, err := rawhttp.ParseLog(data)
		checkExchanges(t, exchanges, err)
	})
}

func FuzzParseExchange(f *testing.F) {
	f.Add([]byte(verbose))
	f.Add([]byte("\xff\xfeG\x00E\x00T\x00 \x00/\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := rawhttp.ParseExchange(data, nil)
		if err == nil {
			checkExchanges(t, []*rawhttp.Exchange{x}, nil)
		}
	})
}

func FuzzParseCanonical(f *testing.F) {
	f.Add("POST\n/\n\nhost:a\n\nhost\nhash")
	f.Fuzz(func(t *testing.T, canonical string) {
		r, _, err := rawhttp.ParseCanonical(canonical)
		if err == nil && (r.Host == "" || r.Method == "" || r.Target == "") {
			t.Fatalf("a request without host, method or target: %+v", r)
		}
	})
}
