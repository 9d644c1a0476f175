package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/catalog"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/users"
)

// Descriptions have no name twice, and numbers tell relations apart.
func TestDescriptions(t *testing.T) {
	numbers := map[uint32]string{}
	for _, r := range catalog.All() {
		name := r.Schema + "." + r.Name
		if len(r.Columns) == 0 {
			t.Errorf("%s has no columns", name)
		}
		if other := numbers[r.OID]; other != "" {
			t.Errorf("%s and %s are both %d", other, name, r.OID)
		}
		numbers[r.OID] = name
		seen := map[string]bool{}
		for _, c := range r.Columns {
			if seen[c.Name] {
				t.Errorf("%s has two columns %s", name, c.Name)
			}
			seen[c.Name] = true
		}
		if found := catalog.ByName(name); found == nil || found.OID != r.OID {
			t.Errorf("%s is there twice", name)
		}
	}
	if r := catalog.ByName("pg_catalog.pg_class"); r == nil || r.OID != 1259 {
		t.Error("pg_class is 1259")
	}
}

// Every relation makes rows of an empty database, each of which has a value for each column.
func TestRowsOfNothing(t *testing.T) {
	s := source(t)
	for _, r := range catalog.All() {
		rows := s.Relation(r.Schema + "." + r.Name)
		if rows == nil {
			t.Errorf("%s has no rows", r.Name)
			continue
		}
		for i, c := range r.Columns {
			values := rows.Column(i)
			for row := range rows.Len() {
				if v := values(row); v != nil && !fits(v, c.Engine) {
					t.Errorf("%s.%s is a %T, and kept as %s", r.Name, c.Name, v, c.Engine)
					break
				}
			}
		}
	}
	if s.Relation("pg_catalog.nope") != nil {
		t.Error("there is no such relation")
	}
}

// fits tells whether a value can be kept as a type of the engine.
func fits(v any, kind string) bool {
	switch v.(type) {
	case string:
		return kind == "VARCHAR"
	case bool:
		return kind == "BOOLEAN" || kind == "INTEGER"
	case int, int64, uint32:
		return strings.HasSuffix(kind, "INT") || kind == "INTEGER" || kind == "DOUBLE" || kind == "FLOAT"
	case float64:
		return kind == "DOUBLE" || kind == "FLOAT"
	}
	return strings.HasPrefix(kind, "TIMESTAMP")
}

// source is what a superuser sees of a database with a table and a view.
func source(t *testing.T) *catalog.Source {
	t.Helper()
	columns := []engine.RelationColumn{{Name: "a", Type: "INTEGER", NotNull: true}, {Name: "b", Type: "VARCHAR", Comment: `{"type":"character varying(5)","default":"'x'","sortkey":1}`}}
	listing := engine.Listing{Schemas: [][2]string{{"dev", "public"}}, Relations: []engine.Relation{
		{Database: "dev", Schema: "public", Name: "t", Columns: columns, Comment: `{"owner":100,"constraints":["CONSTRAINT t_pkey PRIMARY KEY (a)"]}`},
		{Database: "dev", Schema: "public", Name: "v", View: true, Columns: columns[:1], Comment: `{"owner":100,"query":"SELECT a FROM t","types":["integer"],"depends":[{"schema":"public","name":"t","columns":["a"]}]}`},
	}}
	for _, r := range catalog.All() {
		listing.Relations = append(listing.Relations, engine.Relation{Schema: r.Schema, Name: r.Name, OID: r.OID, System: true})
	}
	d := users.New("admin")
	return newSource(catalog.NewObjects(relation.New("dev", listing)), d)
}

func newSource(o *catalog.Objects, d *users.Directory) *catalog.Source {
	return catalog.NewSource(o, d, d.Identity(users.MasterID, "admin", nil), []string{"public"})
}

func TestAnswers(t *testing.T) {
	s := source(t)
	table := s.Objects.Relations().Find([]string{"t"}, []string{"public"})
	number := itoa(table.OID)
	for _, test := range []struct {
		question string
		args     []string
		want     string
	}{
		{"pg_get_userbyid", []string{"100"}, "admin"},
		{"pg_get_userbyid", []string{"7"}, "unknown (OID=7)"},
		{"pg_table_is_visible", []string{number}, "true"},
		{"pg_table_is_visible", []string{"1"}, "false"},
		{"pg_get_viewdef", []string{"public.v"}, "SELECT a FROM t;"},
		{"pg_get_viewdef", []string{number}, "Not a view"},
		{"regclass_number", []string{"public.t"}, number},
		{"regclass_number", []string{`"public"."t"`}, number},
		{"regclass_number", []string{"-"}, "0"},
		{"regclass_name", []string{number}, "t"},
		{"regclass_name", []string{"5"}, "5"},
		{"regtype_number", []string{"varchar"}, "1043"},
		{"format_type", []string{"1700", "655366"}, "numeric(10,2)"},
		{"format_type", []string{"1043", "24"}, "character varying(20)"},
		{"format_type", []string{"1015", "-1"}, "character varying[]"},
		{"format_encoding", []string{"12"}, "az64"},
		{"array_to_string", []string{`{a,"b c","d\"e"}`, "|"}, `a|b c|d"e`},
		{"array_element", []string{"{4,5,6}", "2"}, "5"},
		{"array_element", []string{"4 5 6", "3"}, "6"},
		{"array_contains", []string{"{4,5}", "5"}, "true"},
		{"array_cat", []string{"{}", "{a}"}, "{a}"},
		{"pg_size_pretty", []string{"10485760"}, "10 MB"},
		{"has_table_privilege", []string{"t", "select"}, "true"},
	} {
		args := make([]*string, len(test.args))
		for i := range test.args {
			args[i] = &test.args[i]
		}
		got, err := s.Answer(test.question, args)
		if err != nil || got == nil || *got != test.want {
			t.Errorf("%s(%q): %v, %v, want %s", test.question, test.args, deref(got), err, test.want)
		}
	}
	if got, err := s.Answer("pg_get_viewdef", []*string{nil}); got != nil || err != nil {
		t.Error("NULL is the answer to NULL")
	}
	if _, err := s.Answer("nope", nil); err == nil {
		t.Error("nobody knows that")
	}
}

func itoa(n uint32) string {
	var digits []byte
	for ; n > 0; n /= 10 {
		digits = append(digits, byte('0'+n%10))
	}
	slices.Reverse(digits)
	return string(digits)
}

func deref(s *string) string {
	if s == nil {
		return "NULL"
	}
	return *s
}
