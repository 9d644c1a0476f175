package dialect_test

import (
	"reflect"
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect"
)

// What SET, SHOW and RESET say.
func TestSetting(t *testing.T) {
	for script, want := range map[string]dialect.Setting{
		"set application_name to 'x y'":        {Name: "application_name", Values: []string{"x y"}},
		"set search_path = a, \"B\", '$user'":  {Name: "search_path", Values: []string{"a", "B", "$user"}},
		"set session statement_timeout to 100": {Name: "statement_timeout", Values: []string{"100"}},
		"set extra_float_digits = -3":          {Name: "extra_float_digits", Values: []string{"-3"}},
		"set time zone 'UTC'":                  {Name: "timezone", Values: []string{"UTC"}},
		"set query_group to default":           {Name: "query_group", Default: true},
		"set local query_group to x":           {Name: "query_group", Values: []string{"x"}, Local: true},
		"show all":                             {Name: "all"},
		"reset search_path":                    {Name: "search_path"},
		"show transaction isolation level":     {Name: "transaction_isolation"},
		"set timezone interval '-8 hours'":     {Name: "timezone", Values: []string{"interval -8 hours"}},
		"set time zone local":                  {Name: "timezone", Default: true},
		"set Weird.Name to 1":                  {Name: "weird.name", Values: []string{"1"}},
	} {
		list, err := dialect.Split(script)
		if err != nil {
			t.Errorf("%q: %v", script, err)
			continue
		}
		if got, err := list[0].Setting(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, %v", script, got, err)
		}
	}
	for _, script := range []string{"set", "set x", "set x y", "set x =", "show", "show a b", "set x = (1)"} {
		list, err := dialect.Split(script)
		if err != nil {
			continue
		}
		if _, err := list[0].Setting(); err == nil {
			t.Errorf("%q: passed", script)
		}
	}
}
