package statement

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"
)

func TestFieldsAsJSON(t *testing.T) {
	for _, c := range []struct {
		oid         uint32
		value, want string
	}{
		{pgtype.Int2OID, "-32768", `{"longValue":-32768}`},
		{pgtype.Int8OID, "9223372036854775807", `{"longValue":9223372036854775807}`},
		{pgtype.Float4OID, "1", `{"doubleValue":1.0}`},
		{pgtype.Float8OID, "1.7976931348623157e+308", `{"doubleValue":1.7976931348623157e+308}`},
		{pgtype.Float8OID, "5e-324", `{"doubleValue":5e-324}`},
		{pgtype.Float8OID, "NaN", `{"doubleValue":"NaN"}`},
		{pgtype.Float8OID, "-Infinity", `{"doubleValue":"-Infinity"}`},
		{pgtype.BoolOID, "t", `{"booleanValue":true}`},
		{pgtype.BoolOID, "f", `{"booleanValue":false}`},
		{pgtype.NumericOID, "12.50", `{"stringValue":"12.50"}`},
		{pgtype.VarcharOID, "", `{"stringValue":""}`},
		{pgtype.VarcharOID, "é\"\n\u2028\x00", `{"stringValue":"é\"\n` + "\u2028" + `\u0000"}`},
		{pgtype.ByteaOID, `\x00ff`, `{"stringValue":"\\x00ff"}`},
		{0, "of a type that is not known", `{"stringValue":"of a type that is not known"}`},
	} {
		got, err := appendField(nil, c.oid, Value(c.value))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %s, %v, want %s", c.value, got, err, c.want)
		}
	}
	if got, err := appendField(nil, pgtype.Int4OID, nil); err != nil || string(got) != `{"isNull":true}` {
		t.Errorf("NULL: got %s, %v", got, err)
	}
	for _, oid := range []uint32{pgtype.Int4OID, pgtype.Float8OID} {
		if _, err := appendField(nil, oid, Value("x")); err == nil {
			t.Error("a number that is none was accepted")
		}
	}
}

// Whatever a database answers, a page is JSON that reads as the same text.
func FuzzJSONRow(f *testing.F) {
	f.Add("a", "é", 1.5)
	f.Add("\xff\"", "\u2029", math.Inf(1))
	f.Fuzz(func(t *testing.T, a, b string, d float64) {
		e := jsonEncoder{{TypeOID: pgtype.VarcharOID}, {TypeOID: pgtype.VarcharOID}, {TypeOID: pgtype.Float8OID}}
		row := []Value{Value(a), Value(b), strconv.AppendFloat(nil, d, 'g', -1, 64)}
		page, err := e.row(nil, row, true)
		if err == nil {
			page, err = e.row(page, row, false)
		}
		if err != nil {
			t.Fatal(err)
		}
		var rows [2][3]struct {
			StringValue string
			DoubleValue any
		}
		if err := json.Unmarshal(e.end(page), &rows); err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if utf8.ValidString(a) && r[0].StringValue != a || utf8.ValidString(b) && r[1].StringValue != b {
				t.Errorf("%q %q became %q %q", a, b, r[0].StringValue, r[1].StringValue)
			}
			if got, ok := r[2].DoubleValue.(float64); ok && got != d {
				t.Errorf("%v became %v", d, got)
			}
		}
	})
}

func TestRowsAsCSV(t *testing.T) {
	e := newCSVEncoder([]Column{{TypeOID: pgtype.BoolOID}, {TypeOID: pgtype.VarcharOID}})
	var page []byte
	for _, row := range [][]Value{
		{Value("t"), Value("plain")}, {Value("f"), Value(`a "b", c`)}, {nil, Value("x\r\ny\nz")}, {nil, nil}, {nil, Value("")}, {Value("t"), Value(" é")},
	} {
		var err error
		if page, err = e.row(page, row, len(page) == 0); err != nil {
			t.Fatal(err)
		}
	}
	want := strings.Join([]string{`true,plain`, `false,"a ""b"", c"`, ",\"x\r\ny\nz\"", `,`, `,`, `true," é"`, ""}, "\r\n")
	if got := string(e.end(page)); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
