package dialect

import (
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A Statement is one statement of a script.
type Statement struct {
	Kind Kind
	Text string // without what surrounds it, and without the semicolon
	Tag  string // the command tag without a count, such as CREATE TABLE

	script string
	parsed syntax.Statement // its tree may have been changed: see tree
	fresh  *atomic.Bool     // nobody has had the tree
}

// Options are what a session can choose about how SQL is read. The zero value is Redshift.
type Options struct {
	// StandardStrings takes a backslash in a string without E for itself.
	StandardStrings bool
}

// Split parses a script and cuts it into its statements. Empty ones are left out. What
// Redshift does not know, and what is not built, is an error and so is everything beside it.
func Split(script string) ([]Statement, error) { return Options{}.Split(script) }

// Split is the function Split with options.
func (o Options) Split(script string) ([]Statement, error) {
	list, err := syntax.Options(o).Parse(script)
	if err != nil {
		return nil, err
	}
	statements := make([]Statement, len(list))
	for i, parsed := range list {
		if statements[i], err = newStatement(script, parsed); err != nil {
			return nil, err
		}
	}
	return statements, nil
}

func newStatement(script string, parsed syntax.Statement) (Statement, error) {
	s := Statement{script: script, parsed: parsed, Text: script[parsed.Start:parsed.End], fresh: new(atomic.Bool)}
	s.fresh.Store(true)
	c := classify(parsed.Stmt)
	s.Kind, s.Tag = c.kind, c.tag
	switch at, named := parsed.Named(engine.InternalSchema); {
	case c.kind == 0:
		return s, s.lacking(c.lack)
	case named && s.Kind != Set: // that a search path has it has no effect
		return s, s.refuse(at, engine.InsufficientPrivilege, "permission denied for schema %s", engine.InternalSchema)
	case s.Kind == Begin && strings.EqualFold(script[parsed.Start:parsed.Start+1], "s"):
		s.Tag = "START TRANSACTION"
	}
	return s, nil
}

// lacking is the error of a statement that is not built.
func (s *Statement) lacking(what string) error {
	return s.refuse(s.parsed, engine.FeatureNotSupported, "%s is not supported", what)
}

// Part is a statement of a text around SQL, such as the body of a procedure, that was parsed there.
func Part(text string, parsed syntax.Statement) (*Statement, error) {
	s, err := newStatement(text, parsed)
	if err != nil {
		return nil, err
	}
	s.fresh.Store(false) // the tree is the text's
	return &s, nil
}

// Tree is the statement in Redshift's grammar. It is the caller's, who may change it.
func (s *Statement) Tree() syntax.Stmt {
	if s.fresh.Swap(false) {
		return s.parsed.Stmt
	}
	return s.parsed.Again()
}

// part is a statement within the statement.
func (s *Statement) part(stmt syntax.Stmt) (*Statement, error) {
	inner, err := newStatement(s.script, s.parsed.Part(stmt))
	inner.fresh.Store(false) // it is part of another's tree
	return &inner, err
}

// Parameters is the highest $n in the statement.
func (s *Statement) Parameters() int {
	highest := 0
	for p := range s.parsed.Parameters() {
		highest = max(highest, parameterNumber(p))
	}
	return highest
}

// within refuses parameters beyond a number of them.
func (s *Statement) within(parameters int) error {
	for p := range s.parsed.Parameters() {
		if parameterNumber(p) > parameters {
			return s.refuse(syntax.Pos(p.Start), engine.UndefinedParameter, "there is no parameter $%s", p.Name)
		}
	}
	return nil
}

// parameterNumber reads $n; beyond what a protocol can carry it is 65536. It is 0 for :name.
func parameterNumber(p syntax.Parameter) int {
	if !p.Numbered {
		return 0
	}
	n := 0
	for _, c := range p.Name {
		if n = n*10 + int(c-'0'); n > 65535 {
			return 65536
		}
	}
	return n
}

// BindNamed replaces :name by $1, $2 …, the same number for the same name, and
// tells the names in that order. It looks neither into strings nor comments.
func BindNamed(sql string) (string, []string, error) {
	parameters, err := syntax.Parameters(sql)
	if err != nil {
		return "", nil, err
	}
	var out strings.Builder
	var names []string
	numbers := map[string]string{}
	last := 0
	for _, p := range parameters {
		if p.Numbered {
			return "", nil, failAt(sql, p.Start, engine.SyntaxError, "syntax error at or near \"$%s\"", p.Name)
		}
		if _, seen := numbers[p.Name]; !seen {
			names = append(names, p.Name)
			numbers[p.Name] = "$" + strconv.Itoa(len(names))
		}
		out.WriteString(sql[last:p.Start])
		out.WriteString(numbers[p.Name])
		last = p.End
	}
	out.WriteString(sql[last:])
	return out.String(), names, nil
}

// A place in a script is a node, or a byte.
type placed interface{ Byte() int }

// refuse is an error at a place of the script.
func (s *Statement) refuse(at placed, state, format string, args ...any) error {
	return failAt(s.script, max(at.Byte(), s.parsed.Start), state, format, args...) // what we made is nowhere
}

func failAt(sql string, at int, state, format string, args ...any) *engine.Error {
	return &engine.Error{State: state, Message: fmt.Sprintf(format, args...), Position: character(sql, at)}
}

// character tells the position of a byte in a text.
func character(s string, at int) int { return utf8.RuneCountInString(s[:at]) + 1 }

func upper(s string) string { return strings.ToUpper(s) }

func lower(s string) string { return strings.ToLower(s) }
