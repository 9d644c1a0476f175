package bind

import (
	"fmt"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// writtenTypes are the types that a statement can name.
var writtenTypes = map[string]types.ID{
	"smallint": types.Int2, "integer": types.Int4, "bigint": types.Int8, "decimal": types.Numeric, "real": types.Float4,
	"double precision": types.Float8, "boolean": types.Bool, "char": types.Char, "bpchar": types.Char, "varchar": types.Varchar, "text": types.Varchar,
	"date": types.Date, "time": types.Time, "timetz": types.TimeTZ, "timestamp": types.Timestamp, "timestamptz": types.TimestampTZ,
	"varbyte": types.Varbyte, "super": types.Super, "hllsketch": types.HLLSketch, "geometry": types.Geometry, "geography": types.Geography,
	"oid": types.OID, "name": types.Name, "interval": types.IntervalDS, "xid": types.XID, "abstime": types.AbsTime, "int2vector": types.Int2Vector,
	"oidvector": types.OIDVector, "\"char\"": types.CharByte,
}

// arrayTypes are the arrays that a statement can name, by the types of their elements.
var arrayTypes = map[types.ID]types.ID{
	types.Int2: types.Int2Array, types.Int4: types.Int4Array, types.OID: types.OIDArray, types.Float4: types.Float4Array, types.Varchar: types.TextArray,
	types.Name: types.NameArray, types.CharByte: types.CharArray,
}

// defaultLengths are those of types that are written without one, in bytes.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html.
var defaultLengths = map[string]int{"char": 1, "bpchar": 256, "text": 256, "varchar": 256, "varbyte": 64000}

// Type is the type that is written, with its modifiers, or 42704 or 22023.
func Type(t *syntax.Type) (types.Type, *engine.Error) {
	name := t.Name.Last().Name
	id, ok := writtenTypes[lower(name)]
	if t.Array {
		id, ok = arrayTypes[id]
	}
	if !ok || len(t.Name) > 2 || len(t.Name) == 2 && t.Name[0].Name != "pg_catalog" {
		return types.Type{}, &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("type \"%s\" does not exist", name)}
	}
	out := types.Type{ID: id}
	switch id {
	case types.Numeric:
		return numeric(t)
	case types.Char:
		return lengthOf(t, out, types.MaxChar)
	case types.Varchar:
		return lengthOf(t, out, types.MaxVarchar)
	case types.Varbyte:
		return lengthOf(t, out, types.MaxVarbyte)
	case types.IntervalDS:
		if t.Range == "YEAR" || t.Range == "MONTH" || t.Range == "YEAR TO MONTH" {
			out.ID = types.IntervalYM
		}
	}
	return out, nil
}

func numeric(t *syntax.Type) (types.Type, *engine.Error) {
	out := types.Type{ID: types.Numeric, Precision: 18}
	if len(t.Mods) > 0 {
		out.Precision = t.Mods[0]
	}
	if len(t.Mods) > 1 {
		out.Scale = t.Mods[1]
	}
	switch {
	case out.Precision < 1 || out.Precision > types.MaxPrecision:
		return out, &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("NUMERIC precision %d must be between 1 and %d", out.Precision, types.MaxPrecision)}
	case out.Scale > out.Precision:
		return out, &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("NUMERIC scale %d must be between 0 and precision %d", out.Scale, out.Precision)}
	case out.Scale > types.MaxScale:
		return out, &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("NUMERIC scale %d must be between 0 and %d", out.Scale, types.MaxScale)}
	}
	return out, nil
}

func lengthOf(t *syntax.Type, out types.Type, most int) (types.Type, *engine.Error) {
	name := t.Name.Last().Name
	out.Length = defaultLengths[name]
	switch {
	case t.Max && out.ID == types.Varbyte:
		out.Length = 1024000
	case t.Max:
		out.Length = most
	case len(t.Mods) > 0:
		out.Length = t.Mods[0]
	}
	if out.Length < 1 {
		return out, &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("length for type %s must be at least 1", name)}
	}
	if out.Length > most {
		return out, &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("length for type %s cannot exceed %d", name, most)}
	}
	return out, nil
}
