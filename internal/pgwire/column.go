package pgwire

import (
	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// kinds are what the wire shows of Redshift's types.
var kinds = [...]engine.Kind{
	types.Unknown: engine.Text, types.Bool: engine.Bool, types.Int2: engine.Int2, types.Int4: engine.Int4, types.Int8: engine.Int8,
	types.Numeric: engine.Numeric, types.Float4: engine.Float4, types.Float8: engine.Float8, types.Varchar: engine.Text, types.Char: engine.Char,
	types.Date: engine.Date, types.Time: engine.Time, types.TimeTZ: engine.TimeTZ, types.Timestamp: engine.Timestamp, types.TimestampTZ: engine.TimestampTZ,
	types.IntervalYM: engine.IntervalYM, types.IntervalDS: engine.IntervalDS, types.Varbyte: engine.Bytes, types.Super: engine.Super,
	types.HLLSketch: engine.HLL, types.Geometry: engine.Geometry, types.Geography: engine.Geography, types.OID: engine.OID, types.Name: engine.Name, types.LongText: engine.LongText, types.Other: engine.Text,
	types.CharByte: engine.CharByte, types.XID: engine.XID, types.AbsTime: engine.AbsTime, types.RegProc: engine.RegProc, types.RegClass: engine.RegClass,
	types.RegType: engine.RegType, types.Int2Vector: engine.Int2Vector, types.OIDVector: engine.OIDVector, types.Int2Array: engine.Int2Array,
	types.Int4Array: engine.Int4Array, types.OIDArray: engine.OIDArray, types.Float4Array: engine.Float4Array, types.TextArray: engine.TextArray,
	types.NameArray: engine.NameArray, types.CharArray: engine.CharArray, types.ACLArray: engine.ACLArray, types.AnyArray: engine.AnyArray,
}

// typeOf is the type of a parameter that a client declares; Unknown for text, which follows
// from where it is used.
func typeOf(oid uint32) types.Type {
	kind := kindOf(oid)
	if kind == engine.Unknown {
		return types.Type{}
	}
	if kind == engine.Interval {
		return types.Type{ID: types.IntervalDS}
	}
	for id, k := range kinds {
		if k == kind && id != int(types.Unknown) {
			t := types.Type{ID: types.ID(id)}
			if t.ID == types.Numeric {
				t.Precision, t.Scale = types.MaxPrecision, 10
			}
			return t
		}
	}
	return types.Type{}
}

// resultColumns are the columns of a result as the wire tells them; nil without a result.
func resultColumns(columns []bind.Column) []engine.Column {
	if columns == nil {
		return nil
	}
	out := make([]engine.Column, len(columns))
	for i, c := range columns {
		out[i] = engine.Column{Name: c.Name, Type: engine.Type{Kind: kinds[c.Type.ID], Precision: c.Type.Precision, Scale: c.Type.Scale, Length: c.Type.Length}}
		if c.Relation != nil {
			out[i].TableOID, out[i].Attribute = c.Relation.OID, int16(c.Attribute)
		}
		if c.Type.ID == types.Numeric && c.Type.Precision == 0 {
			out[i].Type.Precision = c.Type.Decimal().Precision
		}
	}
	return out
}

// sameShape reports whether the engine's values are those of the columns.
func sameShape(columns, stands []engine.Column) bool {
	if columns == nil || stands == nil {
		return columns == nil
	}
	for i := range columns {
		if i >= len(stands) || !sameValues(columns[i].Type, stands[i].Type) {
			return false
		}
	}
	return len(columns) == len(stands)
}

// sameValues reports whether values of an engine's type are read as those of another.
func sameValues(t, stands engine.Type) bool {
	switch t.Kind {
	case engine.Numeric:
		return stands.Kind == engine.Numeric && stands.Scale == t.Scale
	case engine.Text, engine.Char, engine.Name, engine.LongText, engine.Super:
		return stands.Kind == engine.Text || stands.Kind == engine.Char || stands.Kind == engine.Super
	case engine.CharByte, engine.RegProc, engine.RegClass, engine.RegType, engine.Int2Vector, engine.OIDVector, engine.Int2Array, engine.Int4Array, engine.OIDArray,
		engine.Float4Array, engine.TextArray, engine.NameArray, engine.CharArray, engine.ACLArray, engine.AnyArray:
		return stands.Kind == engine.Text
	case engine.AbsTime:
		return stands.Kind == engine.TimestampTZ
	case engine.OID, engine.XID:
		return stands.Kind == engine.Int8 || stands.Kind == engine.Int4
	case engine.IntervalDS, engine.IntervalYM, engine.Interval:
		return stands.Kind == engine.Interval
	case engine.Bytes, engine.HLL, engine.Geometry, engine.Geography:
		return stands.Kind == engine.Bytes
	}
	return t.Kind == stands.Kind
}

func sameColumns(a, b []engine.Column) bool {
	if len(a) != len(b) || (a == nil) != (b == nil) {
		return false
	}
	for i := range a {
		if a[i].Name != b[i].Name || a[i].Type.Kind != b[i].Type.Kind || a[i].Type.Scale != b[i].Type.Scale {
			return false
		}
	}
	return true
}
