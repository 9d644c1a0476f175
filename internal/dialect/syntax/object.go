package syntax

import "strings"

// Statements that are the same for many kinds of object.
type (
	// A Drop is DROP of one object or several of a kind.
	Drop struct {
		Pos
		Kind     string // TABLE, VIEW, MATERIALIZED VIEW, SCHEMA, DATABASE, USER, GROUP, ROLE, FUNCTION, PROCEDURE
		IfExists bool
		Names    []Name
		Routines []*Routine // of FUNCTION and PROCEDURE, instead of Names
		External bool       // DROP SCHEMA … DROP EXTERNAL DATABASE
		Behavior string     // RESTRICT, CASCADE, FORCE or nothing
	}
	// An AlterObject is ALTER … RENAME TO or OWNER TO, of a user, a group, a role,
	// a function or a procedure.
	AlterObject struct {
		Pos
		Kind    string
		Name    Name
		Routine *Routine
		Rename  Ident
		Owner   Ident
	}
	// A Comment is COMMENT ON; a nil Text is NULL, which removes it.
	Comment struct {
		Pos
		Kind    string
		Name    Name
		Routine *Routine
		On      Name // of a constraint: its table
		Text    *String
	}
)

func (*Drop) stmt()        {}
func (*AlterObject) stmt() {}
func (*Comment) stmt()     {}

func (n *Drop) print(w *writer) {
	w.words("DROP", n.Kind)
	w.when(n.IfExists, "IF EXISTS")
	list(w, n.Names)
	list(w, n.Routines)
	w.when(n.External, "DROP EXTERNAL DATABASE")
	w.words(n.Behavior)
}

func (n *AlterObject) print(w *writer) {
	w.words("ALTER", n.Kind)
	if n.Routine != nil {
		n.Routine.print(w)
	} else {
		n.Name.print(w)
	}
	w.name("RENAME TO", n.Rename)
	w.name("OWNER TO", n.Owner)
}

func (n *Comment) print(w *writer) {
	w.words("COMMENT ON", n.Kind)
	if n.Routine != nil {
		n.Routine.print(w)
	} else {
		n.Name.print(w)
	}
	if len(n.On) > 0 {
		w.clause("ON", n.On)
	}
	w.word("IS")
	if n.Text == nil {
		w.word("NULL")
		return
	}
	n.Text.print(w)
}

// objectKinds are what DROP takes, the longer names first.
var objectKinds = strings.Split("materialized view|table|view|schema|database|user|group|role|function|procedure", "|")

// notBuilt are kinds of object that Redshift has and we do not.
var notBuilt = strings.Split("external table|external schema|external function|external view|external model|external|model|datashare|"+
	"library|masking policy|rls policy|identity provider|sequence|index|trigger|rule|type|domain|aggregate|operator|cast|conversion|language|template|integration", "|")

// kind parses one of several names, or returns nothing.
func (p *parser) kind(kinds []string) string {
	for _, kind := range kinds {
		if words := strings.Fields(kind); p.is(words...) {
			p.at += len(words)
			return upper(kind)
		}
	}
	return ""
}

// refuseKind refuses CREATE, ALTER and DROP of what is not built.
func (p *parser) refuseKind(verb string) { p.refuseAny(notBuilt, verb+" ") }

// refuseAny fails at the next token: with what is not built if one of several
// names comes next, and else as a syntax error.
func (p *parser) refuseAny(names []string, before string) {
	at := p.at
	if name := p.kind(names); name != "" {
		p.at = at
		p.refuse(before + name)
	}
	p.fail()
}

func (p *parser) drop() Stmt {
	n := &Drop{Pos: p.pos()}
	p.expect("drop")
	if n.Kind = p.kind(objectKinds); n.Kind == "" {
		p.refuseKind("DROP")
	}
	n.IfExists = p.accept("if", "exists")
	if n.Kind == "FUNCTION" || n.Kind == "PROCEDURE" {
		n.Routines = commas(p, p.routine)
	} else {
		n.Names = commas(p, p.qualified)
	}
	n.External = n.Kind == "SCHEMA" && p.accept("drop", "external", "database")
	if n.Behavior = p.behavior(); n.Behavior == "" && (n.Kind == "ROLE" || n.Kind == "DATABASE") && p.accept("force") {
		n.Behavior = "FORCE"
	}
	return n
}

// renameOrOwn parses RENAME TO or OWNER TO.
func (p *parser) renameOrOwn(at Pos, kind string, name Name, routine *Routine) Stmt {
	n := &AlterObject{Pos: at, Kind: kind, Name: name, Routine: routine}
	if p.accept("rename", "to") {
		n.Rename = p.ident()
		return n
	}
	p.expect("owner", "to")
	n.Owner = p.ident()
	return n
}

func (p *parser) comment() Stmt {
	n := &Comment{Pos: p.pos()}
	p.expect("comment", "on")
	switch n.Kind = p.kind(append([]string{"column", "constraint"}, objectKinds...)); n.Kind {
	case "":
		p.refuseKind("COMMENT ON")
	case "FUNCTION", "PROCEDURE":
		n.Routine = p.routine()
	default:
		n.Name = p.qualified()
	}
	if n.Kind == "CONSTRAINT" {
		p.expect("on")
		n.On = p.qualified()
	}
	p.expect("is")
	if !p.accept("null") {
		n.Text = &String{Pos: p.pos(), Value: p.text()}
	}
	return n
}
