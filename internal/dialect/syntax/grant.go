package syntax

// A Grant is GRANT or REVOKE, of privileges on objects, of privileges of the
// system, or of roles.
type Grant struct {
	Pos
	Revoke         bool
	GrantOptionFor bool // REVOKE GRANT OPTION FOR, or ADMIN OPTION FOR
	Privileges     []*Privilege
	Roles          []Ident // GRANT ROLE a, ROLE b
	On             *GrantTarget
	To             []*Grantee
	AdminOption    bool     // WITH ADMIN OPTION
	For            []string // of ASSUMEROLE: COPY, UNLOAD, EXTERNAL FUNCTION, CREATE MODEL, ALL
	Behavior       string
	DefaultFor     []Ident // ALTER DEFAULT PRIVILEGES FOR USER
	DefaultIn      []Ident // ALTER DEFAULT PRIVILEGES IN SCHEMA
	AlterDefault   bool    // the whole stands behind ALTER DEFAULT PRIVILEGES
}

// A Privilege is SELECT, CREATE USER, ALL …, for some columns or for the whole.
type Privilege struct {
	Pos
	Name    string
	Columns []Ident
}

// A GrantTarget is what privileges are on.
type GrantTarget struct {
	Pos
	Kind     string // TABLE, ALL TABLES IN SCHEMA, TABLES (of default privileges), SCHEMA, DATABASE, FUNCTION …
	Scope    string // FOR TABLES IN, FOR SCHEMAS IN …: a scoped permission
	Names    []Name
	Routines []*Routine
	Texts    []string // ARNs of ASSUMEROLE
}

// A Grantee is who privileges are given to.
type Grantee struct {
	Pos
	Kind        string // USER, ROLE, GROUP or PUBLIC
	Name        Ident
	GrantOption bool
}

func (*Grant) stmt() {}

func (n *Grant) print(w *writer) {
	if n.AlterDefault {
		w.word("ALTER DEFAULT PRIVILEGES")
		printIdents(w, "FOR USER", n.DefaultFor)
		printIdents(w, "IN SCHEMA", n.DefaultIn)
	}
	w.when(!n.Revoke, "GRANT")
	w.when(n.Revoke, "REVOKE")
	switch {
	case n.GrantOptionFor && n.Roles != nil:
		w.word("ADMIN OPTION FOR")
	case n.GrantOptionFor:
		w.word("GRANT OPTION FOR")
	}
	list(w, n.Privileges)
	for i, role := range n.Roles {
		if i > 0 {
			w.tail(",")
		}
		w.name("ROLE", role)
	}
	if n.On != nil {
		n.On.print(w)
	}
	w.when(!n.Revoke, "TO")
	w.when(n.Revoke, "FROM")
	list(w, n.To)
	n.printTail(w)
}

func (n *Grant) printTail(w *writer) {
	w.when(n.AdminOption, "WITH ADMIN OPTION")
	for i, what := range n.For {
		if i == 0 {
			w.word("FOR")
		} else {
			w.tail(",")
		}
		w.word(what)
	}
	w.words(n.Behavior)
}

func printIdents(w *writer, words string, idents []Ident) {
	if len(idents) > 0 {
		w.word(words)
		list(w, idents)
	}
}

func (n *Privilege) print(w *writer) {
	w.word(n.Name)
	optional(w, n.Columns)
}

func (n *GrantTarget) print(w *writer) {
	if n.Scope != "" {
		w.words("FOR", n.Scope, "IN", n.Kind)
	} else {
		w.words("ON", n.Kind)
	}
	list(w, n.Names)
	list(w, n.Routines)
	for i, text := range n.Texts {
		if i > 0 {
			w.tail(",")
		}
		w.text(text)
	}
}

func (n *Grantee) print(w *writer) {
	switch n.Kind {
	case "PUBLIC":
		w.word("PUBLIC")
	case "USER":
		n.Name.print(w)
	default:
		w.name(n.Kind, n.Name)
	}
	w.when(n.GrantOption, "WITH GRANT OPTION")
}
