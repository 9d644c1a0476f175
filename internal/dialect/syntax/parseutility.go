package syntax

import "github.com/countersign-dev/countersign/internal/engine"

// prepared parses PREPARE, EXECUTE and DEALLOCATE.
func (p *parser) prepared(word string) Stmt {
	at := p.pos()
	p.next()
	switch word {
	case "execute":
		n := &Execute{Pos: at, Name: p.ident()}
		if p.is("(") {
			n.Args = within(p, p.expr)
		}
		return n
	case "deallocate":
		n := &Deallocate{Pos: at}
		p.accept("prepare")
		if !p.accept("all") {
			n.Name = p.ident()
		}
		return n
	}
	n := &Prepare{Pos: at, Name: p.ident()}
	if p.is("(") {
		n.Types = within(p, p.typeName)
	}
	p.expect("as")
	n.Stmt = p.dataStatement()
	return n
}

// dataStatement parses a query or a statement that changes rows.
func (p *parser) dataStatement() Stmt {
	if p.is("(") || !p.isAny("select", "values", "with", "insert", "update", "delete", "merge") {
		if !p.token().query {
			p.fail()
		}
		return p.query()
	}
	return p.statement()
}

// cursor parses DECLARE, FETCH and CLOSE.
func (p *parser) cursor(word string) Stmt {
	at := p.pos()
	p.next()
	switch word {
	case "close":
		return &Close{Pos: at, Name: p.ident()}
	case "declare":
		n := &Declare{Pos: at, Name: p.ident()}
		if p.is("binary") || p.is("insensitive") || p.is("scroll") {
			p.refuse("a cursor of this kind")
		}
		p.accept("no", "scroll") // which they all are
		p.expect("cursor")
		if p.is("with", "hold") {
			p.failAt(p.pos(), engine.InternalError, "cursors can only be used within the transaction that created them.") // observed
		}
		p.accept("without", "hold")
		p.expect("for")
		n.Query = p.query()
		return n
	}
	n := &Fetch{Pos: at, Direction: "NEXT"}
	switch {
	case p.accept("next"):
	case p.accept("all"), p.accept("forward", "all"):
		n.Direction = "ALL"
	case p.accept("forward"):
		n.Direction, n.Count = "FORWARD", 1
		if p.token().kind == tokenNumber {
			n.Count = p.integer()
		}
	case p.token().kind == tokenNumber:
		n.Direction, n.Count = "FORWARD", p.integer()
	case p.isAny("prior", "first", "last", "absolute", "relative", "backward"):
		p.refuse("FETCH " + upper(p.token().value))
	}
	if !p.accept("from") {
		p.accept("in")
	}
	n.Name = p.ident()
	return n
}

func (p *parser) explain() Stmt {
	n := &Explain{Pos: p.pos()}
	p.expect("explain")
	if p.isAny("analyze", "analyse") {
		p.refuse("EXPLAIN ANALYZE")
	}
	n.Verbose = p.accept("verbose")
	switch {
	case p.is("create"), p.is("declare"):
		at := p.at
		n.Stmt = p.statement()
		switch n.Stmt.(type) {
		case *CreateTableAs, *Declare:
		default:
			p.at = at
			p.fail()
		}
	default:
		n.Stmt = p.dataStatement()
	}
	return n
}

func (p *parser) analyze() Stmt {
	n := &Analyze{Pos: p.pos()}
	p.next()
	n.Compression = p.accept("compression")
	n.Verbose = p.accept("verbose")
	if !p.token().isIdent() {
		return n
	}
	if p.is("comprows") && p.peek(1).kind == tokenNumber {
		p.next()
		n.Rows = p.integer()
		return n
	}
	n.Table = p.qualified()
	n.Columns = p.maybeIdents()
	switch {
	case n.Compression:
		if p.accept("comprows") {
			n.Rows = p.integer()
		}
	case p.accept("predicate", "columns"):
		n.Predicate = true
	case p.accept("all", "columns"):
	}
	return n
}

func (p *parser) vacuum() Stmt {
	n := &Vacuum{Pos: p.pos()}
	p.expect("vacuum")
	switch {
	case p.accept("full"):
		n.Kind = "FULL"
	case p.accept("sort", "only"):
		n.Kind = "SORT ONLY"
	case p.accept("delete", "only"):
		n.Kind = "DELETE ONLY"
	case p.accept("reindex"):
		n.Kind = "REINDEX"
	case p.accept("recluster"):
		n.Kind = "RECLUSTER"
	}
	if p.token().isIdent() && !p.is("boost") {
		n.Table = p.qualified()
		if p.accept("to") {
			at := p.pos()
			if n.Threshold = p.integer(); n.Threshold < 0 || n.Threshold > 100 {
				p.invalidAt(at, "the threshold of VACUUM is between 0 and 100 percent")
			}
			p.expect("percent")
		}
	}
	n.Boost = p.accept("boost")
	return n
}

func (p *parser) discardOrCancel(word string) Stmt {
	at := p.pos()
	p.next()
	if word == "discard" {
		p.expect("all")
		return &Discard{Pos: at}
	}
	n := &Cancel{Pos: at, Process: p.integer()}
	if p.token().kind == tokenString {
		n.Message = &String{Pos: p.pos(), Value: p.text()}
	}
	return n
}

// routineOrLoad parses the rest: routines, COPY, UNLOAD, ANALYZE and VACUUM.
func (p *parser) routineOrLoad(word string) Stmt {
	switch word {
	case "call":
		return p.callStatement()
	case "copy":
		return p.copy()
	case "unload":
		return p.unload()
	case "analyze", "analyse":
		return p.analyze()
	case "vacuum":
		return p.vacuum()
	}
	return nil
}
