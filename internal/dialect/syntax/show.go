package syntax

// A Show is SHOW of a parameter, or of objects.
type Show struct {
	Pos
	Parameter Name   // SHOW search_path; all for SHOW ALL
	What      string // DATABASES, SCHEMAS, TABLES, COLUMNS, GRANTS, … where no parameter is shown
	For       string // of CONSTRAINTS: PRIMARY KEYS or FOREIGN KEYS
	Exported  bool   // FOREIGN KEYS EXPORTED
	In        string // the kind of what is named: DATABASE, SCHEMA, TABLE, PROCEDURE …
	Object    []ShownPart
	Args      []ShownPart // the types of a routine's arguments
	HasArgs   bool
	Grantee   *Grantee // GRANTS … FOR
	Like      Expr     // a string or a parameter
	Limit     Expr
}

// A ShownPart is a part of a name, a type, or a parameter whose value is one of these as it stands.
type ShownPart struct {
	Pos
	Name  Ident
	Type  *Type
	Param Expr
}

func (n ShownPart) print(w *writer) {
	switch {
	case n.Param != nil:
		n.Param.print(w)
	case n.Type != nil:
		n.Type.print(w)
	default:
		n.Name.print(w)
	}
}

func (*Show) stmt() {}

func (n *Show) print(w *writer) {
	w.word("SHOW")
	if n.What == "" {
		n.Parameter.print(w)
		return
	}
	w.words(n.What, n.For)
	w.when(n.Exported, "EXPORTED")
	if n.In != "" {
		w.words(preposition(n.What), n.In)
	}
	for i, part := range n.Object {
		if i > 0 {
			w.glued(".")
		}
		part.print(w)
	}
	if n.HasArgs {
		w.glued("(")
		list(w, n.Args)
		w.close()
	}
	if n.Grantee != nil {
		w.clause("FOR", n.Grantee)
	}
	if n.Like != nil {
		w.clause("LIKE", n.Like)
	}
	if n.Limit != nil {
		w.clause("LIMIT", n.Limit)
	}
}

// preposition is the word between what is shown and where.
func preposition(what string) string {
	switch what {
	case "GRANTS", "COLUMN GRANTS":
		return "ON"
	case "PARAMETERS":
		return "OF"
	case "TABLE", "VIEW", "EXTERNAL TABLE", "PROCEDURE", "FUNCTION", "MODEL":
		return ""
	}
	return "FROM"
}

// show parses SHOW: a listing where its words are there, else a parameter.
func (p *parser) show() Stmt {
	n := &Show{Pos: p.pos()}
	p.expect("show")
	if p.listing(n) {
		return n
	}
	if p.is("all") {
		n.Parameter = Name{p.word()}
		return n
	}
	if p.accept("time", "zone") {
		n.Parameter = Name{{Pos: n.Pos, Name: "timezone"}}
		return n
	}
	if p.accept("transaction", "isolation", "level") {
		n.Parameter = Name{{Pos: n.Pos, Name: "transaction_isolation"}}
		return n
	}
	n.Parameter = p.qualified()
	return n
}

// listing parses SHOW of objects, if that comes next.
func (p *parser) listing(n *Show) bool {
	switch {
	case p.accept("databases"):
		n.What = "DATABASES"
		if p.is("from", "data", "catalog") {
			p.refuse("SHOW DATABASES FROM DATA CATALOG")
		}
	case p.is("datashares"):
		p.next()
		n.What = "DATASHARES"
	case p.is("schemas", "from", "database"), p.is("tables", "from", "schema"), p.is("columns", "from", "table"),
		p.is("procedures", "from", "schema"), p.is("functions", "from", "schema"):
		n.What = upper(p.next().value)
		p.expect("from")
		n.In = upper(p.next().value)
		p.shownName(n)
	case p.is("constraints"):
		p.shownConstraints(n)
	case p.is("grants"), p.is("column", "grants"):
		p.shownGrants(n)
	case p.accept("parameters", "of"):
		n.What = "PARAMETERS"
		n.In = p.oneOf("procedure", "function")
		p.shownRoutine(n)
	case p.isAny("procedure", "function") && p.peek(1).isIdent():
		n.What = upper(p.next().value)
		p.shownRoutine(n)
	case p.isAny("table", "view", "model") && p.peek(1).isIdent():
		n.What = upper(p.next().value)
		p.shownName(n)
		return true
	case p.is("model", "all"):
		p.accept("model", "all")
		n.What = "MODEL ALL"
		return true
	case p.is("external", "table"):
		p.refuse("SHOW EXTERNAL TABLE")
	default:
		return false
	}
	if p.accept("like") {
		n.Like = p.shownText()
	}
	if p.accept("limit") {
		n.Limit = p.primary()
	}
	return true
}

// shownName parses a name, of which each part can be a parameter.
func (p *parser) shownName(n *Show) {
	n.Object = append(n.Object, p.shownPart(p.ident))
	for p.accept(".") {
		n.Object = append(n.Object, p.shownPart(p.label))
	}
}

func (p *parser) shownPart(name func() Ident) ShownPart {
	at := p.pos()
	if t := p.token(); t.kind == tokenNumbered || t.kind == tokenNamed {
		return ShownPart{Pos: at, Param: p.primary()}
	}
	return ShownPart{Pos: at, Name: name()}
}

// shownType parses the type of an argument, which can be a parameter.
func (p *parser) shownType() ShownPart {
	at := p.pos()
	if t := p.token(); t.kind == tokenNumbered || t.kind == tokenNamed {
		return ShownPart{Pos: at, Param: p.primary()}
	}
	return ShownPart{Pos: at, Type: p.typeName()}
}

func (p *parser) shownText() Expr {
	switch p.token().kind {
	case tokenString, tokenNumbered, tokenNamed:
		return p.primary()
	}
	p.fail()
	return nil
}

func (p *parser) shownConstraints(n *Show) {
	p.expect("constraints")
	n.What = "CONSTRAINTS"
	n.For = p.oneOf("primary", "foreign") + " KEYS"
	p.expect("keys")
	n.Exported = n.For == "FOREIGN KEYS" && p.accept("exported")
	p.expect("from", "table")
	n.In = "TABLE"
	p.shownName(n)
}

func (p *parser) shownGrants(n *Show) {
	n.What = "GRANTS"
	if p.accept("column") {
		n.What = "COLUMN GRANTS"
	}
	p.expect("grants")
	if p.accept("for") {
		n.Grantee = p.grantee()
		return
	}
	p.expect("on")
	n.In = p.oneOf("table", "schema", "database", "function", "procedure")
	if n.In == "FUNCTION" || n.In == "PROCEDURE" {
		p.shownRoutine(n)
	} else {
		p.shownName(n)
	}
	if p.accept("for") {
		n.Grantee = p.grantee()
	}
}

func (p *parser) shownRoutine(n *Show) {
	p.shownName(n)
	if p.accept("(") {
		n.HasArgs = true
		if !p.is(")") {
			n.Args = commas(p, p.shownType)
		}
		p.expect(")")
	}
}
