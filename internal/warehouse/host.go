package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/pgwire"
)

// ControlFile and UsersFile are the descriptors under which a child finds its control
// socket and the one on which users are kept.
const (
	ControlFile = 3
	UsersFile   = 4
)

// EngineConfig is what RunEngine needs. All fields are required.
type EngineConfig struct {
	// Open starts the engine of a cluster, without databases.
	Open  func(ctx context.Context, spec EngineSpec) (engine.Cluster, error)
	Clock clock.Clock
	Log   *slog.Logger
}

// ErrOrphan is what RunEngine returns when the server has gone away.
var ErrOrphan = errors.New("the server is gone")

// lockPatience is how long a child waits for one that was killed before it.
const lockPatience = 10 * time.Second

// RunEngine is a child's main function: it opens the cluster that it is told of
// over the control socket and serves sessions until it is told to close, or until
// the server goes away. In that case the caller must exit at once and close
// nothing, since the next server may be waiting for the database.
func RunEngine(ctx context.Context, c EngineConfig) error {
	control, err := unixConn(os.NewFile(ControlFile, "control"))
	if err != nil {
		return fmt.Errorf("engine: %w", err)
	}
	var spec EngineSpec
	if err := receiveNote(control, &spec); err != nil {
		return ErrOrphan
	}
	link, err := unixConn(os.NewFile(UsersFile, "users"))
	if err != nil {
		return fmt.Errorf("engine: %w", err)
	}
	keeper, err := newRemote(link)
	if err != nil {
		return ErrOrphan
	}
	if err := limitMemory(spec.Memory); err != nil {
		return errors.Join(err, sendNote(control, reportOf(err)))
	}
	running, err := openInline(ctx, spec, inlineConfig{
		open:  func(ctx context.Context) (engine.Cluster, error) { return c.Open(ctx, spec) },
		clock: c.Clock, wire: pgwire.Config{Clock: c.Clock, Log: c.Log, Stuck: c.stuck, Keeper: keeper}, patient: lockPatience,
	})
	if said := sendNote(control, reportOf(err)); err != nil || said != nil {
		return errors.Join(err, said)
	}
	var following sync.WaitGroup
	following.Go(keeper.follow)
	defer following.Wait()
	defer link.Close()
	return running.obey(ctx, control, keeper, c.Log)
}

// stuck ends a process whose engine does not stop when it is told to, or has failed: nothing
// less ends what it is doing. What was committed is safe.
func (c EngineConfig) stuck() {
	c.Log.Error("the engine does not answer any more: it is killed")
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL) // cannot fail on oneself
}

// obey carries out the server's commands.
func (r *inline) obey(ctx context.Context, control *net.UnixConn, keeper *remote, log *slog.Logger) error {
	for {
		command, conn, err := receiveCommand(control)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
			return ErrOrphan
		case err != nil:
			return fmt.Errorf("control: %w", err)
		case command == commandClose:
			return r.close(ctx)
		case command == commandServe && conn != nil:
			r.serving.Go(func() { r.welcome(conn, keeper, log) })
		default:
			return fmt.Errorf("control: unknown command %q", command)
		}
	}
}

// welcome reads whom to trust on a connection, and serves it.
func (r *inline) welcome(conn net.Conn, keeper *remote, log *slog.Logger) {
	var by introduction
	if err := receiveNote(conn, &by); err != nil || by.As.User == "" {
		log.Error("session without a user", "error", err)
		conn.Close()
		return
	}
	if _, err := conn.Write([]byte{commandServe}); err != nil {
		conn.Close()
		return
	}
	keeper.await(by.Version)
	r.serve(conn, by.As)
}

// limitMemory has the operating system refuse the process more than that, in
// bytes. RLIMIT_DATA counts private writable memory, where a fresh Go process has
// some 90 MB; RLIMIT_AS would count the gigabyte and more of addresses that the Go
// runtime reserves and never uses. An allocation that does not fit fails: the
// engine reports it as a statement's error, or the process ends.
func limitMemory(bytes int64) error {
	if bytes <= 0 {
		return nil
	}
	limit := syscall.Rlimit{Cur: uint64(bytes), Max: uint64(bytes)}
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &limit); err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return fmt.Errorf("limit core dumps: %w", err)
	}
	debug.SetMemoryLimit(bytes / 4) // Go's own share: the engine has the rest
	// Should the machine run out of memory after all, this process goes before the
	// server does. Not every system has the file, or lets it be written.
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("500"), 0)
	return nil
}
