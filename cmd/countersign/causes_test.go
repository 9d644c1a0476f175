//go:build clients

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/refusal"
	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// The root key of the tests of causes. Its secret has all that gets mangled.
const (
	causesKey    = "AKIAZ3MGNLQ7RT2WKX4B"
	causesSecret = "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"
)

// notFound are causes of the catalogue that nothing finds yet. Each fails here as soon
// as it is found.
var notFound = map[string]string{}

// An injected mistake is one that a real client made, and what it was told.
type injected struct {
	ID     string // the cause that has to be found
	Signer string
	Told   string // the causes, the first of them first; then whether they are proven
	Body   string // what was answered
	// Beside is why another cause comes first, where one does.
	Beside string

	Headers map[string]string // answered
	Right   string            // the signature of the request without the mistake
	Service string
	Request *sentRequest
	Proof   *proofCase // of a command, which tells it

	Secrets []string // on a line of its own
}

// A sentRequest is a request as a client sent it, and the secret of the key it names.
type sentRequest struct {
	Method, Target, Host string
	Headers              [][2]string
	Body                 []byte
	Secret               string
}

func (m *injected) ids() []string {
	ids, _, _ := strings.Cut(m.Told, ";")
	return strings.Split(ids, ", ")
}

// found tells whether the cause was told as it should be.
func (m *injected) found() bool {
	ids := m.ids()
	return ids[0] == m.ID || m.Beside != "" && slices.Contains(ids, m.ID)
}

// TestClientsCauses has real clients make each mistake of the catalogue, and wants its
// cause told first. Mistakes are added in clients/python and clients/js.
func TestClientsCauses(t *testing.T) {
	srv := startCausesServer(t)
	mistakes := srv.run(t, "python3", "../../clients/python/causes.py")
	for _, program := range [][]string{{"python3", "../../clients/python/elsewhere.py"}, {"node", "../../clients/js/causes.mjs"}} {
		mistakes = append(mistakes, srv.run(t, program...)...)
	}
	tested, signers, made := map[string]bool{}, map[string]map[string]bool{}, map[string]int{}
	var hidden []string
	for _, m := range mistakes {
		hidden = append(hidden, m.Secrets...)
		if m.ID == "" {
			continue
		}
		if signers[m.Signer] == nil {
			signers[m.Signer] = map[string]bool{}
		}
		made[m.Signer]++
		tested[m.ID], signers[m.Signer][m.ID] = true, true
		if known := notFound[m.ID]; m.found() == (known != "") {
			t.Errorf("%s by %s: told %q (known gap: %q); answer %.400s", m.ID, m.Signer, m.Told, known, m.Body)
		}
	}
	for _, c := range explain.Catalogue() {
		if !tested[c.ID] {
			t.Errorf("no client makes the mistake %s: add a line in clients/python", c.ID)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(signers)) {
		t.Logf("%s: %d mistakes of %d causes", name, made[name], len(signers[name]))
	}
	proofs, expected := srv.judgeAgain(t, mistakes)
	replayed(t, proofs, 100)
	srv.compareRecords(t, mistakes)
	srv.stop(t)
	srv.searchFor(t, mistakes, slices.Concat(hidden, expected))
}

// A causesServer is the real program with a data folder of its own.
type causesServer struct {
	dir, endpoint string
	env           []string
	cmd           *exec.Cmd
	log           lockedBuffer
	done          chan error
}

func startCausesServer(t *testing.T) *causesServer {
	t.Helper()
	s := &causesServer{dir: t.TempDir(), done: make(chan error, 1)}
	s.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "AWS_EC2_METADATA_DISABLED=true", "PYTHONDONTWRITEBYTECODE=1",
		"COUNTERSIGN_ACCESS_KEY_ID=" + causesKey, "COUNTERSIGN_SECRET_ACCESS_KEY=" + causesSecret}
	s.cmd = exec.Command("countersign", "serve", "--listen", "127.0.0.1:0", "--sql-listen", "127.0.0.1:0", "--data-dir", s.dir)
	s.cmd.Env, s.cmd.Stderr = s.env, &s.log
	stdout, err := s.cmd.StdoutPipe()
	must(t, err)
	must(t, s.cmd.Start())
	started := make(chan struct{})
	go func() {
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "In another shell:") {
				close(started)
			}
		}
		s.done <- s.cmd.Wait()
	}()
	t.Cleanup(func() { s.stop(t) })
	select {
	case <-started:
	case <-time.After(ready):
		t.Fatalf("server not ready after %s:\n%s", ready, s.log.String())
	}
	out := s.output(t, "countersign", "env", "--format", "json", "--data-dir", s.dir)
	var variables map[string]string
	must(t, json.Unmarshal(out, &variables))
	for name, value := range variables {
		s.env = append(s.env, name+"="+value)
	}
	s.endpoint = variables["AWS_ENDPOINT_URL"]
	return s
}

