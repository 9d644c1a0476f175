package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A result that finds no room fails its statement, and nothing else; while there is no
// room at all, what is asked to be kept is refused; and when there is room again all is
// well, and what was acknowledged is there, after a kill too.
func TestFullDisk(t *testing.T) {
	d := newSmallDisk(t)
	c := &crash{t: t, dir: d.dir, random: rand.New(rand.NewPCG(3, 4))}
	c.start()
	for k := range crashTables {
		c.must("redshift", "CreateCluster", c.clusterInput(fmt.Sprintf("table-%d", k)))
	}
	for k := range crashTables {
		c.awaitCluster(fmt.Sprintf("table-%d", k))
		c.makeTable(k)
	}
	d.limit(c, resultsSize)
	if status, reason := c.finish(c.execute(0, "select repeat('x', 1000) from generate_series(0, 9999)")); status != "FAILED" || !strings.Contains(reason, "ERROR: The result could not be stored: ") || strings.Contains(reason, d.dir) {
		t.Errorf("a result that is too large: %s %s", status, reason)
	}
	if left, err := os.ReadDir(filepath.Join(d.dir, "results")); err != nil || len(left) != 0 {
		t.Errorf("it left %v, %v", left, err)
	}
	if status, reason := c.finish(c.execute(0, "select 1")); status != "FINISHED" {
		t.Errorf("the statement after it: %s %s", status, reason)
	}
	d.limit(c, unix.RLIM_INFINITY)

	var acknowledged, refused atomic.Int64
	d.load(c, func(err error) bool {
		if err == nil {
			return acknowledged.Add(1) < 200
		}
		t.Errorf("before the disk is full: %v", err)
		return false
	})
	d.fill(c)
	d.load(c, func(err error) bool {
		if err != nil && !strings.Contains(err.Error(), `500 {"__type":"InternalServerException","message":"An internal error has occurred.`) {
			t.Errorf("refused with: %v", err)
		}
		return err == nil || refused.Add(1) < 100
	})
	d.free(c)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if status, _ := c.finish(c.execute(1, "select 1")); status == "FINISHED" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("there is room again, and no statement runs")
		}
	}
	acknowledged.Store(0)
	d.load(c, func(err error) bool { return err == nil && acknowledged.Add(1) < 200 })
	if acknowledged.Load() < 200 || refused.Load() < 100 {
		t.Errorf("%d acknowledged after there was room again, %d refused before", acknowledged.Load(), refused.Load())
	}
	if err := c.cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = c.cmd.Wait()
	c.start()
	c.verify()
}

// A smallDisk is a data folder that can be full: file systems of their own for it and for
// the results, or, where tests may not mount any, a limit on the size of the server's files.
type smallDisk struct {
	dir     string
	mounted bool
}

const (
	diskSize    = 64 << 20
	resultsSize = 2 << 20
)

func newSmallDisk(t *testing.T) *smallDisk {
	d := &smallDisk{dir: t.TempDir()}
	d.mounted = d.mount(t, d.dir, diskSize)
	results := filepath.Join(d.dir, "results")
	if err := os.Mkdir(results, 0o700); err != nil {
		t.Fatal(err)
	}
	d.mounted = d.mounted && d.mount(t, results, resultsSize)
	t.Logf("file systems of their own: %v", d.mounted)
	return d
}

func (d *smallDisk) mount(t *testing.T, path string, size int) bool {
	err := unix.Mount("tmpfs", path, "tmpfs", 0, fmt.Sprintf("size=%d,mode=700", size))
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(path, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return true
}

// limit bounds the results where no file system does.
func (d *smallDisk) limit(c *crash, size uint64) {
	if !d.mounted {
		d.bound(c, size)
	}
}

// fill leaves no room.
func (d *smallDisk) fill(c *crash) {
	c.t.Helper()
	if !d.mounted {
		d.bound(c, 0)
		return
	}
	file, err := os.Create(filepath.Join(d.dir, "filler"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Write(make([]byte, diskSize)); !errors.Is(err, syscall.ENOSPC) {
		c.t.Fatalf("the disk is not full: %v", err)
	}
}

// free makes room again.
func (d *smallDisk) free(c *crash) {
	c.t.Helper()
	if !d.mounted {
		d.bound(c, unix.RLIM_INFINITY)
		return
	}
	if err := os.Remove(filepath.Join(d.dir, "filler")); err != nil {
		c.t.Fatal(err)
	}
}

// bound sets how large the server's files may become.
func (d *smallDisk) bound(c *crash, size uint64) {
	c.t.Helper()
	limit := unix.Rlimit{Cur: size, Max: unix.RLIM_INFINITY}
	if err := unix.Prlimit(c.cmd.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		c.t.Fatal(err)
	}
}

// load has callers submit statements of all kinds for as long as more says, which is told
// how each ended.
func (d *smallDisk) load(c *crash, more func(error) bool) {
	var callers sync.WaitGroup
	for n := range 16 {
		callers.Go(func() {
			for goOn := true; goOn; {
				c.mu.Lock()
				c.next++
				a := acknowledged{row{n % crashTables, c.next}, mix[c.next%(len(mix)-1)]} // no large results
				c.mu.Unlock()
				id, err := c.submit(a)
				c.note(err, func() { c.statements[id] = a })
				goOn = more(err)
			}
		})
	}
	callers.Wait()
}
