package syntax

// Statements about the session, its parameters and its transactions.
type (
	// A Set is SET or RESET of a parameter: RESET ALL has the name all.
	Set struct {
		Pos
		Reset   bool
		Scope   string // SESSION or LOCAL, or nothing
		Name    Name
		Default bool   // SET … TO DEFAULT
		Values  []Expr // strings, numbers, intervals and, for words, columns
	}
	// A SetAuthorization is SET SESSION AUTHORIZATION; without a name it is
	// DEFAULT, or RESET.
	SetAuthorization struct {
		Pos
		Reset bool
		Local bool
		Name  Ident
	}
	// A SetCharacteristics is SET SESSION CHARACTERISTICS AS TRANSACTION, and
	// without Session SET TRANSACTION.
	SetCharacteristics struct {
		Pos
		Session bool
		Modes   TransactionModes
	}
	// A Transaction is BEGIN, COMMIT or ROLLBACK in any spelling.
	Transaction struct {
		Pos
		Kind  string
		Modes TransactionModes
	}
	// TransactionModes are what BEGIN may ask for.
	TransactionModes struct {
		Isolation string // SERIALIZABLE, READ COMMITTED …, or nothing
		Access    string // READ WRITE or READ ONLY, or nothing
	}
	// A Lock is LOCK of tables.
	Lock struct {
		Pos
		Tables []Name
	}
)

func (*Set) stmt()                {}
func (*SetAuthorization) stmt()   {}
func (*SetCharacteristics) stmt() {}
func (*Transaction) stmt()        {}
func (*Lock) stmt()               {}

func (n *Set) print(w *writer) {
	if n.Reset {
		w.clause("RESET", n.Name)
		return
	}
	w.words("SET", n.Scope)
	n.Name.print(w)
	w.word("TO")
	w.when(n.Default, "DEFAULT")
	list(w, n.Values)
}

func (n *SetAuthorization) print(w *writer) {
	if n.Reset {
		w.word("RESET SESSION AUTHORIZATION")
		return
	}
	w.word("SET")
	w.when(n.Local, "LOCAL")
	w.word("SESSION AUTHORIZATION")
	w.when(n.Name.IsZero(), "DEFAULT")
	w.name("", n.Name)
}

func (n *SetCharacteristics) print(w *writer) {
	w.word("SET")
	w.when(n.Session, "SESSION CHARACTERISTICS AS")
	w.word("TRANSACTION")
	n.Modes.print(w)
}

func (n *Transaction) print(w *writer) {
	w.word(n.Kind)
	n.Modes.print(w)
}

func (n *TransactionModes) print(w *writer) {
	if n.Isolation != "" {
		w.words("ISOLATION LEVEL", n.Isolation)
	}
	w.words(n.Access)
}

func (n *Lock) print(w *writer) {
	w.word("LOCK TABLE")
	list(w, n.Tables)
}

// sessionStatement parses statements about the session.
func (p *parser) sessionStatement(word string) Stmt {
	switch word {
	case "set":
		return p.set()
	case "reset":
		return p.reset()
	case "use":
		n := &Use{Pos: p.pos()}
		p.next()
		n.Database = p.ident()
		return n
	case "show":
		return p.show()
	case "begin", "start", "commit", "end", "rollback", "abort":
		return p.transaction(word)
	case "lock":
		n := &Lock{Pos: p.pos()}
		p.next()
		p.accept("table")
		n.Tables = commas(p, p.qualified)
		return n
	case "prepare", "execute", "deallocate":
		return p.prepared(word)
	case "declare", "fetch", "close":
		return p.cursor(word)
	case "explain":
		return p.explain()
	case "discard", "cancel":
		return p.discardOrCancel(word)
	}
	return nil
}

