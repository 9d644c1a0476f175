package pgwire

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A parameter is a setting of a session.
type parameter struct {
	initial string
	report  string // ParameterStatus's name for it; empty when it is not reported
	fixed   bool   // may be set to what it is, and to nothing else
	check   func(value string) (string, error)
}

// parameters are the settings that a session knows. What takes no effect yet
// is not among them, but for labels.
var parameters = map[string]parameter{
	"application_name":              {report: "application_name"},
	"query_group":                   {initial: "unset"},
	"client_encoding":               {initial: "UTF8", report: "client_encoding", check: checkEncoding},
	"server_encoding":               {initial: "UTF8", report: "server_encoding", fixed: true},
	"server_version":                {initial: serverVersion, report: "server_version", fixed: true},
	"datestyle":                     {initial: "ISO, MDY", report: "DateStyle", check: checkDateStyle},
	"timezone":                      {initial: "UTC", report: "TimeZone"},
	"integer_datetimes":             {initial: "on", report: "integer_datetimes", fixed: true},
	"standard_conforming_strings":   {initial: "on", report: "standard_conforming_strings", fixed: true},
	"search_path":                   {initial: "$user, public"},
	"statement_timeout":             {initial: "0", check: checkTimeout},
	"extra_float_digits":            {initial: "0", check: checkFloatDigits},
	"transaction_isolation":         {initial: "serializable", fixed: true},
	"transaction_read_only":         {initial: "off", fixed: true},
	"default_transaction_read_only": {initial: "off", fixed: true},
	"session_authorization":         {report: "session_authorization"},
	"is_superuser":                  {report: "is_superuser", fixed: true},
}

// driverFacts are what Redshift's drivers tell of themselves at start-up.
func driverFact(name string) bool {
	switch name {
	case "driver_version", "os_version", "plugin_name", "client_protocol_version", "driver_discovery_version":
		return true
	}
	return strings.HasPrefix(name, "idp_")
}

func errUnknownParameter(name string) error {
	return &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("unrecognized configuration parameter \"%s\"", name)}
}

func errBadValue(name, value string) error {
	return &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("invalid value for parameter \"%s\": \"%s\"", name, value)}
}

func checkEncoding(v string) (string, error) {
	switch strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(v)) {
	case "utf8", "unicode":
		return "UTF8", nil
	}
	return "", errBadValue("client_encoding", v)
}

// checkDateStyle takes what reads and prints as ISO, MDY does.
func checkDateStyle(v string) (string, error) {
	for part := range strings.SplitSeq(v, ",") {
		switch strings.ToLower(strings.TrimSpace(part)) {
		case "iso", "mdy", "us", "noneuropean":
		default:
			return "", errBadValue("DateStyle", v)
		}
	}
	return "ISO, MDY", nil
}

func checkTimeout(v string) (string, error) {
	n, err := strconv.ParseInt(v, 10, 32)
	if err != nil || n < 0 {
		return "", errBadValue("statement_timeout", v)
	}
	return strconv.FormatInt(n, 10), nil
}

func checkFloatDigits(v string) (string, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < -15 || n > 3 {
		return "", errBadValue("extra_float_digits", v)
	}
	return strconv.Itoa(n), nil
}

// setting is the session's value of a known parameter.
func (ss *session) setting(name string) string {
	if v, ok := ss.settings[name]; ok {
		return v
	}
	return ss.initial(name)
}

// statementTimeout is zero for none. The setting counts milliseconds.
func (ss *session) statementTimeout() time.Duration {
	n, err := strconv.ParseInt(ss.setting("statement_timeout"), 10, 64)
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Millisecond
}

// style is how the session shows values.
func (ss *session) style() style { return style{floatDigits: ss.floatDigits(), zone: ss.zone} }

func (ss *session) floatDigits() int {
	n, err := strconv.Atoi(ss.setting("extra_float_digits"))
	if err != nil {
		return 0
	}
	return n
}

// assign gives a parameter a value and makes it take effect.
func (ss *session) assign(ctx context.Context, name string, values []string) error {
	p, ok := parameters[name]
	if !ok {
		return errUnknownParameter(name)
	}
	value := strings.Join(values, ", ")
	switch {
	case name == "session_authorization":
		return ss.authorize(ctx, value)
	case p.fixed && strings.EqualFold(value, ss.setting(name)):
		return nil
	case p.fixed:
		return &engine.Error{State: "55P02", Message: fmt.Sprintf("parameter \"%s\" cannot be changed", name)}
	case p.check != nil:
		var err error
		if value, err = p.check(value); err != nil {
			return err
		}
	}
	value, err := ss.takeEffect(ctx, name, value, values)
	if err != nil {
		return err
	}
	ss.settings[name] = value
	if p.report != "" {
		ss.send(&pgproto3.ParameterStatus{Name: p.report, Value: value})
	}
	return nil
}

// takeEffect tells the engine of what it must know, and returns the value as it is kept.
func (ss *session) takeEffect(ctx context.Context, name, value string, values []string) (string, error) {
	switch name {
	case "timezone":
		return ss.setZone(ctx, value)
	case "search_path":
		schemas := make([]string, len(values))
		for i, v := range values {
			schemas[i] = strings.ReplaceAll(v, "$user", ss.user)
		}
		ss.server.catalog.Add(1) // names may mean other things: what is prepared is prepared again
		return value, ss.engine.SetSearchPath(ctx, schemas)
	}
	return value, nil
}

// reset gives a parameter its first value again.
func (ss *session) reset(ctx context.Context, name string) error {
	if name == "all" {
		for _, name := range slices.Sorted(maps.Keys(ss.settings)) {
			if err := ss.reset(ctx, name); err != nil {
				return err
			}
		}
		return nil
	}
	if _, ok := parameters[name]; !ok {
		return errUnknownParameter(name)
	}
	if _, ok := ss.settings[name]; !ok {
		return nil
	}
	err := ss.assign(ctx, name, splitList(ss.initial(name)))
	delete(ss.settings, name)
	return err
}

// restoreSettings undoes what a rolled back transaction had set.
func (ss *session) restoreSettings(old map[string]string) {
	for name := range ss.settings {
		value, had := old[name]
		if had && value == ss.settings[name] {
			continue
		}
		err := ss.reset(ss.ctx, name)
		if had && err == nil {
			err = ss.assign(ss.ctx, name, splitList(value))
		}
		if err != nil {
			ss.failed = err
			return
		}
	}
	for name, value := range old {
		if _, still := ss.settings[name]; !still {
			if err := ss.assign(ss.ctx, name, splitList(value)); err != nil {
				ss.failed = err
				return
			}
		}
	}
}

// splitList undoes strings.Join for the parameters that are lists.
func splitList(v string) []string { return strings.Split(v, ", ") }
