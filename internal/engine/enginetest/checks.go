package enginetest

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/countersign-dev/countersign/internal/engine"
)

func testDatabases(t *testing.T, f *fixture) {
	ctx := t.Context()
	if err := f.cluster.Attach(ctx, "dev", filepath.Join(f.folder, "2.db")); State(err) != engine.DuplicateDatabase {
		t.Errorf("same name twice: %v", err)
	}
	if err := f.cluster.Attach(ctx, "out", filepath.Join(f.folder, "..", "out.db")); err == nil {
		t.Error("a file outside the folder was opened")
	}
	if err := f.cluster.Attach(ctx, `We "ird`, filepath.Join(f.folder, "3.db")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.cluster.Connect(ctx, engine.Session{Database: "nope"}); State(err) != engine.InvalidCatalogName {
		t.Errorf("unknown database: %v", err)
	}
	c, err := f.cluster.Connect(ctx, engine.Session{Database: `we "ird`})
	if err != nil {
		t.Fatal(err)
	}
	must(t, c, "create table t (a int)", "insert into t values (1)")
	if err := f.cluster.Detach(ctx, `we "ird`); State(err) != engine.ObjectInUse {
		t.Errorf("detach in use: %v", err)
	}
	c.Close()
	if err := f.cluster.Detach(ctx, `we "ird`); err != nil {
		t.Error(err)
	}
	if err := f.cluster.Detach(ctx, `we "ird`); State(err) != engine.InvalidCatalogName {
		t.Errorf("detach again: %v", err)
	}
}

func testValues(t *testing.T, f *fixture) {
	c := f.connect(t)
	for _, test := range []struct {
		sql  string
		want engine.Type
		val  any
	}{
		{"select true", engine.Type{Kind: engine.Bool}, int64(1)},
		{"select cast(-3 as smallint)", engine.Type{Kind: engine.Int2}, int64(-3)},
		{"select cast(70000 as integer)", engine.Type{Kind: engine.Int4}, int64(70000)},
		{"select cast(-9223372036854775808 as bigint)", engine.Type{Kind: engine.Int8}, int64(-9223372036854775808)},
		{"select cast(1.5 as real)", engine.Type{Kind: engine.Float4}, 1.5},
		{"select cast(0.1 as double precision)", engine.Type{Kind: engine.Float8}, 0.1},
		{"select cast(-0.05 as decimal(4,2))", engine.Type{Kind: engine.Numeric, Precision: 4, Scale: 2}, "-0.05"},
		{"select cast('-99999999999999999999999999999999999999' as decimal(38,0))", engine.Type{Kind: engine.Numeric, Precision: 38}, "-99999999999999999999999999999999999999"},
		{"select cast('short' as varchar)", engine.Type{Kind: engine.Text}, "short"},
		{"select cast('longer than twelve bytes, é' as varchar)", engine.Type{Kind: engine.Text}, "longer than twelve bytes, é"},
		{"select cast('' as varchar)", engine.Type{Kind: engine.Text}, ""},
		{"select cast(null as integer)", engine.Type{Kind: engine.Int4}, nil},
		{"select date '1969-12-31'", engine.Type{Kind: engine.Date}, int64(-1)},
		{"select time '01:00:00.5'", engine.Type{Kind: engine.Time}, int64(3600_500_000)},
		{"select timestamp '1970-01-01 00:00:01.000001'", engine.Type{Kind: engine.Timestamp}, int64(1_000_001)},
		{"select cast('1970-01-01 02:00:00+02' as timestamptz)", engine.Type{Kind: engine.TimestampTZ}, int64(0)},
		{"select 7 / 2", engine.Type{Kind: engine.Int4}, int64(3)},
		{"select interval '1 year 2 months 3 days 04:05:06.7'", engine.Type{Kind: engine.Interval}, engine.Span{Months: 14, Days: 3, Micros: 14706_700_000}},
		{"select cast('13:24:55.5-08:30' as timetz)", engine.Type{Kind: engine.TimeTZ}, zoned{48295_500_000, -30600}},
	} {
		rows, r, err := query(t.Context(), c, test.sql)
		if err != nil {
			t.Errorf("%s: %v", test.sql, err)
			continue
		}
		if got := r.Columns()[0].Type; got != test.want {
			t.Errorf("%s: type %+v, want %+v", test.sql, got, test.want)
		}
		if !reflect.DeepEqual(rows, [][]any{{test.val}}) {
			t.Errorf("%s: %v, want %v", test.sql, rows, test.val)
		}
	}
}

func testParameters(t *testing.T, f *fixture) {
	c := f.connect(t)
	must(t, c, "create table p (a integer, b varchar, c decimal(10,2), d timestamp)")
	st, err := c.Prepare(t.Context(), "insert into p values ($1, $2, $3, $4)")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []engine.Kind
	for _, p := range st.Parameters() {
		kinds = append(kinds, p.Kind)
	}
	if want := []engine.Kind{engine.Int4, engine.Text, engine.Numeric, engine.Timestamp}; !reflect.DeepEqual(kinds, want) {
		t.Errorf("parameters %v, want %v", kinds, want)
	}
	for _, args := range [][]engine.Value{
		{{Kind: engine.Int4, Int: 1}, {Kind: engine.Text, Text: "it's"}, {Kind: engine.Numeric, Text: "-1.25"}, {Kind: engine.Timestamp, Int: 5}},
		{{Null: true}, {Null: true}, {Null: true}, {Null: true}},
	} {
		r, err := st.Execute(t.Context(), args)
		if err != nil {
			t.Fatal(err)
		}
		if r.RowsAffected() != 1 || len(r.Columns()) != 0 {
			t.Errorf("insert: %d rows, columns %v", r.RowsAffected(), r.Columns())
		}
		r.Close()
	}
	if _, err := st.Execute(t.Context(), nil); State(err) != engine.ProtocolViolation {
		t.Errorf("too few arguments: %v", err)
	}
	for _, sql := range []string{"select a + cast($p3 as integer), cast($p1 as varchar) from p where a = 1", "select 1 + cast($p3 as integer), 'x'"} {
		rows, _, err := query(t.Context(), c, sql, engine.Value{Kind: engine.Text, Text: "x"}, engine.Value{Null: true}, engine.Value{Kind: engine.Int4, Int: 5}, engine.Value{Kind: engine.Text, Text: "not needed"})
		if want := [][]any{{int64(6), "x"}}; err != nil || !reflect.DeepEqual(rows, want) {
			t.Errorf("with gaps between the parameters: %v, %v", rows, err)
		}
	}
	rows, _, err := query(t.Context(), c, "select * from p where a = $1", engine.Value{Kind: engine.Int8, Int: 1})
	if want := [][]any{{int64(1), "it's", "-1.25", int64(5)}}; err != nil || !reflect.DeepEqual(rows, want) {
		t.Errorf("%v, %v", rows, err)
	}
}

func testErrors(t *testing.T, f *fixture) {
	c := f.connect(t)
	must(t, c, "create table e (a integer primary key, b varchar not null)", "insert into e values (1, 'x')", "create schema s")
	for _, test := range []struct {
		sql, state, message string
		position            int
	}{
		{"select * from nope", engine.UndefinedTable, `relation "nope" does not exist`, 15},
		{"select 'é', nope from e", engine.UndefinedColumn, `column "nope" does not exist`, 13},
		{"insert into e (zz) values (1)", engine.UndefinedColumn, `column "zz" does not exist`, 0},
		{"select nofn(1)", engine.UndefinedFunction, `function nofn does not exist`, 8},
		{"selec 1", engine.SyntaxError, `syntax error at or near "selec"`, 1},
		{"insert into e values (1, 'y')", engine.UniqueViolation, "duplicate key value violates unique constraint", 0},
		{"insert into e values (2, null)", engine.InternalError, "Cannot insert a NULL value into column b", 0},
		{"create table e (a integer)", engine.DuplicateTable, `relation "e" already exists`, 0},
		{"create schema s", engine.DuplicateSchema, `schema "s" already exists`, 0},
		{"drop schema nope", engine.InvalidSchemaName, `schema "nope" does not exist`, 0},
		{"select * from nosch.t", engine.InvalidSchemaName, `schema "nosch" does not exist`, 15},
		{"select a from e, e e2", engine.AmbiguousColumn, `column reference "a" is ambiguous`, 8},
		{"select sum(a), b from e", engine.GroupingError, `column "b" must appear in the GROUP BY clause or be used in an aggregate function`, 16},
		{"select cast('x' as integer)", engine.InvalidTextRepr, "", 0},
		{"select 9223372036854775807 + 1", engine.NumericOutOfRange, "", 0},
	} {
		_, _, err := query(t.Context(), c, test.sql)
		var e *engine.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", test.sql, err)
			continue
		}
		if e.State != test.state || test.message != "" && e.Message != test.message || test.position > 0 && e.Position != test.position {
			t.Errorf("%s: %s %q at %d, want %s %q at %d", test.sql, e.State, e.Message, e.Position, test.state, test.message, test.position)
		}
	}
}

