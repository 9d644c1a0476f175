package types_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// named reads a type; one that is not there fails the test.
func named(t *testing.T, name string) types.Type {
	t.Helper()
	if name == "" {
		return types.Type{}
	}
	typ, ok := types.Parse(name)
	if !ok {
		t.Fatalf("there is no type %q", name)
	}
	return typ
}

// Precision and scale of arithmetic, by the table of
// docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html.
func TestArithmetic(t *testing.T) {
	for _, test := range []struct{ a, op, b, want string }{
		{"smallint", "+", "smallint", "smallint"},
		{"smallint", "*", "integer", "integer"},
		{"integer", "-", "bigint", "bigint"},
		{"integer", "/", "integer", "integer"},
		{"bigint", "%", "smallint", "bigint"},
		// The scale of a sum is the larger, and there is one more digit before the point.
		{"numeric(8,2)", "+", "numeric(8,2)", "numeric(9,2)"},
		{"numeric(8,2)", "-", "numeric(10,4)", "numeric(11,4)"},
		{"numeric(8,2)", "+", "integer", "numeric(13,2)"},
		{"bigint", "-", "numeric(4,1)", "numeric(21,1)"},
		{"smallint", "+", "numeric(3,3)", "numeric(9,3)"},
		{"numeric(38,0)", "+", "numeric(38,0)", "numeric(38,0)"},
		{"numeric(38,10)", "+", "numeric(38,2)", "numeric(38,10)"},
		// A product has the digits of both, and one more.
		{"numeric(8,2)", "*", "numeric(8,2)", "numeric(17,4)"},
		{"numeric(8,2)", "*", "smallint", "numeric(14,2)"},
		{"integer", "*", "numeric(4,4)", "numeric(15,4)"},
		{"numeric(20,19)", "*", "numeric(20,19)", "numeric(38,37)"},
		{"numeric(19,0)", "*", "numeric(19,0)", "numeric(38,0)"},
		// A quotient has at least four digits behind the point.
		{"numeric(8,2)", "/", "numeric(8,2)", "numeric(17,9)"},
		{"numeric(8,2)", "/", "smallint", "numeric(14,8)"},
		{"numeric(12,2)", "/", "integer", "numeric(23,13)"},
		{"integer", "/", "numeric(2,1)", "numeric(15,4)"},
		{"numeric(18,0)", "/", "numeric(18,0)", "numeric(37,19)"},
		{"numeric(38,0)", "/", "numeric(38,0)", "numeric(38,4)"},
		{"numeric(38,20)", "/", "numeric(38,20)", "numeric(38,4)"},
		{"numeric(30,10)", "/", "numeric(10,0)", "numeric(38,18)"},
		{"numeric(8,2)", "%", "numeric(5,3)", "numeric(5,3)"},
		{"numeric", "+", "numeric", "numeric(19,0)"}, // without modifiers it is (18,0)
		{"real", "+", "real", "real"},
		{"real", "*", "integer", "double precision"},
		{"numeric(8,2)", "/", "real", "double precision"},
		{"double precision", "-", "numeric(38,37)", "double precision"},
	} {
		if got := types.Arithmetic(test.op, named(t, test.a), named(t, test.b)).String(); got != test.want {
			t.Errorf("%s %s %s is %s, want %s", test.a, test.op, test.b, got, test.want)
		}
	}
}

func TestCommon(t *testing.T) {
	for _, test := range []struct {
		list []string // an empty one is a string without a type
		want string   // empty where there is none
		bad  int
	}{
		{[]string{"", ""}, `"unknown"`, 0},
		{[]string{"", "integer", ""}, "integer", 0},
		{[]string{"smallint", "bigint", "integer"}, "bigint", 0},
		{[]string{"integer", "numeric(8,2)"}, "numeric(12,2)", 0},
		{[]string{"numeric(8,2)", "numeric(6,4)"}, "numeric(10,4)", 0},
		{[]string{"numeric(38,0)", "numeric(38,37)"}, "numeric(38,37)", 0},
		{[]string{"integer", "real"}, "double precision", 0},
		{[]string{"character varying(3)", "character varying(7)"}, "character varying(7)", 0},
		{[]string{"character varying(3)", "character varying"}, "character varying", 0},
		{[]string{"character(9)", "character varying(3)"}, "character varying(9)", 0},
		{[]string{"character(2)", "character(4)"}, "character(4)", 0},
		{[]string{"date", "timestamp without time zone"}, "timestamp without time zone", 0},
		{[]string{"timestamp with time zone", "date"}, "timestamp with time zone", 0},
		{[]string{"time without time zone", "time with time zone"}, "time with time zone", 0},
		{[]string{"super", "integer", "character varying(5)"}, "super", 0},
		{[]string{"oid", "integer"}, "bigint", 0},
		{[]string{"integer", "character varying(5)"}, "", 1},
		{[]string{"", "boolean", "integer"}, "", 2},
		{[]string{"date", "integer"}, "", 1},
		{[]string{"integer", "bigint", "date"}, "", 2},
		{[]string{"interval year to month", "interval day to second"}, "", 1},
	} {
		list := make([]types.Type, len(test.list))
		for i, name := range test.list {
			list[i] = named(t, name)
		}
		got, bad, ok := types.Common(list)
		switch {
		case ok != (test.want != ""):
			t.Errorf("%q: %s, %t", test.list, got, ok)
		case ok && got.String() != test.want:
			t.Errorf("%q: %s, want %s", test.list, got, test.want)
		case !ok && bad != test.bad:
			t.Errorf("%q: %d does not fit, want %d", test.list, bad, test.bad)
		}
	}
}

