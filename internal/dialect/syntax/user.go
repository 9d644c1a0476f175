package syntax

// Statements about users, groups and roles.
type (
	// A CreateUser is CREATE USER or ALTER USER with options.
	CreateUser struct {
		Pos
		Alter   bool
		Name    Ident
		Options []*Option
		Set     *Set // ALTER USER … SET or RESET
	}
	// A CreateGroup is CREATE GROUP with its users.
	CreateGroup struct {
		Pos
		Name  Ident
		Users []Ident
	}
	// An AlterGroup is ALTER GROUP … ADD USER or DROP USER.
	AlterGroup struct {
		Pos
		Name  Ident
		Drop  bool
		Users []Ident
	}
	// A CreateRole is CREATE ROLE, or ALTER ROLE with an external id.
	CreateRole struct {
		Pos
		Alter      bool
		Name       Ident
		ExternalID string
	}
)

func (*CreateUser) stmt()  {}
func (*CreateGroup) stmt() {}
func (*AlterGroup) stmt()  {}
func (*CreateRole) stmt()  {}

func (n *CreateUser) print(w *writer) {
	w.when(n.Alter, "ALTER")
	w.when(!n.Alter, "CREATE")
	w.name("USER", n.Name)
	printOptions(w, n.Options)
	if n.Set != nil {
		n.Set.print(w)
	}
}

func (n *CreateGroup) print(w *writer) {
	w.clause("CREATE GROUP", n.Name)
	if len(n.Users) > 0 {
		w.word("WITH USER")
		list(w, n.Users)
	}
}

func (n *AlterGroup) print(w *writer) {
	w.clause("ALTER GROUP", n.Name)
	w.when(n.Drop, "DROP USER")
	w.when(!n.Drop, "ADD USER")
	list(w, n.Users)
}

func (n *CreateRole) print(w *writer) {
	w.when(n.Alter, "ALTER")
	w.when(!n.Alter, "CREATE")
	w.name("ROLE", n.Name)
	if n.ExternalID != "" {
		w.word("EXTERNALID")
		w.text(n.ExternalID)
	}
}

var userOptions = optionTable{
	{"password", "text|DISABLE"}, {"createdb", ""}, {"nocreatedb", ""}, {"createuser", ""}, {"nocreateuser", ""},
	{"syslog access", "RESTRICTED|UNRESTRICTED"}, {"in group", "list"}, {"valid until", "text"},
	{"connection limit", "number|UNLIMITED"}, {"session timeout", "number"}, {"reset session timeout", ""}, {"externalid", "text"},
}

var databaseOptions = optionTable{
	{"owner", "list"}, {"connection limit", "number|UNLIMITED"}, {"collate", "CASE_SENSITIVE|CASE_INSENSITIVE|CS|CI"},
	{"isolation level", "SNAPSHOT|SERIALIZABLE"},
}

func (p *parser) createUser(at Pos) Stmt {
	n := &CreateUser{Pos: at, Name: p.ident()}
	p.accept("with")
	n.Options = p.options(userOptions)
	return n
}

func (p *parser) alterUser(at Pos) Stmt {
	name := p.ident()
	if p.accept("rename", "to") {
		return &AlterObject{Pos: at, Kind: "USER", Name: Name{name}, Rename: p.ident()}
	}
	n := &CreateUser{Pos: at, Alter: true, Name: name}
	p.accept("with")
	if n.Options = p.options(userOptions); n.Options == nil {
		n.Set = p.userSetting()
	}
	return n
}

// userSetting parses SET or RESET of a parameter behind ALTER USER.
func (p *parser) userSetting() *Set {
	at := p.pos()
	if p.accept("reset") {
		return &Set{Pos: at, Reset: true, Name: p.qualified()}
	}
	p.expect("set")
	return p.parameterSetting(at)
}

func (p *parser) createGroup(at Pos) Stmt {
	n := &CreateGroup{Pos: at, Name: p.ident()}
	with := p.accept("with")
	if p.accept("user") {
		n.Users = commas(p, p.ident)
	} else if with {
		p.fail()
	}
	return n
}

func (p *parser) alterGroup(at Pos) Stmt {
	n := &AlterGroup{Pos: at, Name: p.ident()}
	switch {
	case p.accept("rename", "to"):
		return &AlterObject{Pos: at, Kind: "GROUP", Name: Name{n.Name}, Rename: p.ident()}
	case p.accept("drop"):
		n.Drop = true
	default:
		p.expect("add")
	}
	p.expect("user")
	n.Users = commas(p, p.ident)
	return n
}

func (p *parser) createRole(at Pos) Stmt {
	n := &CreateRole{Pos: at, Name: p.ident()}
	if p.accept("externalid") {
		n.ExternalID = p.text()
	}
	return n
}

func (p *parser) alterRole(at Pos) Stmt {
	n := &CreateRole{Pos: at, Alter: true, Name: p.ident()}
	if p.is("rename") || p.is("owner") {
		return p.renameOrOwn(at, "ROLE", Name{n.Name}, nil)
	}
	p.accept("with")
	p.expect("externalid")
	if p.is("to") {
		p.next()
	}
	n.ExternalID = p.text()
	return n
}
