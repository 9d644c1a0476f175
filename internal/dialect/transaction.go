package dialect

import "github.com/countersign-dev/countersign/internal/dialect/syntax"

// Modes are what a transaction is asked to be.
type Modes struct {
	Isolation string // SERIALIZABLE and so on, or nothing where it is not said
	Access    string // READ ONLY or READ WRITE, or nothing
	Session   bool   // said of all transactions of the session that are to come
}

// Modes reads BEGIN, COMMIT and ROLLBACK, and SET of a transaction's modes.
func (s *Statement) Modes() (Modes, error) {
	parsed, err := s.parse()
	if err != nil {
		return Modes{}, err
	}
	switch n := parsed.(type) {
	case *syntax.Transaction:
		return Modes{Isolation: n.Modes.Isolation, Access: n.Modes.Access}, nil
	case *syntax.SetCharacteristics:
		if n.Modes == (syntax.TransactionModes{}) {
			return Modes{}, syntaxErrorAtEnd(s.script, s.tokens)
		}
		return Modes{Isolation: n.Modes.Isolation, Access: n.Modes.Access, Session: n.Session}, nil
	}
	return Modes{}, syntaxError(s.script, s.tokens[0])
}

// SetsModes reports whether the statement is SET TRANSACTION or SET SESSION CHARACTERISTICS.
func (s *Statement) SetsModes() bool {
	return s.Kind == Set && (s.token(1).is("transaction") && !s.token(2).is("to") && !s.token(2).is("=") ||
		s.token(1).is("session") && s.token(2).is("characteristics"))
}
