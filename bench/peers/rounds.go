package main

import (
	"errors"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

// A side does its work once at each call.
type side func() error

// interleave measures all sides in turn, round after round, and returns the
// nanoseconds an operation took: by side, then by round.
func interleave(o options, sides []side) ([][]float64, error) {
	counts := make([]int, len(sides))
	for i, s := range sides {
		n, err := calibrate(o.time, s)
		if err != nil {
			return nil, err
		}
		counts[i] = n
	}
	took := make([][]float64, len(sides))
	for round := range o.rounds {
		for i := range sides {
			i = (i + round) % len(sides) // nobody is always after the same one
			ns, err := timed(sides[i], counts[i])
			if err != nil {
				return nil, err
			}
			took[i] = append(took[i], ns)
		}
	}
	return took, nil
}

// calibrate finds how many operations fill the time.
func calibrate(d time.Duration, s side) (int, error) {
	for n := 1; ; n *= 2 {
		ns, err := timed(s, n)
		if err != nil {
			return 0, err
		}
		if time.Duration(ns*float64(n)) > d/4 {
			return max(1, int(float64(d)/ns)), nil
		}
	}
}

func timed(s side, n int) (ns float64, err error) {
	begin := time.Now()
	for range n {
		if err := s(); err != nil {
			return 0, err
		}
	}
	return float64(time.Since(begin)) / float64(n), nil
}

// allocations returns how many allocations an operation makes.
func allocations(s side) (float64, error) {
	var failed error
	n := testing.AllocsPerRun(200, func() { failed = errors.Join(failed, s()) })
	return n, failed
}

// scale returns how many times as much is done when every core works, as the median
// of paired rounds. another makes a side for one more worker.
func scale(o options, first side, another func() side) (float64, error) {
	n, err := calibrate(o.time, first)
	if err != nil {
		return 0, err
	}
	workers := []side{first}
	for range runtime.GOMAXPROCS(0) - 1 {
		workers = append(workers, another())
	}
	var ratios []float64
	for range o.rounds {
		alone, err := timed(first, n)
		if err != nil {
			return 0, err
		}
		together, err := timedTogether(workers, n)
		if err != nil {
			return 0, err
		}
		ratios = append(ratios, alone*float64(len(workers))/together)
	}
	return median(ratios), nil
}

// timedTogether returns the nanoseconds of an operation while all work at once.
func timedTogether(workers []side, n int) (ns float64, err error) {
	var running sync.WaitGroup
	failed := make([]error, len(workers))
	begin := time.Now()
	for i, s := range workers {
		running.Go(func() { _, failed[i] = timed(s, n) })
	}
	running.Wait()
	return float64(time.Since(begin)) / float64(n), errors.Join(failed...)
}

func least(values []float64) float64 { return slices.Min(values) }

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// pairedMedian is the median of the ratios of one round to its neighbour.
func pairedMedian(a, b []float64) float64 {
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = a[i] / b[i]
	}
	return median(ratios)
}
