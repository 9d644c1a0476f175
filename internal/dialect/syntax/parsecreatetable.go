package syntax

import (
	"slices"
	"strings"
)

// createTable parses CREATE TABLE behind those words, in both of its forms.
func (p *parser) createTable(at Pos, temp bool) Stmt {
	n := &CreateTable{Pos: at, Temp: temp, IfNotExists: p.accept("if", "not", "exists"), Name: p.qualified()}
	var columns []Ident
	if p.is("(") {
		if p.peek(1).isIdent() && (p.peek(2).is(",") || p.peek(2).is(")")) {
			columns = p.idents()
		} else {
			n.Elements = within(p, p.tableElement)
		}
	}
	n.Attributes = p.tableAttributes()
	if n.Elements != nil {
		return n
	}
	p.expect("as")
	as := &CreateTableAs{Pos: at, Temp: temp, IfNotExists: n.IfNotExists, Name: n.Name, Columns: columns, Attributes: n.Attributes}
	as.Query = p.query()
	return as
}

func (p *parser) tableElement() TableElement {
	switch {
	case p.is("like"):
		n := &LikeTable{Pos: p.pos()}
		p.next()
		n.Table = p.qualified()
		if p.isAny("including", "excluding") {
			n.Defaults = upper(p.next().value)
			p.expect("defaults")
		}
		return n
	case p.isConstraint():
		return p.constraint()
	}
	return p.columnDef()
}

// isConstraint reports whether a table's constraint comes next.
func (p *parser) isConstraint() bool {
	return p.isAny("constraint", "foreign", "check", "unique", "primary")
}

func (p *parser) constraint() *Constraint {
	n := &Constraint{Pos: p.pos()}
	if p.accept("constraint") {
		n.Name = p.ident()
	}
	switch {
	case p.accept("unique"):
		n.Kind = "UNIQUE"
	case p.accept("primary"):
		p.expect("key")
		n.Kind = "PRIMARY KEY"
	case p.accept("foreign"):
		p.expect("key")
		n.Kind = "FOREIGN KEY"
	case p.is("check"):
		p.refuse("a CHECK constraint")
	}
	n.Columns = p.idents()
	if n.Kind == "FOREIGN KEY" {
		n.References = p.reference()
	}
	return n
}

func (p *parser) reference() *Reference {
	n := &Reference{Pos: p.pos()}
	p.expect("references")
	n.Table = p.qualified()
	n.Columns = p.maybeIdents()
	return n
}

func (p *parser) columnDef() *ColumnDef {
	n := &ColumnDef{Pos: p.pos(), Name: p.ident(), Type: p.typeName()}
	for {
		at, seen := p.pos(), p.at
		repeated := p.columnAttribute(n)
		if p.at == seen {
			return n
		}
		if repeated {
			p.invalidAt(at, "conflicting or redundant options")
		}
	}
}

// columnAttribute parses one attribute, if one comes next, and reports whether
// it was there before.
func (p *parser) columnAttribute(n *ColumnDef) (repeated bool) {
	switch {
	case p.accept("not"):
		p.expect("null")
		return set(&n.NotNull) || n.Null
	case p.accept("null"):
		return set(&n.Null) || n.NotNull
	case p.accept("unique"):
		return set(&n.Unique)
	case p.accept("primary"):
		p.expect("key")
		return set(&n.PrimaryKey)
	case p.accept("distkey"):
		return set(&n.DistKey)
	case p.accept("sortkey"):
		return set(&n.SortKey)
	case p.accept("encode"):
		repeated = n.Encode != ""
		n.Encode = p.encoding()
	case p.accept("collate"):
		repeated = n.Collate != ""
		n.Collate = p.collation()
	case p.accept("default"):
		repeated = n.Default != nil
		n.Default = p.exprFrom(levelOperator)
	case p.is("identity"), p.is("generated"):
		repeated = n.Identity != nil
		n.Identity = p.identity()
	case p.is("references"):
		repeated = n.References != nil
		n.References = p.reference()
	case p.is("check"):
		p.refuse("a CHECK constraint")
	}
	return repeated
}

// set sets a flag and reports whether it was set before.
func set(flag *bool) bool {
	before := *flag
	*flag = true
	return before
}

func (p *parser) identity() *Identity {
	n := &Identity{Pos: p.pos(), Seed: 1, Step: 1}
	if p.accept("generated") {
		p.expect("by", "default", "as")
		n.ByDefault = true
	}
	p.expect("identity")
	if p.accept("(") {
		n.Seed = p.integer()
		p.expect(",")
		n.Step = p.integer()
		p.expect(")")
	}
	return n
}

// encoding parses the name of a compression encoding.
func (p *parser) encoding() string {
	return p.oneOfOrText(strings.Fields("auto raw az64 bytedict delta delta32k lzo mostly8 mostly16 mostly32 runlength text255 text32k zstd")...)
}

func (p *parser) collation() string {
	return p.oneOfOrText("case_sensitive", "case_insensitive", "cs", "ci")
}

// oneOfOrText parses one of these words, bare or as a string.
func (p *parser) oneOfOrText(words ...string) string {
	t := p.token()
	if t.kind != tokenString {
		return p.oneOf(words...)
	}
	if !slices.Contains(words, fold(t.value)) {
		p.fail()
	}
	return upper(p.next().value)
}

// tableAttributes parses attributes in any order, each once.
func (p *parser) tableAttributes() TableAttributes {
	n := TableAttributes{Pos: p.pos()}
	for {
		at, seen := p.pos(), p.at
		repeated := p.tableAttribute(&n)
		if p.at == seen {
			return n
		}
		if repeated {
			p.invalidAt(at, "conflicting or redundant options")
		}
	}
}

func (p *parser) tableAttribute(n *TableAttributes) (repeated bool) {
	switch {
	case p.accept("backup"):
		repeated = n.Backup != ""
		n.Backup = p.oneOf("yes", "no")
	case p.accept("diststyle"):
		repeated = n.DistStyle != ""
		n.DistStyle = p.oneOf("auto", "even", "key", "all")
	case p.accept("distkey"):
		repeated = !n.DistKey.IsZero()
		p.expect("(")
		n.DistKey = p.keyColumn()
		p.expect(")")
	case p.isAny("compound", "interleaved", "sortkey"):
		repeated = n.SortKey != nil
		n.SortKey = p.sortKey()
	case p.accept("encode"):
		p.expect("auto")
		return set(&n.EncodeAuto)
	}
	return repeated
}

// sortKey parses [COMPOUND | INTERLEAVED] SORTKEY with its columns, AUTO or NONE.
func (p *parser) sortKey() *SortKey {
	n := &SortKey{Pos: p.pos()}
	if p.isAny("compound", "interleaved") {
		n.Kind = upper(p.next().value)
	}
	p.expect("sortkey")
	if n.Kind == "" && p.isAny("auto", "none") {
		n.Kind = upper(p.next().value)
		return n
	}
	n.Columns = within(p, p.keyColumn)
	return n
}

// keyColumn parses a column of a key, by its name or by its number in CREATE TABLE AS.
func (p *parser) keyColumn() Ident {
	if p.token().kind == tokenNumber {
		return Ident{Pos: p.pos(), Name: p.next().value, Quoted: true}
	}
	return p.ident()
}
