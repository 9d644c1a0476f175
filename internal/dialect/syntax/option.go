package syntax

import "strings"

// An Option is one of a list whose order does not matter: of COPY, UNLOAD,
// CREATE USER, CREATE DATABASE and others. A value is a *String, a *Number, a
// *Keyword or, where names are meant, a *Column.
type Option struct {
	Pos
	Name   string // in capitals: "IAM_ROLE", "CONNECTION LIMIT"
	Values []Expr
}

// listed are the options whose values stand in parentheses, or between commas.
const (
	inParens = "names"
	inCommas = "list"
)

func (n *Option) print(w *writer) {
	w.word(n.Name)
	var names []Expr
	for _, v := range n.Values {
		if _, ok := v.(*Column); ok {
			names = append(names, v)
		}
	}
	switch {
	case n.Name == "PARTITION BY":
		parens(w, names)
	case len(names) > 0:
		list(w, names)
	}
	for _, v := range n.Values {
		if _, ok := v.(*Column); !ok {
			v.print(w)
		}
	}
}

func printOptions(w *writer, options []*Option) {
	for _, o := range options {
		o.print(w)
	}
}

// An optionTable tells what values each option has: text, number, names in
// parentheses, a list of names, or one of the words in capitals. What ends with
// ? can be left out. AS or = before the first value is noise.
type optionTable []struct{ name, values string }

// options parses options for as long as they are in the table, each once.
func (p *parser) options(table optionTable) []*Option {
	var options []*Option
	seen := map[string]bool{}
	for {
		o := p.option(table)
		if o == nil {
			return options
		}
		if seen[o.Name] {
			p.invalidAt(o.Pos, "conflicting or redundant options")
		}
		seen[o.Name] = true
		options = append(options, o)
	}
}

func (p *parser) option(table optionTable) *Option {
	for _, entry := range table {
		words := strings.Fields(entry.name)
		if !p.is(words...) {
			continue
		}
		o := &Option{Pos: p.pos(), Name: upper(entry.name)}
		p.accept(words...)
		if entry.values != "" {
			_ = p.accept("as") || p.accept("=")
		}
		for _, value := range strings.Fields(entry.values) {
			p.optionValue(o, value)
		}
		return o
	}
	return nil
}

// optionValue parses one value: of the alternatives that | divides, the one that
// comes next.
func (p *parser) optionValue(o *Option, value string) {
	value, optional := strings.CutSuffix(value, "?")
	at := p.pos()
	for alternative := range strings.SplitSeq(value, "|") {
		switch t := p.token(); {
		case alternative == "text" && t.kind == tokenString:
			o.Values = append(o.Values, &String{Pos: at, Value: p.text()})
			return
		case alternative == "number" && (t.kind == tokenNumber || t.is("-")):
			o.Values = append(o.Values, p.signed())
			return
		case alternative == inParens && t.is("("), alternative == inCommas && t.isIdent():
			names := p.optionNames(alternative)
			o.Values = append(o.Values, names...)
			return
		case t.kind == tokenWord && upper(t.value) == alternative:
			p.next()
			o.Values = append(o.Values, &Keyword{Pos: at, Name: t.value, Precision: -1})
			return
		}
	}
	if !optional {
		p.fail()
	}
}

// signed parses a number that may have a minus before it.
func (p *parser) signed() Expr {
	at := p.pos()
	minus := p.accept("-")
	if p.token().kind != tokenNumber {
		p.fail()
	}
	if minus {
		return &Unary{Pos: at, Op: "-", X: p.primary()}
	}
	return p.primary()
}

func (p *parser) optionNames(how string) []Expr {
	var names []Ident
	if how == inParens {
		names = p.idents()
	} else {
		names = commas(p, p.ident)
	}
	exprs := make([]Expr, len(names))
	for i, name := range names {
		exprs[i] = &Column{Pos: name.Pos, Name: Name{name}}
	}
	return exprs
}
