package syntax

import "errors"

// errNoConstraint is a text that is no constraint.
var errNoConstraint = errors.New("syntax: not a constraint")

// ParseConstraint reads a constraint of a table as Print writes it: CONSTRAINT "t_pkey" PRIMARY KEY (a).
func ParseConstraint(text string) (*Constraint, error) {
	statements, err := Parse("ALTER TABLE x ADD " + text)
	if err != nil {
		return nil, err
	}
	if len(statements) == 1 {
		if alter, ok := statements[0].Stmt.(*AlterTable); ok {
			if add, ok := alter.Actions[0].(*AddConstraint); ok {
				return add.Constraint, nil
			}
		}
	}
	return nil, errNoConstraint
}
