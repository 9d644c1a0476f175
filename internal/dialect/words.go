package dialect

import "strings"

func upper(s string) string { return strings.ToUpper(s) }

func (s *Statement) token(i int) token {
	if i < 0 || i >= len(s.tokens) {
		return token{kind: operator}
	}
	return s.tokens[i]
}
