package dialect

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// A Setting is what SET, RESET and SHOW say.
type Setting struct {
	Name    string   // in lower case; "all" for SHOW ALL and RESET ALL
	Values  []string // what SET gives it
	Default bool     // SET name TO DEFAULT
	Local   bool     // SET LOCAL: until the transaction ends
}

// Setting reads a statement of kind Set, Reset or Show.
func (s *Statement) Setting() (Setting, error) {
	switch n := s.Tree().(type) {
	case *syntax.Set:
		return s.setting(n)
	case *syntax.SetAuthorization:
		out := Setting{Name: "session_authorization", Local: n.Local, Default: n.Name.IsZero() && !n.Reset}
		if !n.Name.IsZero() {
			out.Values = []string{n.Name.Name}
		}
		return out, nil
	case *syntax.Show:
		return Setting{Name: settingName(n.Parameter)}, nil
	}
	return Setting{}, s.unexpected()
}

// setting reads SET or RESET of a parameter.
func (s *Statement) setting(n *syntax.Set) (Setting, error) {
	out := Setting{Name: settingName(n.Name), Default: n.Default, Local: n.Scope == "LOCAL"}
	for _, x := range n.Values {
		value, ok := settingValue(x)
		if !ok {
			return out, s.refuse(x, engine.SyntaxError, "a parameter's value cannot be \"%s\"", syntax.Clip(syntax.Print(x)))
		}
		out.Values = append(out.Values, value)
	}
	return out, nil
}

// unexpected is the error of a statement that is asked for what another kind of statement says.
func (s *Statement) unexpected() error {
	return s.refuse(s.parsed, engine.InternalError, "%s says nothing of this", s.Tag)
}

// settingName is a parameter's name in lower case.
func settingName(name syntax.Name) string {
	parts := make([]string, len(name))
	for i, part := range name {
		parts[i] = strings.ToLower(part.Name)
	}
	return strings.Join(parts, ".")
}

// settingValue is a value as text, without quotes.
func settingValue(x syntax.Expr) (string, bool) {
	switch x := x.(type) {
	case *syntax.String:
		return x.Value, true
	case *syntax.Number:
		return x.Text, true
	case *syntax.Unary:
		text, ok := settingValue(x.X)
		return x.Op + text, ok
	case *syntax.Column:
		return x.Name.Last().Name, len(x.Name) == 1
	case *syntax.Keyword:
		return x.Name, true
	case *syntax.Typed:
		return strings.ToLower(strings.ReplaceAll(syntax.Print(x), "'", "")), true
	}
	return "", false
}

// SetsModes reports whether the statement is SET TRANSACTION or SET SESSION CHARACTERISTICS.
func (s *Statement) SetsModes() bool {
	_, ok := s.parsed.Stmt.(*syntax.SetCharacteristics)
	return ok
}
