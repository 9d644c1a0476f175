package warehouse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/users"
)

// A child is a runner in a process of its own, so that what one cluster's SQL does
// to memory is done to that cluster alone. Its other end is RunEngine.
type child struct {
	spec    EngineSpec
	cmd     *exec.Cmd
	control *net.UnixConn
	clock   clock.Clock
	log     *slog.Logger
	gone    chan struct{}  // closed when the process has ended
	work    sync.WaitGroup // those who watch it
	sending sync.Mutex     // one command at a time

	keeper  users.Keeper
	users   *net.UnixConn // see link.go
	telling sync.Mutex    // one message at a time
}

const (
	startLimit  = 30 * time.Second       // for a child to open its database, or to take up a session
	watchEvery  = 100 * time.Millisecond // how often memory is looked at
	memorySlack = 256 << 20              // the program's own pages, which the system's limit does not count
)

// startChild starts a process with command and waits until it has opened the database.
func startChild(ctx context.Context, spec EngineSpec, keeper users.Keeper, command func(EngineSpec) *exec.Cmd, clk clock.Clock, log *slog.Logger) (*child, error) {
	control, far, err := inheritedPair()
	if err != nil {
		return nil, err
	}
	nearUsers, farUsers, err := inheritedPair()
	if err != nil {
		return nil, errors.Join(err, far.Close(), control.Close())
	}
	c := &child{spec: spec, cmd: command(spec), control: control, clock: clk, log: log, gone: make(chan struct{}), keeper: keeper, users: nearUsers}
	// glibc's allocator keeps what threads have freed, each in an arena of its own:
	// after a few large statements a bounded process would have no room left.
	c.cmd.Env = append(c.cmd.Environ(), "MALLOC_ARENA_MAX=2", "MALLOC_TRIM_THRESHOLD_=131072", "MALLOC_MMAP_THRESHOLD_=4194304")
	c.cmd.ExtraFiles = []*os.File{far, farUsers} // become ControlFile and UsersFile
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.cmd.WaitDelay = time.Second // for what it has said last
	output := &lineLog{log: log}
	c.cmd.Stdout, c.cmd.Stderr = output, output
	err = c.cmd.Start()
	far.Close()
	farUsers.Close()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start engine: %w", err), control.Close(), nearUsers.Close())
	}
	c.work.Go(c.wait)
	c.work.Go(c.answerUsers)
	if err := c.greet(ctx); err != nil {
		c.kill()
		c.work.Wait()
		return nil, err
	}
	c.work.Go(c.watch)
	return c, nil
}

// greet tells the child its cluster and hears how starting went.
func (c *child) greet(ctx context.Context) error {
	stop := context.AfterFunc(ctx, c.kill)
	defer stop()
	late := c.clock.AfterFunc(startLimit, c.kill)
	defer late.Stop()
	if err := sendNote(c.control, c.spec); err != nil {
		return fmt.Errorf("start engine: %w", err)
	}
	c.tell(c.keeper.Users())
	var r report
	if err := receiveNote(c.control, &r); err != nil {
		return errors.Join(fmt.Errorf("start engine: %w", err), ctx.Err())
	}
	return r.err()
}

// wait notes the process's end.
func (c *child) wait() {
	err := c.cmd.Wait()
	c.log.Debug("engine ended", "pid", c.cmd.Process.Pid, "error", err)
	c.control.Close()
	c.users.Close()
	close(c.gone)
}

// watch ends a process that is larger than it may be: the system's limit counts
// what is allocated, and not all that takes room.
func (c *child) watch() {
	for c.spec.Memory > 0 {
		select {
		case <-c.gone:
			return
		case <-c.clock.After(watchEvery):
		}
		if size := resident(c.cmd.Process.Pid); size > c.spec.Memory+memorySlack {
			c.log.Error("engine takes too much memory", "pid", c.cmd.Process.Pid, "bytes", size, "limit", c.spec.Memory)
			c.kill()
		}
	}
}