// stop interrupts the server and waits for it, once.
func (s *causesServer) stop(t *testing.T) {
	if s.cmd == nil {
		return
	}
	must(t, s.cmd.Process.Signal(os.Interrupt))
	if err := <-s.done; err != nil {
		t.Errorf("server ended with %v:\n%s", err, s.log.String())
	}
	s.cmd = nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// output runs a program with the server's environment and nothing of the machine's.
func (s *causesServer) output(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	var stderr bytes.Buffer
	cmd.Env, cmd.Stderr = s.env, &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, stderr.String())
	}
	return out
}

// run has a program make its mistakes.
func (s *causesServer) run(t *testing.T, command ...string) []*injected {
	t.Helper()
	return decodeLines[*injected](t, s.output(t, command[0], command[1:]...))
}

func decodeLines[T any](t *testing.T, text []byte) []T {
	t.Helper()
	var out []T
	for decoder := json.NewDecoder(bytes.NewReader(text)); decoder.More(); {
		var one T
		must(t, decoder.Decode(&one))
		out = append(out, one)
	}
	return out
}

// input is the request as it arrived, for the library to judge.
func (r *sentRequest) input(service string) explain.Input {
	header := http.Header{}
	for _, field := range r.Headers {
		header.Add(field[0], field[1])
	}
	return explain.Input{
		Request: &sigv4.Request{Method: r.Method, Target: r.Target, Host: r.Host, Header: header, Service: service},
		Body:    r.Body, Secret: r.Secret, Now: time.Now(), Disclose: true,
	}
}

// A proofCase is a proof with what botocore needs to replay it.
type proofCase struct {
	ID      string `json:"id"`
	KeyID   string `json:"key_id"`
	Secret  string `json:"secret"` // of the key that signed
	Claimed string `json:"claimed"`
	Proof   any    `json:"proof"`
}

// proofOf returns the proof of an explanation, if there is one.
func proofOf(id string, in *explain.Input, e *explain.Explanation) (proofCase, bool) {
	for _, f := range e.Causes {
		if f.Proven && f.Evidence.Proof != nil {
			return proofCase{ID: id, KeyID: causesKey, Secret: in.Secret, Claimed: e.Claimed, Proof: f.Evidence.Proof}, true
		}
	}
	return proofCase{}, false
}

// judgeAgain explains the requests that were sent once more, for the proofs, which a
// server does not tell, and the signatures that it expected, which nobody may be told.
// What only a recomputation finds has a proof.
func (s *causesServer) judgeAgain(t *testing.T, mistakes []*injected) (proofs []proofCase, expected []string) {
	t.Helper()
	for _, m := range mistakes {
		if m.Proof != nil {
			proofs = append(proofs, *m.Proof)
		}
		if m.Request == nil {
			continue
		}
		in := m.Request.input(m.Service)
		in.Budget.Tries = 60_000
		e := explain.Explain(in)
		proof, ok := proofOf(m.ID, &in, e)
		if ok {
			proofs = append(proofs, proof)
		}
		if cause, _ := explain.Lookup(m.ID); !ok && slices.Equal(cause.Detection, []explain.Detection{explain.ByRecomputing}) {
			t.Errorf("%s: told %q, and nothing proves it: %v", m.ID, m.Told, causeIDs(e))
		}
		expected = append(expected, m.Right, e.Expected)
	}
	return proofs, slices.DeleteFunc(expected, func(s string) bool { return s == "" })
}