func testTransactions(t *testing.T, f *fixture) {
	c, ctx := f.connect(t), t.Context()
	must(t, c, "create table x (a integer)")
	steps := []struct {
		end  func() error
		want int64
	}{
		{func() error { return c.Rollback(ctx) }, 0},
		{func() error { return c.Commit(ctx) }, 1},
	}
	for _, step := range steps {
		if err := c.Begin(ctx); err != nil {
			t.Fatal(err)
		}
		must(t, c, "insert into x values (1)")
		if err := step.end(); err != nil {
			t.Fatal(err)
		}
		if got := one(t, c, "select count(*) from x"); got != step.want {
			t.Errorf("%v rows, want %d", got, step.want)
		}
	}
	if err := c.Rollback(ctx); err != nil {
		t.Errorf("rollback of nothing: %v", err)
	}
	if err := c.Begin(ctx); err != nil {
		t.Fatal(err)
	}
	if _, _, err := query(ctx, c, "select cast('x' as integer)"); err == nil {
		t.Error("no error")
	}
	if err := c.Rollback(ctx); err != nil {
		t.Errorf("rollback after an error: %v", err)
	}
}

func testConflict(t *testing.T, f *fixture) {
	a, b, ctx := f.connect(t), f.connect(t), t.Context()
	must(t, a, "create table k (n integer)", "insert into k values (1)")
	for _, c := range []engine.Conn{a, b} {
		if err := c.Begin(ctx); err != nil {
			t.Fatal(err)
		}
		one(t, c, "select count(*) from k")
	}
	must(t, a, "update k set n = 2")
	_, _, err := query(ctx, b, "update k set n = 3")
	if State(err) != engine.SerializationFailure {
		t.Errorf("conflict: %v", err)
	}
	if err := b.Rollback(ctx); err != nil {
		t.Error(err)
	}
	if err := a.Commit(ctx); err != nil {
		t.Error(err)
	}
}

