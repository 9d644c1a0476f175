package dialect

import (
	"errors"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Cursors and prepared statements of SQL.

// A Cursor is what DECLARE, FETCH and CLOSE say.
type Cursor struct {
	Name  string
	Query *Statement // of DECLARE
	Count int64      // of FETCH: how many rows, or AllRows
}

// AllRows is the count of FETCH ALL.
const AllRows = -1

// Cursor reads a statement of kind Declare, Fetch or CloseCursor.
func (s *Statement) Cursor() (Cursor, error) {
	switch n := s.Tree().(type) {
	case *syntax.Declare:
		query, err := s.part(n.Query)
		if err == nil && query.Kind == CreateTableAs {
			err = s.refuse(n.Query, invalidCursor, "DECLARE CURSOR may not specify INTO")
		}
		return Cursor{Name: n.Name.Name, Query: query}, err
	case *syntax.Fetch:
		c := Cursor{Name: n.Name.Name, Count: 1}
		switch n.Direction {
		case "ALL":
			c.Count = AllRows
		case "FORWARD":
			if c.Count = n.Count; c.Count == 0 {
				return c, s.refuse(n, engine.FeatureNotSupported, "FETCH of the row that was fetched last is not supported")
			}
		}
		return c, nil
	case *syntax.Close:
		return Cursor{Name: n.Name.Name}, nil
	}
	return Cursor{}, s.unexpected()
}

// invalidCursor is the SQLSTATE of a cursor for what cannot have one.
const invalidCursor = "42P11"

// A Plan is what PREPARE, EXECUTE and DEALLOCATE say.
type Plan struct {
	Name      string     // empty for DEALLOCATE ALL
	Types     []string   // of PREPARE: those of the parameters, as package syntax names them
	Statement *Statement // of PREPARE
	Arguments []Argument // of EXECUTE
}

// An Argument of EXECUTE is text that stands for itself, or what a query of one value answers.
type Argument struct {
	Text   string
	Number bool       // it was not in quotes
	Query  *Statement // nil where Text tells all

	statement *Statement
	at        int // where it stands there
}

// Plan reads a statement of kind Prepare, Execute or Deallocate.
func (s *Statement) Plan() (Plan, error) {
	switch n := s.Tree().(type) {
	case *syntax.Prepare:
		p := Plan{Name: n.Name.Name}
		for _, t := range n.Types {
			if len(t.Name) != 1 || t.Array {
				return p, s.refuse(t, engine.UndefinedObject, "type \"%s\" does not exist", syntax.Print(t))
			}
			p.Types = append(p.Types, t.Name[0].Name)
		}
		var err error
		if p.Statement, err = s.part(n.Stmt); err != nil {
			return p, err
		}
		return p, p.Statement.within(len(p.Types))
	case *syntax.Execute:
		p := Plan{Name: n.Name.Name}
		for _, x := range n.Args {
			a, err := s.argument(x)
			if err != nil {
				return p, err
			}
			p.Arguments = append(p.Arguments, a)
		}
		return p, nil
	case *syntax.Deallocate:
		return Plan{Name: n.Name.Name}, nil
	}
	return Plan{}, s.unexpected()
}

// argument reads an argument. What is no literal becomes a query of its own.
func (s *Statement) argument(x syntax.Expr) (Argument, error) {
	switch x := x.(type) {
	case *syntax.String:
		return Argument{Text: x.Value}, nil
	case *syntax.Number:
		return Argument{Text: x.Text, Number: true}, nil
	}
	list, err := Split("SELECT " + syntax.Print(x))
	if err != nil {
		return Argument{}, err
	}
	a := Argument{Query: &list[0], statement: s, at: x.Byte()}
	if err := a.Query.within(0); err != nil {
		return a, a.Locate(err)
	}
	return a, nil
}

// Locate makes an error of the argument's query point at the argument.
func (a Argument) Locate(err error) error {
	var e *engine.Error
	if !errors.As(err, &e) {
		return err
	}
	moved := *e
	moved.Position = character(a.statement.script, a.at)
	return &moved
}
