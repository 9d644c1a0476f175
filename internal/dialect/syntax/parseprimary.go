package syntax

import (
	"strconv"

	"github.com/countersign-dev/countersign/internal/engine"
)

// primary parses an expression that holds together by itself.
func (p *parser) primary() Expr {
	t := p.token()
	at := Pos(t.start)
	switch t.kind {
	case tokenNumber:
		p.next()
		return &Number{Pos: at, Text: t.value}
	case tokenString:
		p.next()
		return &String{Pos: at, Value: t.value}
	case tokenNumbered:
		return p.numbered()
	case tokenNamed:
		p.next()
		return &Param{Pos: at, Name: t.value}
	case tokenQuoted, tokenTemporary:
		return p.nameOrCall()
	case tokenWord:
		return p.wordPrimary(t, at)
	}
	if !p.is("(") {
		p.fail()
	}
	return p.parenthesis()
}

func (p *parser) numbered() Expr {
	at := p.pos()
	n, err := strconv.ParseUint(p.token().value, 10, 16)
	if err != nil || n == 0 {
		p.failAt(at, engine.UndefinedParameter, "there is no parameter $"+Clip(p.token().value))
	}
	p.next()
	return &Param{Pos: at, Number: int(n)}
}

// parenthesis parses a subquery, a row, or an expression in parentheses.
func (p *parser) parenthesis() Expr {
	at := p.pos()
	if p.token().query {
		return &Subquery{Pos: at, Query: p.queryInParens()}
	}
	p.expect("(")
	x := p.expr()
	if !p.is(",") {
		p.expect(")")
		return x
	}
	fields := []Expr{x}
	for p.accept(",") {
		fields = append(fields, p.expr())
	}
	p.expect(")")
	return &Row{Pos: at, Fields: fields}
}

// wordPrimary parses what a word begins: a constant, a construct of its own, a
// typed literal, a call or a name.
func (p *parser) wordPrimary(t *token, at Pos) Expr {
	switch t.value {
	case "null":
		p.next()
		return &Null{Pos: at}
	case "true", "false":
		p.next()
		return &Bool{Pos: at, Value: t.value == "true"}
	case "case":
		return p.caseExpr()
	case "array":
		return p.array()
	case "interval":
		return p.interval()
	case "current_date", "current_user", "current_user_id", "session_user", "user", "sysdate":
		p.next()
		return &Keyword{Pos: at, Name: t.value, Precision: -1}
	case "current_time", "current_timestamp", "localtime", "localtimestamp":
		return p.currentTime()
	}
	next := p.peek(1)
	if next.is("(") {
		if x := p.special(t.value); x != nil {
			return x
		}
	}
	if x := p.typedLiteral(t, next); x != nil {
		return x
	}
	switch {
	case t.value == "approximate" && next.isIdent():
		return p.approximate()
	case t.value == "left" || t.value == "right" || t.value == "collate" || t.value == "isnull":
		if next.is("(") { // reserved, and functions nonetheless
			name := p.word()
			return p.call(Name{name}, at)
		}
	}
	return p.nameOrCall()
}

// currentTime parses CURRENT_TIMESTAMP and its like, with an optional precision.
func (p *parser) currentTime() Expr {
	t := p.next()
	x := &Keyword{Pos: Pos(t.start), Name: t.value, Precision: -1}
	if p.is("(") && p.peek(1).kind == tokenNumber {
		p.expect("(")
		x.Precision = p.length()
		p.expect(")")
	}
	return x
}

// typedLiteral parses DATE '…' and the like; it is nil where none stands.
func (p *parser) typedLiteral(t, next *token) Expr {
	switch {
	case typeSpellings[t.value] == "" && t.value != "double":
		return nil
	case next.kind == tokenString:
	case t.value == "double" && next.is("precision"):
	case (t.value == "character" || t.value == "char" || t.value == "nchar") && next.is("varying"):
	case next.is("(") && next.match > 0 && p.tokens[next.match+1].kind == tokenString:
	case (t.value == "time" || t.value == "timestamp") && (next.is("with") || next.is("without")) && p.peek(2).is("time"):
	default:
		return nil
	}
	x := &Typed{Pos: p.pos(), Type: p.simpleType()}
	x.Value = p.text()
	return x
}

// interval parses INTERVAL '…' with or without fields.
func (p *parser) interval() Expr {
	x := &Typed{Pos: p.pos(), Type: &Type{Pos: p.pos()}}
	p.expect("interval")
	x.Type.named("interval")
	x.Value = p.text()
	x.Type.Range = p.intervalRange(x.Type)
	return x
}

func (p *parser) caseExpr() Expr {
	x := &Case{Pos: p.pos()}
	p.expect("case")
	if !p.is("when") {
		x.Operand = p.expr()
	}
	for p.is("when") || len(x.Whens) == 0 {
		when := &When{Pos: p.pos()}
		p.expect("when")
		when.Condition = p.expr()
		p.expect("then")
		when.Result = p.expr()
		x.Whens = append(x.Whens, when)
	}
	if p.accept("else") {
		x.Else = p.expr()
	}
	p.expect("end")
	return x
}

// array parses ARRAY[…], ARRAY(query) and the function ARRAY(…).
func (p *parser) array() Expr {
	x := &Array{Pos: p.pos()}
	name := p.word()
	switch {
	case p.token().query:
		x.Query = p.queryInParens()
		return x
	case p.is("("):
		return p.call(Name{name}, x.Pos)
	}
	p.expect("[")
	if !p.is("]") {
		x.Elements = p.exprs()
	}
	p.expect("]")
	return x
}

// nameOrCall parses a name, or a call of a function.
func (p *parser) nameOrCall() Expr {
	at := p.pos()
	name := p.qualified()
	if p.is("(") && !p.is("(", "+", ")") {
		return p.call(name, at)
	}
	return &Column{Pos: at, Name: name}
}

func (p *parser) approximate() Expr {
	at := p.pos()
	p.expect("approximate")
	f := p.call(p.qualified(), at)
	f.Approximate = true
	return f
}
