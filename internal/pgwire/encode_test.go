package pgwire

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/engine"
)

// oneValue is a chunk of one row and one column.
type oneValue struct {
	number int64
	zone   int
	span   engine.Span
	bytes  string
}

func (oneValue) Len() int                    { return 1 }
func (v oneValue) Vector(int) engine.Vector  { return v }
func (oneValue) Null(int) bool               { return false }
func (v oneValue) Int(int) int64             { return v.number }
func (v oneValue) Zone(int) int              { return v.zone }
func (v oneValue) Interval(int) engine.Span  { return v.span }
func (v oneValue) Float(int) float64         { return float64(v.number) }
func (v oneValue) Decimal(int) engine.Int128 { return engine.Int128{Lo: uint64(v.number)} }
func (v oneValue) Bytes(int) []byte          { return []byte(v.bytes) }

// Redshift's own types, which the engine does not tell by itself.
func TestValuesOfDeclaredTypes(t *testing.T) {
	span := engine.Span{Months: 14, Days: 1, Micros: 90000_500_000}
	for _, test := range []struct {
		what   engine.Type
		value  oneValue
		text   string
		binary string // in hexadecimal
	}{
		{engine.Type{Kind: engine.Char, Length: 5}, oneValue{bytes: "ab"}, "ab   ", "6162202020"},
		{engine.Type{Kind: engine.Char, Length: 2}, oneValue{bytes: "ab"}, "ab", "6162"},
		{engine.Type{Kind: engine.Char}, oneValue{bytes: "ab"}, "ab", "6162"},
		{engine.Type{Kind: engine.TimeTZ}, oneValue{number: 48295_500_000, zone: -30600}, "13:24:55.5-08:30", "0000000b3ea2d8e000007788"},
		{engine.Type{Kind: engine.Interval}, oneValue{span: span}, "1 year 2 mons 2 days 01:00:00.5", "00000029124a05200000000e"},
		{engine.Type{Kind: engine.IntervalYM}, oneValue{span: span}, "1 year 2 mons", "0000000e"},
		{engine.Type{Kind: engine.IntervalDS}, oneValue{span: span}, "1 year 2 mons 2 days 01:00:00.5", "00000029124a0520"},
		{engine.Type{Kind: engine.Super}, oneValue{bytes: `{"a":1}`}, `{"a":1}`, "7b2261223a317d"},
		{engine.Type{Kind: engine.OID}, oneValue{number: 4294967295}, "4294967295", "ffffffff"},
		{engine.Type{Kind: engine.Name}, oneValue{bytes: "ab"}, "ab", "6162"},
		{engine.Type{Kind: engine.Bytes, Length: 9}, oneValue{bytes: "\x0a\xff"}, "0aff", "0aff"},
		{engine.Type{Kind: engine.Geometry}, oneValue{bytes: "\x0a\xff"}, "0AFF", "0aff"},
		{engine.Type{Kind: engine.TimestampTZ}, oneValue{number: 0}, "1970-01-01 09:00:00+09", "fffca2fec4c82000"},
	} {
		columns := []engine.Column{{Name: "c", Type: test.what}}
		for format, want := range []string{hex.EncodeToString([]byte(test.text)), test.binary} {
			e := newEncoder(columns, []int16{int16(format)}, style{zone: time.FixedZone("", 9*3600)})
			e.load(test.value)
			row := hex.EncodeToString(e.appendRow(nil, 0))
			if got := row[2*11:]; got != want || !strings.HasPrefix(row, "44") {
				t.Errorf("%+v in format %d: %s, want %s", test.what, format, got, want)
			}
		}
	}
}

// An era stands behind everything else.
func TestDatesBeforeChrist(t *testing.T) {
	const ides = -735160 // 44 BC, March 15
	for style, want := range map[dateStyle]string{
		{}:                                      "0044-03-15 BC, 0044-03-15 01:02:03+00 BC",
		{format: sqlDates}:                      "03/15/0044 BC, 03/15/0044 01:02:03+00 BC",
		{format: germanDates}:                   "15.03.0044 BC, 15.03.0044 01:02:03+00 BC",
		{format: postgresDates, dayFirst: true}: "15-03-0044 BC, Fri 15 Mar 01:02:03 0044+00 BC",
	} {
		got := append(style.appendDate(nil, ides), ", "...)
		if got = style.appendTimestamp(got, ides*microsPerDay+3723_000_000, "+00"); string(got) != want {
			t.Errorf("%+v: %s, want %s", style, got, want)
		}
	}
}

