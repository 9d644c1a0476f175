package syntax

import "strings"

// Print writes a node as Redshift SQL: on one line but for what strings hold,
// keywords in capitals, with the fewest parentheses that keep the tree. Parsing
// the text gives an equal tree.
func Print(n Node) string {
	w := writer{out: make([]byte, 0, 256)}
	n.print(&w)
	return string(w.out)
}

// A writer puts words next to each other with blanks where they belong.
type writer struct {
	out  []byte
	glue bool // what comes next touches what is there

	engine bool // for an engine: see PrintEngine
	marks  []Mark
}

// word writes text with a blank before it where one is needed. Operators of one
// operand touch what follows, unless the two would run together.
func (w *writer) word(s string) {
	if n := len(w.out); n > 0 && s != "" {
		last := w.out[n-1]
		if !w.glue || isOperatorChar(last) && isOperatorChar(s[0]) {
			w.out = append(w.out, ' ')
		}
	}
	w.glue = false
	w.out = append(w.out, s...)
}

func isOperatorChar(c byte) bool { return strings.IndexByte(operatorChars, c) >= 0 }

// words writes several, leaving out those that are empty.
func (w *writer) words(words ...string) {
	for _, s := range words {
		if s != "" {
			w.word(s)
		}
	}
}

// glued writes text that touches what is there and what follows.
func (w *writer) glued(s string) {
	w.out = append(w.out, s...)
	w.glue = true
}

// tail writes text that touches what is there.
func (w *writer) tail(s string) {
	w.out = append(w.out, s...)
	w.glue = false
}

// open writes a parenthesis that touches what follows.
func (w *writer) open() {
	w.word("(")
	w.glue = true
}

func (w *writer) close() { w.tail(")") }

// when writes words if a condition holds.
func (w *writer) when(condition bool, words string) {
	if condition {
		w.word(words)
	}
}

// name writes words and a name behind them, if there is one.
func (w *writer) name(words string, name Ident) {
	if !name.IsZero() {
		w.words(words)
		name.print(w)
	}
}

// clause writes words and a node behind them.
func (w *writer) clause(words string, n Node) {
	w.words(words)
	w.mark(n.Byte())
	n.print(w)
}

// text writes a string.
func (w *writer) text(s string) {
	if w.engine {
		w.word("'" + strings.ReplaceAll(s, "'", "''") + "'")
		return
	}
	w.word(quote(s))
}

// quote writes a string that means the same whatever Options it is read with.
func quote(s string) string {
	before := "'"
	if strings.IndexByte(s, '\\') >= 0 {
		before, s = "E'", strings.ReplaceAll(s, `\`, `\\`)
	}
	return before + strings.ReplaceAll(s, "'", "''") + "'"
}

// list writes nodes with commas.
func list[T Node](w *writer, nodes []T) {
	for i, n := range nodes {
		if i > 0 {
			w.tail(",")
		}
		w.mark(n.Byte())
		n.print(w)
	}
}

// parens writes nodes with commas in parentheses.
func parens[T Node](w *writer, nodes []T) {
	w.open()
	list(w, nodes)
	w.close()
}

// optional writes parens if there are nodes.
func optional[T Node](w *writer, nodes []T) {
	if len(nodes) > 0 {
		parens(w, nodes)
	}
}

// opening writes a word that ends with a parenthesis or bracket.
func (w *writer) opening(s string) {
	w.word(s)
	w.glue = true
}

func upper(s string) string { return strings.ToUpper(s) }
