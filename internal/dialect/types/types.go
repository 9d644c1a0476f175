// Package types has Redshift's data types: their names, their modifiers, what is cast to
// what by itself, and what arithmetic makes of them. It knows no syntax and no engine but
// for the names of the engine's own types, see Engine.
package types

import (
	"fmt"
	"strconv"
	"strings"
)

// An ID is a type without its modifiers.
type ID uint8

// The types. Unknown is that of a string or a NULL whose place will tell it; Other is one
// of the engine's that Redshift has not, and that the catalogue's relations show.
const (
	Unknown ID = iota
	Bool
	Int2
	Int4
	Int8
	Numeric
	Float4
	Float8
	Varchar
	Char
	Date
	Time
	TimeTZ
	Timestamp
	TimestampTZ
	IntervalYM
	IntervalDS
	Varbyte
	Super
	HLLSketch
	Geometry
	Geography
	OID
	Name
	LongText // PostgreSQL's text, which only the catalogue has
	Other

	// Types that only the catalogue has.
	CharByte // "char": one byte
	XID
	AbsTime
	RegProc
	RegClass // the number of a relation, shown as its name
	RegType
	Int2Vector
	OIDVector
	Int2Array
	Int4Array
	OIDArray
	Float4Array
	TextArray
	NameArray
	CharArray
	ACLArray
	AnyArray
)

// A Type is a type with its modifiers.
type Type struct {
	ID        ID
	Precision int // Numeric: digits in all
	Scale     int // Numeric: digits after the point
	Length    int // Varchar, Char, Varbyte: bytes; 0 where it is not known
}

// Limits of modifiers.
// Source: docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html.
const (
	MaxPrecision = 38
	MaxScale     = 37
	MaxVarchar   = 65535
	MaxChar      = 4096
	MaxVarbyte   = 16777216
)

// Types without modifiers, and those that literals have.
var (
	BoolType = Type{ID: Bool}
	Int2Type = Type{ID: Int2}
	Int4Type = Type{ID: Int4}
	Int8Type = Type{ID: Int8}
	TextType = Type{ID: Varchar}
)

var names = [...]struct {
	shown  string // as format_type writes it
	short  string // in pg_type
	engine string
}{
	Unknown:     {`"unknown"`, "unknown", "VARCHAR"},
	Bool:        {"boolean", "bool", "BOOLEAN"},
	Int2:        {"smallint", "int2", "SMALLINT"},
	Int4:        {"integer", "int4", "INTEGER"},
	Int8:        {"bigint", "int8", "BIGINT"},
	Numeric:     {"numeric", "numeric", "DECIMAL"},
	Float4:      {"real", "float4", "FLOAT"},
	Float8:      {"double precision", "float8", "DOUBLE"},
	Varchar:     {"character varying", "varchar", "VARCHAR"},
	Char:        {"character", "bpchar", "VARCHAR"},
	Date:        {"date", "date", "DATE"},
	Time:        {"time without time zone", "time", "TIME"},
	TimeTZ:      {"time with time zone", "timetz", "TIMETZ"},
	Timestamp:   {"timestamp without time zone", "timestamp", "TIMESTAMP"},
	TimestampTZ: {"timestamp with time zone", "timestamptz", "TIMESTAMPTZ"},
	IntervalYM:  {"interval year to month", "intervaly2m", "INTERVAL"},
	IntervalDS:  {"interval day to second", "intervald2s", "INTERVAL"},
	Varbyte:     {"binary varying", "varbyte", "BLOB"},
	Super:       {"super", "super", "JSON"},
	HLLSketch:   {"hllsketch", "hllsketch", "BLOB"},
	Geometry:    {"geometry", "geometry", "BLOB"},
	Geography:   {"geography", "geography", "BLOB"},
	OID:         {"oid", "oid", "BIGINT"},
	Name:        {"name", "name", "VARCHAR"},
	LongText:    {"text", "text", "VARCHAR"},
	Other:       {"unknown", "unknown", "VARCHAR"},

	CharByte:    {`"char"`, "char", "VARCHAR"},
	XID:         {"xid", "xid", "BIGINT"},
	AbsTime:     {"abstime", "abstime", "TIMESTAMPTZ"},
	RegProc:     {"regproc", "regproc", "VARCHAR"},
	RegClass:    {"regclass", "regclass", "BIGINT"},
	RegType:     {"regtype", "regtype", "BIGINT"},
	Int2Vector:  {"int2vector", "int2vector", "VARCHAR"},
	OIDVector:   {"oidvector", "oidvector", "VARCHAR"},
	Int2Array:   {"smallint[]", "_int2", "VARCHAR"},
	Int4Array:   {"integer[]", "_int4", "VARCHAR"},
	OIDArray:    {"oid[]", "_oid", "VARCHAR"},
	Float4Array: {"real[]", "_float4", "VARCHAR"},
	TextArray:   {"text[]", "_text", "VARCHAR"},
	NameArray:   {"name[]", "_name", "VARCHAR"},
	CharArray:   {`"char"[]`, "_char", "VARCHAR"},
	ACLArray:    {"aclitem[]", "_aclitem", "VARCHAR"},
	AnyArray:    {"anyarray", "anyarray", "VARCHAR"},
}

