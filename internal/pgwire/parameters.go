package pgwire

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A parameter is a setting of a session.
type parameter struct {
	initial   string
	report    string // ParameterStatus's name for it; empty when it is not reported
	fixed     bool   // may be set to what it is, and to nothing else
	transient bool   // takes effect when it is set, and is not kept
	meaning   bool   // changes what statements mean
	check     func(name, value string) (string, error)
}

// parameters are the settings that a session knows: those of the developer guide's
// configuration reference, and those of PostgreSQL that drivers use.
// Source: docs.aws.amazon.com/redshift/latest/dg/cm_chap_ConfigurationRef.html.
//
// Some of them direct what there is none of here: analyze_threshold_percent,
// enable_result_cache_for_session, enable_vacuum_boost, max_concurrency_scaling_clusters,
// max_cursor_result_set_size, mv_enable_aqmv_for_session, pg_federation_repeatable_read,
// spectrum_enable_pseudo_columns, spectrum_query_maxerror, stored_proc_log_min_messages and
// wlm_query_slot_count change how fast an answer comes or what is logged, not the answer;
// application_name and query_group are labels. They are taken and kept.
var parameters = map[string]parameter{
	"analyze_threshold_percent":               {initial: "10", check: real(0, 100)},
	"application_name":                        {report: "application_name"},
	"cast_super_null_on_error":                boolean("on", true),
	"client_encoding":                         {initial: "UTF8", report: "client_encoding", check: checkEncoding},
	"datashare_break_glass_session_var":       {},
	"datestyle":                               {initial: "ISO, MDY", report: "DateStyle", meaning: true},
	"default_geometry_encoding":               {initial: "1", check: integer(1, 2), meaning: true},
	"default_transaction_isolation":           {initial: "serializable", check: checkIsolation},
	"default_transaction_read_only":           boolean("off", false),
	"describe_field_name_in_uppercase":        boolean("off", false),
	"downcase_delimited_identifier":           boolean("on", true),
	"enable_case_sensitive_identifier":        boolean("off", true),
	"enable_case_sensitive_super_attribute":   boolean("off", true),
	"enable_numeric_rounding":                 boolean("on", true),
	"enable_result_cache_for_session":         boolean("on", false),
	"enable_vacuum_boost":                     boolean("off", false),
	"error_on_nondeterministic_update":        boolean("off", true),
	"extra_float_digits":                      {initial: "0", check: integer(-15, 2)},
	"integer_datetimes":                       {initial: "on", report: "integer_datetimes", fixed: true},
	"interval_forbid_composite_literals":      boolean("on", true),
	"intervalstyle":                           {initial: "postgres", check: oneOf("postgres")},
	"is_superuser":                            {initial: "on", report: "is_superuser", fixed: true},
	"json_serialization_enable":               boolean("off", true),
	"json_serialization_parse_nested_strings": boolean("off", true),
	"max_concurrency_scaling_clusters":        {initial: "1", check: integer(0, 10)},
	"max_cursor_result_set_size":              {initial: "0", check: integer(0, 14400000)},
	"mv_enable_aqmv_for_session":              boolean("on", false),
	"navigate_super_null_on_error":            boolean("on", true),
	"parse_super_null_on_error":               boolean("off", true),
	"pg_federation_repeatable_read":           boolean("on", false),
	"query_group":                             {initial: "unset", check: atMost(320)},
	"readonly":                                boolean("off", false), // what Redshift's drivers call default_transaction_read_only
	"search_path":                             {initial: "$user, public"},
	"seed":                                    {initial: "unavailable", transient: true, check: real(0, 1)},
	"server_encoding":                         {initial: "UTF8", report: "server_encoding", fixed: true},
	"server_version":                          {initial: serverVersion, report: "server_version", fixed: true},
	"session_authorization":                   {report: "session_authorization"},
	"spectrum_enable_pseudo_columns":          boolean("on", false),
	"spectrum_query_maxerror":                 {initial: "-1", check: integer(-1, 1<<31-1)},
	"standard_conforming_strings":             {initial: "off", report: "standard_conforming_strings", check: oneOf("on", "off")},
	"statement_timeout":                       {initial: "0", check: integer(0, 1<<31-1)},
	"stored_proc_log_min_messages":            {initial: "LOG", check: oneOf("LOG", "INFO", "NOTICE", "WARNING", "EXCEPTION")},
	"timezone":                                {initial: "UTC", report: "TimeZone"},
	"transaction_isolation":                   {initial: "serializable", check: checkIsolation, transient: true},
	"transaction_read_only":                   transient(boolean("off", false)),
	"use_fips_ssl":                            {initial: "off", fixed: true}, // a parameter of clusters
	"wlm_query_slot_count":                    {initial: "1", check: integer(1, 50)},
}

