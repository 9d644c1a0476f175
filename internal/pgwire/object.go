package pgwire

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/privilege"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/users"
)

// Where a database keeps the owners of its objects and what is granted on them: those of a
// table or a view in its comment, whose JSON has them as "owner" and "acl", what is granted
// on columns alone in theirs; those of everything else in the table of engine.ObjectNotes.
// All of that is the database's own, so it belongs to the transaction.

// A holding is what is kept of one object.
type holding struct {
	Owner int           `json:"owner,omitempty"`
	ACL   privilege.ACL `json:"acl,omitempty"`

	Procedure bool `json:"procedure,omitempty"` // of a routine: it is one
}

// kind is what the object is, of which a kind is known but for routines.
func (h *holding) kind(known privilege.Kind) privilege.Kind {
	if h.Procedure {
		return privilege.Procedure
	}
	return known
}

func (h *holding) read(note string) {
	if note != "" {
		_ = json.Unmarshal([]byte(note), h) // what is no note says nothing
	}
	if h.Owner == 0 { // what nobody made is Redshift's own user's, such as schema public
		h.Owner = users.OwnID
	}
}

// merge is a note with what is kept in it changed. Other things that it says stay.
func (h holding) merge(note string) string {
	kept := map[string]json.RawMessage{}
	_ = json.Unmarshal([]byte(note), &kept) // what is no note is replaced by one
	if kept == nil {
		kept = map[string]json.RawMessage{}
	}
	put := func(key string, value any, there bool) {
		delete(kept, key)
		if there {
			kept[key], _ = json.Marshal(value) // of numbers and texts: does not fail
		}
	}
	put("owner", h.Owner, h.Owner > users.OwnID)
	put("acl", h.ACL, h.ACL != nil)
	text, _ := json.Marshal(kept)
	return string(text)
}

// An object is one that privileges are on.
type object struct {
	privilege.Access
	note  string
	write func(ctx context.Context, note string) error

	key     string    // of one in the table of notes
	path    [3]string // of a relation: database, schema, name
	columns []column  // of a relation, once loaded
}

type column struct {
	name, note string
	acl        privilege.ACL
}

// save keeps an object's owner and list.
func (o *object) save(ctx context.Context) error {
	return o.write(ctx, holding{Owner: o.Owner, ACL: o.ACL}.merge(o.note))
}

// query runs a statement of ours whose columns are texts, and returns its rows; NULL is
// empty.
func (ss *session) query(ctx context.Context, sql string) (rows [][]string, err error) {
	err = ss.askColumns(ctx, sql, func(columns int, c engine.Chunk) {
		for i := range c.Len() {
			row := make([]string, columns)
			for column := range row {
				if v := c.Vector(column); !v.Null(i) {
					row[column] = string(v.Bytes(i))
				}
			}
			rows = append(rows, row)
		}
	})
	return rows, err
}

// relations are the tables and views that a session can see, as a table of the engine.
const relations = "(SELECT 'TABLE' AS kind, database_name, schema_name, table_name AS name, comment FROM system.main.duckdb_tables() WHERE NOT internal " +
	"UNION ALL SELECT 'VIEW', database_name, schema_name, view_name, comment FROM system.main.duckdb_views() WHERE NOT internal) t"

// relation finds a table or a view.
func (ss *session) relation(ctx context.Context, name syntax.Name) (*object, error) {
	where, err := ss.within(name)
	if err != nil {
		return nil, err
	}
	list, err := ss.relationsWhere(ctx, "lower(t.name) = lower("+literal(name.Last().Name)+") AND "+where)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, &engine.Error{State: engine.UndefinedTable, Message: fmt.Sprintf("relation \"%s\" does not exist", plainName(name))}
	}
	return list[0], nil
}

// plainName is a name as errors tell it.
func plainName(name syntax.Name) string {
	parts := make([]string, len(name))
	for i, part := range name {
		parts[i] = part.Name
	}
	return strings.Join(parts, ".")
}

// within is the condition of where a name is looked for.
func (ss *session) within(name syntax.Name) (string, error) {
	database := "t.database_name = " + literal(strings.ToLower(ss.database))
	switch len(name) {
	case 1:
		return "(t.database_name = 'temp' OR " + database + " AND list_contains(current_schemas(false), t.schema_name))", nil
	case 3:
		if !strings.EqualFold(name[0].Name, ss.database) {
			return "", &engine.Error{State: engine.FeatureNotSupported, Message: "cross-database privileges are not supported: connect to database \"" + name[0].Name + "\""}
		}
	}
	return database + " AND lower(t.schema_name) = lower(" + literal(name[len(name)-2].Name) + ")", nil
}

