package bind

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// unnamed is the name of a column whose expression gives it none.
const unnamed = "?column?"

// figureName is the name that Redshift gives a column of a result, by the rules of the
// PostgreSQL that it comes from, and whether it comes from a name in it rather than
// from its kind.
func figureName(x syntax.Expr) (name string, strong bool) {
	switch x := x.(type) {
	case *syntax.Column:
		return x.Name.Last().Name, true
	case *syntax.Field:
		return x.Name.Name, true
	case *syntax.Index:
		return figureName(x.X)
	case *syntax.Func:
		return functionName(x.Name.Last().Name)
	case *syntax.Keyword:
		return keywordName(x.Name), true
	case *syntax.Cast:
		if name, strong := figureName(x.X); strong {
			return name, true
		}
		return typeName(x.Type), false
	case *syntax.Typed:
		return typeName(x.Type), false
	case *syntax.Bool:
		return "bool", false
	case *syntax.Case:
		if x.Else != nil {
			if name, strong := figureName(x.Else); strong {
				return name, true
			}
		}
		return "case", false
	case *syntax.Binary:
		if x.Op == "AT TIME ZONE" {
			return "timezone", true
		}
	case *syntax.Extract:
		return "date_part", true
	case *syntax.Trim:
		return trimNames[x.Side], true
	case *syntax.Position:
		return "position", true
	case *syntax.Overlay:
		return "overlay", true
	case *syntax.ObjectTransform:
		return "object_transform", true
	case *syntax.Array:
		return "array", true
	case *syntax.Row:
		return "row", true
	}
	return unnamed, false
}

var trimNames = map[string]string{"LEADING": "ltrim", "TRAILING": "rtrim", "BOTH": "btrim"}

// functionName is the name of a call's column. Some functions are spellings of others.
func functionName(name string) (string, bool) {
	switch name {
	case "nvl", "isnull":
		return "coalesce", true
	case "nvl2", "decode":
		return "case", false
	case "date_part":
		return "pgdate_part", true
	case "dateadd":
		return "date_add", true
	case "datediff":
		return "date_diff", true
	}
	return name, true
}

// keywordName is the name of the column of a reserved word that is a value.
func keywordName(word string) string {
	switch word {
	case "current_date":
		return "date"
	case "current_time":
		return "timetz"
	case "current_timestamp":
		return "timestamptz"
	case "user", "session_user", "current_user":
		return "current_user"
	}
	return word
}

// typeName is what the catalogue calls a type.
func typeName(t *syntax.Type) string {
	name := t.Name.Last().Name
	if short := catalogTypes[name]; short != "" {
		return short
	}
	return strings.ToLower(name)
}

var catalogTypes = map[string]string{
	"smallint": "int2", "integer": "int4", "bigint": "int8", "decimal": "numeric", "real": "float4", "double precision": "float8",
	"boolean": "bool", "char": "bpchar", "text": "varchar",
}
