package pgwire

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/countersign-dev/countersign/internal/catalog"
	"github.com/countersign-dev/countersign/internal/engine"
)

// arrayElements are the types of the elements of arrays.
var arrayElements = map[engine.Kind]uint32{
	engine.Int2Array: oidInt2, engine.Int4Array: oidInt4, engine.OIDArray: oidOID, engine.Float4Array: oidFloat4, engine.TextArray: oidText,
	engine.NameArray: oidName, engine.CharArray: 18,
}

// appendBinaryArray writes an array of one dimension, of which the text is given, as PostgreSQL sends it: dimensions,
// whether there are NULLs, the elements' type, how many there are, the first one's place, and each with its length.
func appendBinaryArray(out []byte, text string, element uint32) []byte {
	list := catalog.Elements(text)
	dimensions := uint32(1)
	if len(list) == 0 {
		dimensions = 0
	}
	out = binary.BigEndian.AppendUint32(out, dimensions)
	out = binary.BigEndian.AppendUint32(out, 0)
	out = binary.BigEndian.AppendUint32(out, element)
	if dimensions == 0 {
		return out
	}
	out = binary.BigEndian.AppendUint32(out, uint32(len(list)))
	out = binary.BigEndian.AppendUint32(out, 1)
	for _, item := range list {
		out = appendElement(out, item, element)
	}
	return out
}

// appendElement writes one; a number that is none is 0.
func appendElement(out []byte, item string, element uint32) []byte {
	n, _ := strconv.ParseInt(item, 10, 64)
	switch element {
	case oidInt2:
		return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(out, 2), uint16(n))
	case oidInt4, oidOID:
		return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(out, 4), uint32(n))
	case oidFloat4:
		f, _ := strconv.ParseFloat(item, 32)
		return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(out, 4), math.Float32bits(float32(f)))
	}
	return append(binary.BigEndian.AppendUint32(out, uint32(len(item))), item...)
}
