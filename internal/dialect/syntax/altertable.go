package syntax

// An AlterTable is ALTER TABLE with one action or, where Redshift takes
// several, more.
type AlterTable struct {
	Pos
	Name    Name
	Actions []AlterAction
}

// An AlterAction is one of the types below.
type AlterAction interface {
	Node
	alterAction()
}

// Actions of ALTER TABLE, and those of them that ALTER MATERIALIZED VIEW has.
type (
	// An AddColumn is ADD [COLUMN].
	AddColumn struct{ *ColumnDef }
	// An AddConstraint is ADD a constraint.
	AddConstraint struct{ *Constraint }
	// A DropColumn is DROP [COLUMN] or DROP CONSTRAINT.
	DropColumn struct {
		Pos
		Name       Ident
		Constraint bool
		Behavior   string // RESTRICT, CASCADE or nothing
	}
	// A RenameTo is RENAME TO, or RENAME [COLUMN] Column TO.
	RenameTo struct {
		Pos
		Column Ident
		Name   Ident
	}
	// An OwnerTo is OWNER TO.
	OwnerTo struct {
		Pos
		Name Ident
	}
	// An AlterColumn is ALTER [COLUMN] with a new type or a new encoding.
	AlterColumn struct {
		Pos
		Name   Ident
		Type   *Type
		Encode string
	}
	// An AlterAttributes is ALTER DISTKEY, DISTSTYLE, SORTKEY or ENCODE AUTO.
	AlterAttributes struct {
		Pos
		Attributes TableAttributes
	}
	// An AppendFrom is ALTER TABLE … APPEND FROM.
	AppendFrom struct {
		Pos
		Table  Name
		Option string // IGNOREEXTRA, FILLTARGET or nothing
	}
	// An AutoRefresh is AUTO REFRESH, of a materialized view.
	AutoRefresh struct {
		Pos
		On bool
	}
)

func (*AlterTable) stmt()             {}
func (*AddColumn) alterAction()       {}
func (*AddConstraint) alterAction()   {}
func (*DropColumn) alterAction()      {}
func (*RenameTo) alterAction()        {}
func (*OwnerTo) alterAction()         {}
func (*AlterColumn) alterAction()     {}
func (*AlterAttributes) alterAction() {}
func (*AppendFrom) alterAction()      {}
func (*AutoRefresh) alterAction()     {}

func (n *AlterTable) print(w *writer) {
	w.clause("ALTER TABLE", n.Name)
	list(w, n.Actions)
}

func (n *AddColumn) print(w *writer)     { w.clause("ADD COLUMN", n.ColumnDef) }
func (n *AddConstraint) print(w *writer) { w.clause("ADD", n.Constraint) }

func (n *DropColumn) print(w *writer) {
	w.word("DROP")
	w.when(n.Constraint, "CONSTRAINT")
	w.when(!n.Constraint, "COLUMN")
	n.Name.print(w)
	w.words(n.Behavior)
}

func (n *RenameTo) print(w *writer) {
	w.word("RENAME")
	w.name("COLUMN", n.Column)
	w.name("TO", n.Name)
}

func (n *OwnerTo) print(w *writer) { w.clause("OWNER TO", n.Name) }

func (n *AlterColumn) print(w *writer) {
	w.clause("ALTER COLUMN", n.Name)
	if n.Type != nil {
		w.clause("TYPE", n.Type)
	}
	if n.Encode != "" {
		w.words("ENCODE", n.Encode)
	}
}

func (n *AlterAttributes) print(w *writer) {
	w.word("ALTER")
	a := n.Attributes
	if a.DistStyle != "KEY" && !a.DistKey.IsZero() {
		w.clause("DISTKEY", a.DistKey)
		return
	}
	if a.DistStyle == "KEY" {
		w.clause("DISTSTYLE KEY DISTKEY", a.DistKey)
		return
	}
	a.print(w)
}

func (n *AppendFrom) print(w *writer) {
	w.clause("APPEND FROM", n.Table)
	w.words(n.Option)
}

func (n *AutoRefresh) print(w *writer) {
	w.word("AUTO REFRESH")
	w.when(n.On, "YES")
	w.when(!n.On, "NO")
}
