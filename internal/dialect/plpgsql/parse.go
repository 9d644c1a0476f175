package plpgsql

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Bounds. Source: docs.aws.amazon.com/redshift/latest/dg/stored-procedure-constraints.html.
const (
	MaxSource    = 2 << 20 // bytes
	maxVariables = 1024
	maxNesting   = 500 // blocks, loops and conditions within each other
)

// Parse reads a body. Its errors are those of package syntax, with positions in the body.
func Parse(body string) (block *Block, err error) {
	err = syntax.Read(body, func(r *syntax.Reader) {
		p := &parser{Reader: r}
		block = p.block(p.label())
		p.Accept(";")
		if !p.End() {
			p.Fail()
		}
	})
	if err != nil {
		return nil, err
	}
	return block, nil
}

type parser struct {
	*syntax.Reader
	variables int
	depth     int
}

func (p *parser) line() Line { return Line(p.Line(p.Pos())) }

// enter counts what stands within something; leave is its end.
func (p *parser) enter() {
	if p.depth++; p.depth > maxNesting {
		p.FailAt(p.Pos(), "54001", "stack depth limit exceeded")
	}
}

func (p *parser) leave() { p.depth-- }

// label reads <<name>>, if that comes next.
func (p *parser) label() string {
	if !p.Accept("<<") {
		return ""
	}
	name := p.Ident().Name
	p.Expect(">>")
	return name
}

// endLabel reads the label that may stand behind END.
func (p *parser) endLabel(label string) {
	if !p.IsName() {
		return
	}
	at := p.Pos()
	if name := p.Ident().Name; name != label {
		p.FailAt(at, engine.SyntaxError, "end label \""+name+"\" differs from block's label \""+label+"\"")
	}
}

// block reads a block, and not what stands behind it.
func (p *parser) block(label string) *Block {
	p.enter()
	defer p.leave()
	n := &Block{Line: p.line(), Label: label}
	for p.Accept("declare") {
		for !p.Is("begin") && !p.Is("declare") {
			n.Declared = append(n.Declared, p.declaration())
		}
	}
	p.Expect("begin")
	n.Body = p.statements("end", "exception")
	if p.Accept("exception") {
		n.Handler = p.handler()
	}
	p.Expect("end")
	p.endLabel(label)
	return n
}

func (p *parser) handler() *Handler {
	h := &Handler{}
	if h.Continue = p.Accept("continue_handler"); !h.Continue {
		p.Accept("exit_handler")
	}
	p.Expect("when")
	at := p.Pos()
	if condition := p.Ident().Name; condition != "others" {
		p.FailAt(at, engine.FeatureNotSupported, "exception condition \""+condition+"\" is not supported: only OTHERS is")
	}
	p.Expect("then")
	h.Body = p.statements("end")
	return h
}

// declaration reads one variable with its semicolon.
func (p *parser) declaration() *Variable {
	at := p.Pos()
	if p.variables++; p.variables > maxVariables {
		p.FailAt(at, engine.LimitExceeded, "a procedure has at most 1024 variables")
	}
	v := &Variable{Line: p.line(), Name: p.Ident().Name}
	switch {
	case p.Accept("alias"):
		p.Expect("for")
		v.Alias = p.Numbered()
		p.Expect(";")
		return v
	case p.Is("cursor"), p.Is("no", "scroll"):
		p.Accept("no", "scroll")
		p.Expect("cursor")
		v.Cursor = p.cursor()
		p.Expect(";")
		return v
	}
	v.Constant = p.Accept("constant")
	p.typeOf(v)
	v.NotNull = p.Accept("not", "null")
	if p.Accept("default") || p.Accept(":=") || p.Accept("=") {
		value := p.Expr()
		v.Default = &value
	}
	if v.NotNull && v.Default == nil {
		p.FailAt(at, engine.SyntaxError, "variable \""+v.Name+"\" must have a default value, since it's declared NOT NULL")
	}
	p.Expect(";")
	return v
}

// typeOf reads a variable's type.
func (p *parser) typeOf(v *Variable) {
	if p.Accept("record") {
		v.Record = true
		return
	}
	if name, ok := p.copied(); ok {
		switch p.OneOf("type", "rowtype") {
		case "TYPE":
			v.Like = name
		default:
			v.RowOf = name
		}
		return
	}
	v.Type = p.Type()
}

// copied reads name%, if that comes next.
func (p *parser) copied() (name syntax.Name, ok bool) {
	ok = p.IsName() && p.Ahead(func() bool {
		name = p.Name()
		return p.Accept("%")
	})
	return name, ok
}

func (p *parser) cursor() *Cursor {
	c := &Cursor{}
	if p.Accept("(") {
		for {
			c.Args = append(c.Args, &Variable{Line: p.line(), Name: p.Ident().Name, Type: p.Type()})
			if !p.Accept(",") {
				break
			}
		}
		p.Expect(")")
	}
	if !p.Accept("is") {
		p.Expect("for")
	}
	c.Query = p.query("")
	return c
}

// query reads a query.
func (p *parser) query(end string) syntax.Statement {
	at := p.Pos()
	st, targets := p.SQL(end)
	if _, ok := st.Stmt.(*syntax.Query); !ok || targets != nil {
		p.FailAt(at, engine.SyntaxError, "a query is expected here")
	}
	return st
}

// statements reads up to one of these words.
func (p *parser) statements(ends ...string) []Statement {
	p.enter()
	defer p.leave()
	var list []Statement
	for {
		for _, end := range ends {
			if p.Is(end) {
				return list
			}
		}
		list = append(list, p.statement())
	}
}
