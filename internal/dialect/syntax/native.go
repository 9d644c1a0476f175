package syntax

// A Native is an expression in the words of an engine: texts, with nodes between them. The
// parser makes none.
type Native struct {
	Pos
	Texts []string // one more than Args
	Args  []Node
}

func (*Native) level() level { return levelPrimary }

func (x *Native) print(w *writer) {
	for i, text := range x.Texts {
		switch {
		case i > 0:
			w.out = append(w.out, text...)
			w.glue = true
		case text != "":
			w.opening(text)
		}
		if i < len(x.Args) {
			w.mark(x.Args[i].Byte())
			if arg, ok := x.Args[i].(Expr); ok {
				operand(w, arg, levelPrimary)
			} else if x.Args[i] != nil {
				x.Args[i].print(w)
			}
		}
	}
	w.glue = false
}

// Invoke is a call of a function of an engine: name(args).
func Invoke(at Pos, name string, args ...Expr) *Native {
	n := &Native{Pos: at, Texts: make([]string, len(args)+1), Args: make([]Node, len(args))}
	for i, arg := range args {
		n.Texts[i], n.Args[i] = ", ", arg
	}
	n.Texts[0], n.Texts[len(args)] = name+"(", ")"
	return n
}

// Bracket writes x between two texts of an engine.
func Bracket(before string, x Expr, after string) *Native {
	return &Native{Pos: Pos(x.Byte()), Texts: []string{before, after}, Args: []Node{x}}
}

// Verbatim is a text of an engine.
func Verbatim(at Pos, text string) *Native { return &Native{Pos: at, Texts: []string{text}} }

// A NativeTable is a query in the words of an engine in FROM, which sees the tables before it.
type NativeTable struct {
	Pos
	Query *Native
	Call  bool // it is a call of a function that gives rows, and sees no tables
	Alias *Alias
}

func (*NativeTable) tableRef() {}

func (n *NativeTable) print(w *writer) {
	if n.Call {
		n.Query.print(w)
		n.Alias.print(w)
		return
	}
	w.word("LATERAL")
	w.open()
	n.Query.print(w)
	w.close()
	n.Alias.print(w)
}