// What is cast by itself, into a column, and where it is written.
func TestCanCast(t *testing.T) {
	const never = types.Explicit + 1
	for _, test := range []struct {
		from, to string
		want     types.Context // the first that allows it
	}{
		{"", "date", types.Implicit},
		{"integer", "integer", types.Implicit},
		{"bigint", "smallint", types.Implicit},
		{"double precision", "numeric(8,2)", types.Implicit},
		{"integer", "character varying(5)", types.Implicit},
		{"date", "character varying(5)", types.Implicit},
		{"boolean", "character varying(5)", never},
		{"boolean", "integer", types.Assign},
		{"integer", "boolean", types.Assign},
		{"date", "timestamp without time zone", types.Implicit},
		{"timestamp without time zone", "date", types.Assign},
		{"timestamp with time zone", "timestamp without time zone", types.Assign},
		{"timestamp without time zone", "time without time zone", types.Implicit},
		{"time without time zone", "time with time zone", types.Implicit},
		{"time without time zone", "date", never},
		{"character varying(5)", "integer", types.Explicit},
		{"character varying(5)", "date", types.Explicit},
		{"character varying(5)", "hllsketch", never},
		{"character varying(5)", "super", types.Implicit},
		{"super", "integer", types.Implicit},
		{"super", "date", types.Assign},
		{"date", "super", never},
		{"binary varying(5)", "character varying(5)", types.Explicit},
		{"binary varying(5)", "integer", types.Explicit},
		{"integer", "binary varying(5)", types.Explicit},
		{"date", "integer", never},
		{"integer", "date", never},
		{"oid", "bigint", types.Implicit},
		{"interval year to month", "interval day to second", types.Implicit},
		{"geometry", "geography", never},
	} {
		from, to := named(t, test.from), named(t, test.to)
		for in := types.Implicit; in <= types.Explicit; in++ {
			if got := types.CanCast(from, to, in); got != (in >= test.want) {
				t.Errorf("%q to %s in context %d: %t", test.from, test.to, in, got)
			}
		}
	}
}

// What String writes Parse reads.
func TestNames(t *testing.T) {
	for _, name := range []string{"boolean", "smallint", "numeric", "numeric(38,37)", "character varying", "character varying(65535)", "character(1)",
		"timestamp with time zone", "interval day to second", "binary varying(3)", "super", "hllsketch", "oid", "name", "text", "real"} {
		typ, ok := types.Parse(name)
		if !ok || typ.String() != name {
			t.Errorf("%s is read as %s, %t", name, typ, ok)
		}
	}
	for _, name := range []string{"", "int", "varchar(3)", "unknown"} {
		if typ, ok := types.Parse(name); ok {
			t.Errorf("%q is read as %s", name, typ)
		}
	}
	for engine, want := range map[string]string{
		"INTEGER": "integer", "DECIMAL(12,2)": "numeric(12,2)", "VARCHAR": "character varying", "TIMESTAMP WITH TIME ZONE": "timestamp with time zone", "TIME WITH TIME ZONE": "time with time zone",
		"UTINYINT": "smallint", "UINTEGER": "bigint", "HUGEINT": "numeric(38,0)", "BLOB": "binary varying", "JSON": "super", "INTEGER[]": "unknown", "INTERVAL": "interval day to second",
	} {
		if got := types.OfEngine(engine).String(); got != want {
			t.Errorf("the engine's %s is %s, want %s", engine, got, want)
		}
	}
}