func testSettings(t *testing.T, f *fixture) {
	c, ctx := f.connect(t), t.Context()
	must(t, c, "create schema s", "create table s.alone (a integer)")
	if err := c.SetSearchPath(ctx, []string{"missing", "s", "public"}); err != nil {
		t.Fatal(err)
	}
	must(t, c, "insert into alone values (1)", "create table made (a integer)", "insert into s.made values (1)")
	if err := c.SetTimeZone(ctx, "America/New_York"); err != nil {
		t.Fatal(err)
	}
	if got := one(t, c, "select cast(cast('2026-01-01 12:00:00+00' as timestamptz) as timestamp)"); got != int64(1767250800000000) {
		t.Errorf("in New York: %v", got)
	}
	if err := c.SetTimeZone(ctx, "Nowhere/At_All"); err == nil {
		t.Error("an unknown zone was taken")
	}
}

func testReopen(t *testing.T, f *fixture) {
	c := f.connect(t)
	must(t, c, "create table kept (a integer)", "insert into kept values (42)")
	if err := f.cluster.Close(); err != nil {
		t.Fatal(err)
	}
	again := f.open(t, f.folder)
	defer again.Close()
	if err := again.Attach(t.Context(), "renamed", filepath.Join(f.folder, "1.db")); err != nil {
		t.Fatal(err)
	}
	c, err := again.Connect(t.Context(), engine.Session{Database: "renamed"})
	if err != nil {
		t.Fatal(err)
	}
	if got := one(t, c, "select a from kept"); got != int64(42) {
		t.Errorf("kept %v", got)
	}
}

func testMarkers(t *testing.T, f *fixture) {
	c, ctx := f.connect(t), t.Context()
	must(t, c, "create table x (a integer)")
	marked := func(c engine.Conn, id string, want int64, wantOK bool) {
		t.Helper()
		if rows, ok, err := c.Marked(ctx, id); rows != want || ok != wantOK || err != nil {
			t.Errorf("%s: %d, %t, %v, want %d, %t", id, rows, ok, err, want, wantOK)
		}
	}
	for _, end := range []struct {
		id  string
		end func(context.Context) error
	}{{"kept", c.Commit}, {"undone", c.Rollback}} {
		if err := c.Begin(ctx); err != nil {
			t.Fatal(err)
		}
		must(t, c, "insert into x values (1)")
		if err := c.Mark(ctx, end.id, -7); err != nil {
			t.Fatal(err)
		}
		if err := end.end(ctx); err != nil {
			t.Fatal(err)
		}
	}
	other := f.connect(t)
	marked(other, "kept", -7, true)
	marked(other, "undone", 0, false)
	marked(other, "it's never", 0, false)
	if err := other.SetSearchPath(ctx, []string{engine.InternalSchema}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := query(ctx, other, "select * from committed"); State(err) != engine.UndefinedTable {
		t.Errorf("markers by search path: %v", err)
	}
	if err := f.cluster.Close(); err != nil {
		t.Fatal(err)
	}
	again := f.open(t, f.folder)
	defer again.Close()
	if err := again.Attach(ctx, "dev", filepath.Join(f.folder, "1.db")); err != nil {
		t.Fatal(err)
	}
	reopened, err := again.Connect(ctx, engine.Session{Database: "dev"})
	if err != nil {
		t.Fatal(err)
	}
	marked(reopened, "kept", -7, true)
}
