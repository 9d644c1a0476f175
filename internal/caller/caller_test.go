package caller_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/caller"
)

func TestScope(t *testing.T) {
	scope := caller.Scope{Partition: "aws-cn", Account: "123456789012", Region: "cn-north-1", RequestID: "id"}
	if got := caller.From(caller.With(t.Context(), scope)); got != scope {
		t.Errorf("got %v", got)
	}
	if got, want := scope.ARN("redshift", "cluster:x"), "arn:aws-cn:redshift:cn-north-1:123456789012:cluster:x"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWithoutScope(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an operation without a caller went on")
		}
	}()
	caller.From(t.Context())
}
