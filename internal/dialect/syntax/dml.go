package syntax

// Statements that change rows.
type (
	// An Insert is INSERT INTO; with neither rows nor query it is DEFAULT VALUES.
	Insert struct {
		Pos
		Table   Name
		Columns []Ident
		Rows    []*Row
		Query   *Query
	}
	// An Update is UPDATE … SET … [FROM …].
	Update struct {
		Pos
		With  *With
		Table Name
		Alias Ident
		Set   []*Assignment
		From  []TableRef
		Where Expr
	}
	// An Assignment is Column = Value.
	Assignment struct {
		Pos
		Column Name
		Value  Expr
	}
	// A Delete is DELETE [FROM] … [USING …].
	Delete struct {
		Pos
		With  *With
		Table Name
		Alias Ident
		Using []TableRef
		Where Expr
	}
	// A Merge is MERGE INTO, with WHEN clauses or REMOVE DUPLICATES.
	Merge struct {
		Pos
		Table            Name
		Alias            Ident
		Source           TableRef
		On               Expr
		Whens            []*MergeWhen
		RemoveDuplicates bool
	}
	// A MergeWhen is one WHEN of a Merge: Set, or Insert with Columns and
	// Values, or Delete.
	MergeWhen struct {
		Pos
		Matched bool
		Delete  bool
		Set     []*Assignment
		Columns []Ident
		Values  []Expr
	}
	// A Truncate is TRUNCATE [TABLE].
	Truncate struct {
		Pos
		Table Name
	}
)

func (*Insert) stmt()   {}
func (*Update) stmt()   {}
func (*Delete) stmt()   {}
func (*Merge) stmt()    {}
func (*Truncate) stmt() {}

func (n *Insert) print(w *writer) {
	w.clause("INSERT INTO", n.Table)
	optional(w, n.Columns)
	switch {
	case n.Query != nil:
		n.Query.print(w)
	case n.Rows != nil:
		(&Values{Rows: n.Rows}).print(w)
	default:
		w.word("DEFAULT VALUES")
	}
}

func (n *Update) print(w *writer) {
	if n.With != nil {
		n.With.print(w)
	}
	w.clause("UPDATE", n.Table)
	w.name("AS", n.Alias)
	w.word("SET")
	list(w, n.Set)
	if len(n.From) > 0 {
		w.word("FROM")
		list(w, n.From)
	}
	if n.Where != nil {
		w.clause("WHERE", n.Where)
	}
}

func (n *Assignment) print(w *writer) {
	n.Column.print(w)
	w.clause("=", n.Value)
}

func (n *Delete) print(w *writer) {
	if n.With != nil {
		n.With.print(w)
	}
	w.clause("DELETE FROM", n.Table)
	w.name("AS", n.Alias)
	if len(n.Using) > 0 {
		w.word("USING")
		list(w, n.Using)
	}
	if n.Where != nil {
		w.clause("WHERE", n.Where)
	}
}

func (n *Merge) print(w *writer) {
	w.clause("MERGE INTO", n.Table)
	w.name("AS", n.Alias)
	w.clause("USING", n.Source)
	w.clause("ON", n.On)
	for _, when := range n.Whens {
		when.print(w)
	}
	w.when(n.RemoveDuplicates, "REMOVE DUPLICATES")
}

func (n *MergeWhen) print(w *writer) {
	w.word("WHEN")
	w.when(!n.Matched, "NOT")
	w.word("MATCHED THEN")
	switch {
	case n.Delete:
		w.word("DELETE")
	case n.Matched:
		w.word("UPDATE SET")
		list(w, n.Set)
	default:
		w.word("INSERT")
		optional(w, n.Columns)
		w.word("VALUES")
		parens(w, n.Values)
	}
}

func (n *Truncate) print(w *writer) { w.clause("TRUNCATE TABLE", n.Table) }
