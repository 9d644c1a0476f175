package pgwire

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
)

// driverFacts are what Redshift's drivers tell of themselves at start-up.
func driverFact(name string) bool {
	switch name {
	case "driver_version", "os_version", "plugin_name", "client_protocol_version", "driver_discovery_version":
		return true
	}
	return strings.HasPrefix(name, "idp_")
}

// setting is the session's value of a known parameter.
func (ss *session) setting(name string) string {
	if v, ok := ss.settings[name]; ok {
		return v
	}
	if name == "transaction_read_only" {
		return onOff(ss.readOnly())
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

// rowDescription describes rows in the session's way.
func (ss *session) rowDescription(columns []engine.Column, formats []int16) *pgproto3.RowDescription {
	d := rowDescription(columns, formats)
	if ss.setting("describe_field_name_in_uppercase") == "on" {
		for i := range d.Fields {
			d.Fields[i].Name = bytes.ToUpper(d.Fields[i].Name)
		}
	}
	return d
}

// style is how the session shows values.
func (ss *session) style() style {
	return style{floatDigits: ss.floatDigits(), zone: ss.zone, dates: dateStyleOf(ss.setting("datestyle"))}
}

func (ss *session) floatDigits() int {
	n, err := strconv.Atoi(ss.setting("extra_float_digits"))
	if err != nil {
		return 0
	}
	return n
}

// assign gives a parameter a value and makes it take effect.
func (ss *session) assign(ctx context.Context, name string, values []string) error {
	if isVariable(name) {
		return ss.assignVariable(name, values)
	}
	p, ok := parameters[name]
	if !ok {
		return errUnknownParameter(name)
	}
	value := strings.Join(values, ", ")
	switch name {
	case "search_path":
		value = dialect.Path(values)
	case "datestyle":
		var err error
		if value, err = mergeDateStyle(ss.setting(name), value); err != nil {
			return err
		}
	}
	switch {
	case name == "session_authorization":
		return ss.authorize(ctx, value)
	case p.fixed && strings.EqualFold(value, ss.setting(name)):
		return nil
	case p.fixed:
		return &engine.Error{State: "55P02", Message: fmt.Sprintf("parameter \"%s\" cannot be changed", name)}
	case p.check != nil:
		var err error
		if value, err = p.check(p.shown(name), value); err != nil {
			return err
		}
	}
	if err := ss.takeEffect(ctx, name, value, values); err != nil {
		return err
	}
	if p.transient {
		return nil
	}
	ss.settings[name] = value
	if p.report != "" {
		ss.send(&pgproto3.ParameterStatus{Name: p.report, Value: value})
	}
	return nil
}

// takeEffect makes a value that is right more than a label.
func (ss *session) takeEffect(ctx context.Context, name, value string, values []string) error {
	switch name {
	case "timezone":
		return ss.setZone(ctx, value)
	case "search_path":
		schemas := make([]string, len(values))
		for i, v := range values {
			schemas[i] = strings.ReplaceAll(v, "$user", ss.user)
		}
		ss.meaning++
		return ss.engine.SetSearchPath(ctx, schemas)
	case "seed":
		return ss.ask(ctx, "SELECT setseed("+value+")", func(engine.Chunk) {})
	case "transaction_read_only":
		return ss.setReadOnly(value == "on")
	case "default_transaction_read_only", "readonly":
		for _, same := range []string{"default_transaction_read_only", "readonly"} {
			ss.settings[same] = value
		}
	}
	if parameters[name].meaning {
		ss.meaning++
	}
	return nil
}

// reset gives a parameter its first value again: the one that the session began with.
func (ss *session) reset(ctx context.Context, name string) error {
	if name == "all" {
		for _, name := range slices.Sorted(maps.Keys(ss.settings)) {
			if err := ss.reset(ctx, name); err != nil {
				return err
			}
		}
		return nil
	}
	_, known := parameters[name]
	if !known && !isVariable(name) || isVariable(name) && !ss.knows(name) {
		return errUnknownParameter(name)
	}
	if value, own := ss.defaults[name]; own {
		return ss.assign(ctx, name, listOf(name, value))
	}
	if _, ok := ss.settings[name]; !ok {
		return nil
	}
	var err error
	if known {
		err = ss.assign(ctx, name, listOf(name, ss.initial(name)))
	}
	delete(ss.settings, name)
	return err
}

// restoreSettings undoes what a rolled back transaction had set.
func (ss *session) restoreSettings(old map[string]string) {
	for name := range maps.Clone(ss.settings) {
		value, had := old[name]
		if had && value == ss.settings[name] {
			continue
		}
		err := ss.reset(ss.ctx, name)
		if had && err == nil {
			err = ss.assign(ss.ctx, name, listOf(name, value))
		}
		if err != nil {
			ss.failed = err
			return
		}
	}
	for name, value := range old {
		if _, still := ss.settings[name]; !still {
			if err := ss.assign(ss.ctx, name, listOf(name, value)); err != nil {
				ss.failed = err
				return
			}
		}
	}
}

// listOf undoes what assign makes of the values of a parameter.
func listOf(name, value string) []string {
	if name == "search_path" {
		return dialect.PathNames(value)
	}
	return strings.Split(value, ", ")
}
