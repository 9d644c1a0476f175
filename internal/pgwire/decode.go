package pgwire

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/engine"
)

// kindNames are PostgreSQL's words for types in errors.
var kindNames = [...]string{
	engine.Bool: "boolean", engine.Int2: "smallint", engine.Int4: "integer", engine.Int8: "bigint",
	engine.Float4: "real", engine.Float8: "double precision", engine.Numeric: "numeric",
	engine.Text: "character varying", engine.Char: "character", engine.Bytes: "varbyte", engine.Date: "date",
	engine.TimeTZ: "time with time zone", engine.Interval: "interval", engine.IntervalYM: "interval year to month",
	engine.IntervalDS: "interval day to second", engine.Super: "super", engine.HLL: "hllsketch", engine.OID: "oid", engine.Name: "name", engine.LongText: "text",
	engine.Geometry: "geometry", engine.Geography: "geography",
	engine.Time: "time", engine.Timestamp: "timestamp", engine.TimestampTZ: "timestamp with time zone",
}

// decode reads Bind's arguments.
func (p *prepared) decode(msg *pgproto3.Bind) ([]engine.Value, error) {
	if len(msg.Parameters) != len(p.oids) {
		return nil, &engine.Error{State: engine.ProtocolViolation, Message: fmt.Sprintf(
			"bind message supplies %d parameters, but prepared statement %q requires %d", len(msg.Parameters), msg.PreparedStatement, len(p.oids))}
	}
	if n := len(msg.ParameterFormatCodes); n > 1 && n != len(msg.Parameters) {
		return nil, &engine.Error{State: engine.ProtocolViolation, Message: fmt.Sprintf(
			"bind message has %d parameter formats but %d parameters", n, len(msg.Parameters))}
	}
	args := make([]engine.Value, len(msg.Parameters))
	for i, raw := range msg.Parameters {
		var err error
		if args[i], err = p.decodeOne(i, raw, formatOf(msg.ParameterFormatCodes, i)); err != nil {
			return nil, err
		}
	}
	return args, nil
}

func (p *prepared) decodeOne(i int, raw []byte, format int16) (engine.Value, error) {
	kind := kindOf(p.oids[i])
	switch {
	case raw == nil:
		return engine.Value{Kind: kind, Null: true}, nil
	case format == binaryFormat && kind != engine.Unknown:
		return decodeBinary(kind, raw, i)
	case format != textFormat && format != binaryFormat:
		return engine.Value{}, &engine.Error{State: engine.ProtocolViolation, Message: fmt.Sprintf("unsupported format code: %d", format)}
	case !utf8.Valid(raw):
		return engine.Value{}, &engine.Error{State: engine.CharacterNotInRepertory, Message: "invalid byte sequence for encoding \"UTF8\""}
	}
	if kind == engine.Unknown {
		// The engine does not compare text with numbers: text becomes what the
		// place needs here.
		kind = engine.Text
		if needed := p.engine.Parameters(); i < len(needed) { // more may be declared than there are
			kind = needed[i].Kind
		}
	}
	return decodeText(kind, string(raw))
}

