package pgwire

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/engine"
)

// applyStartup takes the settings of the start-up packet.
func (ss *session) applyStartup(given map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		lower := strings.ToLower(name)
		switch {
		case lower == "user", lower == "database", driverFact(lower):
			continue
		case lower == "options":
			if err := ss.applyOptions(given[name]); err != nil {
				return err
			}
			continue
		}
		if err := ss.assignAtStart(lower, given[name]); err != nil {
			return err
		}
	}
	ss.defaults = maps.Clone(ss.settings) // what RESET goes back to
	return nil
}

// applyOptions reads "-c name=value" and "--name=value".
func (ss *session) applyOptions(options string) error {
	words := strings.Fields(options)
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w == "-c" && i+1 < len(words):
			i++
			w = words[i]
		case strings.HasPrefix(w, "-c"):
			w = w[2:]
		case strings.HasPrefix(w, "--"):
			w = w[2:]
		default:
			return &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf("invalid command-line argument for server process: %s", w)}
		}
		name, value, ok := strings.Cut(w, "=")
		if !ok {
			return &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf("-c %s requires a value", name)}
		}
		if err := ss.assignAtStart(strings.ToLower(strings.ReplaceAll(name, "-", "_")), value); err != nil {
			return err
		}
	}
	return nil
}

// assignAtStart is assign before the client may be told anything but errors.
func (ss *session) assignAtStart(name, value string) error {
	sent := len(ss.out)
	err := ss.assign(ss.ctx, name, listOf(name, value))
	ss.out = ss.out[:sent]
	return err
}

// sendParameters reports what PostgreSQL's drivers look at, in a fixed order.
func (ss *session) sendParameters() {
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		if p := parameters[name]; p.report != "" {
			ss.send(&pgproto3.ParameterStatus{Name: p.report, Value: ss.setting(name)})
		}
	}
	for _, fact := range driverAnswers {
		ss.send(&pgproto3.ParameterStatus{Name: fact[0], Value: fact[1]})
	}
}

// driverAnswers are what Redshift's own drivers want to know of a server: which forms of SHOW it
// has for their calls about metadata, and that there may be several databases, none of them elsewhere.
// Observed in the sources of redshift_connector and of the JDBC driver.
var driverAnswers = [][2]string{{"datashare_enabled", "on"}, {"external_database", "off"}, {"show_discovery", "4"}}
