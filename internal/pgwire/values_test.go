package pgwire_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

func TestTextFormat(t *testing.T) {
	c := start(t, nil).connect(t, "")
	for sql, want := range map[string]string{
		"select true, false, null":                                                                              "t f NULL",
		"select 1::smallint, -2::int, 3::bigint":                                                                "1 -2 3",
		"select 0.1::float8 + 0.2::float8, 1e20::float8, 100000::float8":                                        "0.3 1e+20 100000",
		"select 'NaN'::float8, 'Infinity'::float8, '-Infinity'::float4":                                         "NaN Infinity -Infinity",
		"select 1.50::numeric(10,2), -0.05::numeric(4,2), 0::numeric(5,3)":                                      "1.50 -0.05 0.000",
		"select '2020-08-21 17:33:51.88712'::timestamp":                                                         "2020-08-21 17:33:51.88712",
		"select '2022-02-22'::timestamp, '2022-02-22'::date":                                                    "2022-02-22 00:00:00 2022-02-22",
		"select '2022-02-22 10:00:00+02'::timestamptz":                                                          "2022-02-22 08:00:00+00",
		"select '0044-03-15 (BC)'::date, '0001-01-01'::date":                                                    "0044-03-15 BC 0001-01-01",
		"select '15:04:05.120'::time, 'infinity'::timestamp":                                                    "15:04:05.12 infinity",
		"select 'abc'::varchar, ''::varchar, 'x'::varbyte":                                                      "abc  78",
		"select '13:24:55.5-08:30'::timetz, '01:02:03+00'::timetz":                                              "13:24:55.5-08:30 01:02:03+00",
		"select interval '1 year 2 mons 25 hours', interval '-1 day'":                                           "1 year 2 mons 1 day 01:00:00 -1 days",
		"select sum(a::numeric(19,0)), sum(a) / 2 from (select 9223372036854775807 as a union all select -1) t": "9223372036854775806 4611686018427387903",
		"select sum(a) over () from (select 9223372036854775807 as a union all select 9223372036854775807) t":   "18446744073709551614",
	} {
		if got := strings.Join(rows(t, c, sql)[0], " "); got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
	mustExec(t, c, "set extra_float_digits to 2")
	if got := rows(t, c, "select 0.1::float8 + 0.2::float8, 1000000::float8, 0.1::float4")[0]; !reflect.DeepEqual(got, []string{"0.30000000000000004", "1000000", "0.1"}) {
		t.Errorf("all digits: %q", got)
	}
}

// pgx asks for binary both ways.
func TestBinaryFormat(t *testing.T) {
	c := start(t, nil).connect(t, "")
	mustExec(t, c, `create table b (o bool, i2 smallint, i4 int, i8 bigint, f4 real, f8 double precision, n numeric(20,5),
		s varchar, y varbyte, d date, t time, ts timestamp, tz timestamptz)`)
	at := time.Date(1999, 12, 31, 23, 59, 59, 123456000, time.UTC)
	number := pgtype.Numeric{}
	if err := number.Scan("-12345678.00120"); err != nil {
		t.Fatal(err)
	}
	args := []any{true, int16(-2), int32(3), int64(-4), float32(1.5), 2.25, number, "text, é", []byte{0, 1},
		pgtype.Date{Time: time.Date(1969, 7, 20, 0, 0, 0, 0, time.UTC), Valid: true},
		pgtype.Time{Microseconds: 1, Valid: true}, at, at}
	if _, err := c.Exec(t.Context(), "insert into b values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)", args...); err != nil {
		t.Fatal(err)
	}
	got, err := c.Query(t.Context(), "select * from b where i4 = $1 and n < $2", 3, number)
	if err != nil {
		t.Fatal(err)
	}
	got.Close()
	got, err = c.Query(t.Context(), "select * from b where i4 = $1 and n = $2", 3, number)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Close()
	if !got.Next() {
		t.Fatalf("no row: %v", got.Err())
	}
	values, err := got.Values()
	if err != nil {
		t.Fatal(err)
	}
	text, err := values[6].(pgtype.Numeric).Value()
	if err != nil || text != "-12345678.00120" {
		t.Errorf("numeric %v, %v", text, err)
	}
	values[6], values[12] = nil, values[12].(time.Time).UTC()
	want := []any{true, int16(-2), int32(3), int64(-4), float32(1.5), 2.25, nil, "text, é", "0001",
		time.Date(1969, 7, 20, 0, 0, 0, 0, time.UTC), pgtype.Time{Microseconds: 1, Valid: true}, at, at}
	if !reflect.DeepEqual(values, want) {
		t.Errorf("\n got %#v\nwant %#v", values, want)
	}
}

func TestNumericsBothWays(t *testing.T) {
	c := start(t, nil).connect(t, "")
	for _, s := range []string{"0", "1", "-1", "0.00001", "9999", "10000", "10000.0001", "99999999.99999999", "-0.1", "100000000", "12345678901234567890.12345678"} {
		var n, back pgtype.Numeric
		if err := n.Scan(s); err != nil {
			t.Fatal(err)
		}
		if err := c.QueryRow(t.Context(), "select $1::numeric(38,8)", n).Scan(&back); err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		a, _ := n.Float64Value()
		b, _ := back.Float64Value()
		if a.Float64 != b.Float64 {
			t.Errorf("%s came back as %v", s, b.Float64)
		}
	}
}

func TestTextParameters(t *testing.T) {
	c := start(t, nil).connect(t, "").PgConn()
	param := func(sql string, values ...string) ([][]byte, error) {
		raw := make([][]byte, len(values))
		for i, v := range values {
			raw[i] = []byte(v)
		}
		r := c.ExecParams(t.Context(), sql, raw, nil, nil, nil).Read()
		if r.Err != nil || len(r.Rows) == 0 {
			return nil, r.Err
		}
		return r.Rows[0], nil
	}
	if _, err := param("create table p (a int, b varchar, d date, n numeric(10,2))"); err != nil {
		t.Fatal(err)
	}
	if _, err := param("insert into p values ($1, $2, $3, $4)", " 42 ", "x", "2020-02-29", "1.5"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		sql    string
		values []string
		want   string
	}{
		{"select a, b, d, n from p where a = $1", []string{"42"}, "42 x 2020-02-29 1.50"},
		{"select a from p where d = $1 and n > $2 and b = $3", []string{"2020-02-29", "1", "x"}, "42"},
		{"select $1", []string{"hello"}, "hello"},
		{"select 'a' || $1", []string{"b"}, "ab"},
		{"select $1 + a from p", []string{"1"}, "43"},
		{"select a from p limit $1", []string{"1"}, "42"},
		{"select upper($1)", []string{"x"}, "X"},
		{"select $1, $2 + 1, $1, $3", []string{"x", "41", "1.5"}, "x 42 x 1.5"},
	} {
		row, err := param(test.sql, test.values...)
		if got := string(joinBytes(row)); err != nil || got != test.want {
			t.Errorf("%s: %q, %v; want %q", test.sql, got, err, test.want)
		}
	}
	for value, want := range map[string]string{"x": "22P02", "": "22P02", "99999999999": "22003", "1; drop table p": "22P02"} {
		if _, err := param("select a from p where a = $1", value); state(err) != want {
			t.Errorf("%q for an integer: %v", value, err)
		}
	}
	if _, err := param("select nope from p where a = $1", "1"); state(err) != "42703" {
		t.Errorf("unknown column: %v", err)
	}
}

func joinBytes(row [][]byte) []byte {
	var out []byte
	for i, v := range row {
		if i > 0 {
			out = append(out, ' ')
		}
		out = append(out, v...)
	}
	return out
}
