package bind

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// hasAssumeRole is HAS_ASSUMEROLE_PRIVILEGE([user,] role, command): everybody may assume the roles of the cluster for every
// command, for nobody can take that away from PUBLIC.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_HAS_ASSUMEROLE_PRIVILEGE.html.
func (b *binder) hasAssumeRole(s *scope, f *syntax.Func) typed {
	args := b.writtenTexts(f)
	if len(args) != 2 && len(args) != 3 {
		b.noFunction(f, "has_assumerole_privilege", nil)
	}
	switch command := lower(args[len(args)-1]); command {
	case "copy", "unload", "external function", "create model", "all":
	default:
		b.fail(f, engine.InvalidParameterValue, "unrecognized command type: \"%s\"", command)
	}
	if len(args) == 2 {
		return typed{x: &syntax.Bool{Pos: f.Pos, Value: true}, t: types.BoolType}
	}
	// Of a user who is not there everything that asks for privileges is an error.
	known := &syntax.Func{Pos: f.Pos, Name: syntax.Name{syntax.NewIdent("has_schema_privilege")}, Args: []syntax.Expr{
		f.Args[0], &syntax.String{Pos: f.Pos, Value: "pg_catalog"}, &syntax.String{Pos: f.Pos, Value: "usage"},
	}}
	return b.expr(s, &syntax.Is{Pos: f.Pos, X: known, Not: true, What: "NULL"})
}
