package dialect

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
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
	case *syntax.CreateSchema:
		return t.createSchema(st)
	case *syntax.Drop:
		return t.drop(st)
	case *syntax.Truncate:
		return t.truncate(st)
	case *syntax.Analyze:
		return t.looksAfter(st.Table)
	case *syntax.Vacuum:
		return t.looksAfter(st.Table)
	}
	return nil, t.refuse(parsed, engine.FeatureNotSupported, "this statement is not supported")
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

// createTableAs is CREATE TABLE … AS.
func (t *translator) createTableAs(st *syntax.CreateTableAs) (*Translation, error) {
	p, err := t.newPlace(st.Name, st.Temp)
	if err != nil {
		return nil, err
	}
	if out, err := t.taken(p, st.Name, st.IfNotExists); out != nil || err != nil {
		return out, err
	}
	b, err := bind.Table(t.options(), st.Query, st.Columns)
	if err != nil {
		return nil, t.moved(err)
	}
	n := &table{translator: t, place: p}
	n.note.Owner = t.session.User
	for _, column := range b.Columns {
		if n.find(column.Name) != nil {
			return nil, t.refuse(st.Query, engine.DuplicateColumn, "column \"%s\" specified more than once", column.Name)
		}
		c := &tableColumn{name: column.Name, typ: column.Type}
		c.keepType()
		n.columns = append(n.columns, c)
	}
	if err := n.attributes(&st.Attributes); err != nil {
		return nil, err
	}
	out := &Translation{Then: n.notes(), Params: b.Params, Accesses: b.Accesses, Temporary: p.temp}
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

// createView is CREATE VIEW. The engine keeps the view, but for one WITH NO SCHEMA BINDING, whose
// query is read at each use.
func (t *translator) createView(st *syntax.CreateView) (*Translation, error) {
	p, err := t.newPlace(st.Name, false)
	if err != nil {
		return nil, err
	}
	old := t.at(p)
	if old != nil && (!st.OrReplace || old.Kind != relation.View) {
		return nil, t.refuse(st.Name, engine.DuplicateTable, "relation \"%s\" already exists", p.name)
	}
	note := relation.Note{Owner: t.session.User, Query: syntax.Print(st.Query), Late: st.NoSchemaBinding}
	if old != nil {
		note.Owner, note.ACL = old.Note.Owner, old.Note.ACL
	}
	words := "CREATE OR REPLACE VIEW " + p.sql()
	if st.NoSchemaBinding {
		note.SearchPath = t.session.SearchPath
		for _, name := range st.Columns {
			note.Names = append(note.Names, t.ident(name))
		}
		return &Translation{Text: words + " AS SELECT NULL AS \"late\"", Then: []string{noteOn("VIEW", p.sql(), note)}}, nil
	}
	options := t.options()
	options.Stored = true
	b, err := bind.Table(options, st.Query, st.Columns)
	if err != nil {
		return nil, t.moved(err)
	}
	if len(b.Params) > 0 {
		return nil, t.refuse(st, engine.UndefinedParameter, "there is no parameter $1")
	}
	for _, c := range b.Columns {
		note.Types = append(note.Types, c.Type.String())
	}
	for _, a := range b.Accesses {
		if !a.Relation.Temp {
			note.Depends = append(note.Depends, a.Relation.Schema+"."+a.Relation.Name)
		}
	}
	out := &Translation{Then: []string{noteOn("VIEW", p.sql(), note)}, Accesses: b.Accesses}
	text, _ := syntax.PrintEngine(b.Stmt)
	out.Text = words + " AS " + text
	return out, nil
}

// createSchema is CREATE SCHEMA.
func (t *translator) createSchema(st *syntax.CreateSchema) (*Translation, error) {
	if st.Quota != nil || len(st.Elements) > 0 || len(st.Name) != 1 {
		return nil, t.refuse(st, engine.FeatureNotSupported, "this form of CREATE SCHEMA is not supported")
	}
	name := t.ident(st.Name[0])
	switch {
	case strings.HasPrefix(name, "pg_"), name == engine.InternalSchema:
		return nil, t.refuse(st.Name, engine.ReservedName, "unacceptable schema name \"%s\"", name)
	case t.session.Catalog.HasSchema("", name) && st.IfNotExists:
		return nothing("schema \"" + name + "\" already exists, skipping"), nil
	case t.session.Catalog.HasSchema("", name):
		return nil, t.refuse(st.Name, engine.DuplicateSchema, "schema \"%s\" already exists", name)
	}
	return &Translation{Text: "CREATE SCHEMA " + pathSQL([]string{t.session.Database, name})}, nil
}

// truncate is TRUNCATE.
func (t *translator) truncate(st *syntax.Truncate) (*Translation, error) {
	rel := t.find(st.Table)
	if rel == nil {
		return nil, t.refuse(st.Table, engine.UndefinedTable, "relation \"%s\" does not exist", st.Table)
	}
	if rel.Kind != relation.Table {
		return nil, t.refuse(st.Table, engine.WrongObjectType, "\"%s\" is not a table", rel.Name)
	}
	return &Translation{Text: "TRUNCATE " + pathSQL(rel.Path()), Accesses: []bind.Access{{Relation: rel, Privilege: "TRUNCATE"}}}, nil
}

// looksAfter is ANALYZE and VACUUM: the engine keeps its statistics and its files itself.
func (t *translator) looksAfter(name syntax.Name) (*Translation, error) {
	if len(name) == 0 {
		return nothing(""), nil
	}
	rel := t.find(name)
	if rel == nil {
		return nil, t.refuse(name, engine.UndefinedTable, "relation \"%s\" does not exist", name)
	}
	if rel.Kind != relation.Table {
		return nil, t.refuse(name, engine.WrongObjectType, "\"%s\" is not a table", rel.Name)
	}
	return nothing(""), nil
}

// drop is DROP TABLE, VIEW and SCHEMA.
func (t *translator) drop(st *syntax.Drop) (*Translation, error) {
	var statements []string
	for _, name := range st.Names {
		text, err := t.dropOne(st, name)
		if err != nil {
			return nil, err
		}
		if text != "" {
			statements = append(statements, text)
		}
	}
	if len(statements) == 0 {
		return nothing(""), nil
	}
	return &Translation{Text: statements[0], Then: statements[1:]}, nil
}

func (t *translator) dropOne(st *syntax.Drop, name syntax.Name) (string, error) {
	if st.Kind == "SCHEMA" {
		schema := t.ident(name.Last())
		switch {
		case schema == engine.InternalSchema || strings.HasPrefix(schema, "pg_") || schema == "information_schema":
			return "", t.refuse(name, engine.InsufficientPrivilege, "permission denied for schema %s", schema)
		case !t.session.Catalog.HasSchema("", schema) && st.IfExists:
			return "", nil
		case !t.session.Catalog.HasSchema("", schema):
			return "", t.refuse(name, engine.InvalidSchemaName, "schema \"%s\" does not exist", schema)
		}
		text := "DROP SCHEMA " + pathSQL([]string{t.session.Database, schema})
		if st.Behavior == "CASCADE" {
			text += " CASCADE"
		}
		return text, nil
	}
	rel := t.find(name)
	kind := map[string]relation.Kind{"TABLE": relation.Table, "VIEW": relation.View}[st.Kind]
	switch {
	case rel == nil && st.IfExists:
		return "", nil
	case rel == nil:
		return "", t.refuse(name, engine.UndefinedTable, "%s \"%s\" does not exist", strings.ToLower(st.Kind), t.ident(name.Last()))
	case rel.Kind != kind:
		return "", t.refuse(name, engine.WrongObjectType, "\"%s\" is not a %s", rel.Name, strings.ToLower(st.Kind))
	}
	return "DROP " + st.Kind + " " + pathSQL(rel.Path()), nil
}

// alterTable is ALTER TABLE.
func (t *translator) alterTable(st *syntax.AlterTable) (*Translation, error) {
	_ = types.TextType
	return nil, t.refuse(st, engine.FeatureNotSupported, "this form of ALTER TABLE is not supported")
}
