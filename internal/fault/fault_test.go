package fault_test

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/countersign-dev/countersign/internal/fault"
)

func TestFamilies(t *testing.T) {
	tests := []struct {
		kind                *fault.Kind
		query, json         string
		queryStatus, status int
	}{
		{fault.UnknownOperation, "UnknownOperationException", "UnknownOperationException", 400, 400},
		{fault.ValidationError, "ValidationError", "ValidationException", 400, 400},
		{fault.AccessDenied, "AccessDenied", "AccessDeniedException", 403, 400},
		{fault.InternalFailure, "InternalFailure", "InternalServerException", 500, 500},
	}
	for _, test := range tests {
		if code, status := test.kind.InQuery(); code != test.query || status != test.queryStatus {
			t.Errorf("%s in the query protocol: %s, %d", test.kind.Code, code, status)
		}
		if code, status := test.kind.InJSON(); code != test.json || status != test.status {
			t.Errorf("%s in JSON: %s, %d", test.kind.Code, code, status)
		}
	}
}

func TestFrom(t *testing.T) {
	f := fault.InvalidAction.With("Could not find %s", "x")
	for _, err := range []error{f, fmt.Errorf("wrapped: %w", f), errors.Join(errors.New("other"), f)} {
		if got, ok := fault.From(err); !ok || got != f || !errors.Is(err, fault.InvalidAction) || errors.Is(err, fault.MissingAction) {
			t.Errorf("%v: got %v, %v", err, got, ok)
		}
	}
	if got, ok := fault.From(fault.Throttling); !ok || got.Kind != fault.Throttling || got.Message != "" || got.Error() != "Throttling" {
		t.Errorf("a kind alone: %v, %v", got, ok)
	}
	if f.Error() != "InvalidAction: Could not find x" {
		t.Errorf("text %q", f)
	}
	for _, err := range []error{nil, errors.New("trouble")} {
		if got, ok := fault.From(err); ok {
			t.Errorf("%v is no fault: %v", err, got)
		}
	}
}

// Faults are values: adding a member leaves the first as it was.
func TestWithMember(t *testing.T) {
	f := fault.ValidationError.With("no")
	one := f.WithMember("ResourceId", "a")
	two := one.WithMember("Other", "b")
	if f.Members != nil || !maps.Equal(one.Members, map[string]string{"ResourceId": "a"}) ||
		!maps.Equal(two.Members, map[string]string{"ResourceId": "a", "Other": "b"}) {
		t.Errorf("got %v, %v, %v", f.Members, one.Members, two.Members)
	}
	if !errors.Is(two, fault.ValidationError) || two.Message != "no" {
		t.Errorf("got %v", two)
	}
}
