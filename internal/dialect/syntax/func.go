package syntax

// A Func is a call, of a plain function, an aggregate or a window function.
type Func struct {
	Pos
	Name        Name
	Approximate bool // APPROXIMATE before it
	Distinct    bool
	Star        bool // COUNT(*)
	Args        []Expr
	Order       []*SortItem // ORDER BY inside the parentheses, which engines have and Redshift has not
	Within      []*SortItem // WITHIN GROUP (ORDER BY …)
	Nulls       string      // IGNORE or RESPECT, wherever it stood, or nothing
	Over        *Window
}

// Calls with words between their arguments. The word forms of SUBSTRING are a
// plain Func: substring(a from b for c) is substring(a, b, c).
type (
	// An Extract is EXTRACT(Field FROM X).
	Extract struct {
		Pos
		Field string
		X     Expr
	}
	// A Trim is TRIM([BOTH | LEADING | TRAILING] [Chars] FROM X).
	Trim struct {
		Pos
		Side  string // BOTH, LEADING or TRAILING
		Chars Expr   // nil for blanks
		X     Expr
	}
	// A Position is POSITION(X IN Y).
	Position struct {
		Pos
		X, Y Expr
	}
	// An Overlay is OVERLAY(X PLACING With FROM Start FOR Length); Length may be nil.
	Overlay struct {
		Pos
		X, With, Start, Length Expr
	}
	// An ObjectTransform is OBJECT_TRANSFORM(X KEEP paths SET path, value, …).
	ObjectTransform struct {
		Pos
		X         Expr
		Keep, Set []Expr
	}
)

// A Window is what stands behind OVER.
type Window struct {
	Pos
	Partition []Expr
	OrderBy   []*SortItem
	Frame     *Frame
}

// A Frame is ROWS or RANGE with its bounds; End may be nil.
type Frame struct {
	Pos
	Unit       string
	Start, End *Bound
}

// A Bound is one end of a frame: CURRENT ROW, UNBOUNDED PRECEDING, UNBOUNDED
// FOLLOWING, PRECEDING or FOLLOWING; the last two have an offset.
type Bound struct {
	Pos
	Kind   string
	Offset Expr
}

// A SortItem is one item of ORDER BY.
type SortItem struct {
	Pos
	X     Expr
	Desc  bool
	Nulls string // FIRST or LAST, or nothing
}

func (*Func) level() level     { return levelPrimary }
func (*Extract) level() level  { return levelPrimary }
func (*Trim) level() level     { return levelPrimary }
func (*Position) level() level { return levelPrimary }
func (*Overlay) level() level  { return levelPrimary }

func (*ObjectTransform) level() level { return levelPrimary }

func (x *Func) print(w *writer) {
	w.when(x.Approximate, "APPROXIMATE")
	x.Name.print(w)
	w.glued("(")
	if x.Star {
		w.word("*")
	}
	w.when(x.Distinct, "DISTINCT")
	list(w, x.Args)
	if len(x.Order) > 0 {
		w.word("ORDER BY")
		list(w, x.Order)
	}
	if x.Nulls != "" && w.engine {
		w.words(x.Nulls, "NULLS")
	}
	w.close()
	if len(x.Within) > 0 {
		w.opening("WITHIN GROUP (ORDER BY")
		w.glue = false
		list(w, x.Within)
		w.close()
	}
	if x.Nulls != "" && !w.engine {
		w.words(x.Nulls, "NULLS")
	}
	if x.Over != nil {
		w.clause("OVER", x.Over)
	}
}

func (n *Window) print(w *writer) {
	w.open()
	if len(n.Partition) > 0 {
		w.word("PARTITION BY")
		list(w, n.Partition)
	}
	printOrder(w, n.OrderBy)
	if n.Frame != nil {
		n.Frame.print(w)
	}
	w.close()
}

func printOrder(w *writer, items []*SortItem) {
	if len(items) > 0 {
		w.word("ORDER BY")
		list(w, items)
	}
}

func (n *Frame) print(w *writer) {
	w.word(n.Unit)
	if n.End == nil {
		n.Start.print(w)
		return
	}
	w.clause("BETWEEN", n.Start)
	w.clause("AND", n.End)
}

func (n *Bound) print(w *writer) {
	if n.Offset != nil {
		operand(w, n.Offset, levelOperator)
	}
	w.word(n.Kind)
}

func (n *SortItem) print(w *writer) {
	n.X.print(w)
	w.when(n.Desc, "DESC")
	if n.Nulls != "" {
		w.words("NULLS", n.Nulls)
	}
}

func (x *Extract) print(w *writer) {
	field := upper(x.Field)
	if !plain(x.Field) || keywords[x.Field] == reserved {
		field = quote(x.Field)
	}
	w.opening("EXTRACT(")
	w.word(field)
	w.clause("FROM", x.X)
	w.close()
}

func (x *Trim) print(w *writer) {
	w.opening("TRIM(")
	w.word(x.Side)
	if x.Chars != nil {
		x.Chars.print(w)
	}
	w.clause("FROM", x.X)
	w.close()
}

func (x *Position) print(w *writer) {
	w.opening("POSITION(")
	operand(w, x.X, levelOperator)
	w.word("IN")
	operand(w, x.Y, levelOperator)
	w.close()
}

func (x *Overlay) print(w *writer) {
	w.opening("OVERLAY(")
	x.X.print(w)
	w.clause("PLACING", x.With)
	w.clause("FROM", x.Start)
	if x.Length != nil {
		w.clause("FOR", x.Length)
	}
	w.close()
}

func (x *ObjectTransform) print(w *writer) {
	w.opening("OBJECT_TRANSFORM(")
	x.X.print(w)
	if len(x.Keep) > 0 {
		w.word("KEEP")
		list(w, x.Keep)
	}
	if len(x.Set) > 0 {
		w.word("SET")
		list(w, x.Set)
	}
	w.close()
}
