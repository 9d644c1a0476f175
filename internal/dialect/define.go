package dialect

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// define reads a statement that makes or changes a table, or returns nil for one that the
// engine reads as it stands. Attributes are kept as notes: see table.go.
func (s *Statement) define(parsed syntax.Stmt) (*rewriting, error) {
	switch st := parsed.(type) {
	case *syntax.CreateTable:
		t, err := s.createTable(st)
		if err != nil {
			return nil, err
		}
		return &rewriting{text: t.text(), notes: t.notes(), exists: t.exists()}, nil
	case *syntax.CreateTableAs:
		return s.createTableAs(st)
	case *syntax.Query:
		if into := takeInto(st); into != nil {
			return s.createTableAs(&syntax.CreateTableAs{Pos: into.Pos, Temp: into.Temp, Name: into.Name, Query: st})
		}
	case *syntax.AlterTable:
		return s.alterTable(st)
	}
	return nil, nil
}

// takeInto takes INTO out of a query's first SELECT.
func takeInto(q *syntax.Query) *syntax.Into {
	for body := q.Body; ; {
		switch b := body.(type) {
		case *syntax.Select:
			into := b.Into
			b.Into = nil
			return into
		case *syntax.SetOperation:
			body = b.Left
		default:
			return nil
		}
	}
}

// alterTable reads ALTER TABLE. Names are changed and columns are dropped by the engine, and
// notes follow them.
func (s *Statement) alterTable(st *syntax.AlterTable) (*rewriting, error) {
	if len(st.Actions) > 1 {
		return nil, s.refuse(st.Actions[1], engine.FeatureNotSupported, "ALTER TABLE with several actions is not supported")
	}
	switch action := st.Actions[0].(type) {
	case *syntax.AddColumn:
		t := &table{statement: s, name: st.Name}
		if !isConstant(action.Default) {
			return nil, s.refuse(action, engine.FeatureNotSupported, "ALTER TABLE ADD COLUMN with a default that is no constant is not supported")
		}
		if err := t.column(action.ColumnDef); err != nil {
			return nil, err
		}
		c := t.columns[0]
		if len(t.note.Constraints) > 0 || action.Identity != nil || c.note.DistKey || c.note.SortKey != 0 {
			return nil, s.refuse(action, engine.FeatureNotSupported, "ALTER TABLE ADD COLUMN with a constraint or a key is not supported")
		}
		text := "ALTER TABLE " + st.Name.String() + " ADD COLUMN " + c.name.String() + " " + c.text
		return &rewriting{text: text, notes: t.notes()}, nil
	case *syntax.AlterColumn:
		return s.alterColumn(st, action)
	case *syntax.RenameTo:
		return nil, nil
	case *syntax.DropColumn:
		if !action.Constraint {
			return nil, nil
		}
	}
	return nil, s.refuse(st.Actions[0], engine.FeatureNotSupported, "this form of ALTER TABLE is not supported")
}

// isConstant tells whether a default is a value that is written down.
func isConstant(x syntax.Expr) bool {
	switch x := x.(type) {
	case nil, *syntax.Number, *syntax.String, *syntax.Null, *syntax.Bool:
		return true
	case *syntax.Unary:
		return isConstant(x.X)
	}
	return false
}

// alterColumn reads ALTER COLUMN … TYPE and ENCODE. The engine has no encodings: it is asked
// for the column alone.
func (s *Statement) alterColumn(st *syntax.AlterTable, action *syntax.AlterColumn) (*rewriting, error) {
	table, column := st.Name.String(), action.Name.String()
	text := "SELECT " + column + " FROM " + table + " LIMIT 0"
	note := columnNote{Encode: strings.ToLower(action.Encode)}
	if action.Type != nil {
		kind, changed, err := s.columnType(action.Type)
		if err != nil {
			return nil, err
		}
		text = "ALTER TABLE " + table + " ALTER COLUMN " + column + " TYPE " + kind
		note.Type, note.Length = changed.Type, changed.Length
	}
	old := "SELECT t.comment FROM system.main.duckdb_columns() t WHERE " + isTable(st.Name) +
		" AND lower(t.column_name) = lower(" + quoteText(action.Name.Name) + ") ORDER BY t.database_name <> 'temp' LIMIT 1"
	on := "COLUMN " + engineName(st.Name) + "." + quoteName(action.Name.Name)
	return &rewriting{text: text, notes: []Note{{Old: old, on: on, value: noteOf(note)}}}, nil
}

// createTableAs reads CREATE TABLE … AS. Its columns are not known yet, so the engine
// finds those that do not exist.
func (s *Statement) createTableAs(st *syntax.CreateTableAs) (*rewriting, error) {
	t := &table{statement: s, name: st.Name, temp: st.Temp, unless: st.IfNotExists}
	for _, name := range append(sortColumns(&st.Attributes), st.Attributes.DistKey) {
		if !name.IsZero() && t.find(name) == nil {
			t.columns = append(t.columns, &tableColumn{name: name})
		}
	}
	if err := t.attributes(&st.Attributes); err != nil {
		return nil, err
	}
	plain := &syntax.CreateTableAs{Pos: st.Pos, Temp: st.Temp, IfNotExists: st.IfNotExists, Name: st.Name, Columns: st.Columns, Query: st.Query}
	n, err := s.lower(plain)
	if err != nil {
		return nil, err
	}
	d := &rewriting{notes: t.notes(), exists: t.exists()}
	d.text, d.marks = syntax.PrintEngine(n)
	return d, nil
}

func sortColumns(a *syntax.TableAttributes) []syntax.Ident {
	if a.SortKey == nil {
		return nil
	}
	return a.SortKey.Columns
}
