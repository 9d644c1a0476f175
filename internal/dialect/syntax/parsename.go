package syntax

import (
	"strconv"

	"github.com/countersign-dev/countersign/internal/engine"
)

// isIdent reports whether a token can be a name as it stands.
func (t *token) isIdent() bool {
	switch t.kind {
	case tokenQuoted, tokenTemporary:
		return true
	case tokenWord:
		return keywords[t.value] != reserved
	}
	return false
}

// ident parses a name of one part: no reserved word.
func (p *parser) ident() Ident {
	if !p.token().isIdent() {
		p.fail()
	}
	return p.identOf(p.next())
}

// label parses a name where even reserved words can be names: behind AS or a
// dot. Such a word is the same as one in quotes.
func (p *parser) label() Ident {
	t := p.token()
	if t.kind != tokenWord {
		return p.ident()
	}
	p.next()
	return Ident{Pos: Pos(t.start), Name: t.value, Quoted: keywords[t.value] == reserved}
}

func (p *parser) identOf(t *token) Ident {
	ident := Ident{Name: t.value}
	if t.kind == tokenQuoted {
		ident = NewIdent(t.value)
	}
	ident.Pos = Pos(t.start)
	return ident
}

// word parses a word, reserved or not, as a name without quotes: LEFT(…), SHOW ALL.
func (p *parser) word() Ident { return p.identOf(p.next()) }

// maybeIdent parses a name if one comes next.
func (p *parser) maybeIdent() Ident {
	if p.token().isIdent() {
		return p.ident()
	}
	return Ident{}
}

// qualified parses a name of one part or more.
func (p *parser) qualified() Name {
	first := p.ident()
	if !p.is(".") {
		return Name{first}
	}
	name := make(Name, 1, 2)
	name[0] = first
	for p.accept(".") {
		name = append(name, p.label())
	}
	return name
}

// idents parses names of one part in parentheses.
func (p *parser) idents() []Ident { return within(p, p.ident) }

// maybeIdents parses names in parentheses if a parenthesis comes next.
func (p *parser) maybeIdents() []Ident {
	if p.is("(") {
		return p.idents()
	}
	return nil
}

// text parses a string.
func (p *parser) text() string {
	if p.token().kind != tokenString {
		p.fail()
	}
	return p.next().value
}

// integer parses a whole number, with or without a sign.
func (p *parser) integer() int64 {
	at, sign := p.pos(), ""
	if p.isAny("-", "+") {
		sign = p.next().value
	}
	if p.token().kind != tokenNumber {
		p.fail()
	}
	n, err := strconv.ParseInt(sign+p.token().value, 10, 64)
	if err != nil {
		p.failAt(at, engine.SyntaxError, "syntax error "+near(p.token().value))
	}
	p.next()
	return n
}

// length parses a whole number that fits into an int32 and has no sign.
func (p *parser) length() int {
	if p.token().kind != tokenNumber {
		p.fail()
	}
	n, err := strconv.ParseInt(p.token().value, 10, 32)
	if err != nil {
		p.fail()
	}
	p.next()
	return int(n)
}
