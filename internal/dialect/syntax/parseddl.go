package syntax

// definition parses statements that make, change and remove objects.
func (p *parser) definition(word string) Stmt {
	switch word {
	case "create":
		return p.create()
	case "alter":
		return p.alter()
	case "drop":
		return p.drop()
	case "grant", "revoke":
		return p.grant(false)
	case "comment":
		return p.comment()
	case "refresh":
		return p.refresh()
	}
	return nil
}

func (p *parser) create() Stmt {
	at := p.pos()
	p.expect("create")
	if p.accept("or", "replace") {
		return p.createOrReplace(at)
	}
	if p.isAny("temp", "temporary", "local") {
		if p.accept("local") && !p.isAny("temp", "temporary") {
			p.fail()
		}
		p.next()
		p.expect("table")
		return p.createTable(at, true)
	}
	switch {
	case p.accept("table"):
		return p.createTable(at, false)
	case p.accept("view"):
		return p.createView(at, false)
	case p.accept("materialized", "view"):
		return p.createMaterializedView(at)
	case p.accept("schema"):
		return p.createSchema(at)
	case p.accept("external", "schema"):
		return p.createExternalSchema(at)
	case p.accept("database"):
		return p.createDatabase(at)
	case p.accept("user"):
		return p.createUser(at)
	case p.accept("group"):
		return p.createGroup(at)
	case p.accept("role"):
		return p.createRole(at)
	case p.isAny("function", "procedure"):
		return p.createRoutine(at, false)
	case p.is("unique", "index"):
		p.refuse("CREATE INDEX")
	}
	p.refuseKind("CREATE")
	return nil
}

func (p *parser) createOrReplace(at Pos) Stmt {
	switch {
	case p.accept("view"):
		return p.createView(at, true)
	case p.isAny("function", "procedure"):
		return p.createRoutine(at, true)
	}
	p.refuseKind("CREATE OR REPLACE")
	return nil
}

func (p *parser) alter() Stmt {
	at := p.pos()
	p.expect("alter")
	switch {
	case p.accept("table"):
		return p.alterTable(at)
	case p.accept("materialized", "view"):
		return p.alterMaterializedView(at)
	case p.accept("schema"):
		return p.alterSchema(at)
	case p.accept("database"):
		return p.alterDatabase(at)
	case p.accept("user"):
		return p.alterUser(at)
	case p.accept("group"):
		return p.alterGroup(at)
	case p.accept("role"):
		return p.alterRole(at)
	case p.accept("default", "privileges"):
		return p.alterDefaultPrivileges(at)
	case p.isAny("function", "procedure"):
		kind := upper(p.next().value)
		return p.renameOrOwn(at, kind, nil, p.routine())
	case p.is("system"):
		p.refuse("ALTER SYSTEM")
	}
	p.refuseKind("ALTER")
	return nil
}
