package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Bounds of what is parsed.
const (
	maxScript  = 16 << 20 // bytes, Redshift's own
	maxNesting = 1000     // parentheses, subqueries and the like within each other
	maxHeight  = 10000    // operators, set operations and joins upon each other
)

// Options are what a session can choose about how SQL is read. The zero value
// is Redshift.
type Options struct {
	// StandardStrings takes a backslash in a string without E for itself. A session
	// that reports standard_conforming_strings=on must read so: its clients
	// quote strings for it.
	StandardStrings bool
}

// Parse parses a script of any number of statements, as Redshift reads it.
//
// The error is an *engine.Error: 42601 for what is no SQL of Redshift's, 0A000
// for what is and is not supported, 54000 and 54001 for what is too large or too
// deep; its Position counts the script's characters. The first error in the
// script is the one that is told, and then no statement is.
func Parse(sql string) ([]Statement, error) { return Options{}.Parse(sql) }

// Parse is the function Parse with options.
func (o Options) Parse(sql string) (statements []Statement, err error) {
	p, err := newParser(sql, o)
	if err != nil {
		return nil, err
	}
	defer p.recover(&err)
	for p.token().kind != tokenEnd {
		if p.accept(";") {
			continue
		}
		at := p.at
		node := p.statement()
		statements = append(statements, Statement{Stmt: node, Start: int(p.tokens[at].start), End: p.previousEnd(), script: p, at: at, end: p.at})
		if !p.is(";") && p.token().kind != tokenEnd {
			p.fail()
		}
	}
	return statements, nil
}

// ParseExpr parses a single expression, such as a column's default.
func ParseExpr(sql string) (x Expr, err error) {
	p, err := newParser(sql, Options{})
	if err != nil {
		return nil, err
	}
	defer p.recover(&err)
	x = p.expr()
	if p.token().kind != tokenEnd {
		p.fail()
	}
	return x, nil
}

// A parser goes through the tokens once, looking ahead at most a few of them.
// Inside the package an error travels as a bailout, so that the grammar can be
// read without a test behind every word of it.
type parser struct {
	sql     string
	tokens  []token
	at      int
	invalid *engine.Error // what the token at the end is about, when it is tokenInvalid
	depth   int           // of the parser's own recursion
	height  int           // of the highest tree since the innermost expression began

	connecting bool // inside CONNECT BY, where PRIOR is an operator
}

type bailout struct{ err *engine.Error }

func newParser(sql string, options Options) (*parser, error) {
	if len(sql) > maxScript {
		return nil, &engine.Error{State: programLimitExceeded,
			Message: "Statement is too large. Statement Size: " + strconv.Itoa(len(sql)) + " bytes. Maximum Allowed: " + strconv.Itoa(maxScript) + " bytes"}
	}
	if !utf8.ValidString(sql) || strings.IndexByte(sql, 0) >= 0 {
		return nil, &engine.Error{State: engine.CharacterNotInRepertory, Message: "invalid byte sequence for encoding \"UTF8\""}
	}
	p := &parser{sql: sql}
	p.tokens, p.invalid = lex(sql, options)
	return p, nil
}

// recover turns a bailout into an error; it is to be deferred.
func (p *parser) recover(err *error) {
	switch r := recover().(type) {
	case nil:
	case bailout:
		*err = r.err
	default:
		panic(r)
	}
}

func (p *parser) token() *token { return &p.tokens[p.at] }

// peek is a token ahead; behind the last there are only last ones.
func (p *parser) peek(n int) *token { return &p.tokens[min(p.at+n, len(p.tokens)-1)] }

func (t *token) is(word string) bool {
	return (t.kind == tokenWord || t.kind == tokenOperator) && t.value == word
}

// is reports whether these words or operators come next.
func (p *parser) is(words ...string) bool {
	for i, w := range words {
		if !p.peek(i).is(w) {
			return false
		}
	}
	return true
}

// isAny reports whether one of these words or operators comes next.
func (p *parser) isAny(words ...string) bool {
	t := p.token()
	if t.kind != tokenWord && t.kind != tokenOperator {
		return false
	}
	for _, w := range words {
		if t.value == w {
			return true
		}
	}
	return false
}

// accept passes over these words or operators if they come next.
func (p *parser) accept(words ...string) bool {
	if !p.is(words...) {
		return false
	}
	p.at += len(words)
	return true
}

// expect passes over these words or operators, which must come next.
func (p *parser) expect(words ...string) {
	for _, w := range words {
		if !p.accept(w) {
			p.fail()
		}
	}
}

// oneOf passes over one of these words, which must come next, and returns it in capitals.
func (p *parser) oneOf(words ...string) string {
	if !p.isAny(words...) {
		p.fail()
	}
	return strings.ToUpper(p.next().value)
}

func (p *parser) next() *token {
	t := p.token()
	p.at = min(p.at+1, len(p.tokens)-1)
	return t
}

func (p *parser) pos() Pos { return Pos(p.token().start) }

func (p *parser) previousEnd() int { return int(p.tokens[p.at-1].end) }

// fail ends the parse with a syntax error at the next token.
func (p *parser) fail() {
	t := p.token()
	switch t.kind {
	case tokenInvalid:
		panic(bailout{p.invalid})
	case tokenEnd:
		p.failAt(Pos(len(p.sql)), engine.SyntaxError, "syntax error at end of input")
	}
	p.failAt(Pos(t.start), engine.SyntaxError, "syntax error "+near(p.sql[t.start:t.end]))
}

func (p *parser) failAt(at Pos, state, message string) {
	panic(bailout{failure(p.sql, int(at), state, "%s", message)})
}

// refuse ends the parse at the next token with what Redshift has and we do not.
func (p *parser) refuse(what string) {
	if p.token().kind == tokenInvalid {
		p.fail()
	}
	p.failAt(p.pos(), engine.FeatureNotSupported, what+" is not supported")
}

// invalidAt ends the parse with a rule of the grammar that words alone do not tell.
func (p *parser) invalidAt(at Pos, message string) { p.failAt(at, engine.SyntaxError, message) }

// enter counts a level of the parser's recursion; leave is its end.
func (p *parser) enter() {
	if p.depth++; p.depth > maxNesting {
		p.failAt(p.pos(), statementTooComplex, "stack depth limit exceeded")
	}
}

func (p *parser) leave() { p.depth-- }

// grow counts a tree that stands upon one of the height so far.
func (p *parser) grow(height int) int {
	if height >= maxHeight {
		p.failAt(p.pos(), statementTooComplex, "stack depth limit exceeded")
	}
	return height + 1
}

// commas parses one or more items with commas between them.
func commas[T any](p *parser, item func() T) []T {
	items := []T{item()}
	for p.accept(",") {
		items = append(items, item())
	}
	return items
}

// within parses one or more items with commas between them, in parentheses.
func within[T any](p *parser, item func() T) []T {
	p.expect("(")
	items := commas(p, item)
	p.expect(")")
	return items
}
