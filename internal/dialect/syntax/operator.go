package syntax

import "strings"

// Expressions made with operators.
type (
	// A Logical is AND or OR between two or more.
	Logical struct {
		Pos
		Op   string
		Args []Expr
	}
	// A Not is NOT X.
	Not struct {
		Pos
		X Expr
	}
	// A Unary is an operator before its operand: -, +, ~, @, |/, ||/, and
	// PRIOR in CONNECT BY.
	Unary struct {
		Pos
		Op string
		X  Expr
	}
	// A Binary is an operator between two operands; Pos is that of the operator.
	// != is <>. OVERLAPS and AT TIME ZONE are here too.
	Binary struct {
		Pos
		Op   string
		X, Y Expr
	}
	// An Is is X IS [NOT] What: NULL, TRUE, FALSE or UNKNOWN.
	Is struct {
		Pos
		X    Expr
		Not  bool
		What string
	}
	// A Distinct is X IS [NOT] DISTINCT FROM Y.
	Distinct struct {
		Pos
		X, Y Expr
		Not  bool
	}
	// An In is X [NOT] IN (…), with a list or a query.
	In struct {
		Pos
		X     Expr
		Not   bool
		List  []Expr
		Query *Query
	}
	// A Between is X [NOT] BETWEEN [SYMMETRIC] Low AND High.
	Between struct {
		Pos
		X, Low, High Expr
		Not          bool
		Symmetric    bool
	}
	// A Like is X [NOT] Op Y [ESCAPE Escape]; Op is LIKE, ILIKE or SIMILAR TO.
	Like struct {
		Pos
		Op     string
		X, Y   Expr
		Not    bool
		Escape Expr
	}
	// A Quantified is X Op ANY (…) or ALL (…), with a query or an array.
	Quantified struct {
		Pos
		X     Expr
		Op    string
		All   bool
		Query *Query
		Array Expr
	}
)

func (x *Logical) level() level {
	if x.Op == "OR" {
		return levelOr
	}
	return levelAnd
}
func (*Not) level() level      { return levelNot }
func (x *Binary) level() level { return binaryLevel(x.Op) }
func (*Is) level() level       { return levelIs }
func (*Distinct) level() level { return levelIs }
func (*In) level() level       { return levelIn }
func (*Between) level() level  { return levelBetween }
func (*Like) level() level     { return levelLike }

func (x *Quantified) level() level { return binaryLevel(x.Op) }

func (x *Unary) level() level {
	if x.Op == "-" || x.Op == "+" || x.Op == "PRIOR" {
		return levelSign
	}
	return levelOperator
}

func binaryLevel(op string) level {
	switch op {
	case "=":
		return levelEqual
	case "<", ">":
		return levelLess
	case "+", "-":
		return levelAdd
	case "*", "/", "%":
		return levelMultiply
	case "^":
		return levelPower
	case "AT TIME ZONE":
		return levelZone
	case "OVERLAPS":
		return levelOverlaps
	}
	return levelOperator
}

func (x *Logical) print(w *writer) {
	for i, arg := range x.Args {
		if i > 0 {
			w.word(x.Op)
		}
		operand(w, arg, x.level()+1)
	}
}

func (x *Not) print(w *writer) {
	w.word("NOT")
	operand(w, x.X, levelNot)
}

func (x *Unary) print(w *writer) {
	w.word(x.Op)
	w.glue = x.Op != "PRIOR" && !strings.HasSuffix(x.Op, "#") // #a would be a name
	switch x.Op {
	case "PRIOR":
		operand(w, x.X, levelPrimary)
	case "-", "+":
		operand(w, x.X, levelSign)
	default:
		operand(w, x.X, levelOperator+1)
	}
}

func (x *Binary) print(w *writer) {
	left, right := x.level(), x.level()+1
	switch x.level() {
	case levelEqual: // from right to left
		left, right = right, left
	case levelLess, levelOverlaps:
		left = right
	case levelZone:
		right = levelPrimary
	}
	operand(w, x.X, left)
	w.word(x.Op)
	operand(w, x.Y, right)
}

func (x *Is) print(w *writer) {
	operand(w, x.X, levelIs+1)
	w.word("IS")
	w.when(x.Not, "NOT")
	w.word(x.What)
}

func (x *Distinct) print(w *writer) {
	operand(w, x.X, levelIs+1)
	w.word("IS")
	w.when(x.Not, "NOT")
	w.word("DISTINCT FROM")
	operand(w, x.Y, levelIs+1)
}

func (x *In) print(w *writer) {
	operand(w, x.X, levelIn+1)
	w.when(x.Not, "NOT")
	w.word("IN")
	if x.Query != nil {
		printQuery(w, x.Query)
		return
	}
	parens(w, x.List)
}

func (x *Between) print(w *writer) {
	operand(w, x.X, levelBetween+1)
	w.when(x.Not, "NOT")
	w.word("BETWEEN")
	w.when(x.Symmetric, "SYMMETRIC")
	operand(w, x.Low, levelOperator)
	w.word("AND")
	operand(w, x.High, levelOperator)
}

func (x *Like) print(w *writer) {
	operand(w, x.X, levelLike+1)
	w.when(x.Not, "NOT")
	w.word(x.Op)
	operand(w, x.Y, levelLike+1)
	if x.Escape != nil {
		w.word("ESCAPE")
		operand(w, x.Escape, levelLike+1)
	}
}

func (x *Quantified) print(w *writer) {
	least := x.level()
	if least == levelEqual || least == levelLess {
		least++
	}
	operand(w, x.X, least)
	w.word(x.Op)
	w.when(x.All, "ALL")
	w.when(!x.All, "ANY")
	if x.Query != nil {
		printQuery(w, x.Query)
		return
	}
	w.open()
	x.Array.print(w)
	w.close()
}
