package plpgsql

import (
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// statement reads one with its semicolon.
func (p *parser) statement() Statement {
	at := p.line()
	if p.Is("<<") {
		return p.labelled(p.label())
	}
	if n := p.labelled(""); n != nil {
		return n
	}
	n := p.simple(at)
	p.Expect(";")
	return n
}

// labelled reads what can have a label, and nil where nothing of that comes next.
func (p *parser) labelled(label string) Statement {
	switch {
	case p.Is("declare"), p.Is("begin"):
		n := p.block(label)
		p.Expect(";")
		return n
	case p.Is("loop"), p.Is("while"):
		n := &Loop{Line: p.line(), Label: label}
		if p.Accept("while") {
			condition := p.Expr()
			n.While = &condition
		}
		n.Body = p.loopBody(label)
		return n
	case p.Is("for"):
		return p.forLoop(label)
	}
	if label != "" {
		p.Fail()
	}
	return nil
}

// loopBody reads LOOP … END LOOP with its semicolon.
func (p *parser) loopBody(label string) []Statement {
	p.Expect("loop")
	body := p.statements("end")
	p.Expect("end", "loop")
	p.endLabel(label)
	p.Expect(";")
	return body
}

func (p *parser) forLoop(label string) Statement {
	line := p.line()
	p.Expect("for")
	at := p.Pos()
	targets := p.Targets()
	p.Expect("in")
	if p.Accept("execute") {
		n := &Rows{Line: line, Label: label, Targets: targets, Dynamic: p.dynamic()}
		n.Body = p.loopBody(label)
		return n
	}
	if p.Is("select") || p.Is("with") || p.Is("values") {
		query := p.query("loop")
		return &Rows{Line: line, Label: label, Targets: targets, Query: &query, Body: p.loopBody(label)}
	}
	if len(targets) != 1 || len(targets[0]) != 1 {
		p.FailAt(at, engine.SyntaxError, "a loop over numbers has one variable")
	}
	n := &Range{Line: line, Label: label, Variable: targets[0][0].Name, Reverse: p.Accept("reverse")}
	n.From = p.Expr()
	p.Expect("..")
	n.To = p.Expr()
	if p.Accept("by") {
		by := p.Expr()
		n.By = &by
	}
	n.Body = p.loopBody(label)
	return n
}

// dynamic reads a string of SQL, and USING.
func (p *parser) dynamic() *Dynamic {
	n := &Dynamic{Command: p.Expr()}
	p.using(n)
	return n
}

func (p *parser) using(n *Dynamic) {
	if p.Accept("using") {
		n.Using = p.exprs()
	}
}

func (p *parser) exprs() []syntax.Statement {
	list := []syntax.Statement{p.Expr()}
	for p.Accept(",") {
		list = append(list, p.Expr())
	}
	return list
}

// simple reads a statement without its semicolon.
func (p *parser) simple(at Line) Statement {
	switch {
	case p.Accept("if"):
		return p.conditional(at)
	case p.Is("case"):
		return p.choice(at)
	case p.Is("exit"), p.Is("continue"):
		return p.exit(at)
	case p.Accept("return"):
		return &Return{at}
	case p.Is("null") && p.IsBehind(";"):
		p.Expect("null")
		return &Nothing{at}
	case p.Accept("raise"):
		return p.raise(at)
	case p.Accept("execute"):
		return p.execute(at)
	case p.Is("perform") && !p.IsBehind(":="):
		return p.perform(at)
	case p.Accept("open"):
		return p.open(at)
	case p.Accept("get", "diagnostics"):
		return p.diagnostics(at)
	case p.Is("fetch"), p.Is("close"):
		return p.cursorStatement(at)
	case p.Is("commit"), p.Is("rollback"), p.Is("start"):
		return p.control(at)
	}
	if p.IsName() && p.assigns() {
		return p.assignment(at)
	}
	st, into := p.SQL("")
	return &SQL{Line: at, Statement: st, Into: into}
}

// assigns reports whether a name and := or = come next.
func (p *parser) assigns() (is bool) {
	p.Ahead(func() bool {
		p.Name()
		is = p.Is(":=") || p.Is("=")
		return false
	})
	return is
}

func (p *parser) assignment(at Line) Statement {
	n := &Assign{Line: at, Target: p.Name()}
	if !p.Accept(":=") {
		p.Expect("=")
	}
	n.Value = p.Expr()
	return n
}

func (p *parser) conditional(at Line) Statement {
	n := &If{Line: at}
	for {
		condition := p.Expr()
		p.Expect("then")
		n.Branches = append(n.Branches, Branch{[]syntax.Statement{condition}, p.statements("elsif", "elseif", "else", "end")})
		if !p.Accept("elsif") && !p.Accept("elseif") {
			break
		}
	}
	if p.Accept("else") {
		n.Else = p.statements("end")
	}
	p.Expect("end", "if")
	return n
}

func (p *parser) choice(at Line) Statement {
	n := &Case{Line: at}
	p.Expect("case")
	if !p.Is("when") {
		value := p.Expr()
		n.Value = &value
	}
	for p.Accept("when") {
		var b Branch
		for {
			if n.Value != nil {
				b.Conditions = append(b.Conditions, p.Equal(Operand))
			} else {
				b.Conditions = append(b.Conditions, p.Expr())
			}
			if n.Value == nil || !p.Accept(",") {
				break
			}
		}
		p.Expect("then")
		b.Body = p.statements("when", "else", "end")
		n.Branches = append(n.Branches, b)
	}
	if n.Branches == nil {
		p.Fail()
	}
	if n.HasElse = p.Accept("else"); n.HasElse {
		n.Else = p.statements("end")
	}
	p.Expect("end", "case")
	return n
}

func (p *parser) exit(at Line) Statement {
	n := &Exit{Line: at, Continue: p.OneOf("exit", "continue") == "CONTINUE"}
	if p.IsName() && !p.Is("when") {
		n.Label = p.Ident().Name
	}
	if p.Accept("when") {
		condition := p.Expr()
		n.When = &condition
	}
	return n
}

func (p *parser) raise(at Line) Statement {
	n := &Raise{Line: at}
	if p.Is(";") {
		return n
	}
	n.Level = "EXCEPTION"
	if !p.IsText() {
		n.Level = p.OneOf("exception", "warning", "notice", "info", "log", "debug")
	}
	where := p.Pos()
	n.Format = p.Text()
	if p.Accept(",") {
		n.Args = p.exprs()
	}
	wanted := strings.Count(strings.ReplaceAll(n.Format, "%%", ""), "%")
	switch {
	case wanted > len(n.Args):
		p.FailAt(where, engine.SyntaxError, "too few parameters specified for RAISE")
	case wanted < len(n.Args):
		p.FailAt(where, engine.SyntaxError, "too many parameters specified for RAISE")
	}
	return n
}

// execute reads EXECUTE, where INTO and USING may stand in any order.
func (p *parser) execute(at Line) Statement {
	n := &Execute{Line: at, Dynamic: Dynamic{Command: p.Expr()}}
	p.using(&n.Dynamic)
	if p.Accept("into") {
		n.Into = p.Targets()
		p.using(&n.Dynamic)
	}
	return n
}

// perform reads PERFORM, which is a SELECT whose rows go nowhere.
func (p *parser) perform(at Line) Statement {
	p.Expect("perform")
	st, _ := p.SQL("", "select")
	return &SQL{Line: at, Statement: st, Perform: true}
}

func (p *parser) open(at Line) Statement {
	n := &Open{Line: at, Cursor: p.Name()}
	switch {
	case p.Accept("(", ")"):
	case p.Accept("("):
		n.Args = p.exprs()
		p.Expect(")")
	case p.Accept("for", "execute"):
		n.Dynamic = p.dynamic()
	case p.Accept("for"):
		query := p.query("")
		n.Query = &query
	}
	return n
}

func (p *parser) cursorStatement(at Line) Statement {
	if p.Accept("close") {
		return &Close{at, p.Name()}
	}
	p.Expect("fetch")
	if p.Is("next") && !p.IsBehind("into") {
		p.Accept("next")
	}
	if !p.Accept("from") {
		p.Accept("in")
	}
	n := &Fetch{Line: at, Cursor: p.Name()}
	p.Expect("into")
	n.Into = p.Targets()
	return n
}

func (p *parser) diagnostics(at Line) Statement {
	n := &Diagnostics{Line: at, Target: p.Name()}
	if !p.Accept(":=") {
		p.Expect("=")
	}
	n.Item = p.OneOf("row_count", "result_oid")
	return n
}

func (p *parser) control(at Line) Statement {
	switch word := p.OneOf("commit", "rollback", "start"); word {
	case "START":
		p.Expect("transaction")
		return &Control{at, "START TRANSACTION"}
	default:
		_ = p.Accept("work") || p.Accept("transaction")
		return &Control{at, word}
	}
}

// Message is the text of a Raise with its arguments put in.
func (n *Raise) Message(args []string) string {
	var b strings.Builder
	rest := n.Format
	for {
		before, after, found := strings.Cut(rest, "%")
		b.WriteString(before)
		switch {
		case !found:
			return b.String()
		case strings.HasPrefix(after, "%"):
			b.WriteByte('%')
			after = after[1:]
		default:
			b.WriteString(args[0])
			args = args[1:]
		}
		rest = after
	}
}

// Context is the line of a statement of a procedure, as errors tell it.
func Context(procedure string, n Statement) string {
	return "PL/pgSQL function \"" + procedure + "\" line " + strconv.Itoa(n.At()) + " at " + n.What()
}
