// Command peers measures package sigv4 against what nobody can avoid, the hashing, and
// against aws-sdk-go-v2's signer. It is a module of its own so that the SDK is no
// dependency of what it measures.
//
// Machines are noisy, and ordinary code more so than hashing: rounds of all sides
// alternate, and what is printed is the least of the rounds against the limit, and the
// median of the paired ratios against a peer.
//
//	peers [-rounds 15] [-time 20ms] [-fixture post-form] [-check]
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"time"
)

func main() {
	var o options
	flag.IntVar(&o.rounds, "rounds", 15, "rounds, of which each measures every side once")
	flag.DurationVar(&o.time, "time", 20*time.Millisecond, "how long each side runs in a round")
	flag.StringVar(&o.fixture, "fixture", "", "measure this fixture alone")
	flag.BoolVar(&o.check, "check", false, "fail where an aim is not reached")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

type options struct {
	rounds  int
	time    time.Duration
	fixture string
	check   bool
}

func run(o options) error {
	if o.rounds < 1 || o.time <= 0 {
		return errors.New("-rounds and -time must be above zero")
	}
	missed, known := 0, false
	fmt.Printf("%-14s %-9s %8s %7s %6s %6s  %s\n", "fixture", "", "ns", "limit", "ratio", "allocs", "aws-sdk-go-v2 takes (median of paired ratios)")
	for _, f := range fixtures() {
		if o.fixture != "" && o.fixture != f.name {
			continue
		}
		known = true
		n, err := measure(o, f)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		missed += n
	}
	switch {
	case !known:
		return fmt.Errorf("there is no fixture %s", o.fixture)
	case o.check && missed > 0:
		return fmt.Errorf("%d aims not reached", missed)
	}
	return nil
}

// measure prints the lines of one fixture and returns how many aims it missed.
func measure(o options, f fixture) (missed int, err error) {
	sides, err := newSides(f)
	if err != nil {
		return 0, err
	}
	// One core, so that the garbage collector's work counts.
	all := runtime.GOMAXPROCS(1)
	took, err := interleave(o, sides.all())
	runtime.GOMAXPROCS(all)
	if err != nil {
		return 0, err
	}
	limit, sign, verify, sdkSign, sdkVerify := took[0], took[1], took[2], took[3], took[4]
	for _, line := range []struct {
		name       string
		ours, peer []float64
		side       side
		aims       aims
	}{
		{"sign", sign, sdkSign, sides.sign(), f.sign},
		{"verify", verify, sdkVerify, sides.verify(), f.verify},
	} {
		allocs, err := allocations(line.side)
		if err != nil {
			return 0, err
		}
		scaling, err := scale(o, line.side, sides.another(line.name))
		if err != nil {
			return 0, err
		}
		result := result{least(line.ours), least(limit), allocs, pairedMedian(line.peer, line.ours)}
		missed += result.print(f.name, line.name, line.aims, scaling, all)
	}
	return missed, nil
}

// A result is what a line says of one side.
type result struct {
	ns, limit, allocs, peer float64
}

// print writes a line and returns how many of its aims were missed; each is marked.
func (r result) print(fixture, name string, a aims, scaling float64, cores int) (missed int) {
	mark := func(reached bool) string {
		if reached {
			return " "
		}
		missed++
		return "!"
	}
	ratio := r.ns / r.limit
	fmt.Printf("%-14s %-9s %8.0f %7.0f %5.2f%s %5.0f%s  x%.1f%s  aims %.2f, 0 allocs, x%.1f; %d cores: x%.2f\n",
		fixture, name, r.ns, r.limit, ratio, mark(ratio <= a.limit), r.allocs, mark(r.allocs == 0), r.peer, mark(r.peer >= a.peer),
		a.limit, a.peer, cores, scaling)
	return missed
}
