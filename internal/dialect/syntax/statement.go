package syntax

import "strings"

// statement parses one statement, whose first word tells what it is.
func (p *parser) statement() Stmt {
	p.enter()
	defer p.leave()
	t := p.token()
	if t.is("(") && t.query {
		return p.query()
	}
	if t.kind != tokenWord {
		p.fail()
	}
	if s := p.data(t.value); s != nil {
		return s
	}
	if s := p.definition(t.value); s != nil {
		return s
	}
	if s := p.sessionStatement(t.value); s != nil {
		return s
	}
	if s := p.routineOrLoad(t.value); s != nil {
		return s
	}
	p.refuseAny(unsupported, "")
	return nil
}

// data parses queries and statements that change rows.
func (p *parser) data(word string) Stmt {
	switch word {
	case "select", "values":
		return p.query()
	case "with":
		return p.withStatement()
	case "insert":
		return p.insert()
	case "update":
		return p.update(p.pos(), nil)
	case "delete":
		return p.delete(p.pos(), nil)
	case "merge":
		return p.merge()
	case "truncate":
		return p.truncate()
	}
	return nil
}

// withStatement parses WITH before a query, an UPDATE or a DELETE.
func (p *parser) withStatement() Stmt {
	at := p.pos()
	with := p.with()
	switch {
	case p.is("update"):
		return p.update(at, with)
	case p.is("delete"):
		return p.delete(at, with)
	}
	return p.queryAfter(at, with)
}

// unsupported are statements of Redshift's and PostgreSQL's that are not built, by
// their first words.
var unsupported = strings.Split("attach rls policy|attach masking policy|detach rls policy|detach masking policy|desc|describe|"+
	"listen|notify|unlisten|cluster|reindex|checkpoint|savepoint|release|do|move|load", "|")