// What a description tells of a column's type and of where it comes from.
func TestRowDescription(t *testing.T) {
	for _, test := range []struct {
		what     engine.Type
		oid      uint32
		modifier int32
	}{
		{engine.Type{Kind: engine.Unknown}, 705, -1},
		{engine.Type{Kind: engine.Text}, 1043, -1},
		{engine.Type{Kind: engine.Text, Length: 256}, 1043, 260},
		{engine.Type{Kind: engine.Char, Length: 3}, 1042, 7},
		{engine.Type{Kind: engine.Bytes, Length: 5}, 6551, 9},
		{engine.Type{Kind: engine.Numeric, Precision: 38, Scale: 37}, 1700, 38<<16 | 37 + 4},
		{engine.Type{Kind: engine.Numeric, Precision: 18}, 1700, 18<<16 + 4},
		{engine.Type{Kind: engine.TimeTZ}, 1266, -1},
		{engine.Type{Kind: engine.Interval}, 1186, -1},
		{engine.Type{Kind: engine.IntervalYM}, 1188, -1},
		{engine.Type{Kind: engine.IntervalDS}, 1190, -1},
		{engine.Type{Kind: engine.Super}, 4000, -1},
		{engine.Type{Kind: engine.HLL}, 2935, -1},
		{engine.Type{Kind: engine.Geometry}, 3000, -1},
		{engine.Type{Kind: engine.Geography}, 3001, -1},
		{engine.Type{Kind: engine.OID}, 26, -1},
		{engine.Type{Kind: engine.Name}, 19, -1},
		{engine.Type{Kind: engine.LongText}, 25, -1},
	} {
		f := rowDescription([]engine.Column{{Name: "c", Type: test.what, TableOID: 100001, Attribute: 7}}, nil).Fields[0]
		if f.DataTypeOID != test.oid || f.TypeModifier != test.modifier || f.TableOID != 100001 || f.TableAttributeNumber != 7 {
			t.Errorf("%+v: %+v", test.what, f)
		}
	}
}

// What a client sends of these types reaches the engine in a form that it reads.
func TestParametersOfDeclaredTypes(t *testing.T) {
	for _, test := range []struct {
		oid    uint32
		binary string
		want   engine.Value
	}{
		{1186, "00000029124a05200000000e", engine.Value{Kind: engine.Text, Text: "14 months 0 days 176400500000 microseconds"}},
		{1186, "0000000000000001000000020000000e", engine.Value{Kind: engine.Text, Text: "14 months 2 days 1 microseconds"}},
		{1188, "0000000e", engine.Value{Kind: engine.Text, Text: "14 months 0 days 0 microseconds"}},
		{1190, "ffffffffffffffff", engine.Value{Kind: engine.Text, Text: "0 months 0 days -1 microseconds"}},
		{1266, "0000000b3ea2d8e000007788", engine.Value{Kind: engine.Text, Text: "13:24:55.5-08:30"}},
		{26, "ffffffff", engine.Value{Kind: engine.Int8, Int: 4294967295}},
		{19, "6162", engine.Value{Kind: engine.Text, Text: "ab"}},
		{17, "6162", engine.Value{Kind: engine.Bytes, Text: "ab"}},
		{6551, "6162", engine.Value{Kind: engine.Bytes, Text: "ab"}},
		{4000, "7b7d", engine.Value{Kind: engine.Text, Text: "{}"}},
		{3000, "0101", engine.Value{Kind: engine.Bytes, Text: "\x01\x01"}},
	} {
		raw, err := hex.DecodeString(test.binary)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decodeBinary(kindOf(test.oid), raw, 0); err != nil || got != test.want {
			t.Errorf("%d: %+v, %v", test.oid, got, err)
		}
		if size := oidTypes[kindOf(test.oid)].size; size > 0 && test.oid != 19 {
			if _, err := decodeBinary(kindOf(test.oid), raw[1:], 0); err == nil {
				t.Errorf("%d: a byte less was taken", test.oid)
			}
		}
	}
	for _, text := range []string{"4294967296", "-1", "x", ""} {
		if v, err := decodeText(engine.OID, text); err == nil {
			t.Errorf("oid %q: %+v", text, v)
		}
	}
}
