package awsjson_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/shape"
	"github.com/countersign-dev/countersign/internal/wire/awsjson"
)

func TestDecode(t *testing.T) {
	tests := []struct {
		name string
		body string
		want dataapi.ExecuteStatementInput
	}{
		{"nothing", `{}`, dataapi.ExecuteStatementInput{}},
		{"scalars", `{"Sql": "select \u00e9", "WithEvent":false,"WaitTimeSeconds":5}`,
			dataapi.ExecuteStatementInput{Sql: new("select é"), WithEvent: new(false), WaitTimeSeconds: new(int32(5))}},
		{"null is absent", `{"Sql":null}`, dataapi.ExecuteStatementInput{}},
		{"present but empty", `{"Sql":"","Parameters":[]}`, dataapi.ExecuteStatementInput{Sql: new(""), Parameters: []dataapi.SqlParameter{}}},
		{"list of structures", `{"Parameters":[{"name":"a","value":"1"},{"name":"b"}]}`,
			dataapi.ExecuteStatementInput{Parameters: []dataapi.SqlParameter{{Name: new("a"), Value: new("1")}, {Name: new("b")}}}},
		{"members of nobody", `{"sql":"x","Other":{"a":[1,{"b":null}],"c":"d"},"Sql":"y"}`, dataapi.ExecuteStatementInput{Sql: new("y")}},
	}
	codec := awsjson.NewCodec(dataapi.NewModel())
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got dataapi.ExecuteStatementInput
			if err := codec.Decode([]byte(test.body), "ExecuteStatementInput", &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	tests := []struct{ name, body, message string }{
		{"empty", ``, ""},
		{"cut short", `{"Sql":"x"`, ""},
		{"two values", `{} {}`, ""},
		{"no object", `[]`, "Start of list found where not expected"},
		{"not UTF-8", "{\"Sql\":\"\xff\"}", ""},
		{"a number for a string", `{"Sql":1}`, "NUMBER_VALUE can not be converted to a String"},
		{"a string for a number", `{"WaitTimeSeconds":"1"}`, "STRING_VALUE can not be converted to an Integer"},
		{"a fraction for an integer", `{"WaitTimeSeconds":1.5}`, "NUMBER_VALUE can not be converted to an Integer"},
		{"too large an integer", `{"WaitTimeSeconds":2147483648}`, "NUMBER_VALUE can not be converted to an Integer"},
		{"true for a string", `{"Sql":true}`, "TRUE_VALUE can not be converted to a String"},
		{"an object for a string", `{"Sql":{}}`, "Start of structure or map found where not expected."},
		{"a list for a string", `{"Sql":[]}`, "Start of list found where not expected"},
		{"a string for a list", `{"Parameters":"x"}`, "STRING_VALUE can not be converted to a list"},
		{"deep in what nobody reads", `{"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`, "Nesting is too deep"},
	}
	codec := awsjson.NewCodec(dataapi.NewModel())
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := codec.Decode([]byte(test.body), "ExecuteStatementInput", new(dataapi.ExecuteStatementInput))
			f, ok := fault.From(err)
			if !ok || !errors.Is(err, fault.Serialization) || f.Message != test.message {
				t.Errorf("got %v, want %q", err, test.message)
			}
		})
	}
}

func TestResponse(t *testing.T) {
	codec := awsjson.NewCodec(dataapi.NewModel())
	for want, field := range map[string]dataapi.Field{
		`{"longValue":-1}`:                       {LongValue: new(int64(-1))},
		`{"stringValue":"a\"\\\n\u0001é\ufffd"}`: {StringValue: new("a\"\\\n\x01é\xff")},
		`{"isNull":true}`:                        {IsNull: new(true)},
		`{"doubleValue":1.0}`:                    {DoubleValue: new(1.0)},
		`{"doubleValue":1e+300}`:                 {DoubleValue: new(1e300)},
		`{"doubleValue":"NaN"}`:                  {DoubleValue: new(math.NaN())},
		`{"doubleValue":"-Infinity"}`:            {DoubleValue: new(math.Inf(-1))},
		`{"booleanValue":false}`:                 {BooleanValue: new(false)},
		`{"blobValue":"AP8="}`:                   {BlobValue: []byte{0, 255}},
	} {
		if got := string(codec.AppendResponse(nil, &shape.Operation{Output: "Field"}, &field)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	out := &dataapi.GetStatementResultResponse{
		Records: shape.Encoded(`[[{"longValue":1}]]`), ColumnMetadata: []dataapi.ColumnMetadata{{Name: new("a")}, {Name: new("b")}}, TotalNumRows: new(int64(3)),
	}
	got := string(codec.AppendResponse(nil, &shape.Operation{Output: "GetStatementResultResponse"}, out))
	want := `{"Records":[[{"longValue":1}]],"ColumnMetadata":[{"name":"a"},{"name":"b"}],"TotalNumRows":3}`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := string(codec.AppendResponse(nil, &shape.Operation{}, nil)); got != "{}" {
		t.Errorf("without an output: %s", got)
	}
}

func TestTimestampsAreNumbers(t *testing.T) {
	codec := awsjson.NewCodec(dataapi.NewModel())
	out := &dataapi.ExecuteStatementOutput{CreatedAt: new(time.UnixMilli(1605129296123))}
	if got, want := string(codec.AppendResponse(nil, &shape.Operation{Output: "ExecuteStatementOutput"}, out)), `{"CreatedAt":1605129296.123}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFault(t *testing.T) {
	f := dataapi.ResourceNotFoundException.With("Query does not exist.").WithMember("ResourceId", "x")
	if got, want := string(awsjson.AppendFault(nil, f)), `{"__type":"ResourceNotFoundException","message":"Query does not exist.","ResourceId":"x"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := string(awsjson.AppendFault(nil, fault.UnknownOperation.With(""))), `{"__type":"UnknownOperationException"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Whatever a client sends, decoding ends with an input or a fault, and what is
// sent back is JSON that decodes to the same input.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"Sql":"x","Parameters":[{"name":"a","value":"\ud800"}]}`))
	f.Add([]byte(`{"x":[[[[]]]],"WaitTimeSeconds":1e3}`))
	f.Add([]byte(`{"Sql":null}`))
	codec := awsjson.NewCodec(dataapi.NewModel())
	op := &shape.Operation{Output: "ExecuteStatementInput"}
	f.Fuzz(func(t *testing.T, body []byte) {
		var in, again dataapi.ExecuteStatementInput
		if err := codec.Decode(body, "ExecuteStatementInput", &in); err != nil {
			if _, ok := fault.From(err); !ok {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		out := codec.AppendResponse(nil, op, &in)
		if !json.Valid(out) {
			t.Fatalf("not JSON: %s", out)
		}
		if err := codec.Decode(out, "ExecuteStatementInput", &again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(in, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
