package pgwire

import (
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/engine"
)

// PostgreSQL's type OIDs, which Redshift shares, and Redshift's own, by which its
// drivers know them.
const (
	oidBool        = 16
	oidBytea       = 17
	oidName        = 19
	oidInt8        = 20
	oidInt2        = 21
	oidInt4        = 23
	oidText        = 25
	oidOID         = 26
	oidFloat4      = 700
	oidFloat8      = 701
	oidUnknown     = 705
	oidBPChar      = 1042
	oidVarchar     = 1043
	oidDate        = 1082
	oidTime        = 1083
	oidTimestamp   = 1114
	oidTimestampTZ = 1184
	oidInterval    = 1186
	oidIntervalYM  = 1188 // from here on but for two Redshift's own
	oidIntervalDS  = 1190
	oidTimeTZ      = 1266
	oidNumeric     = 1700
	oidHLL         = 2935
	oidGeometry    = 3000
	oidGeography   = 3001
	oidSuper       = 4000
	oidVarbyte     = 6551
)

// An oidType is what the wire says of a kind.
type oidType struct {
	oid  uint32
	size int16 // -1 when it varies
}

var oidTypes = [...]oidType{
	engine.Unknown:     {oidText, -1},
	engine.Bool:        {oidBool, 1},
	engine.Int2:        {oidInt2, 2},
	engine.Int4:        {oidInt4, 4},
	engine.Int8:        {oidInt8, 8},
	engine.Float4:      {oidFloat4, 4},
	engine.Float8:      {oidFloat8, 8},
	engine.Numeric:     {oidNumeric, -1},
	engine.Text:        {oidVarchar, -1},
	engine.Char:        {oidBPChar, -1},
	engine.Bytes:       {oidVarbyte, -1},
	engine.Date:        {oidDate, 4},
	engine.Time:        {oidTime, 8},
	engine.Timestamp:   {oidTimestamp, 8},
	engine.TimestampTZ: {oidTimestampTZ, 8},
	engine.TimeTZ:      {oidTimeTZ, 12},
	engine.Interval:    {oidInterval, intervalSize},
	engine.IntervalYM:  {oidIntervalYM, 4},
	engine.IntervalDS:  {oidIntervalDS, 8},
	engine.Super:       {oidSuper, -1},
	engine.HLL:         {oidHLL, -1},
	engine.OID:         {oidOID, 4},
	engine.Name:        {oidName, 64},
	engine.LongText:    {oidText, -1},
	engine.Geometry:    {oidGeometry, -1},
	engine.Geography:   {oidGeography, -1},

	engine.CharByte:    {18, 1},
	engine.XID:         {28, 4},
	engine.AbsTime:     {702, 4},
	engine.RegProc:     {24, 4},
	engine.RegClass:    {2205, 4},
	engine.RegType:     {2206, 4},
	engine.Int2Vector:  {22, -1},
	engine.OIDVector:   {30, -1},
	engine.Int2Array:   {1005, -1},
	engine.Int4Array:   {1007, -1},
	engine.OIDArray:    {1028, -1},
	engine.Float4Array: {1021, -1},
	engine.TextArray:   {1009, -1},
	engine.NameArray:   {1003, -1},
	engine.CharArray:   {1002, -1},
	engine.ACLArray:    {1034, -1},
	engine.AnyArray:    {2277, -1},
}

func oidOf(k engine.Kind) uint32 { return oidTypes[k].oid }

// kindOf is the kind of a parameter of a client's type; Unknown is text whose
// type follows from where it is used.
func kindOf(oid uint32) engine.Kind {
	switch oid {
	case oidText, oidVarchar, oidUnknown, 0:
		return engine.Unknown
	case oidBytea:
		return engine.Bytes
	}
	for k, t := range oidTypes {
		if t.oid == oid {
			return engine.Kind(k)
		}
	}
	return engine.Unknown
}

// modifier is the type modifier: PostgreSQL adds 4 to lengths, and packs
// precision and scale.
func modifier(t engine.Type) int32 {
	switch {
	case t.Kind == engine.Numeric && t.Precision > 0:
		return int32(t.Precision<<16|t.Scale) + 4
	case (t.Kind == engine.Text || t.Kind == engine.Char || t.Kind == engine.Bytes) && t.Length > 0:
		return int32(t.Length) + 4
	}
	return -1
}

func rowDescription(columns []engine.Column, formats []int16) *pgproto3.RowDescription {
	d := &pgproto3.RowDescription{Fields: make([]pgproto3.FieldDescription, len(columns))}
	for i, c := range columns {
		t := oidTypes[c.Type.Kind]
		if c.Type.Kind == engine.Unknown { // a literal; a parameter would be text
			t.oid = oidUnknown
		}
		d.Fields[i] = pgproto3.FieldDescription{
			Name: []byte(c.Name), TableOID: c.TableOID, TableAttributeNumber: uint16(c.Attribute),
			DataTypeOID: t.oid, DataTypeSize: t.size,
			TypeModifier: modifier(c.Type), Format: formatOf(formats, i),
		}
	}
	return d
}

// The formats of values.
const (
	textFormat   = 0
	binaryFormat = 1
)

// formatOf follows the protocol: none is text for all, one is for all, else
// one each.
func formatOf(formats []int16, i int) int16 {
	switch {
	case len(formats) == 0:
		return textFormat
	case len(formats) == 1:
		return formats[0]
	case i < len(formats):
		return formats[i]
	}
	return textFormat
}
