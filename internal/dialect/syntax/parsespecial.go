package syntax

// special parses a call whose arguments have words between them; it is nil where
// the word is a plain function's.
func (p *parser) special(word string) Expr {
	at := p.pos()
	switch word {
	case "cast", "try_cast":
		return p.cast(at)
	case "convert":
		return p.convert(at)
	case "exists":
		p.next()
		if !p.token().query {
			p.next()
			p.fail()
		}
		return &Exists{Pos: at, Query: p.queryInParens()}
	case "row":
		p.next()
		return &Row{Pos: at, Fields: within(p, p.expr)}
	case "extract":
		return p.extract(at)
	case "trim":
		return p.trim(at)
	case "position":
		return p.position(at)
	case "overlay":
		return p.overlay(at)
	case "substring":
		return p.substring(at)
	case "object_transform":
		return p.objectTransform(at)
	}
	return nil
}

func (p *parser) cast(at Pos) Expr {
	x := &Cast{Pos: at, Form: CastFunction}
	if p.next().value == "try_cast" {
		x.Form = CastTry
	}
	p.expect("(")
	x.X = p.expr()
	p.expect("as")
	x.Type = p.typeName()
	p.expect(")")
	return x
}

func (p *parser) convert(at Pos) Expr {
	p.expect("convert", "(")
	x := &Cast{Pos: at, Form: CastConvert, Type: p.typeName()}
	p.expect(",")
	x.X = p.expr()
	p.expect(")")
	return x
}

func (p *parser) extract(at Pos) Expr {
	x := &Extract{Pos: at}
	p.expect("extract", "(")
	if p.token().kind == tokenString {
		x.Field = fold(p.next().value)
	} else {
		x.Field = fold(p.ident().Name)
	}
	p.expect("from")
	x.X = p.expr()
	p.expect(")")
	return x
}

func (p *parser) trim(at Pos) Expr {
	p.expect("trim", "(")
	x := &Trim{Pos: at, Side: "BOTH"}
	sided := p.isAny("both", "leading", "trailing")
	if sided {
		x.Side = p.oneOf("both", "leading", "trailing")
	}
	if !p.accept("from") {
		x.X = p.expr()
		switch {
		case p.accept("from"):
			x.Chars, x.X = x.X, p.expr()
		case p.is(",") && !sided: // trim(x, chars) is a plain function
			f := &Func{Pos: at, Name: Name{{Pos: at, Name: "trim"}}, Args: []Expr{x.X}}
			for p.accept(",") {
				f.Args = append(f.Args, p.expr())
			}
			p.expect(")")
			return f
		}
	} else {
		x.X = p.expr()
	}
	p.expect(")")
	return x
}

func (p *parser) position(at Pos) Expr {
	p.expect("position", "(")
	x := &Position{Pos: at, X: p.exprFrom(levelOperator)}
	p.expect("in")
	x.Y = p.exprFrom(levelOperator)
	p.expect(")")
	return x
}

func (p *parser) overlay(at Pos) Expr {
	p.expect("overlay", "(")
	x := &Overlay{Pos: at, X: p.expr()}
	p.expect("placing")
	x.With = p.expr()
	p.expect("from")
	x.Start = p.expr()
	if p.accept("for") {
		x.Length = p.expr()
	}
	p.expect(")")
	return x
}

// substring parses both forms into a plain call.
func (p *parser) substring(at Pos) Expr {
	name := p.qualified()
	f := &Func{Pos: at, Name: name}
	p.expect("(")
	f.Args = []Expr{p.expr()}
	switch {
	case p.accept("from"):
		f.Args = append(f.Args, p.expr())
		if p.accept("for") {
			f.Args = append(f.Args, p.expr())
		}
	case p.is("for"):
		f.Args = append(f.Args, &Number{Pos: p.pos(), Text: "1"})
		p.expect("for")
		f.Args = append(f.Args, p.expr())
	default:
		for p.accept(",") {
			f.Args = append(f.Args, p.expr())
		}
	}
	p.expect(")")
	return f
}

func (p *parser) objectTransform(at Pos) Expr {
	p.expect("object_transform", "(")
	x := &ObjectTransform{Pos: at, X: p.expr()}
	if p.accept("keep") {
		x.Keep = p.exprs()
	}
	if p.accept("set") {
		x.Set = p.exprs()
		if len(x.Set)%2 != 0 {
			p.fail() // a path without its value
		}
	}
	if x.Keep == nil && x.Set == nil {
		p.fail()
	}
	p.expect(")")
	return x
}
