package syntax

// A TableRef is what FROM names: *Table, *Derived, *TableFunc, *Unnest,
// *ObjectUnpivot, *Join, *Pivot or *Unpivot.
type TableRef interface {
	Node
	tableRef()
}

// An Alias names a table and, where they are given, its columns.
type Alias struct {
	Pos
	Name    Ident
	Columns []Ident
	Types   []*Type // of a function's column definition list, one for each column
}

// Things in FROM.
type (
	// A Table is a table, a view or a common table expression; or an array of a
	// table that stands before it, which the binder knows.
	Table struct {
		Pos
		Name  Name
		Alias *Alias
	}
	// A Derived is a query in FROM. Redshift asks for no alias.
	Derived struct {
		Pos
		Query *Query
		Alias *Alias
	}
	// A TableFunc is a function in FROM, with TABLE( ) around it or without.
	TableFunc struct {
		Pos
		Call  *Func
		Alias *Alias
	}
	// An Unnest is an array in FROM: X AS e AT i. One that is a plain name
	// without AT is a Table.
	Unnest struct {
		Pos
		X     Expr
		Alias *Alias
		At    Ident
	}
	// An ObjectUnpivot is UNPIVOT X AS v AT k: the values and keys of an object.
	ObjectUnpivot struct {
		Pos
		X     Expr
		Alias *Alias
		At    Ident
	}
	// A Join is two tables with JOIN between them.
	Join struct {
		Pos
		Kind        string // INNER, LEFT, RIGHT, FULL or CROSS
		Natural     bool
		Left, Right TableRef
		On          Expr
		Using       []Ident
		Alias       *Alias
	}
	// A Pivot is Source PIVOT (Aggregates FOR Column IN (Values)).
	Pivot struct {
		Pos
		Source     TableRef
		Aggregates []*SelectItem
		Column     Ident
		Values     []*SelectItem
		Alias      *Alias
	}
	// An Unpivot is Source UNPIVOT (Value FOR Column IN (Columns)).
	Unpivot struct {
		Pos
		Source       TableRef
		IncludeNulls bool
		Value        Ident
		Column       Ident
		Columns      []*SelectItem
		Alias        *Alias
	}
)

func (*Table) tableRef()         {}
func (*Derived) tableRef()       {}
func (*TableFunc) tableRef()     {}
func (*Unnest) tableRef()        {}
func (*ObjectUnpivot) tableRef() {}
func (*Join) tableRef()          {}
func (*Pivot) tableRef()         {}
func (*Unpivot) tableRef()       {}

func (n *Alias) print(w *writer) {
	if n == nil {
		return
	}
	w.word("AS")
	if !n.Name.IsZero() {
		n.Name.print(w)
	}
	if len(n.Types) == 0 {
		optional(w, n.Columns)
		return
	}
	w.open()
	for i, column := range n.Columns {
		if i > 0 {
			w.tail(",")
		}
		column.print(w)
		n.Types[i].print(w)
	}
	w.close()
}

func (n *Table) print(w *writer) {
	n.Name.print(w)
	n.Alias.print(w)
}

func (n *Derived) print(w *writer) {
	printQuery(w, n.Query)
	n.Alias.print(w)
}

func (n *TableFunc) print(w *writer) {
	n.Call.print(w)
	n.Alias.print(w)
}

func (n *Unnest) print(w *writer) {
	n.X.print(w)
	n.Alias.print(w)
	w.name("AT", n.At)
}

func (n *ObjectUnpivot) print(w *writer) {
	w.word("UNPIVOT")
	operand(w, n.X, levelPrimary)
	n.Alias.print(w)
	w.name("AT", n.At)
}

func (n *Join) print(w *writer) {
	if n.Alias != nil {
		w.open()
		defer func() {
			w.close()
			n.Alias.print(w)
		}()
	}
	n.Left.print(w)
	w.when(n.Natural, "NATURAL")
	w.when(n.Kind != "INNER", n.Kind)
	w.word("JOIN")
	if right, ok := n.Right.(*Join); ok && right.Alias == nil {
		w.open()
		right.print(w)
		w.close()
	} else {
		n.Right.print(w)
	}
	if n.On != nil {
		w.clause("ON", n.On)
	}
	if len(n.Using) > 0 {
		w.word("USING")
		parens(w, n.Using)
	}
}

// printSource writes what PIVOT and UNPIVOT stand behind.
func printSource(w *writer, source TableRef) {
	if join, ok := source.(*Join); ok && join.Alias == nil {
		w.open()
		join.print(w)
		w.close()
		return
	}
	source.print(w)
}

func (n *Pivot) print(w *writer) {
	printSource(w, n.Source)
	w.word("PIVOT")
	w.open()
	list(w, n.Aggregates)
	w.name("FOR", n.Column)
	w.word("IN")
	parens(w, n.Values)
	w.close()
	n.Alias.print(w)
}

func (n *Unpivot) print(w *writer) {
	printSource(w, n.Source)
	w.word("UNPIVOT")
	w.when(n.IncludeNulls, "INCLUDE NULLS")
	w.open()
	n.Value.print(w)
	w.name("FOR", n.Column)
	w.word("IN")
	parens(w, n.Columns)
	w.close()
	n.Alias.print(w)
}
