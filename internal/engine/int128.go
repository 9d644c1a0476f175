package engine

import (
	"errors"
	"math/big"
	"math/bits"
	"strconv"
)

// errNumeric is text that is no decimal number of 38 digits.
var errNumeric = errors.New("engine: not a decimal number of at most 38 digits")

// Append appends the number divided by ten to the power of scale, in decimal
// digits with exactly scale of them after the point.
func (n Int128) Append(b []byte, scale int) []byte {
	hi, lo := uint64(n.Hi), n.Lo
	if n.Hi < 0 {
		b = append(b, '-')
		lo = -lo
		hi = ^hi
		if lo == 0 {
			hi++
		}
	}
	if hi == 0 && scale == 0 {
		return strconv.AppendUint(b, lo, 10)
	}
	var digits [40]byte
	i := len(digits)
	for hi != 0 || lo != 0 || len(digits)-i <= scale {
		var rem uint64
		hi, rem = hi/10, hi%10
		lo, rem = bits.Div64(rem, lo, 10)
		i--
		digits[i] = byte('0' + rem)
	}
	whole := digits[i : len(digits)-scale]
	b = append(b, whole...)
	if scale == 0 {
		return b
	}
	b = append(b, '.')
	return append(b, digits[len(digits)-scale:]...)
}

// ParseNumeric reads decimal digits, with a sign, a point and an exponent, as a
// number times ten to the power of -scale.
func ParseNumeric(s string) (n Int128, scale int, err error) {
	mantissa, exponent := s, 0
	for i := range len(s) {
		if s[i] == 'e' || s[i] == 'E' {
			if exponent, err = strconv.Atoi(s[i+1:]); err != nil || exponent > 100 || exponent < -100 {
				return Int128{}, 0, errNumeric
			}
			mantissa = s[:i]
			break
		}
	}
	digits := make([]byte, 0, 48)
	point, seen := -1, false
	for i := range len(mantissa) {
		switch c := mantissa[i]; {
		case (c == '-' || c == '+') && i == 0:
			digits = append(digits, c)
		case c == '.' && point < 0:
			point = i
			scale = len(mantissa) - i - 1
		case c >= '0' && c <= '9':
			digits, seen = append(digits, c), true
		default:
			return Int128{}, 0, errNumeric
		}
	}
	if !seen || len(digits) > 1000 {
		return Int128{}, 0, errNumeric
	}
	if scale -= exponent; scale < 0 {
		for ; scale < 0; scale++ {
			digits = append(digits, '0')
		}
	}
	return toInt128(string(digits), scale)
}

func toInt128(digits string, scale int) (Int128, int, error) {
	v, ok := new(big.Int).SetString(digits, 10)
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(38), nil)
	if !ok || v.CmpAbs(limit) >= 0 || scale > 38 {
		return Int128{}, 0, errNumeric
	}
	lo := new(big.Int).And(v, new(big.Int).SetUint64(^uint64(0))).Uint64()
	hi := new(big.Int).Rsh(v, 64).Int64()
	return Int128{Hi: hi, Lo: lo}, scale, nil
}
