package engine

import "strconv"

// A Span is the value of an interval. Its parts have signs of their own: months are not
// always as long, nor are days.
type Span struct {
	Months, Days int32
	Micros       int64
}

const (
	microsPerSecond = 1_000_000
	microsPerDay    = 86400 * microsPerSecond
)

// YearToMonth is what an interval of years and months keeps of the span.
func (v Span) YearToMonth() Span { return Span{Months: v.Months} }

// DayToSecond is what an interval of days to seconds keeps of the span, with days of 24
// hours.
func (v Span) DayToSecond() Span {
	total := v.Total()
	return Span{Days: int32(total / microsPerDay), Micros: total % microsPerDay}
}

// Total is the span without its months, in microseconds.
func (v Span) Total() int64 { return int64(v.Days)*microsPerDay + v.Micros }

// Append appends the span as PostgreSQL writes it by default: 1 year 2 mons 3 days
// 04:05:06.7. A part that follows a negative one shows its sign.
func (v Span) Append(b []byte) []byte {
	start, before := len(b), false
	unit := func(n int64, name string) {
		if n == 0 {
			return
		}
		if len(b) > start {
			b = append(b, ' ')
		}
		if before && n > 0 {
			b = append(b, '+')
		}
		b = append(strconv.AppendInt(b, n, 10), ' ')
		b = append(b, name...)
		if n != 1 {
			b = append(b, 's')
		}
		before = n < 0
	}
	unit(int64(v.Months/12), "year")
	unit(int64(v.Months%12), "mon")
	unit(int64(v.Days), "day")
	if v.Micros == 0 && len(b) > start {
		return b
	}
	if len(b) > start {
		b = append(b, ' ')
	}
	n := uint64(v.Micros)
	switch {
	case v.Micros < 0:
		b, n = append(b, '-'), -n
	case before:
		b = append(b, '+')
	}
	return appendClock(b, n)
}

// appendClock appends hours, minutes and seconds, without the zeros that end a fraction.
func appendClock(b []byte, micros uint64) []byte {
	seconds, fraction := micros/microsPerSecond, micros%microsPerSecond
	if seconds < 36000 {
		b = append(b, '0')
	}
	b = append(strconv.AppendUint(b, seconds/3600, 10), ':', byte('0'+seconds/600%6), byte('0'+seconds/60%10), ':')
	b = append(b, byte('0'+seconds%60/10), byte('0'+seconds%10))
	if fraction == 0 {
		return b
	}
	b = append(b, '.')
	for unit := uint64(100_000); fraction > 0; unit /= 10 {
		b = append(b, byte('0'+fraction/unit))
		fraction %= unit
	}
	return b
}
