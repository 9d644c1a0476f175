package syntax

// selectBody parses one SELECT, without what can stand behind a set operation.
func (p *parser) selectBody() *Select {
	n := &Select{Pos: p.pos()}
	p.expect("select")
	p.quantity(n)
	n.Items = commas(p, p.selectItem)
	if p.accept("exclude") {
		n.Exclude = p.exclude()
	}
	if p.is("into") {
		n.Into = p.into()
	}
	if p.accept("from") {
		n.From = commas(p, p.tableRef)
	}
	p.filters(n)
	if p.is("window") && p.peek(1).isIdent() {
		p.refuse("the WINDOW clause")
	}
	return n
}

// quantity parses TOP, ALL and DISTINCT, in any order.
func (p *parser) quantity(n *Select) {
	for {
		switch {
		case p.is("top") && n.Top == nil:
			p.next()
			n.Top = p.top()
		case p.is("distinct", "on") && !n.Distinct && n.DistinctOn == nil:
			p.accept("distinct", "on")
			n.DistinctOn = within(p, p.expr)
		case p.is("distinct") && !n.Distinct && n.DistinctOn == nil:
			n.Distinct = p.accept("distinct")
		case p.is("all"):
			p.next()
			return
		default:
			return
		}
	}
}

// top parses what follows TOP: an expression in parentheses, a number or a parameter.
func (p *parser) top() Expr {
	switch p.token().kind {
	case tokenNumber, tokenNumbered, tokenNamed:
		return p.primary()
	}
	if !p.is("(") {
		p.fail()
	}
	return p.parenthesis()
}

func (p *parser) selectItem() *SelectItem {
	item := &SelectItem{Pos: p.pos()}
	if p.accept("*") {
		item.X = &Star{Pos: item.Pos}
		return item
	}
	if item.X = p.maybeStar(); item.X != nil {
		return item
	}
	item.X = p.expr()
	item.Alias = p.alias()
	return item
}

// alias parses AS and any word, or a bare name that begins no clause.
func (p *parser) alias() Ident {
	if p.accept("as") {
		return p.label()
	}
	if p.beginsClause() {
		return Ident{}
	}
	return p.maybeIdent()
}

// beginsClause reports whether the next word, which is not reserved, goes on
// with the query instead of being an alias.
func (p *parser) beginsClause() bool {
	t := p.token()
	if t.kind != tokenWord {
		return false
	}
	next := p.peek(1)
	switch t.value {
	case "qualify", "set", "exclude", "returning":
		return true
	case "start":
		return next.is("with")
	case "connect":
		return next.is("by")
	case "fetch":
		return next.is("first") || next.is("next")
	case "window":
		return next.isIdent() && p.peek(2).is("as")
	case "at", "remove":
		return next.isIdent()
	}
	return false
}

func (p *parser) exclude() []Ident {
	if p.is("(") {
		return p.idents()
	}
	return commas(p, p.ident)
}

func (p *parser) into() *Into {
	n := &Into{Pos: p.pos()}
	p.expect("into")
	if p.is("temp") || p.is("temporary") {
		if p.peek(1).isIdent() || p.peek(1).is("table") {
			p.next()
			n.Temp = true
		}
	}
	p.accept("table")
	n.Name = p.qualified()
	return n
}

func (p *parser) filters(n *Select) {
	if p.accept("where") {
		n.Where = p.expr()
	}
	if p.accept("start", "with") {
		n.StartWith = p.expr()
	}
	if p.accept("connect", "by") {
		outer := p.connecting
		p.connecting = true
		n.ConnectBy = p.expr()
		p.connecting = outer
		if n.StartWith == nil && p.accept("start", "with") {
			n.StartWith = p.expr()
		}
	}
	if p.accept("group") {
		p.expect("by")
		if n.GroupAll = p.accept("all"); !n.GroupAll {
			n.GroupBy = commas(p, p.grouping)
		}
	}
	if p.accept("having") {
		n.Having = p.expr()
	}
	if p.accept("qualify") {
		n.Qualify = p.expr()
	}
}

// grouping parses one item of GROUP BY.
func (p *parser) grouping() Expr {
	set := &GroupingSet{Pos: p.pos()}
	switch {
	case p.is("rollup", "("), p.is("cube", "("):
		set.Kind = upper(p.next().value)
	case p.is("grouping", "sets", "("):
		p.accept("grouping", "sets")
		set.Kind = "GROUPING SETS"
	case p.is("(", ")"):
		p.accept("(", ")")
		return &Row{Pos: set.Pos}
	default:
		return p.expr()
	}
	p.enter()
	set.Sets = within(p, p.grouping)
	p.leave()
	return set
}
