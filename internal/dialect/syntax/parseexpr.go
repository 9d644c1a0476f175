package syntax

// expr parses an expression.
func (p *parser) expr() Expr { return p.exprFrom(levelOr) }

// exprs parses one expression or more.
func (p *parser) exprs() []Expr { return commas(p, p.expr) }

// exprFrom parses an expression whose outermost operators have at least a level.
func (p *parser) exprFrom(least level) Expr {
	p.enter()
	outer := p.height
	p.height = 0
	x := p.operand()
	height := p.height + 1
	var last level // of the operator that x was made with here
	for {
		level := p.infixLevel()
		if level < least || level == 0 {
			break
		}
		if level == last && !chains(level) {
			p.fail()
		}
		p.height = 0
		x = p.infix(x, level)
		height = p.grow(max(height, p.height))
		last = level
	}
	p.height = max(outer, height)
	p.leave()
	return x
}

// chains reports whether operators of a level may stand beside each other.
func chains(l level) bool {
	switch l {
	case levelLess, levelLike, levelOverlaps, levelBetween, levelIn, levelIs:
		return false
	}
	return true
}

// infixLevel is the level of the operator that comes next, or 0 if none does.
func (p *parser) infixLevel() level {
	t := p.token()
	switch t.kind {
	case tokenOperator:
		switch t.value {
		case "(", ")", "[", "]", ",", ";", ".", "..", ":", ":=", "::", "?":
			return 0
		}
		return binaryLevel(t.value)
	case tokenWord:
		return p.wordLevel(t.value)
	}
	return 0
}

func (p *parser) wordLevel(word string) level {
	switch word {
	case "or":
		return levelOr
	case "and":
		return levelAnd
	case "is", "isnull", "notnull":
		return levelIs
	case "like", "ilike", "similar":
		return levelLike
	case "between":
		return levelBetween
	case "in":
		return levelIn
	case "overlaps":
		return levelOverlaps
	case "operator":
		if p.peek(1).is("(") {
			return levelOperator
		}
	case "at":
		if p.is("at", "time", "zone") {
			return levelZone
		}
	case "not":
		switch next := p.peek(1).value; next {
		case "like", "ilike", "similar", "between", "in":
			if p.peek(1).kind == tokenWord {
				return p.wordLevel(next)
			}
		}
	}
	return 0
}

// infix parses an operator of a level and what is to the right of x.
func (p *parser) infix(x Expr, l level) Expr {
	at := p.pos()
	switch l {
	case levelOr, levelAnd:
		return p.logical(x, l)
	case levelIs:
		return p.isTest(x)
	case levelLike:
		return p.like(x)
	case levelBetween:
		n := &Between{Pos: at, X: x, Not: p.accept("not")}
		p.expect("between")
		n.Symmetric = p.accept("symmetric")
		p.accept("asymmetric")
		n.Low = p.exprFrom(levelOperator)
		p.expect("and")
		n.High = p.exprFrom(levelOperator)
		return n
	case levelIn:
		return p.in(x)
	case levelOverlaps:
		p.expect("overlaps")
		return &Binary{Pos: at, Op: "OVERLAPS", X: x, Y: p.exprFrom(l + 1)}
	case levelZone:
		p.expect("at", "time", "zone")
		return &Binary{Pos: at, Op: "AT TIME ZONE", X: x, Y: p.exprFrom(levelPrimary)}
	}
	op := p.operator()
	if p.isAny("any", "some", "all") && p.peek(1).is("(") {
		return p.quantified(x, op, at)
	}
	right := l + 1
	if l == levelEqual { // not of OPERATOR(=), which is like any other
		right = l
	}
	return &Binary{Pos: at, Op: op, X: x, Y: p.exprFrom(right)}
}

// operator parses an operator as it is, or OPERATOR(pg_catalog.+).
func (p *parser) operator() string {
	t := p.next()
	if t.kind != tokenWord {
		return t.value
	}
	p.expect("(")
	if p.accept("pg_catalog") {
		p.expect(".")
	} else if p.token().isIdent() {
		p.refuse("an operator of another schema")
	}
	if p.infixLevel() == 0 || p.token().kind != tokenOperator {
		p.fail()
	}
	op := p.next().value
	p.expect(")")
	return op
}

