package dialect

import (
	"errors"
	"sort"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A rewriting is a statement in the engine's words.
type rewriting struct {
	text   string
	marks  []syntax.Mark // where its parts stand in the statement
	notes  []Note        // what to keep after it
	exists string        // asks whether IF NOT EXISTS will find the table; empty without
}

// rewrite puts queries, and what changes rows, in the engine's words, or returns nil for
// a statement that the engine reads as it stands.
func (s *Statement) rewrite(parsed syntax.Stmt) (*rewriting, error) {
	switch s.Kind {
	case Select, Insert, Update, Delete, Merge, CreateView, Explain:
	default:
		return nil, nil
	}
	n, err := s.lower(parsed)
	if err != nil {
		return nil, err
	}
	d := &rewriting{}
	d.text, d.marks = syntax.PrintEngine(n)
	return d, nil
}

// translate writes the rewriting as any other statement is written.
func (d *rewriting) translate(s *Statement, session Session) (*Translation, error) {
	list, err := Split(d.text)
	if err != nil {
		return nil, d.locate(s, err)
	}
	list[0].lowered = true
	if err := list[0].guard(); err != nil {
		return nil, d.locate(s, err)
	}
	tr, err := list[0].write(session)
	if err != nil {
		return nil, d.locate(s, err)
	}
	tr.script, tr.Notes, tr.Exists = s.script, d.notes, d.exists
	for i, at := range tr.sources {
		tr.sources[i] = d.source(s, at)
	}
	return tr, nil
}

// source is where a byte of the rewriting's text comes from in the script.
func (d *rewriting) source(s *Statement, at int) int {
	i := sort.Search(len(d.marks), func(i int) bool { return d.marks[i].Out > at }) - 1
	if i < 0 {
		return nowhere
	}
	return s.tokens[0].start + d.marks[i].In
}

// locate moves the position of an error in the rewriting's text to the script.
func (d *rewriting) locate(s *Statement, err error) error {
	var e *engine.Error
	if !errors.As(err, &e) || e.Position == 0 {
		return err
	}
	moved := *e
	moved.Position = 0
	if at := d.source(s, byteOf(d.text, e.Position)); at != nowhere {
		moved.Position = character(s.script, at)
	}
	return &moved
}

// parse holds a statement to Redshift's grammar. A backslash is a character like others, as
// sessions tell their clients (standard_conforming_strings), who quote by that.
func (s *Statement) parse() (syntax.Stmt, error) {
	list, err := syntax.Options{StandardStrings: true}.Parse(s.Text)
	if err != nil {
		return nil, s.moved(err)
	}
	return list[0].Stmt, nil
}

// moved moves the position of an error in the statement's text to the script.
func (s *Statement) moved(err error) error {
	var e *engine.Error
	if !errors.As(err, &e) || e.Position == 0 {
		return err
	}
	at := *e
	at.Position += character(s.script, s.tokens[0].start) - 1
	return &at
}

// refuse is an error at a node of the statement.
func (s *Statement) refuse(n syntax.Node, state, format string, args ...any) error {
	return failAt(s.script, s.tokens[0].start+n.Byte(), state, format, args...)
}
