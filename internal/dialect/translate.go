package dialect

import (
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/bind"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A Session is what translation asks of whoever runs a statement.
type Session struct {
	bind.Session
	Params  []types.Type // of $1, $2 …, as the client declared them
	Wide    bool         // see bind.Options
	Results []types.Type // see bind.Options
	Outs    []bool       // of CALL: which parameters stand for what comes out, and are passed over
	Changed bool         // rows were updated or deleted in the open transaction
}

// A Translation is a statement for the engine.
type Translation struct {
	First []string // run before the others, in the same transaction
	Text  string   // its rows are the statement's
	Then  []string // run after it, in the same transaction

	Columns  []bind.Column // of the result; nil without one
	Params   []types.Type
	Accesses []bind.Access // what whoever runs it must be allowed
	Notice   string        // what the client is told beside, or nothing

	Routine   *relation.Routine // the procedure that is called
	Temporary bool              // makes a temporary relation
	Sets      []bind.Assignment // parameters that are set before it runs
	Alone     string            // what cannot run inside a transaction block: its words

	script string
	start  int           // of the statement there, in bytes
	marks  []syntax.Mark // where parts of Text stand in the script
}

// Translate reads the statement, gives it its meaning, and writes it for the engine. Where it fails
// though what it changes is there, the translation has the Accesses alone: who may not change that
// is told so, and not what else is wrong.
func (s *Statement) Translate(session Session) (*Translation, error) {
	t := &translator{statement: s, session: session}
	out, err := t.translate(s.Tree())
	if err != nil && len(t.changes) > 0 {
		return &Translation{Accesses: t.changes}, err
	}
	if err != nil {
		return nil, err
	}
	out.Accesses = append(out.Accesses, t.reads...)
	out.script, out.start = s.script, s.parsed.Start
	return out, nil
}

// A translator is one statement on its way.
type translator struct {
	statement *Statement
	session   Session
	changes   []bind.Access // what it changes, as far as it has come
	reads     []bind.Access // what a definition takes from tables, or says of them
}

func (t *translator) translate(parsed syntax.Stmt) (*Translation, error) {
	switch st := parsed.(type) {
	case *syntax.Query:
		if first := st.First(); first != nil && first.Into != nil {
			into := first.Into
			first.Into = nil
			return t.createTableAs(&syntax.CreateTableAs{Pos: into.Pos, Temp: into.Temp, Name: into.Name, Query: st})
		}
		return t.bound(st)
	case *syntax.Insert, *syntax.Update, *syntax.Delete, *syntax.Merge:
		return t.bound(st)
	case *syntax.Explain:
		return t.explain(st)
	case *syntax.Call:
		return t.call(st)
	case *syntax.Show:
		return t.list(st)
	}
	return t.define(parsed)
}

// bound binds a query, or a statement that changes rows.
func (t *translator) bound(st syntax.Stmt) (*Translation, error) {
	b, err := bind.Statement(t.options(), st)
	if err != nil {
		return nil, err
	}
	out := &Translation{Columns: b.Columns, Params: b.Params, Accesses: b.Accesses, Sets: b.Sets}
	for _, first := range b.First {
		text, _ := syntax.PrintEngine(first)
		out.First = append(out.First, text)
	}
	if len(out.First) > 0 && len(out.Params) > 0 {
		return nil, t.refuse(st, engine.FeatureNotSupported, "this statement with parameters is not supported")
	}
	out.Text, out.marks = syntax.PrintEngine(b.Stmt)
	return out, nil
}

func (t *translator) options() bind.Options {
	return bind.Options{Session: t.session.Session, Text: t.statement.script, Params: t.session.Params, Wide: t.session.Wide, Results: t.session.Results}
}

// explain is EXPLAIN: the engine's plan of the statement.
func (t *translator) explain(st *syntax.Explain) (*Translation, error) {
	inner, err := t.translate(st.Stmt)
	if err != nil {
		return nil, err
	}
	const words = "EXPLAIN "
	inner.Text = words + inner.Text
	for i := range inner.marks {
		inner.marks[i].Out += len(words)
	}
	inner.Then, inner.Notice, inner.Sets = nil, "", nil
	inner.Columns = nil
	return inner, nil
}

// Locate moves the position of an engine's error from the translation to the script.
func (tr *Translation) Locate(err error) error {
	var e *engine.Error
	if !errors.As(err, &e) {
		return err
	}
	at := byteOf(tr.Text, e.Position)
	if e.Position == 0 && e.State == engine.GroupingError { // of HAVING: the engine tells the name alone
		at = tr.lastColumn(e.Message)
	} else if e.Position == 0 {
		return err
	}
	i := sort.Search(len(tr.marks), func(i int) bool { return tr.marks[i].Out > at }) - 1
	moved := *e
	moved.Position = 0
	if e.State == engine.GroupingError {
		moved.Message = groupingMessage(tr.Text[at:], e.Message)
	}
	if i >= 0 {
		moved.Position = character(tr.script, max(tr.marks[i].In, tr.start))
	}
	return &moved
}

// groupingPattern is a column as the engine was given it, behind an error of GROUP BY.
var groupingPattern = regexp.MustCompile(`^"((?:[^"]|"")*)"\."((?:[^"]|"")*)"`)

// lastColumn is where the column that a message names first stands last.
func (tr *Translation) lastColumn(message string) int {
	_, name, _ := strings.Cut(message, "\"")
	name, _, _ = strings.Cut(name, "\"")
	end := max(strings.LastIndex(tr.Text, `."`+name+`"`), 1)
	return max(strings.LastIndexByte(tr.Text[:end-1], '"'), 0)
}

// groupingMessage names the column with its table, as Redshift does.
func groupingMessage(text, message string) string {
	m := groupingPattern.FindStringSubmatch(text)
	if m == nil {
		return message
	}
	return fmt.Sprintf("column \"%s.%s\" must appear in the GROUP BY clause or be used in an aggregate function", strings.ToLower(m[1]), m[2])
}

// byteOf is the opposite of character.
func byteOf(s string, position int) int {
	for at := range s {
		if position--; position == 0 {
			return at
		}
	}
	return len(s)
}

func (t *translator) refuse(n syntax.Node, state, format string, args ...any) error {
	return t.statement.refuse(n, state, format, args...)
}

// Retype casts the columns of the result where the engine's values are not those of the types
// that the session tells.
func (tr *Translation) Retype() {
	var names, casts strings.Builder
	for i, c := range tr.Columns {
		if i > 0 {
			names.WriteString(", ")
			casts.WriteString(", ")
		}
		fmt.Fprintf(&names, "c%d", i+1)
		fmt.Fprintf(&casts, "CAST(c%d AS %s)", i+1, c.Type.Engine())
	}
	before := "SELECT " + casts.String() + " FROM ("
	tr.Text = before + tr.Text + ") AS result(" + names.String() + ")"
	for i := range tr.marks {
		tr.marks[i].Out += len(before)
	}
}
