package syntax

// tableRef parses a table of FROM with all that is joined to it.
func (p *parser) tableRef() TableRef {
	p.enter()
	outer := p.height
	p.height = 0
	left := p.tablePrimary()
	height := p.height + 1
	for {
		p.height = 0
		join := p.join(left)
		if join == nil {
			break
		}
		left = join
		height = p.grow(max(height, p.height))
	}
	p.height = max(outer, height)
	p.leave()
	return left
}

// join parses JOIN and its right side, or nothing.
func (p *parser) join(left TableRef) TableRef {
	n := &Join{Pos: p.pos(), Kind: "INNER", Left: left}
	n.Natural = p.accept("natural")
	switch {
	case p.accept("cross"):
		n.Kind = "CROSS"
	case p.isAny("left", "right", "full"):
		n.Kind = upper(p.next().value)
		p.accept("outer")
	case p.accept("inner"):
	case p.is("join"):
	case n.Natural:
		p.fail()
	default:
		return nil
	}
	p.expect("join")
	p.enter()
	n.Right = p.tablePrimary()
	switch {
	case n.Kind == "CROSS" || n.Natural:
	case p.accept("using"):
		n.Using = p.idents()
	default:
		// A JOIN b JOIN c ON … ON …: the second condition is the first join's.
		for !p.is("on") {
			inner := p.join(n.Right)
			if inner == nil {
				p.fail()
			}
			p.height = p.grow(p.height)
			n.Right = inner
		}
		p.expect("on")
		n.On = p.expr()
	}
	p.leave()
	return n
}

// tablePrimary parses a table with its alias and its PIVOT or UNPIVOT.
func (p *parser) tablePrimary() TableRef {
	table := p.tableSource()
	for {
		switch {
		case p.is("pivot", "("):
			table = p.pivot(table)
		case p.is("unpivot", "("), p.is("unpivot", "include", "nulls"), p.is("unpivot", "exclude", "nulls"):
			table = p.unpivot(table)
		default:
			return table
		}
		p.height = p.grow(p.height)
	}
}

func (p *parser) tableSource() TableRef {
	at := p.pos()
	switch {
	case p.is("("):
		return p.tableParens()
	case p.is("unpivot"):
		return p.objectUnpivot()
	case p.is("table", "("):
		p.accept("table", "(")
		p.enter()
		x, ok := p.primary().(*Func)
		p.leave()
		if !ok || !p.accept(")") {
			p.fail()
		}
		return &TableFunc{Pos: at, Call: x, Alias: p.tableAlias(true)}
	case p.is("lateral"):
		p.refuse("LATERAL")
	case p.is("only") && (p.peek(1).isIdent() || p.peek(1).is("(")):
		p.refuse("ONLY")
	case p.is("unnest", "("):
		p.refuse("UNNEST")
	}
	name := p.qualified()
	if p.is("(") {
		p.enter()
		call := p.call(name, at)
		p.leave()
		return &TableFunc{Pos: at, Call: call, Alias: p.tableAlias(true)}
	}
	if p.is("[") {
		return p.unnest(p.postfix(&Column{Pos: at, Name: name}))
	}
	table := &Table{Pos: at, Name: name, Alias: p.tableAlias(false)}
	if p.is("at") && len(name) > 1 {
		n := &Unnest{Pos: at, X: &Column{Pos: at, Name: name}, Alias: table.Alias}
		p.expect("at")
		n.At = p.ident()
		return n
	}
	return table
}

// unnest parses the alias and index of an array's elements.
func (p *parser) unnest(x Expr) TableRef {
	n := &Unnest{Pos: Pos(x.Byte()), X: x, Alias: p.tableAlias(false)}
	if p.accept("at") {
		n.At = p.ident()
	}
	return n
}

func (p *parser) objectUnpivot() TableRef {
	n := &ObjectUnpivot{Pos: p.pos()}
	p.expect("unpivot")
	n.X = p.exprFrom(levelPrimary)
	if n.Alias = p.tableAlias(false); n.Alias == nil {
		p.fail()
	}
	if p.accept("at") {
		n.At = p.ident()
	}
	return n
}

// tableParens parses a query, or joined tables in parentheses.
func (p *parser) tableParens() TableRef {
	at := p.pos()
	if p.token().query {
		q := p.queryInParens()
		return &Derived{Pos: at, Query: q, Alias: p.tableAlias(false)}
	}
	p.expect("(")
	table := p.tableRef()
	p.expect(")")
	if join, ok := table.(*Join); ok && join.Alias == nil {
		join.Alias = p.tableAlias(false)
	}
	return table
}

// tableAlias parses an alias, with columns if they are given; those of a
// function may have types, and then need no alias before them.
func (p *parser) tableAlias(function bool) *Alias {
	a := &Alias{Pos: p.pos()}
	as := p.accept("as")
	switch {
	case as && function && p.is("("):
	case as:
		a.Name = p.ident()
	case p.beginsClause() || !p.token().isIdent():
		return nil
	default:
		a.Name = p.ident()
	}
	if !p.is("(") {
		return a
	}
	if !function || !p.peek(1).isIdent() || p.peek(2).is(",") || p.peek(2).is(")") {
		a.Columns = p.idents()
		return a
	}
	within(p, func() struct{} {
		a.Columns = append(a.Columns, p.ident())
		a.Types = append(a.Types, p.typeName())
		return struct{}{}
	})
	return a
}

func (p *parser) pivot(source TableRef) TableRef {
	n := &Pivot{Pos: p.pos(), Source: source}
	p.expect("pivot", "(")
	n.Aggregates = commas(p, p.selectItem)
	p.expect("for")
	n.Column = p.ident()
	p.expect("in")
	n.Values = within(p, p.selectItem)
	p.expect(")")
	n.Alias = p.tableAlias(false)
	return n
}

func (p *parser) unpivot(source TableRef) TableRef {
	n := &Unpivot{Pos: p.pos(), Source: source}
	p.expect("unpivot")
	if n.IncludeNulls = p.accept("include", "nulls"); !n.IncludeNulls {
		p.accept("exclude", "nulls")
	}
	p.expect("(")
	n.Value = p.ident()
	p.expect("for")
	n.Column = p.ident()
	p.expect("in")
	n.Columns = within(p, p.selectItem)
	p.expect(")")
	n.Alias = p.tableAlias(false)
	return n
}
