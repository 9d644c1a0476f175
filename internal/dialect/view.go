package dialect

import (
	"slices"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Views. The engine keeps the bound query; a star in it is the columns of the view's making,
// and names are in full. Of a late-binding view it keeps a name only: the query is read at each use.

// createView is CREATE VIEW.
func (t *translator) createView(st *syntax.CreateView) (*Translation, error) {
	p, err := t.newPlace(st.Name, false)
	if err != nil {
		return nil, err
	}
	old := t.at(p)
	switch {
	case old != nil && !st.OrReplace:
		return nil, t.refuse(st.Name, engine.DuplicateTable, "relation \"%s\" already exists", p.name)
	case old != nil && old.Kind != relation.View:
		return nil, t.refuse(st.Name, engine.WrongObjectType, "\"%s\" is not a view", p.name)
	case p.temp:
		return nil, t.refuse(st.Name, engine.FeatureNotSupported, "a temporary view is not supported")
	}
	making := []bind.Access{p.making()}
	if old != nil {
		making = append(making, bind.Access{Relation: old, Privilege: "OWN"})
	}
	t.changes = making
	note := relation.Note{Query: syntax.Print(st.Query), Late: st.NoSchemaBinding}
	if old != nil {
		note.Owner, note.ACL, note.Said = old.Note.Owner, old.Note.ACL, old.Note.Said
	}
	words := "CREATE OR REPLACE VIEW " + p.sql() + " AS "
	if st.NoSchemaBinding {
		if err := t.lateNames(st); err != nil {
			return nil, err
		}
		note.SearchPath = t.session.SearchPath
		for _, name := range st.Columns {
			note.Names = append(note.Names, t.ident(name))
		}
		out := inSteps([]string{words + "SELECT NULL AS \"late\"", noteOn("VIEW", p.sql(), note)})
		out.Accesses = making
		return out, nil
	}
	b, err := t.viewQuery(st.Query, st.Columns, "CREATE VIEW specifies more column names than columns", &note)
	if err != nil {
		return nil, err
	}
	if old != nil {
		if err := t.sameColumns(st, old, b.Columns); err != nil {
			return nil, err
		}
	}
	out := inSteps([]string{words + note.Bound, noteOn("VIEW", p.sql(), note)})
	out.Accesses = slices.Concat(b.Accesses, making)
	return out, nil
}

// viewQuery binds the query of a view of any kind, and notes what it reads.
func (t *translator) viewQuery(q *syntax.Query, names []syntax.Ident, tooMany string, note *relation.Note) (*bind.Binding, error) {
	options := t.options()
	options.Stored = true
	b, err := bind.Table(options, q, names, tooMany)
	if err != nil {
		return nil, err
	}
	if len(b.Params) > 0 {
		return nil, t.refuse(q, engine.UndefinedParameter, "there is no parameter $1")
	}
	seen := map[string]bool{}
	for i, c := range b.Columns {
		if c.Folds {
			note.Folded = append(note.Folded, i)
		}
		if seen[c.Name] {
			return nil, t.refuse(q, engine.DuplicateColumn, "column \"%s\" duplicated", c.Name)
		}
		seen[c.Name] = true
		note.Types = append(note.Types, c.Type.String())
	}
	for _, a := range b.Accesses {
		switch rel := a.Relation; {
		case a.Routine != "":
			note.Functions = append(note.Functions, a.Routine)
		case rel.Temp:
			return nil, t.refuse(q, engine.FeatureNotSupported, "a view of a temporary table is not supported")
		case rel.Kind == relation.System:
			note.Depends = append(note.Depends, relation.Dependency{Schema: rel.Schema, Name: rel.Name, As: a.As})
		case rel.Database != t.session.Database:
			return nil, t.refuse(q, engine.FeatureNotSupported, "a view of another database's relation must be made WITH NO SCHEMA BINDING")
		default:
			note.Depends = append(note.Depends, relation.Dependency{Schema: rel.Schema, Name: rel.Name, Columns: a.Columns, As: a.As})
		}
	}
	note.Bound, _ = syntax.PrintEngine(b.Stmt)
	return b, nil
}

// sameColumns holds CREATE OR REPLACE VIEW to the columns that others may count on.
func (t *translator) sameColumns(st *syntax.CreateView, old *relation.Relation, columns []bind.Column) error {
	if old.Note.Late {
		return nil
	}
	no := func(format string, args ...any) error {
		return t.refuse(st.Name, engine.InvalidTableDefinition, format, args...)
	}
	if len(columns) != len(old.Columns) {
		return no("cannot change number of columns in view")
	}
	for i := range columns {
		switch was := &old.Columns[i]; {
		case columns[i].Name != was.Name:
			return no("cannot change name of view column \"%s\"", was.Name)
		case columns[i].Type.String() != was.Type.String():
			return no("cannot change data type of view column \"%s\"", was.Name)
		}
	}
	return nil
}

// lateNames holds a late-binding view to names that mean the same on every search path, in
// schemas that are there.
func (t *translator) lateNames(st *syntax.CreateView) error {
	common := map[string]bool{}
	var tables []*syntax.Table
	syntax.Rewrite(st.Query, func(n syntax.Node) syntax.Node {
		switch n := n.(type) {
		case *syntax.CommonTable:
			common[n.Name.Name] = true
		case *syntax.Table:
			tables = append(tables, n)
		}
		return n
	})
	for _, table := range tables {
		if len(table.Name) == 1 {
			if common[table.Name[0].Name] {
				continue
			}
			return t.refuse(table, engine.FeatureNotSupported, "All the relation names inside should be qualified when creating VIEW WITH NO SCHEMA BINDING.")
		}
		if common[table.Name[0].Name] || isNavigation(tables, table) {
			continue
		}
		if err := t.missingSchema(table.Name); err != nil {
			return err
		}
	}
	return nil
}

// isNavigation tells whether a name in FROM is an array of a table before it: t.items of t.
func isNavigation(tables []*syntax.Table, n *syntax.Table) bool {
	for _, other := range tables {
		name := other.Name.Last().Name
		if other.Alias != nil && !other.Alias.Name.IsZero() {
			name = other.Alias.Name.Name
		}
		if other != n && name == n.Name[0].Name {
			return true
		}
	}
	return false
}
