package syntax

import (
	"iter"
	"sort"
)

// A Statement is one statement of a script with its place there, in bytes and
// without the semicolon.
type Statement struct {
	Stmt
	Start, End int

	script  *parser // whose tokens are not changed any more
	at, end int     // its tokens
}

// Again parses the statement once more: the tree is the caller's, who may change it.
func (s Statement) Again() Stmt {
	p := *s.script
	p.at, p.depth, p.height = s.at, 0, 0
	return p.statement() // which has gone well before
}

// Part is the part of the statement that is a statement itself: that of PREPARE, of DECLARE.
func (s Statement) Part(stmt Stmt) Statement {
	tokens := s.script.tokens[:s.end]
	s.at += sort.Search(s.end-s.at, func(i int) bool { return int(tokens[s.at+i].start) >= stmt.Byte() })
	s.Stmt, s.Start = stmt, stmt.Byte()
	return s
}

// A Parameter is $1 or :name, with its place in the script.
type Parameter struct {
	Name       string // without $ or :
	Numbered   bool
	Start, End int // bytes
}

// Parameters are those of the statement, in the order of the text.
func (s Statement) Parameters() iter.Seq[Parameter] { return parameters(s.script.tokens[s.at:s.end]) }

func parameters(tokens []token) iter.Seq[Parameter] {
	return func(yield func(Parameter) bool) {
		for i := range tokens {
			t := &tokens[i]
			if t.kind != tokenNumbered && t.kind != tokenNamed {
				continue
			}
			if !yield(Parameter{t.value, t.kind == tokenNumbered, int(t.start), int(t.end)}) {
				return
			}
		}
	}
}

// Parameters are those of a script, which need not be one that can be parsed.
func Parameters(sql string) ([]Parameter, error) {
	p, err := newParser(sql, Options{})
	if err != nil {
		return nil, err
	}
	if p.invalid != nil {
		return nil, p.invalid
	}
	var list []Parameter
	for found := range parameters(p.tokens) {
		list = append(list, found)
	}
	return list, nil
}

// Named is where the statement names something so, whatever the case, if it does.
func (s Statement) Named(name string) (at Pos, ok bool) {
	tokens := s.script.tokens[s.at:s.end]
	for i := range tokens {
		t := &tokens[i]
		if len(t.value) == len(name) && t.isName() && fold(t.value) == name {
			return Pos(t.start), true
		}
	}
	return 0, false
}

// isName reports whether a token can name something.
func (t *token) isName() bool {
	return t.kind == tokenWord || t.kind == tokenQuoted || t.kind == tokenTemporary
}
