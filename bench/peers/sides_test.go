package main

import (
	"strings"
	"testing"
	"time"
)

// Before anything is measured: all sides do their work on every fixture, and both
// signers come to the same signature.
func TestSides(t *testing.T) {
	for _, f := range fixtures() {
		t.Run(f.name, func(t *testing.T) {
			s, err := newSides(f)
			if err != nil {
				t.Fatal(err)
			}
			for i, side := range s.all() {
				if err := side(); err != nil {
					t.Errorf("side %d: %v", i, err)
				}
			}
			if f.presign {
				signature, err := s.sdk.presign(s.sdk.outgoing, s.signed.Time)
				if err != nil || signature != s.signed.Signature {
					t.Errorf("the SDK signs %s, %v, we %s", signature, err, s.signed.Signature)
				}
			} else if _, expected, err := s.sdk.signAgain(); err != nil || expected != s.signed.Signature {
				t.Errorf("the SDK signs %s, %v, we %s", expected, err, s.signed.Signature)
			}
			s.received.Host += "x"
			if s.verify()() == nil {
				t.Error("another host's request is accepted")
			}
		})
	}
}

func TestManyHeadersSigns40(t *testing.T) {
	f := fixtures()[5]
	s, err := newSides(f)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.signed.SignedHeaders); n != 40 {
		t.Errorf("%d headers are signed: %s", n, strings.Join(s.signed.SignedHeaders, ";"))
	}
}

func TestRounds(t *testing.T) {
	calls := make([]int, 3)
	var sides []side
	for i := range calls {
		sides = append(sides, func() error { calls[i]++; return nil })
	}
	took, err := interleave(options{rounds: 4, time: time.Microsecond}, sides)
	if err != nil || len(took) != 3 || len(took[2]) != 4 {
		t.Fatalf("%v, %v", took, err)
	}
	for i, n := range calls {
		if n < 4 {
			t.Errorf("side %d ran %d times", i, n)
		}
	}
	if m := pairedMedian([]float64{1, 9, 4}, []float64{1, 3, 2}); m != 2 {
		t.Errorf("the median of 1, 3 and 2 is %v", m)
	}
}
