package relation_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/engine"
)

// library is a catalogue of two databases, for a session of dev.
func library() *relation.Catalog {
	column := func(name, kind, comment string) engine.RelationColumn {
		return engine.RelationColumn{Name: name, Type: kind, Comment: comment}
	}
	return relation.New("dev", engine.Listing{
		Schemas: [][2]string{{"dev", "public"}, {"dev", "s"}, {"dev", "ann"}, {"other", "public"}},
		Relations: []engine.Relation{
			{Database: "dev", Schema: "public", Name: "t", OID: 1, Columns: []engine.RelationColumn{column("A", "INTEGER", ""), column("b", "VARCHAR", `{"type":"character varying(20)","encode":"lzo"}`)}},
			{Database: "dev", Schema: "s", Name: "T", OID: 2},
			{Database: "dev", Schema: "ann", Name: "t", OID: 3, View: true, Comment: `{"types":["numeric(8,2)"],"owner":7,"depends":[{"schema":"public","name":"t","columns":["a"]}]}`, Columns: []engine.RelationColumn{column("x", "DECIMAL(8,2)", "")}},
			{Database: "other", Schema: "public", Name: "t", OID: 4, Comment: "no note"},
			{Database: "temp", Schema: "main", Name: "mine", OID: 5, Temp: true},
			{Database: "temp", Schema: "main", Name: "pg_class", OID: 6, Temp: true},
			{Schema: "pg_catalog", Name: "pg_class", OID: 7, System: true, Columns: []engine.RelationColumn{column("relname", "VARCHAR", `{"type":"name"}`), column("relacl", "VARCHAR", `{"type":"aclitem[]"}`), column("oid", "BIGINT", `{"type":"oid"}`)}},
			{Schema: "functions", Name: "f", OID: 8, System: true},
			{Schema: "pg_catalog", Name: "pg_user", OID: 9, System: true},
			{Schema: "information_schema", Name: "tables", OID: 10, System: true},
			{Database: "dev", Schema: "public", Name: "pg_user", OID: 11},
		},
	})
}

func TestFind(t *testing.T) {
	c := library()
	for _, test := range []struct {
		name, path []string
		oid        uint32 // 0 where there is none
	}{
		// Along the search path, whatever the case.
		{[]string{"t"}, []string{"public", "s"}, 1},
		{[]string{"T"}, []string{"s", "public"}, 2},
		{[]string{"t"}, []string{"nope", "ann", "public"}, 3},
		{[]string{"t"}, []string{"nope"}, 0},
		{[]string{"t"}, nil, 0},
		{[]string{"nope"}, []string{"public"}, 0},
		// With the schema, and with the database.
		{[]string{"s", "t"}, []string{"public"}, 2},
		{[]string{"S", "T"}, nil, 2},
		{[]string{"nope", "t"}, []string{"public"}, 0},
		{[]string{"dev", "ann", "t"}, nil, 3},
		{[]string{"other", "public", "t"}, nil, 4},
		{[]string{"Other", "Public", "T"}, nil, 4},
		{[]string{"other", "s", "t"}, nil, 0},
		// Temporary tables come first, and are in schemas of their own.
		{[]string{"mine"}, []string{"public"}, 5},
		{[]string{"pg_temp", "mine"}, nil, 5},
		{[]string{"pg_temp_3", "mine"}, nil, 5},
		{[]string{"public", "mine"}, nil, 0},
		{[]string{"pg_class"}, []string{"public"}, 6},
		// The system's are found before others, unless the path says otherwise.
		{[]string{"pg_catalog", "pg_class"}, []string{"public"}, 7},
		{[]string{"other", "pg_catalog", "pg_class"}, nil, 7},
		{[]string{"pg_user"}, []string{"public"}, 9},
		{[]string{"pg_user"}, []string{"public", "pg_catalog"}, 11},
		{[]string{"pg_user"}, []string{"pg_catalog", "public"}, 9},
		{[]string{"information_schema", "tables"}, nil, 10},
		{[]string{"tables"}, []string{"public"}, 0},
		// Functions of FROM are no relations.
		{[]string{"functions", "f"}, []string{"functions"}, 0},
	} {
		var got uint32
		if r := c.Find(test.name, test.path); r != nil {
			got = listed(c, r)
		}
		if got != test.oid {
			t.Errorf("%q along %q: %d, want %d", test.name, test.path, got, test.oid)
		}
	}
}