// logical parses all of a chain of AND or OR: it may be long.
func (p *parser) logical(x Expr, l level) Expr {
	n := &Logical{Pos: p.pos(), Op: "OR", Args: []Expr{x}}
	word := "or"
	if l == levelAnd {
		n.Op, word = "AND", "and"
	}
	for p.accept(word) {
		n.Args = append(n.Args, p.exprFrom(l+1))
	}
	return n
}

func (p *parser) isTest(x Expr) Expr {
	at := p.pos()
	switch {
	case p.accept("isnull"):
		return &Is{Pos: at, X: x, What: "NULL"}
	case p.accept("notnull"):
		return &Is{Pos: at, X: x, Not: true, What: "NULL"}
	}
	p.expect("is")
	not := p.accept("not")
	if p.accept("distinct", "from") {
		return &Distinct{Pos: at, X: x, Not: not, Y: p.exprFrom(levelIs + 1)}
	}
	return &Is{Pos: at, X: x, Not: not, What: p.oneOf("null", "true", "false", "unknown")}
}

func (p *parser) like(x Expr) Expr {
	n := &Like{Pos: p.pos(), X: x, Not: p.accept("not")}
	n.Op = p.oneOf("like", "ilike", "similar")
	if n.Op == "SIMILAR" {
		p.expect("to")
		n.Op = "SIMILAR TO"
	}
	n.Y = p.exprFrom(levelLike + 1)
	if p.accept("escape") {
		n.Escape = p.exprFrom(levelLike + 1)
	}
	return n
}

func (p *parser) in(x Expr) Expr {
	n := &In{Pos: p.pos(), X: x, Not: p.accept("not")}
	p.expect("in")
	if p.token().query {
		n.Query = p.queryInParens()
		return n
	}
	n.List = within(p, p.expr)
	return n
}

func (p *parser) quantified(x Expr, op string, at Pos) Expr {
	n := &Quantified{Pos: at, X: x, Op: op, All: p.next().value == "all"}
	if p.token().query {
		n.Query = p.queryInParens()
		return n
	}
	p.expect("(")
	n.Array = p.expr()
	p.expect(")")
	return n
}

// operand parses what stands before, between and behind infix operators.
func (p *parser) operand() Expr {
	t := p.token()
	at := Pos(t.start)
	switch {
	case t.is("not"):
		p.next()
		return &Not{Pos: at, X: p.exprFrom(levelNot)}
	case t.is("-"), t.is("+"):
		p.next()
		return &Unary{Pos: at, Op: t.value, X: p.exprFrom(levelSign)}
	case p.connecting && t.is("prior") && !p.peek(1).is("."):
		p.next()
		return &Unary{Pos: at, Op: "PRIOR", X: p.exprFrom(levelPrimary)}
	case t.kind == tokenOperator && isOperatorChar(t.value[0]) && binaryLevel(t.value) == levelOperator && t.value != "?":
		p.next()
		return &Unary{Pos: at, Op: t.value, X: p.exprFrom(levelOperator + 1)}
	}
	return p.postfix(p.primary())
}

// postfix parses casts, brackets, fields and (+) behind x.
func (p *parser) postfix(x Expr) Expr {
	height := 0
	for {
		at := p.pos()
		switch {
		case p.accept("::"):
			x = &Cast{Pos: at, X: x, Type: p.typeName()}
		case p.is("(", "+", ")"):
			p.accept("(", "+", ")")
			x = &Outer{Pos: at, X: x}
		case p.is("["):
			x = p.index(x)
		case p.is(".") && p.reachable(x):
			p.next()
			x = &Field{Pos: at, X: x, Name: p.label()}
		default:
			p.height = max(p.height, height) // of the chain; arguments have counted themselves
			return x
		}
		height = p.grow(max(height, p.height))
	}
}

// reachable reports whether a dot can follow x: behind a parenthesis, a bracket,
// a parameter or another field, but not behind a literal.
func (p *parser) reachable(x Expr) bool {
	switch x.(type) {
	case *Field, *Param:
		return true
	}
	last := &p.tokens[p.at-1]
	return last.is(")") || last.is("]")
}

func (p *parser) index(x Expr) Expr {
	n := &Index{Pos: p.pos(), X: x}
	p.expect("[")
	n.I = p.expr()
	if p.is(":") || p.token().kind == tokenNamed { // a[1:2]: the lexer took :2 for a parameter
		p.refuse("an array slice")
	}
	p.expect("]")
	return n
}
