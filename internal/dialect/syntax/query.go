package syntax

// A Query is SELECT, VALUES or a set operation with what stands before and
// behind it. LIMIT ALL is no limit; FETCH FIRST n ROWS ONLY is LIMIT n.
type Query struct {
	Pos
	With    *With
	Body    Body
	OrderBy []*SortItem
	Limit   Expr
	Offset  Expr
}

// A Body is *Select, *Values, *SetOperation, or a *Query in parentheses that
// has clauses of its own.
type Body interface {
	Node
	body()
}

// A With is WITH [RECURSIVE] and its common table expressions.
type With struct {
	Pos
	Recursive bool
	Tables    []*CommonTable
}

// A CommonTable is one name of a With.
type CommonTable struct {
	Pos
	Name         Ident
	Columns      []Ident
	Query        *Query
	Materialized bool // for an engine: no statement says so
}

// A Select is one SELECT. Clauses that are not there are nil.
type Select struct {
	Pos
	Top        Expr
	Distinct   bool
	DistinctOn []Expr
	Items      []*SelectItem
	Exclude    []Ident // * EXCLUDE a, b
	Into       *Into
	From       []TableRef
	Where      Expr
	StartWith  Expr
	ConnectBy  Expr
	GroupBy    []Expr // *GroupingSet and an empty *Row among them
	GroupAll   bool   // GROUP BY ALL
	Having     Expr
	Qualify    Expr
}

// A SelectItem is an expression of a select list with its alias, if it has one.
type SelectItem struct {
	Pos
	X     Expr
	Alias Ident
}

// An Into is SELECT … INTO [TEMP] name.
type Into struct {
	Pos
	Temp bool
	Name Name
}

// A Values is a VALUES list.
type Values struct {
	Pos
	Rows []*Row
}

// A SetOperation is UNION, INTERSECT or EXCEPT between two; MINUS is EXCEPT.
type SetOperation struct {
	Pos
	Op          string
	All         bool
	Left, Right Body
}

// First is the first SELECT of a query, or nil where VALUES comes first.
func (q *Query) First() *Select {
	for body := q.Body; ; {
		switch b := body.(type) {
		case *Select:
			return b
		case *SetOperation:
			body = b.Left
		default:
			return nil
		}
	}
}

func (*Query) stmt()        {}
func (*Query) body()        {}
func (*Select) body()       {}
func (*Values) body()       {}
func (*SetOperation) body() {}

func (q *Query) print(w *writer) {
	if q.With != nil {
		q.With.print(w)
	}
	if nested, ok := q.Body.(*Query); ok {
		printQuery(w, nested)
	} else {
		q.Body.print(w)
	}
	printOrder(w, q.OrderBy)
	if q.Limit != nil {
		w.clause("LIMIT", q.Limit)
	}
	if q.Offset != nil {
		w.clause("OFFSET", q.Offset)
	}
}

func (n *With) print(w *writer) {
	w.word("WITH")
	w.when(n.Recursive, "RECURSIVE")
	list(w, n.Tables)
}

func (n *CommonTable) print(w *writer) {
	n.Name.print(w)
	optional(w, n.Columns)
	w.word("AS")
	w.when(n.Materialized, "MATERIALIZED")
	printQuery(w, n.Query)
}

func (n *Select) print(w *writer) {
	w.word("SELECT")
	if n.Top != nil {
		w.word("TOP")
		printTop(w, n.Top)
	}
	w.when(n.Distinct, "DISTINCT")
	if len(n.DistinctOn) > 0 {
		w.word("DISTINCT ON")
		parens(w, n.DistinctOn)
	}
	list(w, n.Items)
	if len(n.Exclude) > 0 {
		w.word("EXCLUDE")
		if w.engine {
			parens(w, n.Exclude)
		} else {
			list(w, n.Exclude)
		}
	}
	if n.Into != nil {
		n.Into.print(w)
	}
	if len(n.From) > 0 {
		w.word("FROM")
		list(w, n.From)
	}
	n.printFilters(w)
}

// printTop writes a constant as it is and anything else in parentheses.
func printTop(w *writer, x Expr) {
	switch x.(type) {
	case *Number, *Param:
		x.print(w)
	case *Subquery:
		x.print(w)
	default:
		w.open()
		x.print(w)
		w.close()
	}
}

func (n *Select) printFilters(w *writer) {
	filter := func(words string, x Expr) {
		if x != nil {
			w.clause(words, x)
		}
	}
	filter("WHERE", n.Where)
	filter("START WITH", n.StartWith)
	filter("CONNECT BY", n.ConnectBy)
	w.when(n.GroupAll, "GROUP BY ALL")
	if len(n.GroupBy) > 0 {
		w.word("GROUP BY")
		list(w, n.GroupBy)
	}
	filter("HAVING", n.Having)
	filter("QUALIFY", n.Qualify)
}

func (n *SelectItem) print(w *writer) {
	n.X.print(w)
	w.name("AS", n.Alias)
}

func (n *Into) print(w *writer) {
	w.word("INTO")
	w.when(n.Temp, "TEMP")
	n.Name.print(w)
}

func (n *Values) print(w *writer) {
	w.word("VALUES")
	for i, row := range n.Rows {
		if i > 0 {
			w.tail(",")
		}
		parens(w, row.Fields)
	}
}

func (n *SetOperation) print(w *writer) {
	n.printSide(w, n.Left, n.precedence())
	w.word(n.Op)
	w.when(n.All, "ALL")
	n.printSide(w, n.Right, n.precedence()+1)
}

func (n *SetOperation) printSide(w *writer, side Body, least int) {
	switch side := side.(type) {
	case *Query:
		printQuery(w, side)
	case *SetOperation:
		if side.precedence() < least {
			w.open()
			side.print(w)
			w.close()
			return
		}
		side.print(w)
	default:
		side.print(w)
	}
}

// precedence is how tightly a set operation holds together: INTERSECT more than
// the others.
func (n *SetOperation) precedence() int { return setPrecedence(n.Op) }

func setPrecedence(op string) int {
	if op == "INTERSECT" {
		return 2
	}
	return 1
}
