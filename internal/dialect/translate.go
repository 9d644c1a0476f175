package dialect

import (
	"errors"
	"sort"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// A Session is what statements can ask about who runs them.
type Session struct {
	User      string
	Database  string
	ProcessID uint32
	Version   string // what version() says

	Casts []string // types to write for $1, $2 …; empty for those that need none
}

// A Translation is a statement for the engine.
type Translation struct {
	Text string
	// Notes are run after it, in the same transaction, unless Exists, where it is not
	// empty, has rows before it.
	Notes  []Note
	Exists string

	script  string
	outputs []int // where each token starts in Text
	sources []int // and in the script
}

// Translate checks the statement and writes it for the engine.
func (s *Statement) Translate(session Session) (*Translation, error) {
	if err := s.guard(); err != nil {
		return nil, err
	}
	parsed, err := s.parse()
	if err != nil {
		return nil, err
	}
	d, err := s.define(parsed)
	if err == nil && d == nil {
		d, err = s.rewrite(parsed)
	}
	if err != nil {
		return nil, err
	}
	if d == nil {
		return s.write(session)
	}
	return d.translate(s, session)
}

// write writes a statement word by word.
func (s *Statement) write(session Session) (*Translation, error) {
	tr := &Translation{script: s.script}
	var out strings.Builder
	users := s.readsUsers()
	if users && !s.tokens[0].is("with") {
		out.WriteString("WITH " + session.users() + " ")
	}
	for i := 0; i < len(s.tokens); {
		t := s.tokens[i]
		if i > 0 {
			out.WriteString(t.gap)
		}
		tr.outputs = append(tr.outputs, out.Len())
		tr.sources = append(tr.sources, t.start)
		text, used := s.engineToken(i, session)
		if at := s.namesUsers(i); users && at > 0 {
			text, used = usersView, at
		}
		out.WriteString(text)
		if i += used; users && i == s.with() {
			out.WriteString(" " + session.users() + ",")
		}
	}
	if s.isSorted() {
		out.WriteString(" ORDER BY ALL")
	}
	tr.Text = out.String()
	return tr, nil
}

// isSorted reports whether the statement is a UNION of rows without a table. On
// Redshift its leader node answers that, and is taken to sort for duplicates, as the
// PostgreSQL it comes from does; a driver's tests count on that order. What the query
// says of order or number of rows is not changed.
func (s *Statement) isSorted() bool {
	if s.Kind != Select || !s.tokens[0].is("select") {
		return false
	}
	depth, unions := 0, 0
	for i, t := range s.tokens {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case t.is("from"):
			return false
		case depth > 0:
		case t.is("order"), t.is("limit"), t.is("offset"), t.is("fetch"), t.is("for"), t.is("into"), t.is("except"), t.is("intersect"), t.is("minus"):
			return false
		case t.is("union"):
			if s.after(i).is("all") {
				return false
			}
			unions++
		}
	}
	return unions > 0
}

// Locate moves the position of an engine's error from the translation to the
// script.
func (tr *Translation) Locate(err error) error {
	var e *engine.Error
	if !errors.As(err, &e) || e.Position == 0 {
		return err
	}
	at := byteOf(tr.Text, e.Position)
	i := sort.SearchInts(tr.outputs, at+1) - 1
	moved := *e
	moved.Position = 0
	if i >= 0 && tr.sources[i] != nowhere {
		moved.Position = character(tr.script, tr.sources[i])
	}
	return &moved
}

// nowhere is the source of words that the script does not have.
const nowhere = -1

// byteOf is the opposite of character.
func byteOf(s string, position int) int {
	for at := range s {
		if position--; position == 0 {
			return at
		}
	}
	return len(s)
}

// engineToken is what the engine gets for the token at i, and how many tokens that
// stands for.
func (s *Statement) engineToken(i int, session Session) (string, int) {
	if text, used := s.listing(i); used > 0 {
		return text, used
	}
	t := s.tokens[i]
	switch {
	case t.kind == parameter:
		return session.cast(t), 1
	case t.kind == temporary:
		return quoteName(t.value), 1
	case t.is("table") && i == 1 && s.tokens[0].is("create") && s.after(i).kind == temporary:
		return "TEMP TABLE", 1
	case t.kind != word || s.before(i).is(".") || s.before(i).is("as") || s.after(i).is("."):
		return s.source(t), 1
	}
	call := s.after(i).is("(") && s.token(i+2).is(")")
	value, needsCall := session.value(t.value)
	if value == "" || needsCall && !call || !needsCall && s.isColumn(i) {
		return s.source(t), 1
	}
	used := 1
	if call {
		used = 3
	}
	return value + s.alias(i, used, t.value), used
}

// listings are the relations that list schemas, tables and columns, and where
// the engine keeps them without what is its own.
var listings = map[string]struct {
	relations map[string]bool
	kept      string
}{
	"information_schema": {words("columns schemata tables"), "countersign.information"},
	"pg_catalog":         {words("pg_attribute pg_class pg_namespace pg_table_def pg_tables"), "countersign.main"},
}

// listing is the schema to write for the one that is named at i, with or without
// its database before it; used is 0 where no such relation is named.
func (s *Statement) listing(i int) (text string, used int) {
	if s.before(i).is(".") {
		return "", 0
	}
	for _, used := range []int{1, 3} {
		schema, relation := s.token(i+used-1), s.token(i+used+1)
		if !schema.isName() || !s.token(i+used).is(".") || !relation.isName() {
			return "", 0
		}
		if at := listings[schema.name()]; at.relations[relation.name()] {
			return at.kept, used
		}
	}
	return "", 0
}

// cast writes a parameter's type where the engine cannot infer it.
func (s Session) cast(t token) string {
	if n := parameterNumber(t); n > 0 && n <= len(s.Casts) && s.Casts[n-1] != "" {
		return "CAST(" + t.value + " AS " + s.Casts[n-1] + ")"
	}
	return t.value
}

// isColumn reports whether a bare word such as user is a name here: it is
// reserved, so only where a column or a table is being made or listed.
func (s *Statement) isColumn(i int) bool {
	return (s.Kind == CreateTable || s.Kind == Alter || s.Kind == Drop) && !s.before(i).is("default")
}

// alias keeps the column's name where the call is all of a select list.
func (s *Statement) alias(i, used int, name string) string {
	next := s.token(i + used)
	if s.before(i).is("select") && (i+used == len(s.tokens) || next.is("from") || next.is(",")) {
		return " AS " + quoteName(name)
	}
	return ""
}

// value is the engine's expression for a session function.
func (s Session) value(name string) (expression string, needsCall bool) {
	switch name {
	case "current_user", "session_user", "user":
		return quoteText(s.User) + "::VARCHAR", false
	case "sysdate":
		return "CAST(now() AS TIMESTAMP)", false
	case "getdate":
		return "date_trunc('second', CAST(now() AS TIMESTAMP))", true
	case "version":
		return quoteText(s.Version) + "::VARCHAR", true
	case "current_database":
		return quoteText(s.Database) + "::VARCHAR", true
	case "pg_backend_pid":
		return strconv.FormatUint(uint64(s.ProcessID), 10), true
	}
	return "", false
}

func (s *Statement) source(t token) string { return s.script[t.start:t.end] }

func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
