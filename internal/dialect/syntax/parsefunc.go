package syntax

// call parses the arguments of a function and what may follow them.
func (p *parser) call(name Name, at Pos) *Func {
	f := &Func{Pos: at, Name: name}
	p.expect("(")
	switch {
	case p.accept("*"):
		f.Star = true
	case p.accept("distinct"):
		f.Distinct = true
		f.Args = commas(p, p.argument)
	case !p.is(")"):
		p.accept("all")
		f.Args = commas(p, p.argument)
	}
	p.nulls(f)
	p.expect(")")
	p.aggregateTail(f)
	return f
}

// argument parses one argument: t.* stands for a row.
func (p *parser) argument() Expr {
	if star := p.maybeStar(); star != nil {
		return star
	}
	return p.expr()
}

// maybeStar parses t.* if it comes next, and else nothing.
func (p *parser) maybeStar() Expr {
	n := 0
	for p.peek(n+1).is(".") && (p.peek(n).isIdent() || n > 0 && p.peek(n).kind == tokenWord) {
		if n += 2; p.peek(n).is("*") {
			break
		}
	}
	if n == 0 || !p.peek(n).is("*") {
		return nil
	}
	star := &Star{Pos: p.pos(), Table: Name{p.ident()}}
	for p.accept(".") && !p.accept("*") {
		star.Table = append(star.Table, p.label())
	}
	return star
}

// nulls parses IGNORE NULLS and RESPECT NULLS.
func (p *parser) nulls(f *Func) {
	if f.Nulls == "" && (p.is("ignore", "nulls") || p.is("respect", "nulls")) {
		f.Nulls = upper(p.next().value)
		p.expect("nulls")
	}
}

func (p *parser) aggregateTail(f *Func) {
	if p.accept("within", "group") {
		p.expect("(")
		f.Within = p.orderBy()
		if f.Within == nil {
			p.fail()
		}
		p.expect(")")
	}
	p.nulls(f)
	if p.is("over") && (p.peek(1).is("(") || f.Nulls != "") {
		p.next()
		f.Over = p.window()
	}
}

func (p *parser) window() *Window {
	w := &Window{Pos: p.pos()}
	p.expect("(")
	if p.accept("partition") {
		p.expect("by")
		w.Partition = p.exprs()
	}
	w.OrderBy = p.orderBy()
	if p.isAny("rows", "range") {
		w.Frame = p.frame()
	}
	p.expect(")")
	return w
}

func (p *parser) frame() *Frame {
	f := &Frame{Pos: p.pos(), Unit: p.oneOf("rows", "range")}
	if !p.accept("between") {
		f.Start = p.bound()
		return f
	}
	f.Start = p.bound()
	p.expect("and")
	f.End = p.bound()
	return f
}

func (p *parser) bound() *Bound {
	b := &Bound{Pos: p.pos()}
	switch {
	case p.accept("current", "row"):
		b.Kind = "CURRENT ROW"
	case p.accept("unbounded"):
		b.Kind = "UNBOUNDED " + p.oneOf("preceding", "following")
	default:
		b.Offset = p.exprFrom(levelOperator)
		b.Kind = p.oneOf("preceding", "following")
	}
	return b
}

// orderBy parses ORDER BY if it comes next.
func (p *parser) orderBy() []*SortItem {
	if !p.accept("order") {
		return nil
	}
	p.expect("by")
	return commas(p, p.sortItem)
}

func (p *parser) sortItem() *SortItem {
	item := &SortItem{Pos: p.pos(), X: p.expr()}
	if !p.accept("asc") {
		item.Desc = p.accept("desc")
	}
	if p.accept("nulls") {
		item.Nulls = p.oneOf("first", "last")
	}
	return item
}
