// Package sketch has HyperLogLog sketches: how many different values there are, from little memory.
//
// A value is hashed to 64 bits. Of these 26 choose a place, and how many zeros the rest begins with is the value's rank there. A
// sketch keeps the largest rank of each place: while there are few, of all 2^26 places (sparse), and then of the 2^15 that the
// places' first bits choose (dense). Its text is JSON in the form of Redshift's HLLSKETCH.
// Sources: Flajolet et al., 2007; Heule et al., 2013; Ertl, 2017 (the estimate of the dense form);
// docs.aws.amazon.com/redshift/latest/dg/r_HLLSKTECH_type.html.
package sketch

import (
	"encoding/json"
	"maps"
	"math"
	"math/bits"
	"slices"

	"github.com/dgryski/go-farm"

	"github.com/countersign-dev/countersign/internal/engine"
)

const (
	logm       = 15 // bits of a dense place
	sparseBits = 26 // bits of a sparse place
	rankBits   = 6
	maxSparse  = 4096 // places, beyond which a sketch is dense
	registers  = 1 << logm
)

// Observation is what a sketch keeps of a value: its sparse place and its rank there, in one number.
func Observation(value []byte) int64 {
	h := mix(farm.Fingerprint64(value))
	place := h >> (64 - sparseBits)
	rank := uint64(bits.LeadingZeros64(h<<sparseBits|1<<(sparseBits-1)) + 1)
	return int64(place<<rankBits | rank)
}

// mix spreads the bits of a hash.
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// A Sketch is sparse until it is dense.
type Sketch struct {
	sparse map[uint32]uint8
	dense  []uint8 // nil while it is sparse
}

// New is a sketch of no values.
func New() *Sketch { return &Sketch{sparse: map[uint32]uint8{}} }

// Add adds an Observation.
func (s *Sketch) Add(observation int64) {
	s.add(uint32(observation>>rankBits), uint8(observation&(1<<rankBits-1)))
}

func (s *Sketch) add(place uint32, rank uint8) {
	if s.dense != nil {
		s.addDense(denseOf(place, rank))
		return
	}
	s.sparse[place] = max(s.sparse[place], rank)
	if len(s.sparse) > maxSparse {
		s.condense()
	}
}

func (s *Sketch) addDense(place uint32, rank uint8) { s.dense[place] = max(s.dense[place], rank) }

// denseOf is the dense place of a sparse one, and the rank there: the place's other bits come before those of the rank.
func denseOf(place uint32, rank uint8) (uint32, uint8) {
	const rest = sparseBits - logm
	if low := place & (1<<rest - 1); low != 0 {
		rank = uint8(bits.LeadingZeros32(low<<(32-rest)) + 1)
	} else {
		rank += rest
	}
	return place >> rest, rank
}

func (s *Sketch) condense() {
	s.dense = make([]uint8, registers)
	for place, rank := range s.sparse {
		s.addDense(denseOf(place, rank))
	}
	s.sparse = nil
}

// Merge makes s the sketch of the values of both.
func (s *Sketch) Merge(other *Sketch) {
	if other.dense != nil {
		if s.dense == nil {
			s.condense()
		}
		for place, rank := range other.dense {
			s.addDense(uint32(place), rank)
		}
		return
	}
	for place, rank := range other.sparse {
		s.add(place, rank)
	}
}

// Cardinality is how many different values there were, about.
func (s *Sketch) Cardinality() int64 {
	if s.dense == nil { // so few of so many places that hardly two values share one
		const places = 1 << sparseBits
		return int64(math.Round(-places * math.Log1p(-float64(len(s.sparse))/places)))
	}
	const highest = 64 - logm
	var counts [highest + 2]float64
	for _, rank := range s.dense {
		counts[min(int(rank), highest+1)]++
	}
	z := registers * tau(1-counts[highest+1]/registers)
	for k := highest; k >= 1; k-- {
		z = 0.5 * (z + counts[k])
	}
	z += registers * sigma(counts[0]/registers)
	return int64(math.Round(registers / (2 * math.Ln2) * registers / z))
}

func sigma(x float64) float64 {
	if x == 1 {
		return math.Inf(1)
	}
	y, z := 1.0, x
	for {
		x *= x
		before := z
		z += x * y
		y += y
		if z == before {
			return z
		}
	}
}

func tau(x float64) float64 {
	if x == 0 || x == 1 {
		return 0
	}
	y, z := 1.0, 1-x
	for {
		x = math.Sqrt(x)
		before := z
		y *= 0.5
		z -= (1 - x) * (1 - x) * y
		if z == before {
			return z / 3
		}
	}
}

// form is the JSON of a sketch.
type form struct {
	Logm   int         `json:"logm"`
	Sparse *sparseForm `json:"sparse,omitempty"`
	Dense  *denseForm  `json:"dense,omitempty"`
}

type sparseForm struct {
	Indices []uint32 `json:"indices"`
	Values  []int    `json:"values"`
}

type denseForm struct {
	Registers []byte `json:"registers"`
}

// JSON is the sketch's text.
func (s *Sketch) JSON() []byte {
	f := form{Logm: logm}
	if s.dense != nil {
		f.Dense = &denseForm{Registers: s.dense}
	} else {
		f.Sparse = &sparseForm{Indices: slices.Sorted(maps.Keys(s.sparse)), Values: []int{}}
		if f.Sparse.Indices == nil {
			f.Sparse.Indices = []uint32{}
		}
		for _, place := range f.Sparse.Indices {
			f.Sparse.Values = append(f.Sparse.Values, int(s.sparse[place]))
		}
	}
	text, _ := json.Marshal(f) // of numbers: does not fail
	return text
}

// Parse reads a sketch's text.
func Parse(text []byte) (*Sketch, error) {
	var f form
	if err := json.Unmarshal(text, &f); err != nil || f.Logm != logm || (f.Sparse == nil) == (f.Dense == nil) {
		return nil, invalid()
	}
	s := New()
	if f.Dense != nil {
		if len(f.Dense.Registers) != registers {
			return nil, invalid()
		}
		s.sparse, s.dense = nil, f.Dense.Registers
		return s, nil
	}
	if len(f.Sparse.Indices) != len(f.Sparse.Values) {
		return nil, invalid()
	}
	for i, place := range f.Sparse.Indices {
		if place >= 1<<sparseBits || f.Sparse.Values[i] < 1 || f.Sparse.Values[i] > 64-sparseBits+1 {
			return nil, invalid()
		}
		s.add(place, uint8(f.Sparse.Values[i]))
	}
	return s, nil
}

func invalid() error {
	return &engine.Error{State: engine.InvalidTextRepr, Message: "invalid input syntax for type hllsketch"}
}
