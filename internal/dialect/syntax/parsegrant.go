package syntax

import "strings"

// grant parses GRANT and REVOKE; default privileges name kinds of objects only.
func (p *parser) grant(defaults bool) *Grant {
	n := &Grant{Pos: p.pos()}
	n.Revoke = p.next().value == "revoke"
	if n.Revoke && (p.is("grant", "option", "for") || p.is("admin", "option", "for")) {
		n.GrantOptionFor = true
		p.at += 3
	}
	if p.is("role") {
		n.Roles = commas(p, func() Ident {
			p.expect("role")
			return p.ident()
		})
	} else {
		n.Privileges = commas(p, p.privilege)
		switch {
		case defaults:
			p.expect("on")
			n.On = &GrantTarget{Pos: p.pos(), Kind: p.oneOf("tables", "functions", "procedures", "schemas")}
		case p.accept("on"):
			n.On = p.grantTarget(n)
		case p.accept("for"):
			n.On = p.scopedTarget()
		}
	}
	if n.Revoke {
		p.expect("from")
	} else {
		p.expect("to")
	}
	n.To = commas(p, p.grantee)
	if !n.Revoke && n.Roles != nil {
		n.AdminOption = p.accept("with", "admin", "option")
	}
	if n.assumeRole() && p.accept("for") {
		n.For = commas(p, p.assumeRoleFor)
	}
	if n.Revoke {
		n.Behavior = p.behavior()
	}
	return n
}

// assumeRole reports whether the one privilege is ASSUMEROLE.
func (n *Grant) assumeRole() bool {
	return len(n.Privileges) == 1 && n.Privileges[0].Name == "ASSUMEROLE"
}

// privileges are of one word and, those of the system, of several.
var privileges = strings.Split(`select|insert|update|delete|references|usage|temporary|temp|execute|alter|truncate|assumerole|`+
	`create user|drop user|alter user|create schema|drop schema|alter default privileges|access catalog|access system table|`+
	`create table|drop table|alter table|create or replace function|create or replace external function|drop function|`+
	`create or replace procedure|drop procedure|create or replace view|drop view|create model|drop model|create datashare|`+
	`alter datashare|drop datashare|create library|drop library|create role|drop role|truncate table|vacuum|analyze|cancel|`+
	`ignore rls|explain rls|explain masking|monitor|share|create|drop|all privileges|all`, "|")

// privilege parses the longest name of a privilege that comes next.
func (p *parser) privilege() *Privilege {
	n, length := &Privilege{Pos: p.pos()}, 0
	for _, name := range privileges {
		words := strings.Fields(name)
		if len(words) > length && p.is(words...) {
			n.Name, length = upper(name), len(words)
		}
	}
	if length == 0 {
		p.fail()
	}
	p.at += length
	switch n.Name {
	case "ALL PRIVILEGES":
		n.Name = "ALL"
	case "TEMPORARY":
		n.Name = "TEMP"
	}
	n.Columns = p.maybeIdents()
	return n
}

func (p *parser) grantTarget(g *Grant) *GrantTarget {
	n := &GrantTarget{Pos: p.pos(), Kind: "TABLE"}
	switch {
	case g.assumeRole():
		p.assumeRoleTarget(n)
		return n
	case p.accept("all"):
		n.Kind = "ALL " + p.oneOf("tables", "functions", "procedures", "views", "models") + " IN SCHEMA"
		p.expect("in", "schema")
	case p.isAny("function", "procedure"):
		n.Kind = upper(p.next().value)
		n.Routines = commas(p, p.routine)
		return n
	case p.accept("external"):
		n.Kind = "EXTERNAL " + p.oneOf("table", "column", "schema", "function")
	case p.isAny("table", "schema", "database", "language", "datashare", "model", "view") && p.peek(1).isIdent():
		n.Kind = upper(p.next().value)
	case p.accept("copy", "job"):
		n.Kind = "COPY JOB"
	}
	n.Names = commas(p, p.qualified)
	return n
}

func (p *parser) assumeRoleTarget(n *GrantTarget) {
	n.Kind = ""
	if p.isAny("default", "all") {
		n.Kind = upper(p.next().value)
		return
	}
	n.Texts = commas(p, p.text)
}

func (p *parser) assumeRoleFor() string {
	switch {
	case p.accept("external", "function"):
		return "EXTERNAL FUNCTION"
	case p.accept("create", "model"):
		return "CREATE MODEL"
	}
	return p.oneOf("all", "copy", "unload")
}

// scopedTarget parses FOR TABLES IN SCHEMA s and the like.
func (p *parser) scopedTarget() *GrantTarget {
	n := &GrantTarget{Pos: p.pos()}
	if p.accept("copy") {
		p.expect("jobs")
		n.Scope = "COPY JOBS"
	} else {
		n.Scope = p.oneOf("schemas", "tables", "functions", "procedures", "languages", "views", "models", "templates")
	}
	p.expect("in")
	n.Kind = p.oneOf("schema", "database")
	n.Names = commas(p, p.qualified)
	return n
}

func (p *parser) grantee() *Grantee {
	n := &Grantee{Pos: p.pos(), Kind: "USER"}
	switch {
	case p.accept("public"):
		n.Kind = "PUBLIC"
	case p.accept("group"), p.is("role") && p.peek(1).isIdent() && p.accept("role"):
		n.Kind = upper(p.tokens[p.at-1].value)
		n.Name = p.ident()
	case p.is("namespace"), p.is("account"):
		p.refuse("a datashare")
	default:
		n.Name = p.ident()
	}
	n.GrantOption = p.accept("with", "grant", "option")
	return n
}

// alterDefaultPrivileges parses ALTER DEFAULT PRIVILEGES behind those words.
func (p *parser) alterDefaultPrivileges(at Pos) Stmt {
	var users, schemas []Ident
	if p.accept("for") {
		p.expect("user")
		users = commas(p, p.ident)
	}
	if p.accept("in", "schema") {
		schemas = commas(p, p.ident)
	}
	if !p.isAny("grant", "revoke") {
		p.fail()
	}
	n := p.grant(true)
	n.Pos, n.AlterDefault, n.DefaultFor, n.DefaultIn = at, true, users, schemas
	return n
}