// replayed has botocore sign what the proofs say was signed, and wants the signatures
// that were claimed.
func replayed(t *testing.T, proofs []proofCase, least int) {
	t.Helper()
	var in bytes.Buffer
	for _, proof := range proofs {
		must(t, json.NewEncoder(&in).Encode(proof))
	}
	cmd := exec.Command("python3", "../../clients/python/replay.py")
	cmd.Env, cmd.Stdin, cmd.Stderr = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1"), &in, os.Stderr
	out, err := cmd.Output()
	must(t, err)
	if string(out) != strconv.Itoa(len(proofs))+" replayed\n" || len(proofs) < least {
		t.Errorf("of %d proofs, and at least %d: %s", len(proofs), least, out)
	}
	t.Logf("%d proofs replayed by botocore", len(proofs))
}

// compareRecords wants each answer's cause in the record of that request, as
// 'countersign refusals' tells it.
func (s *causesServer) compareRecords(t *testing.T, mistakes []*injected) {
	t.Helper()
	records := map[string]refusal.Record{}
	for _, r := range decodeLines[refusal.Record](t, s.output(t, "countersign", "refusals", "--data-dir", s.dir, "--last", "-1", "--output", "json")) {
		records[r.RequestID] = r
	}
	for _, m := range mistakes {
		if m.Request == nil {
			continue
		}
		record := records[m.Headers["x-amzn-RequestId"]]
		if len(record.Causes) == 0 || record.Causes[0].ID != m.ids()[0] {
			t.Errorf("%s: told %q, kept %+v", m.ID, m.Told, record)
		}
	}
}

// searchFor looks for secrets, session tokens and signatures that were expected in all
// that the server has told, logged and stored. AWS echoes a malformed header to its own
// sender, which is no disclosure.
func (s *causesServer) searchFor(t *testing.T, mistakes []*injected, hidden []string) {
	t.Helper()
	places := map[string]string{"log": s.log.String()}
	must(t, filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "credentials" { // the root key's, for the user
			return err
		}
		text, err := os.ReadFile(path)
		places[path] = string(text)
		return err
	}))
	for i, m := range mistakes {
		sent := fmt.Sprint(m.Request)
		places[fmt.Sprintf("headers to %s %d", m.ID, i)] = fmt.Sprint(m.Headers, m.Told)
		if m.Signer == "botocore" && m.Request != nil {
			for _, text := range hidden {
				if strings.Contains(m.Body, text) && !strings.Contains(sent, text) {
					t.Errorf("the answer to %s shows %q: %s", m.ID, text, m.Body)
				}
			}
		}
	}
	for name, text := range places {
		for _, one := range hidden {
			if one != "" && strings.Contains(text, one) {
				t.Errorf("%s holds %q", cmp.Or(filepath.Base(name), name), one)
			}
		}
	}
	for i, m := range mistakes {
		if m.Request == nil && strings.Contains(m.Body, causesSecret) {
			t.Errorf("output %d, %s by %s, shows the secret: %s", i, m.ID, m.Signer, m.Body)
		}
	}
	t.Logf("%d texts searched for in %d places", len(hidden), len(places))
}

// UnmarshalJSON reads the body, which is base64.
func (r *sentRequest) UnmarshalJSON(text []byte) error {
	type plain struct {
		Method, Target, Host, Secret, Body string
		Headers                            [][2]string
	}
	var p plain
	if err := json.Unmarshal(text, &p); err != nil {
		return err
	}
	body, err := base64.StdEncoding.DecodeString(p.Body)
	*r = sentRequest{Method: p.Method, Target: p.Target, Host: p.Host, Headers: p.Headers, Body: body, Secret: p.Secret}
	return err
}
