package pgwire_test

import (
	"fmt"
	"strings"
	"testing"
)

// The parameters of the developer guide's configuration reference: what they are at first,
// what they take, and what they do not.
func TestParameters(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	for _, test := range []struct{ name, initial, set, kept, bad string }{
		{"analyze_threshold_percent", "10", "0.5", "0.5", "100.1"},
		{"cast_super_null_on_error", "on", "false", "off", "maybe"},
		{"default_geometry_encoding", "1", "2", "2", "3"},
		{"describe_field_name_in_uppercase", "off", "false", "off", "2"},
		{"downcase_delimited_identifier", "on", "0", "off", "''"},
		{"enable_case_sensitive_identifier", "off", "TRUE", "on", "x"},
		{"enable_case_sensitive_super_attribute", "off", "yes", "on", "x"},
		{"enable_numeric_rounding", "on", "off", "off", "x"},
		{"enable_result_cache_for_session", "on", "off", "off", "x"},
		{"enable_vacuum_boost", "off", "on", "on", "x"},
		{"error_on_nondeterministic_update", "off", "on", "on", "x"},
		{"extra_float_digits", "0", "-15", "-15", "3"},
		{"interval_forbid_composite_literals", "on", "off", "off", "x"},
		{"json_serialization_enable", "off", "on", "on", "x"},
		{"json_serialization_parse_nested_strings", "off", "on", "on", "x"},
		{"max_concurrency_scaling_clusters", "1", "10", "10", "11"},
		{"max_cursor_result_set_size", "0", "5", "5", "-1"},
		{"mv_enable_aqmv_for_session", "on", "off", "off", "x"},
		{"navigate_super_null_on_error", "on", "off", "off", "x"},
		{"parse_super_null_on_error", "off", "on", "on", "x"},
		{"pg_federation_repeatable_read", "on", "off", "off", "x"},
		{"query_group", "unset", "'6 p.m.'", "6 p.m.", "'" + strings.Repeat("x", 321) + "'"},
		{"search_path", "$user, public", "'$user', a, \"B c\"", "\"$user\", a, \"B c\"", "public."},
		{"spectrum_enable_pseudo_columns", "on", "off", "off", "x"},
		{"spectrum_query_maxerror", "-1", "100", "100", "-2"},
		{"statement_timeout", "0", "100000", "100000", "-1"},
		{"stored_proc_log_min_messages", "LOG", "exception", "EXCEPTION", "debug"},
		{"timezone", "UTC", "'GB'", "GB", "'NoSuch'"},
		{"use_fips_ssl", "off", "off", "off", "on"},
		{"wlm_query_slot_count", "1", "50", "50", "51"},
		{"datashare_break_glass_session_var", "", "'x'", "x", ""},
		{"intervalstyle", "postgres", "POSTGRES", "postgres", "iso_8601"},
	} {
		many(t, c, "show "+test.name, "SHOW: "+test.initial, "set "+test.name+" to "+test.set, "SET", "show "+test.name, "SHOW: "+test.kept)
		if test.bad != "" {
			if _, err := c.PgConn().Exec(t.Context(), "set "+test.name+" = "+test.bad).ReadAll(); err == nil || state(err) != "22023" && state(err) != "55P02" && state(err) != "42601" {
				t.Errorf("%s = %s: %v", test.name, test.bad, err)
			}
		}
		many(t, c, "show "+test.name, "SHOW: "+test.kept, "reset "+test.name, "RESET", "show "+test.name, "SHOW: "+test.initial)
	}
	many(t, c,
		"set extra_float_digits to 3", `22023 3 is outside the valid range for parameter "extra_float_digits" (-15 .. 2)`,
		"set enable_numeric_rounding to 7", `22023 parameter "enable_numeric_rounding" requires a Boolean value`,
		"set statement_timeout to '1s'", `22023 parameter "statement_timeout" requires an integer value`,
		"set use_fips_ssl to on", `55P02 parameter "use_fips_ssl" cannot be changed`,
		"set query_group to a", "SET", "set wlm_query_slot_count to 5", "SET", "reset all", "RESET", "show query_group", "SHOW: unset", "show wlm_query_slot_count", "SHOW: 1",
	)
	if got := rows(t, c, "show all"); len(got) < 40 {
		t.Errorf("SHOW ALL: %d", len(got))
	}
	answer, err := results(c.PgConn().Exec(t.Context(), "show datestyle; show timezone; set describe_field_name_in_uppercase to on; show describe_field_name_in_uppercase; select 1 as abc, 2 as \"é\""))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range answer {
		for _, f := range r.FieldDescriptions {
			names = append(names, f.Name)
		}
	}
	if got := fmt.Sprint(names); got != "[DateStyle TimeZone DESCRIBE_FIELD_NAME_IN_UPPERCASE ABC É]" {
		t.Error(got)
	}
}

