package syntax

// alterTable parses ALTER TABLE behind those words. Attributes of the table and of columns can
// be several, anything else is one.
func (p *parser) alterTable(at Pos) Stmt {
	n := &AlterTable{Pos: at, Name: p.qualified()}
	for {
		action := p.alterAction()
		n.Actions = append(n.Actions, action)
		switch action.(type) {
		case *AlterColumn, *AlterAttributes:
			if p.accept(",") {
				continue
			}
		}
		return n
	}
}

func (p *parser) alterAction() AlterAction {
	at := p.pos()
	switch {
	case p.accept("add"):
		if p.isAny("partition") {
			p.refuse("ALTER TABLE ADD PARTITION")
		}
		if p.isConstraint() {
			return &AddConstraint{p.constraint()}
		}
		p.accept("column")
		return &AddColumn{p.columnDef()}
	case p.accept("drop"):
		return p.dropColumn(at)
	case p.accept("rename"):
		return p.rename(at)
	case p.accept("owner"):
		return p.owner(at)
	case p.accept("alter"):
		return p.alterColumn(at)
	case p.accept("append"):
		return p.appendFrom(at)
	case p.isAny("set"):
		p.refuse("ALTER TABLE SET")
	case p.is("row", "level", "security"):
		p.refuse("row-level security")
	case p.is("masking"):
		p.refuse("dynamic data masking")
	}
	p.fail()
	return nil
}

func (p *parser) dropColumn(at Pos) AlterAction {
	n := &DropColumn{Pos: at, Constraint: p.accept("constraint")}
	if !n.Constraint && !p.accept("column") && p.is("partition") {
		p.refuse("ALTER TABLE DROP PARTITION")
	}
	n.Name = p.ident()
	n.Behavior = p.behavior()
	return n
}

// behavior parses RESTRICT or CASCADE, or nothing.
func (p *parser) behavior() string {
	if p.isAny("restrict", "cascade") {
		return upper(p.next().value)
	}
	return ""
}

func (p *parser) rename(at Pos) *RenameTo {
	n := &RenameTo{Pos: at}
	if !p.accept("to") {
		p.accept("column")
		n.Column = p.ident()
		p.expect("to")
	}
	n.Name = p.ident()
	return n
}

func (p *parser) owner(at Pos) *OwnerTo {
	p.expect("to")
	return &OwnerTo{Pos: at, Name: p.ident()}
}

// alterColumn parses what ALTER is followed by inside ALTER TABLE.
func (p *parser) alterColumn(at Pos) AlterAction {
	switch {
	case p.is("distkey"), p.is("diststyle"), p.is("sortkey"), p.is("compound", "sortkey"), p.is("interleaved", "sortkey"), p.is("encode", "auto"):
		return p.alterAttributes(at)
	}
	p.accept("column")
	n := &AlterColumn{Pos: at, Name: p.ident()}
	switch {
	case p.accept("type"):
		n.Type = p.typeName()
	case p.accept("encode"):
		n.Encode = p.encoding()
	case p.is("set", "default"), p.is("drop", "default"):
		p.refuse("ALTER COLUMN SET/DROP DEFAULT")
	case p.is("set"), p.is("drop"):
		p.refuse("ALTER COLUMN " + upper(p.token().value))
	default:
		p.fail()
	}
	return n
}

func (p *parser) alterAttributes(at Pos) AlterAction {
	n := &AlterAttributes{Pos: at}
	a := &n.Attributes
	a.Pos = p.pos()
	switch {
	case p.accept("distkey"):
		a.DistKey = p.ident()
	case p.accept("diststyle"):
		if a.DistStyle = p.oneOf("all", "even", "key", "auto"); a.DistStyle == "KEY" {
			p.expect("distkey")
			a.DistKey = p.ident()
		}
	case p.accept("encode", "auto"):
		a.EncodeAuto = true
	default:
		a.SortKey = p.sortKey()
	}
	return n
}

func (p *parser) appendFrom(at Pos) AlterAction {
	p.expect("from")
	n := &AppendFrom{Pos: at, Table: p.qualified()}
	if p.isAny("ignoreextra", "filltarget") {
		n.Option = upper(p.next().value)
	}
	return n
}
