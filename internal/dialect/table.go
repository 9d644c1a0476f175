package dialect

import (
	"crypto/rand"
	"fmt"
	"math"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Tables: what Redshift's CREATE TABLE says beyond what an engine keeps.
//
// The engine is given the statement without it, and it is kept as the comments of the
// table and of its columns, in JSON: they are part of the database itself, so they roll
// back, are renamed and are dropped with what they describe. The engine's views of the
// catalogue read them. Constraints other than NOT NULL are kept and not enforced, as on
// Redshift.

// A tableNote is the comment of a table.
type tableNote struct {
	DistStyle   string   `json:"diststyle,omitempty"` // AUTO, EVEN, KEY or ALL
	SortStyle   string   `json:"sortstyle,omitempty"` // COMPOUND, INTERLEAVED, AUTO or NONE
	Backup      string   `json:"backup,omitempty"`
	EncodeAuto  bool     `json:"encodeauto,omitempty"`
	Constraints []string `json:"constraints,omitempty"` // as SQL
}

// A columnNote is the comment of a column.
type columnNote struct {
	Type     string `json:"type,omitempty"`   // as format_type writes it: character varying(20)
	Length   int    `json:"length,omitempty"` // of a type that has one, in bytes
	Encode   string `json:"encode,omitempty"` // in small letters
	DistKey  bool   `json:"distkey,omitempty"`
	SortKey  int    `json:"sortkey,omitempty"` // place in the sort key, from 1; negative in an interleaved one
	Collate  string `json:"collate,omitempty"`
	Identity string `json:"identity,omitempty"` // seed and step
}

// A table is a statement that makes one, on its way to the engine.
type table struct {
	statement *Statement
	name      syntax.Name
	temp      bool
	unless    bool // IF NOT EXISTS
	note      tableNote
	columns   []*tableColumn
	sequences []Note // of identity columns
}

type tableColumn struct {
	name  syntax.Ident
	text  string // what the engine is given behind the name
	check string // and behind that, where a table is made: it adds no column with a constraint
	note  columnNote
}

// maxSortKeys is how many columns a sort key may have, in its two forms.
const (
	maxSortKeys    = 400
	maxInterleaved = 8
)

// createTable reads CREATE TABLE with columns.
func (s *Statement) createTable(st *syntax.CreateTable) (*table, error) {
	t := &table{statement: s, name: st.Name, temp: st.Temp, unless: st.IfNotExists}
	for _, element := range st.Elements {
		switch element := element.(type) {
		case *syntax.LikeTable:
			return nil, s.refuse(element, engine.FeatureNotSupported, "CREATE TABLE LIKE is not supported")
		case *syntax.Constraint:
			t.note.Constraints = append(t.note.Constraints, syntax.Print(element))
		case *syntax.ColumnDef:
			if err := t.column(element); err != nil {
				return nil, err
			}
		}
	}
	return t, t.attributes(&st.Attributes)
}

// column reads a column's definition.
func (t *table) column(def *syntax.ColumnDef) error {
	s := t.statement
	if t.find(def.Name) != nil {
		return s.refuse(def, engine.DuplicateColumn, "column \"%s\" specified more than once", def.Name.Name)
	}
	text, note, err := s.columnType(def.Type)
	if err != nil {
		return err
	}
	if def.Identity != nil {
		if err := t.identity(def); err != nil {
			return err
		}
		note.Identity = fmt.Sprintf("%d,%d", def.Identity.Seed, def.Identity.Step)
	}
	c := &tableColumn{name: def.Name, text: text, note: note}
	if def.Default != nil {
		value, err := s.lowerDefault(def.Default)
		if err != nil {
			return err
		}
		written, _ := syntax.PrintEngine(value)
		switch def.Default.(type) {
		case *syntax.Keyword: // which the last step looks for behind DEFAULT
			c.text += " DEFAULT " + written
		default:
			c.text += " DEFAULT (" + written + ")"
		}
	}
	if def.NotNull || def.PrimaryKey || def.Identity != nil {
		c.text += " NOT NULL"
	}
	c.check = lengthCheck(def.Name, text, note)
	c.note.Encode, c.note.Collate = strings.ToLower(def.Encode), def.Collate
	if def.DistKey {
		if t.distKey() != nil {
			return s.refuse(def, engine.InvalidTableDefinition, "cannot specify more than one DISTKEY")
		}
		c.note.DistKey = true
	}
	if def.SortKey {
		if t.sortKeys() > 0 {
			return s.refuse(def, engine.InvalidTableDefinition, "cannot specify more than one column as SORTKEY: use the table attribute")
		}
		c.note.SortKey = 1
	}
	t.columns = append(t.columns, c)
	t.columnConstraints(def)
	return nil
}

// identity makes a column's values those of a sequence of its own, which lies where the
// engine keeps what is its own.
func (t *table) identity(def *syntax.ColumnDef) error {
	s, kind := t.statement, def.Type.Name.Last().Name
	switch {
	case kind != "integer" && kind != "bigint":
		return s.refuse(def, engine.InvalidTableDefinition, "identity column type must be INT or BIGINT")
	case len(t.sequences) > 0:
		return s.refuse(def, engine.InvalidTableDefinition, "cannot have more than one identity column")
	case def.Default != nil:
		return s.refuse(def, engine.InvalidTableDefinition, "cannot specify a default for an identity column")
	case def.Identity.Step == 0:
		return s.refuse(def.Identity, engine.InvalidParameterValue, "the step of an identity column must not be zero")
	case t.temp || strings.HasPrefix(t.name.Last().Name, "#"):
		return s.refuse(def.Identity, engine.FeatureNotSupported, "IDENTITY in a temporary table is not supported")
	}
	sequence := engine.InternalSchema + ".identity_" + strings.ToLower(rand.Text())
	t.sequences = []Note{
		{statement: fmt.Sprintf("CREATE SEQUENCE %s START %d INCREMENT %d MINVALUE %d MAXVALUE %d", sequence, def.Identity.Seed, def.Identity.Step, math.MinInt64, math.MaxInt64)},
		{statement: "ALTER TABLE " + engineName(t.name) + " ALTER COLUMN " + quoteName(def.Name.Name) + " SET DEFAULT nextval(" + quoteText(sequence) + ")"},
	}
	return nil
}

// columnConstraints keeps a column's constraints as those of the table.
func (t *table) columnConstraints(def *syntax.ColumnDef) {
	keep := func(kind string, references *syntax.Reference) {
		c := syntax.Constraint{Kind: kind, Columns: []syntax.Ident{def.Name}, References: references}
		t.note.Constraints = append(t.note.Constraints, syntax.Print(&c))
	}
	if def.PrimaryKey {
		keep("PRIMARY KEY", nil)
	}
	if def.Unique {
		keep("UNIQUE", nil)
	}
	if def.References != nil {
		keep("FOREIGN KEY", def.References)
	}
}

func (t *table) find(name syntax.Ident) *tableColumn {
	for _, c := range t.columns {
		if strings.EqualFold(c.name.Name, name.Name) {
			return c
		}
	}
	return nil
}

func (t *table) distKey() *tableColumn {
	for _, c := range t.columns {
		if c.note.DistKey {
			return c
		}
	}
	return nil
}

func (t *table) sortKeys() (n int) {
	for _, c := range t.columns {
		if c.note.SortKey != 0 {
			n++
		}
	}
	return n
}

// attributes reads what stands behind the columns.
func (t *table) attributes(a *syntax.TableAttributes) error {
	s := t.statement
	t.note.DistStyle, t.note.EncodeAuto = a.DistStyle, a.EncodeAuto
	if a.Backup == "NO" {
		t.note.Backup = a.Backup
	}
	if !a.DistKey.IsZero() {
		c := t.find(a.DistKey)
		switch {
		case c == nil:
			return s.refuse(a.DistKey, engine.UndefinedColumn, "column \"%s\" does not exist", a.DistKey.Name)
		case t.distKey() != nil:
			return s.refuse(a.DistKey, engine.InvalidTableDefinition, "cannot specify more than one DISTKEY")
		}
		c.note.DistKey = true
	}
	switch key := t.distKey(); {
	case key != nil && a.DistStyle == "":
		t.note.DistStyle = "KEY"
	case key != nil && a.DistStyle != "KEY":
		return s.refuse(a, engine.InvalidTableDefinition, "cannot specify DISTKEY with DISTSTYLE %s", a.DistStyle)
	case key == nil && a.DistStyle == "KEY":
		return s.refuse(a, engine.InvalidTableDefinition, "DISTSTYLE KEY requires a DISTKEY column")
	}
	return t.sortAttributes(a.SortKey)
}

func (t *table) sortAttributes(key *syntax.SortKey) error {
	if key == nil {
		return nil
	}
	s := t.statement
	most, sign := maxSortKeys, 1
	if key.Kind == "INTERLEAVED" {
		most, sign = maxInterleaved, -1
	}
	switch {
	case t.sortKeys() > 0:
		return s.refuse(key, engine.InvalidTableDefinition, "cannot specify SORTKEY for the table and for a column")
	case len(key.Columns) > most:
		return s.refuse(key, engine.TooManyColumns, "cannot have more than %d columns in the sort key", most)
	}
	t.note.SortStyle = key.Kind
	for i, name := range key.Columns {
		c := t.find(name)
		switch {
		case c == nil:
			return s.refuse(name, engine.UndefinedColumn, "column \"%s\" does not exist", name.Name)
		case c.note.SortKey != 0:
			return s.refuse(name, engine.DuplicateColumn, "column \"%s\" specified more than once in the sort key", name.Name)
		}
		c.note.SortKey = sign * (i + 1)
	}
	return nil
}

// head is the statement for the engine up to the table's name.
func (t *table) head() string {
	head := "CREATE "
	if t.temp {
		head += "TEMP "
	}
	head += "TABLE "
	if t.unless {
		head += "IF NOT EXISTS "
	}
	return head + t.name.String()
}

// exists asks for a table that IF NOT EXISTS would find: its notes stay as they are.
func (t *table) exists() string {
	if !t.unless {
		return ""
	}
	temporary := strings.HasPrefix(t.name.Last().Name, "#") || t.temp
	return fmt.Sprintf("SELECT 1 FROM system.main.duckdb_tables() t WHERE t.temporary = %t AND ", temporary) + isTable(t.name)
}

// text is the statement for the engine.
func (t *table) text() string {
	var b strings.Builder
	b.WriteString(t.head() + " (")
	for i, c := range t.columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.name.String() + " " + c.text + c.check)
	}
	b.WriteString(")")
	return b.String()
}

// notes are what the engine was not given.
func (t *table) notes() []Note {
	name := engineName(t.name)
	list := t.sequences
	if value := noteOf(t.note); value != "{}" {
		list = append(list, Note{on: "TABLE " + name, value: value})
	}
	for _, c := range t.columns {
		if value := noteOf(c.note); value != "{}" {
			list = append(list, Note{on: "COLUMN " + name + "." + quoteName(c.name.Name), value: value})
		}
	}
	return list
}

// engineName is a name as the engine reads it, whatever it would mean unquoted.
func engineName(name syntax.Name) string {
	parts := make([]string, len(name))
	for i, part := range name {
		parts[i] = quoteName(part.Name)
	}
	return strings.Join(parts, ".")
}