// relationsWhere are the tables and views of a condition, those first that a name finds
// first.
func (ss *session) relationsWhere(ctx context.Context, where string) ([]*object, error) {
	rows, err := ss.query(ctx, "SELECT t.kind, t.database_name, t.schema_name, t.name, t.comment FROM "+relations+" WHERE "+where+
		" AND t.schema_name <> "+literal(engine.InternalSchema)+
		" ORDER BY t.database_name <> 'temp', list_position(current_schemas(false), t.schema_name), t.name")
	if err != nil {
		return nil, err
	}
	list := make([]*object, len(rows))
	for i, row := range rows {
		var h holding
		h.read(row[4])
		path := [3]string{row[1], row[2], row[3]}
		on := "COMMENT ON " + row[0] + " " + quoted(path[0]) + "." + quoted(path[1]) + "." + quoted(path[2]) + " IS "
		list[i] = &object{
			Access: privilege.Access{Kind: privilege.Relation, Name: path[2], Owner: h.Owner, ACL: h.ACL}, note: row[4], path: path,
			write: func(ctx context.Context, note string) error { return ss.command(ctx, on+literal(note)) },
		}
	}
	return list, nil
}

// command runs a statement of ours that has no rows.
func (ss *session) command(ctx context.Context, sql string) error {
	return ss.ask(ctx, sql, func(engine.Chunk) {})
}

// loadColumns reads the notes of a relation's columns.
func (ss *session) loadColumns(ctx context.Context, o *object) error {
	if o.columns != nil {
		return nil
	}
	rows, err := ss.query(ctx, "SELECT column_name, comment FROM system.main.duckdb_columns() WHERE database_name = "+literal(o.path[0])+
		" AND schema_name = "+literal(o.path[1])+" AND table_name = "+literal(o.path[2])+" ORDER BY column_index")
	if err != nil {
		return err
	}
	for _, row := range rows {
		var h holding
		h.read(row[1])
		o.columns = append(o.columns, column{row[0], row[1], h.ACL})
	}
	return nil
}

// saveColumn keeps what is granted on a column.
func (ss *session) saveColumn(ctx context.Context, o *object, c *column) error {
	note := holding{ACL: c.acl}.merge(c.note)
	return ss.command(ctx, "COMMENT ON COLUMN "+quoted(o.path[0])+"."+quoted(o.path[1])+"."+quoted(o.path[2])+"."+quoted(c.name)+" IS "+literal(note))
}

// Kinds of what the table of engine.ObjectNotes holds, and how it is named there.
const (
	schemaNote   = "schema"   // its name
	databaseNote = "database" // nothing: it is the database itself
	functionNote = "function" // schema.name(types)
	languageNote = "language" // its name
	defaultNote  = "default"  // user's id/schema or nothing/TABLES …
	scopeNote    = "scope"    // schema's name or nothing/TABLES …
)

func (ss *session) notesTable() string {
	return quoted(strings.ToLower(ss.database)) + "." + engine.InternalSchema + "." + engine.ObjectNotes
}

// keptNote reads the note of an object that has no comment.
func (ss *session) keptNote(ctx context.Context, kind, name string) (string, error) {
	rows, err := ss.query(ctx, "SELECT note, kind FROM "+ss.notesTable()+" WHERE kind = "+literal(kind)+" AND name = "+literal(name))
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0][0], nil
}

// keepNote writes it; an empty one is forgotten.
func (ss *session) keepNote(ctx context.Context, kind, name, note string) error {
	err := ss.command(ctx, "DELETE FROM "+ss.notesTable()+" WHERE kind = "+literal(kind)+" AND name = "+literal(name))
	if err != nil || note == "" {
		return err
	}
	return ss.command(ctx, "INSERT INTO "+ss.notesTable()+" VALUES ("+literal(kind)+", "+literal(name)+", "+literal(note)+")")
}

