package dialect

import (
	"crypto/rand"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Tables: what Redshift's CREATE TABLE says beyond what an engine keeps.
//
// The engine is given the statement without it, and it is kept as the comments of the
// table and of its columns, in JSON: they are part of the database itself, so they roll
// back, are renamed and are dropped with what they describe. The engine's views of the
// catalogue read them. Constraints other than NOT NULL are kept and not enforced, as on
// Redshift.

// A table is a statement that makes one, on its way to the engine.
type table struct {
	*translator
	place     place
	note      relation.Note
	columns   []*tableColumn
	sequences []string // statements that make those of identity columns
	pending   []*syntax.Constraint
	numbered  bool // keys may be told by the numbers of their columns
}

type tableColumn struct {
	name    string
	typ     types.Type
	notNull bool
	note    relation.ColumnNote
}

// maxSortKeys is how many columns a sort key may have, in its two forms.
const (
	maxSortKeys    = 400
	maxInterleaved = 8
)

// createTable is CREATE TABLE with columns.
func (t *translator) createTable(st *syntax.CreateTable) (*Translation, error) {
	p, err := t.newPlace(st.Name, st.Temp)
	if err != nil {
		return nil, err
	}
	if out, err := t.taken(p, st.Name, st.IfNotExists); out != nil || err != nil {
		return out, err
	}
	n := &table{translator: t, place: p}
	for _, element := range st.Elements {
		if err := n.element(element); err != nil {
			return nil, err
		}
	}
	if len(n.columns) == 0 {
		return nil, t.refuse(st, engine.InvalidTableDefinition, "table \"%s\" must have at least one column", p.name)
	}
	if len(n.columns) > maxColumns {
		return nil, t.refuse(st, engine.TooManyColumns, "tables can have at most %d columns", maxColumns)
	}
	if err := n.constrain(); err != nil {
		return nil, err
	}
	if err := n.attributes(&st.Attributes); err != nil {
		return nil, err
	}
	return &Translation{Text: n.text(), Then: n.notes(), Temporary: p.temp, Accesses: []bind.Access{p.making()}}, nil
}

// maxColumns is how many columns a table can have.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_usage.html.
const maxColumns = 1600

// taken refuses a name that is taken, or answers that there is nothing to do.
func (t *translator) taken(p place, name syntax.Name, ifNotExists bool) (*Translation, error) {
	if t.at(p) == nil {
		return nil, nil
	}
	if ifNotExists {
		return nothing("relation \"" + p.name + "\" already exists, skipping"), nil
	}
	return nil, t.refuse(name, engine.DuplicateTable, "relation \"%s\" already exists", p.name)
}

// nothing is a statement that does nothing, but that the client is told why.
func nothing(notice string) *Translation {
	return &Translation{Text: "SELECT 1 LIMIT 0", Notice: notice}
}

func (t *table) element(element syntax.TableElement) error {
	switch element := element.(type) {
	case *syntax.LikeTable:
		return t.like(element)
	case *syntax.Constraint:
		t.pending = append(t.pending, element)
	case *syntax.ColumnDef:
		return t.column(element)
	}
	return nil
}

// like takes the columns of another table, with their attributes; its defaults where that is said.
func (t *table) like(n *syntax.LikeTable) error {
	from := t.translator.find(n.Table)
	if from == nil {
		return t.refuse(n.Table, engine.UndefinedTable, "relation \"%s\" does not exist", n.Table)
	}
	t.reads = append(t.reads, bind.Access{Relation: from, Privilege: "SELECT"})
	for i := range from.Columns {
		c := &from.Columns[i]
		if t.find(c.Name) != nil {
			return t.refuse(n, engine.DuplicateColumn, "column \"%s\" duplicated", c.Name)
		}
		note := c.Note
		note.Identity, note.Said, note.ACL = "", "", nil
		if n.Defaults != "INCLUDING" {
			note.Default = ""
		}
		t.columns = append(t.columns, &tableColumn{name: c.Name, typ: c.Type, notNull: c.NotNull, note: note})
	}
	t.note.DistStyle, t.note.SortStyle, t.note.EncodeAuto, t.note.Backup = from.Note.DistStyle, from.Note.SortStyle, from.Note.EncodeAuto, from.Note.Backup
	return nil
}

// typeOf is the type that is written.
func (t *translator) typeOf(n *syntax.Type) (types.Type, error) {
	typ, err := bind.Type(n)
	switch {
	case err != nil:
		return typ, t.refuse(n, err.State, "%s", err.Message)
	case typ.ID == types.OID || typ.ID == types.Name:
		return typ, t.refuse(n, engine.FeatureNotSupported, "a column of type %s is not supported", typ)
	}
	return typ, nil
}

// column reads a column's definition.
func (t *table) column(def *syntax.ColumnDef) error {
	name := t.ident(def.Name)
	if t.find(name) != nil {
		return t.refuse(def, engine.DuplicateColumn, "column \"%s\" duplicated", name)
	}
	typ, err := t.typeOf(def.Type)
	if err != nil {
		return err
	}
	c := &tableColumn{name: name, typ: typ, notNull: def.NotNull || def.PrimaryKey || def.Identity != nil}
	c.keepType()
	if def.Identity != nil {
		if err := t.identity(def, typ); err != nil {
			return err
		}
		c.note.Identity = fmt.Sprintf("%d,%d", def.Identity.Seed, def.Identity.Step)
		if def.Identity.ByDefault {
			c.note.Identity += ",default"
		}
	}
	if def.Default != nil {
		if _, err := t.defaultOf(c, def.Default); err != nil {
			return err
		}
	}
	c.note.Encode, c.note.Collate = strings.ToLower(def.Encode), def.Collate
	if def.DistKey {
		if t.distKey() != nil {
			return t.refuse(def, engine.InvalidTableDefinition, "cannot specify more than one DISTKEY")
		}
		c.note.DistKey = true
	}
	if def.SortKey {
		if t.sortKeys() > 0 {
			return t.refuse(def, engine.InvalidTableDefinition, "cannot specify more than one column as SORTKEY: use the table attribute")
		}
		c.note.SortKey = 1
	}
	t.columns = append(t.columns, c)
	t.columnConstraints(def)
	return nil
}

// keepType notes the type, where the engine's own does not tell it.
func (c *tableColumn) keepType() {
	c.note.Type, c.note.Length = "", c.typ.Length
	if types.OfEngine(c.typ.Engine()) != c.typ {
		c.note.Type = c.typ.String()
	}
}

// identity makes a column's values those of a sequence of its own, which lies where the
// engine keeps what is its own.
func (t *table) identity(def *syntax.ColumnDef, typ types.Type) error {
	s := t
	switch {
	case typ.ID != types.Int4 && typ.ID != types.Int8:
		return s.refuse(def, engine.InvalidTableDefinition, "identity column type must be INT or BIGINT")
	case t.hasIdentity(def.Identity.ByDefault):
		return s.refuse(def, engine.InvalidTableDefinition, "cannot have more than one identity column")
	case def.Default != nil:
		return s.refuse(def, engine.InvalidTableDefinition, "cannot specify a default for an identity column")
	case def.Identity.Step == 0:
		return s.refuse(def.Identity, engine.InvalidParameterValue, "the step of an identity column must not be zero")
	}
	words := "CREATE SEQUENCE "
	sequence := quoteName(t.place.database) + "." + engine.InternalSchema + ".identity_" + strings.ToLower(rand.Text())
	if t.place.temp {
		words, sequence = "CREATE TEMP SEQUENCE ", "temp.main.identity_"+strings.ToLower(rand.Text())
	}
	t.sequences = append(t.sequences,
		fmt.Sprintf(words+"%s START %d INCREMENT %d MINVALUE %d MAXVALUE %d", sequence, def.Identity.Seed, def.Identity.Step, math.MinInt64, math.MaxInt64),
		"ALTER TABLE "+t.place.sql()+" ALTER COLUMN "+quoteName(t.ident(def.Name))+" SET DEFAULT nextval("+quoteText(sequence)+")",
	)
	return nil
}

// hasIdentity tells whether there is an identity column of that sort: a table may have one of each.
func (t *table) hasIdentity(byDefault bool) bool {
	for _, c := range t.columns {
		if identity := c.note.Identity; identity != "" && strings.HasSuffix(identity, ",default") == byDefault {
			return true
		}
	}
	return false
}

// columnConstraints takes a column's constraints as those of the table.
func (t *table) columnConstraints(def *syntax.ColumnDef) {
	keep := func(kind string, references *syntax.Reference) {
		t.pending = append(t.pending, &syntax.Constraint{Pos: def.Pos, Kind: kind, Columns: []syntax.Ident{def.Name}, References: references})
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

// constrain adds the constraints, when all columns are there.
func (t *table) constrain() error {
	c := constrained{translator: t.translator, place: t.place, note: &t.note}
	for _, column := range t.columns {
		c.columns = append(c.columns, column.name)
	}
	for _, n := range t.pending {
		notNull, err := c.add(n)
		if err != nil {
			return err
		}
		for _, name := range notNull {
			t.find(name).notNull = true
		}
	}
	return nil
}

func (t *table) find(name string) *tableColumn {
	for _, c := range t.columns {
		if strings.EqualFold(c.name, name) {
			return c
		}
	}
	return nil
}

// key finds a column of a key.
func (t *table) key(name syntax.Ident) *tableColumn {
	c := t.find(t.ident(name))
	if n, err := strconv.Atoi(name.Name); c == nil && t.numbered && err == nil && n > 0 && n <= len(t.columns) {
		return t.columns[n-1]
	}
	return c
}

func (t *table) noKey(name syntax.Ident) error {
	return t.refuse(name, engine.FeatureNotSupported, "column \"%s\" specified as distkey/sortkey is not in the table \"%s\"", t.ident(name), t.place.name)
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
	s := t
	if a.DistStyle != "" {
		t.note.DistStyle = a.DistStyle
	}
	t.note.EncodeAuto = t.note.EncodeAuto || a.EncodeAuto
	if a.Backup == "NO" {
		t.note.Backup = a.Backup
	}
	if !a.DistKey.IsZero() {
		c := t.key(a.DistKey)
		switch {
		case c == nil:
			return s.noKey(a.DistKey)
		case t.distKey() != nil:
			return s.refuse(a.DistKey, engine.InvalidTableDefinition, "cannot specify more than one DISTKEY")
		}
		c.note.DistKey = true
	}
	switch key := t.distKey(); {
	case key != nil && t.note.DistStyle == "":
		t.note.DistStyle = "KEY"
	case key != nil && t.note.DistStyle != "KEY":
		return s.refuse(a, engine.InvalidTableDefinition, "cannot specify DISTKEY with DISTSTYLE %s", t.note.DistStyle)
	case key == nil && t.note.DistStyle == "KEY":
		return s.refuse(a, engine.InvalidTableDefinition, "DISTSTYLE KEY requires a DISTKEY column")
	}
	return t.sortAttributes(a.SortKey)
}

func (t *table) sortAttributes(key *syntax.SortKey) error {
	if key == nil {
		return nil
	}
	s := t
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
		c := t.key(name)
		switch {
		case c == nil:
			return s.noKey(name)
		case c.note.SortKey != 0:
			return s.refuse(name, engine.DuplicateColumn, "column \"%s\" specified more than once in the sort key", name.Name)
		}
		c.note.SortKey = sign * (i + 1)
	}
	return nil
}

// text is the statement for the engine.
func (t *table) text() string {
	var b strings.Builder
	b.WriteString("CREATE ")
	if t.place.temp {
		b.WriteString("TEMP ")
	}
	b.WriteString("TABLE " + t.place.sql() + " (")
	for i, c := range t.columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.sql())
	}
	b.WriteString(")")
	return b.String()
}

// sql is the column's definition for the engine.
func (c *tableColumn) sql() string {
	text := quoteName(c.name) + " " + c.typ.Engine()
	if c.notNull {
		text += " NOT NULL"
	}
	return text
}

// notes are what the engine was not given.
func (t *table) notes() []string {
	path := t.place.sql()
	list := t.sequences
	if note := noteOn("TABLE", path, t.note); !strings.HasSuffix(note, " IS NULL") {
		list = append(list, note)
	}
	for _, c := range t.columns {
		if note := columnNoteOn(path, c.name, c.note); !strings.HasSuffix(note, " IS NULL") {
			list = append(list, note)
		}
	}
	return list
}