func decodeBinary(kind engine.Kind, raw []byte, i int) (engine.Value, error) {
	v := engine.Value{Kind: kind}
	if size := int(oidTypes[kind].size); size > 0 && len(raw) != size && kind != engine.Name && (kind != engine.Interval || len(raw) != size+4) {
		return v, &engine.Error{State: engine.ProtocolViolation, Message: fmt.Sprintf("incorrect binary data format in bind parameter %d", i+1)}
	}
	switch kind {
	case engine.Bool:
		v.Int = int64(raw[0])
	case engine.Int2:
		v.Int = int64(int16(binary.BigEndian.Uint16(raw)))
	case engine.Int4:
		v.Int = int64(int32(binary.BigEndian.Uint32(raw)))
	case engine.Int8, engine.Time:
		v.Int = int64(binary.BigEndian.Uint64(raw))
	case engine.OID:
		v.Kind, v.Int = engine.Int8, int64(binary.BigEndian.Uint32(raw))
	case engine.TimeTZ:
		clock := appendClock(nil, int64(binary.BigEndian.Uint64(raw)))
		v.Kind, v.Text = engine.Text, string(appendZone(clock, -int(int32(binary.BigEndian.Uint32(raw[8:])))))
	case engine.Interval, engine.IntervalYM, engine.IntervalDS:
		v.Kind, v.Text = engine.Text, decodeBinaryInterval(kind, raw)
	case engine.HLL, engine.Geometry, engine.Geography:
		v.Kind, v.Text = engine.Bytes, string(raw)
	case engine.Super, engine.Name, engine.LongText:
		v.Kind, v.Text = engine.Text, string(raw)
	case engine.Float4:
		v.Float = float64(math.Float32frombits(binary.BigEndian.Uint32(raw)))
	case engine.Float8:
		v.Float = math.Float64frombits(binary.BigEndian.Uint64(raw))
	case engine.Date:
		v.Int = fromBinaryDate(int32(binary.BigEndian.Uint32(raw)))
	case engine.Timestamp, engine.TimestampTZ:
		v.Int = fromBinaryTimestamp(int64(binary.BigEndian.Uint64(raw)))
	case engine.Numeric:
		return decodeBinaryNumeric(raw, i)
	default:
		v.Text = string(raw)
	}
	return v, nil
}

func fromBinaryDate(days int32) int64 {
	switch days {
	case math.MaxInt32:
		return math.MaxInt32
	case math.MinInt32:
		return -math.MaxInt32
	}
	return int64(days) + epochDays
}

func fromBinaryTimestamp(micros int64) int64 {
	switch {
	case micros == math.MinInt64:
		return -math.MaxInt64
	case micros > math.MaxInt64-epochMicros:
		return math.MaxInt64
	}
	return micros + epochMicros
}

// decodeBinaryNumeric reads PostgreSQL's groups of four digits into text.
func decodeBinaryNumeric(raw []byte, i int) (engine.Value, error) {
	bad := &engine.Error{State: engine.ProtocolViolation, Message: fmt.Sprintf("incorrect binary data format in bind parameter %d", i+1)}
	if len(raw) < 8 || len(raw) > 8+2*64 {
		return engine.Value{}, bad
	}
	count := int(binary.BigEndian.Uint16(raw))
	weight := int(int16(binary.BigEndian.Uint16(raw[2:])))
	sign := binary.BigEndian.Uint16(raw[4:])
	if len(raw) != 8+2*count || sign != 0 && sign != 0x4000 || weight > 64 || weight < -64 {
		return engine.Value{}, bad
	}
	var b strings.Builder
	if sign != 0 {
		b.WriteByte('-')
	}
	b.WriteByte('0')
	for g := range count {
		fmt.Fprintf(&b, "%04d", binary.BigEndian.Uint16(raw[8+2*g:]))
	}
	// The groups are a whole number times 10,000 to this power.
	fmt.Fprintf(&b, "e%d", 4*(weight-count+1))
	return engine.Value{Kind: engine.Numeric, Text: trimNumeric(b.String(), int(binary.BigEndian.Uint16(raw[6:])))}, nil
}

// trimNumeric drops the zeros by which the last group exceeds the scale.
func trimNumeric(s string, scale int) string {
	mantissa, exponent, _ := strings.Cut(s, "e")
	e, err := strconv.Atoi(exponent)
	if err != nil {
		return s
	}
	for e < -scale && strings.HasSuffix(mantissa, "0") && len(mantissa) > 2 {
		mantissa, e = mantissa[:len(mantissa)-1], e+1
	}
	return mantissa + "e" + strconv.Itoa(e)
}

