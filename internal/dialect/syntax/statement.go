package syntax

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
	if what := unsupported[t.value]; what != "" {
		p.refuse(what)
	}
	p.fail()
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
		return p.update(nil)
	case "delete":
		return p.delete(nil)
	case "merge":
		return p.merge()
	case "truncate":
		return p.truncate()
	}
	return nil
}

// withStatement parses WITH before a query, an UPDATE or a DELETE.
func (p *parser) withStatement() Stmt {
	start := p.at
	with := p.with()
	switch {
	case p.is("update"):
		return p.update(with)
	case p.is("delete"):
		return p.delete(with)
	}
	p.at = start // at most once a statement
	return p.query()
}

// unsupported are statements of Redshift's that are not built, by their first word.
var unsupported = map[string]string{
	"attach": "ATTACH RLS POLICY", "detach": "DETACH RLS POLICY", "desc": "DESC", "describe": "DESCRIBE",
	"use": "USE", "listen": "LISTEN", "notify": "NOTIFY", "unlisten": "UNLISTEN", "cluster": "CLUSTER", "reindex": "REINDEX",
	"checkpoint": "CHECKPOINT", "savepoint": "SAVEPOINT", "release": "RELEASE SAVEPOINT", "do": "DO", "move": "MOVE", "load": "LOAD",
}
