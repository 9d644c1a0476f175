package dialect

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// ALTER TABLE. Each action is turned into statements for the engine, which run in one
// transaction; what the engine does not keep changes in the notes.

// An alteration is an ALTER of a table or a view, on its way to the engine.
type alteration struct {
	*translator
	rel   *relation.Relation
	path  string // of rel, as SQL
	note  relation.Note
	notes []relation.ColumnNote // of rel's columns
	steps []string
	alone string
}

func (a *alteration) run(sql string) { a.steps = append(a.steps, sql) }

// keepNote writes the relation's note as it is now.
func (a *alteration) keepNote() { a.run(noteOf(a.rel, a.note)) }

// keepColumn writes a column's note as it is now.
func (a *alteration) keepColumn(i int) {
	a.run(columnNoteOn(a.path, a.rel.Columns[i].Name, a.notes[i]))
}

// noteOf writes the note of a relation that is there.
func noteOf(rel *relation.Relation, note relation.Note) string {
	return noteOn(engineKind(rel), pathSQL(rel.Path()), note)
}

// engineKind is what the engine calls a relation.
func engineKind(rel *relation.Relation) string {
	if rel.Kind == relation.View {
		return "VIEW"
	}
	return "TABLE"
}

// alteration begins an ALTER of what a name names.
func (t *translator) alteration(name syntax.Name) (*alteration, error) {
	rel, err := t.relation(name)
	if err != nil {
		return nil, err
	}
	if rel.Kind == relation.System {
		return nil, t.refuse(name, engine.InsufficientPrivilege, "permission denied: \"%s\" is a system catalog", rel.Name)
	}
	t.changes = append(t.changes, bind.Access{Relation: rel, Privilege: "OWN"})
	a := &alteration{translator: t, rel: rel, path: pathSQL(rel.Path()), note: rel.Note}
	a.note.Constraints = slices.Clone(rel.Note.Constraints)
	for i := range rel.Columns {
		a.notes = append(a.notes, rel.Columns[i].Note)
	}
	return a, nil
}

// translation is the alteration as a whole: its owner's affair.
func (a *alteration) translation() *Translation {
	out := inSteps(a.steps)
	out.Alone = a.alone
	out.Accesses = []bind.Access{{Relation: a.rel, Privilege: "OWN"}}
	return out
}

// inSteps are statements one after another.
func inSteps(statements []string) *Translation {
	if len(statements) == 0 {
		return nothing("")
	}
	return &Translation{Text: statements[0], Then: statements[1:]}
}

// alterTable is ALTER TABLE, which also renames views.
func (t *translator) alterTable(st *syntax.AlterTable) (*Translation, error) {
	a, err := t.alteration(st.Name)
	if err != nil {
		return nil, err
	}
	for _, action := range st.Actions {
		rename, ok := action.(*syntax.RenameTo)
		if whole := ok && rename.Column.IsZero(); !whole && (a.rel.Kind == relation.View || a.note.Materialized) {
			return nil, t.refuse(st.Name, engine.WrongObjectType, "\"%s\" is not a table", a.rel.Name)
		}
		if err := a.action(action); err != nil {
			return nil, err
		}
	}
	return a.translation(), nil
}

func (a *alteration) action(action syntax.AlterAction) error {
	switch n := action.(type) {
	case *syntax.AddColumn:
		return a.addColumn(n.ColumnDef)
	case *syntax.AddConstraint:
		return a.addConstraint(n)
	case *syntax.DropColumn:
		if n.Constraint {
			return a.dropConstraint(n)
		}
		return a.dropColumn(n)
	case *syntax.RenameTo:
		if n.Column.IsZero() {
			return a.rename(n.Name)
		}
		return a.renameColumn(n)
	case *syntax.AlterColumn:
		return a.alterColumn(n)
	case *syntax.AlterAttributes:
		return a.alterAttributes(n)
	case *syntax.AppendFrom:
		return a.appendFrom(n)
	case *syntax.AutoRefresh:
		a.note.AutoRefresh = n.On
		a.keepNote()
		return nil
	}
	return a.translator.refuse(action, engine.FeatureNotSupported, "this form of ALTER is not supported")
}

// column finds a column of the relation, or fails as PostgreSQL does.
func (a *alteration) column(name syntax.Ident) (int, error) {
	i := a.rel.Column(a.ident(name))
	if i < 0 {
		return i, a.refuse(name, engine.UndefinedColumn, "column \"%s\" of relation \"%s\" does not exist", a.ident(name), a.rel.Name)
	}
	return i, nil
}

