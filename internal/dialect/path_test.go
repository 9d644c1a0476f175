package dialect_test

import (
	"reflect"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect"
)

func TestPath(t *testing.T) {
	for want, names := range map[string][]string{
		`"$user", public`:    {"$user", "public"},
		`a, "B", "c ""d, e"`: {"a", "B", `c "d, e`},
		`"select"`:           {"select"},
		``:                   nil,
	} {
		if got := dialect.Path(names); got != want {
			t.Errorf("%q: %s", names, got)
		}
		if got := dialect.PathNames(want); !reflect.DeepEqual(got, names) {
			t.Errorf("%s: %q", want, got)
		}
	}
	for path, want := range map[string][]string{
		"$user, public": {"$user", "public"}, " a ,b": {"a", "b"}, `"open`: {"open"}, `"a"b`: {"a", "b"}, ",": {""}, `"`: {""},
	} {
		if got := dialect.PathNames(path); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q", path, got)
		}
	}
}