// What the session began with is what RESET goes back to.
func TestParametersOfTheStart(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable&query_group=first&timezone=Asia/Tokyo")
	many(t, c, "set query_group to other", "SET", "set timezone to utc", "SET", "reset query_group", "RESET", "set timezone to default", "SET",
		"show query_group", "SHOW: first", "show timezone", "SHOW: Asia/Tokyo", "select '2024-01-01 00:00:00+00'::timestamptz", "SELECT 1: 2024-01-01 09:00:00+09",
		"set query_group to other; reset all; show query_group", "SHOW: first")
}

// A path with names in quotes comes back as it was.
func TestSearchPathIsRestored(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	many(t, c, `create schema "we, ird"`, "CREATE SCHEMA", `create table "we, ird".only_there (a int)`, "CREATE TABLE", `set search_path to "we, ird", public`, "SET",
		"begin; set search_path to public; rollback", "ROLLBACK", "show search_path", `SHOW: "we, ird", public`, "select count(*) from only_there", "SELECT 1: 0")
}

// The session's own variables have a dot in their names.
func TestVariables(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	many(t, c,
		"show app_context.user_id", `42704 unrecognized configuration parameter "app_context.user_id"`,
		"set app_context.user_id to 123", "SET",
		"show app_context.user_id", "SHOW: 123",
		"set App_Context.User_Id to 'x y'", "SET",
		"show app_context.user_id", "SHOW: x y",
		"begin; set app_context.user_id to z; rollback; show app_context.user_id", "SHOW: x y",
		"reset app_context.user_id", "RESET",
		"show app_context.user_id", `42704 unrecognized configuration parameter "app_context.user_id"`,
		"set a.b.c to 1", `42704 unrecognized configuration parameter "a.b.c"`,
		"set countersign.statement to x", `42704 unrecognized configuration parameter "countersign.statement"`,
		"set countersign.other to x", `42704 unrecognized configuration parameter "countersign.other"`,
		"set a.b to '"+strings.Repeat("x", 70000)+"'", "53200 the session's variables are too large",
	)
}

// SET SEED makes RANDOM repeat itself.
func TestSeed(t *testing.T) {
	c := start(t, nil).connect(t, "sslmode=disable")
	mustExec(t, c, "set seed to .25")
	first := rows(t, c, "select random() as a, random() as b")
	if again := rows(t, c, "select random() as a, random() as b"); fmt.Sprint(again) == fmt.Sprint(first) {
		t.Errorf("%v twice", again)
	}
	mustExec(t, c, "set seed to .25")
	if again := rows(t, c, "select random() as a, random() as b"); fmt.Sprint(again) != fmt.Sprint(first) {
		t.Errorf("%v, then %v", first, again)
	}
	many(t, c, "set seed to 1.5", `22023 1.5 is outside the valid range for parameter "seed" (0 .. 1)`, "set seed to x", `22023 parameter "seed" requires a numeric value`,
		"set seed to 'NaN'", `22023 parameter "seed" requires a numeric value`)
}
