package rawhttp

import (
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParseHTTP(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       *Request
	}{
		{"line feeds", "GET /a?b=c HTTP/1.1\nHost: h\nA: 1\na: 2\n\n",
			&Request{Method: "GET", Target: "/a?b=c", Host: "h", Fields: []Field{{"A", "1"}, {"a", "2"}}}},
		{"carriage returns", "POST / HTTP/1.1\r\nHost:h:5438\r\nContent-Length: 3\r\n\r\na\r\n",
			&Request{Method: "POST", Target: "/", Host: "h:5438", Fields: []Field{{"Content-Length", "3"}}, Body: []byte("a\r\n")}},
		{"line end after the body", "POST / HTTP/1.1\nHost: h\nContent-Length: 1\n\na\n",
			&Request{Method: "POST", Target: "/", Host: "h", Fields: []Field{{"Content-Length", "1"}}, Body: []byte("a")}},
		{"body without a length", "POST / HTTP/1.1\nHost: h\n\na\n\nb",
			&Request{Method: "POST", Target: "/", Host: "h", Body: []byte("a\n\nb")}},
		{"no blank line", "GET / HTTP/1.1\nHost: h", &Request{Method: "GET", Target: "/", Host: "h"}},
		{"spaces in the target", "GET /a b?c d HTTP/1.1\nHost: h\n", &Request{Method: "GET", Target: "/a b?c d", Host: "h"}},
		{"folded line", "GET / HTTP/1.1\nHost: h\nA: 1\n   2\n\t3 \n",
			&Request{Method: "GET", Target: "/", Host: "h", Fields: []Field{{"A", "1 2 3"}}}},
		{"blanks inside a value", "GET / HTTP/1.1\nHost: h\nA:  1   2  \n",
			&Request{Method: "GET", Target: "/", Host: "h", Fields: []Field{{"A", "1   2"}}}},
		{"URL alone", " https://h:443/a?b=c\r\n", &Request{Method: "GET", Scheme: "https", Target: "/a?b=c", Host: "h"}},
		{"absolute target", "GET http://p/a HTTP/1.1\n", &Request{Method: "GET", Target: "http://p/a", Host: "p"}},
	} {
		t.Run(c.name, func(t *testing.T) { wantRequest(t, c.want, []byte(c.text)) })
	}
}

func wantRequest(t *testing.T, want *Request, data []byte) {
	t.Helper()
	got, err := Parse(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func TestParseHTTPRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, says string }{
		{"nothing", " \n", "empty"},
		{"no version", "GET /\nHost: h\n", "request line"},
		{"other version", "GET / HTTP/3\nHost: h\n", "unknown version"},
		{"no method", " / HTTP/1.1\nHost: h\n", "request line"},
		{"relative target", "GET a HTTP/1.1\nHost: h\n", "slash"},
		{"control character in the target", "GET /\x01 HTTP/1.1\nHost: h\n", "control"},
		{"no host", "GET / HTTP/1.1\nA: b\n", "no Host"},
		{"two hosts", "GET / HTTP/1.1\nHost: a\nHost: b\n", "more than one Host"},
		{"port alone in Host", "GET / HTTP/1.1\nHost: :80\n", "is not a host"},
		{"no host in Host", "GET / HTTP/1.1\nHost: a/b\n", "is not a host"},
		{"header without colon", "GET / HTTP/1.1\nHost: h\nabc\n", "Name: value"},
		{"header name with a blank", "GET / HTTP/1.1\nHost: h\nA b: c\n", "Name: value"},
		{"control character in a value", "GET / HTTP/1.1\nHost: h\nA: \x00\n", "control"},
		{"control character in a folded line", "GET / HTTP/1.1\nHost: h\nA: b\n \x07\n", "control"},
		{"continuation first", "GET / HTTP/1.1\n a: b\n", "continuation"},
		{"chunked", "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n0\n\n", "Transfer-Encoding"},
		{"length is no number", "POST / HTTP/1.1\nHost: h\nContent-Length: -1\n\n", "not a number"},
		{"body too short", "POST / HTTP/1.1\nHost: h\nContent-Length: 2\n\na", "has 1 bytes"},
		{"body too long", "POST / HTTP/1.1\nHost: h\nContent-Length: 1\n\nab", "goes on"},
		{"too many headers", "GET / HTTP/1.1\nHost: h\n" + strings.Repeat("A: b\n", MaxFields+1), "more than"},
		{"binary", "\x00\x01\xff\xfe GET / HTTP/1.1\nHost: h\n", "not a word"},
		{"URL and more", "https://h/ https://h/", "request line"},
		{"too large", "GET / HTTP/1.1\nHost: h\n\n" + strings.Repeat("a", MaxSize), "more than"},
	} {
		wantError(t, c.name, c.text, c.says)
	}
}

