package syntax

// Statements about views.
type (
	// A CreateView is CREATE [OR REPLACE] VIEW.
	CreateView struct {
		Pos
		OrReplace       bool
		Name            Name
		Columns         []Ident
		Query           *Query
		NoSchemaBinding bool // a late-binding view
	}
	// A CreateMaterializedView is CREATE MATERIALIZED VIEW.
	CreateMaterializedView struct {
		Pos
		Name        Name
		Columns     []Ident
		Attributes  TableAttributes
		AutoRefresh string // YES, NO or nothing
		Query       *Query
	}
	// An AlterMaterializedView is ALTER MATERIALIZED VIEW.
	AlterMaterializedView struct {
		Pos
		Name    Name
		Actions []AlterAction
	}
	// A Refresh is REFRESH MATERIALIZED VIEW.
	Refresh struct {
		Pos
		Name     Name
		Behavior string
	}
)

func (*CreateView) stmt()             {}
func (*CreateMaterializedView) stmt() {}
func (*AlterMaterializedView) stmt()  {}
func (*Refresh) stmt()                {}

func (n *CreateView) print(w *writer) {
	w.word("CREATE")
	w.when(n.OrReplace, "OR REPLACE")
	w.clause("VIEW", n.Name)
	optional(w, n.Columns)
	w.clause("AS", n.Query)
	w.when(n.NoSchemaBinding, "WITH NO SCHEMA BINDING")
}

func (n *CreateMaterializedView) print(w *writer) {
	w.clause("CREATE MATERIALIZED VIEW", n.Name)
	optional(w, n.Columns)
	n.Attributes.print(w)
	if n.AutoRefresh != "" {
		w.words("AUTO REFRESH", n.AutoRefresh)
	}
	w.clause("AS", n.Query)
}

func (n *AlterMaterializedView) print(w *writer) {
	w.clause("ALTER MATERIALIZED VIEW", n.Name)
	list(w, n.Actions)
}

func (n *Refresh) print(w *writer) {
	w.clause("REFRESH MATERIALIZED VIEW", n.Name)
	w.words(n.Behavior)
}

func (p *parser) createView(at Pos, orReplace bool) Stmt {
	n := &CreateView{Pos: at, OrReplace: orReplace, Name: p.qualified(), Columns: p.maybeIdents()}
	p.expect("as")
	n.Query = p.query()
	n.NoSchemaBinding = p.accept("with", "no", "schema", "binding")
	return n
}

// createMaterializedView parses attributes and AUTO REFRESH in any order.
func (p *parser) createMaterializedView(at Pos) Stmt {
	n := &CreateMaterializedView{Pos: at, Name: p.qualified(), Columns: p.maybeIdents()}
	n.Attributes.Pos = p.pos()
	for !p.accept("as") {
		here, seen := p.pos(), p.at
		repeated := false
		if p.accept("auto", "refresh") {
			repeated = n.AutoRefresh != ""
			n.AutoRefresh = p.oneOf("yes", "no")
		} else {
			repeated = p.tableAttribute(&n.Attributes)
		}
		if p.at == seen {
			p.fail()
		}
		if repeated {
			p.invalidAt(here, "conflicting or redundant options")
		}
	}
	n.Query = p.query()
	return n
}

func (p *parser) alterMaterializedView(at Pos) Stmt {
	n := &AlterMaterializedView{Pos: at, Name: p.qualified()}
	n.Actions = commas(p, func() AlterAction {
		here := p.pos()
		switch {
		case p.accept("auto", "refresh"):
			return &AutoRefresh{Pos: here, On: p.oneOf("yes", "no") == "YES"}
		case p.accept("owner"):
			return p.owner(here)
		case p.accept("alter"):
			return p.alterAttributes(here)
		case p.is("row", "level", "security"):
			p.refuse("row-level security")
		}
		p.fail()
		return nil
	})
	return n
}

func (p *parser) refresh() Stmt {
	n := &Refresh{Pos: p.pos()}
	p.expect("refresh", "materialized", "view")
	n.Name = p.qualified()
	n.Behavior = p.behavior()
	return n
}
