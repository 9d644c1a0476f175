package dialect

import (
	"strings"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A Statement is one statement of a script.
type Statement struct {
	Kind Kind
	Text string // without what surrounds it, and without the semicolon

	script  string
	tokens  []token // positions are the script's
	options Options
}

// Split cuts a script at its semicolons and tells each statement's kind. Empty
// statements are left out. A statement of a kind that is not known is an error
// and so is everything after it.
func Split(script string) ([]Statement, error) { return Options{}.Split(script) }

// Options are what a session can choose about how SQL is read. The zero value is Redshift.
type Options struct {
	// StandardStrings takes a backslash in a string without E for itself.
	StandardStrings bool
}

// Split is the function Split with options.
func (o Options) Split(script string) ([]Statement, error) {
	tokens, err := lex(script, o.StandardStrings)
	if err != nil {
		return nil, err
	}
	var statements []Statement
	for len(tokens) > 0 {
		n := 0
		for n < len(tokens) && !tokens[n].is(";") {
			n++
		}
		if n > 0 {
			st := Statement{script: script, tokens: tokens[:n:n], Text: script[tokens[0].start:tokens[n-1].end], options: o}
			if st.Kind, err = classify(script, st.tokens); err != nil {
				return nil, st.refusal(err)
			}
			if err = st.namesInternal(); err != nil {
				return nil, err
			}
			if st.Kind == Select && st.selectsInto() {
				st.Kind = CreateTableAs
			}
			statements = append(statements, st)
		}
		tokens = tokens[min(n+1, len(tokens)):]
	}
	return statements, nil
}

// namesInternal refuses a statement that names the schema of what is the engine's own, which is
// nobody else's; that a search path has it has no effect.
func (s *Statement) namesInternal() error {
	if s.Kind == Set {
		return nil
	}
	for _, t := range s.tokens {
		if t.isName() && t.name() == engine.InternalSchema {
			return failAt(s.script, t.start, engine.InsufficientPrivilege, "permission denied for schema %s", engine.InternalSchema)
		}
	}
	return nil
}

// refusal is the error of a statement of no kind that is built: the grammar's own words, where it
// has something to say.
func (s *Statement) refusal(err error) error {
	parsed, wrong := s.parse()
	if wrong != nil {
		return wrong
	}
	if call, ok := parsed.(*syntax.Call); ok {
		return s.refuse(call.Name, engine.UndefinedFunction, "procedure %s() does not exist", call.Name)
	}
	return err
}

// selectsInto reports whether a query makes a table: SELECT … INTO table.
func (s *Statement) selectsInto() bool {
	depth := 0
	for _, t := range s.tokens {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth == 0 && t.is("into"):
			return true
		case depth == 0 && t.is("from"):
			return false
		}
	}
	return false
}

// Parameters is the highest $n in the statement.
func (s *Statement) Parameters() int {
	highest := 0
	for _, t := range s.tokens {
		if t.kind == parameter {
			highest = max(highest, parameterNumber(t))
		}
	}
	return highest
}

// parameterNumber reads $n; beyond what a protocol can carry it is 65536.
func parameterNumber(t token) int {
	n := 0
	for _, c := range t.value[1:] {
		if n = n*10 + int(c-'0'); n > 65535 {
			return 65536
		}
	}
	return n
}

// is reports whether t is the operator or the unquoted word s.
func (t token) is(s string) bool {
	return (t.kind == word || t.kind == operator) && t.value == s
}

// isName reports whether t can name something.
func (t token) isName() bool { return t.kind == word || t.kind == quoted || t.kind == temporary }

// name is what t names, in the engine's eyes: it does not tell case apart.
func (t token) name() string { return strings.ToLower(t.value) }

// BindNamed replaces :name by $1, $2 …, the same number for the same name, and
// tells the names in that order. It looks neither into strings nor comments.
func BindNamed(sql string) (string, []string, error) {
	tokens, err := lex(sql, false)
	if err != nil {
		return "", nil, err
	}
	var out strings.Builder
	var names []string
	numbers := map[string]string{}
	last := 0
	for _, t := range tokens {
		if t.kind == parameter {
			return "", nil, failAt(sql, t.start, engine.SyntaxError, "syntax error at or near \"%s\"", t.value)
		}
		if t.kind != named {
			continue
		}
		if _, seen := numbers[t.value]; !seen {
			names = append(names, t.value)
			numbers[t.value] = "$" + itoa(len(names))
		}
		out.WriteString(sql[last:t.start])
		out.WriteString(numbers[t.value])
		last = t.end
	}
	out.WriteString(sql[last:])
	return out.String(), names, nil
}

// character tells the position of a byte in a text.
func character(s string, at int) int { return utf8.RuneCountInString(s[:at]) + 1 }
