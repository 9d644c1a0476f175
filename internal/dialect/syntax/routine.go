package syntax

import "strings"

// Functions and procedures.
type (
	// A CreateRoutine is CREATE [OR REPLACE] FUNCTION or PROCEDURE.
	CreateRoutine struct {
		Pos
		Procedure  bool
		OrReplace  bool
		Name       Name
		Params     []*RoutineParam
		Returns    *Type  // of a function
		Volatility string // VOLATILE, STABLE or IMMUTABLE, or nothing
		NonAtomic  bool
		Security   string // DEFINER or INVOKER, or nothing
		Set        []*Set
		Body       string // as it was written
		Language   Ident  // sql, plpgsql, plpythonu
	}
	// A RoutineParam is a parameter of a routine.
	RoutineParam struct {
		Pos
		Mode string // IN, OUT or INOUT, or nothing
		Name Ident
		Type *Type
	}
	// A Routine names a function or procedure; Args tells which of several, if
	// HasArgs.
	Routine struct {
		Pos
		Name    Name
		HasArgs bool
		Params  []*RoutineParam
	}
	// A Call is CALL of a procedure.
	Call struct {
		Pos
		Name Name
		Args []Expr
	}
)

func (*CreateRoutine) stmt() {}
func (*Call) stmt()          {}

func (n *CreateRoutine) print(w *writer) {
	w.word("CREATE")
	w.when(n.OrReplace, "OR REPLACE")
	w.when(n.Procedure, "PROCEDURE")
	w.when(!n.Procedure, "FUNCTION")
	n.Name.print(w)
	w.glue = true
	parens(w, n.Params)
	if n.Returns != nil {
		w.clause("RETURNS", n.Returns)
	}
	w.words(n.Volatility)
	w.when(n.NonAtomic, "NONATOMIC")
	w.word("AS " + dollarQuote(n.Body))
	w.name("LANGUAGE", n.Language)
	if n.Security != "" {
		w.words("SECURITY", n.Security)
	}
	for _, set := range n.Set {
		set.print(w)
	}
}

// dollarQuote writes a body in a quote that the body does not hold, nor ends
// with the beginning of.
func dollarQuote(body string) string {
	tag := "$$"
	for name := "_"; strings.Contains(body+"$", tag); name += "_" {
		tag = "$" + name + "$"
	}
	return tag + body + tag
}

func (n *RoutineParam) print(w *writer) {
	w.words(n.Mode)
	if !n.Name.IsZero() {
		n.Name.print(w)
	}
	n.Type.print(w)
}

func (n *Routine) print(w *writer) {
	n.Name.print(w)
	if n.HasArgs {
		w.glue = true
		parens(w, n.Params)
	}
}

func (n *Call) print(w *writer) {
	w.clause("CALL", n.Name)
	w.glued("(")
	list(w, n.Args)
	w.close()
}

// routine parses the name of a routine with the types of its parameters.
func (p *parser) routine() *Routine {
	n := &Routine{Pos: p.pos(), Name: p.qualified()}
	if n.HasArgs = p.is("("); n.HasArgs {
		n.Params = p.routineParams()
	}
	return n
}

func (p *parser) routineParams() []*RoutineParam {
	if p.accept("(", ")") {
		return nil
	}
	return within(p, p.routineParam)
}

// routineParam parses [name] [mode] type and [mode] [name] type.
func (p *parser) routineParam() *RoutineParam {
	n := &RoutineParam{Pos: p.pos()}
	p.paramMode(n)
	if p.peek(1).kind == tokenWord && !p.is("double", "precision") && !p.peek(1).is("varying") && !p.is("national") &&
		!p.is("interval") && !p.is("binary", "varying") && !p.peek(1).is("with") && !p.peek(1).is("without") || p.peek(1).kind == tokenQuoted {
		n.Name = p.ident()
		p.paramMode(n)
	}
	n.Type = p.typeName()
	return n
}

func (p *parser) paramMode(n *RoutineParam) {
	if n.Mode == "" && p.isAny("in", "out", "inout") && p.peek(1).kind == tokenWord {
		n.Mode = upper(p.next().value)
	}
}

func (p *parser) createRoutine(at Pos, orReplace bool) Stmt {
	n := &CreateRoutine{Pos: at, OrReplace: orReplace}
	n.Procedure = p.next().value == "procedure"
	n.Name = p.qualified()
	n.Params = p.routineParams()
	if !n.Procedure {
		p.expect("returns")
		n.Returns = p.typeName()
	}
	body := false
	for p.routineClause(n, &body) {
	}
	if !body || n.Language.IsZero() {
		p.fail()
	}
	return n
}

// routineClause parses one of the clauses behind the parameters, if one comes next.
func (p *parser) routineClause(n *CreateRoutine, body *bool) bool {
	at := p.pos()
	switch {
	case p.accept("language"):
		if name := p.pos(); p.token().kind == tokenString {
			n.Language = NewIdent(fold(p.text()))
			n.Language.Pos = name
		} else {
			n.Language = p.ident()
		}
	case p.isAny("volatile", "stable", "immutable"):
		n.Volatility = upper(p.next().value)
	case p.accept("nonatomic"):
		n.NonAtomic = true
	case p.accept("security"):
		n.Security = p.oneOf("definer", "invoker")
	case p.accept("set"):
		n.Set = append(n.Set, p.parameterSetting(at))
	case !*body && p.accept("as"):
		*body = true
		n.Body = p.text()
	default:
		return false
	}
	return true
}

func (p *parser) callStatement() Stmt {
	n := &Call{Pos: p.pos()}
	p.expect("call")
	n.Name = p.qualified()
	p.expect("(")
	if !p.is(")") {
		n.Args = p.exprs()
	}
	p.expect(")")
	return n
}