// other is an object whose note is in the table. name is how errors tell it.
func (ss *session) other(ctx context.Context, kind privilege.Kind, where, key, name string) (*object, error) {
	note, err := ss.keptNote(ctx, where, key)
	if err != nil {
		return nil, err
	}
	var h holding
	h.read(note)
	return &object{
		Access: privilege.Access{Kind: h.kind(kind), Name: name, Owner: h.Owner, ACL: h.ACL}, note: note, key: key,
		write: func(ctx context.Context, note string) error { return ss.keepNote(ctx, where, key, note) },
	}, nil
}

// schema finds a schema of the database.
func (ss *session) schema(ctx context.Context, name string) (*object, error) {
	rows, err := ss.query(ctx, "SELECT schema_name, database_name FROM system.main.duckdb_schemas() WHERE database_name = "+literal(strings.ToLower(ss.database))+
		" AND lower(schema_name) = lower("+literal(name)+") AND schema_name <> "+literal(engine.InternalSchema))
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, &engine.Error{State: engine.InvalidSchemaName, Message: fmt.Sprintf("schema \"%s\" does not exist", name)}
	}
	return ss.other(ctx, privilege.Schema, schemaNote, rows[0][0], rows[0][0])
}

// base is the session's database as an object.
func (ss *session) base(ctx context.Context) (*object, error) {
	return ss.other(ctx, privilege.Database, databaseNote, "", strings.ToLower(ss.database))
}

// An accessList is what the database keeps of itself, of its schemas and of scoped
// permissions, for who asks what a statement may do.
type accessList struct {
	database string
	notes    map[[2]string]holding // by kind and name
}

// accessList reads it.
func (ss *session) accessList(ctx context.Context) (*accessList, error) {
	rows, err := ss.query(ctx, "SELECT kind, name, note FROM "+ss.notesTable()+" WHERE kind <> "+literal(defaultNote))
	if err != nil {
		return nil, err
	}
	list := &accessList{strings.ToLower(ss.database), map[[2]string]holding{}}
	for _, row := range rows {
		var h holding
		h.read(row[2])
		list.notes[[2]string{row[0], row[1]}] = h
	}
	return list, nil
}

func (l *accessList) access(kind privilege.Kind, where, key, name string) privilege.Access {
	h := l.notes[[2]string{where, key}]
	if h.Owner == 0 {
		h.Owner = users.OwnID
	}
	return privilege.Access{Kind: h.kind(kind), Name: name, Owner: h.Owner, ACL: h.ACL}
}

// Database, Schema and Routine are the objects as they are asked about; a routine is
// named as signature has it, with its schema.
func (l *accessList) Database() privilege.Access {
	return l.access(privilege.Database, databaseNote, "", l.database)
}

func (l *accessList) Schema(name string) privilege.Access {
	a := l.access(privilege.Schema, schemaNote, name, name)
	a.Scoped = l.Scoped("", "SCHEMAS")
	return a
}

func (l *accessList) Routine(schema, signature, name string) privilege.Access {
	a := l.access(privilege.Function, functionNote, schema+"."+signature, name)
	if a.Scoped = l.Scoped(schema, "FUNCTIONS"); a.Kind == privilege.Procedure {
		a.Scoped = l.Scoped(schema, "PROCEDURES")
	}
	return a
}

// Scoped are the permissions on all objects of a kind, TABLES and so on, in a schema.
func (l *accessList) Scoped(schema, kind string) []privilege.ACL {
	var list []privilege.ACL
	for _, scope := range slices.Compact([]string{"", schema}) {
		if h, ok := l.notes[[2]string{scopeNote, scope + "/" + kind}]; ok {
			list = append(list, h.ACL)
		}
	}
	return list
}

// allNotes is all that the database keeps of owners and lists.
func (ss *session) allNotes(ctx context.Context) ([]holding, error) {
	rows, err := ss.query(ctx, "SELECT comment, name FROM "+relations+" WHERE t.comment IS NOT NULL AND t.database_name = "+literal(strings.ToLower(ss.database))+
		" UNION ALL SELECT comment, column_name FROM system.main.duckdb_columns() WHERE comment LIKE '%\"acl\"%' AND database_name = "+literal(strings.ToLower(ss.database))+
		" UNION ALL SELECT note, name FROM "+ss.notesTable())
	if err != nil {
		return nil, err
	}
	list := make([]holding, len(rows))
	for i, row := range rows {
		list[i].read(row[0])
	}
	return list, nil
}
