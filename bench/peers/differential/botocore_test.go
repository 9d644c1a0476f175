package differential

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"testing"

	"github.com/countersign-dev/countersign/sigv4"
)

// botocore takes the query decoded and does its own encoding. It knows two ways with
// a path: normalised and encoded again, or S3's, which it is given encoded.
var botocoreTastes = tastes{
	styles: []sigv4.PathStyle{sigv4.PathNormalized, sigv4.PathObject},
	names: []string{"content-type", "x-amz-target", "x-amz-meta-a", "x-amz-meta-a", "a", "accept", "accept-encoding", "range",
		"amz-sdk-request", "user-agent", "x-amzn-trace-id", "expect", "transfer-encoding", "x-b", "x-b-",
		"connection", "keep-alive", "proxy-authorization", "te", "trailer", "upgrade"},
}

const (
	botocoreSeed = 2
	// batch is how many requests are on their way to botocore at once.
	batch = 500
)

func TestBotocore(t *testing.T) {
	python := botocorePython(t)
	n := requests(t)
	workers := min(runtime.GOMAXPROCS(0), 1+n/batch)
	var running sync.WaitGroup
	for worker := range workers {
		running.Go(func() {
			if err := againstBotocore(t, python, worker*n/workers, (worker+1)*n/workers); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	t.Logf("%d requests, signed as botocore signs them", n)
}

// botocorePython finds a Python that has botocore.
func botocorePython(t *testing.T) string {
	python := os.Getenv("DIFFERENTIAL_PYTHON")
	if python == "" {
		python = "python3"
	}
	if out, err := exec.CommandContext(t.Context(), python, "-c", "import botocore").CombinedOutput(); err != nil {
		if os.Getenv("DIFFERENTIAL_PYTHON") != "" || os.Getenv("CI") != "" {
			t.Fatalf("%s has no botocore: %s", python, out)
		}
		t.Skipf("%s has no botocore; DIFFERENTIAL_PYTHON names one that has", python)
	}
	return python
}

// A botocoreSigner is a Python process that signs what it is sent.
type botocoreSigner struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers *json.Decoder
}

func startBotocore(t *testing.T, python string) (*botocoreSigner, error) {
	cmd := exec.CommandContext(t.Context(), python, "-u", "botocore_sign.py")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &botocoreSigner{in: in, answers: json.NewDecoder(bufio.NewReaderSize(out, 1<<20)), cmd: cmd}, cmd.Start()
}

// close ends the process: at once, if it may be waiting for its answers to be read.
func (b *botocoreSigner) close(broken bool) error {
	if broken {
		_ = b.cmd.Process.Kill()
		_ = b.cmd.Wait()
		return nil
	}
	b.in.Close()
	return b.cmd.Wait()
}

func againstBotocore(t *testing.T, python string, from, to int) error {
	signer, err := startBotocore(t, python)
	if err != nil {
		return err
	}
	for ; from < to && !t.Failed() && err == nil; from += batch {
		err = signer.batch(t, from, min(from+batch, to))
	}
	if end := signer.close(t.Failed() || err != nil); err == nil {
		err = end
	}
	return err
}

// batch compares one batch. The requests are written from the side, since neither
// pipe holds a batch.
func (b *botocoreSigner) batch(t *testing.T, from, to int) error {
	trials := make([]*trial, 0, to-from)
	for i := from; i < to; i++ {
		trials = append(trials, newGenerator(botocoreTastes, botocoreSeed, uint64(i)).trial())
	}
	written := make(chan error, 1)
	go func() { written <- b.write(trials) }()
	for i, c := range trials {
		var theirs botocoreAnswer
		if err := b.answers.Decode(&theirs); err != nil {
			return fmt.Errorf("botocore's answer: %w", err)
		}
		if err := c.againstBotocore(&theirs); err != nil {
			t.Errorf("request %d: %v\n%+v", from+i, err, c)
			break
		}
	}
	if t.Failed() {
		return nil
	}
	return <-written
}

// A botocoreTrial and a botocoreAnswer are a line each of what botocore_sign.py
// reads and writes.
type botocoreTrial struct {
	Method    string      `json:"method"`
	URL       string      `json:"url"`
	Host      string      `json:"host"`
	Params    [][2]string `json:"params"`
	Headers   [][2]string `json:"headers"`
	Body      string      `json:"body"`
	Key       string      `json:"key"`
	Secret    string      `json:"secret"`
	Token     string      `json:"token"`
	Region    string      `json:"region"`
	Service   string      `json:"service"`
	Object    bool        `json:"object"`
	Unsigned  bool        `json:"unsigned"`
	Presigned bool        `json:"presigned"`
	Expires   int         `json:"expires"`
	At        int64       `json:"at"`
}

type botocoreAnswer struct {
	Canonical string `json:"canonical"`
	Signature string `json:"signature"`
	Error     string `json:"error"`
}

func (b *botocoreSigner) write(trials []*trial) error {
	out := bufio.NewWriterSize(b.in, 1<<20)
	lines := json.NewEncoder(out)
	for _, c := range trials {
		line, err := c.forBotocore()
		if err != nil {
			return err
		}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (c *trial) forBotocore() (*botocoreTrial, error) {
	path := c.path
	var err error
	if c.style == sigv4.PathObject {
		path, err = objectPath(c.path)
	}
	line := &botocoreTrial{Method: c.method, URL: (&url.URL{Scheme: "https", Opaque: "//h" + path}).String(), Host: c.host,
		Params: [][2]string{}, Headers: [][2]string{}, Body: string(c.body),
		Key: c.credentials.AccessKeyID, Secret: c.credentials.SecretAccessKey, Token: c.credentials.SessionToken,
		Region: c.region, Service: c.service, Object: c.style == sigv4.PathObject, Unsigned: c.unsigned && !c.presigned,
		Presigned: c.presigned, Expires: int(c.expires.Seconds()), At: c.at.Unix()}
	if c.tokenAfter {
		line.Token = "" // which botocore has no way to add afterwards
	}
	for _, p := range c.pairs {
		line.Params = append(line.Params, [2]string{p.name, p.value})
	}
	for _, f := range c.fields {
		line.Headers = append(line.Headers, [2]string{f.name, f.value})
	}
	if c.hashHeader && !line.Object {
		line.Headers = append(line.Headers, [2]string{"X-Amz-Content-Sha256", c.payloadHash})
	}
	return line, err
}

func (c *trial) againstBotocore(theirs *botocoreAnswer) error {
	r := c.ours()
	if c.unsigned && !c.presigned {
		r.Header.Set("Content-Md5", "1B2M2Y8AsgTpgAmY7PhCfg==") // botocore's condition for an unsigned body
	}
	signed, err := c.sign(r)
	if err != nil {
		return err
	}
	switch {
	case theirs.Error != "":
		return fmt.Errorf("botocore: %s", theirs.Error)
	case signed.CanonicalRequest != theirs.Canonical:
		return fmt.Errorf("canonical requests differ\nours:\n%s\nbotocore's:\n%s", signed.CanonicalRequest, theirs.Canonical)
	case signed.Signature != theirs.Signature:
		return fmt.Errorf("signatures differ: %s, botocore's %s", signed.Signature, theirs.Signature)
	}
	return nil
}
