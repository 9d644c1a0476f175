package dialect

import (
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/engine"
)

// Modes are what a transaction is asked to be.
type Modes struct {
	Isolation string // SERIALIZABLE and so on, or nothing where it is not said
	Access    string // READ ONLY or READ WRITE, or nothing
	Session   bool   // said of all transactions of the session that are to come
}

// Modes reads BEGIN, COMMIT and ROLLBACK, and SET of a transaction's modes.
func (s *Statement) Modes() (Modes, error) {
	switch n := s.Tree().(type) {
	case *syntax.Transaction:
		return Modes{Isolation: n.Modes.Isolation, Access: n.Modes.Access}, nil
	case *syntax.SetCharacteristics:
		if n.Modes == (syntax.TransactionModes{}) {
			return Modes{}, s.refuse(syntax.Pos(s.parsed.End), engine.SyntaxError, "syntax error at end of input")
		}
		return Modes{Isolation: n.Modes.Isolation, Access: n.Modes.Access, Session: n.Session}, nil
	}
	return Modes{}, s.unexpected()
}