// Short is the type's name in pg_type, which is also what a cast calls its column.
func (t Type) Short() string { return names[t.ID].short }

// String is the type as format_type writes it, with its modifiers.
func (t Type) String() string {
	shown := names[t.ID].shown
	switch {
	case t.ID == Numeric && t.Precision > 0:
		return fmt.Sprintf("%s(%d,%d)", shown, t.Precision, t.Scale)
	case t.Length > 0:
		return shown + "(" + strconv.Itoa(t.Length) + ")"
	}
	return shown
}

// Base is the type without its modifiers, as errors name it.
func (t Type) Base() string { return names[t.ID].shown }

// Engine is the engine's type for values of t.
func (t Type) Engine() string {
	if t.ID == Numeric {
		t = t.fixed()
		return fmt.Sprintf("DECIMAL(%d,%d)", t.Precision, t.Scale)
	}
	return names[t.ID].engine
}

// fixed is a numeric with modifiers: without any it is (18,0).
func (t Type) fixed() Type {
	if t.ID == Numeric && t.Precision == 0 {
		t.Precision, t.Scale = 18, 0
	}
	return t
}

// Parse reads a type as String writes it.
func Parse(s string) (Type, bool) {
	base, mods, _ := strings.Cut(s, "(")
	for id := range names {
		if names[id].shown != base || id == int(Other) {
			continue
		}
		t := Type{ID: ID(id)}
		first, second, _ := strings.Cut(strings.TrimSuffix(mods, ")"), ",")
		n, _ := strconv.Atoi(strings.TrimSpace(first))
		if t.ID == Numeric {
			t.Precision = n
			t.Scale, _ = strconv.Atoi(strings.TrimSpace(second))
		} else {
			t.Length = n
		}
		return t, true
	}
	return Type{}, false
}

// OfEngine is the type of a column that the engine knows by its own type only.
func OfEngine(s string) Type {
	base, mods, _ := strings.Cut(s, "(")
	switch base {
	case "TINYINT", "UTINYINT":
		return Int2Type
	case "USMALLINT":
		return Int4Type
	case "UINTEGER":
		return Int8Type
	case "HUGEINT", "UBIGINT", "UHUGEINT":
		return Type{ID: Numeric, Precision: MaxPrecision}
	case "DECIMAL":
		t, _ := Parse("numeric(" + mods)
		return t
	case "TIME WITH TIME ZONE":
		return Type{ID: TimeTZ}
	case "TIMESTAMP WITH TIME ZONE":
		return Type{ID: TimestampTZ}
	case "INTERVAL":
		return Type{ID: IntervalDS}
	}
	for id := range names {
		if names[id].engine == base && id != int(Unknown) && id < int(Name) {
			return Type{ID: ID(id)}
		}
	}
	return Type{ID: Other}
}

// IsNumber reports whether t is one of the numeric types.
func (t Type) IsNumber() bool { return t.ID >= Int2 && t.ID <= Float8 }

// IsInteger reports whether t is SMALLINT, INTEGER or BIGINT.
func (t Type) IsInteger() bool { return t.ID >= Int2 && t.ID <= Int8 }

// IsText reports whether t is a string type.
func (t Type) IsText() bool {
	return t.ID == Varchar || t.ID == Char || t.ID == Name || t.ID == LongText || t.ID == CharByte || t.ID == RegProc
}

// IsArray reports whether t is an array of the catalogue. Its values are kept as PostgreSQL
// writes them: {1,2}, and 1 2 for the two vectors.
func (t Type) IsArray() bool { return t.ID >= Int2Vector && t.ID <= AnyArray }

// Element is the type of an array's elements.
func (t Type) Element() Type {
	switch t.ID {
	case Int2Vector, Int2Array:
		return Int2Type
	case Int4Array:
		return Int4Type
	case OIDVector, OIDArray:
		return Type{ID: OID}
	case Float4Array:
		return Type{ID: Float4}
	case NameArray:
		return Type{ID: Name}
	case CharArray:
		return Type{ID: CharByte}
	}
	return Type{ID: LongText}
}

// IsVector reports whether t is an array whose elements are counted from 0.
func (t Type) IsVector() bool { return t.ID == Int2Vector || t.ID == OIDVector }

// IsRegistry reports whether a value of t is the number of an object.
func (t Type) IsRegistry() bool { return t.ID == OID || t.ID == RegClass || t.ID == RegType }

// Kept reports whether a table can have columns of type t: those of the catalogue alone it cannot.
func (t Type) Kept() bool { return t.ID < CharByte }

// IsMoment reports whether t is a date or a timestamp.
func (t Type) IsMoment() bool { return t.ID == Date || t.ID == Timestamp || t.ID == TimestampTZ }

// IsInterval reports whether t is one of the two intervals.
func (t Type) IsInterval() bool { return t.ID == IntervalYM || t.ID == IntervalDS }
