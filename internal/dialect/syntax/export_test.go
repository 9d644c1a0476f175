package syntax

// ParseType parses a single type, such as VARCHAR(10).
func ParseType(sql string) (t *Type, err error) {
	p, err := newParser(sql, Options{})
	if err != nil {
		return nil, err
	}
	defer p.recover(&err)
	t = p.typeName()
	if p.token().kind != tokenEnd {
		p.fail()
	}
	return t, nil
}
