//go:build clients

package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSignForVersityGW sends what 'countersign sign' prints, to the byte, to a
// verifier that is not ours: versitygw, which checks the signatures of S3's requests.
func TestSignForVersityGW(t *testing.T) {
	useExampleKey(t)
	s3 := startVersityGW(t)
	s3.want(t, 200, "", "--url", s3.url("/bucket"), "--method", "PUT")
	// Targets that mean one object, spelled differently: the signature is over the one
	// way in which S3 writes them.
	for _, c := range []struct{ name, put, get string }{
		{"plain", "/bucket/a/b.txt", "/bucket/a/b.txt"},
		{"space", "/bucket/a%20b", "/bucket/%61%20%62"},
		{"plus", "/bucket/a+b", "/bucket/a%2Bb"},
		{"small hex digits", "/bucket/a%2bc", "/bucket/a%2Bc"},
		{"two scripts", "/bucket/%C3%BC/ሴ", "/bucket/%c3%bc/%E1%88%B4"},
		{"delimiters", "/bucket/a=b&c;d,e@f:g!h(i)*'$", "/bucket/a%3Db%26c%3Bd%2Ce%40f%3Ag%21h%28i%29%2A%27%24"},
		{"percent", "/bucket/100%25%2541", "/bucket/100%25%2541"},
		{"tilde", "/bucket/%7Ea-._~", "/bucket/~a%2D%2E%5F~"},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := "body of " + c.name
			s3.want(t, 200, "", "--url", s3.url(c.put), "--method", "PUT", "--data", body, "--header", "X-Amz-Meta-Note:  a   b ")
			s3.want(t, 200, body, "--url", s3.url(c.get))
			s3.want(t, 200, body, "--url", s3.url(c.get), "--presign", "--expires", "60")
			s3.want(t, 200, body, "--url", s3.url(c.get), "--header", "Range: bytes=0-3", "--payload-hash", "UNSIGNED-PAYLOAD")
		})
	}
	t.Run("list", func(t *testing.T) {
		s3.want(t, 200, "<Key>a b</Key>", "--url", s3.url("/bucket?list-type=2&prefix=a%20&delimiter=%2f"))
		s3.want(t, 200, "<Key>a+b</Key>", "--url", s3.url("/bucket?prefix=a%2b&list-type=2&max-keys="+"10"))
		s3.want(t, 200, "<LocationConstraint", "--url", s3.url("/bucket?location"))
		s3.want(t, 200, "<Key>a/b.txt</Key>", "--url", s3.url("/bucket?list-type=2&prefix=a%2F"), "--presign")
	})
	t.Run("a body that is not sent along", func(t *testing.T) {
		s3.want(t, 200, "", "--url", s3.url("/bucket/unsigned"), "--method", "PUT", "--data", "x", "--payload-hash", "UNSIGNED-PAYLOAD")
	})
	s3.refusals(t)
}

// refusals shows that versitygw does check: nothing that was changed is accepted.
func (s3 *versityGW) refusals(t *testing.T) {
	object := s3.url("/bucket/a%20b")
	for name, change := range map[string]*strings.Replacer{
		"path":      strings.NewReplacer("/bucket/a%20b", "/bucket/a%2Bb"),
		"signature": strings.NewReplacer("Signature=", "Signature=00"),
		"date":      strings.NewReplacer("X-Amz-Date: 2", "X-Amz-Date: 1", "X-Amz-Date=2", "X-Amz-Date=1"),
		"header":    strings.NewReplacer("X-Amz-Meta-Note: a", "X-Amz-Meta-Note: b"),
		"query":     strings.NewReplacer("X-Amz-Expires=60", "X-Amz-Expires=61", "part-number-marker=1", "part-number-marker=2"),
		"nothing":   strings.NewReplacer(),
	} {
		for form, args := range map[string][]string{
			"header":    {"--url", object + "?part-number-marker=1", "--header", "X-Amz-Meta-Note: a"},
			"presigned": {"--url", object, "--header", "X-Amz-Meta-Note: a", "--presign", "--expires", "60"},
		} {
			raw := s3.sign(t, args...)
			status, answer := s3.send(t, change.Replace(raw))
			if refused := status == 403 || status == 400; refused != (name != "nothing") {
				t.Errorf("%s, other %s: %d %s", form, name, status, answer)
			}
		}
	}
	t.Setenv("AWS_SECRET_ACCESS_KEY", "wrong")
	s3.want(t, 403, "<Code>SignatureDoesNotMatch</Code>", "--url", object)
	s3.want(t, 403, "<Code>SignatureDoesNotMatch</Code>", "--url", object, "--presign")
}

// A versityGW is a running versitygw, on a socket in a folder of its own.
type versityGW struct{ socket string }

func startVersityGW(t *testing.T) *versityGW {
	t.Helper()
	program, err := exec.LookPath("versitygw")
	if err != nil {
		t.Fatal("versitygw is missing: 'make clients' builds it")
	}
	dir := t.TempDir()
	s3 := &versityGW{filepath.Join(dir, "s")}
	root := filepath.Join(dir, "root")
	if err := os.Mkdir(root, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--quiet", "--port", s3.socket, "posix", "--nometa", root)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+os.Getenv("AWS_ACCESS_KEY_ID"), "ROOT_SECRET_KEY="+os.Getenv("AWS_SECRET_ACCESS_KEY"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for range 600 {
		if conn, err := net.Dial("unix", s3.socket); err == nil {
			conn.Close()
			return s3
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("versitygw does not listen")
	return nil
}

func (s3 *versityGW) url(target string) string { return "http://127.0.0.1:7070" + target }

func (s3 *versityGW) sign(t *testing.T, args ...string) (raw string) {
	t.Helper()
	raw, code := execute(t, newSignCommand(), "", append([]string{"--service", "s3", "--output", "raw"}, args...)...)
	if code != 0 {
		t.Fatalf("%v: exit code %d: %s", args, code, raw)
	}
	return raw
}

// send writes raw HTTP and reads the answer.
func (s3 *versityGW) send(t *testing.T, raw string) (status int, answer string) {
	t.Helper()
	conn, err := net.Dial("unix", s3.socket)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, raw); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%v after %s", err, raw)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// want signs and sends a request and holds the answer against status and text. A
// part of an object is as good as all of it.
func (s3 *versityGW) want(t *testing.T, status int, text string, args ...string) {
	t.Helper()
	raw := s3.sign(t, args...)
	got, answer := s3.send(t, raw)
	if got == http.StatusPartialContent && status == http.StatusOK && len(answer) == 4 {
		got, text = status, text[:4]
	}
	if got != status || !strings.Contains(answer, text) {
		t.Errorf("%s\n%d, want %d %s: %s", raw, got, status, text, answer)
	}
}
