package engine

// A Kind is one of the types that a session shows. An engine's own types that
// are none of these are shown as Text.
type Kind uint8

// The kinds.
const (
	Unknown Kind = iota // a parameter whose type the engine cannot tell
	Bool
	Int2
	Int4
	Int8
	Float4
	Float8
	Numeric
	Text // varchar
	Char // blank-padded
	Bytes
	Date
	Time
	Timestamp
	TimestampTZ
	TimeTZ
	Interval   // months, days and microseconds, as PostgreSQL keeps it
	IntervalYM // years and months
	IntervalDS // days to fractions of a second
	Super      // JSON
	HLL        // a sketch, as text
	OID
	Name
	LongText  // PostgreSQL's text, which SHOW and functions of the catalogue return
	Geometry  // EWKB
	Geography // EWKB

	// Kinds that the catalogue alone has. Arrays are the text that PostgreSQL writes.
	CharByte // one byte
	XID
	AbsTime
	RegProc // the name of an object, as the next two
	RegClass
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

// A Type is a kind with its modifiers.
type Type struct {
	Kind      Kind
	Precision int // Numeric: digits in all
	Scale     int // Numeric: digits after the point
	Length    int // Text, Char and Bytes: bytes, 0 when not limited
}

// A Column is one column of a result.
type Column struct {
	Name string
	Type Type

	// TableOID and Attribute tell the table's column that a result's column shows
	// unchanged; both are 0 for any other.
	TableOID  uint32
	Attribute int16
}

// A Value is an argument of a statement. Which field holds it depends on Kind,
// as with Vector: Int, Float, or Text for all others; Numeric is decimal digits
// as text, Unknown is text whose type the engine chooses.
type Value struct {
	Kind  Kind
	Null  bool
	Int   int64
	Float float64
	Text  string
}