// resident is how many bytes of memory a process holds; 0 where the system does
// not tell.
func resident(pid int) int64 {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	fields := bytes.Fields(text)
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

// tell sends a directory to the process.
func (c *child) tell(d *users.Directory) { c.say(usersMessage{Directory: d}) }

// say sends a message about users. A process that does not read is beyond help; one that
// is gone needs no word.
func (c *child) say(m usersMessage) {
	c.telling.Lock()
	defer c.telling.Unlock()
	late := c.clock.AfterFunc(startLimit, c.kill)
	defer late.Stop()
	if err := sendNote(c.users, m); err != nil {
		c.log.Debug("tell users", "pid", c.cmd.Process.Pid, "error", err)
	}
}

// answerUsers does what the process's sessions ask of the users, until it ends.
func (c *child) answerUsers() {
	for {
		var request usersRequest
		if err := receiveNote(c.users, &request); err != nil {
			return
		}
		answer := answerTo(context.Background(), c.keeper, request)
		if answer.Trouble != "" {
			c.log.Error("change users", "error", answer.Trouble)
		}
		c.say(usersMessage{Answer: &answer})
	}
}

func (c *child) kill() { _ = c.cmd.Process.Kill() } // one that has ended needs none

func (c *child) connect(ctx context.Context, as pgwire.Trusted) (*net.UnixConn, error) {
	a, far, err := filePair()
	if err != nil {
		return nil, err
	}
	defer far.Close()
	near, err := unixConn(a)
	if err != nil {
		return nil, err
	}
	if err := c.introduce(ctx, near, far, as); err != nil {
		return nil, errors.Join(errGone, err, ctx.Err(), near.Close())
	}
	return near, nil
}

// introduce hands the far end of a connection to the process and waits until it has
// taken it up: one that is dying takes commands and does nothing with them.
func (c *child) introduce(ctx context.Context, near *net.UnixConn, far *os.File, as pgwire.Trusted) error {
	stop := context.AfterFunc(ctx, func() { near.Close() })
	defer stop()
	late := c.clock.AfterFunc(startLimit, c.kill) // it is beyond help
	defer late.Stop()
	if err := c.send(commandServe, far); err != nil {
		return err
	}
	far.Close() // so that its other holder's end is seen
	if err := sendNote(near, introduction{as, c.keeper.Users().Version}); err != nil {
		return err
	}
	_, err := io.ReadFull(near, make([]byte, 1))
	return err
}

func (c *child) send(command byte, file *os.File) error {
	c.sending.Lock()
	defer c.sending.Unlock()
	if err := sendCommand(c.control, command, file); err != nil {
		return fmt.Errorf("engine: %w", err)
	}
	return nil
}

func (c *child) ended() <-chan struct{} { return c.gone }

// swollen is half of what the process may take: an allocator does not give all
// back that statements have freed, and the next large one would not fit.
func (c *child) swollen() bool {
	return c.spec.Memory > 0 && resident(c.cmd.Process.Pid) > c.spec.Memory/2
}

// close asks the process to end, and kills it when ctx ends first: what was
// committed is safe either way.
func (c *child) close(ctx context.Context) error {
	err := c.send(commandClose, nil)
	if err != nil {
		c.kill() // it is gone, or nothing can be said to it
	}
	select {
	case <-c.gone:
	case <-ctx.Done():
		c.log.Warn("engine does not end: killed", "pid", c.cmd.Process.Pid)
		c.kill()
	}
	c.work.Wait()
	return nil
}

// maxLine bounds a line of a child's output in the log, in bytes.
const maxLine = 4 << 10

// A lineLog writes what a process prints into the log, line by line.
type lineLog struct {
	log  *slog.Logger
	line []byte
}

func (l *lineLog) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		text, whole := bytes.CutSuffix(line, []byte("\n"))
		l.line = append(l.line, text[:min(len(text), maxLine-len(l.line))]...)
		if whole {
			l.log.Warn("engine", "line", string(l.line))
			l.line = l.line[:0]
		}
	}
	return len(p), nil
}
