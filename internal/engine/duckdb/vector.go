package duckdb

import (
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A vector reads one column straight from DuckDB's memory: a flat array of
// values and a bit for each that is not NULL.
type vector struct {
	shape *shape
	data  unsafe.Pointer
	valid unsafe.Pointer // *uint64s, nil when nothing is NULL
	text  [][]byte       // values rendered by us, for types shown as text
}

// A shape is what must be known of a column's type to read its values.
type shape struct {
	id       bindings.Type
	internal bindings.Type // how a decimal or an enum is stored
	scale    int
	names    []string // a struct's fields, an enum's values
	children []*shape
	rendered bool // shown as text that we make
}

func newVector(lt bindings.LogicalType) *vector { return &vector{shape: newShape(lt)} }

// load points the vector at a new chunk.
func (v *vector) load(vec bindings.Vector, rows int) {
	v.data = bindings.VectorGetData(vec)
	v.valid = bindings.VectorGetValidity(vec)
	if v.shape.rendered {
		v.text = renderColumn(v.shape, vec, rows, v.text)
	}
}

func (v *vector) close() { v.data, v.valid, v.text = nil, nil, nil }

func at[T any](data unsafe.Pointer, row int) T {
	return *(*T)(unsafe.Add(data, uintptr(row)*unsafe.Sizeof(*new(T))))
}

func isNull(valid unsafe.Pointer, row int) bool {
	return valid != nil && at[uint64](valid, row/64)&(1<<(row%64)) == 0
}

// Null reports whether the row has no value.
func (v *vector) Null(row int) bool { return isNull(v.valid, row) }

// Int reads whole numbers, dates and times.
func (v *vector) Int(row int) int64 { return readInt(v.shape.id, v.data, row) }

func readInt(id bindings.Type, data unsafe.Pointer, row int) int64 {
	switch id {
	case bindings.TypeBoolean, bindings.TypeUTinyInt:
		return int64(at[uint8](data, row))
	case bindings.TypeTinyInt:
		return int64(at[int8](data, row))
	case bindings.TypeSmallInt:
		return int64(at[int16](data, row))
	case bindings.TypeUSmallInt:
		return int64(at[uint16](data, row))
	case bindings.TypeInteger, bindings.TypeDate:
		return int64(at[int32](data, row))
	case bindings.TypeUInteger:
		return int64(at[uint32](data, row))
	case bindings.TypeTimeTZ:
		return int64(at[uint64](data, row) >> zoneBits)
	case bindings.TypeTimestampS:
		return at[int64](data, row) * 1_000_000
	case bindings.TypeTimestampMS:
		return at[int64](data, row) * 1_000
	case bindings.TypeTimestampNS, bindings.TypeTimeNS:
		return floorDiv(at[int64](data, row), 1_000)
	}
	return at[int64](data, row)
}

// Zone reads the zone of a time: its offset is kept in the lower bits, counted down from
// the largest.
func (v *vector) Zone(row int) int {
	return maxZone - int(at[uint64](v.data, row)&(1<<zoneBits-1))
}

const (
	zoneBits = 24
	maxZone  = 16*3600 - 1
)

// Interval reads intervals.
func (v *vector) Interval(row int) engine.Span { return readInterval(v.data, row) }

func readInterval(data unsafe.Pointer, row int) engine.Span {
	i := at[interval](data, row)
	return engine.Span{Months: i.months, Days: i.days, Micros: i.micros}
}

// An interval is DuckDB's.
type interval struct {
	months, days int32
	micros       int64
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Float reads floating-point numbers.
func (v *vector) Float(row int) float64 { return readFloat(v.shape.id, v.data, row) }

func readFloat(id bindings.Type, data unsafe.Pointer, row int) float64 {
	if id == bindings.TypeFloat {
		return float64(at[float32](data, row))
	}
	return at[float64](data, row)
}

// Decimal reads decimals and integers of more than 64 bits.
func (v *vector) Decimal(row int) engine.Int128 { return readDecimal(v.shape, v.data, row) }

func readDecimal(s *shape, data unsafe.Pointer, row int) engine.Int128 {
	id := s.id
	if id == bindings.TypeDecimal {
		id = s.internal
	}
	switch id {
	case bindings.TypeHugeInt:
		w := at[[2]uint64](data, row)
		return engine.Int128{Hi: int64(w[1]), Lo: w[0]}
	case bindings.TypeUBigInt:
		return engine.Int128{Lo: at[uint64](data, row)}
	}
	n := readInt(id, data, row)
	return engine.Int128{Hi: n >> 63, Lo: uint64(n)}
}

// Bytes reads text and bytes without copying.
func (v *vector) Bytes(row int) []byte {
	if v.shape.rendered {
		return v.text[row]
	}
	return readBytes(v.data, row)
}

// A stringT is DuckDB's string: 12 bytes or fewer lie inside, more behind the
// pointer after four bytes of prefix.
type stringT struct {
	length uint32
	prefix [4]byte
	ptr    unsafe.Pointer
}

func readBytes(data unsafe.Pointer, row int) []byte {
	s := (*stringT)(unsafe.Add(data, uintptr(row)*unsafe.Sizeof(stringT{})))
	if s.length <= 12 {
		return unsafe.Slice(&s.prefix[0], s.length)
	}
	return unsafe.Slice((*byte)(s.ptr), s.length)
}
