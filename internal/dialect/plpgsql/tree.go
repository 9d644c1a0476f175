// Package plpgsql reads the body of a stored procedure into a tree. It executes nothing: see
// package pgwire for that.
//
// What a body has of SQL, queries as well as expressions, becomes statements of package syntax;
// an expression is a query of it alone. Names of variables in them are left as they are: the
// binder asks whoever runs them.
//
// Source: docs.aws.amazon.com/redshift/latest/dg/c_pl_pgSQL_reference.html.
package plpgsql

import "github.com/countersign-dev/countersign/internal/dialect/syntax"

// A Block is DECLARE … BEGIN … EXCEPTION … END.
type Block struct {
	Line
	Label    string
	Declared []*Variable
	Body     []Statement
	Handler  *Handler // nil without EXCEPTION
}

// A Handler is what stands behind EXCEPTION WHEN OTHERS.
type Handler struct {
	Continue bool // CONTINUE_HANDLER: the block goes on behind the statement that failed
	Body     []Statement
}

// A Variable is declared in a block, or is the argument of a cursor.
type Variable struct {
	Line
	Name     string
	Type     *syntax.Type // nil for one of the next four
	Like     syntax.Name  // name%TYPE
	RowOf    syntax.Name  // name%ROWTYPE
	Record   bool         // RECORD
	Alias    string       // ALIAS FOR $1: 1
	Cursor   *Cursor      // CURSOR FOR; of type refcursor without it has a Type of that name
	Constant bool
	NotNull  bool
	Default  *syntax.Statement
}

// A Cursor is a query that a variable is bound to.
type Cursor struct {
	Args  []*Variable
	Query syntax.Statement
}

// A Line is where something stands in the body, from 1.
type Line int

// At is the line as a number.
func (l Line) At() int { return int(l) }

// A Statement is one of the types below. What it is called is how errors name it.
type Statement interface {
	At() int
	What() string
}

// The statements.
type (
	// An Assign is target := value.
	Assign struct {
		Line
		Target syntax.Name
		Value  syntax.Statement
	}
	// An If has one branch or more.
	If struct {
		Line
		Branches []Branch
		Else     []Statement
	}
	// A Case is CASE with or without an operand, whose value has the name Operand in the
	// conditions.
	Case struct {
		Line
		Value    *syntax.Statement
		Branches []Branch
		Else     []Statement
		HasElse  bool
	}
	// A Branch is taken if one of its conditions is true.
	Branch struct {
		Conditions []syntax.Statement
		Body       []Statement
	}
	// A Loop is LOOP, and with a condition WHILE.
	Loop struct {
		Line
		Label string
		While *syntax.Statement
		Body  []Statement
	}
	// A Range is FOR over whole numbers.
	Range struct {
		Line
		Label    string
		Variable string
		Reverse  bool
		From, To syntax.Statement
		By       *syntax.Statement
		Body     []Statement
	}
	// A Rows is FOR over the rows of a query, or of one that a string has.
	Rows struct {
		Line
		Label   string
		Targets []syntax.Name
		Query   *syntax.Statement
		Dynamic *Dynamic
		Body    []Statement
	}
	// An Exit is EXIT or CONTINUE.
	Exit struct {
		Line
		Continue bool
		Label    string
		When     *syntax.Statement
	}
	// A Return is RETURN.
	Return struct{ Line }
	// A Nothing is NULL.
	Nothing struct{ Line }
	// A Raise reports a message; without a Level it raises the error again that is handled.
	Raise struct {
		Line
		Level  string // EXCEPTION, WARNING, NOTICE, INFO, LOG or DEBUG
		Format string
		Args   []syntax.Statement
	}
	// An Execute is EXECUTE of a string.
	Execute struct {
		Line
		Dynamic
		Into []syntax.Name
	}
	// A Dynamic is a string of SQL, and the values of its $1, $2 ….
	Dynamic struct {
		Command syntax.Statement
		Using   []syntax.Statement
	}
	// An SQL is a statement of SQL; Into is where the first row of a query goes.
	SQL struct {
		Line
		Statement syntax.Statement
		Into      []syntax.Name
		Perform   bool // the rows of a query go nowhere
	}
	// An Open opens a cursor: the one that is bound to the variable, or that of a query.
	Open struct {
		Line
		Cursor  syntax.Name
		Args    []syntax.Statement
		Query   *syntax.Statement
		Dynamic *Dynamic
	}
	// A Fetch is FETCH … INTO.
	Fetch struct {
		Line
		Cursor syntax.Name
		Into   []syntax.Name
	}
	// A Close is CLOSE of a cursor.
	Close struct {
		Line
		Cursor syntax.Name
	}
	// A Diagnostics is GET DIAGNOSTICS target := item.
	Diagnostics struct {
		Line
		Target syntax.Name
		Item   string // ROW_COUNT or RESULT_OID
	}
	// A Control is COMMIT, ROLLBACK or START TRANSACTION.
	Control struct {
		Line
		Kind string
	}
)

// Operand is the name of the value of a CASE in its conditions.
const Operand = "countersign_case"

func (*Block) What() string       { return "block" }
func (*Assign) What() string      { return "assignment" }
func (*If) What() string          { return "if" }
func (*Case) What() string        { return "case" }
func (*Range) What() string       { return "for with integer loopvar" }
func (*Return) What() string      { return "return" }
func (*Nothing) What() string     { return "null" }
func (*Raise) What() string       { return "raise" }
func (*Execute) What() string     { return "execute statement" }
func (*Open) What() string        { return "open" }
func (*Fetch) What() string       { return "fetch" }
func (*Close) What() string       { return "close" }
func (*Diagnostics) What() string { return "get diagnostics" }
func (n *Control) What() string   { return n.Kind }

func (n *Loop) What() string {
	if n.While != nil {
		return "while"
	}
	return "loop"
}

func (n *Rows) What() string {
	if n.Dynamic != nil {
		return "for over execute statement"
	}
	return "for over select rows"
}

func (n *Exit) What() string {
	if n.Continue {
		return "continue"
	}
	return "exit"
}

func (n *SQL) What() string {
	switch {
	case n.Perform:
		return "perform"
	case n.Into != nil:
		return "select into variables"
	}
	return "SQL statement"
}
