package pgwire

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/countersign-dev/countersign/internal/engine"
)

// An encoder writes DataRow messages straight from an engine's columns, with no
// allocation for a value.
type encoder struct {
	columns []columnEncoder
	vectors []engine.Vector
}

type columnEncoder struct {
	kind   engine.Kind
	scale  int
	length int // of CHAR, which is filled up with blanks
	binary bool
	digits int            // of floating-point numbers, 0 for as many as it takes
	zone   *time.Location // of timestamps with time zone
	dates  dateStyle
}

// A style is what a session's settings say of the text of values.
type style struct {
	floatDigits int            // extra_float_digits
	zone        *time.Location // TimeZone
	dates       dateStyle
}

func newEncoder(columns []engine.Column, formats []int16, s style) *encoder {
	e := &encoder{columns: make([]columnEncoder, len(columns)), vectors: make([]engine.Vector, len(columns))}
	for i, c := range columns {
		e.columns[i] = columnEncoder{
			kind: c.Type.Kind, scale: c.Type.Scale, length: c.Type.Length,
			binary: formatOf(formats, i) == binaryFormat,
			digits: floatPrecision(c.Type.Kind, s.floatDigits), zone: s.zone, dates: s.dates,
		}
	}
	return e
}

// load takes the columns of the next rows.
func (e *encoder) load(chunk engine.Chunk) {
	for i := range e.columns {
		e.vectors[i] = chunk.Vector(i)
	}
}

// appendRow appends one DataRow.
func (e *encoder) appendRow(out []byte, row int) []byte {
	start := len(out)
	out = append(out, 'D', 0, 0, 0, 0)
	out = binary.BigEndian.AppendUint16(out, uint16(len(e.columns)))
	for i := range e.columns {
		v := e.vectors[i]
		if v.Null(row) {
			out = append(out, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		at := len(out)
		out = append(out, 0, 0, 0, 0)
		if c := &e.columns[i]; c.binary {
			out = c.appendBinary(out, v, row)
		} else {
			out = c.appendText(out, v, row)
		}
		binary.BigEndian.PutUint32(out[at:], uint32(len(out)-at-4))
	}
	binary.BigEndian.PutUint32(out[start+1:], uint32(len(out)-start-1))
	return out
}

func (c *columnEncoder) appendBinary(out []byte, v engine.Vector, row int) []byte {
	switch c.kind {
	case engine.Bool:
		return append(out, byte(v.Int(row)))
	case engine.Int2:
		return binary.BigEndian.AppendUint16(out, uint16(v.Int(row)))
	case engine.Int4, engine.OID, engine.XID:
		return binary.BigEndian.AppendUint32(out, uint32(v.Int(row)))
	case engine.Int8, engine.Time:
		return binary.BigEndian.AppendUint64(out, uint64(v.Int(row)))
	case engine.Float4:
		return binary.BigEndian.AppendUint32(out, math.Float32bits(float32(v.Float(row))))
	case engine.Float8:
		return binary.BigEndian.AppendUint64(out, math.Float64bits(v.Float(row)))
	case engine.Date:
		return binary.BigEndian.AppendUint32(out, uint32(binaryDate(v.Int(row))))
	case engine.AbsTime:
		return binary.BigEndian.AppendUint32(out, uint32(v.Int(row)/1_000_000))
	case engine.Timestamp, engine.TimestampTZ:
		return binary.BigEndian.AppendUint64(out, uint64(binaryTimestamp(v.Int(row))))
	case engine.Numeric:
		return appendBinaryNumeric(out, v.Decimal(row), c.scale)
	case engine.TimeTZ:
		out = binary.BigEndian.AppendUint64(out, uint64(v.Int(row)))
		return binary.BigEndian.AppendUint32(out, uint32(-v.Zone(row))) // PostgreSQL counts to the west
	case engine.Interval, engine.IntervalYM, engine.IntervalDS:
		return appendBinaryInterval(out, c.kind, v.Interval(row))
	case engine.Char:
		return appendPadded(out, v.Bytes(row), c.length)
	}
	if element, ok := arrayElements[c.kind]; ok {
		return appendBinaryArray(out, string(v.Bytes(row)), element)
	}
	return append(out, v.Bytes(row)...)
}

// PostgreSQL counts from 2000-01-01.
const (
	epochDays   = 10957
	epochMicros = epochDays * 86400 * 1_000_000
)

// Engines mark infinity by the largest value and its negative, PostgreSQL by
// the largest and the smallest.
func binaryDate(days int64) int32 {
	switch {
	case days >= math.MaxInt32:
		return math.MaxInt32
	case days <= -math.MaxInt32:
		return math.MinInt32
	}
	return int32(days - epochDays)
}

func binaryTimestamp(micros int64) int64 {
	switch {
	case micros == math.MaxInt64:
		return math.MaxInt64
	case micros <= -math.MaxInt64:
		return math.MinInt64
	}
	return micros - epochMicros
}

// appendBinaryNumeric writes digits in base 10,000, as PostgreSQL keeps them.
func appendBinaryNumeric(out []byte, n engine.Int128, scale int) []byte {
	var buf [48]byte
	text := n.Append(buf[:0], scale)
	sign := uint16(0)
	if text[0] == '-' {
		sign, text = 0x4000, text[1:]
	}
	whole := len(text)
	if scale > 0 {
		whole -= scale + 1
	}
	var groups [24]uint16
	count := 0
	digit := func(i int) uint16 { // i counts from the point: -1 is the last whole digit
		switch at := whole + i; {
		case i < 0 && at >= 0:
			return uint16(text[at] - '0')
		case i >= 0 && at+1 < len(text):
			return uint16(text[at+1] - '0')
		}
		return 0
	}
	weight := (whole+3)/4 - 1
	for i := -4 * (weight + 1); i < scale; i += 4 {
		groups[count] = digit(i)*1000 + digit(i+1)*100 + digit(i+2)*10 + digit(i+3)
		count++
	}
	first := 0
	for first < count && groups[first] == 0 {
		first++
		weight--
	}
	for count > first && groups[count-1] == 0 {
		count--
	}
	if first == count {
		sign, weight = 0, 0
	}
	out = binary.BigEndian.AppendUint16(out, uint16(count-first))
	out = binary.BigEndian.AppendUint16(out, uint16(int16(weight)))
	out = binary.BigEndian.AppendUint16(out, sign)
	out = binary.BigEndian.AppendUint16(out, uint16(scale))
	for _, g := range groups[first:count] {
		out = binary.BigEndian.AppendUint16(out, g)
	}
	return out
}
