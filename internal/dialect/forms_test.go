package dialect_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/function"
)

// forms are calls of the functions that have no lines in the catalogue, by their names there. Those
// without a call stand in FROM, and are tried with the relations of the system.
var forms = map[string]string{
	"approximate count": "approximate count(distinct 1)", "approximate percentile_disc": "approximate percentile_disc(0.5) within group (order by 1)",
	"grouping": "(select grouping(a) from (select 1 as a) x group by a)", "case": "case when true then 1 end", "decode": "decode(1, 1, 2)",
	"cast": "cast(1 as varchar)", "convert": "convert(varchar, 1)", "try_cast": "try_cast('1' as int)",
	"at time zone": "timestamp '2020-01-01' at time zone 'PST'", "current_date": "current_date", "sysdate": "sysdate", "getdate": "getdate()",
	"object_transform": "object_transform(json_parse('{}') keep '\"a\"')", "collate": "collate('a', 'cs')",
	"pg_client_encoding": "pg_client_encoding()", "current_time": "current_time", "current_timestamp": "current_timestamp", "localtime": "localtime", "localtimestamp": "localtimestamp",
	"current_setting": "current_setting('client_encoding')", "set_config": "set_config('client_encoding', 'UTF8', true)",
	"change_session_priority": "change_session_priority(-1, 'low')", "change_user_priority": "change_user_priority('u', 'low')",
	"current_aws_account": "current_aws_account()", "current_namespace": "current_namespace", "current_database": "current_database()", "current_schema": "current_schema()",
	"current_schemas": "current_schemas(true)", "current_user": "current_user", "session_user": "session_user", "current_user_id": "current_user_id", "user": "user",
	"version": "version()", "pg_backend_pid": "pg_backend_pid()", "role_is_member_of": "role_is_member_of('a', 'b')", "user_is_member_of": "user_is_member_of('a', 'b')",
	"has_assumerole_privilege":      "has_assumerole_privilege('arn', 'copy')",
	"pg_get_cols":                   "",
	"pg_get_late_binding_view_cols": "",
}

// Every form that the catalogue names is bound: its list of functions tells no lie.
func TestFormsAreBound(t *testing.T) {
	session := dialect.Session{Session: bind.Session{
		User: "u", Database: "dev", Facts: map[string]string{"current_aws_account": "1", "current_namespace": "n"},
		Setting:    func(string) string { return "UTF8" },
		IsMember:   func(string, string, string) (bool, error) { return true, nil },
		Prioritize: func(string, string, string) (string, error) { return "done", nil },
	}}
	for _, family := range function.Families() {
		for _, form := range family.Forms {
			call, known := forms[form.Name]
			if !known {
				t.Errorf("%s: no call of it is tried here", form.Name)
				continue
			}
			if call == "" {
				continue
			}
			list, err := dialect.Split("select " + call)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := list[0].Translate(session); err != nil {
				t.Errorf("%s: %v", call, err)
			}
		}
	}
}