func wantError(t *testing.T, name, text, says string) {
	t.Helper()
	if r, err := Parse([]byte(text), nil); err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: %+v, error %v, want one that says %q", name, r, err, says)
	}
}

func TestParseCurl(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	for _, c := range []struct {
		name, text string
		want       *Request
	}{
		{"plain", "curl http://h:80/a", &Request{Method: "GET", Scheme: "http", Target: "/a", Host: "h"}},
		{"no scheme, no path", "curl h?a=b#c", &Request{Method: "GET", Scheme: "http", Target: "/?a=b", Host: "h"}},
		{"quotes and lines", "curl -X POST \\\n  -H 'A: it'\\''s' -H \"B: \\\"x\\\" \\y\" \\\r\n https://h:8443/\n",
			&Request{Method: "POST", Scheme: "https", Target: "/", Host: "h:8443", Fields: []Field{{"A", "it's"}, {"B", `"x" \y`}}}},
		{"data", "curl -d a=b --data-raw @c -d '' https://h:443",
			&Request{Method: "POST", Scheme: "https", Target: "/", Host: "h", Fields: []Field{{"Content-Type", form}}, Body: []byte("a=b&@c&")}},
		{"data without a type", "curl -d a -H Content-Type: h",
			&Request{Method: "POST", Scheme: "http", Target: "/", Host: "h", Body: []byte("a")}},
		{"data in the query", "curl -G -d a=b 'h/?c'", &Request{Method: "GET", Scheme: "http", Target: "/?c&a=b", Host: "h"}},
		{"encoded data", "curl --data-urlencode 'a=b c+ü' h",
			&Request{Method: "POST", Scheme: "http", Target: "/", Host: "h", Fields: []Field{{"Content-Type", form}}, Body: []byte("a=b%20c%2B%C3%BC")}},
		{"browser's quoting", `curl 'http://h/' --data-raw $'\'\u00e9\x0a!' -H 'Content-Type: t' --compressed`,
			&Request{Method: "POST", Scheme: "http", Target: "/", Host: "h", Fields: []Field{{"Content-Type", "t"}}, Body: []byte("'é\n!")}},
		{"JSON", "curl --json '{\"a\":' --json 1} h", &Request{Method: "POST", Scheme: "http", Target: "/", Host: "h",
			Fields: []Field{{"Content-Type", "application/json"}}, Body: []byte(`{"a":1}`)}},
		{"options that steer", "curl -4 -# -w '%{http_code}' -D - --retry 3 --resolve h:80:127.0.0.1 h", &Request{Method: "GET", Scheme: "http", Target: "/", Host: "h"}},
		{"letters together", "curl -sSXDELETE -HA:b -o /dev/null h", &Request{Method: "DELETE", Scheme: "http", Target: "/", Host: "h", Fields: []Field{{"A", "b"}}}},
		{"dot segments", "curl http://h/a/../b/./c//d/..", &Request{Method: "GET", Scheme: "http", Target: "/b/c//", Host: "h"}},
		{"dot segments as they are", "curl --path-as-is http://h/a/../b", &Request{Method: "GET", Scheme: "http", Target: "/a/../b", Host: "h"}},
		{"own host, empty header", "curl -I -H Host:x -H 'A;' h", &Request{Method: "HEAD", Scheme: "http", Target: "/", Host: "x", Fields: []Field{{"A", ""}}}},
	} {
		t.Run(c.name, func(t *testing.T) { wantRequest(t, c.want, []byte(c.text)) })
	}
}

func TestParseCurlRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, says string }{
		{"substitution", "curl $(id)", "'$'"},
		{"variable", "curl -H \"A: $B\" h", "'$'"},
		{"backquotes", "curl `id`", "'`'"},
		{"backquotes in quotes", "curl \"`id`\"", "'`'"},
		{"pipe", "curl h | sh", "'|'"},
		{"second command", "curl h; id", "';'"},
		{"second line", "curl h\nid", "end of its line"},
		{"background", "curl h?a=b&c=d", "'&'"},
		{"redirection", "curl h > f", "'>'"},
		{"open quote", "curl 'h", "not closed"},
		{"open double quote", "curl \"h", "not closed"},
		{"open $ quote", "curl $'h", "not closed"},
		{"cut escape", `curl $'\u00`, "cut short"},
		{"NUL", `curl $'\x00' h`, "above zero"},
		{"no URL", "curl -s", "no URL"},
		{"two URLs", "curl a b", "more than one URL"},
		{"no value", "curl h -H", "lacks its value"},
		{"file", "curl -d @f h", "names a file"},
		{"JSON file", "curl --json @f h", "names a file"},
		{"JSON and data", "curl -d a --json b h", "no other data"},
		{"data and JSON", "curl --json a -d b h", "no other data"},
		{"proxy", "curl -x http://p h", "not understood"},
		{"encoded file", "curl --data-urlencode a@f h", "names a file"},
		{"cookie jar", "curl -b f h", "names a file"},
		{"user", "curl -u a:b h", "not understood"},
		{"form", "curl -F a=b h", "not understood"},
		{"unknown option", "curl --aws-sigv4 aws:amz h", "not understood"},
		{"other scheme", "curl ftp://h", "neither http"},
		{"user in the URL", "curl http://a:b@h", "user name"},
		{"no host", "curl http://:80/", "names no host"},
		{"Host removed", "curl -H Host: h", "no Host"},
		{"patterns", "curl 'http://h/[1-3]'", "patterns"},
		{"header without colon", "curl -H abc h", "Name: value"},
		{"header with a line end", "curl -H $'A: b\\r\\nC: d' h", "control"},
		{"method", "curl -X 'A B' h", "not a word"},
	} {
		wantError(t, c.name, c.text, c.says)
	}
}

// What is written is read back the same, and by a real shell too.
func TestCurlRoundTrip(t *testing.T) {
	for _, r := range []*Request{
		{Method: "GET", Scheme: "https", Target: "/a/../b?c=%20&d='$(id)`\"", Host: "h"},
		{Method: "POST", Scheme: "http", Target: "/", Host: "h:5438", Fields: []Field{{"A", "it's $HOME; \\ \"q\""}, {"B", ""}}, Body: []byte("@a\n'b'\\\n$(id)")},
		{Method: "HEAD", Scheme: "http", Target: "/{a}[b]", Host: "h"},
	} {
		command, err := r.Curl()
		if err != nil {
			t.Fatal(err)
		}
		wantRequest(t, r, []byte(command))
		words, err := splitCommand(command)
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "sh", "-c", "printf '%s\\0' "+command).Output()
		if err != nil {
			t.Fatal(err)
		}
		if shell := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"); !slices.Equal(shell, words) {
			t.Errorf("sh reads %q, we read %q", shell, words)
		}
	}
	for name, r := range map[string]*Request{
		"blank in the target": {Method: "GET", Target: "/a b", Host: "h"},
		"NUL in the body":     {Method: "POST", Target: "/", Host: "h", Body: []byte{0}},
		"HEAD with a body":    {Method: "HEAD", Target: "/", Host: "h", Body: []byte("a")},
	} {
		if command, err := r.Curl(); err == nil {
			t.Errorf("%s: %s", name, command)
		}
	}
}

const verbose = "*   Trying 127.0.0.1:5438...\n* Connected to 127.0.0.1\n> POST /?a=b HTTP/1.1\r\n> Host: h:1\r\n> X-Empty:\r\n> Content-Length: 3\r\n> \r\n" +
	"} [3 bytes data]\n< HTTP/1.1 200 OK\r\n< \r\n> quoted in the answer\n"

