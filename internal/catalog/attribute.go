package catalog

import (
	"slices"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// pg_attribute, pg_attrdef and pg_table_def: the columns of relations.

func attributes(s *Source) []attribute { return s.Objects.allAttributes() }

func attributeRelations() map[string]maker {
	empty := func(*Source, attribute) any { return "" }
	later := fields[attribute]{"attidentity": empty, "attgenerated": empty, "attcompression": empty}
	acl := fields[attribute]{"attacl": func(s *Source, a attribute) any { return s.list(a.column.Note.ACL) }}
	columns := attributeFields()
	return map[string]maker{
		"pg_attribute":      kept[attribute]("pg_attribute", of(attributes, columns.and(acl).and(later)), "attacl"),
		"pg_attribute_info": of(attributes, columns.and(acl)),
		"pg_attribute_acl": of(func(s *Source) []attribute {
			return filter(attributes(s), func(a attribute) bool { return a.column.Note.ACL != nil })
		}, columns.and(acl)),
		"pg_attrdef": of(func(s *Source) []attribute {
			return filter(attributes(s), hasDefault)
		}, fields[attribute]{
			"oid": func(_ *Source, a attribute) any {
				return relation.Number("default", a.class.namespace.database, a.class.namespace.name, a.class.rel.Name, a.column.Name)
			},
			"adrelid": func(_ *Source, a attribute) any { return a.class.oid },
			"adnum":   func(_ *Source, a attribute) any { return a.num },
			"adbin":   func(_ *Source, a attribute) any { return defaultText(a) },
			"adsrc":   func(_ *Source, a attribute) any { return defaultText(a) },
		}),
		"pg_table_def": of(tableDef, fields[attribute]{
			"schemaname": func(_ *Source, a attribute) any { return a.class.namespace.name },
			"tablename":  func(_ *Source, a attribute) any { return a.class.rel.Name },
			"column":     func(_ *Source, a attribute) any { return a.column.Name },
			"type":       func(_ *Source, a attribute) any { return a.column.Type.String() },
			"encoding":   func(_ *Source, a attribute) any { return Encoding(a.class.rel, a.column) },
			"distkey":    func(_ *Source, a attribute) any { return a.column.Note.DistKey },
			"sortkey":    func(_ *Source, a attribute) any { return a.column.Note.SortKey },
			"notnull":    func(_ *Source, a attribute) any { return a.column.NotNull },
		}),
	}
}

func attributeFields() fields[attribute] {
	kind := func(a attribute) *kindOfType { return typeOf(a.column.Type) }
	return fields[attribute]{
		"attrelid":        func(_ *Source, a attribute) any { return a.class.oid },
		"attname":         func(_ *Source, a attribute) any { return a.column.Name },
		"atttypid":        func(_ *Source, a attribute) any { return kind(a).oid },
		"attlen":          func(_ *Source, a attribute) any { return kind(a).length },
		"attnum":          func(_ *Source, a attribute) any { return a.num },
		"attndims":        func(_ *Source, a attribute) any { return dimensions(a.column.Type) },
		"atttypmod":       func(_ *Source, a attribute) any { return modifier(a.column.Type) },
		"attbyval":        func(_ *Source, a attribute) any { return kind(a).byValue() },
		"attstorage":      func(_ *Source, a attribute) any { return kind(a).storage() },
		"attalign":        func(_ *Source, a attribute) any { return kind(a).align() },
		"attnotnull":      func(_ *Source, a attribute) any { return a.column.NotNull && a.class.index == nil },
		"atthasdef":       func(_ *Source, a attribute) any { return hasDefault(a) },
		"attisdistkey":    func(_ *Source, a attribute) any { return a.column.Note.DistKey && a.class.index == nil },
		"attsortkeyord":   func(_ *Source, a attribute) any { return sortKey(a) },
		"attencodingtype": func(_ *Source, a attribute) any { return encodingNumber(a) },
	}
}

func sortKey(a attribute) int {
	if a.class.index != nil {
		return 0
	}
	return a.column.Note.SortKey
}

func dimensions(t types.Type) int {
	if t.IsArray() {
		return 1
	}
	return 0
}

// modifier is atttypmod: PostgreSQL adds 4 to lengths, and packs precision and scale.
func modifier(t types.Type) int {
	switch {
	case t.ID == types.Numeric && t.Precision > 0:
		return t.Precision<<16 | t.Scale + 4
	case t.Length > 0:
		return t.Length + 4
	}
	return -1
}

func hasDefault(a attribute) bool {
	return a.class.index == nil && a.class.rel.Kind == relation.Table && (a.column.Note.Default != "" || a.column.Note.Identity != "" || a.column.Default != "")
}

// defaultText is a default as SQL. The one of an identity names the table by its number, and counts its columns
// from 0.
func defaultText(a attribute) string {
	switch note := &a.column.Note; {
	case note.Default == "" && note.Identity == "":
		return a.column.Default
	case note.Identity != "":
		return `"identity"(` + strconv.FormatUint(uint64(a.class.oid), 10) + ", " + itoa(a.num-1) + ", '" + note.Identity + "'::text)"
	case strings.Trim(note.Default, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "": // TRUE, SYSDATE …
		return strings.ToLower(note.Default)
	}
	return a.column.Note.Default
}

// Encoding is the compression of a column. Where no encoding was chosen it is the one that Redshift chooses by the type.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_PG_TABLE_DEF.html and c_Compression_encodings.html.
func Encoding(r *relation.Relation, c *relation.Column) string {
	switch {
	case c.Note.Encode == "raw":
		return "none"
	case c.Note.Encode != "":
		return c.Note.Encode
	case r.Temp, r.Kind != relation.Table, c.Note.SortKey != 0:
		return "none"
	}
	switch c.Type.ID {
	case types.Bool, types.Float4, types.Float8, types.Super, types.Geometry, types.Geography, types.HLLSketch:
		return "none"
	case types.Varchar, types.Char, types.Varbyte:
		return "lzo"
	}
	return "az64"
}

// encodings are the encodings by their numbers in attencodingtype, which format_encoding tells.
var encodings = []string{"none", "bytedict", "delta", "delta32k", "lzo", "mostly8", "mostly16", "mostly32", "runlength", "text255", "text32k", "zstd", "az64"}

func encodingNumber(a attribute) int {
	if a.class.index != nil || a.class.rel.Kind != relation.Table {
		return 0
	}
	return max(slices.Index(encodings, Encoding(a.class.rel, a.column)), 0)
}

// tableDef are the columns of the tables on the search path, and of temporary ones.
func tableDef(s *Source) []attribute {
	list := filter(attributes(s), func(a attribute) bool {
		c := a.class
		return c.index == nil && (c.kind() == "r" || c.rel.Note.Materialized) && (c.rel.Temp || slices.Contains(s.Path, c.namespace.name))
	})
	return list
}