// decodeText reads a value that a client wrote down.
func decodeText(kind engine.Kind, s string) (engine.Value, error) {
	v := engine.Value{Kind: kind, Text: s}
	trimmed := strings.TrimSpace(s)
	var err error
	switch kind {
	case engine.Bool:
		v.Int, err = parseBool(trimmed)
	case engine.Int2, engine.Int4, engine.Int8:
		bits := 8 * int(oidTypes[kind].size)
		if v.Int, err = strconv.ParseInt(trimmed, 10, bits); isRange(err) {
			return v, &engine.Error{State: engine.NumericOutOfRange, Message: fmt.Sprintf("value \"%s\" is out of range for type %s", s, kindNames[kind])}
		}
	case engine.OID:
		v.Kind = engine.Int8
		var n uint64
		if n, err = strconv.ParseUint(trimmed, 10, 32); isRange(err) {
			return v, &engine.Error{State: engine.NumericOutOfRange, Message: fmt.Sprintf("value \"%s\" is out of range for type oid", s)}
		}
		v.Int = int64(n)
	case engine.TimeTZ, engine.Interval, engine.IntervalYM, engine.IntervalDS, engine.Super, engine.Name, engine.LongText:
		v.Kind = engine.Text // the engine reads them
	case engine.HLL, engine.Geometry, engine.Geography:
		v.Kind = engine.Bytes
		v.Text, err = parseBytes(s)
	case engine.Float4, engine.Float8:
		if v.Float, err = strconv.ParseFloat(trimmed, 8*int(oidTypes[kind].size)); isRange(err) {
			return v, &engine.Error{State: engine.NumericOutOfRange, Message: fmt.Sprintf("\"%s\" is out of range for type %s", s, kindNames[kind])}
		}
	case engine.Numeric:
		v.Text = trimmed
		_, _, err = engine.ParseNumeric(trimmed)
	case engine.Bytes:
		v.Text, err = parseBytes(s)
	case engine.Date, engine.Time, engine.Timestamp, engine.TimestampTZ:
		if v.Int, err = parseTime(kind, trimmed); err != nil {
			return engine.Value{Kind: engine.Text, Text: s}, nil //nolint:nilerr // the engine reads more forms
		}
	}
	if err != nil {
		return v, &engine.Error{State: engine.InvalidTextRepr, Message: fmt.Sprintf("invalid input syntax for type %s: \"%s\"", kindNames[kind], s)}
	}
	return v, nil
}

func isRange(err error) bool { return errors.Is(err, strconv.ErrRange) }

func parseBool(s string) (int64, error) {
	switch strings.ToLower(s) {
	case "t", "true", "y", "yes", "on", "1":
		return 1, nil
	case "f", "false", "n", "no", "off", "0":
		return 0, nil
	}
	return 0, strconv.ErrSyntax
}

// parseBytes reads \x and hexadecimal digits, else the text's own bytes.
func parseBytes(s string) (string, error) {
	digits, ok := strings.CutPrefix(s, `\x`)
	if !ok {
		return s, nil
	}
	b, err := hex.DecodeString(digits)
	return string(b), err
}

// parseTime reads ISO forms.
func parseTime(kind engine.Kind, s string) (int64, error) {
	layouts := map[engine.Kind][]string{
		engine.Date:        {time.DateOnly},
		engine.Time:        {"15:04:05", "15:04"},
		engine.Timestamp:   {"2006-01-02 15:04:05", "2006-01-02T15:04:05", time.DateOnly},
		engine.TimestampTZ: {"2006-01-02 15:04:05Z07", "2006-01-02 15:04:05Z07:00", time.RFC3339},
	}[kind]
	for _, layout := range layouts {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		switch kind {
		case engine.Date:
			return t.Unix() / 86400, nil
		case engine.Time:
			return int64(t.Hour()*3600+t.Minute()*60+t.Second())*1_000_000 + int64(t.Nanosecond()/1000), nil
		}
		return t.UnixMicro(), nil
	}
	return 0, strconv.ErrSyntax
}
