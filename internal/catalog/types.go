package catalog

import (
	"fmt"
	"strings"
	"sync"

	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// pg_type: the types by their numbers, which are the wire's.
// Source: PostgreSQL 8.0's pg_type.h, and Redshift's own as its drivers know them.

// A kindOfType is a type of the catalogue.
type kindOfType struct {
	oid     uint32
	name    string
	length  int    // -1 where it varies
	element uint32 // of an array
	input   string // what begins the names of its functions
	pseudo  bool
}

var kindsOfTypes = []kindOfType{
	{16, "bool", 1, 0, "bool", false}, {17, "bytea", -1, 0, "bytea", false}, {18, "char", 1, 0, "char", false}, {19, "name", 128, 18, "name", false},
	{20, "int8", 8, 0, "int8", false}, {21, "int2", 2, 0, "int2", false}, {22, "int2vector", -1, 21, "int2vector", false}, {23, "int4", 4, 0, "int4", false},
	{24, "regproc", 4, 0, "regproc", false}, {25, "text", -1, 0, "text", false}, {26, "oid", 4, 0, "oid", false}, {27, "tid", 6, 0, "tid", false},
	{28, "xid", 4, 0, "xid", false}, {29, "cid", 4, 0, "cid", false}, {30, "oidvector", -1, 26, "oidvector", false},
	{700, "float4", 4, 0, "float4", false}, {701, "float8", 8, 0, "float8", false}, {702, "abstime", 4, 0, "abstime", false}, {703, "reltime", 4, 0, "reltime", false},
	{705, "unknown", -1, 0, "unknown", false}, {790, "money", 4, 0, "cash", false},
	{1000, "_bool", -1, 16, "array", false}, {1001, "_bytea", -1, 17, "array", false}, {1002, "_char", -1, 18, "array", false}, {1003, "_name", -1, 19, "array", false},
	{1005, "_int2", -1, 21, "array", false}, {1006, "_int2vector", -1, 22, "array", false}, {1007, "_int4", -1, 23, "array", false}, {1008, "_regproc", -1, 24, "array", false},
	{1009, "_text", -1, 25, "array", false}, {1028, "_oid", -1, 26, "array", false}, {1011, "_xid", -1, 28, "array", false}, {1013, "_oidvector", -1, 30, "array", false},
	{1014, "_bpchar", -1, 1042, "array", false}, {1015, "_varchar", -1, 1043, "array", false}, {1016, "_int8", -1, 20, "array", false},
	{1021, "_float4", -1, 700, "array", false}, {1022, "_float8", -1, 701, "array", false}, {1033, "aclitem", 12, 0, "aclitem", false}, {1034, "_aclitem", -1, 1033, "array", false},
	{1042, "bpchar", -1, 0, "bpchar", false}, {1043, "varchar", -1, 0, "varchar", false}, {1082, "date", 4, 0, "date", false}, {1083, "time", 8, 0, "time", false},
	{1114, "timestamp", 8, 0, "timestamp", false}, {1115, "_timestamp", -1, 1114, "array", false}, {1182, "_date", -1, 1082, "array", false},
	{1183, "_time", -1, 1083, "array", false}, {1184, "timestamptz", 8, 0, "timestamptz", false}, {1185, "_timestamptz", -1, 1184, "array", false},
	{1186, "interval", 16, 0, "interval", false}, {1187, "_interval", -1, 1186, "array", false}, {1188, "intervaly2m", 4, 0, "intervaly2m", false},
	{1190, "intervald2s", 8, 0, "intervald2s", false}, {1231, "_numeric", -1, 1700, "array", false}, {1266, "timetz", 12, 0, "timetz", false},
	{1560, "bit", -1, 0, "bit", false}, {1562, "varbit", -1, 0, "varbit", false}, {1700, "numeric", -1, 0, "numeric", false}, {1790, "refcursor", -1, 0, "text", false},
	{2202, "regprocedure", 4, 0, "regprocedure", false}, {2205, "regclass", 4, 0, "regclass", false}, {2206, "regtype", 4, 0, "regtype", false},
	{2935, "hllsketch", -1, 0, "hllsketch", false}, {3000, "geometry", -1, 0, "geometry", false}, {3001, "geography", -1, 0, "geography", false},
	{4000, "super", -1, 0, "super", false}, {6551, "varbyte", -1, 0, "varbyte", false},
	{2249, "record", -1, 0, "record", true}, {2275, "cstring", -1, 0, "cstring", true}, {2276, "any", 4, 0, "any", true}, {2277, "anyarray", -1, 0, "anyarray", true},
	{2278, "void", 4, 0, "void", true}, {2279, "trigger", 4, 0, "trigger", true}, {2280, "language_handler", 4, 0, "language_handler", true},
	{2283, "anyelement", 4, 0, "anyelement", true},
}

// typeNumbers are the numbers of the dialect's types.
var typeNumbers = map[types.ID]uint32{
	types.Unknown: 705, types.Bool: 16, types.Int2: 21, types.Int4: 23, types.Int8: 20, types.Numeric: 1700, types.Float4: 700, types.Float8: 701,
	types.Varchar: 1043, types.Char: 1042, types.Date: 1082, types.Time: 1083, types.TimeTZ: 1266, types.Timestamp: 1114, types.TimestampTZ: 1184,
	types.IntervalYM: 1188, types.IntervalDS: 1190, types.Varbyte: 6551, types.Super: 4000, types.HLLSketch: 2935, types.Geometry: 3000, types.Geography: 3001,
	types.OID: 26, types.Name: 19, types.LongText: 25, types.Other: 705, types.CharByte: 18, types.XID: 28, types.AbsTime: 702, types.RegProc: 24,
	types.RegClass: 2205, types.RegType: 2206, types.Int2Vector: 22, types.OIDVector: 30, types.Int2Array: 1005, types.Int4Array: 1007, types.OIDArray: 1028,
	types.Float4Array: 1021, types.TextArray: 1009, types.NameArray: 1003, types.CharArray: 1002, types.ACLArray: 1034, types.AnyArray: 2277,
}

// typeOf is the catalogue's entry of a type.
func typeOf(t types.Type) *kindOfType { return typesByID()[t.ID] }

var typesByID = sync.OnceValue(func() (list [256]*kindOfType) {
	for id, number := range typeNumbers {
		k := typeByNumber(number)
		list[id] = &k
	}
	return list
})

func typeByNumber(oid uint32) kindOfType {
	for _, k := range kindsOfTypes {
		if k.oid == oid {
			return k
		}
	}
	return kindOfType{}
}

// typeByName finds a type by its name in pg_type or as format_type writes it.
func typeByName(name string) (kindOfType, bool) {
	if short, ok := shownTypes[name]; ok {
		name = short
	}
	if t, ok := types.Parse(name); ok {
		return *typeOf(t), true
	}
	for _, k := range kindsOfTypes {
		if k.name == name {
			return k, true
		}
	}
	switch name {
	case "integer", "int":
		return typeByNumber(23), true
	case "decimal":
		return typeByNumber(1700), true
	}
	return kindOfType{}, false
}

// byValue tells whether PostgreSQL passes values as they are.
func (k kindOfType) byValue() bool { return k.length > 0 && k.length <= 8 && k.name != "tid" }

func (k kindOfType) storage() string {
	if k.length > 0 {
		return "p"
	}
	return "x"
}

// align is typalign.
func (k kindOfType) align() string {
	switch k.length {
	case 1:
		return "c"
	case 2:
		return "s"
	case 8, 12, 16:
		return "d"
	}
	return "i"
}

// FormatType is a type's name with its modifier, as format_type tells it.
func FormatType(oid int64, modifier int) string {
	for id, number := range typeNumbers {
		if int64(number) == oid && id != types.Other && id != types.Varbyte && id != types.Unknown {
			return formatted(types.Type{ID: id}, modifier)
		}
	}
	switch oid {
	case 0:
		return "-"
	case 6551:
		return formatted(types.Type{ID: types.Varbyte}, modifier)
	case 1186:
		return "interval"
	case 705:
		return `"unknown"`
	case 2276:
		return `"any"`
	}
	for _, k := range kindsOfTypes {
		if int64(k.oid) == oid {
			if k.element != 0 && strings.HasPrefix(k.name, "_") {
				return FormatType(int64(k.element), -1) + "[]"
			}
			return k.name
		}
	}
	return "???"
}

// formatted is a type with a modifier.
func formatted(t types.Type, modifier int) string {
	if modifier < 4 {
		return t.String()
	}
	switch n := modifier - 4; t.ID {
	case types.Numeric:
		return fmt.Sprintf("numeric(%d,%d)", n>>16, n&0xffff)
	case types.Varchar, types.Char, types.Varbyte:
		return fmt.Sprintf("%s(%d)", t.Base(), n)
	}
	return t.String()
}

func typeRelations() map[string]maker {
	function := func(what string) func(*Source, kindOfType) any {
		return func(_ *Source, k kindOfType) any { return functionOf(k, what) }
	}
	return map[string]maker{
		"pg_type": of(func(*Source) []kindOfType { return kindsOfTypes }, fields[kindOfType]{
			"oid":          func(_ *Source, k kindOfType) any { return k.oid },
			"typname":      func(_ *Source, k kindOfType) any { return k.name },
			"typnamespace": func(*Source, kindOfType) any { return catalogOID },
			"typlen":       func(_ *Source, k kindOfType) any { return k.length },
			"typbyval":     func(_ *Source, k kindOfType) any { return k.byValue() },
			"typtype": func(_ *Source, k kindOfType) any {
				if k.pseudo {
					return "p"
				}
				return "b"
			},
			"typarray":    func(_ *Source, k kindOfType) any { return arrayOf(k.oid) },
			"typcategory": func(_ *Source, k kindOfType) any { return k.category() },
			"typrelid":    func(*Source, kindOfType) any { return 0 },
			"typelem":     func(_ *Source, k kindOfType) any { return k.element },
			"typinput":    function("in"),
			"typoutput":   function("out"),
			"typreceive":  function("recv"),
			"typsend":     function("send"),
			"typalign":    func(_ *Source, k kindOfType) any { return k.align() },
			"typstorage":  func(_ *Source, k kindOfType) any { return k.storage() },
		}),
	}
}

// functionOf is the name of the function that reads or writes a type's values.
func functionOf(k kindOfType, what string) string {
	switch k.input {
	case "date", "time", "timestamp", "timestamptz", "timetz", "interval", "numeric", "array", "record", "cash", "bit", "varbit", "cstring", "anyarray":
		return k.input + "_" + what
	case "any":
		return "any_" + what
	}
	return k.input + what
}

// arrayOf is the array of a type; 0 where there is none.
func arrayOf(oid uint32) uint32 {
	for _, k := range kindsOfTypes {
		if k.element == oid && k.input == "array" {
			return k.oid
		}
	}
	return 0
}

// category is typcategory of later PostgreSQL.
func (k kindOfType) category() string {
	switch {
	case k.pseudo:
		return "P"
	case k.element != 0 && k.name != "name":
		return "A"
	}
	for id, number := range typeNumbers {
		if number == k.oid {
			switch (types.Type{ID: id}).Category() {
			case types.BoolCategory:
				return "B"
			case types.NumberCategory:
				return "N"
			case types.TextCategory:
				return "S"
			case types.MomentCategory:
				return "D"
			case types.IntervalCategory:
				return "T"
			}
		}
	}
	return "U"
}
