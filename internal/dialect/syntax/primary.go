package syntax

// Expressions that hold together by themselves.
type (
	// A Subquery is a query whose one value is meant.
	Subquery struct {
		Pos
		Query *Query
	}
	// An Exists is EXISTS (query).
	Exists struct {
		Pos
		Query *Query
	}
	// A Row is (a, b), or ROW(a). One of no fields is () in GROUP BY.
	Row struct {
		Pos
		Fields []Expr
	}
	// An Array is ARRAY[…], or ARRAY(query).
	Array struct {
		Pos
		Elements []Expr
		Query    *Query
	}
	// A Case is CASE; Operand and Else may be nil.
	Case struct {
		Pos
		Operand Expr
		Whens   []*When
		Else    Expr
	}
	// A When is one branch of a Case.
	When struct {
		Pos
		Condition, Result Expr
	}
	// A Cast is a cast in one of four spellings.
	Cast struct {
		Pos
		Form CastForm
		X    Expr
		Type *Type
	}
	// A GroupingSet is ROLLUP, CUBE or GROUPING SETS in GROUP BY.
	GroupingSet struct {
		Pos
		Kind string
		Sets []Expr
	}
)

// A CastForm is how a cast is written.
type CastForm uint8

// The forms of a cast.
const (
	CastOperator CastForm = iota // X::Type
	CastFunction                 // CAST(X AS Type)
	CastTry                      // TRY_CAST(X AS Type)
	CastConvert                  // CONVERT(Type, X)
)

func (*Subquery) level() level    { return levelPrimary }
func (*Exists) level() level      { return levelPrimary }
func (*Row) level() level         { return levelPrimary }
func (*Array) level() level       { return levelPrimary }
func (*Case) level() level        { return levelPrimary }
func (*GroupingSet) level() level { return levelPrimary }

func (x *Cast) level() level {
	if x.Form == CastOperator {
		return levelCast
	}
	return levelPrimary
}

func (x *Subquery) print(w *writer) { printQuery(w, x.Query) }

func (x *Exists) print(w *writer) {
	w.word("EXISTS")
	printQuery(w, x.Query)
}

func (x *Row) print(w *writer) {
	if len(x.Fields) == 1 {
		w.opening("ROW(")
		list(w, x.Fields)
		w.close()
		return
	}
	parens(w, x.Fields)
}

func (x *Array) print(w *writer) {
	if x.Query != nil {
		w.word("ARRAY")
		w.glue = true
		printQuery(w, x.Query)
		return
	}
	w.opening("ARRAY[")
	list(w, x.Elements)
	w.tail("]")
}

func (x *Case) print(w *writer) {
	w.word("CASE")
	if x.Operand != nil {
		x.Operand.print(w)
	}
	for _, when := range x.Whens {
		when.print(w)
	}
	if x.Else != nil {
		w.clause("ELSE", x.Else)
	}
	w.word("END")
}

func (n *When) print(w *writer) {
	w.clause("WHEN", n.Condition)
	w.clause("THEN", n.Result)
}

func (x *Cast) print(w *writer) {
	switch x.Form {
	case CastOperator:
		operand(w, x.X, levelCast)
		w.glued("::")
		x.Type.print(w)
	case CastConvert:
		w.opening("CONVERT(")
		x.Type.print(w)
		w.tail(",")
		x.X.print(w)
		w.close()
	default:
		w.opening([]string{CastFunction: "CAST(", CastTry: "TRY_CAST("}[x.Form])
		x.X.print(w)
		w.clause("AS", x.Type)
		w.close()
	}
}

func (x *GroupingSet) print(w *writer) {
	w.word(x.Kind)
	w.glue = x.Kind != "GROUPING SETS"
	parens(w, x.Sets)
}

// printQuery writes a query in parentheses.
func printQuery(w *writer, q *Query) {
	w.open()
	q.print(w)
	w.close()
}
