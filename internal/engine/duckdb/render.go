package duckdb

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/countersign-dev/countersign/internal/engine"
)

func newShape(lt bindings.LogicalType) *shape {
	s := &shape{id: bindings.GetTypeId(lt)}
	add := func(child bindings.LogicalType) {
		s.children = append(s.children, newShape(child))
		bindings.DestroyLogicalType(&child)
	}
	switch s.id {
	case bindings.TypeDecimal:
		s.internal, s.scale = bindings.DecimalInternalType(lt), int(bindings.DecimalScale(lt))
	case bindings.TypeEnum:
		s.internal = bindings.EnumInternalType(lt)
		for i := range bindings.EnumDictionarySize(lt) {
			s.names = append(s.names, bindings.EnumDictionaryValue(lt, bindings.IdxT(i)))
		}
	case bindings.TypeList:
		add(bindings.ListTypeChildType(lt))
	case bindings.TypeStruct:
		for i := range bindings.StructTypeChildCount(lt) {
			s.names = append(s.names, bindings.StructTypeChildName(lt, i))
			add(bindings.StructTypeChildType(lt, i))
		}
	}
	s.rendered = columnType(lt).Kind == engine.Text && s.id != bindings.TypeVarchar
	return s
}

// renderColumn makes the text of each row of a column whose type sessions do
// not know.
func renderColumn(s *shape, vec bindings.Vector, rows int, reuse [][]byte) [][]byte {
	out := reuse[:0]
	valid := bindings.VectorGetValidity(vec)
	for row := range rows {
		if isNull(valid, row) {
			out = append(out, nil)
			continue
		}
		out = append(out, appendValue(nil, s, vec, row, false))
	}
	return out
}

// appendValue appends one value: inside a list or a struct as JSON, alone as
// the bare text.
func appendValue(b []byte, s *shape, vec bindings.Vector, row int, inside bool) []byte {
	if isNull(bindings.VectorGetValidity(vec), row) {
		return append(b, "null"...)
	}
	data := bindings.VectorGetData(vec)
	switch s.id {
	case bindings.TypeList:
		return appendList(b, s, vec, row)
	case bindings.TypeStruct:
		return appendStruct(b, s, vec, row)
	case bindings.TypeBoolean:
		return strconv.AppendBool(b, at[uint8](data, row) != 0)
	case bindings.TypeFloat, bindings.TypeDouble:
		if f := readFloat(s.id, data, row); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return strconv.AppendFloat(b, f, 'g', -1, 64)
		}
		return append(b, "null"...)
	case bindings.TypeTinyInt, bindings.TypeUTinyInt, bindings.TypeSmallInt, bindings.TypeUSmallInt,
		bindings.TypeInteger, bindings.TypeUInteger, bindings.TypeBigInt:
		return strconv.AppendInt(b, readInt(s.id, data, row), 10)
	case bindings.TypeUBigInt, bindings.TypeHugeInt, bindings.TypeDecimal:
		return readDecimal(s, data, row).Append(b, s.scale)
	}
	text := scalarText(s, data, row)
	if !inside {
		return append(b, text...)
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return append(b, "null"...)
	}
	return append(b, quoted...)
}

func appendList(b []byte, s *shape, vec bindings.Vector, row int) []byte {
	entry := at[[2]uint64](bindings.VectorGetData(vec), row)
	child := bindings.ListVectorGetChild(vec)
	b = append(b, '[')
	for i := range entry[1] {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendValue(b, s.children[0], child, int(entry[0]+i), true)
	}
	return append(b, ']')
}

func appendStruct(b []byte, s *shape, vec bindings.Vector, row int) []byte {
	b = append(b, '{')
	for i, child := range s.children {
		if i > 0 {
			b = append(b, ',')
		}
		name, _ := json.Marshal(s.names[i])
		b = append(append(b, name...), ':')
		b = appendValue(b, child, bindings.StructVectorGetChild(vec, bindings.IdxT(i)), row, true)
	}
	return append(b, '}')
}

func scalarText(s *shape, data unsafe.Pointer, row int) string {
	switch s.id {
	case bindings.TypeVarchar:
		return string(readBytes(data, row))
	case bindings.TypeBlob:
		return hex.EncodeToString(readBytes(data, row))
	case bindings.TypeUUID:
		return uuidText(at[[2]uint64](data, row))
	case bindings.TypeEnum:
		return s.names[readInt(s.internal, data, row)]
	case bindings.TypeInterval:
		return string(readInterval(data, row).Append(nil))
	case bindings.TypeDate:
		return time.Unix(readInt(s.id, data, row)*86400, 0).UTC().Format(time.DateOnly)
	case bindings.TypeTime, bindings.TypeTimeNS, bindings.TypeTimeTZ:
		return time.UnixMicro(readInt(s.id, data, row)).UTC().Format("15:04:05.999999")
	case bindings.TypeTimestamp, bindings.TypeTimestampS, bindings.TypeTimestampMS, bindings.TypeTimestampNS:
		return time.UnixMicro(readInt(s.id, data, row)).UTC().Format("2006-01-02 15:04:05.999999")
	case bindings.TypeTimestampTZ:
		return time.UnixMicro(readInt(s.id, data, row)).UTC().Format("2006-01-02 15:04:05.999999-07")
	}
	return fmt.Sprintf("<type %d is not supported>", s.id)
}

// uuidText prints DuckDB's UUID: a 128-bit integer whose top bit is flipped, so
// that it sorts.
func uuidText(w [2]uint64) string {
	hi, lo := w[1]^(1<<63), w[0]
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", hi>>32, hi>>16&0xffff, hi&0xffff, lo>>48, lo&0xffffffffffff)
}
