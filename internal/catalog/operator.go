package catalog

import (
	"sync"

	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// Operators and casts, as far as the dialect has them.

// An operator of two values of a type.
type operator struct {
	oid        uint32
	name       string
	on, result uint32
}

// firstOperator is the number of the first.
const firstOperator = 30000

// compared and counted are the types whose values are compared, and those that are reckoned with.
var (
	compared = []types.ID{
		types.Bool, types.Int2, types.Int4, types.Int8, types.Numeric, types.Float4, types.Float8, types.Varchar, types.Char, types.Date, types.Time, types.TimeTZ,
		types.Timestamp, types.TimestampTZ, types.IntervalYM, types.IntervalDS, types.Varbyte, types.OID, types.Name, types.LongText, types.CharByte,
	}
	counted = []types.ID{types.Int2, types.Int4, types.Int8, types.Numeric, types.Float4, types.Float8}
	texts   = []types.ID{types.Varchar, types.Char, types.Name, types.LongText}
)

var operators = sync.OnceValue(func() []operator {
	var list []operator
	add := func(names []string, on []types.ID, result types.ID) {
		for _, name := range names {
			for _, id := range on {
				o := operator{oid: firstOperator + uint32(len(list)), name: name, on: typeNumbers[id], result: typeNumbers[id]}
				if result != types.Unknown {
					o.result = typeNumbers[result]
				}
				list = append(list, o)
			}
		}
	}
	add([]string{"=", "<>", "<", ">", "<=", ">="}, compared, types.Bool)
	add([]string{"+", "-", "*", "/", "%"}, counted, types.Unknown)
	add([]string{"~", "!~", "~*", "!~*", "~~", "!~~", "~~*", "!~~*"}, texts, types.Bool)
	add([]string{"||"}, texts[:2], types.Varchar)
	add([]string{"&", "|", "#"}, counted[:3], types.Unknown)
	return list
})

// A castLine is a cast: i is one that is made silently, a one into a column, e one that must be written.
type castLine struct {
	from, to uint32
	context  string
}

var casts = sync.OnceValue(func() []castLine {
	var list []castLine
	ids := append(append([]types.ID(nil), compared...), types.Super, types.HLLSketch, types.Geometry, types.Geography)
	for _, from := range ids {
		for _, to := range ids {
			if from == to {
				continue
			}
			for i, context := range []types.Context{types.Implicit, types.Assign, types.Explicit} {
				if types.CanCast(types.Type{ID: from}, types.Type{ID: to}, context) {
					list = append(list, castLine{typeNumbers[from], typeNumbers[to], "iae"[i : i+1]})
					break
				}
			}
		}
	}
	return list
})
