package pgwire

import (
	"encoding/binary"
	"fmt"

	"github.com/countersign-dev/countersign/internal/engine"
)

// intervalSize is the bytes of an interval of PostgreSQL 8.0, which has no days of their own:
// microseconds and months.
const intervalSize = 12

// intervalOf is what a type of intervals shows of a span. Only a literal without fields has
// months and days, of whichever type it is said to be.
func intervalOf(k engine.Kind, v engine.Span) engine.Span {
	if k == engine.IntervalYM {
		return v.YearToMonth()
	}
	folded := v.DayToSecond()
	folded.Months = v.Months
	return folded
}

// appendBinaryInterval writes intervals as Redshift's own driver for Python reads them.
func appendBinaryInterval(out []byte, k engine.Kind, v engine.Span) []byte {
	if k != engine.IntervalYM {
		out = binary.BigEndian.AppendUint64(out, uint64(v.Total()))
	}
	if k != engine.IntervalDS {
		out = binary.BigEndian.AppendUint32(out, uint32(v.Months))
	}
	return out
}

// decodeBinaryInterval reads what appendBinaryInterval writes, and the intervals with days
// that clients of later PostgreSQLs send, as text for the engine.
func decodeBinaryInterval(k engine.Kind, raw []byte) string {
	var v engine.Span
	if k != engine.IntervalYM {
		v.Micros = int64(binary.BigEndian.Uint64(raw))
		raw = raw[8:]
	}
	if len(raw) == 8 {
		v.Days = int32(binary.BigEndian.Uint32(raw))
		raw = raw[4:]
	}
	if k != engine.IntervalDS {
		v.Months = int32(binary.BigEndian.Uint32(raw))
	}
	return fmt.Sprintf("%d months %d days %d microseconds", v.Months, v.Days, v.Micros)
}