// addColumn is ADD COLUMN. The engine gives the rows that are there the default, and is not
// left with it: whoever inserts binds it anew.
func (a *alteration) addColumn(def *syntax.ColumnDef) error {
	name := a.ident(def.Name)
	refused := ""
	switch {
	case a.rel.Column(name) >= 0:
		return a.refuse(def, engine.DuplicateColumn, "column \"%s\" of relation \"%s\" already exists", name, a.rel.Name)
	case def.Unique || def.PrimaryKey:
		refused = "UNIQUE or PRIMARY KEY constraints"
	case def.References != nil:
		refused = "FOREIGN KEY constraints"
	case def.Identity != nil:
		refused = "an IDENTITY"
	case def.DistKey || def.SortKey:
		refused = "DISTKEY or SORTKEY"
	}
	if refused != "" {
		return a.refuse(def, engine.FeatureNotSupported, "ALTER TABLE ADD COLUMN does not support columns defined with %s", refused)
	}
	if len(a.rel.Columns) >= maxColumns {
		return a.refuse(def, engine.TooManyColumns, "tables can have at most %d columns", maxColumns)
	}
	typ, err := a.typeOf(def.Type)
	if err != nil {
		return err
	}
	c := &tableColumn{name: name, typ: typ}
	c.keepType()
	c.note.Encode, c.note.Collate = strings.ToLower(def.Encode), def.Collate
	first := ""
	if def.Default != nil {
		if first, err = a.defaultOf(c, def.Default); err != nil {
			return err
		}
	}
	_, null := def.Default.(*syntax.Null)
	if def.NotNull && (def.Default == nil || null) {
		return a.refuse(def, engine.FeatureNotSupported, "ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression")
	}
	c.notNull = def.NotNull
	a.makeColumn(c, def.Default, first)
	return nil
}

// literalPattern is what the engine takes as the default of a column that it adds.
var literalPattern = regexp.MustCompile(`^(?:NULL|-?[0-9]+(?:\.[0-9]+)?|'(?:[^']|'')*')$`)

// makeColumn adds a column in which the rows that are there have a default, in the engine's
// words; empty is none.
func (a *alteration) makeColumn(c *tableColumn, x syntax.Expr, value string) {
	if _, null := x.(*syntax.Null); null || x == nil {
		value = "NULL"
	}
	if a.session.Changed || !literalPattern.MatchString(value) {
		a.rebuild(append(a.kept(-1), keptColumn{c.sql(), value, c.name, c.note}))
		return
	}
	alter, column := "ALTER TABLE "+a.path+" ", "ALTER COLUMN "+quoteName(c.name)
	a.run(alter + "ADD COLUMN " + (&tableColumn{name: c.name, typ: c.typ}).sql() + " DEFAULT " + value)
	if c.notNull {
		a.run(alter + column + " SET NOT NULL")
	}
	a.run(alter + column + " DROP DEFAULT")
	if !isEmpty(c.note) {
		a.run(columnNoteOn(a.path, c.name, c.note))
	}
}

// dropColumn is DROP COLUMN. What depends on the column goes with CASCADE alone; the table's
// own constraints on it go by themselves.
func (a *alteration) dropColumn(n *syntax.DropColumn) error {
	i, err := a.column(n.Name)
	if err != nil {
		return err
	}
	name, note := a.rel.Columns[i].Name, a.notes[i]
	switch {
	case note.DistKey:
		return a.refuse(n.Name, engine.InvalidTableDefinition, "cannot drop distkey column \"%s\"", name)
	case note.SortKey != 0:
		return a.refuse(n.Name, engine.InvalidTableDefinition, "cannot drop sortkey column \"%s\"", name)
	case len(a.rel.Columns) == 1:
		return a.refuse(n.Name, engine.FeatureNotSupported, "cannot drop the only column of table \"%s\"", a.rel.Name)
	}
	var views []*relation.Relation
	for _, view := range a.dependents(a.rel) {
		if slices.Contains(view.Note.On(a.rel).Columns, name) {
			views = append(views, view)
		}
	}
	keys := a.keysTo(name)
	if len(views)+len(keys) > 0 && n.Behavior != "CASCADE" {
		return a.refuse(n.Name, engine.DependentObjectsExist, "cannot drop table %s column %s because other objects depend on it", a.rel.Name, name)
	}
	a.steps = append(a.steps, a.dropAll(views, map[*relation.Relation]bool{})...)
	for _, other := range keys {
		changeConstraints(&other.Note, func(k *syntax.Constraint) bool { return !refers(k, a.rel) || !names(k.References.Columns, name) })
		a.run(noteOf(other, other.Note))
	}
	changed := changeConstraints(&a.note, func(k *syntax.Constraint) bool { return !names(k.Columns, name) })
	switch {
	case a.session.Changed:
		a.rebuild(a.kept(i))
	default:
		a.run("ALTER TABLE " + a.path + " DROP COLUMN " + quoteName(name))
		if changed {
			a.keepNote()
		}
	}
	a.steps = append(a.steps, dropSequence(&a.rel.Columns[i])...)
	return nil
}