// What curl --verbose prints holds the request, and never its body.
func TestVerbose(t *testing.T) {
	want := &Request{Method: "POST", Target: "/?a=b", Host: "h:1", Fields: []Field{{"X-Empty", ""}, {"Content-Length", "3"}}, Body: []byte("a\nb")}
	got, err := Parse([]byte(verbose), []byte("a\nb"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	meter := "  % Total    % Received\n\r  0     0 --:--:--     0*   Trying\n> GET / HTTP/2\n> Host: h\n>\n"
	wantRequest(t, &Request{Method: "GET", Target: "/", Host: "h"}, []byte(meter))
	wantError(t, "no body", verbose, "holds no body")
	wantError(t, "two requests", verbose+verbose, "more than one request")
	wantError(t, "cut", verbose[:100], "amid the request's headers")
	wantError(t, "no request", "* Trying\n* Failed\n", "request line")
}

func TestWithBody(t *testing.T) {
	for _, c := range []struct{ name, text, body, says string }{
		{"raw", "POST / HTTP/1.1\nHost: h\nContent-Length: 3\n\n", "abc", ""},
		{"raw without length", "POST / HTTP/1.1\nHost: h\n\n", "abc", ""},
		{"curl", "curl -X POST h", "abc", ""},
		{"URL", "http://h/?a", "abc", ""},
		{"raw with a body", "POST / HTTP/1.1\nHost: h\n\nabc", "abc", "another is given"},
		{"curl with a body", "curl -d abc h", "abc", "another is given"},
		{"other length", "POST / HTTP/1.1\nHost: h\nContent-Length: 4\n\n", "abc", "has 3 bytes"},
		{"too large", "POST / HTTP/1.1\nHost: h\n\n", strings.Repeat("a", MaxSize+1), "more than"},
	} {
		r, err := Parse([]byte(c.text), []byte(c.body))
		switch {
		case c.says == "" && (err != nil || string(r.Body) != c.body):
			t.Errorf("%s: %+v, %v", c.name, r, err)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: error %v, want one that says %q", c.name, err, c.says)
		}
	}
}

func TestRawRoundTrip(t *testing.T) {
	r := &Request{Method: "POST", Target: "/a b?c", Host: "h:1", Fields: []Field{{"A", "b  c"}, {"A", "d"}}, Body: []byte("x\r\n\r\ny")}
	back, err := Parse(r.Raw(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("Content-Length", "6") // which Raw adds, so that the text can be sent
	if diff := cmp.Diff(r, back); diff != "" {
		t.Error(diff)
	}
}

func TestURL(t *testing.T) {
	for _, c := range []struct {
		r    Request
		want string
	}{
		{Request{Target: "/a", Host: "127.0.0.1:5438"}, "http://127.0.0.1:5438/a"},
		{Request{Target: "/a", Host: "[::1]:5438"}, "http://[::1]:5438/a"},
		{Request{Target: "/a", Host: "localhost"}, "http://localhost/a"},
		{Request{Target: "/a", Host: "redshift.us-east-1.amazonaws.com"}, "https://redshift.us-east-1.amazonaws.com/a"},
		{Request{Target: "/a", Host: "h", Scheme: "http"}, "http://h/a"},
		{Request{Target: "http://p/a?b=://", Host: "h"}, "http://p/a?b=://"},
	} {
		if got := c.r.URL(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestSignable(t *testing.T) {
	r := &Request{Method: http.MethodPost, Target: "/?a", Host: "h", Fields: []Field{{"a-b", "1"}, {"A-B", "2"}}, Body: []byte("x")}
	s := r.Signable()
	if s.Method != http.MethodPost || s.Target != "/?a" || s.Host != "h" || !slices.Equal(s.Header["A-B"], []string{"1", "2"}) ||
		s.PayloadHash != "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881" {
		t.Errorf("%+v", s)
	}
}

// FuzzParse: whatever comes in is refused, or survives being written and read again.
func FuzzParse(f *testing.F) {
	f.Add([]byte("GET /a?b=c HTTP/1.1\nHost: h\nA: 1\n 2\n\nbody"))
	f.Add([]byte("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na\r\n"))
	f.Add([]byte("curl -sSX POST -H 'A: b' --data-urlencode 'a=b c' $'h\\u00e9' -H \"C;\""))
	f.Add([]byte(verbose))
	f.Add([]byte("HTTPS://h:443/a?X-Amz-Signature=00"))
	f.Add([]byte("curl --data-raw $'\\'\\n' https://h/../a?b -G"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Parse(data, nil)
		if err != nil {
			return
		}
		back, err := Parse(r.Raw(), nil)
		if err != nil {
			t.Fatalf("%q does not read back: %v", r.Raw(), err)
		}
		if back.Method != r.Method || back.Target != r.Target || back.Host != r.Host || string(back.Body) != string(r.Body) {
			t.Errorf("%+v became %+v", r, back)
		}
		if command, err := r.Curl(); err == nil {
			if _, err := Parse([]byte(command), nil); err != nil {
				t.Errorf("%s does not read back: %v", command, err)
			}
		}
	})
}
