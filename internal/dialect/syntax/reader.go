package syntax

import (
	"slices"
	"strings"
)

// A Reader goes through a text of a language that SQL is embedded in, which is PL/pgSQL. Its
// methods end the reading at what does not fit, with the parser's error; see Read.
type Reader struct{ p *parser }

// Read has read go through a text, and returns the error that it met.
func Read(sql string, read func(*Reader)) (err error) {
	p, err := newParser(sql, Options{})
	if err != nil {
		return err
	}
	defer p.recover(&err)
	read(&Reader{p})
	return nil
}

// Is reports whether these words or operators come next.
func (r *Reader) Is(words ...string) bool { return r.p.is(words...) }

// IsBehind reports whether a word or operator comes behind the next one.
func (r *Reader) IsBehind(word string) bool { return r.p.peek(1).is(word) }

// Accept passes over these words or operators if they come next.
func (r *Reader) Accept(words ...string) bool { return r.p.accept(words...) }

// Expect passes over these words or operators, which must come next.
func (r *Reader) Expect(words ...string) { r.p.expect(words...) }

// OneOf passes over one of these words, which must come next, and returns it in capitals.
func (r *Reader) OneOf(words ...string) string { return r.p.oneOf(words...) }

// End reports whether the text is at its end.
func (r *Reader) End() bool { return r.p.token().kind == tokenEnd }

// Pos is where the next token begins.
func (r *Reader) Pos() Pos { return r.p.pos() }

// Line is the line of a place, from 1. The line end that a text begins with is not counted.
func (r *Reader) Line(at Pos) int {
	text := r.p.sql[:at]
	line := 1 + strings.Count(text, "\n")
	if strings.HasPrefix(r.p.sql, "\n") || strings.HasPrefix(r.p.sql, "\r\n") {
		line--
	}
	return max(line, 1)
}

// Fail ends the reading with a syntax error at the next token.
func (r *Reader) Fail() { r.p.fail() }

// FailAt ends it with an error of another kind.
func (r *Reader) FailAt(at Pos, state, message string) { r.p.failAt(at, state, message) }

// Ahead runs f, and goes back to where it began if that returns false or fails.
func (r *Reader) Ahead(f func() bool) (done bool) {
	p := *r.p
	defer func() {
		switch e := recover().(type) {
		case nil, bailout:
			if !done {
				*r.p = p
			}
		default:
			panic(e)
		}
	}()
	return f()
}

// IsName reports whether a name comes next.
func (r *Reader) IsName() bool { return r.p.token().isIdent() }

// Ident reads a name of one part.
func (r *Reader) Ident() Ident { return r.p.ident() }

// Name reads a name of one part or more.
func (r *Reader) Name() Name { return r.p.qualified() }

// Type reads a type.
func (r *Reader) Type() *Type { return r.p.typeName() }

// IsText reports whether a string comes next.
func (r *Reader) IsText() bool { return r.p.token().kind == tokenString }

// Text reads a string.
func (r *Reader) Text() string { return r.p.text() }

// Numbered reads $1 and returns what stands behind the $.
func (r *Reader) Numbered() string {
	if r.p.token().kind != tokenNumbered {
		r.p.fail()
	}
	return r.p.next().value
}

// Expr reads an expression. What it returns is a query of it alone.
func (r *Reader) Expr() Statement {
	at := r.p.at
	r.p.expr()
	return r.embedded(r.p.tokens[at:r.p.at], "select")
}

// Equal reads an expression, and returns a query of whether something named is equal to it.
func (r *Reader) Equal(name string) Statement {
	at := r.p.at
	r.p.expr()
	return r.embedded(slices.Concat(r.p.tokens[at:r.p.at], r.words(")")), "select", name, "=", "(")
}

// SQL reads a statement up to a semicolon at its end, or to a word that cannot be part of it, which is
// not passed over. Words of the caller's can stand before it. targets are what stands behind INTO in a
// query, which is taken out of it.
func (r *Reader) SQL(end string, before ...string) (st Statement, targets []Name) {
	from := r.p.at
	depth, into := 0, -1
	for ; ; r.p.next() {
		t := r.p.token()
		switch {
		case t.kind == tokenEnd, t.kind == tokenInvalid:
			r.p.fail()
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth == 0 && (t.is(";") || t.is(end)):
			tokens := r.p.tokens[from:r.p.at]
			if into >= 0 {
				var cut int
				targets, cut = r.targets(into)
				tokens = slices.Concat(r.p.tokens[from:into], r.p.tokens[cut:r.p.at])
			}
			return r.embedded(tokens, before...), targets
		case depth == 0 && into < 0 && t.is("into") && (r.p.tokens[from].is("select") || r.p.tokens[from].is("with")):
			into = r.p.at
		}
	}
}

// targets reads what stands behind INTO at a token, and tells where it ends.
func (r *Reader) targets(into int) (targets []Name, end int) {
	p := *r.p
	p.at = into + 1
	targets = commas(&p, p.qualified)
	return targets, p.at
}

// Targets reads variables with commas between them.
func (r *Reader) Targets() []Name { return commas(r.p, r.p.qualified) }

// words are tokens of our own.
func (r *Reader) words(words ...string) []token {
	out := make([]token, len(words))
	for i, word := range words {
		out[i] = token{kind: tokenWord, value: word, start: r.p.token().start, end: r.p.token().start}
		if strings.IndexByte("()=", word[0]) >= 0 {
			out[i].kind = tokenOperator
		}
	}
	return out
}

// embedded is a statement of these tokens, with words of our own before them.
func (r *Reader) embedded(tokens []token, before ...string) Statement {
	at := r.p.at
	all := slices.Concat(r.words(before...), tokens, []token{{kind: tokenEnd, start: r.p.tokens[at].start, end: r.p.tokens[at].start}})
	for i := range all {
		all[i].match, all[i].query = 0, false
	}
	pair(all)
	inner := &parser{sql: r.p.sql, tokens: all}
	st := Statement{Stmt: inner.statement(), Start: int(tokens[0].start), End: int(tokens[len(tokens)-1].end), script: inner, end: inner.at}
	if inner.token().kind != tokenEnd {
		inner.fail()
	}
	return st
}