// shown is how a parameter is spelled to clients.
func (p parameter) shown(name string) string {
	if p.report != "" {
		return p.report
	}
	return name
}

func errUnknownParameter(name string) error {
	return &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("unrecognized configuration parameter \"%s\"", name)}
}

func errBadValue(name, value string) error {
	return &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("invalid value for parameter \"%s\": \"%s\"", name, value)}
}

func errRequires(name, what string) error {
	return &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("parameter \"%s\" requires %s value", name, what)}
}

func errOutside(name, value, from, to string) error {
	return &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("%s is outside the valid range for parameter \"%s\" (%s .. %s)", value, name, from, to)}
}

// boolean is a parameter that is on or off.
func boolean(initial string, meaning bool) parameter {
	return parameter{initial: initial, meaning: meaning, check: func(name, v string) (string, error) {
		n, err := parseBool(strings.TrimSpace(v))
		if err != nil {
			return "", errRequires(name, "a Boolean")
		}
		return onOff(n == 1), nil
	}}
}

func transient(p parameter) parameter {
	p.transient = true
	return p
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func integer(from, to int64) func(name, v string) (string, error) {
	return func(name, v string) (string, error) {
		n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
		switch {
		case err != nil:
			return "", errRequires(name, "an integer")
		case n < from || n > to:
			return "", errOutside(name, v, strconv.FormatInt(from, 10), strconv.FormatInt(to, 10))
		}
		return strconv.FormatInt(n, 10), nil
	}
}

func real(from, to float64) func(name, v string) (string, error) {
	return func(name, v string) (string, error) {
		f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		switch {
		case err != nil || f != f:
			return "", errRequires(name, "a numeric")
		case f < from || f > to:
			return "", errOutside(name, v, strconv.FormatFloat(from, 'g', -1, 64), strconv.FormatFloat(to, 'g', -1, 64))
		}
		return strconv.FormatFloat(f, 'f', -1, 64), nil
	}
}

func oneOf(values ...string) func(name, v string) (string, error) {
	return func(name, v string) (string, error) {
		for _, value := range values {
			if strings.EqualFold(strings.TrimSpace(v), value) {
				return value, nil
			}
		}
		return "", errBadValue(name, v)
	}
}

func atMost(bytes int) func(name, v string) (string, error) {
	return func(name, v string) (string, error) {
		if len(v) > bytes {
			return "", errBadValue(name, v[:bytes])
		}
		return v, nil
	}
}

// checkIsolation takes every level: all of them are serializable.
func checkIsolation(name, v string) (string, error) {
	if _, err := oneOf("serializable", "repeatable read", "read committed", "read uncommitted", "snapshot")(name, strings.Join(strings.Fields(v), " ")); err != nil {
		return "", err
	}
	return "serializable", nil
}

func checkEncoding(name, v string) (string, error) {
	switch strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(v)) {
	case "utf8", "unicode":
		return "UTF8", nil
	}
	return "", errBadValue(name, v)
}

// maxVariables bounds the session's own variables, in bytes of their names and values.
const maxVariables = 64 << 10

// isVariable reports whether a name is one of the session's own variables, such as app.user:
// any two names with a dot between them, but for ours.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_SET.html.
func isVariable(name string) bool {
	first, second, ok := strings.Cut(name, ".")
	return ok && first != "" && second != "" && !strings.Contains(second, ".") && first != "countersign"
}

func (ss *session) assignVariable(name string, values []string) error {
	value := strings.Join(values, ", ")
	size := len(name) + len(value)
	for other, v := range ss.settings {
		if isVariable(other) && other != name {
			size += len(other) + len(v)
		}
	}
	if size > maxVariables {
		return &engine.Error{State: engine.OutOfMemory, Message: "the session's variables are too large"}
	}
	ss.settings[name] = value
	return nil
}
