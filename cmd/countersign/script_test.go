package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts in testdata run the real program. Beside testscript's own commands
// they have:
//
//	serve [FLAG …]  start a server on $WORK/data and set the environment that
//	                'countersign env' prints; it is ended with the script
//	stop            interrupt the server and wait for it
//	crash           kill the server (SIGKILL) and wait for it
//	until N CMD …   run a command until it succeeds, at most N times, 100 ms apart
//
// and the condition [ci], which holds where all that must pass is run: there nothing
// is skipped for want of a program.

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"countersign": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, scripts("testdata/script"))
}

func scripts(dir string) testscript.Params {
	clients, err := filepath.Abs("../../clients")
	if err != nil {
		panic(err)
	}
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("DATA", filepath.Join(env.WorkDir, "data"))
			env.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			env.Setenv("AWS_PAGER", "")
			env.Setenv("CLIENTS", clients)
			env.Values[serverKey{}] = new(serverProcess)
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name != "ci" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			return os.Getenv("CI") != "", nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": scriptServe,
			"stop":  func(ts *testscript.TestScript, _ bool, _ []string) { theServer(ts).end(ts, syscall.SIGINT) },
			"crash": func(ts *testscript.TestScript, _ bool, _ []string) { theServer(ts).end(ts, syscall.SIGKILL) },
			"until": scriptUntil,
		},
	}
}

type serverKey struct{}

// serverProcess is the server that a script has started.
type serverProcess struct {
	cmd    *exec.Cmd
	done   chan error
	stderr lockedBuffer
}

func theServer(ts *testscript.TestScript) *serverProcess {
	return ts.Value(serverKey{}).(*serverProcess)
}

// ready is how long a server is given to start, on a busy machine.
const ready = time.Minute

func scriptServe(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("serve cannot be negated")
	}
	s := theServer(ts)
	if s.cmd != nil {
		ts.Fatalf("a server runs already")
	}
	program, err := exec.LookPath(filepath.Join(filepath.SplitList(ts.Getenv("PATH"))[0], "countersign"))
	ts.Check(err)
	s.cmd = exec.Command(program, append([]string{"serve", "--listen", "127.0.0.1:0", "--sql-listen", "127.0.0.1:0", "--data-dir", ts.Getenv("DATA")}, args...)...)
	s.cmd.Env = environ(ts)
	s.cmd.Stderr = &s.stderr
	stdout, err := s.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(s.cmd.Start())
	ts.Defer(func() { s.end(ts, syscall.SIGKILL) })
	started := make(chan bool, 1)
	s.done = make(chan error, 1)
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "In another shell:") {
				started <- true
			}
		}
		started <- false
		s.done <- s.cmd.Wait()
	}()
	select {
	case ok := <-started:
		if !ok {
			ts.Fatalf("server did not start:\n%s", s.stderr.String())
		}
	case <-time.After(ready):
		ts.Fatalf("server not ready after %s:\n%s", ready, s.stderr.String())
	}
	setEnvironment(ts, program)
}

// setEnvironment takes over what 'countersign env' prints.
func setEnvironment(ts *testscript.TestScript, program string) {
	cmd := exec.Command(program, "env", "--format", "json", "--data-dir", ts.Getenv("DATA"))
	cmd.Env = environ(ts)
	out, err := cmd.Output()
	ts.Check(err)
	var variables map[string]string
	ts.Check(json.Unmarshal(out, &variables))
	for name, value := range variables {
		ts.Setenv(name, value)
	}
}

func environ(ts *testscript.TestScript) []string {
	env := os.Environ()
	for _, name := range []string{"HOME", "PATH", "WORK", "TMPDIR", "COUNTERSIGN_ACCESS_KEY_ID", "COUNTERSIGN_SECRET_ACCESS_KEY", "TESTSCRIPT_COMMAND"} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	return env
}

// end ends the server, if one runs, and waits for it.
func (s *serverProcess) end(ts *testscript.TestScript, sig syscall.Signal) {
	if s.cmd == nil {
		return
	}
	ts.Check(s.cmd.Process.Signal(sig))
	select {
	case err := <-s.done:
		if sig == syscall.SIGINT && err != nil {
			ts.Fatalf("server ended with %v:\n%s", err, s.stderr.String())
		}
	case <-time.After(ready):
		ts.Fatalf("server did not end after %s", ready)
	}
	ts.Check(os.WriteFile(ts.MkAbs("server.log"), []byte(s.stderr.String()), 0o600))
	s.cmd = nil
}

func scriptUntil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until N COMMAND [ARG …]")
	}
	var tries int
	if _, err := fmt.Sscan(args[0], &tries); err != nil {
		ts.Fatalf("until: %v", err)
	}
	var err error
	for range tries {
		if err = ts.Exec(args[1], args[2:]...); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("until: %v", err)
}

// lockedBuffer takes a process's output while it may be read.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