// keysTo are copies of the other tables with foreign keys to a column.
func (a *alteration) keysTo(column string) (list []*relation.Relation) {
	for _, other := range a.referrers(a.rel) {
		if slices.ContainsFunc(constraintsOf(&other.Note), func(k *syntax.Constraint) bool { return refers(k, a.rel) && names(k.References.Columns, column) }) {
			list = append(list, copyOf(other))
		}
	}
	return list
}

// copyOf is a relation whose note may be changed: the catalogue's are shared.
func copyOf(rel *relation.Relation) *relation.Relation {
	c := *rel
	c.Note.Constraints = slices.Clone(rel.Note.Constraints)
	c.Note.Depends = slices.Clone(rel.Note.Depends)
	c.Note.Functions = slices.Clone(rel.Note.Functions)
	return &c
}

func names(list []syntax.Ident, name string) bool {
	return slices.ContainsFunc(list, func(i syntax.Ident) bool { return i.Name == name })
}

// defaultOf checks a default and keeps it as Redshift's SQL; it returns the engine's.
func (t *translator) defaultOf(c *tableColumn, x syntax.Expr) (string, error) {
	text := syntax.Print(x)
	options := t.options()
	options.Stored = true
	bound, err := bind.Default(options, x, c.name, c.typ)
	if err != nil {
		return "", err
	}
	c.note.Default = text
	engineText, _ := syntax.PrintEngine(bound)
	return engineText, nil
}

// alterColumn is ALTER COLUMN with the size of a VARCHAR, or with an encoding.
func (a *alteration) alterColumn(n *syntax.AlterColumn) error {
	i, err := a.column(n.Name)
	if err != nil {
		return err
	}
	if n.Type == nil {
		a.notes[i].Encode = strings.ToLower(n.Encode)
		a.note.EncodeAuto = false
		a.keepColumn(i)
		if a.rel.Note.EncodeAuto {
			a.keepNote()
		}
		return nil
	}
	a.alone = "ALTER TABLE ALTER COLUMN"
	return a.resize(n, i)
}

// fixedEncodings are those that a column whose size changes must not have.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html.
var fixedEncodings = []string{"bytedict", "runlength", "text255", "text32k"}

// resize changes the size of a VARCHAR, which the engine does not know.
func (a *alteration) resize(n *syntax.AlterColumn, i int) error {
	typ, err := a.typeOf(n.Type)
	if err != nil {
		return err
	}
	c := &a.rel.Columns[i]
	no := func(format string, args ...any) error {
		return a.refuse(n, engine.FeatureNotSupported, format, args...)
	}
	switch {
	case typ.ID != types.Varchar || c.Type.ID != types.Varchar:
		return no("cannot alter the type of column \"%s\": only the size of a VARCHAR column can be changed", c.Name)
	case typ.Length == c.Type.Length:
		return no("cannot alter column \"%s\" of relation \"%s\", target column size should be different", c.Name, a.rel.Name)
	case typ.Length < c.Type.Length && c.Note.Default != "":
		return no("cannot decrease a VARCHAR column size with default value")
	case slices.Contains(fixedEncodings, c.Note.Encode):
		return no("cannot alter the size of column \"%s\" with encoding %s", c.Name, c.Note.Encode)
	case slices.ContainsFunc(constraintsOf(&a.note), func(k *syntax.Constraint) bool { return names(k.Columns, c.Name) }):
		return no("cannot alter the size of column \"%s\", which a constraint names", c.Name)
	}
	for _, view := range a.dependents(a.rel) {
		if slices.Contains(view.Note.On(a.rel).Columns, c.Name) {
			return no("cannot alter type of a column used by a view or rule")
		}
	}
	changed := tableColumn{typ: typ, note: a.notes[i]}
	changed.keepType()
	a.notes[i] = changed.note
	a.keepColumn(i)
	if typ.Length < c.Type.Length {
		a.run("SELECT count(countersign_fit(" + quoteName(c.Name) + ", " + strconv.Itoa(typ.Length) + ", " + quoteText(typ.String()) + ")) FROM " + a.path)
	}
	return nil
}
