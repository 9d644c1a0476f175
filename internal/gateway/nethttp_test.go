package gateway_test

import (
	"strings"
	"testing"
)

// What net/http answers before any handler runs, with the limits of the real
// server. None of it is AWS's: no request id, no Date of the clock's, no
// envelope. docs/divergences.md lists it; a new release of Go that answers
// otherwise fails here and changes that page.
func TestRefusedByNetHTTP(t *testing.T) {
	const (
		bad      = "400 Bad Request"
		get      = "GET / HTTP/1.1\r\nHost: x\r\n"
		post     = "POST / HTTP/1.1\r\nHost: x\r\n"
		tooLarge = "431 Request Header Fields Too Large"
		version  = "505 HTTP Version Not Supported: unsupported protocol version"
	)
	tests := []struct {
		name, raw    string
		status, body string
	}{
		{"malformed escape in the path", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", bad, bad},
		{"escape in the path cut short", "GET /% HTTP/1.1\r\nHost: x\r\n\r\n", bad, bad},
		{"blank in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", bad, bad},
		{"control character in the target", "GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n", bad, bad},
		{"target without a slash", "GET abc HTTP/1.1\r\nHost: x\r\n\r\n", bad, bad},
		{"malformed method", "G(T / HTTP/1.1\r\nHost: x\r\n\r\n", bad, bad},
		{"no version", "GET /\r\n\r\n", bad, bad},
		{"HTTP/2 without negotiation", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", version, version},
		{"no request at all", "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", bad, bad},
		{"headers cut short", get, bad, bad},
		{"header without a colon", get + "Nonsense\r\n\r\n", bad, bad},
		{"blank before the colon", get + "A : b\r\n\r\n", bad + ": invalid header name", bad + ": invalid header name"},
		{"NUL in a header", get + "A: b\x00c\r\n\r\n", bad, bad},
		{"two Hosts", get + "Host: y\r\n\r\n", bad, bad},
		{"no Host", "GET / HTTP/1.1\r\n\r\n", bad + ": missing required Host header", bad + ": missing required Host header"},
		{"malformed Host", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", bad + ": malformed Host header", bad + ": malformed Host header"},
		{"headers over 64 KiB and a margin", get + "A: " + strings.Repeat("a", 70<<10) + "\r\n\r\n", tooLarge, tooLarge},
		{"target over 64 KiB and a margin", "GET /?" + strings.Repeat("a", 70<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", tooLarge, tooLarge},
		{"two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", bad, bad},
		{"negative length", post + "Content-Length: -3\r\n\r\n", bad, bad},
		{"length in words", post + "Content-Length: many\r\n\r\n", bad, bad},
		{"Content-Length as a trailer", post + "Transfer-Encoding: chunked\r\nTrailer: Content-Length\r\n\r\n0\r\n\r\n", bad, bad},
		{"unknown transfer encoding", post + "Transfer-Encoding: gzip\r\n\r\n", "501 Not Implemented", "Unsupported transfer encoding"},
		{"transfer encodings in a row", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", "501 Not Implemented", "Unsupported transfer encoding"},
		{"unknown expectation", post + "Expect: wonders\r\nContent-Length: 0\r\n\r\n", "417 Expectation Failed", ""},
		{"OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "200 OK", ""},
	}
	b := newBench(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer := b.exchange(t, test.raw)
			head, body, _ := strings.Cut(answer, "\r\n\r\n")
			status, _, _ := strings.Cut(strings.TrimPrefix(head, "HTTP/1.1 "), "\r\n")
			if status != test.status || body != test.body {
				t.Errorf("got %q and %q, want %q and %q", status, body, test.status, test.body)
			}
			if strings.Contains(strings.ToLower(head), "x-amzn-requestid") {
				t.Errorf("the gateway answered: %q", head)
			}
		})
	}
	if lines := b.log.lines(); len(lines) != 0 {
		t.Errorf("the gateway was asked: %q", lines)
	}
}

// What net/http lets through although it looks odd: the gateway answers it.
func TestAnsweredByGateway(t *testing.T) {
	const head = "\r\nHost: x\r\nConnection: close\r\n"
	tests := []struct {
		name, raw string
		status    int
	}{
		{"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 403},
		{"empty Host", "GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", 403},
		{"headers of 60 KiB", "GET / HTTP/1.1" + head + "A: " + strings.Repeat("a", 60<<10) + "\r\n\r\n", 403},
		{"continued header line", "GET / HTTP/1.1" + head + "A: b\r\n c\r\n\r\n", 403},
		{"header that is not UTF-8", "GET / HTTP/1.1" + head + "A: \xff\r\n\r\n", 403},
		{"lines that end in LF alone", "GET / HTTP/1.1\nHost: x\nConnection: close\n\n", 403},
		{"absolute target", "GET http://y/ HTTP/1.1" + head + "\r\n", 403},
		{"fragment in the target", "GET /#a HTTP/1.1" + head + "\r\n", 403},
		{"both lengths", "POST / HTTP/1.1" + head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 403},
		{"malformed chunk", "POST / HTTP/1.1" + head + "Authorization: AWS4-HMAC-SHA256 a=b\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400},
		{"CONNECT", "CONNECT x:443 HTTP/1.1" + head + "\r\n", 302},
		{"the opening of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 302},
	}
	b := newBench(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := parseReply(t, b.exchange(t, test.raw))
			if got.status != test.status || got.id() == "" {
				t.Errorf("got %d, request id %q", got.status, got.id())
			}
		})
	}
}
