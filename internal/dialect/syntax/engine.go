package syntax

import "reflect"

// A Mark says where in a printed text a part of the statement's own text begins.
type Mark struct {
	Out int // bytes of what was printed
	In  int // the node's position
}

// PrintEngine writes a node for an engine that reads PostgreSQL's SQL of today: operands
// stand in parentheses, because operators hold together differently there, and a backslash
// is a character like others. The marks are in the order of the text.
func PrintEngine(n Node) (text string, marks []Mark) {
	w := writer{out: make([]byte, 0, 512), marks: make([]Mark, 0, 64), engine: true}
	n.print(&w)
	return string(w.out), w.marks
}

// mark notes where a node begins. One that is of no script, at 0, is none.
func (w *writer) mark(at int) {
	if w.engine && at > 0 {
		w.marks = append(w.marks, Mark{len(w.out), at})
	}
}

// Rewrite visits the nodes of a tree, the inner ones first, and puts what visit returns in
// the place of each that stands where another can: an expression, a body, a table, a
// statement. Others are changed in place. It returns what takes the place of n.
func Rewrite(n Node, visit func(Node) Node) Node {
	rewriteChildren(reflect.ValueOf(n), visit)
	return visit(n)
}

func rewriteChildren(v reflect.Value, visit func(Node) Node) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			rewriteChildren(v.Elem(), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				rewriteValue(v.Field(i), visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			rewriteValue(v.Index(i), visit)
		}
	}
}

// rewriteValue rewrites what a field or an element holds.
func rewriteValue(v reflect.Value, visit func(Node) Node) {
	switch v.Kind() {
	case reflect.Interface:
		if n, ok := v.Interface().(Node); ok && !v.IsNil() {
			v.Set(reflect.ValueOf(Rewrite(n, visit)))
		}
	case reflect.Pointer:
		if n, ok := v.Interface().(Node); ok && !v.IsNil() {
			Rewrite(n, visit)
		}
	case reflect.Slice, reflect.Struct:
		rewriteChildren(v, visit)
	}
}
