package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/sigv4"
)

// The root key of the measured server; it lives as long as the measurement.
const (
	keyID  = "AKIACOUNTERSIGNBENCH"
	secret = "countersign/benchmarks/no+secret/at/all0"
)

// A server is a running countersign.
type server struct {
	cmd      *exec.Cmd
	dir      string
	endpoint string
	started  time.Duration
	client   *http.Client
}

func startServer(program string) (*server, error) {
	dir, err := os.MkdirTemp("", "countersign-bench-")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	s.cmd = exec.Command(program, "serve", "--data-dir", dir, "--listen", "127.0.0.1:0", "--sql-listen", "127.0.0.1:0")
	s.cmd.Env = append(os.Environ(), "COUNTERSIGN_ACCESS_KEY_ID="+keyID, "COUNTERSIGN_SECRET_ACCESS_KEY="+secret)
	log, err := os.Create(dir + ".log") // for who wants to know what went wrong
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s.cmd.Stderr = log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("server did not start: %w", err)
	}
	s.started = time.Since(begin)
	go func() { _, _ = io.Copy(io.Discard, out) }()
	_, s.endpoint, _ = strings.Cut(strings.TrimSpace(line), " at ")
	return s, nil
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
	_ = os.RemoveAll(s.dir)
	_ = os.Remove(s.dir + ".log")
}

func (s *server) rssMiB() float64 { return processMiB(s.cmd.Process.Pid) }

// processMiB is how much memory of a process is resident.
func processMiB(pid int) float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	pages, _ := strconv.ParseFloat(strings.Fields(string(text) + " 0 0")[1], 64)
	return pages * float64(os.Getpagesize()) / (1 << 20)
}

// cpu is the processor time of the server and of its children that live.
func (s *server) cpu() time.Duration {
	total := processCPU(s.cmd.Process.Pid)
	for _, child := range s.children() {
		total += processCPU(child)
	}
	return total
}

// children are the server's engines, whichever of its threads has started them.
func (s *server) children() (pids []int) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", s.cmd.Process.Pid))
	for _, task := range tasks {
		text, _ := os.ReadFile(task)
		for _, child := range strings.Fields(string(text)) {
			pid, _ := strconv.Atoi(child)
			pids = append(pids, pid)
		}
	}
	return pids
}

// processCPU reads utime and stime, which count hundredths of a second.
func processCPU(pid int) time.Duration {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// request builds a signed request whose body can be sent again and again.
func (s *server) request(service, target, contentType, body string) (*http.Request, error) {
	req, err := http.NewRequest(http.MethodPost, s.endpoint+"/", nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	if target != "" {
		req.Header.Set("X-Amz-Target", target)
	}
	signer := sigv4.Signer{Region: "us-east-1", Service: service, Credentials: sigv4.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}}
	if err := signer.SignHTTP(req, sigv4.HashPayload([]byte(body))); err != nil {
		return nil, err
	}
	setBody(req, body)
	return req, nil
}

func setBody(req *http.Request, body string) {
	req.ContentLength = int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }
}

// send sends a request made by request, once, and returns the answer's body.
func send(client *http.Client, req *http.Request) ([]byte, error) {
	again := req.Clone(req.Context())
	again.Body, _ = req.GetBody()
	res, err := client.Do(again)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", res.StatusCode, answer)
	}
	return answer, err
}

func (s *server) query(form string) ([]byte, error) {
	req, err := s.request("redshift", "", "application/x-www-form-urlencoded", form+"&Version=2012-12-01")
	if err != nil {
		return nil, err
	}
	return send(s.client, req)
}

// data calls an operation of the Data API and decodes its answer into out.
func (s *server) data(operation string, in map[string]any, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := s.request("redshift-data", "RedshiftData."+operation, "application/x-amz-json-1.1", string(body))
	if err != nil {
		return err
	}
	answer, err := send(s.client, req)
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, out)
}

func (s *server) createCluster(name string) error {
	_, err := s.query("Action=CreateCluster&ClusterIdentifier=" + name + "&NodeType=ra3.large&MasterUsername=admin&MasterUserPassword=Secret99")
	return err
}

// awaitCluster waits until the last of the clusters is available.
func (s *server) awaitCluster(name string) error {
	for range 6000 {
		answer, err := s.query("Action=DescribeClusters&ClusterIdentifier=" + name)
		if err != nil {
			return err
		}
		if bytes.Contains(answer, []byte("<ClusterStatus>available<")) {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("cluster %s does not become available", name)
}

func (s *server) dsn(cluster string) string {
	answer, err := s.query("Action=DescribeClusters&ClusterIdentifier=" + cluster)
	if err != nil {
		return ""
	}
	_, rest, _ := strings.Cut(string(answer), "<Port>")
	port, _, _ := strings.Cut(rest, "<")
	return "postgres://admin:Secret99@127.0.0.1:" + port + "/dev?sslmode=disable"
}
