package syntax

import "strconv"

// Prepared statements, cursors, EXPLAIN, ANALYZE and VACUUM.
type (
	// A Prepare is PREPARE name (types) AS statement.
	Prepare struct {
		Pos
		Name  Ident
		Types []*Type
		Stmt  Stmt
	}
	// An Execute is EXECUTE of a prepared statement.
	Execute struct {
		Pos
		Name Ident
		Args []Expr
	}
	// A Deallocate is DEALLOCATE; without a name, of all.
	Deallocate struct {
		Pos
		Name Ident
	}
	// A Declare is DECLARE of a cursor.
	Declare struct {
		Pos
		Name  Ident
		Query *Query
	}
	// A Fetch is FETCH from a cursor: NEXT, ALL, or FORWARD with a count.
	Fetch struct {
		Pos
		Direction string
		Count     int64 // of FORWARD
		Name      Ident
	}
	// A Close is CLOSE of a cursor.
	Close struct {
		Pos
		Name Ident
	}
	// An Explain is EXPLAIN [VERBOSE].
	Explain struct {
		Pos
		Verbose bool
		Stmt    Stmt
	}
	// An Analyze is ANALYZE, or ANALYZE COMPRESSION.
	Analyze struct {
		Pos
		Compression bool
		Verbose     bool
		Table       Name
		Columns     []Ident
		Predicate   bool // PREDICATE COLUMNS
		Rows        int64
	}
	// A Vacuum is VACUUM.
	Vacuum struct {
		Pos
		Kind      string // FULL, SORT ONLY, DELETE ONLY, REINDEX, RECLUSTER or nothing
		Table     Name
		Threshold int64 // TO n PERCENT; 0 for none
		Boost     bool
	}
	// A Use is USE database; without a name RESET USE.
	Use struct {
		Pos
		Database Ident
	}
	// A Discard is DISCARD ALL, as drivers send it.
	Discard struct{ Pos }
	// A Cancel is CANCEL of a query by its process.
	Cancel struct {
		Pos
		Process int64
		Message *String
	}
)

func (*Prepare) stmt()    {}
func (*Execute) stmt()    {}
func (*Deallocate) stmt() {}
func (*Declare) stmt()    {}
func (*Fetch) stmt()      {}
func (*Close) stmt()      {}
func (*Explain) stmt()    {}
func (*Analyze) stmt()    {}
func (*Vacuum) stmt()     {}
func (*Use) stmt()        {}
func (*Discard) stmt()    {}
func (*Cancel) stmt()     {}

func (n *Prepare) print(w *writer) {
	w.clause("PREPARE", n.Name)
	optional(w, n.Types)
	w.clause("AS", n.Stmt)
}

func (n *Execute) print(w *writer) {
	w.clause("EXECUTE", n.Name)
	optional(w, n.Args)
}

func (n *Deallocate) print(w *writer) {
	w.word("DEALLOCATE")
	w.when(n.Name.IsZero(), "ALL")
	w.name("", n.Name)
}

func (n *Declare) print(w *writer) {
	w.clause("DECLARE", n.Name)
	w.clause("CURSOR FOR", n.Query)
}

func (n *Fetch) print(w *writer) {
	w.words("FETCH", n.Direction)
	w.when(n.Direction == "FORWARD", strconv.FormatInt(n.Count, 10))
	w.clause("FROM", n.Name)
}

func (n *Close) print(w *writer) { w.clause("CLOSE", n.Name) }

func (n *Explain) print(w *writer) {
	w.word("EXPLAIN")
	w.when(n.Verbose, "VERBOSE")
	n.Stmt.print(w)
}

func (n *Analyze) print(w *writer) {
	w.word("ANALYZE")
	w.when(n.Compression, "COMPRESSION")
	w.when(n.Verbose, "VERBOSE")
	n.Table.print(w)
	optional(w, n.Columns)
	w.when(n.Predicate, "PREDICATE COLUMNS")
	if n.Rows > 0 {
		w.words("COMPROWS", strconv.FormatInt(n.Rows, 10))
	}
}

func (n *Vacuum) print(w *writer) {
	w.words("VACUUM", n.Kind)
	n.Table.print(w)
	if n.Threshold > 0 {
		w.words("TO", strconv.FormatInt(n.Threshold, 10), "PERCENT")
	}
	w.when(n.Boost, "BOOST")
}

func (n *Use) print(w *writer) {
	w.when(n.Database.IsZero(), "RESET USE")
	w.name("USE", n.Database)
}

func (n *Discard) print(w *writer) { w.word("DISCARD ALL") }

func (n *Cancel) print(w *writer) {
	w.words("CANCEL", strconv.FormatInt(n.Process, 10))
	if n.Message != nil {
		n.Message.print(w)
	}
}
