package sketch_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/countersign-dev/countersign/internal/engine/sketch"
)

func of(from, to int) *sketch.Sketch {
	s := sketch.New()
	for i := from; i < to; i++ {
		s.Add(sketch.Observation([]byte(strconv.Itoa(i))))
	}
	return s
}

// Few values are counted exactly, and many with an error of less than two of a hundred.
func TestCardinality(t *testing.T) {
	for _, n := range []int{0, 1, 2, 10, 1000, 4096, 5000, 20000, 100000, 1000000} {
		got := of(0, n).Cardinality()
		if wrong := math.Abs(float64(got) - float64(n)); wrong > float64(n)*0.02 || n <= 1000 && wrong > 0 {
			t.Errorf("%d values: %d", n, got)
		}
	}
}

// A sketch of two is the sketch of the values of both, in whichever form they are.
func TestMerge(t *testing.T) {
	for _, parts := range [][3]int{{0, 100, 200}, {0, 100, 50000}, {0, 50000, 50100}, {0, 30000, 60000}} {
		s := of(parts[0], parts[1])
		s.Merge(of(parts[1], parts[2]))
		if whole := of(parts[0], parts[2]); string(s.JSON()) != string(whole.JSON()) {
			t.Errorf("%v: %d, want %d", parts, s.Cardinality(), whole.Cardinality())
		}
	}
}

func TestParse(t *testing.T) {
	for _, n := range []int{0, 10, 50000} {
		s := of(0, n)
		again, err := sketch.Parse(s.JSON())
		if err != nil || string(again.JSON()) != string(s.JSON()) {
			t.Errorf("%d: %v", n, err)
		}
	}
	for _, text := range []string{"", "{}", "[]", `{"logm":14,"sparse":{"indices":[],"values":[]}}`, `{"logm":15}`, `{"logm":15,"dense":{"registers":"AA=="}}`,
		`{"logm":15,"sparse":{"indices":[1],"values":[]}}`, `{"logm":15,"sparse":{"indices":[67108864],"values":[1]}}`, `{"logm":15,"sparse":{"indices":[1],"values":[0]}}`} {
		if _, err := sketch.Parse([]byte(text)); err == nil {
			t.Errorf("%s is a sketch", text)
		}
	}
}
