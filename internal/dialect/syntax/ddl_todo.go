package syntax

func (p *parser) definition(word string) Stmt       { return nil }
func (p *parser) sessionStatement(word string) Stmt { return nil }
func (p *parser) routineOrLoad(word string) Stmt    { return nil }
