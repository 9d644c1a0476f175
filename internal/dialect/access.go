package dialect

import (
	"slices"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
)

// Statements about users and about privileges: a session executes them itself, from the
// tree. See packages users and privilege.

// classifyAccess tells the kind of a CREATE, DROP or ALTER that is about users, groups,
// roles, default privileges or an owner; 0 for any other.
func classifyAccess(ts []token) Kind {
	switch {
	case len(ts) < 2 || ts[1].kind != word:
		return 0
	case ts[1].is("user"), ts[1].is("group"), ts[1].is("role"):
		return Users
	case !ts[0].is("alter"):
		return 0
	case ts[1].is("default") && len(ts) > 2 && ts[2].is("privileges"):
		return Grant
	}
	// ALTER kind name OWNER TO, with arguments behind the name of a function.
	i := 2
	if ts[1].is("materialized") {
		i++
	}
	for i+1 < len(ts) && ts[i+1].is(".") {
		i += 2
	}
	if i++; i < len(ts) && ts[i].is("(") {
		for i < len(ts) && !ts[i].is(")") {
			i++
		}
		i++
	}
	if i+1 < len(ts) && ts[i].is("owner") && ts[i+1].is("to") {
		return Grant
	}
	return 0
}

// grantTag is the command tag of a statement of kind Grant.
func (s *Statement) grantTag(first string) string {
	second := s.token(1)
	switch {
	case first != "ALTER":
		return first
	case second.is("default"):
		return "ALTER DEFAULT PRIVILEGES"
	case second.is("materialized"):
		return "ALTER MATERIALIZED VIEW"
	}
	return first + " " + upper(second.value)
}

// Makes tells whether the statement makes an object that has an owner, or takes one away.
func (s *Statement) Makes() bool {
	if s.Kind == Select {
		return slices.ContainsFunc(s.tokens, func(t token) bool { return t.kind == word && t.is("into") })
	}
	return s.Kind.Defines() && s.Kind != Alter
}

// Tree is the statement in Redshift's grammar.
func (s *Statement) Tree() (syntax.Stmt, error) { return s.parse() }
