package syntax

import "github.com/countersign-dev/countersign/internal/engine"

// queryInParens parses a query and the parentheses around it.
func (p *parser) queryInParens() *Query {
	p.expect("(")
	q := p.query()
	p.expect(")")
	return q
}

// query parses a query with all of its clauses. One that is nothing but another
// in parentheses is that other.
func (p *parser) query() *Query {
	at := p.pos()
	if p.is("with") {
		return p.queryAfter(at, p.with())
	}
	return p.queryAfter(at, nil)
}

// queryAfter parses what stands behind WITH, if that was there.
func (p *parser) queryAfter(at Pos, with *With) *Query {
	p.enter()
	q := &Query{Pos: at, With: with}
	q.Body = p.setOperation(1)
	q.OrderBy = p.orderBy()
	p.limits(q)
	p.refuseLocking()
	p.leave()
	if inner, ok := q.Body.(*Query); ok && q.bare() {
		inner.Pos = at
		return inner
	}
	return q
}

// refuseLocking refuses FOR UPDATE and FOR SHARE.
func (p *parser) refuseLocking() {
	at := p.pos()
	if p.accept("for") {
		p.failAt(at, engine.FeatureNotSupported, "SELECT FOR "+p.oneOf("update", "share")+" is not supported")
	}
}

// bare reports whether a query is its body and nothing else.
func (q *Query) bare() bool {
	return q.With == nil && q.OrderBy == nil && q.Limit == nil && q.Offset == nil
}

// limits parses LIMIT, OFFSET and FETCH in any order, each once.
func (p *parser) limits(q *Query) {
	limited := false
	for {
		switch {
		case p.is("limit") && !limited:
			p.next()
			limited = true
			if !p.accept("all") {
				q.Limit = p.expr()
			}
		case p.is("fetch") && !limited:
			p.next()
			limited = true
			q.Limit = p.fetchFirst()
		case p.is("offset") && q.Offset == nil:
			p.next()
			q.Offset = p.expr()
			if p.isAny("row", "rows") {
				p.next()
			}
		default:
			return
		}
	}
}

func (p *parser) fetchFirst() Expr {
	p.oneOf("first", "next")
	at := p.pos()
	var n Expr = &Number{Pos: at, Text: "1"}
	if !p.isAny("row", "rows") {
		n = p.exprFrom(levelSign)
	}
	p.oneOf("row", "rows")
	p.expect("only")
	return n
}

func (p *parser) with() *With {
	p.enter()
	defer p.leave()
	w := &With{Pos: p.pos()}
	p.expect("with")
	if p.is("recursive") && !p.peek(1).is("as") && !p.peek(1).is("(") {
		w.Recursive = p.accept("recursive")
	}
	w.Tables = commas(p, func() *CommonTable {
		t := &CommonTable{Pos: p.pos(), Name: p.ident(), Columns: p.maybeIdents()}
		p.expect("as")
		t.Query = p.queryInParens()
		return t
	})
	return w
}

// setOperation parses operations of at least a precedence.
func (p *parser) setOperation(least int) Body {
	outer := p.height
	p.height = 0
	left := p.body()
	height := p.height + 1
	for p.isAny("union", "intersect", "except", "minus") {
		op := upper(p.token().value)
		if op == "MINUS" {
			op = "EXCEPT"
		}
		if setPrecedence(op) < least {
			break
		}
		n := &SetOperation{Pos: p.pos(), Op: op, Left: left}
		p.next()
		n.All = p.accept("all")
		if !n.All {
			p.accept("distinct")
		}
		p.height = 0
		n.Right = p.setOperation(setPrecedence(op) + 1)
		left = n
		height = p.grow(max(height, p.height))
	}
	p.height = max(outer, height)
	return left
}

func (p *parser) body() Body {
	switch {
	case p.is("("):
		if q := p.queryInParens(); !q.bare() {
			return q
		} else {
			return q.Body
		}
	case p.is("values"):
		return p.values()
	}
	return p.selectBody()
}

func (p *parser) values() *Values {
	n := &Values{Pos: p.pos()}
	p.expect("values")
	n.Rows = commas(p, func() *Row {
		return &Row{Pos: p.pos(), Fields: within(p, p.value)}
	})
	return n
}

// value parses an expression or DEFAULT, which stands for the column's.
func (p *parser) value() Expr {
	if at := p.pos(); p.accept("default") {
		return &Default{Pos: at}
	}
	return p.expr()
}
