package syntax

import "strconv"

// Statements about schemas and databases.
type (
	// A CreateSchema is CREATE SCHEMA.
	CreateSchema struct {
		Pos
		IfNotExists   bool
		Name          Name
		Authorization Ident
		Quota         *Quota
		Elements      []Stmt // CREATE and GRANT statements within
	}
	// A CreateExternalSchema is CREATE EXTERNAL SCHEMA: where its tables are, in options.
	CreateExternalSchema struct {
		Pos
		IfNotExists bool
		Name        Ident
		From        string // DATA CATALOG, HIVE METASTORE, POSTGRES, MYSQL, KINESIS, KAFKA, MSK or REDSHIFT
		Options     []*Option
	}
	// A Quota is QUOTA 5 GB, or UNLIMITED with no number.
	Quota struct {
		Pos
		Number int64
		Unit   string // MB, GB, TB or UNLIMITED
	}
	// An AlterSchema is ALTER SCHEMA.
	AlterSchema struct {
		Pos
		Name   Name
		Rename Ident
		Owner  Ident
		Quota  *Quota
	}
	// A CreateDatabase is CREATE DATABASE.
	CreateDatabase struct {
		Pos
		Name    Ident
		Options []*Option
	}
	// An AlterDatabase is ALTER DATABASE.
	AlterDatabase struct {
		Pos
		Name    Ident
		Rename  Ident
		Owner   Ident
		Options []*Option
	}
)

func (*CreateSchema) stmt()         {}
func (*CreateExternalSchema) stmt() {}
func (*AlterSchema) stmt()          {}
func (*CreateDatabase) stmt()       {}
func (*AlterDatabase) stmt()        {}

func (n *CreateSchema) print(w *writer) {
	w.word("CREATE SCHEMA")
	w.when(n.IfNotExists, "IF NOT EXISTS")
	if len(n.Name) > 0 {
		n.Name.print(w)
	}
	w.name("AUTHORIZATION", n.Authorization)
	if n.Quota != nil {
		n.Quota.print(w)
	}
	for _, element := range n.Elements {
		element.print(w)
	}
}

func (n *CreateExternalSchema) print(w *writer) {
	w.word("CREATE EXTERNAL SCHEMA")
	w.when(n.IfNotExists, "IF NOT EXISTS")
	n.Name.print(w)
	w.words("FROM", n.From)
	printOptions(w, n.Options)
}

func (n *Quota) print(w *writer) {
	w.word("QUOTA")
	if n.Unit != "UNLIMITED" {
		w.word(strconv.FormatInt(n.Number, 10))
	}
	w.word(n.Unit)
}

func (n *AlterSchema) print(w *writer) {
	w.clause("ALTER SCHEMA", n.Name)
	w.name("RENAME TO", n.Rename)
	w.name("OWNER TO", n.Owner)
	if n.Quota != nil {
		n.Quota.print(w)
	}
}

func (n *CreateDatabase) print(w *writer) {
	w.clause("CREATE DATABASE", n.Name)
	printOptions(w, n.Options)
}

func (n *AlterDatabase) print(w *writer) {
	w.clause("ALTER DATABASE", n.Name)
	w.name("RENAME TO", n.Rename)
	w.name("OWNER TO", n.Owner)
	printOptions(w, n.Options)
}

func (p *parser) createSchema(at Pos) Stmt {
	n := &CreateSchema{Pos: at, IfNotExists: p.accept("if", "not", "exists")}
	if !p.is("authorization") {
		n.Name = p.qualified()
	}
	if p.accept("authorization") {
		n.Authorization = p.ident()
	}
	if p.is("quota") {
		n.Quota = p.quota()
	}
	for p.isAny("create", "grant") {
		n.Elements = append(n.Elements, p.statement())
	}
	return n
}

func (p *parser) quota() *Quota {
	n := &Quota{Pos: p.pos()}
	p.expect("quota")
	if p.accept("unlimited") {
		n.Unit = "UNLIMITED"
		return n
	}
	n.Number = p.integer()
	n.Unit = p.oneOf("mb", "gb", "tb")
	return n
}

func (p *parser) createExternalSchema(at Pos) Stmt {
	n := &CreateExternalSchema{Pos: at, IfNotExists: p.accept("if", "not", "exists"), Name: p.ident()}
	p.expect("from")
	switch {
	case p.accept("data", "catalog"):
		n.From = "DATA CATALOG"
	case p.accept("hive", "metastore"):
		n.From = "HIVE METASTORE"
	default:
		n.From = p.oneOf("postgres", "mysql", "kinesis", "kafka", "msk", "redshift")
	}
	n.Options = p.options(externalSchemaOptions)
	return n
}

func (p *parser) alterSchema(at Pos) Stmt {
	n := &AlterSchema{Pos: at, Name: p.qualified()}
	switch {
	case p.accept("rename", "to"):
		n.Rename = p.ident()
	case p.accept("owner", "to"):
		n.Owner = p.ident()
	default:
		n.Quota = p.quota()
	}
	return n
}

func (p *parser) createDatabase(at Pos) Stmt {
	n := &CreateDatabase{Pos: at, Name: p.ident()}
	if p.is("from") {
		p.refuse("CREATE DATABASE FROM")
	}
	p.accept("with")
	n.Options = p.options(databaseOptions)
	return n
}

func (p *parser) alterDatabase(at Pos) Stmt {
	n := &AlterDatabase{Pos: at, Name: p.ident()}
	switch {
	case p.accept("rename", "to"):
		n.Rename = p.ident()
	case p.accept("owner", "to"):
		n.Owner = p.ident()
	default:
		if p.isAny("integration", "set") {
			p.refuse("ALTER DATABASE " + upper(p.token().value))
		}
		if n.Options = p.options(databaseOptions); n.Options == nil {
			p.fail()
		}
	}
	return n
}
