package catalog

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// Functions in FROM: the columns of late-binding views, those of any relation, and the words of the grammar.
// Source: docs.aws.amazon.com/redshift/latest/dg/PG_GET_LATE_BINDING_VIEW_COLS.html and PG_GET_COLS.html.

// Functions is the schema of the functions of FROM, which no name finds.
const Functions = "functions"

// lateColumns are the columns of late-binding views, as far as they can be read now.
func lateColumns(s *Source) (list []attribute) {
	for _, c := range views(s) {
		if c.rel.Note.Late {
			list = append(list, s.columnsOf(c)...)
		}
	}
	return list
}

// columnsOf are a relation's: a late-binding view's are those that its query has now.
func (s *Source) columnsOf(c *class) (list []attribute) {
	columns := c.rel.Columns
	if c.rel.Note.Late {
		columns = nil
		if s.Late != nil {
			columns, _ = s.Late(c.rel) // one that cannot be read has none
		}
	}
	num := 0
	for i := range columns {
		if !columns[i].Hidden {
			num++
			list = append(list, attribute{c, &columns[i], num})
		}
	}
	return list
}

func functionRelations() map[string]maker {
	inColumn := fields[attribute]{
		"relation":    func(_ *Source, a attribute) any { return a.class.oid },
		"view_schema": func(_ *Source, a attribute) any { return a.class.namespace.name },
		"view_name":   func(_ *Source, a attribute) any { return a.class.rel.Name },
		"col_name":    func(_ *Source, a attribute) any { return a.column.Name },
		"col_type":    func(_ *Source, a attribute) any { return a.column.Type.String() },
		"col_num":     func(_ *Source, a attribute) any { return a.num },
	}
	return map[string]maker{
		"pg_get_late_binding_view_cols": of(lateColumns, inColumn),
		"pg_get_cols": of(func(s *Source) []attribute {
			late := lateColumns(s)
			return append(filter(attributes(s), func(a attribute) bool { return a.class.index == nil && !a.class.rel.Note.Late }), late...)
		}, inColumn),
		"pg_get_keywords": of(func(*Source) []syntax.Word { return syntax.Words() }, fields[syntax.Word]{
			"word":    func(_ *Source, w syntax.Word) any { return w.Text },
			"catcode": func(_ *Source, w syntax.Word) any { return map[bool]string{true: "R", false: "U"}[w.Reserved] },
			"catdesc": func(_ *Source, w syntax.Word) any {
				return map[bool]string{true: "reserved", false: "unreserved"}[w.Reserved]
			},
		}),
	}
}