func (p *parser) set() Stmt {
	at := p.pos()
	p.expect("set")
	switch {
	case p.accept("transaction"):
		return &SetCharacteristics{Pos: at, Modes: p.transactionModes()}
	case p.accept("session", "characteristics", "as", "transaction"):
		return &SetCharacteristics{Pos: at, Session: true, Modes: p.transactionModes()}
	case p.is("session", "authorization"), p.is("local", "session", "authorization"):
		n := &SetAuthorization{Pos: at, Local: p.accept("local")}
		p.accept("session", "authorization")
		switch {
		case p.accept("default"):
		case p.token().kind == tokenString:
			name := p.pos()
			n.Name = NewIdent(p.next().value)
			n.Name.Pos = name
			if n.Name.IsZero() {
				p.invalidAt(name, "zero-length user name")
			}
		default:
			n.Name = p.ident()
		}
		return n
	case p.is("role") && !p.peek(1).is("to") && !p.peek(1).is("="):
		p.refuse("SET ROLE")
	}
	return p.parameterSetting(at)
}

// parameterSetting parses a parameter and its value, behind SET.
func (p *parser) parameterSetting(at Pos) *Set {
	n := &Set{Pos: at}
	if p.isAny("session", "local") && p.peek(1).isIdent() && !p.peek(1).is("to") {
		n.Scope = upper(p.next().value)
	}
	if p.is("time", "zone") || p.is("timezone") && !p.peek(1).is("to") && !p.peek(1).is("=") {
		n.Name = Name{{Pos: p.pos(), Name: "timezone"}}
		if !p.accept("time", "zone") {
			p.next()
		}
		if p.accept("local") {
			n.Default = true
			return n
		}
	} else {
		n.Name = p.qualified()
		if !p.accept("to") {
			p.expect("=")
		}
	}
	if p.accept("default") {
		n.Default = true
		return n
	}
	n.Values = commas(p, p.settingValue)
	return n
}

// settingValue parses a string, a number, a word, such as on or a schema's name, or the interval that a
// time zone can be.
func (p *parser) settingValue() Expr {
	switch t := p.token(); {
	case t.kind == tokenString, t.kind == tokenNumbered, t.kind == tokenNamed, t.is("interval") && p.peek(1).kind == tokenString:
		return p.primary()
	case t.kind == tokenNumber, t.is("-"):
		return p.signed()
	case t.is("true"), t.is("false"), t.is("on"), t.is("off"):
		p.next()
		return &Keyword{Pos: Pos(t.start), Name: t.value, Precision: -1}
	}
	at := p.pos()
	return &Column{Pos: at, Name: Name{p.ident()}}
}

func (p *parser) reset() Stmt {
	at := p.pos()
	p.expect("reset")
	switch {
	case p.accept("session", "authorization"):
		return &SetAuthorization{Pos: at, Reset: true}
	case p.accept("use"):
		return &Use{Pos: at}
	case p.is("all"):
		return &Set{Pos: at, Reset: true, Name: Name{p.word()}}
	case p.accept("time", "zone"):
		return &Set{Pos: at, Reset: true, Name: Name{{Pos: at, Name: "timezone"}}}
	}
	return &Set{Pos: at, Reset: true, Name: p.qualified()}
}

// transaction parses BEGIN, START TRANSACTION, COMMIT, END, ROLLBACK and ABORT.
func (p *parser) transaction(word string) Stmt {
	n := &Transaction{Pos: p.pos(), Kind: "BEGIN"}
	p.next()
	switch word {
	case "start":
		p.expect("transaction")
	case "begin":
		_ = p.accept("work") || p.accept("transaction")
	default:
		_ = p.accept("work") || p.accept("transaction")
		n.Kind = "COMMIT"
		if word == "rollback" || word == "abort" {
			n.Kind = "ROLLBACK"
			if p.is("to") {
				p.refuse("ROLLBACK TO SAVEPOINT")
			}
		}
		return n
	}
	n.Modes = p.transactionModes()
	return n
}

// transactionModes parses modes with commas between them or without.
func (p *parser) transactionModes() TransactionModes {
	var m TransactionModes
	for {
		switch {
		case m.Isolation == "" && p.accept("isolation", "level"):
			m.Isolation = p.oneOf("serializable", "repeatable", "read", "snapshot")
			switch m.Isolation {
			case "REPEATABLE":
				p.expect("read")
				m.Isolation = "REPEATABLE READ"
			case "READ":
				m.Isolation = "READ " + p.oneOf("committed", "uncommitted")
			}
		case m.Access == "" && p.accept("read"):
			m.Access = "READ " + p.oneOf("write", "only")
		default:
			return m
		}
		p.accept(",")
	}
}
