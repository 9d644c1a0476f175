package pgwire

import (
	"bytes"
	"encoding/hex"
	"math"
	"strconv"

	"github.com/countersign-dev/countersign/internal/engine"
)

// appendText writes a value as PostgreSQL prints it with DateStyle ISO.
func (c *columnEncoder) appendText(out []byte, v engine.Vector, row int) []byte {
	switch c.kind {
	case engine.Bool:
		if v.Int(row) != 0 {
			return append(out, 't')
		}
		return append(out, 'f')
	case engine.Int2, engine.Int4, engine.Int8, engine.OID, engine.XID:
		return strconv.AppendInt(out, v.Int(row), 10)
	case engine.Float4:
		return appendFloat(out, v.Float(row), 32, c.digits)
	case engine.Float8:
		return appendFloat(out, v.Float(row), 64, c.digits)
	case engine.Numeric:
		return v.Decimal(row).Append(out, c.scale)
	case engine.Date:
		return c.dates.appendDate(out, v.Int(row))
	case engine.Time:
		return appendClock(out, v.Int(row))
	case engine.Timestamp:
		return c.dates.appendTimestamp(out, v.Int(row), "")
	case engine.TimestampTZ, engine.AbsTime:
		return c.appendZoned(out, v.Int(row))
	case engine.TimeTZ:
		return appendZone(appendClock(out, v.Int(row)), v.Zone(row))
	case engine.Interval, engine.IntervalYM, engine.IntervalDS:
		return intervalOf(c.kind, v.Interval(row)).Append(out)
	case engine.Bytes:
		return hex.AppendEncode(out, v.Bytes(row))
	case engine.Geometry, engine.Geography:
		start := len(out)
		out = hex.AppendEncode(out, v.Bytes(row))
		copy(out[start:], bytes.ToUpper(out[start:]))
		return out
	case engine.Char:
		return appendPadded(out, v.Bytes(row), c.length)
	}
	return append(out, v.Bytes(row)...)
}

// floatPrecision is how many digits are printed: by default as many as are
// certain, with extra_float_digits above 0 as many as it takes to read the
// number back.
func floatPrecision(k engine.Kind, extra int) int {
	certain := 15
	if k == engine.Float4 {
		certain = 6
	}
	if extra > 0 {
		return 0
	}
	return max(certain+extra, 1)
}

func appendFloat(out []byte, f float64, bits, digits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(out, "NaN"...)
	case math.IsInf(f, 1):
		return append(out, "Infinity"...)
	case math.IsInf(f, -1):
		return append(out, "-Infinity"...)
	case digits > 0:
		return strconv.AppendFloat(out, f, 'g', digits, bits)
	}
	// Go turns to exponents at 1e21, PostgreSQL where the digits end.
	largest := 1e15
	if bits == 32 {
		largest = 1e6
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= largest) {
		return strconv.AppendFloat(out, f, 'e', -1, bits)
	}
	return strconv.AppendFloat(out, f, 'f', -1, bits)
}

func appendTwo(out []byte, n int64) []byte {
	return append(out, byte('0'+n/10%10), byte('0'+n%10))
}

// appendClock appends a time of day, without the zeros that end a fraction.
func appendClock(out []byte, micros int64) []byte {
	seconds, fraction := micros/1_000_000, micros%1_000_000
	out = append(appendTwo(out, seconds/3600), ':')
	out = append(appendTwo(out, seconds/60%60), ':')
	out = appendTwo(out, seconds%60)
	if fraction == 0 {
		return out
	}
	out = append(out, '.')
	for unit := int64(100_000); fraction > 0; unit /= 10 {
		out = append(out, byte('0'+fraction/unit))
		fraction %= unit
	}
	return out
}

// appendPadded fills CHAR up with blanks, without which the engine keeps it.
func appendPadded(out, text []byte, length int) []byte {
	out = append(out, text...)
	for n := len(text); n < length; n++ {
		out = append(out, ' ')
	}
	return out
}
