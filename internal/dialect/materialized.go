package dialect

import (
	"slices"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Materialized views are tables of the engine, which REFRESH fills anew from the query in
// their note.

// createMaterializedView is CREATE MATERIALIZED VIEW.
func (t *translator) createMaterializedView(st *syntax.CreateMaterializedView) (*Translation, error) {
	p, err := t.newPlace(st.Name, false)
	if err != nil {
		return nil, err
	}
	if t.at(p) != nil {
		return nil, t.refuse(st.Name, engine.DuplicateTable, "relation \"%s\" already exists", p.name)
	}
	if st.Query.OrderBy != nil || st.Query.Limit != nil || st.Query.Offset != nil {
		return nil, t.refuse(st.Query, engine.FeatureNotSupported, "ORDER BY, LIMIT and OFFSET of a materialized view are not supported")
	}
	n := &table{translator: t, place: p}
	n.note = relation.Note{Query: syntax.Print(st.Query), Materialized: true, AutoRefresh: st.AutoRefresh == "YES"}
	b, err := t.viewQuery(st.Query, st.Columns, "CREATE MATERIALIZED VIEW specifies more column names than columns", &n.note)
	if err != nil {
		return nil, err
	}
	n.note.Types = nil // its columns have notes
	for _, a := range b.Accesses {
		if a.Relation != nil && a.Relation.Kind != relation.Table {
			return nil, t.refuse(st.Query, engine.FeatureNotSupported, "a materialized view of view \"%s\" is not supported", a.Relation.Name)
		}
	}
	n.take(b.Columns)
	if err := n.attributes(&st.Attributes); err != nil {
		return nil, err
	}
	out := inSteps(append([]string{"CREATE TABLE " + p.sql() + " AS " + n.note.Bound}, n.notes()...))
	out.Accesses = slices.Concat(b.Accesses, []bind.Access{p.making()})
	return out, nil
}

// materialized finds a materialized view.
func (t *translator) materialized(name syntax.Name) (*alteration, error) {
	rel := t.find(name)
	if rel == nil || !rel.Note.Materialized {
		if err := t.missingSchema(name); err != nil {
			return nil, err
		}
		return nil, t.refuse(name, engine.UndefinedTable, "materialized view \"%s\" does not exist", t.ident(name.Last()))
	}
	return t.alteration(name)
}

// refresh is REFRESH MATERIALIZED VIEW: all of its rows are computed anew.
func (t *translator) refresh(st *syntax.Refresh) (*Translation, error) {
	a, err := t.materialized(st.Name)
	if err != nil {
		return nil, err
	}
	for _, d := range a.note.Depends {
		base := t.session.Catalog.Find([]string{a.rel.Database, d.Schema, d.Name}, nil)
		if base == nil || slices.ContainsFunc(d.Columns, func(column string) bool { return base.Column(column) < 0 }) {
			return nil, t.refuse(st.Name, engine.FeatureNotSupported, "materialized view \"%s\" cannot be refreshed: a column of \"%s\" that it reads has been renamed or dropped", a.rel.Name, d.Name)
		}
	}
	a.run("DELETE FROM " + a.path)
	a.run("INSERT INTO " + a.path + " " + a.note.Bound)
	out := a.translation()
	out.Notice = "Materialized view " + a.rel.Name + " was recomputed successfully."
	if st.Behavior == "CASCADE" {
		return out, t.refreshFirst(out, a.rel, map[*relation.Relation]bool{})
	}
	return out, nil
}

// refreshFirst refreshes the materialized views that one reads before it.
func (t *translator) refreshFirst(out *Translation, rel *relation.Relation, seen map[*relation.Relation]bool) error {
	for _, d := range rel.Note.Depends {
		base := t.session.Catalog.Find([]string{rel.Database, d.Schema, d.Name}, nil)
		if base == nil || !base.Note.Materialized || seen[base] {
			continue
		}
		seen[base] = true
		inner, err := t.refresh(&syntax.Refresh{Name: placeOf(base).shown()})
		if err != nil {
			return err
		}
		out.Then = slices.Concat(inner.Then, []string{out.Text}, out.Then)
		out.Text = inner.Text
		if err := t.refreshFirst(out, base, seen); err != nil {
			return err
		}
	}
	return nil
}

// alterMaterializedView is ALTER MATERIALIZED VIEW.
func (t *translator) alterMaterializedView(st *syntax.AlterMaterializedView) (*Translation, error) {
	a, err := t.materialized(st.Name)
	if err != nil {
		return nil, err
	}
	for _, action := range st.Actions {
		if err := a.action(action); err != nil {
			return nil, err
		}
	}
	return a.translation(), nil
}

// take gives a table the columns of a query.
func (t *table) take(columns []bind.Column) {
	for _, column := range columns {
		c := &tableColumn{name: column.Name, typ: column.Type}
		c.keepType()
		t.columns = append(t.columns, c)
	}
}
