package dialect

import (
	"strings"
)

// A Setting is what SET, RESET and SHOW say.
type Setting struct {
	Name    string   // in lower case; "all" for SHOW ALL and RESET ALL
	Values  []string // what SET gives it
	Default bool     // SET name TO DEFAULT
	Local   bool     // SET LOCAL: until the transaction ends
}

// Setting reads a statement of kind Set, Reset or Show.
func (s *Statement) Setting() (Setting, error) {
	ts := s.tokens[1:]
	var out Setting
	authorization := len(ts) > 1 && ts[0].is("session") && ts[1].is("authorization")
	if s.Kind == Set && len(ts) > 1 && (ts[0].is("session") || ts[0].is("local")) && ts[1].isName() && !ts[1].is("to") && !authorization {
		out.Local = ts[0].is("local")
		ts = ts[1:]
	}
	if len(ts) == 0 {
		return out, syntaxErrorAtEnd(s.script, s.tokens)
	}
	if !ts[0].isName() {
		return out, syntaxError(s.script, ts[0])
	}
	if special, n := specialName(ts); n > 0 {
		out.Name, ts = special, ts[n:]
		if s.Kind == Set {
			return s.values(out, ts)
		}
	} else {
		out.Name, ts = ts[0].name(), ts[1:]
	}
	for len(ts) > 1 && ts[0].is(".") && ts[1].isName() {
		out.Name += "." + ts[1].name()
		ts = ts[2:]
	}
	if s.Kind == Set && out.Name == "timezone" && len(ts) > 0 && !ts[0].is("=") && !ts[0].is("to") {
		return s.values(out, ts)
	}
	if s.Kind != Set {
		if len(ts) > 0 {
			return out, syntaxError(s.script, ts[0])
		}
		return out, nil
	}
	if len(ts) == 0 {
		return out, syntaxErrorAtEnd(s.script, s.tokens)
	}
	if !ts[0].is("=") && !ts[0].is("to") {
		return out, syntaxError(s.script, ts[0])
	}
	return s.values(out, ts[1:])
}

// specialName reads the settings that SQL spells as phrases.
func specialName(ts []token) (name string, n int) {
	switch {
	case len(ts) > 1 && ts[0].is("time") && ts[1].is("zone"):
		return "timezone", 2
	case len(ts) > 2 && ts[0].is("transaction") && ts[1].is("isolation") && ts[2].is("level"):
		return "transaction_isolation", 3
	case len(ts) > 1 && ts[0].is("session") && ts[1].is("authorization"):
		return "session_authorization", 2
	}
	return "", 0
}

func (s *Statement) values(out Setting, ts []token) (Setting, error) {
	if len(ts) == 0 {
		return out, syntaxErrorAtEnd(s.script, s.tokens)
	}
	if len(ts) == 1 && (ts[0].is("default") || out.Name == "timezone" && ts[0].is("local")) {
		out.Default = true
		return out, nil
	}
	current := ""
	for i, t := range ts {
		switch {
		case t.is(","):
			out.Values, current = append(out.Values, current), ""
			continue
		case t.kind == operator && t.value != "-" && t.value != "+", t.kind == named, t.kind == parameter:
			return out, syntaxError(s.script, t)
		}
		if current != "" && t.gap != "" && i > 0 {
			current += " "
		}
		current += s.plain(t)
	}
	out.Values = append(out.Values, current)
	return out, nil
}

// plain is a value without its quotes.
func (s *Statement) plain(t token) string {
	raw := s.source(t)
	if t.kind == text && raw[0] == '\'' {
		return strings.ReplaceAll(raw[1:len(raw)-1], "''", "'")
	}
	return t.value
}

// Tag is the command tag without a count, such as CREATE TABLE.
func (s *Statement) Tag() string {
	first := upper(s.tokens[0].value)
	switch s.Kind {
	case Select, CreateTableAs:
		return "SELECT"
	case Insert:
		return "INSERT 0"
	case Update, Delete, Merge:
		return upper(kindWords[s.Kind])
	case Truncate:
		return "TRUNCATE TABLE"
	case Deallocate:
		if last := s.tokens[len(s.tokens)-1]; last.is("all") {
			return "DEALLOCATE ALL"
		}
	case Declare:
		return "DECLARE CURSOR"
	case CloseCursor:
		return "CLOSE CURSOR"
	case Begin:
		if first == "START" {
			return "START TRANSACTION"
		}
		return "BEGIN"
	case Commit:
		return "COMMIT"
	case Rollback:
		return "ROLLBACK"
	case CreateTable:
		return "CREATE TABLE"
	case CreateView:
		return "CREATE VIEW"
	case CreateSchema:
		return "CREATE SCHEMA"
	case CreateFunction:
		return "CREATE FUNCTION"
	case CreateMaterializedView:
		return "CREATE MATERIALIZED VIEW"
	case Refresh:
		return "REFRESH MATERIALIZED VIEW"
	case Lock:
		return "LOCK TABLE"
	case Drop, Alter, Databases, Users:
		if s.tokens[1].is("materialized") {
			return first + " MATERIALIZED VIEW"
		}
		return first + " " + upper(s.tokens[1].value)
	case Grant:
		return s.grantTag(first)
	}
	return first
}

var kindWords = map[Kind]string{Update: "update", Delete: "delete", Merge: "merge"}
