package syntax

import "strconv"

// An Expr is an expression. Parentheses are not kept: the tree tells.
type Expr interface {
	Node
	level() level
}

// A level is how tightly an expression holds together; the levels are those of
// PostgreSQL 8.0, which Redshift's grammar comes from.
type level uint8

const (
	levelOr level = iota + 1
	levelAnd
	levelNot
	levelEqual // right to left
	levelLess  // none beside each other, and so are the next four
	levelLike
	levelOverlaps
	levelBetween
	levelIn
	levelOperator // every operator that has no level of its own: || <= >= <> ~ …
	levelIs
	levelAdd
	levelMultiply
	levelPower
	levelZone
	levelSign
	levelCast
	levelPrimary
)

// Literals.
type (
	// Null is NULL.
	Null struct{ Pos }
	// A Bool is TRUE or FALSE.
	Bool struct {
		Pos
		Value bool
	}
	// A Number is a number without a sign, as written.
	Number struct {
		Pos
		Text string
	}
	// A String is a string without its quotes.
	String struct {
		Pos
		Value string
	}
	// A Typed is a string with a type before it: DATE '2024-01-31', INTERVAL '1' DAY.
	Typed struct {
		Pos
		Type  *Type
		Value string
	}
	// A Param is $1, or :name in the Data API.
	Param struct {
		Pos
		Number int
		Name   string
	}
	// Default is DEFAULT in place of a value of VALUES or SET.
	Default struct{ Pos }
)

// Names and what is reached from them.
type (
	// A Column is a name that stands for a value: a, t.a, s.t.a, or the
	// beginning of a path into a SUPER value; which, the binder knows.
	Column struct {
		Pos
		Name Name
	}
	// A Star is *, or t.*.
	Star struct {
		Pos
		Table Name
	}
	// An Index is X[I].
	Index struct {
		Pos
		X, I Expr
	}
	// A Field is X.Name where X is no name: a[0].b.
	Field struct {
		Pos
		X    Expr
		Name Ident
	}
	// An Outer is X (+), the side of a join that may be missing.
	Outer struct {
		Pos
		X Expr
	}
	// A Keyword is a value that a reserved word stands for: CURRENT_DATE, SYSDATE, USER.
	Keyword struct {
		Pos
		Name      string // in lower case
		Precision int    // of CURRENT_TIMESTAMP(3); -1 where none is given
	}
)

func (*Null) level() level    { return levelPrimary }
func (*Bool) level() level    { return levelPrimary }
func (*Number) level() level  { return levelPrimary }
func (*String) level() level  { return levelPrimary }
func (*Typed) level() level   { return levelPrimary }
func (*Param) level() level   { return levelPrimary }
func (*Default) level() level { return levelPrimary }
func (*Column) level() level  { return levelPrimary }
func (*Star) level() level    { return levelPrimary }
func (*Index) level() level   { return levelPrimary }
func (*Field) level() level   { return levelPrimary }
func (*Outer) level() level   { return levelPrimary }
func (*Keyword) level() level { return levelPrimary }

func (*Null) print(w *writer)     { w.word("NULL") }
func (*Default) print(w *writer)  { w.word("DEFAULT") }
func (x *Number) print(w *writer) { w.word(x.Text) }
func (x *String) print(w *writer) { w.text(x.Value) }
func (x *Column) print(w *writer) { x.Name.print(w) }

func (x *Bool) print(w *writer) {
	w.when(x.Value, "TRUE")
	w.when(!x.Value, "FALSE")
}

func (x *Typed) print(w *writer) {
	if x.Type.Is("interval") {
		x.printInterval(w)
		return
	}
	x.Type.print(w)
	w.text(x.Value)
}

func (x *Typed) printInterval(w *writer) {
	w.words("INTERVAL")
	w.text(x.Value)
	w.words(x.Type.Range)
	for _, m := range x.Type.Mods {
		w.tail("(" + strconv.Itoa(m) + ")")
	}
}

func (x *Param) print(w *writer) {
	if x.Name != "" {
		w.word(":" + x.Name)
		return
	}
	if w.engine { // by name, so that there may be gaps between the numbers
		w.word("$p" + strconv.Itoa(x.Number))
		return
	}
	w.word("$" + strconv.Itoa(x.Number))
}

func (x *Star) print(w *writer) {
	if len(x.Table) > 0 {
		x.Table.print(w)
		w.tail(".*")
		return
	}
	w.word("*")
}

func (x *Index) print(w *writer) {
	printBase(w, x.X)
	w.glued("[")
	x.I.print(w)
	w.tail("]")
}

func (x *Field) print(w *writer) {
	if _, ok := x.X.(*Column); ok {
		w.open() // else it would be a longer name
		x.X.print(w)
		w.close()
	} else {
		printBase(w, x.X)
	}
	w.glued(".")
	x.Name.print(w)
}

// printBase writes what brackets or a dot follow.
func printBase(w *writer, x Expr) {
	switch x.(type) {
	case *Column, *Index, *Field, *Func, *Param:
		x.print(w)
	default:
		w.open()
		x.print(w)
		w.close()
	}
}

func (x *Outer) print(w *writer) {
	operand(w, x.X, levelPrimary)
	w.tail("(+)")
}

func (x *Keyword) print(w *writer) {
	w.word(upper(x.Name))
	if x.Precision >= 0 {
		w.tail("(" + strconv.Itoa(x.Precision) + ")")
	}
}

// operand writes an expression, in parentheses where it holds together less
// tightly than its place asks.
func operand(w *writer, x Expr, least level) {
	w.mark(x.Byte())
	if x.level() < least || w.engine && x.level() < levelPrimary {
		w.open()
		x.print(w)
		w.close()
		return
	}
	x.print(w)
}
