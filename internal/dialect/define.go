package dialect

import (
	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// define translates statements that change what names mean, and those that look after tables.
func (t *translator) define(parsed syntax.Stmt) (*Translation, error) {
	switch st := parsed.(type) {
	case *syntax.CreateTable:
		return t.createTable(st)
	case *syntax.CreateTableAs:
		return t.createTableAs(st)
	case *syntax.CreateView:
		return t.createView(st)
	case *syntax.AlterTable:
		return t.alterTable(st)
	case *syntax.CreateMaterializedView:
		return t.createMaterializedView(st)
	case *syntax.AlterMaterializedView:
		return t.alterMaterializedView(st)
	case *syntax.Refresh:
		return t.refresh(st)
	case *syntax.CreateSchema:
		return t.createSchema(st)
	case *syntax.AlterSchema:
		return t.alterSchema(st)
	case *syntax.CreateRoutine:
		return t.createRoutine(st)
	case *syntax.AlterObject:
		return t.renameRoutine(st)
	case *syntax.Comment:
		return t.commentOn(st)
	case *syntax.Drop:
		return t.drop(st)
	case *syntax.Lock:
		return t.lock(st)
	case *syntax.Truncate:
		return t.truncate(st)
	case *syntax.Analyze:
		return t.looksAfter(st.Table)
	case *syntax.Vacuum:
		return t.looksAfter(st.Table)
	}
	return nil, t.refuse(parsed, engine.FeatureNotSupported, "this statement is not supported")
}

// createTableAs is CREATE TABLE … AS.
func (t *translator) createTableAs(st *syntax.CreateTableAs) (*Translation, error) {
	p, err := t.newPlace(st.Name, st.Temp)
	if err != nil {
		return nil, err
	}
	if out, err := t.taken(p, st.Name, st.IfNotExists); out != nil || err != nil {
		return out, err
	}
	b, err := bind.Table(t.options(), st.Query, st.Columns, "CREATE TABLE AS specifies too many column names")
	if err != nil {
		return nil, err
	}
	n := &table{translator: t, place: p, numbered: true}
	for i := range b.Columns {
		if n.find(b.Columns[i].Name) != nil {
			return nil, t.refuse(st.Query, engine.DuplicateColumn, "column name \"%s\" is duplicated", b.Columns[i].Name)
		}
		if column := &b.Columns[i]; !column.Type.Kept() {
			return nil, t.refuse(st.Query, engine.FeatureNotSupported, "Column \"%s\" has unsupported type \"%s\".", column.Name, column.Type.Base())
		}
		n.take(b.Columns[i : i+1])
	}
	if err := n.attributes(&st.Attributes); err != nil {
		return nil, err
	}
	n.inherit(st, b.Columns)
	out := &Translation{Then: n.notes(), Params: b.Params, Accesses: append(b.Accesses, p.making()), Temporary: p.temp}
	words := "CREATE TABLE "
	if p.temp {
		words = "CREATE TEMP TABLE "
	}
	words += p.sql() + " AS "
	out.Text, out.marks = syntax.PrintEngine(b.Stmt)
	out.Text = words + out.Text
	for i := range out.marks {
		out.marks[i].Out += len(words)
	}
	return out, nil
}

// inherit gives a table of a simple query the keys of the table that is read, where it is told none
// and all of their columns are there.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_CTAS_usage_notes.html.
func (t *table) inherit(st *syntax.CreateTableAs, columns []bind.Column) {
	from := simpleSource(st.Query, columns)
	if from == nil {
		return
	}
	place := map[int]*tableColumn{} // by the column of the table that is read
	for i, c := range columns {
		if c.Relation == from && place[c.Attribute-1] == nil {
			place[c.Attribute-1] = t.columns[i]
		}
	}
	sorted := true
	for i := range from.Columns {
		note := &from.Columns[i].Note
		if note.DistKey && place[i] != nil && t.note.DistStyle == "" {
			t.note.DistStyle, place[i].note.DistKey = "KEY", true
		}
		sorted = sorted && (note.SortKey == 0 || place[i] != nil)
	}
	if s := from.Note.DistStyle; t.note.DistStyle == "" && s != "KEY" {
		t.note.DistStyle = s
	}
	if st.Attributes.SortKey != nil || !sorted {
		return
	}
	t.note.SortStyle = from.Note.SortStyle
	for i, c := range place {
		c.note.SortKey = from.Columns[i].Note.SortKey
	}
}

// simpleSource is the one table that a query without joins, groups and order reads; nil for another.
func simpleSource(q *syntax.Query, columns []bind.Column) *relation.Relation {
	body, ok := q.Body.(*syntax.Select)
	if !ok || q.With != nil || q.OrderBy != nil || q.Limit != nil || q.Offset != nil || len(body.From) != 1 ||
		body.Top != nil || body.Distinct || body.GroupBy != nil || body.GroupAll || body.Having != nil || body.Qualify != nil || body.ConnectBy != nil {
		return nil
	}
	if _, ok := body.From[0].(*syntax.Table); !ok {
		return nil
	}
	for _, c := range columns {
		if c.Relation != nil {
			if c.Relation.Kind == relation.Table {
				return c.Relation
			}
			return nil
		}
	}
	return nil
}

// truncate is TRUNCATE.
func (t *translator) truncate(st *syntax.Truncate) (*Translation, error) {
	rel, err := t.tableNamed(st.Table)
	if err != nil {
		return nil, err
	}
	if rel.Note.Materialized {
		return nil, t.refuse(st.Table, engine.WrongObjectType, "\"%s\" is not a table", rel.Name)
	}
	return &Translation{Text: "TRUNCATE " + pathSQL(rel.Path()), Accesses: []bind.Access{{Relation: rel, Privilege: "TRUNCATE"}}}, nil
}

// tableNamed finds a table by its name.
func (t *translator) tableNamed(name syntax.Name) (*relation.Relation, error) {
	rel, err := t.relation(name)
	if err == nil && rel.Kind != relation.Table {
		return nil, t.refuse(name, engine.WrongObjectType, "\"%s\" is not a table", rel.Name)
	}
	return rel, err
}

// looksAfter is ANALYZE and VACUUM: the engine keeps its statistics and its files itself.
func (t *translator) looksAfter(name syntax.Name) (*Translation, error) {
	if len(name) == 0 {
		return nothing(""), nil
	}
	if _, err := t.tableNamed(name); err != nil {
		return nil, err
	}
	return nothing(""), nil
}

// lock is LOCK. The engine has no locks on tables: of two transactions that change the same
// rows the second fails, as two serializable ones do.
func (t *translator) lock(st *syntax.Lock) (*Translation, error) {
	for _, name := range st.Tables {
		if _, err := t.tableNamed(name); err != nil {
			return nil, err
		}
	}
	return nothing(""), nil
}
