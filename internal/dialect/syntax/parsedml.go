package syntax

func (p *parser) insert() Stmt {
	n := &Insert{Pos: p.pos()}
	p.expect("insert", "into")
	n.Table = p.qualified()
	if p.is("(") && !p.token().query {
		n.Columns = p.idents()
	}
	if p.accept("default", "values") {
		return n
	}
	n.Query = p.query()
	if values, ok := n.Query.Body.(*Values); ok && n.Query.bare() {
		n.Rows, n.Query = values.Rows, nil
	}
	return n
}

// update parses UPDATE; the statement began at a byte, with WITH or without.
func (p *parser) update(at Pos, with *With) Stmt {
	n := &Update{Pos: at, With: with}
	p.expect("update")
	n.Table = p.qualified()
	n.Alias = p.targetAlias()
	p.expect("set")
	n.Set = commas(p, p.assignment)
	if p.accept("from") {
		n.From = commas(p, p.tableRef)
	}
	if p.accept("where") {
		n.Where = p.expr()
	}
	return n
}

// targetAlias parses the alias of a table that is written to.
func (p *parser) targetAlias() Ident {
	if p.accept("as") {
		return p.ident()
	}
	if p.beginsClause() {
		return Ident{}
	}
	return p.maybeIdent()
}

func (p *parser) assignment() *Assignment {
	n := &Assignment{Pos: p.pos(), Column: p.qualified()}
	p.expect("=")
	n.Value = p.value()
	return n
}

// delete parses DELETE; the word FROM may be left out.
func (p *parser) delete(at Pos, with *With) Stmt {
	n := &Delete{Pos: at, With: with}
	p.expect("delete")
	p.accept("from")
	n.Table = p.qualified()
	n.Alias = p.targetAlias()
	if p.accept("using") {
		n.Using = commas(p, p.tableRef)
	}
	if p.accept("where") {
		n.Where = p.expr()
	}
	return n
}

func (p *parser) merge() Stmt {
	n := &Merge{Pos: p.pos()}
	p.expect("merge", "into")
	n.Table = p.qualified()
	n.Alias = p.targetAlias()
	p.expect("using")
	n.Source = p.tablePrimary()
	p.expect("on")
	n.On = p.expr()
	if p.accept("remove", "duplicates") {
		n.RemoveDuplicates = true
		return n
	}
	for p.is("when") || len(n.Whens) == 0 {
		n.Whens = append(n.Whens, p.mergeWhen())
	}
	return n
}

func (p *parser) mergeWhen() *MergeWhen {
	n := &MergeWhen{Pos: p.pos()}
	p.expect("when")
	n.Matched = !p.accept("not")
	p.expect("matched", "then")
	switch {
	case n.Matched && p.accept("delete"):
		n.Delete = true
	case n.Matched:
		p.expect("update", "set")
		n.Set = commas(p, p.assignment)
	default:
		p.expect("insert")
		n.Columns = p.maybeIdents()
		p.expect("values")
		n.Values = within(p, p.value)
	}
	return n
}

func (p *parser) truncate() Stmt {
	n := &Truncate{Pos: p.pos()}
	p.expect("truncate")
	p.accept("table")
	n.Table = p.qualified()
	return n
}
