package dialect

import (
	"errors"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A definition is a statement that makes or changes a table, in the engine's words.
type definition struct {
	text   string
	query  int    // where in text the statement's own words begin again; its length where they do not
	source int    // and where they stand in the script
	notes  []Note // what to keep after it
	exists string // asks whether IF NOT EXISTS will find the table; empty without
}

// define reads a statement that makes or changes a table, or returns nil for one that the
// engine reads as it stands. Attributes are kept as notes: see table.go.
func (s *Statement) define(parsed syntax.Stmt) (*definition, error) {
	switch st := parsed.(type) {
	case *syntax.CreateTable:
		t, err := s.createTable(st)
		if err != nil {
			return nil, err
		}
		text := t.text()
		return &definition{text: text, query: len(text), notes: t.notes(), exists: t.exists()}, nil
	case *syntax.CreateTableAs:
		return s.createTableAs(st)
	case *syntax.AlterTable:
		return s.alterTable(st)
	}
	return nil, nil
}

// alterTable reads ALTER TABLE. Names are changed and columns are dropped by the engine, and
// notes follow them.
func (s *Statement) alterTable(st *syntax.AlterTable) (*definition, error) {
	if len(st.Actions) > 1 {
		return nil, s.refuse(st.Actions[1], engine.FeatureNotSupported, "ALTER TABLE with several actions is not supported")
	}
	switch action := st.Actions[0].(type) {
	case *syntax.AddColumn:
		t := &table{statement: s, name: st.Name}
		if err := t.column(action.ColumnDef); err != nil {
			return nil, err
		}
		c := t.columns[0]
		if len(t.note.Constraints) > 0 || c.note.DistKey || c.note.SortKey != 0 {
			return nil, s.refuse(action, engine.FeatureNotSupported, "ALTER TABLE ADD COLUMN with a constraint or a key is not supported")
		}
		text := "ALTER TABLE " + st.Name.String() + " ADD COLUMN " + c.name.String() + " " + c.text
		return &definition{text: text, query: len(text), notes: t.notes()}, nil
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

// alterColumn reads ALTER COLUMN … TYPE and ENCODE. The engine has no encodings: it is asked
// for the column alone.
func (s *Statement) alterColumn(st *syntax.AlterTable, action *syntax.AlterColumn) (*definition, error) {
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
	return &definition{text: text, query: len(text), notes: []Note{{Old: old, on: on, value: noteOf(note)}}}, nil
}

// createTableAs reads CREATE TABLE … AS, whose query goes to the engine as it stands. Its
// columns are not known yet, so the engine finds those that do not exist.
func (s *Statement) createTableAs(st *syntax.CreateTableAs) (*definition, error) {
	t := &table{statement: s, name: st.Name, temp: st.Temp, unless: st.IfNotExists}
	for _, name := range append(sortColumns(&st.Attributes), st.Attributes.DistKey) {
		if !name.IsZero() && t.find(name) == nil {
			t.columns = append(t.columns, &tableColumn{name: name})
		}
	}
	if err := t.attributes(&st.Attributes); err != nil {
		return nil, err
	}
	head := t.head()
	for i, name := range st.Columns {
		head += map[bool]string{true: " (", false: ", "}[i == 0] + name.String()
	}
	if len(st.Columns) > 0 {
		head += ")"
	}
	head += " AS "
	query := st.Query.Byte()
	return &definition{
		text: head + s.Text[query:], query: len(head), source: s.tokens[0].start + query,
		notes: t.notes(), exists: t.exists(),
	}, nil
}

func sortColumns(a *syntax.TableAttributes) []syntax.Ident {
	if a.SortKey == nil {
		return nil
	}
	return a.SortKey.Columns
}

// translate writes the definition as any other statement is written.
func (d *definition) translate(s *Statement, session Session) (*Translation, error) {
	list, err := Split(d.text)
	if err != nil {
		return nil, d.locate(s, err)
	}
	if err := list[0].guard(); err != nil {
		return nil, d.locate(s, err)
	}
	tr, err := list[0].write(session)
	if err != nil {
		return nil, d.locate(s, err)
	}
	tr.script, tr.Notes, tr.Exists = s.script, d.notes, d.exists
	for i, at := range tr.sources {
		if tr.sources[i] = nowhere; at >= d.query {
			tr.sources[i] = d.source + at - d.query
		}
	}
	return tr, nil
}

// locate moves the position of an error in the definition's text to the script.
func (d *definition) locate(s *Statement, err error) error {
	var e *engine.Error
	if !errors.As(err, &e) || e.Position == 0 {
		return err
	}
	moved := *e
	moved.Position = 0
	if at := byteOf(d.text, e.Position); at >= d.query {
		moved.Position = character(s.script, d.source+at-d.query)
	}
	return &moved
}

// parse holds a statement to Redshift's grammar.
func (s *Statement) parse() (syntax.Stmt, error) {
	list, err := syntax.Parse(s.Text)
	if err != nil {
		return nil, s.moved(err)
	}
	return list[0].Stmt, nil
}

// moved moves the position of an error in the statement's text to the script.
func (s *Statement) moved(err error) error {
	var e *engine.Error
	if !errors.As(err, &e) || e.Position == 0 {
		return err
	}
	at := *e
	at.Position += character(s.script, s.tokens[0].start) - 1
	return &at
}

// refuse is an error at a node of the statement.
func (s *Statement) refuse(n syntax.Node, state, format string, args ...any) error {
	return failAt(s.script, s.tokens[0].start+n.Byte(), state, format, args...)
}
