package dialect

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// columnType is a column's type for the engine, and what to keep of it.
func (s *Statement) columnType(t *syntax.Type) (text string, note columnNote, err error) {
	if len(t.Name) != 1 || t.Array {
		return "", note, s.refuse(t, engine.UndefinedObject, "type \"%s\" does not exist", syntax.Print(t))
	}
	name := t.Name[0].Name
	kind, known := columnTypes[name]
	switch {
	case !known:
		return "", note, s.refuse(t, engine.UndefinedObject, "type \"%s\" does not exist", name)
	case kind.engine == "":
		return "", note, s.refuse(t, engine.FeatureNotSupported, "type %s is not supported", strings.ToUpper(name))
	case name == "decimal":
		return s.decimal(t)
	}
	note.Type = kind.shown
	length := kind.length
	switch {
	case t.Max:
		length = kind.most
	case kind.most > 0 && len(t.Mods) > 0:
		length = t.Mods[0]
	}
	if kind.most == 0 {
		return kind.engine, note, nil
	}
	switch {
	case length < 1:
		return "", note, s.refuse(t, engine.InvalidParameterValue, "length for type %s must be at least 1", name)
	case length > kind.most:
		return "", note, s.refuse(t, engine.InvalidParameterValue, "length for type %s cannot exceed %d", name, kind.most)
	}
	note.Length, note.Type = length, kind.shown+"("+strconv.Itoa(length)+")"
	return kind.engine, note, nil
}

// decimal is DECIMAL, whose digits are 18 and 0 where none are given.
func (s *Statement) decimal(t *syntax.Type) (string, columnNote, error) {
	precision, scale := 18, 0
	if len(t.Mods) > 0 {
		precision = t.Mods[0]
	}
	if len(t.Mods) > 1 {
		scale = t.Mods[1]
	}
	switch {
	case precision < 1 || precision > 38:
		return "", columnNote{}, s.refuse(t, engine.InvalidParameterValue, "DECIMAL precision %d must be between 1 and 38", precision)
	case scale < 0 || scale > precision:
		return "", columnNote{}, s.refuse(t, engine.InvalidParameterValue, "DECIMAL scale %d must be between 0 and precision %d", scale, precision)
	}
	digits := "(" + strconv.Itoa(precision) + "," + strconv.Itoa(scale) + ")"
	return "DECIMAL" + digits, columnNote{Type: "numeric" + digits}, nil
}

// columnTypes are the types of columns, by the names that package syntax gives them: the
// engine's type, or none where it has none; format_type's name; the length where none is
// given, and the greatest, in bytes. Source: docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html.
var columnTypes = map[string]struct {
	engine, shown string
	length, most  int
}{
	"smallint": {"SMALLINT", "smallint", 0, 0}, "integer": {"INTEGER", "integer", 0, 0}, "bigint": {"BIGINT", "bigint", 0, 0},
	"decimal": {"DECIMAL", "numeric", 0, 0}, "real": {"REAL", "real", 0, 0}, "double precision": {"DOUBLE", "double precision", 0, 0},
	"boolean": {"BOOLEAN", "boolean", 0, 0},
	"char":    {"VARCHAR", "character", 1, 4096}, "bpchar": {"VARCHAR", "character", 256, 4096},
	"varchar": {"VARCHAR", "character varying", 256, 65535}, "text": {"VARCHAR", "character varying", 256, 65535},
	"date": {"DATE", "date", 0, 0}, "time": {"TIME", "time without time zone", 0, 0}, "timetz": {"TIMETZ", "time with time zone", 0, 0},
	"timestamp": {"TIMESTAMP", "timestamp without time zone", 0, 0}, "timestamptz": {"TIMESTAMPTZ", "timestamp with time zone", 0, 0},
	"interval": {"INTERVAL", "interval", 0, 0}, "varbyte": {"BLOB", "binary varying", 64000, 1024000},
	"super": {}, "hllsketch": {}, "geometry": {}, "geography": {},
}

// lengthCheck holds a column to its length, in bytes. The engine's errors name the
// constraint, so each type has a form of its own.
func lengthCheck(name syntax.Ident, engineType string, note columnNote) string {
	n := note.Length
	switch {
	case n == 0:
		return ""
	case engineType == "BLOB":
		return fmt.Sprintf(" CHECK (octet_length(%s) <= %d)", name, n)
	case strings.HasPrefix(note.Type, "character("):
		return fmt.Sprintf(" CHECK (strlen(%s) < %d)", name, n+1)
	}
	return fmt.Sprintf(" CHECK (strlen(%s) <= %d)", name, n)
}
