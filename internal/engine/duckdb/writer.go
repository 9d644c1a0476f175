package duckdb

import (
	"fmt"
	"time"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// writtenTypes are how values of the engine's types are written into its memory. Decimals are
// kept as floating-point numbers.
var writtenTypes = map[string]bindings.Type{
	"BOOLEAN": bindings.TypeBoolean, "SMALLINT": bindings.TypeSmallInt, "INTEGER": bindings.TypeInteger, "BIGINT": bindings.TypeBigInt,
	"FLOAT": bindings.TypeFloat, "DOUBLE": bindings.TypeDouble, "VARCHAR": bindings.TypeVarchar, "TIMESTAMP": bindings.TypeTimestamp,
	"TIMESTAMPTZ": bindings.TypeTimestampTZ, "BLOB": bindings.TypeBlob, "INTERVAL": bindings.TypeInterval, // the last two are NULL
}

// A writer writes a vector of the engine.
type writer struct {
	vector bindings.Vector
	kind   bindings.Type
	data   unsafe.Pointer
	valid  unsafe.Pointer // nil until there is a NULL
}

func newWriter(vec bindings.Vector, kind bindings.Type) *writer {
	return &writer{vector: vec, kind: kind, data: bindings.VectorGetData(vec)}
}

// put writes a value: nil, bool, int, int64, float64, string or time.Time.
func (w *writer) put(row int, value any) {
	if value == nil {
		if w.valid == nil {
			bindings.VectorEnsureValidityWritable(w.vector)
			w.valid = bindings.VectorGetValidity(w.vector)
		}
		*place[uint64](w.valid, row/64) &^= 1 << (row % 64)
		return
	}
	switch w.kind {
	case bindings.TypeVarchar:
		w.putText(row, value)
	case bindings.TypeFloat, bindings.TypeDouble:
		w.putFloat(row, value)
	default:
		w.putInt(row, whole(value))
	}
}

func place[T any](data unsafe.Pointer, row int) *T {
	return (*T)(unsafe.Add(data, uintptr(row)*unsafe.Sizeof(*new(T))))
}

// A shortText is how the engine keeps a text of at most 12 bytes.
type shortText struct {
	length uint32
	bytes  [12]byte
}

func (w *writer) putText(row int, value any) {
	s, ok := value.(string)
	if !ok {
		s = fmt.Sprint(value)
	}
	w.putString(row, s)
}

func (w *writer) putString(row int, s string) {
	if len(s) > 12 {
		bindings.VectorAssignStringElement(w.vector, bindings.IdxT(row), s)
		return
	}
	short := shortText{length: uint32(len(s))}
	copy(short.bytes[:], s)
	*place[shortText](w.data, row) = short
}

func (w *writer) putFloat(row int, value any) {
	f, ok := value.(float64)
	if !ok {
		f = float64(whole(value))
	}
	if w.kind == bindings.TypeFloat {
		*place[float32](w.data, row) = float32(f)
		return
	}
	*place[float64](w.data, row) = f
}

func (w *writer) putInt(row int, n int64) {
	switch w.kind {
	case bindings.TypeBoolean:
		*place[uint8](w.data, row) = uint8(n)
	case bindings.TypeSmallInt:
		*place[int16](w.data, row) = int16(n)
	case bindings.TypeInteger:
		*place[int32](w.data, row) = int32(n)
	default:
		*place[int64](w.data, row) = n
	}
}

// whole is a value as a whole number: a moment is microseconds since 1970.
func whole(value any) int64 {
	switch v := value.(type) {
	case int:
		return int64(v)
	case int64:
		return v
	case int32:
		return int64(v)
	case uint32:
		return int64(v)
	case bool:
		if v {
			return 1
		}
	case float64:
		return int64(v)
	case time.Time:
		return v.UnixMicro()
	}
	return 0
}