// listed is the number that a relation has in the list.
func listed(c *relation.Catalog, r *relation.Relation) uint32 {
	for i, one := range c.All() {
		if one == r {
			return uint32(i + 1)
		}
	}
	return 0
}

// An object's number follows from its name; those of the system are fixed.
func TestNumbers(t *testing.T) {
	a, b := library(), library()
	seen := map[uint32]string{}
	for i, r := range a.All() {
		if again := b.All()[i]; again.OID != r.OID {
			t.Errorf("%s is %d and %d", r.Name, r.OID, again.OID)
		}
		if r.Kind != relation.System && r.OID < 100000 {
			t.Errorf("%s has a number of the system's: %d", r.Name, r.OID)
		}
		if other := seen[r.OID]; other != "" {
			t.Errorf("%s and %s are both %d", other, r.Name, r.OID)
		}
		seen[r.OID] = r.Name
	}
	if r := a.Find([]string{"pg_class"}, []string{"s"}); r.OID < 100000 {
		t.Error("a temporary table comes first")
	}
	if r := a.Find([]string{"pg_catalog", "pg_user"}, nil); r.OID != 9 {
		t.Errorf("pg_user is %d", r.OID)
	}
	if a.Function("f") == nil || a.Function("pg_class") != nil {
		t.Error("functions of FROM are found by their names")
	}
}

// Types come from notes before they come from the engine.
func TestColumns(t *testing.T) {
	c := library()
	for _, test := range []struct {
		name   []string
		column string
		want   string
	}{
		{[]string{"public", "t"}, "a", "integer"},
		{[]string{"public", "t"}, "B", "character varying(20)"},
		{[]string{"ann", "t"}, "x", "numeric(8,2)"},
		{[]string{"pg_catalog", "pg_class"}, "relname", "name"},
		{[]string{"pg_catalog", "pg_class"}, "relacl", "aclitem[]"},
		{[]string{"pg_catalog", "pg_class"}, "oid", "oid"},
	} {
		r := c.Find(test.name, nil)
		i := r.Column(test.column)
		if i < 0 || r.Columns[i].Type.String() != test.want {
			t.Errorf("%q.%s is %d of %v, want %s", test.name, test.column, i, r.Columns, test.want)
		}
	}
	if table := c.Find([]string{"public", "t"}, nil); table.Column("nope") != -1 {
		t.Error("there is no such column")
	}
}

func TestRelations(t *testing.T) {
	c := library()
	table, view := c.Find([]string{"public", "t"}, nil), c.Find([]string{"ann", "t"}, nil)
	if table.Kind != relation.Table || view.Kind != relation.View || view.Note.Owner != 7 {
		t.Errorf("%+v, %+v", table, view)
	}
	if on := view.Note.On(table); on == nil || len(on.Columns) != 1 || view.Note.On(view) != nil {
		t.Errorf("the view reads %+v", on)
	}
	for _, test := range []struct {
		name []string
		want [3]string
	}{
		{[]string{"public", "t"}, [3]string{"dev", "public", "t"}},
		{[]string{"mine"}, [3]string{"temp", "main", "mine"}},
	} {
		if got := c.Find(test.name, nil).Path(); [3]string(got) != test.want {
			t.Errorf("%q is %q to the engine, want %q", test.name, got, test.want)
		}
	}
}

func TestSchemas(t *testing.T) {
	c := library()
	for _, test := range []struct {
		database, schema string
		want             bool
	}{
		{"", "s", true}, {"", "S", true}, {"", "nope", false}, {"other", "public", true}, {"other", "s", false}, {"", "pg_catalog", true}, {"", "information_schema", true},
	} {
		if got := c.HasSchema(test.database, test.schema); got != test.want {
			t.Errorf("schema %s of %q: %t", test.schema, test.database, got)
		}
	}
	for want, path := range map[string][]string{"public": {"nope", "pg_catalog", "public", "s"}, "s": {"s"}, "": {"nope", "pg_catalog"}} {
		if got := c.Target(path); got != want {
			t.Errorf("along %q: %q, want %q", path, got, want)
		}
	}
	if got := c.Schemas("other"); len(got) != 1 || got[0] != "public" {
		t.Errorf("schemas of other: %q", got)
	}
}
