package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Idle, slow and broken clients in numbers do not keep the server from answering.
func TestServerGoesOn(t *testing.T) {
	const idle = 10_000
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Cur < idle+1000 {
		if os.Getenv("CI") != "" {
			t.Fatalf("needs %d open files, may have %d", idle+1000, limit.Cur)
		}
		t.Skipf("needs %d open files, may have %d: ulimit -n", idle+1000, limit.Cur)
	}
	c := &crash{t: t, dir: t.TempDir()}
	c.start()
	defer func() { _ = c.cmd.Process.Signal(os.Interrupt); _ = c.cmd.Wait() }()
	endpoint, err := url.Parse(c.endpoint)
	if err != nil {
		t.Fatal(err)
	}
	dial := func(bytes string) net.Conn {
		conn, err := net.Dial("tcp", endpoint.Host)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if _, err := io.WriteString(conn, bytes); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	for range idle {
		dial("")
	}
	for i := range 200 {
		dial("POST / HTTP/1.1\r\nHost: x\r\nX-Slow: " + strings.Repeat("a", i))                                                   // headers that do not end
		dial(fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nAuthorization: AWS4-HMAC-SHA256 x\r\nContent-Length: %d\r\n\r\n", 8<<20)) // a body that does not come
		dial("\x00\x01\x02\x16\x03\x01").Close()                                                                                  // bytes that are no HTTP
	}
	began := time.Now()
	for range 20 {
		if answer := c.must("redshift", "DescribeClusters", ""); !strings.Contains(string(answer), "<DescribeClustersResponse") {
			t.Fatalf("%s", answer)
		}
	}
	t.Logf("20 answers in %s beside %d idle connections", time.Since(began), idle)
	res, err := http.Get(c.endpoint + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || !strings.Contains(string(text), `countersign_requests_total{fault="",operation="DescribeClusters",service="redshift",status="200"} 20`) {
		t.Errorf("%v\n%.2000s", err, text)
	}
}
