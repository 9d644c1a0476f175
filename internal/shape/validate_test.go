package shape_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/api/stsapi"
	"github.com/countersign-dev/countersign/internal/shape"
)

func models() []*shape.Model {
	return []*shape.Model{redshiftapi.NewModel(), dataapi.NewModel(), stsapi.NewModel(), iamapi.NewModel(), secretsapi.NewModel()}
}

// Every name in every model leads to a shape, and every pattern compiles.
func TestModelsAreWhole(t *testing.T) {
	for _, m := range models() {
		for _, s := range m.Shapes {
			for _, target := range append([]string{s.Element, s.Key, s.Value}, targets(s)...) {
				if _, known := m.Shapes[target]; target != "" && !known {
					t.Errorf("%s: shape %s leads to %q, which is none", m.Service, s.Name, target)
				}
			}
			s.Matches("") // panics where the pattern does not compile
		}
	}
}

func targets(s *shape.Shape) []string {
	var list []string
	for _, m := range s.Members {
		list = append(list, m.Target)
	}
	return list
}

// Codecs index the fields of generated structs by the order of the members.
func TestFieldsAreInTheOrderOfMembers(t *testing.T) {
	bound := []struct {
		model *shape.Model
		ops   []shape.Operation
	}{
		{redshiftapi.NewModel(), redshiftapi.Operations(nil)},
		{dataapi.NewModel(), dataapi.Operations(nil)},
		{stsapi.NewModel(), stsapi.Operations(nil)},
		{iamapi.NewModel(), iamapi.Operations(nil)},
		{secretsapi.NewModel(), secretsapi.Operations(nil)},
	}
	for _, b := range bound {
		for _, op := range b.ops {
			if op.NewInput != nil {
				sameOrder(t, b.model, b.model.Shape(op.Input), reflect.TypeOf(op.NewInput()).Elem(), 0)
			}
		}
	}
}

func sameOrder(t *testing.T, m *shape.Model, s *shape.Shape, typ reflect.Type, depth int) {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	if depth > 4 || typ.Kind() != reflect.Struct || s.Kind != shape.Structure {
		return
	}
	if typ.NumField() != len(s.Members) {
		t.Fatalf("%s: %d fields, %d members", s.Name, typ.NumField(), len(s.Members))
	}
	for i, member := range s.Members {
		if got, want := typ.Field(i).Name, shape.FieldName(member.Name); got != want {
			t.Errorf("%s: field %d is %s, member %s", s.Name, i, got, want)
		}
		target := m.Shape(member.Target)
		if target.Kind == shape.List {
			target = m.Shape(target.Element)
		}
		sameOrder(t, m, target, typ.Field(i).Type, depth+1)
	}
}

func TestValidate(t *testing.T) {
	long := strings.Repeat("a", 70)
	tests := []struct {
		name  string
		shape string
		input any
		want  string
	}{
		{"valid", "ExecuteStatementInput", &dataapi.ExecuteStatementInput{Sql: new("select 1")}, ""},
		{"missing", "ExecuteStatementInput", &dataapi.ExecuteStatementInput{},
			"1 validation error detected: Value at 'sql' failed to satisfy constraint: Member must not be null"},
		{"too long", "ExecuteStatementInput", &dataapi.ExecuteStatementInput{Sql: new("select 1"), ClientToken: &long},
			"1 validation error detected: Value '" + long + "' at 'clientToken' failed to satisfy constraint: Member must have length less than or equal to 64"},
		{"pattern", "DescribeStatementRequest", &dataapi.DescribeStatementRequest{Id: new("x")},
			"1 validation error detected: Value 'x' at 'id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d{0,2})?"},
		{"a newline after the pattern", "DescribeStatementRequest", &dataapi.DescribeStatementRequest{Id: new("d9b6c0c9-0747-4bf4-b142-e8883122f766\n")},
			"1 validation error detected: Value 'd9b6c0c9-0747-4bf4-b142-e8883122f766\n' at 'id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d{0,2})?"},
		{"range", "DescribeStatementRequest", &dataapi.DescribeStatementRequest{Id: new("d9b6c0c9-0747-4bf4-b142-e8883122f766"), WaitTimeSeconds: new(int32(31))},
			"1 validation error detected: Value '31' at 'waitTimeSeconds' failed to satisfy constraint: Member must have value less than or equal to 30"},
		{"inside a list", "ExecuteStatementInput", &dataapi.ExecuteStatementInput{Sql: new("x"), Parameters: []dataapi.SqlParameter{{Name: new("a b")}}},
			"2 validation errors detected: Value 'a b' at 'parameters.1.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z_]+; Value at 'parameters.1.member.value' failed to satisfy constraint: Member must not be null"},
		{"enum", "ExecuteStatementInput", &dataapi.ExecuteStatementInput{Sql: new("x"), ResultFormat: new("XML")},
			"1 validation error detected: Value 'XML' at 'resultFormat' failed to satisfy constraint: Member must satisfy enum value set: [JSON, CSV]"},
	}
	model := dataapi.NewModel()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if violations := model.Validate(test.shape, test.input); len(violations) > 0 {
				got = shape.ValidationMessage(violations)
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestValidateMasksSensitiveValues(t *testing.T) {
	model := shape.NewModel(shape.Model{}, []*shape.Shape{
		{Name: "In", Kind: shape.Structure, Members: []shape.Member{{Name: "Password", Target: "Secret"}}},
		{Name: "Secret", Kind: shape.String, Sensitive: true, Min: new(int64(8))},
	})
	violations := model.Validate("In", &struct{ Password *string }{new("hunter2")})
	if text := shape.ValidationMessage(violations); len(violations) != 1 || strings.Contains(text, "hunter2") {
		t.Errorf("got %s", text)
	}
}
